"""Days that lie outside the days an issue says it covers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from archive.checks.kinds import Check
from archive.checks.location import record_place
from archive.records import Activity, Bulletin, Interval

_PLANNED = re.compile(r"(?:将|拟|计划|定|预计|原定|预定)[于在]?$")
_BEFORE = 6
"""Characters before a date in which 将于, 计划于 … say that it is yet to come."""


def check_dates(bulletin: Bulletin) -> Iterator[Check]:
    """Items whose own day is outside the issue's period, and a day of issue before the period.

    Only days and ranges of days count: 7月 in an August issue is no slip. Days announced (将于9月
    1日) are left alone.
    """
    period = bulletin.period
    if period is None:
        return
    yield from _issue_day(bulletin, period)
    for activity in bulletin.activities:
        date = activity.date
        if date is None or date.precision not in {"day", "range"}:
            continue
        if (date.start <= period.end and date.end >= period.start) or _is_planned(activity):
            continue
        days = _told(date.start, date.end)
        side = "早于" if date.end < period.start else "晚于"
        after_issue = bulletin.published is not None and date.start > bulletin.published
        own = _told(period.start, period.end)
        late = f"，也晚于印发日期{bulletin.published}" if after_issue else ""
        yield Check(
            kind="date-outside-period",
            bulletin=bulletin.id,
            record=activity.id,
            where=record_place(bulletin, activity),
            message=f"“{date.written}”（{days}）{side}本期时间{own}{late}。",
            spans=date.spans,
        )


def _issue_day(bulletin: Bulletin, period: Interval) -> Iterator[Check]:
    if bulletin.published is not None and bulletin.published < period.start:
        yield Check(
            kind="date-outside-period",
            bulletin=bulletin.id,
            record=None,
            where="刊头",
            message=f"印发日期{bulletin.published}早于本期时间{_told(period.start, period.end)}。",
            spans=bulletin.header_spans.get("published", ()),
        )


def _is_planned(activity: Activity) -> bool:
    date = activity.date
    if date is None or not date.spans:
        return False
    start = date.spans[0].start
    return _PLANNED.search(activity.text[max(0, start - _BEFORE) : start]) is not None


def _told(start: dt.date, end: dt.date) -> str:
    return str(start) if start == end else f"{start}至{end}"
