"""Ruled tables from a page's rules.

Rules that touch each other form a grid of elementary squares; squares that no rule parts are one
cell, so merged cells and their spans fall out of the grid. Works on any reader's rules, and gives
what pdfplumber's default table finder gives (tests/test_pdf.py compares them).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from archive.ink import ASCENT, DESCENT, Glyph, Ink, Rule
from archive.lines import set_lines
from archive.pages import Cell, Table
from archive.records import Box

# Rules closer than this are one (double rules, rounding, both edges of a thin bar); rules that end
# this close to another one touch it.
_SNAP = 3.0
# A table of two rows has three horizontal rules, and one vertical rule where its sides are open.
_FEWEST_HORIZONTAL = 3
_FEWEST_VERTICAL = 1
_SHORTEST_HORIZONTAL = 20.0
_SHORTEST_VERTICAL = 6.0
# Part of a square's side that must be drawn to part two squares.
_DRAWN_SIDE = 0.6
# A table whose sides are left open (a common style of statistics) has rules that run on past the
# outermost vertical ones by at least this much.
_OPEN_SIDE = 12.0
# A grid with more squares is a chart's raster or a map.
_MOST_SQUARES = 20_000


class _Grid(msgspec.Struct):
    """Rules of one table: positions of columns' and rows' borders, and the rules themselves."""

    xs: list[float]
    ys: list[float]
    horizontal: list[Rule]
    vertical: list[Rule]


def could_hold_table(ink: Ink) -> bool:
    """True where there are enough distinct rules: a cheap test that spares most pages more."""
    ys = {round(rule.at) for rule in ink.horizontal}
    xs = {round(rule.at) for rule in ink.vertical}
    return len(ys) >= _FEWEST_HORIZONTAL and len(xs) >= _FEWEST_VERTICAL


def find_ruled_tables(ink: Ink) -> list[tuple[Table, list[int]]]:
    """Tables of at least 2 × 2 with text in them, each with the indices of the glyphs inside."""
    if not could_hold_table(ink):
        return []
    horizontal = snap(ink.horizontal, _SHORTEST_HORIZONTAL)
    vertical = snap(ink.vertical, _SHORTEST_VERTICAL)
    found = []
    for grid in _grids(horizontal, vertical):
        boxes = _cells(grid)
        if boxes is None:
            continue
        made = _fill(ink, grid, boxes)
        if made is not None:
            found.append(made)
    return sorted(found, key=lambda made: (made[0].box[1], made[0].box[0]))


def snap(rules: Iterable[Rule], shortest: float) -> list[Rule]:
    """Rules with near positions pulled together and touching pieces joined."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if (
            groups
            and rule.at - groups[-1][-1].at <= _SNAP
            and rule.at - groups[-1][0].at <= (2 * _SNAP)
        ):
            groups[-1].append(rule)
        else:
            groups.append([rule])
    joined: list[Rule] = []
    for group in groups:
        at = sum(rule.at for rule in group) / len(group)
        start, end = None, 0.0
        for rule in sorted(group, key=lambda rule: rule.start):
            if start is not None and rule.start <= end + _SNAP:
                end = max(end, rule.end)
                continue
            if start is not None and end - start >= shortest:
                joined.append(Rule(at, start, end))
            start, end = rule.start, rule.end
        if start is not None and end - start >= shortest:
            joined.append(Rule(at, start, end))
    return joined


def _touch(flat: Rule, upright: Rule) -> bool:
    return (
        flat.start - _SNAP <= upright.at <= flat.end + _SNAP
        and upright.start - _SNAP <= flat.at <= upright.end + _SNAP
    )


