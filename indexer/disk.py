"""What only the disk decides: one process at a time, and bytes that outlive a power cut."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.problems import StoreError

LOCK_PAUSE = 0.1
"""Seconds between two tries for a lock."""


@contextmanager
def alone(lock: Path, patience: float, busy: str) -> Iterator[None]:
    """Hold the lock file for this process alone; it is given back at the end, even by a kill.

    Raises StoreError, with the message `busy`, where it cannot be had within `patience` seconds,
    and where the file cannot be made.
    """
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(
            f"不能更新索引（{lock}：{error.strerror}）。请检查文件夹的权限和磁盘空间。"
        ) from error
    try:
        deadline = time.monotonic() + patience
        while not _try_lock(opened):
            if time.monotonic() > deadline:
                raise StoreError(busy)
            time.sleep(LOCK_PAUSE)
        yield
    finally:
        os.close(opened)


def sync_file(file: Path) -> None:
    """Force a file's bytes to disk."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """Force new and changed names in a folder to disk, where the system can."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _try_lock(opened: int) -> bool:
    """Lock an open file for this process alone; it is unlocked when closed."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415

            msvcrt.locking(opened, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
