"""Periods along a series: days told twice, and days that no issue tells of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import median

from archive.checks.digest import Digest
from archive.checks.kinds import Check
from archive.checks.numbers import lines_of, runs_on
from archive.records import Interval
from corpus.lexicon.festivals import calendar

_DAY = dt.timedelta(days=1)
_SATURDAY = 5
_HABIT = 4
"""Pairs of issues from which a series' own habit (a day left out, a day told twice) is taken."""

_LONG_PAUSE = 10
"""Workdays (two weeks) that halls may pause around the new year and the Spring Festival."""


def check_periods(digests: Sequence[Digest]) -> Iterator[Check]:
    """Overlaps and gaps between neighbouring issues, periodical by periodical."""
    for line in lines_of(digests):
        pairs = list(_neighbours(line))
        usual_gap = _usual([workdays_between(a, b) for _, a, _, b in pairs])
        usual_overlap = _usual([max(0, (a.end - b.start).days + 1) for _, a, _, b in pairs])
        for before, earlier, after, later in pairs:
            shared = (earlier.end - later.start).days + 1
            if shared > usual_overlap and not _counts_from_january(earlier, later):
                yield _overlap(before, earlier, after, later)
            elif shared <= 0 and _leaves_gap(earlier, later, usual_gap):
                yield _gap(before, earlier, after, later)


Pair = tuple[Digest, Interval, Digest, Interval]


def _neighbours(line: Sequence[Digest]) -> Iterator[Pair]:
    """Issues that follow one another by number; by their days where there are no numbers.

    An issue missing between two is number-missing's to tell, so that there the days are not asked.
    """
    dated = [(one, one.period) for one in line if one.period is not None]
    numbered = all(one.number is not None and one.year is not None for one, _ in dated)
    on = runs_on(line)
    if numbered:
        dated.sort(key=lambda pair: (pair[0].year or 0, pair[0].number or 0, pair[0].id))
    else:
        dated.sort(key=lambda pair: (pair[1].start, pair[1].end, pair[0].id))
    for (before, earlier), (after, later) in pairwise(dated):
        if numbered and not _follows(before, after, runs=on):
            continue
        yield before, earlier, after, later


def _follows(before: Digest, after: Digest, *, runs: bool) -> bool:
    if before.number is None or after.number is None:
        return False
    if before.year == after.year or runs:
        return after.number - before.number == 1
    totals = (before.total_number, after.total_number)
    if totals[0] is not None and totals[1] is not None:
        return totals[1] - totals[0] == 1
    return after.number == 1 and (after.year or 0) - (before.year or 0) == 1 and _at_end(before)


def _at_end(before: Digest) -> bool:
    """Whether an issue tells of the last weeks of its year, so that 第1期 may follow it."""
    return before.period is not None and (before.period.end.month, before.period.end.day) > (12, 9)


def _usual(amounts: Sequence[int]) -> float:
    return median(amounts) if len(amounts) >= _HABIT else 0


def _counts_from_january(earlier: Interval, later: Interval) -> bool:
    """Whether both periods run from the new year on, as those of cumulative reports do."""
    return earlier.start == later.start and (earlier.start.month, earlier.start.day) == (1, 1)


def workdays_between(earlier: Interval, later: Interval) -> int:
    """Workdays after one period and before the next; weekends and public holidays are none."""
    days = (later.start - earlier.end).days - 1
    return sum(
        _is_workday(earlier.end + _DAY * (offset + 1)) for offset in range(min(max(days, 0), 400))
    )


@lru_cache(maxsize=32)
def _holidays(year: int) -> frozenset[dt.date]:
    days: set[dt.date] = {dt.date(year, 1, 1)}
    for first, last in calendar().holidays.get(str(year), {}).values():
        days.update(first + _DAY * offset for offset in range((last - first).days + 1))
    return frozenset(days)


def is_holiday(day: dt.date) -> bool:
    """Whether the day is a public holiday (2012 to 2027 as announced)."""
    # Days off around the new year stand under the year they belong to.
    return day in _holidays(day.year) or day in _holidays(day.year + 1)


def _is_workday(day: dt.date) -> bool:
    return day.weekday() < _SATURDAY and not is_holiday(day)


def _leaves_gap(earlier: Interval, later: Interval, usual: float) -> bool:
    missing = workdays_between(earlier, later)
    return missing > usual + _pause(earlier, later)


def _pause(earlier: Interval, later: Interval) -> int:
    """Workdays beside a holiday that an issue may leave out: a pause of one issue's length."""
    days = [
        earlier.end + _DAY * (offset + 1)
        for offset in range(min((later.start - earlier.end).days - 1, 400))
    ]
    holidays = [day for day in days if is_holiday(day)]
    if not holidays:
        return 0
    if earlier.end.year != later.start.year or any(day.month <= 2 for day in holidays):
        return _LONG_PAUSE
    own = sum(
        _is_workday(later.start + _DAY * offset)
        for offset in range(min((later.end - later.start).days + 1, 31))
    )
    return min(own, _LONG_PAUSE)


def _overlap(before: Digest, earlier: Interval, after: Digest, later: Interval) -> Check:
    backwards = later.start <= earlier.start and later.end <= earlier.end
    what = "没有接在" if backwards else "有几天重叠于"
    message = (
        f"本期时间{_told(later)}{what}上一期（{before.called}，{before.id}）的{_told(earlier)}"
        f"{'之后' if backwards else ''}。"
    )
    return _check("period-overlap", after, message)


def _gap(before: Digest, earlier: Interval, after: Digest, later: Interval) -> Check:
    first, last = earlier.end + _DAY, later.start - _DAY
    message = (
        f"{first}至{last}（{workdays_between(earlier, later)}个工作日）没有哪一期写到："
        f"上一期（{before.called}，{before.id}）到{earlier.end}，本期从{later.start}起。"
    )
    return _check("period-gap", after, message)


def _check(kind: str, after: Digest, message: str) -> Check:
    return Check(
        kind=kind,
        bulletin=after.id,
        record=None,
        where="起止日期",
        message=message,
        spans=after.header_spans.get("period", ()),
    )


def _told(period: Interval) -> str:
    return f"{period.start}至{period.end}"
