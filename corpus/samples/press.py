"""Typesetting: blocks on A4 pages after the manner of GB/T 9704, straight to PDF.

Line breaking keeps closing marks off line starts, opening marks off line ends, and numbers and
Latin words whole. The font is the standard CID font STSong-Light, which needs no font file;
`invariant` makes equal input give equal bytes.
"""

from __future__ import annotations

import copy
import io
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from corpus.samples.blocks import (
    Block,
    Cell,
    Columns,
    Picture,
    Rule,
    Setting,
    Split,
    Table,
    Text,
)

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.2756, 841.8898
MARGIN = 73.7
"""Left margin: 26 mm beside a text area of 156 mm (28 characters at 16 points)."""
TOP = 104.9
"""Upper margin: 37 mm."""
GUTTER = 24.0
FONT = "STSong-Light"
BOLD_FONT = "STSong-Light,Bold"
_NO_START = frozenset("，。、；：？！）》〉”’】〕］％…·—～)]},.;:!?%")
_NO_END = frozenset("（《〈“‘【〔［([{")
_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,%-")
_DIGITS = frozenset("0123456789")
_OVERPRINT = 0.3
"""Shift in points of the second impression where bold is two impressions."""
_STROKE = 0.35
_FORCE_BOLD = 1 << 18
"""Flag 19 of a font descriptor (ISO 32000-1, table 123)."""


class _Glyph(msgspec.Struct, frozen=True, gc=False):
    letter: str
    bold: bool


@cache
def _fonts() -> None:
    """Register the font and its bold, which differs in name alone (viewers embolden it)."""
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415  (development extra, loaded when used)
    from reportlab.pdfbase.cidfonts import (  # noqa: PLC0415
        CIDFontInfo,
        UnicodeCIDFont,
        structToPDF,
    )

    class BoldFont(UnicodeCIDFont):  # type: ignore[misc]  # reportlab has no types
        """The same font under the bold name, without reportlab's change to its shared data."""

        def addObjects(self, doc: Any) -> None:  # noqa: N802  (reportlab's name)
            internal = f"F{len(doc.fontMapping) + 1}"
            info = copy.deepcopy(CIDFontInfo[FONT])
            info.update(
                Name="/" + internal, Encoding="/" + self.encodingName, BaseFont="/" + BOLD_FONT
            )
            descendant = info["DescendantFonts"][0]
            descendant["BaseFont"] = "/" + BOLD_FONT
            descendant["FontDescriptor"]["FontName"] = "/" + BOLD_FONT
            descendant["FontDescriptor"]["Flags"] |= _FORCE_BOLD
            reference = doc.Reference(structToPDF(info), internal)
            doc.idToObject["BasicFonts"].dict[internal] = reference
            doc.fontMapping[self.name] = "/" + internal

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    bold = BoldFont(FONT)
    bold.name = bold.fontName = BOLD_FONT
    pdfmetrics.registerFont(bold)


@cache
def _width(letter: str) -> float:
    """Width in ems."""
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415

    return float(pdfmetrics.stringWidth(letter, FONT, 1000)) / 1000


