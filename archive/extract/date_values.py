"""From dates as written to days: years from the period, months from the date before, words' spans.

Nothing here knows today's date. What cannot be placed (no year, no period, no publication date)
stays unresolved and is left out.
"""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache
from typing import Final

from archive.extract.date_anchor import DAY, WEEK, Anchor, Position, Resolved, month_span
from archive.extract.date_grammar import (
    MONTH_WORDS,
    MONTH_WORDS_BEFORE,
    YEAR_WORDS,
    YEAR_WORDS_BEFORE,
    Part,
    Point,
)
from archive.extract.holidays import Named
from archive.records import Interval

_NEAR_BEFORE: Final = 45 * DAY
"""A date without a year this close before the period belongs to it rather than to a year named in
the sentence before."""

_NEAR_AFTER: Final = 10 * DAY
"""An announced date may lie this far past the last known day without a word that says so."""

_FUTURE: Final = 200 * DAY
"""With 将, 拟 or 前 beside it a date may lie this far ahead; further on, last year's is meant."""

_SUMMED_UP: Final = 31 * DAY
"""In January 上半年 sums up last year."""

_THIS_YEAR: Final = ("今年", "本年", "本年度")

_LONGEST_CROSSING: Final = 200 * DAY
"""A range whose years are not both written may cross one new year within this time."""


def _date(year: int, month: int, day: int) -> dt.date | None:
    if not dt.MINYEAR <= year < dt.MAXYEAR:
        return None
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return dt.date(year, month, day)


def _part_of_month(year: int, month: int, part: Part) -> Interval:
    """初 and 上旬 are the first ten days, 中 and 中旬 the next ten, 下旬 and 底 the rest."""
    whole = month_span(year, month)
    if part in {"初", "上旬"}:
        return Interval(start=whole.start, end=whole.start + 9 * DAY)
    if part in {"中", "中旬"}:
        return Interval(start=whole.start + 10 * DAY, end=whole.start + 19 * DAY)
    return Interval(start=whole.start + 20 * DAY, end=whole.end)


def _part_of_year(year: int, part: Part) -> Interval:
    """年初 is January, 年中 June and July, 年底 December."""
    if part in {"初", "上旬"}:
        return month_span(year, 1)
    if part in {"中", "中旬"}:
        return Interval(start=dt.date(year, 6, 1), end=dt.date(year, 7, 31))
    return month_span(year, 12)


def _shift_month(year: int, month: int, by: int) -> tuple[int, int]:
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def _distance(interval: Interval, period: Interval) -> dt.timedelta:
    """Days between two spans, nothing where they meet."""
    if interval.end < period.start:
        return period.start - interval.end
    if interval.start > period.end:
        return interval.start - period.end
    return dt.timedelta(0)


def _nearest_year(spans: dict[int, Interval], position: Position) -> int | None:
    """The year whose span (of candidates) the text means.

    Near the period comes first, then the year written before in the sentence, then ahead where a
    word says so, then the latest that has begun.
    """
    anchor = position.anchor
    if anchor is None:
        return position.year if position.year in spans else None
    reach = Interval(start=anchor.period.start - _NEAR_BEFORE, end=anchor.last + _NEAR_AFTER)
    near = [year for year, span in spans.items() if _distance(span, reach) == dt.timedelta(0)]
    if near:
        return min(near, key=lambda year: _distance(spans[year], anchor.period))
    if position.year in spans:
        return position.year
    if position.future:
        ahead = [
            year
            for year, span in spans.items()
            if anchor.period.start <= span.start <= anchor.last + _FUTURE
        ]
        if ahead:
            return min(ahead)
    past = [year for year, span in spans.items() if span.start <= anchor.last + _NEAR_AFTER]
    return max(past, default=None)


def _written_year(point: Point, position: Position) -> int | None:
    """The year a point states itself, in figures or by a word (今年, 去年, 当年, 次年)."""
    if point.year is not None:
        return point.year
    if point.year_word in YEAR_WORDS_BEFORE:
        base = position.last.interval.end.year if position.last else position.year
        if base is None and position.anchor:
            base = position.anchor.year
        return None if base is None else base + YEAR_WORDS_BEFORE[point.year_word]
    if point.year_word:
        base = _this_year(position)
        return None if base is None else _begun(point, base + YEAR_WORDS[point.year_word], position)
    return None


def _begun(point: Point, year: int, position: Position) -> int:
    """The year of 今年上半年: in January, where last year is summed up, the one before."""
    if point.year_word not in _THIS_YEAR or not point.whole_season:
        return year
    resolved = _in_year(point, year)
    return year - (resolved is not None and _lies_ahead(point, resolved.interval, position))


def _this_year(position: Position) -> int | None:
    """The year of 今年: over the new year that of the date before, if the period holds it."""
    anchor = position.anchor
    if anchor is None:
        return None
    last = position.last
    if last is None or last.precision not in {"day", "range"}:
        return anchor.year
    if anchor.period.start <= last.interval.end <= anchor.period.end:
        return last.interval.end.year
    return anchor.year


