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
    first_word,
    joined_places,
    mask,
    matter_start,
    site_start,
    town_start,
)
from corpus.lexicon.department_rows import (
    endings_by_form,
    final_letters,
    longest_form,
    state_bodies_by_form,
    words,
)

BODIES = (
    "委员会",
    "管委会",
    "办事处",
    "管理处",
    "办公室",
    "总队",
    "支队",
    "大队",
    "中心",
    "街道办事处",
    "街道办",
    "分局",
    "局",
    "厅",
    "委",
    "办",
)
"""What closes a department's name that the lexicon does not hold."""

_BODY = re.compile("|".join(BODIES))
_STRONG = ("局", "厅", "委员会", "支队", "总队", "大队", "管委会")
"""Bodies that let a matter of unknown words pass between them and a place."""

_NOT_AFTER = {
    "部": re.compile("门|分(?!管)|署(?!名)|队|位|级|件|落|类|下(?![发达属])"),
    "局": re.compile("势|限|域"),
    "委": re.compile("托(?!管)|员(?!会)"),
    "办": re.compile(
        "理|结(?!合)|件|案|证|税|成(?!立)|好|妥|完|齐|得|法|学(?!习)|事(?!处)|公(?![布开示告安证])"
    ),
    "厅": re.compile("堂|级"),
    "心": re.compile("城|区|镇|校|组(?![织建成])|点(?!对)|思想"),
    "会": re.compile("议(?!定)"),
    "院": re.compile("士"),
    "行": re.compile("[\u4e00-\u9fff]{0,8}?(?:分行|支行)"),
    "联": re.compile("合(?!并)|系|通|动|席"),
}
"""What, after a body, shows that it is part of another word: 教育部门, 政务办理."""

_SUB_UNIT = re.compile(
    r"([\u4e00-\u9fff]{1,10}?)(?:分局|分中心(?!窗口)|管理部|总队|支队|大队|管理局)"
)
_YOUTH = re.compile(
    r"共青团[\u4e00-\u9fff]{2,12}?[省市县区州盟旗]委(?:员会)?|(?<!集)团[省市县区州盟旗]委(?!托)"
)
_COLLECTIVE = re.compile(
    r"(?:各|各级|各地|全|有关|相关|所有|其他|其它|多个|部分|两级|三级|多级|级|所属|下属|基层|地方|属地|当地|兄弟|上级|下级|多家|\d家|个)$"
)
_LEVELS_TOGETHER = re.compile(r"[省市县区州][(（]?[、/]?[市县区州旗](?:[、/]?[市县区州])?[)）]?$")
_UNIVERSAL = re.compile(r"各[\u4e00-\u9fff、（）()]{0,8}$")


class Found(msgspec.Struct, frozen=True):
    """A stretch of the text that names a department; `bare` names have no place of their own."""

    start: int
    end: int
    bare: bool


def find_spans(text: str, taken: Taken) -> tuple[Found, ...]:
    """All stretches of the text that name one department each, in order, none overlapping."""
    marked = MarkedText(text, joined_places(text), mask(text, taken))
    found: list[Found] = []
    for end, start, certain in _endings(marked):
        span = _span(marked, start, end, found[-1] if found else None, certain=certain)
        if span is None:
            continue
        while found and found[-1].start >= span.start:
            found.pop()
        if not found or found[-1].end <= span.start:
            found.append(span)
    return tuple(_whole(marked, found))


def _endings(marked: MarkedText) -> Iterator[tuple[int, int, bool]]:
    """(end, start of the form, whether the lexicon holds it), by end."""
    text = marked.text
    by_form = {match.end(): match for match in _BODY.finditer(text)}
    youth = {match.end(): match.start() for match in _YOUTH.finditer(text)}
    for end in range(2, len(text) + 1):
        if end in youth:
            yield end, youth[end], True
            continue
        if text[end - 1] not in final_letters() and end not in by_form:
            continue
        if marked.taken[end - 1] or _goes_on(text, end):
            continue
        start = _lexicon_start(text, end)
        if start is not None:
            yield end, start, True
        elif end in by_form:
            yield end, by_form[end].start(), False


def _goes_on(text: str, end: int) -> bool:
    """Whether what follows makes another word of the body (委托, 部门, 办理)."""
    pattern = _NOT_AFTER.get(text[end - 1])
    return pattern is not None and pattern.match(text, end) is not None


def _lexicon_start(text: str, end: int) -> int | None:
    """Start of the longest form of the lexicon that ends at `end`."""
    for length in range(min(longest_form(), end), 1, -1):
        form = text[end - length : end]
        if form in endings_by_form() or form in state_bodies_by_form():
            return end - length
    return None


