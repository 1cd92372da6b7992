"""Figures as results, and the drafts they are while a paragraph is read."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import msgspec

from archive.extract.numbers import as_number
from archive.extract.statistic_periods import Period
from archive.extract.statistic_tokens import ChangeKind
from archive.records import Date, Number

PERCENT: Final = "%"
DERIVED: Final = ("占比", "日均", "月均", "周均", "平均")
"""Measures that are reckoned from others: later figures and changes do not lean on them."""


class FigureChange(msgspec.Struct, frozen=True, kw_only=True):
    """Change of a figure against another period; `at` are offsets of `written` in the text."""

    kind: ChangeKind
    value: Number
    unit: str
    written: str
    at: tuple[int, int]


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure: what was counted where, how many, and for which days (closed interval).

    `at` are the offsets of `written` (measure, number and unit as they stand) in the text given.
    `start` is None where the text names only the end (截至11月底), both where no day is known.
    """

    scope: str | None
    category: str | None
    measure: str
    value: Number
    unit: str | None
    start: Date | None
    end: Date | None
    cumulative: bool
    change: tuple[FigureChange, ...] = ()
    platform: str | None = None
    written: str
    at: tuple[int, int]


class Draft(msgspec.Struct, kw_only=True):
    """A figure being read; changes are added as they come.

    `own` tells that its words name its measure, `joined` that 、 stands before them,
    `bracketed` that it stands in brackets; `verb` and `carried` are those of its label.
    """

    scope: str | None
    category: str | None
    measure: str
    value: Number
    unit: str | None
    period: Period
    platform: str | None
    at: tuple[int, int]
    own: bool = True
    verb: str | None = None
    carried: bool = False
    joined: bool = False
    bracketed: bool = False
    changes: list[FigureChange] = []

    def figure(self, text: str) -> Figure:
        """The frozen figure."""
        return Figure(
            scope=self.scope,
            category=self.category,
            measure=self.measure,
            value=self.value,
            unit=self.unit,
            start=self.period.start,
            end=self.period.end,
            cumulative=self.period.cumulative,
            change=tuple(self.changes),
            platform=self.platform,
            written=text[self.at[0] : self.at[1]],
            at=self.at,
        )


_MULTIPLES: Final = {"万": 10**4, "亿": 10**8, "千": 10**3, "百": 10**2}


def scale_by_unit(value: Number, unit: str) -> tuple[Number, str]:
    """A value in 万元 or 万件 as one in 元 or 件, exactly."""
    factor = _MULTIPLES.get(unit[:1]) if len(unit) > 1 else None
    if factor is None:
        return value, unit
    return as_number(Decimal(str(value)) * factor), unit[1:]