def _written_month(point: Point, position: Position) -> tuple[int, int] | None:
    """Year and month of a month word (本月, 上月, 当月, 次月)."""
    if point.month_word in MONTH_WORDS_BEFORE and position.last is not None:
        base = position.last.interval.end
        by = MONTH_WORDS_BEFORE[point.month_word]
    elif position.anchor is not None:
        base = position.anchor.period.end
        by = MONTH_WORDS.get(point.month_word, MONTH_WORDS_BEFORE.get(point.month_word, 0))
    else:
        return None
    return _shift_month(base.year, base.month, by)


def _in_month(point: Point, year: int, month: int) -> Resolved | None:
    """A point's days once its year and month are known."""
    if point.day is not None:
        date = _date(year, month, point.day)
        return None if date is None else Resolved(Interval(start=date, end=date), "day")
    if point.part:
        return Resolved(_part_of_month(year, month, point.part), "range")
    return Resolved(month_span(year, month), "month")


def _months_span(year: int, first: int, last: int) -> Interval:
    return Interval(start=month_span(year, first).start, end=month_span(year, last).end)


def _season(point: Point, year: int) -> Resolved | None:
    """上半年, 第三季度, 前三季度, 前7个月 of a year."""
    if point.half:
        span = _months_span(year, 6 * point.half - 5, 6 * point.half)
        return Resolved(span, "half")
    if point.quarters:
        first, last = point.quarters
        span = _months_span(year, 3 * first - 2, 3 * last)
        return Resolved(span, "quarter" if first == last else "range")
    return Resolved(_months_span(year, 1, point.months), "range") if point.months else None


def _in_year(point: Point, year: int) -> Resolved | None:
    """A point's days once its year is known."""
    if point.month is not None:
        return _in_month(point, year, point.month)
    if point.whole_season:
        return _season(point, year)
    if point.part:
        return Resolved(_part_of_year(year, point.part), "range")
    return Resolved(Interval(start=dt.date(year, 1, 1), end=dt.date(year, 12, 31)), "year")


def _season_word(point: Point, position: Position) -> Resolved | None:
    """本季度, 上季度, 当季度."""
    if position.anchor is None:
        return None
    base = position.anchor.period.end
    quarter = (base.month - 1) // 3 + 1
    year = base.year
    if point.quarter_word == "上":
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    return _in_year(Point(quarters=(quarter, quarter)), year)


def _candidate_years(position: Position) -> tuple[int, ...]:
    years: set[int] = set()
    if position.anchor is not None:
        first, last = position.anchor.period.start.year, position.anchor.last.year
        years.update(range(first - 1, last + 2))
    if position.year is not None:
        years.add(position.year)
    return tuple(sorted(years))


def resolve_point(point: Point, position: Position) -> Resolved | None:
    """The days one point means, None where its year cannot be told or the day does not exist."""
    if point.quarter_word:
        return _season_word(point, position)
    if point.day is not None and not point.has_month:
        return _bare_day(point.day, position)
    if point.month_word:
        month = _written_month(point, position)
    elif point.part and not point.has_year and point.month is None:
        month = _month_before(position)
    else:
        year = _written_year(point, position)
        if year is None:
            year = _infer_year(point, position)
        return None if year is None else _in_year(point, year)
    return None if month is None else _in_month(point, *month)


def _infer_year(point: Point, position: Position) -> int | None:
    return _nearest(point, position.anchor, position.year, position.future)


@lru_cache(maxsize=1024)
def _nearest(point: Point, anchor: Anchor | None, year: int | None, future: bool) -> int | None:  # noqa: FBT001  (a key of the cache)
    """The year that a point without one means; a bulletin's dates repeat, so answers are kept."""
    position = Position(anchor, None, year, future)
    spans: dict[int, Interval] = {}
    for candidate in _candidate_years(position):
        resolved = _in_year(point, candidate)
        if resolved is not None:
            spans[candidate] = resolved.interval
    begun = {one: span for one, span in spans.items() if not _lies_ahead(point, span, position)}
    return _nearest_year(begun or spans, position)


def _lies_ahead(point: Point, span: Interval, position: Position) -> bool:
    """Whether a season is still to come, or months told together for the most part are.

    前三季度 in a bulletin of December and 上半年 in one of January are the ones that have been,
    unless a word says that a plan is told; 下半年 in August is the one that runs.
    """
    if position.anchor is None or position.future or not point.whole_season:
        return False
    last = position.anchor.last
    if point.half:
        return span.start > last or (point.half == 1 and last < span.start + _SUMMED_UP)
    several = point.months or (point.quarters and len(set(point.quarters)) > 1)
    middle = span.start + (span.end - span.start) / 2
    return (middle if several else span.start) > last


def _month_before(position: Position) -> tuple[int, int] | None:
    """Year and month of the date before, else those the period ends in."""
    if position.last is not None and position.last.precision in {"day", "range", "month"}:
        base = position.last.interval.end
    elif position.anchor is not None:
        base = position.anchor.period.end
    else:
        return None
    return base.year, base.month


