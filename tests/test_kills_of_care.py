"""Kills and faults at every statement of corrections, removals and migrations; strange stores."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive import database
from archive.backup import back_up, restore
from archive.database import Database
from archive.history import correct, remove, undo_correction, undo_removal
from archive.ingest import ingest, reparse
from archive.problems import StoreError
from archive.store import Store, open_store
from archive.verify import verify
from indexer.agreement import compare_index
from indexer.refresh import open_index, refresh
from tests.disturbance import DONE, MEMORY, TOLD, disturbed, read_here
from tests.store_samples import add, bulletin, read_lines, read_lines_anew
from tests.test_kills import told

NEWER = 3
STEPS = {
    2: "CREATE TABLE note (bulletin INTEGER REFERENCES bulletin (key), text TEXT) STRICT;\n"
    "INSERT INTO note SELECT key, 'a;b' FROM bulletin;\n",
    3: "ALTER TABLE note ADD COLUMN pages INTEGER;\nUPDATE note SET pages = 1;\n"
    "CREATE INDEX note_of_bulletin ON note (bulletin);\n",
}
"""A later program's migrations, in two steps."""


@pytest.fixture
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as made:
        yield Path(made)


@pytest.fixture
def archive(root: Path) -> Path:
    """Three issues, one in two versions, one removed, one corrected; indexed."""
    folder = root / "archive"
    long = "办事指南和流程说明" * 10
    with open_store(folder, create=True) as store:
        for number in (1, 2, 3):
            add(store, f"number {number}\n{number}".encode(), bulletin(number=number))
        for data in (b"old", b"new and longer"):
            add(store, data, bulletin(number=4, texts=[long, data.decode()]))
        remove(store, "窗口工作周报-2022-3")
        correct(store, "窗口工作周报-2022-2.a1", "types", "座谈")
        refresh(store)
    return folder


def check(archive: Path, *, index: bool = True) -> list[bytes]:
    """All is whole; what the archive answers."""
    with open_store(archive, create=False) as store:
        assert verify(store, ids=()).faults == ()
        if index:
            with closing(open_index(store)):
                assert compare_index(store).whole
        return told(store)


COMMANDS: dict[str, Callable[[Store], object]] = {
    "correct": lambda store: correct(store, "窗口工作周报-2022-1.a1", "types", "座谈"),
    "correct the number": lambda store: correct(store, "窗口工作周报-2022-1", "number", "4"),
    "undo a correction": lambda store: undo_correction(store, "窗口工作周报-2022-2.a1"),
    "remove": lambda store: remove(store, "窗口工作周报-2022-4"),
    "undo a removal": lambda store: undo_removal(store, "窗口工作周报-2022-3"),
}


@pytest.mark.parametrize("blow", ["kill", "fail"])
@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_done_by_hand_is_done_or_not_done(archive: Path, command: str, blow: Any) -> None:
    """A blow at every statement: as before or as after, never between."""
    pristine = Path(shutil.copytree(archive, archive.with_name("pristine")))

    def work() -> None:
        with open_store(archive, create=False) as store:
            COMMANDS[command](store)
            refresh(store)

    before = check(archive)
    status, writes = disturbed(work, 0, blow, every_statement=True)
    assert status == DONE
    after = check(archive)
    assert after != before
    seen = set()
    for at in range(1, writes + 1, 1 if blow == "kill" else 3):
        shutil.rmtree(archive)
        shutil.copytree(pristine, archive)
        status, _ = disturbed(work, at, blow, every_statement=True)
        assert status in ({-signal.SIGKILL} if blow == "kill" else {DONE, TOLD}), at
        # The index after each is in test_kills.py; here now and then.
        found = check(archive, index=at % 5 == 0)
        assert found in (before, after), at
        seen.add(found == after)
    assert seen == {True, False}


@pytest.mark.parametrize("blow", ["kill", "fail"])
def test_reparsing_is_whole_for_each_bulletin(
    root: Path, monkeypatch: pytest.MonkeyPatch, blow: Any
) -> None:
    from archive import ingest as module  # noqa: PLC0415
    from archive import intake  # noqa: PLC0415

    monkeypatch.setattr(module, "run_tasks", read_here)
    monkeypatch.setattr(intake, "_BATCH", 1)
    archive, folder = root / "archive", root / "in"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.txt").write_text(f"number {number}\n第{number}期", "utf-8")
    with open_store(archive, create=True) as store:
        ingest([folder], store, reader=read_lines)
        correct(store, "窗口工作周报-2022-2.a1", "types", "座谈")

    def work() -> None:
        with open_store(archive, create=False) as store:
            reparse(store, reader=read_lines_anew)
            refresh(store)

    pristine = Path(shutil.copytree(archive, root / "pristine"))
    before = dict(enumerate(check(archive)))
    _, writes = disturbed(work, 0, blow)
    after = dict(enumerate(check(archive)))
    for at in range(1, writes + 1):
        shutil.rmtree(archive)
        shutil.copytree(pristine, archive)
        status, _ = disturbed(work, at, blow)
        assert status in ({-signal.SIGKILL} if blow == "kill" else {DONE, TOLD}), at
        for place, each in enumerate(check(archive)):
            assert each in (before[place], after[place])
        work()
        assert dict(enumerate(check(archive))) == after


