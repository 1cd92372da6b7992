"""A plain sentence as filters and words: 省林草局2022年8月办了哪些培训.

Department, date, type and place are taken out; question words and what only holds the sentence
together are dropped; the rest stays as words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import msgspec

from archive.records import Date
from indexer.engine import Engine
from indexer.entries import Issue
from indexer.fold import fold_query
from indexer.naming import BODY_ENDINGS, Department
from indexer.question_dates import take_date
from indexer.related import as_simplified
from indexer.vocabulary import QUESTION_WORDS, STOP_CHARACTERS

LONGEST_SENTENCE = 100
"""A longer text is no question but a passage to look for."""
LONGEST_DEPARTMENT = 24
SHORTEST_DEPARTMENT = 3
WINDOW = "窗口"
"""A department's desk in the hall: no part of its name."""
FILLERS = (
    *("开展了", "组织了", "举办了", "办理了", "进行了", "完成了", "召开了", "办了", "做了", "干了"),
    *("开展过", "组织过", "举办过", "召开过", "参加过", "参加了", "办过", "做过", "去过", "参加"),
    *("去了", "搞了", "讲了", "说了", "写了", "刊登了", "登了", "报道了", "发布了", "主要内容"),
    *("有关", "关于", "相关", "方面", "情况", "工作情况", "活动", "工作", "事情", "内容", "进展"),
    *("一共", "总共", "分别", "期间", "时候", "开展", "组织", "举办", "召开", "的", "了", "过"),
)
"""Words that only hold a question together."""
TOGETHER = ("联合", "共同", "会同", "一起", "一同")
"""Fillers where two departments are named."""
_JOINS = re.compile(r"(?:和|与|及|同|会同|联合|、|以及)")
"""Between two departments."""
_GATHERINGS = "会班课式"
"""What is left of 座谈会, 培训班 when the type is taken out."""
_LATEST = re.compile(r"(?:最近|最新)的?一期")

NAMED_AFTER = frozenset("站道路街桥")
"""A division's name before one of these is part of another name: 余杭站, 成都道."""

_NUMBER = r"(?:总第|第)(\d{1,5})期"
_BREAK = r"[\s，。？！、；,.?!;]+"


class PlainQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What a sentence asks for: any of department, dates, types and places, and words besides.

    `asks`: it has a question word; `others` are departments that acted with the first; `bulletin`
    is the id of the issue meant by 最近一期; `date_written` is without 以前 and the like; `rest` is
    the sentence with what was understood, and what only holds it together, as spaces.
    """

    asks: bool = False
    department: Department | None = None
    others: tuple[Department, ...] = ()
    bulletin: str | None = None
    number: int | None = None
    start: Date | None = None
    end: Date | None = None
    date_written: str = ""
    types: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rest: str = ""


def understand(
    text: str, engine: Engine, department_of: Callable[[str], Department], today: Date | None
) -> PlainQuestion | None:
    """What the sentence asks for, None where it is no question but words to look for.

    `department_of` tells what the index has under a department's name.
    """
    rest = fold_query(text)
    if len(rest) > LONGEST_SENTENCE:
        return None
    rest = as_simplified(rest) or rest
    asks = any(word in rest for word in QUESTION_WORDS)
    rest, number = _take_number(rest)
    rest, latest = _take_latest(rest, engine)
    rest, (start, end), date_written = take_date(rest, today)
    rest, found = _take_departments(rest, department_of)
    if not (asks or found or start or end or number or latest):
        return None
    rest, places = _take_places(rest)
    rest, types = _take_types(rest, engine)
    fillers = (*QUESTION_WORDS, *FILLERS, *(TOGETHER if len(found) > 1 else ()))
    bare = _without_fillers(rest, fillers, engine)
    words = tuple(filter(None, (word.strip(_TRIMMED) for word in re.split(_BREAK, bare))))
    named = len(found) > 1 or asks or start or end or number or latest
    if not (named or types or places or words):
        return None  # a department's name alone
    return PlainQuestion(
        asks=asks,
        department=found[0] if found else None,
        others=found[1:],
        bulletin=latest.id if latest else None,
        number=latest.number if latest else number,
        start=start,
        end=end,
        date_written=date_written,
        types=types,
        places=places,
        words=words,
        rest=bare,
    )


_TRIMMED = "".join(STOP_CHARACTERS)


def _take_number(text: str) -> tuple[str, int | None]:
    """The text without an issue's number (第26期, 总第401期), and that."""
    match = re.search(_NUMBER, text) if "期" in text else None
    if match is None:
        return text, None
    return _without(text, *match.span()), int(match[1])


