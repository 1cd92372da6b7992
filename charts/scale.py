"""Scales of values with round steps, and numbers as Chinese readers write them."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable

import msgspec

TEN_THOUSAND, HUNDRED_MILLION = 10_000, 100_000_000
_STEPS = (1, 2, 5, 10)
_MOST_STEPS = 5


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """Values from `low` to `high`, both round, with a line at every `step`."""

    low: float
    high: float
    step: float
    suffix: str = ""

    def part(self, value: float) -> float:
        """Where a value stands: 0 at the bottom, 1 at the top."""
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[tuple[float, str]]:
        """The values with a line, and how they are written (all in one unit: 万 or 亿)."""
        largest = max(abs(self.low), abs(self.high))
        divisor, unit = 1, ""
        if largest >= HUNDRED_MILLION:
            divisor, unit = HUNDRED_MILLION, "亿"
        elif largest >= 10 * TEN_THOUSAND:
            divisor, unit = TEN_THOUSAND, "万"
        decimals = max(0, -math.floor(math.log10(self.step / divisor) + 1e-9))
        values = [
            self.low + self.step * number
            for number in range(round((self.high - self.low) / self.step) + 1)
        ]
        return [
            (value, f"{value / divisor:,.{decimals}f}{unit if value else ''}{self.suffix}")
            for value in values
        ]


def scale_of(values: Iterable[float], *, whole: bool = False, suffix: str = "") -> Scale:
    """A scale from zero that holds all values; `whole`: no step below one."""
    values = (0.0, *map(float, values))
    low, high = min(values), max(values)
    raw = (high - low) / _MOST_STEPS
    if raw < sys.float_info.min:  # nothing to show, or too little for a power of ten
        low, high = float(math.floor(low)), 0.0 if low < 0 else 1.0
        return Scale(low=low, high=high, step=1.0, suffix=suffix)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(each * power for each in _STEPS if each * power >= raw * (1 - 1e-9))
    if whole:
        step = max(step, 1.0)
    return Scale(
        low=math.floor(low / step) * step,
        high=math.ceil(high / step - 1e-9) * step,
        step=step,
        suffix=suffix,
    )


def number(value: float) -> str:
    """A number whole: thousands apart, at most two decimals."""
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")
