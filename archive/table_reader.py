"""A table of the bulletin to figures, each with the cells it was read from as its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from archive.extract.context import Context
from archive.extract.statistics import Figure
from archive.extract.table_statistics import (
    Header,
    TableFigure,
    find_table_figures,
    read_header,
)
from archive.outline import TableItem
from archive.pages import Cell, Line, Table
from archive.placed import PlacedText, Run, join, select
from archive.records import BlockRole

_NO_TEXT = re.compile(r"[\d\s.,%％—\-–―/／、]*")


class TableReading(msgspec.Struct, frozen=True):
    """Figures with their texts, cells and captions that are no record's, and rows left as prose."""

    figures: tuple[tuple[Figure, PlacedText], ...]
    blocks: tuple[tuple[BlockRole, PlacedText], ...]
    prose: tuple[PlacedText, ...]


def read_table(item: TableItem, context: Context, lead: str | None = None) -> TableReading:
    """Read the figures of a table, over all pages it stands on.

    `lead` is the sentence that announces it: scope and days stand there as often as in a caption.
    """
    told = (*((lead,) if lead else ()), *(text.text for text in item.caption))
    caption = "\n".join(told) or None
    header: Header | None = None
    found: list[tuple[Figure, PlacedText]] = []
    blocks: list[tuple[BlockRole, PlacedText]] = [("caption", text) for text in item.caption]
    prose: list[PlacedText] = []
    for block in item.tables:
        table = block.table
        own_header = read_header(table)
        figures = find_table_figures(
            table, context, continued_header=header if block.continued else None, caption=caption
        )
        header = own_header or header
        found.extend(_with_text(figure) for figure in figures)
        used = {id(cell) for figure in figures for cell in _cells(figure)}
        header_rows = own_header.rows if own_header and figures else 0
        for cells in _rows(table, header_rows):
            blocks.extend(("table-header", cell_text(cell)) for cell in cells)
        for cells in _rows(table, table.rows, header_rows):
            unused = [cell for cell in cells if id(cell) not in used]
            if figures and all(_NO_TEXT.fullmatch(cell_text(cell).text) for cell in unused):
                blocks.extend(("table-cell", cell_text(cell)) for cell in unused)
            else:
                prose.append(join((cell_text(cell) for cell in unused), " "))
    filled = tuple((role, text) for role, text in blocks if text.text)
    return TableReading(tuple(found), filled, tuple(text for text in prose if text.text.strip()))


def cell_text(cell: Cell) -> PlacedText:
    """A cell's characters without white space, in place."""
    return join(_line_text(line) for line in cell.lines)


def _line_text(line: Line) -> PlacedText:
    run = Run(0, len(line.text), line.page, line.top, line.bottom, line.edges)
    placed = PlacedText(line.text, (run,) if line.text else ())
    return select(placed, (i for i, character in enumerate(line.text) if not character.isspace()))


def _cells(figure: TableFigure) -> Iterable[Cell]:
    yield from figure.row_cells
    yield from figure.header_cells
    yield figure.value_cell
    yield from figure.change_cells


def _with_text(found: TableFigure) -> tuple[Figure, PlacedText]:
    """The figure with offsets into its record's text: row label, headers, value, changes."""
    before: Sequence[Cell] = (*found.row_cells, *found.header_cells)
    labels = [cell_text(cell) for cell in before]
    start = sum(len(label.text) + 1 for label in labels)
    value = cell_text(found.value_cell)
    changes = [cell_text(cell) for cell in found.change_cells]
    placed = join((*labels, value, *changes), " ")
    figure = found.figure
    shifted = []
    offset = start + len(value.text) + 1
    for position, change in enumerate(figure.change):
        in_own_cell = position < len(changes)
        shift = offset if in_own_cell else start
        shifted.append(
            msgspec.structs.replace(change, at=(change.at[0] + shift, change.at[1] + shift))
        )
        if in_own_cell:
            offset += len(changes[position].text) + 1
    return (
        msgspec.structs.replace(
            figure, at=(figure.at[0] + start, figure.at[1] + start), change=tuple(shifted)
        ),
        placed,
    )


def _rows(table: Table, end: int, start: int = 0) -> Iterable[list[Cell]]:
    """Cells row by row from row `start` to before row `end`."""
    for row in range(start, end):
        cells = [cell for cell in table.cells if cell.row == row]
        if cells:
            yield cells
