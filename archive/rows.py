"""Between a Bulletin and what the database holds of it: pure, so that worker processes do it.

Ids are left out of the stored JSON and put in when it is read, because a bulletin's id may gain a
suffix when another with the same number comes (archive.identity).
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Sequence

import msgspec

from archive.identity import Candidate, bulletin_id
from archive.records import (
    Activity,
    AnyRecord,
    Bulletin,
    Date,
    DepartmentMention,
    Inspection,
    ParseWarning,
    RecordKind,
    Section,
    Statistic,
    Unparsed,
)

LETTERS: dict[RecordKind, str] = {
    "activity": "a",
    "statistic": "s",
    "inspection": "i",
    "section": "p",
    "unparsed": "u",
}
"""First character of a record id's suffix, by kind."""

AMENDED = ("更正", "修订", "订正", "勘误", "补正", "重发", "重印")
"""Words in a title block by which a file says that it takes another's place."""

_STRUCTS: dict[RecordKind, type[AnyRecord]] = {
    "activity": Activity,
    "statistic": Statistic,
    "inspection": Inspection,
    "section": Section,
    "unparsed": Unparsed,
}


@functools.cache
def _decoder(kind: RecordKind) -> msgspec.json.Decoder[AnyRecord]:
    return msgspec.json.Decoder(_STRUCTS[kind])


class Figure(msgspec.Struct, frozen=True):
    """A statistic's columns."""

    scope: str | None
    category: str | None
    measure: str
    value: float
    unit: str | None
    cumulative: bool


class RecordRow(msgspec.Struct, frozen=True):
    """A record's columns and its JSON."""

    suffix: str
    kind: RecordKind
    sort: int
    searchable: bool
    page: int | None
    first_day: str | None
    last_day: str | None
    precision: str | None
    departments: tuple[tuple[str, str], ...]
    types: tuple[str, ...]
    figure: Figure | None
    data: bytes


class HeaderRow(msgspec.Struct, frozen=True):
    """A bulletin's columns and the JSON of what is no record."""

    sha256: str
    slug: str
    series: str | None
    year: int | None
    number: int | None
    total_number: int | None
    title: str | None
    publisher: str | None
    published: str | None
    period_start: str | None
    period_end: str | None
    classification: str | None
    synthetic: bool
    warnings: int
    page_count: int
    parser_version: int
    header: bytes


class Prepared(msgspec.Struct, frozen=True):
    """A parsed file ready to be stored: what a worker process sends back."""

    header: HeaderRow
    records: tuple[RecordRow, ...]
    pages: bytes


def prepare(bulletin: Bulletin, pages: bytes) -> Prepared:
    """Rows of a parsed file; `pages` is the reader's msgpack.

    Raises ValueError where two records of a kind have the same order.
    """
    records = tuple(record_row(record, sort) for sort, record in enumerate(all_records(bulletin)))
    if len({record.suffix for record in records}) < len(records):
        raise ValueError("two records of one kind have the same order")
    return Prepared(header_row(bulletin), records, zlib.compress(pages, level=3))


def unpack_pages(data: bytes) -> bytes:
    """The reader's msgpack of pages from what `prepare` made of it."""
    return zlib.decompress(data)


def all_records(bulletin: Bulletin) -> tuple[AnyRecord, ...]:
    """Every record, with sections that have no text of their own."""
    return (
        *bulletin.activities,
        *bulletin.statistics,
        *bulletin.inspections,
        *bulletin.sections,
        *bulletin.unparsed,
    )


def suffix_of(record: AnyRecord) -> str:
    """What follows the bulletin's id and a full stop in the record's id."""
    return f"{LETTERS[record.kind]}{record.order}"


def slug_of(bulletin: Bulletin) -> str:
    """The id before any suffix."""
    return bulletin_id(
        series=bulletin.series,
        year=bulletin.year,
        number=bulletin.number,
        total_number=bulletin.total_number,
        sha256=bulletin.source.sha256,
    )


def header_row(bulletin: Bulletin) -> HeaderRow:
    """Columns and JSON of a bulletin."""
    bare = msgspec.structs.replace(
        bulletin,
        id="",
        sections=(),
        activities=(),
        statistics=(),
        inspections=(),
        unparsed=(),
        warnings=tuple(_without_id(warning, bulletin.id) for warning in bulletin.warnings),
    )
    return HeaderRow(
        sha256=bulletin.source.sha256,
        slug=slug_of(bulletin),
        series=bulletin.series,
        year=bulletin.year,
        number=bulletin.number,
        total_number=bulletin.total_number,
        title=bulletin.title,
        publisher=bulletin.publisher,
        published=_iso(bulletin.published),
        period_start=_iso(bulletin.period.start if bulletin.period else None),
        period_end=_iso(bulletin.period.end if bulletin.period else None),
        classification=bulletin.classification,
        synthetic=bulletin.synthetic,
        warnings=len(bulletin.warnings),
        page_count=bulletin.source.pages,
        parser_version=bulletin.source.parser_version,
        header=msgspec.json.encode(bare),
    )


