"""Places that stand in no list and are known by their form: a name and the kind of place.

Towns and villages (石塘镇, 三清村), development zones, parks and reserves, ports, halls of service,
roads. The kind is found first; the name before it begins behind a border: a division's name, a
verb of visiting, a preposition, punctuation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import msgspec

from archive.extract.context import Taken
from archive.extract.place_chains import FoundPlace
from archive.extract.place_kinds import (
    PlaceKind,
    ends_well,
    is_named,
    is_own_area,
    kinds_in,
    may_begin_name,
)
from archive.extract.place_surroundings import ends_visit, is_inspected, is_toured, is_visited
from archive.extract.stretches import merged, overlaps
from corpus.lexicon.persons import following_words

_LONGEST = 14
"""Characters looked back from the kind of place for the border its name begins at."""

_HAN_RUN = re.compile(r"[\u3400-\u9fff]{1,40}$")
_BORDER = re.compile(
    r"前往|深入到?|走进|来到|抵达|莅临|进驻|入驻|位于|地处|坐落|走访|考察了?|参观了?|[查察]看了?|踏勘了?|观摩了?|视察|暗访|督导|检查|调研|指导|回访"
    r"|家住|落户|落地|途经|覆盖|惠及|来自|帮助|服务|核查|核实|核验|会商|协调|勘验|宣传|对接|慰问|看望|支援|包括|其中|以及|上午|下午|分别|先后"
    r"|支流|干流|城区|境内|辖区|[该我本全][县市区州省镇乡]|直[插奔抵达]|开进|驶[入进]|登上|爬上|进(?=[^一行入驻展度出程口步军贤化])|走入|抽查|联系|引导|(?<=[0-9])日"
    r"|了解|就(?![业近地餐诊读])|[到赴在至对从往给向与和及的将沿抵驻过访]|了(?!解)|(?<!自)由|(?<![所没享拥具])有|(?<!神)经|(?<!作)为|(?<!属)于"
)
OFFICE = "office"
"""The kind of what looks like a place and is an office of it."""

_LEADS = re.compile(
    r"[到赴在至对为从往经给由与及的了于将沿抵驻过访就]|前往|深入|走进|来到|进驻|位于|走访|考察|参观|[查察]看|踏勘|来自|家住"
)
"""What a clause that names a place begins with, never the name."""

_JOINED_NAME = re.compile(r"(?![和与及的])[\u3400-\u9fff]*")
_JOINS = "、和与及"
_DIVISIONS = frozenset("省市县区州盟旗")
_GEOGRAPHIC = frozenset("湖江河山湾港岛海坝峡关")
"""What a short name goes on with in the name of a lake or a mountain (鄱阳湖)."""


def with_features(text: str, chains: Sequence[FoundPlace], held: Taken = ()) -> list[FoundPlace]:
    """The chains of divisions with what lies in them, and the places of other kinds, in order.

    No name reaches back into `held`, what other mentions hold.
    """
    found: list[FoundPlace] = []
    chain_ends = [chain.end for chain in chains]
    held_ends = sorted(end for _, end in held)
    for generic, kind in kinds_in(text):
        last = found[-1] if found else None
        index = bisect_left(chain_ends, generic.start() + 1)
        inside = index < len(chains) and _runs_over(text, chains[index], generic.start())
        if inside or (last and generic.start() < last.end):
            continue
        if kind.name == "landscape" and not ends_visit(text, generic.end()):
            continue
        ends = ends_well(text, generic, kind)
        if last and _continues(text, last, generic, kind):
            if ends:
                found[-1] = _joined(text, last, generic, kind)
            elif kind.name == "village" and not last.visited:
                found[-1] = msgspec.structs.replace(last, kind=OFFICE)
            continue
        before = chains[max(0, index - 2) : index]
        place = _in_division(text, before, generic, kind, last)
        if place is not None and not ends:
            place = msgspec.structs.replace(place, kind=OFFICE)
        if place is None and ends:
            place = _alone(
                text, _floor(text, before, generic.start(), held_ends), generic, kind, last
            )
        if place is not None:
            found.append(place)
    held = merged(tuple((place.start, place.end) for place in found))
    rest = (chain for chain in chains if not overlaps(held, chain.start, chain.end))
    return sorted((*rest, *found), key=lambda item: (item.start, -item.end))


def _runs_over(text: str, chain: FoundPlace, start: int) -> bool:
    """Whether a division's name holds the kind at `start` (新乡), not begins with it (镇巴)."""
    return chain.start < start or (chain.start == start and text[chain.end - 1] in _DIVISIONS)


def _joined(text: str, last: FoundPlace, generic: re.Match[str], kind: PlaceKind) -> FoundPlace:
    """The place with the one in it; a hall of a town nobody goes to is an office."""
    office = kind.name == "hall" and not last.visited
    return FoundPlace(
        last.start,
        generic.end(),
        last.candidates,
        last.deeper + text[last.end : generic.end()],
        last.broken,
        OFFICE if office else kind.name,
        last.visited,
    )


def _continues(text: str, last: FoundPlace, generic: re.Match[str], kind: PlaceKind) -> bool:
    """Whether a place lies in the one that ends right before its name (石塘街道三清村)."""
    name = text[last.end : generic.start()]
    if last.kind == "road" and last.visited and kind.name in {"venue", "landscape", "village"}:
        part = len(name) > 1 or (not name and kind.name == "venue")
        return part and _joins_on(name, kind)
    if last.kind == "venue" and kind.name == "road" and text[last.end - 1] in "镇城村":
        return len(name) > 1 and _joins_on(name, kind)
    if not name and last.kind == kind.name and kind.name in {"venue", "hall"}:
        return True
    return (
        last.kind != kind.name
        and not last.broken
        and last.kind not in {"road", "venue", "county", "landscape"}
        and (
            len(name) >= (1 if kind.name in {"town", "village"} else kind.shortest)
            if name
            else (kind.bare and last.kind in {"town", "zone"})
            or (kind.name == "zone" and last.kind in {"town", "village"})
            or kind.name == "hall"
        )
        and not (kind.only_visited and kind.name != "hall" and not last.visited)
        and _joins_on(name, kind)
    )


