"""Tables and bars for the terminal: Chinese characters aligned, as wide as the terminal."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Sequence
from itertools import zip_longest

from terminal.text import lines_of, packed, padded, printable, width

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

    `running` takes what the others leave and is wrapped; without one the first column does, where
    not all fit. The others (ids, dates, names) are never broken: where they leave no room, each row
    is a small paragraph instead.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    widths = _widths(headings, cells)
    if running is None and _taken(widths) > terminal_width():
        running = 0
    if running is not None:
        room = terminal_width() - _taken(widths) + widths[running]
        if room < min(widths[running], _RUNNING_LEAST):
            return [line for row in cells for line in _paragraph(headings, row, running)][:-1]
        widths[running] = min(widths[running], room)
    lines = [_row(headings, widths, numbers), "─" * _taken(widths)]
    for row in cells:
        if running is not None:
            row[running] = "\n".join(lines_of(row[running], widths[running]))
        split = zip_longest(*(cell.split("\n") for cell in row), fillvalue="")
        lines.extend(_row(parts, widths, numbers) for parts in split)
    return lines


def _row(parts: Sequence[str], widths: Sequence[int], numbers: Collection[int]) -> str:
    """One line of a table."""
    cells = [
        " " * (columns - width(part)) + part if place in numbers else padded(part, columns)
        for place, (part, columns) in enumerate(zip(parts, widths, strict=True))
    ]
    return (" " * _GUTTER).join(cells).rstrip()


def _cell(value: object) -> str:
    return "" if value is None else printable(str(value))


def _widths(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> list[int]:
    """Columns that the widest line of each column takes."""
    widths = [width(heading) for heading in headings]
    for row in cells:
        for position, cell in enumerate(row):
            widths[position] = max(widths[position], *map(width, cell.split("\n")))
    return widths


def _taken(widths: Sequence[int]) -> int:
    """Columns of a line with all cells and gutters."""
    return sum(widths) + _GUTTER * (len(widths) - 1)


def _paragraph(headings: Sequence[str], row: Sequence[str], running: int | None) -> list[str]:
    """A row where the terminal is narrow: its first cell, the others named, the running text."""
    named = [
        f"{heading} {cell}".replace("\n", " ").strip()
        for position, (heading, cell) in enumerate(zip(headings, row, strict=True))
        if position not in {0, running} and cell
    ]
    room = terminal_width() - 2
    below = packed(named, room)
    if running:
        below.extend(lines_of(row[running], room))
    return [row[0].replace("\n", " "), *(f"  {line}" for line in below), ""]


def bar(value: float, largest: float, columns: int) -> str:
    """A bar of blocks, `columns` wide at the largest value, exact to an eighth of a column."""
    if largest <= 0 or value <= 0:
        return ""
    eighths = max(1, round(8 * columns * value / largest))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def bar_columns(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> int:
    """Columns left for bars beside the other cells of a table."""
    widths = _widths(headings, [[_cell(value) for value in row] for row in rows])
    return max(terminal_width() - _taken(widths) - _GUTTER, 10)


def terminal_width() -> int:
    """Columns of the terminal (or of COLUMNS), 100 where there is none."""
    columns = shutil.get_terminal_size((_WIDTH_WITHOUT_TERMINAL, 24)).columns
    return max(columns, _NARROWEST)
