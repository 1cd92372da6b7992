"""Holidays, solar terms and lunar dates in running text, at the precision the words carry.

国庆期间 is the days off as announced for that year; 春节前夕 the week before the festival;
中秋节当天 the day. A bare name (迎国庆, 春节慰问) is no date. Days come from
`corpus.lexicon.festivals`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache
from typing import Final, Literal

import msgspec

from archive.extract.numbers import find_numbers
from archive.records import Interval, Precision
from corpus.lexicon.festivals import calendar

Mode = Literal["holiday", "eve", "day", "after", "around", "first"]

_DAY: Final = dt.timedelta(days=1)
_WEEK: Final = 7 * _DAY

_SUFFIXES: Final[dict[str, Mode]] = {
    **dict.fromkeys(
        (
            "前夕",
            "来临之际",
            "到来之际",
            "来临前夕",
            "到来前夕",
            "即将来临之际",
            "即将到来之际",
            "即将来临",
            "即将到来",
            "来临之前",
            "来临前",
            "到来前",
            "将至",
            "临近",
            "之前",
            "前",
        ),
        "eve",
    ),
    **dict.fromkeys(("前后",), "around"),
    **dict.fromkeys(("过后", "之后", "假期后", "假期过后", "后"), "after"),
    **dict.fromkeys(
        (
            f"{off}后{day}"
            for off in ("", "假期", "长假", "放假", "小长假", "收假")
            for day in (
                "首个工作日",
                "第一个工作日",
                "首个上班日",
                "上班第一天",
                "首日",
                "第一天",
                "上班首日",
                "首日上班",
            )
        ),
        "first",
    ),
    **dict.fromkeys(("当天", "当日", "这天", "这一天", "当晚"), "day"),
    **dict.fromkeys(
        (
            "假期期间",
            "放假期间",
            "长假期间",
            "小长假期间",
            "假日期间",
            "期间",
            "小长假",
            "长假",
            "假期",
            "假日",
            "之际",
        ),
        "holiday",
    ),
}

_LUNAR_MONTHS: Final = {
    **{character: number for number, character in enumerate("正二三四五六七八九十", start=1)},
    "一": 1,
    "冬": 11,
    "十一": 11,
    "腊": 12,
    "十二": 12,
}
_LUNAR: Final = re.compile(
    r"(?:(?P<sign>农历|阴历|夏历)(?:(?P<year>(?:19|20)[0-9]{2})年)?)?"
    r"(?:大年(?P<new>初[一二三四五六七八九十])"
    r"|(?P<month>十[一二]|[正一二三四五六七八九十冬腊]|1[0-2]|[1-9])月"
    r"(?P<day>初[一二三四五六七八九十]|十[一二三四五六七八九]|[二廿]十?[一二三四五六七八九]|二十|三十"
    r"|[1-3]?[0-9]日|十)?)"
)


# 正月初五至初七
_LUNAR_END: Final = re.compile(
    r"(?:[-—–―~～]{1,2}|至|到)(?P<day>初[一二三四五六七八九十]|十[一二三四五六七八九])"
)


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Words at `[start, end)` that name days: `resolve(year)` gives them, None where unknown."""

    start: int
    end: int
    year: int | None
    precision: Precision
    resolve: Callable[[int], Interval | None]


@cache
def _holiday_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, calendar().canonical_names()), key=len, reverse=True))
    suffixes = "|".join(sorted(_SUFFIXES, key=len, reverse=True))
    quote = "[“”\"'‘’]?"
    return re.compile(
        rf"{quote}(?P<first>{names}){quote}[、和暨]?(?:国际|全国|世界)?{quote}(?P<second>{names})?"
        rf"{quote}(?:双节|两节|佳节|节日)?(?P<suffix>{suffixes})?"
    )


@cache
def _canonical_names() -> dict[str, str]:
    return calendar().canonical_names()


@cache
def holiday_prefixes() -> frozenset[str]:
    """The two characters that a named day begins with, an opening quotation mark counted."""
    names = _canonical_names()
    quoted = {quote + name[0] for name in names for quote in "“”\"'‘’"}
    return frozenset({name[:2] for name in names} | quoted)


