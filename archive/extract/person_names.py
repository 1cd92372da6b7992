"""The form of personal names: where one that begins (or ends) at an offset ends (or begins)."""

from __future__ import annotations

import re
from functools import cache

from archive.extract.person_foreign_names import (
    LONGEST_FOREIGN,
    foreign_end,
    is_foreign,
    sounded_end,
)
from corpus.lexicon import places as place_lexicon
from corpus.lexicon.persons import (
    following_words,
    given_characters,
    ordinary_words,
    posts,
    surnames,
)
from corpus.lexicon.tries import trie_pattern

_HAN = "[\u3400-\u9fff]"
_HAN_ONLY = re.compile(rf"{_HAN}+")
_DOT = "·•・‧"

_NOT_GIVEN = re.compile(
    "[的了是不们你我他她它其这那个每等或把被让就都也还很最更没所而且但若因此并局厅处科室股委办镇乡县区党款项件条份次号期户亿"
    "务窗岗厂网表队级组类型率证地]"
)
"""Characters that given names do not hold, but words that begin like a name do."""

_NO_NAME = re.compile(
    r"组长|主任|书记|代表|主席|成员|业主|队长|经理|领导|群众|企业|公司|干部|中心|单位|部门|部长|工作"
)
_PREPOSITIONS = frozenset("向于应时任连全安明成由单")
"""Surnames that are function words far more often: only a hard border makes them names."""

_MASK = re.compile(r"某某?|[×*＊]{1,2}|[XxＸ]{1,2}")
_NOT_MASKED = re.compile(
    "(?:公司|单位|企业|[局县市区村镇乡年月日商店厂种些个]|项目|酒店|小区|学校|医院)"
)
_DOTTED = re.compile(rf"{_HAN}{{1,8}}[{_DOT}]{_HAN}{{2,8}}")
_NOT_DOTTED = re.compile("[的了和与以在及为]|[总董监会校院]")
STRONG = re.compile(r"一行|同志|带队|率队|带领|率领")
"""What stands behind persons' names and nothing else."""

HARD = re.compile(
    r"$|[，。；：、！？）)（(”》\s,;:.]|一行|同志|等(?![级待候于])|带队|率|到|赴|分别|参加|出席|主持|陪同|[与和及]|表示|指出|强调|介绍"
)
"""A border that ends a name whatever its surname."""

FOLLOW = re.compile(
    r"$|[，。；：、！？）)（(“”》\s,;:.0-9]|一行|同志|等(?![级待候于])|带队|率|带|陪同|由|给|获|分获|一同|共同|出席|参加|主持|表示|指出|强调|要求"
    r"|介绍|说|讲|到|赴|来|深入|前往|走|为|对|向|就|与|和|以及|及|在|从|围绕|代表|传达|作|做|调研|慰问|分别|亲自|组织|召集|听取"
    r"|宣布|致[辞谢信电以]|授课|担任|任|兼任|也|还|首先|则|现场|详细|随|通过|结合|逐一|先后|耐心|认真|热情|立即|实地|专程|全程|应邀|当场"
    r"|主动|受邀|因|将|于|一起|以|用|拿|收到|告诉|感慨|激动|高兴|竖起|送来|送上|接过|反映|咨询|办理|提出|提交|申请|解释|宣读"
    r"|汇报|发言|总结|部署|安排|检查|督导|巡查|视察|考察|参观|了解|协调|牵头|负责|荣获|被|女士|先生|是|的|召开|进行|开展"
    r"|完成|接受|会见|签|领|牵|依次|欣然|由衷|特意|特地|连连|随即|迅速|主要|建议|回应|欢迎|感谢|祝贺"
    r"|送|沿|登|拿|问|听|看|谈|座谈|会谈|交流|洽谈|专题|专门|专项|亲切|多次|再次|连续|全面|集中|重点|不断|始终|当即|立刻|均|对接|沟通|合影|研究|讨论|商讨|看望|到场|莅临|点评|鼓励|肯定"
)
"""What may stand behind a name that a post announces."""

_OPENING = frozenset("到赴在对与及就率则也还将因带讲说是领签作做给")
_LINKING = frozenset("向为和来从以于用走任")
"""Characters that open what follows a name; those of the second kind end names as well."""


_SHORTEST = 2
_SHORTEST_JOINED = 4
"""Characters of two known parts, which make a name whatever follows."""


