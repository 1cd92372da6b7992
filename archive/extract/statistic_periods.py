"""Which days a figure is for: the dates of a paragraph as periods of its figures."""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
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


Stretch = tuple[int, int]

_AS_OF: Final = re.compile(r"截[至止][到至]?(?:了)?\s?$|(?<![上升降增提减缩延0-9日月年])[至到]\s?$")
_AS_OF_WORDS: Final = ("截至", "截止")
_LAST_DAY: Final = re.compile(r"[底末]$")
_SINCE: Final = re.compile(r"[^，,。；;]{0,14}?(?:以来|至今|起)")
_FROM: Final = re.compile(r"(?:自|从)$")
_COMPARED: Final = re.compile(r"(?:比|较|与|和|同|跟|相较于?|对比)$")
_THIS_YEAR: Final = ("今年", "本年")
_NOW: Final = ("本", "今", "当")
# 春节后第一周, 节前: an occasion, no days of figures.
_AROUND: Final = ("后", "前", "过后")
_PART_OF_YEAR: Final = re.compile(r"[假节旬]|元旦|半月")

# Words without a date that name a period.
_ISSUE: Final = re.compile(
    r"第[0-9一二三四五六七八九十]{1,3}周|"
    r"本(?:报告|统计|周)?期(?!间|内|末|待|限|望|[^，。；;\n]{0,6}的)|当期|当周|本(?:报告)?周期"
)
_HALF_MONTH: Final = re.compile(r"([上下])半月")
_WHOLE_YEAR: Final = re.compile(
    r"(?:全年|年内|年度|本年度?)(?:共|已|全[省市县区州盟旗]|各级){0,2}累计|全年(?:共计?|总计|合计|(?=受理|办理|办结|收件|接件|总))"
)
_YEAR_TOTAL: Final = re.compile(
    r"(?:今年|本年度?|年度|年内|全年)(?:以来)?(?:共|已|全[省市县区州])?累计"
)
_NEW_YEAR: Final = re.compile(r"年初\s?[至到]\s?$")
# Nothing has been counted between 截至11月底 and the 今年 that says where it opens.
_OPEN: Final = re.compile(r"[^0-9０-９。；;\n]{0,40}")
_UP_TO: Final = re.compile(
    r"(?:零[时点]|[0-9]{1,2}[时点:：][0-9]{0,2}分?)?起?\s?[至到—\-－~～]{1,2}\s?"
)
_NUMBERING: Final = re.compile(r"^\s*[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]\s*")
_DATED: Final = re.compile(
    r"[0-9０-９一二三四五六七八九十][月周季日年]|[上下]半年|季度|全年|本[周月]|上[周月]"
)


def bulletin_period(context: Context) -> Period:
    """The issue's own period, which figures without a date are for."""
    own = context.period or context.covers
    return Period(start=own.start if own else None, end=own.end if own else None)


def _last_day(context: Context) -> Date | None:
    own = context.period or context.covers
    return own.end if own else context.published


def without_number(heading: str) -> str:
    """A heading without its number: in 二、7月份热线情况 the 二 is none of the date's."""
    return _NUMBERING.sub("", heading)


def default_period(context: Context) -> Period:
    """The days of figures that name none.

    Those of the nearest heading that names some (二、3月份热线运行情况), else the issue's.
    """
    for written in reversed(context.headings):
        heading = without_number(written)
        if _DATED.search(heading):
            periods, _ = find_periods(heading, context)
            if periods:
                return msgspec.structs.replace(periods[-1], at=0, until=0)
    return bulletin_period(context)


def find_periods(text: str, context: Context) -> tuple[list[Period], list[Stretch]]:
    """Periods in order of their place, and the stretches of all dates (no figures in them)."""
    mentions = [_settled(text, mention, context) for mention in find_dates(text, context)]
    stretches = [(mention.spans[0].start, mention.spans[0].end) for mention in mentions]
    periods: list[Period] = []
    for mention in mentions:
        period = _period(text, mention, context, periods)
        if period is not None:
            periods.append(_joined(text, periods, period))
    worded = [
        *_issue_periods(text, context, stretches),
        *_half_months(text, context, periods),
        *_whole_years(text, context, periods),
    ]
    return sorted([*periods, *worded], key=lambda period: period.at), stretches


