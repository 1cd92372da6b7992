"""The place at the head of a department's name: 省, 甘孜州, 常州市武进区, 绵阳高新区, 果里镇."""

from __future__ import annotations

import msgspec

from corpus.lexicon import places
from corpus.lexicon.department_rows import letter_of
from corpus.lexicon.places import Place

GENERIC = ("自治区", "自治州", "自治县", "自治旗", "地区", "省", "市", "县", "区", "州", "盟", "旗")
"""Words that name a level and leave the place to the reader."""

ZONES = (
    "高新技术产业开发区",
    "高新技术开发区",
    "经济技术开发区",
    "经济开发区",
    "高新区",
    "经开区",
    "开发区",
    "新区",
    "示范区",
    "园区",
    "保税区",
    "自贸区",
    "试验区",
    "度假区",
    "风景区",
    "旅游区",
    "工业园",
    "产业园",
    "科技城",
    "合作区",
    "管理区",
    "港区",
    "实验区",
    "功能区",
    "集聚区",
    "商务区",
    "生态区",
    "先行区",
    "起步区",
    "集中区",
)
"""Functional zones: they have bodies of their own and no code in GB/T 2260."""

WITH_TOWNS = ("441900", "442000", "460400", "620200")
"""Cities without districts (东莞, 中山, 儋州, 嘉峪关): towns lie right below them."""

TOWNS = ("街道", "镇", "乡", "苏木")

_KINDS = "省市县区州盟旗"
"""What names of divisions end in: 荷塘镇 is a town of its own, not one of 荷塘区."""

LONGEST_NAME = 15
_SHORTEST_NAME = 2


class Site(msgspec.Struct, frozen=True):
    """A read head: the division, what stands below it (zone, town), the name as officially put."""

    place: Place | None
    below: str
    name: str


def official_head(place: Place) -> str:
    """The place as it stands in its departments' names: a district carries its city's name.

    四川省, 绵阳市, 凉山彝族自治州, 盐源县, 江油市, but 常州市武进区 and 北京市海淀区
    (苏州工业园区 has it already).
    """
    longest = max((place.name, *place.short), key=len)
    if longest.endswith(place.name) and not _is_city_district(place):
        return longest if longest != place.name else _with_city(place)
    return _with_city(place)


def _is_city_district(place: Place) -> bool:
    """A district of the standard's list (青岛市市北区, spoken of as 青岛市北区), no zone."""
    return place.code.isdigit() and place.level == "county" and place.name.endswith("区")


def _with_city(place: Place) -> str:
    if place.level != "county" or not place.name.endswith("区") or place.parent is None:
        return place.name
    above = places.place(place.parent)
    if not _is_city_district(place) and place.name.startswith((above.name, *above.short)):
        return place.name
    if above.level == "city" or letter_of(above) == "M":
        return above.name + place.name
    return place.name


def spoken_head(place: Place) -> str:
    """The shortest name of the place itself: 四川, 绵阳."""
    return min((place.name, *place.short), key=len)


def generic_site(word: str, home: Place | None) -> Place | None:
    """The division a bare 省, 市, 县, 区, 州 … means in the home's bulletin, None if undecided."""
    if home is None:
        return None
    chain = places.path(home)
    if word == "区" and home.level == "province" and home.name.endswith("自治区"):
        return home
    for place in reversed(chain):
        if _is_called(place, word):
            return place
    return None


def _is_called(place: Place, word: str) -> bool:
    if word == "区":
        return place.level == "county" and place.name.endswith("区")
    if word in ("省", "自治区"):
        return place.level == "province" and place.name.endswith(word)
    if word in ("州", "自治州", "盟", "地区"):
        return place.level == "city" and place.name.endswith(word)
    return place.name.endswith(word)


_FIRST_YEAR = 2012
"""Where bulletins begin: 北川县, a county to 2003, is the short name of 北川羌族自治县 in them."""


def choose(found: tuple[Place, ...], written: str, home: Place | None) -> Place | None:
    """The one place a name means: nearest to home, then the official name, then the highest."""
    rest = [place for place in found if (place.until or _FIRST_YEAR) >= _FIRST_YEAR] or list(found)
    if home is not None:
        chain = places.path(home)
        on_chain = [place for place in rest if place in chain]
        below = [place for place in rest if places.inside(place, home)]
        in_province = [place for place in rest if places.inside(place, chain[0])]
        rest = on_chain or below or in_province or rest
    official = [place for place in rest if place.name == written]
    rest = official or rest
    for level in ("province", "city", "county"):
        here = [place for place in rest if place.level == level]
        if here:
            return here[0] if len(here) == 1 else None
    return None


def leading_places(written: str, home: Place | None) -> tuple[Place | None, int]:
    """The place named at the beginning (the lowest of a run, 四川省绵阳市涪城区) and where it ends.

    The place is None with an end above 0 where a name is read that could mean several places.
    """
    place, end = None, 0
    while end < len(written):
        found, length = _longest_name(written[end : end + LONGEST_NAME], place)
        if not length:
            break
        word = written[end : end + length]
        if word[-1] not in _KINDS and written.startswith(TOWNS, end + length):
            break
        chosen = choose(found, word, home if place is None else None)
        if place is not None and chosen is None:
            break
        place, end = chosen, end + length
        if place is None:
            break
    return place, end


def _longest_name(words: str, within: Place | None) -> tuple[tuple[Place, ...], int]:
    for length in range(len(words), _SHORTEST_NAME - 1, -1):
        found = places.named(words[:length], within)
        found = tuple(place for place in found if place != within)
        if found:
            return found, length
    return (), 0


def site_of(head: str, home: Place | None) -> Site | None:
    """What the head of a name means; None where it is not wholly a place.

    `home` decides bare levels and doubtful names. The site's `place` is None where the words are a
    place but not which; `name` is then as written.
    """
    place, end = leading_places(head, home)
    rest = head[end:]
    if end and not rest:
        return Site(place, "", official_head(place) if place else head)
    if not end:
        for word in GENERIC:
            if rest.startswith(word) and not rest.startswith(ZONES):
                place, rest = generic_site(word, home), rest[len(word) :]
                if not rest:
                    return Site(place, "", official_head(place) if place else head)
                break
    if rest in TOWNS:
        return _below(None, head, home, head)
    if rest.endswith((*ZONES, *TOWNS)) and "的" not in rest:
        return _below(place, rest, home, head)
    return None


def _below(place: Place | None, rest: str, home: Place | None, head: str) -> Site:
    """A zone or town: below the place named before it, else below the home."""
    above = place or home
    fits = above is not None and (
        above.level == "county" or above.code in WITH_TOWNS or rest.endswith(ZONES)
    )
    if above is None or above.level == "province" or not (place or fits):
        return Site(None, rest, head)
    return Site(above, rest, official_head(above) + rest)
