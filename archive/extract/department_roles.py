"""What a department does in its sentence: acts, is acted with or upon, or is only named.

The subject of the main predicate acts (`actor`), together with those joined to it by 会同, 联合,
、 or 和; whom the predicate is directed at (对…, 赴…, 与…座谈, 邀请…) is the `counterpart`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from archive.records import DepartmentRole

Part = Literal["subject", "joint", "counterpart", "place", "mentioned"]
"""Where a name stands: as subject, joined to one, as object, as a place gone to, or otherwise."""

Stretch = tuple[int, int]

_CLAUSE_END = re.compile(r"[，,：:。！？；!?;\n“”（(）)]")

_GO = (
    "赴|到|前往|深入|走进|来到|莅临|抵达|进驻|入驻|实地走访|走访|参观|走访调研|调研|考察|视察|巡查|"
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
    r"多功能厅|机关|门口|现场|驻地|内|里|辖区|院内|广场|自助|[A-Z]区)"
)
_TOGETHER = re.compile(
    r"(?:窗口)?(?:等[^，。；]{0,8})?(?:\d{1,2}[家个]?(?:部门|单位))?(?:联合|共同|携手|联手|协同|联动|一起|一道|合作|"
    r"签订|签署|签约|合力|协作|共建|共推|建立|开通|联办|会商研究)"
)
_LEAD = re.compile(
    r"(?:窗口)?(?:等[^，。；]{0,8})?(?:负责)?(?:牵头|主办|主持|承办|组织|发起|召集|联合|会同|主导|举办|带队|具体|共同|协办)"
)
_ATTEND = re.compile(r"(?:参加|出席|列席|参会|作陪|派员|与会)")
_SENTENCE = re.compile(r"[^。！？；!?;\n]*")
_POST_BEFORE = re.compile(r"^[\u4e00-\u9fff]{2,16}(?:长|书记|主任|委员|主席|领导|常委)、")
_HOST = re.compile(r"(?:陪同|接待|迎接)")
_SPEAK = re.compile(
    r"(?:表示|介绍|指出|强调|发言|反映|认为|提出|讲话|解读|讲解|回应|承诺|交流|通报|肯定|答复|建议|汇报|要求|宣布|"
    r"回复|反馈|作了|做了)"
)
_MEETING = re.compile(r"^[^，。；]{0,14}(?:会上|会议上|现场|活动中|仪式上)[，,]")
_FRAME = re.compile(r"(?:会上|会议|座谈|活动中|现场|期间|随后|仪式|培训中|交流中|调研中|会后|环节)")
_LIST = re.compile(
    r"(?:窗口|分中心|等)?(?:[（(][^（()）]{0,15}[)）])?(?:、|和|与|及|以及|联合|会同|协同|携手|联手|联动|牵头[,，]?(?:联合|会同)?|"
    r"同|跟|邀请|[,，](?:联合|会同))?"
)


_MEET = re.compile(
    r"(?:窗口)?(?:等[^，。；]{0,8})?(?:进行|开展|召开|举行)?(?:工作|业务)?(?:座谈|对接|交流|洽谈|沟通|会谈|会商|协商)"
)
_SEPARATE = re.compile(r"[、和及与同]$")
_STRONGER: dict[DepartmentRole, int] = {"mentioned": 0, "counterpart": 1, "actor": 2}
_REACH = 40
_SIGNED = re.compile(r"(?:窗口)?[\s　]*(?:供稿|报送|供图|提供)?[^（(）)。]{0,12}[）)]?[\s　]*$")


class Placed(msgspec.Struct, frozen=True):
    """A name's stretch, the part it plays, and whether it is only gone to or stood in."""

    start: int
    end: int
    part: Part


def stronger(one: DepartmentRole, other: DepartmentRole) -> DepartmentRole:
    """The more important of two roles: actor before counterpart before mentioned."""
    return max(one, other, key=_STRONGER.__getitem__)


def parts(text: str, stretches: Sequence[Stretch]) -> tuple[Placed, ...]:
    """The part each name plays in its clause; `stretches` in order, none overlapping."""
    clauses = _Clauses(text)
    placed: list[Placed] = []
    position = 0
    while position < len(stretches):
        last = position
        while last + 1 < len(stretches) and _joined(text, stretches[last][1], stretches[last + 1]):
            last += 1
        chain = stretches[position : last + 1]
        placed += _chain(text, clauses, chain, placed[-1] if placed else None)
        position = last + 1
    return tuple(placed)


class _Clauses:
    """Borders of a text's clauses, found once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._marks = [match.start() for match in _CLAUSE_END.finditer(text)]

    def start(self, at: int) -> int:
        """Where the clause around `at` begins, at most a short way back."""
        before = bisect_left(self._marks, at)
        return max(self._marks[before - 1] + 1 if before else 0, at - _REACH)

    def opens(self, at: int) -> bool:
        """Whether `start(at)` is a real border."""
        before = bisect_left(self._marks, at)
        return at - (self._marks[before - 1] + 1 if before else 0) <= _REACH

    def end(self, at: int) -> int:
        """Where the clause around `at` ends."""
        after = bisect_left(self._marks, at)
        return self._marks[after] if after < len(self._marks) else len(self._text)


def _joined(text: str, end: int, following: Stretch) -> bool:
    gap = text[end : following[0]]
    return len(gap) <= _REACH and _LIST.fullmatch(gap) is not None


def _chain(
    text: str, clauses: _Clauses, chain: Sequence[Stretch], before: Placed | None
) -> Iterator[Placed]:
    """The parts of names joined by 、, 和, 联合: the first one's holds until a word changes it."""
    after = text[chain[-1][1] : chain[-1][1] + _REACH]
    part = _head_part(text, clauses, chain[0], after, before)
    for number, (start, end) in enumerate(chain):
        if number:
            part = _next_part(part, text[chain[number - 1][1] : start], after)
        yield Placed(start, end, part)


