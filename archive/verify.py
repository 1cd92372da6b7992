"""Every promise the archive makes, checked: and set right where that can be done.

What is checked here: the database's own structure, references, the kept files' hashes, the columns
beside the records, and, for a sample or for all bulletins, that the records hold every character of
their file and stand where they say (archive.reread). The index is the indexer's to check
(indexer.agreement).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Literal

import msgspec

from archive import files, own_lists, rows
from archive.ingest import LIMITS, reparse
from archive.ledger import HEADER_COLUMNS, Ledger
from archive.loading import load_bulletin
from archive.problems import BadFile, StoreError
from archive.records import Bulletin
from archive.reread import Compare, Compared, compare_task
from archive.store import DATABASE_NAME, Store
from archive.workers import Finished, Limits, Lost, default_jobs, run_tasks

FaultKind = Literal[
    "database-damaged",
    "reference-broken",
    "file-missing",
    "file-changed",
    "file-unreadable",
    "record-unreadable",
    "columns-differ",
    "characters-differ",
    "words-misplaced",
    "parse-differs",
    "list-unreadable",
    "index-differs",
]

SAMPLE = 20
"""Bulletins read again unless all are asked for; other ones every day."""

_STRAY_SECONDS = 24 * 3600
"""A kept file that no record speaks of and that is older belongs to a process that was killed."""
_MOST_NAMED = 5

_RESTORE = "请用 zhoubao restore 从备份恢复。"
_REPARSE = "可用 verify --repair 或 reparse 重新解析。"


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as promised: `where` is an id, a file or a part of the archive."""

    kind: FaultKind
    where: str
    message: str
    repaired: bool = False


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What was checked, and what was found.

    `files` hashed, `reread` bulletins held against their file; `locked` could not be for want of a
    password, `outdated` were read by another parser version (their records hold, a reparse may read
    more); `unclaimed` kept files that no record speaks of (left by a killed run; harmless).
    """

    bulletins: int
    files: int
    reread: int
    locked: int
    outdated: int
    unclaimed: int
    faults: tuple[Fault, ...]


class Row(msgspec.Struct, frozen=True):
    """A bulletin's row, as far as it says where things are."""

    key: int
    id: str
    state: str
    sha256: str
    file: str
    extension: str
    bytes: int


Step = Callable[[int, int], None]
"""Told how many of how many bulletins have been checked."""


def verify(
    store: Store,
    *,
    everything: bool = False,
    ids: Sequence[str] | None = None,
    password: str | None = None,
    jobs: int | None = None,
    step: Step | None = None,
    limits: Limits = LIMITS,
) -> Verification:
    """Check the archive; writes nothing.

    `everything`: read all files again (else a sample, or the bulletins `ids`); `password` opens
    those that are locked. Raises StoreError where the database cannot be read at all.
    """
    faults = [*_database(store), *_lists(store)]
    try:
        held = _rows(store)
        faults.extend(_references(store))
    except StoreError as problem:
        if not any(fault.kind == "database-damaged" for fault in faults):
            faults.append(
                Fault(kind="database-damaged", where=DATABASE_NAME, message=problem.message)
            )
        return Verification(
            bulletins=0, files=0, reread=0, locked=0, outdated=0, unclaimed=0, faults=tuple(faults)
        )
    whole = []
    for row in held:
        found = [*_kept(store, row), *_columns(store, row)]
        faults.extend(found)
        if not any(fault.kind.startswith(("file", "record")) for fault in found):
            whole.append(row)
    again = [row for row in whole if row.state != "removed"]
    if ids is not None:
        again = [row for row in again if row.id in set(ids)]
    elif not everything:
        again = _sample(again, store.clock().date())
    compared = list(_reread(store, again, password, jobs, step, limits))
    faults.extend(fault for row, result in compared for fault in _judge(row, result))
    return Verification(
        bulletins=len(held),
        files=len(held),
        reread=sum(result.refused is None for _, result in compared),
        locked=sum(result.refused == "password" for _, result in compared),
        outdated=sum(result.outdated for _, result in compared),
        unclaimed=len(list(_unclaimed(store, held))),
        faults=tuple(faults),
    )


