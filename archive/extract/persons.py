"""Persons with their posts.

Chinese names have no mark of their own, so a name counts only where the text anchors it: a post
before it (副局长张三) or behind it (张三副局长), 同志 or 一行, a list with an anchored name, a form
of address (王女士), 由…带队, a label (供稿：张三), or a verb of speech behind a clear beginning.
People from the public (王女士, 张某) are persons too; their post is the word before (市民,
企业负责人) or None.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile

import msgspec

from archive.extract.context import Context, Taken
from archive.extract.person_anchors import (
    FoundName,
    appointed,
    enumerated,
    explained,
    from_places,
    honoured,
    listed_after,
    of_other_peoples,
    of_windows,
)
from archive.extract.person_names import (
    clear_before,
    ends_verb,
    is_common_name,
    is_name,
    is_plain_surname,
    is_surely_name,
    is_surname,
    name_at,
    name_before,
)
from archive.extract.stretches import merged, overlaps
from archive.records import PersonMention, Span
from corpus.lexicon import places as place_lexicon
from corpus.lexicon.persons import posts
from corpus.lexicon.tries import trie_pattern

_LONGEST_POST = 60

_BOUNDARY = re.compile(
    r"[，。；：！？\s“”‘’《》（）()【】\[\]…—,;:!?|]"
    r"|(?<!自)由|在(?!线)|陪同?|会同|邀请?到?|(?<!申)请|对(?!外|接|口)|向(?![阳东前荣])|(?<!作)为(?!民)|把|被|(?<!供)给|(?<!转)让|听取了?"
    r"|接待了?(?![科处室中])|会见|是(?!否)|跟随?|随同|率领?|带领|组织(?![部科处委人])|安排|包括|以及|来自|到(?!位)|赴|委托(?![人书])|带着|搀扶|陪着|还有|还(?!款)|其(?![他它余])"
    r"|也|又|将|以(?!上)|参与|召开|举行|参加|出席|了|的|感谢|祝贺|欢迎|委派|选派|抽调|指派|指定|推荐|表彰|走访|慰问|采访"
    r"|专访|看望|联系(?![员人点])|通知|明确|联合(?!会)|并(?!购)|就(?!业)|从(?!业)|按|(?<![财神])经(?=[市县区省局主副分])|协同|称赞|表扬"
    r"|领会|(?<![数证依票占])据|携(?![手程])|连同|贯彻|传达|学习(?!小组)"
    r"|找到|见到|讲到|主持|会上|会议(?!中心)|期间|随后|同时|对接|带队|接替|[接继时现前历出担]任|代表(?![、处团])|[与及和、]"
)
"""Where the words for a post cannot reach back over; 和 and 、 only where `_separates` says so."""

_DEPARTMENT_AND = re.compile(
    r"资源和社|发展和改|住房和城|卫生和计|工业和信|经济和信|规划和自|资源和规|林业和草|文化和旅|教育和[体科知]|监督和|服务和|商务和"
    r"|农业和|农村和|执法和|粮食和|保障和|科技和|科学和|审批和|数据和|管理和|信访和|体育和|政府和|机关和|信息和|民族和|城乡和|改革和"
)
"""和 inside the name of a department."""
_NAMED_WITH = re.compile("[展划源化督务批息技准理护济育药品学]与")
_NAME_ENDS = re.compile(r"[局厅委部办处科室院所队会司站社心团行校长任员公司]")

_LEADING = re.compile(
    r"(?:[0-9]{2,4}年)?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:上午|下午|晚上|中午)?"
    r"(?:近日来?|日前|昨日|今日|昨天|今天|当日|当天|近期|(?:截至)?目前|今年以?来?|连日来|近年来|近来|时任|而|但|如)?"
)
_QUALIFIER = re.compile(r"[（(][^（）()]{1,12}[）)]")
_WEAK_HEAD = re.compile("(?<!调研)(?<!指导)(?<!教导)(?<!司令)员$|领导$|代表$|成员$|干部$|党员$")
"""Words for people that are more often followed by what they do than by a name."""

_SPACE = re.compile("[ \u3000]+")
_MEMBER = "员"
_NO_MEMBER = frozenset("动全满复增减裁定")
"""What makes another word of 员: 动员, 全员."""

_NICKNAME = re.compile("“[\u3400-\u9fff]+”")
"""A group by its nickname: “武林大妈”."""

_COLON = re.compile("[：:] ?")
_GROUP = re.compile(r"(?:等[0-9一二三四五六七八九十两]{0,2}[位名]?)?(?:一行|同志|带队|率队)")
_BY = re.compile(r"由")
_DUTY = re.compile(
    r"(?:为[^，。；]{1,12})?(?:主持|带队|率队|牵头|授课|主讲|讲解|宣读|传达|领学|带领|致辞|作(?=[了出专报讲主动总交辅发])|担任)"
)
_SPEECH = re.compile(r"表示|介绍说|告诉|感慨|坦言|激动地|高兴地|说道|说[：:，“]")
_TOWN_HEAD = re.compile(r"[镇乡村区县市州省盟旗]长$")
_DOTS = re.compile(r"[·•・‧]")
_HAN_END = re.compile(r"[\u3400-\u9fff]{2,8}$")


class _Words(msgspec.Struct, frozen=True):
    """What is made of the lexicon's words for posts; `ranks` the longest first."""

    post: re.Pattern[str]
    leader: re.Pattern[str]
    posts: frozenset[str]
    lengths: tuple[int, ...]
    ranks: tuple[str, ...]
    label: re.Pattern[str]
    signed: re.Pattern[str]
    honorific: re.Pattern[str]


