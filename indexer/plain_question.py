"""A plain sentence as filters and words: 省林草局2022年8月办了哪些培训.

Department, date, type and place are taken out; question words and what only holds the sentence
together are dropped; the rest stays as words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import msgspec

from archive.records import Date
from indexer.dates import RELATIVE_WORDS, Range, parse_range
from indexer.engine import Engine
from indexer.fold import fold_query
from indexer.naming import BODY_ENDINGS, Department
from indexer.vocabulary import QUESTION_WORDS, STOP_CHARACTERS

LONGEST_SENTENCE = 100
"""A longer text is no question but a passage to look for."""
LONGEST_DEPARTMENT = 24
SHORTEST_DEPARTMENT = 3
WINDOW = "窗口"
"""A department's desk in the hall: no part of its name."""
FILLERS = (
    *("开展了", "组织了", "举办了", "办理了", "进行了", "完成了", "召开了", "办了", "做了", "干了"),
    *("去了", "搞了", "有关", "关于", "相关", "方面", "情况", "工作情况", "活动", "工作", "事情"),
    *("一共", "总共", "分别", "期间", "时候", "开展", "组织", "举办", "召开", "参加了", "的", "了"),
)
"""Words that only hold a question together."""

NAMED_AFTER = frozenset("站道路街桥")
"""A division's name before one of these is part of another name: 余杭站, 成都道."""

_YEAR = r"(?:[12]\d{3}年|今年|去年|前年)"
_WITHIN_YEAR = r"(?:第?[一二三四1-4]季度|[上下]半年|\d{1,2}月(?:份|\d{1,2}[日号])?)"
_UNTIL = r"(?:[至到—~-](?:[12]\d{3}年)?(?:\d{1,2}月(?:份|\d{1,2}[日号])?|\d{1,2}[日号]))"
_DATE = (
    rf"{_YEAR}{_WITHIN_YEAR}?{_UNTIL}?|[12]\d{{3}}[-/]\d{{1,2}}(?:[-/]\d{{1,2}})?|[12]\d{{3}}q[1-4]"
)
_DATE_SIGNS = frozenset("年0123456789")
_YEARS_AGO = {"今年": 0, "去年": 1, "前年": 2}
_NUMBER = r"(?:总第|第)(\d{1,5})期"
_BREAK = r"[\s，。？！、；,.?!;]+"


class PlainQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What a sentence asks for: any of department, dates, types and places, and words besides.

    `asks`: it has a question word; `rest` is the sentence with what was understood as spaces.
    """

    asks: bool = False
    department: Department | None = None
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
    asks = any(word in rest for word in QUESTION_WORDS)
    rest, number = _take_number(rest)
    before = rest
    rest, (start, end) = _take_dates(rest, today)
    date_written = "".join(map(_changed, before, rest))
    rest, found = _take_department(rest, department_of)
    if not (asks or found or start or end or number):
        return None
    rest, places = _take_places(rest)
    rest, types = _take_words(rest, engine.values("type"))
    bare, _ = _take_words(rest, (*QUESTION_WORDS, *FILLERS))
    words = tuple(filter(None, (word.strip(_TRIMMED) for word in re.split(_BREAK, bare))))
    if not (asks or start or end or number or types or places or words):
        return None  # a department's name alone
    return PlainQuestion(
        asks=asks,
        department=found,
        number=number,
        start=start,
        end=end,
        date_written=date_written,
        types=types,
        places=places,
        words=words,
        rest=rest,
    )


_TRIMMED = "".join(STOP_CHARACTERS)


def _take_number(text: str) -> tuple[str, int | None]:
    """The text without an issue's number (第26期, 总第401期), and that."""
    match = re.search(_NUMBER, text) if "期" in text else None
    if match is None:
        return text, None
    return _without(text, *match.span()), int(match[1])


def _take_dates(text: str, today: Date | None) -> tuple[str, Range]:
    """The text without its first date, and that date; words like 去年 only where today is known."""
    for match in re.finditer(_DATE, text) if _DATE_SIGNS.intersection(text) else ():
        try:
            return _without(text, *match.span()), _range(match[0], today)
        except ValueError:
            continue
    for word in sorted(RELATIVE_WORDS, key=len, reverse=True) if today else ():
        at = text.find(word)
        if at >= 0:
            return _without(text, at, at + len(word)), parse_range(word, today)
    return text, (None, None)


def _range(written: str, today: Date | None) -> Range:
    for word, years in _YEARS_AGO.items():
        if word in written:
            if today is None:
                raise ValueError(written)
            written = written.replace(word, f"{today.year - years}年")
    return parse_range(written)


def _take_department(
    text: str, department_of: Callable[[str], Department]
) -> tuple[str, Department | None]:
    """The text without the first, longest name of a department that the index has, and that."""
    best: tuple[int, int, Department] | None = None
    for end in range(SHORTEST_DEPARTMENT, len(text) + 1):
        if best is not None and end > best[1] + 1:
            break
        if text[end - 1] in BODY_ENDINGS:
            best = _department_before(text, end, department_of) or best
    if best is None:
        return text, None
    start, end, found = best
    window = len(WINDOW) if text.startswith(WINDOW, end) else 0
    return _without(text, start, end + window), found


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


def _take_words(text: str, words: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The text without those of the words that stand in it, longest first, and those."""
    found = []
    for word in sorted(words, key=lambda each: (-len(each), each)):
        if word in text:
            found.append(word)
            text = text.replace(word, " " * len(word))
    return text, tuple(found)


def _changed(before: str, after: str) -> str:
    return before if before != after else ""


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"
