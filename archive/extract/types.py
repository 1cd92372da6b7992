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
from typing import Final

from archive.extract.context import Context
from archive.extract.type_constructions import (
    constructions,
    explains,
    finishes,
    goes_with_service,
    helps,
    mask,
    reports_figures,
)
from archive.extract.type_hits import EVENT, Hit, clauses, hits_in, predicate_start
from archive.records import Span, TypeEvidence
from corpus.lexicon.activity_types import activity_types

_READ_LIMIT: Final = 1500
"""Characters read of one item: the predicate of an item stands in its first sentences."""
_MOST_TYPES: Final = 3
_CARRIED: Final = 12
"""Characters between a carrying verb and its noun where nothing surer is said."""
_FALLBACK_SENTENCES: Final = 4
"""Sentences asked in turn where the first has no predicate that we know."""

_SENTENCE_END: Final = re.compile(r"[。！!？?\n]")
_SPEECH: Final = re.compile(r"^.{0,16}(?:强调|指出|要求|表示|认为|提出|希望|介绍)")
# 7月5日，…: a sentence that begins with a day tells an event of its own.
_DATED: Final = re.compile(
    r"(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日|次日|同日|[\u4e00-\u9fff]{0,4}当[日天]|随后|[本上]周[一二三四五六日]|近日|日前"
)
_GUESSES: Final = frozenset({"审批办理", "揭牌启动", "接待咨询", "统计通报"})
"""Types that words of low weight give and a construction corrects."""
_OPENINGS: Final = frozenset(
    {"设立", "启用", "开通", "签订", "签署", "进驻", "入驻", "上线", "启动"}
)
_ACTS_OF_WINDOWS: Final = frozenset({"审批办理", "揭牌启动", "荣誉表彰"})
_NEW_ACT: Final = re.compile(
    r"(?:随后|会后|期间|当天|当日|同日|同时|之后|活动中|此外|另外|此前|调研结束后|参观结束后|会前|并|双方|其后|培训后|观摩结束后|结束后)?[，,]?"
    r".{0,16}(?:召开|举行|开展|举办|进行|组织)"
    r"|(?:随后|会后|会上|会议|活动中|期间|培训后|座谈后|同时|其间)[，,]?.{0,40}"
    r"(?:指导|表彰|颁奖|授牌|宣讲|走访|慰问|座谈|参观|检查|讲解|演示|签约)"
)

_TOGETHER: Final = frozenset({"会商", "联审", "会审", "现场办公"})
"""How something was done rather than a meeting, where something else is told."""
_LED_ON: Final = re.compile(r"随后|会后|会上|活动中|培训后|座谈后|其间")
_ENTERPRISE: Final = re.compile(r"企业|公司|项目|园区|业主|厂区|商户|市场主体")
_ENTERS_HALL: Final = re.compile(
    r"(?:到|来到|走进|深入|赴|进驻|进)[^，。；]{0,14}?(?:大厅|窗口|政务(?:服务)?中心|行政服务中心)"
)
_HALL_HEADING: Final = re.compile(r"进大厅|坐窗口|走流程|进窗口|驻窗口|值班")


def find_types(
    text: str, context: Context, title: str | None = None, actor_end: int | None = None
) -> tuple[TypeEvidence, ...]:
    """Types of an activity, the main one first, each with the words that decided.

    `text` is the record's text, its headline `title` (where there is one) first; `actor_end` is
    the offset just past the acting department's name, whose words are then not asked. Spans are
    offsets into `text`; a type that only a section heading gives has the heading's words and no
    spans. A text that tells of no known act has no type.
    """
    masked = mask(text[:_READ_LIMIT])
    body = len(title) if title and text.startswith(title) else 0
    hits = list(hits_in(masked, 0, body)) if body else []
    sentences = list(_sentences(masked, body))
    lead_hits, rest = _lead(masked, sentences, actor_end)
    hits = _weighed(masked, hits + lead_hits)
    if sentences:
        hits = _constructed(masked, sentences, hits)
    found = _finished(masked, sentences, _distinct(hits))
    known = {name for hit in found for name in hit.types}
    if found:
        found = _distinct([*found, *_dated(masked, rest, known)])
    if len(found) == 1:
        known = {name for hit in found for name in hit.types}
        found = _distinct([*found, *_further(masked, rest, known)])
    found = _with_services(masked, sentences, found)
    evidence = [_evidence(text, name, hit) for name, hit in _by_type(found)[:_MOST_TYPES]]
    return (*evidence, *_from_heading(text, context, {item.type for item in evidence}))


