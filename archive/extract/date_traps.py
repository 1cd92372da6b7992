"""What only looks like a date: 每年8月, 三月一次, 目前年均, 2022年第26期, 5日内, 8号窗口."""

from __future__ import annotations

import re
from typing import Final

from archive.extract.date_grammar import Expression, Point, read_day
from archive.extract.date_words import BOUNDARY, Dated

HAN_FIGURES: Final = frozenset("〇○零一二三四五六七八九十百千")
FIGURES: Final = frozenset("0123456789") | HAN_FIGURES
"""Characters of a number: a date does not begin in the midst of one."""

# 2022年第26期, 2022年第12号, 2024年第28周, 2022年版: the year belongs to a name or number.
_NUMBERED: Final = re.compile(
    r" ?第? ?[0-9一二三四五六七八九十百]{1,5} ?[期号周]|版|代(?!表|理|办)"
)

# Characters before a date's words that make them other words: 目前年均, 提前7个月, 岁末年初.
_BEFORE_LAST_BUT_ONE_YEAR: Final = frozenset("目之以此当提先月日年多三两数几")
_BEFORE_MONTH_PART: Final = frozenset("每个本当次同上下岁")
_BEFORE_YEAR_PART: Final = frozenset("每个当次同上大新末近几多数")
_BEFORE_COUNTED_MONTHS: Final = frozenset("提之目往以年")
_BEFORE_MONTH: Final = frozenset("第近满·.")
_BEFORE_SEASON: Final = frozenset("每单大")
_BEFORE_DAYS: Final = frozenset("每第由为需仅只共满约")
_GOES_ON: Final = frozenset("，,累共新")
"""当月, 当年 are dates where a comma or a figure's words follow; 当月受理当月办结 is a promise."""

_DAY_TIME: Final = re.compile(r"(?:上午|下午|中午|凌晨|晚上?|早上?|[，,]|起|[0-9]{1,2}[:时点])")
_DAY_ACT: Final = re.compile(
    r"组织|开展|召开|举行|举办|前往|赴|到|深入|在|与|对|联合|会同|邀请|走访|为"
)
_NAME_ENDS: Final = frozenset("局厅委办会心口部院站所队组室科处于")
_DURATION: Final = re.compile(
    r"内|办|审|压|减|缩|出|取|送|回|答|游|历|志|常|程|租|工|为|以|的|至|到|之|后|前(?!往|来|去|赴)"
    r"|左右|一|不|期|间|完|无"
)


def opens_clause(text: str, start: int) -> bool:
    """True at the beginning of the text and after punctuation."""
    return start == 0 or text[start - 1] in BOUNDARY


def recurring(text: str, start: int) -> bool:
    """每年8月, 每周三, 逢8日: no single date."""
    return text[max(start - 2, 0) : start].endswith(
        ("每", "逢", "每到", "每个", "每年", "每月", "每周")
    )


def is_date(text: str, expression: Expression) -> bool:
    """False for what only looks like a date with 年 or 月."""
    start, point = expression.start, expression.first
    if point is None or recurring(text, start):
        return False
    before = text[start - 1] if start else ""
    after = text[expression.end : expression.end + 12]
    if expression.last is None and point.whole_year and not _year_fits(point, before, after):
        return False
    if point.month_word and point.day is None and not _month_word_fits(point, before, after):
        return False
    return _finer_fits(point, text[start], before, after)


def _finer_fits(point: Point, first: str, before: str, after: str) -> bool:
    """What may stand before months, parts of them and seasons without a year."""
    if point.month_word == "本月" and first == "月":
        return before not in FIGURES | _BEFORE_MONTH_PART
    if point.year_word == "今年" and first == "年":
        return before not in FIGURES | _BEFORE_YEAR_PART
    if point.months is not None:
        return before not in _BEFORE_COUNTED_MONTHS
    if point.month is not None and point.day is None and not point.has_year:
        # 一月一主题: the next figure shows that the month is a rhythm.
        return before not in _BEFORE_MONTH and not (
            first in HAN_FIGURES and after[:1] in HAN_FIGURES
        )
    return not (point.half or point.quarters) or before not in _BEFORE_SEASON


def _year_fits(point: Point, before: str, after: str) -> bool:
    """False for 2022年第26期, 目前年均, 三年前年底, 当年受理当年办结, 日本年."""
    word = point.year_word
    if _NUMBERED.match(after):
        return False
    if word == "前年":
        return before not in _BEFORE_LAST_BUT_ONE_YEAR
    if word == "当年":
        return after[:1] in _GOES_ON
    if word.startswith("本年"):
        return before != "日"
    return not (word and after.startswith(("均", "纪", "龄")))


def _month_word_fits(point: Point, before: str, after: str) -> bool:
    """False for 当月受理当月办结 and 次月办结."""
    if point.month_word in {"当月", "次月", "翌月", "同月"} and not point.part:
        return after[:1] in _GOES_ON
    return before != "每"


_SPAN: Final = re.compile(r"内|以|之|游|历|志|常|程|租|工|左右|期|间|的|至|到|后|不|无|为")


def read_bare_day(text: str, start: int, *, listed: bool, dated: Dated) -> Expression | None:
    """8日, 8日至10日 where a clause begins or a name ends; not 5日内, 3日办结, 8号窗口.

    `listed`: a date ends right before the character before `start`. After a day in the same
    sentence (8月3日，…，5日完成审查) an act may follow that elsewhere makes the figure a duration.
    """
    expression = read_day(text, start)
    if expression is None:
        return None
    before = text[start - 1] if start else ""
    after = text[expression.end : expression.end + 8]
    opens = opens_clause(text, start)
    timed = bool(_DAY_TIME.match(after))
    if text[expression.end - 1] == "号":
        fits = opens and timed
    elif listed and before in {"、", "和", "及"}:
        fits = True
    elif expression.last is not None:
        fits = before not in _BEFORE_DAYS
    elif not opens and before not in _NAME_ENDS:
        fits = False
    elif timed:
        fits = True
    elif dated != "no":
        duration = _SPAN if dated == "sentence" and opens else _DURATION
        fits = bool(after) and "\u4e00" <= after[0] <= "\u9fff" and not duration.match(after)
    else:
        fits = before in _NAME_ENDS and bool(_DAY_ACT.match(after))
    return expression if fits else None
