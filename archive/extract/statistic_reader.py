"""Reads a paragraph of statistics from left to right.

Each number with a unit takes its scope, category and measure from the words before it
(`statistic_phrases`), what it does not say itself from the figures before it (elided subjects,
其中 …), its days from the last date (`statistic_periods`); comparisons become changes
(`statistic_changes`). A number without any measure is no figure.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

import msgspec

from archive.extract.context import Context
from archive.extract.statistic_changes import Changes
from archive.extract.statistic_drafts import PERCENT, SHARE, Draft, Figure, scale_by_unit
from archive.extract.statistic_memory import LOOK_BACK, THINGS, Memory
from archive.extract.statistic_periods import Period, bulletin_period
from archive.extract.statistic_phrases import Label, read_label
from archive.extract.statistic_segments import Segment, Tokens, segments
from archive.extract.statistic_tokens import LEVEL, Quantity, direction
from archive.records import Number

_SENTENCE_MARKS: Final = frozenset("。！!？?\n")
_OPENING_MARKS: Final = frozenset("（(")
_CLOSING_MARKS: Final = frozenset("）)")
_COLONS: Final = frozenset("：:")
_LIST_MARKS: Final = frozenset("；;")

_SUB: Final = re.compile(r"其中|包括|含(?!义|量)")
_AVERAGE: Final = re.compile(
    r"(?:日均|月均|周均|人均|件均|平均每[天日月周件人]|平均|每[天日]平均|日平均)$"
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
_RESPECTIVELY: Final = re.compile(r"分别|依次")
_NAME_JOIN: Final = re.compile(r"[、是为和及]")
_LIST_JOIN: Final = re.compile(r"[、和及与]")
_LIST_GAP: Final = re.compile(
    r"[\s、和及与，,]*(?:增长|下降|上升|减少|增加|提高|降低|提升|回落|各)?"
)
_REFERENCE_VALUE: Final = re.compile(r"(?:的|为|是|数据)?")
_LED: Final = re.compile(r"(?:从|在|按|就|分)(.{1,24}?)(?:看|来看|方面|上|中|分)?$")
_ASPECT: Final = re.compile(
    r"(?:渠道|类型|类别|方式|性质|行业|区域|来源|分布|数量|内容|领域|地区|结构)$"
)
_SIDE: Final = re.compile(r"(?:情况|方面|方面看|来看|交易中|工作)$")
_TAIL_NOUN: Final = re.compile(
    r"(?!左右|以上|以下|以内|次数|多|余|的|其中|等|不等|和|与|及|、)[\u4e00-\u9fff“”]{2,14}"
)
# 由45个工作日压缩至28个工作日: the figure is where it got to.
_FROM: Final = re.compile(r"(?:由|从)[^，,。；;]{0,16}$")
_TO: Final = re.compile(
    r"(?:压缩|缩短|减少|降低|下降|增长|增加|提高|提升|压减|上升|降|升)?[到至](?:目前的?|现在的?)?"
)
_TURNS: Final = ("到", "至", "压", "缩", "降", "增", "提", "减")
_LONGEST_CONTEXT: Final = 26
"""Characters of a clause without number that may name scope or category."""
_COUNTABLE: Final = ("量", "数", "率", "度", "件", "得分", "用户", "主体")
"""Endings of measures that a number without a unit may stand for."""
_EDGE: Final = " 　、，和及"


class _Words(msgspec.Struct, frozen=True):
    """The words of one number: what they say, where they begin, and what stands behind the unit."""

    label: Label
    lead: str
    start: int
    segment: Segment
    tail: str = ""


class StatisticReader:
    """One paragraph's reading; `read` gives its figures."""

    def __init__(self, text: str, context: Context) -> None:
        self.text = text
        self.tokens = Tokens(text, context)
        self.period = bulletin_period(context)
        self.memory = Memory()
        self.figures = self.memory.figures
        self.platform: str | None = None
        self.changes = Changes(text, self.figures)
        self.last_words = 0
        self.said: str | None = None
        self.reaching: tuple[int, int] | None = None

    def read(self) -> tuple[Figure, ...]:
        """All figures in order."""
        quantities = iter(self.tokens.quantities)
        pending = next(quantities, None)
        for segment in segments(self.text, self.tokens.closed()):
            own: list[Quantity] = []
            while pending is not None and pending.start < segment.end:
                own.append(pending)
                pending = next(quantities, None)
            self._enter(segment)
            if own:
                self._read_numbers(segment, own)
            else:
                self._read_context(segment)
            self.last_words = own[-1].end if own else segment.start
        return tuple(draft.figure(self.text) for draft in self.figures)

    # Sentences and brackets ---------------------------------------------------------------------

    def _enter(self, segment: Segment) -> None:
        if segment.opened in _OPENING_MARKS:
            self.memory.open_bracket()
        elif segment.opened in _CLOSING_MARKS:
            self.memory.close_bracket()
        elif segment.opened in _SENTENCE_MARKS:
            self.memory.begin_sentence()
            self.changes.cue = None

    def _advance(self, start: int, end: int) -> int:
        """Take the periods that stand in a stretch; where the last date in it ends."""
        after = start
        for period in self.tokens.periods_in(start, end):
            self.period = period
            after = max(after, period.until)
        for _, high in self.tokens.dates_in(start, end):
            after = max(after, high)
        return min(after, end)

    # Clauses without a number -------------------------------------------------------------------

    def _read_context(self, segment: Segment) -> None:
        after = self._advance(segment.start, segment.end)
        cues = self.tokens.cues(segment.start, segment.end)
        if cues:
            self.changes.cue = cues[-1].kind
            held = LEVEL.search(self.text, segment.start, segment.end)
            if held and self.memory.begun:
                self.changes.level(cues[-1], segment.end)
            return
        bare = self.text[after : segment.end].strip()
        if _SUB.match(bare):
            self.memory.open_list()
        led = _LED.match(bare) if len(bare) <= _LONGEST_CONTEXT else None
        words = led[1] if led else bare
        if not words or len(words) > _LONGEST_CONTEXT:
            words = self._before_dates(segment.start, after)
        label = read_label(_SIDE.sub("", words)) if words else Label()
        self.platform = label.platform or self.platform
        if label.measure and not led:
            if segment.closed not in _COLONS:
                return
            self.said = label.measure
        if label.scope:
            self.memory.set_scope(label.scope)
        announces = (
            segment.closed in _COLONS or segment.closed == "。" or led or _SIDE.search(words)
        )
        if label.category and announces and not _ASPECT.search(label.category):
            self.memory.set_category(label.category)

    def _before_dates(self, start: int, after: int) -> str:
        """Words before the first date of a clause: 全市1—7月共受理."""
        dates = self.tokens.dates_in(start, after)
        first = dates[0][0] if dates else after
        words = self.text[max(start, first - LOOK_BACK) : first]
        return re.sub(r"(?:截[至止][到至]?|自|从|于|在)$", "", words).strip()

    # Clauses with numbers -----------------------------------------------------------------------

    def _read_numbers(self, segment: Segment, own: list[Quantity]) -> None:
        if self._read_list(segment, own):
            return
        position = segment.start
        bare = not self.text[position : own[0].start].strip()
        if bare and (segment.opened in _COLONS or segment.opened in _OPENING_MARKS):
            position = self._words_before(segment, own[0])
        ends = [*(item.start for item in own[1:]), segment.end]
        for quantity, end in zip(own, ends, strict=True):
            self._read_number(position, quantity, segment, self.text[quantity.end : end])
            position = quantity.end

    def _words_before(self, segment: Segment, quantity: Quantity) -> int:
        """Where a number's words begin that stand before a colon or bracket: 县公安局（287宗）."""
        if segment.opened in _COLONS:
            return self.last_words
        if quantity.unit == PERCENT:
            return segment.start
        end = segment.start - 1
        first = max(self.last_words, end - LOOK_BACK)
        joins = [match.end() for match in _NAME_JOIN.finditer(self.text, first, end)]
        begin = joins[-1] if joins else first
        return begin if begin < end else segment.start

    def _read_number(self, start: int, quantity: Quantity, segment: Segment, tail: str) -> None:
        cues = self.tokens.cues(start, quantity.start)
        if self.changes.read(start, quantity, cues, self.memory.earliest):
            self._advance(start, cues[-1].start if cues else start)
            return
        if cues and _REFERENCE_VALUE.fullmatch(self.text, cues[-1].end, quantity.start):
            self.changes.cue = cues[-1].kind
            return
        if segment.opened in _OPENING_MARKS and self.tokens.cue_ends_at(segment.start - 1):
            return
        if self._goes_from_to(start, quantity, segment):
            return
        after = self._advance(start, quantity.start)
        begin = max(after, cues[-1].end if cues else start)
        lead = self.text[begin : quantity.start]
        if start < segment.start and segment.opened in _OPENING_MARKS:
            lead = lead.replace("（", " ").replace("(", " ")
        sub = _SUB.search(lead)
        if sub or _SUB.search(self.text, start, after):
            self.memory.open_list()
        if sub and sub.end() < len(lead):
            begin += sub.end()
            lead = lead[sub.end() :]
        label = read_label(lead)
        if after > start and label.scope is None:
            label = _merged(label, read_label(self._before_dates(start, after)))
        self._take(quantity, _Words(label, lead, begin, segment, tail))

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
            self._take(quantity, _Words(read_label(lead), lead, low, segment))
            return True
        return False

    def _read_list(self, segment: Segment, own: list[Quantity]) -> bool:
        """受理、办结分别为123件、120件: as many names as numbers. False where it is not so."""
        match = _RESPECTIVELY.search(self.text, segment.start, own[0].start)
        if match is None or len(own) == 1:
            return False
        gaps = (self.text[left.end : right.start] for left, right in pairwise(own))
        if not all(_LIST_GAP.fullmatch(gap) for gap in gaps):
            return False
        unit = own[-1].unit
        own = [item if item.unit else msgspec.structs.replace(item, unit=unit) for item in own]
        cues = self.tokens.cues(segment.start, own[0].start)
        if cues or direction(self.text, match.end(), own[0].start):
            return self.changes.read_list(match.end(), own, cues)
        after = self._advance(segment.start, match.start())
        names = _split_names(self.text, after, match.start())
        verb = self.text[match.end() : own[0].start]
        if len(names) != len(own):
            return False
        labels = [read_label(name + verb) for name, _ in names]
        if not all(map(_says_something, labels)):
            return False
        for (name, _), label, quantity in zip(names, labels, own, strict=True):
            plain = msgspec.structs.replace(label, start=0)
            self._take(quantity, _Words(plain, name + verb, quantity.start, segment))
        return True

    # From words to a figure ---------------------------------------------------------------------

    def _take(self, quantity: Quantity, words: _Words) -> None:
        """Make a figure of a number and its words, where they name a measure."""
        self.platform = words.label.platform or self.platform
        value, unit = _with_unit(quantity, words.label)
        memory = self.memory
        label = memory.listed(_averaged(words.label), unit)
        own = label.measure is not None
        average = None if own else _AVERAGE.search(words.lead.rstrip("约达为近共"))
        if average:
            inherited = memory.inherited(unit)
            measure = _AVERAGE_WORDS.get(average[0], average[0]) + inherited if inherited else None
            label = Label(start=average.start(), end=label.end)
        else:
            measure = label.measure or self._unsaid(label, unit, words)
        if measure is None:
            if label.scope:
                memory.set_scope(label.scope)
            return
        if not own and not label.category and not label.scope:
            thing = words.lead.strip(_EDGE)
            label = msgspec.structs.replace(label, category=thing if thing in THINGS else None)
        if unit is None and not _countable(measure, label, own=own):
            return
        new_item = words.segment.opened in _LIST_MARKS
        category = memory.category(label, measure, unit, own=own, new_item=new_item)
        if own and category is None and unit != PERCENT:
            category = self._category_behind(words.tail)
        memory.frame.scope = label.scope or memory.frame.scope
        self._add(quantity, words.start + label.start, label, (category, measure, value, unit))

    def _add(
        self,
        quantity: Quantity,
        begin: int,
        label: Label,
        read: tuple[str | None, str, Number, str | None],
    ) -> None:
        category, measure, value, unit = read
        while begin < quantity.start and self.text[begin] in " 　、和及与":
            begin += 1
        draft = Draft(
            scope=self.memory.frame.scope,
            category=category,
            measure=measure,
            value=value,
            unit=unit,
            period=self._period_of(label, measure, category),
            platform=self.platform,
            at=(min(begin, quantity.start), quantity.end),
        )
        self.figures.append(draft)

    def _unsaid(self, label: Label, unit: str | None, words: _Words) -> str | None:
        """The measure of a number that names none: its share, or that of the figures before it."""
        bracketed = words.segment.opened in _OPENING_MARKS
        named = bool(label.category or label.scope)
        if unit == PERCENT and not named:
            bare = not words.lead.strip(" 、，约达为")
            return SHARE if bare and bracketed and self.figures else None
        if not words.lead.strip() and not bracketed:
            return None
        inherited = self.memory.inherited(unit)
        thing = self.memory.frame.sub and words.lead.strip(_EDGE) in THINGS
        if inherited and (named or bracketed or thing):
            return inherited
        if not named:
            return None
        if self.said:
            return self.said
        return "数量" if label.category and label.category.endswith("类") and unit else None

    def _category_behind(self, tail: str) -> str | None:
        """共受理1234件行政许可事项: the category stands behind the unit."""
        tail = tail.strip()
        if not _TAIL_NOUN.fullmatch(tail):
            return None
        noun = read_label(tail)
        if noun.measure is None and noun.scope is None and noun.category:
            self.memory.frame.category = noun.category
            return noun.category
        return None

    def _period_of(self, label: Label, measure: str, category: str | None) -> Period:
        """The days of a figure; in 本周受理12件，累计受理45件 the second adds up to that end."""
        period = self.period
        if not label.total or period.cumulative:
            return period
        told = any(
            draft.measure == measure
            and draft.category == category
            and draft.scope == self.memory.frame.scope
            and draft.period.at == period.at
            and not draft.period.cumulative
            for draft in self.memory.recent()
        )
        if told:
            return Period(start=None, end=period.end, cumulative=True, at=period.at)
        return period


