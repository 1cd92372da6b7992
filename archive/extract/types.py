"""Activity types and the words that decided (DESIGN: from the predicate, not from any word).

A bulletin's item says what was done in its headline and in the predicate of its first sentence;
what follows tells how it went. So the headline and the first sentence are read clause by clause,
clauses of purpose, ground, result and intention are left out, and a word counts only where it is
the head of its phrase (培训 in 组织开展培训, not in 培训机构). Sentences after it are asked where
the first says nothing, and may add one further type that they introduce as a new act
(随后召开座谈会).
The section's heading speaks last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from archive.extract.context import Context
from archive.records import Span, TypeEvidence
from corpus.lexicon.activity_types import Evidence, activity_types

_READ_LIMIT: Final = 1500
"""Characters read of one item: the predicate of an item stands in its first sentences."""
_MOST_TYPES: Final = 3
_CARRIED: Final = 12
"""Characters between a carrying verb and its noun where nothing surer is said."""
_FALLBACK_SENTENCES: Final = 4
"""Sentences asked in turn where the first has no predicate that we know."""

# Titles of documents never say what the item is about; quotation marks may (“夏送清凉”).
_TITLES: Final = re.compile(r"《[^《》]{0,120}》")
_SENTENCE_END: Final = re.compile(r"[。！!？?\n]")
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
    r"[^，。；]{0,24}?(?:召开|举行|举办|开班|开讲|开课|圆满|顺利|结束|拉开|落幕|启动|正式开始)"
)
_EVENT: Final = re.compile(
    r"召开|举行|举办|组织开展|组织召开|开展|组织|进行|赴|前往|深入|走进|来到"
)

# What may not follow an act's noun if it is to be the head of its phrase.
_ATTRIBUTIVE: Final = re.compile(
    r"的(?![，。；])|机构|学校|基地|需求|计划|方案|材料|资料|制度|通知|费|师|资质|对象|市场|行业|质量|"
    r"记录|报告|意见|手册|指南|员|职责|标准|规范|规定|办法|体系|机制|能力|水平|力度|事项|通道建设|"
    r"效果|成效|成果|结果|内容|重点|要求|强调|指出|认为|由|围绕|采取|主要|邀请|期间|时限|流程|环节|系统|证(?!言)"
)
_PRECEDED: Final = re.compile(
    r"(?:的|加强|强化|加大|深化|提升|提高|后续|关于|接受过|经过|未|不|无需|拟|免)$"
)

# After a verb an object may follow (办理资质, 指导机构); these still make it an attribute.
_VERB_ATTRIBUTIVE: Final = re.compile(
    r"的(?![，。；])|流程|时限|环节|系统|结果|效率|能力|水平|质量|要求|内容|报告|方案|机制|制度|办法|员|期间|"
    r"强调|指出|认为|力度|标准|职责|平台|体系"
)

# Clauses that do not tell what was done.
_PURPOSE: Final = re.compile(
    r"[^，。；、]{0,24}?为(?:了|进一步|切实|深入|有效|全面|认真|更好|持续|扎实|积极|贯彻|落实|加强|加快|提升|提高|推动|推进|优化|"
    r"规范|做好|确保|增强|营造|解决|打造|充分|不断|方便|助力|强化|深化|丰富|弘扬|维护|防范|压实|巩固|适应|满足|改善|"
    r"促进|减少|庆祝|纪念|迎接|了解|掌握|创建|检验(?!检测)|发挥|响应|缓解|避免|破解|及时|尽快|大力|精准|着力|健全|完善|构建|保障|使|帮助|让|抓好|配合|夯实|统一|激发|提振|推广|普及|实现|扩大|考察学习|学习)"
)
_GROUND: Final = re.compile(
    r"(?:根据|按照|依据|针对|鉴于|由于|因为|围绕|随着|自.{0,12}以来|以.{1,24}为|在.{0,30}(?:后|前|时|中|下|上|之际|基础上|过程中)$|"
    r"对照|贯彻|本着|紧扣|聚焦|立足|坚持|结合)"
)
_RESULT: Final = re.compile(
    r"(?:有效|切实|进一步|有力|大力|不断|持续|真正|充分|极大|大大|积极|全力|从而|以此|并)?"
    r"(?:推动|促进|促使|确保|助力|提升|提高|增强|受到|得到|赢得|深受|实现|力争|争取|旨在|让|使|标志|保障|营造|缩短|压缩|"
    r"节约|节省|减少|避免|夯实|筑牢|打通|展现|展示|树立|推进|优化|打造|践行|彰显|取得|获得(?:了)?(?:高度|一致|群众|企业|广泛)|为.{0,20}(?:奠定|打下|保驾|注入|创造))"
)
_INTENTION: Final = re.compile(
    r"(?:要(?!求)|将|希望|要求|下一步|下阶段|接下来|今后|计划|拟|继续|建议|强调|指出|表示|明确|提出|号召|鼓励)|"
    r".{0,16}(?:强调|指出|要求|表示|认为|提出|希望|承诺)$"
)
_SPEECH: Final = re.compile(r"^.{0,16}(?:强调|指出|要求|表示|认为|提出|希望|介绍)")
_NEW_ACT: Final = re.compile(
    r"(?:随后|会后|期间|当天|当日|同日|同时|之后|活动中|此外|另外|此前|调研结束后|参观结束后|会前|并|双方|其后|培训后|观摩结束后|结束后)?[，,]?"
    r".{0,16}(?:召开|举行|开展|举办|进行|组织)"
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
    }
)
_ENTERPRISE: Final = re.compile(r"企业|公司|项目|园区|业主|厂区|商户|市场主体")
_ENTERS_HALL: Final = re.compile(
    r"(?:到|来到|走进|深入|赴|进驻|进)[^，。；]{0,14}?(?:大厅|窗口|政务(?:服务)?中心|行政服务中心)"
)
_HALL_HEADING: Final = re.compile(r"进大厅|坐窗口|走流程|进窗口|驻窗口|值班")

_Tier = Literal[1, 2]


class _Hit(msgspec.Struct, frozen=True):
    """An accepted word: `tier` 1 decides, 2 only where nothing of tier 1 does."""

    types: tuple[str, ...]
    start: int
    end: int
    tier: _Tier


def find_types(
    text: str, context: Context, title: str | None = None, actor_end: int | None = None
) -> tuple[TypeEvidence, ...]:
    """Types of an activity, the main one first, each with the words that decided.

    `text` is the record's text, its headline `title` (where there is one) first; `actor_end` is
    the offset just past the acting department's name, whose words are then not asked. Spans are
    offsets into `text`; a type that only a section heading gives has the heading's words and no
    spans. A text that tells of no known act has no type.
    """
    masked = _TITLES.sub(lambda match: "\0" * len(match[0]), text[:_READ_LIMIT])
    body = len(title) if title and text.startswith(title) else 0
    hits = list(_hits(masked, 0, body)) if body else []
    sentences = list(_sentences(masked, body))
    lead_hits, rest = _lead(masked, sentences, actor_end)
    hits += lead_hits
    found = _distinct(hits)
    if 0 < len(found) < 2:
        known = {name for hit in found for name in hit.types}
        found = _distinct([*found, *_further(masked, rest, known)])
    found = _with_services(masked, sentences, found)
    evidence = [_evidence(text, name, hit) for name, hit in _by_type(found)[:_MOST_TYPES]]
    return (*evidence, *_from_heading(text, context, {item.type for item in evidence}))


def _sentences(masked: str, start: int) -> Iterator[tuple[int, int]]:
    """Sentences from `start` on, as offsets."""
    position = start
    for match in _SENTENCE_END.finditer(masked, start):
        if masked[position : match.start()].strip():
            yield position, match.start()
        position = match.end()
    if masked[position:].strip():
        yield position, len(masked)


def _lead(
    masked: str, sentences: list[tuple[int, int]], actor_end: int | None
) -> tuple[list[_Hit], list[tuple[int, int]]]:
    """What the first telling sentence says, and the sentences after it."""
    for number, (start, end) in enumerate(sentences[:_FALLBACK_SENTENCES]):
        begin = actor_end if actor_end is not None and start < actor_end < end else start
        hits = list(_hits(masked, begin, end))
        if not hits and begin > start:
            hits = list(_hits(masked, start, begin))
        if any(hit.tier == 1 for hit in hits):
            return [hit for hit in hits if hit.tier == 1], sentences[number + 1 :]
        if hits:
            return [_surest(masked, hits)], sentences[number + 1 :]
    return [], []


def _surest(masked: str, hits: list[_Hit]) -> _Hit:
    """Of words that only count for want of others, the one that decides.

    The first that a verb carries to its clause's end (许可权限下放开展业务对接: 对接), else the
    first.
    """
    for hit in hits:
        closed = hit.end >= len(masked) or not masked[hit.end].isalnum()
        if closed and _EVENT.search(masked, max(hit.start - _CARRIED, 0), hit.start):
            return hit
    return hits[0]


def _further(masked: str, sentences: list[tuple[int, int]], known: set[str]) -> list[_Hit]:
    """A further act that a later sentence introduces as its own event."""
    for start, end in sentences:
        if not _NEW_ACT.match(masked, start, end) or _SPEECH.match(masked[start:end]):
            continue
        first_clause = next(_clauses(masked, start, end))
        second_end = min(end, first_clause[1] + 40)
        hits = [
            hit
            for hit in _hits(masked, start, second_end)
            if hit.tier == 1 and not known.issuperset(hit.types)
        ]
        hits = [hit for hit in hits if _EVENT.search(masked, max(start, hit.start - 30), hit.start)]
        if hits:
            return hits[:1]
    return []


def _clauses(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
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


def _hits(masked: str, start: int, end: int) -> Iterator[_Hit]:
    """Words that decide in a stretch, clause by clause."""
    for low, high in _clauses(masked, start, end):
        begin = _predicate_start(masked, low, high)
        if begin is not None:
            yield from _clause_hits(masked, low, begin, high)


def _predicate_start(masked: str, low: int, high: int) -> int | None:
    """Where a clause's predicate may begin; None where it tells no act."""
    clause = masked[low:high]
    bare = clause.lstrip(_CLAUSE_OPENERS)
    offset = low + len(clause) - len(bare)
    if _INTENTION.match(bare) or _RESULT.match(bare):
        return None
    for pattern in (_PURPOSE, _GROUND):
        match = pattern.match(bare)
        if match:
            # 根据…对项目组卷工作进行督导, 为提升能力组织培训: the act stands behind its ground.
            event = _EVENT.search(bare, match.end() + 2)
            return offset + event.start() if event else None
    return offset


