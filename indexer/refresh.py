"""Keeps the index as the store is: drains the log of changes, or builds a new index beside the old.

Order of writing: the index first, then the note in the store. Beside the segments the index keeps
the store's generation it was last written for; where that is not what the store has noted (a kill
between the two, a store restored from a backup) the index is rebuilt.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from archive.own_lists import FOLDER
from archive.problems import IndexDamaged, NotInArchive, StoreError
from archive.records import Bulletin
from archive.store import PendingChange
from indexer.disk import alone, sync_file, sync_folder
from indexer.engine import Engine, create_engine, open_engine
from indexer.entries import Entry, entries_of
from indexer.own_lexicon import read_own

BATCH = 1000
"""Bulletins in one commit of an index that is kept up: after a kill, no more is done again."""
GENERATION_FILE = "generation"
LOCK_SECONDS = 600.0
"""How long one process waits for another that renews the index."""


class Source(Protocol):
    """What is asked of the store (`archive.store.Store` has it)."""

    @property
    def index_folder(self) -> Path:
        """Where the index lies."""

    @property
    def generation(self) -> int:
        """Grows with every change."""

    @property
    def indexed(self) -> int:
        """Generation last marked as indexed."""

    def changes(self, after: int) -> Sequence[PendingChange]:
        """Bulletins changed since."""

    def mark_indexed(self, generation: int) -> None:
        """Note that the index holds everything up to the generation."""

    def current_ids(self) -> Sequence[str]:
        """Ids of all bulletins that answers are made of."""

    def bulletin(self, bulletin_id: str) -> Bulletin:
        """One bulletin; raises NotInArchive."""


def open_index(store: Source) -> Engine:
    """The index, up to date: refreshed or rebuilt first where it is not. For readers.

    Where this process may not write, the index as it stands is opened. Raises StoreError where
    there is none to open then, IndexDamaged where it is not readable even when fresh.
    """
    groups = read_own(own_folder(store)).all_groups()
    if _up_to_date(store):
        with suppress(IndexDamaged):
            return open_engine(store.index_folder, groups)
    try:
        refresh(store)
    except StoreError:
        with suppress(IndexDamaged):
            return open_engine(store.index_folder, groups)
        raise
    return open_engine(store.index_folder, groups)


def own_folder(store: Source) -> Path:
    """Where the archive's own words and synonyms lie (`archive.own_lists`)."""
    return store.index_folder.with_name(FOLDER)


def refresh(store: Source) -> int:
    """Bring the index up to the store; returns how many bulletins were indexed or dropped.

    A missing, damaged or foreign index is rebuilt. Raises StoreError where nothing can be written.
    """
    with _alone(store.index_folder):
        _sweep(store.index_folder)
        if _generation(store.index_folder) != store.indexed:
            return _rebuild(store)
        try:
            engine = open_engine(store.index_folder)
        except IndexDamaged:
            return _rebuild(store)
        try:
            return _drain(store, engine)
        finally:
            engine.close()


def rebuild(store: Source) -> int:
    """Build the index anew from the store and put it in place of the old; returns its records."""
    with _alone(store.index_folder):
        _rebuild(store)
        engine = open_engine(store.index_folder)
        try:
            return len(engine)
        finally:
            engine.close()


def _up_to_date(store: Source) -> bool:
    return _generation(store.index_folder) == store.indexed == store.generation


def _drain(store: Source, engine: Engine) -> int:
    """Index what changed, in batches, each committed and then noted."""
    changes = store.changes(store.indexed)
    for start in range(0, len(changes), BATCH):
        batch = changes[start : start + BATCH]
        done = batch[-1].generation
        _note(store.index_folder, done)
        present = [change.bulletin for change in batch if change.present]
        engine.write(_entries(store, present), [change.bulletin for change in batch])
        store.mark_indexed(done)
    return len(changes)


def _rebuild(store: Source) -> int:
    folder = store.index_folder
    fresh, old = _sweep(folder)
    generation = store.generation
    ids = store.current_ids()
    engine = create_engine(fresh, read_own(own_folder(store)).segmented())
    try:
        engine.write(_entries(store, ids))
    finally:
        engine.close()
    _note(fresh, generation)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    sync_folder(folder.parent)
    shutil.rmtree(old, ignore_errors=True)
    store.mark_indexed(generation)
    return len(ids)


def _sweep(folder: Path) -> tuple[Path, Path]:
    """Delete what a killed run left beside the index; where a new and an old one may lie."""
    fresh, old = (folder.with_name(f"{folder.name}.{name}") for name in ("new", "old"))
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    return fresh, old


def _entries(store: Source, ids: Sequence[str]) -> Iterator[Entry]:
    for bulletin_id in ids:
        with suppress(NotInArchive):  # removed since the list was read: a later change says so
            yield from entries_of(store.bulletin(bulletin_id))


def _generation(folder: Path) -> int | None:
    """The store's generation the index was written for, None where it does not say."""
    try:
        return int((folder / GENERATION_FILE).read_text("ascii"))
    except (OSError, ValueError):
        return None


def _note(folder: Path, generation: int) -> None:
    file = folder / GENERATION_FILE
    beside = file.with_suffix(".tmp")
    beside.write_text(str(generation), "ascii")
    sync_file(beside)
    beside.replace(file)
    sync_folder(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock beside the index, so that no two processes renew it at once.

    What the disk refuses meanwhile is told as a StoreError: nothing is lost, the next run renews
    the index.
    """
    busy = f"另一个 zhoubao 正在更新索引 {folder}。请等它结束后再试。"
    with alone(folder.with_name(f"{folder.name}.lock"), LOCK_SECONDS, busy):
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"索引 {folder} 写不进去：{error.strerror}。档案库本身完好，"
                "请检查磁盘空间和权限后再试。"
            ) from error