# Dates ----------------------------------------------------------------------------------------


def _period(
    text: str, mention: DateMention, context: Context, before: list[Period]
) -> Period | None:
    """The period that a date means, None where it only compares (去年同期) or names an occasion."""
    start, end = mention.spans[0].start, mention.spans[0].end
    half = _HALF_MONTH.match(text, end) if mention.precision == "month" else None
    if half:
        first, last = half_month(mention.start, half[1])
        return Period(start=first, end=last, at=start, until=half.end())
    compared = mention.role == "reference" and _is_comparison(text, start, end)
    if compared or text.startswith(_AROUND, end):
        return None
    if _is_as_of(text, mention, start):
        opening = _opening(text, start, before, mention.end)
        return Period(start=opening, end=mention.end, cumulative=True, at=start, until=end)
    return _running(text, mention, context) or Period(
        start=mention.start,
        end=mention.end,
        cumulative=_runs_from_new_year(mention),
        at=start,
        until=end,
    )


def _running(text: str, mention: DateMention, context: Context) -> Period | None:
    """A period that goes on to the issue's end: 今年以来, 自3月1日起, 2022年 in the year itself."""
    start, end = mention.spans[0].start, mention.spans[0].end
    if "以来" in mention.written or "至今" in mention.written:
        return Period(start=mention.start, end=mention.end, cumulative=True, at=start, until=end)
    last = _last_day(context)
    if last is None:
        return None
    since = _SINCE.match(text, end)
    led = _FROM.search(text, max(start - 2, 0), start)
    if since and (led or since[0].endswith(("以来", "至今"))):
        until = max(last, mention.start)
        return Period(start=mention.start, end=until, cumulative=True, at=start, until=since.end())
    goes_on = last < mention.end or mention.written.startswith(_THIS_YEAR)
    if mention.precision == "year" and mention.start <= last and goes_on:
        return Period(start=mention.start, end=last, cumulative=True, at=start, until=end)
    return None


def _is_as_of(text: str, mention: DateMention, start: int) -> bool:
    """截至5月20日, 至6月底, 8月末."""
    if mention.written.startswith(_AS_OF_WORDS) or _AS_OF.search(text, max(start - 6, 0), start):
        return True
    return mention.role != "reference" and bool(_LAST_DAY.search(mention.written))


def _runs_from_new_year(mention: DateMention) -> bool:
    """1月1日至8月12日 and 1—7月 add up since New Year; 上半年, 一季度 and 1月 are whole periods."""
    if _PART_OF_YEAR.search(mention.written):
        return False
    opens = (mention.start.month, mention.start.day) == (1, 1)
    return opens and mention.precision == "range" and mention.end > mention.start


def _is_comparison(text: str, start: int, end: int) -> bool:
    return (
        bool(_COMPARED.search(text, max(start - 4, 0), start))
        or "同期" in text[start : end + 2]
        or text.startswith("相比", end)
    )


def _opening(text: str, start: int, before: list[Period], end: Date) -> Date | None:
    """Where an 截至 period begins: at New Year where 今年 or the year itself stands beside it."""
    if _NEW_YEAR.search(text, max(start - 6, 0), start):
        return Date(end.year, 1, 1)
    if _YEAR_TOTAL.search(text, start, min(len(text), start + 40)):
        return Date(end.year, 1, 1)
    if before and start - before[-1].until <= 4:
        opening = before[-1].start
        if opening is not None and (opening.month, opening.day) == (1, 1):
            return opening
    return None


