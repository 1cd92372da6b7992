"""Who uses an archive's folder: many at once, or one that puts another archive in its place.

A lock on the folder itself (`flock`), so that it works on media where nothing can be written, goes
with the folder when that is renamed, and is given back by a kill. Where the system or the file
system has none, nothing is locked: on Windows an open file keeps its folder from being moved, and
SQLite's own locks hold everywhere.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from archive.files import printable
from archive.problems import StoreError

HAS_LOCKS = importlib.util.find_spec("fcntl") is not None
"""False on Windows."""

if HAS_LOCKS:
    import fcntl

PATIENCE = 30.0
"""Seconds to wait for others to be done with the archive."""
_PAUSE = 0.05
_TABLE = Path("/proc/locks")
_MOST_NAMED = 3


class FolderLock:
    """A lock that is held until it is closed; `inode` is of the folder that it was taken on."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor
        self.inode = os.fstat(descriptor).st_ino

    def close(self) -> None:
        """Give it back; harmless when that is done already."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def try_lock(folder: Path, *, exclusive: bool = False) -> FolderLock | Literal[False] | None:
    """The lock; False where another process has it; None where there are no locks here."""
    if not HAS_LOCKS:
        return None
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # may not be read, or is not there: opening what is in it will tell
        return None
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    except OSError:  # a file system without locks
        os.close(descriptor)
        return None
    return FolderLock(descriptor)


@contextlib.contextmanager
def locked(
    folder: Path, *, exclusive: bool = False, patience: float | None = None
) -> Iterator[None]:
    """Hold the lock on a folder; waits `patience` seconds (default: PATIENCE).

    Raises StoreError, naming who has it, where it cannot be had.
    """
    patience = PATIENCE if patience is None else patience
    deadline = time.monotonic() + patience
    while (lock := try_lock(folder, exclusive=exclusive)) is False:
        if time.monotonic() > deadline:
            raise in_use(folder, patience)
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        if isinstance(lock, FolderLock):
            lock.close()


def in_use(folder: Path, patience: float) -> StoreError:
    """The message that others use the archive, with who they are where the system says so."""
    users = _users(folder)
    named = "、".join(users[:_MOST_NAMED]) + (" 等" if len(users) > _MOST_NAMED else "")
    who = f"（{named}）" if users else ""
    return StoreError(
        f"档案库正被使用：{printable(folder)}{who}。等了 {patience:.0f} 秒仍未结束，"
        "未作任何改动。请待其结束后再试。"
    )


def _users(folder: Path) -> list[str]:
    """Processes that hold the folder, as 进程 1234：zhoubao ingest … (Linux only)."""
    try:
        inode = folder.stat().st_ino
        lines = _TABLE.read_text("ascii").splitlines()
    except OSError:
        return []
    # 1: FLOCK  ADVISORY  WRITE 708 08:01:1310997 0 EOF  (proc(5)); "->" marks those that wait.
    fields = [line.split() for line in lines if "->" not in line]
    pids = {
        int(each[4])
        for each in fields
        if len(each) > 5 and each[1] == "FLOCK" and each[5].rpartition(":")[2] == str(inode)
    }
    return [_named(pid) for pid in sorted(pids - {os.getpid()})]


def _named(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        words = []
    command = " ".join(words[-4:]).strip()[:60]
    return f"进程 {pid}：{command}" if command else f"进程 {pid}"
