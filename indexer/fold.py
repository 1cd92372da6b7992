"""Folding: what "the same string" means in search, and the way back to the original offsets.

Folding is NFKC, then case folding (Unicode 3.13), then every run of white space as one space. Both
sides of every literal comparison go through it: full-width digits meet plain ones, ㎡ meets m2.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from unicodedata import combining, normalize

import msgspec

SPACE = " "


class Folded(msgspec.Struct, frozen=True):
    """A folded text and, for each of its characters, the original stretch it came from.

    `starts[i]` and `ends[i]` bound the original characters that folded into `text[i]`; None means
    that every character folded into exactly one.
    """

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Smallest original stretch that covers the folded characters `[start, end)`."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def whole(self, start: int, end: int) -> bool:
        """True where `[start, end)` cuts no original character: 2 out of ㎡ (m2) does."""
        if self.starts is None:
            return True
        size = len(self.text)
        return (start == 0 or self.starts[start] != self.starts[start - 1]) and (
            end == size or self.starts[end] != self.starts[end - 1]
        )


def fold(text: str) -> str:
    """The text folded; white space at the ends is folded but kept."""
    folded = normalize("NFKC", text).casefold()
    return _squeeze(folded)


def fold_query(text: str) -> str:
    """What to look for: folded, without white space at either end, half surrogates replaced."""
    return fold(without_surrogates(text)).strip()


def without_surrogates(text: str) -> str:
    """The text with half surrogates (undecodable command line bytes) as U+FFFD."""
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text)


def fold_with_map(text: str) -> Folded:
    """The text folded as by `fold`, with the way back to original offsets."""
    folded = fold(text)
    if len(folded) == len(text) and "".join(map(_fold_piece, text)) == folded:
        return Folded(folded)
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    pieces = _pieces(text)
    for piece, end in zip(pieces, accumulate(map(len, pieces)), strict=True):
        for character in _fold_piece(piece):
            if character.isspace() and characters and characters[-1] == SPACE:
                ends[-1] = end
                continue
            characters.append(SPACE if character.isspace() else character)
            starts.append(end - len(piece))
            ends.append(end)
    return Folded("".join(characters), tuple(starts), tuple(ends))


def find_all(haystack: str, needle: str) -> list[int]:
    """Offsets of all occurrences that do not overlap, from the left; none for an empty needle."""
    found = []
    at = haystack.find(needle) if needle else -1
    while at >= 0:
        found.append(at)
        at = haystack.find(needle, at + len(needle))
    return found


def occurrences(folded: Folded, needle: str) -> list[tuple[int, int]]:
    """Original stretches of a folded needle.

    Where one occurrence cuts no character, those that do (m out of ㎡) are left out, so that the
    original stretch folds to the needle.
    """
    found = [(at, at + len(needle)) for at in find_all(folded.text, needle)]
    if folded.starts is not None:
        whole = [(start, end) for start, end in found if folded.whole(start, end)]
        found = whole or found
    return [folded.origin(start, end) for start, end in found]


def _squeeze(text: str) -> str:
    """Runs of white space as one space, those at the ends too."""
    if text.isspace():
        return SPACE
    words = SPACE.join(text.split())
    return f"{SPACE if text[:1].isspace() else ''}{words}{SPACE if text[-1:].isspace() else ''}"


@lru_cache(maxsize=1 << 14)
def _fold_piece(piece: str) -> str:
    folded = normalize("NFKC", piece).casefold()
    return "".join(SPACE if character.isspace() else character for character in folded)


def _pieces(text: str) -> list[str]:
    """The text cut where NFKC of the parts, joined, is NFKC of the whole.

    A character stays with the ones before it where it is a combining mark or composes with them
    (a vowel after a Hangul consonant).
    """
    pieces: list[list[str]] = []
    for character in text:
        if pieces and _sticks(pieces[-1], character):
            pieces[-1].append(character)
        else:
            pieces.append([character])
    return ["".join(piece) for piece in pieces]


def _sticks(piece: list[str], character: str) -> bool:
    if character.isascii():
        return False
    decomposed = normalize("NFKD", character)
    if combining(decomposed[0]):
        return True
    if "一" <= character <= "鿿":
        return False
    whole = "".join(piece)
    composed = normalize("NFKC", whole + character)
    return composed != normalize("NFKC", whole) + normalize("NFKC", character)
