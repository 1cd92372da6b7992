"""Text that remembers where every character stands on the page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

import msgspec

from archive.records import Box, Span


class Run(msgspec.Struct, frozen=True, gc=False):
    """Neighbouring characters of one printed line, at `start` in the text they belong to.

    `edges` holds the left and right edge of each character in turn (x0, x1, x0, x1 …) in points;
    it is None where there is no page (plain text input). `length` counts characters.
    """

    start: int
    length: int
    page: int
    top: float
    bottom: float
    edges: tuple[float, ...] | None

    @property
    def end(self) -> int:
        """Offset just past the run's last character."""
        return self.start + self.length

    def box(self, start: int, end: int) -> Box | None:
        """Box of the run's characters from `start` to `end` (offsets into the whole text)."""
        if self.edges is None:
            return None
        edges = self.edges[2 * (start - self.start) : 2 * (end - self.start)]
        return (min(edges[0::2]), self.top, max(edges[1::2]), self.bottom)


class PlacedText(msgspec.Struct, frozen=True):
    """A string and the runs its characters came from.

    Characters that no run covers were put there by us (the line feed between two paragraphs).
    """

    text: str
    runs: tuple[Run, ...] = ()

    def spans(self, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
        """Where the characters from `start` to `end` stand: one span for each printed line."""
        end = len(self.text) if end is None else end
        spans = []
        first = max(bisect_right(self.runs, start, key=lambda run: run.start) - 1, 0)
        for run in self.runs[first:]:
            if run.start >= end:
                break
            low, high = max(start, run.start), min(end, run.end)
            if low < high:
                spans.append(Span(page=run.page, box=run.box(low, high), start=low, end=high))
        return tuple(spans)

    def slice(self, start: int, end: int | None = None) -> PlacedText:
        """The part from `start` to `end` with offsets counted from its own beginning."""
        end = len(self.text) if end is None else min(end, len(self.text))
        runs = []
        for run in self.runs:
            low, high = max(start, run.start), min(end, run.end)
            if low < high:
                edges = run.edges
                if edges is not None:
                    edges = edges[2 * (low - run.start) : 2 * (high - run.start)]
                runs.append(Run(low - start, high - low, run.page, run.top, run.bottom, edges))
        return PlacedText(self.text[start:end], tuple(runs))

    def strip(self) -> PlacedText:
        """The text without white space at either end."""
        start = len(self.text) - len(self.text.lstrip())
        return self.slice(start, start + len(self.text.strip()))

    @property
    def page(self) -> int:
        """Page the text begins on (1 where it has no place)."""
        return self.runs[0].page if self.runs else 1


def join(parts: Iterable[PlacedText], separator: str = "") -> PlacedText:
    """The parts one after the other, `separator` (which stands on no page) between them."""
    texts: list[str] = []
    runs: list[Run] = []
    offset = 0
    for number, part in enumerate(parts):
        if number:
            texts.append(separator)
            offset += len(separator)
        texts.append(part.text)
        runs.extend(
            Run(run.start + offset, run.length, run.page, run.top, run.bottom, run.edges)
            for run in part.runs
        )
        offset += len(part.text)
    return PlacedText("".join(texts), tuple(runs))


def select(placed: PlacedText, keep: Iterable[int]) -> PlacedText:
    """Only the characters at the ascending offsets `keep`, in order (drops layout spaces)."""
    kept = list(keep)
    text = placed.text
    runs: list[Run] = []
    position = 0
    for run in placed.runs:
        while position < len(kept) and kept[position] < run.start:
            position += 1
        first = position
        while position < len(kept) and kept[position] < run.end:
            position += 1
        if position == first:
            continue
        edges = run.edges
        if edges is not None:
            base = run.start
            edges = tuple(
                edge
                for offset in kept[first:position]
                for edge in edges[2 * (offset - base) : 2 * (offset - base) + 2]
            )
        runs.append(Run(first, position - first, run.page, run.top, run.bottom, edges))
    return PlacedText("".join([text[offset] for offset in kept]), tuple(runs))
