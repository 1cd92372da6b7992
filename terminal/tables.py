"""Tables and bars for the terminal, Chinese characters aligned, paged when long."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from terminal.text import printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_WIDTH_WITHOUT_TERMINAL = 100
_RUNNING_LEAST = 20
"""Columns that running text is never set narrower than."""


def draw_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    numbers: Sequence[int] = (),
    running: int | None = None,
) -> None:
    """Print a table; the columns at `numbers` are set to the right, `running` takes what is left.

    The other columns break only where even so the table is wider than the terminal.
    """
    from rich import box  # noqa: PLC0415  (rich is imported only where a table is drawn)
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, title=Text(printable(title)) if title else None)
    table.title_justify = "left"
    for position, heading in enumerate(headings):
        table.add_column(
            heading,
            justify="right" if position in numbers else "left",
            overflow="fold",
            ratio=1 if position == running else None,
            min_width=_RUNNING_LEAST if position == running else None,
        )
    count = 0
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
        count += 1
    _show(table, count)


def bar(value: float, largest: float, columns: int) -> str:
    """A bar of blocks, `columns` wide at the largest value, exact to an eighth of a column."""
    if largest <= 0 or value <= 0:
        return ""
    eighths = max(1, round(8 * columns * value / largest))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def terminal_width() -> int:
    """Columns of the terminal, 100 where there is none."""
    return shutil.get_terminal_size((_WIDTH_WITHOUT_TERMINAL, 24)).columns


def _cell(value: object) -> RenderableType:
    from rich.text import Text  # noqa: PLC0415

    return (
        value if isinstance(value, Text) else Text("" if value is None else printable(str(value)))
    )


def _show(table: RenderableType, rows: int) -> None:
    """Print, through the pager where it is longer than the screen."""
    console = _console()
    if console.is_terminal and rows + 4 > shutil.get_terminal_size().lines and sys.stdin.isatty():
        with console.pager(styles=True):
            console.print(table)
    else:
        console.print(table)


def _console() -> Console:
    from rich.console import Console  # noqa: PLC0415

    return Console(width=None if sys.stdout.isatty() else terminal_width(), highlight=False)