def first_fault(store: Store) -> Fault | None:
    """The first thing wrong in the database, structure or contents; reads all of it."""
    try:
        for fault in (*_database(store), *_references(store)):
            return fault
        return next((fault for row in _rows(store) for fault in _columns(store, row)), None)
    except StoreError as problem:
        return Fault(kind="database-damaged", where=DATABASE_NAME, message=problem.message)


def repair(
    store: Store,
    found: Verification,
    *,
    password: str | None = None,
    jobs: int | None = None,
    limits: Limits = LIMITS,
) -> Verification:
    """Set right what can be, check again, and mark what is repaired. Raises StoreError.

    Kept files come back from where they were taken in, if they are still there; columns are written
    anew; records are parsed afresh (corrections stay). What is left over from killed runs is
    deleted.
    """
    by_kind: dict[FaultKind, list[Fault]] = {}
    for fault in found.faults:
        by_kind.setdefault(fault.kind, []).append(fault)
    if "database-damaged" in by_kind:
        # Rebuilds SQLite's own indexes, the part of a database that can be made anew.
        with suppress(StoreError):
            store.database.run("REINDEX")
    held = {row.id: row for row in _rows(store)}
    for fault in (*by_kind.get("file-missing", ()), *by_kind.get("file-changed", ())):
        _fetch(store, held[fault.where])
    broken: tuple[FaultKind, ...] = ("reference-broken", "columns-differ")
    for fault in (fault for kind in broken for fault in by_kind.get(kind, ())):
        if fault.where in held:
            with suppress(StoreError):  # where it fails, the second check finds the fault again
                _rewrite(store, held[fault.where].key)
    parsed: tuple[FaultKind, ...] = (
        "record-unreadable",
        "characters-differ",
        "words-misplaced",
        "parse-differs",
    )
    wrong = {fault.where for kind in parsed for fault in by_kind.get(kind, ())}
    again = [row.id for row in held.values() if row.id in wrong and row.state != "removed"]
    if again:
        reparse(store, again, password=password, jobs=jobs, limits=limits)
    for leftover in list(_unclaimed(store, held.values())):
        leftover.unlink(missing_ok=True)
    after = verify(store, ids=[fault.where for fault in found.faults], password=password, jobs=jobs)
    left = {(fault.kind, fault.where): fault for fault in after.faults}
    marked = tuple(
        left.pop((fault.kind, fault.where), msgspec.structs.replace(fault, repaired=True))
        for fault in found.faults
    )
    return msgspec.structs.replace(
        found, unclaimed=after.unclaimed, faults=(*marked, *left.values())
    )


# The database.


def _database(store: Store) -> Iterator[Fault]:
    try:
        found = [str(row[0]) for row in store.database.rows("PRAGMA integrity_check(20)")]
    except StoreError as problem:
        found = [problem.message]
    if found != ["ok"]:
        named = "；".join(" ".join(line.split()) for line in found[:_MOST_NAMED])
        yield Fault(
            kind="database-damaged",
            where=DATABASE_NAME,
            message=f"数据库有损坏：{named}。{_RESTORE}",
        )


def _lists(store: Store) -> Iterator[Fault]:
    """The archive's own word lists can be read."""
    for name, path in own_lists.lists_of(store.folder):
        why = own_lists.complaint(path)
        if why:
            yield Fault(
                kind="list-unreadable",
                where=name,
                message=f"词表 {files.printable(path)} {why}。请改正这个文件。",
            )


