"""Eight searching processes while others take in, replace, remove and rebuild.

No search fails, and each answer is one that was true at some moment: whole transactions only, each
issue once, nothing from before what the same searcher has seen already.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from archive.history import remove, undo_removal
from archive.ingest import ingest
from archive.store import open_store
from indexer.agreement import compare_index
from indexer.refresh import rebuild, refresh
from tests.store_samples import read_lines
from tests.zhoubao_process import ROOT, environment, zhoubao

SEARCHERS = 8
ISSUES = 40
TAKEN_OUT = 17
"""Place of the issue whose second version is removed and brought back."""

State = tuple[int, ...]
"""Of each issue in order: 0 it is not there, 1 in its first version, 2 in its second."""

_SEARCH = """
import json, re, sys
from contextlib import closing
from pathlib import Path
from archive.store import open_store
from indexer.plans import Filters
from indexer.refresh import open_index
from indexer.search import search

archive, end, issues = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
activities = Filters(kinds=("activity",))
seen = []
last = False
print("ready", flush=True)
while not last:
    last = end.exists()
    with open_store(archive, create=False) as store, closing(open_index(store)) as engine:
        words = search(engine, "林地报批", activities, limit=1000)
        exact = search(engine, "期林地", activities, limit=1000, exact=True)
        state = [0] * issues
        for hit in words.hits:
            said = re.match(r"第(\\d+)期林地报批，版本(\\d)", hit.text)
            number, version = map(int, said.groups())
            assert state[number - 1] == 0, "an issue twice"
            state[number - 1] = version
        assert words.total == len(words.hits) == exact.total
        assert {hit.text for hit in exact.hits} == {hit.text for hit in words.hits}
        if not seen or seen[-1] != state:
            seen.append(state)
print(json.dumps(seen))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two folders of the same issues; the second's versions are longer, so they become current."""
    for version in (1, 2):
        made = tmp_path / f"version {version}"
        made.mkdir()
        for number in range(1, ISSUES + 1):
            text = f"第{number}期林地报批，版本{version}" + "，逐项核对材料、说明流程" * (
                4 + version
            )
            (made / f"{number:03}.txt").write_text(f"number {number}\n{text}", "utf-8")
    return tmp_path


def possible() -> list[State]:
    """States of the archive in the order in which they come (files go in in order of name)."""
    taking = [(1,) * done + (0,) * (ISSUES - done) for done in range(ISSUES + 1)]
    replacing = [(2,) * done + (1,) * (ISSUES - done) for done in range(1, ISSUES + 1)]
    return taking + replacing


def test_every_answer_was_true_at_some_moment(folder: Path) -> None:
    archive, end = folder / "archive", folder / "end"
    with open_store(archive, create=True):
        pass
    searching = [
        subprocess.Popen(
            [sys.executable, "-c", _SEARCH, archive, end, str(ISSUES)],
            env=environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(SEARCHERS)
    ]
    try:
        for each in searching:
            assert each.stdout is not None
            assert each.stdout.readline() == b"ready\n"
        with open_store(archive, create=False) as store:
            for version in (1, 2):
                ingest([folder / f"version {version}"], store, jobs=1, reader=read_lines)
                refresh(store)
            for _ in range(2):
                rebuild(store)
            for _ in range(2):
                identity = f"窗口工作周报-2022-{TAKEN_OUT + 1}"
                remove(store, identity)
                answer = zhoubao("search", "林地报批", "--format", "json", archive=archive).json()
                assert answer["total"] >= ISSUES
                undo_removal(store, identity)
                rebuild(store)
    finally:
        end.touch()
    told = [each.communicate() for each in searching]
    assert [err.decode() for _, err in told] == [""] * SEARCHERS
    order = {state: place for place, state in enumerate(possible())}
    without = tuple(1 if place == TAKEN_OUT else 2 for place in range(ISSUES))
    moments = 0
    for out, _ in told:
        seen = [tuple(state) for state in json.loads(out)]
        assert set(seen) <= order.keys() | {without}
        places = [order[state] for state in seen if state != without]
        assert places == sorted(places)
        assert seen[-1] == (2,) * ISSUES
        moments += len(seen)
    assert moments > 3 * SEARCHERS
    with open_store(archive, create=False) as store:
        assert compare_index(store).whole


def test_three_ingests_of_one_folder_take_everything_in_once(folder: Path) -> None:
    """They wait for one another, transaction by transaction."""
    archive = folder / "archive"
    taking = [
        subprocess.Popen(
            [sys.executable, "-c", _INGEST, archive, folder / "version 1"],
            env=environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    told = [each.communicate() for each in taking]
    assert [err.decode() for _, err in told] == [""] * 3
    added = [name for out, _ in told for name in json.loads(out)]
    assert len(added) == len(set(added)) == ISSUES
    with open_store(archive, create=False) as store:
        assert len(store.current_ids()) == ISSUES
        assert compare_index(store).whole


_INGEST = """
import json, sys
from pathlib import Path
from archive.ingest import ingest
from archive.store import open_store
from indexer.refresh import refresh
from tests.store_samples import read_lines

if __name__ == "__main__":
    with open_store(Path(sys.argv[1]), create=True) as store:
        summary = ingest([Path(sys.argv[2])], store, jobs=1, reader=read_lines)
        refresh(store)
    print(json.dumps(summary.added))
"""
