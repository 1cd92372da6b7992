"""BM25 with the settings and the loops that all engines of ours share."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import compress, repeat
from math import log
from operator import add

from indexer.postings import MAX_WEIGHT

K1 = 0.9
B = 0.4
"""Saturation and length normalisation, as measured on Chinese passages (bench/README.md)."""


LOOKUP_COST = 12
"""Looking one record up in a word's list takes about as long as reading so many of its numbers."""
ROUNDING = 1e-9
"""What sums of shares may differ by when added in another order."""

Postings = tuple[Sequence[int], bytes]
"""The records that have a word, and its weight in each."""


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
    numbers, weights = postings
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
    """One word's records by its weight in them, and what each weight can add to a score at most."""

    def __init__(self, postings: Postings, factor: float, shortest: float) -> None:
        """`factor` as for `added`; `shortest` is the norm of the shortest record."""
        self._numbers, self._weights = postings
        self.heaviest_weight = max(self._weights)
        upwards = range(self.heaviest_weight + 1)
        self.sizes = [self._weights.count(weight) for weight in upwards]
        top = factor * (K1 + 1)
        self.bounds = [top * weight / (weight + shortest) for weight in upwards]

    def above(self, weight: int) -> Iterator[int]:
        """Records that have the word with more than this weight."""
        higher = bytes(weight + 1) + b"\1" * (MAX_WEIGHT - weight)
        return compress(self._numbers, self._weights.translate(higher))

    def heaviest(self, wanted: int) -> Iterator[int]:
        """At least so many records, where there are, those with the greatest weights."""
        weight = self.heaviest_weight
        while weight > 0 and wanted > 0:
            wanted -= self.sizes[weight]
            weight -= 1
        return self.above(weight)


def light(ladders: Sequence[Ladder], edge: float) -> list[int]:
    """A weight for each word: a record with no word above its weight has a score under `edge`.

    Each step up is taken where it leaves out the most records for what it adds.
    """
    weights = [0] * len(ladders)
    left = edge * (1 - ROUNDING)
    while True:
        best: tuple[float, int, float] | None = None
        for at, (ladder, weight) in enumerate(zip(ladders, weights, strict=True)):
            if weight < ladder.heaviest_weight:
                step = ladder.bounds[weight + 1] - ladder.bounds[weight]
                price = step / (ladder.sizes[weight + 1] + 1)
                if step < left and (best is None or price < best[0]):
                    best = price, at, step
        if best is None:
            return weights
        weights[best[1]] += 1
        left -= best[2]


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
