"""Three-line tables (三线表): rules over and under the header and under the body, none upright.

Found from at least three horizontal rules of the same extent with aligned text between them. The
rules of a footer, or those over and under a masthead, have no aligned columns of figures between
them and make no table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

import msgspec

from archive.ink import ASCENT, DESCENT, Glyph, Ink, Rule
from archive.lines import set_lines
from archive.pages import Cell, Line, Table
from archive.tables import round_box, snap

_FEWEST_RULES = 3
_SHORTEST_RULE = 60.0
# Rules of one table begin and end within this many points of each other.
_SAME_EXTENT = 6.0
# Text parts that leave this many ems between them are in different columns …
_CELL_GAP = 0.7
# … unless another row's text bridges the gap; columns are at least this far apart.
_COLUMN_GAP = 0.25
_SAME_ROW = 0.4
# Share of an interval's rows that must have more than one part to be tabular.
_TABULAR_ROWS = 0.6
# A label alone at this share of the rows' distance from the next figures is a row of its own.
_OWN_ROW = 0.8
_SENTENCE = frozenset("。；：:;，")


class _Part(msgspec.Struct):
    """Glyphs of one row that stand together."""

    glyphs: list[tuple[int, Glyph]]
    base: float
    size: float
    x0: float
    x1: float

    @property
    def text(self) -> str:
        """The part's characters without white space."""
        return "".join(glyph.text for _, glyph in self.glyphs if not glyph.text.isspace())


class _Draft(msgspec.Struct, frozen=True):
    """A cell before its place in points is known."""

    row: int
    column: int
    row_span: int
    column_span: int
    parts: list[_Part]


Columns = list[tuple[float, float]]


def find_open_tables(ink: Ink) -> list[tuple[Table, list[int]]]:
    """Three-line tables, each with the indices of the glyphs inside."""
    if len({round(rule.at) for rule in ink.horizontal}) < _FEWEST_RULES:
        return []
    rules = snap(ink.horizontal, _SHORTEST_RULE)
    found: list[tuple[Table, list[int]]] = []
    for group in _same_extent(rules):
        intervals = [_parts_between(ink, above, below) for above, below in pairwise(group)]
        start = 0
        for end in range(len(intervals) + 1):
            if end < len(intervals) and _is_tabular(intervals[end]):
                continue
            if end - start >= _FEWEST_RULES - 1:
                made = _make_table(ink, group[start : end + 1], intervals[start:end])
                if made is not None:
                    found.append(made)
            start = end + 1
    return found


def _same_extent(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Rules grouped by where they begin and end, each group from top to bottom."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        for group in groups:
            if (
                abs(group[0].start - rule.start) <= _SAME_EXTENT
                and abs(group[0].end - rule.end) <= _SAME_EXTENT
            ):
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) >= _FEWEST_RULES]


def _parts_between(ink: Ink, above: Rule, below: Rule) -> list[_Part]:
    """Text parts between two rules, from top to bottom and left to right."""
    inside = [
        (index, glyph)
        for index, glyph in enumerate(ink.glyphs)
        if above.at <= glyph.base - (ASCENT - DESCENT) / 2 * glyph.size < below.at
        and above.start - 1 <= (glyph.x0 + glyph.x1) / 2 <= above.end + 1
    ]
    parts: list[_Part] = []
    for row in _rows(inside):
        part: _Part | None = None
        for index, glyph in sorted(row, key=lambda pair: pair[1].x0):
            if glyph.text.isspace():
                if part is not None:
                    part.glyphs.append((index, glyph))
                continue
            if part is None or glyph.x0 - part.x1 > _CELL_GAP * glyph.size:
                part = _Part([], glyph.base, glyph.size, glyph.x0, glyph.x1)
                parts.append(part)
            part.glyphs.append((index, glyph))
            part.x1 = max(part.x1, glyph.x1)
    return parts


def _rows(glyphs: Iterable[tuple[int, Glyph]]) -> list[list[tuple[int, Glyph]]]:
    rows: list[list[tuple[int, Glyph]]] = []
    for pair in sorted(glyphs, key=lambda pair: pair[1].base):
        if rows and pair[1].base - rows[-1][0][1].base <= _SAME_ROW * pair[1].size:
            rows[-1].append(pair)
        else:
            rows.append([pair])
    return rows