def _references(store: Store) -> Iterator[Fault]:
    """Rows that speak of rows which are not there."""
    counted: dict[str, int] = {}
    for table, *_ in store.database.rows("PRAGMA foreign_key_check"):
        counted[table] = counted.get(table, 0) + 1
    for table, count in counted.items():
        yield Fault(
            kind="reference-broken",
            where=table,
            message=f"数据库的 {table} 表有 {count} 行所指的内容不存在。{_RESTORE}",
        )
    astray = store.database.rows(
        "SELECT id FROM bulletin AS older WHERE state = 'older' AND NOT EXISTS"
        " (SELECT 1 FROM bulletin WHERE sha256 = older.superseded_by AND state = 'current')"
        " UNION ALL SELECT id FROM bulletin"
        " WHERE NOT EXISTS (SELECT 1 FROM pages WHERE pages.bulletin = bulletin.key)"
    )
    for (bulletin_id,) in astray:
        yield Fault(
            kind="reference-broken",
            where=bulletin_id,
            message=f"“{bulletin_id}”所指的现行版本或页面不存在。可用 verify --repair 重新整理。",
        )


def _rows(store: Store) -> list[Row]:
    found = store.database.rows(
        "SELECT key, id, state, sha256, file, extension, bytes FROM bulletin ORDER BY key"
    )
    return [Row(*row) for row in found]


def _columns(store: Store, row: Row) -> Iterator[Fault]:
    """The columns beside the JSON say what the JSON and the corrections say."""
    try:
        with store.snapshot():
            bulletin = load_bulletin(store.database, row.key)
            pages = store.database.value("SELECT data FROM pages WHERE bulletin = ?", (row.key,))
            if pages is not None:  # missing ones are told as a broken reference
                rows.unpack_pages(pages)
            header = rows.header_row(bulletin)
            expected = tuple(getattr(header, name) for name in HEADER_COLUMNS)
            same = _record_columns(bulletin) == _columns_held(store, row.key)
            same = same and expected == store.database.row(
                f"SELECT {', '.join(HEADER_COLUMNS)} FROM bulletin WHERE key = ?",  # noqa: S608  (constants)
                (row.key,),
            )
    except (StoreError, zlib.error) as problem:
        message = problem.message if isinstance(problem, StoreError) else f"{problem}。"
        yield Fault(
            kind="record-unreadable",
            where=row.id,
            message=f"“{row.id}”的记录读不出来：{message}{_REPARSE}",
        )
        return
    if not same:
        yield Fault(
            kind="columns-differ",
            where=row.id,
            message=f"“{row.id}”用来列表和计数的栏目与记录本身不一致。可用 verify --repair 重写。",
        )


_Columns = dict[str, tuple[object, ...]]


def _record_columns(bulletin: Bulletin) -> _Columns:
    """What the columns of each record should hold, by its suffix."""
    return {
        row.suffix: (
            *(row.kind, row.first_day, row.last_day, row.precision),
            *(row.departments, row.types),
            None if row.figure is None else msgspec.structs.astuple(row.figure),
        )
        for row in (rows.record_row(record, 0) for record in rows.all_records(bulletin))
    }


def _columns_held(store: Store, key: int) -> _Columns:
    """What they do hold."""
    records = store.database.rows(
        "SELECT key, suffix, kind, first_day, last_day, precision FROM record WHERE bulletin = ?",
        (key,),
    )
    beside: dict[str, dict[int, list[tuple[object, ...]]]] = {}
    for table, names in (
        ("record_department", "name, role"),
        ("record_type", "type"),
        ("figure", "scope, category, measure, value, unit, cumulative"),
    ):
        order = "record" if table == "figure" else "record, place"
        found = store.database.rows(
            f"SELECT record, {names} FROM {table} WHERE record IN"  # noqa: S608  (constants)
            f" (SELECT key FROM record WHERE bulletin = ?) ORDER BY {order}",
            (key,),
        )
        for record, *values in found:
            beside.setdefault(table, {}).setdefault(record, []).append(tuple(values))
    departments, types, figures = (
        beside.get(table, {}) for table in ("record_department", "record_type", "figure")
    )
    return {
        suffix: (
            *columns,
            tuple(departments.get(record, ())),
            tuple(name for (name,) in types.get(record, ())),
            next(iter(figures.get(record, ())), None),
        )
        for record, suffix, *columns in records
    }


def _rewrite(store: Store, key: int) -> None:
    with store.database.transaction():
        ledger = Ledger(store.database, store.now())
        ledger.refresh(key)
        ledger.settle()


# The kept files.


