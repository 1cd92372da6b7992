"""Strings that a PDF page shows, as glyphs with their places (ISO 32000-1, 9.4).

Where each character stands follows from the file alone: widths of the font's dictionary, matrices,
spacing. No font program is looked into, so that what is read does not depend on fonts that happen
to be installed.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

import msgspec

from archive.ink import DESCENT, Glyph
from archive.pdf_fonts import Face
from archive.pdf_ink import IDENTITY, Matrix, PageInk, multiply

# Text whose base line leans by more than this (rise over run) is turned text.
_LEAN = 0.2
_SPACE = 32


class TextState(msgspec.Struct):
    """The graphics and text state that `q` saves (8.4.1, 9.3.1), as far as it is needed here.

    `matrix` is the text line matrix, `x` and `y` the pen's place on that line; `scaling` is 1 for
    100 %.
    """

    ctm: Matrix
    face: Face | None = None
    size: float = 0.0
    scaling: float = 1.0
    char_space: float = 0.0
    word_space: float = 0.0
    leading: float = 0.0
    rise: float = 0.0
    stroked: bool = False
    matrix: Matrix = IDENTITY
    x: float = 0.0
    y: float = 0.0


def show(  # noqa: C901  (the innermost loop: calls would double its time)
    state: TextState, ink: PageInk, parts: Sequence[object]
) -> None:
    """Strings, and numbers that move the pen back by thousandths (9.4.3)."""
    face = state.face
    if face is None:
        return
    if face.vertical:
        _show_downwards(state, ink, face, parts)
        return
    a, b, c, d, e, f = multiply(state.matrix, state.ctm)
    e += state.y * c
    f += state.y * d
    size, scaling = state.size, state.scaling
    step, factor = 0.001 * size * scaling, size * scaling
    char_space = state.char_space * scaling
    word_space = 0.0 if face.multibyte else state.word_space * scaling
    em = abs(size) * hypot(c, d)
    upright = a * d * scaling > 0 and abs(b) < _LEAN * abs(a)
    flat = abs(a) > abs(b)
    bold = face.bold or state.stroked
    known, decode = face.glyphs, face.decode
    glyphs, foot, lift = ink.glyphs, ink.foot, d * state.rise
    x = state.x
    for part in parts:
        if isinstance(part, float):
            x -= part * step
            continue
        if not isinstance(part, bytes):
            continue
        ink.expect(len(part))
        for code in decode(part):
            text, width = known.get(code) or face.look_up(code)
            advance = width * factor
            if text:
                x0 = x * a + e
                x1 = x0 + (a * advance if flat else c * size)
                low = x * b + f
                if upright:
                    low += lift
                else:
                    low = min(low, low + b * advance) + DESCENT * em
                if x1 < x0:
                    x0, x1 = x1, x0
                glyphs.append(Glyph(text, x0, x1, foot - low, em, bold, upright))
            x += advance + char_space
            if code == _SPACE:
                x += word_space
    state.x = x


def _show_downwards(state: TextState, ink: PageInk, face: Face, parts: Sequence[object]) -> None:
    """Text of a font that writes from top to bottom: its widths are heights (9.7.4.3)."""
    a, _, c, d, e, f = multiply(state.matrix, state.ctm)
    size = state.size
    em = abs(size) * hypot(c, d)
    y = state.y
    for part in parts:
        if isinstance(part, float):
            y -= part * 0.001 * size
        if not isinstance(part, bytes):
            continue
        ink.expect(len(part))
        for code in face.decode(part):
            text, width = face.glyphs.get(code) or face.look_up(code)
            advance = width * size
            vx, vy = face.font.char_disp(code)
            if text:
                x0 = state.x * a + y * c + e
                x0 -= a * (size * 0.5 if vx is None else vx * size * 0.001)
                low = y * d + f + d * ((1000 - vy) * size * 0.001 + state.rise + advance)
                base = ink.foot - low - DESCENT * em
                ink.glyphs.append(Glyph(text, x0, x0 + em, base, em, state.stroked))
            y += advance + state.char_space
    state.y = y
