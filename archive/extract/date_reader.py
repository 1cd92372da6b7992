"""Reads the dates of one text from left to right, keeping what later dates lean on."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import Final

import msgspec

from archive.extract.context import Context
from archive.extract.date_anchor import Anchor, Position, Resolved, anchor_of, month_span, since
from archive.extract.date_grammar import (
    Expression,
    Point,
    read_numeric,
    read_point,
    read_pointed_range,
    read_ten_days,
)
from archive.extract.date_roles import CUT_OFF, SENTENCE_END, Found, Kind
from archive.extract.date_traps import (
    FIGURES,
    is_date,
    opens_clause,
    read_bare_day,
    recurring,
)
from archive.extract.date_values import resolve_named, resolve_point, resolve_range
from archive.extract.date_words import (
    BOUNDARY,
    WORD_PREFIXES,
    Dated,
    TimeWord,
    read_word,
    resolve_word,
)
from archive.extract.holidays import Named, holiday_prefixes, read_holiday, read_lunar
from archive.records import Interval

_FIGURE_STARTS: Final = frozenset("0123456789〇○零ＯO一二三四五六七八九十")
_POINT_STARTS: Final = _FIGURE_STARTS | frozenset("元今去本上前明下当同次翌年月头第这中")
# What every date has close behind its beginning: 年, 月, 日 …, or the signs of 2022-08-22.
_CLOSE_BEHIND: Final = r"[^，。；\n]{0,15}?[年月日号季旬]|[0-9]{1,4} {0,2}[-‐‑–—.／/]"
_DATEABLE: Final = re.compile(_CLOSE_BEHIND)
_LUNAR_STARTS: Final = frozenset("农阴夏大正腊冬")
_DIGIT_RUN: Final = re.compile(r"[0-9]{5,}")
_TITLE: Final = re.compile(r"《[^《》\n]{1,150}》")
NOTE: Final = re.compile(
    r" ?[（(] ?(?:农历|阴历|周|星期)[^（）()]{0,10}[）)]|星期[一二三四五六日天]|周[一二三四五六日]"
)
_SINCE: Final = re.compile(r"以来|至今(?!年)")
_SINCE_SHORT: Final = re.compile(r"来(?=[，,])|以来|至今(?!年)")
_AHEAD_BEFORE: Final = re.compile(
    r"(?:将|拟|计划|预计|定于|力争|确保|争取|有望|要求|务必|必须|提前到)[^，,。；;\n]{0,12}$"
)
_AHEAD_AFTER: Final = re.compile(r"(?:之|以)?前(?!往|来|期|夕|后|置|台|去|赴)|起|以内|到期|止")
# 今年上半年，全市将 …: what is told is a plan.
_PLANNED: Final = re.compile(
    r"，?[^，。；;\n0-9]{0,6}?(?:将|拟|计划|力争|预计|有望|争取|确保|要(?!求))"
)
_LATIN: Final = re.compile(r"[A-Za-z0-9]")
_DAYS: Final = frozenset({"point", "range", "named"})
_CLOSE: Final = frozenset("末底")
_LISTED_ACTS: Final = 6
"""当天受理、次日办结: the second word follows the first within this many characters."""
_YEAR_RANGE: Final = range(1900, 2100)


@cache
def _start_pattern() -> re.Pattern[str]:
    """Where a date may begin.

    There stands the beginning of a time word or a named day, or figures or words that have what
    every date has close behind them.
    """
    seconds: dict[str, set[str]] = {}
    for pair in WORD_PREFIXES | holiday_prefixes():
        seconds.setdefault(pair[0], set()).add(pair[1])
    pairs = "|".join(
        f"{re.escape(first)}[{''.join(map(re.escape, sorted(rest)))}]"
        for first, rest in sorted(seconds.items())
    )
    lunar = "".join(sorted(_LUNAR_STARTS))
    points = "".join(sorted(_POINT_STARTS - frozenset("0123456789")))
    return re.compile(
        f"{pairs}|[{lunar}]|(?:(?=[{points}])|(?<![0-9])(?=[0-9]))(?:{_CLOSE_BEHIND})"
    )


class DateReader:
    """Reads one folded text; `read` gives its dates, resolved, without their roles."""

    def __init__(self, text: str, context: Context) -> None:
        self.text = text
        self.published = context.published
        self.anchor: Anchor | None = anchor_of(context.period or context.covers, context.published)
        self.found: list[Found] = []
        self.last: Resolved | None = None
        self.reported: Resolved | None = None
        self.year: int | None = None
        self.year_at = self.last_at = 0
        self.sentences = [match.end() for match in SENTENCE_END.finditer(text)]

    def read(self) -> list[Found]:
        """All dates, in order."""
        text = self.text
        position = 0
        titles = iter([match.span() for match in _TITLE.finditer(text)])
        title = next(titles, None)
        start = _start_pattern()
        while (match := start.search(text, position)) is not None:
            position = match.start()
            while title is not None and title[1] <= position:
                title = next(titles, None)
            if title is not None and title[0] <= position:
                position = title[1]
                continue
            run = _DIGIT_RUN.match(text, position)
            if run:
                position = run.end()
                continue
            position = self._step(position)
        return self.found

    def _step(self, start: int) -> int:
        """Read at `start`; the offset to go on from."""
        first = self.text[start]
        named = self._named(start, first)
        if named is not None and not recurring(self.text, start):
            return self._take_named(named)
        pair = self.text[start : start + 2]
        if pair in WORD_PREFIXES:
            word = read_word(self.text, start, near=self._nearness(start))
            if word is not None:
                return self._take_word(word)
        dateable = first in _POINT_STARTS and _DATEABLE.match(self.text, start)
        expression = self._expression(start) if dateable else None
        if expression is None:
            return start + 1
        dated = self._year_before_name(expression)
        return self._take(expression) if dated is None else self._take_named(dated)

    def _named(self, start: int, first: str) -> Named | None:
        named = read_lunar(self.text, start) if first in _LUNAR_STARTS else None
        if named is None and self.text[start : start + 2] in holiday_prefixes():
            named = read_holiday(self.text, start)
        return named

    def _year_before_name(self, expression: Expression) -> Named | None:
        """2022年国庆期间, 今年春节前夕: the year and the holiday that follows it."""
        point = expression.first
        if point is None or expression.last is not None or not point.whole_year:
            return None
        named = read_holiday(self.text, expression.end)
        if named is None:
            return None
        resolved = resolve_point(point, self._position(expression.start, expression.end))
        if resolved is None:
            return None
        year = resolved.interval.start.year
        return msgspec.structs.replace(named, start=expression.start, year=year)

    # What stands at a place ------------------------------------------------------------------

    def _expression(self, start: int) -> Expression | None:
        text = self.text
        before = text[start - 1] if start else ""
        first = text[start]
        if first in FIGURES and before in FIGURES:
            return None
        if first.isdigit() and first.isascii() and (before.isascii() and before.isalpha()):
            return None
        expression = self._numeric(start, before)
        if expression is None:
            expression = read_point(text, start)
            if expression is not None and not is_date(text, expression):
                return None
        if expression is None and opens_clause(text, start):
            expression = read_ten_days(text, start)
        if expression is None:
            expression = self._bare_day(start)
        return expression

    def _numeric(self, start: int, before: str) -> Expression | None:
        text = self.text
        if not text[start].isascii() or not text[start].isdigit():
            return None
        if before and (before in "./-_#〔[" or _LATIN.match(before)):
            return None
        expression = read_numeric(text, start)
        if expression is not None:
            after = text[expression.end : expression.end + 1]
            return None if after and (after in "./-〕]" or _LATIN.match(after)) else expression
        expression = read_pointed_range(text, start)
        if expression is None or not (start == 0 or before in BOUNDARY):
            return None
        after = text[expression.end : expression.end + 1]
        return expression if after == "" or after in "，,）)期间。；;" else None

    def _bare_day(self, start: int) -> Expression | None:
        if self.last is None and self.anchor is None:
            return None
        listed = bool(self.found) and self.found[-1].end == start - 1
        dated: Dated = "no"
        if self.last is not None:
            dated = "sentence" if self._same_sentence(self.last_at, start) else "text"
        return read_bare_day(self.text, start, listed=listed, dated=dated)

    # What it means -----------------------------------------------------------------------------

    def _position(self, start: int, end: int) -> Position:
        before = self.text[max(start - 24, 0) : start]
        future = (
            bool(_AHEAD_BEFORE.search(before))
            or bool(_AHEAD_AFTER.match(self.text, end))
            or bool(_PLANNED.match(self.text, end))
        )
        year = self.year
        if year is not None and self.anchor is not None:
            year = year if self._same_sentence(self.year_at, start) else None
        return Position(self.anchor, self.last, year, future)

    def _nearness(self, start: int) -> Dated:
        """Where a day was named that 当天 and 次日 may lean on.

        A list of promises (、) leads away from it.
        """
        if self.last is None:
            return "no"
        listed = self.text[start - 1 : start] == "、"
        if listed and start - self.found[-1].end > _LISTED_ACTS:
            return "no"
        return "sentence" if self._same_sentence(self.last_at, start) else "text"

    def _same_sentence(self, one: int, other: int) -> bool:
        return bisect_right(self.sentences, one) == bisect_right(self.sentences, other)

    def _take(self, expression: Expression) -> int:
        start, end = expression.start, expression.end
        first, last = expression.first, expression.last
        position = self._position(start, end)
        resolved: Resolved | None = None
        kind: Kind = "point"
        if first is not None and last is not None:
            resolved, kind = resolve_range(first, last, position), "range"
            if resolved is not None and self._not_yet(resolved):
                kind = "later"
        elif first is not None:
            resolved = resolve_point(first, position)
            if resolved is not None and first.whole_season and self.text[end : end + 1] in _CLOSE:
                resolved, end = _at_end(resolved), end + 1  # 一季度末
            elif resolved is not None and CUT_OFF.search(self.text, max(start - 5, 0), start):
                resolved = _last_day(first, resolved)
        if first is not None and first.year_word:
            tail = _SINCE_SHORT.match(self.text, end)
        else:
            tail = _SINCE.match(self.text, end)
        if tail and last is None and resolved is not None:
            resolved, kind, end = since(resolved, self.anchor), "since", tail.end()
        if first is not None and (first.year_word == "明年" or first.month_word.startswith("下")):
            kind = "later"
        if first is not None and first.year is not None and resolved is not None:
            self.year, self.year_at = resolved.interval.end.year, end
        return self._add(start, end, kind, resolved)

    def _not_yet(self, resolved: Resolved) -> bool:
        """True for days that lie past what the bulletin can report: 自5月1日起至10月31日开展…."""
        return self.anchor is not None and resolved.interval.start > self.anchor.last

    def _take_named(self, named: Named) -> int:
        if self.text[named.start - 1 : named.start] in {"（", "("} and self._after_date(
            named.start - 1
        ):
            return named.end
        resolved = resolve_named(named, self._position(named.start, named.end))
        if self._same_day(named.start, resolved):
            return named.end  # 12月4日国家宪法日当天
        # 春节前完成 is a deadline, 春节前，… tells when.
        due = self.text[named.end - 1] == "前" and self.text[named.end : named.end + 1] not in "，,"
        return self._add(named.start, named.end, "later" if due else "named", resolved)

    def _after_date(self, start: int) -> bool:
        return bool(self.found) and self.found[-1].end == start

    def _same_day(self, start: int, resolved: Resolved | None) -> bool:
        """True where a name only repeats the day right before it (8月6日，星期六)."""
        if not self.found or start - self.found[-1].end > 1 or resolved is None:
            return False
        return resolved.precision == "day" == self.found[-1].resolved.precision

    def _take_word(self, word: TimeWord) -> int:
        position = self._position(word.start, word.end)
        if word.meaning in {"next", "that"}:
            position = msgspec.structs.replace(position, last=self._told())
        resolved = resolve_word(word, position, self.published, self.reported)
        if word.meaning == "weekday" and self._same_day(word.start, resolved):
            return word.end
        ahead = word.shift > 0
        kinds: dict[str, Kind] = {"now": "now", "same": "same", "plan": "plan", "opening": "since"}
        kind = kinds.get(word.meaning, "later" if ahead else "period")
        if word.meaning == "plan" and word.since:
            kind = "since"
        if word.meaning in {"weekday", "next", "that", "today"} and not ahead:
            kind = "point"
        return self._add(word.start, word.end, kind, resolved)

    def _told(self) -> Resolved | None:
        """The last day that has been: 次日 follows what was done, not a deadline named between."""
        for one in reversed(self.found):
            if one.resolved.precision not in {"day", "range"} or one.kind not in _DAYS:
                continue
            if self.anchor is None or one.resolved.interval.end <= self.anchor.last:
                return one.resolved
        return self.last

    def _add(self, start: int, end: int, kind: Kind, resolved: Resolved | None) -> int:
        if resolved is None or resolved.interval.start.year not in _YEAR_RANGE:
            return end
        self.found.append(Found(start=start, end=end, kind=kind, resolved=resolved))
        if kind in {"point", "range"} or (kind == "named" and resolved.precision == "day"):
            self.last, self.last_at = resolved, start
        if kind in {"range", "since"} or resolved.precision in {"month", "quarter", "half", "year"}:
            self.reported = resolved
        note = NOTE.match(self.text, end)
        return note.end() if note else end


def _last_day(point: Point, resolved: Resolved) -> Resolved:
    """截至11月底, 截至2021年底: the last day itself."""
    return _at_end(resolved) if point.part == "底" else resolved


def _at_end(resolved: Resolved) -> Resolved:
    """The last day of the month a span ends in."""
    end = resolved.interval.end
    end = month_span(end.year, end.month).end
    return Resolved(Interval(start=end, end=end), "day")
