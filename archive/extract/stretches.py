"""Stretches `[start, end)` of a text: joining them, and asking what they hold."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from archive.extract.context import Taken


def merged(stretches: Iterable[tuple[int, int]]) -> Taken:
    """The stretches in order, overlapping ones joined (adjoining ones stay apart)."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def overlaps(stretches: Taken, start: int, end: int) -> bool:
    """Whether one of the merged stretches shares a character with `[start, end)`."""
    index = bisect_left(stretches, end, key=lambda stretch: stretch[0]) - 1
    return index >= 0 and stretches[index][1] > start
