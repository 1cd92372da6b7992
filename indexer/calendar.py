"""Weeks, months, quarters and years as objects that know their first and last day.

One convention throughout: an interval is closed, both days belong to it.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from typing import Literal

import msgspec

from archive.records import Date

Unit = Literal["week", "month", "quarter", "year"]

MONTHS_A_QUARTER = 3
MONTHS_A_YEAR = 12


class Bucket(msgspec.Struct, frozen=True, order=True):
    """A stretch of the calendar, both days inside; `name` is how Chinese readers call it."""

    start: Date
    end: Date
    name: str

    def holds(self, start: Date, end: Date) -> bool:
        """True where the closed interval lies wholly inside."""
        return self.start <= start and end <= self.end


def week_of(day: Date) -> Bucket:
    """ISO week (Monday to Sunday) of the day."""
    year, week, weekday = day.isocalendar()
    monday = dt.date.fromordinal(max(day.toordinal() - weekday + 1, 1))
    sunday = dt.date.fromordinal(min(monday.toordinal() + 6, dt.date.max.toordinal()))
    return Bucket(monday, sunday, f"{year}年第{week}周")


def month_of(day: Date) -> Bucket:
    """Month of the day."""
    last = monthrange(day.year, day.month)[1]
    return Bucket(day.replace(day=1), day.replace(day=last), f"{day.year}年{day.month}月")


def quarter_of(day: Date) -> Bucket:
    """Quarter of the day."""
    return quarter(day.year, (day.month - 1) // MONTHS_A_QUARTER + 1)


def year_of(day: Date) -> Bucket:
    """Calendar year of the day."""
    return Bucket(dt.date(day.year, 1, 1), dt.date(day.year, 12, 31), f"{day.year}年")


def quarter(year: int, number: int) -> Bucket:
    """Quarter 1 to 4 of a year; raises ValueError for any other."""
    if not 1 <= number <= MONTHS_A_YEAR // MONTHS_A_QUARTER:
        raise ValueError(number)
    first = MONTHS_A_QUARTER * (number - 1) + 1
    last = first + MONTHS_A_QUARTER - 1
    return Bucket(
        dt.date(year, first, 1),
        dt.date(year, last, monthrange(year, last)[1]),
        f"{year}年第{number}季度",
    )


BUCKET_OF = {"week": week_of, "month": month_of, "quarter": quarter_of, "year": year_of}


def buckets(start: Date, end: Date, unit: Unit) -> tuple[Bucket, ...]:
    """All buckets of the unit that the closed interval touches, in order."""
    found = []
    bucket = BUCKET_OF[unit](start)
    while bucket.start <= end:
        found.append(bucket)
        if bucket.end == dt.date.max:
            break
        bucket = BUCKET_OF[unit](bucket.end + dt.timedelta(days=1))
    return tuple(found)
