"""Plain BM25 over other units than the shipped ones, to hold the shipped ranking against.

What is compared is the units alone (words, characters, pairs): one loop, one formula, the settings
of `indexer.bm25` unless others are given.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest

from indexer.bm25 import K1, B, inverse_frequency
from indexer.fold import fold, fold_query
from indexer.segment import tokenizer

Units = Callable[[str], Iterable[str]]
"""The units of a folded text, each as often as it stands."""
WORDS = "words: jieba, search mode, no HMM"
"""What the shipped index cuts a text into, nearly (`indexer.segment`)."""


def variants() -> dict[str, Units]:
    """The ways to cut a text, by name; jieba knows the field's words."""
    cutter = tokenizer()

    def searched(text: str) -> list[str]:
        return _told(cutter.cut_for_search(text, HMM=False))

    return {
        "jieba": lambda text: _told(cutter.cut(text)),
        "jieba, search mode": lambda text: _told(cutter.cut_for_search(text)),
        WORDS: searched,
        "characters": _characters,
        "pairs": _pairs,
        "characters and pairs": lambda text: [*_characters(text), *_pairs(text)],
        "words and pairs": lambda text: [*searched(text), *_pairs(text)],
        "words, characters and pairs": lambda text: [
            *searched(text),
            *_characters(text),
            *_pairs(text),
        ],
    }


class Bm25:
    """BM25 (Robertson and Zaragoza 2009) over texts in memory."""

    def __init__(self, texts: Sequence[str], units: Units, k1: float = K1, b: float = B) -> None:
        """`k1` and `b` as in the formula: saturation and length normalisation."""
        self._units = units
        counted = [Counter(units(fold(text))) for text in texts]
        lengths = [counts.total() for counts in counted]
        average = sum(lengths) / max(len(lengths), 1) or 1.0
        self._rows = len(texts)
        self._lists: dict[str, tuple[array[int], array[float]]] = {}
        for number, (counts, length) in enumerate(zip(counted, lengths, strict=True)):
            norm = k1 * (1 - b + b * length / average)
            for unit, count in counts.items():
                numbers, shares = self._lists.setdefault(unit, (array("I"), array("d")))
                numbers.append(number)
                shares.append(count * (k1 + 1) / (count + norm))

    def best(self, question: str, limit: int) -> list[int]:
        """The best texts' numbers, best first; equals by number.

        A unit that the question has twice counts twice.
        """
        totals: dict[int, float] = {}
        for unit, times in Counter(self._units(fold_query(question))).items():
            numbers, shares = self._lists.get(unit, ((), ()))
            factor = times * inverse_frequency(self._rows, len(numbers))
            for number, share in zip(numbers, shares, strict=True):
                totals[number] = totals.get(number, 0.0) + factor * share
        return nsmallest(limit, totals, key=lambda number: (-totals[number], number))


def _told(words: Iterable[str]) -> list[str]:
    return [word for word in words if any(map(str.isalnum, word))]


def _characters(text: str) -> list[str]:
    """Each Chinese character; Latin words and numbers whole."""
    return [unit for run in _RUN.findall(text) for unit in ((run,) if run.isascii() else run)]


def _pairs(text: str) -> list[str]:
    """Pairs of neighbours inside runs of Chinese; Latin words and numbers whole."""
    found: list[str] = []
    for run in _RUN.findall(text):
        whole = run.isascii() or len(run) == 1
        found.extend((run,) if whole else map(str.__add__, run, run[1:]))
    return found


_RUN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