@cache
def _words() -> _Words:
    words = posts()
    titles = frozenset((*words.leaders, *words.others, *words.public, _MEMBER))
    labels = trie_pattern(words.labels)
    return _Words(
        post=re.compile(trie_pattern(titles)),
        leader=re.compile(trie_pattern(words.leaders)),
        posts=titles,
        lengths=tuple(sorted({len(title) for title in titles})),
        ranks=tuple(sorted(words.ranks, key=len, reverse=True)),
        label=re.compile(f"({labels})(?:[：:][ \u3000]*|[ \u3000]+)"),
        signed=re.compile(f"[（(]([\u3400-\u9fff]{{2,4}})[ \u3000]*{labels}[）)]"),
        honorific=re.compile(trie_pattern(words.honorifics)),
    )


def _ends_with_post(text: str, low: int = 0, at: int | None = None) -> bool:
    """Whether the text from `low` to `at` (its end) ends with a word for a post."""
    end = len(text) if at is None else at
    return any(
        end - length >= low and text[end - length : end] in _words().posts
        for length in _words().lengths
    )


def _rank_before(text: str, at: int) -> int:
    """Where the rank begins that stands right before a post at `at` (副, 常务副)."""
    return at - next((len(rank) for rank in _words().ranks if text.endswith(rank, 0, at)), 0)


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
        *_masked_or_dotted(text),
        *_speaking(text),
        *honoured(text),
        *explained(text, _ends_with_post),
        *appointed(text),
        *from_places(text),
        *enumerated(text),
        *of_windows(text),
        *of_other_peoples(text),
    )
    free = [name for name in found if not overlaps(held, name.start, name.end)]
    return _unique(text, free)


def _unique(text: str, found: list[FoundName]) -> tuple[PersonMention, ...]:
    """Each name once, in the order of the text; of overlapping ones the first anchor's."""
    claimed: dict[int, FoundName] = {}
    for name in found:
        if not any(offset in claimed for offset in range(name.start, name.end)):
            claimed.update(dict.fromkeys(range(name.start, name.end), name))
    chosen: dict[str, FoundName] = {}
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


def _after_posts(text: str, taken: Taken) -> list[FoundName]:
    """Names right behind a post, and the bare names listed after them.

    Neither what `taken` holds nor a division's name (将乐县, 从江县) has boundaries inside.
    """
    words = _words()
    whole = merged((*taken, *((start, end) for start, end, _ in place_lexicon.scan(text))))
    names: list[FoundName] = []
    floor = 0
    for head in words.post.finditer(text):
        if head.start() < floor or (
            head[0] == _MEMBER and text[head.start() - 1 : head.start()] in _NO_MEMBER
        ):
            continue
        qualifier = _QUALIFIER.match(text, head.end())
        stop = qualifier.end() if qualifier else head.end()
        colon = _COLON.match(text, stop)
        start = colon.end() if colon else stop
        end = name_at(text, start, anchored=colon is None)
        if end is None or overlaps(taken, start, end):
            continue
        if _WEAK_HEAD.search(head[0]) and not is_surely_name(text, start, end):
            continue
        post = text[_post_start(text, head.start(), floor, whole) : stop]
        names.append(FoundName(start, end, post))
        for listed in _listed_after(text, end):
            names.append(FoundName(*listed, post))
            end = listed[1]
        floor = end
    return names


def _listed_after(text: str, end: int) -> list[tuple[int, int]]:
    """The bare names joined to the one that ends at `end`, those before a post of their own not."""
    return list(takewhile(lambda name: not _is_leader(text, name[1]), listed_after(text, end)))


def _is_leader(text: str, start: int) -> bool:
    """Whether a leader's post stands at `start`, with or without a rank."""
    ranked = (start + len(rank) for rank in _words().ranks if text.startswith(rank, start))
    return any(_words().leader.match(text, at) for at in (start, *ranked))


def _post_start(text: str, head: int, floor: int, whole: Taken) -> int:
    """Where the words for the post begin that end with the head at `head`."""
    low = max(floor, head - _LONGEST_POST)
    start = low
    for boundary in _BOUNDARY.finditer(text, low, head + 1):
        if boundary.end() > head:
            break
        if not overlaps(whole, *boundary.span()) and _separates(text, boundary, start):
            start = boundary.end()
    lead = _LEADING.match(text, start, head)
    return lead.end() if lead else start


