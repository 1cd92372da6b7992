"""A bulletin as its parts in order, ready to be set on pages."""

from __future__ import annotations

from typing import Literal

import msgspec

Bold = Literal["font", "stroke", "overprint"]
Rules = Literal["grid", "three-line"]
Align = Literal["left", "center", "right"]


class Text(msgspec.Struct, frozen=True, tag=True):
    """A paragraph of runs `(text, bold)`; `indent` of the first line in ems, sizes in points.

    `spaced` draws a space between any two characters (窗 口 工 作); `tight` text keeps with the
    block after it, `above` is white space before it in points.
    """

    runs: tuple[tuple[str, bool], ...]
    align: Align = "left"
    indent: float = 2.0
    size: float | None = None
    red: bool = False
    above: float = 0.0
    spaced: bool = False
    tight: bool = False

    @property
    def text(self) -> str:
        """All characters of the paragraph."""
        return "".join(text for text, _ in self.runs)


class Split(msgspec.Struct, frozen=True, tag=True):
    """One line with a left and a right part."""

    left: str
    right: str
    size: float | None = None


class Rule(msgspec.Struct, frozen=True, tag=True):
    """A horizontal line over the whole width."""

    red: bool = False
    thick: float = 0.6


class Cell(msgspec.Struct, frozen=True):
    """A table's cell at its upper left grid position."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


class Table(msgspec.Struct, frozen=True, tag=True):
    """A table; the first `head` rows are its header, drawn again on a new page if `repeat`."""

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    head: int = 1
    rules: Rules = "grid"
    repeat: bool = False
    size: float = 12.0


class Picture(msgspec.Struct, frozen=True, tag=True):
    """A grey box where a picture would be, with its caption below."""

    caption: str
    height: float = 120.0


class Columns(msgspec.Struct, frozen=True, tag=True):
    """From here on the text runs in so many columns."""

    count: int


Block = Text | Split | Rule | Table | Picture | Columns


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """How an issue's pages look: sizes and leading in points."""

    size: float = 16.0
    leading: float = 28.0
    bold: Bold = "font"
    page_number: str = "— {} —"
    running_head: str | None = None
    digit_spaces: bool = False
    lines_per_page: int = 22


def plain(
    text: str,
    *,
    align: Align = "left",
    size: float | None = None,
    indent: float = 2.0,
    tight: bool = False,
) -> Text:
    """A paragraph without bold parts."""
    return Text(((text, False),), align=align, size=size, indent=indent, tight=tight)


def bold(text: str, *, align: Align = "left", size: float | None = None) -> Text:
    """A heading: bold, kept with what follows."""
    return Text(((text, True),), align=align, size=size, tight=True)
