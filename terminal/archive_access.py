"""Where the archive lies and how commands open it, with an index that matches the store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.problems import NotInArchive, StoreError
from archive.store import Store, open_store
from terminal.command import chosen_archive
from terminal.failures import say

if TYPE_CHECKING:
    from indexer.engine import Engine

_MOST_NEAR = 3


def archive_folder() -> Path:
    """`--archive`, else ZHOUBAO_ARCHIVE, else the platform's user data folder."""
    ctx = click.get_current_context()
    chosen = chosen_archive(ctx)
    if chosen is not None:
        return chosen
    named = os.environ.get("ZHOUBAO_ARCHIVE")
    if named:
        return Path(named)
    from platformdirs import user_data_path  # noqa: PLC0415  (only where nothing was said)

    return user_data_path("zhoubao", appauthor=False)


def open_archive(*, create: bool = False, read_only: bool = False) -> Store:
    """The archive chosen for this run. Raises StoreError, saying what to do.

    `read_only` is for commands that only tell what the store holds: they work on media that cannot
    be written and beside an ingest.
    """
    return open_store(archive_folder(), create=create, read_only=read_only)


@contextmanager
def asked_archive() -> Iterator[tuple[Store, Engine]]:
    """The archive and its index, renewed where it lags behind; on read-only media as it stands."""
    from indexer.refresh import open_index  # noqa: PLC0415

    try:
        store = open_archive()
    except StoreError:
        store = open_archive(read_only=True)
    with store:
        before, indexed = _identity(store.index_folder), store.indexed
        engine = open_index(store)
        try:
            if indexed and _identity(store.index_folder) != before:
                say("索引缺失、损坏或与档案库不符，已自动重建。")
            yield store, engine
        finally:
            engine.close()


def _identity(folder: Path) -> int | None:
    """What tells one index folder from another that has taken its place."""
    try:
        return folder.stat().st_ino
    except OSError:
        return None


@contextmanager
def nearest_offered(store: Store, identity: str) -> Iterator[None]:
    """Adds to a failed look-up the ids that are nearest to the one that was asked for."""
    try:
        yield
    except NotInArchive as error:
        near = _nearest(store, identity)
        if not near:
            raise
        hint = "、".join(near)
        raise NotInArchive(f"{error.message}\n您要找的是不是：{hint}") from error


def _nearest(store: Store, identity: str) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415  (only where something is wrong)

    issue, dot, _ = identity.partition(".")
    held = store.current_ids()
    if dot and issue in held:
        from archive.records import records_of  # noqa: PLC0415

        held = tuple(record.id for record in records_of(store.bulletin(issue)))
        issue = identity
    near = get_close_matches(issue, held, n=_MOST_NEAR)
    return near or [each for each in held if issue and issue in each][:_MOST_NEAR]
