"""The axis of time: cells (months, issues, days) with labels under them that never overlap."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import msgspec

from archive.records import Date
from charts.typeface import fitted, width_of
from indexer.calendar import Unit, buckets

LABEL = 12
"""Size of the labels, in points."""
_BETWEEN = 10.0
"""Points between two labels at least."""
_STRIDES = (1, 2, 3, 6, 12, 24, 48)
"""Every so many cells have a label: strides that fit the months of a year."""
_WIDEST_LABEL = 110.0
# 2022年8月, 2022年第26期, 2022年8月12日: what is the same for several cells, and the rest.
_NAME = re.compile(r"(\d{4}年(?:\d{1,2}月(?=\d))?)第?(.+)")
_LEADING = re.compile(r"\d+")

LONGEST_BY_DAY = 70
"""Days of an axis whose cells are days; above it they are months, then years."""
LONGEST_BY_MONTH = 366 * 25


class Cell(msgspec.Struct, frozen=True):
    """A stretch of the axis and its name."""

    left: float
    right: float
    name: str

    @property
    def centre(self) -> float:
        """The middle of it."""
        return (self.left + self.right) / 2


class Label(msgspec.Struct, frozen=True):
    """A text about a point of the axis."""

    x: float
    text: str


class Axis(msgspec.Struct, frozen=True, kw_only=True):
    """An axis from `left` to `right`: labels of cells, below them labels of groups (years).

    `borders` are where one group ends and the next begins.
    """

    left: float
    right: float
    cells: tuple[Cell, ...]
    labels: tuple[Label, ...]
    groups: tuple[Label, ...]
    borders: tuple[float, ...]


class DayAxis(msgspec.Struct, frozen=True, kw_only=True):
    """An axis on which every day has its place."""

    axis: Axis
    first: Date
    last: Date

    def place(self, day: Date, part: float = 0.5) -> float:
        """Where a day stands: its morning at part 0, its evening at 1."""
        return _place(self.first, self.last, self.axis.left, self.axis.right)(day, part)


def slots(names: Sequence[str], left: float, right: float) -> Axis:
    """Cells of one width, in the order of their names."""
    width = (right - left) / max(len(names), 1)
    return _axis(
        [
            Cell(left + width * place, left + width * (place + 1), name)
            for place, name in enumerate(names)
        ],
        left,
        right,
    )


def days(first: Date, last: Date, left: float, right: float) -> DayAxis:
    """All days from `first` to `last`, both widened to whole months (to days where few)."""
    unit: Unit | None = None
    span = (last - first).days + 1
    if span > LONGEST_BY_DAY:
        unit = "month" if span <= LONGEST_BY_MONTH else "year"
        whole = buckets(first, last, unit)
        first, last = whole[0].start, whole[-1].end
    place = _place(first, last, left, right)
    if unit is None:
        every = (first + dt.timedelta(days=number) for number in range(span))
        cells = [
            Cell(place(day, 0), place(day, 1), f"{day.year}年{day.month}月{day.day}日")
            for day in every
        ]
    else:
        cells = [
            Cell(place(each.start, 0), place(each.end, 1), each.name)
            for each in buckets(first, last, unit)
        ]
    return DayAxis(axis=_axis(cells, left, right), first=first, last=last)


def _place(first: Date, last: Date, left: float, right: float) -> Callable[[Date, float], float]:
    span = (last - first).days + 1
    return lambda day, part: left + (right - left) * ((day - first).days + part) / span


def _axis(cells: list[Cell], left: float, right: float) -> Axis:
    parts = [_parts(cell.name) for cell in cells]
    groups, borders = _groups(cells, [group for group, _ in parts])
    return Axis(
        left=left,
        right=right,
        cells=tuple(cells),
        labels=_labels(cells, parts),
        groups=groups,
        borders=borders,
    )


def _parts(name: str) -> tuple[str, str]:
    """The group a cell's name tells and the rest: 2022年 and 26期."""
    found = _NAME.fullmatch(name)
    return (found[1], found[2]) if found else ("", name)


def _groups(
    cells: Sequence[Cell], names: Sequence[str]
) -> tuple[tuple[Label, ...], tuple[float, ...]]:
    """A label in the middle of each run of cells of one group, and the borders of the runs."""
    runs: list[tuple[float, float, str]] = []
    for cell, name in zip(cells, names, strict=True):
        if runs and runs[-1][2] == name:
            runs[-1] = (runs[-1][0], cell.right, name)
        else:
            runs.append((cell.left, cell.right, name))
    borders = tuple(right for (_, right, _), _ in pairwise(runs))
    if not any(name for _, _, name in runs):
        return (), ()
    labels = [Label((left + right) / 2, name) for left, right, name in runs if name]
    return spaced(labels), borders if len(borders) < len(cells) - 1 else ()


def _labels(cells: Sequence[Cell], parts: Sequence[tuple[str, str]]) -> tuple[Label, ...]:
    """Labels of as many cells as have room, at even strides counted from the first of a group."""
    texts = [fitted(rest, _WIDEST_LABEL, LABEL) for _, rest in parts]
    if not texts:
        return ()
    widest = max(width_of(text, LABEL) for text in set(texts))
    narrowest = min(cell.right - cell.left for cell in cells)
    stride = next(
        (each for each in _STRIDES if each * narrowest >= widest + _BETWEEN), _STRIDES[-1]
    )
    grouped = any(group for group, _ in parts)
    chosen: list[Label] = []
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        leading = _LEADING.match(text) if grouped else None
        number = int(leading[0]) - 1 if leading else place
        if number % stride:
            continue
        # The first of a year is worth more than the last of the year before, close to it.
        if chosen and leading and not number and cell.centre - chosen[-1].x < stride * narrowest:
            chosen.pop()
        chosen.append(Label(cell.centre, text))
    runs = len({group for group, _ in parts})
    if grouped and runs > 1 and len(chosen) <= runs:  # one a year says nothing the year does not
        return ()
    return spaced(chosen)


def spaced(
    labels: Iterable[Label], size: float = LABEL, between: float = _BETWEEN
) -> tuple[Label, ...]:
    """Those of the labels, from left to right, that do not touch one before them."""
    kept: list[Label] = []
    edge = float("-inf")
    for label in labels:
        half = width_of(label.text, size) / 2
        if label.x - half >= edge:
            kept.append(label)
            edge = label.x + half + between
    return tuple(kept)
