"""Clauses of statistics without a number: they set scope, source, category or measure.

行政许可方面，; 受理情况：; 从诉求渠道看，; 办理量前三名为：; 据省平台统计，.
"""

from __future__ import annotations

import re
from typing import Final

from archive.extract.statistic_memory import Memory
from archive.extract.statistic_paragraph import (
    COLONS,
    COMMAS,
    DATE_LEAD,
    NUMBERING,
    RANKED_FIRST,
    SUB,
    Paragraph,
)
from archive.extract.statistic_phrases import Label, read_label
from archive.extract.statistic_segments import Segment
from archive.extract.statistic_tokens import LEVEL

_LED: Final = re.compile(r"(?:从|在|按|就|分)(.{1,24}?)(?:看|来看|方面|上|中|分)?$")
_LED_END: Final = re.compile(r"看$")
_ASPECT: Final = re.compile(
    r"(?:渠道|类型|类别|方式|性质|行业|区域|来源|分布|数量|内容|领域|地区|结构)$"
)
# 按诉求性质分, 从渠道看: kinds of the same figure follow.
_KINDS_FOLLOW: Final = re.compile(
    r"(?:性质|类型|类别|渠道|来源|方式|内容|领域|行业|区域|地区|结构|种类|分类|分布|个数|数量|总额|金额)$"
)
_LIST_FOLLOWS: Final = re.compile(
    r"(?:主要(?:有|为|是|集中在|包括)|分别(?:为|是)|依次(?:为|是)|类别|类型|分类|排名|前[一二三四五六七八九十][名位]?(?:[为是])?)$"
)
_SIDE: Final = re.compile(
    r"(?:(?:运行|总体|基本|有关|主要|具体|数据){0,3}(?:情况|数据)(?:如下|通报)?|方面|方面看|来看|交易中|工作)$"
)
# 办理量前三名为, 位居前五的部门分别是: who comes first by what.
_RANKED: Final = re.compile(
    r"(?:最多|最高|最少|最低|较多|靠前|居首)的[^，。]{0,8}$|"
    r"(?:排名|排在|位居|位列|位于|居于?|列)?(?:全[省市县区州])?(?:[前后末][0-9一二三四五六七八九十两几]{1,2}|第[一二三])[名位的]{0,2}的?"
    r"(?:[省市县区]直)?(?:单位|部门|窗口|县区|区县|地区|乡镇|街道|镇街|类别|诉求|事项)?(?:分别|依次)?[为是]?$"
)
_RANKED_WHO: Final = re.compile(
    r"^(全[省市县区州])?各?(?:进驻|入驻)?(?:(?:街道|乡镇|镇街|部门|单位|窗口|县区|区县|市直|责任|承办|[镇乡街]（[街道镇]{1,2}）)){1,2}"
)
# 居全省第四位, 均位列前三: a place in a ranking names nothing.
_PLACED: Final = re.compile(r"(?:均|并|分别|继续)?(?:位?[居列]|排[名在]|名列)")
_KIND_ALONE: Final = re.compile(r".{2,16}(?:类事项|类业务|事项|类|业务|方面|领域)")
_HOTLINES: Final = ("热线", "专线")
_LONGEST: Final = 26
"""Characters of a clause without number that may name scope or category."""


