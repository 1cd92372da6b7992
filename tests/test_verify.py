"""`verify`: each promise, broken on purpose, is seen; what can be repaired is, and stays so."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from archive.history import correct, remove
from archive.ingest import ingest
from archive.reread import misplaced
from archive.store import Store, open_store
from archive.verify import Verification, repair, verify
from indexer.agreement import compare_index
from indexer.engine import open_engine
from indexer.entries import entries_of
from indexer.refresh import rebuild, refresh
from tests import hostile
from tests.zhoubao_process import bulletin_text, zhoubao

FIRST = "政务服务周报-2021-1"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two bulletins as text, one as PDF, all taken from `in`, and an index."""
    root = tmp_path_factory.mktemp("verify")
    (root / "in").mkdir()
    for number in (1, 2):
        (root / "in" / f"{number}.txt").write_text(bulletin_text(number), encoding="utf-8")
    (root / "in" / "3.pdf").write_bytes(hostile.typeset())
    with open_store(root / "archive", create=True) as store:
        assert len(ingest([root / "in"], store, jobs=1).added) == 3
        refresh(store)
    return root


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(template / "archive", tmp_path / "archive")
    with open_store(tmp_path / "archive", create=False) as opened:
        yield opened


def edit(store: Store, statement: str) -> None:
    with closing(sqlite3.connect(store.folder / "zhoubao.db")) as direct:
        direct.execute(statement)
        direct.commit()


def kinds(found: Verification) -> dict[str, bool]:
    return {fault.kind: fault.repaired for fault in found.faults}


def all_of(store: Store) -> Verification:
    return verify(store, everything=True, jobs=1)


def test_a_sound_archive_is_sound(store: Store) -> None:
    correct(store, FIRST, "publisher", "绵阳市政务服务中心")
    correct(store, f"{store.current_ids()[0]}.a1", "types", "调研")
    remove(store, "政务服务周报-2021-2")
    found = all_of(store)
    assert found.faults == ()
    assert (found.bulletins, found.files, found.reread) == (3, 3, 2)
    assert (found.locked, found.outdated, found.unclaimed) == (0, 0, 0)
    agreement = compare_index(store)
    assert agreement.whole
    assert agreement.records > 3


BREAKS = {
    "columns-differ": "UPDATE record_type SET type = '慰问'",
    "characters-differ": "UPDATE record SET data ="
    " CAST(replace(CAST(data AS TEXT), '林地', '林') AS BLOB)",
    "words-misplaced": "UPDATE record SET data ="
    ' CAST(replace(CAST(data AS TEXT), \'"written":"\', \'"written":"某\') AS BLOB)',
    "parse-differs": "UPDATE record SET data ="
    " CAST(replace(CAST(data AS TEXT), '\"approximate\":false', '\"approximate\":true') AS BLOB)",
    "record-unreadable": "UPDATE record SET data = CAST('{}' AS BLOB) WHERE suffix = 'a1'",
    "reference-broken": "UPDATE bulletin SET state = 'older', superseded_by = 'gone'"
    " WHERE id LIKE '%-1'",
}


@pytest.mark.parametrize("kind", sorted(BREAKS))
def test_broken_rows_are_found_and_repaired(store: Store, kind: str) -> None:
    edit(store, BREAKS[kind])
    found = all_of(store)
    assert kind in kinds(found)
    repaired = repair(store, found, jobs=1)
    assert repaired.faults
    assert all(fault.repaired for fault in repaired.faults)


def test_a_sample_is_checked_unless_all_is_asked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.verify.SAMPLE", 1)
    assert verify(store, jobs=1).reread == 1
    assert all_of(store).reread == 3


def test_kept_files_come_back_from_where_they_were_taken(template: Path, store: Store) -> None:
    gone = store.file_of(FIRST)
    changed = store.file_of("政务服务周报-2021-2")
    gone.unlink()
    changed.write_text("改过", encoding="utf-8")
    found = all_of(store)
    assert kinds(found) == {"file-missing": False, "file-changed": False}
    repaired = repair(store, found, jobs=1)
    assert kinds(repaired) == {"file-missing": True, "file-changed": True}
    assert gone.read_bytes() == (template / "in" / "1.txt").read_bytes()
    assert all_of(store).faults == ()


