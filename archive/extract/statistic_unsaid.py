"""The measure of a number whose words name none: 其中咨询类12件, 免费刻章142套, 日均16件."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from archive.extract.statistic_categories import is_matter
from archive.extract.statistic_drafts import PERCENT
from archive.extract.statistic_grammar import grammar
from archive.extract.statistic_memory import CASE_UNITS, THINGS, Memory
from archive.extract.statistic_phrases import SHARE, Label
from archive.extract.statistic_segments import Segment

EDGE: Final = " 　、，和及"
"""What stands at the ends of a number's words and is none of them."""
JOINS: Final = ("、", "和", "及")
"""What joins a number's words to those of the one before."""
_OPENING_MARKS: Final = frozenset("（(")
_AVERAGE: Final = re.compile(
    r"(?:单日最?[高低]?|最[高低]日|日均|月均|周均|人均|件均|平均每[天日月周件人]|平均|每[天日]平均|日平均)$"
)
_AVERAGE_WORDS: Final = {
    "平均每天": "日均",
    "平均每日": "日均",
    "每天平均": "日均",
    "每日平均": "日均",
    "日平均": "日均",
    "平均每月": "月均",
    "平均每周": "周均",
    "平均每件": "件均",
    "平均每人": "人均",
}
_COUNTABLE: Final = ("量", "数", "率", "度", "件", "得分", "用户", "主体")
"""Endings of measures that a number without a unit may stand for."""
_CASES: Final = ("的诉求", "的工单", "的来电", "的问题")
_NO_COUNT: Final = ("条件", "文件", "附件", "软件", "证件")
_OF_RATE: Final = ("率", "度", "占比", "比例")
_OF_MONEY: Final = ("额", "资金", "价", "投资", "收入")
# A noun phrase, short and without words of another kind of sentence.
_THING: Final = re.compile(
    r"(?!.*(?:参加|参与|参会|到场|就|了|着|向|对|给|等|者|其|此))[\u4e00-\u9fff“”（）A-Za-z]{2,12}"
)


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The words of one number: what they say, where they begin, and what stands behind the unit.

    `joined` tells that 、 stands before them, `follows` that another number of the clause does;
    `behind_figure` that a bracket opens right behind a figure (来信43件（30.2%）).
    """

    label: Label
    lead: str
    start: int
    segment: Segment
    tail: str = ""
    joined: bool = False
    follows: bool = False
    behind_figure: bool = False


def unsaid_measure(
    memory: Memory, words: Words, label: Label, unit: str | None, said: str | None
) -> str | None:
    """The measure of a number that names none.

    Its share, that of the figures before it, or the one that a lead-in has `said`.
    """
    if unit == PERCENT and not (label.scope or label.platform):
        return _unsaid_share(memory, words, label)
    bracketed = words.segment.opened in _OPENING_MARKS
    if not words.lead.strip() and not bracketed and not words.follows:
        return None
    named = bool(label.category or label.scope or label.platform)
    inherited = memory.inherited(unit)
    if inherited and label.category and not bracketed:
        inherited = inherited if _is_member(memory, words, label, unit, said) else None
    bare = words.lead.strip(EDGE)
    last = memory.figures[-1] if memory.figures else None
    # 工程建设121宗、22.6亿元
    second = last is not None and not bare and unit != last.unit
    thing = memory.frame.sub and bare in THINGS
    if last and second and not (inherited and not _is_price(memory, words, unit)):
        # 来访19批次31人次, 发放贷款2103笔、9.8亿元
        return last.measure if unit != PERCENT else None
    if inherited and (second or named or bracketed or thing):
        return inherited
    if named and said and fits(said, unit):
        return said
    # 咨询类124件, and nothing told what was done with them: the kind itself is what is counted.
    counted = label.category is not None and label.category.endswith("类")
    return label.category if counted and unit in CASE_UNITS else None


def _is_price(memory: Memory, words: Words, unit: str | None) -> bool:
    """Whether 、 joins money to what it was paid for: 发放贷款2103笔、9.8亿元."""
    return words.joined and memory.begun and memory.figures[-1].carried and unit == "元"


def _unsaid_share(memory: Memory, words: Words, label: Label) -> str | None:
    """占比 where a per cent stands alone behind its figure, or its kind among other shares."""
    if label.category:
        inherited = None if _in_shares(memory) else memory.inherited(PERCENT)
        return inherited or (SHARE if _in_shares(memory) else None)
    alone = not words.lead.strip(" 、，约达为")
    return SHARE if alone and words.behind_figure and memory.figures else None


def _in_shares(memory: Memory) -> bool:
    """Whether shares of other kinds stand before: 表扬类占0.13%，其他类0.01%."""
    last = memory.figures[-1] if memory.begun else None
    return last is not None and last.measure == SHARE and last.category is not None


def _is_member(
    memory: Memory, words: Words, label: Label, unit: str | None, said: str | None
) -> bool:
    """Whether a noun is one of several kinds counted alike (咨询类, 行政确认, 其中电话).

    Else it is a thing of its own (增价87万元, 热线周报4期).
    """
    name = label.category or ""
    if label.scope or unit is None or (said and fits(said, unit)):
        return True
    if is_matter(name) and not name.endswith("件"):
        return True
    told_of = words.lead.strip(EDGE).endswith(_CASES)
    return told_of or words.joined or (memory.frame.sub and unit != "元")


def measure_of_thing(memory: Memory, label: Label, unit: str | None, phrase: str) -> str | None:
    """A noun with a unit of its own among figures (免费刻章142套) is a measure by itself."""
    if unit is None or unit == PERCENT:
        return None
    if not memory.figures:
        # 各类公共资源交易33017宗: a matter alone is counted by its name.
        name = label.category or ""
        known = grammar().known_kind.match(name) or grammar().nominal_end.search(name)
        name = name.removeprefix("各类").removeprefix("各项")
        if known and unit in CASE_UNITS and not label.verb:
            return name
        return name if label.scope and _THING.fullmatch(name) else None
    named = label.category and not label.category.endswith("类")
    phrase = phrase.removeprefix(label.scope or "").removeprefix(label.platform or "")
    return phrase if named and _THING.fullmatch(phrase) else None


def average_of(lead: str) -> tuple[str, int] | None:
    """日均 or the like at the end of a number's words, in its usual form, and where it begins."""
    match = _AVERAGE.search(lead.rstrip("约达为近共"))
    return (_AVERAGE_WORDS.get(match[0], match[0]), match.start()) if match else None


def averaged(label: Label) -> Label:
    """平均每天受理 is 日均受理."""
    if label.measure is None or label.category not in _AVERAGE_WORDS:
        return label
    measure = _AVERAGE_WORDS[label.category] + label.measure
    return msgspec.structs.replace(label, category=None, measure=measure)


def countable(measure: str, label: Label, *, own: bool) -> bool:
    """Whether a number without a unit may stand for this measure."""
    if label.category and not own:
        return label.category.endswith("类")
    return own and measure.endswith(_COUNTABLE) and not measure.endswith(_NO_COUNT)


def named_alone(label: Label) -> bool:
    """Whether the words name a kind or who, and nothing that was done."""
    return label.measure is None and bool(label.category or label.scope)


def fits(measure: str, unit: str | None) -> bool:
    """Whether figures of a measure may have the unit: 满意率 is in %, 受理 counts cases."""
    if measure.endswith(_OF_RATE):
        return unit in (None, PERCENT)
    if measure.endswith(_OF_MONEY):
        return unit in (None, "元")
    return unit is None or unit in CASE_UNITS
