"""The terms an entry is found by: characters and pairs, weighted words, whole values."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import msgspec

from indexer.engine import KeywordField
from indexer.entries import Entry
from indexer.fold import fold
from indexer.segment import words

TITLE_WEIGHT = 2
DEPARTMENT_WEIGHT = 1
"""What a word of the title or of a department's name counts beside its share of the text (where a
headline stands once more): BM25F with one length, that of the text."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What the index keeps of an entry.

    `words` have their weights, `standing` are those of them in the text, whose words `length`
    counts.
    """

    folded: str
    grams: set[str]
    words: dict[str, int]
    standing: frozenset[str]
    titled: tuple[str, ...]
    length: int
    keywords: dict[KeywordField, tuple[str, ...]]


def terms_of(entry: Entry, own: frozenset[str] = frozenset()) -> Terms:
    """All terms of an entry; `own` are the archive's own words (`indexer.segment.words`)."""
    folded = fold(entry.text)
    in_text = words(folded, own)
    weights = Counter(in_text)
    titled = _words_of_name(entry.title or "", own)
    for word in titled:
        weights[word] += TITLE_WEIGHT
    for name in entry.departments:
        for word in _words_of_name(name, own):
            weights[word] += DEPARTMENT_WEIGHT
    return Terms(
        folded=folded,
        grams=grams(folded),
        words=dict(weights),
        standing=frozenset(in_text),
        titled=tuple(dict.fromkeys(titled)),
        length=len(in_text),
        keywords=_keywords(entry),
    )


@lru_cache(maxsize=4096)
def _words_of_name(name: str, own: frozenset[str]) -> tuple[str, ...]:
    """Words of a title or department, which come again and again."""
    return tuple(words(fold(name), own))


def grams(folded: str) -> set[str]:
    """Characters and pairs of neighbours of a folded text.

    Those with a space are few, and tell at once that no text holds the two words of a query as one
    string.
    """
    return set(folded).union(map(str.__add__, folded, folded[1:]))


def _keywords(entry: Entry) -> dict[KeywordField, tuple[str, ...]]:
    issue = entry.issue
    numbers = {str(number) for number in (issue.number, issue.total_number) if number is not None}
    values: dict[KeywordField, tuple[str, ...]] = {
        "bulletin": (entry.bulletin,),
        "kind": (entry.kind,),
        "series": (issue.series,) if issue.series else (),
        "number": tuple(sorted(numbers)),
        "actor": entry.actors,
        "department": entry.departments,
        "type": entry.types,
        "place": entry.places,
        "person": entry.persons,
        "document": entry.documents,
        "figure": (entry.figure.series,) if entry.figure else (),
        "publisher": (issue.publisher,) if issue.publisher else (),
    }
    return {field: tuple(dict.fromkeys(found)) for field, found in values.items() if found}
