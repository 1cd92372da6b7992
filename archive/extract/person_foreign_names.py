"""Names of Tibetans, Mongols, Uyghurs, Yi, Dai and others, written with Chinese characters.

They have no surname of the Hundred Families, but are made of a limited stock of parts
(次仁·旺堆, 额尔敦·巴图, 吉克·阿牛), which stands in the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpus.lexicon.persons import name_parts

LONGEST_FOREIGN = 6
_PART_LENGTHS = (4, 3, 2)

_SOUNDS = frozenset(
    "阿尔巴布措次达旦德多格吉嘉江金克拉莫木尼普且仁日色石沙什斯桑索塔瓦西雅依扎泽卓曲果子呷惹热伍尕央顿珠旺罗洛诺玛姆琼平班觉"
    "朗杰增坚才让东周加太久卡娜莎支买提古丽艾力合孜比曼麦吾哈萨苏丁贡邓群益降甲志英勒库努尤乌铁马海堆额敦图罕温岩尖嘎玲香吐"
    "呼坦俄洪逊汗江夏托亚森杜措毛先秀措旺泰花夫代兰别提叶伊登"
)
"""Characters that write the sounds of such names beside their parts."""


_SOUNDED = re.compile(
    f"[{''.join(sorted(_SOUNDS | frozenset('约里浩音敖乌兰伦其高胡赛琴朝')))}]{{3,5}}"
)
"""Names that only sound is written of, none of their parts known; believed right behind a post."""


def sounded_end(text: str, start: int) -> range:
    """Ends, farthest first, of a name of sounds alone (阿拉达日呼) that may begin at `start`."""
    whole = _SOUNDED.match(text, start)
    return range(whole.end(), start + 2, -1) if whole else range(0)


def foreign_end(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Ends of the names that may begin at `start` with the number of known parts in each.

    Those made of known parts alone come first, longer before shorter; a name of further
    characters of sound begins with a known part too.
    """
    whole: list[tuple[int, int]] = []
    mixed: list[tuple[int, int]] = []
    at, parts, pure = start, 0, True
    while at - start < LONGEST_FOREIGN:
        part = _part_end(text, at)
        if part is not None:
            at, parts = part, parts + 1
        elif parts and text[at : at + 1] in _SOUNDS:
            at, pure = at + 1, False
        else:
            break
        if at - start <= LONGEST_FOREIGN:
            (whole if pure else mixed).append((at, parts))
    yield from reversed(whole)
    yield from reversed(mixed)


def is_foreign(text: str, start: int, end: int) -> bool:
    """Whether `[start, end)` is made of two known parts or more and of nothing else."""
    return any(at == end and parts > 1 for at, parts in foreign_end(text, start))


def first_part(text: str, start: int) -> int | None:
    """Where the first known part that can be followed by another begins, from `start` on."""
    found = _parts().search(text, start)
    return found.start() if found else None


@cache
def _parts() -> re.Pattern[str]:
    """Two characters that begin a known part, close before one that begins another."""
    pairs: dict[str, set[str]] = {}
    for part in name_parts():
        pairs.setdefault(part[0], set()).add(part[1])
    begin = "|".join(
        f"{first}[{''.join(sorted(seconds))}]" for first, seconds in sorted(pairs.items())
    )
    return re.compile(f"(?:{begin}).{{0,2}}(?=[{''.join(sorted(pairs))}])")


def _part_end(text: str, start: int) -> int | None:
    known = name_parts()
    return next(
        (
            start + length
            for length in _PART_LENGTHS
            if start + length <= len(text) and text[start : start + length] in known
        ),
        None,
    )
