"""Reads a paragraph of statistics from left to right.

Each number with a unit takes its scope, category and measure from the words before it
(`statistic_phrases`), what it does not say itself from the figures before it (`statistic_memory`),
its days from the last date (`statistic_periods`); comparisons become changes
(`statistic_changes`). A number without any measure is no figure.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

from archive.extract.context import Context
from archive.extract.statistic_clauses import read_clause
from archive.extract.statistic_drafts import PERCENT, Figure
from archive.extract.statistic_memory import LOOK_BACK
from archive.extract.statistic_paragraph import (
    COLONS,
    COMMAS,
    NUMBERING,
    OPENING_MARKS,
    RANKED_FIRST,
    SUB,
    Lead,
    Paragraph,
)
from archive.extract.statistic_phrases import SHARE, Label, read_label
from archive.extract.statistic_rows import read_rows
from archive.extract.statistic_segments import Segment, segments
from archive.extract.statistic_tokens import Cue, Quantity
from archive.extract.statistic_unsaid import JOINS, Words

# 和县, 和田 and the like begin with no 和 that joins.
_NAME_JOIN: Final = re.compile(r"[、是为及在]|和(?![县田龙顺静硕]|平[区县]|政县|布克|林格尔)")
_REFERENCE_VALUE: Final = re.compile(r"(?:的|为|是|数据)?")
# 由45个工作日压缩至28个工作日: the figure is where it got to.
_FROM: Final = re.compile(r"(?:由|从)[^，,。；;]{0,16}$")
_TO: Final = re.compile(
    r"(?:压缩|缩短|减少|降低|下降|增长|增加|提高|提升|压减|上升|降|升)?[到至](?:目前的?|现在的?)?"
)
_TURNS: Final = ("到", "至", "压", "缩", "降", "增", "提", "减")
# 大厅43个窗口共接收: how many there are of those who act is no figure.
_SUBJECT: Final = re.compile(
    r"[\u4e00-\u9fff（）()]{0,10}?(?:窗口|服务中心|服务站|服务点|代办点|代办站|大厅|站点|部门|单位|县(?:[（(]?[市区]|区)?|区县|市州|乡镇|街道|镇街|社区|"
    r"大厅|中心|站点|分中心)(?:共|累计|合计|总|已|全部|日均|今年|本[周月])*"
    r"(?=受理|办|收|接|完成|实现|派|转|发)"
)
# 138个便民服务中心、1206个服务站办理: as many subjects.
_SUBJECTS: Final = re.compile(
    r"[\u4e00-\u9fff（）()]{0,10}?(?:窗口|中心|站|点|大厅|部门|单位|乡镇|街道|镇街|社区|村)[、和及与](?=[0-9])"
)
# 完成的114项交易项目中，: what follows is of these.
_OF_THESE: Final = re.compile(r"^[^0-9]{2,16}(?<!其)中$")
# 受理的9230件办件中省长热线转办13件
_AMONG: Final = re.compile(
    r"[\u4e00-\u9fff]{0,8}?(?:件|工单|诉求|项目|事项|来电|来信|留言|业务|问题|企业|主体)中(?!心|介|止|标)"
)
_PLAIN_OBJECTS: Final = ("诉求", "工单", "办件", "来电", "来信", "留言", "事项", "业务")
"""What is received or handled: 接收的3120件诉求中 counts by 接收."""
# 未达到100%, 确保100%: what is asked for is no figure.
_AIMED: Final = re.compile(
    r"(?:未达到?|未满|低于|不高于|不超过|不少于|力争|确保|目标[为是]?|要求达到|应达到?|须达到?|"
    r"(?:低于|高于|达到|不足)[^，。；]{0,14}(?:标准|要求|目标|底线)值?)$"
)
# 平均办结时长2日及以上单位20家
_THRESHOLD: Final = re.compile(r"及?以[上下]的?(?=[\u4e00-\u9fff])")
# 较上月前进2位: a place in a ranking.
_MOVES: Final = re.compile(r"(?:前进|前移|后退|后移|跃升|上升|下降|提升|列|居|第)了?$")
_LEAD_END: Final = 12
"""Characters at a lead's end where 其中 says that its points are parts."""


