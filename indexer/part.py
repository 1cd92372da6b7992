"""One immutable part of an index: a table of terms, the facts, the texts and the records.

No engine's library is known here: whoever opens a part hands in how its bytes are reached.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import compress, repeat
from typing import Protocol

import msgspec

from indexer import postings
from indexer.bitset import Dense, union
from indexer.bm25 import Postings
from indexer.engine import (
    EVERYTHING,
    Condition,
    Either,
    Every,
    Keyword,
    KeywordField,
    Literally,
    Overlaps,
    Titled,
    Without,
)
from indexer.entries import Entry
from indexer.facts import Facts
from indexer.fold import fold_query

GRAM = "g"
WORD = "w"
TITLE_WORD = "h"
FIELD_LETTERS: dict[KeywordField, str] = {
    "actor": "a",
    "bulletin": "b",
    "department": "d",
    "document": "o",
    "figure": "f",
    "kind": "k",
    "number": "#",
    "person": "n",
    "place": "p",
    "publisher": "u",
    "series": "s",
    "type": "t",
}
"""The first letter of a term's key tells what it is a term of."""

MOST_PAIRS = 64
"""Pairs of a long string that are looked up; its text is checked anyway."""
CHECK_COST = 25
"""Checking one candidate's text takes about as long as reading this many numbers of a list."""
KNOWN = 32
"""Answers kept by condition: one search asks the same conditions in several tiers."""
WORTH_KEEPING = 1000
"""Values that so many records have are kept; shorter lists are quickly read again."""
OFFSET_CODE = "Q"
"""Type code of the arrays of `Items`."""
_COMPRESSION = 3
_WEIGHTS = bytes(weight & postings.MAX_WEIGHT for weight in range(256))
_IN_TEXT = bytes(weight >= postings.IN_TEXT for weight in range(256))


