"""Which issues of each periodical are held, year by year, which are missing, which are doubtful.

Two witnesses tell of missing issues. The numbers are sure: where 第8期 is held, 第1期 to 第7期 of
the year came out; where 总第N期 leaps over the new year, the end of the old year is missing.
The rhythm is not: where numbers tell nothing (an issue without one, the end of a year), a stretch
without an issue holds as many as usually come out in it. The two are kept apart.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Literal

import msgspec

from archive.records import Date
from archive.summaries import BulletinSummary

Doubt = Literal[
    "number-doubled",
    "number-leaps",
    "number-out-of-order",
    "number-none",
    "total-number-mismatch",
    "date-none",
    "year-mismatch",
]

MOST_MISSING = 60
"""A leap over more numbers is a misprint rather than so many missing issues of a weekly."""
_LEAST_PAIRS = 3
"""Neighbouring issues from which a rhythm is taken."""
_LONGEST_RHYTHM = 186
"""Days: what comes out less often than twice a year has no rhythm to tell gaps by."""
_PAUSE = 14
"""Days that a weekly or fortnightly rests around the Spring Festival or the National Day."""
_RESTING_RHYTHM = 16
_LATE = 2
"""Up to this month an issue of the year before may still come out."""


class DoubtfulIssue(msgspec.Struct, frozen=True, kw_only=True):
    """An issue held whose place in its year is in doubt, and why."""

    id: str
    number: int | None
    kind: Doubt
    message: str


class YearOfIssues(msgspec.Struct, frozen=True, kw_only=True):
    """The issues of a year (None: those that tell none).

    `issues` are held; `held` their numbers, `missing` the numbers of those that are not;
    `expected` counts what the rhythm says is missing besides.
    """

    year: int | None
    issues: int
    held: tuple[int, ...]
    missing: tuple[int, ...]
    expected: int
    doubtful: tuple[DoubtfulIssue, ...]


class IssueCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """A periodical of a publisher; it comes out every `rhythm` days (None: no telling)."""

    series: str | None
    publisher: str | None
    rhythm: int | None
    first: Date | None
    last: Date | None
    years: tuple[YearOfIssues, ...]


class _Issue(msgspec.Struct, frozen=True):
    """An issue with the year and the day it counts at."""

    id: str
    year: int | None
    number: int | None
    total: int | None
    day: Date | None


def calendar_of_issues(bulletins: Iterable[BulletinSummary]) -> tuple[IssueCalendar, ...]:
    """The calendar of every periodical, by publisher and series; pure."""
    lines: dict[tuple[str, str], list[BulletinSummary]] = defaultdict(list)
    for bulletin in bulletins:
        lines[_joined(bulletin.publisher), _joined(bulletin.series)].append(bulletin)
    return tuple(_calendar(lines[key]) for key in sorted(lines))


def _joined(name: str | None) -> str:
    return "".join((name or "").split())


def _calendar(bulletins: Sequence[BulletinSummary]) -> IssueCalendar:
    issues = sorted(map(_issue, bulletins), key=_order)
    days = [issue.day for issue in issues if issue.day is not None]
    rhythm = _rhythm(issues)
    doubtful = _doubtful(issues, bulletins)
    missing = _missing(issues)
    expected = _expected(issues, rhythm, missing)
    held: dict[int | None, list[_Issue]] = defaultdict(list)
    for issue in issues:
        held[issue.year].append(issue)
    years = {year for year in (*held, *missing, *expected) if year is not None}
    ordered: list[int | None] = list(range(min(years), max(years) + 1)) if years else []
    if None in held:
        ordered.append(None)
    return IssueCalendar(
        series=bulletins[0].series,
        publisher=bulletins[0].publisher,
        rhythm=rhythm,
        first=min(days, default=None),
        last=max(days, default=None),
        years=tuple(
            YearOfIssues(
                year=year,
                issues=len(held.get(year, ())),
                held=tuple(
                    sorted({each.number for each in held.get(year, ()) if each.number is not None})
                ),
                missing=tuple(sorted(missing.get(year, ()))) if year is not None else (),
                expected=expected.get(year, 0) if year is not None else 0,
                doubtful=tuple(doubtful.get(year, ())),
            )
            for year in ordered
        ),
    )


def _issue(bulletin: BulletinSummary) -> _Issue:
    day = bulletin.period.end if bulletin.period else bulletin.published
    year = bulletin.year if bulletin.year is not None else day.year if day else None
    return _Issue(bulletin.id, year, bulletin.number, bulletin.total_number, day)


def _order(issue: _Issue) -> tuple[int, int, Date, str]:
    """By year and number; what has no number by its day among those that have."""
    return (issue.year or 0, issue.number or 0, issue.day or Date.min, issue.id)


def _by_day(issues: Iterable[_Issue]) -> list[_Issue]:
    dated = [issue for issue in issues if issue.day is not None]
    return sorted(dated, key=lambda issue: (issue.day or Date.min, issue.id))


def _rhythm(issues: Sequence[_Issue]) -> int | None:
    """The usual days between neighbours: by number where there are enough of them, else by day."""
    follow = [
        (after.day - before.day).days
        for before, after in pairwise(issues)
        if before.day is not None and after.day is not None and _follows(before, after)
    ]
    steps = [step for step in follow if step > 0]
    if len(steps) < _LEAST_PAIRS:
        days = sorted({issue.day for issue in issues if issue.day is not None})
        steps = [(after - before).days for before, after in pairwise(days)]
    if len(steps) < _LEAST_PAIRS:
        return None
    usual = round(median(steps))
    return usual if 0 < usual <= _LONGEST_RHYTHM else None


def _follows(before: _Issue, after: _Issue) -> bool:
    return (
        before.year == after.year
        and before.number is not None
        and after.number is not None
        and after.number - before.number == 1
    )


def _numbers(issues: Iterable[_Issue]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for issue in issues:
        if issue.year is not None and issue.number is not None:
            found[issue.year].add(issue.number)
    return found


def _runs_on(numbers: Mapping[int, set[int]]) -> bool:
    """Whether the numbers run on over the new year instead of beginning again at 1."""
    turns = [
        (max(numbers[before]), min(numbers[after])) for before, after in pairwise(sorted(numbers))
    ]
    return bool(turns) and all(a < b for a, b in turns) and any(a + 1 == b for a, b in turns)


def _missing(issues: Sequence[_Issue]) -> dict[int, set[int]]:
    """Numbers that must have come out and are not held, by year."""
    numbers = _numbers(issues)
    missing: dict[int, set[int]] = defaultdict(set)
    if _runs_on(numbers):
        for before, after in pairwise([each for each in issues if each.number is not None]):
            _between(before, after, missing)
        return missing
    for year, held in numbers.items():
        for first, last in pairwise((0, *sorted(held))):
            if last - first <= MOST_MISSING:
                missing[year].update(range(first + 1, last))
    for before, after in _turns(issues):
        if before.year is None or before.number is None:
            continue
        rest = (after.total or 0) - (before.total or 0) - (after.number or 0)
        if 0 < rest <= MOST_MISSING:
            missing[before.year].update(range(before.number + 1, before.number + rest + 1))
    return missing


def _between(before: _Issue, after: _Issue, missing: dict[int, set[int]]) -> None:
    """Numbers between two issues of a periodical that runs on, in the years they fall in."""
    first, last = before.number or 0, after.number or 0
    if not 1 < last - first <= MOST_MISSING or before.year is None or after.year is None:
        return
    for number in range(first + 1, last):
        part = (number - first) / (last - first)
        year = after.year
        if before.year == after.year:
            year = before.year
        elif before.day is not None and after.day is not None:
            year = (before.day + (after.day - before.day) * part).year
        missing[year].add(number)


def _turns(issues: Sequence[_Issue]) -> Iterator[tuple[_Issue, _Issue]]:
    """The last issue of each year and the first of the next, where both tell 总第N期."""
    numbered = [each for each in issues if each.number is not None and each.year is not None]
    for before, after in pairwise(numbered):
        next_year = (after.year or 0) - (before.year or 0) == 1
        if next_year and before.total is not None and after.total is not None:
            yield before, after


def _expected(
    issues: Sequence[_Issue], rhythm: int | None, missing: Mapping[int, set[int]]
) -> dict[int, int]:
    """How many more the rhythm says are missing, by the year they would have come out in."""
    found: Counter[int] = Counter()
    if rhythm is None:
        return found
    runs = _runs_on(_numbers(issues))
    for before, after in pairwise(_by_day(issues)):
        if before.day is None or after.day is None or _numbers_tell(before, after, runs=runs):
            continue
        days = (after.day - before.day).days
        if rhythm <= _RESTING_RHYTHM and _rests(before.day, after.day):
            days -= _PAUSE
        places = range(1, round(days / rhythm))
        known = _known_between(before, after, missing)
        for place in list(places)[known:]:
            found[(before.day + dt.timedelta(days=rhythm * place)).year] += 1
    return found


def _numbers_tell(before: _Issue, after: _Issue, *, runs: bool) -> bool:
    """Whether the numbers of two neighbours say all about what is missing between them."""
    if before.number is None or after.number is None:
        return False
    if before.year == after.year or runs:
        return True
    if (after.year or 0) - (before.year or 0) != 1:
        return False
    return before.total is not None and after.total is not None


def _known_between(before: _Issue, after: _Issue, missing: Mapping[int, set[int]]) -> int:
    """How many numbers between two neighbours of different years are known to be missing."""
    if before.number is None or after.number is None or before.year == after.year:
        return 0
    low = sum(number > before.number for number in missing.get(before.year or 0, ()))
    high = sum(number < after.number for number in missing.get(after.year or 0, ()))
    return low + high


def _rests(first: Date, last: Date) -> bool:
    """Whether the days between touch January, February or the first week of October."""
    days = min((last - first).days, 366)
    between = (first + dt.timedelta(days=number) for number in range(days + 1))
    return any(day.month <= _LATE or (day.month == 10 and day.day <= 7) for day in between)


def _doubtful(
    issues: Sequence[_Issue], bulletins: Sequence[BulletinSummary]
) -> dict[int | None, list[DoubtfulIssue]]:
    """What is in doubt, by year, in the order of the issues."""
    found: dict[int | None, list[DoubtfulIssue]] = defaultdict(list)
    published = {bulletin.id: bulletin.published for bulletin in bulletins}
    times = Counter((issue.year, issue.number) for issue in issues)
    offsets = _offsets(issues)
    runs = _runs_on(_numbers(issues))
    before: _Issue | None = None
    for issue in issues:
        doubts = list(_dates_in_doubt(issue, published[issue.id]))
        if issue.number is None:
            doubts.append(("number-none", "没有期号。"))
        else:
            together = before is not None and (runs or before.year == issue.year)
            doubts.extend(_order_in_doubt(issue, before if together else None, runs=runs))
            if times[issue.year, issue.number] > 1:
                doubts.append(("number-doubled", f"第{issue.number}期不止一份。"))
            doubts.extend(_total_in_doubt(issue, issue.number, offsets.get(issue.year)))
            before = issue
        found[issue.year].extend(
            DoubtfulIssue(id=issue.id, number=issue.number, kind=kind, message=message)
            for kind, message in doubts
        )
    return found


Told = tuple[Doubt, str]


def _dates_in_doubt(issue: _Issue, published: Date | None) -> Iterator[Told]:
    if issue.day is None:
        yield "date-none", "没有日期。"
    if issue.year is not None and published is not None:
        late = published.year == issue.year + 1 and published.month <= _LATE
        if published.year != issue.year and not late:
            yield "year-mismatch", f"是{issue.year}年的一期，印发日期却是{published}。"


def _order_in_doubt(issue: _Issue, before: _Issue | None, *, runs: bool) -> Iterator[Told]:
    """Against the number before it: of its year, or of all where they run on."""
    number = issue.number or 0
    if before is None or before.number is None:
        if not runs and number > MOST_MISSING:
            yield "number-leaps", f"本年收有的期号从{number}开始，可能不是按年编号。"
        return
    if number - before.number > MOST_MISSING:
        yield "number-leaps", f"期号从{before.number}跳到{number}。"
    if issue.day is not None and before.day is not None and issue.day < before.day:
        yield "number-out-of-order", f"日期{issue.day}早于第{before.number}期的{before.day}。"


def _total_in_doubt(issue: _Issue, number: int, usual: int | None) -> Iterator[Told]:
    if issue.total is not None and usual is not None and issue.total - number != usual:
        message = f"写作总第{issue.total}期，照同年各期应是总第{number + usual}期。"
        yield "total-number-mismatch", message


def _offsets(issues: Iterable[_Issue]) -> dict[int | None, int]:
    """总第N期 less 第N期 of most issues of a year, where most agree."""
    counts: dict[int | None, Counter[int]] = defaultdict(Counter)
    for issue in issues:
        if issue.number is not None and issue.total is not None:
            counts[issue.year][issue.total - issue.number] += 1
    usual = {}
    for year, found in counts.items():
        offset, times = found.most_common(1)[0]
        if times > found.total() / 2:
            usual[year] = offset
    return usual
