"""Counts of records over time, for any query: by week to year or by issue, split if asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal

import msgspec

from archive.records import Date
from corpus.lexicon.synonyms import Group
from indexer.calendar import BUCKET_OF, Bucket, Unit, buckets
from indexer.engine import EVERYTHING, Engine, TallyField
from indexer.entries import Issue
from indexer.facts import UNKNOWN_DAY
from indexer.plans import Filters, Understood
from indexer.search import matching

By = Literal["week", "month", "quarter", "year", "issue"]
Split = Literal["department", "type"]

UNNAMED = "未注明"
OTHERS = "其他"
MOST_SERIES = 12
"""A split shows so many series; the rest are one, 其他."""


class CountPoint(msgspec.Struct, frozen=True, kw_only=True):
    """Records of one bucket. A bucket without any issue is a gap: `count` and `share` are None.

    `share` is the part of all records of the bucket, from 0 to 1, where there are any.
    """

    start: Date | None
    end: Date | None
    name: str
    count: int | None
    share: float | None
    gap: bool


class CountSeries(msgspec.Struct, frozen=True, kw_only=True):
    """Counts under one name; `undated` records fall in no bucket."""

    name: str
    total: int
    points: tuple[CountPoint, ...]
    undated: int


class Completeness(msgspec.Struct, frozen=True, kw_only=True):
    """How complete the span is: issues held in it, and its buckets with and without one."""

    start: Date | None
    end: Date | None
    issues: int
    buckets: int
    gaps: int


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `zhoubao trend`."""

    by: By
    query: str
    understood: Understood
    total: int
    span: Completeness
    series: tuple[CountSeries, ...]


def trend(
    engine: Engine,
    text: str = "",
    filters: Filters | None = None,
    *,
    by: By = "month",
    split: Split | None = None,
    exact: bool = False,
    today: Date | None = None,
    groups: Iterable[Group] | None = None,
    issues: Sequence[Issue] | None = None,
) -> Trend:
    """Count what `search` finds by the bucket of each record's first day, once each.

    `issues` are the bulletins held (default: those with records in the index); buckets none of them
    touches are gaps. With `by="issue"` a record counts in its bulletin. Raises QueryError and
    IndexDamaged as `search` does.
    """
    filters = filters or Filters()
    numbers, understood = matching(engine, text, filters, exact=exact, today=today, groups=groups)
    held = _in_span(engine.issues() if issues is None else issues, filters)
    grid = _Grid(by, held, filters)
    counted = grid.counts(engine, numbers, split)
    everything = grid.counts(engine, engine.select(EVERYTHING), None).get("", Counter())
    grid.widen(slot for counts in counted.values() for slot in counts)
    series = tuple(grid.series(name, counts, everything) for name, counts in _ranked(counted))
    return Trend(
        by=by,
        query=text,
        understood=understood,
        total=len(numbers),
        span=grid.completeness(),
        series=series or (grid.series("", Counter(), everything),),
    )


Slot = tuple[Date | None, Date | None, str]
_UNDATED: Slot = (None, None, "")