def _joined(text: str, before: list[Period], period: Period) -> Period:
    """A period with what the date before it adds.

    In 截至11月底，今年累计 one says where the days end, the other where they begin;
    6月1日零时至6月15日 is one stretch.
    """
    if not before:
        return period
    last = before[-1]
    up_to = _UP_TO.fullmatch(text, last.until, period.at) and not last.cumulative
    if up_to and last.start is not None and period.end is not None and last.start <= period.end:
        since = (last.start.month, last.start.day) == (1, 1)
        return msgspec.structs.replace(period, start=last.start, cumulative=since)
    if not _OPEN.fullmatch(text, last.until, period.at):
        return period
    as_of, since_then = (last, period) if last.start is None else (period, last)
    opening, end = since_then.start, as_of.end
    if as_of.start is not None or opening is None or end is None or not since_then.cumulative:
        return period
    new_year = (opening.month, opening.day) == (1, 1)
    if opening > end or since_then.end is None or (new_year and opening.year != end.year):
        return period
    return msgspec.structs.replace(period, start=opening, end=end)


# What dates mean where figures stand ----------------------------------------------------------


def _settled(text: str, mention: DateMention, context: Context) -> DateMention:
    return _not_ahead(_whole_week(text, mention, context), context)


def _whole_week(text: str, mention: DateMention, context: Context) -> DateMention:
    """In 本周日均 no Sunday is meant."""
    end = mention.spans[0].end
    if not text.startswith("均", end) or not mention.written.endswith("周日"):
        return mention
    own = context.period
    return msgspec.structs.replace(
        mention,
        written=mention.written[:-1],
        start=own.start if own else mention.start,
        end=own.end if own else mention.end,
        spans=(msgspec.structs.replace(mention.spans[0], end=end - 1),),
    )


def _not_ahead(mention: DateMention, context: Context) -> DateMention:
    """Figures are for days that have been: 前三季度 in a bulletin of December is this year's."""
    last = context.published or _last_day(context)
    if last is None or mention.role == "reference":
        return mention
    whole = mention.precision in ("quarter", "half") and not mention.written.startswith(_NOW)
    middle = mention.start + (mention.end - mention.start) / 2
    if mention.start <= last and not (whole and middle > last):
        return mention
    start, end = _year_before(mention.start), _year_before(mention.end)
    return mention if end > last else msgspec.structs.replace(mention, start=start, end=end)


def _year_before(day: Date) -> Date:
    """The same day a year before; 29 February becomes the 28th."""
    if (day.month, day.day) == (2, 29):
        return Date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def half_month(day: Date, which: str) -> tuple[Date, Date]:
    """The first fifteen days of a day's month (`which` is 上), or the rest of it."""
    if which == "上":
        return day.replace(day=1), day.replace(day=15)
    return day.replace(day=16), day.replace(day=monthrange(day.year, day.month)[1])


# Words without a date -------------------------------------------------------------------------


def _issue_periods(text: str, context: Context, stretches: list[Stretch]) -> list[Period]:
    """本期, 当周, 第28周: the issue's own period, where no date says more."""
    own = bulletin_period(context)
    if own.end is None:
        return []
    starts = [start for start, _ in stretches]
    found = []
    for match in _ISSUE.finditer(text):
        index = bisect_right(starts, match.end() - 1) - 1
        if index < 0 or stretches[index][1] <= match.start():
            found.append(msgspec.structs.replace(own, at=match.start(), until=match.end()))
    return found


def _half_months(text: str, context: Context, periods: list[Period]) -> list[Period]:
    """上半月 without its month."""
    last = _last_day(context)
    if last is None:
        return []
    told = {period.until for period in periods}
    found = []
    for match in _HALF_MONTH.finditer(text):
        if match.end() not in told:
            first, end = half_month(last, match[1])
            found.append(Period(start=first, end=end, at=match.start(), until=match.end()))
    return found


def _whole_years(text: str, context: Context, periods: list[Period]) -> list[Period]:
    """全年累计: from New Year to the end of the days last named."""
    own = bulletin_period(context)
    places = [period.at for period in periods]
    found = []
    for match in _WHOLE_YEAR.finditer(text):
        index = bisect_right(places, match.start()) - 1
        last = periods[index] if index >= 0 else own
        if last.end is None or (last.start is not None and last.cumulative):
            continue
        opening = Date(last.end.year, 1, 1)
        if (last.start, last.end) != (opening, Date(last.end.year, 12, 31)):
            at = match.start()
            found.append(Period(start=opening, end=last.end, cumulative=True, at=at, until=at + 2))
    return found
