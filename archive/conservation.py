"""The account of invariant 1: every character of a file's pages is somewhere in what was read.

Characters are counted without white space, after the character map. `pages_account` counts what our
reader handed over, `document_account` what the layout kept; `second_account` counts what another
program (pdfium, which shares no code with our reader) sees in the same file, so that what our
reader dropped is seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from archive.characters import count_characters, map_characters
from archive.document import Document, Paragraph
from archive.pages import Page, Table
from archive.pdf import second_text


class Difference(msgspec.Struct, frozen=True):
    """Two accounts compared: what only the first and only the second holds, and how often."""

    missing: dict[str, int]
    extra: dict[str, int]

    @property
    def balanced(self) -> bool:
        """True where both accounts are the same."""
        return not self.missing and not self.extra


def compare(expected: Counter[str], found: Counter[str]) -> Difference:
    """What of `expected` is missing from `found`, and what `found` has besides."""
    return Difference(dict(expected - found), dict(found - expected))


def pages_account(pages: Iterable[Page]) -> Counter[str]:
    """Characters of all lines and table cells."""
    return count_characters(_page_texts(pages))


def _page_texts(pages: Iterable[Page]) -> Iterator[str]:
    for page in pages:
        yield from (line.text for line in page.lines)
        for table in page.tables:
            yield from _table_texts(table)


def _table_texts(table: Table) -> Iterator[str]:
    for cell in table.cells:
        yield from (line.text for line in cell.lines)


def document_account(document: Document) -> Counter[str]:
    """Characters of all paragraphs, tables and furniture."""
    return count_characters(_document_texts(document))


def _document_texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.placed.text
        else:
            yield from _table_texts(block.table)
    for piece in document.furniture:
        yield piece.placed.text


def text_account(text: str) -> Counter[str]:
    """Characters of a plain text file; pairs of `**` around bold words are no text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").splitlines()
    pieces = []
    for line in lines:
        marks = line.count("**")
        pieces.append(line.replace("**", "", marks - marks % 2))
    return count_characters(map(map_characters, pieces))


def second_account(path: Path, password: str | None = None) -> Counter[str]:
    """Characters of a PDF as pdfium sees them.

    What it has beyond our account, we lost. It may lack characters that we have: pdfium leaves out
    a lone character of a font that is neither embedded nor installed.
    Raises `BadFile` ("damaged", "password") where pdfium refuses the file: then there is no second
    account, which is no sign that something was lost.
    """
    return count_characters(second_text(path, password))