def _grids(horizontal: Sequence[Rule], vertical: Sequence[Rule]) -> list[_Grid]:
    """Groups of rules that hang together, as grids."""
    group = list(range(len(horizontal) + len(vertical)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for i, flat in enumerate(horizontal):
        for j, upright in enumerate(vertical):
            if _touch(flat, upright):
                group[root(i)] = root(len(horizontal) + j)
    members: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, flat in enumerate(horizontal):
        members.setdefault(root(i), ([], []))[0].append(flat)
    for j, upright in enumerate(vertical):
        members.setdefault(root(len(horizontal) + j), ([], []))[1].append(upright)
    grids = []
    for flats, uprights in members.values():
        if flats and uprights:
            grids.append(_grid(flats, uprights))
    return grids


def _positions(values: Iterable[float]) -> list[float]:
    positions: list[float] = []
    for value in sorted(values):
        if not positions or value - positions[-1] > _SNAP:
            positions.append(value)
    return positions


def _grid(flats: list[Rule], uprights: list[Rule]) -> _Grid:
    """A grid; where its sides are open, they are closed at the ends of the horizontal rules."""
    xs = _positions(rule.at for rule in uprights)
    ys = _positions(rule.at for rule in flats)
    top, bottom = ys[0], ys[-1]
    left = sorted(rule.start for rule in flats)[len(flats) // 2]
    right = sorted(rule.end for rule in flats)[len(flats) // 2]
    if left < xs[0] - _OPEN_SIDE:
        xs.insert(0, left)
        uprights.append(Rule(left, top, bottom))
    if right > xs[-1] + _OPEN_SIDE:
        xs.append(right)
        uprights.append(Rule(right, top, bottom))
    return _Grid(xs, ys, flats, uprights)


def _is_drawn(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    """True where rules at `at` cover most of the stretch from `start` to `end`."""
    covered = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start))
        for rule in rules
        if abs(rule.at - at) <= _SNAP
    )
    return covered >= _DRAWN_SIDE * (end - start)


def _cells(grid: _Grid) -> list[tuple[int, int, int, int]] | None:
    """Cells as (top, left, bottom, right) in squares, or None where it is no table."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    if rows < 2 or columns < 2 or rows * columns > _MOST_SQUARES:
        return None
    cell = {(row, column): (row, column) for row in range(rows) for column in range(columns)}

    def root(square: tuple[int, int]) -> tuple[int, int]:
        while cell[square] != square:
            cell[square] = cell[cell[square]]
            square = cell[square]
        return square

    upright = {x: [rule for rule in grid.vertical if abs(rule.at - x) <= _SNAP] for x in grid.xs}
    flat = {y: [rule for rule in grid.horizontal if abs(rule.at - y) <= _SNAP] for y in grid.ys}
    for row, (top, bottom) in enumerate(pairwise(grid.ys)):
        for column, (left, right) in enumerate(pairwise(grid.xs)):
            here = root((row, column))
            if column + 1 < columns and not _is_drawn(upright[right], right, top, bottom):
                cell[here] = root((row, column + 1))
                here = root((row, column))
            if row + 1 < rows and not _is_drawn(flat[bottom], bottom, left, right):
                cell[here] = root((row + 1, column))
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for square in cell:
        members.setdefault(root(square), []).append(square)
    return _rectangles(list(members.values()))


def _rectangles(
    groups: Sequence[Sequence[tuple[int, int]]],
) -> list[tuple[int, int, int, int]] | None:
    """The groups as (top, left, bottom, right), or None where they are not at least 2 × 2.

    A group of another shape (a corner without rules) is cut into its squares.
    """
    boxes: list[tuple[int, int, int, int]] = []
    for group in groups:
        top = min(row for row, _ in group)
        bottom = max(row for row, _ in group)
        left = min(column for _, column in group)
        right = max(column for _, column in group)
        if (bottom - top + 1) * (right - left + 1) == len(group):
            boxes.append((top, left, bottom + 1, right + 1))
        else:
            boxes.extend((row, column, row + 1, column + 1) for row, column in group)
    if len({box[0] for box in boxes}) < 2 or len({box[1] for box in boxes}) < 2:
        return None
    return sorted(boxes)


def _fill(
    ink: Ink, grid: _Grid, boxes: Sequence[tuple[int, int, int, int]]
) -> tuple[Table, list[int]] | None:
    """The table with its glyphs set into lines, or None where it holds hardly any text."""
    owner: dict[tuple[int, int], int] = {}
    for index, (top, left, bottom, right) in enumerate(boxes):
        for row in range(top, bottom):
            for column in range(left, right):
                owner[row, column] = index
    glyphs: list[list[Glyph]] = [[] for _ in boxes]
    inside: list[int] = []
    for index, glyph in enumerate(ink.glyphs):
        square = _square(grid, glyph)
        if square is not None:
            glyphs[owner[square]].append(glyph)
            inside.append(index)
    row_numbers = {row: number for number, row in enumerate(sorted({box[0] for box in boxes}))}
    column_numbers = {col: number for number, col in enumerate(sorted({box[1] for box in boxes}))}
    cells: list[Cell] = []
    for box, own in zip(boxes, glyphs, strict=True):
        top, left, bottom, right = box
        cells.append(
            Cell(
                row=row_numbers[top],
                column=column_numbers[left],
                row_span=sum(top <= row < bottom for row in row_numbers),
                column_span=sum(left <= column < right for column in column_numbers),
                box=round_box((grid.xs[left], grid.ys[top], grid.xs[right], grid.ys[bottom])),
                lines=set_lines(ink.number, own)[0],
            )
        )
    full = [cell for cell in cells if cell.lines]
    if len({cell.row for cell in full}) < 2 or len({cell.column for cell in full}) < 2:
        return None
    outline = round_box((grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]))
    table = Table(ink.number, outline, len(row_numbers), len(column_numbers), tuple(cells))
    return table, inside


def _square(grid: _Grid, glyph: Glyph) -> tuple[int, int] | None:
    """The elementary square that holds the middle of a glyph."""
    x = (glyph.x0 + glyph.x1) / 2
    y = glyph.base - (ASCENT - DESCENT) / 2 * glyph.size
    if not (grid.xs[0] <= x < grid.xs[-1] and grid.ys[0] <= y < grid.ys[-1]):
        return None
    column = next(index for index, right in enumerate(grid.xs[1:]) if x < right)
    row = next(index for index, bottom in enumerate(grid.ys[1:]) if y < bottom)
    return row, column


def round_box(box: Box) -> Box:
    """The box with hundredths of a point."""
    x0, top, x1, bottom = box
    return (round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
