"""Sets of record numbers that hold a good part of all: bits of one integer.

Most sets here are small, and Python's own are best for them; one of a word that every other record
has would take longer to fill than all else that a search does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import compress, count
from typing import Any

SPARSE = 32
"""A set that holds fewer than one number in so many is a plain one: walking its bits would take
longer than walking its numbers."""
MANY = 1000
"""For so many look-ups it is worth while to spread the bits to bytes."""

_SPREAD = bytes.maketrans(b"01", b"\0\1")
_DIGITS = bytes.maketrans(b"\0\1", b"01")
_ONE = ord("1")


class Dense(AbstractSet[int]):
    """An immutable set of numbers from 0 on: n is in it where bit n of `bits` is set."""

    def __init__(self, bits: int) -> None:
        self.bits = bits

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> AbstractSet[Any]:
        return frozenset(it)

    @cached_property
    def mask(self) -> bytes:
        """One byte for each number up to the greatest, 1 for those in it."""
        return mask_of(self.bits)

    @cached_property
    def _packed(self) -> bytes:
        return self.bits.to_bytes((self.bits.bit_length() + 7) >> 3, "little")

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __iter__(self) -> Iterator[int]:
        return compress(count(), self.mask)

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and number >= 0 and self.mask[number : number + 1] == b"\1"

    def __and__(self, other: AbstractSet[Any]) -> AbstractSet[int]:
        if isinstance(other, Dense):
            return from_bits(self.bits & other.bits)
        return set(compress(other, self._having(other)))

    def __rand__(self, other: AbstractSet[Any]) -> AbstractSet[int]:
        return self & other

    def __or__(self, other: AbstractSet[Any]) -> AbstractSet[int]:
        return Dense(self.bits | dense(other).bits) if other else self

    def __ror__(self, other: AbstractSet[Any]) -> AbstractSet[int]:
        return self | other

    def __sub__(self, other: AbstractSet[Any]) -> AbstractSet[int]:
        return from_bits(self.bits & ~dense(other).bits) if other else self

    def __rsub__(self, other: AbstractSet[Any]) -> AbstractSet[int]:
        having = self._having(other)
        return {number for number, held in zip(other, having, strict=True) if not held}

    def _having(self, numbers: AbstractSet[int]) -> list[int] | list[bool]:
        """For each of the numbers in turn whether it is in this set."""
        if "mask" not in self.__dict__ and len(numbers) < MANY:
            packed, size = self._packed, self.bits.bit_length()
            return [number < size and packed[number >> 3] >> (number & 7) & 1 for number in numbers]
        try:
            return list(map(self.mask.__getitem__, numbers))
        except IndexError:
            mask = self.mask.ljust(max(numbers) + 1, b"\0")
            return list(map(mask.__getitem__, numbers))


def dense(numbers: AbstractSet[int]) -> Dense:
    """The numbers as bits."""
    if isinstance(numbers, Dense):
        return numbers
    digits = bytearray(b"0" * (max(numbers, default=0) + 1))
    for number in numbers:
        digits[-1 - number] = _ONE
    return Dense(int(digits, 2))


def from_bits(bits: int) -> AbstractSet[int]:
    """The numbers whose bits are set, as whichever set is quicker to use."""
    held = bits.bit_count()
    if held * SPARSE >= bits.bit_length():
        return Dense(bits)
    mask, at = mask_of(bits), -1
    return {at := mask.find(1, at + 1) for _ in range(held)}


def from_mask(mask: bytes) -> AbstractSet[int]:
    """The places of the ones in a mask of zeros and ones."""
    return from_bits(int(mask.translate(_DIGITS)[::-1] or b"0", 2))


def mask_of(bits: int) -> bytes:
    """One byte for each bit up to the highest that is set, the lowest first."""
    return f"{bits:b}".encode("ascii").translate(_SPREAD)[::-1]


def union(sets: Iterable[AbstractSet[int]]) -> AbstractSet[int]:
    """All numbers of the sets."""
    many: AbstractSet[int] | None = None
    few: list[AbstractSet[int]] = []
    for each in sets:
        if isinstance(each, Dense):
            many = each if many is None else many | each
        else:
            few.append(each)
    joined = few[0] if len(few) == 1 else set().union(*few)
    return joined if many is None else many | joined
