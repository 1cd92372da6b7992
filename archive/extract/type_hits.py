"""Words that decide an activity's types where they are the predicate, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from corpus.lexicon.activity_types import Evidence, activity_types

_CLAUSE_END: Final = re.compile(r"[，,；;：:、](?![^（(“]{0,12}[）)])")

# A verb that carries a noun of action, which may stand far behind it (举办了为期两天的…培训).
_FRAME: Final = re.compile(
    r"组织|开展|召开|举办|举行|进行|参加|参与|出席|列席|实施|启动|提供|给予|接受|承办|主办|主持|邀请|"
    r"安排|作了|做了|推出|推行|送上|送去|完成|带队|率队|率|赴|前往|深入|走进|来到|莅临|陪同|一行|举行|"
    r"到|做好|落实|建立|配合|利用|联合|会同|强化|实行|予以|展开|做|搞好|开(?=[^展拓放通发设启])"
)
_MEETING_FRAME: Final = re.compile(r"召开|举行|举办|主持|组织|参加|出席|列席|召集|开展|承办")
# The act as subject: 推进会在我县召开, 培训班圆满结束.
_TAKES_PLACE: Final = re.compile(
    r"[^，。；]{0,24}?(?:召开|举行|举办|进行|开班|开讲|开课|圆满|顺利|结束|拉开|落幕|启动|正式开始)"
)
EVENT: Final = re.compile(r"召开|举行|举办|组织开展|组织召开|开展|组织|进行|赴|前往|深入|走进|来到")

# What may not follow an act's noun if it is to be the head of its phrase.
_ATTRIBUTIVE: Final = re.compile(
    r"的(?![，。；])|教材|机构|学校|基地|有限|公司|集团|协会|企业|单位|需求|计划|方案|材料|资料|制度|通知|费|师|资质|对象|市场|行业|质量|"
    r"记录|报告|意见|手册|指南|员|职责|标准|规范|规定|办法|体系|机制|能力|水平|力度|事项|通道建设|"
    r"效果|成效|成果|结果|内容|重点|要求|强调|指出|认为|由|围绕|采取|主要|邀请|期间|时限|流程|环节|系统|证(?!言)"
)
_PRECEDED: Final = re.compile(
    r"(?:的|加强|强化|加大|深化|提升|提高|后续|关于|接受过|经过|未|不|无需|拟|免|负责|从事)$"
)

# After a verb an object may follow (办理资质, 指导机构); these still make it an attribute.
_VERB_ATTRIBUTIVE: Final = re.compile(
    r"的(?![，。；])|教材|流程|时限|环节|系统|结果|效率|能力|水平|质量|要求|内容|报告|方案|机制|制度|办法|员|期间|以来|干部|对象|小组|[\u4e00-\u9fff]{0,2}[股科](?=[长副主负干，、室])|"
    r"强调|指出|认为|力度|标准|职责|平台|体系"
)

# 需办理门诊慢病备案: wished, not done.
_WISHED: Final = re.compile(r"(?:需要?|想要?|欲|申请|咨询|如何)(?:办理|申请|补办)?[^，。；]{0,10}$")
# Clauses that do not tell what was done.
_PURPOSE: Final = re.compile(
    r"[^，。；、]{0,24}?为(?:了|进一步|切实|深入|有效|全面|认真|更好|持续|扎实|积极|贯彻|落实|加强|加快|提升|提高|推动|推进|优化|"
    r"规范|做好|确保|增强|营造|解决|打造|充分|不断|方便|助力|强化|深化|丰富|弘扬|维护|防范|压实|巩固|适应|满足|改善|"
    r"促进|减少|庆祝|纪念|迎接|了解|掌握|创建|检验(?!检测)|发挥|响应|缓解|避免|破解|及时|尽快|大力|精准|着力|健全|完善|构建|保障|使|帮助|让|抓好|配合|夯实|统一|激发|提振|推广|普及|实现|扩大|考察学习|学习)"
)
_GROUND: Final = re.compile(
    r"(?:根据|按照|依据|针对|鉴于|由于|因为|围绕|随着|自.{0,12}以来|以.{1,24}为|在.{0,30}(?:后|前|时|中|下|上|之际|基础上|过程中)$|"
    r"对[^，。；]{1,30}(?:给予|表示)[^，。；]{0,6}(?:好评|肯定|赞赏|满意|感谢|认可|评价)|对照|贯彻|本着|紧扣|聚焦|立足|坚持|结合)"
)
# 市人社局窗口在接待某公司时: when it happened, not what.
_WHILE: Final = re.compile(r"在[^，。；]{2,30}(?:时|期间|过程中|之际)$")
_RESULT: Final = re.compile(
    r"(?:有效|切实|进一步|有力|大力|不断|持续|真正|充分|极大|大大|积极|全力|从而|以此|并)?"
    r"(?:推动|促进|促使|确保|助力|提升|提高|增强|受到|得到|赢得|深受|实现|力争|争取|旨在|让|使|标志|保障|营造|缩短|压缩|"
    r"节约|节省|减少|避免|夯实|筑牢|打通|展现|展示|树立|推进|优化|打造|践行|彰显|取得|获得(?:了)?(?:高度|一致|群众|企业|广泛)|为.{0,20}(?:奠定|打下|保驾|注入|创造))"
)
_INTENTION: Final = re.compile(
    r"(?:要(?!求)|将|希望|要求|下一步|下阶段|接下来|今后|计划|拟|继续|建议|强调|指出|表示|明确|提出|号召|鼓励)|"
    r".{0,16}(?:强调|指出|要求|表示|认为|提出|希望|承诺)$"
)
_GIFTS: Final = frozenset({"锦旗", "感谢信", "表扬信", "牌匾", "奖牌", "慰问品", "慰问金"})
"""Things that tell the act wherever they stand."""
# 零售许可再提速: the name of a matter; an act of approval has a verb before it or begins the
# predicate.
_MATTERS: Final = frozenset(
    {"许可", "审批", "审查", "审核", "登记", "备案", "核准", "注册", "勘验", "材料审核", "技术审查"}
)
_APPROVES: Final = re.compile(
    r"办理|受理|予以|获得|通过|取得|准予|同意|完成|开展|进行|组织|代办|申请|窗口$|[局厅委办]$"
    r"|中心$|已$|共$|累计$|当场$|现场$"
)
_PLAIN_MEETING: Final = frozenset({"会", "会议", "大会"})
_CLAUSE_OPENERS: Final = "并和及且还先后一二三是（）() \u3000"
_PATROL: Final = re.compile(
    r"(?:纪律|作风|考勤|在岗|到岗|着装|仪容|卫生|秩序|效能).{0,24}(?:检查|督查|抽查|暗访|督导检查|监督检查)|"
    r"(?:检查|督查|抽查|暗访|监督检查).{0,24}(?:纪律|作风|考勤|在岗|到岗|着装|仪容|脱岗|迟到)"
)
_PATROL_WORDS: Final = frozenset(
    {
        "检查",
        "督查",
        "抽查",
        "暗访",
        "明察暗访",
        "明查暗访",
        "监督检查",
        "督查检查",
        "专项督查",
        "专项检查",
        "突击检查",
    }
)

_Tier = Literal[1, 2]


class Hit(msgspec.Struct, frozen=True):
    """An accepted word: `tier` 1 decides, 2 only where nothing of tier 1 does."""

    types: tuple[str, ...]
    start: int
    end: int
    tier: _Tier


def clauses(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Clauses of a stretch; an enumeration comma (、) does not part them."""
    position = start
    for match in _CLAUSE_END.finditer(masked, start, end):
        if match[0] == "、":
            continue
        if match.start() > position:
            yield position, match.start()
        position = match.end()
    if position < end or position == start:
        yield position, end


