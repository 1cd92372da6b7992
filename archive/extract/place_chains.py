"""Names of places as they stand in a text: adjoining ones joined, with what follows directly.

凉山州盐源县 is one chain, as are 绵阳市高新区 and 涪城区石塘街道三清村: zones, towns and villages
stand in no list and are known by their form behind a division.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from corpus.lexicon import places as lexicon
from corpus.lexicon.places import Place

_HAN = "[\u3400-\u9fff]"

_STOPS = re.compile(
    r"[我的了各全该本每个等及在为对将已从由以与些]|所有|所属|下辖|部分|有关|相关|开展|推进|推动|组织|实施|建设|加快"
    r"|深入|进入|偏远|边远|贫困|农村|乡镇|乡村|城乡|城镇|城市|重点|特色|试点|示范|美丽|街道|村镇|居民|群众|企业|干部"
    r"|办理|服务|政务|工作|调研|走访|慰问|指导|督导|检查|基层|小区|现场|一线|易地|社会|其他|周边|辖区|市场|部门|单位|住房|和城"
)
"""Words that no name of a town or village holds."""

SHORTEST_TOWN = 3
"""Characters of a town's name with its kind: 乡镇 and 社区 alone are no names."""

_TOWN = re.compile(rf"({_HAN}{{1,5}}?)(?:民族乡|街道|苏木|镇|乡)")
_VILLAGE = re.compile(rf"({_HAN}{{1,6}}?)(?:村|社区|嘎查)")
_NO_TOWN = re.compile(
    r"[镇街域]|村(?!民)|长(?![江宁安])|委(?!员)|干部|振兴|两委|党|支书|企业|民(?!族)"
)
"""What must not follow 乡, 镇, 村: 乡镇, 乡村, 镇域, 村长, 村委, 村民."""

_OTHER_ZONE = re.compile(
    rf"({_HAN}{{2,4}}?)(?:高新技术产业开发区|经济技术开发区|经济开发区|高新区|经开区|开发区|新区|工业园区|产业园区|度假区)"
)
"""A zone with a name of its own: 火炬开发区, 太白湖新区."""
_UNKNOWN_COUNTY = re.compile(rf"({_HAN}{{1,3}}?)县(?![级直域长委城])")


class FoundPlace(msgspec.Struct, frozen=True):
    """A stretch of the text and what it may mean; `deeper` is the unlisted part of the name.

    `broken` marks a joined name whose parts do not belong together (雅安市万源县).
    """

    start: int
    end: int
    candidates: tuple[Place, ...]
    deeper: str = ""
    broken: bool = False


def chains(text: str) -> Iterator[FoundPlace]:
    """Names in the text, adjoining ones joined, with zones, towns and villages behind them."""
    current: FoundPlace | None = None
    for start, end, candidates in lexicon.scan(text):
        if current is not None and start == current.end:
            joined = _joined(current, end, candidates, text)
            if joined is not None:
                current = joined
                continue
        if current is not None:
            yield _deepened(text, current)
        current = FoundPlace(start, end, candidates)
    if current is not None:
        yield _deepened(text, current)


def _joined(
    current: FoundPlace, end: int, candidates: tuple[Place, ...], text: str
) -> FoundPlace | None:
    """The chain with one more name, None where the two only stand side by side."""
    deeper = lexicon.below(candidates, current.candidates)
    if deeper:
        return FoundPlace(current.start, end, deeper, broken=current.broken)
    official = candidates[0].name == text[current.end : end]
    rank = {"province": 0, "city": 1, "county": 2}
    higher = min(rank[division.level] for division in current.candidates)
    lower = max(rank[division.level] for division in candidates)
    if official and lower > higher:
        return FoundPlace(current.start, end, candidates, broken=True)
    return None


def _deepened(text: str, chain: FoundPlace) -> FoundPlace:
    """The chain with the zone, unknown county, town and village that follow it directly."""
    end, deeper, broken = chain.end, "", chain.broken
    zone = _zone_end(text, end) if any(_may_hold_zones(p) for p in chain.candidates) else end
    if zone > end:
        deeper, end = text[end:zone], zone
    else:
        county = _UNKNOWN_COUNTY.match(text, end)
        if (
            county
            and all(p.level == "city" for p in chain.candidates)
            and not is_no_town(county[1])
        ):
            return FoundPlace(chain.start, county.end(), chain.candidates, broken=True)
    below = town_end(text, end)
    if all(division.level == "province" for division in chain.candidates):
        below = end
    return FoundPlace(chain.start, below, chain.candidates, deeper + text[end:below], broken)


def _may_hold_zones(division: Place) -> bool:
    return division.level != "province" or division.name.endswith("市")


def _zone_end(text: str, start: int) -> int:
    """Where a development zone ends that begins at `start`; `start` where there is none."""
    for word in lexicon.ZONE_WORDS:
        if text.startswith(word, start):
            return start + len(word)
    other = _OTHER_ZONE.match(text, start)
    return other.end() if other and not is_no_town(other[1]) else start


def town_end(text: str, start: int) -> int:
    """Where a town and a village that begin at `start` end; `start` where there are none."""
    end = start
    for pattern in (_TOWN, _VILLAGE):
        match = pattern.match(text, end)
        if match and not is_no_town(match[1]) and not _NO_TOWN.match(text, match.end()):
            end = match.end()
    return end


def is_no_town(name: str) -> bool:
    """Whether the words before 镇, 村 … hold something that names no town."""
    return _STOPS.search(name) is not None
