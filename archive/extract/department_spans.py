"""Where departments stand in a text: exact borders, by lexicon and by form.

Departments' names are read from their end: 局, 厅, 委, 中心 close a name, the matter stands before
the body and the place before the matter. So the right border is sure, and the left one is where
no further word of a name fits: verbs and prepositions before a name never get into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from archive.extract.context import Taken
from archive.extract.department_borders import (
    GENERIC,
    MarkedText,
    breaks,
    joined_places,
    mask,
    matter_start,
)
from archive.extract.department_endings import endings
from archive.extract.department_forms import (
    agencies,
    company_windows,
    halls,
    headquarters,
    local_bureaus,
    matter_windows,
    stations,
)
from archive.extract.department_starts import SHORT_REACH, known_start, start_by_form
from corpus.lexicon import places
from corpus.lexicon.department_rows import words
from corpus.lexicon.places import Place

_SUB_UNIT = re.compile(
    r"([\u4e00-\u9fff]{1,10}?)(?:分局|分中心(?!窗口)|管理部|办事处|总队|支队|大队|管理局|派出所)"
)
_COLLECTIVE = re.compile(
    r"(?:各|各级|各地|全|有关|相关|所有|其他|其它|多个|部分|两级|三级|多级|级|所属|下属|基层|地方|属地|当地|兄弟|上级|下级|多家|\d家|个)$"
)
_LEVELS_TOGETHER = re.compile(r"[省市县区州][(（]?[、/]?[市县区州旗](?:[、/]?[市县区州])?[)）]?$")
_UNIVERSAL = re.compile(r"各[\u4e00-\u9fff、（）()]{0,8}$")


class Found(msgspec.Struct, frozen=True):
    """A stretch of the text that names a department; `bare` names have no place of their own.

    `form` is what a matter stands for that is written without its body (医保窗口: 医保局).
    """

    start: int
    end: int
    bare: bool
    form: str = ""


def find_spans(text: str, taken: Taken, home: Place | None = None) -> tuple[Found, ...]:
    """All stretches of the text that name one department each, in order, none overlapping.

    `home` is the place of the bulletin; it decides whether 会同县 is a county or a verb.
    """
    marked = MarkedText(text, joined_places(text, home), mask(text, taken))
    found: list[Found] = []
    for end, start, certain in endings(marked.text, marked.taken):
        before = found[-1] if found else None
        if before is not None and text[before.end : end] in _COMMITTEES:
            found[-1] = Found(before.start, end, before.bare)
            continue
        span = _span(marked, start, end, before, certain=certain)
        if span is None:
            continue
        while found and found[-1].start >= span.start:
            found.pop()
        if not found or found[-1].end <= span.start:
            found.append(span)
    return tuple(_with_forms(marked, tuple(_whole(marked, found))))


def _with_forms(marked: MarkedText, found: tuple[Found, ...]) -> Iterator[Found]:
    """The names in order, together with those that form alone gives away, where nothing stands."""
    windows = (Found(start, end, True, form) for start, end, form in matter_windows(marked))
    names = (Found(start, end, False) for start, end in _by_form(marked))
    further = [
        name
        for name in (*names, *windows)
        if not any(marked.taken[name.start : name.end])
        and not _is_collective(marked.text, name.start, name.end)
    ]
    if not further:
        yield from found
        return
    reached = 0
    for name in sorted((*found, *further), key=lambda name: (name.start, -name.end)):
        if name.start >= reached:
            reached = name.end
            yield name


def _by_form(marked: MarkedText) -> Iterator[tuple[int, int]]:
    yield from stations(marked)
    yield from company_windows(marked)
    yield from halls(marked)
    yield from agencies(marked)
    if "办公室" in marked.text:
        yield from headquarters(marked)
    yield from local_bureaus(marked)


def _span(
    marked: MarkedText, start: int, end: int, before: Found | None, *, certain: bool
) -> Found | None:
    """The whole name around the form `[start, end)`; None where it is no single department."""
    text = marked.text
    floor = before.end if before and before.end <= start else 0
    left = (
        known_start(marked, start, floor) if certain else start_by_form(marked, start, end, floor)
    )
    if left is None or any(marked.taken[left:end]):
        return None
    bare = left == (start if certain else matter_start(text, start, floor)[0])
    if before is not None and left == before.end and (bare or _is_branch(text, before, end)):
        return _under(text, before, left, end)
    if before is not None and _is_inner(text, before, left, bare=bare):
        return None
    if _is_collective(text, left, end) or (bare and not _stands_alone(text, left, end)):
        return None
    return Found(left, end, bare)


_COMMITTEES = ("管委会", "管理委员会", "管理办公室", "管理办")
"""What runs a hall or a zone and is named right behind it: 行政服务中心|管委会."""


def _is_collective(text: str, left: int, end: int) -> bool:
    """各市州林草局, 全市公安局, 市县两级法院 are many, not one."""
    before = text[max(0, left - 12) : left]
    if _COLLECTIVE.search(before):
        return True
    if _UNIVERSAL.search(before) and not (before.endswith(_LISTED) and _has_place(text, left)):
        return True
    first = text[left : left + 1]
    if first in GENERIC and before[-1:] in _SEVERAL:
        return True
    if first in GENERIC and left + 1 < end:
        return bool(_LEVELS_TOGETHER.search(text[max(0, left - 7) : left + 1])) and (
            bool(before) and before[-1:] in "省市县区州（(、/"
        )
    return before.endswith((")", "）")) and bool(_LEVELS_TOGETHER.search(before))


def _has_place(text: str, left: int) -> bool:
    """Whether a name begins with a place of its own: 各县（市、区）、|盐城经开区行政审批局."""
    return any(places.named(text[left : left + length]) for length in (2, 3, 4, 5))


_SEVERAL = frozenset("两二三四五六七八九十几多")
"""Numbers that make many of a level: 两区行政审批局."""

_LISTED = ("、", "，", "和", "及")
_QUOTED = ("“", "+", "＋")
_PLUS = ("+", "＋")
"""Marks of slogans (“公安局+政务中心”模式), which name kinds."""

_NEED_PLACE = (
    "海关",
    "执法大队",
    "执法支队",
    "执法总队",
    "监察大队",
    "监察支队",
    "法院",
    "检察院",
    "高院",
    "中院",
    "高法",
    "中法",
    "团委",
    "妇联",
    "残联",
    "科协",
    "文联",
    "侨联",
    "社科联",
    "工会",
    "商会",
    "红十字会",
    "共青团",
    "档案馆",
    "调查队",
    "调查总队",
    "政府办",
    "府办",
    "政府办公室",
    "政府办公厅",
    "府办公室",
    "供销社",
    "合作社",
    "联合会",
    "联合社",
)
"""Endings that, without a place, name the kind and not one body."""


_PART_OF_OTHER = re.compile(
    "高速|铁路|兵团|水上|森林|武警|机场|轨道|地铁|监狱|大学|学院|集团|公司|医院"
)
"""What before a name without a place makes it a body of somebody else: 高速|交警支队."""


def _is_inner(text: str, above: Found, left: int, *, bare: bool) -> bool:
    """An office inside the department before it: 省政府办公厅|电子|政务办公室."""
    between = range(above.end, left + 1)
    return (
        bare and 0 < left - above.end <= SHORT_REACH and not any(breaks(text, at) for at in between)
    )


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name without a place is one department's (司法厅), not part of another word."""
    form = text[start:end]
    if text[start - 1 : start] in _QUOTED or text[end : end + 1] in _PLUS:
        return False
    if _PART_OF_OTHER.search(text, max(0, start - 2), start):
        return False
    if form.startswith("委") or form.endswith(_NEED_PLACE) or form in words("hall"):
        return form in words("hall") and breaks(text, start)
    return len(form) > len("农委") or breaks(text, start)


