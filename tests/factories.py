"""Small builders that keep the tables of the tests readable."""

from __future__ import annotations

from archive.document import Align, Document, Paragraph
from archive.markers import split_marker
from archive.placed import PlacedText, Run, select


def paragraph(
    text: str, *, align: Align = "left", bold: bool = False, indent: float = 2.0
) -> Paragraph:
    """A paragraph as the layout hands it on; white space is dropped, `**bold**` marks are read."""
    bolds: tuple[tuple[int, int], ...] = ()
    if "**" in text:
        before, inner, after = text.split("**")
        bolds = ((len(before), len(before) + len(inner)),)
        text = before + inner + after
    raw = PlacedText(text, (Run(0, len(text), 1, 0.0, 16.0, None),))
    placed = select(raw, (i for i, character in enumerate(text) if not character.isspace()))
    if bold:
        bolds = ((0, len(placed.text)),)
    return Paragraph(placed, raw, 16.0, align, indent, 1.0, 1, bolds)


def document(text: str) -> Document:
    """A document of one paragraph a line; a line that begins with `^` is centred."""
    blocks = tuple(
        paragraph(line.removeprefix("^"), align="center" if line.startswith("^") else "left")
        for line in text.strip().splitlines()
        if line.strip()
    )
    return Document(blocks, (), 1, plain=True)


def marker_of(text: str) -> str:
    """The marker at the beginning of a text as written, empty where there is none."""
    marker = split_marker(text)
    return marker.written if marker else ""