class StatisticReader:
    """One paragraph's reading; `read` gives its figures."""

    def __init__(self, text: str, context: Context, lead: Lead | None = None) -> None:
        self.text = text
        self.paragraph = Paragraph(text, context, lead)
        self.tokens = self.paragraph.tokens
        self.memory = self.paragraph.memory
        self.last_words = 0
        self.reaching: tuple[int, int] | None = None

    @property
    def counts(self) -> bool:
        """Whether the paragraph has a number that may be a figure."""
        return bool(self.tokens.quantities)

    def read(self) -> tuple[Figure, ...]:
        """All figures in order."""
        quantities = iter(self.tokens.quantities)
        pending = next(quantities, None)
        for segment in segments(self.text, self.tokens.closed()):
            own: list[Quantity] = []
            while pending is not None and pending.start < segment.end:
                own.append(pending)
                pending = next(quantities, None)
            self.paragraph.enter(segment, behind=self.last_words == segment.start - 1)
            if own:
                self._read_numbers(segment, own)
            else:
                self.paragraph.names_from = segment.start
                read_clause(self.paragraph, segment)
            self.last_words = own[-1].end if own else segment.start
        return tuple(draft.figure(self.text) for draft in self.memory.figures)

    def given(self) -> Lead:
        """What the paragraph, once read, gives to the points under it."""
        paragraph, memory = self.paragraph, self.memory
        if not memory.figures:
            return Lead(
                period=paragraph.period,
                scope=memory.frame.scope,
                source=memory.platform,
                measure=paragraph.said,
            )
        first = memory.figures[0]
        parts = bool(SUB.search(self.text, max(len(self.text) - _LEAD_END, 0)))
        return Lead(
            period=first.period,
            scope=first.scope,
            source=first.platform,
            measure=first.measure if parts else None,
        )

    def _read_numbers(self, segment: Segment, own: list[Quantity]) -> None:
        if read_rows(self.paragraph, segment, own):
            return
        position = segment.start
        bare = not self.text[position : own[0].start].strip()
        if bare and (segment.opened in COLONS or segment.opened in OPENING_MARKS):
            position = self._words_before(segment, own[0])
        ends = [*(item.start for item in own[1:]), segment.end]
        for quantity, end in zip(own, ends, strict=True):
            among = _AMONG.match(self.text, quantity.end, end) if end < segment.end else None
            if among:
                after = self.paragraph.advance(position, quantity.start)
                self._open_these(self.text[after : quantity.start], among[0])
                position = among.end()
                continue
            more = end < segment.end
            if more and _SUBJECTS.match(self.text, quantity.end, end + 1):
                before = read_label(self.text[position : quantity.start])
                if before.scope:
                    self.memory.set_scope(before.scope)
                position = end
                continue
            if more and (one := _SUBJECT.match(self.text, quantity.end, end)):
                position = one.end() if position == quantity.start else position
                continue
            self._read_number(position, quantity, segment, self.text[quantity.end : end])
            position = quantity.end

    def _words_before(self, segment: Segment, quantity: Quantity) -> int:
        """Where a number's words begin that stand before a colon or bracket: 县公安局（287宗）."""
        if segment.opened in COLONS:
            return self.last_words
        if quantity.unit == PERCENT and self.last_words == segment.start - 1:
            return segment.start
        end = segment.start - 1
        first = max(self.last_words, end - LOOK_BACK)
        joins = [match.end() for match in _NAME_JOIN.finditer(self.text, first, end)]
        begin = joins[-1] if joins else first
        return begin if begin < end else segment.start

    def _read_number(self, start: int, quantity: Quantity, segment: Segment, tail: str) -> None:
        paragraph = self.paragraph
        cues = self.tokens.cues(start, quantity.start)
        inside = segment.opened in OPENING_MARKS
        if paragraph.changes.read(start, quantity, cues, self.memory.earliest, inside=inside):
            paragraph.advance(start, cues[-1].start if cues else start)
            return
        if self._is_none(start, quantity, segment, cues) or self._goes_from_to(
            start, quantity, segment
        ):
            return
        if segment.closed in COMMAS and _OF_THESE.search(tail):
            after = paragraph.advance(start, quantity.start)
            self._open_these(self.text[after : quantity.start], tail)
            return
        after = paragraph.advance(start, quantity.start)
        begin = max(after, cues[-1].end if cues else start)
        begin, lead = self._lead(start, begin, quantity, segment)
        if SUB.search(self.text, start, after):
            self.memory.open_list(parts=True)
        label = _told_behind(read_label(lead), lead, tail)
        if label.measure == SHARE and segment.opened in OPENING_MARKS:
            label = self._share_of(label, segment, quantity)
        if after > start and label.scope is None:
            label = _around_dates(label, paragraph.before_dates(start, after), lead)
        joined = self.text[begin - 1 : begin] == "、" or lead.startswith(JOINS)
        paragraph.take(
            quantity,
            Words(
                label=label,
                lead=lead,
                start=begin,
                segment=segment,
                tail=tail,
                joined=joined,
                follows=start > segment.start,
                behind_figure=segment.opened in OPENING_MARKS
                and self.last_words == segment.start - 1,
            ),
        )

    def _share_of(self, label: Label, segment: Segment, quantity: Quantity) -> Label:
        """供暖（占23.5%）: the share of what stands before the bracket, where that is no figure."""
        begin = self._words_before(segment, quantity)
        if label.category or label.scope or begin >= segment.start:
            return label
        before = read_label(self.text[begin : segment.start - 1])
        category = before.category or before.measure
        return msgspec.structs.replace(label, scope=before.scope, category=category)

    def _is_none(self, start: int, quantity: Quantity, segment: Segment, cues: list[Cue]) -> bool:
        """Whether a number is no figure: 较上月的1100件, （1000件） behind 去年同期, 确保100%."""
        if cues and _REFERENCE_VALUE.fullmatch(self.text, cues[-1].end, quantity.start):
            self.paragraph.changes.cue = cues[-1].kind
            return True
        if segment.opened in OPENING_MARKS and self.tokens.cue_ends_at(segment.start - 1):
            return True
        near = max(start, quantity.start - LOOK_BACK)
        if quantity.unit in ("位", "名") and _MOVES.search(self.text, near, quantity.start):
            return True
        if _THRESHOLD.match(self.text, quantity.end):
            return True
        return bool(_AIMED.search(self.text, near, quantity.start))

    def _lead(
        self, start: int, begin: int, quantity: Quantity, segment: Segment
    ) -> tuple[int, str]:
        """A number's words and where they begin: behind 其中 (which opens a list) and numbering."""
        lead = self.text[begin : quantity.start]
        if start < segment.start and segment.opened in OPENING_MARKS:
            lead = lead.replace("（", " ").replace("(", " ")
        sub = SUB.search(lead)
        if sub:
            self.memory.open_list(parts=True)
        if sub and sub.end() < len(lead):
            begin += sub.end()
            lead = lead[sub.end() :]
        first = RANKED_FIRST.match(lead)
        if first and (measure := read_label(first[1]).measure):
            self.paragraph.announce(measure)
            begin += first.end()
            lead = lead[first.end() :]
        numbered = NUMBERING.match(lead) if lead[:1] not in "0123456789" else None
        if numbered and start == segment.start:
            begin += numbered.end()
            lead = lead[numbered.end() :]
        return begin, lead

    def _open_these(self, lead: str, tail: str) -> None:
        """全市完成的114项交易项目中，: kinds of what the number counts follow."""
        label = read_label(lead)
        if label.scope:
            self.memory.set_scope(label.scope)
        noun = read_label(tail.removesuffix("中")).measure
        plain = noun is None or noun.endswith(_PLAIN_OBJECTS)
        self.paragraph.said = (label.measure or noun) if plain else noun
        self.memory.open_list(parts=False)

    def _goes_from_to(self, start: int, quantity: Quantity, segment: Segment) -> bool:
        """由45天压缩至28天: the first number is none, the second is the measure's."""
        near = max(start, quantity.start - LOOK_BACK)
        if _FROM.search(self.text, near, quantity.start) and self.text.startswith(
            _TURNS, quantity.end
        ):
            origin = max(self.text.rfind(word, near, quantity.start) for word in "由从")
            self.reaching = (start, origin) if origin > start else None
            return True
        if self.reaching and _TO.fullmatch(self.text[start : quantity.start].strip()):
            low, high = self.reaching
            self.reaching = None
            lead = self.text[low:high]
            words = Words(label=read_label(lead), lead=lead, start=low, segment=segment)
            self.paragraph.take(quantity, words)
            return True
        return False


