"""What a date does in its sentence: the item's own (activity), a figure's (statistic), or neither.

The rules look only at the words around the date, strongest first; each says what it rests on.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final, Literal

import msgspec

from archive.extract.date_anchor import Resolved
from archive.records import DateRole

Kind = Literal["point", "range", "since", "now", "same", "plan", "period", "later", "named"]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A resolved date at `[start, end)` of the text and how it was written."""

    start: int
    end: int
    kind: Kind
    resolved: Resolved

    @property
    def coarse(self) -> bool:
        """True for years, halves, quarters, months and longer spans: figures' dates by habit."""
        if self.kind in {"since", "same", "plan"}:
            return True
        days = (self.resolved.interval.end - self.resolved.interval.start).days
        if self.resolved.precision == "range":
            return days > _LONG_RANGE
        return self.resolved.precision in {"year", "half", "quarter", "month"}


_LONG_RANGE: Final = 45
"""Days: a range longer than this is what figures are given for, not how long a meeting ran."""

SENTENCE_END: Final = re.compile(r"[。！？!?；;\n]")
CLAUSE_END: Final = re.compile(r"[，,。！？!?；;：:\n]")

# 截至8月12日; 截止到11月底
CUT_OFF: Final = re.compile(r"截[至止][到至]?(?:了)?[ ]?$|(?:^|[，,。；;、（(\n])(?:到|至)$")
# 较2021年, 比去年, 与上年相比
_COMPARED: Final = re.compile(r"(?:比|较|同比|环比|相较于?|对比|与)$")
# 自2022年1月1日起施行; 8月1日起实施
_IN_FORCE: Final = re.compile(r"起?(?:正式)?(?:开始)?(?:施行|实施|执行|生效)|起")
_DEADLINE: Final = re.compile(
    r"(?:之|以)?前(?!往|来|期|夕|后|置|台|去|赴)|(?:之|以)?后(?![勤续台])|以内|内(?=完)|到期|止(?!日)"
)
# 将于9月1日, 拟于, 原定, 成立于, 印发于
_PLANNED: Final = re.compile(
    r"(?:将|拟|计划|预计|原定|定|力争|确保|争取|有望|原计划|建议|要求|务必|必须|约定|预约|推迟|延期"
    r"|延长"
    r"|延至|提前)[于在到至]?$"
)
_FOUNDED: Final = re.compile(
    r"(?:成立|创立|始建|组建|设立|注册|创办|发布|印发|颁布|生效|施行|通过|出生|生|建成|投产|开工|竣工|到期"
    r"|签订|签署|建|晚|早|源|止)于$|有效期(?:至|到|为)?$"
)
# Before a date, these make its clause a ground or an attribute: 根据8月3日会议要求.
_GROUND: Final = re.compile(
    r"(?:根据|按照|依据|针对|传达|学习|贯彻|落实|围绕|结合|鉴于|由于|因|收到|接到|依照|对照|参照|参考|"
    r"整理|梳理|回顾|总结|自|从|比|较)[^，,]{0,24}$"
)
_OBJECT: Final = re.compile(r"(?:对|就|把|以|做好|抓好|迎接|备战|安排|部署)$")
# 3月8日是国际妇女节, 8月1日至7日为“世界母乳喂养周”: the date is explained.
_IS_DAY: Final = re.compile(r"[是为](?:第|“|中国|全国|世界|国际|我国|全民|国家|法定)")
# （供稿：省水利厅窗口 2022年8月10日）
_CREDIT: Final = re.compile(r"(?:供稿|撰稿|来源|编辑|审核|签发)[:：人]")
# 反映8月15日在某窗口…, 得知其于7月3日…: what somebody tells lies before the item.
_TOLD: Final = re.compile(
    r"(?:反映|举报|投诉|称|自称|得知|获悉|据其|此前|早在|早前|曾|原)(?:其|该\w{0,4})?[于在]?$"
)
_AT: Final = re.compile(r"(?:在|于|参加|出席|参与)$")
_ACT: Final = re.compile(
    r"组织|开展|召开|举办|举行|走访|深入|赴|前往|启动|上线|印发|出台|推出|慰问|调研|座谈|培训|宣讲|指导"
    r"|总结|部署|通报|发布|点评|分析|回顾|听取|汇报|审议|安排|研究"
)
# 回访2019年度办理过业务的企业, 抽取…办结的卷宗: the date only describes what is looked into.
_LOOKED: Final = re.compile(
    r"(?:回访|核查|检查|梳理|清理|评查|整理|抽查|抽取|复核|复查|排查|查阅|汇总)$"
)
_OTHER_SUBJECT: Final = re.compile(
    r"(?:公司|企业|业主|群众|当事人|申请人|厂|店|学校|医院|合作社|农户|村民|老人)(?:已|曾|原|拟|将)?[于在]?$"
)
_FIGURE: Final = re.compile(
    r"(?:累计|共计|总计|合计|共|受理|办理|办结|办件|接件|收件|接待|完成|审批|核发|发放|登记|解答|接听|实现|新增"
    r"|同比|环比|达到?|为|查处|检查|核准|备案|签发|(?<!政务)服务(?!窗口|中心|大厅|平台|事项))[^。；;\n]{0,24}?[0-9]"
)
_REPORT: Final = re.compile(r"(?:数据|统计|显示|汇总|累计)[^。；;]{0,16}$")
_CITED: Final = re.compile(r"据[^。；;，,]{0,16}(?:统计|显示)[，,]?$")

