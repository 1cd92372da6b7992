"""The index follows the store: through changes, kills, restores and damage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from archive.problems import NotInArchive
from archive.records import Activity, Bulletin, Interval, Section, Source, Unparsed
from archive.store import PendingChange
from indexer import refresh as module
from indexer.engine import EVERYTHING, Literally, open_engine
from indexer.entries import entries_of
from indexer.refresh import open_index, rebuild, refresh


def bulletin(number: int, text: str = "林地报批。", **changes: Any) -> Bulletin:
    identity = f"周报-2022-{number}"
    fields: dict[str, Any] = {
        "id": identity,
        "series": "周报",
        "year": 2022,
        "number": number,
        "total_number": None,
        "title": None,
        "publisher": None,
        "published": dt.date(2022, 8, 22),
        "period": Interval(start=dt.date(2022, 8, 1), end=dt.date(2022, 8, 12)),
        "classification": None,
        "synthetic": True,
        "activities": (
            Activity(id=f"{identity}.a1", text=text, order=1, section=(), marker="", title=None),
        ),
        "source": Source(file="a.pdf", sha256="0", pages=1, parser_version=1),
    }
    return Bulletin(**{**fields, **changes})


class FakeStore:
    """A store in memory with the log of changes that the real one keeps."""

    def __init__(self, folder: Path) -> None:
        self.index_folder = folder / "index"
        self.generation = 0
        self.indexed = 0
        self.held: dict[str, Bulletin] = {}
        self.log: dict[str, int] = {}
        self.killed = False

    def put(self, each: Bulletin) -> None:
        self.held[each.id] = each
        self._changed(each.id)

    def drop(self, identity: str) -> None:
        del self.held[identity]
        self._changed(identity)

    def _changed(self, identity: str) -> None:
        self.generation += 1
        self.log[identity] = self.generation

    def changes(self, after: int) -> Sequence[PendingChange]:
        ordered = sorted(self.log.items(), key=lambda pair: pair[1])
        return [
            PendingChange(generation=generation, bulletin=name, present=name in self.held)
            for name, generation in ordered
            if generation > after
        ]

    def mark_indexed(self, generation: int) -> None:
        if self.killed:
            raise KeyboardInterrupt
        self.indexed = generation

    def current_ids(self) -> Sequence[str]:
        return sorted(self.held)

    def bulletin(self, bulletin_id: str) -> Bulletin:
        if bulletin_id not in self.held:
            raise NotInArchive(bulletin_id)
        return self.held[bulletin_id]


@pytest.fixture
def store(tmp_path: Path) -> FakeStore:
    made = FakeStore(tmp_path)
    for number in range(1, 6):
        made.put(bulletin(number))
    return made


def texts(store: FakeStore) -> list[str]:
    engine = open_index(store)
    try:
        return sorted(each.text for each in engine.entries(sorted(engine.select(EVERYTHING))))
    finally:
        engine.close()


def test_a_first_refresh_builds_the_index(store: FakeStore) -> None:
    assert refresh(store) == 5
    assert store.indexed == store.generation
    assert texts(store) == ["林地报批。"] * 5


def test_an_empty_store_has_an_empty_index(tmp_path: Path) -> None:
    assert texts(FakeStore(tmp_path)) == []


def test_only_changes_are_indexed_afterwards(store: FakeStore) -> None:
    refresh(store)
    store.put(bulletin(2, "改过的。"))
    store.drop("周报-2022-3")
    store.put(bulletin(9, "新来的。"))
    assert refresh(store) == 3
    assert texts(store) == ["改过的。", "新来的。", "林地报批。", "林地报批。", "林地报批。"]
    assert refresh(store) == 0


def test_readers_see_what_the_store_has_without_asking(store: FakeStore) -> None:
    assert len(texts(store)) == 5
    store.drop("周报-2022-1")
    assert len(texts(store)) == 4


def test_batches_are_drained_one_by_one(store: FakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    assert len(texts(store)) == 5
    for number in range(1, 6):
        store.put(bulletin(number, f"第{number}期。"))
    assert refresh(store) == 5
    assert texts(store) == [f"第{number}期。" for number in range(1, 6)]


def test_a_kill_between_index_and_note_loses_nothing(store: FakeStore) -> None:
    refresh(store)
    store.put(bulletin(7, "之后。"))
    store.killed = True
    with pytest.raises(KeyboardInterrupt):
        refresh(store)
    store.killed = False
    assert store.indexed < store.generation
    assert len(texts(store)) == 6


def test_a_restored_store_gets_its_own_index(store: FakeStore) -> None:
    refresh(store)
    earlier = FakeStore(store.index_folder.parent)
    earlier.put(bulletin(1, "旧的。"))
    earlier.indexed = earlier.generation  # as the backup has it
    assert texts(earlier) == ["旧的。"]


@pytest.mark.parametrize("damage", ["settings", "segments", "everything"])
def test_a_damaged_index_is_rebuilt(store: FakeStore, damage: str) -> None:
    refresh(store)
    for file in sorted(store.index_folder.iterdir()):
        if damage == "everything" or (damage == "settings") == (file.name == "settings.json"):
            file.unlink()
    assert len(texts(store)) == 5


def test_rebuilding_leaves_nothing_beside_the_index(store: FakeStore) -> None:
    refresh(store)
    (store.index_folder.parent / "index.new").mkdir()
    assert rebuild(store) == 5
    beside = {file.name for file in store.index_folder.parent.iterdir()}
    assert beside == {"index", "index.lock"}


def test_an_open_reader_outlives_a_rebuild(store: FakeStore) -> None:
    refresh(store)
    engine = open_engine(store.index_folder)
    store.put(bulletin(8, "新来的。"))
    rebuild(store)
    assert len(engine.entries(sorted(engine.select(Literally("林地报批"))))) == 5
    engine.close()
    assert len(texts(store)) == 6


def test_entries_of_a_bulletin() -> None:
    whole = bulletin(
        1,
        sections=(
            Section(id="周报-2022-1.p1", text="引言。", order=1, heading="一、概况", level=1),
            Section(id="周报-2022-1.p2", text="", order=2, heading="二、动态", level=1),
        ),
        unparsed=(Unparsed(id="周报-2022-1.u1", text="不明。", order=1),),
    )
    found = {each.id: each for each in entries_of(whole)}
    assert set(found) == {"周报-2022-1.a1", "周报-2022-1.p1", "周报-2022-1.u1"}
    section = found["周报-2022-1.p1"]
    assert (section.title, section.kind, section.precision) == ("一、概况", "section", "period")
    assert (section.start, section.end) == (dt.date(2022, 8, 1), dt.date(2022, 8, 12))
    assert not section.dated
    bare = entries_of(bulletin(2, period=None, published=None))[0]
    assert (bare.start, bare.end, bare.precision) == (None, None, None)