def _clause_hits(masked: str, low: int, begin: int, high: int) -> Iterator[_Hit]:
    before: _Hit | None = None
    for position, evidence in activity_types().find(masked, begin, high):
        if not evidence.types:
            continue
        end = position + len(evidence.word)
        tier = _tier(masked, low, position, end, high, evidence, before)
        if tier is None:
            continue
        types = evidence.types
        if evidence.word in _PLAIN_MEETING and before is not None and position == before.end:
            continue  # 宣讲|会: the meeting is named by what it is for
        if evidence.word in _PATROL_WORDS and _PATROL.search(masked, low, high):
            types = ("巡查",)
        before = _Hit(types, position, end, tier)
        yield before


def _tier(
    masked: str, low: int, start: int, end: int, high: int, evidence: Evidence, before: _Hit | None
) -> _Tier | None:
    """How much a word counts where it stands; None where it is no predicate."""
    if _modifies(masked, low, start, end, high, evidence):
        return None
    if "strong" in evidence.strengths:
        return 1
    takes_place = bool(_TAKES_PLACE.match(masked, end, high))
    if evidence.types == ("会议",) and "head" in evidence.strengths:
        held = _MEETING_FRAME.search(masked, low, start) and _closed(masked, end, high)
        return 1 if held or takes_place else None
    if "head" in evidence.strengths and "verb" not in evidence.strengths:
        joined = before is not None and before.tier == 1 and start - before.end <= 1
        if joined or takes_place or _FRAME.search(masked, low, start):
            return 1
        return 2 if "weak" in evidence.strengths else None
    return 1 if "verb" in evidence.strengths else 2


