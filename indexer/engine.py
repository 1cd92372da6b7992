"""What an engine must do, told without any engine: conditions in, record numbers out.

A record number is an `int` an opened engine gives to a record; it holds until `close` or the next
`write`. Every engine passes `tests/test_engine_contract.py` and answers alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from archive.records import Date
from corpus.lexicon.synonyms import Group
from indexer.entries import Entry, Issue

KeywordField = Literal[
    "bulletin",
    "kind",
    "series",
    "number",
    "actor",
    "department",
    "type",
    "place",
    "person",
    "document",
    "figure",
    "publisher",
]
"""Fields matched whole: `number` is the issue's number or total number in decimal digits,
`actor` a department that acted, `department` one in any role, `figure` a statistic's series
(`indexer.entries.Figure.series`)."""

TallyField = Literal[
    "start",
    "end",
    "precision",
    "bulletin",
    "department",
    "type",
    "week",
    "month",
    "quarter",
    "year",
]
"""What can be counted by: `start` and `end` as proleptic ordinals (0 where unknown), `department`
the first actor, `type` the main type ("" where there is none); a unit of the calendar as the
ordinal of the first day of the bucket that the start falls in (0 where the date is known less
exactly than that, `indexer.facts`)."""


class Literally(msgspec.Struct, frozen=True):
    """Text, folded, holds this string, folded (`indexer.fold`)."""

    text: str


class Titled(msgspec.Struct, frozen=True):
    """The record's title has this word after segmentation (folded)."""

    word: str


class Keyword(msgspec.Struct, frozen=True):
    """The field has exactly this value among its values."""

    field: KeywordField
    value: str


class Overlaps(msgspec.Struct, frozen=True):
    """The record's date shares a day with the closed interval; None is open."""

    start: Date | None
    end: Date | None


class Every(msgspec.Struct, frozen=True):
    """All conditions hold; with none, every record."""

    conditions: tuple[Condition, ...]


class Either(msgspec.Struct, frozen=True):
    """At least one condition holds; with none, no record."""

    conditions: tuple[Condition, ...]


class Without(msgspec.Struct, frozen=True):
    """The condition does not hold."""

    condition: Condition


Condition = Literally | Titled | Keyword | Overlaps | Every | Either | Without

EVERYTHING = Every(())
NOTHING = Either(())


def either(conditions: Iterable[Condition]) -> Condition:
    """At least one of the conditions, told as plainly as it can be."""
    flat: dict[Condition, None] = {}
    for each in conditions:
        flat.update(dict.fromkeys(each.conditions if isinstance(each, Either) else (each,)))
    return Either(tuple(flat)) if len(flat) != 1 else next(iter(flat))


class Facets(msgspec.Struct, frozen=True):
    """How many records by value, commonest first; a record counts once for each of its values."""

    departments: dict[str, int]
    types: dict[str, int]
    years: dict[str, int]


class Engine(Protocol):
    """A search engine over entries.

    Every method may raise `archive.problems.IndexDamaged` where the index cannot be read (rebuild
    it from the store); `write` may raise it too where the index is locked by another process.

    `words` are those of the archive's own, folded, that its texts are cut by; `groups` the synonyms
    to ask with (None: the shipped ones).
    """

    words: frozenset[str]
    groups: tuple[Group, ...] | None

    def write(self, entries: Iterable[Entry], removed: Iterable[str] = ()) -> None:
        """Put entries in and take bulletins out (by id), all or nothing.

        Entries replace whatever the index holds of the bulletins they belong to.
        """

    def select(self, condition: Condition) -> AbstractSet[int]:
        """Numbers of all records the condition holds for."""

    def rank(
        self, numbers: AbstractSet[int], words: Mapping[str, float], limit: int
    ) -> list[tuple[int, float]]:
        """The best `limit` of the records with their scores, best first.

        BM25F over the words (weights multiply a word's share); equals by date, newest first, then
        by id.
        """

    def newest(self, numbers: AbstractSet[int], limit: int) -> list[int]:
        """The `limit` records with the latest start, newest first; equals by id."""

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        """The records' entries, in the order given."""

    def alike(self, numbers: Sequence[int]) -> dict[int, int]:
        """Records that say nearly what one before them in the list says, each with the first such.

        Only activities and prose are compared (`indexer.likeness`).
        """

    def facets(self, numbers: AbstractSet[int]) -> Facets:
        """Counts by department (actors), type and year (of the start)."""

    def tally(
        self, numbers: AbstractSet[int], fields: tuple[TallyField, ...]
    ) -> dict[tuple[int | str, ...], int]:
        """How many records have each combination of the fields' values."""

    def values(self, field: KeywordField) -> dict[str, int]:
        """All values of the field with the number of records that have them."""

    def frequency(self, word: str) -> int:
        """In how many records the segmented word stands; 0 where it is no word of the index."""

    def vocabulary(self) -> Iterator[tuple[str, int]]:
        """All words of the index with the number of records each stands in, in no set order."""

    def carrying(self, conditions: Iterable[Condition], share: float) -> set[int]:
        """Records that meet at least this share of the conditions, weighed by how rare each is met.

        A condition weighs the inverse document frequency of what meets it; one that nothing meets
        weighs most.
        """

    def issues(self) -> tuple[Issue, ...]:
        """The bulletins that have records here, by first day and id."""

    def __len__(self) -> int:
        """Number of records."""

    def close(self) -> None:
        """Give files back; the engine is of no use afterwards."""


def open_engine(folder: Path, groups: tuple[Group, ...] | None = None) -> Engine:
    """Open the index in `folder`; `groups` as in `Engine`.

    Raises `IndexDamaged` where it is missing, unreadable or of other settings
    (`indexer.settings`): it must then be rebuilt (`indexer.refresh`).
    """
    from indexer.whoosh_engine import WhooshEngine  # noqa: PLC0415  (Whoosh is slow to import)

    return WhooshEngine.open(folder, groups)


def create_engine(folder: Path, words: frozenset[str] = frozenset()) -> Engine:
    """Make an empty index in a folder that does not exist yet; raises `StoreError`.

    `words` as in `Engine`.
    """
    from indexer.whoosh_engine import WhooshEngine  # noqa: PLC0415

    return WhooshEngine.create(folder, words)
