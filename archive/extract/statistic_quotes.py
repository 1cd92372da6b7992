"""Quoted names are whole: in “高效办成一件事”办件 the 办成 is no act and 一件事 no end of anything.

Before the grammar reads a phrase, each character of a quoted name is set to a stand-in from the
private use area (as many, so that offsets hold), and set back in what was read. Names of systems
that have no ending to be known by (渝快办, quoted or not) get stand-ins of a range of their own.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from archive.extract.statistic_grammar import grammar

_FIRST: Final = 0xE000
_MOST: Final = 256
_FIRST_SYSTEM: Final = _FIRST + _MOST
QUOTED_CHARACTER: Final = f"{chr(_FIRST)}-{chr(_FIRST_SYSTEM + _MOST - 1)}"
"""The range of all stand-ins, for character classes."""
SYSTEM_CHARACTER: Final = f"{chr(_FIRST_SYSTEM)}-{chr(_FIRST_SYSTEM + _MOST - 1)}"
"""The range of those for systems known by name."""
_STAND_IN: Final = re.compile(f"[{QUOTED_CHARACTER}]")
_QUOTED: Final = re.compile(
    r"“[^“”]{1,24}”|‘[^‘’]{1,24}’|「[^「」]{1,24}」|\"[^\"]{1,24}\"|《[^《》]{1,24}》"
)
_QUOTES: Final = '“”‘’「」"《》'


class Masked(msgspec.Struct, frozen=True):
    """A phrase with stand-ins for its quoted names, and what they stand for."""

    text: str
    names: dict[int, str]

    def back(self, words: str | None) -> str | None:
        """Words read from the masked phrase as they stand in the text."""
        return words.translate(self.names) if words and self.names else words


def mask(phrase: str) -> Masked:
    """The phrase (up to 256 characters are masked) with its quoted names set aside."""
    names = grammar().platform_name
    if _STAND_IN.search(phrase):
        return Masked(phrase, {})
    spans = [
        (match.start(), match.end(), bool(names.fullmatch(match[0].strip(_QUOTES))))
        for match in _QUOTED.finditer(phrase, 0, _MOST)
    ]
    quoted = {position for start, end, _ in spans for position in range(start, end)}
    spans += [
        (match.start(), match.end(), True)
        for match in names.finditer(phrase, 0, _MOST)
        if match.start() not in quoted
    ]
    if not spans:
        return Masked(phrase, {})
    back: dict[int, str] = {}
    characters = list(phrase)
    for start, end, system in spans:
        base = _FIRST_SYSTEM if system else _FIRST
        for position in range(start, end):
            back[base + position] = phrase[position]
            characters[position] = chr(base + position)
    return Masked("".join(characters), back)
