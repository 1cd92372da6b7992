"""What dates are counted from (the bulletin's period) and spans beside it: weeks, 以来, 同期."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Final

import msgspec

from archive.records import Interval, Precision

DAY: Final = dt.timedelta(days=1)
WEEK: Final = 7 * DAY

_LONGEST_WEEK: Final = 7
"""A period of at most this many days is a weekly issue's: 上周 is the one before it."""


class Resolved(msgspec.Struct, frozen=True):
    """A date's days and precision."""

    interval: Interval
    precision: Precision


class Anchor(msgspec.Struct, frozen=True):
    """What a bulletin's dates are counted from: its period, and the last day it can report.

    Without a period the week that ends on the publication date stands for it.
    """

    period: Interval
    last: dt.date

    @property
    def year(self) -> int:
        """The year that 今年 names."""
        return self.period.end.year


def anchor_of(period: Interval | None, published: dt.date | None) -> Anchor | None:
    """The anchor that a period and a publication date give, None where both are missing."""
    if period is None:
        if published is None:
            return None
        return Anchor(Interval(start=published - 6 * DAY, end=published), published)
    return Anchor(period, max(period.end, published or period.end))


class Position(msgspec.Struct, frozen=True):
    """What the text before a date gives: the last date, the last year written in its sentence."""

    anchor: Anchor | None
    last: Resolved | None = None
    year: int | None = None
    future: bool = False


def month_span(year: int, month: int) -> Interval:
    """First to last day of a month."""
    return Interval(
        start=dt.date(year, month, 1), end=dt.date(year, month, calendar.monthrange(year, month)[1])
    )


def since(resolved: Resolved, anchor: Anchor | None) -> Resolved:
    """…以来: from the start to the last day the bulletin's period holds."""
    end = anchor.period.end if anchor is not None else resolved.interval.end
    if end <= resolved.interval.start:
        return resolved
    return Resolved(Interval(start=resolved.interval.start, end=end), "range")


def week_before(anchor: Anchor, by: int) -> Interval:
    """上周 (-1), 下周 (1): beside a weekly period, else Monday to Sunday beside its last week."""
    period = anchor.period
    if (period.end - period.start).days < _LONGEST_WEEK:
        return Interval(start=period.start + by * WEEK, end=period.end + by * WEEK)
    monday = period.end - period.end.weekday() * DAY + by * WEEK
    return Interval(start=monday, end=monday + 6 * DAY)


def weekday(anchor: Anchor, week: int, day: int) -> Resolved:
    """周三 (`day` 2), 上周五 (`week` -1): the one such day in that week, else the week at large."""
    span = anchor.period if week == 0 else week_before(anchor, week)
    length = (span.end - span.start).days + 1
    dates = [span.start + offset * DAY for offset in range(min(length, 400))]
    found = [date for date in dates if date.weekday() == day]
    if len(found) == 1:
        return Resolved(Interval(start=found[0], end=found[0]), "day")
    if not found and length <= _LONGEST_WEEK:
        # Monday to Friday issues speak of Saturday too.
        date = span.end - span.end.weekday() * DAY + day * DAY
        return Resolved(Interval(start=date, end=date), "day")
    return Resolved(span, "period")


def year_before(interval: Interval) -> Interval:
    """The same days one year earlier (29 February becomes the 28th)."""

    def shift(date: dt.date) -> dt.date:
        last = calendar.monthrange(date.year - 1, date.month)[1]
        return dt.date(date.year - 1, date.month, min(date.day, last))

    start, end = shift(interval.start), shift(interval.end)
    if interval.end == month_span(interval.end.year, interval.end.month).end:
        end = month_span(end.year, end.month).end
    return Interval(start=start, end=end)
