"""Administrative divisions of China down to counties (GB/T 2260), their names and their history.

The data stand in `places.tsv` (state of 2025), `places_former.tsv` (names that ended),
`zones.tsv` (new areas, development zones) and `place_breaks.tsv` (where a name's border cannot be).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

from corpus.lexicon.persons import following_words

PlaceLevel = Literal["province", "city", "county"]

_RANK = {"province": 0, "city": 1, "county": 2}

ZONE_WORDS = (
    "国家高新技术产业开发区",
    "高新技术产业开发区",
    "高新技术产业园区",
    "高新技术开发区",
    "经济技术开发区",
    "城乡一体化示范区",
    "国家级经开区",
    "国家高新区",
    "循环经济产业园",
    "新能源产业园",
    "经济开发区",
    "综合保税区",
    "工业集中区",
    "旅游度假区",
    "产业集聚区",
    "临空经济区",
    "临港经济区",
    "高铁新区",
    "高新园区",
    "工业园区",
    "产业园区",
    "综保区",
    "保税区",
    "高新区",
    "经开区",
    "开发区",
    "示范区",
)
"""Kinds of zone that most cities have: they name a place only together with their city."""

ANCHORS = frozenset("到赴在从由自向与和及对为至往去来抵驻给跟经将按是含即")
"""Words of one character after which a name may begin even where they could end a word."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_AFTER_CITY = re.compile(r"场(?!镇)|圈|民(?![政宗族营办生商航革建兵防间宿])")
"""What makes a 市 the first half of 市场 or 市民 (but 成都市民政局 is a bureau of 成都市)."""

_TO_PLACE = frozenset(("落户", "落地", "位于", "途经", "覆盖"))
"""Verbs that a place follows and the lists of verbs do not hold."""

_AFTER_COUNTY = frozenset("直级域长委")
"""What makes the 县 of a two-character name part of 县直, 县级, 县域, 县长 or 县委."""


class Place(msgspec.Struct, frozen=True):
    """One division: its GB/T 2260 code, own official name, short names and parent's code.

    `until` is the last year of a name that is official no more, `successor` the code of what it
    became. Codes of zones and of former names are our own (they only begin with the six digits).
    """

    code: str
    name: str
    short: tuple[str, ...]
    level: PlaceLevel
    parent: str | None
    until: int | None = None
    successor: str | None = None


class _Names(msgspec.Struct, frozen=True):
    """The lexicon, indexed: `free` names may stand anywhere, `bound` ones only after a parent.

    `lengths` are those of the names that begin with the same two characters, longest first.
    """

    by_code: dict[str, Place]
    free: dict[str, tuple[Place, ...]]
    bound: dict[str, tuple[Place, ...]]
    lengths: dict[str, tuple[int, ...]]
    wary: frozenset[str]


def _rows(file: str) -> Iterator[list[str]]:
    text = (files("corpus.lexicon") / file).read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def _read_places() -> Iterator[tuple[Place, tuple[str, ...]]]:
    """All divisions and zones, each with its bound short names."""
    for code, name, parent, level, short in _rows("places.tsv"):
        yield _place((code, name, parent, level), short)
    for code, name, parent, short in _rows("zones.tsv"):
        yield _place((code, name, parent, "county"), short)
    for code, name, parent, level, short, until, successor in _rows("places_former.tsv"):
        yield _place((code, name, parent, level), short, int(until), successor)


def _place(
    row: tuple[str, str, str, str], short: str, until: int | None = None, successor: str = ""
) -> tuple[Place, tuple[str, ...]]:
    code, name, parent, level = row
    words = short.split()
    bound = tuple(word[1:] for word in words if word[0] == "~")
    names = tuple(word.removeprefix("~") for word in words)
    names += tuple(_autonomous(name, names))
    kind: PlaceLevel = "county"
    if level == "province":
        kind = "province"
    elif level == "city":
        kind = "city"
    return Place(code, name, names, kind, parent or None, until, successor or None), bound


def _autonomous(name: str, short: tuple[str, ...]) -> Iterator[str]:
    """The names of an autonomous unit without its peoples: 务川自治县 beside 务川县."""
    kind = name[-len("自治县") :]
    if kind.startswith("自治") and kind[-1] in "州县旗":
        for word in short:
            if word[-1] == kind[-1] and word.removesuffix(kind[-1]) + kind != name:
                yield word.removesuffix(kind[-1]) + kind


_SHORTEST = 2

_COMMON_FULL = frozenset(
    ("城区", "郊区", "矿区", "新城区", "老城区", "新市区", "东区", "西区", "南区", "北区", "中区")
)
"""Official names that are ordinary nouns: places only right after the division above them."""