def _weighed(masked: str, hits: list[Hit]) -> list[Hit]:
    """The hits without those that only say how.

    So 实地查看 in an inspection, and figures told at a meeting.
    """
    sure = {name for hit in hits if hit.tier == 1 and not _looks(masked, hit) for name in hit.types}
    if sure:
        hits = [hit for hit in hits if not _looks(masked, hit)]
    if "会议" in sure:
        hits = [hit for hit in hits if hit.types != ("统计通报",)]
    if sure - {"会议"}:
        hits = [hit for hit in hits if masked[hit.start : hit.end] not in _TOGETHER]
    if "进大厅" in sure:
        hits = [hit for hit in hits if masked[hit.start : hit.end] != "体验"]
    return hits


def _looks(masked: str, hit: Hit) -> bool:
    return masked[hit.start : hit.end] in {"实地查看", "实地察看", "察看"}


def _constructed(masked: str, sentences: list[tuple[int, int]], hits: list[Hit]) -> list[Hit]:
    """The hits with what the first sentence's constructions tell; sure ones displace guesses."""
    start, end = sentences[0]
    built = list(constructions(masked, start, end))
    if not built:
        return hits
    displaced = {name for one in built for name in one.displaces}
    kept = [
        hit
        for hit in hits
        if hit.tier == 1 and not (set(hit.types) <= displaced and _vague(masked, hit))
    ]
    return sorted(
        [*kept, *(Hit((one.type,), one.start, one.end, 1) for one in built)],
        key=lambda hit: hit.start,
    )


def _vague(masked: str, hit: Hit) -> bool:
    """考察 and 参观 say either that one learns or that one inspects."""
    return masked[hit.start : hit.end] in {"考察", "参观", "实地考察", "实地查看", "实地察看"}


def _dated(masked: str, sentences: list[tuple[int, int]], known: set[str]) -> list[Hit]:
    """What later sentences tell that open with a day of their own: 7月5日，…开设周末办税点."""
    found: list[Hit] = []
    for start, end in sentences:
        if not _DATED.match(masked, start, end):
            continue
        built = [
            Hit((one.type,), one.start, one.end, 1) for one in constructions(masked, start, end)
        ]
        hits = [hit for hit in hits_in(masked, start, end) if hit.tier == 1]
        if not hits and not built:
            day = masked[start].isdigit()
            weak = [hit for hit in hits_in(masked, start, end) if set(hit.types) & _ACTS_OF_WINDOWS]
            hits = weak[:1] if day else []
        new = [hit for hit in (*built, *hits) if not known.issuperset(hit.types)]
        found += new[:1]
    return found


def _finished(masked: str, sentences: list[tuple[int, int]], found: list[Hit]) -> list[Hit]:
    """Help and approval that the first sentences tell beside service, or where nothing else is."""
    guessed = [
        hit
        for hit in found
        if hit.tier == 2 and set(hit.types) <= _GUESSES and not _sure_opening(masked, hit)
    ]
    names = {name for hit in found if hit not in guessed for name in hit.types}
    if not goes_with_service(names - {"审批办理"}):
        return found
    kept = found
    if guessed:
        kept = [hit for hit in found if hit not in guessed]
    added: list[Hit] = []
    for start, end in sentences[:_FALLBACK_SENTENCES]:
        for low, high in clauses(masked, start, end):
            told = (
                helps(masked, low, high) if names <= {"审批办理"} else None,
                None if "上门服务" in names else finishes(masked, low, high),
                explains(masked, low, high) if start == sentences[0][0] else None,
            )
            new = [one for one in told if one is not None and one.type not in names]
            if not new or predicate_start(masked, low, high) is None:
                continue
            names.update(one.type for one in new)
            added += [Hit((one.type,), one.start, one.end, 1) for one in new]
    return [*kept, *added] if added else found


