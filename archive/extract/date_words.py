"""Time words that mean days by what is around them: 近日, 本周五, 次日, 同期, 截至目前."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final, Literal

import msgspec

from archive.extract.date_anchor import (
    DAY,
    Anchor,
    Position,
    Resolved,
    week_before,
    weekday,
    year_before,
)
from archive.records import Interval

Meaning = Literal[
    "now", "same", "plan", "opening", "week", "weekday", "period", "next", "that", "today"
]


Dated = Literal["no", "text", "sentence"]
"""Whether a day was named before: nowhere, in the text, in the same sentence."""


class TimeWord(msgspec.Struct, frozen=True, kw_only=True):
    """A time word at `[start, end)`; `shift` counts days or weeks, `day` the weekday from 0."""

    start: int
    end: int
    meaning: Meaning
    shift: int = 0
    day: int | None = None
    year: int | None = None
    since: bool = False
    weekend: bool = False


_PLANS: Final = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
"""First years of the five-year plans."""

_WEEKDAYS: Final = {character: day for day, character in enumerate("一二三四五六日")} | {"天": 6}

BOUNDARY: Final = frozenset('，,。；;：:！？!?、\n（(“"【 ')
"""Characters after which a clause begins."""

# Verbs and prepositions that may follow 近期 in the midst of a clause; a noun makes it an
# attribute (近期工作报告), which is no date.
_PREDICATE: Final = (
    r"(?:组织|开展|召开|举办|举行|赴|深入|对|联合|会同|走访|邀请|接待|受理|到|前往|多次|陆续|集中"
    r"|先后|推出|上线|启动|完成|印发|出台|结合|根据|通过|在|与|向|为|就|派|收到|接到)"
)
_ATTRIBUTE: Final = r"(?!工作|重点|目标|计划|安排|任务|规划|内|将|的|疫情|政策|情况|热点)"

_WORDS: Final = re.compile(
    r"(?P<now>截[至止]到?(?:目前|当前|现在|今日|今天|本期|发稿时?|记者发稿时?)(?:为止)?"
    r"|到目前为止|迄今(?:为止)?)"
    r"|(?P<same>(?:(?P<same_year>(?:19|20)[0-9]{2})年|去年|上年度?|上一年)同期|(?<=[比较与同和])同期)"
    r"|(?P<plan>[“\"]?(?P<plan_name>十[一二三四五]五)[”\"]?(?:规划)?"
    r"(?:期间|时期|以来|初期|末期|末|初|收官之年|开局之年))"
    r"|(?P<opening>(?:开年|新年)(?:以来|来(?=[，,])))"
    r"|(?P<week>(?P<which>[本这上下])一?个?(?:周|星期)(?P<week_day>[一二三四五六日天](?!般)|末)?(?![期年边岁])"
    r"(?P<week_since>以来)?)"
    r"|(?P<weekday>(?:周|星期|礼拜)(?P<day>[一二三四五六日天]))"
    r"|(?P<period>近日来?|日前|连日来|近[几两]日来?|近[几两]天来?|前不久|不久前|近一?段时间以?来?"
    r"|前段时间|前几天|这几天|近期以来|近来"
    rf"|(?:近期|最近|连日){_ATTRIBUTE})"
    r"|(?P<next>次日|翌日|第二天|隔日)"
    r"|(?P<that>当日|当天|同日|同一天|当晚)"
    r"|(?P<today>[今昨明](?:日|天|晚))"
)


def _pairs(*tables: tuple[str, str]) -> frozenset[str]:
    return frozenset(
        first + second for firsts, seconds in tables for first in firsts for second in seconds
    )


WORD_PREFIXES: Final = _pairs(
    ("截", "至止"),
    ("到", "目"),
    ("迄", "今"),
    ("去", "年"),
    ("上", "年一"),
    ("同", "期日一"),
    ("开新", "年"),
    ("近", "日几两一段期来"),
    ("日", "前"),
    ("连", "日"),
    ("前", "不段几"),
    ("这", "几"),
    ("最", "近"),
    ("次翌隔", "日"),
    ("第", "二"),
    ("当", "日天晚"),
    ("今昨明", "日天晚"),
    ("本这上下", "一个周星"),
    ("周", "一二三四五六日天"),
    ("星", "期"),
    ("礼", "拜"),
    ("十", "一二三四五"),
    ('“"', "十"),
    ("2", "0"),
    ("1", "9"),
)
"""The two characters that a time word may begin with."""

_DAY_BEFORE_WORD: Final = frozenset(
    "0123456789一二三四五六七八九十节假生今近即当次同作息每首末到平往几"
)
_FREE: Final = re.compile(r"近日|日前|连日来|前不久|不久前")
_PREDICATE_FOLLOWS: Final = re.compile(rf"[，,]|{_PREDICATE}")
_RECURRING: Final = frozenset("每逢")
_WEEKDAY_SCHEDULE: Final = re.compile(r"[-—~～至到、/和](?:下?周|星期)?[一二三四五六日天]|[（(]")
_OPENING_HOURS: Final = re.compile(r"照常|正常|办公|上班|延时|打烊|营业|对外开放|均可|可办")
_OPENS: Final = re.compile(r"[，,]|上午|下午|早|晚上")
# 当日办结, 当天即可取证: promises, not days; a time of day, a comma or an act makes it a day.
_DAY_FOLLOWS: Final = re.compile(
    r"[，,0-9]|上午|下午|晚|中午|(?:又|还|共|，|现场)|组织|开展|召开|举行|举办|前往|赴|到|深入|在|与|对|由|"
    r"[\u4e00-\u9fff]{1,12}(?:局|厅|委|窗口|中心|办|组|一行)"
)
_DONE: Final = re.compile(r"受理|办结|完成|办理|出具|发证|审核|审批|取得|领取|送达|答复|回复|解决")
# 次日即整改到位, 当天就领到: 即 and 就 tell; 即可 and 就能 promise.
_TELLS: Final = re.compile(r"(?:即|便|就|又|已|再|还|也)(?![可能])(?!办结率)[\u4e00-\u9fff]")
# 当日寄出营业执照41份: in a sentence that named its day anything but a promise tells.
_FREE_ACT: Final = re.compile(
    r"(?!内|前|后|之|的|件|清|事|办结率|可|能|即可|受理)[\u4e00-\u9fff]{2}"
)
_ACT_FOLLOWS: Final = re.compile(
    r"为|在|对|向|将|又|还|也|到|赴|组织|开展|召开|举行|举办|前往|深入|开通|启用|启动|推出|派|受理|办结|完成|出具|发放"
)
_NAME_ENDS: Final = frozenset("局厅委办会心口部院站所队组室州市县区旗镇乡村")
# 做到当天受理、当天办结; 当日件当日清
_PAIRED: Final = re.compile(
    r"(?:当[天日]|次日|即时|限时|承诺|做到|确保|实现)[^，。]{0,8}[、，]?(?:当[天日]|次日)|(?:当[天日]|次日)[^，。]{0,6}[、，](?:当[天日]|次日)|率|制度|件"
)
_PROMISE: Final = re.compile(
    r"(?:.{0,4}?)(?:办结|受理|办好|办成|办|取证|领证|拿证|出证|即|可|完成|答复|反馈|清零|事|解决|件)"
)


def _starts_clause(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] in BOUNDARY


def _period_word(text: str, match: re.Match[str]) -> bool:
    """True where 近日, 近期 … say when something happened."""
    start, end = match.span()
    if match[0].startswith("日前"):
        return start == 0 or text[start - 1] not in _DAY_BEFORE_WORD
    if _FREE.match(match[0]):
        return True
    if _starts_clause(text, start):
        return True
    return bool(_PREDICATE_FOLLOWS.match(text, end))


def _bare_weekday(text: str, match: re.Match[str]) -> bool:
    """True for 周三下午，… at a clause's start, not for schedules (周一至周五, 周六延时服务)."""
    start, end = match.span()
    if not _starts_clause(text, start) or (start and text[start - 1] in "、（("):
        return False
    if _WEEKDAY_SCHEDULE.match(text, end) or _OPENING_HOURS.search(text, end, end + 8):
        return False
    return bool(_OPENS.match(text, end))


