"""Comparisons: 同比增长12.3% belongs to the figure it speaks of and is no figure of its own."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from archive.extract.statistic_drafts import DERIVED, PERCENT, Draft, FigureChange
from archive.extract.statistic_phrases import SHARE, Label, read_label
from archive.extract.statistic_tokens import ChangeKind, Cue, Quantity, direction

_MORE_OF: Final = re.compile(r"(?P<up>多|增加|新增)|(?P<down>少|减少)")
_AMOUNT: Final = re.compile(r"[增降减升涨跌]幅")
# Words that are a measure where nothing is compared: 办理时限压缩50%, 提速92.8%.
_MEASURES_TOO: Final = ("提速", "压缩", "缩短", "减少", "节约")
_MONEY_WORD: Final = re.compile(r"金额|总额|总金额")
_NUMBER_OF: Final = re.compile(r"(?:数量?|宗数|个数|件数|项目)$")


class Changes:
    """Reads changes and puts them to the figures of a paragraph."""

    def __init__(self, text: str, figures: list[Draft]) -> None:
        self.text = text
        self.figures = figures
        self.cue: ChangeKind | None = None
        self.changed: tuple[int, int] | None = None

    def read(
        self, start: int, quantity: Quantity, cues: list[Cue], earliest: int, *, inside: bool
    ) -> bool:
        """Whether a number is a change (then it has been put to its figure, if one is named).

        `start` is where the words before the number begin, `cues` the comparisons in them,
        `earliest` the index of the first figure that may be meant; `inside` tells that the change
        stands in brackets.
        """
        found = direction(self.text, start, quantity.start)
        if found is None and cues:
            found = self._unworded(quantity, cues[-1])
        if found is None:
            return False
        sign, word = found
        if not cues and (
            self.text[word - 1 : word] in ("新", "净") or self.text.startswith("提速", word)
        ):
            return False
        kind = cues[-1].kind if cues else self.cue or self._kind_before(word)
        if kind is None:
            # 增长12% with nothing to compare is neither a change nor a figure.
            return not self.text.startswith(_MEASURES_TOO, word)
        begin = cues[-1].start if cues else start
        subject_start = cues[-1].end if cues else start
        rate = quantity.unit == PERCENT
        target = self._target(start, begin, subject_start, word, earliest, rate=rate, inside=inside)
        if target is not None:
            self._attach(target, kind, sign, quantity, begin if cues else word)
        self.cue = kind
        return True

    def read_list(self, start: int, own: list[Quantity], cues: list[Cue]) -> bool:
        """同比分别增长12.3%和10.1%: one change for each of the last figures (or comparisons)."""
        found = direction(self.text, start, own[0].start)
        if found is None:
            return False
        signs = [found[0]]
        for left, right in pairwise(own):
            turned = direction(self.text, left.end, right.start)
            signs.append(turned[0] if turned else signs[-1])
        if len(cues) == len(own) and self.figures:
            for cue, sign, quantity in zip(cues, signs, own, strict=True):
                self._attach(len(self.figures) - 1, cue.kind, sign, quantity, quantity.start)
            return True
        kind = cues[-1].kind if cues else self.cue
        if kind is None or len(self.figures) < len(own):
            return False
        first = len(self.figures) - len(own)
        for index, (sign, quantity) in enumerate(zip(signs, own, strict=True)):
            self._attach(first + index, kind, sign, quantity, quantity.start)
        return True

    def level(self, cue: Cue, end: int) -> None:
        """与上月持平: a change of nothing, in the figure's unit."""
        last = self.figures[-1]
        change = FigureChange(
            kind=cue.kind,
            value=0,
            unit=last.unit or "",
            written=self.text[cue.start : end],
            at=(cue.start, end),
        )
        last.changes.append(change)

    def _unworded(self, quantity: Quantity, cue: Cue) -> tuple[int, int] | None:
        """较上周多受理12件, 同比+3.2%: the sign stands apart from the number."""
        more = _MORE_OF.match(self.text, cue.end, quantity.start)
        if more:
            return (1 if more["up"] else -1), cue.end
        return (1, quantity.start) if quantity.signed else None

    def _kind_before(self, word: int) -> ChangeKind | None:
        """增加21项，增幅3.78%: the second tells of the same comparison."""
        if self.changed is None or self.changed[1] != len(self.figures):
            return None
        if not _AMOUNT.match(self.text, word):
            return None
        return self.figures[self.changed[0]].changes[-1].kind

    def _target(
        self,
        start: int,
        cue_start: int,
        subject_start: int,
        word: int,
        earliest: int,
        *,
        rate: bool,
        inside: bool,
    ) -> int | None:
        """Index of the figure a change speaks of: the one its subject names, else the last."""
        if not self.figures:
            return None
        subject = self.text[subject_start:word].strip(" ，、约均分别")
        if cue_start > start and not subject:
            subject = self.text[start:cue_start].strip(" ，、（(")
        if not subject:
            if self.changed is not None and self.changed[1] == len(self.figures):
                return self.changed[0]
            return self._principal(earliest, rate=rate, inside=inside)
        label = read_label(subject)
        if self.text.find("；", self.figures[-1].at[1], start) >= 0:
            # behind a list of parts: the whole is spoken of first
            for index in range(len(self.figures) - 1, earliest - 1, -1):
                draft = self.figures[index]
                if draft.own and _speaks_of(label, subject, draft):
                    return index
        for index in range(len(self.figures) - 1, earliest - 1, -1):
            if _speaks_of(label, subject, self.figures[index]):
                return index
        return None

    def _principal(self, earliest: int, *, rate: bool, inside: bool) -> int:
        """The last figure, or for a growth in per cent the one a share or average was reckoned of.

        受理120件，日均12件，同比增长5%: the growth is that of 受理.
        """
        last = len(self.figures) - 1
        if not inside and self.figures[last].bracketed:
            # 话务量38126个（日均5447个），较上周增加
            while last > earliest and self.figures[last].bracketed:
                last -= 1
            return last
        index = last
        while rate and index > earliest and self.figures[index].measure.startswith(DERIVED):
            index -= 1
        whole, part = self.figures[index], self.figures[last]
        same = whole.scope == part.scope and whole.measure.endswith(part.measure[2:])
        return index if same or part.measure == SHARE else last

    def _attach(
        self, index: int, kind: ChangeKind, sign: int, quantity: Quantity, begin: int
    ) -> None:
        change = FigureChange(
            kind=kind,
            value=quantity.value * sign,
            unit=quantity.unit or "",
            written=self.text[begin : quantity.end],
            at=(begin, quantity.end),
        )
        self.figures[index].changes.append(change)
        self.changed = (index, len(self.figures))


def _speaks_of(label: Label, subject: str, draft: Draft) -> bool:
    """Whether the subject of a change (交易金额, 咨询类) names this figure."""
    if subject == draft.measure:
        return True
    if label.measure is None and label.category is None and label.scope is None:
        return False
    categories = (draft.category, f"{draft.category}类")
    other = label.category and draft.category and label.category not in categories
    if other or (label.scope and draft.scope and label.scope != draft.scope):
        return False
    if label.measure is None:
        return label.category is None or label.category == draft.category
    named, known = (_MONEY_WORD.sub("额", word) for word in (label.measure, draft.measure))
    if named in known or known in named:
        return True
    return bool(_NUMBER_OF.search(subject)) and draft.unit not in ("元", PERCENT, None)
