"""The date that a plain sentence names: 2021年到2023年, 去年国庆前后, 2019年以前, 2022年8月上旬."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from archive.records import Date
from indexer.dates import RELATIVE_WORDS, Range, parse_range
from indexer.festivals import FESTIVALS, around

_YEARS_AGO = {"今年": 0, "本年": 0, "去年": 1, "前年": 2}
_YEAR = r"(?:[12]\d{3}年|" + "|".join(_YEARS_AGO) + ")"
_WITHIN = (
    r"(?:第?[一二三四1-4]季度|前[二三23]个?季度|[上下]半年|\d{1,2}月(?:份|[上中下]旬|\d{1,2}[日号])?"
    r"|年?[初底末](?![级步中期特比日])|全年)"
)
_POINT = rf"{_YEAR}(?:度|间)?{_WITHIN}?"
_DASH = r"[至到—~\-–]+"
_RANGE = (
    rf"{_POINT}(?:{_DASH}(?:{_POINT}|\d{{1,2}}月(?:份|\d{{1,2}}[日号])?|\d{{1,2}}[日号]|今|目前|现在))?"
    rf"|[12]\d{{3}}{_DASH}[12]\d{{3}}年"
    r"|[12]\d{3}[-/]\d{1,2}(?:[-/]\d{1,2})?|[12]\d{3}q[1-4]"
)
_SIDE = r"(?P<side>以来|以后|之后|至今|以前|之前|起|后|前(?![一二三四五六七八九十两\d]))"
_FEASTS = "|".join(FESTIVALS)
_FEAST = (
    rf"(?P<year>{_YEAR})的?(?P<feast>{_FEASTS})(?:节日?)?(?:长?假期?|期间)?(?P<when>前后|前|后)?"
)
_LATER = frozenset(("以来", "以后", "之后", "至今", "起", "后"))
_NOW = frozenset(("今", "目前", "现在"))
_TENS = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}
_SIGNS = frozenset("年0123456789")


def take_date(text: str, today: Date | None) -> tuple[str, Range, str]:
    """The folded text with its first date as spaces, that date, and its words (without 以前).

    Words like 去年 are dates only where today is known.
    """
    for match in _dates().finditer(text) if _SIGNS.intersection(text) else ():
        try:
            found = _meant(match, today)
        except ValueError:
            continue
        return _blanked(text, *match.span()), found, match["range"] or match[0]
    for word in sorted(RELATIVE_WORDS, key=len, reverse=True) if today else ():
        at = text.find(word)
        if at >= 0:
            begin = at - 1 if word.startswith("近") and text[at - 1 : at] == "最" else at
            return _blanked(text, begin, at + len(word)), parse_range(word, today), word
    return text, (None, None), ""


@cache
def _dates() -> re.Pattern[str]:
    return re.compile(rf"{_FEAST}|(?P<range>{_RANGE}){_SIDE}?")


def _meant(match: re.Match[str], today: Date | None) -> Range:
    if match["feast"]:
        start, _ = _point(match["year"], today)
        return around(match["feast"], start.year, match["when"] or "")
    start, end = _span(match["range"], today)
    side = match["side"]
    if side in _LATER:
        return start, None
    if side is not None:
        return None, start - dt.timedelta(days=1)
    return start, end


def _span(written: str, today: Date | None) -> tuple[Date, Date | None]:
    """First and last day of what is written; the last is None where it goes on until now."""
    first, dash, second = _parted(written)
    if not dash:
        return _point(first, today)
    if second in _NOW:
        return _point(first, today)[0], today
    if first.isdigit():  # 2021-2023年
        first += "年"
    start = _point(first, today)[0]
    if re.match(_YEAR, second):
        end = _point(second, today)[1]
    else:
        begun = f"{start.year}年" if "月" in second else f"{start.year}年{start.month}月"
        end = _point(begun + second, today)[1]
    if end < start:
        raise ValueError(written)
    return start, end


def _parted(written: str) -> tuple[str, str, str]:
    """What stands before the dash of a range, the dash, and what stands behind."""
    match = re.search(
        rf"(?<=[年月日号度旬\d]){_DASH}(?=[12]\d{{3}}年|\D|\d{{1,2}}[月日号])", written
    )
    if match is None:
        return written, "", ""
    return written[: match.start()], match[0], written[match.end() :]


def _point(written: str, today: Date | None) -> tuple[Date, Date]:
    """The days of one date with a year."""
    for word, years in _YEARS_AGO.items():
        if written.startswith(word):
            if today is None:
                raise ValueError(written)
            written = f"{today.year - years}年{written.removeprefix(word)}"
    written = re.sub(r"(?<=年)(?:度|间|全年)", "", written)
    year, _, within = written.partition("年")
    if ten := re.fullmatch(r"(\d{1,2})月([上中下])旬", within):
        month = parse_range(f"{year}年{ten[1]}月")
        first, last = _TENS[ten[2]]
        start, end = _both(month)
        return start.replace(day=first), end if last > end.day else end.replace(day=last)
    if within.startswith("前") and within.endswith("季度"):
        quarters = 2 if within[1] in "二2" else 3
        return _both((dt.date(int(year), 1, 1), parse_range(f"{year}Q{quarters}")[1]))
    if within.endswith("初"):
        return _both(parse_range(f"{year}Q1"))
    if within.endswith(("底", "末")):
        return _both(parse_range(f"{year}Q4"))
    return _both(parse_range(written))


def _both(found: Range) -> tuple[Date, Date]:
    start, end = found
    if start is None or end is None:
        raise ValueError
    return start, end


def _blanked(text: str, start: int, end: int) -> str:
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"
