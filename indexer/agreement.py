"""Whether the index says what the store says, record by record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

import msgspec

from archive.problems import IndexDamaged
from archive.store import Store
from indexer.engine import EVERYTHING, Engine, Literally, open_engine
from indexer.entries import Entry, entries_of
from indexer.refresh import refresh

_PROBE = 6
"""Characters of a record's text by which it must be found."""


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Records in the store; ids that the index lacks, has besides, has otherwise or cannot find.

    `damaged`: why the index cannot be read at all.
    """

    records: int
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    unfound: tuple[str, ...] = ()
    damaged: str | None = None

    @property
    def whole(self) -> bool:
        """True where both say the same."""
        return not (self.missing or self.extra or self.different or self.unfound or self.damaged)


def compare_index(store: Store) -> Agreement:
    """Hold every record of the index against the store's.

    An index that lags behind or is not there yet is brought up to date first, as a search would;
    one that cannot be read is told. Raises StoreError where the index cannot be written.
    """
    damaged = _damage(store) if store.index_folder.exists() else None
    if damaged is None:
        refresh(store)
    with store.snapshot():
        expected = list(_expected(store))
        if damaged is not None:
            return Agreement(records=len(expected), damaged=damaged)
        try:
            with closing(open_engine(store.index_folder)) as engine:
                return _compare(expected, engine)
        except IndexDamaged as problem:
            return Agreement(records=len(expected), damaged=problem.message)


def _damage(store: Store) -> str | None:
    """Why the index cannot be opened, if so."""
    try:
        open_engine(store.index_folder).close()
    except IndexDamaged as problem:
        return problem.message
    return None


def _expected(store: Store) -> Iterator[Entry]:
    for bulletin in store.each_bulletin():
        yield from entries_of(bulletin)


def _compare(expected: Sequence[Entry], engine: Engine) -> Agreement:
    numbers = sorted(engine.select(EVERYTHING))
    held = {
        entry.id: (number, entry)
        for number, entry in zip(numbers, engine.entries(numbers), strict=True)
    }
    ids = {entry.id for entry in expected}
    return Agreement(
        records=len(expected),
        missing=tuple(entry.id for entry in expected if entry.id not in held),
        extra=tuple(sorted(held.keys() - ids)),
        different=tuple(
            entry.id for entry in expected if entry.id in held and held[entry.id][1] != entry
        ),
        unfound=tuple(
            entry.id
            for entry in expected
            if entry.id in held
            and held[entry.id][0] not in engine.select(Literally(entry.text[:_PROBE]))
        ),
    )
