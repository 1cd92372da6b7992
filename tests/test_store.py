"""The store: opening and refusing, adding, reading, versions, the change log, two processes."""

from __future__ import annotations

import datetime as dt
import itertools
import multiprocessing
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from archive import database, files, summaries
from archive.database import Database
from archive.history import remove
from archive.problems import BadFile, NotInArchive, StoreError
from archive.records import Bulletin, Source
from archive.store import Store, open_store
from tests.store_samples import PAGES, add, bulletin, sha_of

LONG = "窗口工作人员现场解疑答惑，指导企业做好申请前期准备工作，"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "archive", create=True) as opened:
        yield opened


def drained(store: Store, after: int) -> dict[str, bool]:
    return {change.bulletin: change.present for change in store.changes(after)}


# Opening.


def test_a_folder_without_an_archive_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="还没有档案库"):
        open_store(tmp_path, create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError):
        open_store(tmp_path / "file", create=True)


def test_reopening_keeps_everything(tmp_path: Path) -> None:
    with open_store(tmp_path / "a", create=True) as store:
        added = add(store, b"one", bulletin())
    with open_store(tmp_path / "a", create=False) as store:
        assert store.current_ids() == (added.id,) == ("窗口工作周报-2022-26",)
        assert store.database.value("PRAGMA journal_mode") == "wal"
        assert store.database.value("PRAGMA synchronous") == 2
        assert store.database.value("PRAGMA foreign_keys") == 1


def test_a_foreign_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "zhoubao.db"
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE mine (x)")
    foreign.close()
    before = path.read_bytes()
    for create in (True, False):
        with pytest.raises(StoreError, match="别的程序的数据库"):
            open_store(tmp_path, create=create)
    assert path.read_bytes() == before


def test_a_newer_database_is_refused_by_name(tmp_path: Path) -> None:
    open_store(tmp_path, create=True).close()
    with sqlite3.connect(tmp_path / "zhoubao.db") as newer:
        newer.execute(f"PRAGMA user_version = {database.VERSION + 1}")
    newer.close()
    with pytest.raises(StoreError, match=r"更新版本.*请升级程序") as caught:
        open_store(tmp_path, create=False)
    assert str(tmp_path) in caught.value.message


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "zhoubao.db").write_bytes(b"%PDF-1.4" * 400)
    with pytest.raises(StoreError, match="不是周报库的档案库文件"):
        open_store(tmp_path, create=True)


def test_an_archive_whose_making_was_cut_short_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "zhoubao.db").touch()
    with pytest.raises(StoreError, match="还没有档案库"):
        open_store(tmp_path, create=False)
    with open_store(tmp_path, create=True) as store:
        assert store.current_ids() == ()


def test_migrations_go_step_by_step_and_each_whole(tmp_path: Path) -> None:
    open_store(tmp_path, create=True).close()
    db = Database(tmp_path / "zhoubao.db")
    steps = {
        2: "CREATE TABLE more (x TEXT) STRICT;\nINSERT INTO more VALUES ('a;b');\n",
        3: "ALTER TABLE more ADD COLUMN y TEXT;\nINSERT INTO nowhere VALUES (1);\n",
    }
    assert database.migrate(db, steps, 2) == (2,)
    assert db.rows("SELECT x FROM more") == [("a;b",)]
    with pytest.raises(StoreError):
        database.migrate(db, steps, 3)
    assert db.value("PRAGMA user_version") == 2
    assert [row[1] for row in db.rows("PRAGMA table_info(more)")] == ["x"]
    db.close()


