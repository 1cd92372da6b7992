"""Places a text tells of: divisions down to counties, zones, and the towns and villages in them.

A joined name (凉山州盐源县) is one mention. Names of departments, organisations and documents hold
no places, nor do proper names that only begin with one (北京时间, 长沙路, 成都大学).
"""

from __future__ import annotations

import re

from archive.extract.context import Context, Taken
from archive.extract.place_chains import FoundPlace, chains
from archive.extract.place_features import OFFICE, with_features
from archive.extract.place_lists import short_towns, towns_before
from archive.extract.place_surroundings import (
    acts,
    ends_clause,
    is_clear,
    is_official,
    is_part,
    is_visited,
    travels_to,
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

_WORKS = re.compile(
    r"水电站|电站|水库|电厂|风电场|光伏电站|变电站|煤矿|铁矿|矿山|采石场|砂石厂|加油站|加气站|养殖场|林场|农场|茶厂|工地|项目"
    r"|污水处理厂|自来水厂|垃圾填埋场|收费站|服务区|景区"
    r"|(?:民办|公办|民营|乡镇|个体)[\u3400-\u9fff]{0,6}(?:学校|幼儿园|医院|卫生院|诊所|药店|敬老院|养老院|机构|企业)"
)
"""Works that bear no name of their own: the division before them is where they lie."""
_OWN_AREA = re.compile(r"[省市县区州盟旗](?=.)")
"""How a publisher calls what belongs to its own place (县民族体育公园)."""

_GOES = re.compile(r"赴|到|前往|深入|来到|抵达|莅临|进驻|在|对")
_TOWN = re.compile("[镇乡]|街道|苏木")

_BRAND = re.compile(r"[“‘\"][^“”‘’\"，。；\n]{1,12}[”’\"]")
"""A short quotation: a short name in a longer one is a brand's (“沂水帮办”, “清风辽宁”)."""


def find_places(text: str, context: Context, taken: Taken) -> tuple[PlaceMention, ...]:
    """The places named in the text, each once, at its first mention.

    `name` runs down from the province as it was on the bulletin's date, with towns and villages
    that follow directly; it is None where the parts do not belong together or the text and the
    publisher's home leave several divisions. Spans hold offsets into `text` alone.
    """
    named = tuple(chains(text))
    taken = _without_works(text, taken, named)
    blocked = _blocked(text, taken)
    titles = _blocked(text, ())
    found = _free(with_features(text, named, blocked), named, blocked, titles)
    kept = _kept(text, context, taken, found)
    kept += _at_home(text, context, named, blocked)
    kept += _listed(text, kept, blocked)
    held = merged((*blocked, *((item.start, item.end) for item in kept)))
    kept += (*short_towns(text, held), *towns_before(text, kept, held))
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
        name = _name(item, written, division, context)
        key = name or written
        if division is not None:
            last = division
        if key in seen:
            continue
        seen.add(key)
        spans = (Span(page=0, box=None, start=item.start, end=item.end),)
        mentions.append(PlaceMention(name=name, written=written, spans=spans))
    return tuple(mentions)


def _free(
    places: list[FoundPlace], chains: tuple[FoundPlace, ...], blocked: Taken, titles: Taken
) -> list[FoundPlace]:
    """The places no other mention holds; of one that runs into another, the division alone.

    A hall may be held by the department in it, and a zone may stand before the whole name of a
    company, which begins with its province (襄州经济开发区湖北楚晟新材料有限公司).
    """
    begins = {chain.start for chain in chains}
    led = {start for start, _ in blocked}

    def stands_free(place: FoundPlace) -> bool:
        if place.kind == "hall":
            return not overlaps(titles, place.start, place.end)
        leads = place.kind and place.start in led and place.end in begins
        return bool(leads) or not overlaps(blocked, place.start, place.end)

    free = [place for place in places if stands_free(place)]
    ends = merged(tuple((place.start, place.end) for place in free))
    free += [
        chain
        for chain in chains
        if not overlaps(blocked, chain.start, chain.end)
        and not overlaps(ends, chain.start, chain.end)
    ]
    return sorted(free, key=lambda place: place.start)


def _name(item: FoundPlace, written: str, division: Place | None, context: Context) -> str | None:
    if item.broken:
        return None
    if division is not None:
        return lexicon.full_name(division, _year(context)) + item.deeper
    home = context.home
    if item.candidates or home is None or home.level == "province" or not home.code:
        return None
    inside = _inside_home(item, written, home)
    return None if inside is None else lexicon.full_name(home) + inside


def _inside_home(item: FoundPlace, written: str, home: Place) -> str | None:
    """What the place is called within the publisher's home, None where more is between them.

    市人民公园 of a city is its 人民公园; which county of a city a town lies in, or which town of a
    county a village, the name alone does not tell.
    """
    if _OWN_AREA.match(written):
        return written[1:] if _calls_itself(home, written[0]) else None
    within_county = home.level == "city" and item.kind not in {"zone", "common", "vague"}
    within_town = item.kind == "village" and _TOWN.search(written) is None
    return None if within_county or within_town else written


def _calls_itself(home: Place, kind: str) -> bool:
    return home.name.endswith(kind) or (home.level == "city" and kind == "市")


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
    brands = merged(tuple(match.span() for match in _BRAND.finditer(text)))
    kept: list[FoundPlace] = []
    previous_end = -1
    for item in found:
        listed = item.start == previous_end + 1 and text[previous_end] in _LIST_JOIN
        visited = is_visited(text, item.start) or (listed and bool(kept))
        if item.kind:
            if item.kind != OFFICE and (item.kind != "town" or not acts(text, item)):
                kept.append(item)
                previous_end = item.end
            continue
        if item.end in starts and not visited:
            continue
        if is_part(text, item, visited=visited) or not _stands(text, context, item):
            continue
        if not is_official(text, item.end) and _opens_brand(text, item, brands):
            continue
        kept.append(item)
        previous_end = item.end
    return kept


def _opens_brand(text: str, item: FoundPlace, brands: Taken) -> bool:
    if not overlaps(brands, item.start, item.end):
        return False
    inside = text[item.start - 1].isalnum()
    if inside:
        return not travels_to(text, item.start) and text[item.start - 1] not in "到在"
    return text[item.end] not in '、，”’"'


def _stands(text: str, context: Context, item: FoundPlace) -> bool:
    """Whether a county's short name alone (盐源) may be taken for the county.

    It must lie in the publisher's home and begin where a word begins, or be travelled to.
    """
    written = text[item.start : item.end]
    if item.deeper or item.broken or is_official(text, item.end):
        return True
    if any(written not in division.short for division in item.candidates):
        return True
    if any(division.level != "county" for division in item.candidates):
        return True
    if travels_to(text, item.start) and ends_clause(text, item.end):
        return True
    home = context.home
    return (
        is_clear(text, item.start)
        and home is not None
        and any(lexicon.inside(division, home) for division in item.candidates)
    )


def _at_home(
    text: str, context: Context, named: tuple[FoundPlace, ...], blocked: Taken
) -> list[FoundPlace]:
    """Short names that are common words too, where somebody goes there in the publisher's home.

    到融水督导 in a bulletin of 融水苗族自治县: a verb or punctuation must follow.
    """
    if context.home is None:
        return []
    held = merged((*blocked, *((chain.start, chain.end) for chain in named)))
    found = []
    for goes in _GOES.finditer(text):
        start = goes.end()
        for end in (start + 3, start + 2):
            near = [p for p in lexicon.exact(text[start:end]) if lexicon.inside(p, context.home)]
            if near and end <= len(text) and ends_clause(text, end):
                if not overlaps(held, start, end):
                    found.append(FoundPlace(start, end, tuple(near)))
                break
    return found


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
    """Divisions that exist in the year, former ones only where nothing else has the name.

    Of two rows of one former division (its code changed) the one that ended first is meant.
    """
    if year is not None:
        former = sorted(
            (p for p in candidates if p.until is not None and p.until >= year),
            key=lambda p: p.until or 0,
        )
        then = {(p.name, p.successor): p for p in reversed(former)}
        if then:
            return tuple(then.values())
    return tuple(p for p in candidates if p.until is None) or candidates


def _year(context: Context) -> int | None:
    if context.published is not None:
        return context.published.year
    return context.period.end.year if context.period is not None else None