class _Grid:
    """The buckets of a trend and the issues that fill them."""

    def __init__(self, by: By, issues: Sequence[Issue], filters: Filters) -> None:
        self._by = by
        self._issues = issues
        self._filters = filters
        self._held: set[Slot] = set()
        if by == "issue":
            self._names = {issue.id: _issue_slot(issue) for issue in issues}
            self.slots = sorted(self._names.values(), key=_slot_order)
            self._held.update(self.slots)
        else:
            self._names = {}
            self.slots = [_slot(bucket) for bucket in self._calendar(by)]

    def _calendar(self, unit: Unit) -> list[Bucket]:
        """Buckets over the issues' span, cut by the filters' dates; notes which hold an issue."""
        touched: set[Bucket] = set()
        for first, last in _stretches(self._issues):
            touched.update(buckets(first, last, unit))
        since, until = self._filters.since, self._filters.until
        touched = {
            bucket
            for bucket in touched
            if (since is None or bucket.end >= since) and (until is None or bucket.start <= until)
        }
        self._held.update(map(_slot, touched))
        starts = [since] if since else [bucket.start for bucket in touched]
        ends = [until] if until else [bucket.end for bucket in touched]
        if not starts or not ends or min(starts) > max(ends):
            return []
        return list(buckets(min(starts), max(ends), unit))

    def counts(
        self, engine: Engine, numbers: AbstractSet[int], split: Split | None
    ) -> dict[str, Counter[Slot]]:
        """How many of the records fall in each slot, by the split's values ("" without one)."""
        field: TallyField = "bulletin" if self._by == "issue" else self._by
        tallied = engine.tally(numbers, (field, split) if split else (field,))
        slots = {first: self._slot_of(first) for first in {values[0] for values in tallied}}
        found: defaultdict[str, Counter[Slot]] = defaultdict(Counter)
        for values, count in tallied.items():
            name = str(values[-1]) or UNNAMED if split else ""
            found[name][slots[values[0]]] += count
        return found

    def _slot_of(self, first: int | str) -> Slot:
        """The slot of a bucket's first day or of a bulletin."""
        if self._by == "issue":
            return self._names.get(str(first), _UNDATED)
        if not isinstance(first, int) or first == UNKNOWN_DAY:
            return _UNDATED
        return _slot(BUCKET_OF[self._by](Date.fromordinal(first)))

    def widen(self, slots: Iterable[Slot]) -> None:
        """Add the slots outside the issues' span that records fall in."""
        extra = set(slots) - set(self.slots) - {_UNDATED}
        self.slots = sorted((*self.slots, *extra), key=_slot_order)

    def series(self, name: str, counts: Counter[Slot], everything: Counter[Slot]) -> CountSeries:
        """One line over all slots."""
        return CountSeries(
            name=name,
            total=counts.total(),
            points=tuple(self._point(slot, counts[slot], everything[slot]) for slot in self.slots),
            undated=counts[_UNDATED],
        )

    def _point(self, slot: Slot, count: int, among: int) -> CountPoint:
        start, end, name = slot
        gap = slot not in self._held and not count
        return CountPoint(
            start=start,
            end=end,
            name=name,
            count=None if gap else count,
            share=round(count / among, 4) if among and not gap else None,
            gap=gap,
        )

    def completeness(self) -> Completeness:
        """What is held of the span."""
        gaps = sum(slot not in self._held for slot in self.slots)
        return Completeness(
            start=self.slots[0][0] if self.slots else None,
            end=self.slots[-1][1] if self.slots else None,
            issues=len(self._issues),
            buckets=len(self.slots),
            gaps=gaps,
        )


def _in_span(issues: Sequence[Issue], filters: Filters) -> list[Issue]:
    """The issues of the series and span that the filters name."""
    return [
        issue
        for issue in issues
        if not (filters.series and issue.series not in filters.series)
        and not (filters.since and issue.last_day and issue.last_day < filters.since)
        and not (filters.until and issue.first_day and issue.first_day > filters.until)
    ]


def _stretches(issues: Sequence[Issue]) -> list[tuple[Date, Date]]:
    """The days that issues report on, as few stretches as they make."""
    days = {(issue.first_day, issue.last_day) for issue in issues}
    found: list[tuple[Date, Date]] = []
    for first, last in sorted((low, high) for low, high in days if low and high):
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(last, found[-1][1])
        else:
            found.append((first, max(first, last)))
    return found


def _ranked(counted: dict[str, Counter[Slot]]) -> list[tuple[str, Counter[Slot]]]:
    """The series by size, those beyond the most shown as one."""
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    shown, rest = ordered[:MOST_SERIES], ordered[MOST_SERIES:]
    if rest:
        others: Counter[Slot] = Counter()
        for _, counts in rest:
            others.update(counts)
        shown.append((OTHERS, others))
    return shown


def _slot(bucket: Bucket) -> Slot:
    return bucket.start, bucket.end, bucket.name


def _issue_slot(issue: Issue) -> Slot:
    number = f"第{issue.number}期" if issue.number is not None else issue.id
    year = f"{issue.year}年" if issue.year is not None and issue.number is not None else ""
    return issue.first_day, issue.last_day, f"{year}{number}"


def _slot_order(slot: Slot) -> tuple[Date, Date, str]:
    return slot[0] or Date.min, slot[1] or Date.min, slot[2]
