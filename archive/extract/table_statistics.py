"""Figures of the hall's business from ruled and three-line tables.

A table is a grid with merged cells. Its header rows (one, two or three) name what is counted: the
lowest the measure, an upper one that spans several columns the category. The stub (the columns left
of the figures) names the row: an area, department or 合计 is the scope, a kind of affair the
category. 同比 and 环比 columns are changes of the figure left of them, 序号 columns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from archive.extract.context import Context
from archive.extract.statistic_drafts import Figure, FigureChange, scale_by_unit
from archive.extract.statistic_grammar import caption_units, is_unit
from archive.extract.statistic_periods import Period, bulletin_period, find_periods, without_number
from archive.extract.statistic_phrases import Label
from archive.extract.statistic_tokens import ChangeKind
from archive.extract.table_grid import (
    Grid,
    Header,
    Stub,
    Value,
    cell_text,
    is_empty,
    is_serial,
    read_header,
    read_stub,
    read_value,
)
from archive.extract.table_labels import (
    caption_label,
    change_kind,
    changed_measure,
    column_label,
    is_bare_count,
    is_total,
    stub_label,
    unit_in_word,
    unit_of,
)
from archive.pages import Cell, Table
from archive.records import Number

__all__ = ["Header", "TableFigure", "cell_text", "find_table_figures", "read_header"]

_RATES: Final = ("率", "占比", "比重", "比例")
_RATE_UNITS: Final = frozenset("%％‰")
_MONEY: Final = ("额", "资金", "价")
_TIMES: Final = ("时间", "用时", "时限", "度", "得分")
"""Measures whose unit a caption's 单位：件 does not give."""
_SHOWS_RATE: Final = re.compile(r"[%％]|率|幅|比")