def _day_word(text: str, match: re.Match[str], *, near: Dated) -> bool:
    """True where 当日, 次日, 今日 open a clause or a predicate that tells what was done.

    `near`: where a day was named before; after one in the same sentence 当天受理 tells rather than
    promises, after one in another it does where nothing like it stands beside it.
    """
    start, end = match.span()
    if start and text[start - 1] in _RECURRING:
        return False
    opens = _starts_clause(text, start) or text[start - 1] in "于在"
    if not opens:
        # 县质监局窗口同日为…办理: behind the name of who acted.
        named = near != "no" and text[start - 1] in _NAME_ENDS
        return named and bool(_ACT_FOLLOWS.match(text, end))
    if text[end : end + 1] in set("，,"):
        return True
    if near != "no" and (_DONE.match(text, end) or _TELLS.match(text, end)):
        return near == "sentence" or not _PAIRED.search(text, max(start - 8, 0), end + 10)
    if near == "sentence" and _FREE_ACT.match(text, end):
        return not _PROMISE.match(text, end, end + 8)
    return bool(_DAY_FOLLOWS.match(text, end)) and not _PROMISE.match(text, end, end + 8)


_CHECKS: Final[dict[str, Callable[[str, re.Match[str]], bool]]] = {
    "period": _period_word,
    "weekday": _bare_weekday,
}
_DAY_WORDS: Final = frozenset({"next", "that", "today"})


