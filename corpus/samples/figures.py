"""Figures of the service hall that really add up: weekly increments, cumulative from 1 January.

Every figure is a function of publisher, row, category and issue alone, so that any issue can be
made without the others.
"""

from __future__ import annotations

import zlib
from functools import cache

from corpus.samples.calendar import Edition, edition
from corpus.samples.names import Publisher

_BASE = {"province": 9000, "city": 2400, "county": 420}
_DAYS = {"week": 1.0, "fortnight": 2.0, "month": 4.3}
_SHARE = {"行政许可": 1.0, "公共服务": 6.5, "其他行权": 0.35}


def noise(*key: object) -> float:
    """A number from 0 to 1 that depends on the key alone."""
    return zlib.crc32("/".join(map(str, key)).encode()) / 2**32


@cache
def accepted(publisher: Publisher, row: str, category: str, index: int) -> int:
    """Applications accepted in one issue's period."""
    base = _BASE[publisher.level] * _DAYS[publisher.cycle] * _SHARE.get(category, 1.0)
    size = 0.4 + 1.6 * noise(publisher.id, row) if row else 8.0
    trend = 1 + 0.04 * (index * _DAYS[publisher.cycle] / 52)
    jitter = 0.75 + 0.5 * noise(publisher.id, row, category, index)
    return max(int(base * size / 8 * trend * jitter), 3)


@cache
def finished(publisher: Publisher, row: str, category: str, index: int) -> int:
    """Applications finished in one issue's period: never more than were accepted."""
    rate = 0.9 + 0.099 * noise(publisher.id, row, category, index, "finished")
    return int(accepted(publisher, row, category, index) * rate)


@cache
def _year_start(publisher: Publisher, index: int) -> int:
    """Index of the first issue whose period ends in the same year."""
    year = edition(publisher.cycle, index).end.year
    first = index
    while first > 0 and edition(publisher.cycle, first - 1).end.year == year:
        first -= 1
    return first


@cache
def cumulative(publisher: Publisher, row: str, category: str, index: int) -> tuple[int, int]:
    """Accepted and finished since 1 January of the year in which the period ends."""
    every = range(_year_start(publisher, index), index + 1)
    return (
        sum(accepted(publisher, row, category, number) for number in every),
        sum(finished(publisher, row, category, number) for number in every),
    )


def year_on_year(publisher: Publisher, row: str, category: str, issue: Edition) -> float:
    """Change of the accepted cumulative figure against a year before, in per cent, one decimal."""
    index = issue.index
    target = issue.end.replace(year=issue.end.year - 1, day=min(issue.end.day, 28))
    before = index
    while edition(publisher.cycle, before).end > target:
        before -= 1
    now = cumulative(publisher, row, category, index)[0]
    then = cumulative(publisher, row, category, before)[0]
    return round((now / then - 1) * 100, 1)
