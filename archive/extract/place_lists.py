"""Names that are places because of the list they stand in (杆洞、安陲、洞头3个乡镇)."""

from __future__ import annotations

import re

from archive.extract.place_chains import FoundPlace
from archive.extract.place_kinds import KINDS, is_named
from archive.extract.place_surroundings import is_visited
from archive.extract.stretches import overlaps
from corpus.lexicon.persons import ordinary_words

_COUNTED_TOWNS = re.compile(
    r"等?[0-9一二三四五六七八九十两]{1,3}个?(?:乡镇|镇街|街镇|镇乡|镇|乡|街道|社区|村)(?![村级])"
)
"""What ends a list of towns that leaves out their kind: 3个乡镇, 两镇."""

_ITEM = re.compile(r"[\u3400-\u9fff]{2,3}")
_FEWEST = 2


def short_towns(text: str, held: tuple[tuple[int, int], ...]) -> list[FoundPlace]:
    """Towns without their kind, listed by 、 before the number of them or before a whole name.

    The list must follow a verb of going or 对, 为, 由 (在杆洞、安陲、洞头3个乡镇).
    """
    found: list[FoundPlace] = []
    for count in _COUNTED_TOWNS.finditer(text):
        items = _items_before(text, count.start())
        if len(items) >= _FEWEST and not any(overlaps(held, *item) for item in items):
            found += [FoundPlace(*item, (), kind="town", visited=True) for item in items]
    return found


def towns_before(
    text: str, towns: list[FoundPlace], held: tuple[tuple[int, int], ...]
) -> list[FoundPlace]:
    """Towns whose kind only the last of the list gives (到城东、城西街道)."""
    found: list[FoundPlace] = []
    for town in towns:
        if town.kind != "town" or town.candidates or text[town.start - 1 : town.start] != "、":
            continue
        items = _items_before(text, town.start - 1)
        if items and not any(overlaps(held, *item) for item in items):
            found += [FoundPlace(*item, (), kind="town", visited=True) for item in items]
    return found


def _items_before(text: str, end: int) -> list[tuple[int, int]]:
    """Names of two or three characters joined by 、 up to `end`, back to a verb of going."""
    items: list[tuple[int, int]] = []
    while True:
        start = _begin(text, end)
        if start is None:
            return []
        items.insert(0, (start, end))
        if text[start - 1 : start] != "、":
            return items
        end = start - 1


def _begin(text: str, end: int) -> int | None:
    """Where the item that ends at `end` begins: behind 、 or a verb of going."""
    for length in (3, 2):
        start = end - length
        if start < 1 or not _ITEM.fullmatch(text, start, end):
            continue
        led = text[start - 1] in "、对为由" or is_visited(text, start)
        word = text[start:end]
        if led and is_named(word, KINDS["town"]) and word not in ordinary_words():
            return start
    return None
