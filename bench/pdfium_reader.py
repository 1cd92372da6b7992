"""The other reader: pdfium's characters with boxes as an Ink, for comparison only.

It was built to become the fast reader and is not, because it did not earn it: for bulletins whose
fonts are not embedded it takes three times as long as reading the content ourselves, since pdfium
loads a system font for every page and looks at each glyph's outline; and what it reads then depends
on the fonts that are installed (it leaves out a text object all of whose outlines are empty, so
characters vanish where a font is missing or its program damaged). It stays the second opinion of
the audit, of the differential test (tests/test_pdf_readers.py) and of `bench.ingest`.
"""

from __future__ import annotations

from ctypes import byref, c_double, c_float
from math import hypot
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2
import pypdfium2.raw as pdfium

from archive.characters import map_characters
from archive.ink import Glyph, Ink
from archive.lines import remove_overprint

_STROKED = frozenset({pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE})
_HYPHENS = frozenset({0x02, 0xFFFE})
"""pdfium's own codes for a hyphen at the end of a line."""


def read_characters(path: Path) -> int:
    """The loop that pdfium's own users write: every character with its tight box. Returns pages."""
    left, right, bottom, top = (c_double() for _ in range(4))
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage()
            for index in range(text.count_chars()):
                pdfium.FPDFText_GetUnicode(text, index)
                pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
            text.close()
            page.close()
        return len(document)


def read_ink(path: Path, rules: tuple[Ink, ...] = ()) -> tuple[Ink, ...]:
    """Every page's glyphs as pdfium has them; rules are taken from `rules`, where there are any.

    Characters that pdfium makes up (spaces, line ends) are left out. Raises PdfiumError.
    """
    inks = []
    with pypdfium2.PdfDocument(path) as document:
        for number, page in enumerate(document, 1):
            text = page.get_textpage()
            width, height = page.get_size()
            glyphs = tuple(remove_overprint(_glyphs(text, height)))
            if rules:
                inks.append(msgspec.structs.replace(rules[number - 1], glyphs=glyphs))
            else:
                inks.append(Ink(number, width, height, glyphs))
            text.close()
            page.close()
    return tuple(inks)


def _glyphs(text: Any, height: float) -> list[Glyph]:
    x, y = c_double(), c_double()
    box, matrix, size = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), c_float()
    glyphs = []
    for index in range(text.count_chars()):
        if pdfium.FPDFText_IsGenerated(text, index):
            continue
        code = pdfium.FPDFText_GetUnicode(text, index)
        written = map_characters("-" if code in _HYPHENS else chr(code))
        if not written:
            continue
        pdfium.FPDFText_GetCharOrigin(text, index, byref(x), byref(y))
        pdfium.FPDFText_GetLooseCharBox(text, index, byref(box))
        pdfium.FPDFText_GetMatrix(text, index, byref(matrix))
        shown = pdfium.FPDFText_GetTextObject(text, index)
        pdfium.FPDFTextObj_GetFontSize(shown, byref(size))
        glyphs.append(
            Glyph(
                written,
                x.value,
                box.right,
                height - y.value,
                size.value * hypot(matrix.c, matrix.d),
                bold=pdfium.FPDFTextObj_GetTextRenderMode(shown) in _STROKED,
            )
        )
    return glyphs
