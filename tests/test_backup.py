"""Backup and restore: one file while in use, and nothing taken from it on trust."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from archive import backup, files
from archive.backup import MANIFEST, Manifest, back_up, restore
from archive.database import VERSION
from archive.history import correct, remove
from archive.problems import StoreError
from archive.store import open_store
from archive.verify import verify
from indexer.own_lexicon import read_own, with_group, with_word, write_own
from indexer.refresh import open_index, own_folder, refresh
from tests.store_samples import add, bulletin
from tests.zhoubao_process import environment, zhoubao


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two bulletins, one removed, one corrected, an index, words of its own."""
    with open_store(tmp_path / "archive", create=True) as store:
        for number in (1, 2, 3):
            add(store, str(number).encode(), bulletin(number=number, total_number=number))
        correct(store, store.current_ids()[0], "publisher", "绵阳市政务服务中心")
        remove(store, store.current_ids()[1])
        own = read_own(own_folder(store))
        write_own(
            own_folder(store), own, with_group(with_word(own, "帮代办"), ["秒批", "智能审批"])
        )
        refresh(store)
    return tmp_path / "archive"


@pytest.fixture
def saved(archive: Path, tmp_path: Path) -> Path:
    target = tmp_path / "保存 的.zip"
    with open_store(archive, create=False, read_only=True) as store:
        back_up(store, target)
    return target


def contents(folder: Path) -> list[object]:
    """All an archive holds, rows and files."""
    with open_store(folder, create=False) as store:
        tables = ("bulletin", "record", "event", "pages", "change", "counter", "record_type")
        rows: list[object] = [
            row
            for table in tables
            for row in store.database.rows(f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608
        ]
        kept = sorted([*(folder / "files").rglob("*"), *(folder / "lexicon").rglob("*")])
        return rows + [(path.name, path.read_bytes()) for path in kept if path.is_file()]


def test_a_backup_brings_everything_back(archive: Path, saved: Path, tmp_path: Path) -> None:
    manifest = restore(saved, tmp_path / "deep" / "er")
    assert manifest.bulletins == 3
    assert contents(tmp_path / "deep" / "er") == contents(archive)
    assert {path.name for path in (tmp_path / "deep").iterdir()} == {"er"}
    with open_store(tmp_path / "deep" / "er", create=False) as store:
        assert store.database.value("PRAGMA journal_mode") == "wal"
        assert refresh(store) == 2


def test_a_backup_holds_no_index_and_is_for_its_owner_alone(saved: Path) -> None:
    with zipfile.ZipFile(saved) as opened:
        names = opened.namelist()
    assert not [name for name in names if "index" in name or name.endswith((".toc", "-wal"))]
    assert len(names) == 3 + 2 + 2
    assert saved.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in saved.parent.iterdir() if path.name.startswith(".")] == []


