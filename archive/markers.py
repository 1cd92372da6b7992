"""Numbering: what stands before a heading or an item, and which style it is of.

Styles follow GB/T 9704-2012 section 7.3.3 (一、 over （一） over 1. over （1）) and the looser ones
that offices use beside it. A smaller rank stands higher in the outline.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

MarkerStyle = Literal[
    "part",
    "hanzi",
    "hanzi-bracket",
    "arabic",
    "arabic-bracket",
    "circled",
    "ordinal",
    "latin",
    "bullet",
]

STYLE_RANK: dict[MarkerStyle, int] = {
    "part": 1,
    "hanzi": 2,
    "ordinal": 3,
    "hanzi-bracket": 3,
    "arabic": 4,
    "arabic-bracket": 5,
    "circled": 6,
    "latin": 7,
    "bullet": 8,
}

_HANZI = "一二三四五六七八九十百零〇"

# Each pattern is anchored and of bounded length. A decimal (3.5万), a date (8.12), a time (9:00)
# and a plain number (2022年) are no markers.
_STYLES: tuple[tuple[MarkerStyle, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第[{_HANZI}\d]{{1,4}}(?:部分|篇|章|节|板块)[、：:.．]?")),
    ("hanzi-bracket", re.compile(rf"[（(〔][{_HANZI}]{{1,4}}[）)〕][、.．，]?")),
    ("hanzi", re.compile(rf"[{_HANZI}]{{1,4}}[、.．](?![{_HANZI}]{{1,2}}[、是])")),
    ("arabic-bracket", re.compile(r"[（(〔]\d{1,3}[）)〕][、.．，]?")),
    (
        "arabic",
        re.compile(r"\d{1,3}(?:[、）)]|[.．](?!\d|$)|．(?=\d)|\.(?=\d{1,2}月|20\d\d年))"),
    ),
    ("circled", re.compile(r"[①-⒛㈠-㈩❶-❿⓵-⓾㊀-㊉][、.．]?")),
    (
        "ordinal",
        re.compile(r"第[一二三四五六七八九十]{1,3}[，、：:]|其[一二三四五六]，"),
    ),
    ("latin", re.compile(r"[A-Za-z][、.．）)](?![A-Za-z0-9])")),
    (
        "bullet",
        re.compile(
            r"[●■◆★▲•○□◇☆△►▶※✦✓√➢◎▪▫◼◻❖✔✧➤☞❑▸‣◦◉♦\uf000-\uf0ff]+"
            r"|[-–*＊·](?=[\u4e00-\u9fff])"
        ),
    ),
)


class Marker(msgspec.Struct, frozen=True):
    """A marker as `written` at the beginning of a text, its style and the number it tells."""

    written: str
    style: MarkerStyle
    number: int | None

    @property
    def rank(self) -> int:
        """How high in an outline the style usually stands (1 is the highest)."""
        return STYLE_RANK[self.style]


_BEFORE_COUNT = re.compile(
    r"(?P<number>\d{1,2})[.．](?=\d{1,4}(?:余|多)?(?:名|人|家|位|户|项|件|月|日|年|岁|个(?!工作日|百分点|小时|月)))"
)


def split_marker(text: str, before: int | None = None) -> Marker | None:
    """The marker that `text` begins with, or None.

    `before` is the number of the Arabic marker before it: 12.31名 begins with a marker after 11.
    """
    counted = _BEFORE_COUNT.match(text) if before is not None else None
    if counted and int(counted["number"]) == (before or 0) + 1:
        return Marker(counted.group(), "arabic", int(counted["number"]))
    for style, pattern in _STYLES:
        found = pattern.match(text)
        if found:
            written = found.group()
            return Marker(written, style, _number(written))
    return None


_HANZI_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")}


def _number(written: str) -> int | None:
    """The number a marker tells (十二 → 12, ③ → 3), None for bullets and letters."""
    digits = re.search(r"\d{1,3}", written)
    if digits:
        return int(digits.group())
    circled = written[0]
    for first, last, base in (("①", "⑳", 1), ("⑴", "⒇", 1), ("⒈", "⒛", 1), ("㈠", "㈩", 1)):
        if first <= circled <= last:
            return ord(circled) - ord(first) + base
    hanzi = re.search(rf"[{_HANZI}]{{1,4}}", written)
    return hanzi_number(hanzi.group()) if hanzi else None


def hanzi_number(written: str) -> int:
    """Value of a Chinese numeral below a thousand, 0 where there is none."""
    total = current = 0
    for character in written:
        if character == "十":
            total += (current or 1) * 10
            current = 0
        elif character == "百":
            total += (current or 1) * 100
            current = 0
        else:
            current = _HANZI_DIGITS.get(character, 0)
    return total + current