def _is_branch(text: str, above: Found, end: int) -> bool:
    """A branch named behind its bureau: 市公安局|涪城区分局, 市生态环境局|安州生态环境局."""
    matter = text[max(above.start, above.end - len("某某某局")) : above.end]
    return text.endswith(("分局", matter), above.end, end) and end - above.end > len(matter)


_INNER_BODIES = ("办公室", "办", "委", "委员会", "厅", "管理处", "中心")
"""Bodies that right behind a department are an office or a centre inside it."""

_OPENS = ("", "，", "。", "；", "：", "\n")
"""What stands before a name that opens its clause: a centre named there acts itself."""


def _under(text: str, above: Found, start: int, end: int) -> Found | None:
    """A name right behind another: one with it (市公安局|交警支队), or the second of two."""
    form = text[start:end]
    if _is_branch(text, above, end):
        return Found(above.start, end, above.bare)
    if text[above.start : above.end].endswith(tuple(words("hall"))):
        return Found(start, end, bare=True)
    if form.endswith("中心") and text[above.start - 1 : above.start] in _OPENS:
        return Found(above.start, end, above.bare)
    if form in words("hall") or form.endswith(_INNER_BODIES):
        return None
    return Found(above.start, end, above.bare)


def _whole(marked: MarkedText, found: Iterable[Found]) -> Iterator[Found]:
    """Each name with the branch or brigade that follows it (市公安局涪城分局)."""
    text, reached = marked.text, 0
    for span in found:
        if span.start < reached:
            continue
        end = span.end
        match = _SUB_UNIT.match(text, end)
        if match and not text[span.start : end].endswith(tuple(words("hall"))):
            inner = range(end + 1, match.end(1) + 1)
            foreign = any(marked.taken[end : match.end()]) or (
                not places.named(match[1]) and any(breaks(text, at) for at in inner)
            )
            if not foreign:
                end = match.end()
        reached = end
        yield Found(span.start, end, span.bare)