_LOOK: Final = 60
"""Characters of a sentence read on either side of a date."""


class _Around(msgspec.Struct, frozen=True):
    """The words around a date: its clause before and after, its sentence before and after."""

    clause_before: str
    clause_after: str
    sentence_before: str
    sentence_after: str
    sentence: int
    bracket: bool


class _Text:
    """Sentence and clause borders of a text, found once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences = [match.end() for match in SENTENCE_END.finditer(text)]
        self.clauses = [match.end() for match in CLAUSE_END.finditer(text)]

    def around(self, found: Found) -> _Around:
        """What stands around a date, at most `_LOOK` characters each way."""
        sentence = bisect_right(self.sentences, found.start)
        opening = self.sentences[sentence - 1] if sentence else 0
        clause = bisect_right(self.clauses, found.start)
        clause_start = max(self.clauses[clause - 1] if clause else 0, found.start - _LOOK)
        after = self.text[found.end : found.end + _LOOK]
        end_of_clause = CLAUSE_END.search(after)
        end_of_sentence = SENTENCE_END.search(after)
        before = self.text[max(opening, found.start - _LOOK) : found.start]
        return _Around(
            clause_before=self.text[clause_start : found.start],
            clause_after=after[: end_of_clause.start()] if end_of_clause else after,
            sentence_before=before,
            sentence_after=after[: end_of_sentence.start()] if end_of_sentence else after,
            sentence=sentence,
            bracket=_in_bracket(before),
        )


def _in_bracket(before: str) -> bool:
    return max(before.rfind("（"), before.rfind("(")) > max(before.rfind("）"), before.rfind(")"))


Verdict = Literal["statistic", "reference", "weak", "named", "coarse", "open"]


def _compared(found: Found, around: _Around) -> bool:
    if found.kind == "same" or _COMPARED.search(around.clause_before):
        return True
    return bool(re.match(r"(?:相比|同比)", around.clause_after)) or (
        around.clause_before.endswith("与") and "相比" in around.clause_after[:12]
    )


def _tells_figures(around: _Around) -> bool:
    """True where the sentence goes on to a figure without an act of its own before it."""
    figure = _FIGURE.search(around.sentence_after)
    return figure is not None and not _ACT.search(around.sentence_after, 0, figure.start())


_LEAD: Final = 12
"""A figure's date stands at most this far into its clause (全市1—7月共受理…)."""

_LEADING: Final = re.compile(
    # behind a few words, or behind who acted: 区政务服务办于1月5日将…
    r"[^，,]{0,4}$|[^，,的]{2,24}(?:[局厅委办会科处站所院组队]|中心|窗口|大厅|街道|[镇乡县市区州旗])(?:又|再|也|还)?于?$|[^，,的]{0,24}于$"
)


def _leads(around: _Around) -> bool:
    """True where the date opens its clause (after 其中, 随后, 据悉 and the like)."""
    return bool(_LEADING.match(around.clause_before.rpartition("、")[2]))


def _attribute(around: _Around) -> bool:
    """True where the date modifies a noun: 8月5日召开的会议, 2021年度报告."""
    if not around.clause_before or around.clause_after.startswith(("将", "把", "向", "就", "对")):
        return False
    return bool(re.match(r"[^，,。的]{1,14}的", around.clause_after))


def _in_force(around: _Around) -> str:
    """The words that make a date a beginning: 起, 起施行 ("" where none follow)."""
    match = _IN_FORCE.match(around.clause_after)
    return match[0] if match else ""


def _deadline(found: Found, around: _Around) -> bool:
    """True for 8月15日前, 8月15日以后, 8月15日止; 止 after a range only closes it."""
    match = _DEADLINE.match(around.clause_after)
    return match is not None and not (found.kind == "range" and match[0] == "止")


def _from_then(found: Found, around: _Around) -> bool:
    """True for 自8月1日, 从8月1日; a range (自1月1日起至8月12日止) is not a beginning alone."""
    return found.kind == "point" and around.clause_before.endswith(("自", "从"))


def _figured(found: Found, around: _Around) -> bool:
    """True for a span that a figure is given for: 1—7月共受理…, 今年以来累计…."""
    near = len(around.clause_before) < _LEAD or found.kind == "since"
    if not found.coarse:
        return False
    if _REPORT.search(around.sentence_before):
        return True
    return near and not _ACT.search(around.clause_before) and _tells_figures(around)


