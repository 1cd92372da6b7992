"""When a series appears: periods, issue numbers, and how dates and numerals are written."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal

import msgspec

Cycle = Literal["week", "fortnight", "month"]

EPOCH = dt.date(2008, 1, 7)
"""A Monday: the first period of every series began here, so that total numbers run on."""
LAST_DAY = dt.date(2025, 12, 31)
_DIGITS = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_DAYS = {"week": 7, "fortnight": 14}


class Edition(msgspec.Struct, frozen=True):
    """One issue's place in its series: `index` counts all issues, `number` those of the year."""

    index: int
    start: dt.date
    end: dt.date
    published: dt.date
    number: int
    total: int


def _days(cycle: Cycle, index: int) -> tuple[dt.date, dt.date, dt.date]:
    """First day, last day (a Friday) and day of publication of a period."""
    if cycle == "month":
        year, month = EPOCH.year + index // 12, index % 12 + 1
        last = dt.date(year, month, calendar.monthrange(year, month)[1])
        return last.replace(day=1), last, last
    start = EPOCH + dt.timedelta(days=_DAYS[cycle] * index)
    end = start + dt.timedelta(days=_DAYS[cycle] - 3)
    return start, end, end + dt.timedelta(days=3)


def first_published(cycle: Cycle, year: int) -> int:
    """Index of the first issue that is published in `year`."""
    if cycle == "month":
        return (year - EPOCH.year) * 12
    step = _DAYS[cycle]
    return max(-((EPOCH - dt.date(year, 1, 1)).days + step) // step, 0)


def edition(cycle: Cycle, index: int, total_before: int = 0) -> Edition:
    """The issue with that index; `total_before` issues came before the epoch."""
    start, end, published = _days(cycle, index)
    first = first_published(cycle, published.year)
    while _days(cycle, first)[2].year < published.year:
        first += 1
    return Edition(index, start, end, published, index - first + 1, index + 1 + total_before)


def span(cycle: Cycle, since: int) -> tuple[int, int]:
    """Half-open range of the indexes whose issues lie wholly from `since` to the last day."""
    first = first_published(cycle, since)
    while _days(cycle, first)[0].year < since:
        first += 1
    last = first
    step = 1
    while _days(cycle, last + step)[2] <= LAST_DAY:
        last += step
    return first, last + 1


def chinese_number(value: int) -> str:
    """1 to 9999 in Chinese numerals as they are spoken (二十六, 一百零三)."""
    if not 0 < value < 10_000:
        raise ValueError(f"{value} is not between 1 and 9999")
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return text[1:] if text.startswith("一十") else text


def chinese_year(year: int) -> str:
    """2022 as 二〇二二."""
    return "".join(_DIGITS[int(digit)] for digit in str(year))


def full_width(text: str) -> str:
    """The text with full-width digits."""
    return text.translate(_FULL_WIDTH)
