"""From a file to a Bulletin: pages, paragraphs, outline, records — the way in one place."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from archive.body import BodyReader
from archive.document import Document
from archive.extract.context import Context
from archive.extract.date_issue import month_covered
from archive.identity import bulletin_id
from archive.layout import lay_out
from archive.outline import Item, Outline, outline
from archive.pages import Page
from archive.pdf import read_pages
from archive.plain_text import read_plain_text
from archive.records import (
    Block,
    Bulletin,
    Date,
    Interval,
    ParseWarning,
    Source,
    Span,
)
from archive.title_block import TitleBlock, period_in_title
from corpus.lexicon.places import home_of

PARSER_VERSION = 2
"""Raised whenever the same file would give other records; `reparse` looks for older ones."""


class Reading(msgspec.Struct, frozen=True):
    """A file read whole: its bulletin, its pages (msgpack) and the seconds each stage took."""

    bulletin: Bulletin
    pages: bytes
    seconds: dict[str, float]


def parse_file(path: Path, password: str | None = None) -> Bulletin:
    """The bulletin in a PDF or UTF-8 text file; raises `BadFile` where it cannot be read."""
    return read_file(path, password).bulletin


def read_file(path: Path, password: str | None = None) -> Reading:
    """Read a file into records, keeping its pages; raises `BadFile` where it cannot be read."""
    began = time.perf_counter()
    pages: tuple[Page, ...] = ()
    if path.suffix.lower() == ".txt":
        document = read_plain_text(path)
        read = time.perf_counter()
    else:
        pages = read_pages(path, password)
        read = time.perf_counter()
        document = lay_out(pages)
    bulletin = parse_document(document, file=path.name, sha256=file_digest(path))
    parsed = time.perf_counter()
    seconds = {"reading": read - began, "extracting": parsed - read}
    return Reading(bulletin, msgspec.msgpack.encode(pages), seconds)


def file_digest(path: Path) -> str:
    """SHA-256 of the file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def parse_document(document: Document, *, file: str, sha256: str) -> Bulletin:
    """Turn a laid-out document into a Bulletin; pure."""
    parts = outline(document)
    head = _header(parts)
    identity = bulletin_id(
        series=head.series,
        year=head.year,
        number=head.number,
        total_number=head.total_number,
        sha256=sha256,
    )
    periodical = head.series is not None or head.number is not None
    body = BodyReader(identity, head.context, periodical=periodical, title=head.title)
    for section in parts.sections:
        body.read(section)
    for line in parts.footer.rest:
        body.keep_unparsed(line)
    return Bulletin(
        id=identity,
        series=head.series,
        year=head.year,
        number=head.number,
        total_number=head.total_number,
        title=head.title,
        publisher=head.context.publisher,
        published=head.context.published,
        period=head.context.period,
        classification=head.classification,
        synthetic=parts.title_block.synthetic,
        sections=tuple(body.sections),
        activities=tuple(body.activities),
        statistics=tuple(body.statistics),
        inspections=tuple(body.inspections),
        distribution=parts.footer.distribution,
        copies=parts.footer.copies,
        unparsed=tuple(body.unparsed),
        blocks=(*_outer_blocks(document, parts), *body.blocks),
        warnings=(*_header_warnings(identity, head), *body.warnings, *document.warnings),
        source=Source(
            file=file, sha256=sha256, pages=document.pages, parser_version=PARSER_VERSION
        ),
        header_spans=head.spans,
    )


class _Header(msgspec.Struct, frozen=True):
    """The header's values, from the title block and, where it lacks them, from the foot."""

    series: str | None
    year: int | None
    number: int | None
    total_number: int | None
    title: str | None
    classification: str | None
    context: Context
    spans: dict[str, tuple[Span, ...]]


def _header(parts: Outline) -> _Header:
    fields = dict(parts.title_block.fields)
    spans = {name: field.spans for name, field in fields.items()}
    if parts.footer.copies_spans:
        spans["copies"] = parts.footer.copies_spans
    published = _value(parts.title_block, "published", Date)
    publisher = _value(parts.title_block, "publisher", str)
    if publisher is None and parts.footer.signer:
        publisher = parts.footer.signer.text
        spans["publisher"] = parts.footer.signer.spans()
    if published is None and parts.footer.signed:
        published, placed = parts.footer.signed
        spans["published"] = placed.spans()
    period = _value(parts.title_block, "period", Interval)
    if period is None and (stated := parts.title_block.fields.get("title")):
        period = period_in_title(stated.written, published)
        if period is not None:
            spans["period"] = stated.spans
    series = _value(parts.title_block, "series", str)
    number = _value(parts.title_block, "number", int)
    covers = None
    if period is None:
        told = "\n".join(_told(parts))
        covers = month_covered(series, number, published, told)
    title = _value(parts.title_block, "title", str)
    year = _value(parts.title_block, "year", int)
    if year is None:
        dated = published or (period.end if period else None)
        year = dated.year if dated else None
    home = next(
        (home for text in (publisher, series, title) if text and (home := home_of(text))), None
    )
    return _Header(
        series=series,
        year=year,
        number=number,
        total_number=_value(parts.title_block, "total_number", int),
        title=title,
        classification=_value(parts.title_block, "classification", str),
        context=Context(
            publisher=publisher, published=published, period=period, covers=covers, home=home
        ),
        spans=spans,
    )


def _told(parts: Outline) -> Iterator[str]:
    """The text of the sections' paragraphs, tables left out."""
    for section in parts.sections:
        for content in section.content:
            if isinstance(content, Item):
                yield content.text


Value = TypeVar("Value", str, int, Date, Interval)


def _value(block: TitleBlock, name: str, kind: type[Value]) -> Value | None:
    field = block.fields.get(name)
    return field.value if field and isinstance(field.value, kind) else None


def _outer_blocks(document: Document, parts: Outline) -> list[Block]:
    """Title block, foot and page furniture as blocks."""
    placed = (
        *parts.title_block.blocks,
        *parts.footer.blocks,
        *((piece.role, piece.placed) for piece in document.furniture),
    )
    return [Block(role=role, text=text.text, spans=text.spans()) for role, text in placed]


def _header_warnings(identity: str, head: _Header) -> list[ParseWarning]:
    """What the header lacks: each missing field weakens search by date or by issue."""
    missing = (
        ("series-missing", head.series, "没有找到刊名"),
        ("number-missing", head.number, "没有找到期号"),
        ("published-missing", head.context.published, "没有找到印发日期"),
        ("publisher-missing", head.context.publisher, "没有找到主办单位"),
    )
    return [
        ParseWarning(kind=kind, bulletin=identity, record=None, where="刊头", message=message)
        for kind, value, message in missing
        if value is None
    ]
