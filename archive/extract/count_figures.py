"""Numbers with their units in running text, before it is told which of them count something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

import msgspec

from archive.extract.numbers import NumberToken
from corpus.lexicon.units import UnitKind, unit_kinds, units

_RANGE: Final = re.compile(r" ?(?:[-—–―~～〜]{1,2}|至|到) ?")
_GAP: Final = re.compile(r" ?")


class Figure(msgspec.Struct, frozen=True):
    """A number with its unit in the text, not yet known to be a count."""

    start: int
    number: NumberToken
    last: NumberToken
    unit: str
    unit_end: int
    kind: UnitKind
    half: bool

    @property
    def ranged(self) -> bool:
        """True for 3至5个."""
        return self.last is not self.number


@cache
def _unit_pattern() -> re.Pattern[str]:
    """The longest unit at a place that what follows does not turn into another word."""
    allowed: list[tuple[str, str]] = []
    for group in units().units.values():
        for unit, barred in group.items():
            pattern = re.escape(unit)
            if barred:
                pattern += f"(?!{'|'.join(map(re.escape, barred.split()))})"
            allowed.append((unit, pattern))
    allowed.sort(key=lambda pair: len(pair[0]), reverse=True)
    return re.compile("|".join(pattern for _, pattern in allowed), re.IGNORECASE)


_MANY_INSIDE: Final = re.compile(r"个(?P<more>多|半)?(?P<unit>工作日|月|小时|星期|季度)")
_HALF_AFTER: Final = re.compile(r"(?P<unit>年|天|小时|倍)半")


def _read_unit(text: str, position: int) -> tuple[str, int, bool, bool] | None:
    """Unit at `position`: (unit, end, half more, approximate), None where there is none."""
    inside = _MANY_INSIDE.match(text, position)
    if inside:
        more = inside["more"]
        return f"个{inside['unit']}", inside.end(), more == "半", more == "多"
    half = _HALF_AFTER.match(text, position)
    if half:
        return half["unit"], half.end(), True, False
    match = _unit_pattern().match(text, position)
    if match is None:
        return None
    end = match.end()
    if text[end : end + 1] in {"多", "余"} and text[end + 1 : end + 2] not in {
        "次",
        "种",
        "名",
        "元",
    }:
        return match[0], end + 1, False, True
    return match[0], end, False, False


def figures_in(text: str, tokens: Sequence[NumberToken]) -> list[tuple[Figure, bool]]:
    """Numbers with units, ranges joined; each with whether its unit makes it approximate."""
    kinds = unit_kinds()
    figures: list[tuple[Figure, bool]] = []
    index = done = 0
    while index < len(tokens):
        first = last = tokens[index]
        index += 1
        if first.start < done:
            continue
        if first.per != 1:
            unit = {100: "%", 1000: "‰"}.get(first.per)
            if unit:
                figures.append(
                    (Figure(first.start, first, first, unit, first.end, "rate", False), False)
                )
            continue
        position = first.end
        read = _read_unit(text, _skip(text, position))
        between = _RANGE.match(text, position)
        if (
            read is None
            and between
            and index < len(tokens)
            and tokens[index].start == between.end()
        ):
            last = tokens[index]
            index += 1
            read = _read_unit(text, _skip(text, last.end))
        if read is None:
            continue
        unit, end, half, more = read
        done = end
        kind = kinds.get(unit, "duration")
        figures.append((Figure(first.start, first, last, unit, end, kind, half), more))
    return figures


def _skip(text: str, position: int) -> int:
    match = _GAP.match(text, position)
    return match.end() if match else position