def test_it_is_one_moment_while_others_write(archive: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with open_store(archive, create=False) as store:
            number = 10
            while not stop.is_set():
                add(store, str(number).encode(), bulletin(number=number, total_number=number))
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(4):
            with open_store(archive, create=False, read_only=True) as store:
                back_up(store, tmp_path / f"{turn}.zip")
            time.sleep(0.05)
    finally:
        stop.set()
        writer.join()
    held = []
    for turn in range(4):
        held.append(restore(tmp_path / f"{turn}.zip", tmp_path / f"r{turn}").bulletins)
        with open_store(tmp_path / f"r{turn}", create=False) as store:
            assert len(store.current_ids()) == held[-1] - 1
            assert store.changes(0)[-1].generation == store.generation
    assert held == sorted(held)
    assert held[-1] > 3


def test_a_lost_or_damaged_kept_file_stops_the_backup(archive: Path, tmp_path: Path) -> None:
    with open_store(archive, create=False) as store:
        path = store.file_of(store.current_ids()[0])
        path.write_bytes(b"other")
        with pytest.raises(StoreError, match=r"已损坏.*verify --repair"):
            back_up(store, tmp_path / "b.zip")
        path.unlink()
        with pytest.raises(StoreError, match="缺少原文件"):
            back_up(store, tmp_path / "b.zip")
    assert not [path for path in tmp_path.iterdir() if "b.zip" in path.name]


def test_where_a_backup_may_not_go(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    with open_store(archive, create=False) as store:
        for target, why in (
            (tmp_path / "there", "已存在"),
            (archive / "b.zip", "以外"),
            (tmp_path / "nowhere" / "b.zip", "没有这个文件夹"),
        ):
            with pytest.raises(StoreError, match=why):
                back_up(store, target)


# What is refused.


def rewritten(saved: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The backup with its entries changed."""
    with zipfile.ZipFile(saved) as opened:
        entries = {name: opened.read(name) for name in opened.namelist()}
    change(entries)
    target = saved.with_name("changed.zip")
    with zipfile.ZipFile(target, "w") as out:
        for name, data in entries.items():
            out.writestr(name, data)
    return target


def relisted(entries: dict[str, bytes], extra: str | None = None) -> None:
    """Make the manifest agree with the entries, as a forger would."""
    manifest = msgspec.json.decode(entries[MANIFEST], type=Manifest)
    listed = tuple(
        backup.Entry(name, len(data), hashlib.sha256(data).hexdigest())
        for name, data in entries.items()
        if name != MANIFEST
    )
    entries[MANIFEST] = msgspec.json.encode(msgspec.structs.replace(manifest, entries=listed))
    assert extra is None or extra in entries


def put(name: str, data: bytes = b"evil") -> Callable[[dict[str, bytes]], None]:
    def change(entries: dict[str, bytes]) -> None:
        entries[name] = data
        relisted(entries, name)

    return change


def edit(**fields: object) -> Callable[[dict[str, bytes]], None]:
    def change(entries: dict[str, bytes]) -> None:
        entries[MANIFEST] = json.dumps(json.loads(entries[MANIFEST]) | fields).encode()

    return change


def drop_file(entries: dict[str, bytes]) -> None:
    del entries[next(name for name in entries if name.startswith("files/"))]


def drop_file_and_list(entries: dict[str, bytes]) -> None:
    drop_file(entries)
    relisted(entries)


def drop_manifest(entries: dict[str, bytes]) -> None:
    del entries[MANIFEST]


def drop_database(entries: dict[str, bytes]) -> None:
    del entries["zhoubao.db"]
    relisted(entries)


def change_file(entries: dict[str, bytes]) -> None:
    entries[next(name for name in entries if name.startswith("files/"))] = b"evil"


def sql(statement: str) -> Callable[[dict[str, bytes]], None]:
    """Change the database inside."""

    def change(entries: dict[str, bytes]) -> None:
        with closing(sqlite3.connect(":memory:")) as direct:
            direct.deserialize(entries["zhoubao.db"])
            direct.execute(statement)
            direct.commit()
            entries["zhoubao.db"] = direct.serialize()
        relisted(entries)

    return change


def damage_database(entries: dict[str, bytes]) -> None:
    data = bytearray(entries["zhoubao.db"])
    data[4096 : 4096 * 4] = b"\xa5" * (4096 * 3)
    entries["zhoubao.db"] = bytes(data)
    relisted(entries)


FORGED: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "path out of the folder": (put("../evil"), "不该有"),
    "absolute path": (put("/tmp/evil"), "不该有"),  # noqa: S108  (never written)
    "windows path": (put("files\\..\\..\\evil"), "不该有"),
    "an index with a pickle": (put("index/_MAIN_1.toc"), "不该有"),
    "a file not named by its hash": (put(f"files/ab/{'ab' * 32}.pdf"), "不该有"),
    "a file nobody speaks of": (
        put(f"files/{(h := hashlib.sha256(b'evil').hexdigest())[:2]}/{h}.pdf"),
        "对不上",
    ),
    "a file missing": (drop_file, "对不上"),
    "a file missing and unlisted": (drop_file_and_list, "对不上"),
    "a file changed": (change_file, "不符"),
    "no manifest": (drop_manifest, "目录"),
    "a manifest of nonsense": (edit(entries=7), "目录"),
    "another program's": (edit(format="other"), "不是周报库"),
    "a newer backup": (edit(version=9), "升级程序"),
    "a newer database": (sql(f"PRAGMA user_version = {VERSION + 1}"), "升级程序"),
    "a foreign database": (sql("PRAGMA application_id = 7"), "数据库读不出来"),
    "a trigger": (
        sql("CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM bulletin; END"),
        "数据库",
    ),
    "broken references": (sql("DELETE FROM bulletin WHERE key = 1"), "不一致"),
    "damaged pages": (damage_database, "数据库"),
    "a list that is no text": (put("lexicon/words.tsv", b"\xff\xfe"), "不是 UTF-8"),
    "a list of another name": (put("lexicon/words.py"), "不该有"),
    "a list out of its folder": (put("lexicon/../words.tsv"), "不该有"),
    "a list too long": (put("lexicon/removed.tsv", b"a\n" * ((8 << 20) + 1)), "不该有"),
    "no database": (drop_database, "缺失"),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_not_whole_or_not_ours_is_refused(
    archive: Path, saved: Path, tmp_path: Path, name: str
) -> None:
    before = contents(archive)
    change, why = FORGED[name]
    forged = rewritten(saved, change)
    for place in (archive, tmp_path / "fresh"):
        with pytest.raises(StoreError, match=why):
            restore(forged, place, replace=True)
    assert contents(archive) == before
    left = {path.name for path in tmp_path.iterdir()} - {"archive", saved.name, forged.name}
    assert not [name for name in left if not name.endswith(".pdf")]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_a_cut_off_backup_is_refused(saved: Path, tmp_path: Path, share: float) -> None:
    data = saved.read_bytes()
    saved.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(StoreError, match="不完整"):
        restore(saved, tmp_path / "fresh")
    assert not (tmp_path / "fresh").exists()


def test_every_damaged_byte_is_noticed_or_harmless(
    archive: Path, saved: Path, tmp_path: Path
) -> None:
    data = saved.read_bytes()
    expected = contents(archive)
    for place in range(0, len(data), max(len(data) // 60, 1)):
        wounded = bytearray(data)
        wounded[place] ^= 0x55
        (tmp_path / "w.zip").write_bytes(wounded)
        try:
            restore(tmp_path / "w.zip", tmp_path / "fresh")
        except StoreError:
            assert not (tmp_path / "fresh").exists()
        else:
            assert contents(tmp_path / "fresh") == expected
            shutil.rmtree(tmp_path / "fresh")


def test_places_that_are_taken(archive: Path, saved: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="--replace"):
        restore(saved, archive)
    other = tmp_path / "photos"
    other.mkdir()
    (other / "x.jpg").touch()
    with pytest.raises(StoreError, match="不是档案库"):
        restore(saved, other, replace=True)
    assert (other / "x.jpg").exists()
    inside = archive / "b.zip"
    shutil.copy(saved, inside)
    with pytest.raises(StoreError, match="移到别处"):
        restore(inside, archive, replace=True)
    with pytest.raises(StoreError, match="找不到"):
        restore(tmp_path / "none.zip", archive, replace=True)


def test_an_archive_is_replaced_whole(archive: Path, saved: Path, tmp_path: Path) -> None:
    before = contents(archive)
    with open_store(archive, create=False) as store:
        add(store, b"later", bulletin(number=9, total_number=9))
    link = tmp_path / "link"
    link.symlink_to(archive)
    restore(saved, link, replace=True)
    assert link.is_symlink()
    assert contents(archive) == before
    assert not files.displaced_by(archive).exists()


def test_a_damaged_archive_is_replaced_too(archive: Path, saved: Path) -> None:
    (archive / "zhoubao.db").write_bytes(b"\0" * 40_000)
    (archive / "zhoubao.db-wal").unlink(missing_ok=True)
    restore(saved, archive, replace=True)
    assert len(contents(archive)) > 3


def test_the_archives_own_words_come_back(archive: Path, saved: Path, tmp_path: Path) -> None:
    restore(saved, tmp_path / "fresh")
    with open_store(tmp_path / "fresh", create=False) as store:
        own = read_own(own_folder(store))
        with closing(open_index(store)) as engine:
            assert own.segmented() <= engine.words
    assert own.words == ("帮代办",)
    assert own.groups == (("秒批", "智能审批"),)
    assert own == read_own(archive / "lexicon")


def test_a_list_that_cannot_be_read_stops_the_backup(archive: Path, tmp_path: Path) -> None:
    (archive / "lexicon" / "words.tsv").write_bytes("帮代办".encode("gb18030"))
    with open_store(archive, create=False) as store:
        with pytest.raises(StoreError, match=r"words\.tsv.*不是 UTF-8.*未作备份"):
            back_up(store, tmp_path / "b.zip")
        (fault,) = verify(store, ids=()).faults
    assert (fault.kind, fault.where) == ("list-unreadable", "lexicon/words.tsv")
    assert not (tmp_path / "b.zip").exists()


def test_a_backup_of_the_first_version_is_restored(archive: Path, saved: Path) -> None:
    """It has no lists."""

    def change(entries: dict[str, bytes]) -> None:
        for name in [name for name in entries if name.startswith("lexicon/")]:
            del entries[name]
        relisted(entries)
        edit(version=1)(entries)

    old = rewritten(saved, change)
    restore(old, archive, replace=True)
    assert not (archive / "lexicon").exists()
    assert len(contents(archive)) > 3


# Restoring while others use the archive.


@pytest.mark.parametrize("read_only", [True, False])
def test_an_archive_in_use_is_not_replaced(
    archive: Path, saved: Path, monkeypatch: pytest.MonkeyPatch, *, read_only: bool
) -> None:
    monkeypatch.setattr("archive.folder_lock.PATIENCE", 0.2)
    before = archive.stat().st_ino
    with open_store(archive, create=False, read_only=read_only) as store:
        with pytest.raises(StoreError, match="档案库正被使用"):
            restore(saved, archive, replace=True)
        assert len(store.current_ids()) == 2
    assert archive.stat().st_ino == before
    restore(saved, archive, replace=True)
    assert archive.stat().st_ino != before


_HOLD = """
import sys, time
from pathlib import Path
from archive.store import open_store
with open_store(Path(sys.argv[1]), create=False):
    print("open", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def held_by_another(archive: Path, seconds: float) -> subprocess.Popen[bytes]:
    """A process that has the archive open for so long."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, archive, str(seconds)],
        env=environment(),
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_who_uses_it_is_named(archive: Path, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.folder_lock.PATIENCE", 0.2)
    with held_by_another(archive, 60) as process:
        with pytest.raises(StoreError) as caught:
            restore(saved, archive, replace=True)
        process.kill()
    if sys.platform == "linux":
        assert f"进程 {process.pid}" in caught.value.message
    restore(saved, archive, replace=True)


def test_a_restore_waits_for_who_is_soon_done(archive: Path, saved: Path) -> None:
    with held_by_another(archive, 0.7) as process:
        began = time.monotonic()
        restore(saved, archive, replace=True)
        assert time.monotonic() - began > 0.3
        assert process.wait(10) == 0


_OPEN = """
import sys, time
from pathlib import Path
from archive.store import open_store
until = time.monotonic() + 3
opened = 0
while time.monotonic() < until:
    with open_store(Path(sys.argv[1]), create=sys.argv[2] == "create") as store:
        assert len(store.current_ids()) == 2, store.current_ids()
        opened += 1
print(opened)
"""


def test_many_open_it_while_it_is_replaced_again_and_again(archive: Path, saved: Path) -> None:
    """Nobody finds an empty place, nobody makes an archive of his own there."""
    opening = [
        subprocess.Popen(
            [sys.executable, "-c", _OPEN, archive, how],
            env=environment(),
            stdout=subprocess.PIPE,
        )
        for how in ("create", "create", "read", "read")
    ]
    restored = 0
    while any(process.poll() is None for process in opening):
        restore(saved, archive, replace=True)
        restored += 1
    counts = [int(process.communicate()[0] or 0) for process in opening]
    assert [process.returncode for process in opening] == [0] * 4
    assert min(counts) > 5
    assert restored > 2
    assert {path.name for path in archive.parent.iterdir() if path.is_dir()} == {"archive"}


def test_no_room_is_told_before_anything_is_written(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil._ntuple_diskusage(10, 9, 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(StoreError, match="磁盘空间不够"):
        restore(saved, tmp_path / "fresh")
    assert not (tmp_path / "fresh").exists()


@pytest.mark.parametrize("calls", range(1, 5))
def test_a_kill_between_the_renames_leaves_one_whole_archive(
    archive: Path, saved: Path, calls: int
) -> None:
    before = contents(archive)
    with open_store(archive, create=False) as store:
        add(store, b"later", bulletin(number=9, total_number=9))
    after = contents(archive)
    child = os.fork()
    if not child:
        try:
            _die_at_rename(calls)
            restore(saved, archive, replace=True)
        finally:
            os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) == (calls <= 3)
    assert contents(archive) == (after if calls <= 2 else before)
    with open_store(archive, create=False) as store:
        assert refresh(store) > 0
    restore(saved, archive, replace=True)
    assert contents(archive) == before
    assert {path.name for path in archive.parent.iterdir() if path.is_dir()} == {"archive"}


def _die_at_rename(calls: int) -> None:
    real = Path.rename
    done = 0

    def rename(self: Path, target: Path) -> Path:
        nonlocal done
        done += 1
        if done == calls:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, target)

    Path.rename = rename  # type: ignore[method-assign,assignment]


def test_the_commands(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.zip"
    done = zhoubao("backup", target, "--format", "json", archive=archive).json()
    assert (done["bulletins"], done["files"], done["path"]) == (3, 3 + 2, str(target))
    assert "--replace" in zhoubao("restore", target, archive=archive, expect=1).err
    told = zhoubao("restore", target, archive=tmp_path / "other")
    assert "已恢复 3 期" in told.out
    assert zhoubao("status", archive=tmp_path / "other").out
