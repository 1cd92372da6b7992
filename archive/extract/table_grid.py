"""A table as a grid of texts and values: merged cells, header rows, the columns that name rows."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from archive.extract.numbers import as_number, parse_number
from archive.extract.statistic_grammar import is_unit
from archive.pages import Cell, Table
from archive.records import Number

_EMPTY: Final = frozenset(
    {"", "无", "一", "*", "…", "/", "／", "\\", "-", "--", "–", "—", "——", "－"}
)
_SERIAL: Final = re.compile(r"序号?|编号|排名|名次|位次|排序|No\.?|№|备注|说明|联系电话|电话")
_UNIT_HEAD: Final = re.compile(r"(?:计量)?单位")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}年?")
_VALUE: Final = re.compile(
    r"(?P<sign>[-−+＋－↑↓]?)(?P<number>[^%％‰]{1,40}?)"
    r"(?P<unit>%|％|‰|个百分点|[万亿]?[\u4e00-\u9fff]{1,4})?(?P<arrow>[↑↓]?)"
)
_DOWN: Final = frozenset("-−－↓")
_LONGEST_VALUE: Final = 60


class Header(msgspec.Struct, frozen=True):
    """Header rows of a table, to be reused where it goes on on the next page."""

    columns: int
    cells: tuple[Cell, ...]
    rows: int


class Value(msgspec.Struct, frozen=True):
    """A cell's number and the unit written with it."""

    value: Number
    unit: str | None


def cell_text(cell: Cell) -> str:
    """A cell's characters: its lines joined, white space dropped."""
    return "".join("".join(line.text.split()) for line in cell.lines)


def is_empty(text: str) -> bool:
    """Whether a cell holds nothing (empty, —, /, 无)."""
    return text in _EMPTY


def is_serial(text: str) -> bool:
    """Whether a header's column numbers or annotates rows and holds no figures."""
    return bool(_SERIAL.fullmatch(text))


def read_value(text: str) -> Value | None:
    """The number that a cell holds with its unit (99.08%, 1,234件, 180.00万, ↓2.0), or None."""
    if len(text) > _LONGEST_VALUE or not any(character.isdigit() for character in text):
        return None
    match = _VALUE.fullmatch(text)
    if match is None:
        return None
    unit, body = match["unit"], match["number"]
    if unit and unit[0] in "万亿":
        body, unit = body + unit[0], unit[1:] or None
    number = parse_number(body)
    if number is None or (unit is not None and not is_unit(unit)):
        return None
    if match["sign"] in _DOWN or match["arrow"] == "↓":
        number = -number if match["sign"] or match["arrow"] else number
    return Value(as_number(number), {"％": "%"}.get(unit or "", unit))


class Grid:
    """Cells by place: a merged cell stands at every place it covers."""

    def __init__(self, rows: int, columns: int, cells: tuple[Cell, ...]) -> None:
        self.rows, self.columns = rows, columns
        self._places: dict[tuple[int, int], Cell] = {}
        self._texts: dict[int, str] = {}
        for cell in cells:
            self._texts[id(cell)] = cell_text(cell)
            for row in range(cell.row, min(cell.row + cell.row_span, rows)):
                for column in range(cell.column, min(cell.column + cell.column_span, columns)):
                    self._places.setdefault((row, column), cell)

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a place."""
        return self._places.get((row, column))

    def text(self, row: int, column: int) -> str:
        """Its text, empty where there is none."""
        cell = self._places.get((row, column))
        return self._texts[id(cell)] if cell is not None else ""

    def text_of(self, cell: Cell) -> str:
        """The text of one of the grid's own cells."""
        return self._texts[id(cell)]

    def header_rows(self) -> int:
        """How many rows at the top are header: those before the first with figures or dashes."""
        for row in range(self.rows):
            texts = []
            for column in range(self.columns):
                cell = self.at(row, column)
                if cell is not None and cell.column_span == 1:
                    texts.append(self.text_of(cell))
            figures = any(read_value(text) and not _YEAR.fullmatch(text) for text in texts)
            if figures or any(text and is_empty(text) for text in texts[1:]):
                return row
        return self.rows

    def title_rows(self, rows: int) -> int:
        """How many of the first `rows` span the whole table (title, unit) and head no column."""
        top = 0
        while top < rows:
            cell = self.at(top, 0)
            if cell is None or cell.column_span < self.columns:
                break
            top += cell.row_span
        return min(top, rows)

    def lowest(self, column: int) -> str:
        """The lowest text of a column (of a header: its own name)."""
        texts = (self.text(row, column) for row in range(self.rows - 1, -1, -1))
        return next((text for text in texts if text), "")

    def column_cells(self, column: int, start: int) -> tuple[Cell, ...]:
        """The cells with text of a column from row `start` down, merged ones once."""
        cells: list[Cell] = []
        for row in range(start, self.rows):
            cell = self.at(row, column)
            if (
                cell is not None
                and self.text_of(cell)
                and all(cell is not other for other in cells)
            ):
                cells.append(cell)
        return tuple(cells)


class Stub(msgspec.Struct, frozen=True):
    """The columns at the left that name rows: how many, and which of them hold units."""

    width: int
    unit_columns: frozenset[int]


def read_stub(grid: Grid, header: Grid, first: int) -> Stub:
    """The stub of a grid whose figures begin in row `first`.

    It runs up to the first column that holds figures; numbering columns (序号) are part of it, and
    so is a column 单位 whose cells are units (one whose cells are offices names rows).
    """
    width = 0
    units: set[int] = set()
    for column in range(grid.columns):
        texts = [grid.text(row, column) for row in range(first, grid.rows)]
        filled = [text for text in texts if not is_empty(text)]
        name = header.lowest(column)
        if _UNIT_HEAD.fullmatch(name) and all(is_unit(text) for text in filled):
            units.add(column)
        elif not is_serial(name):
            numeric = sum(read_value(text) is not None for text in filled)
            if (filled and numeric * 2 >= len(filled)) or (not filled and width):
                break
        width = column + 1
    return Stub(width, frozenset(units))


def read_header(table: Table) -> Header | None:
    """The table's header rows, or None where it begins with figures (or has none)."""
    rows = Grid(table.rows, table.columns, table.cells).header_rows()
    if not 0 < rows < table.rows:
        return None
    return Header(table.columns, tuple(cell for cell in table.cells if cell.row < rows), rows)
