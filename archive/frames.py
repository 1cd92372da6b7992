"""The text frame: where lines begin and end on a page, the body's type size and line spacing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from archive.pages import Line, Page

_SAME_SIZE = 0.12
# Lines that begin (end) within this many ems share an edge; right edges vary with punctuation.
_LEFT_WITHIN = 0.4
_RIGHT_WITHIN = 1.2
# A page's own edges count from this many lines on.
_LINES_FOR_EDGES = 5
_SHIFT = 0.5
# Lines that fill less of the space between equal margins are short ones, not the frame.
_NARROWEST = 0.75
# Line spacing where no two lines of text tell it: 28 pt for 16 pt type (GB/T 9704 has 22 lines).
_USUAL_LEADING = 1.75


class Frame(msgspec.Struct, frozen=True):
    """Left and right edge of the text, in points."""

    left: float
    right: float


class Body(msgspec.Struct, frozen=True):
    """The body's commonest type size and the distance between its base lines, in points."""

    size: float
    leading: float


def same_size(one: float, other: float) -> bool:
    """True where two sizes differ by no more than fonts of one nominal size do."""
    return abs(one - other) <= _SAME_SIZE * max(one, other)


def measure_body(pages: Iterable[Page]) -> Body:
    """Type size and leading of the running text."""
    sizes: Counter[float] = Counter()
    leadings: Counter[float] = Counter()
    every = list(pages)
    for page in every:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    if not sizes:
        return Body(0.0, 0.0)
    size = sizes.most_common(1)[0][0]
    for page in every:
        for above, below in pairwise(page.lines):
            step = below.top - above.top
            if (
                size * 0.9 <= step <= size * 3
                and same_size(above.size, size)
                and same_size(below.size, size)
            ):
                leadings[round(step)] += 1
    if not leadings:
        return Body(size, _USUAL_LEADING * size)
    return Body(size, max(leadings, key=lambda step: (leadings[step], -step)))


def _edges(lines: Sequence[Line], size: float) -> Frame | None:
    """Edges that at least two lines share; None where there are no lines."""
    if not lines:
        return None
    lefts = sorted(line.x0 for line in lines)
    rights = sorted((line.x1 for line in lines), reverse=True)
    left = next((x for x, after in pairwise(lefts) if after - x <= _LEFT_WITHIN * size), lefts[0])
    right = next(
        (x for x, after in pairwise(rights) if x - after <= _RIGHT_WITHIN * size), rights[0]
    )
    return Frame(left, max(right, left + size))


def _widened(frame: Frame | None, lines: Sequence[Line], size: float, width: float) -> Frame | None:
    """The frame, with equal margins where no two long lines tell the right one."""
    if frame is None:
        return None
    even = width - frame.left
    telling = sum(frame.right - line.x1 <= _RIGHT_WITHIN * size for line in lines)
    if telling < 2 or frame.right - frame.left < _NARROWEST * (even - frame.left):
        return Frame(frame.left, max(frame.right, even))
    return frame


class Frames:
    """Frames of a whole file: each column's own, each page's own where its margins differ."""

    def __init__(self, pages: Sequence[Page], body: Body) -> None:
        self._body = body
        by_width: dict[int, list[Line]] = {}
        for page in pages:
            by_width.setdefault(round(page.width), []).extend(self._full_width(page))
        self._common = {
            width: _widened(_edges(lines, body.size), lines, body.size, width)
            for width, lines in by_width.items()
        }
        long_columns = [
            _edges(page.lines[start:end], body.size)
            for page in pages
            for start, end in page.columns
            if end - start >= _LINES_FOR_EDGES
        ]
        self._columns = {frame for frame in long_columns if frame is not None}

    def _full_width(self, page: Page) -> list[Line]:
        """A page's lines of body text that stand in no column."""
        columns = {index for start, end in page.columns for index in range(start, end)}
        return [
            line
            for index, line in enumerate(page.lines)
            if index not in columns and same_size(line.size, self._body.size)
        ]

    def of(self, page: Page) -> list[Frame]:
        """Frame of each of the page's lines."""
        columns = [
            (start, end, self._column_frame(page.lines[start:end])) for start, end in page.columns
        ]
        whole = self._page_frame(page)
        for _, _, frame in columns:
            whole = Frame(min(whole.left, frame.left), max(whole.right, frame.right))
        frames = [whole] * len(page.lines)
        for start, end, frame in columns or self._lone_column(page):
            frames[start:end] = [frame] * (end - start)
        return frames

    def _lone_column(self, page: Page) -> list[tuple[int, int, Frame]]:
        """The left column of a last page that the text did not fill: nothing stands beside it.

        Its lines keep to the first column of the pages before, and at least two of them reach its
        right edge.
        """
        if not self._columns:
            return []
        size = self._body.size
        first = min(self._columns, key=lambda frame: (frame.left, frame.right))
        end = 0
        for line in page.lines:
            if line.x1 > first.right + size:
                break
            end += 1
        reaching = sum(first.right - line.x1 <= _RIGHT_WITHIN * size for line in page.lines[:end])
        return [(0, end, first)] if reaching >= 2 else []

    def _column_frame(self, lines: Sequence[Line]) -> Frame:
        """A column's own frame; one of few lines takes that of a longer column in its place."""
        size = self._body.size
        own = _edges(lines, size) or Frame(0.0, 0.0)
        if len(lines) >= _LINES_FOR_EDGES:
            return own
        around = [
            frame
            for frame in self._columns
            if frame.left <= own.left + _SHIFT * size and own.right <= frame.right + size
        ]
        return max(around, key=lambda frame: (frame.left, frame.right), default=own)

    def _page_frame(self, page: Page) -> Frame:
        lines = self._full_width(page)
        own = _edges(lines, self._body.size)
        common = self._common.get(round(page.width))
        if common is None or own is None:
            return common or own or Frame(0.0, page.width)
        if len(lines) < _LINES_FOR_EDGES:
            return Frame(min(common.left, own.left), max(common.right, own.right))
        shift = _SHIFT * self._body.size
        moved = own.left - common.left
        if abs(moved) > shift and abs((own.right - common.right) - moved) <= shift:
            return own
        return Frame(min(common.left, own.left), max(common.right, own.right))
