"""What is filtered and counted by, as packed columns: one row for each record of an index part.

Kept apart from the records, so that a count over all of them reads a few bytes a record.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import TypeVar, get_args

import msgspec

from archive.records import Date, Precision
from indexer.engine import TallyField
from indexer.entries import Entry, Issue

_Value = TypeVar("_Value")

PRECISIONS: tuple[str, ...] = ("", *get_args(Precision))
"""Names behind the codes of the column `precisions`."""

MAX_LENGTH = (1 << 16) - 1
UNKNOWN_DAY = 0
"""Ordinal of a day that is not known: the first real one is 1."""


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
    actor_sets: tuple[tuple[str, ...], ...]
    type_sets: tuple[tuple[str, ...], ...]
    issue_table: tuple[Issue, ...]


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
        self.actor_sets = columns.actor_sets
        self.type_sets = columns.type_sets
        self.issue_table = columns.issue_table
        rows = (
            self.starts,
            self.ends,
            self.years,
            self.precisions,
            self.lengths,
            self.actors,
            self.types,
        )
        if any(len(column) != self.rows for column in (*rows, self.issues)):
            raise ValueError("columns of different lengths")

    def overlapping(
        self, start: Date | None, end: Date | None, within: Iterable[int] | None
    ) -> set[int]:
        """Rows whose date shares a day with the closed interval; undated ones never do."""
        first = start.toordinal() if start else UNKNOWN_DAY + 1
        last = end.toordinal() if end else dt.date.max.toordinal()
        if within is not None:
            starts, ends = self.starts, self.ends
            return {
                row for row in within if ends[row] >= first and UNKNOWN_DAY < starts[row] <= last
            }
        matches = (
            high >= first and UNKNOWN_DAY < low <= last
            for low, high in zip(self.starts, self.ends, strict=True)
        )
        return set(compress(range(self.rows), matches))

    def column_of(self, field: TallyField) -> tuple[Sequence[int], Sequence[int | str]]:
        """The field's column and the table its numbers point into."""
        match field:
            case "start":
                return self.starts, ()
            case "end":
                return self.ends, ()
            case "precision":
                return self.precisions, PRECISIONS
            case "bulletin":
                return self.issues, tuple(issue.id for issue in self.issue_table)
            case "department":
                return self.actors, tuple(names[0] if names else "" for names in self.actor_sets)
            case "type":
                return self.types, tuple(names[0] if names else "" for names in self.type_sets)

    def tally(
        self, rows: Iterable[int], fields: tuple[TallyField, ...]
    ) -> Counter[tuple[int | str, ...]]:
        """How many of the rows have each combination of values."""
        rows = list(rows)
        picked = [self.column_of(field) for field in fields]
        codes = Counter(zip(*(map(column.__getitem__, rows) for column, _ in picked), strict=True))
        counts: Counter[tuple[int | str, ...]] = Counter()
        for combination, count in codes.items():
            values = tuple(
                table[code] if table else code
                for code, (_, table) in zip(combination, picked, strict=True)
            )
            counts[values] += count
        return counts


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
        self._actor_sets: dict[tuple[str, ...], int] = {}
        self._type_sets: dict[tuple[str, ...], int] = {}
        self._issues: dict[Issue, int] = {}

    def __len__(self) -> int:
        return len(self.starts)

    def add(self, entry: Entry, length: int) -> None:
        """Add the entry as the next row; `length` counts the words of its text."""
        self.starts.append(entry.start.toordinal() if entry.start else UNKNOWN_DAY)
        self.ends.append(entry.end.toordinal() if entry.end else UNKNOWN_DAY)
        self.years.append(entry.start.year if entry.start else 0)
        self.precisions.append(PRECISIONS.index(entry.precision or ""))
        self.lengths.append(min(length, MAX_LENGTH))
        self.actors.append(_code(self._actor_sets, entry.actors))
        self.types.append(_code(self._type_sets, entry.types))
        self.issues.append(_code(self._issues, entry.issue))

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
            actor_sets=tuple(self._actor_sets),
            type_sets=tuple(self._type_sets),
            issue_table=tuple(self._issues),
        )


def _array(code: str, data: bytes) -> array[int]:
    column: array[int] = array(code)
    column.frombytes(data)
    return column


def _code(table: dict[_Value, int], value: _Value) -> int:
    return table.setdefault(value, len(table))
