"""Series of figures across issues: cumulative figures that fall, and jumps out of all proportion.

A jump is told by robust statistics (median and median absolute deviation, Hampel 1974; Iglewicz and
Hoaglin 1993 advise 3.5 deviations, here 5, for counts of halls swing with the season) on the
logarithm of the daily rate, which makes doubling and halving alike. It must be `_TIMES` times the
median besides, so that a very even series does not complain of small steps.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

import msgspec

from archive.checks.amounts import Amount
from archive.checks.digest import Digest, HeldFigure
from archive.checks.kinds import Check
from archive.checks.periods import is_holiday

_DEVIATIONS = 5.0
_TO_SIGMA = 1.4826
"""A normal distribution's standard deviation over its median absolute deviation."""
_TIMES = 5.0
_LEAST_HISTORY = 8
"""Rates from which a series has a history to speak of."""
_LEAST_FIGURE = 50
"""Below it a handful of cases makes a factor of five."""

Key = tuple[str, str, str, str, str, str]
"""Publisher, scope, category, measure, unit, and cumulative or plain."""


class _Point(msgspec.Struct, frozen=True):
    """A figure and the issue it was told in."""

    issue: Digest
    figure: HeldFigure


class _Rate(msgspec.Struct, frozen=True):
    """What came in `days` days up to a point."""

    point: _Point
    amount: float
    days: int

    @property
    def daily(self) -> float:
        """Cases a day."""
        return self.amount / self.days


def check_series(digests: Sequence[Digest]) -> Iterator[Check]:
    """Falls and jumps in every series of every publisher."""
    for key, points in sorted(_series(digests).items()):
        cumulative = key[-1] == "cumulative"
        if cumulative:
            yield from _falls(points)
        yield from _jumps(points, cumulative=cumulative)


def _series(digests: Sequence[Digest]) -> dict[Key, list[_Point]]:
    """Points by publisher, scope, category, measure, unit; one for each end, in time.

    A figure told twice in an issue counts once. Where an issue tells two different ones they could
    not be told apart, and neither is compared.
    """
    found: dict[Key, dict[tuple[dt.date, dt.date], _Point]] = defaultdict(dict)
    for issue in sorted(digests, key=lambda one: (one.published or dt.date.min, one.id)):
        own: dict[Key, dict[tuple[dt.date, dt.date], list[HeldFigure]]]
        own = defaultdict(lambda: defaultdict(list))
        for figure in issue.figures:
            counted = "cumulative" if figure.cumulative else "plain"
            key: Key = (issue.publisher, *figure.series, counted)
            own[key][figure.start, figure.end].append(figure)
        for series, days in own.items():
            for when, told in days.items():
                if len({figure.value for figure in told}) == 1:
                    first = min(told, key=lambda figure: figure.table)
                    found[series][when] = _Point(issue, first)
    return {
        key: sorted(points.values(), key=lambda point: (point.figure.end, point.figure.start))
        for key, points in found.items()
    }


def _falls(points: Sequence[_Point]) -> Iterator[Check]:
    """A figure counted from the same day on that is lower than an earlier one."""
    by_start: dict[dt.date, list[_Point]] = defaultdict(list)
    for point in points:
        by_start[point.figure.start].append(point)
    for counted in by_start.values():
        for before, after in pairwise(counted):
            earlier, later = before.figure, after.figure
            if later.high < earlier.low:
                message = (
                    f"{later.name}：截至{later.end}为{later.told}，少于截至{earlier.end}的"
                    f"{earlier.told}（{before.issue.called}，{before.issue.id}）；累计数不应减少。"
                )
                yield _check("cumulative-falls", after, message)


def _rates(points: Sequence[_Point], *, cumulative: bool) -> list[_Rate]:
    rates: list[_Rate] = []
    before: dict[dt.date, _Point] = {}
    for point in points:
        figure = point.figure
        last = before.get(figure.start) if cumulative else None
        amount = float(figure.value) - (float(last.figure.value) if last else 0.0)
        days = (figure.end - (last.figure.end if last else figure.start)).days + (not last)
        if days > 0 and amount > 0:
            rates.append(_Rate(point, amount, days))
        before[figure.start] = point
    return rates


def _jumps(points: Sequence[_Point], *, cumulative: bool) -> Iterator[Check]:
    rates = _rates(points, cumulative=cumulative)
    if len(rates) < _LEAST_HISTORY:
        return
    logs = [math.log(rate.daily) for rate in rates]
    middle = median(logs)
    spread = _TO_SIGMA * median(abs(value - middle) for value in logs)
    limit = max(_DEVIATIONS * spread, math.log(_TIMES))
    usual = math.exp(middle)
    for rate, value in zip(rates, logs, strict=True):
        if abs(value - middle) <= limit or max(rate.amount, usual * rate.days) < _LEAST_FIGURE:
            continue
        if value < middle and (cumulative or _touches_holiday(rate.point.figure)):
            continue  # halls shut for holidays; a cumulative figure that hardly grows is possible
        figure = rate.point.figure
        times = rate.daily / usual
        compared = f"{times:.0f}倍" if times > 1 else f"{1 / times:.0f}分之一"
        what = f"新增{Amount.text(rate.amount)}" if cumulative else figure.told
        message = (
            f"{figure.name}：{rate.days}天{what}，日均{rate.daily:.1f}，"
            f"约为历来日均{usual:.1f}的{compared}。"
        )
        yield _check("figure-jump", rate.point, message)


def _touches_holiday(figure: HeldFigure) -> bool:
    days = min((figure.end - figure.start).days + 1, 62)
    return any(is_holiday(figure.start + dt.timedelta(days=day)) for day in range(days))


def _check(kind: str, point: _Point, message: str) -> Check:
    return Check(
        kind=kind,
        bulletin=point.issue.id,
        record=point.figure.record,
        where=point.figure.where,
        message=message,
        spans=point.figure.spans,
    )
