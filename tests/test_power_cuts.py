"""The power fails at any moment: what was reported as stored is there, and all of it is whole."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive import ingest as module
from archive import intake
from archive.backup import back_up, restore
from archive.history import correct, remove
from archive.ingest import Progress, ingest
from archive.problems import StoreError
from archive.store import open_store
from archive.verify import verify
from indexer.agreement import compare_index
from indexer.own_lexicon import read_own, with_word, write_own
from indexer.refresh import open_index, own_folder, rebuild, refresh
from tests.disturbance import MEMORY, read_here
from tests.power_cuts import Choice, Moment, Watch, build, watched
from tests.store_samples import read_lines
from tests.test_kills import told

FILES = 4

LOSSES: dict[str, Callable[[random.Random], Choice]] = {
    "all that was not synced": lambda _: lambda _: False,
    "bytes but not names": lambda _: lambda is_folder: is_folder,
    "names but not bytes": lambda _: lambda is_folder: not is_folder,
    "some of both": lambda dice: lambda _: dice.random() < 0.5,
}
"""Journaling file systems keep order among names and among bytes, not between the two."""


@pytest.fixture(autouse=True)
def serial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "run_tasks", read_here)
    monkeypatch.setattr(intake, "_BATCH", 2)


@pytest.fixture
def root() -> Iterator[Path]:
    """A folder on which everything lies: in memory where the system has that."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as made:
        for name in ("disk", "cut", "in"):
            (Path(made) / name).mkdir()
        for number in range(1, FILES + 1):
            text = f"number {number}\n第{number}期办了培训"
            (Path(made) / "in" / f"{number}.txt").write_text(text, "utf-8")
        yield Path(made)


def take_in(root: Path, watch: Watch | None = None) -> None:
    def say(progress: Progress) -> None:
        if watch is not None:
            watch.tell(Path(progress.file).name)

    with open_store(root / "disk" / "archive", create=True) as store:
        ingest([root / "in"], store, reader=read_lines, progress=say)
        refresh(store)


def cuts(root: Path, moments: list[Moment], loss: str) -> Iterator[tuple[Moment, Path]]:
    """Disks as the cuts leave them, one after the other."""
    dice = random.Random(7)  # noqa: S311
    disk = (root / "disk").stat().st_ino
    for number, moment in enumerate(moments):
        target = root / "cut" / str(number)
        build(moment, disk, target, LOSSES[loss](dice))
        yield moment, target
        shutil.rmtree(target)


def check_whole(archive: Path) -> list[bytes]:
    """Everything is sound and can be asked; what the archive answers."""
    with open_store(archive, create=False) as store:
        assert store.database.value("PRAGMA integrity_check") == "ok"
        assert verify(store, ids=()).faults == ()
        with closing(open_index(store)) as engine:
            assert len(engine) >= len(store.current_ids())
        assert compare_index(store).whole
        return told(store)


@pytest.mark.parametrize("loss", LOSSES)
def test_while_taking_in(root: Path, loss: str) -> None:
    moments = watched(lambda watch: take_in(root, watch), root / "disk")
    assert len(moments) > 40
    assert moments[-1].told == tuple(f"{number}.txt" for number in range(1, FILES + 1))
    for moment, disk in cuts(root, moments, loss):
        try:
            open_store(disk / "archive", create=False).close()
        except StoreError:
            assert moment.told == ()
            continue
        check_whole(disk / "archive")
        with open_store(disk / "archive", create=False) as store:
            held = {row[0] for row in store.database.rows("SELECT file FROM bulletin")}
        assert {Path(name).name for name in held} >= set(moment.told)


@pytest.mark.parametrize("loss", LOSSES)
def test_while_correcting_removing_and_indexing(root: Path, loss: str) -> None:
    take_in(root)
    states = []
    archive = root / "disk" / "archive"

    def work(watch: Watch) -> None:
        with open_store(archive, create=False) as store:
            first, second, *_ = store.current_ids()
            correct(store, f"{first}.a1", "types", "座谈")
            watch.tell("corrected")
            remove(store, second)
            watch.tell("removed")
            refresh(store)
            write_own(own_folder(store), own := read_own(own_folder(store)), with_word(own, "词"))
            watch.tell("word")
            rebuild(store)

    with open_store(archive, create=False) as store:
        states.append(told(store))
    moments = watched(work, root / "disk")
    with open_store(archive, create=False) as store:
        states.append(told(store))
    for moment, disk in cuts(root, moments, loss):
        found = check_whole(disk / "archive")
        if "removed" in moment.told:
            assert found == states[1]
        if not moment.told:
            assert len(found) == len(states[0])
        if "corrected" in moment.told:
            assert any("座谈".encode() in each for each in found)
        if "word" in moment.told:
            assert read_own(disk / "archive" / "lexicon").words == ("词",)


@pytest.mark.parametrize("loss", LOSSES)
def test_while_backing_up_and_restoring(root: Path, loss: str) -> None:
    take_in(root)
    archive, saved = root / "disk" / "archive", root / "disk" / "saved.zip"

    def save(watch: Watch) -> None:
        with open_store(archive, create=False) as store:
            back_up(store, saved)
        watch.tell("saved")

    before = check_whole(archive)
    for moment, disk in cuts(root, watched(save, root / "disk"), loss):
        assert check_whole(disk / "archive") == before
        if moment.told or (disk / "saved.zip").exists():
            restore(disk / "saved.zip", disk / "again")
            assert check_whole(disk / "again") == before
    with open_store(archive, create=False) as store:
        remove(store, store.current_ids()[0])
        refresh(store)
    after = check_whole(archive)

    def bring_back(watch: Watch) -> None:
        restore(saved, archive, replace=True)
        watch.tell("restored")

    for moment, disk in cuts(root, watched(bring_back, root / "disk"), loss):
        found = check_whole(disk / "archive")
        assert found == before if moment.told else found in (before, after)
