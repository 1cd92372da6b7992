"""What a PDF reader takes off one page, before anybody asks what it means.

Every reader (archive.pdf_content today, OCR later) hands over the same: glyphs with boxes that do
not depend on how a font states its ascent, and ruled lines. `archive.lines` and `archive.tables`
make a Page of it. All measures are points from the page's top left corner.
"""

from __future__ import annotations

import msgspec

# Box of a glyph over and under its base line in ems: the design box of Chinese fonts (OpenType
# `ideo`: 0.88 and 0.12 with few exceptions). Fonts' own ascent and descent differ by up to 2.6 pt
# between producers and readers, so no box is taken from them.
ASCENT = 0.88
DESCENT = 0.12


class Glyph(msgspec.Struct, frozen=True, gc=False):
    """One drawn character after the character map; `base` is the y of its base line."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool = False
    upright: bool = True


class Rule(msgspec.Struct, frozen=True, gc=False):
    """A drawn straight line or edge: horizontal at y = `at` or vertical at x = `at`.

    `start` and `end` are the other coordinate's ends, `start <= end`.
    """

    at: float
    start: float
    end: float


class Ink(msgspec.Struct, frozen=True):
    """Everything of one page that matters; glyphs in the order in which they were drawn."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    horizontal: tuple[Rule, ...] = ()
    vertical: tuple[Rule, ...] = ()
    images: int = 0
    image_cover: float = 0.0
    """Share of the page (0 to 1) that its largest image covers."""
    damaged: bool = False
    """True where part of the page could not be unpacked or is missing."""
    mended: bool = False
    """True where the file's end is missing or wrong and was made up for."""
