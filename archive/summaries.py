"""What the archive holds, counted: for `bulletins`, `departments`, `types` and `status`."""

from __future__ import annotations

import datetime as dt

import msgspec

from archive.records import Interval
from archive.store import DATABASE_NAME, Store


class BulletinSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `bulletins`; `warnings` counts the parser's, and one for a doubled number."""

    id: str
    series: str | None
    year: int | None
    number: int | None
    total_number: int | None
    title: str | None
    publisher: str | None
    published: dt.date | None
    period: Interval | None
    synthetic: bool
    pages: int
    activities: int
    statistics: int
    inspections: int
    unparsed: int
    warnings: int
    file: str


class DepartmentSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `departments`: how often it acts, and from when to when."""

    name: str
    count: int
    first: dt.date | None
    last: dt.date | None


class TypeSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `types`."""

    type: str
    count: int


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Counts and sizes (bytes); `indexed` < `generation` where the index lags behind.

    `first` and `last` are days of publication; `oldest_parser` the lowest parser version.
    """

    bulletins: int
    older: int
    removed: int
    activities: int
    statistics: int
    inspections: int
    failures: int
    database_bytes: int
    files_bytes: int
    generation: int
    indexed: int
    first: dt.date | None
    last: dt.date | None
    oldest_parser: int | None


def bulletins(store: Store) -> tuple[BulletinSummary, ...]:
    """Current bulletins in the order of `Store.current_ids`. Raises StoreError."""
    found = store.database.rows(
        "SELECT id, series, year, number, total_number, title, publisher, published, period_start,"
        " period_end, synthetic, page_count,"
        " coalesce(sum(kind = 'activity'), 0), coalesce(sum(kind = 'statistic'), 0),"
        " coalesce(sum(kind = 'inspection'), 0), coalesce(sum(kind = 'unparsed'), 0),"
        " warnings + (doubled <> '[]'), file"
        " FROM bulletin LEFT JOIN record ON record.bulletin = bulletin.key"
        " WHERE state = 'current' GROUP BY bulletin.key ORDER BY published IS NULL, published, id"
    )
    names = [name for name in BulletinSummary.__struct_fields__ if name != "period"]
    summaries = []
    for row in found:
        start, end = row[8:10]
        period = {"start": start, "end": end} if start else None
        fields = dict(zip(names, row[:8] + row[10:], strict=True)) | {"period": period}
        summaries.append(msgspec.convert(fields, BulletinSummary, strict=False))
    return tuple(summaries)


def departments(store: Store) -> tuple[DepartmentSummary, ...]:
    """Departments that act in activities, most active first. Raises StoreError.

    An activity without a date counts at its bulletin's period, else its day of publication.
    """
    found = store.database.rows(
        "SELECT name, count(DISTINCT record.key) AS acts,"
        " min(coalesce(first_day, period_start, published)),"
        " max(coalesce(last_day, period_end, published))"
        " FROM record_department"
        " JOIN record ON record.key = record_department.record"
        " JOIN bulletin ON bulletin.key = record.bulletin"
        " WHERE state = 'current' AND kind = 'activity' AND role = 'actor'"
        " GROUP BY name ORDER BY acts DESC, name"
    )
    names = DepartmentSummary.__struct_fields__
    return tuple(
        msgspec.convert(dict(zip(names, row, strict=True)), DepartmentSummary) for row in found
    )


def types(store: Store) -> tuple[TypeSummary, ...]:
    """Activity types, commonest first (each type of an activity counts). Raises StoreError."""
    found = store.database.rows(
        "SELECT type, count(*) AS uses FROM record_type"
        " JOIN record ON record.key = record_type.record"
        " JOIN bulletin ON bulletin.key = record.bulletin"
        " WHERE state = 'current' GROUP BY type ORDER BY uses DESC, type"
    )
    return tuple(TypeSummary(type=name, count=count) for name, count in found)


def status(store: Store) -> Status:
    """The archive at a glance. Raises StoreError."""
    with store.snapshot():
        states: dict[str, int] = dict(
            store.database.rows("SELECT state, count(*) FROM bulletin GROUP BY state")
        )
        kinds: dict[str, int] = dict(
            store.database.rows(
                "SELECT kind, count(*) FROM record JOIN bulletin ON bulletin.key = record.bulletin"
                " WHERE state = 'current' GROUP BY kind"
            )
        )
        failures, files_bytes = store.database.rows(
            "SELECT (SELECT count(*) FROM failure), (SELECT coalesce(sum(bytes), 0) FROM bulletin)"
        )[0]
        first, last, oldest = store.database.rows(
            "SELECT min(published), max(published), min(parser_version) FROM bulletin"
            " WHERE state = 'current'"
        )[0]
        generation, indexed = store.generation, store.indexed
    names = (DATABASE_NAME, f"{DATABASE_NAME}-wal")
    parts = [store.folder / name for name in names]
    return Status(
        bulletins=states.get("current", 0),
        older=states.get("older", 0),
        removed=states.get("removed", 0),
        activities=kinds.get("activity", 0),
        statistics=kinds.get("statistic", 0),
        inspections=kinds.get("inspection", 0),
        failures=failures,
        database_bytes=sum(part.stat().st_size for part in parts if part.exists()),
        files_bytes=files_bytes,
        generation=generation,
        indexed=indexed,
        first=dt.date.fromisoformat(first) if first else None,
        last=dt.date.fromisoformat(last) if last else None,
        oldest_parser=oldest,
    )
