"""Near-identical texts: two numbers a text that such texts share, and how alike two texts are.

The numbers are minima of hashes over the text's shingles, parted into bins (one permutation
hashing: Li, Owen and Zhang, NeurIPS 2012). Texts that have nine tenths of their shingles in common
share one of the two numbers in 96 of 100 cases.
"""

from __future__ import annotations

from zlib import crc32

SHORTEST = 24
"""Characters of the shortest text that is compared: a phrase like 总体情况良好 is no repetition."""
SHINGLE = 2
ALIKE = 0.85
"""Share of pairs of neighbouring characters that near-identical texts have in common, of all."""
NONE = 0
"""The number of a text that is too short."""
_BINS = 4
_DIGITS = str.maketrans("", "", "0123456789〇一二三四五六七八九十 ")
_FACTOR = 0x9E3779B1


def marks(folded: str) -> tuple[int, int]:
    """The two numbers of a folded text (32 bits each), whatever numbers stand in it."""
    bare = folded.translate(_DIGITS)
    if len(bare) < SHORTEST:
        return NONE, NONE
    least = [0xFFFFFFFF] * _BINS
    coded = bare.encode("utf-32-le", "surrogatepass")
    for start in range(0, 4 * (len(bare) - SHINGLE + 1), 4):
        value = crc32(coded[start : start + 4 * SHINGLE])
        least[value % _BINS] = min(least[value % _BINS], value)
    first, second = least[0] * _FACTOR ^ least[1], least[2] * _FACTOR ^ least[3]
    return first & 0xFFFFFFFF or 1, second & 0xFFFFFFFF or 1


def pairs(folded: str) -> frozenset[str]:
    """Pairs of neighbouring characters."""
    return frozenset(map(str.__add__, folded, folded[1:]))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """True where the texts of these pairs are nearly the same."""
    common = len(one & other)
    return common >= ALIKE * (len(one) + len(other) - common)