def _head_part(
    text: str, clauses: _Clauses, head: Stretch, after: str, before: Placed | None
) -> Part:
    left = _POST_BEFORE.sub("", text[clauses.start(head[0]) : head[0]])
    trigger = _trigger(left, after, text[head[1] : head[1] + _REACH])
    if trigger is not None:
        return trigger
    if clauses.opens(head[0]) and _opens_clause(left):
        follows = text[head[1] : head[1] + _REACH]
        window = _WINDOW.match(follows)
        rest = follows[window.end() :] if window else follows
        if _ATTRIBUTE.match(rest):
            return "mentioned"
        return "place" if not window and _PLACE_AFTER.match(rest) else "subject"
    if before is not None and _SEPARATE.search(left) and head[0] - before.end <= _REACH:
        between = text[before.end : head[0]]
        if not _CLAUSE_END.search(between):
            return _next_part(before.part, between[:1], after)
    return "mentioned"


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
        return "joint" if any(_LEAD.match(words) for words in (after, directly)) else "mentioned"
    if left.endswith(("与", "同", "跟")) and longest == "counterpart" and _TOGETHER.match(after):
        return "joint"
    return longest


def _opens_clause(left: str) -> bool:
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


def roles(text: str, placed: Sequence[Placed], body: int) -> tuple[DepartmentRole, ...]:
    """The role of each name. `body` is where the text begins after its headline.

    The first subject and what is joined to it act. Later subjects act too unless they only speak,
    attend or receive the visitors. A headline's subject acts where the body names none.
    """
    clauses = _Clauses(text)
    reaches = _reaches(text, placed)
    found: list[DepartmentRole] = []
    acted = False
    for number, name in enumerate(placed):
        role = _role(text, clauses, name, reaches[number], acted=acted, body=body)
        chained = number > 0 and found[-1] == "actor" and name.part == "subject"
        if chained and _joined(text, placed[number - 1].end, (name.start, name.end)):
            role = "actor"
        if role == "actor" and name.start < body:
            role = "mentioned"
        acted = acted or role == "actor"
        found.append(role)
    if not acted:
        found = _from_headline(text, placed, found, body)
    return tuple(found)


def _reaches(text: str, placed: Sequence[Placed]) -> list[int]:
    """For each name where the next one outside its chain begins (the chain shares a predicate)."""
    reaches = [len(text)] * len(placed)
    for number in range(len(placed) - 2, -1, -1):
        following = placed[number + 1]
        joined = _joined(text, placed[number].end, (following.start, following.end))
        reaches[number] = reaches[number + 1] if joined else following.start
    return reaches


_ROLE_OF_PART: dict[Part, DepartmentRole] = {
    "joint": "actor",
    "counterpart": "counterpart",
    "place": "counterpart",
    "mentioned": "mentioned",
}


def _role(
    text: str, clauses: _Clauses, name: Placed, reach: int, *, acted: bool, body: int
) -> DepartmentRole:
    """`reach` is where the next name begins: what is said of this one stands before it."""
    if name.part != "subject":
        return _ROLE_OF_PART[name.part]
    clause = text[name.end : min(clauses.end(name.end), name.end + _REACH)]
    left = text[max(body, name.start - _REACH) : name.start]
    later = acted or _says_something(left)
    said = _SENTENCE.match(text, name.end, min(reach, name.end + 2 * _REACH))
    if later and said and _HOST.search(said[0]):
        return "counterpart"
    if later and (_ATTEND.search(clause) or _SPEAK.search(clause)):
        return "mentioned"
    if acted and _FRAME.search(text[clauses.start(max(name.start - 1, 0)) : name.start]):
        return "mentioned"
    return "actor"


def _says_something(left: str) -> bool:
    """Whether a predicate, not just a date or an adverb, stands before."""
    return not _opens_clause(re.sub(r"[，,：:。]", "", _MEETING.sub("", left)))


def _from_headline(
    text: str, placed: Sequence[Placed], found: Sequence[DepartmentRole], body: int
) -> list[DepartmentRole]:
    """Actors of a text whose own sentences have none: its headline's, else who signed it."""
    answer = list(found)
    acting = [
        number
        for number, name in enumerate(placed)
        if name.start < body and name.part in ("subject", "joint")
    ]
    if not acting and placed and _is_signature(text, placed[-1]):
        acting = [len(placed) - 1]
    for number in acting:
        answer[number] = "actor"
    return answer


def _is_signature(text: str, name: Placed) -> bool:
    """Whether the name stands as contributor at the end: （市医保局）, （县税务局 供稿）."""
    return text[name.start - 1 : name.start] in ("（", "(") and bool(
        _SIGNED.match(text, name.end) if len(text) - name.end <= _REACH else None
    )
