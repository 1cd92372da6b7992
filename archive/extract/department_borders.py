"""How far to the left a department's name reaches: words of its matter, its place, and no verb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import msgspec

from archive.extract.context import Taken
from corpus.lexicon import places
from corpus.lexicon.department_rows import words
from corpus.lexicon.department_sites import ZONES
from corpus.lexicon.places import Place

GENERIC = "省市县区州盟旗"
_LONG_GENERIC = ("自治区", "自治州", "自治县", "自治旗")
TOWN = re.compile(r"(?:街道|镇|乡|苏木)$")
HAN = re.compile(r"[\u4e00-\u9fff]")

STOP = frozenset(
    "的各与和对由在到赴向从及或给被把将让请并为是了等该本我们其某这那至于以按经据同跟受获了着往"
    "，、。；：？！“”‘’《》（）()〔〕【】—-·…,.;:?!\"' \t\n　0123456789０１２３４５６７８９"
)
"""Characters no part of a name that precedes its body can be."""

_VERB_LENGTHS = (2, 3, 4)
_LONGEST_MATTER = 24


class MarkedText(msgspec.Struct):
    """The text with what is looked up in it many times: where places end, what is taken."""

    text: str
    place_starts: dict[int, int]
    taken: bytearray


def mask(text: str, taken: Taken) -> bytearray:
    """One byte a character, 1 where it is taken."""
    marks = bytearray(len(text))
    for start, end in taken:
        marks[start:end] = b"\x01" * len(marks[start:end])
    return marks


def named_places(text: str, home: Place | None) -> Iterator[tuple[int, int, tuple[Place, ...]]]:
    """The names of divisions in a text without those that are the verb 会同 and a bare 县."""
    previous = -1
    for start, end, meant in places.scan(text):
        if text.startswith(_JOINS, start, end) and _is_verb(text, start, previous, home):
            continue
        previous = end
        yield start, end, meant


_OF_OTHER = re.compile(
    "[\u4e00-\u9fff]{0,12}?(?:公司|集团|银行|大学|学院|医院|中学|小学|学校|酒店|商会|协会|合作社|厂)"
)
_ROAD = re.compile("[\u4e00-\u9fff]{0,2}?(?:路|街(?!道)|大道)")
_NO_OTHER = re.compile("[的在到赴与和及对向为由将从]")
"""Names that only begin with a place, and the words that end such a beginning."""


def stands_for_itself(text: str, start: int, end: int, place: Place) -> bool:
    """Whether a place's name tells where things happen: 金沙集团 does not tell of 金沙县.

    The short name of a county must be gone to (赴青川考察), or end its clause.
    """
    other = _OF_OTHER.match(text, end)
    if other and not _NO_OTHER.search(other[0]):
        return False
    if _ROAD.match(text, end) and text[end - 1] not in GENERIC:
        return False
    if place.level != "county" or text[end - 1] in GENERIC:
        return True
    return text[start - 1 : start] in _GOES_TO or text[max(0, start - 2) : start] in _GOES_FAR


_GOES_FAR = ("前往", "莅临", "来到", "走进", "抵达")
_JOINS = "会同"
_GOES_TO = frozenset("到赴在往至抵驻")


def _is_verb(text: str, start: int, previous: int, home: Place | None) -> bool:
    """Whether 会同 at `start` joins two actors (市局会同县税务局) rather than names a county.

    It is the county right behind a division or 到, 赴; else only in a bulletin of its province,
    and there not right behind a noun (公安局会同县税务局).
    """
    if previous == start or text[start - 1 : start] in _GOES_TO:
        return False
    counties = places.named("会同县")
    near = home is not None and any(
        places.path(home)[0] == places.path(county)[0] for county in counties
    )
    before = text[max(0, start - 1) : start]
    return not near or (bool(HAN.match(before)) and before not in STOP)


def joined_places(text: str, home: Place | None = None) -> dict[int, int]:
    """For each offset at which a name of a division ends, where its run of names begins."""
    begins: dict[int, int] = {}
    for start, end, _ in named_places(text, home):
        begins[end] = begins.get(start, start)
    return begins


def matter_start(text: str, start: int, floor: int) -> tuple[int, int]:
    """Where the run of words that departments are made of begins, and how many they are."""
    at, count, firm = start, 0, start
    lowest = max(floor, start - _LONGEST_MATTER)
    while True:
        word = _word_before(text, at, lowest)
        if not word:
            return firm, count
        at -= len(word)
        if word not in words("join"):
            count, firm = count + 1, at


def _word_before(text: str, at: int, floor: int) -> str:
    known = _words_of_names()
    for length in range(min(6, at - floor), 0, -1):
        word = text[at - length : at]
        if word in known:
            return word
    return ""


@cache
def _words_of_names() -> frozenset[str]:
    return words("matter") | words("act") | words("join")


@lru_cache(maxsize=4096)
def _is_place(name: str) -> bool:
    return bool(places.named(name))


def first_word(text: str, start: int, end: int) -> str:
    """The first of the words of a matter between two offsets, empty where none begins there."""
    for length in range(min(6, end - start), 0, -1):
        word = text[start : start + length]
        if word in words("matter") or word in words("act"):
            return word
    return ""


def site_start(marked: MarkedText, end: int, floor: int) -> int:
    """Where the place that ends at `end` begins; `end` itself where none ends there."""
    text = marked.text
    for infix in ("人民政府", "政府"):
        if text.endswith(infix, floor, end):
            site = _place_start(marked, end - len(infix), floor)
            return site if site < end - len(infix) else end
    site = _place_start(marked, end, floor)
    for prefix in ("国家税务总局", "国家统计局", "中共"):
        if site < end and text.endswith(prefix, 0, site):
            return site - len(prefix)
    return site


def _place_start(marked: MarkedText, end: int, floor: int) -> int:
    text = marked.text
    known = marked.place_starts.get(end)
    if known is not None and known >= floor:
        return known
    if text.endswith(ZONES, floor, end):
        zone = next(word for word in ZONES if text.endswith(word, floor, end))
        return _zone_start(marked, end - len(zone), floor)
    if TOWN.search(text, max(floor, end - 3), end):
        return town_start(marked, end, floor)
    return _level_start(text, end, floor)


def _level_start(text: str, end: int, floor: int) -> int:
    """Where a name that ends in 省, 市, 县 … begins, or that word itself where it stands alone."""
    if text.endswith(_LONG_GENERIC, floor, end):
        return end - len("自治区")
    for word in ("兵团", "地区"):
        if text.endswith(word, floor, end):
            return end - len(word) if breaks(text, end - len(word)) else end
    if end - 1 < floor or text[end - 1] not in GENERIC:
        return end
    for length in range(min(9, end - floor), 2, -1):
        name = text[end - length : end]
        if _is_place(name) and not name.startswith(_JOINS):
            return end - length
    of_word = text[max(0, end - 2) : end] in words("no_site") and not breaks(text, end - 1)
    if of_word:
        start = end - len("峡山区")
        return start if start >= floor and HAN.match(text[start]) and _begins(text, start) else end
    return end - 1


def _begins(text: str, at: int) -> bool:
    """Whether a name of its own begins at `at`: 峡山区 behind 、, but not 的山区."""
    return text[at] not in STOP and breaks(text, at) and text[at : at + 2] not in words("no_site")


_LONGEST_ZONE = 12
"""Characters of a zone's own name looked back for its border (珲春海洋经济发展|示范区)."""


