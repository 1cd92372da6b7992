"""Which days a figure is for: the dates of a paragraph as periods of its figures."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from archive.extract.context import Context
from archive.extract.dates import find_dates
from archive.records import Date, DateMention


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """The days of a figure (closed) at `[at, until)` of the text, and whether they add up.

    `start` is None where the text gives no beginning (截至11月底).
    """

    start: Date | None
    end: Date | None
    cumulative: bool = False
    at: int = 0
    until: int = 0


_AS_OF: Final = re.compile(r"截[至止][到至]?(?:了)?\s?$")
_SINCE: Final = re.compile(r"[^，,。；;]{0,14}?(?:以来|至今|起)")
_COMPARED: Final = re.compile(r"(?:比|较|与|和|同|跟|相较于?|对比)$")
_YEAR_TOTAL: Final = re.compile(
    r"(?:今年|本年度?|年度|年内|全年)(?:以来)?(?:共|已|全[省市县区州])?累计"
)


def bulletin_period(context: Context) -> Period:
    """The issue's own period, which figures without a date are for."""
    if context.period is None:
        return Period(start=None, end=None)
    return Period(start=context.period.start, end=context.period.end)


def find_periods(text: str, context: Context) -> tuple[list[Period], list[tuple[int, int]]]:
    """Periods in order of their place, and the stretches of all dates (no figures in them)."""
    mentions = find_dates(text, context)
    stretches = [(mention.spans[0].start, mention.spans[0].end) for mention in mentions]
    periods: list[Period] = []
    for mention in mentions:
        period = _period(text, mention, context, periods)
        if period is not None:
            periods.append(period)
    return periods, stretches


def _period(
    text: str, mention: DateMention, context: Context, before: list[Period]
) -> Period | None:
    start, end = mention.spans[0].start, mention.spans[0].end
    head = text[max(start - 6, 0) : start]
    if mention.role == "reference" and _is_comparison(text, start, end):
        return None
    last = context.period.end if context.period else context.published
    as_of = _AS_OF.search(head) or mention.written.startswith(("截至", "截止"))
    if as_of:
        opening = _opening(text, start, before, mention.end)
        return Period(start=opening, end=mention.end, cumulative=True, at=start, until=end)
    if "以来" in mention.written or "至今" in mention.written:
        return Period(start=mention.start, end=mention.end, cumulative=True, at=start, until=end)
    since = _SINCE.match(text, end)
    led = re.search(r"(?:自|从)$", head)
    if since and (led or since[0].endswith(("以来", "至今"))) and last is not None:
        return Period(
            start=mention.start,
            end=max(last, mention.start),
            cumulative=True,
            at=start,
            until=since.end(),
        )
    if mention.precision == "year" and last is not None and mention.start <= last < mention.end:
        return Period(start=mention.start, end=last, cumulative=True, at=start, until=end)
    return Period(
        start=mention.start,
        end=mention.end,
        cumulative=_runs_from_new_year(mention),
        at=start,
        until=end,
    )


def _runs_from_new_year(mention: DateMention) -> bool:
    """1月1日至8月12日 and 1—7月 add up since New Year; 上半年, 一季度 and 1月 are whole periods."""
    opens = (mention.start.month, mention.start.day) == (1, 1)
    return opens and mention.precision == "range" and mention.end > mention.start


def _is_comparison(text: str, start: int, end: int) -> bool:
    before = text[max(start - 4, 0) : start]
    return (
        bool(_COMPARED.search(before))
        or "同期" in text[start : end + 2]
        or text.startswith("相比", end)
    )


def _opening(text: str, start: int, before: list[Period], end: Date) -> Date | None:
    """Where an 截至 period begins: at New Year where 今年 or the year itself stands beside it."""
    if _YEAR_TOTAL.search(text, start, min(len(text), start + 40)):
        return Date(end.year, 1, 1)
    if before and start - before[-1].until <= 4:
        opening = before[-1].start
        if opening is not None and (opening.month, opening.day) == (1, 1):
            return opening
    return None