class TermTable(Protocol):
    """Keys (a letter and a term) with their posting lists (`indexer.postings`)."""

    def get(self, key: str) -> bytes | None:
        """The key's list, or None where the part does not have it."""

    def items(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """All keys that begin with the prefix, with their lists, in order."""


class Searchable(Protocol):
    """Bytes that can be sliced and searched: `bytes` and `mmap` are."""

    def __getitem__(self, key: slice, /) -> bytes: ...

    def find(self, sub: bytes, start: int = ..., end: int = ..., /) -> int:
        """As `bytes.find`."""


class Items:
    """Byte strings one after the other in a buffer: item i lies at `offsets[i]:offsets[i + 1]`."""

    def __init__(self, data: Searchable, offsets: array[int]) -> None:
        self._data = data
        self._offsets = offsets

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> bytes:
        return self._data[self._offsets[number] : self._offsets[number + 1]]

    def holding(self, needle: bytes, numbers: Iterable[int], base: int = 0) -> set[int]:
        """Those of the items, numbered from `base` on, that hold the needle."""
        members = list(numbers)
        rows = [number - base for number in members] if base else members
        begin = self._offsets.__getitem__
        places = map(
            self._data.find, repeat(needle), map(begin, rows), map(begin, map((1).__add__, rows))
        )
        return set(compress(members, map((0).__le__, places)))


def write_text(text: str) -> bytes:
    """A text as `Items` keep it."""
    return text.encode("utf-8", "surrogatepass")


def read_text(data: bytes) -> str:
    """The text again; raises ValueError for anything else."""
    return data.decode("utf-8", "surrogatepass")


def write_record(entry: Entry) -> bytes:
    """An entry as `Items` keep it."""
    return zlib.compress(msgspec.msgpack.encode(entry), _COMPRESSION)


def read_record(data: bytes) -> Entry:
    """The entry again; raises `zlib.error` or `msgspec.DecodeError` for anything else."""
    return msgspec.msgpack.decode(zlib.decompress(data), type=Entry)


class Part:
    """A part's records. In answers they are numbered from `base` on, deleted ones are in none.

    Rows (of `facts`, `texts`, `records`, `deleted`) are counted from 0. `lost` tells of the terms'
    keys how many deleted records have them.
    """

    def __init__(
        self,
        facts: Facts,
        terms: TermTable,
        texts: Items,
        records: Items,
        *,
        deleted: frozenset[int] = frozenset(),
        lost: Mapping[str, int] | None = None,
        base: int = 0,
    ) -> None:
        self.facts = facts
        self.terms = terms
        self.texts = texts
        self.records = records
        self.deleted = deleted
        self.base = base
        self._lost = lost or {}
        self._hidden = frozenset(map(base.__add__, deleted))
        self._known: dict[Condition, AbstractSet[int]] = {}
        self._last: tuple[str, list[bytes | None]] = "", []

    def live(self) -> set[int]:
        """Rows of all records but the deleted ones."""
        return set(range(self.facts.rows)).difference(self.deleted)

    def select(self, condition: Condition) -> AbstractSet[int]:
        """Numbers of all records the condition holds for (a set that is not to be changed)."""
        found = self._select(condition, None)
        return found - self._hidden if self._hidden else found

    def frequency(self, key: str) -> int:
        """How many records a key's list holds, deleted ones left out."""
        return self._length(key) - self._lost.get(key, 0)

    def weighed(self, word: str) -> Postings:
        """The records that have the word, as they are ranked by; deleted ones are still there."""
        data = self.terms.get(WORD + word)
        if data is None:
            return Postings((), b"", b"")
        weights = postings.unpack_weights(data).translate(_WEIGHTS)
        return Postings(postings.unpack(data, self.base), weights, postings.unpack_classes(data))

    def frequencies(self, letter: str) -> Iterator[tuple[str, int]]:
        """Terms of a kind with the number of records that have them, deleted ones left out."""
        for key, data in self.terms.items(letter):
            if count := postings.length(data) - self._lost.get(key, 0):
                yield key[len(letter) :], count

    def _select(self, condition: Condition, within: AbstractSet[int] | None) -> AbstractSet[int]:
        """The numbers (of those in `within`, where given) the condition holds for.

        A set that comes back may be kept here for the next time: it must not be changed.
        """
        known = self._known.get(condition)
        if known is not None:
            return known if within is None else within & known
        if within is not None and not isinstance(condition, Keyword):
            return self._composed(condition, within)
        found = self._composed(condition, None)  # of a value too: the next query may filter by it
        if not isinstance(condition, Keyword) or len(found) >= WORTH_KEEPING:
            if len(self._known) >= KNOWN:
                self._known.pop(next(iter(self._known)))
            self._known[condition] = found
        return found if within is None else within & found

    def _composed(self, condition: Condition, within: AbstractSet[int] | None) -> AbstractSet[int]:
        match condition:
            case Every(conditions):
                asked = [each for each in conditions if each != EVERYTHING]
                for each in sorted(asked, key=self._size) if len(asked) > 1 else asked:
                    within = self._select(each, within)
                    if not within:
                        return set()
                return self._all(within)
            case Either(conditions):
                return union(self._select(each, within) for each in conditions)
            case Without(inner):
                return self._all(within) - self._select(inner, within)
            case _:
                return self._leaf(condition, within)

    def _leaf(
        self, condition: Literally | Titled | Keyword | Overlaps, within: AbstractSet[int] | None
    ) -> AbstractSet[int]:
        match condition:
            case Literally(text):
                return self._literally(fold_query(text), within)
            case Titled(word):
                return self._listed(TITLE_WORD + word, within)
            case Keyword(field, value):
                return self._listed(FIELD_LETTERS[field] + value, within)
            case Overlaps(start, end):
                return self.facts.overlapping(start, end, within, self.base)

    def _size(self, condition: Condition) -> int:
        """At most about so many records meet the condition: those few are looked at further."""
        match condition:
            case Literally(text):
                lists = self._lists(fold_query(text))
                sizes = [postings.length(data) if data is not None else 0 for data in lists]
                return min(sizes, default=self.facts.rows)
            case Titled(word):
                return self._length(TITLE_WORD + word)
            case Keyword(field, value):
                return self._length(FIELD_LETTERS[field] + value)
            case Every(conditions):
                return min(map(self._size, conditions), default=self.facts.rows)
            case Either(conditions):
                return sum(map(self._size, conditions))
            case Overlaps() | Without():
                return self.facts.rows

    def _lists(self, folded: str) -> list[bytes | None]:
        """The lists of a string's characters or pairs; the last one's are at hand."""
        if self._last[0] != folded:
            self._last = folded, [self.terms.get(key) for key in _keys(folded)]
        return self._last[1]

    def _length(self, key: str) -> int:
        data = self.terms.get(key)
        return 0 if data is None else postings.length(data)

    def _all(self, within: AbstractSet[int] | None) -> AbstractSet[int]:
        if within is not None:
            return within
        return Dense(((1 << self.facts.rows) - 1) << self.base)

    def _listed(self, key: str, within: AbstractSet[int] | None) -> AbstractSet[int]:
        data = self.terms.get(key)
        if data is None:
            return set()
        numbers = postings.members(data, self.base)
        return numbers if within is None else within & numbers

    def _literally(self, folded: str, within: AbstractSet[int] | None) -> AbstractSet[int]:
        """Records whose folded text holds the string: pairs narrow it down, the text decides."""
        if not folded:
            return self._all(within)
        lists = self._lists(folded)
        found = sorted((data for data in lists if data is not None), key=postings.length)
        if len(found) < len(lists):
            return set()
        candidates = within
        for data in found:
            few = candidates is not None and len(candidates) * CHECK_COST < postings.length(data)
            if few and not postings.is_dense(data):
                continue
            numbers = postings.members(data, self.base)
            candidates = numbers if candidates is None else candidates & numbers
            if not candidates:
                return candidates
        if candidates is None:
            candidates = self._all(None)
        elif len(folded) <= 2 and candidates is not within and len(found) == 1:
            return candidates  # one character or pair: its list is the answer
        sure = (
            self._standing(folded, candidates) if len(candidates) > WORTH_KEEPING else frozenset()
        )
        needle = write_text(folded)
        return union((sure, self.texts.holding(needle, candidates - sure, self.base)))

    def _standing(self, folded: str, candidates: AbstractSet[int]) -> AbstractSet[int]:
        """Those of the candidates whose text has the string as a word: they need no check."""
        data = self.terms.get(WORD + folded)
        if data is None:
            return frozenset()
        in_text = postings.unpack_weights(data).translate(_IN_TEXT)
        return candidates & set(compress(postings.unpack(data, self.base), in_text))


def _keys(folded: str) -> list[str]:
    """Keys of a few lists that every text with the string is in."""
    run = folded[:MOST_PAIRS]
    grams = map(str.__add__, run, run[1:]) if len(run) > 1 else run
    return list(dict.fromkeys(map(GRAM.__add__, grams)))
