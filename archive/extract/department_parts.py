"""Where a department stands in its clause: as subject, joined to one, gone to, or only named.

The words right before a name tell (赴…, 对…, 会同…, 根据…); a list's first name has them for all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

Part = Literal["subject", "joint", "counterpart", "place", "mentioned"]
"""Where a name stands: as subject, joined to one, as object, as a place gone to, or otherwise."""

Stretch = tuple[int, int]

_CLAUSE_END = re.compile(r"[，,：:。！？；!?;\n“”（(）)]")

_GO = (
    "赴|到|前往|深入|走进|来到|莅临|抵达|进驻|入驻|实地走访|走访|参观|观摩|查看|察看|实地查看|走访调研|调研|考察|视察|巡查|"
    "回访|暗访|检查|督导|督查"
)
_WITH = (
    "对|与|向|同|跟|给|为|邀请|特邀|接待|拜访|拜会|会见|慰问|指导|督促|帮助|协助|支持|协调|联系|对接|"
    "组织|召集|约谈|配合|服务|函告|通知|提醒|商请|请|邀|迎接|迎来|征求|征询|争取|走访慰问|提请|报请|"
    "抄送|转交|移交|转办|转至|报送|上报|推送至|移送|反馈至|提交|致函|座谈|听取|陪同|培训|约请|发函至|呈报"
)
_JOIN = "联合|会同|协同|携手|联手|联动|联手|汇同|牵手|由|联合了|携"
_NAME = (
    "根据|按照|依据|依照|经|经由|报经|据|受|受到|被|获|获得|荣获|得到|取得|通过|参加|参照|学习|借鉴|落实|贯彻|传达|"
    "转发|印发|来自|关于|按|依|从|以|于|凭|鉴于|结合|原|系|是|作为|除|接到|收到|接|率|率领|带领|带|"
    "依托|借助|利用|围绕|包括|涉及|如|即|应|代表|参与|加入|向社会公布的|设在|隶属|划归|成立|组建|挂牌|"
    "更名为|改为|整合|承接|承办|获评|在|离开|涵盖|含|有|及时将|将|把"
)


def _ends_in(words: str) -> re.Pattern[str]:
    return re.compile(f"(?:{words})(?:了|过|往|至|到)?(?:原)?$")


_GO_BEFORE = _ends_in(_GO)
_WITH_BEFORE = _ends_in(_WITH)
_JOIN_BEFORE = _ends_in(_JOIN)
_NAME_BEFORE = _ends_in(_NAME)

_TRIGGERS: tuple[tuple[re.Pattern[str], Part], ...] = (
    (_JOIN_BEFORE, "joint"),
    (_WITH_BEFORE, "counterpart"),
    (_GO_BEFORE, "place"),
    (_NAME_BEFORE, "mentioned"),
)

_DATE = r"\d{1,4}(?:年|月|日|号|时|点|分|周|期|[.\-/—－–~至]{1,2})?"
_OPENING = re.compile(
    r"(?:"
    + _DATE
    + r"|[一二三四五六七八九十]{1,3}[、是月日]|近日|近期|日前|近来|最近|本周|上周|本月|上月|今年|"
    r"去年|当日|当天|同日|次日|今日|昨日|上午|下午|晚上|晚|早上|中午|全天|以来|为此|随后|随即|之后|此后|期间|其间|"
    r"目前|现在|截至|截止|底|初|末|同时|此外|另外|会上|会后|会前|现场|活动|中|下一步|接下来|据悉|据了解|"
    r"据统计|一是|二是|三是|四是|五是|是|第|季度|上半年|下半年|周[一二三四五六日]|星期[一二三四五六日天]|"
    r"春节|国庆|五一|节前|节后|前夕|[\s　、（()）【】\[\]\-—.．①②③④⑤⑥⑦⑧⑨⑩★■◆●○▲△]|和|至|起|自|"
    r"即日|再次|又|再|则|也|均|已|日起|我省|我市|我县|我区|我州|全省|全市|全县|全区|全州|月底|年初|年底|年末|连日来|"
    r"疫情|时|后|前|前期|近年来|多年来|长期以来|周末|双休日|工作日|首先|最后|因此|但|而|若|如今|本次|此次)"
)
_ATTRIBUTE = re.compile(
    r"的(?!(?:窗口)?(?:工作人员|负责人|负责同志|相关负责人|业务骨干|同志|干部|专家|代表))"
)
_WINDOW = re.compile(
    r"(?:驻[\u4e00-\u9fff]{2,12}?(?:中心|大厅))?(?:分中心)?(?:综合|审批|政务|服务|政务服务){0,2}窗口"
)
_PLACE_AFTER = re.compile(
    r"(?:的)?(?:[一二三四五六七八九十\d]{1,3}[楼层号]|(?:办事|服务|政务|一楼|综合)?大厅|大楼|办公楼|会议室|"
    r"多功能厅|机关(?!党|干部|工会|团|全体|人员|工作|各|处|科|青年|妇)|门口|现场(?=[，。；、]|$)|驻地|内|里|辖区|院内|广场|自助|[A-Z]区)"
)
_TOGETHER = re.compile(
    r"(?:窗口)?(?:等[^，。；]{0,8})?(?:\d{1,2}[家个]?(?:部门|单位))?(?:联合|共同|携手|联手|协同|联动|一起|一道|合作|"
    r"签订|签署|签约|合力|协作|共建|共推|建立|开通|联办|会商研究)"
)
_LEAD = re.compile(
    r"(?:窗口)?(?:等[^，。；]{0,8})?(?:负责)?(?:牵头|主办|主持|承办|组织|发起|召集|联合|会同|主导|举办|带队|具体|共同|协办)"
)
_LED_BY_LIST = re.compile("[^，。；的]{0,30}(?:联合|共同|合力)?(?:主办|承办|协办|举办|发起)")
"""The hosts of an event, some of them no departments: 由区委宣传部、区委文明办和某街道联合主办."""

_POST_BEFORE = re.compile(r"^[\u4e00-\u9fff]{2,16}(?:长|书记|主任|委员|主席|领导|常委)、")
_LIST_BEFORE = re.compile(
    r"(?:[市县区州旗盟]|局|委|(?<![主承协])办|厅|室|院|队|关|中心|窗口)[、和]$"
)
_NAMES_BEFORE = re.compile(
    r"(?:[\u4e00-\u9fff]{2,12}(?:局|委|队|办|办公室|厅|院|会|关|中心|集团|公司|政府)、){1,4}$"
)
_LONGEST_MEMBER = 16
_SERVED = re.compile("中心|大厅|窗口|站")
"""What makes a noun of the verb 服务 that seems to stand before it."""


_LIST = re.compile(
    r"(?:窗口|分中心|等)?(?:[（(][^（()）]{0,15}[)）])?(?:、|和|与|及|以及|联合|会同|协同|携手|联手|联动|牵头[,，]?(?:联合|会同)?|"
    r"同|跟|邀请|[,，](?:联合|会同))?"
)


_MEET = re.compile(
    r"(?:窗口)?(?:等[^，。；]{0,8})?(?:进行|开展|召开|举行)?(?:工作|业务)?(?:座谈|对接|交流|洽谈|沟通|会谈|会商|协商)"
)
_SEPARATE = re.compile(r"[、和及与同]$")
REACH = 40
"""Characters of a clause looked at beside a name."""


class Placed(msgspec.Struct, frozen=True):
    """A name's stretch, the part it plays, and whether it is only gone to or stood in."""

    start: int
    end: int
    part: Part


