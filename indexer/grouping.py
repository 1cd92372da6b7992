"""Rows by a value that they have, laid out so that the values of any rows are counted at once.

Rows of common values are bits; those of all others lie one after the other, value by value, so that
one pass over them and a count of each stretch tell how often each stands.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from operator import itemgetter

import msgspec

from indexer.bitset import Dense, dense

COMMON = 32
"""A value that one row in so many has is common."""
ROW_CODE = "I"


class Groups(msgspec.Struct, frozen=True, array_like=True):
    """Values with their rows, as they lie in the file: bits, or native arrays."""

    common: tuple[tuple[str, bytes], ...]
    rare: tuple[str, ...]
    sizes: bytes
    rows: bytes


def group(values: Iterable[tuple[str, ...]], rows: int) -> Groups:
    """Group rows by their values, given row by row; `rows` says how many there are."""
    found: dict[str, array[int]] = {}
    for row, names in enumerate(values):
        for name in names:
            found.setdefault(name, array(ROW_CODE)).append(row)
    common = {name for name, held in found.items() if len(held) * COMMON >= rows}
    rare = tuple(name for name in found if name not in common)
    joined = array(ROW_CODE)
    for name in rare:
        joined.extend(found[name])
    return Groups(
        common=tuple((name, _bits(found[name], rows)) for name in found if name in common),
        rare=rare,
        sizes=array(ROW_CODE, (len(found[name]) for name in rare)).tobytes(),
        rows=joined.tobytes(),
    )


class Grouping:
    """Groups as they are counted in."""

    def __init__(self, groups: Groups) -> None:
        """Unpack; raises ValueError where the arrays are cut short."""
        self._common = groups.common
        self._rare = groups.rare
        self._sizes: array[int] = array(ROW_CODE)
        self._sizes.frombytes(groups.sizes)
        self._rows: array[int] = array(ROW_CODE)
        self._rows.frombytes(groups.rows)
        if len(self._sizes) != len(self._rare) or sum(self._sizes) != len(self._rows):
            raise ValueError("groups cut short")

    @cached_property
    def _pick(self) -> Callable[[bytes], tuple[int, ...]]:
        """Takes a mask and gives its values for all rows here: half the time of a look at each."""
        return itemgetter(*self._rows, 0, 0)  # with fewer than two it would give no tuple

    def count(self, rows: Dense, mask: bytes) -> dict[str, int]:
        """How many of the rows have each value; `mask` is theirs, as long as there are rows."""
        bits = rows.bits
        counts = {
            name: (bits & int.from_bytes(held, "little")).bit_count() for name, held in self._common
        }
        picked = bytes(self._pick(mask))
        at = 0
        for name, size in zip(self._rare, self._sizes, strict=True):
            counts[name] = picked.count(1, at, at + size)
            at += size
        return counts


def _bits(rows: Sequence[int], size: int) -> bytes:
    return dense(set(rows)).bits.to_bytes((size + 7) >> 3, "little")