def read_clause(paragraph: Paragraph, segment: Segment) -> None:
    """Take what a clause without a number says of the figures that follow."""
    after = paragraph.advance(segment.start, segment.end)
    if _compares(paragraph, segment):
        return
    memory = paragraph.memory
    bare = paragraph.text[after : segment.end].strip()
    if SUB.match(bare):
        memory.open_list(parts=True)
    words = NUMBERING.sub("", _words(paragraph, segment, after))
    led = _LED.match(words) if len(words) <= _LONGEST else None
    words = led[1] if led else words
    if not words or _PLACED.match(words):
        return
    if _names_cases(paragraph, segment, words):
        return
    closed = segment.closed in COLONS
    first = RANKED_FIRST.match(words)
    if first and (measure := read_label(first[1]).measure):
        paragraph.announce(measure)
        who = words[first.end() :]
        if read_label(who).scope == who and not closed:
            memory.set_scope(who)  # 户数最多的是某市，共计…
            return
    ranked = _RANKED.sub("", words)
    label = read_label(_SIDE.sub("", _RANKED_WHO.sub(r"\1", ranked) if closed else ranked))
    memory.set_platform(label)
    if len(words) > _LONGEST:
        return
    _open(memory, label, bare if closed else "", words if led else "", closed=closed)
    if label.measure and (closed or led):
        paragraph.announce(label.measure)
    announces = closed or led or segment.closed == "。" or _SIDE.search(words)
    if (led or not label.measure) and (announces or _KIND_ALONE.fullmatch(words)):
        _announce(memory, label, closed=closed)


_OF_CASES: Final = re.compile(
    r"(?:在)?(.{0,16}?(?:诉求|工单|来电|来信|留言|办件|评价|(?<=的)事项|(?<=的)业务))"
    r"(?:中|(?:排名|排在|位居|居|列)?(?:前[一二三四五六七八九十0-9]{1,2}|靠前|较多)(?:[名位项类]|大类)?的?(?:分别|依次)?[是为]?)"
)


def _names_cases(paragraph: Paragraph, segment: Segment, words: str) -> bool:
    """有效诉求中，; 热点诉求前五位：: kinds of what nothing was told of before."""
    match = _OF_CASES.fullmatch(words)
    if match is None or paragraph.figures or segment.closed not in {*COLONS, *COMMAS}:
        return False
    act = read_label(match[1].rpartition("的")[0])  # 全市受理的办件中
    if act.scope:
        paragraph.memory.set_scope(act.scope)
    paragraph.said = act.measure or _RANKED_WHO.sub("", match[1]) or match[1]
    paragraph.memory.open_list(parts=False)
    return True


def _open(memory: Memory, label: Label, lead_in: str, aspect: str, *, closed: bool) -> None:
    """Take a clause's scope; open the list that a lead-in (主要有：) or aspect (从渠道看，) leads.

    `lead_in` and `aspect` are empty where the clause is none.
    """
    if label.scope:
        memory.set_scope(label.scope)
    elif closed and label.platform:
        memory.frame.scope = None
    by_kind = bool(_KINDS_FOLLOW.search(aspect))
    if by_kind:
        memory.leave_scopes()
    if by_kind or _LIST_FOLLOWS.search(lead_in):
        memory.open_list(parts=False)


def _announce(memory: Memory, label: Label, *, closed: bool) -> None:
    """A category that holds for what follows; a hotline before a colon is whose figures follow."""
    if label.category is None or _ASPECT.search(label.category):
        return
    if closed and label.scope is None and label.category.endswith(_HOTLINES):
        memory.set_scope(label.category)
    else:
        memory.set_category(label.category)


def _compares(paragraph: Paragraph, segment: Segment) -> bool:
    """Whether the clause compares (与上月相比，; 与上月持平)."""
    cues = paragraph.tokens.cues(segment.start, segment.end)
    if not cues:
        return False
    paragraph.changes.cue = cues[-1].kind
    held = LEVEL.search(paragraph.text, segment.start, segment.end)
    if held and paragraph.memory.begun:
        paragraph.changes.level(cues[-1], segment.end)
    return True


def _words(paragraph: Paragraph, segment: Segment, after: int) -> str:
    """A clause's words without its dates: 全市1—7月运行情况."""
    text = paragraph.text
    bare = text[after : segment.end].strip()
    dates = paragraph.tokens.dates_in(segment.start, after)
    before = text[segment.start : dates[0][0]].strip() if dates else ""
    if not _LED_END.search(bare):
        before = DATE_LEAD.sub("", before)
    return before + bare if len(before) + len(bare) <= _LONGEST else bare
