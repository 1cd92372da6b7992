"""Which headings stand over findings of a patrol, told from the words they are made of.

A heading is taken apart into words for place (大厅, 窗口), matter (纪律, 考勤), act (巡查, 督查),
time and form (情况, 通报). Only a heading made of nothing else is one of patrols: 市场巡查 and
作风建设 hold other words.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, Literal

from corpus.lexicon.patrols import patrol_words

Patrol = Literal["sure", "maybe"]
"""`maybe`: the items under it must look like findings themselves."""

_MARKER: Final = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十0-9]+[）)]|[0-9]+[.．、])\s*"
)
_PLACE: Final = re.compile(r"^[\u4e00-\u9fff]{1,8}?(?:省|市|县|区|州|旗|镇|街道)(?=.)")


def heading_words(heading: str) -> str:
    """A heading without its marker and brackets."""
    return _MARKER.sub("", heading).strip(" 　:：。“”【】〖〗◆■●▲★")


@lru_cache(maxsize=1024)
def patrol_of(heading: str) -> Patrol | None:
    """Whether items under this heading are findings of a patrol (大厅巡查情况, 督查通报)."""
    kinds = _kinds(heading_words(heading))
    if kinds is None or "other" in kinds:
        return None
    sure = "exposure" in kinds or (
        "watch" not in kinds
        and (
            "patrol" in kinds
            or ("act" in kinds and _about_a_hall(kinds))
            or ("discipline" in kinds and kinds & {"form", "report"})
            or ("conduct" in kinds and "report" in kinds)
        )
    )
    if sure:
        return "sure"
    doubtful = kinds & {"patrol", "act", "discipline", "conduct", "watch"}
    return "maybe" if doubtful or {"hall", "premises"} <= kinds else None


def _about_a_hall(kinds: frozenset[str]) -> bool:
    """Whether an inspection is one of a hall: it says so, or at least nothing else (督查通报)."""
    if "hall" in kinds:
        return True
    return "premises" not in kinds and bool(kinds - {"act"})


@cache
def _word() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, patrol_words()), key=len, reverse=True)))


def _kinds(text: str) -> frozenset[str] | None:
    """The kinds of words a heading is made of; None where it holds any other word."""
    words, kind_of = _word(), patrol_words()
    kinds = set()
    place = _PLACE.match(text)
    position = place.end() if place and words.match(text, place.end()) else 0
    while position < len(text):
        word = words.match(text, position)
        if word is None:
            return None
        kinds.add(kind_of[word[0]])
        position = word.end()
    return frozenset(kinds)
