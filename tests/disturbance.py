"""Blows to a running program: every n-th write or sync fails or kills it, or the disk is full.

The blow falls in a forked child, so that a kill is a real one (SIGKILL) and nothing of the wrapping
reaches the test process. Only POSIX systems fork.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import resource
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from archive.problems import ZhoubaoError
from archive.workers import Finished

Blow = Literal["kill", "fail"]

DONE, TOLD, UNTOLD = 0, 11, 12
"""How a child ends: the work done, a failure foreseen and told, any other exception."""

_SHARED = Path("/dev/shm")  # noqa: S108  (folders of our own are made in it)
MEMORY = _SHARED if _SHARED.is_dir() else None
"""Where folders lie in memory, None where the system has no such place.

A kill loses nothing that was written, so there is nothing that waiting for a disk would show.
"""


def read_here(work: Any, tasks: Sequence[bytes], **_: object) -> Iterator[tuple[int, Finished]]:
    """`archive.workers.run_tasks` without children: what is disturbed here is the parent."""
    for number, task in enumerate(tasks):
        yield number, Finished(work(task), 0)


class _Count:
    """Ticks at each write or sync; the blow falls at the `at`-th (0: never)."""

    def __init__(self, at: int, blow: Blow) -> None:
        self.at = at
        self.blow = blow
        self.ticks = 0

    def tick(self, *, sql: bool = False) -> None:
        self.ticks += 1
        if self.ticks != self.at:
            return
        if self.blow == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if sql:
            raise sqlite3.OperationalError("disk I/O error")
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def _wrap(owner: Any, name: str, count: _Count) -> None:
    real = getattr(owner, name)

    def disturbed(*arguments: Any, **named: Any) -> Any:
        count.tick()
        return real(*arguments, **named)

    setattr(owner, name, disturbed)


def _disturb(count: _Count, *, every_statement: bool) -> None:
    """Wrap what writes: system calls, renames, files opened for writing, SQL that changes."""
    for name in ("fsync", "write", "mkdir", "rename", "replace", "unlink", "rmdir"):
        _wrap(os, name, count)
    real_open = builtins.open

    def disturbed_open(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if set(mode) & set("wxa+"):
            count.tick()
        return real_open(file, mode, *rest, **named)

    builtins.open = disturbed_open
    io.open = disturbed_open

    class Disturbed(sqlite3.Connection):
        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            # Between the two SQLite writes nothing to disk that a kill could leave half done.
            if every_statement or sql.startswith(("BEGIN", "COMMIT")):
                count.tick(sql=True)
            return super().execute(sql, *rest)

        def executemany(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            count.tick(sql=True)
            return super().executemany(sql, *rest)

    real_connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def connect(*arguments: Any, **named: Any) -> sqlite3.Connection:
        return real_connect(*arguments, **(named | {"factory": Disturbed}))

    sqlite3.connect = connect  # type: ignore[assignment]


def disturbed(
    work: Callable[[], object], at: int, blow: Blow, *, every_statement: bool = False
) -> tuple[int, int]:
    """Do the work in a child with a blow at the `at`-th write or sync (0: never).

    `every_statement`: also at each SQL statement, not only where a transaction begins and ends.

    Returns how it ended (DONE, TOLD, UNTOLD or minus the signal's number) and how many writes and
    syncs there were (0 where it was killed).
    """
    count = _Count(at, blow)
    reader, writer = os.pipe()

    def whole() -> None:
        _disturb(count, every_statement=every_statement)
        try:
            work()
        finally:
            count.at = 0
            real_write(writer, str(count.ticks).encode())

    real_write = os.write
    status = in_child(whole)
    os.close(writer)
    with os.fdopen(reader) as told:
        return status, int(told.read() or 0)


def on_full_disk(work: Callable[[], object], limit: int) -> int:
    """Do the work in a child in which no file can grow beyond `limit` bytes; how it ended."""

    def whole() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        work()

    return in_child(whole)


def in_child(work: Callable[[], object]) -> int:
    """Do the work in a forked child: DONE, TOLD, UNTOLD or minus the number of its signal."""
    sys.stderr.flush()
    child = os.fork()
    if not child:
        status = UNTOLD
        try:
            work()
            status = DONE
        except ZhoubaoError:
            status = TOLD
        except BaseException:  # noqa: BLE001  (whatever it is, the parent must know)
            os.write(2, traceback.format_exc().encode())
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def sizes(folder: Path) -> int:
    """Bytes of the largest file in a folder."""
    return max((path.stat().st_size for path in folder.rglob("*") if path.is_file()), default=0)
