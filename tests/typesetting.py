"""A small typesetter for tests: one page as ink for the pure stages and as a PDF for the reader.

Chinese characters are one em wide, all others half an em; every character is drawn at its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from archive.ink import ASCENT, Glyph, Ink, Rule
from archive.pages import Page
from archive.pdf import make_pages

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT = 79.4, 527.4  # 28 characters of 16 pt, as GB/T 9704 has it
TOP, FOOT = 104.9, 742.7  # 22 lines of 29 pt
SIZE, LEADING = 16.0, 29.0
NO_START = "，。、；：？！”’）》〉】…—"
NO_END = "“‘（《〈【"


def width_of(text: str, size: float) -> float:
    """Width in points."""
    return sum(size * (0.5 if ord(character) < 0x2000 else 1.0) for character in text)


def wrap(text: str, first: float, rest: float, size: float) -> list[str]:
    """Break a paragraph into lines.

    Chinese breaks anywhere but before closing and after opening marks and inside a number or word.
    """
    pieces: list[str] = []
    for character in text:
        latin = character.isascii() and character.isalnum()
        glued = pieces and (
            character in NO_START
            or pieces[-1][-1] in NO_END
            or (latin and pieces[-1][-1].isascii() and pieces[-1][-1].isalnum())
        )
        if glued:
            pieces[-1] += character
        else:
            pieces.append(character)
    lines = [""]
    for piece in pieces:
        room = first if len(lines) == 1 else rest
        if lines[-1] and width_of(lines[-1] + piece, size) > room + 0.01:
            lines.append("")
        lines[-1] += piece
    return lines


class Sheet:
    """Pages being set; `y` is the top of the next line."""

    def __init__(self, width: float = WIDTH, height: float = HEIGHT) -> None:
        self.width, self.height = width, height
        self.left, self.right, self.top, self.foot = LEFT, RIGHT, TOP, FOOT
        self.leading = LEADING
        self.glyphs: list[list[Glyph]] = [[]]
        self.horizontal: list[list[Rule]] = [[]]
        self.vertical: list[list[Rule]] = [[]]
        self.y = self.top

    def new_page(self) -> None:
        """Begin a page."""
        self.glyphs.append([])
        self.horizontal.append([])
        self.vertical.append([])
        self.y = self.top

    def put(
        self, x: float, top: float, text: str, size: float = SIZE, *, bold: bool = False
    ) -> None:
        """Set a string at a place."""
        base = top + ASCENT * size
        for character in text:
            step = width_of(character, size)
            self.glyphs[-1].append(Glyph(character, x, x + step, base, size, bold=bold))
            x += step

    def line(self, text: str, x: float, size: float = SIZE, *, bold: bool = False) -> None:
        """Set a line in the flow, on the next page where this one is full."""
        if self.y + size > self.foot:
            self.new_page()
        self.put(x, self.y, text, size, bold=bold)
        self.y += max(self.leading, size * 1.4)

    def centred(self, text: str, size: float = SIZE, *, bold: bool = False) -> None:
        """Set a centred line."""
        middle = (self.left + self.right) / 2
        self.line(text, middle - width_of(text, size) / 2, size, bold=bold)

    def paragraph(
        self,
        text: str,
        *,
        indent: float = 2.0,
        hang: float = 0.0,
        size: float = SIZE,
        bold: bool = False,
    ) -> None:
        """Set a paragraph with `indent` ems before its first line and `hang` before the others."""
        room = self.right - self.left
        lines = wrap(text, room - indent * size, room - hang * size, size)
        for number, one in enumerate(lines):
            self.line(one, self.left + (hang if number else indent) * size, size, bold=bold)

    def rule(self, y: float, x0: float | None = None, x1: float | None = None) -> None:
        """A horizontal rule, over the text's width unless told."""
        start = self.left if x0 is None else x0
        self.horizontal[-1].append(Rule(y, start, self.right if x1 is None else x1))

    def upright_rule(self, x: float, y0: float, y1: float) -> None:
        """A vertical rule."""
        self.vertical[-1].append(Rule(x, y0, y1))

    def number_pages(self, form: str = "— {} —", size: float = 14.0, top: float = 770.0) -> None:
        """Page numbers in the middle of the foot, as the first thing drawn on each page."""
        for number, glyphs in enumerate(self.glyphs, 1):
            own = list(glyphs)
            glyphs.clear()
            text = form.format(number)
            x = (self.left + self.right) / 2 - width_of(text, size) / 2
            for character in text:
                step = width_of(character, size)
                glyphs.append(Glyph(character, x, x + step, top + ASCENT * size, size))
                x += step
            glyphs.extend(own)

    def head_pages(self, text: str, size: float = 10.5, top: float = 50.0, first: int = 1) -> None:
        """A running head from page `first` on; `{}` is the page number."""
        for number, glyphs in enumerate(self.glyphs, 1):
            x = self.left
            for character in text.format(number) if number >= first else "":
                step = width_of(character, size)
                glyphs.append(Glyph(character, x, x + step, top + ASCENT * size, size))
                x += step

    def inks(self) -> list[Ink]:
        """The pages as a reader would hand them over."""
        return [
            Ink(number, self.width, self.height, tuple(glyphs), tuple(flat), tuple(upright))
            for number, (glyphs, flat, upright) in enumerate(
                zip(self.glyphs, self.horizontal, self.vertical, strict=True), 1
            )
        ]

    def pages(self) -> list[Page]:
        """The pages as the layout gets them."""
        return list(make_pages(self.inks()))

    def save(self, path: Path, *, rotate: Iterable[int] = ()) -> Path:
        """Write a PDF with the same marks; pages named in `rotate` are stored on their side."""
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        turned = set(rotate)
        canvas = Canvas(str(path), pagesize=(self.width, self.height), invariant=1)
        for ink in self.inks():
            if ink.number in turned:
                canvas.setPageRotation(90)  # swaps the page's sides as well
                canvas.translate(self.height, 0)
                canvas.rotate(90)
            _draw(canvas, ink)
            canvas.showPage()
        canvas.save()
        return path


def _strings(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs that follow each other on a line, drawn as one string.

    pdfium leaves out a lone character of a font that is neither embedded nor installed.
    """
    strings: list[list[Glyph]] = []
    for glyph in glyphs:
        last = strings[-1][-1] if strings else None
        if (
            last is not None
            and last.base == glyph.base
            and last.size == glyph.size
            and abs(last.x1 - glyph.x0) < 0.01
        ):
            strings[-1].append(glyph)
        else:
            strings.append([glyph])
    return strings


def _draw(canvas: Canvas, ink: Ink) -> None:
    for string in _strings(ink.glyphs):
        first = string[0]
        canvas.setFont("STSong-Light", first.size)
        text = "".join(glyph.text for glyph in string)
        canvas.drawString(first.x0, ink.height - first.base, text)
    for rule in ink.horizontal:
        canvas.line(rule.start, ink.height - rule.at, rule.end, ink.height - rule.at)
    for rule in ink.vertical:
        canvas.line(rule.at, ink.height - rule.start, rule.at, ink.height - rule.end)


def grid(sheet: Sheet, xs: Sequence[float], ys: Sequence[float]) -> None:
    """All rules of a table without merged cells."""
    for y in ys:
        sheet.rule(y, xs[0], xs[-1])
    for x in xs:
        sheet.upright_rule(x, ys[0], ys[-1])


def in_cell(sheet: Sheet, x: float, y: float, text: str, size: float = 12.0) -> None:
    """Text at the upper left of a cell."""
    sheet.put(x + 4, y + 4, text, size)
