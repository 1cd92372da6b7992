"""The days of public holidays as people name them in a question: 2022年春节前后."""

from __future__ import annotations

import datetime as dt

from archive.records import Date

AROUND = 10
"""Days before and after a holiday that 前后 means."""

_FIXED = {
    "元旦": ((1, 1), 3),
    "清明": ((4, 4), 3),
    "五一": ((5, 1), 5),
    "劳动节": ((5, 1), 5),
    "国庆": ((10, 1), 7),
}
"""First day and number of days, as the State Council's 全国年节及纪念日放假办法 and yearly notices
have had them. 清明 falls on 4 or 5 April."""
_LUNAR = {
    "春节": (
        *("2010-02-14", "2011-02-03", "2012-01-23", "2013-02-10", "2014-01-31", "2015-02-19"),
        *("2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12"),
        *("2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06"),
        *("2028-01-26", "2029-02-13", "2030-02-03"),
    ),
    "端午": (
        *("2010-06-16", "2011-06-06", "2012-06-23", "2013-06-12", "2014-06-02", "2015-06-20"),
        *("2016-06-09", "2017-05-30", "2018-06-18", "2019-06-07", "2020-06-25", "2021-06-14"),
        *("2022-06-03", "2023-06-22", "2024-06-10", "2025-05-31", "2026-06-19", "2027-06-09"),
        *("2028-05-28", "2029-06-16", "2030-06-05"),
    ),
    "中秋": (
        *("2010-09-22", "2011-09-12", "2012-09-30", "2013-09-19", "2014-09-08", "2015-09-27"),
        *("2016-09-15", "2017-10-04", "2018-09-24", "2019-09-13", "2020-10-01", "2021-09-21"),
        *("2022-09-10", "2023-09-29", "2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15"),
        *("2028-10-03", "2029-09-22", "2030-09-12"),
    ),
}
"""First days by the lunar calendar (GB/T 33661-2017), year by year."""
_LUNAR_DAYS = {"春节": 7, "端午": 3, "中秋": 3}

FESTIVALS = (*_FIXED, *_LUNAR)


def festival(name: str, year: int) -> tuple[Date, Date]:
    """First and last day of a holiday; raises ValueError for a year that is not known."""
    if name in _FIXED:
        (month, day), days = _FIXED[name]
        first = dt.date(year, month, day)
    else:
        known = {date[:4]: date for date in _LUNAR[name]}
        first = dt.date.fromisoformat(known.get(f"{year:04}", ""))
        days = _LUNAR_DAYS[name]
    return first, first + dt.timedelta(days=days - 1)


def around(name: str, year: int, side: str) -> tuple[Date, Date]:
    """The holiday (`side` empty), the days before (前), after (后), or with both (前后)."""
    first, last = festival(name, year)
    margin = dt.timedelta(days=AROUND)
    match side:
        case "前":
            return first - margin, first - dt.timedelta(days=1)
        case "后":
            return last + dt.timedelta(days=1), last + margin
        case "前后":
            return first - margin, last + margin
        case _:
            return first, last