def parts(text: str, stretches: Sequence[Stretch]) -> tuple[Placed, ...]:
    """The part each name plays in its clause; `stretches` in order, none overlapping."""
    clauses = Clauses(text)
    placed: list[Placed] = []
    position = 0
    while position < len(stretches):
        last = position
        while last + 1 < len(stretches) and joined(text, stretches[last][1], stretches[last + 1]):
            last += 1
        chain = stretches[position : last + 1]
        placed += _chain(text, clauses, chain, placed[-1] if placed else None)
        position = last + 1
    return tuple(placed)


class Clauses:
    """Borders of a text's clauses, found once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._marks = [match.start() for match in _CLAUSE_END.finditer(text)]

    def start(self, at: int) -> int:
        """Where the clause around `at` begins, at most a short way back."""
        before = bisect_left(self._marks, at)
        return max(self._marks[before - 1] + 1 if before else 0, at - REACH)

    def opens(self, at: int) -> bool:
        """Whether `start(at)` is a real border."""
        before = bisect_left(self._marks, at)
        return at - (self._marks[before - 1] + 1 if before else 0) <= REACH

    def end(self, at: int) -> int:
        """Where the clause around `at` ends."""
        after = bisect_left(self._marks, at)
        return self._marks[after] if after < len(self._marks) else len(self._text)


def joined(text: str, end: int, following: Stretch) -> bool:
    """Whether only 、, 和, 联合 and the like stand between `end` and the next name."""
    gap = text[end : following[0]]
    return len(gap) <= REACH and _LIST.fullmatch(gap) is not None


def _chain(
    text: str, clauses: Clauses, chain: Sequence[Stretch], before: Placed | None
) -> Iterator[Placed]:
    """The parts of names joined by 、, 和, 联合: the first one's holds until a word changes it."""
    after = text[chain[-1][1] : chain[-1][1] + REACH]
    part = _head_part(text, clauses, chain[0], after, before)
    for number, (start, end) in enumerate(chain):
        if number:
            part = _next_part(part, text[chain[number - 1][1] : start], after)
        yield Placed(start, end, part)