def name_at(text: str, start: int, *, anchored: bool = False) -> int | None:
    """Where the name that begins at `start` ends, None where none does.

    Of two and three characters the longer is taken, unless its last character rather begins the
    next word (张三到大厅). `anchored` (right behind a post) also allows names of other peoples
    that are short or written by sound alone, and names of common characters that no border ends.
    """
    dotted = _DOTTED.match(text, start)
    if dotted and (stop := _shortest(text, dotted)) is not None:
        written = text[start:stop]
        if not _NO_NAME.search(written) and not _NOT_DOTTED.search(written):
            return stop
    surname = _surname_length(text, start)
    masked = _MASK.match(text, start + surname) if surname else None
    if masked:
        return _masked_end(text, masked.end())
    end = _given_end(text, start, start + surname) if surname else None
    foreign = _foreign_end(text, start, anchored=anchored)
    if foreign is not None and (end is None or (foreign > end and not FOLLOW.match(text, end))):
        return foreign
    if end is None and surname and anchored:
        return _common_end(text, start, start + surname)
    return end


def _foreign_end(text: str, start: int, *, anchored: bool) -> int | None:
    unended = None
    for end, parts in foreign_end(text, start):
        if _is_word(text[start:end]) or (parts < 2 and not anchored):
            continue
        if _followed(text, end):
            return end
        joined = parts > 1 and end - start >= _SHORTEST_JOINED
        if unended is None and (joined or (anchored and end - start > _SHORTEST)):
            unended = end
    if unended is not None or not anchored:
        return unended
    if is_plain_surname(text[start : start + 1]):
        surnamed = (stop for stop, _ in foreign_end(text, start + 1) if _followed(text, stop))
        if (found := next(surnamed, None)) is not None:
            return found
    return next((end for end in sounded_end(text, start) if _followed(text, end)), None)


def _common_end(text: str, start: int, given: int) -> int | None:
    """The end of a name of two common given characters, whatever follows (金美花电话)."""
    end = given + 2
    if text[start] in _PREPOSITIONS or not is_common_name(text, start, end):
        return None
    return None if _is_word(text[start : given + 1]) else end


def is_common_name(text: str, start: int, end: int) -> bool:
    """Whether `[start, end)` is a name all of whose given characters are common in names."""
    surname = _surname_length(text, start)
    return (
        surname > 0
        and given_characters().issuperset(text[start + surname : end])
        and is_name(text, start, end)
    )


def is_surely_name(text: str, start: int, end: int) -> bool:
    """Whether the name at `[start, end)` is of common characters, masked, or another people's."""
    return (
        not _surname_length(text, start)
        or is_common_name(text, start, end)
        or _MASK.search(text, start, end) is not None
        or end in sounded_end(text, start)
        or any(stop == end for stop, _ in foreign_end(text, start))
    )


def _is_word(word: str) -> bool:
    """Whether the word is no name: an ordinary word, a place, a verb."""
    return (
        word in ordinary_words()
        or bool(place_lexicon.exact(word))
        or (len(word) == 2 and word[1] in following_words().get(word[0], ""))
    )


def _masked_end(text: str, end: int) -> int | None:
    """The end of a masked name (张某, 王某强), None where 某 belongs to what follows (某公司)."""
    if _NOT_MASKED.match(text, end):
        return None
    single = text[end - 1] != text[end - 2]
    if single and not FOLLOW.match(text, end) and FOLLOW.match(text, end + 1):
        return min(end + 1, len(text))
    return end


def _shortest(text: str, dotted: re.Match[str]) -> int | None:
    """The end of the shortest second half of a dotted name (买提·买买提) that a border ends.

    It is no longer than the known parts it is made of.
    """
    second = max(dotted[0].find(dot) for dot in _DOT) + dotted.start() + 1
    ends = range(second + 2, dotted.end() + 1)
    border = next((end for end in ends if FOLLOW.match(text, end)), None)
    known = max((end for end, _ in foreign_end(text, second)), default=None)
    if border is None or (known is not None and known < border):
        return known
    return border


def _surname_length(text: str, start: int) -> int:
    known = surnames()
    first = text[start : start + 1]
    if first in known.first and text[start : start + 2] in known.compound:
        return 2
    return 1 if first in known.single else 0


def _given_end(text: str, start: int, given: int) -> int | None:
    longer, shorter = given + 2, given + 1
    if _is_titled(text, start, shorter):
        return shorter
    fits_longer = (
        longer <= len(text) and is_name(text, start, longer) and _ends(text, start, longer)
    )
    fits_shorter = is_name(text, start, shorter) and _ends(text, start, shorter)
    if fits_longer and fits_shorter:
        return shorter if _opens_next(text, longer) else longer
    if fits_longer and not (
        text[longer - 1] not in given_characters() and _is_word(text[start:shorter])
    ):
        return longer
    return shorter if fits_shorter else None


def _is_titled(text: str, start: int, end: int) -> bool:
    """Whether `[start, end)` is a name with its title behind it (龙燕主任)."""
    return _title().match(text, end) is not None and is_common_name(text, start, end)


@cache
def _title() -> re.Pattern[str]:
    words = posts()
    return re.compile(f"(?:{'|'.join(words.ranks)})?{trie_pattern(words.leaders)}")