def _sure_opening(masked: str, hit: Hit) -> bool:
    """设立, 启用, 签订 …: an opening for all that follows."""
    return masked[hit.start : hit.end] in _OPENINGS


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
) -> tuple[list[Hit], list[tuple[int, int]]]:
    """What the first telling sentence says, and the sentences after it."""
    for number, (start, end) in enumerate(sentences[:_FALLBACK_SENTENCES]):
        begin = actor_end if actor_end is not None and start < actor_end < end else start
        hits = list(hits_in(masked, begin, end))
        if not hits and begin > start:
            hits = list(hits_in(masked, start, begin))
        figures = reports_figures(masked, start, end)
        if figures is not None and all(hit.tier == 2 for hit in hits):
            hits = [Hit((figures.type,), figures.start, figures.end, 1)]
        if any(hit.tier == 1 for hit in hits):
            return [hit for hit in hits if hit.tier == 1], sentences[number + 1 :]
        if hits:
            return [_surest(masked, hits)], sentences[number + 1 :]
    return [], []


def _surest(masked: str, hits: list[Hit]) -> Hit:
    """Of words that only count for want of others, the one that decides.

    The first that a verb carries to its clause's end (许可权限下放开展业务对接: 对接), else the
    first.
    """
    for hit in hits:
        closed = hit.end >= len(masked) or not masked[hit.end].isalnum()
        if closed and EVENT.search(masked, max(hit.start - _CARRIED, 0), hit.start):
            return hit
    return hits[0]


def _further(masked: str, sentences: list[tuple[int, int]], known: set[str]) -> list[Hit]:
    """A further act that a later sentence introduces as its own event."""
    for start, end in sentences:
        if not _NEW_ACT.match(masked, start, end) or _SPEECH.match(masked[start:end]):
            continue
        first_clause = next(clauses(masked, start, end))
        second_end = min(end, first_clause[1] + 40)
        hits = [
            hit
            for hit in hits_in(masked, start, second_end)
            if hit.tier == 1 and not known.issuperset(hit.types)
        ]
        led = _LED_ON.match(masked, start, end)
        hits = [
            hit
            for hit in hits
            if led or EVENT.search(masked, max(start, hit.start - 30), hit.start)
        ]
        if hits:
            return hits[:1]
    return []


def _distinct(hits: list[Hit]) -> list[Hit]:
    seen: set[str] = set()
    kept = []
    for hit in hits:
        types = tuple(name for name in hit.types if name not in seen)
        if types:
            seen.update(types)
            kept.append(Hit(types, hit.start, hit.end, hit.tier))
    return kept


def _by_type(hits: list[Hit]) -> list[tuple[str, Hit]]:
    return [(name, hit) for hit in hits for name in hit.types]


def _with_services(masked: str, sentences: list[tuple[int, int]], found: list[Hit]) -> list[Hit]:
    """Service at an enterprise's door is guidance too (指导服务 takes in service on site)."""
    names = {name for hit in found for name in hit.types}
    if "上门服务" not in names or "指导服务" in names or not sentences:
        return found
    start, end = sentences[0]
    if not _ENTERPRISE.search(masked, start, end):
        return found
    return [
        Hit((*hit.types, "指导服务"), hit.start, hit.end, hit.tier)
        if "上门服务" in hit.types
        else hit
        for hit in found
    ]


def _evidence(text: str, name: str, hit: Hit) -> TypeEvidence:
    span = Span(page=0, box=None, start=hit.start, end=hit.end)
    return TypeEvidence(type=name, written=text[hit.start : hit.end], spans=(span,))


def _from_heading(text: str, context: Context, known: set[str]) -> tuple[TypeEvidence, ...]:
    """What the nearest heading adds: 进大厅 always, another type only where there is none."""
    heading = context.headings[-1] if context.headings else ""
    plain = heading.translate({ord(mark): None for mark in "（）()"})
    if _HALL_HEADING.search(plain) or "厅局长进大厅" in plain:
        if "进大厅" in known or known == {"慰问"}:
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
