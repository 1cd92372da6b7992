"""What is indexed of a record: one flat, frozen entry, made from a bulletin and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from archive.records import (
    Activity,
    AnyRecord,
    Bulletin,
    Date,
    DateMention,
    DocumentMention,
    Inspection,
    Number,
    Precision,
    RecordKind,
    Section,
    Span,
    Statistic,
    records_of,
)

MAIN_TEXT_PAGE = 1
"""Page of a record without spans (plain text, or text put together by hand)."""


class Issue(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """The bulletin a record stands in, as far as searching and counting need it."""

    id: str
    series: str | None
    publisher: str | None
    year: int | None
    number: int | None
    total_number: int | None
    published: Date | None
    start: Date | None
    end: Date | None
    synthetic: bool = False
    """A sample (样例), to be marked wherever it shows."""

    @property
    def first_day(self) -> Date | None:
        """Day the issue counts at: its period's first, else the day it was published."""
        return self.start or self.published

    @property
    def last_day(self) -> Date | None:
        """Last day of the issue's period, else the day it was published."""
        return self.end or self.published


class Figure(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A statistic's figure: what is counted, how much, and whether since the year began.

    `start` and `end` are the figure's own, None where the text gives none; `table`: from a table.
    """

    scope: str | None
    category: str | None
    measure: str
    value: Number
    unit: str | None
    cumulative: bool
    start: Date | None
    end: Date | None
    table: bool = False

    @property
    def series(self) -> str:
        """Name of the series the figure belongs to (省本级/行政许可/受理), spellings joined."""
        parts = (self.scope, self.category, self.measure)
        return "/".join(series_part(part or "") for part in parts)


def series_part(word: str) -> str:
    """One part of a series' name without what varies in spelling: 其它, 事项, white space."""
    joined = "".join(word.split()).replace("其它", "其他")
    return joined.removesuffix("事项") or joined


class Entry(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One record as the index holds it.

    `actors` and `departments` are full names (actors first mentioned first; `departments` all
    roles). `start`/`end` are the record's own date, or its bulletin's period where it has none
    (`dated` False); all three of `start`, `end`, `precision` are None where neither is known.
    `documents` holds titles and numbers of cited documents. `text` is the record's text unchanged.
    """

    id: str
    kind: RecordKind
    issue: Issue
    text: str
    title: str | None = None
    actors: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    start: Date | None = None
    end: Date | None = None
    precision: Precision | None = None
    dated: bool = False
    page: int = MAIN_TEXT_PAGE
    figure: Figure | None = None

    @property
    def bulletin(self) -> str:
        """Id of the bulletin the record stands in."""
        return self.issue.id


def issue_of(bulletin: Bulletin) -> Issue:
    """The bulletin's header as entries carry it."""
    period = bulletin.period
    return Issue(
        id=bulletin.id,
        series=bulletin.series,
        publisher=bulletin.publisher,
        year=bulletin.year,
        number=bulletin.number,
        total_number=bulletin.total_number,
        published=bulletin.published,
        start=period.start if period else None,
        end=period.end if period else None,
        synthetic=bulletin.synthetic,
    )


def entries_of(bulletin: Bulletin) -> tuple[Entry, ...]:
    """All searchable records of the bulletin as entries, in the order of `records_of`."""
    issue = issue_of(bulletin)
    return tuple(_entry(record, issue) for record in records_of(bulletin))


def _entry(record: AnyRecord, issue: Issue) -> Entry:
    start, end, precision = _own_date(record)
    dated = start is not None
    if not dated:
        start, end = issue.first_day, issue.last_day
        precision = "period" if start is not None else None
    activity = record if isinstance(record, Activity) else None
    mentions = record.departments if isinstance(record, Activity | Inspection) else ()
    return Entry(
        id=record.id,
        kind=record.kind,
        issue=issue,
        text=record.text,
        title=_title(record),
        actors=_distinct(each.name for each in mentions if each.role == "actor"),
        departments=_distinct(each.name for each in mentions),
        types=activity.types if activity else (),
        places=_distinct(each.name or each.written for each in activity.places) if activity else (),
        persons=_distinct(each.name for each in activity.persons) if activity else (),
        documents=_distinct(part for each in activity.documents for part in _document_names(each))
        if activity
        else (),
        start=start,
        end=end,
        precision=precision,
        dated=dated,
        page=_page(record.spans),
        figure=_figure(record) if isinstance(record, Statistic) else None,
    )


def _own_date(record: AnyRecord) -> tuple[Date | None, Date | None, Precision | None]:
    """The record's own date; 近日 and its like (precision `period`) are the bulletin's."""
    match record:
        case Activity(date=DateMention(start=start, end=end, precision=precision)) if (
            precision != "period"
        ):
            return start, end, precision
        case Statistic(start=start, end=end) if start is not None or end is not None:
            first, last = start or end, end or start
            return first, last, "day" if first == last else "range"
        case _:
            return None, None, None


def _figure(record: Statistic) -> Figure:
    return Figure(
        scope=record.scope,
        category=record.category,
        measure=record.measure,
        value=record.value,
        unit=record.unit,
        cumulative=record.cumulative,
        start=record.start,
        end=record.end,
        table=record.table,
    )


def _title(record: AnyRecord) -> str | None:
    """Words that name the record, for ranking: headline, heading, aspect or name of the figure."""
    match record:
        case Activity(title=title):
            return title
        case Section(heading=heading):
            return heading
        case Inspection(aspect=aspect):
            return aspect
        case Statistic(scope=scope, category=category, measure=measure):
            return " ".join(part for part in (scope, category, measure) if part)
        case _:
            return None


def _document_names(document: DocumentMention) -> tuple[str, ...]:
    names = tuple(name for name in (document.title, document.number) if name)
    return names or (document.written,)


def _page(spans: tuple[Span, ...]) -> int:
    return spans[0].page if spans else MAIN_TEXT_PAGE


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
