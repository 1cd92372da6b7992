"""Text for terminals: safe to print, measured in columns."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

# C0 and C1 controls, and the marks that turn the direction of writing round: text from a PDF or a
# query must not steer the terminal. Line feed and tab stay.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def printable(text: str) -> str:
    """The text with steering characters shown as �."""
    return _STEERING.sub("\ufffd", text.encode("utf-8", "replace").decode("utf-8"))


def days(start: date, end: date) -> str:
    """A closed interval of days; what both ends share is said once (2022-08-01—12)."""
    if start == end:
        return str(start)
    if start.year != end.year:
        return f"{start}—{end}"
    return f"{start}—{end:%d}" if start.month == end.month else f"{start}—{end:%m-%d}"


def width(text: str) -> int:
    """Columns the text takes: Chinese characters take two (UAX #11)."""
    return sum(
        2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
        if not unicodedata.combining(character)
    )


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
