"""How exactly a figure is known: 1.2万件 may be anything from 11,500 to 12,500."""

from __future__ import annotations

import math
import re
import unicodedata

import msgspec

from archive.records import Statistic

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_MORE = re.compile(r"[余多]|以上|逾|超|突破")
_LESS = re.compile(r"近|接近|不足|将近")
_ABOUT = re.compile(r"约|左右|上下")
_FROM_NUMBER = re.compile(r"\d.*")


class Amount(msgspec.Struct, frozen=True):
    """The least and the most a written figure may stand for; `step` is one in its last digit."""

    low: float
    high: float
    step: float

    @staticmethod
    def text(value: float) -> str:
        """A figure as people write it: no needless decimals."""
        return str(int(value)) if float(value).is_integer() else f"{value:.2f}".rstrip("0")


def amount_of(figure: Statistic) -> Amount:
    """What a statistic's written words leave open: rounding, 余, 近, 约.

    Whole numbers that are written out are exact, and so is a value corrected by hand. A round
    number with 余 may be up to one more in its last digit that is not nought (500余: to 600).
    """
    value = float(figure.value)
    read = _read(figure)
    if read is None:
        return _loose(figure.written, value, _last_place(value)) or Amount(value, value, 1.0)
    number, decimals, scale = read
    step = scale * 10.0**-decimals
    rounded = decimals > 0 or scale > 1
    loose = _loose(figure.written, value, step if rounded else _last_place(number))
    if loose is not None:
        return loose
    half = step / 2 if rounded else 0.0
    return Amount(value - half, value + half, step)


def _read(figure: Statistic) -> tuple[float, int, float] | None:
    """Number as written in digits, its decimals, and the power of ten that makes it the value.

    None where it is written in characters or the value is not what is written (a correction).
    """
    found = _NUMBER.search(unicodedata.normalize("NFKC", figure.written))
    if found is None:
        return None
    digits = found[0].replace(",", "")
    number = float(digits)
    decimals = len(digits.partition(".")[2])
    for power in range(9):
        if math.isclose(number * 10**power, abs(figure.value), rel_tol=1e-9, abs_tol=1e-9):
            return number, decimals, 10.0**power
    return None


def _loose(written: str, value: float, step: float) -> Amount | None:
    if _MORE.search(written):
        return Amount(value, value + step, step)
    if _LESS.search(written):
        return Amount(value - step, value, step)
    if _ABOUT.search(written):
        return Amount(value - step, value + step, step)
    return None


def _last_place(number: float) -> float:
    """One in the last digit that is not nought: 100 for 500, 10 for 4820."""
    step = 1.0
    while number and number % (step * 10) == 0:
        step *= 10
    return step


def told(figure: Statistic) -> str:
    """The figure's number and unit, as written where the words hold both (488639件, 1.2万件)."""
    read = _read(figure)
    unit = figure.unit or ""
    if read is None:
        return Amount.text(figure.value) + unit
    number = _FROM_NUMBER.search(unicodedata.normalize("NFKC", figure.written))
    words = number[0].rstrip("，。；、,;") if number else ""
    if unit and words.endswith(unit):
        return words
    return (
        words + unit
        if read[2] == 1 and _NUMBER.fullmatch(words)
        else Amount.text(figure.value) + unit
    )