def _kept(store: Store, row: Row) -> Iterator[Fault]:
    path = files.kept_path(store.folder, row.sha256, row.extension)
    if not path.is_file():
        yield Fault(
            kind="file-missing",
            where=row.id,
            message=f"“{row.id}”的原文件不在档案库里（原名 {row.file}）。"
            f"请重新 ingest 原文件，或从备份恢复。",
        )
        return
    try:
        whole = files.digest(path) == row.sha256
    except BadFile as problem:
        yield Fault(kind="file-unreadable", where=row.id, message=problem.message)
        return
    if not whole:
        yield Fault(
            kind="file-changed",
            where=row.id,
            message=f"“{row.id}”保存的原文件已被改动或损坏（{path.name}）。"
            f"原文件还在原处的，可用 verify --repair 取回；否则请从备份恢复。",
        )


def _fetch(store: Store, row: Row) -> None:
    """Take a lost or damaged file again from where it was taken in, if it is still there."""
    source = Path(row.file)
    try:
        if files.digest(source) == row.sha256:
            files.keep(source, store.folder, row.sha256, extension=row.extension, again=True)
    except BadFile:  # gone, or changed since: the fault stays
        return


def _unclaimed(store: Store, held: Iterable[Row]) -> Iterator[Path]:
    """Kept files that no record speaks of, left by killed runs."""
    claimed = {files.kept_path(store.folder, row.sha256, row.extension) for row in held}
    limit = time.time() - _STRAY_SECONDS
    for path in sorted((store.folder / "files").glob("??/*")):
        if path not in claimed and path.stat().st_mtime < limit:
            yield path


# Records against their files.


def _sample(held: Sequence[Row], today: dt.date) -> list[Row]:
    """Some bulletins, others every day, the same ones all day."""

    def order(row: Row) -> bytes:
        return hashlib.sha256(f"{today}{row.sha256}".encode()).digest()

    return sorted(held, key=order)[:SAMPLE]


def _reread(
    store: Store,
    held: Sequence[Row],
    password: str | None,
    jobs: int | None,
    step: Step | None,
    limits: Limits,
) -> Iterator[tuple[Row, Compared]]:
    """Each bulletin compared with its file, in children as when it was taken in."""

    def task(row: Row) -> bytes:
        path = files.kept_path(store.folder, row.sha256, row.extension)
        bulletin = load_bulletin(store.database, row.key, corrected=False)
        return msgspec.msgpack.encode(Compare(os.fsencode(path), password, bulletin))

    results = run_tasks(
        compare_task,
        [task(row) for row in held],
        jobs=default_jobs() if jobs is None else jobs,
        limits=limits,
        preload=["archive.reread", "pdfplumber"],
    )
    done = 0
    with closing(results):
        for number, result in results:
            done += 1
            if step is not None:
                step(done, len(held))
            yield held[number], _compared(result)


def _compared(result: Finished | Lost) -> Compared:
    if isinstance(result, Finished):
        return msgspec.msgpack.decode(result.data, type=Compared)
    return Compared(refused=result.kind, message="重新读取时超过时间或内存上限，或读取程序崩溃。")


def _judge(row: Row, result: Compared) -> Iterator[Fault]:
    if result.refused is not None and result.refused != "password":
        yield Fault(
            kind="file-unreadable",
            where=row.id,
            message=f"“{row.id}”的原文件完好，但读不出来了：{result.message}记录仍可使用。",
        )
    if result.characters:
        yield Fault(
            kind="characters-differ",
            where=row.id,
            message=f"“{row.id}”的记录与原文件的字数对不上：{'，'.join(result.characters)}。{_REPARSE}",
        )
    if result.places:
        named = "、".join(result.places[:_MOST_NAMED])
        yield Fault(
            kind="words-misplaced",
            where=row.id,
            message=f"“{row.id}”有 {len(result.places)} 处与原文件页面上的位置对不上："
            f"{named}。{_REPARSE}",
        )
    if result.differs:
        yield Fault(
            kind="parse-differs",
            where=row.id,
            message=f"“{row.id}”重新解析的结果与所存的不同。{_REPARSE}",
        )
