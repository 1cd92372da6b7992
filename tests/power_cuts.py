"""What is left on a disk when the power fails: only what was synced, or more, as chance has it.

The work runs in a forked child whose syncs, renames, deletions and commits are watched. Before each
of them the whole tree is noted: every file's bytes now and when it was last synced, and every
folder's names now and when it was last synced. From such a moment any disk that a power cut may
leave can be built: a file has the bytes it was last synced with (none: it is empty) or newer ones,
a folder the names it was last synced with or newer ones, each by itself.

SQLite's own writes happen below Python and are not seen; a database is taken as it stood after the
last commit, which `synchronous=FULL` promises (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

import os
import pickle
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.disturbance import in_child

Choice = Callable[[bool], bool]
"""Whether one more folder (True) or file (False) is newer than when it was last synced."""

_DATABASE = "zhoubao.db"
_LOG = f"{_DATABASE}-wal"
_OF_SQLITE = (_DATABASE, _LOG, f"{_DATABASE}-shm", f"{_DATABASE}-journal")


class Names(NamedTuple):
    """A folder's entries: inode by name."""

    entries: dict[str, int]


Content = bytes | Names


class Moment(NamedTuple):
    """The tree before a call, by inode; `told`: what had been reported as stored by then."""

    call: str
    now: dict[int, Content]
    synced: dict[int, Content]
    databases: dict[int, dict[str, bytes]]
    told: tuple[str, ...]


class Watch:
    """Watches the tree under `root` in this process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.moments: list[Moment] = []
        self._told: list[str] = []
        self._databases: dict[int, dict[str, bytes]] = {}
        self._now = self._tree()
        self._synced = dict(self._now)
        self.committed()

    def tell(self, what: str) -> None:
        """The program has said that this is stored."""
        self._told.append(what)

    def note(self, call: str) -> None:
        """Note the tree as it is before a call."""
        self._look()
        self.moments.append(
            Moment(
                call,
                self._now,
                dict(self._synced),
                dict(self._databases),
                tuple(self._told),
            )
        )

    def sync(self, inode: int) -> None:
        """The file or folder is on disk as it is now."""
        self._look()
        if inode in self._now:
            self._synced[inode] = self._now[inode]

    def committed(self) -> None:
        """Databases are on disk as they are now."""
        for path in self.root.rglob(_DATABASE):
            files = {name: path.with_name(name) for name in (_DATABASE, _LOG)}
            self._databases[path.parent.stat().st_ino] = {
                name: file.read_bytes() for name, file in files.items() if file.exists()
            }

    def _look(self) -> None:
        before, self._now = self._now, self._tree()
        for inode in self._now.keys() - before.keys():
            self._synced.pop(inode, None)

    def _tree(self) -> dict[int, Content]:
        found: dict[int, Content] = {}
        for folder, _, files in os.walk(self.root):
            names = Names({entry.name: entry.inode() for entry in os.scandir(folder)})
            found[Path(folder).stat().st_ino] = names
            for name in files:
                if name not in _OF_SQLITE:
                    found[names.entries[name]] = (Path(folder) / name).read_bytes()
        return found


def watched(work: Callable[[Watch], object], root: Path) -> list[Moment]:
    """Do the work in a child and return the moments before each call and at the end."""
    with tempfile.NamedTemporaryFile() as told:

        def whole() -> None:
            watch = Watch(root)
            _install(watch)
            work(watch)
            watch.note("end")
            Path(told.name).write_bytes(pickle.dumps(watch.moments))

        assert in_child(whole) == 0
        moments: list[Moment] = pickle.loads(Path(told.name).read_bytes())  # noqa: S301  (our own)
    return moments


def _install(watch: Watch) -> None:
    for name in ("rename", "replace", "unlink", "mkdir", "rmdir"):
        _wrap(name, watch)
    real_sync = os.fsync

    def fsync(descriptor: int) -> None:
        watch.note("fsync")
        real_sync(descriptor)
        watch.sync(os.fstat(descriptor).st_ino)

    os.fsync = fsync  # type: ignore[assignment]

    class Watched(sqlite3.Connection):
        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            changes = not sql.startswith(("SELECT", "BEGIN"))
            if changes and (sql == "COMMIT" or not self.in_transaction):
                watch.note(sql[:40])
            done = super().execute(sql, *rest)
            if changes and not self.in_transaction:
                watch.committed()
            return done

        def close(self) -> None:
            super().close()
            watch.committed()

    real_connect = sqlite3.connect

    def connect(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = real_connect(*arguments, **(named | {"factory": Watched}))
        return connection

    sqlite3.connect = connect  # type: ignore[assignment]


def _wrap(name: str, watch: Watch) -> None:
    real = getattr(os, name)

    def noted(*arguments: Any, **named: Any) -> Any:
        watch.note(name)
        return real(*arguments, **named)

    setattr(os, name, noted)


def build(moment: Moment, root: int, target: Path, newer: Choice) -> None:
    """Write the tree under the inode `root` as a power cut at that moment may have left it."""
    target.mkdir()
    names = _chosen(moment, root, newer)
    assert isinstance(names, Names)
    for name, inode in names.entries.items():
        if name in _OF_SQLITE:
            continue
        if isinstance(moment.now.get(inode, moment.synced.get(inode)), Names):
            build(moment, inode, target / name, newer)
        else:
            content = _chosen(moment, inode, newer)
            (target / name).write_bytes(content if isinstance(content, bytes) else b"")
    for name, data in moment.databases.get(root, {}).items():
        (target / name).write_bytes(data)


def _chosen(moment: Moment, inode: int, newer: Choice) -> Content | None:
    """A file's bytes or a folder's names: as last synced, or as they were in memory."""
    synced, now = moment.synced.get(inode), moment.now.get(inode)
    if synced is None:
        synced = Names({}) if isinstance(now, Names) else b""
    return now if now is not None and newer(isinstance(now, Names)) else synced
