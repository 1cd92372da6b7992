"""Bytes of the database flipped anywhere: a clear message, or the truth; nothing worse."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from archive import ingest as module
from archive import summaries
from archive.backup import back_up, restore
from archive.export import export
from archive.history import correct, history, remove
from archive.ingest import ingest
from archive.problems import ZhoubaoError
from archive.store import Store, open_store
from archive.verify import repair, verify
from indexer.refresh import open_index, rebuild, refresh
from tests.disturbance import MEMORY, read_here
from tests.store_samples import read_lines
from tests.test_kills import told

PLACES = 80
FIRST = "窗口工作周报-2022-1"


@pytest.fixture
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as made:
        yield Path(made)


@pytest.fixture
def pristine(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Eight issues, one of them removed, one corrected; everything in the one database file."""
    monkeypatch.setattr(module, "run_tasks", read_here)
    (root / "in").mkdir()
    (root / "more").mkdir()
    for number in range(1, 9):
        text = f"number {number}\n第{number}期林地报批" + "，逐项核对材料" * 30
        (root / "in" / f"{number}.txt").write_text(text, "utf-8")
    (root / "more" / "9.txt").write_text("number 9\n第9期", "utf-8")
    with open_store(root / "pristine", create=True) as store:
        ingest([root / "in"], store, reader=read_lines)
        correct(store, f"{FIRST}.a1", "types", "座谈")
        remove(store, "窗口工作周报-2022-8")
        refresh(store)
        store.database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    return root / "pristine"


def _search(store: Store, _: Path) -> None:
    open_index(store).close()


def _take_in(store: Store, root: Path) -> None:
    ingest([root / "more"], store, reader=read_lines)
    refresh(store)


def _repair(store: Store, _: Path) -> None:
    repair(store, verify(store, ids=()))


def _save(store: Store, root: Path) -> None:
    (root / "saved.zip").unlink(missing_ok=True)
    back_up(store, root / "saved.zip")


COMMANDS: dict[str, Callable[[Store, Path], object]] = {
    "answer": lambda store, _: told(store),
    "summaries": lambda store, _: (summaries.bulletins(store), summaries.status(store)),
    "export": lambda store, _: export(store, "activities", None, StringIO(), "csv"),
    "history": lambda store, _: history(store),
    "search": _search,
    "reindex": lambda store, _: rebuild(store),
    "ingest": _take_in,
    "correct": lambda store, _: correct(store, f"{FIRST}.a1", "types", "调研"),
    "remove": lambda store, _: remove(store, FIRST),
    "verify": lambda store, _: verify(store, ids=()),
    "repair": _repair,
    "backup": _save,
}


def flipped(whole: bytes, dice: random.Random) -> bytes:
    """One to four bits changed, near one another."""
    data = bytearray(whole)
    start = dice.randrange(len(data))
    for _ in range(dice.randint(1, 4)):
        data[min(start + dice.randrange(32), len(data) - 1)] ^= 1 << dice.randrange(8)
    return bytes(data)


def outcome(command: Callable[[Store, Path], object], archive: Path, root: Path) -> str:
    """What a command says, empty where it was done; anything but our own errors is let through."""
    try:
        with open_store(archive, create=False) as store:
            command(store, root)
    except ZhoubaoError as problem:
        return problem.message
    return ""


def test_flipped_bits_are_told_or_harmless(root: Path, pristine: Path) -> None:
    dice = random.Random(7)  # noqa: S311
    whole = (pristine / "zhoubao.db").read_bytes()
    ends: Counter[str] = Counter()
    for place in range(PLACES):
        wounded = flipped(whole, dice)
        for name, command in COMMANDS.items():
            archive = root / "archive"
            shutil.rmtree(archive, ignore_errors=True)
            shutil.copytree(pristine, archive)
            (archive / "zhoubao.db").write_bytes(wounded)
            said = outcome(command, archive, root)
            ends[name] += said != ""
            assert not said or said.endswith(("。", "）")), (place, name, said)
    # Many places are within texts, where SQLite cannot see it; but not all.
    assert min(ends[name] for name in ("answer", "reindex", "backup")) > 0


def test_what_a_backup_says_is_whole_can_be_restored(root: Path, pristine: Path) -> None:
    """Of a damaged database none is made, rather than one that restore will refuse."""
    dice = random.Random(8)  # noqa: S311
    whole = (pristine / "zhoubao.db").read_bytes()
    made = refused = 0
    for _ in range(PLACES):
        (pristine / "zhoubao.db").write_bytes(flipped(whole, dice))
        (root / "saved.zip").unlink(missing_ok=True)
        if outcome(_save, pristine, root):
            refused += 1
            assert not (root / "saved.zip").exists()
            continue
        made += 1
        restore(root / "saved.zip", root / "again")
        with open_store(root / "again", create=False) as store:
            store.current_ids()
        shutil.rmtree(root / "again")
    assert made > 0
    assert refused > 0


def test_a_damaged_end_of_the_log_loses_nothing_before_it(root: Path, pristine: Path) -> None:
    """A flipped bit in the write-ahead log: SQLite's checksums end it there, between two states."""
    archive = root / "archive"
    shutil.copytree(pristine, archive)
    states = []
    with open_store(archive, create=False) as store:
        store.database.run("PRAGMA wal_autocheckpoint = 0")
        for types in ("调研", "宣讲", "慰问"):
            states.append(told(store))
            correct(store, f"{FIRST}.a1", "types", types)
        states.append(told(store))
        # As a kill leaves it: the log beside the database.
        copy = Path(shutil.copytree(archive, root / "killed"))
    log = copy / "zhoubao.db-wal"
    whole = log.read_bytes()
    assert len(whole) > 10_000
    for place in range(0, len(whole), len(whole) // 60):
        for beside in copy.glob("zhoubao.db-*"):
            beside.unlink()
        shutil.copy(archive / "zhoubao.db", copy / "zhoubao.db")
        log.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        with open_store(copy, create=False) as store:
            assert told(store) in states
            assert verify(store, ids=()).faults == ()
            with closing(open_index(store)) as engine:
                assert len(engine) > 0
