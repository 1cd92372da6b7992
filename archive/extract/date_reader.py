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
    Dated,
    is_date,
    opens_clause,
    read_bare_day,
    recurring,
)
from archive.extract.date_values import resolve_named, resolve_point, resolve_range
from archive.extract.date_words import BOUNDARY, TimeWord, read_word, resolve_word
from archive.extract.holidays import Named, holiday_starts, read_holiday, read_lunar
from archive.records import Interval

_FIGURE_STARTS: Final = frozenset("0123456789〇○零ＯO一二三四五六七八九十")
_POINT_STARTS: Final = _FIGURE_STARTS | frozenset("元今去本上前明下当同次翌年月头第这中")
_WORD_STARTS: Final = frozenset('截到迄去上12同“"十开新本这下周星礼近日连前最次翌第隔当今昨明')
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
_LATIN: Final = re.compile(r"[A-Za-z0-9]")

_LISTED_ACTS: Final = 6
"""当天受理、次日办结: the second word follows the first within this many characters."""
_YEAR_RANGE: Final = range(1900, 2100)


@cache
def _start_pattern() -> re.Pattern[str]:
    starts = _POINT_STARTS | _WORD_STARTS | _LUNAR_STARTS | holiday_starts()
    return re.compile(f"[{''.join(map(re.escape, sorted(starts)))}]")


class DateReader:
    """Reads one folded text; `read` gives its dates, resolved, without their roles."""

    def __init__(self, text: str, context: Context) -> None:
        self.text = text
        self.published = context.published
        self.anchor: Anchor | None = anchor_of(context.period, context.published)
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
        if first in _WORD_STARTS:
            word = read_word(self.text, start, near=self._day_near(start))
            if word is not None:
                return self._take_word(word)
        expression = self._expression(start) if first in _POINT_STARTS else None
        if expression is None:
            return start + 1
        dated = self._year_before_name(expression)
        return self._take(expression) if dated is None else self._take_named(dated)

    def _named(self, start: int, first: str) -> Named | None:
        named = read_lunar(self.text, start) if first in _LUNAR_STARTS else None
        if named is None and first in holiday_starts():
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
        future = bool(_AHEAD_BEFORE.search(before)) or bool(_AHEAD_AFTER.match(self.text, end))
        year = self.year
        if year is not None and self.anchor is not None:
            year = year if self._same_sentence(self.year_at, start) else None
        return Position(self.anchor, self.last, year, future)

    def _day_near(self, start: int) -> bool:
        """True where a day was named in this sentence and no list of promises (、) leads here."""
        if self.last is None or not self._same_sentence(self.last_at, start):
            return False
        listed = self.text[start - 1 : start] == "、"
        return not listed or start - self.found[-1].end <= _LISTED_ACTS

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
        elif first is not None:
            resolved = resolve_point(first, position)
            if resolved is not None and CUT_OFF.search(self.text, max(start - 5, 0), start):
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

    def _take_named(self, named: Named) -> int:
        if self.text[named.start - 1 : named.start] in {"（", "("} and self._after_date(
            named.start - 1
        ):
            return named.end
        resolved = resolve_named(named, self._position(named.start, named.end))
        # 春节前完成 is a deadline, 春节前，… tells when.
        due = self.text[named.end - 1] == "前" and self.text[named.end : named.end + 1] not in "，,"
        return self._add(named.start, named.end, "later" if due else "named", resolved)

    def _after_date(self, start: int) -> bool:
        return bool(self.found) and self.found[-1].end == start

    def _same_day(self, start: int, resolved: Resolved | None) -> bool:
        """True where a weekday only repeats the day right before it (8月6日，星期六)."""
        if not self.found or start - self.found[-1].end > 1:
            return False
        return resolved is not None and self.found[-1].resolved.precision == "day"

    def _take_word(self, word: TimeWord) -> int:
        position = self._position(word.start, word.end)
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
    if point.part != "底":
        return resolved
    end = resolved.interval.end
    end = month_span(end.year, end.month).end
    return Resolved(Interval(start=end, end=end), "day")
