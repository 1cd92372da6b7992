"""Kills and faults at every write: nothing lost, nothing doubled, the next command works."""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archive import ingest as module
from archive import intake
from archive.backup import back_up, restore
from archive.ingest import ingest
from archive.problems import StoreError
from archive.store import Store, open_store
from archive.verify import verify
from indexer.agreement import compare_index
from indexer.refresh import open_index, rebuild, refresh
from tests.disturbance import DONE, MEMORY, TOLD, disturbed, on_full_disk, read_here, sizes
from tests.store_samples import read_lines
from tests.zhoubao_process import ROOT, environment

KILLS = 20
FILES = 3


@pytest.fixture(autouse=True)
def serial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "run_tasks", read_here)
    monkeypatch.setattr(intake, "_BATCH", 2)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder in memory where the system has one."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as made:
        yield Path(made)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for number in range(1, FILES + 1):
        (made / f"{number}.txt").write_text(f"number {number}\n第{number}期办了培训", "utf-8")
    long = "办事指南和流程说明" * 10
    (made / "version.txt").write_text(f"number 2\n{long}", "utf-8")
    (made / "bad.txt").write_text("bad", "utf-8")
    return made


def take_in(archive: Path, folder: Path) -> None:
    with open_store(archive, create=True) as store:
        ingest([folder], store, reader=read_lines)
        refresh(store)


def reindex(archive: Path) -> None:
    with open_store(archive, create=False) as store:
        rebuild(store)


def told(store: Store) -> list[bytes]:
    """Everything the archive answers, time aside."""
    failures = [msgspec.structs.replace(each, at="") for each in store.failures()]
    bulletins = [msgspec.json.encode(each) for each in store.each_bulletin()]
    return [*bulletins, msgspec.json.encode(failures)]


def essence_of(bulletin: bytes) -> set[tuple[str, str]]:
    """A bulletin's file and texts: its id may change with what else has come in."""
    read = msgspec.json.decode(bulletin)
    texts = [record["text"] for record in read["activities"] + read["statistics"]]
    return {(read["source"]["sha256"], "\n".join(texts))}


def essence(store: Store) -> set[tuple[str, str]]:
    """The same of all bulletins that are there."""
    return {one for each in store.each_bulletin() for one in essence_of(msgspec.json.encode(each))}


def whole_and_repaired(archive: Path, folder: Path, expected: list[bytes]) -> None:
    """What is there is whole, can be asked at once, and the next ingest ends the work."""
    with contextlib.suppress(StoreError), open_store(archive, create=False) as store:
        # Asked at once, as a search would, before anything else is run.
        with closing(open_index(store)) as engine:
            assert len(engine) >= 0
        assert essence(store) <= {one for text in expected[:-1] for one in essence_of(text)}
        for bulletin_id in store.current_ids():
            assert store.file_of(bulletin_id).is_file()
    take_in(archive, folder)
    with open_store(archive, create=False) as store:
        assert told(store) == expected
        assert compare_index(store).whole
        assert store.database.value("PRAGMA integrity_check") == "ok"
        assert store.database.value("SELECT count(*) FROM bulletin") == FILES + 1
    assert not [path for path in archive.iterdir() if path.suffix in {".new", ".old"}]


@pytest.fixture
def expected(tmp_path: Path, folder: Path) -> list[bytes]:
    """What an undisturbed run gives."""
    take_in(tmp_path / "calm", folder)
    with open_store(tmp_path / "calm", create=False) as store:
        assert len(store.current_ids()) == FILES + 1
        return told(store)


@pytest.mark.parametrize("blow", ["kill", "fail"])
def test_a_blow_at_every_write_of_an_ingest(
    tmp_path: Path, folder: Path, expected: list[bytes], blow: Any
) -> None:
    archive = tmp_path / "archive"
    status, writes = disturbed(lambda: take_in(archive, folder), 0, blow)
    assert status == DONE
    assert writes > 60
    for at in range(1, writes + 1):
        shutil.rmtree(archive)
        status, _ = disturbed(lambda: take_in(archive, folder), at, blow)
        assert status in ({-signal.SIGKILL} if blow == "kill" else {DONE, TOLD}), at
        whole_and_repaired(archive, folder, expected)


@pytest.mark.parametrize("blow", ["kill", "fail"])
def test_a_blow_at_every_write_of_a_reindex(
    tmp_path: Path, folder: Path, expected: list[bytes], blow: Any
) -> None:
    archive = tmp_path / "calm"
    status, writes = disturbed(lambda: reindex(archive), 0, blow)
    assert status == DONE
    assert writes > 20
    for at in range(1, writes + 1):
        status, _ = disturbed(lambda: reindex(archive), at, blow)
        assert status in ({-signal.SIGKILL} if blow == "kill" else {DONE, TOLD}), at
        with open_store(archive, create=False) as store:
            with closing(open_index(store)) as engine:
                assert len(engine) > FILES
            assert compare_index(store).whole
    whole_and_repaired(archive, folder, expected)


