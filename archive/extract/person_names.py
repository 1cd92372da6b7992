"""The form of personal names: where one that begins (or ends) at an offset ends (or begins)."""

from __future__ import annotations

import re

from corpus.lexicon import places as place_lexicon
from corpus.lexicon.persons import following_words, ordinary_words, surnames

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
_DOTTED = re.compile(rf"{_HAN}{{2,8}}[{_DOT}]{_HAN}{{2,8}}")
_NOT_DOTTED = re.compile("[的了和与以在及为]|[总董监会校院]")
_TRANSLITERATED = re.compile(
    "[阿尔巴布措次达旦德多格吉嘉江金克拉莫木尼普且仁日色石沙什斯桑索塔瓦西雅依扎泽卓曲果子呷惹热伍尕央顿珠旺罗洛诺玛姆琼平班觉"
    "朗杰增坚才让东周加太华久卡娜莎支买提古丽艾力合孜比曼麦吾哈萨苏丁贡邓群益降甲志英勒库努尤乌铁马海]{3,5}"
)
"""Names as Yi, Tibetan and Uyghur ones are written; believed only right behind a post."""

STRONG = re.compile(r"一行|同志|带队|率队|带领|率领")
"""What stands behind persons' names and nothing else."""

HARD = re.compile(
    r"$|[，。；：、！？）)（(”》\s,;:.]|一行|同志|等(?![级待候于])|带队|率|到|赴|分别|参加|出席|主持|陪同"
)
"""A border that ends a name whatever its surname."""

FOLLOW = re.compile(
    r"$|[，。；：、！？）)（(”》\s,;:.]|一行|同志|等(?![级待候于])|带队|率|带|陪同|一同|共同|出席|参加|主持|表示|指出|强调|要求"
    r"|介绍|说|讲|到|赴|来|深入|前往|走|为|对|向|就|与|和|以及|及|在|从|围绕|代表|传达|作|做|调研|慰问|分别|亲自|组织|召集|听取"
    r"|宣布|致|授课|担任|任|兼任|也|还|首先|则|现场|详细|随后|通过|结合|逐一|先后|耐心|认真|热情|立即|实地|专程|全程|应邀|当场"
    r"|主动|受邀|因|将|于|一起|以|用|拿|收到|告诉|感慨|激动|高兴|竖起|送来|送上|接过|反映|咨询|办理|提出|提交|申请|解释|宣读"
    r"|汇报|发言|总结|部署|安排|检查|督导|巡查|视察|考察|参观|了解|协调|牵头|负责|荣获|获|被|女士|先生|是|的|召开|进行|开展"
    r"|完成|接受|会见|签|领|牵|依次|欣然|由衷|特意|特地|连连|随即|迅速|主要|建议|回应|欢迎|感谢|祝贺"
    r"|送|沿|登|拿|问|听|看|谈|座谈|会谈|交流|洽谈|对接|沟通|合影|研究|讨论|商讨|看望|到场|莅临|点评|鼓励|肯定"
)
"""What may stand behind a name that a post announces."""

_OPENING = frozenset("到赴在对与及就率则也还将因带讲说是领签")
_LINKING = frozenset("向为和来从以于用走任")
"""Characters that open what follows a name; those of the second kind end names as well."""


def name_at(text: str, start: int, *, transliterated: bool = False) -> int | None:
    """Where the name that begins at `start` ends, None where none does.

    Of two and three characters the longer is taken, unless its last character rather begins the
    next word (张三到大厅). `transliterated` also allows names without a Chinese surname.
    """
    dotted = _DOTTED.match(text, start)
    if dotted and not _NO_NAME.search(dotted[0]) and not _NOT_DOTTED.search(dotted[0]):
        return _shortest(text, dotted)
    surname = _surname_length(text, start)
    masked = _MASK.match(text, start + surname) if surname else None
    if masked:
        return _masked_end(text, masked.end())
    end = _given_end(text, start, start + surname) if surname else None
    foreign = _transliterated_end(text, start) if transliterated else None
    if foreign is None or (end is not None and (foreign <= end or FOLLOW.match(text, end))):
        return end
    return foreign


