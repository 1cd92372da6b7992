"""Text for terminals: safe to print, measured in columns, wrapped as Chinese is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

# C0 and C1 controls, and the marks that turn the direction of writing round: text from a PDF or a
# query must not steer the terminal. Line feed and tab stay.
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

# GB/T 15834 (4.13 and 5.1): marks that never begin a line, and marks that never end one.
_NEVER_FIRST = frozenset("，。、；：？！”’）》〉】〕］｝…—～·,.;:?!)]}%％")
_NEVER_LAST = frozenset("“‘（《〈【〔［｛([{")
_BLANKS = " \u3000"
_LONGEST_UNBROKEN = 24
"""Letters and digits up to so many columns stay together (an id, a date, a file's name)."""


def printable(text: str) -> str:
    """The text with steering characters and broken surrogates shown as �."""
    return STEERING.sub("\ufffd", well_formed(text))


def well_formed(text: str) -> str:
    """The text without lone surrogates (bytes of an argument that were not UTF-8 come as such)."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def days(start: date, end: date) -> str:
    """A closed interval of days; what both ends share is said once (2022-08-01—12)."""
    if start == end:
        return str(start)
    if start.year != end.year:
        return f"{start}—{end}"
    return f"{start}—{end:%d}" if start.month == end.month else f"{start}—{end:%m-%d}"


def width(text: str) -> int:
    """Columns the text takes: Chinese characters take two (UAX #11)."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(text: str, columns: int) -> str:
    """The text cut to a number of columns, … at the end where something was cut."""
    if width(text) <= columns:
        return text
    kept = ""
    taken = 1
    for character in text:
        taken += width(character)
        if taken > columns:
            break
        kept += character
    return kept + "…"


def padded(text: str, columns: int) -> str:
    """The text with blanks after it up to a number of columns."""
    return text + " " * max(columns - width(text), 0)


def lines_of(text: str, columns: int) -> list[str]:
    """The text in lines no wider than `columns`; its own line ends stay."""
    return [text[start:end] for start, end in breaks(text, columns)]


def breaks(text: str, columns: int) -> list[tuple[int, int]]:
    """Where the lines of a text stand, `[start, end)`: at most `columns` (of at least 4) wide.

    Chinese breaks between any two characters but before closing and after opening marks; words
    and numbers break at blanks, and inside only where they are long.
    """
    columns = max(columns, 4)
    found: list[tuple[int, int]] = []
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        found.extend(_lines(text, start, end, columns))
        start = end + 1
    return found


def _lines(text: str, start: int, end: int, columns: int) -> list[tuple[int, int]]:
    found = []
    while True:
        taken, position = 0, start
        while position < end and taken + _columns(text[position]) <= columns:
            taken += _columns(text[position])
            position += 1
        if position == end:
            found.append((start, end))
            return found
        position = _break_before(text, start, position)
        found.append((start, start + len(text[start:position].rstrip(_BLANKS))))
        start = position
        while start < end and text[start] in _BLANKS:
            start += 1


def packed(pieces: Sequence[str], columns: int, gap: str = "　") -> list[str]:
    """The pieces in lines, each whole where the line can hold it."""
    lines: list[str] = []
    for piece in pieces:
        if lines and width(lines[-1] + gap + piece) <= columns:
            lines[-1] += gap + piece
        else:
            lines.extend(lines_of(piece, columns))
    return lines


def _break_before(text: str, start: int, position: int) -> int:
    """The best place for a line to end that begins at `start` and can hold up to `position`."""
    for place in range(position, max(start, position - _LONGEST_UNBROKEN), -1):
        before, after = text[place - 1], text[place]
        if after in _NEVER_FIRST or before in _NEVER_LAST:
            continue
        if before != " " and after != " " and _in_word(before) and _in_word(after):
            continue
        return place
    return position


def _in_word(character: str) -> bool:
    return character.isascii()


def listed(items: Sequence[str], most: int = 8) -> str:
    """The items joined by 、, those beyond the most counted."""
    shown = "、".join(items[:most])
    return shown if len(items) <= most else f"{shown}等 {len(items)} 个"
