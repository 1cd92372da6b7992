"""Places a text tells of: divisions down to counties, zones, and the towns and villages in them.

A joined name (凉山州盐源县) is one mention. Names of departments, organisations and documents hold
no places, nor do proper names that only begin with one (北京时间, 长沙路, 成都大学).
"""

from __future__ import annotations

import re

from archive.extract.context import Context, Taken
from archive.extract.place_chains import SHORTEST_TOWN, FoundPlace, chains, is_no_town, town_end
from archive.extract.place_surroundings import (
    begins_office,
    is_clear,
    is_office_of_town,
    is_official,
    is_part,
    is_visited,
)
from archive.extract.stretches import merged, overlaps
from archive.records import PlaceMention, Span
from corpus.lexicon import places as lexicon
from corpus.lexicon.places import Place

_HAN = "[\u3400-\u9fff]"

_LIST_JOIN = "、和与及"
_LIST_END = re.compile(
    r"等(?:地|省|市|州|县|区|旗|[^，。；、\s]{0,6}?(?:地|省|市|州|县|区|旗))"
    r"|[两二三四五六七八九十0-9]{1,3}个?(?:地|省|市|州|县|区|旗)"
)
"""What ends a list of places: 等地, 等6个市州, 两地, 三县."""

_BARE_ZONE = re.compile(
    r"(?:国家)?(?:高新技术产业开发区|经济技术开发区|经济开发区|综合保税区|保税区|高新区|经开区|开发区|工业园区)"
)
_VAGUE_ZONE = frozenset(("开发区", "工业园区", "经济开发区", "保税区"))
_NAMED_ZONE = re.compile(
    rf"(?:^|(?<=[，。；：、（“到赴在从和与]))({_HAN}{{2,4}})(?:新区|经济开发区|开发区|高新区|经开区)"
)
_WORKS = re.compile(
    "水电站|电站|水库|电厂|风电场|光伏电站|变电站|煤矿|铁矿|矿山|采石场|砂石厂|加油站|加气站|养殖场|林场|农场|茶厂|工地|项目"
    "|污水处理厂|自来水厂|垃圾填埋场|收费站|服务区|景区"
)
"""Works that bear no name of their own: the division before them is where they lie."""
_VISITS = re.compile(
    "赴|前往|深入到?|走进|来到|抵达|进驻|位于|走访|直[插奔抵达]|到了?(?![位期场达])|在(?!线)|对(?![于象接口外])"
    "|进(?![一行入驻展度出程口])|沿(?![用线着])"
)
_COUNTY = re.compile(rf"({_HAN}{{1,3}}?)县(?![级直域长委城乡市区])")


def find_places(text: str, context: Context, taken: Taken) -> tuple[PlaceMention, ...]:
    """The places named in the text, each once, at its first mention.

    `name` runs down from the province as it was on the bulletin's date, with towns and villages
    that follow directly; it is None where the parts do not belong together or the text and the
    publisher's home leave several divisions. Spans hold offsets into `text` alone.
    """
    named = tuple(chains(text))
    taken = _without_works(text, taken, named)
    blocked = _blocked(text, taken)
    found = [chain for chain in named if not overlaps(blocked, chain.start, chain.end)]
    kept = _kept(text, context, taken, found)
    kept += _listed(text, kept, blocked)
    kept += _bare(text, context, blocked, kept)
    mentions: list[PlaceMention] = []
    seen: set[str] = set()
    last: Place | None = None
    end = 0
    for item in sorted(kept, key=lambda entry: (entry.start, -entry.end)):
        if item.start < end:
            continue
        end = item.end
        division = None if item.broken else _resolve(item, text, context, last)
        written = text[item.start : item.end]
        name = _name(item, division, context)
        key = name or written
        if division is not None:
            last = division
        if key in seen:
            continue
        seen.add(key)
        spans = (Span(page=0, box=None, start=item.start, end=item.end),)
        mentions.append(PlaceMention(name=name, written=written, spans=spans))
    return tuple(mentions)


