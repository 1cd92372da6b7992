"""Glyphs and rules of a PDF page, taken from pdfminer while it reads the page.

pdfplumber opens the file and knows its pages; its `page.chars` would make an object and a
dictionary of every character first, which takes three times as long as this, knows neither the
text's rendering mode (bold by stroking) nor `/ActualText`, and cannot stop in the midst of a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTContainer, LTCurve, LTLine, LTRect
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFException, resolve1
from pdfminer.utils import decode_text

from archive.characters import UNREADABLE, map_characters
from archive.ink import DESCENT, Glyph, Ink, Rule
from archive.lines import remove_overprint

MAX_CHARACTERS = 20_000
"""Characters on one page: an A4 page set solid in 9 pt holds 4,500, an A3 newspaper page 12,000."""

# Paths on one page beyond which it is a drawing or a map and has no table that could be read.
_MOST_PATHS = 20_000
# Forms drawn on one page; files made to exhaust memory nest them so that each doubles the last.
_MOST_FORMS = 5_000
# A filled bar this thin is a rule drawn as a box.
_THIN = 3.0
# Part of a point by which a line may lean and still be straight.
_STRAIGHT = 0.5
# Text whose base line leans by more than this (rise over run) is turned text.
_LEAN = 0.2
_BOLD_NAMES = ("bold", "heavy", "black", "-demi", "semibold")
# Text rendering modes that fill and stroke: how programs embolden a font that has no bold face
# (ISO 32000-1, table 106).
_STROKED = frozenset({2, 6})


class TooMuchOnPage(Exception):  # noqa: N818  (named for what it is about)
    """A page holds more characters or forms than any bulletin's."""


def take_ink(document: Any, page: Any) -> Ink:
    """Glyphs and rules of one pdfplumber page of `document`.

    Raises `TooMuchOnPage`, and whatever pdfminer raises on a broken page.
    """
    device = _InkDevice(document.rsrcmgr, page)
    PDFPageInterpreter(document.rsrcmgr, device).process_page(page.page_obj)
    device.take_rules(device.get_result())
    return Ink(
        number=page.page_number,
        width=device.width,
        height=device.height,
        glyphs=tuple(remove_overprint(device.glyphs)),
        horizontal=tuple(device.horizontal),
        vertical=tuple(device.vertical),
        images=device.images,
        image_cover=device.cover,
    )