def _opens_next(text: str, longer: int) -> bool:
    """Whether the last of three characters rather begins the next word (张三到大厅, 李梅座谈)."""
    if STRONG.match(text, longer):
        return False
    last = text[longer - 1]
    if last not in given_characters() and _predicate_length(text, longer - 1) > 1:
        return True
    if last == "和" and _opens_word(text, longer) and not _ATTENDANTS.match(text, longer + 2):
        return False
    if last in _OPENING or (last in _LINKING and _HAN_ONLY.match(text, longer)):
        return True
    return _predicate_length(text, longer) == 1 and _predicate_length(text, longer - 1) > 1


_ATTENDANTS = re.compile("[^，。；]{0,8}?(?:的|人员)|[一同]行")
"""What shows that 和 joins a name and those who came along (王勇和陪同人员), not ends it."""


def _predicate_length(text: str, start: int) -> int:
    """Characters of the word that begins a predicate at `start`; 0 for none or a bare border."""
    if _opens_word(text, start):
        return 2
    known = FOLLOW.match(text, start)
    return len(known[0]) if known and _HAN_ONLY.match(known[0]) else 0


def _ends(text: str, start: int, end: int) -> bool:
    """Whether a name that begins at `start` may end at `end`; prepositions need a hard border."""
    if text[start] in _PREPOSITIONS:
        return HARD.match(text, end) is not None or _is_titled(text, start, end)
    return _followed(text, end) or _is_titled(text, start, end)


def _followed(text: str, end: int) -> bool:
    """Whether a border or the beginning of a predicate stands at `end`."""
    return FOLLOW.match(text, end) is not None or _opens_word(text, end)


def _opens_word(text: str, start: int) -> bool:
    """Whether a verb or adverb of two characters stands at `start`."""
    seconds = following_words().get(text[start : start + 1], "")
    return start + 1 < len(text) and text[start + 1] in seconds


def is_name(text: str, start: int, end: int) -> bool:
    """Whether `[start, end)` has the form of a full name and is no ordinary word or place.

    Ordinary words count where 同志, 一行 or 带队 follows.
    """
    surname = _surname_length(text, start)
    if not surname:
        return False
    word = text[start:end]
    if len(word) != end - start or not surname < len(word) <= surname + 2:
        return False
    if not _HAN_ONLY.fullmatch(word) or _NOT_GIVEN.search(word, surname) or _NO_NAME.search(word):
        return False
    if STRONG.match(text, end):
        return True
    return word not in ordinary_words() and not place_lexicon.exact(word)


def name_before(text: str, end: int, *, of_unit: bool = False) -> int | None:
    """Where the name that ends at `end` begins, None where no clear border lies before one.

    With `of_unit` the name of an office may stand right before it (医保局窗口王丽霞).
    """
    for length in (3, 2, 4):
        start = end - length
        if start >= 0 and is_name(text, start, end):
            if clear_before(text, start):
                return start
            if (
                of_unit
                and UNIT_END.search(text[max(0, start - 2) : start])
                and is_common_name(text, start, end)
            ):
                return start
    for length in range(LONGEST_FOREIGN, 3, -1):
        start = end - length
        if start >= 0 and is_foreign(text, start, end) and clear_before(text, start):
            return start
    return None


UNIT_END = re.compile(
    r"(?:窗口|科|股|室|处|中心|局|厅|部|委|办|所|站|院|馆|队|公司|政府|[省市县区州旗]委|人大|政协|支行|分行|医院|学校|厂|店|村|社区|镇|乡|街道|专区)$"
)
"""What the name of an office, a firm or a village ends in, as it stands before its people."""


_CLEAR = re.compile(
    r"(?:^|[^\u3400-\u9fff0-9A-Za-z]|[由在请让对向给到把和与及是了的跟找见]|学习|贯彻|落实|传达|听取|邀请|陪同|会见|感谢|跟随|欢迎"
    r"|牢记|领会|践行|聆听|授予|表彰|表扬|选出|推选|选举|评出|抽调|任命|聘任|聘请|免去|指派|委派|奖励|推荐|其中|分别|包括|老人|战友)$"
)


def clear_before(text: str, start: int) -> bool:
    """Whether a name may begin at `start` without a post before it."""
    return _CLEAR.search(text[max(0, start - 2) : start]) is not None


def is_surname(character: str) -> bool:
    """Whether the character is a surname."""
    return character in surnames().single


def is_plain_surname(character: str) -> bool:
    """Whether the character is a surname and begins few ordinary words."""
    return character in surnames().plain


def ends_verb(text: str, end: int) -> bool:
    """Whether the two characters before `end` are a verb (了解律师执业, no lawyer called 解)."""
    return end > 1 and text[end - 1] in following_words().get(text[end - 2], "")