def _name(item: FoundPlace, division: Place | None, context: Context) -> str | None:
    if item.broken:
        return None
    if division is not None:
        return lexicon.full_name(division) + item.deeper
    home = context.home
    if item.candidates or home is None or home.level == "province":
        return None
    return lexicon.full_name(home) + item.deeper


def _without_works(text: str, taken: Taken, named: tuple[FoundPlace, ...]) -> Taken:
    """The stretches without those that only say what works lie at a place (万源县水电站)."""
    ends = {chain.start: chain.end for chain in named}
    return tuple(
        (start, end)
        for start, end in taken
        if start not in ends or not _WORKS.fullmatch(text, min(ends[start], end), end)
    )


def _blocked(text: str, taken: Taken) -> Taken:
    """What other mentions and titles in 《》 hold, in order, overlaps joined."""
    stretches = list(taken)
    depth = 0
    opened = 0
    for match in re.finditer("[《》]", text):
        if match[0] == "《":
            opened = match.start() if depth == 0 else opened
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                stretches.append((opened, match.end()))
    return merged(stretches)


def _kept(text: str, context: Context, taken: Taken, found: list[FoundPlace]) -> list[FoundPlace]:
    """Those chains that are places here, not parts of other names."""
    starts = {low for low, _ in taken}
    kept: list[FoundPlace] = []
    previous_end = -1
    for item in found:
        listed = item.start == previous_end + 1 and text[previous_end] in _LIST_JOIN
        visited = is_visited(text, item.start) or (listed and bool(kept))
        if item.end in starts and not visited:
            continue
        if is_part(text, item, visited=visited) or not _stands(text, context, item):
            continue
        kept.append(item)
        previous_end = item.end
    return kept


def _stands(text: str, context: Context, item: FoundPlace) -> bool:
    """Whether a county's short name alone (盐源) may be taken for the county.

    It must lie in the publisher's home and begin where a word begins.
    """
    written = text[item.start : item.end]
    if item.deeper or item.broken or is_official(text, item.end):
        return True
    if any(written not in division.short for division in item.candidates):
        return True
    if any(division.level != "county" for division in item.candidates):
        return True
    home = context.home
    return (
        is_clear(text, item.start)
        and home is not None
        and any(lexicon.inside(division, home) for division in item.candidates)
    )


def _listed(text: str, kept: list[FoundPlace], blocked: Taken) -> list[FoundPlace]:
    """Short names that count because they stand in a list of places."""
    extra: list[FoundPlace] = []
    occupied = {item.start: item for item in kept}
    ends = {item.end for item in kept}

    def add(item: FoundPlace) -> bool:
        if item.start in occupied or item.end in ends or overlaps(blocked, item.start, item.end):
            return False
        occupied[item.start] = item
        ends.add(item.end)
        extra.append(item)
        return True

    for item in tuple(kept):
        end = item.end
        while (after := _name_after(text, end)) is not None and add(after):
            end = after.end
        start = item.start
        while (before := _name_before(text, start)) is not None and add(before):
            start = before.start
    for match in _LIST_END.finditer(text):
        end = match.start()
        while (last := _name_ending(text, end)) is not None and text[last.start - 1 : last.start]:
            if last.start not in occupied and not add(last):
                break
            if text[last.start - 1] not in _LIST_JOIN:
                break
            end = last.start - 1
    return extra


def _name_after(text: str, end: int) -> FoundPlace | None:
    """The short name behind 、 that is followed by the list's next member or its end."""
    if text[end : end + 1] not in _LIST_JOIN or end + 1 >= len(text):
        return None
    for length in (5, 4, 3, 2):
        stop = end + 1 + length
        divisions = lexicon.exact(text[end + 1 : stop]) if stop <= len(text) else ()
        if divisions and (
            text[stop : stop + 1] in {*_LIST_JOIN, "", "，", "。", "；", "等"}
            or _LIST_END.match(text, stop)
        ):
            return FoundPlace(end + 1, stop, divisions)
    return None


