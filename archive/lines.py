"""From glyphs to printed lines in reading order, columns kept apart.

Glyphs drawn one after the other on a base line are a *run*; runs that stand on one base line are a
line. Where a page is set in columns (archive.page_columns) each is read before the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from archive.ink import ASCENT, DESCENT, Glyph
from archive.page_columns import Region, split_columns
from archive.pages import Line

# A run ends where the base line moves by more than this share of an em (superscripts move a third),
_BASE_SHIFT = 0.2
# where the pen goes back by more than this (kerning and overlapping boxes go back less),
_BACK_STEP = 0.5
# or where a gap wider than this is left without a drawn space: justified text spreads by less.
RUN_GAP = 1.2
# Runs stand on one line when their base lines differ by less than this share of the larger size …
_SAME_LINE = 0.3
# … or when the smaller (a note's mark) lies within the larger one's box.
_MARK_SIZE = 0.8
# Between Latin letters a gap of this many ems is a space that was not drawn.
_LATIN_GAP = 0.18
# A gap this wide between two parts of a line is told by a space of its own.
_PAD_GAP = 1.0
_PAD = "\u3000"
# The same character drawn twice within this share of an em is one, made bold by overprinting.
# Bold by overprint moves by up to 0.05 em; neighbours in real text are never closer than 0.25 em.
_OVERPRINT = 0.15
# Size in points of the cells in which twins are looked for: few glyphs of one text stand in one.
_CELL_WIDTH = 32.0
_CELL_HEIGHT = 8.0
# Characters set one below the other at the same x are one vertical line.
_VERTICAL_STEP = 1.6
_SHORTEST_VERTICAL = 3


class Run(msgspec.Struct, gc=False):
    """Glyphs drawn one after the other on one base line (not frozen: it grows while reading)."""

    glyphs: list[Glyph]
    order: int
    base: float
    size: float
    x0: float
    x1: float

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.base - ASCENT * self.size

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.base + DESCENT * self.size


def remove_overprint(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """The glyphs with doubled ones taken once and marked bold."""
    kept: list[Glyph] = []
    cells: dict[tuple[str, int, int], list[int]] = {}
    for glyph in glyphs:
        text = glyph.text
        if not text.isspace():
            x, base = glyph.x0, glyph.base
            reach = _OVERPRINT * glyph.size
            column, last_column = int((x - reach) / _CELL_WIDTH), int((x + reach) / _CELL_WIDTH)
            row, last_row = int((base - reach) / _CELL_HEIGHT), int((base + reach) / _CELL_HEIGHT)
            if column == last_column and row == last_row:
                own = cells.setdefault((text, column, row), [])
                near: Iterable[int] = own
            else:
                own = cells.setdefault((text, int(x / _CELL_WIDTH), int(base / _CELL_HEIGHT)), [])
                near = [
                    index
                    for place in range(column, last_column + 1)
                    for level in range(row, last_row + 1)
                    for index in cells.get((text, place, level), ())
                ]
            twin = _find_twin(kept, near, glyph, reach) if near else None
            if twin is not None:
                kept[twin] = msgspec.structs.replace(kept[twin], bold=True)
                continue
            own.append(len(kept))
        kept.append(glyph)
    return kept


def _find_twin(
    kept: Sequence[Glyph], near: Iterable[int], glyph: Glyph, reach: float
) -> int | None:
    """Which of the glyphs `near` (all of the same text) is within `reach` points of `glyph`."""
    for index in near:
        other = kept[index]
        if (
            abs(other.x0 - glyph.x0) <= reach
            and abs(other.base - glyph.base) <= reach
            and other.size < glyph.size * 1.5
            and glyph.size < other.size * 1.5
        ):
            return index
    return None


def _told(size: float) -> float:
    """A line's size, never nothing: a damaged matrix has no height, and others divide by it."""
    return max(round(size, 2), 0.01)


