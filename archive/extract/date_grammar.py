"""How dates are written in Chinese bulletins: from characters to parts, nothing resolved yet.

A date expression is one or two `Point`s (a range) or a word with a meaning of its own (近日, 次日).
Every pattern is bounded in length, so reading is linear in the text. The text must be folded
(`archive.extract.numbers.fold`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

import msgspec

from archive.extract.numbers import DIGITS, find_numbers

Part = Literal["", "初", "上旬", "中旬", "中", "下旬", "底"]

SPACE: Final = r" {0,2}"
DASH: Final = r"(?:[-‐‑‒–—―－~～〜∼]{1,2})"
SEPARATOR: Final = rf"{SPACE}(?:{DASH}|起?[至到]|[至到]){SPACE}"
"""Between the two ends of a range; 自1月1日起至8月12日止 is one too."""

_HAN_DIGIT: Final = "〇○零ＯO一二三四五六七八九"
_YEAR_FIGURES: Final = rf"(?:19|20)[0-9]{{2}}|[一二][{_HAN_DIGIT}]{{3}}"
_MONTH_FIGURES: Final = r"1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十元]"
_DAY_FIGURES: Final = (
    r"3[01]|[12][0-9]|0?[1-9]|三十一|三十|二十[一二三四五六七八九]|二十|廿[一二三四五六七八九]?"
    r"|十[一二三四五六七八九]|十|[一二三四五六七八九]"
)

YEAR_WORDS: Final = {
    "今年": 0,
    "本年度": 0,
    "本年": 0,
    "去年": -1,
    "上年度": -1,
    "上年": -1,
    "上一年度": -1,
    "上一年": -1,
    "前年": -2,
    "明年": 1,
}
"""Years counted from the bulletin's own."""

YEAR_WORDS_BEFORE: Final = {"当年": 0, "同年": 0, "次年": 1, "翌年": 1}
"""Years counted from the date before."""

MONTH_WORDS: Final = {
    "本月": 0,
    "这个月": 0,
    "上个月": -1,
    "上月": -1,
    "下个月": 1,
    "下月": 1,
}
"""Months counted from the one the bulletin's period ends in."""

MONTH_WORDS_BEFORE: Final = {"当月": 0, "同月": 0, "次月": 1, "翌月": 1}
"""Months counted from the one of the date before."""


