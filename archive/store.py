"""The archive: an SQLite database, the kept files and the index's folder.

    folder/zhoubao.db        the system of record (schema.sql)
    folder/files/ab/ab….pdf  every file taken in, by SHA-256 (archive.files)
    folder/lexicon/          words and synonyms of the archive's own (archive.own_lists)
    folder/index/            the indexer's, disposable

A `Store` is one connection: one for each thread and process. What may stand in the way of reading
(ids that change, versions, corrections) is settled here, so that callers see bulletins as they are
to be shown.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import msgspec

from archive import database, files, rows
from archive.database import Database
from archive.folder_lock import PATIENCE, FolderLock, in_use, locked, try_lock
from archive.identity import DECISIONS
from archive.ledger import Incoming, Ledger, Taken
from archive.loading import edits_of, load_bulletin, load_record
from archive.problems import FileProblem, NotInArchive, StoreError, ZhoubaoError
from archive.records import AnyRecord, Bulletin

OutcomeKind = Literal["added", "skipped", "replaced", "kept-as-older"]
Clock = Callable[[], dt.datetime]

DATABASE_NAME = "zhoubao.db"

_PAUSE = 0.05
_KEPT_COLUMNS = "sha256, file, extension"
_READ_ORDER = "published IS NULL, published, id"


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file: `id` is the bulletin's id now (it may gain a suffix later).

    `displaced`: hashes of the bulletins that were current and no longer are; `again`: the file was
    here and has been read afresh.
    """

    kind: OutcomeKind
    id: str
    sha256: str
    displaced: tuple[str, ...] = ()
    again: bool = False


class PendingChange(msgspec.Struct, frozen=True, kw_only=True):
    """A bulletin whose indexed records are out of date since `generation`.

    `present` False: drop everything under this id; True: drop it and index it afresh.
    """

    generation: int
    bulletin: str
    present: bool


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A file put aside; `at` is the time in UTC, ISO."""

    file: str
    kind: FileProblem
    message: str
    sha256: str | None
    at: str


class KeptFile(msgspec.Struct, frozen=True):
    """A file as the archive keeps it: under `path`, taken in from `file`."""

    sha256: str
    file: str
    path: Path


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One of the files that are versions of the same issue; `decided` says why in Chinese."""

    id: str
    sha256: str
    file: str
    current: bool
    decided: str