def _week(match: re.Match[str]) -> TimeWord | None:
    start, end = match.span()
    if match.string[start - 1 : start] in _RECURRING:
        return None
    shift = {"本": 0, "这": 0, "上": -1, "下": 1}[match["which"]]
    if match["week_day"] is None or match["week_day"] == "末":
        weekend = match["week_day"] is not None
        return TimeWord(start=start, end=end, meaning="week", shift=shift, weekend=weekend)
    day = _WEEKDAYS[match["week_day"]]
    return TimeWord(start=start, end=end, meaning="weekday", shift=shift, day=day)


def _weekday(match: re.Match[str]) -> TimeWord:
    day = _WEEKDAYS[match["day"]]
    return TimeWord(start=match.start(), end=match.end(), meaning="weekday", day=day)


def _same(match: re.Match[str]) -> TimeWord:
    year = int(match["same_year"]) if match["same_year"] else None
    return TimeWord(start=match.start(), end=match.end(), meaning="same", year=year)


def _plan_word(match: re.Match[str]) -> TimeWord | None:
    first = _PLANS.get(match["plan_name"])
    if first is None:
        return None
    since = match[0].endswith("以来")
    return TimeWord(start=match.start(), end=match.end(), meaning="plan", year=first, since=since)


def _today(match: re.Match[str]) -> TimeWord:
    shift = {"今": 0, "昨": -1, "明": 1}[match[0][0]]
    return TimeWord(start=match.start(), end=match.end(), meaning="today", shift=shift)


_BUILD: Final[dict[str, Callable[[re.Match[str]], TimeWord | None]]] = {
    "week": _week,
    "weekday": _weekday,
    "same": _same,
    "plan": _plan_word,
    "today": _today,
}
_PLAIN: Final[dict[str, Meaning]] = {
    "now": "now",
    "opening": "opening",
    "period": "period",
    "next": "next",
    "that": "that",
}


def read_word(text: str, start: int, *, near: Dated = "no") -> TimeWord | None:
    """The time word at `start`, None where there is none or it only looks like one.

    `near` tells where a day was named before.
    """
    match = _WORDS.match(text, start)
    name = match.lastgroup if match else None
    if match is None or name is None:
        return None
    check = _CHECKS.get(name)
    if check is not None and not check(text, match):
        return None
    if name in _DAY_WORDS and not _day_word(text, match, near=near):
        return None
    if name in _BUILD:
        return _BUILD[name](match)
    return TimeWord(start=match.start(), end=match.end(), meaning=_PLAIN[name])


def _day(date: dt.date) -> Resolved:
    return Resolved(Interval(start=date, end=date), "day")


def _same_period(word: TimeWord, position: Position, reported: Resolved | None) -> Resolved | None:
    """去年同期: the last reported span (else the bulletin's period) one year earlier."""
    if reported is not None:
        base = reported.interval
    elif position.anchor is not None:
        base = position.anchor.period
    else:
        return None
    interval = year_before(base)
    if word.year is not None:
        for _ in range(max(0, min(base.end.year - word.year - 1, 50))):
            interval = year_before(interval)
    precision = reported.precision if reported is not None else "period"
    return Resolved(interval, precision)


def _plan(word: TimeWord, anchor: Anchor | None) -> Resolved:
    first = word.year or 0
    end = dt.date(first + 4, 12, 31)
    if word.since and anchor is not None:
        end = max(anchor.period.end, dt.date(first, 1, 1))
    return Resolved(Interval(start=dt.date(first, 1, 1), end=end), "range")


def _beside(word: TimeWord, last: Resolved | None) -> Resolved | None:
    """次日, 当日: beside the day before."""
    if last is None or last.precision not in {"day", "range"}:
        return None
    return _day(last.interval.end + (DAY if word.meaning == "next" else dt.timedelta(0)))


def _in_period(word: TimeWord, anchor: Anchor) -> Resolved:
    """近日, 本周五, 上周, 截至目前, 开年以来: by the period."""
    if word.meaning == "opening":
        end = anchor.period.end
        return Resolved(Interval(start=dt.date(end.year, 1, 1), end=end), "range")
    if word.day is not None:
        return weekday(anchor, word.shift, word.day)
    saturday = weekday(anchor, word.shift, _WEEKDAYS["六"])
    if word.weekend and saturday.precision == "day":
        first = saturday.interval.start
        return Resolved(Interval(start=first, end=first + DAY), "range")
    span = week_before(anchor, word.shift) if word.shift else anchor.period
    return Resolved(span, "period")


def resolve_word(
    word: TimeWord, position: Position, published: dt.date | None, reported: Resolved | None
) -> Resolved | None:
    """The days a time word means, None where nothing around it tells.

    `reported` is the last span a figure was given for in the same text (去年同期 shifts it).
    """
    if word.meaning == "plan":
        return _plan(word, position.anchor)
    if word.meaning in {"next", "that"}:
        return _beside(word, position.last)
    if word.meaning == "today":
        return None if published is None else _day(published + word.shift * DAY)
    if word.meaning == "same":
        return _same_period(word, position, reported)
    return None if position.anchor is None else _in_period(word, position.anchor)
