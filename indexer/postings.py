"""Posting lists as bytes: ascending record numbers as differences in the narrowest width.

Layout: one byte of format (width of a difference, and whether weights follow), the first number in
four bytes, the differences, then one byte of weight for each number. Numbers in native byte order:
an index is made and read on one machine (`indexer.settings` holds the order).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import accumulate
from operator import sub

NUMBER_CODE = "I"
"""Type code of record numbers in an `array`: four bytes, so up to 4 billion records."""
WEIGHT_CODE = "B"
MAX_WEIGHT = 255

_WIDTHS = ("B", "H", "I")
_SIZES = tuple(array(code).itemsize for code in _WIDTHS)
_LIMITS = (1 << 8, 1 << 16)
_WEIGHTED = 4
_HEAD = 5


def pack(numbers: array[int], weights: array[int] | None = None) -> bytes:
    """The list as bytes; `numbers` ascend and are not empty, `weights` are as many or None."""
    if len(numbers) == 1:
        return b"".join(
            (b"\4" if weights else b"\0", numbers[0].to_bytes(4, "little"), weights or b"")
        )
    differences = array(NUMBER_CODE, map(sub, numbers[1:], numbers))
    widest = max(differences, default=0)
    width = sum(widest >= limit for limit in _LIMITS)
    head = bytes([width if weights is None else width | _WEIGHTED])
    first = numbers[0].to_bytes(4, "little")
    body = array(_WIDTHS[width], differences).tobytes()
    return b"".join((head, first, body, b"" if weights is None else weights.tobytes()))


def unpack(data: bytes, base: int = 0) -> list[int]:
    """The numbers, ascending, each with `base` added."""
    width = data[0] & 3
    count = length(data)
    differences = array(_WIDTHS[width])
    differences.frombytes(data[_HEAD : _HEAD + (count - 1) * _SIZES[width]])
    return list(accumulate(differences, initial=base + int.from_bytes(data[1:_HEAD], "little")))


def unpack_weights(data: bytes) -> bytes:
    """The weights, one byte for each number; ones where the list has none."""
    count = length(data)
    return data[-count:] if data[0] & _WEIGHTED else b"\1" * count


def length(data: bytes) -> int:
    """How many numbers the list holds."""
    size = _SIZES[data[0] & 3]
    each = size + 1 if data[0] & _WEIGHTED else size
    return (len(data) - _HEAD + size) // each


class Pool:
    """Posting lists while they grow: terms of one kind, numbers ascending."""

    def __init__(self) -> None:
        self.numbers: dict[str, array[int]] = {}
        self.weights: dict[str, array[int]] = {}

    def add(self, terms: Iterable[str], number: int) -> None:
        """Put the number into the list of each term."""
        lists = self.numbers
        for term in terms:
            found = lists.get(term)
            if found is None:
                lists[term] = array(NUMBER_CODE, (number,))
            else:
                found.append(number)

    def add_weighted(self, weights: dict[str, int], number: int) -> None:
        """Put the number into the list of each term with its weight (capped at 255)."""
        self.add(weights, number)
        for term, weight in weights.items():
            capped = min(weight, MAX_WEIGHT)
            found = self.weights.get(term)
            if found is None:
                self.weights[term] = array(WEIGHT_CODE, (capped,))
            else:
                found.append(capped)

    def extend(self, term: str, numbers: Iterable[int], weights: Iterable[int] | None) -> None:
        """Put many ascending numbers, all above those in it, into a term's list."""
        self.numbers.setdefault(term, array(NUMBER_CODE)).extend(numbers)
        if weights is not None:
            self.weights.setdefault(term, array(WEIGHT_CODE)).extend(weights)

    def packed(self) -> Iterable[tuple[str, bytes]]:
        """All lists as bytes, by term in the order of its UTF-8 bytes."""
        for term in sorted(self.numbers):
            yield term, pack(self.numbers[term], self.weights.get(term))