class Store:
    """An open archive. One for each thread; use as a context manager."""

    def __init__(
        self, folder: Path, db: Database, clock: Clock, lock: FolderLock | None = None
    ) -> None:
        self.folder = folder
        self.database = db
        self.clock = clock
        self._lock = lock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close; an exception that damage of the database explains is told as that."""
        try:
            if isinstance(error, Exception) and not isinstance(error, ZhoubaoError | OSError):
                # Only what nobody foresaw comes here, so that all of the archive may be read.
                from archive.verify import first_fault  # noqa: PLC0415

                fault = first_fault(self)
                if fault is not None:
                    raise StoreError(fault.message) from error
        finally:
            self.close()

    def close(self) -> None:
        """Close the database; the archive may then be replaced."""
        self.database.close()
        if self._lock is not None:
            self._lock.close()

    @property
    def index_folder(self) -> Path:
        """`folder/index`, the indexer's own (not made here)."""
        return self.folder / "index"

    def now(self) -> str:
        """The time in UTC, ISO, to the second."""
        return self.clock().astimezone(dt.UTC).isoformat(timespec="seconds")

    def snapshot(self) -> AbstractContextManager[None]:
        """Several readings of one and the same state, while others write."""
        return self.database.snapshot()

    # What the indexer asks.

    @property
    def generation(self) -> int:
        """Grows with every change of what the archive answers; 0 for an empty one."""
        return self._counter("generation")

    @property
    def indexed(self) -> int:
        """Generation last marked as indexed (0: never)."""
        return self._counter("indexed")

    def _counter(self, name: str) -> int:
        return int(self.database.one("SELECT value FROM counter WHERE name = ?", (name,))[0])

    def changes(self, after: int) -> tuple[PendingChange, ...]:
        """Bulletins changed since generation `after`, oldest change first, each once."""
        found = self.database.rows(
            "SELECT generation, change.bulletin, bulletin.key IS NOT NULL FROM change"
            " LEFT JOIN bulletin ON bulletin.id = change.bulletin AND state = 'current'"
            " WHERE generation > ? ORDER BY generation",
            (after,),
        )
        return tuple(
            PendingChange(generation=generation, bulletin=bulletin_id, present=bool(present))
            for generation, bulletin_id, present in found
        )

    def mark_indexed(self, generation: int) -> None:
        """Note that the index (already committed) holds everything up to `generation`."""
        self.database.run("UPDATE counter SET value = ? WHERE name = 'indexed'", (generation,))

    # Reading.

    def current_ids(self) -> tuple[str, ...]:
        """Ids of the bulletins that answers are made of, by date of publication, then id."""
        found = self.database.rows(
            f"SELECT id FROM bulletin WHERE state = 'current' ORDER BY {_READ_ORDER}"  # noqa: S608  (a constant)
        )
        return tuple(row[0] for row in found)

    def bulletin(self, bulletin_id: str) -> Bulletin:
        """One bulletin (an older version too) with corrections applied. Raises NotInArchive."""
        with self.snapshot():
            return load_bulletin(self.database, self.key_of(bulletin_id))

    def each_bulletin(self, ids: Sequence[str] | None = None) -> Iterator[Bulletin]:
        """Bulletins (default: all current ones, in the order of `current_ids`) one by one.

        Each is whole, but others may write between two; take a `snapshot` around where it matters.
        """
        for bulletin_id in self.current_ids() if ids is None else ids:
            yield self.bulletin(bulletin_id)

    def record(self, record_id: str) -> AnyRecord:
        """One record with corrections applied. Raises NotInArchive."""
        with self.snapshot():
            return load_record(self.database, *self.find_record(record_id))

    def bulletin_of(self, record_id: str) -> Bulletin:
        """The bulletin a record id belongs to. Raises NotInArchive."""
        with self.snapshot():
            key, _ = self.find_record(record_id)
            return load_bulletin(self.database, key)

    def corrected(self, bulletin_id: str) -> dict[str, tuple[str, ...]]:
        """Corrected fields by record id (or the bulletin's own id), for marking."""
        with self.snapshot():
            key = self.key_of(bulletin_id)
            marked: dict[str, list[str]] = {}
            for edit in edits_of(self.database, key):
                target = f"{bulletin_id}.{edit.suffix}" if edit.suffix else bulletin_id
                fields = marked.setdefault(target, [])
                if edit.field not in fields:
                    fields.append(edit.field)
            return {target: tuple(fields) for target, fields in marked.items()}

    def file_of(self, bulletin_id: str) -> Path:
        """The kept file of a bulletin. Raises NotInArchive."""
        sha256, extension = self._columns(bulletin_id, "sha256, extension")
        return files.kept_path(self.folder, sha256, extension)

    def pages(self, bulletin_id: str) -> bytes:
        """The pages as the reader handed them over (msgpack). Raises NotInArchive."""
        (key,) = self._columns(bulletin_id, "key")
        (data,) = self.database.one("SELECT data FROM pages WHERE bulletin = ?", (key,))
        try:
            return rows.unpack_pages(data)
        except zlib.error as error:
            raise StoreError(
                f"“{bulletin_id}”保存的页面已损坏（{error}）。请运行 zhoubao verify --repair。"
            ) from error

    def versions(self, bulletin_id: str) -> tuple[Version, ...]:
        """The current version of an issue and the older ones. Raises NotInArchive."""
        with self.snapshot():
            sha256, head = self._columns(bulletin_id, "sha256, superseded_by")
            found = self.database.rows(
                "SELECT id, sha256, file, state, decided FROM bulletin"
                " WHERE state <> 'removed' AND ? IN (sha256, superseded_by)"
                " ORDER BY state, sha256",
                (head or sha256,),
            )
        return tuple(
            Version(
                id=version_id,
                sha256=version_sha,
                file=file,
                current=state == "current",
                decided=DECISIONS[decided],
            )
            for version_id, version_sha, file, state, decided in found
        )

    def standing_of(self, sha256: str) -> tuple[Literal["current", "older", "removed"], str]:
        """State and id of the bulletin read from the file with this hash. Raises NotInArchive."""
        found = self.database.row("SELECT state, id FROM bulletin WHERE sha256 = ?", (sha256,))
        if found is None:
            raise NotInArchive(f"档案库里没有校验值为 {sha256} 的文件。")
        state, bulletin_id = found
        return state, bulletin_id

    def head_of(self, sha256: str) -> str | None:
        """Hash of the version that is current in place of a file (its own; None: unknown)."""
        found: str | None = self.database.value(
            "SELECT coalesce(superseded_by, sha256) FROM bulletin WHERE sha256 = ?", (sha256,)
        )
        return found

    def state_of(self, sha256: str) -> Literal["current", "older", "removed"] | None:
        """What the file with this hash is here; None where it is unknown."""
        found: Literal["current", "older", "removed"] | None = self.database.value(
            "SELECT state FROM bulletin WHERE sha256 = ?", (sha256,)
        )
        return found

    def kept_files(self, ids: Sequence[str] | None = None) -> tuple[KeptFile, ...]:
        """The kept files of these bulletins (default: all that are not removed), by hash.

        Raises NotInArchive.
        """
        if ids is not None:
            wanted = [self._columns(bulletin_id, _KEPT_COLUMNS) for bulletin_id in ids]
        else:
            wanted = self.database.rows(
                f"SELECT {_KEPT_COLUMNS} FROM bulletin WHERE state <> 'removed' ORDER BY sha256"  # noqa: S608  (constants)
            )
        return tuple(
            KeptFile(sha256, file, files.kept_path(self.folder, sha256, extension))
            for sha256, file, extension in wanted
        )

    def failures(self) -> tuple[Failure, ...]:
        """Files put aside, by file name."""
        found = self.database.rows(
            "SELECT file, kind, message, sha256, at FROM failure ORDER BY file"
        )
        return tuple(
            Failure(file=file, kind=kind, message=message, sha256=sha256, at=at)
            for file, kind, message, sha256, at in found
        )

    # Writing.

    def keep(self, file: Path, sha256: str) -> int:
        """Copy a file's bytes into the archive, synced; returns how many.

        Raises BadFile where it cannot be read or its bytes are no longer those of the hash,
        StoreError where the archive cannot be written.
        """
        return files.keep(file, self.folder, sha256).stat().st_size

    def keep_lost(self, file: Path, sha256: str) -> None:
        """Keep a known file's bytes again where the archive has lost them.

        Raises BadFile, StoreError as `keep` does.
        """
        extension = self.database.value(
            "SELECT extension FROM bulletin WHERE sha256 = ?", (sha256,)
        )
        if not files.kept_path(self.folder, sha256, extension).exists():
            files.keep(file, self.folder, sha256, extension=extension)

    def add(
        self, bulletin: Bulletin, pages: bytes, file: Path, *, replace: bool = False
    ) -> Outcome:
        """Keep a parsed file: its bytes first, then its records, in one transaction.

        The same bytes are skipped; with `replace` their new parse takes the old one's place, and
        the bulletin becomes the current one of its number. Raises BadFile, StoreError.
        """
        size = self.keep(file, bulletin.source.sha256)
        incoming = Incoming(
            prepared=rows.prepare(bulletin, pages),
            file=files.printable(file),
            extension=files.extension_of(file),
            bytes=size,
            preferred=self.next_preference() if replace else 0,
            anew=replace,
            revive=True,
        )
        return self.put([incoming])[0]

    def next_preference(self) -> int:
        """A rank above all explicit choices made so far."""
        return self._counter("preferred") + 1

    def put(self, batch: Sequence[Incoming]) -> tuple[Outcome, ...]:
        """Store parsed files whose bytes are kept, all in one transaction. Raises StoreError."""
        with self.database.transaction():
            ledger = Ledger(self.database, self.now())
            taken = [ledger.take(incoming) for incoming in batch]
            displaced = ledger.settle()
            return tuple(
                self._outcome(incoming.prepared.header.sha256, change, displaced)
                for incoming, change in zip(batch, taken, strict=True)
            )

    def _outcome(self, sha256: str, change: Taken, displaced: dict[str, str]) -> Outcome:
        bulletin_id, state = self.database.one(
            "SELECT id, state FROM bulletin WHERE sha256 = ?", (sha256,)
        )
        mine = tuple(sorted(other for other, head in displaced.items() if head == sha256))
        kind: OutcomeKind
        if change == "known":
            kind = "skipped"
        elif state == "older":
            kind = "kept-as-older"
        else:
            kind = "replaced" if mine or change == "anew" else "added"
        return Outcome(
            kind=kind, id=bulletin_id, sha256=sha256, displaced=mine, again=change == "anew"
        )

    def put_aside(self, failures: Iterable[Failure]) -> None:
        """Remember files that could not be taken in (their earlier failures are forgotten)."""
        with self.database.transaction():
            self.database.run_many(
                "INSERT OR REPLACE INTO failure (file, kind, message, sha256, at)"
                " VALUES (?, ?, ?, ?, ?)",
                [
                    (failure.file, failure.kind, failure.message, failure.sha256, failure.at)
                    for failure in failures
                ],
            )

    def forget_failures(self, names: Iterable[str]) -> None:
        """Files of these names are no longer put aside."""
        with self.database.transaction():
            self.database.run_many(
                "DELETE FROM failure WHERE file = ?", [(name,) for name in names]
            )

    # What history, summaries and export need beside.

    def key_of(self, bulletin_id: str) -> int:
        """Internal key. Raises NotInArchive, with what to type instead where that is known."""
        key: int = self._columns(bulletin_id, "key")[0]
        return key

    def _columns(self, bulletin_id: str, names: str) -> database.Row:
        found = self.database.row(
            f"SELECT {names} FROM bulletin WHERE id = ? AND state <> 'removed'",  # noqa: S608  (constants)
            (bulletin_id,),
        )
        if found is None:
            raise self._unknown(bulletin_id)
        return found

    def _unknown(self, bulletin_id: str) -> NotInArchive:
        if self.database.row(
            "SELECT 1 FROM bulletin WHERE id = ? AND state = 'removed'", (bulletin_id,)
        ):
            return NotInArchive(
                f"“{bulletin_id}”已被移除。要恢复请运行：zhoubao remove {bulletin_id} --undo"
            )
        near = self.database.rows(
            "SELECT id FROM bulletin WHERE state = 'current' AND slug = ? ORDER BY id",
            (bulletin_id,),
        )
        if near:
            ids = "、".join(row[0] for row in near)
            return NotInArchive(f"“{bulletin_id}”不止一期，请写明是哪一期：{ids}。")
        return NotInArchive(f"档案库里没有“{bulletin_id}”。用 zhoubao bulletins 可以看到有哪些期。")

    def find_record(self, record_id: str) -> tuple[int, str]:
        """Key of the bulletin and suffix of a record id. Raises NotInArchive."""
        bulletin_id, dot, suffix = record_id.rpartition(".")
        if not dot:
            raise self._unknown(record_id)
        key = self.key_of(bulletin_id)
        if not self.database.row(
            "SELECT 1 FROM record WHERE bulletin = ? AND suffix = ?", (key, suffix)
        ):
            raise NotInArchive(
                f"“{bulletin_id}”里没有记录“{suffix}”。"
                f"用 zhoubao show {bulletin_id} 可以看到全部记录。"
            )
        return key, suffix