def set_lines(
    page: int, glyphs: Sequence[Glyph], *, columns: bool = False, known: Sequence[float] = ()
) -> tuple[tuple[Line, ...], tuple[tuple[int, int], ...]]:
    """Lines in reading order, and the `[start, end)` stretches of them set in columns.

    `columns` says whether to look for columns at all (a page's body: yes; a table's cell: no);
    `known` are left edges of columns on other pages.
    """
    upright = [glyph for glyph in glyphs if glyph.upright]
    runs = _group_runs(upright)
    regions = split_columns(runs, known) if columns else [Region(runs, is_column=False)]
    lines: list[Line] = []
    stretches: list[tuple[int, int]] = []
    for region in regions:
        start = len(lines)
        lines.extend(_lines_of(page, region.runs))
        if region.is_column and len(lines) > start:
            stretches.append((start, len(lines)))
    if len(upright) < len(glyphs):
        lines.extend(_sideways_lines(page, [glyph for glyph in glyphs if not glyph.upright]))
    return tuple(lines), tuple(stretches)


def _group_runs(glyphs: Iterable[Glyph]) -> list[Run]:
    """Runs in the order in which they were drawn; runs of white space alone are left out."""
    runs: list[Run] = []
    run: Run | None = None
    inked = False
    for glyph in glyphs:
        space = glyph.text.isspace()
        x0, x1, base, own = glyph.x0, glyph.x1, glyph.base, glyph.size
        if run is not None:
            size = run.size if run.size > own else own  # noqa: FURB136  (no call for each glyph)
            if (
                not -_BASE_SHIFT * size <= base - run.base <= _BASE_SHIFT * size
                or x0 < run.x1 - _BACK_STEP * size
                or x0 > run.x1 + RUN_GAP * size
            ):
                if inked:
                    runs.append(run)
                run = None
        if run is None:
            run = Run([glyph], len(runs), base, own, x0, x1)
            inked = not space
            continue
        run.glyphs.append(glyph)
        if x1 > run.x1:  # noqa: PLR1730  (as above)
            run.x1 = x1
        if not space:
            inked = True
            if own > run.size:
                run.size, run.base = own, base
    if run is not None and inked:
        runs.append(run)
    return runs


