"""BM25 with the settings and the loops that all engines of ours share."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush, nlargest
from itertools import compress, repeat
from math import log
from operator import add

import msgspec

from indexer.postings import MAX_WEIGHT

K1 = 0.9
B = 0.4
"""Saturation and length normalisation, as measured on Chinese passages (bench/README.md)."""


LOOKUP_COST = 12
"""Looking one record up in a word's list takes about as long as reading so many of its numbers."""
ROUNDING = 1e-9
"""What sums of shares may differ by when added in another order."""

HEAVY = 15
"""Weights from this on are of one class."""
LENGTHS = (0, 16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 256, 320, 448, 640, 1024)
"""The least lengths of the classes: 16, as 16 classes of weight leave room for in a byte."""


class Postings(msgspec.Struct, frozen=True):
    """The records that have a word, its weight in each, and their classes (`class_of`)."""

    numbers: Sequence[int]
    weights: bytes
    classes: bytes


def class_of(weight: int, length: int) -> int:
    """What of a word's weight and a record's length tells how much the word can add to a score."""
    return min(weight, HEAVY) << 4 | bisect_right(LENGTHS, length) - 1


def inverse_frequency(records: int, frequency: int) -> float:
    """Robertson and Spärck Jones's weight of a word that `frequency` of `records` have, above 0."""
    return log(1 + (records - frequency + 0.5) / (frequency + 0.5))


def norms(longest: int, average: float) -> list[float]:
    """What a record's length (the place in the list) adds below a word's weight in BM25."""
    flat = K1 * (1 - B)
    slope = K1 * B / average if average else 0.0
    return [flat + slope * length for length in range(longest + 1)]


def added(
    totals: Sequence[float],
    candidates: Sequence[int],
    postings: Postings,
    lengths: Sequence[int],
    norm: Sequence[float],
    factor: float,
) -> list[float]:
    """The candidates' totals with one word's share added, in the candidates' order.

    `postings` are the records that have the word and its weight in each, `lengths` are by record,
    `norm` by length, `factor` is the word's inverse frequency (and whatever else weighs it). Runs
    inside C as far as it goes: a common word has tens of thousands of postings.
    """
    numbers, weights = postings.numbers, postings.weights
    top = factor * (K1 + 1)
    if len(candidates) * LOOKUP_COST < len(numbers):
        return [
            total + _share(numbers, weights, number, top, norm[lengths[number]])
            for total, number in zip(totals, candidates, strict=True)
        ]
    if len(candidates) * 4 < len(numbers):
        weight_of = dict(zip(numbers, weights, strict=True))
        return [
            total + top * weight / (weight + norm[lengths[number]])
            if (weight := weight_of.get(number))
            else total
            for total, number in zip(totals, candidates, strict=True)
        ]
    below = map(norm.__getitem__, map(lengths.__getitem__, numbers))
    shares = [
        top * weight / (weight + length) for weight, length in zip(weights, below, strict=True)
    ]
    share_of = dict(zip(numbers, shares, strict=True))
    return list(map(add, totals, map(share_of.get, candidates, repeat(0.0))))


def _share(numbers: Sequence[int], weights: bytes, number: int, top: float, norm: float) -> float:
    at = bisect_left(numbers, number)
    if at == len(numbers) or numbers[at] != number:
        return 0.0
    return top * weights[at] / (weights[at] + norm)


class Ladder:
    """One word's records in steps, by how much the word can add to their scores at most."""

    def __init__(self, postings: Postings, factor: float, norm: Sequence[float]) -> None:
        """`factor` and `norm` as for `added`. Step 0 is of the records without the word."""
        self._numbers, self._classes = postings.numbers, postings.classes
        top, longest = factor * (K1 + 1), len(norm) - 1
        found = []
        for kind in set(self._classes):
            weight = MAX_WEIGHT if kind >> 4 == HEAVY else kind >> 4
            least = norm[min(LENGTHS[kind & 15], longest)]
            found.append((top * weight / (weight + least), kind))
        found.sort()
        self.bounds = [0.0, *(bound for bound, _ in found)]
        self.kinds = [kind for _, kind in found]
        self.sizes = [0, *map(self._classes.count, self.kinds)]

    @property
    def top(self) -> int:
        """The highest step."""
        return len(self.kinds)

    def above(self, step: int) -> Iterator[int]:
        """The records above the step."""
        higher = bytearray(256)
        for kind in self.kinds[step:]:
            higher[kind] = 1
        return compress(self._numbers, self._classes.translate(higher))

    def highest(self, wanted: int) -> Iterator[int]:
        """At least so many records, where there are, those of the highest steps."""
        step = self.top
        while step > 0 and wanted > 0:
            wanted -= self.sizes[step]
            step -= 1
        return self.above(step)


def light(ladders: Sequence[Ladder], edge: float) -> list[int]:
    """A step for each word: a record above none of its words' steps has a score under `edge`.

    Each step up is taken where it leaves out the most records for what it adds.
    """
    steps = [0] * len(ladders)
    left = edge * (1 - ROUNDING)
    ways: list[tuple[float, float, int]] = []

    def offer(at: int) -> None:
        ladder, step = ladders[at], steps[at] + 1
        if step <= ladder.top:
            rise = ladder.bounds[step] - ladder.bounds[step - 1]
            heappush(ways, (rise / (ladder.sizes[step] + 1), rise, at))

    for at in range(len(ladders)):
        offer(at)
    while ways:
        _, rise, at = heappop(ways)
        if rise < left:
            steps[at] += 1
            left -= rise
            offer(at)
    return steps


def cut(pool: Sequence[int], values: Sequence[float], limit: int) -> tuple[list[int], list[int]]:
    """Split off what may be among the `limit` largest: those above the limit-th, those equal to it.

    `values` go with `pool`, one for each member.
    """
    if len(pool) <= limit:
        return list(pool), []
    edge = nlargest(limit, values)[-1]
    likely = [(number, value) for number, value in zip(pool, values, strict=True) if value >= edge]
    return (
        [number for number, value in likely if value > edge],
        [number for number, value in likely if value == edge],
    )
