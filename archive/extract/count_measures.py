"""What a number counts: verb and object before it in its clause, else the noun after it.

抽查卷宗18件 counts 抽查卷宗, 29家持证企业 counts 持证企业, 在5个工作日内完成了审核审批 counts
完成了审核审批. Verbs are told by `corpus.lexicon.units`; no segmenter is needed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

import msgspec

from archive.extract.context import Taken
from corpus.lexicon.units import UnitKind, units

_LOOK: Final = 40
"""Characters of a clause read on either side of a number."""

_SHORT: Final = 12
"""A rate's name is taken whole up to here: 直接办结率."""

_LONGEST: Final = 20
"""Longest measure without a known verb; beyond it only the clause's last words would be right."""

_CLAUSE: Final = re.compile(r"[，,。；;：:！？!?、\n（(）)…]")
_BREAK: Final = re.compile(r"[，,。；;：:！？!?\n（(）)…]")
# 21个市州的业务骨干 counts 市州; 5个影响群众办事的问题 counts 问题.
_OWNER: Final = re.compile(
    r"([^的]{0,8}?(?:县|区|市|州|省|镇|乡|街道|社区|村|部门|单位|企业|公司|窗口)□{0,10})的"
)
_QUOTED: Final = re.compile(r"[“\"][^“”\"\n]{1,20}[”\"]")
_BRACKETED: Final = re.compile(r"[（(][^（()）0-9]{1,8}[)）]")
_STOP: Final = re.compile(r"[，,。；;：:！？!?、\n（(）)…]|[0-9]")
_DIGITS_STOP: Final = re.compile(r"[0-9]")
_WITHIN: Final = re.compile(r"(?:之|以)?内|(?:的)?时间(?:内)?")
_CONNECT: Final = re.compile(r"^(?:就|即|便|可|全部|均|将|予以|的|已|全|能|得以)+")


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A count at `[start, end)` of the text with its unit and the unit's kind."""

    start: int
    end: int
    unit: str
    kind: UnitKind


class _Verb(msgspec.Struct, frozen=True):
    start: int
    end: int
    word: str


@cache
def _verb_pattern() -> re.Pattern[str]:
    verbs = units().verbs
    words = sorted({*verbs.act, *verbs.causing}, key=len, reverse=True)
    names = "|".join(verbs.in_names)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))})(?!{names})")


def _opaque(text: str) -> str:
    """The text with what stands in quotation marks hidden: “就近办” holds no verb; offsets stay."""
    return _QUOTED.sub(lambda match: "□" * len(match[0]), text)


@cache
def _end_pattern() -> re.Pattern[str]:
    verbs = units().verbs
    words = sorted(verbs.ends_noun, key=len, reverse=True)
    kept = sorted(verbs.not_ends, key=len, reverse=True)
    return re.compile(
        f"(?P<kept>{'|'.join(map(re.escape, kept))})|(?P<end>{'|'.join(map(re.escape, words))})"
    )


def _strip(text: str) -> str:
    """The clause without adverbs at its head and the number's words (共, 达, 为) at its tail."""
    words = units().words
    changed = True
    while changed and text:
        changed = False
        for word in sorted(words.lead, key=len, reverse=True):
            if text.startswith(word) and len(text) > len(word):
                text, changed = text[len(word) :], True
                break
            if text == word:
                return ""
    changed = True
    while changed and text:
        changed = False
        for word in sorted(words.trail, key=len, reverse=True):
            if text.endswith(word) and not _word_ends(text, word):
                text, changed = text[: -len(word)], True
                break
    return text


def _word_ends(text: str, word: str) -> bool:
    """True where the last character belongs to a word that counts (收到 is no 收 and 到)."""
    verbs = units().verbs.act
    return any(
        len(verb) > len(word) and verb.endswith(word) and text.endswith(verb) for verb in verbs
    )


def _governing(clause: str) -> str | None:
    """Verb and object at the end of the clause, None where no verb of the lexicon stands in it."""
    verbs = [
        _Verb(match.start(), match.end(), match[0])
        for match in _verb_pattern().finditer(_opaque(clause))
    ]
    if not verbs:
        return None
    words = units().verbs
    noun_like, causing = set(words.noun_like), set(words.causing)
    chosen = verbs[-1]
    for verb in reversed(verbs):
        has_object = verb.end < len(clause)
        if (
            verb.word not in noun_like
            and verb.word not in causing
            and (has_object or verb is verbs[-1])
        ):
            chosen = verb
            break
    else:
        plain = [verb for verb in verbs if verb.word not in causing]
        chosen = plain[0] if plain else verbs[0]
        led = [verb for verb in verbs if verb.word in causing and verb.end <= chosen.start]
        if led and chosen.end == len(clause):
            chosen = led[-1]
    first = chosen
    for verb in reversed(verbs):
        if verb.end == first.start and verb.word not in causing - {"组织"}:
            first = verb
    return clause[first.start :]


def _before(text: str, count: Counted, floor: int, actors: Sequence[tuple[int, int]]) -> str:
    """The clause before a count, from the last break, count or actor's name on."""
    low = max(floor, count.start - _LOOK)
    for match in _CLAUSE.finditer(text, low, count.start):
        low = match.end()
    for start, end in actors:
        if low <= start and end < count.start:
            rest = text[end : count.start]
            if _verb_pattern().search(rest) or not _verb_pattern().search(text[low:start]):
                low = end
    return text[_with_list(text, count, low, floor) : count.start]