class TableFigure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of a table and the cells it was read from.

    `figure.at` are offsets into the value cell's own text (its lines joined, white space dropped),
    which is `figure.written`; the `at` of a change are offsets into its own cell's text, in
    `change_cells` in the order of `figure.change`.
    """

    figure: Figure
    value_cell: Cell
    row_cells: tuple[Cell, ...]
    header_cells: tuple[Cell, ...]
    change_cells: tuple[Cell, ...] = ()


def find_table_figures(
    table: Table,
    context: Context,
    *,
    continued_header: Header | None = None,
    caption: str | None = None,
    preceding: Sequence[Figure] = (),
) -> tuple[TableFigure, ...]:
    """Figures of a table in row order.

    `continued_header` is the header of the table that this one goes on from on a new page; it
    serves where this one has none of its own. `caption` (and the last section heading in `context`)
    give unit, days and scope where the table does not; where they neither, `preceding` does: the
    figures of the paragraph that the table stands under, which it sets out. A table without figures
    gives none.
    """
    grid = Grid(table.rows, table.columns, table.cells)
    first = grid.header_rows()
    if first == table.rows:
        return ()
    if first:
        cells = tuple(cell for cell in table.cells if cell.row < first)
        header = Grid(first, table.columns, cells)
    elif continued_header is not None and continued_header.columns == table.columns:
        header = Grid(continued_header.rows, table.columns, continued_header.cells)
    else:
        return ()
    stub = read_stub(grid, header, first)
    if stub.width >= table.columns:
        return ()
    reader = _TableReader(grid, header, first, stub, context)
    reader.frame(caption or "", preceding)
    return reader.read()


class _Column(msgspec.Struct, frozen=True):
    """What a header says of its column: its words from top to bottom and what they mean."""

    index: int
    cells: tuple[Cell, ...]
    words: tuple[str, ...]
    label: Label
    unit: str | None
    change: ChangeKind | None
    period: Period | None


class _Row(msgspec.Struct, frozen=True):
    """What names a row, and the unit a column of units gives it."""

    cells: tuple[Cell, ...]
    label: Label
    unit: str | None


class _TableReader:
    def __init__(self, grid: Grid, header: Grid, first: int, stub: Stub, context: Context) -> None:
        self.grid, self.header, self.first, self.stub = grid, header, first, stub
        self.context = context
        titles = header.title_rows(header.rows)
        self.title = " ".join(header.text(row, 0) for row in range(titles))
        self.units: tuple[str, ...] = ()
        self.common, self.period = Label(), bulletin_period(context)
        self.columns = [self._column(index, titles) for index in range(stub.width, grid.columns)]
        counted = {unit for column in self.columns for unit in map(unit_in_word, column.words[-1:])}
        self.counted = counted - {None}

    def frame(self, caption: str, preceding: Sequence[Figure]) -> None:
        """Take what caption, title rows, heading and the paragraph before give to every figure."""
        shown = f"{caption} {self.title}"
        self.units = caption_units(shown)
        dated = False
        for text in (*map(without_number, self.context.headings[-1:]), shown):
            periods, rest = self._dates(text)
            self.period = periods[-1] if periods else self.period
            dated = dated or bool(periods)
            if text == shown and preceding:
                self.common = _from_paragraph(self.common, preceding)
            self.common = caption_label(rest, self.common)
        if preceding and not dated:
            last = preceding[-1]
            self.period = Period(start=last.start, end=last.end, cumulative=last.cumulative)

    def read(self) -> tuple[TableFigure, ...]:
        """All figures in row order."""
        rows = range(self.first, self.grid.rows)
        return tuple(figure for row in rows for figure in self._read_row(row))

    # Header and caption -------------------------------------------------------------------------

    def _column(self, index: int, titles: int) -> _Column:
        cells = self.header.column_cells(index, titles)
        words = tuple(self.header.text_of(cell) for cell in cells)
        periods: list[Period] = []
        plain: list[str] = []
        for word in words:
            found, rest = self._dates(word)
            periods += found
            plain.append(rest)
        lowest = plain[-1] if plain else ""
        dated = bool(words) and not lowest
        upper = [word for word in plain[:-1] if word]
        return _Column(
            index=index,
            cells=cells,
            words=words,
            label=column_label(lowest, upper, dated=dated),
            unit=next(filter(None, map(unit_of, reversed(words))), None),
            change=change_kind(words),
            period=periods[-1] if periods else None,
        )

    def _dates(self, text: str) -> tuple[list[Period], str]:
        """The periods a text names, and the text without its dates (1—7月累计受理: 累计受理)."""
        periods, stretches = find_periods(text, self.context)
        for start, end in reversed(stretches):
            text = text[:start] + text[end:]
        return periods, text

    # Rows ---------------------------------------------------------------------------------------

    def _read_row(self, number: int) -> list[TableFigure]:
        row = self._row(number)
        if self.stub.width and not row.cells:
            return []
        found: list[TableFigure] = []
        columns: list[_Column] = []
        for column in self.columns:
            cell = self.grid.at(number, column.index)
            if cell is None or (cell.row, cell.column) != (number, column.index):
                continue
            value = read_value(self.grid.text_of(cell))
            if value is None or not column.words or is_serial(column.words[-1]):
                continue
            if column.change is not None:
                target = _changed(column, columns, found)
                if target is not None:
                    found[target] = self._with_change(found[target], column, cell, value)
                continue
            figure = self._figure(column, row, cell, value)
            if figure is not None:
                found.append(figure)
                columns.append(column)
        return found

    def _row(self, number: int) -> _Row:
        """The cells that name a row and what they say, from left to right."""
        cells: list[Cell] = []
        label = Label()
        unit: str | None = None
        for index in range(self.stub.width):
            cell = self.grid.at(number, index)
            text = self.grid.text(number, index)
            if cell is None or is_empty(text) or any(cell is other for other in cells):
                continue
            if index in self.stub.unit_columns:
                unit = text if is_unit(text) else unit
                continue
            header = self.header.lowest(index)
            if is_serial(header) and not is_total(text):
                continue
            cells.append(cell)
            said = stub_label(text, header)
            unit = said.unit or unit
            label = Label(
                scope=said.scope or label.scope,
                category=said.category or label.category,
                measure=said.measure or label.measure,
            )
        return _Row(tuple(cells), label, unit)

    def _figure(self, column: _Column, row: _Row, cell: Cell, value: Value) -> TableFigure | None:
        over, side = column.label, row.label
        measure = over.measure or side.measure or self.common.measure
        if side.measure and measure and is_bare_count(measure):
            measure = side.measure
        if measure is None:
            return None
        category = over.category or side.category or self.common.category
        if over.category and side.category and over.scope:
            category = side.category
        number, unit = self._unit(column, row, value, measure)
        period = column.period or self.period
        text = self.grid.text_of(cell)
        figure = Figure(
            scope=side.scope or over.scope or self.common.scope,
            category=category,
            measure=measure,
            value=number,
            unit=unit,
            start=period.start,
            end=period.end,
            cumulative=period.cumulative,
            platform=self.common.platform,
            written=text,
            at=(0, len(text)),
        )
        return TableFigure(
            figure=figure, value_cell=cell, row_cells=row.cells, header_cells=column.cells
        )

    def _unit(
        self, column: _Column, row: _Row, value: Value, measure: str
    ) -> tuple[Number, str | None]:
        """The cell's own unit, else the header's, row's, caption's or neighbours'."""
        if value.unit is not None:
            return value.value, value.unit
        for unit in (column.unit, row.unit, unit_in_word(column.words[-1])):
            if unit is not None:
                return scale_by_unit(value.value, unit)
        if measure.endswith(_RATES):
            return value.value, next((unit for unit in self.units if unit in _RATE_UNITS), "%")
        if measure.endswith(_TIMES):
            return value.value, None
        counting = [unit for unit in self.units if unit not in _RATE_UNITS]
        money = measure.endswith(_MONEY)
        fitting = [unit for unit in counting if unit.endswith("元") == money] or counting
        if fitting:
            return scale_by_unit(value.value, fitting[0])
        # 承办件数 beside 办结数: both count cases.
        alone = next(iter(self.counted)) if len(self.counted) == 1 and not money else None
        return value.value, alone

    def _with_change(
        self, item: TableFigure, column: _Column, cell: Cell, value: Value
    ) -> TableFigure:
        text = self.grid.text_of(cell)
        rate = "%" if _SHOWS_RATE.search("".join(column.words)) else item.figure.unit
        change = FigureChange(
            kind=column.change or "环比",
            value=value.value,
            unit=value.unit or column.unit or rate or "",
            written=text,
            at=(0, len(text)),
        )
        figure = msgspec.structs.replace(item.figure, change=(*item.figure.change, change))
        return msgspec.structs.replace(item, figure=figure, change_cells=(*item.change_cells, cell))


def _from_paragraph(label: Label, figures: Sequence[Figure]) -> Label:
    """Scope and platform where all figures of the paragraph have the same."""
    scopes = {figure.scope for figure in figures}
    platforms = {figure.platform for figure in figures}
    return msgspec.structs.replace(
        label,
        scope=figures[0].scope if len(scopes) == 1 and figures[0].scope else label.scope,
        platform=figures[0].platform if len(platforms) == 1 else label.platform,
    )


def _changed(
    column: _Column, columns: Sequence[_Column], found: Sequence[TableFigure]
) -> int | None:
    """Index of the figure of its row that a column of changes speaks of.

    The one it names, or one under the same upper header, else the one left of it; None without any.
    """
    if not found:
        return None
    named = changed_measure(column.words[-1])
    upper = column.words[:-1]
    for index in range(len(found) - 1, -1, -1):
        if named and named in found[index].figure.measure:
            return index
        if not named and upper and columns[index].words[: len(upper)] == upper:
            return index
    return len(found) - 1