def _take_latest(text: str, engine: Engine) -> tuple[str, Issue | None]:
    """The text without 最近一期, and the issue that was published last."""
    match = _LATEST.search(text)
    issues = engine.issues() if match else ()
    if match is None or not issues:
        return text, None
    latest = max(
        issues, key=lambda issue: (issue.published or issue.last_day or Date.min, issue.id)
    )
    return _without(text, *match.span()), latest


def _take_departments(
    text: str, department_of: Callable[[str], Department]
) -> tuple[str, tuple[Department, ...]]:
    """The text without a department and those joined to it (市场监管局和税务局), and these."""
    rest, first, end = _take_department(text, department_of)
    found = [first] if first else []
    while found and (joint := _JOINS.match(rest, end)):
        before = rest
        tail, other, place = _take_department(rest[joint.end() :], department_of)
        starts = len(tail) - len(tail.lstrip())
        if other is None or not place or starts < place:
            return before, tuple(found)
        rest = f"{rest[: joint.start()]}{' ' * len(joint[0])}{tail}"
        end = joint.end() + place
        found.append(other)
    return rest, tuple(found)


def _take_department(
    text: str, department_of: Callable[[str], Department]
) -> tuple[str, Department | None, int]:
    """The text without the first, longest name of a department of the index; that, and its end."""
    best: tuple[int, int, Department] | None = None
    for end in range(SHORTEST_DEPARTMENT, len(text) + 1):
        if best is not None and end > best[1] + 1:
            break
        if text[end - 1] in BODY_ENDINGS:
            best = _department_before(text, end, department_of) or best
    if best is None:
        return text, None, 0
    start, end, found = best
    end += len(WINDOW) if text.startswith(WINDOW, end) else 0
    return _without(text, start, end), found, end


def _department_before(
    text: str, end: int, department_of: Callable[[str], Department]
) -> tuple[int, int, Department] | None:
    """The longest name of a department that ends at `end`, with its place."""
    for start in range(max(0, end - LONGEST_DEPARTMENT), end - SHORTEST_DEPARTMENT + 1):
        name = text[start:end]
        if " " not in name:
            found = department_of(name)
            if found.names:
                return start, end, found
    return None


def _take_places(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the names of divisions, and those (joined ones as one)."""
    from corpus.lexicon.places import scan  # noqa: PLC0415  (20 ms)

    found: list[tuple[int, int]] = []
    for start, end, _ in scan(text):
        if text[end : end + 1] in NAMED_AFTER:
            continue
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    names = tuple(text[start:end] for start, end in found)
    for start, end in found:
        text = _without(text, start, end)
    return text, names


def _take_types(text: str, engine: Engine) -> tuple[str, tuple[str, ...]]:
    """The text without the types of activity that stand in it, longest first, and those."""
    found = []
    for word in sorted(engine.values("type"), key=lambda each: (-len(each), each)):
        at = text.find(word)
        if at >= 0:
            found.append(word)
        while at >= 0:
            end = at + len(word)
            gathers = text[end : end + 1] in _GATHERINGS and not _in_word(
                text, end, end + 1, engine
            )
            text = _without(text, at, end + gathers)
            at = text.find(word)
    return text, tuple(found)


def _without_fillers(text: str, fillers: Iterable[str], engine: Engine) -> str:
    """The text with the fillers as spaces, where they are no part of a word: 工作 in 工作日 is."""
    for word in sorted(fillers, key=lambda each: (-len(each), each)):
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            if not _in_word(text, at, end, engine):
                text = _without(text, at, end)
            at = text.find(word, end)
    return text


def _in_word(text: str, start: int, end: int, engine: Engine) -> bool:
    """Whether a longer word of the index, with one or two characters more, covers the stretch."""
    for first in range(max(0, start - 1), start + 1):
        for last in range(end, min(len(text), end + 2) + 1):
            longer = text[first:last]
            if last - first > end - start and longer.isalnum() and engine.frequency(longer):
                return True
    return False


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"
