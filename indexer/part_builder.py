"""Builds one part of an index in memory: posting lists, facts; texts and records go on at once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from itertools import compress

from archive.records import RecordKind
from indexer.bm25 import class_of
from indexer.entries import Entry
from indexer.facts import FactsBuilder
from indexer.likeness import NONE, marks
from indexer.part import (
    FIELD_LETTERS,
    GRAM,
    OFFSET_CODE,
    TITLE_WORD,
    WORD,
    Part,
    write_record,
    write_text,
)
from indexer.postings import (
    IN_TEXT,
    MAX_WEIGHT,
    Pool,
    unpack,
    unpack_classes,
    unpack_weights,
)
from indexer.terms import Cut, Terms, terms_of

COMPARED: frozenset[RecordKind] = frozenset({"activity", "section"})
"""Kinds whose near-identical texts are folded: figures and findings are alike by their nature."""
_LETTERS = sorted((GRAM, WORD, TITLE_WORD, *FIELD_LETTERS.values()))


def keys_of(entry: Entry, own: frozenset[str]) -> Iterator[str]:
    """The keys of words and of whole values an entry is listed under (those that are counted)."""
    terms = terms_of(entry, own)
    yield from map(WORD.__add__, terms.words)
    for field, values in terms.keywords.items():
        yield from map(FIELD_LETTERS[field].__add__, values)


class PartBuilder:
    """Takes entries, and records of older parts, and gives what a new part is made of.

    `own` are the archive's own words; `texts` and `records` are where their bytes are written, one
    after the other.
    """

    def __init__(
        self,
        texts: Callable[[bytes], object],
        records: Callable[[bytes], object],
        own: frozenset[str],
    ) -> None:
        self.facts = FactsBuilder()
        self.text_offsets = array(OFFSET_CODE, (0,))
        self.record_offsets = array(OFFSET_CODE, (0,))
        self._own = own
        self._texts = texts
        self._records = records
        self._pools = {letter: Pool() for letter in _LETTERS}

    def __len__(self) -> int:
        return len(self.facts)

    def add(self, entry: Entry, cut: Cut | None = None) -> None:
        """Put an entry in as the next record; `cut` are its words, where they are cut already."""
        number = len(self)
        terms = terms_of(entry, self._own, cut)
        self._pools[GRAM].add(terms.grams, number)
        self._add_words(terms, number)
        self._pools[TITLE_WORD].add(terms.titled, number)
        for field, values in terms.keywords.items():
            self._pools[FIELD_LETTERS[field]].add(values, number)
        marked = marks(terms.folded) if entry.kind in COMPARED else (NONE, NONE)
        self.facts.add(entry, terms.length, marked)
        self._append(write_text(terms.folded), write_record(entry))

    def merge(self, part: Part) -> None:
        """Put all records of another part in that are not deleted, in their order."""
        kept = sorted(part.live())
        base = len(self)
        self.facts.extend(part.facts, kept)
        for number in kept:
            self._append(part.texts[number], part.records[number])
        place = {old: new for new, old in enumerate(kept, start=base)}
        whole = len(kept) == part.facts.rows
        for letter in _LETTERS:
            pool = self._pools[letter]
            for key, data in part.terms.items(letter):
                numbers = unpack(data)
                left = (
                    bytes(map(place.__contains__, numbers)) if not whole else b"\1" * len(numbers)
                )
                if not any(left):
                    continue
                moved = map(place.__getitem__, compress(numbers, left))
                if letter == WORD:
                    weights, classes = unpack_weights(data), unpack_classes(data)
                    pool.extend_weighed(
                        key[1:], moved, compress(weights, left), compress(classes, left)
                    )
                else:
                    pool.extend(key[1:], moved)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All keys with their lists, in the order of the keys' UTF-8 bytes."""
        for letter in _LETTERS:
            for term, data in self._pools[letter].packed():
                yield letter + term, data

    def _add_words(self, terms: Terms, number: int) -> None:
        pool = self._pools[WORD]
        for word, weight in terms.words.items():
            capped = min(weight, MAX_WEIGHT)
            standing = IN_TEXT if word in terms.standing else 0
            pool.add_weighed(word, number, capped | standing, class_of(capped, terms.length))

    def _append(self, text: bytes, record: bytes) -> None:
        self._texts(text)
        self._records(record)
        self.text_offsets.append(self.text_offsets[-1] + len(text))
        self.record_offsets.append(self.record_offsets[-1] + len(record))
