"""What is filtered and counted by, as packed columns: one row for each record of an index part.

Kept apart from the records, so that a count over all of them reads a few bytes a record.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import compress
from operator import and_
from typing import TypeVar, get_args

import msgspec

from archive.records import Date, Precision
from indexer.bitset import from_mask
from indexer.calendar import BUCKET_OF, Unit
from indexer.engine import TallyField
from indexer.entries import Entry, Issue
from indexer.grouping import Grouping, Groups, group

_Value = TypeVar("_Value")

PRECISIONS: tuple[str, ...] = ("", *get_args(Precision))
"""Names behind the codes of the column `precisions`."""

MAX_LENGTH = (1 << 16) - 1
UNKNOWN_DAY = 0
"""Ordinal of a day that is not known: the first real one is 1."""


MARK_BYTES = 4
"""Width of a mark in its column."""
MOST = 4
"""Where one row in so many is looked at, going through all of a column is quicker."""
JOINED = 4
"""Combinations of columns that are kept joined: each takes four bytes a row."""
EXACT = frozenset({"day", "range"})
"""Precisions that name their first day."""
LONGEST_RANGE = 31
"""A range of more days (1月1日至8月12日) names its first day, but nothing happened on it."""
LONGEST_DAYS: dict[Unit, int] = {"week": 7, "month": 31, "quarter": 92, "year": 366}
"""A date that is known less exactly than to a bucket of so many days falls in none."""

Pick = Callable[[Sequence[int]], Iterable[int]]
"""Takes a column and gives its values for some rows, in their order."""


class Columns(msgspec.Struct, frozen=True, array_like=True):
    """The rows as they lie in the file: native arrays as bytes, and the tables they point into."""

    rows: int
    starts: bytes
    ends: bytes
    years: bytes
    precisions: bytes
    lengths: bytes
    actors: bytes
    types: bytes
    issues: bytes
    marks: tuple[bytes, bytes]
    actor_sets: tuple[tuple[str, ...], ...]
    type_sets: tuple[tuple[str, ...], ...]
    issue_table: tuple[Issue, ...]
    groups: tuple[Groups, Groups, Groups]
    """Rows by actor, type and year."""


class Facts:
    """The columns of one part of an index; rows are counted from 0."""

    def __init__(self, columns: Columns) -> None:
        """Unpack the columns; raises ValueError where they are of different lengths."""
        self.rows = columns.rows
        self.starts = _array("i", columns.starts)
        self.ends = _array("i", columns.ends)
        self.years = _array("H", columns.years)
        self.precisions = columns.precisions
        self.lengths = _array("H", columns.lengths)
        self.actors = _array("H", columns.actors)
        self.types = _array("H", columns.types)
        self.issues = _array("H", columns.issues)
        self.marks = columns.marks
        self.actor_sets = columns.actor_sets
        self.type_sets = columns.type_sets
        self.issue_table = columns.issue_table
        self.groupings = tuple(map(Grouping, columns.groups))
        self._made: dict[Unit, array[int]] = {}
        self._joined: dict[tuple[TallyField, ...], _Joined] = {}
        rows = (
            self.starts,
            self.ends,
            self.years,
            self.precisions,
            self.lengths,
            self.actors,
            self.types,
        )
        marks = (len(column) // MARK_BYTES for column in self.marks)
        if {len(column) for column in (*rows, self.issues)}.union(marks) != {self.rows}:
            raise ValueError("columns of different lengths")

    def mark(self, row: int) -> tuple[bytes, bytes]:
        """The row's marks (`indexer.likeness`), zero where it is compared with none."""
        first, second = self.marks
        at = slice(row * MARK_BYTES, (row + 1) * MARK_BYTES)
        return first[at], second[at]

    def overlapping(
        self, start: Date | None, end: Date | None, within: AbstractSet[int] | None, base: int = 0
    ) -> AbstractSet[int]:
        """Rows, numbered from `base` on, whose date shares a day with the closed interval.

        Undated ones never do. `within` are the only ones to look at, where given.
        """
        first = start.toordinal() if start else UNKNOWN_DAY + 1
        last = end.toordinal() if end else dt.date.max.toordinal()
        if within is not None and len(within) * MOST < self.rows:
            starts, ends = self.starts, self.ends
            return {
                number
                for number in within
                if ends[row := number - base] >= first and UNKNOWN_DAY < starts[row] <= last
            }
        known = range(UNKNOWN_DAY + 1, last + 1)
        begun, not_over = map(known.__contains__, self.starts), map(first.__le__, self.ends)
        found = from_mask(bytes(base) + bytes(map(and_, begun, not_over)))
        return found if within is None else within & found

    def column_of(self, field: TallyField) -> tuple[Sequence[int], Sequence[int | str]]:
        """The field's column and the table its numbers point into."""
        match field:
            case "start" | "end":
                return (self.starts if field == "start" else self.ends), ()
            case "precision":
                return self.precisions, PRECISIONS
            case "bulletin":
                return self.issues, tuple(issue.id for issue in self.issue_table)
            case "department":
                return self.actors, tuple(names[0] if names else "" for names in self.actor_sets)
            case "type":
                return self.types, tuple(names[0] if names else "" for names in self.type_sets)
            case "week" | "month" | "quarter" | "year":
                return self._firsts(field), ()

    def _firsts(self, unit: Unit) -> array[int]:
        """The column of buckets' first days, made when first asked for."""
        if unit not in self._made:
            dates = list(zip(self.starts, self.ends, self.precisions, strict=True))
            first_of = {date: _first_day(unit, *date) for date in set(dates)}
            self._made[unit] = array("i", map(first_of.__getitem__, dates))
        return self._made[unit]

    def tally(self, pick: Pick, fields: tuple[TallyField, ...]) -> Counter[tuple[int | str, ...]]:
        """How many of the rows that `pick` picks have each combination of values."""
        columns: list[Iterable[int | str]] = []
        for column, table in map(self.column_of, fields):
            codes = pick(column)
            columns.append(map(table.__getitem__, codes) if table else codes)
        return Counter(zip(*columns, strict=True))

    def tally_many(
        self, mask: bytes, fields: tuple[TallyField, ...]
    ) -> Counter[tuple[int | str, ...]]:
        """The same for the rows where the mask has ones: one look a row, once it has been asked."""
        joined = self._joined.get(fields)
        if joined is None:
            if len(self._joined) >= JOINED:
                self._joined.pop(next(iter(self._joined)))
            joined = self._joined[fields] = self._join(fields)
        counts = Counter(compress(joined.codes, mask))
        return Counter({joined.table[code]: held for code, held in counts.items()})

    def _join(self, fields: tuple[TallyField, ...]) -> _Joined:
        columns = []
        for column, table in map(self.column_of, fields):
            columns.append(map(table.__getitem__, column) if table else column)
        codes: dict[tuple[int | str, ...], int] = {}
        column = array("I", (_code(codes, values) for values in zip(*columns, strict=True)))
        return _Joined(column, tuple(codes))