def _words(*tables: dict[str, int]) -> str:
    words = sorted((word for table in tables for word in table), key=len, reverse=True)
    return "|".join(words)


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One end of a date as written: what is not written is None or empty.

    `quarters` are the first and last quarter (前三季度 is 1 to 3), `months` a counted span from
    January (前7个月 is 7).
    """

    year: int | None = None
    year_word: str = ""
    month: int | None = None
    month_word: str = ""
    day: int | None = None
    part: Part = ""
    half: int | None = None
    quarters: tuple[int, int] | None = None
    quarter_word: str = ""
    months: int | None = None

    @property
    def has_year(self) -> bool:
        """True where a year is written, in figures or as a word."""
        return self.year is not None or bool(self.year_word)

    @property
    def has_month(self) -> bool:
        """True where a month is written, in figures or as a word."""
        return self.month is not None or bool(self.month_word)

    @property
    def whole_year(self) -> bool:
        """True where nothing finer than the year is written."""
        finer = self.has_month or self.day or self.part or self.half or self.quarters
        return not finer and not self.quarter_word and not self.months

    @property
    def whole_season(self) -> bool:
        """True for a half-year, quarters or counted months."""
        return bool(self.half or self.quarters or self.months)


class Expression(msgspec.Struct, frozen=True, kw_only=True):
    """A date expression at `[start, end)`: a point, a range, or a `word` of its own.

    `since` is true with 以来: the span runs on to the end of what the bulletin reports.
    """

    start: int
    end: int
    first: Point | None = None
    last: Point | None = None
    word: str = ""
    since: bool = False


def _year(n: int) -> str:
    return (
        rf"(?:(?P<y{n}>{_YEAR_FIGURES}){SPACE}年(?:度(?!假))?"
        rf"|(?P<yy{n}>[12][0-9])年(?={SPACE}(?:{_MONTH_FIGURES}){SPACE}月)"
        rf"|(?P<yw{n}>{_words(YEAR_WORDS, YEAR_WORDS_BEFORE)}))"
    )


def _month(n: int) -> str:
    return (
        rf"(?:(?P<m{n}>{_MONTH_FIGURES}){SPACE}月(?!度|饼|球|嫂|均|光|老|子)份?"
        rf"|(?P<mw{n}>{_words(MONTH_WORDS, MONTH_WORDS_BEFORE)})份?)"
    )


def _day(n: int) -> str:
    return rf"{SPACE}(?P<d{n}>{_DAY_FIGURES}){SPACE}(?:日|号(?!楼|窗口|文|令|公告|厅|馆|线))"


_CLOSED_MID: Final = r"中(?=[，,。、；至到—\-－~～]|$)"


def _part(n: int) -> str:
    return (
        rf"月?(?P<p{n}>上旬|中旬|下旬|初(?![一二三四五六七八九十次步审级心始衷])"
        rf"|底(?![下线层部])|末(?!端)|{_CLOSED_MID})"
    )


def _year_part(n: int) -> str:
    return (
        rf"年?(?P<yp{n}>初(?![一二三四五六七八九十次步审级心始衷])|底(?![下线层部])|末(?!端)"
        r"|中(?=[，,。]))"
    )


def _season(n: int) -> str:
    return (
        rf"(?:(?P<h{n}>[上下])半年|(?P<qf{n}>前)?第?(?P<q{n}>[一二三四1-4]){SPACE}个?季度"
        rf"|(?P<qw{n}>[本上当])季度|[前头]{SPACE}(?P<mm{n}>1[01]|[1-9]|十一|[二三四五六七八九十两]){SPACE}个月)"
    )


def _point(n: int) -> str:
    return (
        rf"(?:(?:{_year(n)}{SPACE}的?)?(?:{_month(n)}(?:{_day(n)}|{_part(n)})?"
        rf"|{_season(n)})|{_year_alone(n)})"
    )


def _year_alone(n: int) -> str:
    # Group names may stand only once in a pattern, so the year alone has its own (z for y).
    return (
        rf"(?:(?P<z{n}>{_YEAR_FIGURES}){SPACE}年(?:度(?!假))?"
        rf"|(?P<zw{n}>{_words(YEAR_WORDS, YEAR_WORDS_BEFORE)}))(?:{_year_part(n)})?"
    )


_POINT_1: Final = re.compile(_point(1))
_POINT_2: Final = re.compile(_point(2))
_DAY_2: Final = re.compile(_day(2))
_PART_2: Final = re.compile(r"(?P<p2>上旬|中旬|下旬|初|底|末)")
_YEAR_PART_ALONE: Final = re.compile(r"年(?P<yp1>初(?![一二三四五六七八九十])|底|末)")
_MONTH_PART_ALONE: Final = re.compile(r"月(?P<p1>初(?![一二三四五六七八九十])|底|末|中(?=[，,。]))")
_TEN_DAYS_ALONE: Final = re.compile(r"(?P<p1>[上中下]旬)")

_WEEKDAY_NOTE: Final = rf"(?:{SPACE}[(（]{SPACE}(?:周|星期)[一二三四五六日天]{SPACE}[)）])?"
CLOCK: Final = (
    rf"(?:{SPACE}(?:上午|下午|中午|凌晨|晚上|晚|早上|早))?"
    rf"(?:{SPACE}[0-9]{{1,2}}{SPACE}(?:[:时点]{SPACE}(?:[0-9]{{1,2}}分?|整|半)?))?"
)
_BETWEEN: Final = re.compile(rf"{_WEEKDAY_NOTE}{CLOCK}{SEPARATOR}")

# 8月1-5日, 8月1至5日; 8月8、9日: the first day without its 日.
_DAYS: Final = re.compile(
    rf"(?:{_year(1)}{SPACE}的?)?{_month(1)}{SPACE}(?P<d1>{_DAY_FIGURES})"
    rf"(?P<join>{SEPARATOR}|{SPACE}[、和及]{SPACE})(?P<d2>{_DAY_FIGURES}){SPACE}[日号]"
)
# 8月1—9月5日
_DAYS_MONTHS: Final = re.compile(
    rf"(?:{_year(1)}{SPACE}的?)?{_month(1)}{SPACE}(?P<d1>{_DAY_FIGURES}){SEPARATOR}"
    rf"(?:{_year(2)}{SPACE}的?)?{_month(2)}{_day(2)}"
)
# 1—7月, 今年1至7月份; in 二、7月份 the 二 numbers a heading.
_MONTHS: Final = re.compile(
    rf"(?:{_year(1)}{SPACE}的?)?(?P<m1>{_MONTH_FIGURES})(?:{SEPARATOR}|、(?![0-9])|(?<=[0-9])、)"
    rf"(?P<m2>{_MONTH_FIGURES}){SPACE}月(?!{SPACE}(?:{_DAY_FIGURES}){SPACE}[日号])份?"
)
# 2014-2020年, 2021—2022年度
_YEARS: Final = re.compile(
    rf"(?P<y1>{_YEAR_FIGURES}){SEPARATOR}(?P<y2>{_YEAR_FIGURES}){SPACE}年度?"
)
# 一至三季度, 第一、二季度
_QUARTERS: Final = re.compile(
    rf"(?:{_year(1)}{SPACE}的?)?第?(?P<q1>[一二三四1-4])(?:季度)?(?:{SEPARATOR}|、)第?(?P<q2>[一二三四1-4])季度"
)

_NUMERIC_YEAR: Final = r"(?:19|20)[0-9]{2}"
_NUMERIC_MONTH: Final = r"1[0-2]|0?[1-9]"
_NUMERIC_DAY: Final = r"3[01]|[12][0-9]|0?[1-9]"


def _numeric(n: int, sign: str) -> str:
    return (
        rf"(?P<y{n}>{_NUMERIC_YEAR}){SPACE}{sign}{SPACE}(?P<m{n}>{_NUMERIC_MONTH})"
        rf"{SPACE}{sign}{SPACE}(?P<d{n}>{_NUMERIC_DAY})(?![0-9])日?"
    )


_NUMERIC: Final = {
    "-": re.compile(_numeric(1, "[-‐‑–—]")),
    ".": re.compile(_numeric(1, r"\.")),
    "/": re.compile(_numeric(1, "/")),
}


def _numeric_right(sign: str) -> re.Pattern[str]:
    """The other end of a numeric range: a whole date, a month and day, or (. and /) a day."""
    short = rf"(?:(?P<m2>{_NUMERIC_MONTH}){sign})?(?P<d2>{_NUMERIC_DAY})(?![0-9]|{sign})日?"
    return re.compile(rf"{SEPARATOR}(?:(?P<y2>{_NUMERIC_YEAR}){SPACE}{sign}{SPACE})?{short}")


_NUMERIC_RIGHT: Final = {
    "-": re.compile(rf"{SEPARATOR}{_numeric(2, '[-‐‑–]')}"),
    ".": _numeric_right(r"\."),
    "/": _numeric_right("/"),
}
# 8.1-8.12: in running text only where brackets or clause ends enclose it.
_POINTED_RANGE: Final = re.compile(
    rf"(?P<m1>{_NUMERIC_MONTH})\.(?P<d1>{_NUMERIC_DAY})(?![0-9.])日?{SEPARATOR}"
    rf"(?P<m2>{_NUMERIC_MONTH})\.(?P<d2>{_NUMERIC_DAY})(?![0-9.])日?"
)
_YEAR_MONTH: Final = re.compile(
    rf"(?P<y1>{_NUMERIC_YEAR})[-./](?P<m1>1[0-2]|0[1-9])(?![0-9./-]|[号期条款])"
)


def _figure(text: str | None) -> int | None:
    """Value of figures in a date: Arabic, 十二, 廿三, 二〇二二, 元 (first month)."""
    if text is None:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    if text == "元":
        return 1
    if len(text) == len("二〇二二") and all(c in DIGITS or c == "O" for c in text):
        return int("".join(str(DIGITS.get(c, 0)) for c in text))
    tokens = find_numbers(text)
    return int(tokens[0].exact) if tokens else None


_PARTS: Final[dict[str, Part]] = {
    "初": "初",
    "上旬": "上旬",
    "中旬": "中旬",
    "中": "中",
    "下旬": "下旬",
    "底": "底",
    "末": "底",
}


@cache
def _named_groups(pattern: re.Pattern[str], n: int) -> tuple[tuple[str, int], ...]:
    """The groups of a pattern that end in `n`: name without it, and number."""
    sign = str(n)
    return tuple(
        (name.removesuffix(sign), number)
        for name, number in pattern.groupindex.items()
        if name.endswith(sign)
    )


def _from_match(match: re.Match[str], n: int) -> Point:
    """The point whose groups end in `n`."""
    get = {
        name: written
        for name, number in _named_groups(match.re, n)
        if (written := match[number]) is not None
    }.get
    short = get("yy")
    year = _figure(get("y") or get("z"))
    if year is None and short:
        year = 2000 + int(short)
    quarter = _figure(get("q"))
    half = get("h")
    part = get("p") or get("yp")
    return Point(
        year=year,
        year_word=get("yw") or get("zw") or "",
        month=_figure(get("m")),
        month_word=get("mw") or "",
        day=_figure(get("d")),
        part=_PARTS[part] if part else "",
        half={"上": 1, "下": 2}[half] if half else None,
        quarters=None if quarter is None else (1 if get("qf") else quarter, quarter),
        quarter_word=get("qw") or "",
        months=_figure(get("mm")),
    )


def _right_end(text: str, position: int) -> tuple[Point, int] | None:
    """The second end of a range: a whole point, or a day or part whose month stands on the left."""
    match = _POINT_2.match(text, position)
    if match is None:
        match = _DAY_2.match(text, position) or _PART_2.match(text, position)
    return None if match is None else (_from_match(match, 2), match.end())


def _with_range(text: str, match: re.Match[str], first: Point) -> Expression:
    """`first`, with the other end where a separator and a date follow (times may stand between)."""
    end = match.end()
    between = _BETWEEN.match(text, end)
    if between and first.part != "中":
        right = _right_end(text, between.end())
        if right is not None and _may_end(first, right[0]):
            return Expression(start=match.start(), end=right[1], first=first, last=right[0])
    return Expression(start=match.start(), end=end, first=first)


def _may_end(first: Point, last: Point) -> bool:
    """True where `last` can close a range that `first` opens (a day does not run to a season)."""
    if first.day is not None:
        return last.day is not None or last.has_month or bool(last.part)
    if last.day is not None:
        return last.has_month or bool(first.has_month)
    return True


def read_point(text: str, start: int) -> Expression | None:
    """A date with 年, 月, 日, 旬, 季度 or 半年 at `start`, alone or as a range, or None."""
    for pattern in (_DAYS_MONTHS, _DAYS, _MONTHS, _YEARS, _QUARTERS):
        match = pattern.match(text, start)
        if match:
            return Expression(
                start=start,
                end=match.end(),
                first=_from_match(match, 1),
                last=_from_match(match, 2),
            )
    match = _POINT_1.match(text, start)
    if match:
        return _with_range(text, match, _from_match(match, 1))
    for pattern in (_YEAR_PART_ALONE, _MONTH_PART_ALONE):
        match = pattern.match(text, start)
        if match:
            point = _from_match(match, 1)
            if pattern is _MONTH_PART_ALONE:
                point = msgspec.structs.replace(point, month_word="本月")
            else:
                point = msgspec.structs.replace(point, year_word="今年")
            return _with_range(text, match, point)
    return None


def read_ten_days(text: str, start: int) -> Expression | None:
    """上旬, 中旬, 下旬 without a month."""
    match = _TEN_DAYS_ALONE.match(text, start)
    if match is None:
        return None
    return Expression(start=start, end=match.end(), first=_from_match(match, 1))


def read_numeric(text: str, start: int) -> Expression | None:
    """2022-08-22, 2022.8.22, 2022/8/22 and their ranges (2022.08.01~08.12), 2022-08."""
    for sign, pattern in _NUMERIC.items():
        match = pattern.match(text, start)
        if match is None:
            continue
        first = _from_match(match, 1)
        right = _NUMERIC_RIGHT[sign].match(text, match.end())
        if right:
            return Expression(start=start, end=right.end(), first=first, last=_from_match(right, 2))
        return Expression(start=start, end=match.end(), first=first)
    match = _YEAR_MONTH.match(text, start)
    if match:
        return Expression(start=start, end=match.end(), first=_from_match(match, 1))
    return None


def read_pointed_range(text: str, start: int) -> Expression | None:
    """8.1-8.12."""
    match = _POINTED_RANGE.match(text, start)
    if match is None:
        return None
    return Expression(
        start=start, end=match.end(), first=_from_match(match, 1), last=_from_match(match, 2)
    )


_BARE_DAY: Final = re.compile(rf"(?P<d1>3[01]|[12][0-9]|0?[1-9]){SPACE}(?P<unit>[日号])")
_BARE_DAYS: Final = re.compile(
    rf"(?P<d1>3[01]|[12][0-9]|0?[1-9]){SPACE}[日号]?(?:{SEPARATOR}|、)"
    rf"(?P<d2>3[01]|[12][0-9]|0?[1-9]){SPACE}(?P<unit>[日号])"
)


def read_day(text: str, start: int) -> Expression | None:
    """8日, 8日至10日, 8至10日: the month stands before or in the bulletin's period."""
    match = _BARE_DAYS.match(text, start)
    if match and "、" not in match[0]:
        return Expression(
            start=start, end=match.end(), first=_from_match(match, 1), last=_from_match(match, 2)
        )
    match = _BARE_DAY.match(text, start)
    if match is None:
        return None
    return Expression(start=start, end=match.end(), first=_from_match(match, 1))
