"""Companies, associations and institutions in a text: whole names with exact left borders.

A name is read from its end (有限公司, 协会, 医院 …) back to where no name can go on: punctuation,
a preposition, a verb. A place stands first in most names, so the leftmost place behind the last
verb is the border where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archive.extract.context import Context, Taken
from archive.extract.department_borders import mask
from archive.extract.department_spans import find_spans
from archive.records import OrganisationMention, Span
from corpus.lexicon import places
from corpus.lexicon.organisations import borders, words

_LONGEST = 40
_SHORTEST_CORE = 2
_LONGEST_BRANCH = 12

_BRANCH = ("公司", "行", "部", "院", "校", "会", "厂", "站", "所", "社", "集团", "中心", "园")
"""Endings that may follow a whole name to name a part of it (股份有限公司绵阳分公司)."""

_GOES_ON = {
    "银行": "卡账存贷流开按业系网柜员间支承本转",
    "公司": "法章制登名设化债类注型治股年员内减业变解",
    "集团": "化军客作式",
    "协会": "员议",
    "商会": "员议",
    "学会": "了员议使用",
    "联合会": "议商审诊办同签",
    "促进会": "议",
    "研究会": "议",
    "医院": "长区",
    "学院": "长",
    "大学": "生习",
    "中学": "生习",
    "小学": "生习校",
    "高中": "生考低级端等央心",
    "学校": "长",
    "超市": "场化",
    "酒店": "业",
    "厂": "房家区长商址矿",
    "图书馆": "员藏",
    "工作室": "内",
}
"""Characters that, after an ending, show it is part of another word (公司法, 联合会议)."""

_STOP = frozenset("的对由在到赴从给被把将让请是等该我其这那据了后")
_NAME_CHARACTER = re.compile(r"[\u3400-\u9fffA-Za-z0-9＆&（）()]")
_WEAK = frozenset("与和向为及以按同跟获并或至往于经受")
"""Prepositions that names hold too (华为, 和邦): borders unless inside a `proper` word."""

_MANY = re.compile(
    r"(?:各|各类|各大|相关|有关|部分|多家|众多|所有|全部|其他|其它|一些|不少|等|"
    r"[0-9０-９一二三四五六七八九十百千两数多几]余?[家个所户名位]|余[家个所户名位])$"
)
_LOOSE = re.compile("各|相关|有关|部分|多家|众多|所有|全部|其他|其它|一些|不少|拟新?成立|新成立")
_NUMBER = re.compile(r"(?:[0-9]{1,6}|[一二三四五六七八九十百千两数多几]{1,4})余?[家个所户名位]")


@cache
def _ending() -> re.Pattern[str]:
    return re.compile("|".join(sorted(words("ending"), key=len, reverse=True)))


class _Edges:
    """Offsets over which no name reaches to the left, found once for a text."""

    def __init__(self, text: str, marks: bytearray) -> None:
        self.begins = bytearray(len(text) + 1)
        for start, _, _ in places.scan(text):
            self.begins[start] = 1
        self._last = [0] * (len(text) + 1)
        self._soft = bytearray(len(text) + 1)
        last = 0
        for at in range(1, len(text) + 1):
            if marks[at - 1] or _stops(text, at):
                last = at
            elif _verb_before(text, at):
                inside = text[max(0, at - 2) : at] in words("inside")
                self._soft[at] = inside
                last = last if inside else at
            self._last[at] = last

    def before(self, text: str, end: int) -> int:
        """The nearest edge to the left of a name's ending that begins at `end`."""
        lowest = max(self._last[end], end - _LONGEST)
        at = self._soft.rfind(1, lowest, end + 1)
        while at > lowest:
            if end - at > len("有限") and text[at:end] not in words("common"):
                return at
            at = self._soft.rfind(1, lowest, at)
        return lowest


def _stops(text: str, at: int) -> bool:
    """Whether the character before `at` is none of a name's."""
    character = text[at - 1]
    if character in _WEAK:
        return not _is_proper(text, at - 1)
    return character in _STOP or not _NAME_CHARACTER.match(character)


def _verb_before(text: str, at: int) -> bool:
    if text[at - 1] not in _last_of_verbs():
        return False
    return any(text[max(0, at - length) : at] in borders() for length in (4, 3, 2))


@cache
def _last_of_verbs() -> frozenset[str]:
    return frozenset(verb[-1] for verb in borders())


def _is_proper(text: str, at: int) -> bool:
    """Whether the character at `at` is inside a word such as 华为 or 和邦."""
    return any(
        text.startswith(word, at - offset)
        for word, offset in _proper_by_character().get(text[at], ())
        if at >= offset
    )