def _averaged(label: Label) -> Label:
    """平均每天受理 is 日均受理."""
    if label.measure is None or label.category not in _AVERAGE_WORDS:
        return label
    measure = _AVERAGE_WORDS[label.category] + label.measure
    return msgspec.structs.replace(label, category=None, measure=measure)


def _says_something(label: Label) -> bool:
    return bool(label.measure or label.scope or label.category)


def _merged(label: Label, before: Label) -> Label:
    """The words behind a date, and what the words before it add."""
    return msgspec.structs.replace(
        label,
        scope=label.scope or before.scope,
        category=label.category or before.category,
        platform=label.platform or before.platform,
    )


def _with_unit(quantity: Quantity, label: Label) -> tuple[Number, str | None]:
    """Value and unit, the unit from the words where the number has none (交易额(万元)：12.5)."""
    if quantity.unit is not None or label.unit is None:
        return quantity.value, quantity.unit
    return scale_by_unit(quantity.value, label.unit)


def _countable(measure: str, label: Label, *, own: bool) -> bool:
    """Whether a number without a unit may stand for this measure."""
    if label.category and not own:
        return label.category.endswith("类")
    return own and measure.endswith(_COUNTABLE)


def _split_names(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """Names joined by 、 or 和, each with its offset."""
    names = []
    position = start
    for match in _LIST_JOIN.finditer(text, start, end):
        names.append((text[position : match.start()], position))
        position = match.end()
    names.append((text[position:end], position))
    return names
