"""Where the archive lies and how commands open it, with an index that matches the store."""

from __future__ import annotations

import os
from pathlib import Path

import click

from archive.store import Store, open_store
from terminal.command import chosen_archive


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
