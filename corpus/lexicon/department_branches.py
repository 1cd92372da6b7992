"""Bodies below a department that are named by where they stand: branches, stations, town offices.

区公安分局 and 钟楼公安分局 are branches of the city's bureau (常州市公安局钟楼分局), 城关派出所
is one of the county's; a street office carries the district it lies in.
"""

from __future__ import annotations

import re

from corpus.lexicon import places
from corpus.lexicon.department_rows import letter_of
from corpus.lexicon.department_sites import (
    WITH_TOWNS,
    ZONES,
    Site,
    official_head,
    site_of,
    spoken_head,
)
from corpus.lexicon.places import Place

_BRANCH = "分局"
_STATION = "派出所"
_POLICE = "公安局"
_POLICE_BRANCH = "公安分局"
_TOWN = re.compile("[\u4e00-\u9fff]{2,5}?(?:街道|镇|乡|苏木)")
_COMMITTEE = ("管委会", "管理委员会")


def branch_name(words: str, home: Place | None) -> tuple[str, Place] | None:
    """The official name and the city of a police branch named by its district, else None.

    Branches of other bureaus have no one way to be named and stay as they are written.
    """
    if not words.endswith(_POLICE_BRANCH):
        return None
    city, own = _branch_of(words.removesuffix(_POLICE_BRANCH), home)
    if city is None or not own:
        return None
    return official_head(city) + _POLICE + own + _BRANCH, city


def _branch_of(head: str, home: Place | None) -> tuple[Place | None, str]:
    """The city a branch belongs to and the branch's own name."""
    if not head:
        return _of_district(home)
    site = site_of(head, home)
    if site is None or site.place is None:
        named = [place for place in _called(head, home) if _is_district(place)]
        city = home if len(named) != 1 else named[0]
        return (None if city is None else _city(city)), head
    return (_city(site.place), site.below) if site.below else _of_district(site.place)


def _of_district(place: Place | None) -> tuple[Place | None, str]:
    if place is None or not _is_district(place):
        return None, ""
    return _city(place), _own(place)


def _own(place: Place) -> str:
    """A district's name without 区, as its branches have it (钟楼分局, but 城区分局)."""
    return place.name.removesuffix("区") if len(place.name) > len("城区") else place.name


def _called(head: str, home: Place | None) -> tuple[Place, ...]:
    """Districts of the home's city that are called so (钟楼)."""
    city = _city(home) if home is not None else None
    return places.named(head, city) if city is not None else ()


def _is_district(place: Place) -> bool:
    return place.level == "county" and place.name.endswith("区")


def _city(place: Place) -> Place | None:
    """The city or municipality a place is or lies in."""
    for above in reversed(places.path(place)):
        if above.level == "city" or letter_of(above) == "M":
            return above
    return None


def station_name(words: str, home: Place | None) -> str | None:
    """A police station in full, below the home county's bureau or the home district's branch."""
    if not words.endswith(_STATION) or "公安" in words or home is None or home.level != "county":
        return None
    head = words.removesuffix(_STATION)
    site = site_of(head, home)
    if site is not None and site.place not in (None, home) and head.endswith(tuple("市县区旗镇乡")):
        return None
    own = site.below if site is not None and site.below else head
    city = _city(home)
    if _is_district(home) and city is not None:
        return f"{official_head(city)}{_POLICE}{_own(home)}{_BRANCH}{own}{_STATION}"
    return f"{official_head(home)}{_POLICE}{own}{_STATION}"


def town_body(words: str, home: Place | None) -> str | None:
    """A body of a town below the home: 泉秀街道办事处 in Fengze is 泉州市丰泽区泉秀街道办事处."""
    if home is None or not (home.level == "county" or home.code in WITH_TOWNS):
        return None
    return official_head(home) + words if _TOWN.match(words) else None


def committee_name(words: str, home: Place | None) -> str | None:
    """The committee that runs a zone or a hall, in full: 永川高新区管委会, 市行政服务中心管委会."""
    for body in _COMMITTEE:
        if words.endswith(body):
            head = words.removesuffix(body)
            site = site_of(head, home)
            return None if site is None else _zone(head, site) + _COMMITTEE[-1]
    return None


def _zone(head: str, site: Site) -> str:
    """A zone's own name: with its city before it where only its kind is written (经开区)."""
    if site.place is None or not site.below:
        return site.name
    if head == site.below:
        return spoken_head(site.place) + head if head in ZONES else head
    return head if not head.startswith(tuple("省市县区州旗盟")) else site.name
