"""Persons with their posts.

Chinese names have no mark of their own, so a name counts only where the text anchors it: a post
before it (副局长张三) or behind it (张三副局长), 同志 or 一行, a list with an anchored name, a form
of address (王女士), 由…带队, a label (供稿：张三), or a verb of speech behind a clear beginning.
People from the public (王女士, 张某) are persons too; their post is the word before (市民,
企业负责人) or None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import msgspec

from archive.extract.context import Context, Taken
from archive.extract.person_names import (
    clear_before,
    is_name,
    is_plain_surname,
    is_surname,
    name_at,
    name_before,
)
from archive.extract.stretches import merged, overlaps
from archive.records import PersonMention, Span
from corpus.lexicon import places as place_lexicon
from corpus.lexicon.persons import posts

_LONGEST_POST = 60

_BOUNDARY = re.compile(
    r"[，。；：！？\s“”‘’《》（）()【】\[\]…—,;:!?|]"
    r"|(?<!自)由|在(?!线)|陪同?|会同|邀请?到?|(?<!申)请|对(?!外|接|口)|向|(?<!作)为(?!民)|把|被|(?<!供)给|(?<!转)让|听取了?"
    r"|接待了?(?![科处室中])|会见|是(?!否)|跟随?|随同|率领?|带领|组织(?![部科处委人])|安排|其中|包括|以及|来自|到(?!位)|赴|还(?!款)"
    r"|也|又|将|以(?!上)|参与|召开|举行|参加|出席|了|的|感谢|祝贺|欢迎|委派|选派|抽调|指派|指定|推荐|表彰|走访|慰问|采访"
    r"|专访|看望|联系(?![员人点])|通知|明确|联合(?!会)|并(?!购)|就(?!业)|从(?!业)|按|(?<![财神])经(?=[市县区省局主副分])|协同|称赞|表扬"
    r"|找到|见到|讲到|主持|会上|会议(?!中心)|期间|随后|同时|对接|带队|接替|[接继时现前历出担]任|代表(?![、处团])|[与及和、]"
)
"""Where the words for a post cannot reach back over; 和 and 、 only where `_separates` says so."""

_DEPARTMENT_AND = re.compile(
    r"资源和社|发展和改|住房和城|卫生和计|工业和信|经济和信|规划和自|资源和规|林业和草|文化和旅|教育和[体科知]|监督和|服务和|商务和"
    r"|农业和|农村和|执法和|粮食和|保障和|科技和|科学和|审批和|数据和|管理和|信访和|体育和|政府和|机关和|信息和|民族和|城乡和|改革和"
)
"""和 inside the name of a department."""
_NAME_ENDS = re.compile(r"[局厅委部办处科室院所队会司站社心团行校长任员公司]")

_LEADING = re.compile(
    r"(?:[0-9]{2,4}年)?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:上午|下午|晚上|中午)?"
    r"(?:近日|日前|昨日|今日|昨天|今天|当日|当天|近期|目前|今年|而|但|如|日|月|年)?"
)
_QUALIFIER = re.compile(r"[（(][^（）()]{1,12}[）)]")
_JOIN = re.compile(r"以及|[、和与及]")
_GROUP = re.compile(r"(?:等[0-9一二三四五六七八九十两]{0,2}[位名]?)?(?:一行|同志|带队|率队)")
_BY = re.compile(r"由")
_DUTY = re.compile(
    r"(?:为[^，。；]{1,12})?(?:主持|带队|率队|牵头|授课|主讲|讲解|宣读|传达|领学|带领|致辞|作(?=[了出专报讲主动总交辅发])|担任)"
)
_SPEECH = re.compile(r"表示|介绍说|告诉|感慨|坦言|激动地|高兴地|说道|说[：:，“]")
_TOWN_HEAD = re.compile(r"[镇乡村区县市州省盟旗]长$")
_DOTS = re.compile(r"[·•・‧]")
_HAN_END = re.compile(r"[\u3400-\u9fff]{2,8}$")


class _Name(msgspec.Struct, frozen=True):
    """A name in the text and the post written beside it."""

    start: int
    end: int
    post: str | None


class _Words(msgspec.Struct, frozen=True):
    """The patterns made of the lexicon's words for posts."""

    post: re.Pattern[str]
    leader: re.Pattern[str]
    ends_with_post: re.Pattern[str]
    label: re.Pattern[str]
    signed: re.Pattern[str]
    honorific: re.Pattern[str]