def test_a_migration_that_breaks_references_is_undone(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        add(store, b"one", bulletin())
    db = Database(tmp_path / "zhoubao.db")
    step = "PRAGMA defer_foreign_keys = ON;\nDELETE FROM bulletin;\n"
    with pytest.raises(StoreError, match="数据不一致"):
        database.migrate(db, {2: step}, 2)
    assert db.value("SELECT count(*) FROM bulletin") == 1
    db.close()


# Adding and reading.


def test_what_was_added_is_read_back(store: Store) -> None:
    given = bulletin(b"one", texts=["第一条。", "第二条。"], boxed=True)
    outcome = add(store, b"one", given)
    assert (outcome.kind, outcome.id) == ("added", "窗口工作周报-2022-26")
    read = store.bulletin(outcome.id)
    assert [record.id for record in read.activities] == [f"{outcome.id}.a1", f"{outcome.id}.a2"]
    assert [section.id for section in read.sections] == [f"{outcome.id}.p1", f"{outcome.id}.p2"]
    assert read.warnings[0].bulletin == outcome.id
    assert read.warnings[0].record == f"{outcome.id}.a1"
    assert read.source.file.endswith(".pdf")
    assert "/" not in read.source.file
    assert _without_ids(read) == _without_ids(given)
    assert store.record(f"{outcome.id}.s1") == read.statistics[0]
    assert store.bulletin_of(f"{outcome.id}.s1") == read
    assert list(store.each_bulletin()) == [read]
    assert store.pages(outcome.id) == PAGES
    assert store.file_of(outcome.id).read_bytes() == b"one"


def _without_ids(one: Bulletin) -> bytes:
    text = msgspec.json.encode(
        msgspec.structs.replace(
            one, source=Source(file="", sha256="", pages=3, parser_version=1), id="b"
        )
    )
    return text.replace(one.id.encode(), b"b")


def test_the_same_bytes_are_skipped(store: Store) -> None:
    first = add(store, b"one", bulletin())
    generation = store.generation
    again = add(store, b"one", bulletin(texts=["另一种解析结果"]))
    assert (again.kind, again.id) == ("skipped", first.id)
    assert store.generation == generation
    assert store.bulletin(first.id).activities[0].text == "8月8日，民政厅组织了培训。"


def test_replace_takes_the_new_parse_of_the_same_bytes(store: Store) -> None:
    first = add(store, b"one", bulletin())
    again = add(store, b"one", bulletin(texts=["另一种解析结果", "两条"]), replace=True)
    assert (again.kind, again.id) == ("replaced", first.id)
    assert [one.text for one in store.bulletin(first.id).activities] == ["另一种解析结果", "两条"]
    assert store.database.value("SELECT count(*) FROM record_type") == 2


@pytest.mark.parametrize(
    "asked", ["没有", "没有.a1", "窗口工作周报-2022-26.a9", "窗口工作周报-2022-26.", "%", ""]
)
def test_unknown_ids_are_named(store: Store, asked: str) -> None:
    add(store, b"one", bulletin())
    with pytest.raises(NotInArchive, match="没有"):
        store.record(asked)
    if "." not in asked:
        with pytest.raises(NotInArchive):
            store.bulletin(asked)


def test_a_file_that_changes_while_it_is_read_is_put_aside(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    path.write_bytes(b"half")
    with pytest.raises(BadFile, match="被改动"):
        store.add(bulletin(b"half and the rest"), PAGES, path)
    assert store.current_ids() == ()
    assert [leaf for leaf in (store.folder / "files").rglob("*") if leaf.is_file()] == []


def test_leftovers_of_killed_copies_are_swept_when_old(store: Store) -> None:
    old, new = (store.folder / "files" / f"incoming-{name}" for name in ("old", "new"))
    for leftover in (old, new):
        leftover.touch()
    os.utime(old, (0, 0))
    assert files.sweep(store.folder) == 1
    assert (old.exists(), new.exists()) == (False, True)


# Identity in the store.

_SAME = bulletin(texts=[LONG * 8])
_FILES = {
    b"first": _SAME,
    b"longer": bulletin(texts=[LONG * 8 + "补充说明一句。"]),
    b"different": bulletin(texts=["另外一期的内容，和前面的毫无关系。" * 12]),
    b"elsewhere": bulletin(texts=[LONG * 8], publisher="绵阳市政务服务中心"),
    b"unnumbered": bulletin(texts=[LONG * 8], number=None, total_number=None),
    b"next": bulletin(texts=["下一期"], number=27, total_number=402),
}


def _state(store: Store) -> list[object]:
    rows: list[object] = store.database.rows(  # type: ignore[assignment]
        "SELECT id, sha256, state, superseded_by, decided, doubled FROM bulletin ORDER BY id"
    )
    return [*rows, *(msgspec.json.encode(one) for one in store.each_bulletin())]


def test_any_order_of_arrival_gives_the_same_archive(tmp_path: Path) -> None:
    states = []
    orders = list(itertools.permutations(_FILES))[:: len(_FILES) * 8]
    for number, order in enumerate(orders):
        with open_store(tmp_path / str(number) / "archive", create=True) as store:
            for data in order:
                add(store, data, _FILES[data])
            states.append(_state(store))
            assert set(store.current_ids()) == {
                change.bulletin for change in store.changes(0) if change.present
            }
    assert all(state == states[0] for state in states)
    ids = [row[0] for row in states[0][:6]]  # type: ignore[index]
    assert "窗口工作周报-2022-26-绵阳市" in ids
    assert f"窗口工作周报-2022-26-四川省-{sha_of(b'longer')[:8]}" in ids


def test_versions_are_kept_and_one_is_current(store: Store) -> None:
    add(store, b"longer", _FILES[b"longer"])
    older = add(store, b"first", _SAME)
    assert older.kind == "kept-as-older"
    assert store.current_ids() == ("窗口工作周报-2022-26",)
    assert "补充" in store.bulletin("窗口工作周报-2022-26").activities[0].text
    assert "补充" not in store.bulletin(older.id).activities[0].text
    versions = store.versions(older.id)
    assert [version.current for version in versions] == [True, False]
    assert versions == store.versions("窗口工作周报-2022-26")
    assert versions[0].decided == "正文较全"


def test_a_better_version_displaces_the_one_that_was_there(store: Store) -> None:
    add(store, b"first", _SAME)
    better = add(store, b"longer", _FILES[b"longer"])
    assert (better.kind, better.displaced) == ("replaced", (sha_of(b"first"),))


def test_replace_overrides_the_contents(store: Store) -> None:
    add(store, b"longer", _FILES[b"longer"])
    chosen = add(store, b"first", _SAME, replace=True)
    assert (chosen.kind, chosen.id) == ("replaced", "窗口工作周报-2022-26")
    assert "补充" not in store.bulletin(chosen.id).activities[0].text
    different = add(store, b"different", _FILES[b"different"], replace=True)
    assert (different.kind, store.current_ids()) == ("replaced", (different.id,))


def test_a_doubled_number_keeps_both_and_warns(store: Store) -> None:
    add(store, b"first", _SAME)
    add(store, b"different", _FILES[b"different"])
    first, second = store.current_ids()
    assert {first, second} == {
        f"窗口工作周报-2022-26-{sha_of(data)[:8]}" for data in (b"first", b"different")
    }
    for one, other in ((first, second), (second, first)):
        warning = store.bulletin(one).warnings[-1]
        assert (warning.kind, warning.bulletin, warning.where) == ("number-doubled", one, "第26期")
        assert other in warning.message
    with pytest.raises(NotInArchive, match="不止一期"):
        store.bulletin("窗口工作周报-2022-26")
    assert [summary.warnings for summary in summaries.bulletins(store)] == [2, 2]
    remove(store, second)
    assert store.current_ids() == ("窗口工作周报-2022-26",)
    assert [one.kind for one in store.bulletin("窗口工作周报-2022-26").warnings] == ["guess"]


# The change log.


def test_the_indexer_is_told_what_changed_and_only_that(store: Store) -> None:
    assert store.generation == store.indexed == 0
    add(store, b"first", _SAME)
    add(store, b"next", _FILES[b"next"])
    assert drained(store, 0) == {"窗口工作周报-2022-26": True, "窗口工作周报-2022-27": True}
    store.mark_indexed(store.generation)
    assert store.indexed == store.generation
    assert store.changes(store.indexed) == ()
    add(store, b"elsewhere", _FILES[b"elsewhere"])
    assert drained(store, store.indexed) == {
        "窗口工作周报-2022-26": False,
        "窗口工作周报-2022-26-四川省": True,
        "窗口工作周报-2022-26-绵阳市": True,
    }
    generations = [change.generation for change in store.changes(0)]
    assert generations == sorted(set(generations))
    assert generations[-1] == store.generation


def test_an_older_version_is_not_for_the_index(store: Store) -> None:
    add(store, b"longer", _FILES[b"longer"])
    mark = store.generation
    older = add(store, b"first", _SAME)
    assert drained(store, mark) == {older.id: False}


# Summaries.


def test_summaries_count_what_answers(store: Store) -> None:
    add(store, b"first", _SAME)
    add(store, b"longer", _FILES[b"longer"])
    add(store, b"next", _FILES[b"next"])
    store.put_aside([])
    listed = summaries.bulletins(store)
    assert [one.number for one in listed] == [26, 27]
    assert (listed[0].activities, listed[0].statistics, listed[0].inspections) == (1, 1, 1)
    assert listed[0].period is not None
    assert listed[0].published == dt.date(2022, 8, 22)
    (department,) = summaries.departments(store)
    assert (department.name, department.count) == ("四川省民政厅", 2)
    assert department.first == department.last == dt.date(2022, 8, 8)
    assert [(one.type, one.count) for one in summaries.types(store)] == [("培训", 2)]
    status = summaries.status(store)
    assert (status.bulletins, status.older, status.removed, status.activities) == (2, 1, 0, 2)
    assert status.files_bytes == len(b"firstlongernext")
    assert status.database_bytes > 0
    assert status.generation > status.indexed == 0
    assert status.last == dt.date(2022, 8, 22)


def test_an_empty_archive_is_summed_up_too(store: Store) -> None:
    assert not summaries.bulletins(store)
    assert not summaries.departments(store)
    assert summaries.status(store).first is None


# Several at once.


def test_readers_see_whole_states_while_another_writes(store: Store) -> None:
    add(store, b"first", _SAME)
    with open_store(store.folder, create=False, read_only=True) as reader:
        with reader.snapshot():
            assert len(reader.current_ids()) == 1
            add(store, b"next", _FILES[b"next"])
            assert len(reader.current_ids()) == 1
        assert len(reader.current_ids()) == 2
        with pytest.raises(StoreError, match="只能读"):
            reader.mark_indexed(1)


def test_a_writer_that_waits_too_long_says_who_is_in_the_way(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    with (
        open_store(store.folder, create=False) as other,
        store.database.transaction(),
        pytest.raises(StoreError, match="另一个程序写入"),
    ):
        add(other, b"first", _SAME)


def test_a_failed_write_leaves_nothing_behind(store: Store) -> None:
    def fails() -> None:
        with store.database.transaction():
            add(store, b"first", _SAME)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fails()
    assert store.current_ids() == ()
    assert store.generation == 0
    assert add(store, b"first", _SAME).kind == "added"


def _write_some(folder: Path, first: int) -> None:
    with open_store(folder, create=True) as store:
        for number in range(first, first + 8):
            add(store, b"number %d" % number, bulletin(number=number, texts=[str(number)]))


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    context = multiprocessing.get_context("spawn")
    # Overlapping, and both make the archive.
    writers = [context.Process(target=_write_some, args=(folder, first)) for first in (1, 5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    with open_store(folder, create=False) as store:
        assert len(store.current_ids()) == 12
        assert store.database.value("PRAGMA integrity_check") == "ok"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_can_be_searched(store: Store) -> None:
    add(store, b"first", _SAME)
    store.close()
    folder = store.folder
    for path in folder.iterdir():
        path.chmod(0o555 if path.is_dir() else 0o444)
    folder.chmod(0o555)
    try:
        with open_store(folder, create=False, read_only=True) as reader:
            assert len(reader.current_ids()) == 1
    finally:
        folder.chmod(0o755)


def test_immutable_media_fall_back_to_reading_as_is(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What SQLite does on read-only media: it cannot make the -shm file and gives up."""
    add(store, b"first", _SAME)
    store.close()
    real = database._open

    def refuses(name: str, *, uri: bool = False) -> sqlite3.Connection:
        connection = real(name, uri=uri)
        if not uri:
            connection.close()
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            return _Refusing(error)  # type: ignore[return-value]
        return connection

    monkeypatch.setattr(database, "_open", refuses)
    with open_store(store.folder, create=False, read_only=True) as reader:
        assert len(reader.current_ids()) == 1


class _Refusing:
    def __init__(self, error: sqlite3.OperationalError) -> None:
        self._error = error

    def execute(self, _sql: str) -> object:
        raise self._error

    def close(self) -> None:
        pass