def _by_mode(days: tuple[dt.date, dt.date], day: dt.date, mode: Mode) -> Interval:
    """The span that the word after a festival's name means; `days` are the days off around it."""
    if mode == "holiday":
        return Interval(start=days[0], end=days[1])
    if mode == "eve":
        return Interval(start=day - _WEEK, end=day - _DAY)
    if mode == "after":
        return Interval(start=days[1] + _DAY, end=days[1] + _WEEK)
    if mode == "first":
        return Interval(start=days[1] + _DAY, end=days[1] + _DAY)
    if mode == "around":
        return Interval(start=day - _WEEK, end=day + _WEEK)
    return Interval(start=day, end=day)


def _resolve_holiday(first: str, last: str, mode: Mode, year: int) -> Interval | None:
    known = calendar()
    if year not in known.years:
        return None
    opening, closing = known.festival(first, year), known.festival(last, year)
    if opening is None or closing is None:
        return None
    if closing < opening:
        opening, closing, first, last = closing, opening, last, first
    start = (known.holiday(first, year) or (opening, opening))[0]
    end = (known.holiday(last, year) or (closing, closing))[1]
    return _by_mode((min(start, opening), max(end, closing)), opening, mode)


_BOUNDARY: Final = frozenset("，,。；;：:！？!?\n（( ")
_PRECISIONS: Final[dict[Mode, Precision]] = {
    "holiday": "range",
    "eve": "period",
    "after": "period",
    "around": "period",
    "day": "day",
    "first": "day",
}


def read_holiday(text: str, start: int) -> Named | None:
    """A named day at `start` with a word that makes it a time (期间, 前夕, 当天 …).

    A name that is a clause of its own counts too (元旦，…); a mere name is None.
    """
    match = _holiday_pattern().match(text, start)
    if match is None:
        return None
    canonical = _canonical_names()
    first = canonical[match["first"]]
    last = canonical[match["second"]] if match["second"] else first
    end = match.end()
    if match["suffix"]:
        mode = _SUFFIXES[match["suffix"]]
    elif (start == 0 or text[start - 1] in _BOUNDARY) and text[end : end + 1] in set("，,"):
        mode = "holiday" if calendar().holiday(first, calendar().years[0]) else "day"
    else:
        return None
    if mode == "holiday" and calendar().holiday(first, calendar().years[0]) is None:
        mode = "around" if match["suffix"] == "之际" else "day"
    if match["suffix"] == "前" and text[end : end + 1] in set("往台所期列"):
        return None
    return Named(
        start=start,
        end=end,
        year=None,
        precision=_PRECISIONS[mode],
        resolve=lambda year: _resolve_holiday(first, last, mode, year),
    )


def _lunar_day(written: str) -> int:
    digits = written.removeprefix("初").removesuffix("日")
    tokens = find_numbers(digits.replace("廿十", "廿"))
    return int(tokens[0].exact) if tokens else 0


def _resolve_lunar(month: int, day: int | None, year: int) -> Interval | None:
    lunar = calendar().lunar_year(year)
    if lunar is None:
        return None
    if day is None:
        first, last = lunar.month(month)
        return Interval(start=first, end=last)
    date = lunar.day(month, day)
    return None if date is None else Interval(start=date, end=date)


def _lunar_range(month: int, first: int, last: int, year: int) -> Interval | None:
    opening, closing = _resolve_lunar(month, first, year), _resolve_lunar(month, last, year)
    if opening is None or closing is None:
        return None
    return Interval(start=opening.start, end=closing.end)


def read_lunar(text: str, start: int) -> Named | None:
    """农历正月十五, 腊月二十三, 正月初八, 大年初一. Other months need 农历 before them."""
    match = _LUNAR.match(text, start)
    if match is None:
        return None
    if match["new"]:
        month, day = 1, _lunar_day(match["new"])
    else:
        written = match["month"]
        if not match["sign"] and written not in {"正", "腊", "冬"}:
            return None
        month = int(written) if written.isascii() else _LUNAR_MONTHS[written]
        day = _lunar_day(match["day"]) if match["day"] else 0
    year = match["year"]
    closing = _LUNAR_END.match(text, match.end()) if day else None
    last = _lunar_day(closing["day"]) if closing else 0
    if closing is None or last <= day:
        return Named(
            start=start,
            end=match.end(),
            year=int(year) if year else None,
            precision="day" if day else "month",
            resolve=lambda year: _resolve_lunar(month, day or None, year),
        )
    return Named(
        start=start,
        end=closing.end(),
        year=int(year) if year else None,
        precision="range",
        resolve=lambda year: _lunar_range(month, day, last, year),
    )