def _levels(parts: Iterable[_Part]) -> list[list[_Part]]:
    """Parts grouped by base line, from top to bottom."""
    levels: list[list[_Part]] = []
    for part in sorted(parts, key=lambda part: part.base):
        if levels and part.base - levels[-1][0].base <= _SAME_ROW * part.size:
            levels[-1].append(part)
        else:
            levels.append([part])
    return levels


def _is_tabular(parts: Sequence[_Part]) -> bool:
    levels = _levels(parts)
    several = sum(len(level) > 1 for level in levels)
    return bool(levels) and several >= _TABULAR_ROWS * len(levels)


def _make_table(
    ink: Ink, rules: Sequence[Rule], intervals: Sequence[Sequence[_Part]]
) -> tuple[Table, list[int]] | None:
    """The table between the rules, or None where the text is no table of figures."""
    header = list(intervals[0])
    body = [part for parts in intervals[1:] for part in parts]
    columns = _columns([*body, *_levels(header)[-1]])
    if len(columns) < 2 or any(_SENTENCE.intersection(part.text) for part in header):
        return None
    if not _has_figures(body, columns):
        return None
    drafts, header_rows = _header_cells(header, columns)
    rows = _body_rows(body, columns)
    for number, row in enumerate(rows, header_rows):
        for column in range(len(columns)):
            own = [part for part in row if _column_of(part, columns) == column]
            drafts.append(_Draft(number, column, 1, 1, own))
    tops = _row_borders(rules, header, header_rows, rows)
    lefts = [rules[0].start, *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), rules[0].end]
    cells = tuple(
        Cell(
            row=draft.row,
            column=draft.column,
            row_span=draft.row_span,
            column_span=draft.column_span,
            box=round_box(
                (
                    lefts[draft.column],
                    tops[draft.row],
                    lefts[draft.column + draft.column_span],
                    tops[draft.row + draft.row_span],
                )
            ),
            lines=_cell_lines(ink.number, draft.parts),
        )
        for draft in sorted(drafts, key=lambda draft: (draft.row, draft.column))
    )
    inside = [index for part in (*header, *body) for index, _ in part.glyphs]
    box = round_box((lefts[0], tops[0], lefts[-1], tops[-1]))
    return Table(ink.number, box, header_rows + len(rows), len(columns), cells), inside


def _cell_lines(page: int, parts: Sequence[_Part]) -> tuple[Line, ...]:
    glyphs = sorted((pair for part in parts for pair in part.glyphs), key=lambda pair: pair[0])
    return set_lines(page, [glyph for _, glyph in glyphs])[0]


def _columns(parts: Iterable[_Part]) -> Columns:
    """Stretches of x that text stands in, over all rows."""
    columns: Columns = []
    for part in sorted(parts, key=lambda part: part.x0):
        if columns and part.x0 - columns[-1][1] <= _COLUMN_GAP * part.size:
            columns[-1] = (columns[-1][0], max(columns[-1][1], part.x1))
        else:
            columns.append((part.x0, part.x1))
    return columns


def _covered(part: _Part, columns: Columns) -> list[int]:
    """Columns that a part reaches into; in a gap, those on both sides of it."""
    inside = [i for i, (x0, x1) in enumerate(columns) if part.x0 < x1 and part.x1 > x0]
    if inside:
        return inside
    left = [i for i, (_, x1) in enumerate(columns) if x1 <= part.x0]
    right = [i for i, (x0, _) in enumerate(columns) if x0 >= part.x1]
    return [*left[-1:], *right[:1]]


def _column_of(part: _Part, columns: Columns) -> int:
    middle = (part.x0 + part.x1) / 2
    return min(
        range(len(columns)),
        key=lambda i: abs(middle - min(max(middle, columns[i][0]), columns[i][1])),
    )


def _has_figures(body: Sequence[_Part], columns: Columns) -> bool:
    """True where some column but the first holds figures in most of its rows."""
    for column in range(1, len(columns)):
        own = [part for part in body if _column_of(part, columns) == column]
        figures = sum(any(character.isdigit() for character in part.text) for part in own)
        if own and 2 * figures > len(own):
            return True
    return False


