"""Hostile and broken files: each with its right reason, none with a neighbour, none for ever."""

from __future__ import annotations

import csv
import functools
import io
import multiprocessing
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from archive.guarded import parse_file
from archive.ingest import IngestSummary, Limits, ingest
from archive.intake import Task, read_task
from archive.problems import BadFile
from archive.store import Store, open_store
from archive.workers import Finished, run_tasks
from terminal.text import STEERING
from tests import hostile
from tests.zhoubao_process import zhoubao

QUICK = Limits(cpu_seconds=1, wall_seconds=8)
"""Sound files of this size take a twentieth of it."""
GOOD = 20
MUTANTS = 200


class Taken(NamedTuple):
    """A folder of good and hostile files and what an ingest made of it."""

    store: Store
    folder: Path
    summary: IngestSummary
    right: dict[str, frozenset[str]]
    before: set[str]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    root = tmp_path_factory.mktemp("hostile")
    folder = root / "in"
    right = hostile.write_all(folder)
    for number in range(1, GOOD + 1):
        text = f"政务服务周报 2021年第{number}期。3月{number}日，市林业局组织林地报批业务培训。"
        (folder / f"good-{number:02}.pdf").write_bytes(
            hostile.one_page(hostile.stream(hostile.said(text)))
        )
    before = {path.name for path in root.iterdir()} | {path.name for path in folder.iterdir()}
    with open_store(root / "archive", create=True) as store:
        summary = ingest([folder], store, jobs=2, limits=QUICK)
        yield Taken(store, folder, summary, right, before)


def test_every_class_of_the_list_is_made() -> None:
    assert len(hostile.CLASSES) >= 60


def test_every_good_file_is_taken_in(taken: Taken) -> None:
    files = {each.source.file for each in taken.store.each_bulletin()}
    assert {f"good-{number:02}.pdf" for number in range(1, GOOD + 1)} <= files
    assert multiprocessing.active_children() == []


def test_every_hostile_file_has_its_right_outcome(taken: Taken) -> None:
    found = {Path(failed.file).name: failed.kind for failed in taken.summary.failed}
    outcomes = {name: found.get(name, hostile.OK) for name in taken.right}
    wrong = {
        name: (outcome, sorted(taken.right[name]))
        for name, outcome in outcomes.items()
        if outcome not in taken.right[name]
    }
    assert wrong == {}
    for failed in taken.summary.failed:
        assert Path(failed.file).name in failed.message
        assert failed.message.endswith("。")


def test_the_reasons_are_kept_and_the_files_not_read_again(taken: Taken) -> None:
    again = ingest([taken.folder], taken.store, jobs=2, limits=QUICK)
    assert again.failed == taken.summary.failed
    assert again.peak_memory == 0
    assert [each.kind for each in taken.store.failures()] == [
        each.kind for each in taken.summary.failed
    ]


def test_nothing_is_done_that_a_file_wants_done(taken: Taken) -> None:
    """No file written, none named by a file: the archive's are named by their hashes."""
    root = taken.folder.parent
    after = {path.name for path in root.iterdir()} | {path.name for path in taken.folder.iterdir()}
    assert after - taken.before == {"archive"}
    for path in (taken.store.folder / "files").rglob("*"):
        assert len(path.stem) in {2, 64}, path
    text = (taken.store.folder / "zhoubao.db").read_bytes()
    assert b"root:x:0:0" not in text
    assert b"touch evil" not in text


@pytest.mark.parametrize(
    "words",
    [
        ("search", "林地报批", "--limit", "100"),
        ("bulletins",),
        ("timeline", "汉中市林业局"),
        ("departments",),
        ("check",),
        ("status",),
        ("trend", "林地报批"),
    ],
)
def test_steering_characters_do_not_reach_the_terminal(
    taken: Taken, words: tuple[str, ...]
) -> None:
    answer = zhoubao(*words, archive=taken.store.folder)
    assert answer.out.strip()
    assert not STEERING.search((answer.out + answer.err).replace("\r\n", "\n"))


def test_steering_characters_of_one_bulletin_do_not_reach_the_terminal(taken: Taken) -> None:
    shown = [
        each.id
        for each in taken.store.each_bulletin()
        if each.source.file == "steering-characters.pdf"
    ]
    assert shown
    answer = zhoubao("show", shown[0], archive=taken.store.folder)
    assert "林地报批" in answer.out
    assert not STEERING.search(answer.out.replace("\r\n", "\n"))


def test_steering_characters_of_a_files_name_do_not_reach_the_terminal(tmp_path: Path) -> None:
    bad = tmp_path / "in" / "\x1b[2J\x1b]0;evil\x07\u202ebad\n.pdf"
    bad.parent.mkdir()
    bad.write_bytes(b"%PDF-1.7\n")
    answer = zhoubao("ingest", bad.parent, archive=tmp_path / "archive", expect=3)
    told = zhoubao("status", archive=tmp_path / "archive")
    for said in (answer.out + answer.err, told.out):
        assert "bad" in said
        assert not STEERING.search(said)


def test_formulas_in_tables_are_defused(taken: Taken) -> None:
    answer = zhoubao("search", "cmd", "--format", "csv", archive=taken.store.folder)
    cells = [cell for row in csv.reader(io.StringIO(answer.out)) for cell in row]
    assert any("=cmd" in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r＝＋－＠")]


def test_the_index_folder_is_private(taken: Taken) -> None:
    zhoubao("search", "林地", archive=taken.store.folder)
    assert taken.store.index_folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["objects-without-xref", "nested-forms", "user-password"])
def test_parsing_alone_keeps_to_the_limits(tmp_path: Path, name: str) -> None:
    make, right = hostile.CLASSES[name]
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(make())
    began = time.monotonic()
    with pytest.raises(BadFile) as caught:
        parse_file(path, limits=QUICK)
    assert caught.value.kind in right
    assert name in caught.value.message
    assert time.monotonic() - began < 20


def test_mutants_of_a_sound_file_are_read_or_refused(tmp_path: Path) -> None:
    """Bytes changed, cut out, doubled or moved: always an answer, never a bare exception."""
    dice = random.Random(7)  # noqa: S311  (the same mutants each time)
    whole = hostile.typeset()
    tasks = []
    for number in range(MUTANTS):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(mutant(whole, dice))
        tasks.append(msgspec.msgpack.encode(Task(os.fsencode(path), None, allow_classified=False)))
    work = functools.partial(read_task, None)
    results = dict(run_tasks(work, tasks, jobs=2, limits=QUICK, preload=["archive.reader"]))
    assert results.keys() == set(range(MUTANTS))
    crashed = {
        number: result.detail
        for number, result in results.items()
        if not isinstance(result, Finished) and result.kind == "reader-crashed"
    }
    assert crashed == {}


def mutant(whole: bytes, dice: random.Random) -> bytes:
    """The file with one to eight wounds."""
    data = bytearray(whole)
    for _ in range(dice.randint(1, 8)):
        start = dice.randrange(len(data))
        length = dice.randint(1, 64)
        match dice.randrange(4):
            case 0:
                data[start] = dice.randrange(256)
            case 1:
                del data[start : start + length]
            case 2:
                data[start:start] = data[start : start + length]
            case _:
                data[start:start] = dice.randbytes(length)
    return bytes(data)