def hits_in(masked: str, start: int, end: int) -> Iterator[Hit]:
    """Words that decide in a stretch, clause by clause."""
    for low, high in clauses(masked, start, end):
        begin = predicate_start(masked, low, high)
        if begin is not None:
            yield from _clause_hits(masked, low, begin, high)


def predicate_start(masked: str, low: int, high: int) -> int | None:
    """Where a clause's predicate may begin; None where it tells no act."""
    clause = masked[low:high]
    bare = clause.lstrip(_CLAUSE_OPENERS)
    offset = low + len(clause) - len(bare)
    if _INTENTION.match(bare) or _RESULT.match(bare) or ("在" in bare and _WHILE.search(bare)):
        return None
    for pattern in (_PURPOSE, _GROUND):
        match = pattern.match(bare) if pattern is _GROUND or "为" in bare else None
        if match:
            # 根据…对项目组卷工作进行督导, 为提升能力组织培训: the act stands behind its ground.
            event = EVENT.search(bare, match.end() + 2)
            return offset + event.start() if event else None
    return offset


def _clause_hits(masked: str, low: int, begin: int, high: int) -> Iterator[Hit]:
    before: Hit | None = None
    for position, evidence in activity_types().find(masked, begin, high):
        if not evidence.types:
            continue
        end = position + len(evidence.word)
        tier = _tier(masked, low, begin, position, end, high, evidence, before)
        if tier is None:
            continue
        types = evidence.types
        if evidence.word in _PLAIN_MEETING and before is not None and position == before.end:
            continue  # 宣讲|会: the meeting is named by what it is for
        if evidence.word in _PATROL_WORDS and _PATROL.search(masked, low, high):
            types = ("巡查",)
        before = Hit(types, position, end, tier)
        yield before


