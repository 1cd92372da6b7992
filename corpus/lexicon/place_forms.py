"""The words by which places of no list are known: kinds of place, and what names none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files


@cache
def place_kinds() -> dict[str, str]:
    """The words names of places end in (产业园, 街道) with their kinds (zone, town)."""
    return {
        word: kind
        for kind, words in (line.split("\t") for line in _lines("place_kinds.tsv"))
        for word in words.split(" ")
    }


@cache
def unnamed_places() -> frozenset[str]:
    """Words before a kind of place that name none: 示范 of 示范园区, 行政 of 行政村."""
    return frozenset(word for line in _lines("place_unnamed.tsv") for word in line.split(" "))


def _lines(file: str) -> Iterator[str]:
    text = (files("corpus.lexicon") / file).read_text("utf-8")
    return (line for line in text.splitlines() if not line.startswith("#"))