def _bare_day(day: int, position: Position) -> Resolved | None:
    """8日: in the month of the date before; rather in the period where only another month is."""
    candidates: list[dt.date] = []
    last = position.last
    if last is not None and last.precision in {"day", "range", "month"}:
        base = last.interval.end
        months = [(base.year, base.month), _shift_month(base.year, base.month, 1)]
        if last.precision == "day" and day < base.day:
            months.append((base.year, base.month))
    else:
        months = []
    anchor = position.anchor
    if anchor is not None:
        end = anchor.period.end
        start = anchor.period.start
        months += [
            (end.year, end.month),
            (start.year, start.month),
            _shift_month(end.year, end.month, -1),
        ]
    for year, month in months:
        date = _date(year, month, day)
        if date is not None and date not in candidates:
            candidates.append(date)
    if anchor is not None:
        inside = [date for date in candidates if anchor.period.start <= date <= anchor.period.end]
        if inside:
            candidates = inside
        else:
            candidates = [date for date in candidates if date <= anchor.last + WEEK] or candidates
    if not candidates:
        return None
    return Resolved(Interval(start=candidates[0], end=candidates[0]), "day")


def resolve_range(first: Point, last: Point, position: Position) -> Resolved | None:
    """The days from the start of `first` to the end of `last`.

    The end without a year takes the other's, a year apart where the range crosses the new year;
    where neither has one, the later end is placed first.
    """
    if first.has_year or first.month_word or _begins_here(first, last, position):
        opening = resolve_point(first, position)
        closing = _closing_after(last, opening, position)
    elif (
        last.has_year
        or last.month_word
        or last.month is not None
        or last.whole_season
        or (first.month is None and first.day is not None)
    ):
        closing = resolve_point(last, position)
        opening = _opening_before(first, closing, position)
    else:
        opening = resolve_point(first, position)
        closing = _closing_after(last, opening, position)
    if opening is None or closing is None or opening.interval.start > closing.interval.end:
        return None
    if not (first.has_year and last.has_year) and _crosses_too_far(opening, closing):
        return None
    interval = Interval(start=opening.interval.start, end=closing.interval.end)
    return Resolved(interval, "day" if interval.start == interval.end else "range")


def _begins_here(first: Point, last: Point, position: Position) -> bool:
    """True where a range without years begins in or just before the period, however long it is."""
    if first.day is None or first.month is None or last.has_year or position.anchor is None:
        return False
    opening = resolve_point(first, position)
    if opening is None:
        return False
    period = position.anchor.period
    told = position.anchor.last
    near = Interval(start=period.start - _NEAR_AFTER, end=told + _NEAR_AFTER)
    if opening.interval.start > told and opening.interval.start.year > told.year:
        return False  # 1月1日至12月20日 told at the end of December
    return _distance(opening.interval, near) == dt.timedelta(0)


def _crosses_too_far(opening: Resolved, closing: Resolved) -> bool:
    """True for 8月12日—8月1日: ends in the wrong order, not a range over the new year."""
    start, end = opening.interval.start, closing.interval.end
    return start.year != end.year and end - start > _LONGEST_CROSSING


def _opening_before(first: Point, closing: Resolved | None, position: Position) -> Resolved | None:
    """The range's first end, in the year (or month) of its last or in the one before."""
    if closing is None:
        return None
    end = closing.interval
    if first.day is not None and not first.has_month:
        for year, month in (
            (end.end.year, end.end.month),
            _shift_month(end.end.year, end.end.month, -1),
        ):
            date = _date(year, month, first.day)
            if date is not None and date <= end.end:
                return Resolved(Interval(start=date, end=date), "day")
        return None
    if first.part and not first.has_month:
        return resolve_point(first, position)
    opening = _in_year(first, end.start.year)
    if opening is None or opening.interval.start > end.end:
        opening = _in_year(first, end.start.year - 1) or opening
    return opening


def _closing_after(last: Point, opening: Resolved | None, position: Position) -> Resolved | None:
    """The range's last end, in the year (or month) of its first or in the next."""
    if opening is None:
        return None
    start = opening.interval.start
    if last.has_year or last.month_word:
        return resolve_point(
            last, Position(position.anchor, opening, position.year, position.future)
        )
    if last.month is not None or last.whole_season:
        closing = _in_year(last, start.year)
        if closing is None or closing.interval.end < start:
            closing = _in_year(last, start.year + 1) or closing
        return closing
    return _in_month(last, start.year, start.month)


def resolve_named(named: Named, position: Position) -> Resolved | None:
    """A holiday's or lunar date's days, in the year written or the nearest to the period."""
    if named.year is not None:
        interval = named.resolve(named.year)
    else:
        spans: dict[int, Interval] = {}
        for year in _candidate_years(position):
            span = named.resolve(year)
            if span is not None:
                spans[year] = span
        interval = _closest(spans, position)
    return None if interval is None else Resolved(interval, named.precision)


def _closest(spans: dict[int, Interval], position: Position) -> Interval | None:
    if not spans:
        return None
    if position.anchor is None:
        return spans.get(position.year) if position.year is not None else None
    period = position.anchor.period
    return min(spans.values(), key=lambda span: (_distance(span, period), span.start))