@pytest.mark.parametrize("blow", ["kill", "fail"])
def test_a_blow_at_every_write_of_backup_and_restore(
    tmp_path: Path, folder: Path, expected: list[bytes], blow: Any
) -> None:
    calm, saved, archive = tmp_path / "calm", tmp_path / "saved.zip", tmp_path / "archive"

    def save() -> None:
        with open_store(calm, create=False) as store:
            back_up(store, saved)

    _, writes = disturbed(save, 0, blow)
    for at in range(1, writes + 1):
        saved.unlink(missing_ok=True)
        status, _ = disturbed(save, at, blow)
        assert status in ({-signal.SIGKILL} if blow == "kill" else {DONE, TOLD}), at
        if saved.exists():
            restore(saved, archive)
            shutil.rmtree(archive)
    saved.unlink(missing_ok=True)
    save()
    (folder / "2.txt").unlink()
    take_in(archive, folder)
    with open_store(archive, create=False) as store:
        before = told(store)
    _, writes = disturbed(lambda: restore(saved, archive, replace=True), 0, blow)
    for at in range(1, writes + 1):
        shutil.rmtree(archive)
        take_in(archive, folder)
        status, _ = disturbed(lambda: restore(saved, archive, replace=True), at, blow)
        assert status in ({-signal.SIGKILL} if blow == "kill" else {DONE, TOLD}), at
        with open_store(archive, create=False) as store:
            assert told(store) in (before, expected)
            assert verify(store, ids=()).faults == ()
            refresh(store)
            assert compare_index(store).whole


def test_a_disk_that_fills_up_at_every_size(
    tmp_path: Path, folder: Path, expected: list[bytes]
) -> None:
    archive = tmp_path / "archive"
    ends = set()
    for limit in range(0, 4 * sizes(tmp_path / "calm"), 16_384):
        shutil.rmtree(archive, ignore_errors=True)
        ends.add(on_full_disk(lambda: take_in(archive, folder), limit))
        assert ends <= {DONE, TOLD}, limit
        whole_and_repaired(archive, folder, expected)
    assert ends == {DONE, TOLD}


_SCRIPT = """
import sys
from pathlib import Path
from archive.ingest import ingest
from archive.store import open_store
from indexer.refresh import rebuild, refresh
from tests.store_samples import read_lines

if __name__ == "__main__":
    archive, folder = map(Path, sys.argv[1:3])
    with open_store(archive, create=True) as store:
        print("open", flush=True)
        if sys.argv[3] == "reindex":
            for _ in range(20):
                rebuild(store)
        else:
            ingest([folder], store, jobs=2, reader=read_lines)
            refresh(store)
"""


def test_killed_at_random_moments(tmp_path: Path, folder: Path, expected: list[bytes]) -> None:
    """The whole program, children with it, half of the times while it reindexes."""
    dice = random.Random(7)  # noqa: S311
    script = tmp_path / "script.py"
    script.write_text(_SCRIPT)
    archive = tmp_path / "archive"
    killed = 0
    for turn in range(KILLS):
        shutil.rmtree(archive, ignore_errors=True)
        if turn % 2:
            shutil.copytree(tmp_path / "calm", archive)
        job = "reindex" if turn % 2 else "ingest"
        process = subprocess.Popen(
            [sys.executable, script, archive, folder, job],
            env=environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        with process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(dice.random() * 0.5)
            process.kill()
        killed += process.returncode == -signal.SIGKILL
        whole_and_repaired(archive, folder, expected)
    assert killed > KILLS // 2


# Damage from outside.


@pytest.mark.parametrize("wound", ["zeroes", "noise", "cut", "moved"])
def test_damaged_pages_of_the_database_are_told(
    tmp_path: Path, expected: list[bytes], capsys: pytest.CaptureFixture[str], wound: str
) -> None:
    """Every page in turn: a command answers, or says what is wrong; never a traceback."""
    import cli  # noqa: PLC0415
    from terminal.failures import run  # noqa: PLC0415

    archive = tmp_path / "calm"
    whole = (archive / "zhoubao.db").read_bytes()
    identity = msgspec.json.decode(expected[0])["id"]
    damaged = 0
    for page in range(len(whole) // 4096):
        for words in (["bulletins"], ["show", identity], ["search", "培训"], ["status"]):
            for beside in archive.glob("zhoubao.db-*"):
                beside.unlink()
            (archive / "zhoubao.db").write_bytes(wounded(whole, page, wound))
            status = run(cli.cli, ["--archive", str(archive), *words])
            said = capsys.readouterr().err
            assert status in {0, 1}, (page, words, said)
            assert status == 0 or "。" in said, (page, words)
            damaged += status
    assert damaged > 0


def wounded(whole: bytes, page: int, wound: str) -> bytes:
    """The database with one page (of 4,096 bytes) spoilt."""
    start, end = page * 4096, (page + 1) * 4096
    dice = random.Random(page)  # noqa: S311
    spoilt = {
        "zeroes": bytes(4096),
        "noise": whole[start : start + 2048] + dice.randbytes(2048),
        "cut": b"",
        "moved": whole[start + 64 : end] + whole[start : start + 64],
    }[wound]
    return whole[:start] + spoilt + (b"" if wound == "cut" else whole[end:])
