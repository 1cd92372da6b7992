"""What the layout hands on to the outline: paragraphs, tables and furniture in reading order."""

from __future__ import annotations

from typing import Literal

import msgspec

from archive.pages import Table
from archive.placed import PlacedText
from archive.records import BlockRole, ParseWarning

Align = Literal["left", "center", "right"]


class Paragraph(msgspec.Struct, frozen=True):
    """A paragraph joined over line ends and page breaks, layout spaces dropped.

    `raw` keeps the spaces (U+3000 padding parts names in footers); `size` is in points, 0 for
    plain text; `indent` is the first line's distance from the column's left edge in ems of `size`;
    `bold` are `[start, end)` offsets into `placed.text`; `gap` is the white space above in ems,
    `lines` the number of printed lines. `marker` of a list is not split off here.
    """

    placed: PlacedText
    raw: PlacedText
    size: float
    align: Align
    indent: float
    gap: float
    lines: int
    bold: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """The paragraph's characters."""
        return self.placed.text

    @property
    def is_bold(self) -> bool:
        """True where (nearly) all of it is set in bold."""
        return sum(end - start for start, end in self.bold) * 10 >= 9 * len(self.text) > 0


class TableBlock(msgspec.Struct, frozen=True):
    """A table, one for each page it stands on; `continued` where it goes on from the one before."""

    table: Table
    continued: bool = False


class Furniture(msgspec.Struct, frozen=True):
    """Page number, running head or foot: not part of the text."""

    role: BlockRole
    placed: PlacedText


class Document(msgspec.Struct, frozen=True):
    """A whole file after layout."""

    blocks: tuple[Paragraph | TableBlock, ...]
    furniture: tuple[Furniture, ...]
    pages: int
    plain: bool = False
    warnings: tuple[ParseWarning, ...] = ()
