"""What else a word of a query may stand as: synonyms, simplified characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from unicodedata import normalize

from corpus.lexicon.synonyms import Group, synonym_groups
from corpus.lexicon.traditional import simplified

Piece = tuple[str, Group]
"""A stretch of a text and the other words it may stand as (none: as itself alone)."""


def pieces(folded: str, groups: tuple[Group, ...] | None = None) -> tuple[Piece, ...]:
    """The text cut at the words of the synonym lists, longest first from the left.

    林地报批指导 gives 林地报批 with its synonyms and 指导 with none. `groups` are used instead of
    the shipped ones where given.
    """
    table = _table(synonym_groups() if groups is None else groups)
    found: list[Piece] = []
    plain = 0
    at = 0
    while at < len(folded):
        for length in table.lengths.get(folded[at], ()):
            word = folded[at : at + length]
            others = table.others.get(word)
            if others is not None:
                if plain < at:
                    found.append((folded[plain:at], ()))
                found.append((word, others))
                at += length
                plain = at
                break
        else:
            at += 1
    if plain < at:
        found.append((folded[plain:at], ()))
    return tuple(found)


def as_simplified(text: str) -> str | None:
    """The text in simplified characters, None where it is in them already."""
    other = simplified(text)
    return other if other != text else None


class _Table:
    def __init__(self, groups: Iterable[Group]) -> None:
        gathered: dict[str, dict[str, None]] = {}
        for folded in _folded(groups):
            for word in folded:
                gathered.setdefault(word, {}).update(dict.fromkeys(folded))
        self.others: dict[str, Group] = {
            word: tuple(other for other in words if other != word)
            for word, words in gathered.items()
        }
        lengths: dict[str, set[int]] = {}
        for word in self.others:
            lengths.setdefault(word[0], set()).add(len(word))
        self.lengths = {first: sorted(sizes, reverse=True) for first, sizes in lengths.items()}


def _folded(groups: Iterable[Group]) -> Iterator[Group]:
    """The groups with their words folded: all at once, as a search waits for it."""
    lines = "\n".join(map("\t".join, groups))
    for line in normalize("NFKC", lines).casefold().splitlines():
        yield tuple(map(str.strip, line.split("\t")))


@lru_cache(maxsize=4)
def _table(groups: tuple[Group, ...]) -> _Table:
    return _Table(groups)