def record_row(record: AnyRecord, sort: int) -> RecordRow:
    """Columns and JSON of a record; `sort` is its place among the bulletin's records."""
    departments: Sequence[DepartmentMention] = ()
    types: tuple[str, ...] = ()
    figure = first = last = precision = None
    if isinstance(record, Activity):
        departments, types = record.departments, record.types
        if record.date is not None:
            first, last, precision = record.date.start, record.date.end, record.date.precision
    elif isinstance(record, Statistic):
        first, last = record.start, record.end
        figure = Figure(
            record.scope,
            record.category,
            record.measure,
            float(record.value),
            record.unit,
            record.cumulative,
        )
    elif isinstance(record, Inspection):
        departments = record.departments
    spans = record.spans
    if not spans and isinstance(record, Section):
        spans = record.heading_spans
    return RecordRow(
        suffix=suffix_of(record),
        kind=record.kind,
        sort=sort,
        searchable=bool(record.text),
        page=spans[0].page if spans else None,
        first_day=_iso(first),
        last_day=_iso(last),
        precision=precision,
        departments=tuple((mention.name, mention.role) for mention in departments),
        types=types,
        figure=figure,
        data=msgspec.json.encode(msgspec.structs.replace(record, id="")),
    )


def _iso(day: Date | None) -> str | None:
    return None if day is None else day.isoformat()


def read_record(kind: RecordKind, data: bytes, record_id: str) -> AnyRecord:
    """The record that `record_row` wrote, under its id. Raises msgspec.MsgspecError."""
    return msgspec.structs.replace(_decoder(kind).decode(data), id=record_id)


def read_header(header: bytes, bulletin_id: str) -> Bulletin:
    """The bulletin that `header_row` wrote, without records. Raises msgspec.MsgspecError."""
    bare = msgspec.json.decode(header, type=Bulletin)
    return msgspec.structs.replace(
        bare,
        id=bulletin_id,
        warnings=tuple(_with_id(warning, bulletin_id) for warning in bare.warnings),
    )


def with_records(header: Bulletin, records: Sequence[AnyRecord]) -> Bulletin:
    """The bulletin whole."""
    return msgspec.structs.replace(
        header,
        activities=tuple(record for record in records if isinstance(record, Activity)),
        statistics=tuple(record for record in records if isinstance(record, Statistic)),
        inspections=tuple(record for record in records if isinstance(record, Inspection)),
        sections=tuple(record for record in records if isinstance(record, Section)),
        unparsed=tuple(record for record in records if isinstance(record, Unparsed)),
    )


def anchor_of(record: AnyRecord) -> str:
    """The words by which a record is found again when the bulletin has been parsed afresh."""
    if isinstance(record, Section):
        return f"{record.heading}\n{record.text}"
    if isinstance(record, Statistic):
        return f"{record.text}\n{record.written}"
    return record.text


def candidate_of(
    bulletin: Bulletin, *, arrival: int = 0, preferred: int = 0, over: int = 0
) -> Candidate:
    """What decides between this file and others of its identity."""
    masthead = [block.text for block in bulletin.blocks if block.role == "title"]
    masthead.append(bulletin.title or "")
    return Candidate(
        sha256=bulletin.source.sha256,
        published=bulletin.published,
        period=bulletin.period,
        amended=any(word in text for text in masthead for word in AMENDED),
        printed=any(span.box for record in all_records(bulletin) for span in record.spans),
        text=whole_text(bulletin),
        arrival=arrival,
        preferred=preferred,
        over=over,
    )


def whole_text(bulletin: Bulletin) -> str:
    """All text of the records, white space aside; a text that several figures share counts once."""
    parts: list[str] = []
    for record in all_records(bulletin):
        if isinstance(record, Section):
            parts.append(record.heading)
        if not parts or parts[-1] != record.text:
            parts.append(record.text)
    return "".join("".join(parts).split())


def _without_id(warning: ParseWarning, bulletin_id: str) -> ParseWarning:
    record = warning.record
    if record is not None:
        record = record.removeprefix(f"{bulletin_id}.")
    return msgspec.structs.replace(warning, bulletin=None, record=record)


def _with_id(warning: ParseWarning, bulletin_id: str) -> ParseWarning:
    record = warning.record
    if record is not None:
        record = f"{bulletin_id}.{record}"
    return msgspec.structs.replace(warning, bulletin=bulletin_id, record=record)