def _is_chinese(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


def _spaced(runs: tuple[tuple[str, bool], ...], *, digits: bool, wide: bool) -> list[_Glyph]:
    """Characters of the runs, with the layout spaces that some word processors put in."""
    glyphs: list[_Glyph] = []
    for text, bold in runs:
        for letter in text:
            if glyphs:
                before = glyphs[-1].letter
                border = (_is_chinese(before) and letter in _DIGITS) or (
                    before in _DIGITS and _is_chinese(letter)
                )
                if (wide and before != " ") or (digits and border):
                    glyphs.append(_Glyph(" ", bold))
            glyphs.append(_Glyph(letter, bold))
    return glyphs


def _may_break(before: str, after: str) -> bool:
    if after in _NO_START or before in _NO_END:
        return False
    return not (before in _WORD and after in _WORD)


def break_lines(
    glyphs: list[_Glyph], width: float, size: float, indent: float
) -> list[list[_Glyph]]:
    """Lines of at most `width` points; the first begins `indent` ems to the right.

    A line without a permitted break (a number longer than the line) is cut where it is full.
    """
    lines: list[list[_Glyph]] = []
    start, room = 0, width / size - indent
    used, position, last_break = 0.0, 0, 0
    while position < len(glyphs):
        letter = glyphs[position].letter
        if position > start and _may_break(glyphs[position - 1].letter, letter):
            last_break = position
        used += _width(letter)
        if used > room + 1e-6 and letter != " ":
            cut = last_break if last_break > start else max(position, start + 1)
            lines.append(glyphs[start:cut])
            while cut < len(glyphs) and glyphs[cut].letter == " ":
                cut += 1
            start, room, used, position, last_break = cut, width / size, 0.0, cut, cut
            continue
        position += 1
    if start < len(glyphs):
        lines.append(glyphs[start:])
    return lines


class _Press:
    """The sheet under work: where the next line goes, and the canvas below."""

    def __init__(self, setting: Setting, title: str) -> None:
        from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

        _fonts()
        self.setting = setting
        self.buffer = io.BytesIO()
        self.canvas: Canvas = Canvas(self.buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
        self.canvas.setTitle(title)
        self.page = 1
        self.columns = 1
        self.column = 0
        self.column_top = self.y = HEIGHT - TOP
        self.bottom = HEIGHT - TOP - setting.lines_per_page * setting.leading

    @property
    def width(self) -> float:
        """Width of the column in points."""
        whole = WIDTH - 2 * MARGIN
        return (whole - GUTTER * (self.columns - 1)) / self.columns

    @property
    def left(self) -> float:
        """Left edge of the column."""
        return MARGIN + self.column * (self.width + GUTTER)

    def room(self, height: float) -> None:
        """Go on to the next column or page unless `height` points are left."""
        if self.y - height >= self.bottom - 0.5:
            return
        if self.column + 1 < self.columns:
            self.column += 1
            self.y = self.column_top
            return
        self.finish_page()
        self.page += 1
        self.column = 0
        self.column_top = self.y = HEIGHT - TOP
        if self.setting.running_head:
            self.draw(self.setting.running_head, MARGIN, HEIGHT - TOP + 30, 10)

    def finish_page(self) -> None:
        """Page number at the foot, then a new sheet."""
        number = self.setting.page_number.format(self.page)
        width = sum(map(_width, number)) * 14
        self.draw(number, (WIDTH - width) / 2, 74, 14)
        self.canvas.showPage()

    def draw(self, text: str, x: float, y: float, size: float, *, bold: bool = False) -> None:
        """One piece of text with its base line at `y` (from the bottom)."""
        canvas = self.canvas
        method = self.setting.bold if bold else None
        canvas.setFont(BOLD_FONT if method == "font" else FONT, size)
        if method == "stroke":
            canvas.setLineWidth(_STROKE)
            canvas.drawString(x, y, text, mode=2)
            return
        canvas.drawString(x, y, text)
        if method == "overprint":
            canvas.drawString(x + _OVERPRINT, y, text)

    def draw_line(self, glyphs: list[_Glyph], x: float, y: float, size: float) -> None:
        """A line of characters, one string for each stretch of one weight."""
        start = 0
        for end in range(1, len(glyphs) + 1):
            if end < len(glyphs) and glyphs[end].bold == glyphs[start].bold:
                continue
            text = "".join(glyph.letter for glyph in glyphs[start:end])
            self.draw(text, x, y, size, bold=glyphs[start].bold)
            x += sum(map(_width, text)) * size
            start = end

    def rule(self, x0: float, x1: float, y: float, thick: float, *, red: bool = False) -> None:
        """A horizontal line."""
        self.colour(red=red)
        self.canvas.setLineWidth(thick)
        self.canvas.line(x0, y, x1, y)
        self.colour(red=False)

    def colour(self, *, red: bool) -> None:
        """Ink for what follows."""
        ink = (0.8, 0, 0) if red else (0, 0, 0)
        self.canvas.setFillColorRGB(*ink)
        self.canvas.setStrokeColorRGB(*ink)


def _text(press: _Press, block: Text) -> None:
    setting = press.setting
    size = block.size or setting.size
    leading = max(setting.leading * (size / setting.size if block.size else 1), size * 1.3)
    glyphs = _spaced(block.runs, digits=setting.digit_spaces, wide=block.spaced)
    indent = block.indent if block.align == "left" else 0.0
    lines = break_lines(glyphs, press.width, size, indent)
    press.y -= block.above
    if block.tight:
        press.room(leading + setting.leading)
    for number, line in enumerate(lines):
        press.room(leading)
        width = sum(_width(glyph.letter) for glyph in line) * size
        x = press.left
        if block.align == "left":
            x += indent * size if number == 0 else 0
        else:
            x += (press.width - width) / (2 if block.align == "center" else 1)
        if block.red:
            press.colour(red=True)
        press.draw_line(line, x, press.y - (leading + size) / 2 + size * 0.12, size)
        if block.red:
            press.colour(red=False)
        press.y -= leading


def _split(press: _Press, block: Split) -> None:
    size = block.size or press.setting.size
    digits = press.setting.digit_spaces
    left = _spaced(((block.left, False),), digits=digits, wide=False)
    right = _spaced(((block.right, False),), digits=digits, wide=False)
    total = sum(_width(glyph.letter) for glyph in (*left, *right)) * size
    size *= min(1.0, (press.width - size) / total)
    leading = press.setting.leading
    press.room(leading)
    y = press.y - (leading + size) / 2 + size * 0.12
    width = sum(_width(glyph.letter) for glyph in right) * size
    press.draw_line(left, press.left, y, size)
    press.draw_line(right, press.left + press.width - width, y, size)
    press.y -= leading


def _rule(press: _Press, block: Rule) -> None:
    press.room(6)
    press.y -= 3
    press.rule(press.left, press.left + press.width, press.y, block.thick, red=block.red)
    press.y -= 3


def _picture(press: _Press, block: Picture) -> None:
    press.room(block.height + 30)
    canvas = press.canvas
    canvas.setFillColorRGB(0.85, 0.85, 0.85)
    canvas.rect(
        press.left + press.width * 0.2,
        press.y - block.height,
        press.width * 0.6,
        block.height,
        stroke=0,
        fill=1,
    )
    press.colour(red=False)
    press.y -= block.height
    width = sum(map(_width, block.caption)) * 12
    press.draw(block.caption, press.left + (press.width - width) / 2, press.y - 16, 12)
    press.y -= 28


def _column_widths(press: _Press, table: Table) -> list[float]:
    needs = [2.0] * table.columns
    for cell in table.cells:
        if cell.columns == 1:
            needs[cell.column] = max(needs[cell.column], sum(map(_width, cell.text)) + 1)
    scale = press.width / sum(needs)
    return [need * scale for need in needs]


def _table(press: _Press, table: Table) -> None:
    """Rows of one height; the table goes on over a page's end between rows below the header."""
    widths = _column_widths(press, table)
    widest = max(sum(map(_width, cell.text)) + 0.6 for cell in table.cells)
    narrow = (
        min(widths)
        if widest < 4
        else min(
            widths[cell.column] / (sum(map(_width, cell.text)) + 0.6) * 2
            for cell in table.cells
            if cell.columns == 1
        )
    )
    size = min(table.size, narrow / 2)
    height = size * 1.9
    press.room((table.head + 1) * height)
    row = 0
    while row < table.rows:
        head = list(range(table.head)) if row and table.repeat else []
        fits = int((press.y - press.bottom + 0.5) / height) - len(head)
        if fits < 1:
            press.room(HEIGHT)
            continue
        last = min(table.rows, row + fits)
        _draw_rows(press, table, [*head, *range(row, last)], widths, size)
        row = last
    press.y -= size * 0.8


def _draw_rows(
    press: _Press, table: Table, rows: list[int], widths: list[float], size: float
) -> None:
    height = size * 1.9
    edges = [press.left]
    for width in widths:
        edges.append(edges[-1] + width)
    top = press.y
    press.canvas.setLineWidth(0.6)
    for place, row in enumerate(rows):
        for cell in table.cells:
            if cell.row != row:
                continue
            x0, x1 = edges[cell.column], edges[cell.column + cell.columns]
            y1, y0 = top - place * height, top - (place + cell.rows) * height
            if table.rules == "grid":
                press.canvas.rect(x0, y0, x1 - x0, y1 - y0)
            _draw_cell(press, cell, (x0, x1), (y0 + y1) / 2, size)
    bottom = top - len(rows) * height
    if table.rules == "three-line":
        press.rule(edges[0], edges[-1], top, 1.2)
        if rows[0] == 0:
            press.rule(edges[0], edges[-1], top - table.head * height, 0.6)
        press.rule(edges[0], edges[-1], bottom, 1.2)
    press.y = bottom


def _draw_cell(
    press: _Press, cell: Cell, sides: tuple[float, float], middle: float, size: float
) -> None:
    width = sum(map(_width, cell.text)) * size
    press.draw(cell.text, (sides[0] + sides[1] - width) / 2, middle - size * 0.38, size)


def _columns(press: _Press, block: Columns) -> None:
    """Begin as many columns below all that stands above."""
    if press.column:
        press.column = press.columns
        press.room(HEIGHT)
    press.columns = block.count
    press.column = 0
    press.column_top = press.y


def typeset(blocks: tuple[Block, ...], setting: Setting, title: str) -> bytes:
    """The blocks as a PDF; equal input gives equal bytes."""
    press = _Press(setting, title)
    for block in blocks:
        if isinstance(block, Text):
            _text(press, block)
        elif isinstance(block, Split):
            _split(press, block)
        elif isinstance(block, Rule):
            _rule(press, block)
        elif isinstance(block, Table):
            _table(press, block)
        elif isinstance(block, Picture):
            _picture(press, block)
        else:
            _columns(press, block)
    press.finish_page()
    press.canvas.save()
    return press.buffer.getvalue()
