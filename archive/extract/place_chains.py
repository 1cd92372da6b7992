"""Names of places as they stand in a text: adjoining ones joined.

凉山州盐源县 is one chain. What lies below a county stands in no list: see `place_features`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from corpus.lexicon import places as lexicon
from corpus.lexicon.places import Place

_HAN = "[\u3400-\u9fff]"

_UNKNOWN_COUNTY = re.compile(rf"({_HAN}{{1,3}}?)县(?![级直域长委城])")
_NO_COUNTY = re.compile(r"[我的了各全该本每个等及在为对将已从由以与到赴局]|所有|部分|相关|贫困")


class FoundPlace(msgspec.Struct, frozen=True):
    """A stretch of the text and what it may mean; `deeper` is the unlisted part of the name.

    `broken` marks a joined name whose parts do not belong together (雅安市万源县), `kind` one that
    is no division, `visited` that somebody goes there.
    """

    start: int
    end: int
    candidates: tuple[Place, ...]
    deeper: str = ""
    broken: bool = False
    kind: str = ""
    visited: bool = False


def chains(text: str) -> Iterator[FoundPlace]:
    """Names of divisions in the text, adjoining ones joined."""
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
    """The chain with the unknown county that follows it directly."""
    if not all(division.level == "city" for division in chain.candidates):
        return chain
    county = _UNKNOWN_COUNTY.match(text, chain.end)
    if county is None or _NO_COUNTY.search(county[1]):
        return chain
    return FoundPlace(chain.start, county.end(), chain.candidates, broken=True)
