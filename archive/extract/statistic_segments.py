"""A paragraph of statistics in clauses, with the numbers, comparisons and dates in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

import msgspec

from archive.extract.context import Context
from archive.extract.statistic_periods import Period, find_periods
from archive.extract.statistic_tokens import Cue, find_cues, find_quantities


class Segment(msgspec.Struct, frozen=True):
    """A clause and the marks that open and close it (empty at the text's end)."""

    start: int
    end: int
    opened: str
    closed: str


_MARK: Final = re.compile(r"[，,；;。！!？?\n：:（）()]")
# （市、区） belongs to its name, （主要覆盖市区） is an aside.
_KEPT_BRACKET: Final = re.compile(
    r"[（(](?!主要|含|包括|不含|即|指|其中|下同|以下|见)[^（()）0-9，。；：]{1,7}[）)]"
)


def segments(text: str, closed: list[tuple[int, int]]) -> list[Segment]:
    """Clauses of the text.

    Marks inside dates and figures (`closed`, in order) and short brackets （市、区） part nothing.
    """
    kept = sorted([*closed, *(match.span() for match in _KEPT_BRACKET.finditer(text))])
    barrier = iter([*kept, (len(text) + 1, len(text) + 1)])
    low, high = next(barrier)
    found = []
    start, opened = 0, "\n"
    for match in _MARK.finditer(text):
        position = match.start()
        while position >= high:
            low, high = next(barrier)
        if low <= position < high:
            continue
        found.append(Segment(start, position, opened, match[0]))
        start, opened = match.end(), match[0]
    found.append(Segment(start, len(text), opened, ""))
    return found


class Tokens:
    """Numbers, comparisons and dates of a text, found once and asked by place."""

    def __init__(self, text: str, context: Context) -> None:
        self.periods, self.dates = find_periods(text, context)
        self.quantities = find_quantities(text, self.dates)
        self._cues = find_cues(text)
        self._cue_starts = [cue.start for cue in self._cues]
        self._cue_ends = frozenset(cue.end for cue in self._cues)
        self._period_starts = [period.at for period in self.periods]
        self._date_starts = [start for start, _ in self.dates]

    def closed(self) -> list[tuple[int, int]]:
        """Stretches of dates and figures, in order."""
        return sorted([*self.dates, *((item.start, item.end) for item in self.quantities)])

    def cues(self, start: int, end: int) -> list[Cue]:
        """Comparisons that begin and end in `[start, end]`."""
        low, high = bisect_left(self._cue_starts, start), bisect_left(self._cue_starts, end)
        return [cue for cue in self._cues[low:high] if cue.end <= end]

    def cue_ends_at(self, position: int) -> bool:
        """Whether a comparison ends right there."""
        return position in self._cue_ends

    def periods_in(self, start: int, end: int) -> list[Period]:
        """Periods that begin in `[start, end)`."""
        low = bisect_left(self._period_starts, start)
        return self.periods[low : bisect_left(self._period_starts, end)]

    def dates_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """Stretches of dates that begin in `[start, end)`."""
        low = bisect_left(self._date_starts, start)
        return self.dates[low : bisect_left(self._date_starts, end)]
