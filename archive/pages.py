"""What a reader hands on: lines of characters with their boxes, and ruled tables, page by page.

A reader (of PDF today, others later) knows nothing of bulletins; the layout knows no PDF.
All measures are points from the page's top left corner; pages count from 1.
"""

from __future__ import annotations

import msgspec

from archive.records import Box


class Line(msgspec.Struct, frozen=True, gc=False):
    """One printed line.

    `text` holds the characters after the character map (radicals, doubled overprint) in reading
    order, with white space as drawn; a space is put in only between two Latin words, and U+3000
    where a gap of more than an em is left without one (parts of a padded line). `edges` is the
    left and right edge of each character in turn, so `len(edges) == 2 * len(text)`; None for plain
    text. `size` is the commonest font size, `bold` the `[start, end)` offsets set in bold.
    """

    page: int
    text: str
    top: float
    bottom: float
    edges: tuple[float, ...] | None
    size: float
    bold: tuple[tuple[int, int], ...] = ()

    @property
    def x0(self) -> float:
        """Left edge of the first character that is no space."""
        if not self.edges:
            return 0.0
        lead = len(self.text) - len(self.text.lstrip())
        return self.edges[2 * min(lead, len(self.text) - 1)]

    @property
    def x1(self) -> float:
        """Right edge of the last character that is no space."""
        if not self.edges:
            return 0.0
        return self.edges[2 * max(len(self.text.rstrip()), 1) - 1]


class Cell(msgspec.Struct, frozen=True):
    """A table's cell: grid position, how many rows and columns it spans, and its lines."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    lines: tuple[Line, ...]


class Table(msgspec.Struct, frozen=True):
    """A ruled or three-line table of at least 2 × 2; cells in row order, merged ones once."""

    page: int
    box: Box
    rows: int
    columns: int
    cells: tuple[Cell, ...]


class Page(msgspec.Struct, frozen=True):
    """One page: lines in reading order (those inside tables only in the tables), tables.

    `columns` names the `[start, end)` stretches of `lines` that are set in one of several columns;
    lines outside every stretch run over the page's full width. `damaged`: part of the page's
    content could not be unpacked or is missing; `mended`: the file's end is missing or wrong, and
    all pages were found without it.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    images: int = 0
    columns: tuple[tuple[int, int], ...] = ()
    damaged: bool = False
    mended: bool = False
