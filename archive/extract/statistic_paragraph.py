"""A paragraph of statistics while it is read: its state, and the making of a figure.

`Paragraph` holds what the readers of clauses (`statistic_clauses`), of lists (`statistic_rows`) and
of numbers (`statistic_reader`) share; `take` makes a figure of a number and its words.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from archive.extract.context import Context
from archive.extract.statistic_changes import Changes
from archive.extract.statistic_drafts import PERCENT, Draft, scale_by_unit
from archive.extract.statistic_grammar import grammar
from archive.extract.statistic_memory import LOOK_BACK, THINGS, Memory
from archive.extract.statistic_periods import Period, default_period
from archive.extract.statistic_phrases import Label, read_label
from archive.extract.statistic_platforms import noted_source
from archive.extract.statistic_segments import Segment, Tokens
from archive.extract.statistic_tokens import Quantity
from archive.extract.statistic_unsaid import (
    EDGE,
    Words,
    average_of,
    averaged,
    countable,
    fits,
    measure_of_thing,
    named_alone,
    unsaid_measure,
)
from archive.records import Number

SENTENCE_MARKS: Final = frozenset("。！!？?\n")
OPENING_MARKS: Final = frozenset("（(")
CLOSING_MARKS: Final = frozenset("）)")
COLONS: Final = frozenset("：:")
COMMAS: Final = frozenset("，,")
LIST_MARKS: Final = frozenset("；;")

SUB: Final = re.compile(r"其中|包括|含(?![义量山])")
"""What opens a list of parts."""
NUMBERING: Final = re.compile(
    r"^(?:[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.．、](?![0-9]))"
)
# 承办量排名前五的县区为雨山区（1320件）, 办件量居前的为南昌市6.2万件: by what they come first.
RANKED_FIRST: Final = re.compile(
    r"(.{2,14}?)(?:(?:排名|排在|位居|位列|位于|居|列)?[前后][0-9一二三四五六七八九十]{1,2}[名位]?|"
    r"[最较][高低多少]|居前|靠前)的?[^为是，]{0,8}?(?:分别|依次)?[为是](?=.)"
)
DATE_LEAD: Final = re.compile(r"(?:截[至止][到至]?|自|从(?!.)|于|在)$")
_OBJECTS: Final = ("诉求", "工单", "事项", "业务")
_TAIL_NOUN: Final = re.compile(
    r"(?!左右|以上|以下|以内|次数|多|余|的|其中|等|不等|和|与|及|、)[\u4e00-\u9fff“”]{2,14}"
)


_SUM: Final = re.compile(r"(?:全[周月年])?(?:合计|共计|总计|合共|总共)")
# 受理量最少的是高岭乡，仅23件
_ONLY: Final = re.compile(r"(?:仅有?|只有|高?达到?|为|有|共有?)")
_EACH: Final = re.compile(r"[率度量数]均")


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """What the paragraph above gives to the points under it."""

    period: Period
    scope: str | None = None
    source: str | None = None
    measure: str | None = None


_HEADED: Final = re.compile(r"(.{2,16}?)(?:情况|统计|数据|分析|汇总|概况)")


def _headed_by(context: Context) -> str | None:
    """The act that the headings above announce: kinds under 二、受理情况分析 count by 受理."""
    for written in reversed(context.headings):
        match = _HEADED.search(NUMBERING.sub("", written))
        label = read_label(match[1]) if match else None
        act = label.measure if label and not label.carried else None
        if act and grammar().case_verb.fullmatch(act):
            return act
    return None


class Paragraph:
    """The text, its tokens, and what has been read so far.

    `period` are the days last named, `said` a measure that a lead-in or aspect announces
    (受理情况：, 从交易额看).
    """

    def __init__(self, text: str, context: Context, lead: Lead | None) -> None:
        lead = lead or Lead(period=default_period(context))
        self.text = text
        self.tokens = Tokens(text, context)
        self.period = lead.period
        self.memory = Memory()
        self.memory.frame.scope = lead.scope
        self.memory.source = noted_source(text) or lead.source
        self.figures = self.memory.figures
        self.changes = Changes(text, self.figures)
        self.said = lead.measure or _headed_by(context)
        self.said_at = 0
        self.names_from = 0
        self.outside: Period | None = None

    def advance(self, start: int, end: int) -> int:
        """Take the periods that stand in a stretch; where the last date in it ends."""
        after = start
        for period in self.tokens.periods_in(start, end):
            self.period = period
            after = max(after, period.until)
        for _, high in self.tokens.dates_in(start, end):
            after = max(after, high)
        return min(after, end)

    def before_dates(self, start: int, after: int) -> str:
        """Words before the first date of a clause: 全市1—7月共受理."""
        dates = self.tokens.dates_in(start, after)
        first = dates[0][0] if dates else after
        words = self.text[max(start, first - LOOK_BACK) : first]
        return DATE_LEAD.sub("", words).strip()

    def announce(self, measure: str) -> None:
        """Keep the measure that a lead-in announces; 各类诉求 names only what is counted."""
        if not measure.endswith(_OBJECTS):
            self.said, self.said_at = measure, len(self.figures)

    def enter(self, segment: Segment, *, behind: bool) -> None:
        """Begin a sentence or bracket where the clause does.

        `behind` tells that it opens right behind a number: days that a bracket names there
        (单日最高5120人次（11月12日）) end with it.
        """
        if segment.opened in OPENING_MARKS:
            self.memory.open_bracket()
            self.outside = self.period if behind else None
        elif segment.opened in CLOSING_MARKS:
            self.memory.close_bracket()
            self.period, self.outside = self.outside or self.period, None
        elif segment.opened in SENTENCE_MARKS:
            self.memory.begin_sentence()
            if segment.opened == "\n":
                self.changes.cue = None
                self._leave_cut_off()

    def _leave_cut_off(self) -> None:
        """A new paragraph is for the days first named again where the one before ended in 截至."""
        if self.period.start is None and self.period.cumulative:
            first = next((one for one in self.tokens.periods if one.start is not None), None)
            if first is not None and first.at < self.period.at:
                self.period = first

    def take(self, quantity: Quantity, words: Words) -> None:
        """Make a figure of a number and its words, where they name a measure or lean on one."""
        value, unit = _with_unit(quantity, words.label)
        memory = self.memory
        new_item = words.segment.opened in LIST_MARKS
        memory.set_platform(words.label, words.lead.strip(EDGE))
        if words.segment.opened in LIST_MARKS:
            memory.close_list()
        label = words.label
        if label.measure and not (label.scope or label.category or label.platform or words.joined):
            memory.close_members()
        phrase = words.lead[words.label.first : words.label.end].strip(EDGE)
        label, measure = self._measured(words, phrase, unit)
        own = label.measure is not None
        if measure is None:
            if label.scope:
                memory.set_scope(label.scope)
            return
        if not own and not label.category and not label.scope:
            thing = words.lead.strip(EDGE)
            label = msgspec.structs.replace(label, category=thing if thing in THINGS else None)
        of_list = memory.frame.sub and memory.begun and memory.figures[-1].unit is None
        if unit is None and not (of_list or countable(measure, label, own=own)):
            return
        category = memory.category(label, measure, unit, own=own, new_item=new_item)
        if own and category is None and unit != PERCENT:
            category = self._category_behind(words.tail)
        memory.scope(label)
        if label.carried and grammar().known_kind.fullmatch(measure) and measure[-1:] != "件":
            memory.set_category(measure)  # 政府采购15批次，预算金额…
        self._add(quantity, words, label, (category, measure, value, unit))

    def _measured(self, words: Words, phrase: str, unit: str | None) -> tuple[Label, str | None]:
        """A number's measure, said or taken over, and its label as it stands then."""
        memory = self.memory
        bare = words.lead.strip(EDGE)
        announced = self.said if memory.figures and self.said_at == len(self.figures) else None
        if _SUM.fullmatch(bare):
            first = self.said is not None and self.said_at == len(self.figures)
            summed = Label(total=not first, end=words.label.end)
            return summed, memory.inherited(unit) or self.said
        if announced and _ONLY.fullmatch(bare) and fits(announced, unit):
            return Label(end=words.label.end), announced
        label = memory.listed(averaged(words.label), unit, phrase, joined=words.joined)
        shared = memory.shared_verb(label, phrase) if words.joined else None
        if shared:
            verb = memory.figures[-1].verb
            return Label(measure=shared, carried=True, verb=verb, end=label.end), shared
        label = self._settled(label, words)
        if label.measure:
            return label, label.measure
        return self._taken_over(label, words, phrase, unit)

    def _taken_over(
        self, label: Label, words: Words, phrase: str, unit: str | None
    ) -> tuple[Label, str | None]:
        """The measure of a number whose words name none."""
        memory, said = self.memory, self.said
        average = average_of(words.lead)
        if average and not words.joined:
            inherited = memory.inherited(unit)
            measure = average[0] + inherited if inherited else None
            who = read_label(words.lead[: average[1]]).scope
            return Label(scope=who, start=average[1], end=label.end), measure
        if said and named_alone(label) and memory.says_anew(self.said_at) and fits(said, unit):
            return label, said
        found = unsaid_measure(memory, words, label, unit, said)
        if found is not None:
            second = not words.lead.strip(EDGE) and memory.begun and memory.figures[-1].carried
            return (msgspec.structs.replace(label, carried=True) if second else label), found
        thing = measure_of_thing(memory, label, unit, phrase)
        if thing:
            # 政府采购28宗，预算…元: money is of the matter before it.
            kind = thing if memory.after_kind(unit) else None
            carried = kind is None and unit != "元"
            label = msgspec.structs.replace(label, category=kind, carried=carried)
            label = label if kind else msgspec.structs.replace(label, measure=thing)
        return label, thing

    def _settled(self, label: Label, words: Words) -> Label:
        """A label as it reads where it stands: a matter alone, a way that is no scope, 均."""
        memory = self.memory
        if label.matter and label.measure:
            label = msgspec.structs.replace(
                label, category=None, measure=label.matter, carried=True
            )
        if label.means and label.scope and memory.frame.scope and not label.category:
            label = msgspec.structs.replace(label, category=label.scope, scope=None)
        if label.measure is None and words.joined and memory.begun:
            label = msgspec.structs.replace(label, verb=memory.figures[-1].verb)
        each = bool(_EACH.search(words.lead))
        return msgspec.structs.replace(label, total=label.total or each)

    def _add(
        self,
        quantity: Quantity,
        words: Words,
        label: Label,
        read: tuple[str | None, str, Number, str | None],
    ) -> None:
        category, measure, value, unit = read
        begin = words.start + label.start
        while begin < quantity.start and self.text[begin] in " 　、和及与":
            begin += 1
        draft = Draft(
            scope=self.memory.frame.scope,
            category=category,
            measure=measure,
            value=value,
            unit=unit,
            period=self._period_of(label, measure, category),
            platform=self.memory.platform,
            own=label.measure is not None,
            verb=label.verb,
            carried=label.carried,
            joined=words.joined,
            bracketed=words.segment.opened in OPENING_MARKS,
            at=(min(begin, quantity.start), quantity.end),
        )
        self.figures.append(draft)

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
            draft.measure.removeprefix("新增").startswith(measure)
            and draft.category == category
            and draft.scope == self.memory.frame.scope
            and draft.period.at == period.at
            and not draft.period.cumulative
            for draft in self.memory.recent()
        )
        if told:
            return Period(start=None, end=period.end, cumulative=True, at=period.at)
        return period


def _with_unit(quantity: Quantity, label: Label) -> tuple[Number, str | None]:
    """Value and unit, the unit from the words where the number has none (交易额(万元)：12.5)."""
    if quantity.unit is not None or label.unit is None:
        return quantity.value, quantity.unit
    return scale_by_unit(quantity.value, label.unit)
