"""The records a bulletin becomes: frozen, typed, serialisable (docs/data-model.md tells them all).

Dates are `datetime.date` (ISO in JSON), intervals are closed, boxes are in points with the origin
at the page's top left, pages count from 1, offsets count characters of the record's `text`.
A mention keeps the words as `written` and the spans they were read from. Extractors hand out
mentions whose spans carry offsets alone (page 0, box None); `archive.reader` puts them in place.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

Box = tuple[float, float, float, float]
Date = dt.date

RecordKind = Literal["activity", "statistic", "inspection", "section", "unparsed"]
DepartmentRole = Literal["actor", "counterpart", "mentioned"]
DateRole = Literal["activity", "statistic", "reference"]
Precision = Literal["day", "range", "month", "quarter", "half", "year", "period"]
Number = int | float


class Span(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A line's share of a text: `[start, end)` of the record's text, at `box` on `page`."""

    page: int
    box: Box | None
    start: int
    end: int


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """Closed interval of days."""

    start: Date
    end: Date


class DepartmentMention(msgspec.Struct, frozen=True, kw_only=True):
    """A department; `name` is its full official name on the bulletin's date, or as written."""

    name: str
    written: str
    role: DepartmentRole
    spans: tuple[Span, ...] = ()


class DateMention(msgspec.Struct, frozen=True, kw_only=True):
    """A day or interval (closed) at the precision that was written."""

    start: Date
    end: Date
    precision: Precision
    written: str
    role: DateRole = "activity"
    spans: tuple[Span, ...] = ()


class TypeEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """The words that decided for an activity type."""

    type: str
    written: str
    spans: tuple[Span, ...] = ()


class CountMention(msgspec.Struct, frozen=True, kw_only=True):
    """A number with its unit and what it counts (`measure`, null where the text does not say)."""

    value: Number
    unit: str
    measure: str | None
    approximate: bool
    written: str
    spans: tuple[Span, ...] = ()


class PlaceMention(msgspec.Struct, frozen=True, kw_only=True):
    """A place; `name` runs down from the province, null where it cannot be determined."""

    name: str | None
    written: str
    spans: tuple[Span, ...] = ()


class OrganisationMention(msgspec.Struct, frozen=True, kw_only=True):
    """A company, association or institution that is not a department."""

    written: str
    spans: tuple[Span, ...] = ()


class PersonMention(msgspec.Struct, frozen=True, kw_only=True):
    """A person with the post written beside the name."""

    name: str
    post: str | None
    written: str
    spans: tuple[Span, ...] = ()


class DocumentMention(msgspec.Struct, frozen=True, kw_only=True):
    """A cited document: 《title》, a document number (川办发〔2022〕12号), or both."""

    title: str | None
    number: str | None
    written: str
    spans: tuple[Span, ...] = ()


class ParseWarning(msgspec.Struct, frozen=True, kw_only=True):
    """What the parser had to guess or could not understand: `kind` a slug, `message` Chinese."""

    kind: str
    bulletin: str | None
    record: str | None
    where: str
    message: str
    spans: tuple[Span, ...] = ()


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What every record has: identity, the text as joined, and where that stands."""

    id: str
    text: str
    spans: tuple[Span, ...] = ()


class Activity(Record, frozen=True, kw_only=True):
    """One item of the bulletin: who did what, when, with whom."""

    kind: Literal["activity"] = "activity"
    order: int
    section: tuple[str, ...]
    marker: str
    title: str | None
    departments: tuple[DepartmentMention, ...] = ()
    date: DateMention | None = None
    dates: tuple[DateMention, ...] = ()
    types: tuple[str, ...] = ()
    type_evidence: tuple[TypeEvidence, ...] = ()
    counts: tuple[CountMention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    organisations: tuple[OrganisationMention, ...] = ()
    persons: tuple[PersonMention, ...] = ()
    documents: tuple[DocumentMention, ...] = ()


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Change against another period: 同比增长12.3% is kind 同比, value 12.3, unit %."""

    kind: Literal["同比", "环比"]
    value: Number
    unit: str
    written: str
    spans: tuple[Span, ...] = ()


class Statistic(Record, frozen=True, kw_only=True):
    """One figure of the service hall's statistics, from prose or from a table's cell.

    `text` is the paragraph (or table row with its headers) it stands in; `written` the words of
    the figure itself, at `written_spans`.
    """

    kind: Literal["statistic"] = "statistic"
    order: int
    section: tuple[str, ...]
    scope: str | None
    category: str | None
    measure: str
    value: Number
    unit: str | None
    start: Date | None
    end: Date | None
    cumulative: bool
    change: tuple[Change, ...] = ()
    platform: str | None = None
    table: bool = False
    written: str
    written_spans: tuple[Span, ...] = ()


class Inspection(Record, frozen=True, kw_only=True):
    """One aspect of the hall patrol and what was found."""

    kind: Literal["inspection"] = "inspection"
    order: int
    section: tuple[str, ...]
    marker: str
    aspect: str
    finding: str
    rating: Literal["良好", "问题"] | None
    departments: tuple[DepartmentMention, ...] = ()


class Section(Record, frozen=True, kw_only=True):
    """A heading and the prose under it that is no other record (`text`, often empty)."""

    kind: Literal["section"] = "section"
    order: int
    heading: str
    level: int
    heading_spans: tuple[Span, ...] = ()


class Unparsed(Record, frozen=True, kw_only=True):
    """Text the parser does not understand: kept, searchable, warned of."""

    kind: Literal["unparsed"] = "unparsed"
    order: int


class Distribution(msgspec.Struct, frozen=True, kw_only=True):
    """Who the bulletin goes to; `kind` is 报, 送, 发, 抄送 …, as written."""

    kind: str
    recipients: tuple[str, ...]
    written: str
    spans: tuple[Span, ...] = ()


BlockRole = Literal[
    "title",
    "period",
    "heading",
    "marker",
    "contents",
    "editorial",
    "distribution",
    "copies",
    "imprint",
    "page-number",
    "running-head",
    "caption",
    "table-header",
    "table-cell",
    "footnote",
]


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Text of the page that is part of no record: title block, headings, footer, furniture."""

    role: BlockRole
    text: str
    spans: tuple[Span, ...] = ()


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """The file a bulletin was read from."""

    file: str
    sha256: str
    pages: int
    parser_version: int


class Bulletin(msgspec.Struct, frozen=True, kw_only=True):
    """One issue, whole: every character of the file is in a record, a block or `unparsed`."""

    id: str
    series: str | None
    year: int | None
    number: int | None
    total_number: int | None
    title: str | None
    publisher: str | None
    published: Date | None
    period: Interval | None
    classification: str | None
    synthetic: bool
    sections: tuple[Section, ...] = ()
    activities: tuple[Activity, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    distribution: tuple[Distribution, ...] = ()
    copies: int | None = None
    unparsed: tuple[Unparsed, ...] = ()
    blocks: tuple[Block, ...] = ()
    warnings: tuple[ParseWarning, ...] = ()
    source: Source
    header_spans: dict[str, tuple[Span, ...]] = {}


AnyRecord = Activity | Statistic | Inspection | Section | Unparsed


def records_of(bulletin: Bulletin) -> tuple[AnyRecord, ...]:
    """All searchable records of a bulletin: those with text, in the order of their kinds."""
    sections = tuple(section for section in bulletin.sections if section.text)
    return (
        *bulletin.activities,
        *bulletin.statistics,
        *bulletin.inspections,
        *sections,
        *bulletin.unparsed,
    )
