"""Names that no post stands beside: the honoured, the appointed, people of a unit, bare lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import msgspec

from archive.extract.person_foreign_names import first_part, is_foreign, sounded_end
from archive.extract.person_names import (
    UNIT_END,
    clear_before,
    is_common_name,
    is_plain_surname,
    name_at,
    name_before,
)
from archive.extract.stretches import merged, overlaps
from corpus.lexicon import places as place_lexicon
from corpus.lexicon.persons import posts

_HAN = "[\u3400-\u9fff]"

LIST_JOIN = re.compile(r"以及|[、和与及]")
"""What joins the names of a list."""

_QUOTED = re.compile(r"[“‘\"]([^“”‘’\"，。；\n]{2,14})[”’\"](?:称号|荣誉称号)?(?:获得者|的)?")
_BRACKETED = re.compile(r"[（(]([^（）()，。；\n]{2,30})[）)]")
_CALLED = re.compile(
    r"授予|抽调|聘任|聘请|聘|任命|免去|推选|选举|评选|评出|推荐|增补|表彰|表扬|奖励|责令|约谈|命名|慰问|看望|请到了?|迎来"
)
_CALLED_TO = re.compile(rf"为(?!民)|[“、]|等|同志|任|{_HAN}{{2,8}}(?:职务|称号)")
"""What stands behind the name of somebody who is chosen or praised."""

_OF_UNIT = re.compile(rf"{_HAN}{{0,8}}?(?:窗口|[科股室])")
"""The unit of somebody praised (表扬勘验科李秀芹)."""

_TREATED = re.compile("[对的给]")
_TREATED_SO = re.compile(
    "给予|予以|进行(?:了)?(?:通报|诫勉|批评|谈话|提醒|表扬|约谈)|作出|(?:提出)?(?:通报|点名)(?:批评|表扬)"
)
"""What is done to the person named behind 对 or 的."""

_APPOINTED = re.compile(
    rf"(?:兼|担|改|转)?任(?=(?:{_HAN}){{0,14}}?(?:组长|主任|局长|书记|科长|处长|队长|代表|专员))"
)
_HONOURED = re.compile("被(?:评|授|推|选|聘|任命)|获评|荣获|当选|获得?[“《]")
"""What tells of an honour right behind the name of the honoured."""

_PEOPLE_COUNTED = re.compile(
    rf"(?:等)?[0-9一二三四五六七八九十两]{{1,3}}[名位人]|同志|分获|分别[获被荣]|分列|荣获|获得?|当选|入选|并列|[双均]?榜上有名"
    rf"|等{_HAN}{{0,6}}?(?:同志|荣获|被评|老人|群众|居民|村民|市民|党员|干部|职工|人员|代表|选手|企业家|商户|业主|志愿者|师傅|学员)"
)
"""What stands behind a list of persons and no other: 3名, 分获, 当选."""

_LIST_END = re.compile(
    r"$|[，。；：:、）)\n]|等(?![级待候于])|和|及|分别|同志|分?获|荣获|[0-9一二三四五六七八九十两]{1,3}[名位人]"
)
_SHORTEST = 2
_FROM = re.compile("[村镇乡区县市司局院校行]的")
_CONTRIBUTORS = re.compile(rf"[（(]{_HAN}{{2,4}}(?:[ \u3000、]+{_HAN}{{2,4}})+[）)]")
_MEMBER = re.compile(rf"{_HAN}+")
_PART = re.compile(r"[^、，。；：:\n（）()“”！？]+")
_UNIT = re.compile("窗口|[科股室处局队所]|中心")
_FEWEST_LISTED = 3
"""So many names joined by 、 are persons even where nothing announces them."""


class FoundName(msgspec.Struct, frozen=True):
    """A name in the text and the post written beside it."""

    start: int
    end: int
    post: str | None


@cache
def _awards() -> re.Pattern[str]:
    words = sorted(map(re.escape, posts().awards), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(words)})$")


def honoured(text: str) -> list[FoundName]:
    """Names behind a quoted honour (“十佳服务标兵”李丽萍、蔡文军), which is their post."""
    names = []
    for quoted in _QUOTED.finditer(text):
        if not _awards().search(quoted[1]):
            continue
        end = name_at(text, quoted.end(), anchored=True)
        post = text[quoted.start() : quoted.end(1) + 1]
        if end is not None:
            names.append(FoundName(quoted.end(), end, post))
            names += [FoundName(*listed, post) for listed in listed_after(text, end)]
    return names


def explained(text: str, ends_with_post: Callable[[str], bool]) -> list[FoundName]:
    """Names with their post in brackets behind them: 张伟民（市场监管局窗口首席代表）.

    Where the brackets hold only their unit (乔丽君（公安窗口）), the post is not known.
    """
    names = []
    for bracket in _BRACKETED.finditer(text):
        start = name_before(text, bracket.start())
        if start is None:
            continue
        if ends_with_post(bracket[1]):
            names.append(FoundName(start, bracket.start(), bracket[1]))
        elif UNIT_END.search(bracket[1]) and is_common_name(text, start, bracket.start()):
            names.append(FoundName(start, bracket.start(), None))
    return names


def from_places(text: str) -> list[FoundName]:
    """People told by where they come from (雅都村的杨子妹), and contributors in brackets."""
    names = []
    for home in _FROM.finditer(text):
        end = name_at(text, home.end())
        if (
            end is not None
            and end - home.end() > _SHORTEST
            and is_plain_surname(text[home.end()])
            and is_common_name(text, home.end(), end)
        ):
            names.append(FoundName(home.end(), end, None))
    for bracket in _CONTRIBUTORS.finditer(text):
        members = [found.span() for found in _MEMBER.finditer(text, bracket.start(), bracket.end())]
        if all(is_common_name(text, *member) for member in members):
            names += [FoundName(*member, None) for member in members]
    return names


def appointed(text: str) -> list[FoundName]:
    """Names of people chosen, praised or blamed (聘任郭永强为…), or that become something."""
    names = []
    for verbs, ends in ((_CALLED, _CALLED_TO), (_TREATED, _TREATED_SO)):
        for verb in verbs.finditer(text):
            unit = _OF_UNIT.match(text, verb.end())
            starts = (verb.end(), unit.end()) if unit else (verb.end(),)
            found = next(
                (
                    (start, end)
                    for start in starts
                    for end in (start + 3, start + 2)
                    if is_common_name(text, start, end) and ends.match(text, end)
                ),
                None,
            )
            if found is not None:
                names.append(FoundName(*found, None))
                names += [FoundName(*listed, None) for listed in listed_after(text, found[1])]
    for task in _APPOINTED.finditer(text):
        begin = name_before(text, task.start())
        if begin is not None and is_plain_surname(text[begin]):
            names.append(FoundName(begin, task.start(), None))
    for honour in _HONOURED.finditer(text):
        begin = name_before(text, honour.start(), of_unit=True)
        if begin is not None and is_common_name(text, begin, honour.start()):
            names.append(FoundName(begin, honour.start(), None))
    return names


def listed_after(text: str, end: int) -> list[tuple[int, int]]:
    """Bare names joined to the one that ends at `end` by 、 or 和."""
    listed: list[tuple[int, int]] = []
    while True:
        join = LIST_JOIN.match(text, end)
        stop = _listed_name(text, join) if join else None
        if join is None or stop is None:
            return listed
        listed.append((join.end(), stop))
        end = stop


def _listed_name(text: str, join: re.Match[str]) -> int | None:
    """Where the name behind `join` ends; behind 、 one of sounds alone counts too (、伊力其)."""
    stop = name_at(text, join.end())
    if stop is not None or join[0] != "、":
        return stop
    ends = sounded_end(text, join.end())
    return next((end for end in ends if _LIST_END.match(text, end)), None)


def enumerated(text: str) -> list[FoundName]:
    """Names of a list that says nothing of posts: three of them, or two that are counted.

    Each may have its unit before it (县公安局窗口贾志勇、县税务局窗口蒙秋月等). Names that all end
    alike are of a kind of thing (东风路、花园路、丰庆路).
    """
    names: list[FoundName] = []
    run: list[tuple[int, int]] = []

    def close() -> None:
        alike = len({text[stop - 1] for _, stop in run}) == 1
        counted = run and _PEOPLE_COUNTED.match(text, run[-1][1])
        if not alike and (len(run) >= _FEWEST_LISTED or counted):
            names.extend(FoundName(*name, None) for name in run)
        run.clear()

    for part in _PART.finditer(text) if "、" in text else ():
        if text[part.end() : part.end() + 1] != "、" and text[part.start() - 1] != "、":
            continue
        if run and (text[part.start() - 1] != "、" or run[-1][1] != part.start() - 1):
            close()
        member = _member(text, part.start(), part.end())
        if member is None:
            close()
        else:
            run.append(member)
    close()
    return names


def _member(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name that a list's part holds: all of it, its beginning, or what its unit leads to."""
    for length in (3, 2, 4):
        stop = start + length
        if stop <= end and is_common_name(text, start, stop) and _LIST_END.match(text, stop):
            return start, stop
    for length in (3, 2):
        at = end - length
        if at > start and is_common_name(text, at, end):
            before = text[max(start, at - 2) : at]
            if UNIT_END.search(before) or clear_before(text, at):
                return at, end
    for unit in _UNIT.finditer(text, start, end):
        for stop in (unit.end() + 3, unit.end() + 2):
            if (
                stop < end
                and is_common_name(text, unit.end(), stop)
                and _LIST_END.match(text, stop)
            ):
                return unit.end(), stop
    return None


def of_other_peoples(text: str) -> list[FoundName]:
    """Names made of two known parts or more that stand where a name may begin (由索朗多吉牵头)."""
    names = []
    places = merged(tuple((start, end) for start, end, _ in place_lexicon.scan(text)))
    at = 0
    while (first := first_part(text, at)) is not None:
        start, at = first, first + 1
        end = name_at(text, start) if clear_before(text, start) else None
        if end is not None and is_foreign(text, start, end) and not overlaps(places, start, end):
            names.append(FoundName(start, end, None))
            at = end
    return names


def of_windows(text: str) -> list[FoundName]:
    """A window's people named without a post (医保局窗口王丽霞同志)."""
    names = []
    for window in re.finditer("窗口", text):
        end = name_at(text, window.end())
        if (
            end is not None
            and end - window.end() > 2
            and is_plain_surname(text[window.end()])
            and is_common_name(text, window.end(), end)
        ):
            names.append(FoundName(window.end(), end, None))
    return names