@cache
def _names() -> _Names:
    by_code: dict[str, Place] = {}
    free: dict[str, list[Place]] = {}
    bound: dict[str, list[Place]] = {}
    read = tuple(_read_places())
    common = _COMMON_FULL.union(*(hidden for _, hidden in read))
    wary = set(common)
    for division, hidden in read:
        by_code[division.code] = division
        if len(division.name) == _SHORTEST or hidden:
            wary.add(division.name)
        wary.update(division.short)
        for name in (division.name, *division.short):
            kind = bound if name in common and division.level != "province" else free
            kind.setdefault(name, []).append(division)
    lengths: dict[str, set[int]] = {}
    for name in (*free, *bound):
        lengths.setdefault(name[:_SHORTEST], set()).add(len(name))
    return _Names(
        by_code,
        {name: _ordered(places) for name, places in free.items()},
        {name: _ordered(places) for name, places in bound.items()},
        {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()},
        frozenset(wary),
    )


def _ordered(places: list[Place]) -> tuple[Place, ...]:
    """Divisions that exist before former ones, higher before lower, then by code."""
    if len(places) == 1:
        return (places[0],)
    return tuple(sorted(places, key=lambda p: (p.until is not None, _RANK[p.level], p.code)))


@cache
def _breaks() -> tuple[dict[str, str], dict[str, str]]:
    sides: dict[str, dict[str, str]] = {"left": {}, "right": {}}
    for side, character, others in _rows("place_breaks.tsv"):
        sides[side][character] = others
    return sides["left"], sides["right"]


def place(code: str) -> Place:
    """The division with this code; KeyError where there is none."""
    city, plus, word = code.partition("+")
    return zone(place(city), word) if plus else _names().by_code[code]


def zone(city: Place, word: str) -> Place:
    """The development zone `word` (高新区, 经开区 …) of a city or county, as a place of its own."""
    return Place(f"{city.code}+{word}", word, (), "county", city.code)


@lru_cache(maxsize=8192)
def path(division: Place, year: int | None = None) -> tuple[Place, ...]:
    """The division and all above it, the province first; those above as they were in the year."""
    above = [division]
    while (code := above[-1].parent) is not None:
        above.append(in_year(place(code), year))
    return tuple(reversed(above))


def full_name(division: Place, year: int | None = None) -> str:
    """The name down from the province: 四川省凉山彝族自治州盐源县, 北京市海淀区, 湖北省仙桃市.

    With a year the divisions above are called as they were then (西藏自治区林芝市米林县 in 2017).
    """
    return "".join(part.name for part in path(division, year))


def inside(division: Place, ancestor: Place) -> bool:
    """Whether the division is `ancestor` or lies in it."""
    return any(part.code == ancestor.code for part in path(division))


def in_year(division: Place, year: int | None) -> Place:
    """What the division was called in a year: its successor once the name had ended."""
    while (
        year is not None
        and division.until is not None
        and division.successor is not None
        and year > division.until
    ):
        division = place(division.successor)
    return division


def named(name: str, within: Place | None = None) -> tuple[Place, ...]:
    """All divisions of this official or short name, only those inside `within` where it is given.

    Names that run down from a higher division (成都市武侯区, 四川凉山州盐源县) are taken too.
    Divisions that exist come before former ones, higher before lower.
    """
    found = exact(name) or _chain(name)
    if within is None:
        return found
    return tuple(division for division in found if inside(division, within))


def exact(name: str) -> tuple[Place, ...]:
    """All divisions of this one official or short name."""
    names = _names()
    return (*names.free.get(name, ()), *names.bound.get(name, ()))


def _chain(name: str) -> tuple[Place, ...]:
    """The divisions a joined name such as 成都市武侯区 means; empty where a part does not fit."""
    candidates: tuple[Place, ...] = ()
    position = 0
    while position < len(name):
        step = _longest(name, position, candidates)
        if step is None:
            break
        position, candidates = step
    if position < len(name):
        return ()
    return candidates


def _longest(
    name: str, position: int, above: tuple[Place, ...]
) -> tuple[int, tuple[Place, ...]] | None:
    names = _names()
    for length in names.lengths.get(name[position : position + _SHORTEST], ()):
        word = name[position : position + length]
        if len(word) == length:
            found = exact(word)
            fitting = below(found, above) if above else found
            if fitting:
                return position + length, fitting
    return None


def below(candidates: tuple[Place, ...], above: tuple[Place, ...]) -> tuple[Place, ...]:
    """Those candidates that lie inside one of the divisions `above` and are not it."""
    return tuple(
        division
        for division in candidates
        if any(division.code != higher.code and inside(division, higher) for higher in above)
    )


_UNKNOWN_DIVISION = re.compile(
    r"(?:中共|中国共产党)?([^\W\d_务管局和院党]{2,6}?(?:自治县|自治旗|新区|开发区|县|市|区|旗))"
    r"(?![场域政县市区旗]).{2}"
)
"""Two characters or more before 县, 市 …: divisions of one (赵县) are all in the table."""


