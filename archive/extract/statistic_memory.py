"""What the figures of a paragraph lean on: the words of those before them.

A figure that names no scope, category or measure takes them from earlier ones: the subject goes on
over commas (受理12件，办结10件), 其中 opens a list under the figure before it, a bracket ends with
what it opened.
"""

from __future__ import annotations

from typing import Final

import msgspec

from archive.extract.statistic_drafts import PERCENT, SHARE, Draft
from archive.extract.statistic_phrases import Label

LOOK_BACK: Final = 60
"""Figures and characters that later words may lean on."""
_DERIVED: Final = (SHARE, "日均", "月均", "平均")
"""Measures that later figures do not inherit."""
_CASE_UNITS: Final = frozenset({"件", "个", "次", "件次", "宗", "起", "条", "通", "人次"})
"""Units that bulletins use for cases side by side (受理46983件次，其中电话46908个)."""
THINGS: Final = frozenset(
    {"企业", "个体工商户", "农民专业合作社", "合作社", "市场主体", "群众", "单位", "个人"}
)
"""What may stand as a kind in a list after 其中 though it is generic elsewhere."""


class _Frame(msgspec.Struct):
    """What holds until a sentence or bracket ends.

    `named_alone` counts categories in a row without a measure of their own (其中咨询3件，投诉5件);
    `outer` is the category before 其中.
    """

    scope: str | None = None
    category: str | None = None
    named_alone: int = 0
    sub: bool = False
    outer: str | None = None


class Memory:
    """The figures read so far and what still holds of them."""

    def __init__(self) -> None:
        self.figures: list[Draft] = []
        self.frame = _Frame()
        self._stack: list[_Frame] = []
        self._sentence = 0
        self._previous = 0

    # Sentences, brackets, lists ------------------------------------------------------------------

    def begin_sentence(self) -> None:
        """A new sentence: the scope holds, the rest does not."""
        self._stack.clear()
        self.frame = _Frame(scope=self.frame.scope)
        self._previous, self._sentence = self._sentence, len(self.figures)

    def open_bracket(self) -> None:
        """What a bracket says ends with it."""
        self._stack.append(msgspec.structs.replace(self.frame))

    def close_bracket(self) -> None:
        """Back to what held before the bracket."""
        if self._stack:
            self.frame = self._stack.pop()

    def open_list(self) -> None:
        """其中: kinds of the figure before follow."""
        self.frame.sub = True
        self.frame.outer = self.frame.category

    def set_scope(self, scope: str) -> None:
        """A new scope has categories of its own."""
        if scope != self.frame.scope:
            self.frame.category = None
            self.frame.outer = None
        self.frame.scope = scope

    def set_category(self, category: str) -> None:
        """A category that a clause announces (行政许可方面，…)."""
        self.frame.category = category
        self.frame.named_alone = 0

    @property
    def begun(self) -> bool:
        """Whether the sentence has a figure already."""
        return len(self.figures) > self._sentence

    @property
    def earliest(self) -> int:
        """Index of the first figure that a comparison may speak of."""
        return max(self._previous, len(self.figures) - LOOK_BACK)

    def recent(self) -> list[Draft]:
        """The figures of the sentence, as far back as words reach."""
        return self.figures[max(self._sentence, len(self.figures) - LOOK_BACK) :]

    # What a figure takes over --------------------------------------------------------------------

    def inherited(self, unit: str | None) -> str | None:
        """Measure of an earlier figure with the same unit.

        The last one of the sentence; in a new sentence the first of the sentence before (其中 …) or
        the paragraph's first.
        """

        def fits(draft: Draft) -> bool:
            same = unit is None or draft.unit == unit
            return same and not draft.measure.startswith(_DERIVED)

        here = next((draft for draft in reversed(self.recent()) if fits(draft)), None)
        if here is not None:
            return here.measure
        before = self.figures[self._previous : min(self._sentence, self._previous + LOOK_BACK)]
        first = next(filter(fits, before), None) if self.frame.sub else None
        first = first or next(filter(fits, self.figures[:LOOK_BACK]), None)
        if first is not None:
            return first.measure
        if self.frame.sub and self.figures and unit in _CASE_UNITS:
            last = self.figures[-1]
            return last.measure if last.unit in _CASE_UNITS else None
        return None

    def listed(self, label: Label, unit: str | None) -> Label:
        """The words of a figure where a noun only continues a list: then it is a category.

        其中企业21户，个体工商户60户; 办理设立登记3件，变更登记5件.
        """
        measure = label.measure
        last = self.figures[-1] if self.begun else None
        if measure is None or last is None or last.unit != unit or last.category == measure:
            return label
        if measure.endswith("登记") and (last.category or "").endswith("登记"):
            item = (label.category or "") + measure
        elif self.frame.sub and measure in THINGS and label.category is None:
            item = measure
        else:
            return label
        return msgspec.structs.replace(label, category=item, measure=None, start=0)

    def category(
        self, label: Label, measure: str, unit: str | None, *, own: bool, new_item: bool
    ) -> str | None:
        """Category of a figure: its own, or the one before it where that still holds.

        `own` tells that it names its measure, `new_item` that a ； opens its clause.
        """
        frame = self.frame
        if label.category:
            frame.named_alone = 0 if own else frame.named_alone + 1
            frame.category = label.category
        elif label.scope and label.scope != frame.scope:
            frame.category = None
            frame.named_alone = 0
        elif own and measure != SHARE and frame.category is not None:
            ends = new_item or not self.figures or self.figures[-1].unit == unit
            ends = ends or (frame.named_alone > 1 and unit == PERCENT)
            back = label.total or (frame.named_alone and frame.sub and ends)
            if back or self._repeats(measure):
                frame.category = frame.outer
                frame.named_alone = 0
        return frame.category

    def _repeats(self, measure: str) -> bool:
        """Whether this category already has such a figure in the sentence."""
        return any(
            draft.measure == measure
            and draft.category == self.frame.category
            and draft.scope == self.frame.scope
            for draft in self.recent()
        )