# 有10件逾期, 320件已完成
_HAS: Final = re.compile(r"(?:有|尚有|还有|仍有|共有|另有)$")


def _told_behind(label: Label, lead: str, tail: str) -> Label:
    """The measure of a number that stands behind it (有10件逾期, 有320件已完成)."""
    if label.measure is not None or not _HAS.search(lead):
        return label
    behind = read_label(tail.strip())
    act = behind.measure and not (behind.scope or behind.category or behind.carried)
    return msgspec.structs.replace(label, measure=behind.measure) if act else label


@lru_cache(maxsize=64)
def lead_of(text: str, context: Context) -> Lead:
    """What a paragraph gives to the points under it.

    The scope, days and source of its first figure, or those it announces; its measure where it
    ends in 其中.
    """
    reader = StatisticReader(text, context)
    reader.read()
    return reader.given()


def _around_dates(label: Label, before: str, lead: str) -> Label:
    """市中心8月共受理: what stands before the date goes on behind it."""
    if not before:
        return label
    whole = read_label(before + lead)
    if whole.measure == label.measure and whole.scope:
        shift = len(before)
        return msgspec.structs.replace(
            whole,
            first=max(whole.first - shift, 0),
            start=max(whole.start - shift, 0),
            end=max(whole.end - shift, 0),
        )
    return _merged(label, read_label(before))


def _merged(label: Label, before: Label) -> Label:
    """The words behind a date, and what the words before it add."""
    return msgspec.structs.replace(
        label,
        scope=label.scope or before.scope,
        category=label.category or before.category,
        platform=label.platform or before.platform,
    )