class _Joined(msgspec.Struct, frozen=True):
    """Several columns as one: each row's combination of values by its place in a table."""

    codes: array[int]
    table: tuple[tuple[int | str, ...], ...]


class FactsBuilder:
    """Takes entries in turn, or rows of other parts, and gives the columns of a new part."""

    def __init__(self) -> None:
        self.starts = array("i")
        self.ends = array("i")
        self.years = array("H")
        self.precisions = bytearray()
        self.lengths = array("H")
        self.actors = array("H")
        self.types = array("H")
        self.issues = array("H")
        self.marks = bytearray(), bytearray()
        self._actor_sets: dict[tuple[str, ...], int] = {}
        self._type_sets: dict[tuple[str, ...], int] = {}
        self._issues: dict[Issue, int] = {}

    def __len__(self) -> int:
        return len(self.starts)

    def add(self, entry: Entry, length: int, marks: tuple[int, int]) -> None:
        """Add the entry as the next row; `length` counts its words, `marks` tell its like."""
        self.starts.append(entry.start.toordinal() if entry.start else UNKNOWN_DAY)
        self.ends.append(entry.end.toordinal() if entry.end else UNKNOWN_DAY)
        self.years.append(entry.start.year if entry.start else 0)
        self.precisions.append(PRECISIONS.index(entry.precision or ""))
        self.lengths.append(min(length, MAX_LENGTH))
        self.actors.append(_code(self._actor_sets, entry.actors))
        self.types.append(_code(self._type_sets, entry.types))
        self.issues.append(_code(self._issues, entry.issue))
        for column, mark in zip(self.marks, marks, strict=True):
            column.extend(mark.to_bytes(MARK_BYTES, "little"))

    def extend(self, facts: Facts, rows: Sequence[int]) -> None:
        """Add rows of another part."""
        self.starts.extend(map(facts.starts.__getitem__, rows))
        self.ends.extend(map(facts.ends.__getitem__, rows))
        self.years.extend(map(facts.years.__getitem__, rows))
        self.precisions.extend(map(facts.precisions.__getitem__, rows))
        self.lengths.extend(map(facts.lengths.__getitem__, rows))
        for row in rows:
            self.actors.append(_code(self._actor_sets, facts.actor_sets[facts.actors[row]]))
            self.types.append(_code(self._type_sets, facts.type_sets[facts.types[row]]))
            self.issues.append(_code(self._issues, facts.issue_table[facts.issues[row]]))
            for column, mark in zip(self.marks, facts.mark(row), strict=True):
                column.extend(mark)

    def columns(self) -> Columns:
        """The columns for the file."""
        return Columns(
            rows=len(self),
            starts=self.starts.tobytes(),
            ends=self.ends.tobytes(),
            years=self.years.tobytes(),
            precisions=bytes(self.precisions),
            lengths=self.lengths.tobytes(),
            actors=self.actors.tobytes(),
            types=self.types.tobytes(),
            issues=self.issues.tobytes(),
            marks=(bytes(self.marks[0]), bytes(self.marks[1])),
            actor_sets=tuple(self._actor_sets),
            type_sets=tuple(self._type_sets),
            issue_table=tuple(self._issues),
            groups=self._groups(),
        )

    def _groups(self) -> tuple[Groups, Groups, Groups]:
        rows = len(self)
        actors, types = tuple(self._actor_sets), tuple(self._type_sets)
        years = ((str(year),) if year else () for year in self.years)
        return (
            group(map(actors.__getitem__, self.actors), rows),
            group(map(types.__getitem__, self.types), rows),
            group(years, rows),
        )


def _first_day(unit: Unit, start: int, end: int, precision: int) -> int:
    """First day of the bucket that a date counts in, UNKNOWN_DAY where it is too coarse."""
    days = end - start + 1
    coarse = PRECISIONS[precision] not in EXACT or days > LONGEST_RANGE
    if start == UNKNOWN_DAY or (coarse and days > LONGEST_DAYS[unit]):
        return UNKNOWN_DAY
    return BUCKET_OF[unit](dt.date.fromordinal(start)).start.toordinal()


def _array(code: str, data: bytes) -> array[int]:
    column: array[int] = array(code)
    column.frombytes(data)
    return column


def _code(table: dict[_Value, int], value: _Value) -> int:
    return table.setdefault(value, len(table))