def _lines_of(page: int, runs: Sequence[Run]) -> list[Line]:
    """Lines from top to bottom; in each its runs from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.base, run.x0)):
        row = next((row for row in reversed(rows[-3:]) if _on_row(row, run)), None)
        if row is None:
            rows.append([run])
        else:
            row.append(run)
    rows = _vertical_rows(rows)
    return [_line(page, row) for row in rows]


def _on_row(row: Sequence[Run], run: Run) -> bool:
    """True where `run` stands on the line of `row` and not over or under one of its runs."""
    main = max(row, key=lambda other: other.size)
    shift = abs(run.base - main.base)
    larger, smaller = (main, run) if main.size >= run.size else (run, main)
    within = smaller.top >= larger.top - 1 and smaller.bottom <= larger.bottom + 1
    is_mark = smaller.size <= _MARK_SIZE * larger.size and within
    if shift > _SAME_LINE * larger.size and not is_mark:
        return False
    if shift <= 0.05 * larger.size:
        return True
    slack = 0.3 * smaller.size
    return all(run.x0 >= other.x1 - slack or run.x1 <= other.x0 + slack for other in row)


def _vertical_rows(rows: list[list[Run]]) -> list[list[Run]]:
    """Rows, with three or more lone characters set below each other taken as one."""
    result: list[list[Run]] = []
    stack: list[Run] = []
    for row in rows:
        lone = row[0] if len(row) == 1 and len(row[0].glyphs) == 1 else None
        if (
            lone is not None
            and stack
            and abs(lone.x0 - stack[-1].x0) <= 0.2 * lone.size
            and lone.base - stack[-1].base <= _VERTICAL_STEP * lone.size
        ):
            stack.append(lone)
            continue
        result.extend(_unstack(stack))
        stack = []
        if lone is not None and not lone.glyphs[0].text.isdigit():
            stack = [lone]
        else:
            result.append(row)
    result.extend(_unstack(stack))
    return result


def _unstack(stack: list[Run]) -> list[list[Run]]:
    return [stack] if len(stack) >= _SHORTEST_VERTICAL else [[run] for run in stack]


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _line(page: int, row: Sequence[Run]) -> Line:
    """One line of the runs of a row, with the spaces that were left but not drawn."""
    main = row[0] if len(row) == 1 else max(row, key=_weight)
    stacked = len(row) > 1 and row[-1].base - row[0].base > main.size
    ordered = row if stacked or len(row) == 1 else sorted(row, key=lambda run: run.x0)
    texts: list[str] = []
    edges: list[float] = []
    bold: list[tuple[int, int]] = []
    sizes: dict[float, int] = {}
    previous: Glyph | None = None
    for run in ordered:
        for glyph in run.glyphs:
            text, size = glyph.text, glyph.size
            if previous is not None and not stacked and glyph.x0 - previous.x1 >= _LATIN_GAP * size:
                _fill_gap(previous, glyph, texts, edges)
            inked = not text.isspace()
            if inked and glyph.bold:
                _extend(bold, len(texts), len(texts) + len(text))
            if len(text) == 1:
                texts.append(text)
                edges.append(round(glyph.x0, 2))
                edges.append(round(glyph.x1, 2))
            else:
                texts.extend(text)
                _add_edges(edges, glyph)
            sizes[size] = sizes.get(size, 0) + inked
            previous = glyph
    size = max(sizes, key=sizes.__getitem__)
    base = next(g.base for g in main.glyphs if not g.text.isspace())
    top, bottom = base - ASCENT * size, base + DESCENT * size
    if stacked:
        top = row[0].top
    text = "".join(texts)
    merged = _merge_over_spaces(bold, text) if bold else ()
    return Line(page, text, round(top, 2), round(bottom, 2), tuple(edges), _told(size), merged)


def _weight(run: Run) -> tuple[int, float]:
    return sum(not glyph.text.isspace() for glyph in run.glyphs), run.size


def _fill_gap(previous: Glyph, glyph: Glyph, texts: list[str], edges: list[float]) -> None:
    """Put in the space that stands between two glyphs apart, where none was drawn."""
    gap = glyph.x0 - previous.x1
    if previous.text.isspace() or glyph.text.isspace():
        return
    if gap > _PAD_GAP * max(glyph.size, previous.size):
        space = _PAD
    elif _is_latin(previous.text[-1]) and _is_latin(glyph.text[0]):
        space = " "
    else:
        return
    texts.append(space)
    edges += (round(previous.x1, 2), round(glyph.x0, 2))


def _add_edges(edges: list[float], glyph: Glyph) -> None:
    """Left and right edge for each character of the glyph (a ligature shares out its width)."""
    x0, x1 = glyph.x0, glyph.x1
    count = len(glyph.text)
    if count == 1:
        edges += (round(x0, 2), round(x1, 2))
        return
    step = (x1 - x0) / count
    for index in range(count):
        edges += (round(x0 + index * step, 2), round(x0 + (index + 1) * step, 2))


def _extend(ranges: list[tuple[int, int]], start: int, end: int) -> None:
    if ranges and ranges[-1][1] == start:
        ranges[-1] = (ranges[-1][0], end)
    else:
        ranges.append((start, end))


def _merge_over_spaces(ranges: list[tuple[int, int]], text: str) -> tuple[tuple[int, int], ...]:
    """Bold ranges with those joined that only white space parts."""
    merged: list[tuple[int, int]] = []
    for start, end in ranges:
        if merged and text[merged[-1][1] : start].isspace():
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def _sideways_lines(page: int, glyphs: Sequence[Glyph]) -> list[Line]:
    """Turned text (a stamp, a spine): one line for each stretch drawn in one size.

    Its characters overlap on no base line that a reader would follow, so it comes last.
    """
    lines: list[Line] = []
    stretch: list[Glyph] = []
    for glyph in glyphs:
        far = stretch and (
            abs(glyph.x0 - stretch[-1].x0) > 2 * glyph.size
            or abs(glyph.base - stretch[-1].base) > 2 * glyph.size
            or abs(glyph.size - stretch[-1].size) > 0.5
        )
        if far:
            lines.extend(_sideways_line(page, stretch))
            stretch = []
        stretch.append(glyph)
    lines.extend(_sideways_line(page, stretch))
    return lines


def _sideways_line(page: int, stretch: Sequence[Glyph]) -> list[Line]:
    if all(glyph.text.isspace() for glyph in stretch):
        return []
    edges: list[float] = []
    for glyph in stretch:
        _add_edges(edges, glyph)
    size = stretch[0].size
    top = min(glyph.base for glyph in stretch) - ASCENT * size
    bottom = max(glyph.base for glyph in stretch) + DESCENT * size
    text = "".join(glyph.text for glyph in stretch)
    return [Line(page, text, round(top, 2), round(bottom, 2), tuple(edges), _told(size))]
