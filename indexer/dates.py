"""Days, months, quarters, years and ranges as people type them in a query: closed intervals."""

from __future__ import annotations

import datetime as dt
import re
from unicodedata import normalize

from archive.records import Date
from indexer.calendar import BUCKET_OF, Unit, month_of, quarter, year_of

Range = tuple[Date | None, Date | None]

_YEAR = r"(?P<year>[12]\d{3})"
_FORMS = (
    rf"{_YEAR}年?",
    rf"{_YEAR}(?:[-/.]|年)(?P<month>\d{{1,2}})月?(?:份)?",
    rf"{_YEAR}(?:[-/.]|年)(?P<month>\d{{1,2}})(?:[-/.]|月)(?P<day>\d{{1,2}})[日号]?",
    rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})?",
    rf"{_YEAR}[-/年]?[Qq](?P<quarter>\d)",
    rf"{_YEAR}年?第?(?P<quarter>[1-4一二三四])季度?",
    rf"{_YEAR}年?(?P<half>[上下])半年",
)
_REST_FORMS = (
    r"(?P<month>\d{1,2})月(?:份)?",
    r"(?P<month>\d{1,2})(?:[-/.]|月)(?P<day>\d{1,2})[日号]?",
    r"(?P<day>\d{1,2})[日号]?",
    r"[Qq](?P<quarter>\d)",
    r"第?(?P<quarter>[1-4一二三四])季度",
)
"""The second date of a range, with the year (and the month) taken from the first. Patterns are
compiled when first needed: most searches name no date."""
_MONTH_ONLY = r"\d{1,2}"
_BETWEEN = r"\.{2,}|…|~|—+|–|至|到"
_CHINESE_QUARTERS = "一二三四"

_RECENT = {"近一周": 7, "近一月": 30, "近一个月": 30, "近三个月": 91, "近半年": 183, "近一年": 365}
_DAYS = {"今天": 0, "昨天": 1, "前天": 2}
_YEARS = {"今年": 0, "本年": 0, "今年以来": 0, "年初以来": 0, "去年": 1, "前年": 2}
_BUCKETS: dict[str, tuple[Unit, int]] = {
    **dict.fromkeys(("本周", "这周"), ("week", 0)),
    "上周": ("week", 1),
    **dict.fromkeys(("本月", "这个月"), ("month", 0)),
    **dict.fromkeys(("上月", "上个月"), ("month", 1)),
    "本季度": ("quarter", 0),
    "上季度": ("quarter", 1),
}
RELATIVE_WORDS = (*_RECENT, *_DAYS, *_YEARS, *_BUCKETS)
"""Words that `relative_range` knows."""


def parse_range(value: str, today: Date | None = None) -> Range:
    """The closed interval of a date expression; None is an open end.

    Full-width forms are folded. Words like 去年 need `today`. Raises ValueError for whatever is no
    date, for days that do not exist, for ranges that end before they begin.
    """
    text = "".join(normalize("NFKC", value).split())
    if today is not None and text in RELATIVE_WORDS:
        return relative_range(text, today)
    parts = re.split(_BETWEEN, text)
    if len(parts) == 1:
        return _interval(text)
    if len(parts) != 2 or not any(parts):
        raise ValueError(value)
    first = _interval(parts[0]) if parts[0] else None
    last = _second(parts[1], parts[0], first) if parts[1] else None
    start, end = first[0] if first else None, last[1] if last else None
    if start and end and start > end:
        raise ValueError(value)
    return start, end


def relative_range(word: str, today: Date) -> Range:
    """The closed interval of one of `RELATIVE_WORDS`, seen from today."""
    if word in _RECENT:
        return _days_before(today, _RECENT[word]), today
    if word in _DAYS:
        day = _days_before(today, _DAYS[word])
        return day, day
    if word in _YEARS:
        bucket = year_of(dt.date(today.year - _YEARS[word], 1, 1))
    else:
        unit, back = _BUCKETS[word]
        bucket = BUCKET_OF[unit](today)
        for _ in range(back):
            bucket = BUCKET_OF[unit](_days_before(bucket.start, 1))
    return bucket.start, bucket.end


def _days_before(day: Date, count: int) -> Date:
    return dt.date.fromordinal(max(day.toordinal() - count, 1))


def _interval(text: str) -> tuple[Date, Date]:
    for form in _FORMS:
        if found := re.fullmatch(form, text):
            return _bounds(found.groupdict())
    raise ValueError(text)


def _second(text: str, first_text: str, first: tuple[Date, Date] | None) -> tuple[Date, Date]:
    try:
        return _interval(text)
    except ValueError:
        if first is None:
            raise
    year = {"year": str(first[0].year)}
    if re.fullmatch(_MONTH_ONLY, text) and first[0] != first[1]:
        return _bounds({**year, "month": text})  # 2022-08..09: months, as the first is one
    for form in _REST_FORMS:
        if found := re.fullmatch(form, text):
            return _bounds({"month": str(first[0].month), **year, **_present(found.groupdict())})
    raise ValueError(first_text + text)


def _present(parts: dict[str, str | None]) -> dict[str, str | None]:
    given = {name: part for name, part in parts.items() if part is not None}
    return {"month": None, **given} if "quarter" in given else {**given}


def _bounds(parts: dict[str, str | None]) -> tuple[Date, Date]:
    year = int(parts["year"] or 0)
    month, day = parts.get("month"), parts.get("day")
    if number := parts.get("quarter"):
        digit = _CHINESE_QUARTERS.find(number) + 1 or int(number)
        bucket = quarter(year, digit)
    elif half := parts.get("half"):
        first = 1 if half == "上" else 7
        return dt.date(year, first, 1), month_of(dt.date(year, first + 5, 1)).end
    elif month is None:
        bucket = year_of(dt.date(year, 1, 1))
    elif day is None:
        bucket = month_of(dt.date(year, int(month), 1))
    else:
        exact = dt.date(year, int(month), int(day))
        return exact, exact
    return bucket.start, bucket.end
