"""Several queries over the same time: their trends side by side."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from archive.records import Date
from indexer.plans import Understood
from indexer.trends import By, Completeness, CountPoint, CountSeries, Trend

ALL_RECORDS = "全部记录"
"""Name of the series of a query without words."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `zhoubao trend` for several queries: one series a query, named by it."""

    by: By
    queries: tuple[str, ...]
    understood: tuple[Understood, ...]
    span: Completeness
    series: tuple[CountSeries, ...]


def compare(trends: Sequence[Trend]) -> Comparison:
    """Put trends side by side that were counted alike (same buckets and filters, no split).

    All series get the buckets of all: one that only another query's records reach stays a gap, as
    no issue is held there. Raises ValueError without a trend.
    """
    first = trends[0] if trends else None
    if first is None:
        raise ValueError(trends)
    every = {_place(point): point for each in trends for point in each.series[0].points}
    ordered = [every[place] for place in sorted(every, key=_order)]
    return Comparison(
        by=first.by,
        queries=tuple(each.query for each in trends),
        understood=tuple(each.understood for each in trends),
        span=_span(trends, ordered),
        series=tuple(_series(each, ordered) for each in trends),
    )


Place = tuple[Date | None, Date | None, str]


def _place(point: CountPoint) -> Place:
    return point.start, point.end, point.name


def _order(place: Place) -> tuple[Date, Date, str]:
    return place[0] or Date.min, place[1] or Date.min, place[2]


def _series(trend: Trend, points: Sequence[CountPoint]) -> CountSeries:
    own = trend.series[0]
    held = {_place(point): point for point in own.points}
    return CountSeries(
        name=trend.query.strip() or ALL_RECORDS,
        total=own.total,
        points=tuple(held.get(_place(point)) or _empty(point) for point in points),
        undated=own.undated,
    )


def _empty(point: CountPoint) -> CountPoint:
    return CountPoint(
        start=point.start, end=point.end, name=point.name, count=None, share=None, gap=True
    )


def _span(trends: Sequence[Trend], points: Sequence[CountPoint]) -> Completeness:
    """The span of all. Buckets that not every trend has lie outside the issues held."""
    places = [{_place(point) for point in each.series[0].points} for each in trends]
    shared = len(set.intersection(*places))
    own = trends[0].span
    return Completeness(
        start=points[0].start if points else None,
        end=points[-1].end if points else None,
        issues=own.issues,
        buckets=len(points),
        gaps=own.gaps - (own.buckets - shared) + (len(points) - shared),
    )