def _looked_into(found: Found, around: _Around) -> bool:
    """True for 对2015年以来办理的…, 对去年12月至今年4月办结的卷宗: what an act is about."""
    return (
        found.coarse
        and _attribute(around)
        and bool(_OBJECT.search(around.clause_before) or _LOOKED.search(around.clause_before))
    )


# The first rule that holds decides. Each takes the date and what stands around it.
_RULES: Final[tuple[tuple[Verdict, Callable[[Found, _Around], bool]], ...]] = (
    ("statistic", lambda found, _: found.kind == "now"),
    ("statistic", lambda _, around: bool(CUT_OFF.search(around.clause_before))),
    ("statistic", lambda _, around: bool(_CITED.search(around.sentence_before))),
    ("reference", lambda found, _: found.kind in {"plan", "later"}),
    ("reference", lambda _, around: bool(_CREDIT.search(around.sentence_before))),
    ("reference", _compared),
    ("reference", _looked_into),
    ("statistic", lambda found, around: found.kind == "since" and _figured(found, around)),
    ("coarse", lambda found, _: found.kind == "since"),
    ("reference", lambda _, around: bool(_PLANNED.search(around.clause_before))),
    ("reference", lambda _, around: bool(_FOUNDED.search(around.clause_before))),
    ("reference", lambda _, around: bool(_TOLD.search(around.clause_before))),
    ("reference", _from_then),
    ("reference", _deadline),
    ("weak", lambda _, around: _in_force(around) == "起"),
    ("reference", lambda _, around: bool(_in_force(around))),
    ("reference", lambda _, around: bool(_OTHER_SUBJECT.search(around.clause_before))),
    ("weak", lambda _, around: around.bracket),
    ("named", lambda _, around: bool(_IS_DAY.match(around.clause_after))),
    ("statistic", _figured),
    ("coarse", lambda found, _: found.coarse),
    ("reference", lambda _, around: bool(_GROUND.search(around.clause_before))),
    ("reference", lambda _, around: bool(_OBJECT.search(around.clause_before))),
    ("weak", lambda _, around: _attribute(around) and bool(_AT.search(around.clause_before))),
    ("reference", lambda _, around: _attribute(around)),
)


def _verdict(found: Found, around: _Around) -> Verdict:
    """What the words around the date say of it, before the dates are weighed together."""
    return next((verdict for verdict, holds in _RULES if holds(found, around)), "open")


def assign_roles(text: str, found: Sequence[Found]) -> tuple[DateRole, ...]:
    """The role of each date of a text, in order.

    Figures' dates and references are told by their words. Of the others, the first exact date is
    the item's own; later exact dates are too where they open a clause (8月10日，又…). Years,
    quarters and months are the item's own only where nothing finer is and they open the text.
    """
    borders = _Text(text)
    arounds = [borders.around(date) for date in found]
    verdicts = [_verdict(date, around) for date, around in zip(found, arounds, strict=True)]
    roles: list[DateRole] = [
        "statistic" if verdict == "statistic" else "reference" for verdict in verdicts
    ]
    verdicts = [
        _settled(verdict, index, verdicts, arounds) for index, verdict in enumerate(verdicts)
    ]
    own = False
    for index, (verdict, around) in enumerate(zip(verdicts, arounds, strict=True)):
        if verdict != "open":
            continue
        if not own or _leads(around):
            roles[index] = "activity"
            own = True
        elif index and roles[index - 1] == "activity" and _listed(text, found, index):
            roles[index] = "activity"
    if not own:
        _promote(text, found, verdicts, arounds, roles)
    return tuple(roles)


def _settled(
    verdict: Verdict, index: int, verdicts: Sequence[Verdict], arounds: Sequence[_Around]
) -> Verdict:
    """An explained date (3月8日是妇女节) is the item's own unless its sentence has another."""
    if verdict != "named":
        return verdict
    sentence = arounds[index].sentence
    others = zip(verdicts, arounds, strict=True)
    other = any(kind == "open" and around.sentence == sentence for kind, around in others)
    return "weak" if other else "open"


def _listed(text: str, found: Sequence[Found], index: int) -> bool:
    """True where the date only continues a list of days (8月8日、10日)."""
    return text[found[index - 1].end : found[index].start].strip() in {
        "、",
        "和",
        "及",
        "与",
        "，",
        ",",
    }


def _promote(
    text: str,
    found: Sequence[Found],
    verdicts: Sequence[Verdict],
    arounds: Sequence[_Around],
    roles: list[DateRole],
) -> None:
    """Without an exact date, the first weak or coarse one that opens the text is the item's own."""
    for wanted in ("weak", "coarse"):
        for index, verdict in enumerate(verdicts):
            around = arounds[index]
            opens = "。" not in text[: found[index].start]
            if wanted == "coarse":
                opens = opens and _leads(around)
            if verdict == wanted and opens:
                roles[index] = "activity"
                return
