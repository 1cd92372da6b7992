"""Posting lists as bytes: ascending record numbers as differences in the narrowest width, or bits.

Layout: one byte of format (width of a difference, and whether weights follow), the first number in
four bytes, the differences, then for each number one byte of weight and, after all of these, one of
its class (`indexer.bm25`). Where bits take less room than
differences, there is how many numbers there are instead of the first, and one bit for each number
from 0 on. Numbers in native byte order: an index is made and read on one machine
(`indexer.settings` holds the order).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import accumulate, compress, count
from operator import sub

import msgspec

from indexer.bitset import Dense, dense, mask_of

NUMBER_CODE = "I"
"""Type code of record numbers in an `array`: four bytes, so up to 4 billion records."""
WEIGHT_CODE = "B"
MAX_WEIGHT = 127
IN_TEXT = 128
"""Added to the weight of a word that stands in the text, not in the title or a name alone."""

_WIDTHS = ("B", "H", "I")
_SIZES = tuple(array(code).itemsize for code in _WIDTHS)
_LIMITS = (1 << 8, 1 << 16)
_BITS = 3
"""The format of a list of bits, where others have their width."""
_WEIGHTED = 4
_HEAD = 5


class Weighed(msgspec.Struct, frozen=True):
    """What is known of each number: the word's weight there (with IN_TEXT), and its class."""

    weights: array[int] = msgspec.field(default_factory=lambda: array(WEIGHT_CODE))
    classes: array[int] = msgspec.field(default_factory=lambda: array(WEIGHT_CODE))


def pack(numbers: array[int], weighed: Weighed | None = None) -> bytes:
    """The list as bytes; `numbers` ascend and are not empty, what is `weighed` are as many."""
    tail = weighed.weights.tobytes() + weighed.classes.tobytes() if weighed else b""
    mark = _WEIGHTED if weighed else 0
    if len(numbers) == 1:
        return b"".join((bytes([mark]), numbers[0].to_bytes(4, "little"), tail))
    differences = array(NUMBER_CODE, map(sub, numbers[1:], numbers))
    widest = max(differences, default=0)
    width = sum(widest >= limit for limit in _LIMITS)
    size = (numbers[-1] >> 3) + 1
    if size < len(differences) * _SIZES[width]:
        body = dense(set(numbers)).bits.to_bytes(size, "little")
        many = len(numbers).to_bytes(4, "little")
        return b"".join((bytes([_BITS | mark]), many, body, tail))
    head = bytes([width | mark])
    first = numbers[0].to_bytes(4, "little")
    body = array(_WIDTHS[width], differences).tobytes()
    return b"".join((head, first, body, tail))


def unpack(data: bytes, base: int = 0) -> list[int]:
    """The numbers, ascending, each with `base` added."""
    if is_dense(data):
        return list(compress(count(base), mask_of(_bits(data))))
    width = data[0] & 3
    size = (length(data) - 1) * _SIZES[width]
    differences = array(_WIDTHS[width])
    differences.frombytes(data[_HEAD : _HEAD + size])
    return list(accumulate(differences, initial=base + int.from_bytes(data[1:_HEAD], "little")))


def members(data: bytes, base: int = 0) -> AbstractSet[int]:
    """The numbers as a set, each with `base` added."""
    return Dense(_bits(data) << base) if is_dense(data) else set(unpack(data, base))


def unpack_weights(data: bytes) -> bytes:
    """The weights of a list that has them, one byte for each number, with IN_TEXT."""
    held = length(data)
    return data[-2 * held : -held]


def unpack_classes(data: bytes) -> bytes:
    """The classes of a list that has weights, one byte for each number."""
    return data[-length(data) :]


def length(data: bytes) -> int:
    """How many numbers the list holds."""
    if is_dense(data):
        return int.from_bytes(data[1:_HEAD], "little")
    size = _SIZES[data[0] & 3]
    each = size + 2 if data[0] & _WEIGHTED else size
    return (len(data) - _HEAD + size) // each


def is_dense(data: bytes) -> bool:
    """Whether the list is one of bits: to look numbers up in it costs next to nothing."""
    return data[0] & 3 == _BITS


def _bits(data: bytes) -> int:
    end = len(data) - 2 * length(data) if data[0] & _WEIGHTED else len(data)
    return int.from_bytes(data[_HEAD:end], "little")


class Pool:
    """Posting lists while they grow: terms of one kind, numbers ascending."""

    def __init__(self) -> None:
        self.numbers: dict[str, array[int]] = {}
        self.weighed: dict[str, Weighed] = {}

    def add(self, terms: Iterable[str], number: int) -> None:
        """Put the number into the list of each term."""
        lists = self.numbers
        for term in terms:
            found = lists.get(term)
            if found is None:
                lists[term] = array(NUMBER_CODE, (number,))
            else:
                found.append(number)

    def add_weighed(self, term: str, number: int, weight: int, kind: int) -> None:
        """Put the number into the term's list with its weight and class."""
        self.add((term,), number)
        found = self.weighed.get(term)
        if found is None:
            found = self.weighed[term] = Weighed()
        found.weights.append(weight)
        found.classes.append(kind)

    def extend(self, term: str, numbers: Iterable[int]) -> None:
        """Put many ascending numbers, all above those in it, into a term's list."""
        self.numbers.setdefault(term, array(NUMBER_CODE)).extend(numbers)

    def extend_weighed(
        self, term: str, numbers: Iterable[int], weights: Iterable[int], classes: Iterable[int]
    ) -> None:
        """The same with their weights and classes."""
        self.extend(term, numbers)
        found = self.weighed.setdefault(term, Weighed())
        found.weights.extend(weights)
        found.classes.extend(classes)

    def packed(self) -> Iterable[tuple[str, bytes]]:
        """All lists as bytes, by term in the order of its UTF-8 bytes."""
        for term in sorted(self.numbers):
            yield term, pack(self.numbers[term], self.weighed.get(term))