# Migrations.


@pytest.fixture
def newer(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program is now two versions ahead of the archive."""
    assert archive.is_dir()
    migrate, outdated = database.migrate, database.outdated
    monkeypatch.setattr(database, "VERSION", NEWER)
    monkeypatch.setattr(
        database, "migrate", lambda db, steps=STEPS, target=NEWER: migrate(db, steps, target)
    )
    monkeypatch.setattr(database, "outdated", lambda db, target=NEWER: outdated(db, target))


def schema(archive: Path) -> tuple[int, list[Any]]:
    """Version, and all tables and indexes, straight from the file."""
    with closing(sqlite3.connect(archive / "zhoubao.db")) as direct:
        version = direct.execute("PRAGMA user_version").fetchone()[0]
        laid = direct.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    return version, laid


@pytest.mark.usefixtures("newer")
@pytest.mark.parametrize("blow", ["kill", "fail"])
def test_a_migration_stops_between_steps_only_and_is_finished(archive: Path, blow: Any) -> None:
    pristine = Path(shutil.copytree(archive, archive.with_name("pristine")))
    steps = [schema(archive)]
    with closing(Database(archive / "zhoubao.db")) as db:
        database.migrate(db, target=2)
    steps.append(schema(archive))
    before = check(archive)
    steps.append(schema(archive))
    assert [version for version, _ in steps] == [1, 2, 3]

    def work() -> None:
        open_store(archive, create=False).close()

    reached = set()
    at = 0
    status = TOLD
    while status != DONE:
        at += 1
        shutil.rmtree(archive)
        shutil.copytree(pristine, archive)
        status, _ = disturbed(work, at, blow, every_statement=True)
        assert status in {DONE, TOLD, -signal.SIGKILL}, at
        found = schema(archive)
        assert found in steps, at
        reached.add(found[0])
        assert check(archive) == before
        assert schema(archive) == steps[-1]
    assert reached == {1, 2, 3}
    assert at > 15


def _open(archive: Path, read_only: bool, results: Any) -> None:  # noqa: FBT001
    try:
        with open_store(archive, create=False, read_only=read_only) as store:
            results.put(len(store.current_ids()))
    except BaseException as problem:  # noqa: BLE001  (whatever it is, the parent must see it)
        results.put(repr(problem))


@pytest.mark.usefixtures("newer")
def test_many_processes_migrate_one_archive(archive: Path) -> None:
    context = multiprocessing.get_context("fork")
    results = context.SimpleQueue()
    opening = [
        context.Process(target=_open, args=(archive, number % 2 == 0, results))
        for number in range(6)
    ]
    for process in opening:
        process.start()
    assert [results.get() for _ in opening] == [3] * 6
    for process in opening:
        process.join()
    assert schema(archive)[0] == NEWER


@pytest.mark.usefixtures("newer")
def test_an_older_backup_is_restored_and_brought_up_to_date(
    archive: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as as_before:
        as_before.setattr(database, "VERSION", 1)
        as_before.setattr(database, "outdated", lambda _: False)
        before = check(archive)
        with open_store(archive, create=False) as store:
            back_up(store, root / "old.zip")
    restore(root / "old.zip", root / "restored")
    assert schema(root / "restored")[0] == 1
    assert check(root / "restored") == before
    assert schema(root / "restored")[0] == NEWER
    with open_store(root / "restored", create=False) as store:
        back_up(store, root / "new.zip")
    monkeypatch.setattr(database, "VERSION", 2)
    with pytest.raises(StoreError, match="请升级程序"):
        restore(root / "new.zip", root / "again")
    assert not (root / "again").exists()


@pytest.mark.usefixtures("newer")
def test_a_disk_that_is_full_leaves_the_old_version(archive: Path) -> None:
    """No page may be added: the migration is undone, and the message says why."""
    before = schema(archive)
    with closing(Database(archive / "zhoubao.db")) as db:
        db.run(f"PRAGMA max_page_count = {db.value('PRAGMA page_count')}")
        with pytest.raises(StoreError, match="磁盘已满"):
            database.migrate(db)
    assert schema(archive) == before
    check(archive)
    assert schema(archive)[0] == NEWER