def _name_before(text: str, start: int) -> FoundPlace | None:
    """The short name before 、, where it begins at a clear border."""
    if start < 1 or text[start - 1] not in _LIST_JOIN:
        return None
    return _name_ending(text, start - 1)


def _name_ending(text: str, end: int) -> FoundPlace | None:
    for length in (5, 4, 3, 2):
        start = end - length
        divisions = lexicon.exact(text[start:end]) if start >= 0 else ()
        before = text[start - 1 : start] if start > 0 else ""
        if divisions and (
            before in {*_LIST_JOIN, ""} or before in lexicon.ANCHORS or not re.match(_HAN, before)
        ):
            return FoundPlace(start, end, divisions)
    return None


def _bare(text: str, context: Context, blocked: Taken, kept: list[FoundPlace]) -> list[FoundPlace]:
    """Zones, towns and villages named without the division above them."""
    occupied = merged((*blocked, *((item.start, item.end) for item in kept)))
    found = []
    if context.home is not None and context.home.level != "province":
        for match in _BARE_ZONE.finditer(text):
            start, end = match.span()
            sure = is_visited(text, start) or (
                match[0] not in _VAGUE_ZONE and is_clear(text, start)
            )
            if sure and not begins_office(text, end):
                found.append(FoundPlace(start, town_end(text, end), (), text[start:end]))
        found += [
            FoundPlace(match.start(1), match.end(), (), match[0][match.start(1) - match.start() :])
            for match in _NAMED_ZONE.finditer(text)
            if not is_no_town(match[1]) and not begins_office(text, match.end())
        ]
    for match in _VISITS.finditer(text):
        found += _towns(text, match.end())
    return [item for item in found if not overlaps(occupied, item.start, item.end)]


def _towns(text: str, start: int) -> list[FoundPlace]:
    """Towns, villages and unknown counties listed from `start` on (沿青岚县、白石铺镇)."""
    found = []
    while True:
        end = town_end(text, start)
        county = _COUNTY.match(text, start)
        if county and end == start and not is_no_town(county[1]):
            end = county.end()
            found.append(FoundPlace(start, end, (), broken=True))
        elif end - start >= SHORTEST_TOWN and not is_office_of_town(text, end):
            found.append(FoundPlace(start, end, (), text[start:end]))
        else:
            return found
        if text[end : end + 1] not in {*_LIST_JOIN}:
            return found
        start = end + 1


def _resolve(item: FoundPlace, text: str, context: Context, last: Place | None) -> Place | None:
    """The one division meant, None where several are left.

    Preferred are those beside or inside the place named before, those inside the publisher's
    home, and for short names the highest division.
    """
    year = _year(context)
    candidates = _in_force(item.candidates, year)
    if len(candidates) > 1 and last is not None:
        near = [p for p in candidates if p.parent == last.parent or lexicon.inside(p, last)]
        candidates = tuple(near) or candidates
    if len(candidates) > 1 and context.home is not None:
        for area in reversed(lexicon.path(context.home)):
            near = [p for p in candidates if lexicon.inside(p, area)]
            if near:
                candidates = tuple(near)
                break
    if len(candidates) > 1 and not is_official(text, item.end):
        top = candidates[0].level
        candidates = tuple(p for p in candidates if p.level == top)
    if len(candidates) != 1:
        return None
    return lexicon.in_year(candidates[0], year)


def _in_force(candidates: tuple[Place, ...], year: int | None) -> tuple[Place, ...]:
    """Divisions that exist in the year, former ones only where nothing else has the name."""
    if year is not None:
        then = tuple(p for p in candidates if p.until is not None and p.until >= year)
        if then:
            return then
    return tuple(p for p in candidates if p.until is None) or candidates


def _year(context: Context) -> int | None:
    if context.published is not None:
        return context.published.year
    return context.period.end.year if context.period is not None else None
