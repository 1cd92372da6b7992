"""Dates in running Chinese text and in title blocks: found, resolved and given a role.

Reading (`date_reader`) goes in three steps, each in modules of its own: how dates are written
(`date_grammar`, `date_words`, `holidays`, and `date_traps` for what only looks like one), which
days that means in this bulletin (`date_anchor`, `date_values`), and what the date does in its
sentence (`date_roles`). Nothing depends on today's date.

Conventions, where usage leaves a choice:

* `written` is the time expression alone: 截至11月底 gives 11月底, 自8月1日起 gives 8月1日, a time
  of day is not part of it; 今年以来, 截至目前, 春节前夕 are whole.
* 截至 with 底 or 末 is that last day; elsewhere 月初, 月中, 月底 are the thirds of a month.
* 近三年, 近年来, 一年来, 多年来, 每周三, 每月15日, 周一至周五 name no days and are left out, and so
  are dates inside 《…》 and numbers of documents and issues.
* 十四五规划 is a document, “十四五”期间 a span of days.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from archive.extract.context import Context
from archive.extract.date_anchor import Position, anchor_of
from archive.extract.date_grammar import (
    Expression,
    Point,
    read_day,
    read_numeric,
    read_point,
    read_pointed_range,
)
from archive.extract.date_reader import NOTE, DateReader
from archive.extract.date_roles import SENTENCE_END, assign_roles
from archive.extract.date_values import resolve_point, resolve_range
from archive.extract.numbers import fold
from archive.records import Date, DateMention, Interval, Span


@lru_cache(maxsize=16)
def find_dates(text: str, context: Context) -> tuple[DateMention, ...]:
    """All dates of `text` in order, with role, precision and offset spans (page 0, no box).

    Years not written come from the bulletin's period or publication date, months of bare days from
    the date before; a date that neither settles is left out. Statistics and activities ask about
    the same text in turn, so the last answers are kept.
    """
    folded = fold(text)
    found = DateReader(folded, context).read()
    roles = assign_roles(folded, found)
    return tuple(
        DateMention(
            start=date.resolved.interval.start,
            end=date.resolved.interval.end,
            precision=date.resolved.precision,
            written=text[date.start : date.end],
            role=role,
            spans=(Span(page=0, box=None, start=date.start, end=date.end),),
        )
        for date, role in zip(found, roles, strict=True)
    )


_LISTED: Final = re.compile(r"[ ]?(?:上午|下午)?[、和及与][ ]?")


def _exact(own: list[DateMention], text: str) -> DateMention:
    """The first date, or the exact day in its sentence that it leads to (节前，6月1日)."""
    first = own[0]
    if first.precision == "day" or len(own) == 1:
        return first
    second = own[1]
    between = text[first.spans[0].end : second.spans[0].start]
    inside = first.start <= second.start and second.end <= first.end
    if second.precision == "day" and inside and not SENTENCE_END.search(between):
        return second
    return first


def own_date(dates: tuple[DateMention, ...], text: str) -> DateMention | None:
    """The record's own date: the first with role `activity`; days in a list (8月8日、9日) are one.

    `text` is the text the dates were found in. None where no date is the item's own.
    """
    own = [date for date in dates if date.role == "activity"]
    if not own:
        return None
    first = last = _exact(own, text)
    low, high = first.start, first.end
    for date in own[own.index(first) + 1 :]:
        between = text[last.spans[0].end : date.spans[0].start]
        if date.precision not in {"day", "range"} or not _LISTED.fullmatch(between):
            break
        last = date
        low, high = min(low, date.start), max(high, date.end)
    if last is first:
        return first
    start, end = first.spans[0].start, last.spans[0].end
    return DateMention(
        start=low,
        end=high,
        precision="range" if low != high else "day",
        written=text[start:end],
        role="activity",
        spans=(Span(page=0, box=None, start=start, end=end),),
    )


_BRACKETS: Final = "（）()〔〕[]【】 "
_EIGHT: Final = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3][0-9])")


def _whole(text: str) -> str:
    """A title block's text without brackets around it, spaces inside it and weekdays."""
    return NOTE.sub("", "".join(fold(text).split())).strip(_BRACKETS)


def _read_whole(text: str) -> Expression | None:
    for read in (read_numeric, read_pointed_range, read_point, read_day):
        expression = read(text, 0)
        if expression is not None and text[expression.end :] in {"", "止", "期间"}:
            return expression
    return None


def parse_date(text: str) -> Date | None:
    """The day that the whole of `text` names (2022年8月22日, 2022.8.22, 20220822), or None.

    Spaces inside and brackets around it do not matter; a day without a year is None.
    """
    whole = _whole(text)
    eight = _EIGHT.fullmatch(whole)
    if eight:
        point = Point(year=int(eight["y"]), month=int(eight["m"]), day=int(eight["d"]))
        expression: Expression | None = Expression(start=0, end=len(whole), first=point)
    else:
        expression = _read_whole(whole)
    if expression is None or expression.last is not None or expression.first is None:
        return None
    if expression.first.year is None or expression.first.day is None:
        return None
    resolved = resolve_point(expression.first, Position(None))
    return resolved.interval.start if resolved is not None else None


def parse_period(text: str, published: Date | None) -> Interval | None:
    """The days that the whole of `text` names (8月1日—8月12日, 2022年第3季度, 1—6月), or None.

    Years not written come from `published` (also over the new year); without it they are needed.
    """
    whole = _whole(text)
    whole = whole.removeprefix("自").removeprefix("从")
    expression = _read_whole(whole)
    if expression is None or expression.first is None:
        return None
    position = Position(anchor_of(None, published))
    if expression.last is None:
        resolved = resolve_point(expression.first, position)
    else:
        resolved = resolve_range(expression.first, expression.last, position)
    return None if resolved is None else resolved.interval


def parse_year(text: str) -> int | None:
    """The year that the whole of `text` names (2022年, 2022年度, 二〇二二, 2022), or None."""
    whole = _whole(text)
    expression = _read_whole(whole) or _read_whole(whole + "年")
    if expression is None or expression.first is None or expression.last is not None:
        return None
    point = expression.first
    return point.year if point.whole_year else None
