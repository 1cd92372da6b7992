"""What closes a department's name: forms of the lexicon, and bodies that go with any matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpus.lexicon.department_rows import (
    endings_by_form,
    final_letters,
    state_bodies_by_form,
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

_COMPANY = re.compile("(?:集团)?(?:股份|责任)?有限(?:责任)?公司|集团公司")
"""What makes a company of a bureau's name: 沾河林业局有限公司."""

_YOUTH = re.compile(
    r"共青团[\u4e00-\u9fff]{2,12}?[省市县区州盟旗]委(?:员会)?|(?<!集)团[省市县区州盟旗]委(?!托)"
)


def endings(text: str, taken: bytearray) -> Iterator[tuple[int, int, bool]]:
    """(end, start of the form, whether the lexicon holds it), by end.

    `taken` has a byte for each character, not 0 where another mention holds it.
    """
    by_form = {match.end(): match for match in _BODY.finditer(text)}
    youth = {match.end(): match.start() for match in _YOUTH.finditer(text)}
    ends = {match.end() for match in _finals().finditer(text, 1)}
    for end in sorted(ends.union(by_form, youth)):
        if end in youth:
            yield end, youth[end], True
            continue
        if taken[end - 1] or _goes_on(text, end):
            continue
        start = _lexicon_start(text, end)
        if start is not None:
            yield end, start, True
        elif end in by_form:
            yield end, by_form[end].start(), False


@cache
def _finals() -> re.Pattern[str]:
    return re.compile("[" + "".join(sorted(final_letters())) + "]")


def _goes_on(text: str, end: int) -> bool:
    """Whether what follows makes another word of the body (委托, 部门, 办理)."""
    if _COMPANY.match(text, end):
        return True
    pattern = _NOT_AFTER.get(text[end - 1])
    return pattern is not None and pattern.match(text, end) is not None


def _lexicon_start(text: str, end: int) -> int | None:
    """Start of the longest form of the lexicon that ends at `end`."""
    for length in _lengths().get(text[end - 1], ()):
        form = text[end - length : end] if length <= end else ""
        if form in endings_by_form() or form in state_bodies_by_form():
            return end - length
    return None


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """Lengths of the forms that end in a character, the longest first."""
    found: dict[str, set[int]] = {}
    for form in (*endings_by_form(), *state_bodies_by_form()):
        if len(form) > 1:
            found.setdefault(form[-1], set()).add(len(form))
    return {last: tuple(sorted(sizes, reverse=True)) for last, sizes in found.items()}