def _zone_start(marked: MarkedText, end: int, floor: int) -> int:
    """Where the name of a zone begins: its city's, else up to four characters of its own."""
    known = marked.place_starts.get(end)
    if known is not None and known >= floor:
        return known
    if end > floor and marked.text[end - 1] in GENERIC:
        return end - 1
    start, certain = proper_start(marked, end, floor, 4)
    if not certain:
        further, bounded = proper_start(marked, end, floor, _LONGEST_ZONE)
        start = further if bounded else end
    known = marked.place_starts.get(start)
    return known if known is not None and known >= floor else start


def town_start(marked: MarkedText, end: int, floor: int) -> int:
    """Where the name of a town or street begins, with the county before it where it is named."""
    kind = TOWN.search(marked.text, max(floor, end - 3), end)
    if kind is None:
        return end
    start, certain = proper_start(marked, kind.start(), floor, 4)
    if not certain:
        start = max(floor, kind.start() - 2)
    known = marked.place_starts.get(start)
    return known if known is not None and known >= floor else start


def proper_start(marked: MarkedText, end: int, floor: int, limit: int) -> tuple[int, bool]:
    """Up to `limit` characters of a proper name before `end`, and whether a border was met."""
    at = end
    while at > max(floor, end - limit):
        if breaks(marked.text, at) or (at < end and at in marked.place_starts):
            return at, True
        at -= 1
    return at, breaks(marked.text, at) or at in marked.place_starts


_WHOLE = frozenset(
    ("经济", "经营", "经开", "经贸", "经信", "经科", "经发", "经促", "经商", "经协", "自由", "对外")
)
"""Words of names that hold what else is a preposition."""


def breaks(text: str, at: int) -> bool:
    """Whether no name can reach to the left over `at`."""
    if at == 0 or not HAN.match(text[at - 1]):
        return True
    if text[at - 1] in STOP:
        return text[at - 1 : at + 1] not in _WHOLE and text[at - 2 : at] not in _WHOLE
    if text[at - 1] not in _last_of_verbs():
        return False
    verbs = words("verb")
    return any(text[max(0, at - length) : at] in verbs for length in _VERB_LENGTHS)


@cache
def _last_of_verbs() -> frozenset[str]:
    return frozenset(verb[-1] for verb in words("verb"))