class _InkDevice(PDFPageAggregator):  # type: ignore[misc]  # pdfminer is untyped here
    """What pdfminer draws on: keeps glyphs and rules in the order of drawing."""

    def __init__(self, resources: Any, page: Any) -> None:
        super().__init__(resources, pageno=page.page_number)
        self.width, self.height = float(page.width), float(page.height)
        # pdfminer counts from the lower left corner of the media box as it is shown, wherever the
        # box itself begins; we count from its upper left.
        self.foot = self.height
        self.glyphs: list[Glyph] = []
        self.horizontal: list[Rule] = []
        self.vertical: list[Rule] = []
        self.images = 0
        self.cover = 0.0
        self._stroked = False
        self._paths = 0
        self._forms = 0
        self._fonts: dict[int, tuple[Any, bool, bool]] = {}
        self._tags: list[tuple[int, str | None]] = []

    # --- text ---

    def render_string(self, textstate: Any, *rest: Any) -> None:
        """One string: note how it is painted."""
        self._stroked = textstate.render in _STROKED
        super().render_string(textstate, *rest)

    def render_char(
        self,
        matrix: tuple[float, float, float, float, float, float],
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        *_: Any,
    ) -> float:
        """One character; returns how far the pen moves, in text space."""
        advance = float(font.char_width(cid) * fontsize * scaling)
        try:
            text = map_characters(font.to_unichr(cid))
        except PDFException:  # the font has no character for this glyph
            text = UNREADABLE
        if not text:
            return advance
        if len(self.glyphs) >= MAX_CHARACTERS:
            raise TooMuchOnPage
        a, b, c, d, e, f = matrix
        bold, vertical = self._font(font)
        size = abs(fontsize) * hypot(c, d)
        if vertical:
            self._take_vertical(text, matrix, fontsize, advance, rise, font.char_disp(cid), size)
            return advance
        ends = sorted((e, e + a * advance)) if abs(a) > abs(b) else sorted((e, e + c * fontsize))
        upright = a * d * scaling > 0 and abs(b) < _LEAN * abs(a)
        base = f + d * rise if upright else min(f, f + b * advance) + DESCENT * size
        self.glyphs.append(
            Glyph(
                text,
                ends[0],
                ends[1],
                self.foot - base,
                size,
                bold=bold or self._stroked,
                upright=upright,
            )
        )
        return advance

    def _take_vertical(
        self,
        text: str,
        matrix: tuple[float, float, float, float, float, float],
        fontsize: float,
        advance: float,
        rise: float,
        displacement: Any,
        size: float,
    ) -> None:
        """A character of a font that writes from top to bottom (its width is a height)."""
        a, _, _, d, e, f = matrix
        vx, vy = displacement
        x0 = e - a * (fontsize * 0.5 if vx is None else vx * fontsize * 0.001)
        bottom = f + d * ((1000 - vy) * fontsize * 0.001 + rise + advance)
        base = self.foot - bottom - DESCENT * size
        self.glyphs.append(Glyph(text, x0, x0 + size, base, size, bold=self._stroked))

    def _font(self, font: Any) -> tuple[bool, bool]:
        """Whether a font is bold (by its name) and vertical.

        Names of Chinese fonts may be bytes in GBK and say nothing.
        """
        known = self._fonts.get(id(font))
        if known is None:
            name = font.fontname
            plain = name.decode("latin-1") if isinstance(name, bytes) else str(name)
            bold = any(word in plain.lower() for word in _BOLD_NAMES)
            # The font is kept beside its id, which could be given to another one otherwise.
            known = self._fonts[id(font)] = (font, bold, bool(font.is_vertical()))
        return known[1:]

    # --- marked content ---

    def begin_tag(self, _: Any, props: Any = None) -> None:
        """Note what the glyphs to come are meant to say, where the file tells it."""
        actual = resolve1(props.get("ActualText")) if isinstance(props, dict) else None
        said = decode_text(actual) if isinstance(actual, bytes) else None
        self._tags.append((len(self.glyphs), said))

    def end_tag(self) -> None:
        """Correct the glyphs of the tag where each has its own character in `/ActualText`."""
        if not self._tags:
            return
        start, said = self._tags.pop()
        text = map_characters(said) if said else ""
        if text and len(text) == len(self.glyphs) - start:
            for index, (glyph, character) in enumerate(
                zip(self.glyphs[start:], text, strict=True), start
            ):
                if glyph.text != character:
                    self.glyphs[index] = Glyph(
                        character,
                        glyph.x0,
                        glyph.x1,
                        glyph.base,
                        glyph.size,
                        bold=glyph.bold,
                        upright=glyph.upright,
                    )

    # --- pictures and rules ---

    def begin_figure(self, *rest: Any) -> None:
        """A form or picture; only so many are drawn."""
        self._forms += 1
        if self._forms > _MOST_FORMS:
            raise TooMuchOnPage
        super().begin_figure(*rest)

    def render_image(self, *_: Any) -> None:
        """A picture, drawn into the figure around it."""
        self.images += 1
        figure = self.cur_item
        area = abs((figure.x1 - figure.x0) * (figure.y1 - figure.y0))
        self.cover = max(self.cover, area / max(self.width * self.height, 1.0))

    def paint_path(self, *rest: Any) -> None:
        """A path, kept until the page's end; only so many are."""
        self._paths += 1
        if self._paths <= _MOST_PATHS:
            super().paint_path(*rest)

    def take_rules(self, page: Any) -> None:
        """Collect straight lines and thin boxes of the page and of the forms on it."""
        waiting: list[Iterator[Any]] = [iter(page)]
        while waiting:
            item = next(waiting[-1], None)
            if item is None:
                waiting.pop()
            elif isinstance(item, LTContainer):
                waiting.append(iter(item))
            elif isinstance(item, LTLine):
                self._take_line(item.x0, item.y0, item.x1, item.y1)
            elif isinstance(item, LTRect):
                self._take_box(item)
            elif isinstance(item, LTCurve) and item.stroke:
                for (x0, y0), (x1, y1) in zip(item.pts, item.pts[1:], strict=False):
                    self._take_line(x0, y0, x1, y1)

    def _take_line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        left, right = sorted((x0, x1))
        top, bottom = sorted((self.foot - y0, self.foot - y1))
        if bottom - top <= _STRAIGHT < right - left:
            self.horizontal.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= _STRAIGHT < bottom - top:
            self.vertical.append(Rule((left + right) / 2, top, bottom))

    def _take_box(self, item: Any) -> None:
        x0, x1, y0, y1 = item.x0, item.x1, item.y0, item.y1
        if y1 - y0 <= _THIN:
            middle = (y0 + y1) / 2
            self._take_line(x0, middle, x1, middle)
        elif x1 - x0 <= _THIN:
            middle = (x0 + x1) / 2
            self._take_line(middle, y0, middle, y1)
        elif item.stroke:
            self._take_line(x0, y0, x1, y0)
            self._take_line(x0, y1, x1, y1)
            self._take_line(x0, y0, x0, y1)
            self._take_line(x1, y0, x1, y1)
