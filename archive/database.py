"""SQLite behind one door: opening, versions, transactions, and its errors in plain Chinese.

Nothing else in the program handles `sqlite3` errors. The database is in WAL mode with
`synchronous=FULL` (FACTS: survives power loss; NORMAL may lose the last commits).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive.problems import StoreError

APPLICATION_ID = 0x5A424B55
"""`PRAGMA application_id` of our files ("ZBKU"), so that foreign ones are told apart."""

VERSION = 1
"""`PRAGMA user_version`: the schema in schema.sql."""

MIGRATIONS: Mapping[int, str] = {}
"""SQL that leads from version n-1 to n, by n. Version 1 is the first."""

BUSY_SECONDS = 30.0
"""How long to wait for another process that writes before giving up."""

Parameters = Sequence[Any] | Mapping[str, Any]
Row = tuple[Any, ...]

_MESSAGES = {
    sqlite3.SQLITE_BUSY: "档案库正被另一个程序写入，等了 {busy:.0f} 秒仍未轮到：{path}。"
    "请待其结束后再试。",
    sqlite3.SQLITE_LOCKED: "档案库被锁定：{path}。请待其他操作结束后再试。",
    sqlite3.SQLITE_READONLY: "档案库只能读、不能写：{path}。"
    "请检查文件夹权限，或换一个可写的档案库。",
    sqlite3.SQLITE_FULL: "磁盘已满，未能写入档案库：{path}。已有内容完好，请腾出空间后重新运行。",
    sqlite3.SQLITE_CANTOPEN: "打不开档案库：{path}。请检查文件夹是否存在、是否有读写权限。",
    sqlite3.SQLITE_PERM: "没有权限读写档案库：{path}。请检查文件夹权限。",
    sqlite3.SQLITE_IOERR: "读写档案库时磁盘出错：{path}（{error}）。请检查磁盘空间和磁盘状况。",
    sqlite3.SQLITE_CORRUPT: "档案库文件已损坏：{path}（{error}）。请用 restore 从备份恢复。",
    sqlite3.SQLITE_NOTADB: "这不是周报库的档案库文件：{path}。请检查 --archive 指定的文件夹。",
}


class Database:
    """One connection. Statements run at once unless inside `transaction` or `snapshot`."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Connect to `path`, which is made if missing. Raises StoreError."""
        self.path = path
        self.read_only = read_only
        self._depth = 0
        with self._errors():
            self._connection = self._connect()

    def _connect(self) -> sqlite3.Connection:
        try:
            return self._connected(_open(str(self.path)))
        except sqlite3.OperationalError as error:
            if not self.read_only or error.sqlite_errorcode & 0xFF not in {
                sqlite3.SQLITE_CANTOPEN,
                sqlite3.SQLITE_READONLY,
            }:
                raise
        # Read-only media: WAL wants to make its -shm file beside the database and cannot. Nobody
        # can write there, so the file may be taken as unchanging.
        return _open(self.path.absolute().as_uri() + "?mode=ro&immutable=1", uri=True)

    def _connected(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        try:
            if self.read_only:
                connection.execute("PRAGMA query_only = ON")
            # The first statement that reads is the first that can fail for want of rights.
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Close; harmless when closed already."""
        self._connection.close()

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """All rows of a query. Raises StoreError."""
        with self._errors():
            return self._connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """First row of a query, or None. Raises StoreError."""
        with self._errors():
            row: Row | None = self._connection.execute(sql, parameters).fetchone()
            return row

    def one(self, sql: str, parameters: Parameters = ()) -> Row:
        """The row of a query that has one unless the file is damaged. Raises StoreError."""
        row = self.row(sql, parameters)
        if row is None:
            raise self._damaged("a row is missing")
        return row

    def damage(self) -> StoreError | None:
        """What SQLite finds wrong with the file's structure, if anything."""
        try:
            found = self.rows("PRAGMA integrity_check(1)")
        except StoreError as problem:
            code = getattr(problem.__cause__, "sqlite_errorcode", 0) & 0xFF
            return problem if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB} else None
        return None if found == [("ok",)] else self._damaged(str(found[0][0]))

    def _damaged(self, why: str) -> StoreError:
        told = _MESSAGES[sqlite3.SQLITE_CORRUPT].format(path=self.path, error=" ".join(why.split()))
        return StoreError(told)

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """First column of the first row (None without one). Raises StoreError."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    def run(self, sql: str, parameters: Parameters = ()) -> int:
        """Execute a statement; returns the row id of the last insert. Raises StoreError."""
        with self._errors():
            return self._connection.execute(sql, parameters).lastrowid or 0

    def run_many(self, sql: str, parameters: Iterable[Parameters]) -> None:
        """Execute a statement for each set of parameters. Raises StoreError."""
        with self._errors():
            self._connection.executemany(sql, parameters)

    def copy_to(self, path: Path) -> None:
        """Write the database as it stands, while others may write to it, to a new file, synced.

        The copy is one file without a write-ahead log. Raises StoreError.
        """
        with self._errors():
            copy = sqlite3.connect(path, isolation_level=None)
            try:
                copy.execute("PRAGMA synchronous = FULL")
                self._connection.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
            finally:
                copy.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; waits for other writers at once. Inside another one: part of it."""
        with self._begin("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads of one and the same state of the archive."""
        with self._begin("BEGIN"):
            yield

    @contextmanager
    def _begin(self, statement: str) -> Iterator[None]:
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        self.run(statement)
        self._depth = 1
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with self._errors():
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
            raise
        finally:
            self._depth = 0

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as error:  # of a message in which a damaged name stands
            raise self._damaged(f"UTF-8: {error.reason}") from error
        except sqlite3.Error as error:
            # Errors raised by the Python side of the module carry no code.
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            message = _MESSAGES.get(code, "档案库操作未能完成：{path}（{error}）。")
            raise StoreError(
                message.format(path=self.path, error=error, busy=BUSY_SECONDS)
            ) from error


def _open(name: str, *, uri: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None, uri=uri)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def is_busy(problem: StoreError) -> bool:
    """Whether it is only that another process is writing."""
    code = getattr(problem.__cause__, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def is_ours(database: Database) -> bool:
    """True for an archive's database, False for an empty file.

    Raises StoreError for a foreign database or one of a newer program.
    """
    with database.snapshot():
        application = database.value("PRAGMA application_id")
        version = database.value("PRAGMA user_version")
        empty = database.value("SELECT count(*) FROM sqlite_master") == 0
    if application == 0 and version == 0 and empty:
        return False
    if application != APPLICATION_ID:
        raise StoreError(
            f"这不是周报库的档案库，而是别的程序的数据库：{database.path}。"
            "请检查 --archive 指定的文件夹，文件未作任何改动。"
        )
    if version > VERSION:
        raise StoreError(
            f"档案库由更新版本的周报库建立（版本 {version}，本程序支持到 {VERSION}）："
            f"{database.path}。请升级程序后再打开，文件未作任何改动。"
        )
    return True


def create(database: Database) -> None:
    """Lay down the schema in an empty file; another process may have done it first."""
    from importlib.resources import files  # noqa: PLC0415  (7 ms that only a new archive needs)

    use_wal(database)
    with database.transaction():
        if is_ours(database):
            return
        script = files("archive").joinpath("schema.sql").read_text(encoding="utf-8")
        for statement in statements(script):
            database.run(statement)
        database.run(f"PRAGMA application_id = {APPLICATION_ID}")
        database.run(f"PRAGMA user_version = {VERSION}")


def outdated(database: Database, target: int = VERSION) -> bool:
    """True where `migrate` has something to do."""
    return bool(database.value("PRAGMA user_version") < target)


def migrate(
    database: Database, steps: Mapping[int, str] = MIGRATIONS, target: int = VERSION
) -> tuple[int, ...]:
    """Lead an older schema up to `target`, each step in a transaction of its own.

    Returns the versions reached. Raises StoreError, with the last whole step kept.
    """
    reached = []
    while outdated(database, target):
        with database.transaction():
            # Asked again inside: another process may have migrated while this one waited.
            version = database.value("PRAGMA user_version") + 1
            if version > target:
                break
            for statement in statements(steps[version]):
                database.run(statement)
            if database.rows("PRAGMA foreign_key_check"):
                raise StoreError(
                    f"档案库升级到版本 {version} 时发现数据不一致，已放弃升级：{database.path}。"
                )
            database.run(f"PRAGMA user_version = {version}")
        reached.append(version)
    return tuple(reached)


def statements(script: str) -> Iterator[str]:
    """The statements of an SQL script one by one (`executescript` would end the transaction)."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def use_wal(database: Database) -> None:
    """Switch to WAL. Raises StoreError.

    The switch does not wait for another process by itself, so we do.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if database.value("PRAGMA journal_mode = WAL") == "wal":
                return
        except StoreError as problem:
            if time.monotonic() > deadline or not is_busy(problem):
                raise
        if time.monotonic() > deadline:
            raise StoreError(
                f"档案库所在的磁盘不支持所需的写入方式（WAL）：{database.path}。"
                "请把档案库放在本机磁盘上。"
            )
        time.sleep(0.05)