@cache
def _words() -> _Words:
    words = posts()
    ranks = _either(words.ranks)
    leader = f"(?:{ranks})?(?:{_either(words.leaders)})"
    post = f"(?:{_either(words.others)})|{leader}"
    return _Words(
        post=re.compile(f"{leader}|{post}"),
        leader=re.compile(leader),
        ends_with_post=re.compile(f"(?:{post}|{leader})$"),
        label=re.compile(f"({_either(words.labels)})(?:[：:][ \u3000]*|[ \u3000]+)"),
        signed=re.compile(
            f"[（(]([\u3400-\u9fff]{{2,4}})[ \u3000]*(?:{_either(words.labels)})[）)]"
        ),
        honorific=re.compile(_either(words.honorifics)),
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def find_persons(text: str, context: Context, taken: Taken) -> tuple[PersonMention, ...]:
    """The persons named in the text, each once, at the first mention that gives a post.

    `name` is as written (王女士 stays so), `post` the whole phrase before the name with the
    department (公安厅政治部副主任), or the title behind it; names in a list share the post before
    the list. Spans hold the name's offsets into `text`.
    """
    del context  # a name and its post stand in the text alone
    held = merged(taken)
    found = (
        *_after_posts(text, held),
        *_before_posts(text),
        *_in_groups(text),
        *_labelled(text),
        *_addressed(text),
        *_speaking(text),
    )
    free = [name for name in found if not overlaps(held, name.start, name.end)]
    return _unique(text, free)


def _unique(text: str, found: list[_Name]) -> tuple[PersonMention, ...]:
    """Each name once, in the order of the text; of overlapping ones the first anchor's."""
    claimed: dict[int, _Name] = {}
    for name in found:
        if not any(offset in claimed for offset in range(name.start, name.end)):
            claimed.update(dict.fromkeys(range(name.start, name.end), name))
    chosen: dict[str, _Name] = {}
    for name in sorted(set(claimed.values()), key=lambda item: item.start):
        written = text[name.start : name.end]
        held = chosen.get(written)
        if held is None or (held.post is None and name.post is not None):
            chosen[written] = name
    return tuple(
        PersonMention(
            name=written,
            post=name.post,
            written=written,
            spans=(Span(page=0, box=None, start=name.start, end=name.end),),
        )
        for written, name in sorted(chosen.items(), key=lambda item: item[1].start)
    )


def _after_posts(text: str, taken: Taken) -> list[_Name]:
    """Names right behind a post, and the bare names listed after them."""
    words = _words()
    names: list[_Name] = []
    floor = 0
    for head in words.post.finditer(text):
        if head.start() < floor:
            continue
        qualifier = _QUALIFIER.match(text, head.end())
        start = qualifier.end() if qualifier else head.end()
        end = name_at(text, start, transliterated=True)
        if end is None:
            continue
        post = text[_post_start(text, head.start(), floor, taken) : start]
        names.append(_Name(start, end, post))
        for listed in _listed_after(text, end):
            names.append(_Name(*listed, post))
            end = listed[1]
        floor = end
    return names


def _listed_after(text: str, end: int) -> list[tuple[int, int]]:
    """Bare names joined to the one that ends at `end` by 、 or 和."""
    listed: list[tuple[int, int]] = []
    while True:
        join = _JOIN.match(text, end)
        stop = name_at(text, join.end()) if join else None
        if join is None or stop is None or _words().leader.match(text, stop):
            return listed
        listed.append((join.end(), stop))
        end = stop


def _post_start(text: str, head: int, floor: int, taken: Taken) -> int:
    """Where the words for the post begin that end with the head at `head`."""
    low = max(floor, head - _LONGEST_POST)
    start = low
    for boundary in _BOUNDARY.finditer(text, low, head):
        if not overlaps(taken, *boundary.span()) and _separates(text, boundary, start):
            start = boundary.end()
    lead = _LEADING.match(text, start, head)
    return lead.end() if lead else start


def _separates(text: str, boundary: re.Match[str], start: int) -> bool:
    """Whether a boundary word really parts the post from what is before it.

    党组书记、局长 is one person's post; 和 often joins the two halves of a department's name.
    """
    at = boundary.start()
    if boundary[0] == "、":
        return _words().ends_with_post.search(text, max(start, at - 12), at) is None
    if boundary[0] in {"和", "与", "及"} and at > start:
        inside = _DEPARTMENT_AND.search(text, max(start, at - 2), at + 2)
        return inside is None and _NAME_ENDS.match(text, at - 1) is not None
    return True


def _before_posts(text: str) -> list[_Name]:
    """Names and bare surnames right before a leader's post: 张三局长, 刘处长."""
    names = []
    for head in _words().leader.finditer(text):
        at = head.start()
        if name_at(text, head.end()) is not None:
            continue
        start = name_before(text, at)
        if start is not None and not _is_town(text, start, head):
            names.append(_Name(start, at, head[0]))
        elif at and is_plain_surname(text[at - 1]) and clear_before(text, at - 1):
            names.append(_Name(at - 1, head.end(), head[0]))
    return names


def _is_town(text: str, start: int, head: re.Match[str]) -> bool:
    """Whether 华阳镇长 is the head of a town rather than a person called 华阳."""
    if head[0] in {"镇长", "乡长", "村长"}:
        return True
    division = text[start : head.end() - 1]
    return _TOWN_HEAD.search(head[0]) is not None and bool(place_lexicon.exact(division))


def _in_groups(text: str) -> list[_Name]:
    """Names before 同志, 一行, 带队, with those listed before them; names after 由."""
    names = []
    for group in _GROUP.finditer(text):
        end = group.start()
        while (start := name_before(text, end)) is not None:
            names.append(_Name(start, end, None))
            if start == 0 or text[start - 1] not in "、和与":
                break
            end = start - 1
    for by in _BY.finditer(text):
        stop = name_at(text, by.end())
        if stop is None:
            stop = _duty_end(text, by.end())
        if stop is not None and _DUTY.match(text, stop):
            names.append(_Name(by.end(), stop, None))
    return names


def _duty_end(text: str, start: int) -> int | None:
    ends = (start + 3, start + 2)
    return next((e for e in ends if is_name(text, start, e) and _DUTY.match(text, e)), None)


def _labelled(text: str) -> list[_Name]:
    """Names behind a label (供稿：张三、李四) or before one in brackets (（张三 供稿）)."""
    names = []
    for label in _words().label.finditer(text):
        post = label[1] if _words().ends_with_post.search(label[1]) else None
        start = label.end()
        end = name_at(text, start)
        if end is None:
            continue
        names.append(_Name(start, end, post))
        names.extend(_Name(*listed, post) for listed in _listed_after(text, end))
    names.extend(
        _Name(signed.start(1), signed.end(1), None)
        for signed in _words().signed.finditer(text)
        if is_name(text, signed.start(1), signed.end(1))
    )
    return names


def _addressed(text: str) -> list[_Name]:
    """王女士, 李先生, 张某: a surname with a form of address or a mask; names with a dot."""
    words = _words()
    names = []
    for address in words.honorific.finditer(text):
        start = address.start() - 1
        if start < 0 or not is_surname(text[start]):
            continue
        if is_plain_surname(text[start]) or clear_before(text, start):
            names.append(_Name(start, address.end(), None))
    for mask in re.finditer("某", text):
        start = mask.start() - 1
        if start >= 0 and is_plain_surname(text[start]):
            end = name_at(text, start)
            if end is not None:
                names.append(_Name(start, end, None))
    for dot in _DOTS.finditer(text):
        before = _HAN_END.search(text, max(0, dot.start() - 8), dot.start())
        if before and clear_before(text, before.start()):
            end = name_at(text, before.start())
            if end is not None and _SPEECH_OR_GROUP.match(text, end):
                names.append(_Name(before.start(), end, None))
    return names


_SPEECH_OR_GROUP = re.compile(f"(?:{_SPEECH.pattern}|{_GROUP.pattern}|女士|先生)")


def _speaking(text: str) -> list[_Name]:
    """A name between a clear beginning and a verb of speech."""
    names = []
    for speech in _SPEECH.finditer(text):
        start = name_before(text, speech.start())
        if start is not None and is_plain_surname(text[start]):
            names.append(_Name(start, speech.start(), None))
    return names