def _header_cells(header: Sequence[_Part], columns: Columns) -> tuple[list[_Draft], int]:
    """Cells of the header and how many rows it has: two where a title spans several columns."""
    spanners = _spanners(header, columns)
    spanner_parts = [part for part, _ in spanners]
    if not spanners:
        own = {column: _own(header, columns, column) for column in range(len(columns))}
        return [_Draft(0, column, 1, 1, parts) for column, parts in own.items()], 1
    drafts = [
        _Draft(0, covered[0], 1, covered[-1] - covered[0] + 1, [part]) for part, covered in spanners
    ]
    rest = [part for part in header if not any(part is one for one in spanner_parts)]
    under = {column for _, covered in spanners for column in covered}
    for column in range(len(columns)):
        parts = _own(rest, columns, column)
        if column in under:
            drafts.append(_Draft(1, column, 1, 1, parts))
        else:
            drafts.append(_Draft(0, column, 2, 1, parts))
    return drafts, 2


def _own(parts: Iterable[_Part], columns: Columns, column: int) -> list[_Part]:
    return [part for part in parts if _column_of(part, columns) == column]


def _spanners(header: Sequence[_Part], columns: Columns) -> list[tuple[_Part, list[int]]]:
    """Parts of the header that stand over several columns, with those columns.

    A title narrower than what it spans reaches into one column only: columns beside it that have
    text on the lower level alone are its own, each column going to the nearest title.
    """
    levels = _levels(header)
    if len(levels) < 2:
        return []
    lowest = levels[-1][0].base
    upper = [part for part in header if part.base < lowest - _SAME_ROW * part.size]
    bases = {
        column: [part.base for part in _own(header, columns, column)]
        for column in range(len(columns))
    }
    low_only = {
        column for column, own in bases.items() if own and all(base >= lowest - 1 for base in own)
    }
    titles = [
        part
        for part in upper
        if len(_covered(part, columns)) > 1
        or _is_title(_column_of(part, columns), bases, low_only, lowest)
    ]
    spans: list[set[int]] = [set(_covered(part, columns)) for part in titles]
    taken = set().union(*spans) if spans else set()
    for column in sorted(low_only - taken):
        middle = sum(columns[column]) / 2
        distances = [abs((part.x0 + part.x1) / 2 - middle) for part in titles]
        if distances:
            spans[distances.index(min(distances))].add(column)
    return [
        (part, list(range(min(span), max(span) + 1)))
        for part, span in zip(titles, spans, strict=True)
        if len(span) > 1
    ]


def _is_title(
    column: int, bases: dict[int, list[float]], low_only: set[int], lowest: float
) -> bool:
    """True where a column has text on both levels and one beside it on the lower level alone."""
    return max(bases[column]) >= lowest - 1 and not low_only.isdisjoint({column - 1, column + 1})


def _body_rows(body: Sequence[_Part], columns: Columns) -> list[list[_Part]]:
    """Rows by the base lines of the figures; labels of several lines go to the nearest row."""
    figures = [part for part in body if _column_of(part, columns) > 0]
    labels = [part for part in body if _column_of(part, columns) == 0]
    rows = _levels(figures)
    bases = [level[0].base for level in rows]
    pitch = median([b - a for a, b in pairwise(bases)]) if len(bases) > 1 else 0.0
    alone: list[_Part] = []
    for part in labels:
        distance, nearest = min((abs(base - part.base), i) for i, base in enumerate(bases))
        if distance >= _OWN_ROW * max(pitch, 1.5 * part.size):
            alone.append(part)
        else:
            rows[nearest].append(part)
    rows.extend(_levels(alone))
    return sorted(rows, key=lambda row: row[0].base)


def _row_borders(
    rules: Sequence[Rule], header: Sequence[_Part], header_rows: int, rows: Sequence[list[_Part]]
) -> list[float]:
    """Upper border of each row, and the lower border of the last."""
    borders = [rules[0].at]
    if header_rows > 1:
        bases = sorted(part.base for part in header)
        borders.append((bases[0] + bases[-1] - header[0].size) / 2)
    borders.append(rules[1].at)
    for above, below in pairwise(rows):
        low = max(part.base for part in above)
        high = min(part.base - part.size for part in below)
        borders.append((low + high) / 2)
    borders.append(rules[-1].at)
    return borders