def home_of(publisher: str) -> Place | None:
    """The division a publisher belongs to, None where its name does not decide it.

    绵阳市行政审批局 belongs to 绵阳市; 鼓楼区政务服务中心 could be in four cities. A division that
    is not in the table is taken by its form, with an empty code and nothing above it.
    """
    home: tuple[Place, ...] = ()
    end = -1
    unknown = _UNKNOWN_DIVISION.match(publisher)
    for start, stop, candidates in scan(publisher):
        if not home and unknown and unknown.start(1) < start < unknown.end(1):
            # The table knows only a part of the name (岚县 in 青岚县).
            break
        if not home:
            home, end = _highest(candidates, publisher[start:stop]), stop
        elif start == end:
            deeper = below(candidates, home)
            if not deeper:
                break
            home, end = deeper, stop
        else:
            break
    if not home and unknown:
        return Place("", unknown[1], (), "city" if unknown[1].endswith("市") else "county", None)
    living = tuple(division for division in home if division.until is None) or home
    if len(living) != 1:
        return None
    for word in ZONE_WORDS:
        if publisher.startswith(word, end) and living[0].level != "province":
            return zone(living[0], word)
    return living[0]


def _highest(candidates: tuple[Place, ...], written: str) -> tuple[Place, ...]:
    """For a short name, only the highest divisions of it (吉林 is the province)."""
    if any(division.name == written for division in candidates):
        return candidates
    top = min(_RANK[division.level] for division in candidates)
    return tuple(division for division in candidates if _RANK[division.level] == top)


@lru_cache(maxsize=64)
def scan(text: str) -> tuple[tuple[int, int, tuple[Place, ...]], ...]:
    """Names of divisions in the text, longest first from left to right, with all they may mean.

    Official names and distinctive short ones count anywhere; short names that are also common
    words (朝阳, 通道) only right after a division that contains them. Borders that would cut a
    word in two (完成都市圈, 长沙发) are no borders. Linear in the length of the text. Several
    extractors ask about the same text in turn, so the last answers are kept.
    """
    return tuple(_scan(text))


def _scan(text: str) -> Iterator[tuple[int, int, tuple[Place, ...]]]:
    names = _names()
    lengths = names.lengths
    end, skip = -1, 0
    above: tuple[Place, ...] = ()
    for position in range(len(text) - 1):
        if position < skip:
            continue
        for length in lengths.get(text[position : position + _SHORTEST], ()):
            word = text[position : position + length]
            if len(word) < length:
                continue
            found = _match(text, position, word, above if position == end else ())
            if found:
                yield position, position + length, found
                skip = end = position + length
                above = found
                break


def _match(text: str, start: int, word: str, above: tuple[Place, ...]) -> tuple[Place, ...]:
    """What `word` may mean at `start`, nothing where its borders cut a word in two.

    `above` is what the name means that ends right before it.
    """
    names = _names()
    candidates = names.free.get(word, ())
    if above and (deeper := below((*candidates, *names.bound.get(word, ())), above)):
        candidates = deeper
    elif not candidates or (word in names.wary and not above and _cuts_left(text, start)):
        return ()
    end = start + len(word)
    if word[-1] == "市" and _AFTER_CITY.match(text, end):
        return ()
    if word in names.wary and _cuts_right(text, start, end, official=candidates[0].name == word):
        return ()
    return candidates


def _clear(text: str, start: int) -> bool:
    """Whether what stands before `start` cannot share a word with what begins there."""
    return not start or text[start - 1] in ANCHORS or not _HAN.match(text[start - 1])


def _cuts_left(text: str, start: int) -> bool:
    """Whether the character before `start` makes a word with the one at `start`."""
    if _clear(text, start):
        return False
    if text[start + 1 : start + 2] == "县" and len(_names().free.get(text[start : start + 2], ())):
        return not _is_verb(text, start)
    return text[start - 1] in _breaks()[0].get(text[start], "")


def _is_verb(text: str, end: int) -> bool:
    """Whether the one or two characters before `end` are a verb (走访泾县, 进岚县, not 青岚县)."""
    before = text[max(0, end - 2) : end]
    return (
        before[-1] in "进沿访驻援及"
        or before in _TO_PLACE
        or before[-1] in following_words().get(before[0], "")
    )


def _cuts_right(text: str, start: int, end: int, *, official: bool) -> bool:
    """Whether the name's last character makes a word with the next one.

    Short names behind a clear left border (punctuation, 在, 赴 …) are not doubted, official
    names only where they are of two characters (任县长).
    """
    if end >= len(text):
        return False
    if official:
        return end - start == _SHORTEST and text[end] in _AFTER_COUNTY
    return not _clear(text, start) and text[end] in _breaks()[1].get(text[end - 1], "")
