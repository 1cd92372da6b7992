"""Tables and bars for the terminal: Chinese characters aligned, as wide as the terminal."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Sequence
from io import StringIO

from terminal.text import printable, width

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_WIDTH_WITHOUT_TERMINAL = 100
_NARROWEST = 30
_RUNNING_LEAST = 20
"""Columns that running text is never set narrower than."""
_GUTTER = 2


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    numbers: Collection[int] = (),
    running: int | None = None,
) -> list[str]:
    """The lines of a table; the columns at `numbers` are set to the right.

    `running` takes what the others leave and is wrapped; the others (ids, dates, names) break only
    where even so the table is wider than the terminal.
    """
    from rich import box  # noqa: PLC0415  (rich is imported only where a table is drawn)
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    cells = [[_cell(value) for value in row] for row in rows]
    whole = _fits(headings, cells, running)
    drawn = Table(
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, _GUTTER - 1, 0, 0)
    )
    for position, heading in enumerate(headings):
        drawn.add_column(
            heading,
            justify="right" if position in numbers else "left",
            overflow="fold",
            no_wrap=whole and position != running,
            ratio=1 if position == running else None,
            min_width=_RUNNING_LEAST if position == running else None,
        )
    for row in cells:
        drawn.add_row(*map(Text, row))
    out = StringIO()
    Console(file=out, width=terminal_width(), color_system=None, highlight=False).print(drawn)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def _cell(value: object) -> str:
    return "" if value is None else printable(str(value))


def _fits(headings: Sequence[str], cells: list[list[str]], running: int | None) -> bool:
    """Whether all columns but the running one fit unbroken."""
    needed = 0
    for position, heading in enumerate(headings):
        lines = [line for row in cells for line in row[position].split("\n")]
        widest = max(map(width, (heading, *lines)))
        needed += _RUNNING_LEAST if position == running else widest
    return needed + _GUTTER * (len(headings) - 1) <= terminal_width()


def bar(value: float, largest: float, columns: int) -> str:
    """A bar of blocks, `columns` wide at the largest value, exact to an eighth of a column."""
    if largest <= 0 or value <= 0:
        return ""
    eighths = max(1, round(8 * columns * value / largest))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def bar_columns(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> int:
    """Columns left for bars beside the other cells of a table."""
    taken = sum(
        max(width(text) for text in (heading, *(_cell(row[position]) for row in rows)))
        for position, heading in enumerate(headings)
    )
    return max(terminal_width() - taken - _GUTTER * len(headings), 10)


def terminal_width() -> int:
    """Columns of the terminal (or of COLUMNS), 100 where there is none."""
    columns = shutil.get_terminal_size((_WIDTH_WITHOUT_TERMINAL, 24)).columns
    return max(columns, _NARROWEST)