def _modifies(masked: str, low: int, start: int, end: int, high: int, evidence: Evidence) -> bool:
    """Whether a word only modifies another (培训机构, 培训的通知) or is only wished (加强培训)."""
    acts = evidence.strengths & {"verb", "weak"}
    attributive = _VERB_ATTRIBUTIVE if acts else _ATTRIBUTIVE
    if attributive.match(masked, end, high) and not _event_noun(masked, end, high):
        return True
    if not _PRECEDED.search(masked, max(low, start - 4), start):
        return False
    framed = masked[start - 1] == "的" and _FRAME.search(masked, low, start)
    return not framed


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


def _distinct(hits: list[_Hit]) -> list[_Hit]:
    seen: set[str] = set()
    kept = []
    for hit in hits:
        types = tuple(name for name in hit.types if name not in seen)
        if types:
            seen.update(types)
            kept.append(_Hit(types, hit.start, hit.end, hit.tier))
    return kept


def _by_type(hits: list[_Hit]) -> list[tuple[str, _Hit]]:
    return [(name, hit) for hit in hits for name in hit.types]


def _with_services(masked: str, sentences: list[tuple[int, int]], found: list[_Hit]) -> list[_Hit]:
    """Service at an enterprise's door is guidance too (指导服务 takes in service on site)."""
    names = {name for hit in found for name in hit.types}
    if "上门服务" not in names or "指导服务" in names or not sentences:
        return found
    start, end = sentences[0]
    if not _ENTERPRISE.search(masked, start, end):
        return found
    return [
        _Hit((*hit.types, "指导服务"), hit.start, hit.end, hit.tier)
        if "上门服务" in hit.types
        else hit
        for hit in found
    ]


def _evidence(text: str, name: str, hit: _Hit) -> TypeEvidence:
    span = Span(page=0, box=None, start=hit.start, end=hit.end)
    return TypeEvidence(type=name, written=text[hit.start : hit.end], spans=(span,))


def _from_heading(text: str, context: Context, known: set[str]) -> tuple[TypeEvidence, ...]:
    """What the nearest heading adds: 进大厅 always, another type only where there is none."""
    heading = context.headings[-1] if context.headings else ""
    plain = heading.translate({ord(mark): None for mark in "（）()"})
    if _HALL_HEADING.search(plain) or "厅局长进大厅" in plain:
        if "进大厅" in known:
            return ()
        place = _ENTERS_HALL.search(text[:_READ_LIMIT])
        if place:
            span = Span(page=0, box=None, start=place.start(), end=place.end())
            return (TypeEvidence(type="进大厅", written=place[0], spans=(span,)),)
        return (TypeEvidence(type="进大厅", written=heading),)
    if known:
        return ()
    for _, evidence in activity_types().find(heading):
        if evidence.types:
            return (TypeEvidence(type=evidence.types[0], written=evidence.word),)
    return ()
