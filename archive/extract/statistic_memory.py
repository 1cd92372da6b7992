"""What the figures of a paragraph lean on: the words of those before them.

A figure says for itself only what is new. The rest it takes from the text before, which stands in
frames, each inside the other:

- the paragraph has a source (据…统计) and the days last named;
- the sentence has a scope, and within it a category that goes on over commas (受理12件，办结10件);
- 其中 opens a list under the figure before it: its members name a scope or a kind, and share that
  figure's measure; with the sentence, or at 共 or another measure, the list ends and what held
  before it holds again;
- a bracket ends with what it opened.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from archive.extract.statistic_drafts import DERIVED, Draft
from archive.extract.statistic_frames import Frame
from archive.extract.statistic_grammar import grammar
from archive.extract.statistic_phrases import SHARE, Label

LOOK_BACK: Final = 60
"""Figures and characters that later words may lean on."""
CASE_UNITS: Final = frozenset(
    {"件", "个", "次", "件次", "宗", "起", "条", "通", "人次", "项", "笔", "单", "户", "份", "家"}
)
"""Units that bulletins use for cases side by side (受理46983件次，其中电话46908个)."""
THINGS: Final = frozenset(
    {"企业", "个体工商户", "农民专业合作社", "合作社", "市场主体", "群众", "单位", "个人", "项目"}
)
"""What may stand as a kind in a list after 其中 though it is generic elsewhere."""


# In a list after 其中 these end names of kinds: 联办件, 产权交易.
_KIND_OF: Final = re.compile(
    r".(?<![办收接受结诉])件$|(?:联|补|待|在|上报|退|缺)办件$|..(?:阶段|环节|交易|出让|转让|采购|招标|招投标|招标投标)$"
)


# What a hall does beside handling matters: these figures are of no category.
_OF_THE_HALL: Final = re.compile(
    r"(?:[时约门询导愿缺]服务|帮办|代办|取号|叫号|等候时[间长]|[接电现]\w咨询|接待(?:群众|办事群众|企业|办事企业)?|锦旗|表扬信|感谢信|人流量|客流量)$"
)


# Ways by which cases and ratings come in that are no systems.
_OTHER_WAY: Final = re.compile(
    r"(?:其中|其他|其它|线下|手机|微信)?(?:短信|电话|来电|热线|12345|窗口|(?:实体|政务|办事|服务)(?:服务)?大厅|大厅|一体机|自助|评价器|"
    r"平板|二维码|扫码|线下|现场|邮件|来信|信件|传真|微博|微信|网站|[省市县区]长信箱)"
)
# The publisher's own hall: a sentence about one of its windows does not end what it tells.
_THE_HALL: Final = frozenset({"中心", "本中心", "大厅", "政务大厅", "我中心"})


# 建议、举报及其他
_SEVERAL: Final = re.compile(r".[、及].")


class Memory:
    """The figures read so far and what still holds of them."""

    def __init__(self) -> None:
        self.figures: list[Draft] = []
        self.frame = Frame()
        self.source: str | None = None
        self._several = False
        self._stack: list[Frame] = []
        self._sentence = 0
        self._previous = 0

    # Sentences, brackets, lists ------------------------------------------------------------------

    def begin_sentence(self) -> None:
        """A new sentence: scope and platform hold, the rest does not."""
        frame = self._stack[0] if self._stack else self.frame
        self._stack.clear()
        self._several = frame.scopes > 1
        scope = frame.outer_scope if frame.sub else self._scope_after(frame)
        platform = frame.outer_platform if frame.by_platform else frame.platform
        self.frame = Frame(scope=scope, platform=platform)
        if len(self.figures) > self._sentence:
            self._previous, self._sentence = self._sentence, len(self.figures)

    def _scope_after(self, frame: Frame) -> str | None:
        """Scope that goes on behind a sentence.

        That of its first figure where it was of a whole (全市) or of nothing in particular, else
        the last.
        """
        if not self.begun:
            return frame.scope
        first = self.figures[self._sentence].scope
        whole = first is None or grammar().level.match(first) or first in _THE_HALL
        return first if whole else frame.scope

    def leave_scopes(self) -> None:
        """从行业分类看: after several scopes the figures are of none of them."""
        if self._several:
            self.frame.scope = None

    def open_bracket(self) -> None:
        """What a bracket says ends with it."""
        self._stack.append(msgspec.structs.replace(self.frame))

    def close_bracket(self) -> None:
        """Back to what held before the bracket."""
        if self._stack:
            self.frame = self._stack.pop()

    def open_list(self, *, parts: bool) -> None:
        """Kinds follow: 其中 (`parts` of the figure before), 诉求类别前三位：."""
        self.frame.sub = True
        self.frame.parts = parts
        self.frame.opened = len(self.figures)
        self.frame.outer = self.frame.category
        self.frame.outer_scope = self.frame.scope
        self.frame.outer_platform = self.frame.platform
        self.frame.by_platform = False

    def close_list(self) -> None:
        """；behind a list whose members 、 joins: what held before it holds again."""
        frame = self.frame
        if frame.sub and self.figures and self.figures[-1].joined:
            frame.sub, frame.category, frame.scope = False, frame.outer, frame.outer_scope
            frame.named_alone = frame.run = 0

    def close_members(self) -> None:
        """A measure of its own behind several bare members (其中甲县3件，乙县5件；办结率…).

        It is of the whole they are parts of.
        """
        frame = self.frame
        bare = [
            (one.unit, one.scope)
            for one in self.recent()[-2:]
            if not one.own and one.scope != frame.outer_scope
        ]
        several = len(set(bare)) > 1 and bare[0][0] == bare[1][0]
        if frame.sub and several and bare[0][1] != bare[1][1]:
            frame.sub, frame.category, frame.scope = False, frame.outer, frame.outer_scope
            frame.named_alone = frame.run = 0
            frame.scopes = 1

    def set_scope(self, scope: str) -> None:
        """A new scope has categories of its own."""
        if scope != self.frame.scope:
            self.frame.category = None
            self.frame.outer = None
            self.frame.scopes += 1
        self.frame.scope = scope

    def set_category(self, category: str) -> None:
        """A category that a clause announces (行政许可方面，…)."""
        self.frame.category = category
        self.frame.named_alone = 0

    def set_platform(self, label: Label, words: str = "") -> None:
        """The system that a phrase names, or a way that is none (通过自助终端).

        Another scope in a new sentence has no system unless it names one; in a list of systems each
        other way of its own (短信, 实体大厅) ends the one before. `words` are the phrase's. To be
        called before the phrase's scope is taken.
        """
        if self.frame.by_platform and not label.platform and _OTHER_WAY.match(words):
            self.frame.platform, self.frame.scope = None, self.frame.outer_scope
        if label.platform:
            member = self.frame.sub and not label.told and label.platform != self.frame.platform
            self.frame.by_platform = self.frame.by_platform or member
            if member:
                self.frame.category = self.frame.outer
            self.frame.direct, self.frame.named = False, True
            if label.told:
                self.source, self.frame.platform = label.platform, None
            else:
                self.frame.platform = label.platform
        elif label.means:
            self.frame.direct = True
        elif label.scope and label.scope != self.frame.scope and not self.frame.named:
            self.frame.platform = None

    @property
    def platform(self) -> str | None:
        """The source of a figure read now."""
        return None if self.frame.direct else self.frame.platform or self.source

    @property
    def begun(self) -> bool:
        """Whether the sentence has a figure already."""
        return len(self.figures) > self._sentence

    def says_anew(self, at: int) -> bool:
        """Whether what was announced before figure number `at` opens this sentence and still holds.

        其中转办事项：咨询类51件 behind 受理 of the sentence before: the kinds are of 转办, until a
        figure names a measure of its own.
        """
        since = self.figures[at : at + LOOK_BACK]
        named = any(draft.own and draft.measure != SHARE for draft in since)
        return bool(self.figures) and at == self._sentence and not named

    def after_kind(self, unit: str | None) -> bool:
        """Whether kinds counted by their own names stand before: 三农类1512件、惠农补贴…."""
        if not self.frame.sub and not self.begun:
            return False
        last = self.figures[-1] if self.begun else self.figures[self._previous]
        return last.measure == last.category and last.unit == unit

    @property
    def earliest(self) -> int:
        """Index of the first figure that a comparison may speak of."""
        return max(self._previous, len(self.figures) - LOOK_BACK)

    def recent(self) -> list[Draft]:
        """The figures of the sentence, as far back as words reach."""
        return self.figures[max(self._sentence, len(self.figures) - LOOK_BACK) :]

    def groups(self, number: int) -> list[tuple[str | None, str | None]]:
        """The last so many pairs of scope and category that figures of the sentence have."""
        found: list[tuple[str | None, str | None]] = []
        for draft in self.recent():
            group = (draft.scope, draft.category)
            if group not in found:
                found.append(group)
        return found[-number:]

    # What a figure takes over --------------------------------------------------------------------

    def inherited(self, unit: str | None) -> str | None:
        """Measure of an earlier figure with the same unit.

        The last one of the sentence; in a new sentence the first of the sentence before (其中 …) or
        the paragraph's first. Within a list units of cases stand for each other (41个, 6宗).
        """

        def fits(draft: Draft) -> bool:
            same = unit is None or draft.unit == unit
            return same and _may_be_shared(draft)

        def alike(draft: Draft) -> bool:
            cases = draft.unit in CASE_UNITS and unit in CASE_UNITS
            return cases and _may_be_shared(draft)

        here = next((draft for draft in reversed(self.recent()) if fits(draft)), None)
        if here is None and self.frame.sub:
            here = next((draft for draft in reversed(self.recent()) if alike(draft)), None)
        if here is not None:
            return here.measure
        before = self.figures[self._previous : min(self._sentence, self._previous + LOOK_BACK)]
        first = next(filter(fits, before), None) if self.frame.parts else None
        first = first or next(filter(fits, self.figures[:LOOK_BACK]), None)
        if first is None and self.frame.sub:
            first = next(filter(alike, before), None)
        return first.measure if first is not None else None

    def listed(self, label: Label, unit: str | None, words: str, *, joined: bool) -> Label:
        """The words of a figure where a matter's name only continues a list: then it is a category.

        其中企业21户，个体工商户60户; 办理设立登记3件，变更登记5件; 其中社保查询4笔、证照打印2笔.
        `words` are the figure's words as they stand, `joined` tells that 、 stands before them.
        """
        measure = label.measure
        if measure is None or measure == SHARE:
            return label
        if label.scope or label.platform:
            words = (label.category or "") + measure
        if self._is_listed(label, measure, unit, words, joined=joined):
            whole = label.matter or words
            return msgspec.structs.replace(label, category=whole, measure=None, start=0)
        return label

    def _is_listed(
        self, label: Label, measure: str, unit: str | None, words: str, *, joined: bool
    ) -> bool:
        last = self.figures[-1] if self.begun else None
        member = self.frame.sub or (joined and last is not None and not last.own)
        # 其中国税3万元、规费5万元
        money = joined and last is not None and not last.own and last.unit == unit == "元"
        bare = label.category is None and label.verb is None and words == measure
        if (member and label.category is None and measure in THINGS) or (money and bare):
            return True
        if label.verb is not None:
            return False
        whole = label.matter or words
        alike = (self.frame.category or "/")[-2:] == whole[-2:]
        nominal = bool(label.matter) or _names_matter(words)
        kind = bool(label.matter) or bool(_KIND_OF.search(words))
        parallel = last is not None and last.verb is not None and not last.carried
        several = self.frame.member_unit == unit and bool(_SEVERAL.search(words))
        if (joined and parallel and (nominal or alike or kind)) or (self.frame.sub and several):
            return True
        if kind and label.category and self._own_measure(measure, unit):
            return False
        beside = self.frame.run > 0 and last is not None and not last.own and last.unit == unit
        if (kind or nominal) and (self.frame.sub or beside) and self.inherited(unit):
            return True
        return alike and last is not None and last.unit == unit

    def _own_measure(self, measure: str, unit: str | None) -> bool:
        """Whether 政府采购|交易16165宗 names the measure.

        It does where it is that of the list, or members before have named theirs.
        """
        shared = self.inherited(unit)
        return (shared is not None and shared.endswith(measure)) or any(
            draft.own and draft.category and draft.unit in CASE_UNITS
            for draft in self.figures[max(self.frame.opened, self._sentence) :][-LOOK_BACK:]
            if self.frame.sub
        )

    def shared_verb(self, label: Label, words: str) -> str | None:
        """核发不动产权证书3本、不动产登记证明2份: the second is 核发 too; None where not so."""
        last = self.figures[-1] if self.begun else None
        if last is None or not last.carried or last.verb is None or label.verb is not None:
            return None
        alike = len(words) > 2 and last.measure[-2:] == words[-2:]  # 注册个人用户、法人用户
        named = label.measure is None or grammar().nominal_end.search(words) or alike
        return last.verb + words if named and words else None

    def category(
        self, label: Label, measure: str, unit: str | None, *, own: bool, new_item: bool
    ) -> str | None:
        """Category of a figure: its own, or the one before it where that still holds.

        `own` tells that it names its measure, `new_item` that a ； opens its clause.
        """
        frame = self.frame
        if measure == SHARE and own:
            return self._category_of_share(label)
        if label.category:
            frame.named_alone = 0 if own else frame.named_alone + 1
            frame.run = 0 if own else frame.run + 1
            frame.member_unit = frame.member_unit if own else unit
            frame.category = label.category
            return label.category
        if own and new_item and frame.sub and not label.scope:
            frame.sub, frame.category = False, frame.outer
        if label.carried or _OF_THE_HALL.search(measure):
            frame.category = None if new_item else frame.category
            return None
        if label.scope and label.scope != frame.scope:
            if not self._parallel(label, measure):
                frame.category = None
            frame.named_alone = 0
        elif own:
            if _says_its_matter(measure, new_item=new_item):
                return None
            self._carry_on(label, measure, unit, new_item=new_item)
        return frame.category

    def _category_of_share(self, label: Label) -> str | None:
        """即办件占86% is of 即办件, and what follows is not; 甲类3件、乙类5件，占77% is of both."""
        if label.category:
            return label.category
        if label.total:
            return self.frame.outer  # 四家合计占
        together = self.frame.run > 1 and self.figures[-1].joined
        return self.frame.outer if together else self.frame.category

    def _carry_on(self, label: Label, measure: str, unit: str | None, *, new_item: bool) -> None:
        """Let the category hold for a figure with a measure of its own, or end it.

        It ends with the list that named it: at 共, at ；, at a measure of the members' unit, behind
        several members, or where it has such a figure already.
        """
        frame = self.frame
        if frame.category is None:
            return
        if frame.category.endswith(_WAYS) and _MANNER.match(measure):
            # 自助终端办理3件，掌上办理5件
            frame.category = frame.outer
            return
        ends = new_item or not self.figures or frame.member_unit == unit
        listed = frame.named_alone and ((frame.sub and ends) or new_item)
        if label.total or listed or frame.run > 1 or self._repeats(measure):
            frame.category = frame.outer
            frame.named_alone = 0
            frame.sub = frame.sub and not new_item
        frame.run = 0

    def _parallel(self, label: Label, measure: str) -> bool:
        """市级办理婚姻登记12件，县级办理30件: another level or place tells of the same matter."""
        last = self.figures[-1] if self.begun else None
        area = grammar().level.match(label.scope or "")
        return bool(area) and last is not None and last.verb is not None and last.measure == measure

    def scope(self, label: Label) -> str | None:
        """Scope of a figure: its own, or the one that still holds.

        A sum that opens a sentence after several scopes (总体满意率) is none of theirs.
        """
        if label.scope:
            self.frame.scopes += label.scope != self.frame.scope
            self.frame.scope = label.scope
        elif label.total and self._several and not self.begun:
            self.frame.scope = None
        elif label.total and self.frame.scopes > 1:
            self.frame.scope = self.frame.outer_scope if self.frame.sub else None
        return self.frame.scope

    def _repeats(self, measure: str) -> bool:
        """Whether this category already has such a figure in the sentence."""
        return any(
            draft.measure == measure
            and draft.category == self.frame.category
            and draft.scope == self.frame.scope
            for draft in self.recent()
        )


def _may_be_shared(draft: Draft) -> bool:
    """Whether others may have this measure: 占比 and 日均 are a figure's own, and so is 咨询类."""
    return not draft.measure.startswith(DERIVED) and draft.measure != draft.category


def _says_its_matter(measure: str, *, new_item: bool) -> bool:
    """生育登记 anywhere, “掌上办”开通率 behind a ；: a measure that says itself of what it is."""
    if grammar().measure.fullmatch(measure):
        return False
    return new_item or bool(grammar().nominal_end.search(measure))


_MANNER: Final = re.compile(
    r"(?:网上|线上|线下|窗口|现场|电话|掌上|网络|在线|自助|邮寄|上门|当场|直接|提前|即时|主动)."
)


_WAYS: Final = ("终端", "自助机", "一体机", "窗口", "手机端", "小程序", "渠道")


def _names_matter(words: str) -> bool:
    """Whether words end in an act that names a matter (社保查询), done in no way (网上申请)."""
    return bool(grammar().nominal_end.search(words)) and not _MANNER.match(words)
