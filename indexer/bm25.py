"""BM25 with the settings and the loops that all engines of ours share."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from itertools import repeat
from math import log
from operator import add

K1 = 0.9
B = 0.4
"""Saturation and length normalisation, as measured on Chinese passages (bench/README.md)."""


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
    postings: tuple[Sequence[int], Sequence[int]],
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
