"""Numbers in Chinese text: Arabic and Chinese numerals, exact, with what makes them approximate.

`find_numbers` reads running text and leaves units to `archive.extract.counts`; `parse_number`
reads a whole cell. Values are exact decimals: 180.00万 is 1800000.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

import msgspec

from archive.records import Number

_FULL_WIDTH: Final = {
    **{ord("０") + digit: str(digit) for digit in range(10)},
    ord("．"): ".",
    ord("％"): "%",
    ord("﹪"): "%",
    ord("／"): "/",
    ord("－"): "-",
    ord("−"): "-",
    ord("＋"): "+",
    ord("："): ":",
    ord("\u3000"): " ",
    ord("\u00a0"): " ",
    ord("\u2009"): " ",
    ord("\u202f"): " ",
}

_FOLDED: Final = re.compile(f"[{''.join(map(chr, _FULL_WIDTH))}]")


def fold(text: str) -> str:
    """`text` with full-width digits, their signs and spaces made ASCII; offsets stay the same.

    Commas and brackets keep their width: a full-width comma parts clauses far more often than
    thousands, and only the number grammar can tell.
    """
    return text.translate(_FULL_WIDTH) if _FOLDED.search(text) else text


DIGITS: Final = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    **{character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "两": 2,
}
"""Chinese characters that write one digit, with its value."""

_SMALL: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_TENS: Final = {"廿": 20, "卅": 30}
_SCALES: Final = {**_SMALL, **_LARGE}
_MORE: Final = "余多"

_MAX_FIGURES: Final = 15
"""Longer runs of digits are codes (a credit code has 18), not numbers."""

# Thousands groups of three digits parted by a comma of either width or a space, else plain digits,
# then decimals. No digit may follow, or 2021，3004 would be torn apart.
_ARABIC: Final = re.compile(
    r"(?:[1-9][0-9]{0,2}(?:[,，][0-9]{3}){1,4}|[1-9][0-9]{0,2}(?: [0-9]{3}){1,4}"
    rf"|[0-9]{{1,{_MAX_FIGURES}}})(?:\.[0-9]{{1,8}})?(?![0-9])"
)
# 50千瓦, 3百分点: there 千 and 百 begin the unit.
_SCALE_WORD: Final = r"(?:[万亿]|百(?!分)|千(?![瓦米克卡伏]))"
_ARABIC_SCALE: Final = re.compile(rf"(?P<more>[{_MORE}几]?)(?P<scale>{_SCALE_WORD}{{0,2}})")
_WHOLE_SCALE: Final = re.compile(_SCALE_WORD)
_DIGIT_RUN: Final = re.compile(r"[0-9]+(?:[.,，][0-9]+)*")
_HAN_POINT: Final = re.compile(rf"点([{''.join(DIGITS)}]{{1,8}})")
_HAN_DIGITS: Final = re.compile(rf"[{''.join(DIGITS)}]{{1,12}}")
_HAN_SCALES: Final = re.compile(r"[十百千万亿]{0,3}")
_LARGE_RUN: Final = re.compile(r"[万亿]{1,2}")
_VAGUE: Final = re.compile(
    rf"(?P<lead>[上数几])?(?P<scale>[十百千万亿]{{1,3}})(?P<more>[{_MORE}]?)"
)
_HALF: Final = re.compile(r"半(?=个|年|天|小时|日(?![常期程报]))")
_PERCENT: Final = re.compile(r"(百|千|万)分之")
_START: Final = re.compile(rf"[0-9{''.join(DIGITS)}{''.join(_SCALES)}{''.join(_TENS)}数几上半]")

# 网上百事通, 总数十万: there 上, 数 and 几 end another word.
_NOT_VAGUE: Final = {
    "上": frozenset("网线掌以之会马手晚早"),
    "数": frozenset("总人户件个次倍指参系基"),
    "几": frozenset("第"),
}

APPROXIMATORS: Final = (
    "不少于",
    "不低于",
    "不超过",
    "超过",
    "大约",
    "将近",
    "接近",
    "至少",
    "约",
    "近",
    "逾",
    "超",
    "过",
)
"""Words before a number that make it a bound or a guess, longer ones first."""


class NumberToken(msgspec.Struct, frozen=True, kw_only=True):
    """A number at `[start, end)`: `exact` its value; `approximate` with 余, 多, 几, 数, 上.

    `per` is 100 for 百分之…, 1000 for 千分之…, else 1; `exact` is the figure before division.
    `han` is true where it is written in Chinese numerals alone.
    """

    start: int
    end: int
    exact: Decimal
    approximate: bool
    per: int = 1
    han: bool = False

    @property
    def value(self) -> Number:
        """The value as an integer where it is one, else as a float."""
        return as_number(self.exact)


class _Read(msgspec.Struct, frozen=True):
    """What one reader took from the text: value, end offset, approximate."""

    value: Decimal
    end: int
    approximate: bool = False


def as_number(exact: Decimal) -> Number:
    """An `int` where `exact` is integral, else the nearest float."""
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _scale(words: str) -> int:
    product = 1
    for character in words:
        product *= _SCALES[character]
    return product


def _read_arabic(text: str, start: int) -> _Read | None:
    """1,234 / 3.5万 / 20余万 / 1亿2000万: figures, each but the last with a falling scale."""
    value = Decimal(0)
    end, least, approximate = start, 10**17, False
    while True:
        figure = _ARABIC.match(text, end)
        if figure is None:
            break
        tail = _ARABIC_SCALE.match(text, figure.end())
        more, words = (tail["more"], tail["scale"]) if tail else ("", "")
        scale = _scale(words)
        if end != start and not 1 < scale < least:
            break
        digits = figure[0].replace(",", "").replace("，", "").replace(" ", "")
        value += Decimal(digits) * scale
        least = scale
        end = figure.end() + len(more) + len(words)
        approximate = bool(more)
        if text[end : end + 1] in set(_MORE):
            approximate, end = True, end + 1
        if scale == 1 or approximate:
            break
    return _Read(value, end, approximate) if end > start else None


class _HanState:
    """Left-to-right reading of a Chinese numeral, the value so far always at hand."""

    def __init__(self) -> None:
        self.total = 0
        self.section = 0
        self.digit: int | None = None
        self.unit = 0
        self.smallest = 10**4
        self.largest = 10**16
        self.approximate = False

    @property
    def value(self) -> int:
        """The number if it ended here; 三千六 is 3600: a digit after a unit counts its tenth."""
        last = self.digit or 0
        if self.unit >= _SCALES["百"]:
            last *= self.unit // 10
        return self.total + self.section + last

    def take(self, character: str) -> bool:
        """Read one more character; False (and nothing changed) where it cannot belong."""
        if character in DIGITS:
            return self._take_digit(DIGITS[character])
        if character in _TENS:
            if self.value or self.digit is not None:
                return False
            self.section, self.smallest, self.unit = _TENS[character], 10, 10
            return True
        if character in _SMALL:
            return self._take_small(_SMALL[character])
        return character in _LARGE and self._take_large(_LARGE[character])

    def _take_digit(self, digit: int) -> bool:
        if self.digit is not None:
            return False
        if digit == 0:
            if not self.value:
                return False
            self.unit = 0  # 一百零五: the digit that follows counts ones
            return True
        self.digit = digit
        return True

    def _take_small(self, unit: int) -> bool:
        digit = 1 if self.digit is None and unit == _SMALL["十"] else self.digit
        if digit is None or unit >= self.smallest:
            return False
        self.section += digit * unit
        self.smallest, self.unit, self.digit = unit, unit, None
        return True

    def _take_large(self, unit: int) -> bool:
        value = self.section + (self.digit or 0)
        if not value:
            if not self.total or unit <= self.largest:
                return False
            self.total *= unit  # 一万亿
        elif unit < self.largest:
            self.total += value * unit
        elif unit > self.largest:
            self.total = (self.total + value) * unit
        else:
            return False
        self.section, self.digit, self.smallest = 0, None, 10**4
        self.unit, self.largest = unit, unit
        return True


def _read_plain_digits(text: str, start: int) -> _Read | None:
    """二〇二二 as 2022; 三五, 七八十 as a vague number whose smaller figure stands."""
    run = _HAN_DIGITS.match(text, start)
    if run is None or len(run[0]) == 1:
        return None
    values = [DIGITS[character] for character in run[0]]
    scales = _HAN_SCALES.match(text, run.end())
    words = scales[0] if scales else ""
    if len(values) == len("三五"):
        step = values[1] - values[0]
        if values[0] and (step == 1 or values == [3, 5]):
            return _Read(Decimal(values[0] * _scale(words)), run.end() + len(words), True)
    if words:
        return None
    return _Read(Decimal("".join(map(str, values))), run.end())


def _read_state(text: str, start: int) -> tuple[int, int, bool]:
    """Integer value, end and vagueness of the numeral at `start` (end is `start` where none is)."""
    state = _HanState()
    value, end, position, approximate = 0, start, start, False
    while position < len(text):
        character = text[position]
        if character == "几" and state.value and state.digit is None:
            # 十几, 二十几万; 三百几十: what follows 几 below the last unit is part of the guess.
            approximate = True
            position += 1
            if text[position : position + 1] in set("十百") and state.smallest > _SMALL["十"]:
                position += 1
            end = position
            continue
        if character in {"百", "千"} and not _WHOLE_SCALE.match(text, position):
            break
        if not state.take(character):
            break
        position += 1
        if DIGITS.get(character) != 0:
            value, end = state.value, position
    return value, end, approximate


def _read_han(text: str, start: int) -> _Read | None:
    """A Chinese numeral: 一万二千三百, 十几, 三点五万, 二十余万, 二〇二二."""
    plain = _read_plain_digits(text, start)
    if plain is not None:
        return plain
    whole, end, approximate = _read_state(text, start)
    if end == start:
        if text[start] not in DIGITS:
            return None
        end = start + 1  # 零 itself
    value = Decimal(whole)
    point = _HAN_POINT.match(text, end)
    if point and not approximate:
        value = Decimal(f"{whole}.{''.join(str(DIGITS[digit]) for digit in point[1])}")
        value, end = _scaled(text, value, point.end())
    if text[end : end + 1] in set(_MORE):
        approximate = True
        value, end = _scaled(text, value, end + 1)
    return _Read(value, end, approximate)


def _scaled(text: str, value: Decimal, end: int) -> tuple[Decimal, int]:
    """Value and end with 万 or 亿 that follow (三点五万, 二十余万)."""
    large = _LARGE_RUN.match(text, end)
    return (value * _scale(large[0]), large.end()) if large else (value, end)


def _read_vague(text: str, start: int) -> _Read | None:
    """几十, 数百, 上千, 百余, 近百: a scale word that a word beside it makes a number."""
    match = _VAGUE.match(text, start)
    if match is None:
        return None
    if match["lead"] and text[start - 1 : start] in _NOT_VAGUE[match["lead"]]:
        return None
    led = match["lead"] or text.endswith(APPROXIMATORS, max(start - 3, 0), start)
    if not led and not match["more"]:
        return None
    return _Read(Decimal(_scale(match["scale"])), match.end(), True)


def _read(text: str, start: int) -> _Read | None:
    if text[start].isascii():
        return _read_arabic(text, start)
    if _HALF.match(text, start):
        return _Read(Decimal("0.5"), start + 1)
    vague = _read_vague(text, start)
    if vague is not None and text[start] != "十":
        return vague
    return _read_han(text, start)


def _read_percentage(text: str, start: int) -> NumberToken | None:
    """百分之九十八点五, 千分之三."""
    head = _PERCENT.match(text, start)
    if head is None:
        return None
    if text[head.end() : head.end() + 1] == "百":
        read: _Read | None = _Read(Decimal(100), head.end() + 1)
    elif _START.match(text, head.end()):
        read = _read(text, head.end())
    else:
        read = None
    if read is None:
        return None
    return NumberToken(
        start=start,
        end=read.end,
        exact=read.value,
        approximate=read.approximate,
        per=_SCALES[head[1]],
        han=True,
    )


@lru_cache(maxsize=64)
def find_numbers(text: str) -> tuple[NumberToken, ...]:
    """All numbers of `text` (folded or not) in order, not overlapping; the last answers are kept.

    Bare scale words (千名干部, 万户) are no numbers; runs of more than 15 digits are codes.
    """
    text = fold(text)
    tokens: list[NumberToken] = []
    position = 0
    while (start := _START.search(text, position)) is not None:
        position = start.start()
        token = _read_percentage(text, position)
        if token is None:
            read = _read(text, position)
            if read is not None:
                token = NumberToken(
                    start=position,
                    end=read.end,
                    exact=read.value,
                    approximate=read.approximate,
                    han=not text[position].isascii(),
                )
        if token is not None:
            tokens.append(token)
            position = token.end
            continue
        run = _DIGIT_RUN.match(text, position)
        position = run.end() if run else position + 1
    return tuple(tokens)


def parse_number(text: str) -> Decimal | None:
    """The number that the whole of `text` writes (a cell: 180.00万, -3.2, 一百零五), or None.

    A sign may stand before it; white space around it is dropped.
    """
    folded = fold(text).strip()
    sign = -1 if folded.startswith("-") else 1
    body = folded.removeprefix("-").removeprefix("+").strip()
    if not body or not _START.match(body):
        return None
    read = _read(body, 0)
    if read is None or read.end != len(body):
        return None
    return sign * read.value