def _transliterated_end(text: str, start: int) -> int | None:
    whole = _TRANSLITERATED.match(text, start)
    ends = range(whole.end(), start + 2, -1) if whole else ()
    return next((end for end in ends if _followed(text, end)), None)


def _masked_end(text: str, end: int) -> int | None:
    """The end of a masked name (张某, 王某强), None where 某 belongs to what follows (某公司)."""
    if _NOT_MASKED.match(text, end):
        return None
    if not FOLLOW.match(text, end) and FOLLOW.match(text, end + 1):
        return min(end + 1, len(text))
    return end


def _shortest(text: str, dotted: re.Match[str]) -> int | None:
    """The end of the shortest second half of a dotted name (买提·买买提) that a border ends."""
    second = max(dotted[0].find(dot) for dot in _DOT) + dotted.start() + 1
    ends = range(second + 2, dotted.end() + 1)
    return next((end for end in ends if FOLLOW.match(text, end)), None)


def _surname_length(text: str, start: int) -> int:
    known = surnames()
    if text[start : start + 2] in known.compound:
        return 2
    first = text[start : start + 1]
    return 1 if first in known.plain or first in known.common else 0


def _given_end(text: str, start: int, given: int) -> int | None:
    longer, shorter = given + 2, given + 1
    fits_longer = (
        longer <= len(text) and is_name(text, start, longer) and _ends(text, start, longer)
    )
    fits_shorter = is_name(text, start, shorter) and _ends(text, start, shorter)
    if fits_longer and fits_shorter:
        return shorter if _opens_next(text, longer) else longer
    if fits_longer:
        return longer
    return shorter if fits_shorter else None


def _opens_next(text: str, longer: int) -> bool:
    """Whether the last of three characters rather begins the next word (张三到大厅, 李梅座谈)."""
    if STRONG.match(text, longer):
        return False
    last = text[longer - 1]
    if last in _OPENING or (last in _LINKING and _HAN_ONLY.match(text, longer)):
        return True
    return _predicate_length(text, longer) == 1 and _predicate_length(text, longer - 1) > 1


def _predicate_length(text: str, start: int) -> int:
    """Characters of the word that begins a predicate at `start`; 0 for none or a bare border."""
    if _opens_word(text, start):
        return 2
    known = FOLLOW.match(text, start)
    return len(known[0]) if known and _HAN_ONLY.match(known[0]) else 0


def _ends(text: str, start: int, end: int) -> bool:
    """Whether a name that begins at `start` may end at `end`; prepositions need a hard border."""
    if text[start] in _PREPOSITIONS:
        return HARD.match(text, end) is not None
    return _followed(text, end)


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
    word = text[start:end]
    surname = _surname_length(text, start)
    if not surname or len(word) != end - start or not surname < len(word) <= surname + 2:
        return False
    if not _HAN_ONLY.fullmatch(word) or _NOT_GIVEN.search(word, surname) or _NO_NAME.search(word):
        return False
    if STRONG.match(text, end):
        return True
    return word not in ordinary_words() and not place_lexicon.exact(word)


def name_before(text: str, end: int) -> int | None:
    """Where the name that ends at `end` begins, None where no clear border lies before one."""
    for length in (3, 2, 4):
        start = end - length
        if start >= 0 and is_name(text, start, end) and clear_before(text, start):
            return start
    return None


_CLEAR = re.compile(
    r"(?:^|[^\u3400-\u9fff0-9A-Za-z]|[由在请让对向给到把和与及是了的跟找见]|学习|贯彻|落实|传达|听取|邀请|陪同|会见|感谢|跟随|欢迎"
    r"|牢记|领会|践行|聆听)$"
)


def clear_before(text: str, start: int) -> bool:
    """Whether a name may begin at `start` without a post before it."""
    return _CLEAR.search(text[max(0, start - 2) : start]) is not None


def is_surname(character: str) -> bool:
    """Whether the character is a surname."""
    return character in surnames().plain or character in surnames().common


def is_plain_surname(character: str) -> bool:
    """Whether the character is a surname and begins few ordinary words."""
    return character in surnames().plain
