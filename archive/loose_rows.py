"""Rows of a table that stand alone on the next page, put back as the table's continuation.

A page break may leave a row or two on a page of their own, too few to be seen as a table: lines of
a name and as many figures as the table has columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from archive.document import Paragraph, TableBlock
from archive.line_kinds import is_table_row
from archive.pages import Cell, Line, Table
from archive.placed import PlacedText
from archive.records import Box

_PIECE: Final = re.compile(r"\S+")
_FIGURE: Final = re.compile(r"[-—/\d.,，%％]+")


def join_loose_rows(
    blocks: Sequence[Paragraph | TableBlock],
) -> list[Paragraph | TableBlock]:
    """The blocks with loose rows under a table as a table that goes on from it."""
    joined: list[Paragraph | TableBlock] = []
    columns = 0
    rows: list[list[PlacedText]] = []
    for block in blocks:
        found = _rows(block, columns) if isinstance(block, Paragraph) and columns else []
        if found:
            rows.extend(found)
            continue
        if rows:
            joined.append(TableBlock(_table(rows), continued=True))
            rows = []
        joined.append(block)
        columns = block.table.columns if isinstance(block, TableBlock) else 0
    if rows:
        joined.append(TableBlock(_table(rows), continued=True))
    return joined


def _rows(paragraph: Paragraph, columns: int) -> list[list[PlacedText]]:
    """The cells of a paragraph that is nothing but rows of so many columns, else nothing."""
    if not is_table_row(paragraph.text):
        return []
    pieces = [paragraph.raw.slice(*found.span()) for found in _PIECE.finditer(paragraph.raw.text)]
    if len(pieces) % columns:
        return []
    rows = [pieces[start : start + columns] for start in range(0, len(pieces), columns)]
    named = all(not _FIGURE.fullmatch(row[0].text) for row in rows)
    return rows if named and all(_FIGURE.fullmatch(row[-1].text) for row in rows) else []


def _table(rows: Sequence[Sequence[PlacedText]]) -> Table:
    """A table of the rows, a cell for each piece."""
    cells = tuple(
        Cell(number, column, 1, 1, _box(piece), (_line(piece),))
        for number, row in enumerate(rows)
        for column, piece in enumerate(row)
    )
    first, last = cells[0].box, cells[-1].box
    box = (
        min(cell.box[0] for cell in cells),
        first[1],
        max(cell.box[2] for cell in cells),
        last[3],
    )
    return Table(rows[0][0].page, box, len(rows), len(rows[0]), cells)


def _line(piece: PlacedText) -> Line:
    run = piece.runs[0]
    return Line(run.page, piece.text, run.top, run.bottom, run.edges, run.bottom - run.top)


def _box(piece: PlacedText) -> Box:
    spans = piece.spans()
    return (spans[0].box if spans else None) or (0.0, 0.0, 0.0, 0.0)