def _tier(
    masked: str,
    low: int,
    begin: int,
    start: int,
    end: int,
    high: int,
    evidence: Evidence,
    before: Hit | None,
) -> _Tier | None:
    """How much a word counts where it stands; None where it is no predicate."""
    if _modifies(masked, low, begin, start, end, high, evidence):
        return None
    if "strong" in evidence.strengths:
        return 1
    takes_place = bool(_TAKES_PLACE.match(masked, end, high))
    if evidence.types == ("会议",) and "head" in evidence.strengths:
        held = _MEETING_FRAME.search(masked, low, start) and _closed(masked, end, high)
        return 1 if held or takes_place or "verb" in evidence.strengths else None
    if "head" in evidence.strengths and "verb" not in evidence.strengths:
        joined = before is not None and before.tier == 1 and start - before.end <= 1
        if joined or takes_place or _FRAME.search(masked, low, start):
            return 1
        return 2 if "weak" in evidence.strengths else None
    return 1 if "verb" in evidence.strengths else 2


def _modifies(
    masked: str, low: int, begin: int, start: int, end: int, high: int, evidence: Evidence
) -> bool:
    """Whether a word only modifies another (培训机构, 培训的通知) or is only wished (加强培训)."""
    if evidence.word in _GIFTS:
        return False
    acts = evidence.strengths & {"verb", "weak"}
    attributive = _VERB_ATTRIBUTIVE if acts else _ATTRIBUTIVE
    if attributive.match(masked, end, high) and not _event_noun(masked, end, high):
        return True
    if evidence.types == ("审批办理",) and _only_named(masked, low, begin, start, evidence.word):
        return True
    if not _PRECEDED.search(masked, max(low, start - 4), start):
        return False
    if _TAKES_PLACE.match(masked, end, high):
        return False
    framed = masked[start - 1] == "的" and _FRAME.search(masked, low, start)
    return not framed


def _only_named(masked: str, low: int, begin: int, start: int, word: str) -> bool:
    """Whether an approval is only wished (需办理备案) or a matter's name (许可再提速)."""
    if _WISHED.search(masked, max(low, start - 16), start):
        return True
    return word in _MATTERS and start > begin and not _APPROVES.search(masked, low, start)


def _event_noun(masked: str, end: int, high: int) -> bool:
    """Whether the word goes on into 工作, 活动 … at the clause's end (培训要求 does not)."""
    return masked.startswith(("的工作", "的活动"), end) and end + 3 >= high


def _closed(masked: str, end: int, high: int) -> bool:
    """Whether a meeting's name ends here."""
    return (
        end >= high
        or not masked[end].isalnum()
        or masked.startswith(
            (
                "议",
                "暨",
                "并",
                "和",
                "等",
                "上",
                "后",
                "对",
                "，",
                "研究",
                "专题",
                "部署",
                "传达",
                "安排",
                "学习",
                "通报",
                "总结",
                "讨论",
                "分析",
                "听取",
                "推进",
                "协调",
                "解决",
                "就",
            ),
            end,
        )
    )