def test_what_cannot_be_repaired_is_said(store: Store) -> None:
    edit(store, "UPDATE bulletin SET file = '/nowhere/1.txt'")
    store.file_of(FIRST).unlink()
    repaired = repair(store, all_of(store), jobs=1)
    assert kinds(repaired) == {"file-missing": False}
    assert "备份" in repaired.faults[0].message


def test_taking_a_file_in_again_brings_it_back(template: Path, store: Store) -> None:
    store.file_of(FIRST).unlink()
    summary = ingest([template / "in" / "1.txt"], store, jobs=1)
    assert (summary.added, summary.skipped, summary.failed) == ((), 1, ())
    assert store.file_of(FIRST).is_file()


def test_rows_that_speak_of_nothing_are_found(store: Store) -> None:
    edit(store, "DELETE FROM record WHERE suffix = 'a1'")  # without foreign keys: leaves orphans
    found = kinds(all_of(store))
    assert "reference-broken" in found
    assert "characters-differ" in found


def test_leftovers_of_killed_runs_are_counted_and_deleted(store: Store) -> None:
    stray = store.folder / "files" / "ab" / ("ab" * 32 + ".pdf")
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    assert all_of(store).unclaimed == 0  # another process may be about to speak of it
    os.utime(stray, (0, 0))
    found = all_of(store)
    assert (found.unclaimed, found.faults) == (1, ())
    assert repair(store, found, jobs=1).unclaimed == 0
    assert not stray.exists()


def test_a_locked_file_is_told_and_opened_with_its_password(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(hostile.CLASSES["user-password"][0]())
    word = "sesame"
    with open_store(tmp_path / "archive", create=True) as store:
        assert len(ingest([path], store, jobs=1, password=word).added) == 1
        without = all_of(store)
        assert (without.locked, without.reread, without.faults) == (1, 0, ())
        opened = verify(store, everything=True, jobs=1, password=word)
        assert (opened.locked, opened.reread, opened.faults) == (0, 1, ())


def test_places_are_held_against_the_page(store: Store) -> None:
    bulletin = store.bulletin(store.current_ids()[-1])
    assert bulletin.source.file == "3.pdf"
    assert len(list(misplaced(bulletin, ()))) > 0  # no page holds what it says


def doctor(store: Store, change: str) -> None:
    """Have the index say something else than the store."""
    with closing(open_engine(store.index_folder)) as engine:
        entries = entries_of(store.bulletin(FIRST))
        if change == "missing":
            engine.write((), [FIRST])
        elif change == "extra":
            issue = msgspec.structs.replace(entries[0].issue, id="别处")
            engine.write([msgspec.structs.replace(entries[0], id="别处.a1", issue=issue)])
        elif change == "different":
            engine.write([msgspec.structs.replace(one, text="别的话") for one in entries])
        else:
            (file,) = store.index_folder.glob("*.fct")
            file.write_bytes(file.read_bytes()[:-20])


@pytest.mark.parametrize("change", ["missing", "extra", "different", "damaged"])
def test_an_index_that_differs_is_seen(store: Store, change: str) -> None:
    assert compare_index(store).whole
    doctor(store, change)
    agreement = compare_index(store)
    assert not agreement.whole
    assert getattr(agreement, change)
    assert bool(agreement.unfound) == (change == "different")
    rebuild(store)
    assert compare_index(store).whole


def test_the_command_ends_with_one_until_all_is_repaired(template: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copytree(template / "archive", tmp_path / "archive"))
    sound = zhoubao("verify", "--all", "--format", "json", archive=archive).json()
    assert (sound["sound"], sound["faults"], sound["index"]["missing"]) == (True, [], [])
    with open_store(archive, create=False) as store:
        doctor(store, "different")
        edit(store, BREAKS["columns-differ"])
    broken = zhoubao("verify", archive=archive, expect=1)
    assert "有问题" in broken.out
    assert "索引" in broken.out
    repaired = zhoubao("verify", "--repair", "--format", "json", archive=archive).json()
    assert {fault["kind"]: fault["repaired"] for fault in repaired["faults"]} == {
        "columns-differ": True,
        "index-differs": True,
    }
    assert "一切完好" in zhoubao("verify", archive=archive).out


def test_reparse_by_command(template: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copytree(template / "archive", tmp_path / "archive"))
    done = zhoubao("reparse", FIRST, "--format", "json", archive=archive).json()
    assert done == {"reparsed": [FIRST], "failed": []}
    assert FIRST in zhoubao("reparse", "政务服务周报-2021", archive=archive, expect=1).err
