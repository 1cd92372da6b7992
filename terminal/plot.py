"""`--plot FILE`: the answer as a picture beside what is printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from charts.files import ENDINGS, save
from terminal.failures import say
from terminal.text import printable

if TYPE_CHECKING:
    from charts.drawing import Drawing


class PlotFile(click.ParamType[Path]):
    """A file for a picture; its ending says which kind."""

    name = "文件"

    def convert(
        self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """The path as given; fails where its ending is no picture's that we write."""
        path = Path(value)
        if path.suffix.lower() not in ENDINGS:
            self.fail(
                f"从文件名“{printable(str(value))}”看不出图的格式。"
                "请用 .png 或 .svg 结尾，如 图.png。",
                param,
                ctx,
            )
        return path


plot_option = click.option(
    "--plot",
    type=PlotFile(),
    metavar="FILE",
    help="同时画成图：.png（插入文档）或 .svg（放大不糊）。",
)


def plotted(drawing: Drawing, target: Path) -> None:
    """Write a drawing and say where. Raises StoreError where it cannot be written."""
    save(drawing, target)
    say(f"图写在 {target}")