def _span(
    marked: MarkedText, start: int, end: int, before: Found | None, *, certain: bool
) -> Found | None:
    """The whole name around the form `[start, end)`; None where it is no single department."""
    text = marked.text
    floor = before.end if before and before.end <= start else 0
    left = _left(marked, start, floor) if certain else _left_by_form(marked, start, end, floor)
    if left is None or any(marked.taken[left:end]):
        return None
    bare = left == (start if certain else matter_start(text, start, floor)[0])
    if before is not None and left == before.end and _is_branch(text, before, end):
        return Found(before.start, end, before.bare)
    if before is not None and left == before.end and bare:
        return _under(text, before, left, end)
    if _is_collective(text, left, end) or (bare and not _stands_alone(text, left, end)):
        return None
    return Found(left, end, bare)


def _left(marked: MarkedText, start: int, floor: int) -> int:
    """Where a name with a form of the lexicon begins: its place, else the form itself.

    Further words of a matter between place and form belong to it (县|科技和|经济信息化局).
    """
    site = site_start(marked, start, floor)
    if site < start:
        return site
    matter, _ = matter_start(marked.text, start, floor)
    site = site_start(marked, matter, floor) if matter < start else matter
    return site if site < matter else start


def _left_by_form(marked: MarkedText, start: int, end: int, floor: int) -> int | None:
    """Where a name the lexicon does not hold begins, None where there is no telling."""
    text, body = marked.text, marked.text[start:end]
    if body.startswith("街道办"):
        return town_start(marked, start + len("街道"), floor)
    matter, count = matter_start(text, start, floor)
    if _is_no_department(text, matter, start, body):
        return None
    site = site_start(marked, matter, floor)
    if site < matter and (count or body in ("管委会", "办事处")):
        return site
    if body not in _STRONG:
        return None
    if count and not site < matter:
        first = first_word(text, matter, start)
        if count > 1 and first in words("matter") and breaks(text, matter):
            return matter
    return _left_of_unknown(marked, matter, floor)


def _is_no_department(text: str, matter: int, start: int, body: str) -> bool:
    """Whether it is a commission of arbitration, a residents' committee, a centre for research."""
    subject = text[max(matter, start - 8) : start]
    if body == "中心":
        return subject.endswith(tuple(words("institution")))
    if body in ("委", "委员会"):
        before = text[max(0, start - 2) : start]
        return before.endswith(("仲裁", "居民", "村民", "业主", "专家", "评标", "居", "村"))
    return False


def _left_of_unknown(marked: MarkedText, matter: int, floor: int) -> int | None:
    """A place a few unknown characters before the matter: 市|盐业|局, 鄂尔多斯市|羊绒|局."""
    text = marked.text
    for at in range(matter, max(floor, matter - 6), -1):
        if breaks(text, at):
            return None
        if at == matter:
            continue
        site = site_start(marked, at, floor)
        if site < at and (at in marked.place_starts or breaks(text, site)):
            return site
    return None


def _is_collective(text: str, left: int, end: int) -> bool:
    """各市州林草局, 全市公安局, 市县两级法院 are many, not one."""
    before = text[max(0, left - 12) : left]
    if _COLLECTIVE.search(before) or _UNIVERSAL.search(before):
        return True
    first = text[left : left + 1]
    if first in GENERIC and left + 1 < end:
        return bool(_LEVELS_TOGETHER.search(text[max(0, left - 7) : left + 1])) and (
            bool(before) and before[-1:] in "省市县区州（(、/"
        )
    return before.endswith((")", "）")) and bool(_LEVELS_TOGETHER.search(before))


_QUOTED = ("“", "+", "＋")
_PLUS = ("+", "＋")
"""Marks of slogans (“公安局+政务中心”模式), which name kinds."""

_NEED_PLACE = (
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


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name without a place is one department's (司法厅), not part of another word."""
    form = text[start:end]
    if text[start - 1 : start] in _QUOTED or text[end : end + 1] in _PLUS:
        return False
    if form.startswith("委") or form.endswith(_NEED_PLACE) or form in words("hall"):
        return form in words("hall") and breaks(text, start)
    return len(form) > len("农委") or breaks(text, start)


def _is_branch(text: str, above: Found, end: int) -> bool:
    """A branch named behind its bureau: 市公安局|涪城区分局, 市生态环境局|安州生态环境局."""
    matter = text[max(above.start, above.end - len("某某某局")) : above.end]
    return text.endswith(("分局", matter), above.end, end) and end - above.end > len(matter)


def _under(text: str, above: Found, start: int, end: int) -> Found | None:
    """A name right behind another: one with it (市公安局|交警支队), or the second of two."""
    form = text[start:end]
    if text[above.start : above.end].endswith(tuple(words("hall"))):
        return Found(start, end, bare=True)
    if form in words("hall") or form.endswith(("办公室", "办", "委", "委员会", "厅", "管理处")):
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
            foreign = any(breaks(text, at) for at in inner) or any(marked.taken[end : match.end()])
            if not foreign:
                end = match.end()
        reached = end
        yield Found(span.start, end, span.bare)