@cache
def _proper_by_character() -> dict[str, tuple[tuple[str, int], ...]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for word in sorted(words("proper")):
        for offset, character in enumerate(word):
            found.setdefault(character, []).append((word, offset))
    return {character: tuple(rows) for character, rows in found.items()}


def find_organisations(
    text: str, context: Context, taken: Taken
) -> tuple[OrganisationMention, ...]:
    """Organisations named in the text that are no departments, each once, in order.

    Spans are offsets only (page 0, no box). `taken` stretches are not read. Kinds without a name of
    their own (相关企业, 物业公司, 3家银行) are left out.
    """
    if _ending().search(text) is None:
        return ()
    departments = ((span.start, span.end) for span in find_spans(text, taken, context.home))
    marks = mask(text, (*taken, *departments))
    found: dict[str, OrganisationMention] = {}
    for start, end in _names(text, marks):
        written = text[start:end]
        if written not in found and written + "员会" not in found:
            span = Span(page=0, box=None, start=start, end=end)
            found[written] = OrganisationMention(written=written, spans=(span,))
    return tuple(found.values())


def _names(text: str, marks: bytearray) -> Iterator[tuple[int, int]]:
    """Whole names from left to right, none overlapping; branches belong to their name."""
    edges = _Edges(text, marks)
    held: tuple[int, int] | None = None
    for match in _ending().finditer(text):
        if any(marks[match.start() : match.end()]) or _goes_on(text, match):
            continue
        left = _opened(text, edges.before(text, match.start()), match.start())
        if held is not None and _joins(text, held[1], left, match, edges):
            left = held[1]
        if held is not None and left <= held[1] and _is_branch(text, held[1], match, edges):
            held = (held[0], match.end())
            continue
        left = _linked(text, left, match, edges)
        start = _first(text, max(left, held[1] if held else 0), match.start(), edges)
        if _is_kind(text, start, match.start(), match[0]):
            continue
        if held is not None:
            yield held
        held = (start, match.end())
    if held is not None:
        yield held


def _opened(text: str, left: int, end: int) -> int:
    """The border moved behind a bracket that is not part of the name: （以下简称|长虹公司."""
    depth = 0
    for at in range(end - 1, left - 1, -1):
        if text[at] in ")）":
            depth += 1
        elif text[at] in "(（":
            depth -= 1
            if depth < 0:
                return at + 1
    if text[left] in "(（":
        return 1 + min(at for at in range(left, end) if text[at] in ")）")
    return left


def _linked(text: str, left: int, match: re.Match[str], edges: _Edges) -> int:
    """The border moved over a 与 or 和 inside an association's name: 四川省物流与供应链学会."""
    if not match[0].endswith(("会", "院", "所")) or text[left - 1 : left] not in ("与", "和"):
        return left
    if left == match.start() or any(edges.begins[left : match.start()]):
        return left
    further = edges.before(text, left - 1)
    named = edges.begins.find(1, further, left - len("某与"))
    whole = named >= 0 and not _ending().search(text, named, left - 1)
    return named if whole and left - named <= _LONGEST_BRANCH else left


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether the next character makes the ending part of another word."""
    following = text[match.end() : match.end() + 1]
    return bool(following) and any(
        match[0].endswith(ending) and following in others for ending, others in _GOES_ON.items()
    )


def _is_branch(text: str, end: int, match: re.Match[str], edges: _Edges) -> bool:
    """Whether the ending closes a part of the name that ends at `end` (…银行绵阳分行)."""
    between = text[end : match.start()]
    if len(between) > _LONGEST_BRANCH or not match[0].endswith(_BRANCH):
        return False
    if match[0] in ("分公司", "支行", "分行", "营业部", "子公司") or not between:
        return True
    if text[max(0, end - 2) : end] in ("公司", "集团"):
        return bool(edges.begins[end]) or (match[0] == "公司" and between.endswith("分"))
    return "附属" in between or (
        text[end - 1] in "院学校" and not any(edges.begins[end : match.start()])
    )


def _joins(text: str, end: int, left: int, match: re.Match[str], edges: _Edges) -> bool:
    """Whether a 与 or 和 stands inside a university's school: 山东大学|政治学与公共管理学院."""
    return (
        match[0].endswith("学院")
        and text[end - 1] in "学院"
        and end + 1 < left < match.start()
        and text[left - 1] in "与和"
        and edges.before(text, left - 1) <= end
    )


def _first(text: str, left: int, end: int, edges: _Edges) -> int:
    """Where the name begins between its border and its ending: at its first place, if any."""
    number = _NUMBER.match(text, left, end)
    if number is not None and number.end() < end:
        left = number.end()
    at = edges.begins.find(1, left, end)
    before = text[left:at] if at > left else ""
    if not before or "（" in before or "(" in before or end - at <= _SHORTEST_CORE:
        return left
    if len(before) == len("中车") and before.startswith("中"):
        return left
    prefix = max((word for word in words("prefix") if before.endswith(word)), key=len, default="")
    return at - len(prefix)


def _is_kind(text: str, start: int, end: int, ending: str) -> bool:
    """Whether no name of its own stands before the ending: 相关企业, 物业公司, 3家银行."""
    core = text[start:end]
    if _LOOSE.match(core) or _MANY.search(text[max(0, start - 8) : start]) or _MANY.search(core):
        return True
    if len(core) < _SHORTEST_CORE and not (
        core and len(ending) > len("公司") and core not in "某本"
    ):
        return True
    return _is_common(core)


def _is_common(core: str) -> bool:
    """Whether the words are all common ones."""
    at = 0
    while at < len(core):
        step = next(
            (length for length in range(6, 0, -1) if core[at : at + length] in words("common")), 0
        )
        if not step:
            return False
        at += step
    return True
