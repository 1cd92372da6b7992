"""Index entries out of the generated issues' truth: records by the ten thousand without any PDF."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

from archive.records import Date, Precision, RecordKind
from corpus.samples.issue import issue_count, make_issue
from corpus.samples.truth import TrueActivity, TrueStatistic, Truth
from indexer.entries import Entry, Figure, Issue

FIRST_SEED = 7


def sample_entries(records: int, kind: RecordKind = "activity") -> list[Entry]:
    """The first `records` records of a kind; issues of a further seed follow where one has too few.

    Activities are the longest records, so the hardest on an index (some 180 characters each).
    """
    return list(islice((each for each in all_entries() if each.kind == kind), records))


def all_entries() -> Iterator[Entry]:
    """Records of every kind, issue after issue, without end."""
    for seed in count(FIRST_SEED):
        for number in range(issue_count()):
            made = make_issue(number, seed)
            yield from _records(_issue(f"{made.name}-{seed}", made.truth), made.truth)


def _records(issue: Issue, truth: Truth) -> Iterator[Entry]:
    for activity in truth.activities:
        yield _activity(activity, issue)
    for order, statistic in enumerate(truth.statistics, start=1):
        yield _statistic(order, statistic, issue)
    for order, inspection in enumerate(truth.inspections, start=1):
        yield Entry(
            id=f"{issue.id}.i{order}",
            kind="inspection",
            issue=issue,
            text=f"{inspection.aspect}{inspection.finding}",
            title=inspection.aspect,
            start=issue.first_day,
            end=issue.last_day,
            precision="period",
        )


def _issue(name: str, truth: Truth) -> Issue:
    period = truth.period
    return Issue(
        id=name,
        series=truth.series,
        publisher=truth.publisher,
        year=truth.year,
        number=truth.number,
        total_number=truth.total_number,
        published=truth.published,
        start=period.start if period else None,
        end=period.end if period else None,
    )


def _activity(activity: TrueActivity, issue: Issue) -> Entry:
    start, end, precision, dated = _dates(activity, issue)
    departments = activity.departments
    return Entry(
        id=f"{issue.id}.a{activity.order}",
        kind="activity",
        issue=issue,
        text=activity.text or activity.starts,
        title=activity.title,
        actors=_distinct(each.name for each in departments if each.role == "actor"),
        departments=_distinct(each.name for each in departments),
        types=activity.types,
        places=_distinct(each.name or each.written for each in activity.places),
        persons=_distinct(each.name for each in activity.persons),
        documents=_distinct(each.title or each.written for each in activity.documents),
        start=start,
        end=end,
        precision=precision,
        dated=dated,
    )


def _dates(
    activity: TrueActivity, issue: Issue
) -> tuple[Date | None, Date | None, Precision | None, bool]:
    date = activity.date
    if date is None or date.precision == "period":
        return issue.first_day, issue.last_day, "period", False
    precision: Precision = "day" if date.start == date.end else "range"
    return date.start, date.end, precision, True


def _statistic(order: int, statistic: TrueStatistic, issue: Issue) -> Entry:
    names = (statistic.scope, statistic.category, statistic.measure)
    start, end = statistic.start or issue.first_day, statistic.end or issue.last_day
    return Entry(
        id=f"{issue.id}.s{order}",
        kind="statistic",
        issue=issue,
        text=statistic.written,
        title=" ".join(filter(None, names)),
        start=start,
        end=end,
        precision="range",
        dated=statistic.start is not None,
        figure=Figure(
            scope=statistic.scope,
            category=statistic.category,
            measure=statistic.measure,
            value=statistic.value,
            unit=statistic.unit,
            cumulative=statistic.cumulative,
            start=statistic.start,
            end=statistic.end,
            table=statistic.table,
        ),
    )


def _distinct(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
