"""Where a department's name begins: its place, the words of its matter, or a name of its own."""

from __future__ import annotations

import re
from functools import cache

from archive.extract.department_borders import (
    GENERIC,
    MarkedText,
    breaks,
    first_word,
    matter_start,
    site_start,
    town_start,
)
from archive.extract.department_forms import own_name_start, street_start
from archive.extract.department_parts import opens_clause
from corpus.lexicon.department_rows import words

_STRONG = ("局", "厅", "委员会", "支队", "总队", "大队", "管委会")
"""Bodies that let a matter of unknown words pass between them and a place."""


def known_start(marked: MarkedText, start: int, floor: int) -> int:
    """Where a name with a form of the lexicon begins: its place, else the form itself.

    Further words of a matter between place and form belong to it (县|科技和|经济信息化局).
    """
    site = site_start(marked, start, floor)
    if site < start:
        return site
    matter, _ = matter_start(marked.text, start, floor)
    site = site_start(marked, matter, floor) if matter < start else matter
    if site < matter:
        return site
    district = _left_of_district(marked, matter, floor)
    if district is not None:
        return district
    own = _left_of_own(marked, start, floor)
    return start if own is None else own


def _left_of_own(marked: MarkedText, start: int, floor: int) -> int | None:
    """A forest bureau's own name behind 、 or at a sentence's beginning: 莫尔道嘎|林业局."""
    if not marked.text.startswith(_WITH_OWN_NAMES, start):
        return None
    own = own_name_start(marked, start, floor)
    if (
        own is None
        or start - own < len("某某某")
        or marked.text[max(0, own - 1) : own] not in _OPENS_NAME
    ):
        return None
    name = marked.text[own:start]
    return None if opens_clause(name) or _NOT_OWN.search(name) else own


_WITH_OWN_NAMES = ("林业局", "海关")
"""Bureaus of the state that are called after themselves and not after a division."""

_OPENS_NAME = ("", "、", "。", "；", "\n")
_NOT_OWN = re.compile("[省市县区州盟旗][直属级]|[各全所等两三]|时任|现任|前任|原任|担任|兼任")
"""What no name of a bureau of its own holds."""


def _left_of_district(marked: MarkedText, matter: int, floor: int) -> int | None:
    """A division before two to four characters that stand for matters: 新吴区|规建|环保局."""
    if breaks(marked.text, matter):
        return None
    at = matter
    while at > max(floor, matter - SHORT_REACH) and marked.text[at - 1] in _initials():
        at -= 1
        site = marked.place_starts.get(at)
        if site is not None and floor <= site and matter - at > 1:
            return site if marked.text[at - 1] in GENERIC else None
    return None


@cache
def _initials() -> frozenset[str]:
    """The characters that stand for a matter or an act in short names (规建 for 规划 and 建设)."""
    return frozenset(word[0] for kind in ("matter", "act") for word in words(kind))


def start_by_form(marked: MarkedText, start: int, end: int, floor: int) -> int | None:
    """Where a name the lexicon does not hold begins, None where there is no telling."""
    text, body = marked.text, marked.text[start:end]
    if body.startswith("街道办"):
        return town_start(marked, start + len("街道"), floor)
    if body == "办事处":
        return street_start(marked, start, floor)
    matter, count = matter_start(text, start, floor)
    if _is_no_department(text, matter, start, body):
        return None
    site = site_start(marked, matter, floor)
    if site < matter and (count or body == "管委会"):
        return site
    if body in _STRONG:
        return _left_of_strong(marked, matter, start, floor, placed=site < matter, count=count)
    return _left_of_weak(marked, matter, start, body, floor) if count else None


def _left_of_strong(
    marked: MarkedText, matter: int, start: int, floor: int, *, placed: bool, count: int
) -> int | None:
    """The same behind a sure body (局, 厅): the words of its matter are enough, or a place.

    A committee may run what has a name of its own (田蓬|口岸|管委会).
    """
    if count and not placed and marked.text.startswith("管委会", start):
        own = own_name_start(marked, matter, floor)
        if own is not None:
            return own
    if count > 1 and not placed:
        first = first_word(marked.text, matter, start)
        if first in words("matter") and breaks(marked.text, matter):
            return matter
    return _left_of_unknown(marked, matter, floor, _REACH)


def _left_of_weak(marked: MarkedText, matter: int, start: int, body: str, floor: int) -> int | None:
    """The same behind 分局, 中心, 办, which need what is known of the matter and a border."""
    if body == "分局":
        own = own_name_start(marked, matter, floor)
        return matter if own is None and breaks(marked.text, matter) else own
    if marked.text[start - 1] in _UNITS or _is_institution(marked.text, matter, start):
        return None
    left = _left_of_unknown(marked, matter, floor, SHORT_REACH)
    return left if left is not None and _LEVEL.search(marked.text, left, matter) else None


def _is_institution(text: str, matter: int, start: int) -> bool:
    """Whether the matter is one of homes and clinics (某某养老服务中心)."""
    return text[matter:start].startswith(tuple(words("institution")))


def _is_no_department(text: str, matter: int, start: int, body: str) -> bool:
    """Whether it is a commission of arbitration, a residents' committee, a centre for research."""
    subject = text[max(matter, start - 8) : start]
    if body == "中心":
        return subject.endswith(tuple(words("institution")))
    if body in ("委", "委员会"):
        before = text[max(0, start - 2) : start]
        return before.endswith(("仲裁", "居民", "村民", "业主", "专家", "评标", "居", "村"))
    return False


_LEVEL = re.compile("[省市县区州盟旗]")
_UNITS = "省市县区州镇乡村"
_REACH, SHORT_REACH = 10, 4
"""Unknown characters between a place and what is known of a matter: behind a sure body, or not."""


def _left_of_unknown(marked: MarkedText, matter: int, floor: int, reach: int) -> int | None:
    """A place a few unknown characters before the matter: 市|盐业|局, 鄂尔多斯市|羊绒|局."""
    text = marked.text
    for at in range(matter, max(floor, matter - reach), -1):
        if breaks(text, at):
            return None
        if at == matter:
            continue
        site = site_start(marked, at, floor)
        if site < at and (at in marked.place_starts or breaks(text, site)):
            return site
    return None