def _head_part(
    text: str, clauses: Clauses, head: Stretch, after: str, before: Placed | None
) -> Part:
    left = _POST_BEFORE.sub("", text[clauses.start(head[0]) : head[0]])
    directly = text[head[1] : head[1] + REACH]
    trigger = _trigger(left, after, directly) or _trigger_of_list(left, after, directly)
    if trigger is not None:
        return trigger
    listed, trigger = _without_list(left, after, directly)
    if trigger is not None:
        return trigger
    if clauses.opens(head[0]) and opens_clause(listed):
        follows = text[head[1] : head[1] + REACH]
        window = _WINDOW.match(follows)
        rest = follows[window.end() :] if window else follows
        if _ATTRIBUTE.match(rest):
            return "mentioned"
        return "place" if not window and _PLACE_AFTER.match(rest) else "subject"
    if before is not None and _SEPARATE.search(left) and head[0] - before.end <= REACH:
        between = text[before.end : head[0]]
        if not _CLAUSE_END.search(between):
            return _next_part(before.part, between[:1], after)
    return "mentioned"


def _without_list(left: str, after: str, directly: str) -> tuple[str, Part | None]:
    """`left` without the names of a list at its end, and what the word before their first says."""
    names = _NAMES_BEFORE.search(left)
    if names is None:
        return left, None
    first = left.index("、", names.start())
    for at in range(names.start() + 1, first - 1):
        trigger = _trigger(left[:at], after, directly)
        if trigger is not None and not _SERVED.match(left, at):
            return left, trigger
    return left[: names.start()], None


def _trigger(left: str, after: str, directly: str) -> Part | None:
    """What the words right before a name make of it; the longest fitting word decides.

    `after` follows the whole chain the name begins, `directly` the name itself.
    """
    matches: list[tuple[int, Part]] = []
    tail = left[-10:]
    for pattern, part in _TRIGGERS:
        match = pattern.search(tail)
        if match:
            matches.append((match.end() - match.start(), part))
    if not matches:
        if left.endswith("和") and left != "和" and _TOGETHER.match(after):
            return "joint"
        return None
    longest = max(matches, key=lambda match: match[0])[1]
    if left.endswith("由"):
        led = any(_LEAD.match(words) for words in (after, directly)) or _LED_BY_LIST.match(directly)
        return "joint" if led else "mentioned"
    if left.endswith(("与", "同", "跟")) and longest == "counterpart" and _TOGETHER.match(after):
        return "joint"
    return longest


def _trigger_of_list(left: str, after: str, directly: str) -> Part | None:
    """What stands before a list's first member decides for the next (对梅河口市、集安市…局)."""
    if not _LIST_BEFORE.search(left):
        return None
    at = len(left) - len("市、")
    for length in range(1, _LONGEST_MEMBER):
        if at - length <= 0:
            return None
        if _SERVED.match(left, at - length):
            continue
        trigger = _trigger(left[: at - length], after, directly)
        if trigger is not None:
            return trigger
    return None


def opens_clause(left: str) -> bool:
    """Whether only dates, adverbs and the like stand before a name in its clause."""
    at = 0
    while at < len(left):
        match = _OPENING.match(left, at)
        if match is None or match.end() == at:
            return False
        at = match.end()
    return True


def _next_part(part: Part, gap: str, after: str) -> Part:
    """The part of the next name of a chain, after the words `gap` between the two."""
    if gap.endswith(("联合", "会同", "协同", "携手", "联手", "联动")):
        return "joint" if part in ("subject", "joint") else part
    if gap.endswith("邀请"):
        return "counterpart"
    if part in ("subject", "joint") and gap.endswith(("与", "同", "跟")):
        return "joint" if _TOGETHER.match(after) else "counterpart"
    if part == "subject" and gap.endswith("和") and _MEET.match(after):
        return "counterpart"
    return part