def _joins_on(name: str, kind: PlaceKind, *, inside: bool = False) -> bool:
    """Whether the words between a place and the next kind are the name of a part of it."""
    return (
        len(name) <= kind.longest
        and _JOINED_NAME.fullmatch(name) is not None
        and is_named(name, kind, inside=inside)
    )


def _in_division(
    text: str,
    before: Sequence[FoundPlace],
    generic: re.Match[str],
    kind: PlaceKind,
    last: FoundPlace | None,
) -> FoundPlace | None:
    """A place whose name begins where a division's ends (枣阳市南城街道, 满洲里口岸).

    Of two names side by side the first may be the division (枣阳市) and the second, the short
    name of another (南城), only the beginning of the town's.
    """
    if len(before) > 1 and not (
        before[0].end == before[1].start and text[before[0].end - 1] in _DIVISIONS
    ):
        before = before[1:]
    for chain in before:
        name = text[chain.end : generic.start()]
        official = text[chain.end - 1] in _DIVISIONS
        if not _joins_on(name, kind, inside=True):
            continue
        visited = _is_gone_to(text, chain.start, last, kind) or is_inspected(
            text, chain.start, generic.end()
        )
        bare = kind.bare or kind.name == "hall" or (kind.name == "zone" and visited)
        if official and not name and not bare:
            continue
        if kind.only_visited and kind.name != "vague" and not visited:
            continue
        if all(p.level == "province" for p in chain.candidates) and not _may_hold(chain, kind):
            continue
        if not official and (
            name[:1] in _GEOGRAPHIC if name else kind.name in {"town", "village", "nature"}
        ):
            return FoundPlace(chain.start, generic.end(), (), kind=kind.name, visited=visited)
        deeper = text[chain.end : generic.end()]
        return FoundPlace(
            chain.start, generic.end(), chain.candidates, deeper, chain.broken, kind.name, visited
        )
    return None


def _may_hold(province: FoundPlace, kind: PlaceKind) -> bool:
    """Whether a province's name may lead right to such a place (重庆市西永微电园)."""
    if kind.name in {"town", "village"}:
        return False
    return kind.name != "zone" or all(p.name.endswith("市") for p in province.candidates)


def _floor(text: str, before: Sequence[FoundPlace], start: int, held_ends: Sequence[int]) -> int:
    """Where a name that ends at `start` cannot reach back over: official names and mentions."""
    official = (place.end for place in before if text[place.end - 1] in _DIVISIONS)
    number = bisect_right(held_ends, start)
    return max((*official, *held_ends[max(0, number - 1) : number]), default=-1)


def _alone(
    text: str,
    floor: int,
    generic: re.Match[str],
    kind: PlaceKind,
    last: FoundPlace | None,
) -> FoundPlace | None:
    """A place that no division's name stands before."""
    low = max(last.end if last else 0, floor, generic.start() - _LONGEST)
    run = _HAN_RUN.search(text, low, generic.start())
    begin = run.start() if run else generic.start()
    clear = begin != floor and (begin == 0 or not text[begin - 1].isalnum())
    listed = last is not None and begin == last.end + 1 and text[last.end] in _JOINS
    starts = [begin] if clear and (listed or not _LEADS.match(text, begin)) else []
    starts += _borders(text, begin, generic.start())
    if kind.name == "water":
        starts.reverse()
    for start in starts:
        name = text[start : generic.start()]
        in_list = last is not None and last.end == start - 1 and text[last.end] in _JOINS
        shortest = min(1, kind.shortest) if in_list else kind.shortest
        own = is_own_area(name, kind)
        if name and not (own or shortest <= len(name) <= kind.longest):
            continue
        if not (name or kind.bare or generic[0].startswith("市民")):
            continue
        gone_to_road = kind.name == "road" and is_visited(text, start)
        if not is_named(name, kind) or not (
            gone_to_road or may_begin_name(text, start, generic.start())
        ):
            continue
        visited = _is_gone_to(text, start, last, kind) or is_inspected(text, start, generic.end())
        if (kind.needs_visit(name) or (own and kind.name != "common")) and not visited:
            continue
        return FoundPlace(
            start, generic.end(), (), broken=kind.name == "county", kind=kind.name, visited=visited
        )
    return None


def _borders(text: str, begin: int, end: int) -> list[int]:
    """Where a name may begin before `end`: behind words of place and verbs of two characters."""
    known = {border.end() for border in _BORDER.finditer(text, begin, end)}
    verbs = following_words()
    known.update(at + 2 for at in range(begin, end - 2) if text[at + 1] in verbs.get(text[at], ""))
    return sorted(
        start for start in known if text[start] not in _TEAM and not _LEADS.match(text, start)
    )


_TEAM = "组团"
"""What makes those who go of a verb of visiting (督查调研|组)."""


def _is_gone_to(text: str, start: int, last: FoundPlace | None, kind: PlaceKind) -> bool:
    """Whether somebody goes to what begins at `start`, or to the place listed before it.

    To be in a hall (在政务服务中心召开) is not to visit it.
    """
    before = text[start - 1 : start]
    if is_visited(text, start):
        return kind.name != "hall" or before != "在"
    if not start or before not in _JOINS:
        return False
    if last is not None and last.visited and last.end == start - 1:
        return True
    return kind.name in {"hall", "zone", "centre"} and is_toured(text, start)
