"""The terms an entry is found by: characters and pairs, weighted words, whole values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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


class Cut(msgspec.Struct, frozen=True, array_like=True):
    """The words of an entry's text, of its title, and of its departments' names together."""

    text: list[str]
    title: tuple[str, ...]
    departments: tuple[str, ...]


def cut(
    text: str, title: str | None, departments: Iterable[str], own: frozenset[str] = frozenset()
) -> Cut:
    """Cut an entry's text and names; `own` are the archive's own words (`segment.words`)."""
    named = [word for name in departments for word in _words_of_name(name, own)]
    return Cut(words(fold(text), own), _words_of_name(title or "", own), tuple(named))


def terms_of(entry: Entry, own: frozenset[str] = frozenset(), done: Cut | None = None) -> Terms:
    """All terms of an entry; `done` are its words, where they are cut already."""
    done = done or cut(entry.text, entry.title, entry.departments, own)
    folded = fold(entry.text)
    weights = Counter(done.text)
    for word in done.title:
        weights[word] += TITLE_WEIGHT
    for word in done.departments:
        weights[word] += DEPARTMENT_WEIGHT
    return Terms(
        folded=folded,
        grams=grams(folded),
        words=dict(weights),
        standing=frozenset(done.text),
        titled=tuple(dict.fromkeys(done.title)),
        length=len(done.text),
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
