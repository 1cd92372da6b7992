"""Which parts of a page are set in columns.

A gutter is a strip that no line crosses, with prose on both sides of it. A padded footer, a table
without rules or a list in two places of a line has such strips too: columns are told from them by
the order of drawing (a column is drawn whole before the next) or by being filled from edge to edge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Generic, Protocol, TypeVar

import msgspec


class Placed(Protocol):
    """What is known of a run here."""

    order: int
    base: float
    size: float
    x0: float
    x1: float


RunT = TypeVar("RunT", bound=Placed)

# The gutter between newspaper columns is two characters in Word; one is the least ever seen.
_GUTTER = 1.0
_WIDEST_GUTTER = 3.5
_FIRST_INDENT = 2.2
# Fewer lines side by side are a padded footer or two signatures, not columns.
_SHORTEST_COLUMN = 4
# A column of prose holds at least eight characters.
_NARROWEST_COLUMN = 8.0
# Lines of prose reach the column's edge but for the last of each paragraph.
_FILLED_LINES = 0.6
_FILLED_WITHIN = 1.5
# Share of pairs that may be drawn out of order (a page's foot, a box) in columns drawn in turn.
_OUT_OF_ORDER = 0.1
_DEEPEST_SPLIT = 3
# Left edges within this many points are one.
_SAME_EDGE = 2.0


class Region(msgspec.Struct, Generic[RunT]):
    """Runs that are read together, before those of the next region."""

    runs: list[RunT]
    is_column: bool


class _Band(msgspec.Struct, Generic[RunT]):
    """Left and right runs between two lines that cross the gutter, from top to bottom."""

    left: list[RunT]
    right: list[RunT]


def split_columns(
    runs: Sequence[RunT], known: Sequence[float] = (), depth: int = 0
) -> list[Region[RunT]]:
    """Regions in reading order; a page in one column is one region.

    `known` are the left edges of right-hand columns on the file's other pages: the last page may
    have too few lines in its right column to tell by itself.
    """
    best: list[_Band[RunT]] = []
    if depth < _DEEPEST_SPLIT and len(runs) >= 2 * _SHORTEST_COLUMN:
        for gutter in _candidates(runs):
            bands = [band for band in _bands(runs, gutter) if _are_columns(band)]
            if sum(map(_weight, bands)) > sum(map(_weight, best)):
                best = bands
    for gutter in known if not best and depth == 0 else ():
        bands = [band for band in _bands(runs, gutter - 1) if _go_on_as_columns(band, gutter)]
        best = best or bands
    if not best:
        return [Region(list(runs), is_column=depth > 0)]
    return _regions(runs, best, known, depth)


def _weight(band: _Band[RunT]) -> int:
    return min(len(band.left), len(band.right))


def _candidates(runs: Sequence[RunT]) -> list[float]:
    """Left edges that several lines share, far enough from the page's own left edge."""
    size = median(run.size for run in runs)
    edge = min(run.x0 for run in runs)
    counts = Counter(round(run.x0 / _SAME_EDGE) for run in runs)
    return [
        _SAME_EDGE * place - 1
        for place, _ in sorted(counts.items())
        if counts[place - 1] + counts[place] + counts[place + 1] > _SHORTEST_COLUMN // 2
        and _SAME_EDGE * place > edge + _NARROWEST_COLUMN * size
    ]


def _bands(runs: Sequence[RunT], gutter: float) -> list[_Band[RunT]]:
    """The stretches of the page that no run crosses at `gutter`, from top to bottom."""
    bands: list[_Band[RunT]] = [_Band([], [])]
    for run in sorted(runs, key=lambda run: run.base):
        if run.x1 <= gutter - _GUTTER * run.size:
            bands[-1].left.append(run)
        elif run.x0 >= gutter - 1:
            bands[-1].right.append(run)
        else:
            bands.append(_Band([], []))
    return bands


def _are_columns(band: _Band[RunT]) -> bool:
    """True where both sides are prose and side by side."""
    if min(len(band.left), len(band.right)) < _SHORTEST_COLUMN:
        return False
    for side in (band.left, band.right):
        if len({round(run.base / (0.5 * run.size)) for run in side}) < _SHORTEST_COLUMN:
            return False
        if median((run.x1 - run.x0) / run.size for run in side) < _NARROWEST_COLUMN:
            return False
    top = max(band.left[0].base, band.right[0].base)
    bottom = min(band.left[-1].base, band.right[-1].base)
    shorter = min(band.left[-1].base - band.left[0].base, band.right[-1].base - band.right[0].base)
    if bottom - top < 0.5 * shorter:
        return False
    return _drawn_in_turn(band) or (_filled(band.left) and _filled(band.right))


def _go_on_as_columns(band: _Band[RunT], gutter: float) -> bool:
    """True where a column on the left goes on beside a known column's few lines, or alone."""
    if len(band.left) < _SHORTEST_COLUMN:
        return False
    if not band.right:
        reach = max(run.x1 for run in band.left)
        return _filled(band.left) and gutter - reach <= _WIDEST_GUTTER * band.left[0].size
    # All of the few lines may be first lines.
    lead = min(run.x0 for run in band.right) - gutter
    at_edge = lead <= _FIRST_INDENT * band.right[0].size
    above = band.right[0].base <= band.left[0].base + band.left[0].size
    return at_edge and above and _drawn_in_turn(band)


def _drawn_in_turn(band: _Band[RunT]) -> bool:
    """True where (nearly) all of the left side is drawn before all of the right side."""
    orders = sorted([(run.order, 0) for run in band.left] + [(run.order, 1) for run in band.right])
    late, rights = 0, 0
    for _, side in orders:
        if side:
            rights += 1
        else:
            late += rights
    return late <= _OUT_OF_ORDER * len(band.left) * len(band.right)


def _filled(side: Sequence[RunT]) -> bool:
    """True where most lines reach the side's right edge."""
    right = max(run.x1 for run in side)
    full = sum(right - run.x1 <= _FILLED_WITHIN * run.size for run in side)
    return full >= _FILLED_LINES * len(side)


def _regions(
    runs: Sequence[RunT], bands: Sequence[_Band[RunT]], known: Sequence[float], depth: int
) -> list[Region[RunT]]:
    """The columns of each band with what stands over, between and under the bands."""
    taken = {run.order for band in bands for run in (*band.left, *band.right)}
    rest = sorted((run for run in runs if run.order not in taken), key=lambda run: run.base)
    regions: list[Region[RunT]] = []
    position = 0
    for band in bands:
        top = min(side[0].base for side in (band.left, band.right) if side)
        above = [run for run in rest[position:] if run.base < top]
        position += len(above)
        if above:
            regions.append(Region(above, is_column=depth > 0))
        for side in (band.left, band.right):
            regions.extend(split_columns(side, known, depth + 1) if side else ())
    if position < len(rest):
        regions.append(Region(rest[position:], is_column=depth > 0))
    return regions
