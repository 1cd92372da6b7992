"""Whether one ranking does better than another on the same questions: a paired bootstrap."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import msgspec

RESAMPLES = 4_000
SEED = 2018
CENTRAL = 0.95
"""The interval told holds this share of the resampled differences."""


class Comparison(msgspec.Struct, frozen=True):
    """The mean gain of one ranking over another, its central interval, and how sure it is.

    `p` is the two-sided share of resamples on the far side of no difference.
    """

    mean: float
    low: float
    high: float
    p: float


def compare(ours: Sequence[float], theirs: Sequence[float], seed: int = SEED) -> Comparison:
    """Resample the questions with replacement (Efron and Tibshirani 1993; Sakai 2006 for ranking).

    The scores go with the same questions in the same order. Raises ValueError where they do not,
    or where there are none.
    """
    differences = [mine - other for mine, other in zip(ours, theirs, strict=True)]
    if not differences:
        raise ValueError("no questions to compare by")
    count = len(differences)
    chosen = Random(seed)
    means = sorted(sum(chosen.choices(differences, k=count)) / count for _ in range(RESAMPLES))
    aside = round(RESAMPLES * (1 - CENTRAL) / 2)
    below = sum(mean <= 0 for mean in means)
    above = sum(mean >= 0 for mean in means)
    return Comparison(
        mean=sum(differences) / count,
        low=means[aside],
        high=means[-1 - aside],
        p=min(1.0, 2 * min(below, above) / RESAMPLES),
    )
