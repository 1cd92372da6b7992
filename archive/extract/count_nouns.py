"""The noun after a number that tells what it counts: 29家持证企业, 5个影响群众办事的问题."""

from __future__ import annotations

import re
from typing import Final

from archive.extract.count_words import End, act_at, end_at, ends_in, kinds, opaque

_LOOK: Final = 40
"""Characters read behind a number."""

# 21个市州的业务骨干 counts 市州; 5个影响群众办事的问题 counts 问题.
_OWNER: Final = re.compile(
    r"([^的]{0,8}?(?:县|区|市|州|省|镇|乡|街道|社区|村|部门|单位|企业|公司|窗口)□{0,10})的"
)
# 17个市州分管负责人, 523项改革事项办事指南: these units count the bodies or matters themselves.
_BODIES: Final = re.compile(
    r"([^的]{0,6}?(?:县|区|市|州|乡镇|镇|街道|社区|村|部门|单位|企业|公司|窗口|事项|项目))"
    r"(?:的|(?:分管|主要|有关|相关|首席)?"
    r"(?:负责|领导|代表|骨干|干部|办事指南|工作纪律|工作情况|运行|纪律|作风|意见|汇报|报告|发言))"
)
_BODY_UNITS: Final = frozenset("个家项")
_WHO: Final = frozenset({"名", "位", "人", "家", "户"})
_TAKES_PART: Final = frozenset(
    {"参加", "参与", "出席", "聆听", "观看", "观摩", "接受", "参观", "收看"}
)
# An act right behind people or firms, even one that is as often a noun: 老人采集信息.
_PEOPLE: Final = re.compile(
    "老人|群众|居民|村民|市民|学生|同志|人员|职工|党员|干部|企业|公司|商户|农户|考生|家长|学员"
    "|代表|专家"
)
# 38个窗口公开承诺
_OFFICES: Final = re.compile("窗口|部门|单位|乡镇|街道|社区|县区|市州|县市")
# 进驻单位, 参训人员, 办理事项: an act right after the number that only describes a noun.
_ATTRIBUTE: Final = re.compile(
    r"(?:的)?(?:单位|部门|企业|人员|事项|窗口|项目|机构|代表|群众|对象|学员|选手|队|业务|材料|情形"
    r"|环节)"
)
_MATTERS: Final = re.compile(r"单位|部门|人员|事项|机构|项目")
_ATTRIBUTE_ADVERBS: Final = frozenset("拟已新未待在所可刚正被")
_NEAR: Final = 4
"""An act this close behind the number may describe the noun after it (重点推进项目)."""
_LIGHT: Final = frozenset({"进行", "开展", "实施", "组织"})
"""Acts that are nothing without their object: they never describe a noun."""
# 1家申报材料不全的企业: the noun that its classifier asks for stands behind a clause.
_FIRMS: Final = re.compile(r"企业|公司|单位|商户|个体户|机构|药店|商家|经营户")
_PERSONS: Final = re.compile(
    r"群众|人员|老人|居民|市民|村民|学生|考生|职工|干部|党员|当事人|申请人|患者"
)
_MATTERS_ASKED: Final = re.compile(r"问题|事项|项目|难题|诉求|部门|环节|业务|证明|材料")
_HEADS: Final[dict[str, re.Pattern[str]]] = {
    **dict.fromkeys(("家", "户"), _FIRMS),
    **dict.fromkeys(("名", "位", "人"), _PERSONS),
    **dict.fromkeys(("个", "项", "件", "起", "条"), _MATTERS_ASKED),
}
# 两家气站经营者意见: people are counted, not what they said.
_SAID: Final = re.compile(r"(?<=[者员人户表生众商东民])(?:意见|建议|诉求|情况|汇报|介绍|提问)")
_BRACKETED: Final = re.compile(r"[（(][^（()）0-9]{1,8}[)）]")
_STOP: Final = re.compile(r"[，,。；;：:！？!?、\n（(）)…]|[0-9]")


def noun_after(text: str, end: int, unit: str) -> str:
    """The noun phrase from `end` to the predicate; over 的 where a relative clause leads."""
    whole = text[end : end + _LOOK].removeprefix("的")
    tail = opaque(whole)
    if not whole.startswith(("（", "(")):
        tail = _BRACKETED.sub(lambda match: "□" * len(match[0]), tail)
    stop = _STOP.search(tail)
    tail = tail[: stop.start()] if stop else tail
    owner = _OWNER.match(tail) or (_BODIES.match(tail) if unit in _BODY_UNITS else None)
    if owner:
        return whole[: owner.end(1)]
    if tail.startswith(kinds().change):
        return ""
    cut = _predicate(tail, unit)
    if unit in _WHO:
        cut = _behind(_PEOPLE, tail, cut)
    elif unit in _BODY_UNITS:
        cut = _behind(_OFFICES, tail, cut)
    said = _SAID.search(tail, 1, cut)
    return whole[: said.start() if said else cut].strip().rstrip("的和与及了")


def _predicate(tail: str, unit: str) -> int:
    """Where the predicate begins that ends the noun phrase; 0 where it stands at once."""
    relative = tail.rfind("的")
    for end in ends_in(tail):
        if _describes(tail, end):
            continue
        if end.start == 0:
            if _is_predicate(end, unit, relative):
                return 0
            continue
        if end.start < relative and (
            _clause_opens(tail, relative) or _head_follows(tail, relative, unit)
        ):
            continue
        return end.start
    return len(tail)


def _describes(tail: str, end: End) -> bool:
    """True for an act that only describes a noun: 拟开业药店, 重点推进项目, 参训人员."""
    if end.start == 0 and _ATTRIBUTE.match(tail, end.end):
        return True
    if end.kind != "act":
        return False
    if end.start <= _NEAR and _MATTERS.match(tail, end.end):
        return True
    return end.start == 1 and tail[0] in _ATTRIBUTE_ADVERBS


def _is_predicate(end: End, unit: str, relative: int) -> bool:
    """Whether what stands right behind a number tells what was done (45人参加)."""
    if unit in _WHO and end.word in _TAKES_PART:
        return True
    known = kinds()
    lifeless = unit in known.lifeless and end.word in known.acts and end.word not in _LIGHT
    return relative <= 0 and not lifeless and end.kind != "act"


def _head_follows(tail: str, relative: int, unit: str) -> bool:
    head = _HEADS.get(unit)
    return head is not None and head.match(tail, relative + 1) is not None


def _behind(actors: re.Pattern[str], tail: str, cut: int) -> int:
    """Where those who are counted end, with an act right behind them."""
    for match in actors.finditer(tail, 0, cut):
        if match.end() < cut and act_at(tail, match.end()):
            return match.end()
    return cut


def _clause_opens(tail: str, relative: int) -> bool:
    """True where the words before 的 begin with a predicate: 影响群众办事的问题."""
    act = act_at(tail, 0)
    if act is not None and act not in kinds().noun_like:
        return len(act) <= relative
    end = end_at(tail, 0)
    return end is not None and end.end <= relative