def _separates(text: str, boundary: re.Match[str], start: int) -> bool:
    """Whether a boundary word really parts the post from what is before it.

    党组书记、局长 is one person's post; 和 often joins the two halves of a department's name.
    """
    at = boundary.start()
    if boundary[0] == "、":
        return not _ends_with_post(text, start, at)
    if boundary[0] == "与":
        return _NAMED_WITH.search(text, max(start, at - 1), at + 1) is None
    if boundary[0] in {"和", "及"} and at > start:
        inside = _DEPARTMENT_AND.search(text, max(start, at - 2), at + 2)
        return inside is None and _NAME_ENDS.match(text, at - 1) is not None
    return True


def _before_posts(text: str) -> list[FoundName]:
    """Names and bare surnames right before a leader's post: 张三局长, 刘处长."""
    names = []
    for head in _words().leader.finditer(text):
        if name_at(text, head.end()) is not None:
            continue
        at = _rank_before(text, head.start())
        title = text[at : head.end()]
        start = name_before(text, at, of_unit=True)
        if start is not None and not _is_town(text, start, title):
            names.append(FoundName(start, at, title))
        elif at and is_plain_surname(text[at - 1]) and clear_before(text, at - 1):
            names.append(FoundName(at - 1, head.end(), title))
    return names


def _is_town(text: str, start: int, title: str) -> bool:
    """Whether 华阳镇长 is the head of a town rather than a person called 华阳."""
    if title in {"镇长", "乡长", "村长"}:
        return True
    division = text[start : text.index(title, start) + len(title) - 1]
    return _TOWN_HEAD.search(title) is not None and bool(place_lexicon.exact(division))


def _in_groups(text: str) -> list[FoundName]:
    """Names before 同志, 一行, 带队, with those listed before them; names after 由."""
    names = []
    for group in _GROUP.finditer(text):
        end = group.start()
        while (start := name_before(text, end, of_unit=True)) is not None:
            names.append(FoundName(start, end, None))
            if start == 0 or text[start - 1] not in "、和与":
                break
            end = start - 1
    for by in _BY.finditer(text):
        stop = name_at(text, by.end())
        if stop is None:
            stop = _duty_end(text, by.end())
        if stop is not None and _DUTY.match(text, stop):
            names.append(FoundName(by.end(), stop, None))
    return names


def _duty_end(text: str, start: int) -> int | None:
    ends = (start + 3, start + 2)
    return next((e for e in ends if is_name(text, start, e) and _DUTY.match(text, e)), None)


def _labelled(text: str) -> list[FoundName]:
    """Names behind a label (供稿：张三、李四) or before one in brackets (（张三 供稿）)."""
    names = []
    for label in _words().label.finditer(text):
        post = label[1] if _ends_with_post(label[1]) else None
        start = label.end()
        end = name_at(text, start)
        if end is None:
            continue
        names.append(FoundName(start, end, post))
        names.extend(FoundName(*listed, post) for listed in _listed_after(text, end))
        while (space := _SPACE.match(text, end)) and (stop := name_at(text, space.end())):
            names.append(FoundName(space.end(), stop, post))
            end = stop
    names.extend(
        FoundName(signed.start(1), signed.end(1), None)
        for signed in _words().signed.finditer(text)
        if is_name(text, signed.start(1), signed.end(1))
    )
    return names


def _addressed(text: str) -> list[FoundName]:
    """王女士, 李先生, and whole names with such a form of address (赵立明女士)."""
    names = []
    for address in _words().honorific.finditer(text):
        if _NICKNAME.fullmatch(text, max(0, address.start() - 3), address.end() + 1):
            continue
        named = name_before(text, address.start())
        if named is not None and is_common_name(text, named, address.start()):
            names.append(FoundName(named, address.start(), None))
            continue
        start = address.start() - 1
        known = start >= 0 and is_surname(text[start])
        if known and ends_verb(text, start + 1):  # 了解律师, but 业主张女士
            known = _ends_with_post(text, 0, start)
        if known and (is_plain_surname(text[start]) or clear_before(text, start)):
            names.append(FoundName(start, address.end(), None))
    return names


def _masked_or_dotted(text: str) -> list[FoundName]:
    """张某, and names with a dot that begin clearly and speak or lead (艾尼瓦尔·吐尔逊表示)."""
    names = []
    for mask in re.finditer("某某?", text):
        start = mask.start() - 1
        sure = is_surname if len(mask[0]) > 1 else is_plain_surname
        end = name_at(text, start) if start >= 0 and sure(text[start]) else None
        if end is not None:
            names.append(FoundName(start, end, None))
    for dot in _DOTS.finditer(text):
        before = _HAN_END.search(text, max(0, dot.start() - 8), dot.start())
        if before and clear_before(text, before.start()):
            end = name_at(text, before.start())
            if end is not None and _SPEECH_OR_GROUP.match(text, end):
                names.append(FoundName(before.start(), end, None))
    return names


_SPEECH_OR_GROUP = re.compile(f"(?:{_SPEECH.pattern}|{_GROUP.pattern}|女士|先生)")


def _speaking(text: str) -> list[FoundName]:
    """A name between a clear beginning and a verb of speech."""
    names = []
    for speech in _SPEECH.finditer(text):
        start = name_before(text, speech.start())
        if start is not None and is_plain_surname(text[start]):
            names.append(FoundName(start, speech.start(), None))
    return names