def open_store(
    folder: Path, *, create: bool, read_only: bool = False, clock: Clock | None = None
) -> Store:
    """Open (or with `create` make) the archive in `folder`.

    `read_only` never writes (searches, also while another process ingests); `clock` gives the time
    of day for what is written down. Raises StoreError: no archive here, a foreign or a newer one,
    no rights.
    """
    with contextlib.ExitStack() as stack:
        lock = _enter(folder, create=create)
        if lock is not None:
            stack.callback(lock.close)
        path = _database_in(folder, create=create)
        db = Database(path, read_only=read_only)
        stack.callback(db.close)
        _make_ready(db, folder, create=create)
        stack.pop_all()
    return Store(folder, db, clock or _utc_now, lock)


def _database_in(folder: Path, *, create: bool) -> Path:
    path = folder / DATABASE_NAME
    if not create and not path.is_file():
        raise StoreError(_NO_ARCHIVE.format(folder=files.printable(folder)))
    return path


def _enter(folder: Path, *, create: bool) -> FolderLock | None:
    """Be one of those who use the folder, so that none replaces it meanwhile; make it if asked.

    The folder above is locked for a moment: what stands at the archive's place is settled then.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if create:
                files.make_folder(folder.absolute().parent)
            with locked(folder.absolute().parent):
                files.finish_swap(folder.resolve())
                if create:
                    files.make_folder(folder.absolute() / "files")
                lock = try_lock(folder)
        except OSError as error:
            raise files.unwritable(folder, error) from error
        if not isinstance(lock, bool):
            return lock
        if time.monotonic() > deadline:
            raise in_use(folder, PATIENCE)
        time.sleep(_PAUSE)


def _make_ready(db: Database, folder: Path, *, create: bool) -> None:
    """Lay down the schema or bring it up to date, or refuse."""
    if not database.is_ours(db):
        if not create:
            raise StoreError(_NO_ARCHIVE.format(folder=files.printable(folder)))
        database.create(db)
    if not database.outdated(db):
        return
    if db.read_only:
        with contextlib.closing(Database(db.path)) as writable:
            database.migrate(writable)
    else:
        database.migrate(db)


_NO_ARCHIVE = (
    "这里还没有档案库：{folder}。请先用 zhoubao ingest 收录周报，"
    "或用 --archive 指明档案库所在的文件夹。"
)


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