def _with_list(text: str, count: Counted, low: int, floor: int) -> int:
    """Where the clause begins once a list before it is taken in: 发放海报、手册等资料2000份."""
    if text[low - 1 : low] != "、" or _acts(text[low : count.start]):
        return low
    start = max(floor, low - _LOOK)
    for match in _BREAK.finditer(text, start, low):
        start = match.end()
    listed = text[start:low]
    first = _acts(listed)
    if first is None or _DIGITS_STOP.search(listed):
        return low
    return start + first


def _acts(text: str) -> int | None:
    """Where the last act with an object of its own begins, None without one."""
    noun_like = set(units().verbs.noun_like)
    found = [
        match.start()
        for match in _verb_pattern().finditer(_opaque(text))
        if match[0] not in noun_like and match.end() < len(text)
    ]
    return found[-1] if found else None


def _noun_after(text: str, end: int, unit: str) -> str:
    """The noun phrase after a number, to the predicate; over 的 where a relative clause leads."""
    whole = text[end : end + _LOOK].removeprefix("的")
    tail = _opaque(whole)
    if not whole.startswith(("（", "(")):
        tail = _BRACKETED.sub(lambda match: "□" * len(match[0]), tail)
    stop = _STOP.search(tail)
    tail = tail[: stop.start()] if stop else tail
    owner = _OWNER.match(tail)
    if owner:
        return whole[: owner.end(1)]
    cut = len(tail)
    relative = tail.rfind("的")
    for match in _end_pattern().finditer(tail):
        if match["kept"]:
            continue
        if match.start() == 0:
            lifeless = unit in units().verbs.lifeless and match[0] in units().verbs.act
            if relative <= 0 and not lifeless:
                return ""
            continue
        if match.start() < relative and _clause_opens(tail, relative):
            continue
        cut = match.start()
        break
    return whole[:cut].strip().rstrip("的和与及了")


def _clause_opens(tail: str, relative: int) -> bool:
    """True where the words before 的 begin with a predicate: 影响群众办事的问题."""
    match = _verb_pattern().match(tail)
    if match is None or match[0] in units().verbs.noun_like:
        match = _end_pattern().match(tail)
    return match is not None and match.end() <= relative


def _after_within(text: str, end: int) -> str:
    """内完成了审核审批: what was done in the time."""
    match = _WITHIN.match(text, end)
    position = match.end() if match else end
    stop = _CLAUSE.search(text, position, position + _LOOK)
    rest = text[position : stop.start() if stop else position + _LOOK]
    rest = _CONNECT.sub("", rest)
    return "" if _DIGITS_STOP.search(rest) else rest


def _only_change(clause: str) -> str:
    """The verb of a clause that tells a change alone (压缩至, 下降), else nothing."""
    rest = clause
    for word in (*units().words.trail, "一"):
        rest = rest.removesuffix(word)
    return rest if rest in units().verbs.change else ""


def _unchanged(before: str, clause: str) -> str:
    """网办率提升至, 时限压缩到: the figure is of what was changed, not of the change."""
    if not clause.endswith(("至", "到", "为")):
        return before
    for word in sorted(units().verbs.change, key=len, reverse=True):
        if before.endswith(word) and len(before) > len(word):
            return before.removesuffix(word)
    return before


def _of_duration(text: str, count: Counted, before: str) -> str | None:
    """What took the time: done within it (内…), else what stands before it (审批时限)."""
    rest = _after_within(text, count.end)
    if rest and (not before or _WITHIN.match(text, count.end)):
        return rest
    return before[-_LONGEST:] or None


def _measure(text: str, count: Counted, clause: str) -> str | None:
    """What a count counts, from its clause and what follows it."""
    before = _unchanged(_strip(clause), clause)
    if before.endswith("一行"):
        return "一行"
    if count.kind == "duration":
        return _of_duration(text, count, before)
    noun = _noun_after(text, count.end, count.unit)
    if count.kind == "rate" and 0 < len(before) <= _SHORT:
        return before
    governed = _governing(before)
    direct = governed is not None and _has_object(governed)
    if noun and (count.kind == "things" or (count.kind == "size" and not direct)):
        return noun
    if governed and (direct or len(before) > _LONGEST):
        return governed
    return before[-_LONGEST:] or noun or None


def _has_object(governed: str) -> bool:
    match = _verb_pattern().match(governed)
    return match is not None and match.end() < len(governed)


def measures(text: str, counted: Sequence[Counted], taken: Taken) -> tuple[str | None, ...]:
    """What each count of a text counts, in order; None where the text does not say.

    `taken` are other mentions' stretches: an actor's name before the verb is not what is counted.
    """
    actors = sorted(taken)
    results: list[str | None] = []
    floor = 0
    first = 0
    for count in counted:
        while first < len(actors) and actors[first][1] <= count.start - _LOOK:
            first += 1
        near = []
        for span in actors[first:]:
            if span[0] >= count.start:
                break
            near.append(span)
        clause = _before(text, count, floor, near)
        change = _only_change(clause.strip())
        if change and results and count.kind != "rate":
            results.append(results[-1])
        else:
            results.append(_measure(text, count, clause.strip()))
        floor = count.end
    return tuple(results)
