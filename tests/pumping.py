"""Text that makes a pattern work: what it repeats, pumped up, and an end that it cannot match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_LONG_REPEAT = 16
_MOST_UNITS = 6
_MOST_BRANCHES = 200
_CATEGORIES = {
    op.CATEGORY_DIGIT: "1",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_WORD: "a",
    op.CATEGORY_NOT_SPACE: "a",
    op.CATEGORY_NOT_DIGIT: "a",
    op.CATEGORY_NOT_WORD: "-",
}
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)

Node = tuple[Any, Any]


def pumped(pattern: str, flags: int, length: int) -> Iterator[str]:
    """Attacks on the pattern, each about as long as asked."""
    seen = set()
    for prefix, units in _repeats(_parser.parse(pattern, flags & ~re.DEBUG), ""):
        for unit in [*units, "".join(units[:2])]:
            if not unit:
                continue
            whole = prefix + unit
            for text in (
                prefix + unit * (length // len(unit)) + "\0",
                whole * (length // len(whole)) + "\0",
            ):
                if text not in seen:
                    seen.add(text)
                    yield text


def _repeats(nodes: Iterable[Node], prefix: str) -> Iterator[tuple[str, Sequence[str]]]:
    """What stands before each long repetition at the least, and what it repeats."""
    for kind, value in nodes:
        if kind in _REPEATS:
            if value[1] >= _LONG_REPEAT:
                units = sorted(_bodies(value[2]) | {_least(value[2])})
                yield prefix, [unit for unit in units if unit][:_MOST_UNITS]
            yield from _repeats(value[2], prefix)
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from _repeats(branch, prefix)
        else:
            yield from _repeats(_inside(kind, value), prefix)
        prefix += _least([(kind, value)])


def _inside(kind: Any, value: Any) -> Iterable[Node]:
    if kind is op.SUBPATTERN:
        return value[3]  # type: ignore[no-any-return]
    if kind is op.ATOMIC_GROUP:
        return value  # type: ignore[no-any-return]
    return value[1] if kind in {op.ASSERT, op.ASSERT_NOT} else ()


def _least(nodes: Iterable[Node]) -> str:
    """A shortest text that matches, assertions aside."""
    text = ""
    for kind, value in nodes:
        if kind is op.LITERAL:
            text += chr(value)
        elif kind is op.NOT_LITERAL:
            text += "1" if value == ord("甲") else "甲"
        elif kind is op.ANY:
            text += "甲"
        elif kind is op.IN:
            text += "".join(_some(value)[:1])
        elif kind in _REPEATS:
            text += _least(value[2]) * value[0]
        elif kind is op.BRANCH:
            text += _least(value[1][0])
        elif kind not in {op.ASSERT, op.ASSERT_NOT}:
            text += _least(_inside(kind, value))
    return text


def _bodies(nodes: Iterable[Node]) -> set[str]:
    """Characters and words that stand in these nodes."""
    found: set[str] = set()
    for kind, value in nodes:
        if kind is op.LITERAL:
            found.add(chr(value))
        elif kind is op.IN:
            found.update(_some(value))
        elif kind is op.ANY:
            found.add("甲")
        elif kind is op.BRANCH:
            for branch in value[1][:_MOST_BRANCHES]:
                found |= _bodies(branch) | {_least(branch)}
        else:
            inner = value[2] if kind in _REPEATS else list(_inside(kind, value))
            found |= _bodies(inner) | {_least(inner)}
    return found


def _some(items: Iterable[Node]) -> list[str]:
    """Up to three characters of a set."""
    within: list[str] = []
    negated = False
    for kind, value in items:
        if kind is op.NEGATE:
            negated = True
        elif kind is op.LITERAL:
            within.append(chr(value))
        elif kind is op.RANGE:
            within += [chr(value[0]), chr(value[1])]
        elif kind is op.CATEGORY:
            within.append(_CATEGORIES[value])
    if negated:
        return [sign for sign in "甲1a件 ，" if sign not in within][:1]
    return within[:3]
