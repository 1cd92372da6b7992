"""What a department does in its sentence: acts, is acted with or upon, or is only named.

The subject of the main predicate acts (`actor`), together with those joined to it by 会同, 联合,
、 or 和; whom the predicate is directed at (对…, 赴…, 与…座谈, 邀请…) is the `counterpart`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.extract.department_parts import (
    REACH,
    Clauses,
    Part,
    Placed,
    joined,
    opens_clause,
)
from archive.records import DepartmentRole

_ATTEND = re.compile(r"(?:参加|出席|列席|参会|作陪|派员|与会)")
_SENTENCE = re.compile(r"[^。！？；!?;\n]*")
_HOST = re.compile(r"(?:陪同|接待(?![^，。；]{0,6}(?:咨询|来访|来电|群众|市民|企业|办事))|迎接)")
_SPEAK = re.compile(
    r"(?:表示|介绍|指出|强调|发言|反映|认为|提出|讲话|解读|讲解|回应|承诺|交流|通报|肯定|答复|建议|汇报|要求|宣布|"
    r"回复|反馈|作了|做了)"
)
_SAID = re.compile("(?:指出|强调|认为|要求|表示|肯定)[，：:]$")
"""What a speaker says of others is no act of theirs here: 牛某指出，市政务服务中心 … ."""
_MEETING = re.compile(r"^[^，。；]{0,14}(?:会上|会议上|现场|活动中|仪式上)[，,]")
_FRAME = re.compile(r"(?:会上|会议|座谈|活动中|现场|期间|随后|仪式|培训中|交流中|调研中|会后|环节)")
_STRONGER: dict[DepartmentRole, int] = {"mentioned": 0, "counterpart": 1, "actor": 2}
_APPOSED = re.compile("[\u4e00-\u9fff]{0,8}(?:长|书记|主任|主席|委员|成员)、")
"""What stands between the two posts of one person: 省委宣传部|副部长、|省广电局局长某某."""
_SIGNED = re.compile(r"(?:窗口)?[\s　]*(?:供稿|报送|供图|提供)?[^（(）)。]{0,12}[）)]?[\s　]*$")


def stronger(one: DepartmentRole, other: DepartmentRole) -> DepartmentRole:
    """The more important of two roles: actor before counterpart before mentioned."""
    return max(one, other, key=_STRONGER.__getitem__)


def roles(text: str, placed: Sequence[Placed], body: int) -> tuple[DepartmentRole, ...]:
    """The role of each name. `body` is where the text begins after its headline.

    The first subject and what is joined to it act. Later subjects act too unless they only speak,
    attend or receive the visitors. A headline's subject acts where the body names none.
    """
    clauses = Clauses(text)
    reaches = _reaches(text, placed)
    found: list[DepartmentRole] = []
    acted = False
    for number, name in enumerate(placed):
        role = _role(text, clauses, name, reaches[number], acted=acted, body=body)
        chained = number > 0 and found[-1] == "actor" and name.part == "subject"
        if chained and joined(text, placed[number - 1].end, (name.start, name.end)):
            role = "actor"
        if number and _APPOSED.fullmatch(text, placed[number - 1].end, name.start):
            role = found[-1]
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
        same = joined(text, placed[number].end, (following.start, following.end)) or (
            following.part == "subject"
            and _only_persons(text[placed[number].end : following.start])
        )
        reaches[number] = reaches[number + 1] if same else following.start
    return reaches


def _only_persons(gap: str) -> bool:
    """Whether only posts and the persons that hold them stand between two names.

    甲局局长张三，|乙局副局长李四、王五等陪同: what is said of the second is said of the first too.
    """
    if len(gap) > REACH or gap[-1:] not in _LIST_JOINS:
        return False
    members = [member for member in _LIST_SPLIT.split(gap) if member]
    return (
        bool(members)
        and all(
            _POST_AND_NAME.fullmatch(member) or len(member) <= _LONGEST_NAME for member in members
        )
        and any(_POST_AND_NAME.fullmatch(member) for member in members)
    )


_LIST_JOINS = ("，", "、", "和", "及", "与")
_LIST_SPLIT = re.compile("[，、和及与]")
_LONGEST_NAME = 4
_POST_AND_NAME = re.compile(
    "[\u4e00-\u9fff]{0,12}(?:长|书记|主任|委员|成员|主席|调研员|巡视员|专员|工程师|会计师)[\u4e00-\u9fff]{0,4}"
)

_ROLE_OF_PART: dict[Part, DepartmentRole] = {
    "joint": "actor",
    "counterpart": "counterpart",
    "place": "counterpart",
    "mentioned": "mentioned",
}


def _role(
    text: str, clauses: Clauses, name: Placed, reach: int, *, acted: bool, body: int
) -> DepartmentRole:
    """`reach` is where the next name begins: what is said of this one stands before it."""
    if name.part != "subject":
        return _ROLE_OF_PART[name.part]
    clause = text[name.end : min(clauses.end(name.end), name.end + REACH)]
    left = text[max(body, name.start - REACH) : name.start]
    later = acted or _says_something(left)
    said = _SENTENCE.match(text, name.end, min(reach, name.end + 2 * REACH))
    if later and said and _HOST.search(said[0]):
        return "counterpart"
    if later and (_ATTEND.search(clause) or _SPEAK.search(clause)):
        return "mentioned"
    if acted and _SAID.search(left):
        return "mentioned"
    if acted and _FRAME.search(text[clauses.start(max(name.start - 1, 0)) : name.start]):
        return "mentioned"
    return "actor"


def _says_something(left: str) -> bool:
    """Whether a predicate, not just a date or an adverb, stands before."""
    return not opens_clause(re.sub(r"[，,：:。]", "", _MEETING.sub("", left)))


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
        _SIGNED.match(text, name.end) if len(text) - name.end <= REACH else None
    )
