"""Series of the statistics' figures: what was reported, its growth, and the year before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import msgspec

from archive.problems import NotInArchive
from archive.records import Date, Number
from indexer.calendar import BUCKET_OF, Bucket, Unit, buckets
from indexer.engine import Either, Engine, Every, Keyword, Overlaps
from indexer.entries import Entry, Figure, series_part
from indexer.plans import Filters
from indexer.trends import By

YEAR_AGO_DAYS = 10
"""A figure is compared with one whose last day, a year earlier, is at most so many days off: weekly
issues fall on other days each year."""
MOST_SUGGESTED = 8


class ValuePoint(msgspec.Struct, frozen=True, kw_only=True):
    """A figure: of an issue, or the last in a bucket.

    `value` is what was reported (for figures that are not cumulative, the bucket's sum),
    `increment` what came since the point before (since the new year for its first), None where the
    point before is in doubt (the value fell). `change` against the year before is in per cent.
    A bucket without a figure is a gap: all are None.
    """

    start: Date | None
    end: Date | None
    name: str
    value: Number | None
    increment: Number | None
    year_ago: Number | None
    change: float | None
    gap: bool


class ValueSeries(msgspec.Struct, frozen=True, kw_only=True):
    """A series of figures of one publisher; `undated` figures stand in no point."""

    name: str
    publisher: str | None
    unit: str | None
    cumulative: bool
    points: tuple[ValuePoint, ...]
    undated: int


class StatisticTrend(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `zhoubao trend --statistic`."""

    by: By
    statistic: str
    series: tuple[ValueSeries, ...]


def statistic_trend(
    engine: Engine,
    statistic: str,
    filters: Filters | None = None,
    *,
    by: By = "issue",
    publisher: str | None = None,
) -> StatisticTrend:
    """Series of a statistic, named scope/category/measure; parts in front may be left out.

    One series for each publisher (only those whose name holds `publisher`, where given) and full
    name. Raises NotInArchive, with the nearest names, where there is none.
    """
    filters = filters or Filters()
    held = engine.values("figure")
    wanted = [part for part in map(series_part, statistic.split("/")) if part]
    names = sorted(name for name in held if wanted and _fits(name, wanted))
    if not names:
        raise NotInArchive(_not_found(statistic, held, wanted))
    condition = Every(
        (
            Either(tuple(Keyword("figure", name) for name in names)),
            Overlaps(filters.since, filters.until)
            if filters.since or filters.until
            else Keyword("kind", "statistic"),
        )
    )
    entries = engine.entries(sorted(engine.select(condition)))
    groups: dict[tuple[str, str | None], list[Entry]] = {}
    for entry in entries:
        maker = entry.issue.publisher
        if entry.figure is None or (publisher and publisher not in (maker or "")):
            continue
        if filters.series and entry.issue.series not in filters.series:
            continue
        groups.setdefault((entry.figure.series, maker), []).append(entry)
    ordered = sorted(groups.items(), key=lambda pair: (pair[0][0], pair[0][1] or ""))
    return StatisticTrend(
        by=by,
        statistic=statistic,
        series=tuple(_series(name, maker, found, by) for (name, maker), found in ordered),
    )


class _Reading(msgspec.Struct, frozen=True):
    """One figure in time, with how its issue is called."""

    start: Date
    end: Date
    value: Number
    name: str
    published: Date


def _series(name: str, publisher: str | None, entries: Sequence[Entry], by: By) -> ValueSeries:
    figures = [(entry, entry.figure) for entry in entries if entry.figure is not None]
    readings, undated = _readings(figures)
    cumulative = any(figure.cumulative for _, figure in figures)
    units = [figure.unit for _, figure in figures if figure.unit]
    if by == "issue":
        points = _by_issue(readings, cumulative=cumulative)
    else:
        points = _by_bucket(readings, by, cumulative=cumulative)
    return ValueSeries(
        name=name,
        publisher=publisher,
        unit=max(sorted(set(units)), key=units.count) if units else None,
        cumulative=cumulative,
        points=points,
        undated=undated,
    )


def _readings(figures: Iterable[tuple[Entry, Figure]]) -> tuple[list[_Reading], int]:
    """The figures by time, each end once: the latest issue's, prose before tables."""
    latest: dict[tuple[Date, Date], tuple[tuple[Date, bool, str], _Reading]] = {}
    undated = 0
    for entry, figure in figures:
        issue = entry.issue
        start, end = figure.start or entry.start, figure.end or entry.end
        if start is None or end is None:
            undated += 1
            continue
        number = f"第{issue.number}期" if issue.number is not None else issue.id
        name = f"{issue.year}年{number}" if issue.year is not None else number
        reading = _Reading(start, end, figure.value, name, issue.published or end)
        rank = (reading.published, not figure.table, issue.id)
        key = (Date(end.year, 1, 1), end) if figure.cumulative else (start, end)
        if key not in latest or latest[key][0] < rank:
            latest[key] = (rank, reading)
    readings = [reading for _, reading in latest.values()]
    return sorted(readings, key=lambda reading: (reading.end, reading.start)), undated


def _by_issue(readings: Sequence[_Reading], *, cumulative: bool) -> tuple[ValuePoint, ...]:
    points = []
    before: _Reading | None = None
    for reading in readings:
        increment = _increment(reading.value, reading.end, before) if cumulative else reading.value
        points.append(
            _point((reading.start, reading.end, reading.name), reading.value, increment, readings)
        )
        before = reading
    return tuple(points)


def _by_bucket(
    readings: Sequence[_Reading], unit: Unit, *, cumulative: bool
) -> tuple[ValuePoint, ...]:
    if not readings:
        return ()
    inside: dict[Bucket, list[_Reading]] = {}
    for reading in readings:
        inside.setdefault(BUCKET_OF[unit](reading.end), []).append(reading)
    points = []
    before: _Reading | None = None
    for bucket in buckets(readings[0].end, readings[-1].end, unit):
        found = inside.get(bucket, ())
        place = (bucket.start, bucket.end, bucket.name)
        if not found:
            points.append(_gap(place))
            continue
        last = found[-1]
        if cumulative:
            increment = _increment(last.value, last.end, before)
            points.append(_point(place, last.value, increment, readings, last.end))
        else:
            value = sum(reading.value for reading in found)
            points.append(_point(place, value, value, ()))
        before = last
    return tuple(points)


def _increment(value: Number, end: Date, before: _Reading | None) -> Number | None:
    """Growth since the reading before in the same year, the value itself for the year's first."""
    if before is None or before.end.year != end.year:
        return value
    grown = value - before.value
    return grown if grown >= 0 else None


def _point(
    place: tuple[Date, Date, str],
    value: Number,
    increment: Number | None,
    readings: Sequence[_Reading],
    end: Date | None = None,
) -> ValuePoint:
    ago = _year_ago(readings, end or place[1])
    return ValuePoint(
        start=place[0],
        end=place[1],
        name=place[2],
        value=value,
        increment=increment,
        year_ago=ago,
        change=round((value / ago - 1) * 100, 2) if ago else None,
        gap=False,
    )


def _gap(place: tuple[Date, Date, str]) -> ValuePoint:
    return ValuePoint(
        start=place[0],
        end=place[1],
        name=place[2],
        value=None,
        increment=None,
        year_ago=None,
        change=None,
        gap=True,
    )


def _year_ago(readings: Sequence[_Reading], end: Date) -> Number | None:
    """The reading nearest to the same day a year before, where one is near enough."""
    day = min(end.day, 28) if end.month == 2 else end.day
    target = Date(end.year - 1, end.month, day) if end.year > 1 else end
    near = [
        (abs(reading.end - target), reading.value)
        for reading in readings
        if reading.end.year == target.year
        and abs(reading.end - target) <= dt.timedelta(days=YEAR_AGO_DAYS)
    ]
    return min(near)[1] if near else None


def _fits(name: str, wanted: Sequence[str]) -> bool:
    """Whether the name's last parts are those wanted (空 scope and category count as parts)."""
    parts = name.split("/")
    return len(wanted) <= len(parts) and parts[-len(wanted) :] == list(wanted)


def _not_found(statistic: str, held: dict[str, int], wanted: Sequence[str]) -> str:
    close = sorted(
        held,
        key=lambda name: (-sum(part in name for part in wanted), -held[name], name),
    )[:MOST_SUGGESTED]
    known = f"有的数据序列如：{'、'.join(close)}。" if close else "档案库里还没有统计数据。"
    return f"没有“{statistic}”这个数据序列。{known}"
