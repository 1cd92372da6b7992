"""The account of one file (`parse --audit`): every character of its pages by the role it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from archive.characters import count_characters
from archive.conservation import (
    Difference,
    compare,
    pages_account,
    second_account,
    text_account,
)
from archive.layout import lay_out
from archive.pages import Page
from archive.pdf import read_pages
from archive.problems import BadFile
from archive.reader import file_digest, parse_document, parse_file
from archive.records import Bulletin, Span


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """Characters without white space: how many the file has, and how many each role took.

    `lost` and `doubled` compare the records with the pages; `second` compares the pages with what
    an independent extractor (pdfium) reads, null where there is none (plain text, refused file).
    """

    file: str
    pages: int
    characters: int
    roles: dict[str, int]
    lost: dict[str, int]
    doubled: dict[str, int]
    second: Difference | None
    unparsed: tuple[str, ...]
    balanced: bool


class Part(msgspec.Struct, frozen=True):
    """A text that owns characters: a block (`tag` empty) or a record (`tag` is a5, s12, p3 …)."""

    role: str
    tag: str
    text: str
    spans: tuple[Span, ...]


def audit_file(path: Path, password: str | None = None) -> Audit:
    """Account for every character of a file; raises `BadFile` where it cannot be read."""
    if path.suffix.lower() == ".txt":
        bulletin = parse_file(path)
        return _account(path, bulletin, text_account(path.read_text(encoding="utf-8-sig")), None)
    return audit_pages(path, *read_for_audit(path, password), password)


def read_for_audit(path: Path, password: str | None = None) -> tuple[tuple[Page, ...], Bulletin]:
    """A PDF's pages and the bulletin read from them; raises `BadFile` where it cannot be read."""
    pages = read_pages(path, password)
    return pages, parse_document(lay_out(pages), file=path.name, sha256=file_digest(path))


def audit_pages(
    path: Path, pages: tuple[Page, ...], bulletin: Bulletin, password: str | None = None
) -> Audit:
    """Account for every character of a PDF that `read_for_audit` has read."""
    expected = pages_account(pages)
    return _account(path, bulletin, expected, _second(path, password, expected))


def _account(
    path: Path, bulletin: Bulletin, expected: Counter[str], second: Difference | None
) -> Audit:
    roles = bulletin_account(bulletin)
    difference = compare(expected, sum(roles.values(), Counter()))
    return Audit(
        file=path.name,
        pages=bulletin.source.pages,
        characters=expected.total(),
        roles={role: count.total() for role, count in roles.items()},
        lost=difference.missing,
        doubled=difference.extra,
        second=second,
        unparsed=tuple(part.text for part in bulletin.unparsed),
        balanced=difference.balanced,
    )


def bulletin_account(bulletin: Bulletin) -> dict[str, Counter[str]]:
    """Characters by role; a stretch that several records share (figures) is counted once."""
    account: dict[str, Counter[str]] = {}
    seen: set[object] = set()
    for part in parts_of(bulletin):
        text = part.text
        counted = account.setdefault(part.role, Counter())
        if all(span.box is None for span in part.spans):
            # Plain text has no boxes: figures and findings of one paragraph have the same text.
            key = (part.role, text) if part.role in {"statistic", "inspection"} else object()
            if key not in seen:
                seen.add(key)
                counted.update(count_characters((text,)))
            continue
        for span in part.spans:
            place = (span.page, span.box)
            if place not in seen:
                seen.add(place)
                counted.update(count_characters((text[span.start : span.end],)))
    return account


def parts_of(bulletin: Bulletin) -> Iterator[Part]:
    """Every text of the bulletin with its role, in the order in which the account counts them."""
    for block in bulletin.blocks:
        yield Part(block.role, "", block.text, block.spans)
    for records in (
        bulletin.activities,
        bulletin.statistics,
        bulletin.inspections,
        bulletin.sections,
        bulletin.unparsed,
    ):
        for record in records:
            yield Part(record.kind, record.id.rpartition(".")[2], record.text, record.spans)


def _second(path: Path, password: str | None, expected: Counter[str]) -> Difference | None:
    try:
        return compare(second_account(path, password), expected)
    except BadFile:
        return None
