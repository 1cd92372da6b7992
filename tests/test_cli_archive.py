"""Archives in every state: none, empty, foreign, newer, read-only, with a broken index."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.zhoubao_process import REAL, REAL_ID, zhoubao

ASKING = (
    ("search", "林地"),
    ("timeline", "省林草局"),
    ("trend",),
    ("export", "activities", "-o", "-"),
    ("bulletins",),
    ("departments",),
    ("types",),
    ("status",),
)


@pytest.mark.parametrize("words", [*ASKING, ("show", "x"), ("remove", "x"), ("reindex",)])
def test_no_archive_yet(tmp_path: Path, words: tuple[str, ...]) -> None:
    archive = tmp_path / "none" if words[0] in {"search", "status", "reindex"} else tmp_path
    answer = zhoubao(*words, archive=archive, expect=1)
    assert answer.out == ""
    assert "还没有档案库" in answer.err
    assert "zhoubao ingest" in answer.err
    assert str(archive) in answer.err
    assert list(tmp_path.iterdir()) == []


def test_an_empty_archive(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    archive = tmp_path / "za"
    zhoubao("ingest", tmp_path / "in", archive=archive)
    for words in ASKING:
        answer = zhoubao(*words, archive=archive)
        assert answer.err == "" or "没有符合条件的记录" in answer.err
    for words in (("bulletins",), ("departments",), ("types",)):
        assert "档案库是空的" in zhoubao(*words, archive=archive).out
        assert zhoubao(*words, "--format", "json", archive=archive).json() == []
    assert zhoubao("search", "林地", "--format", "json", archive=archive).json()["total"] == 0
    assert zhoubao("export", "activities", "-o", "-", archive=archive).json() == []


@pytest.mark.parametrize("index", ["missing", "emptied", "garbage", "older", "foreign"])
def test_the_index_repairs_itself_and_says_so(small: Path, index: str) -> None:
    folder = small / "index"
    before = zhoubao("search", "林地报批", "--format", "json", archive=small).json()
    assert before["total"] == 1
    if index == "missing":
        shutil.rmtree(folder)
    elif index == "emptied":
        for file in folder.iterdir():
            file.unlink()
    elif index == "garbage":
        for file in folder.iterdir():
            if file.name != "generation":
                file.write_bytes(b"\0garbage")
    elif index == "older":
        (folder / "generation").write_text("0", "ascii")
    else:
        shutil.rmtree(folder)
        folder.mkdir()
        (folder / "notes.txt").write_text("x", "utf-8")
    first = zhoubao("search", "林地报批", "--format", "json", archive=small)
    assert "已自动重建" in first.err
    second = zhoubao("search", "林地报批", "--format", "json", archive=small)
    assert second.err == ""
    for answer in (first.json(), second.json()):
        assert answer["hits"] == before["hits"]


def test_a_newer_or_foreign_database_is_refused_and_left_alone(small: Path, tmp_path: Path) -> None:
    database = small / "zhoubao.db"
    for statement, told in (
        ("PRAGMA user_version = 999", "更新版本"),
        ("PRAGMA application_id = 7", "别的程序的数据库"),
    ):
        connection = sqlite3.connect(database)
        connection.execute(statement)
        connection.close()
        kept = database.read_bytes()
        for words in (("search", "林地"), ("status",), ("ingest", tmp_path / "7.txt")):
            answer = zhoubao(*words, archive=small, expect=1)
            assert told in answer.err
            assert str(database) in answer.err
        assert database.read_bytes() == kept
    database.write_bytes(b"\0no database" * 100)
    assert "不是" in zhoubao("status", archive=small, expect=1).err


@pytest.fixture
def sealed(own: Path) -> Iterator[Path]:
    """An archive that may be read and not written."""
    paths = [own, *own.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield own
    for path in paths:
        if path.exists():
            path.chmod(stat.S_IRWXU)


@pytest.fixture
def bound() -> tuple[str, ...]:
    """How to start a program that file modes hold for: for root they do not by themselves."""
    if os.geteuid() != 0:
        return ()
    under = ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")
    if shutil.which("setpriv") is None or subprocess.run([*under, "true"], check=False).returncode:
        pytest.skip("file modes do not hold for root, and setpriv cannot make them")
    return under


@pytest.mark.skipif(os.name == "nt", reason="file modes")
def test_a_read_only_archive_answers_and_refuses_to_change(
    sealed: Path, bound: tuple[str, ...]
) -> None:
    words = ("search", "林地报批", "--format", "json")
    hits = zhoubao(*words, archive=sealed, under=bound).json()["hits"]
    assert f"{REAL_ID}.a6" in {hit["id"] for hit in hits}
    for asked in (*ASKING, ("show", REAL_ID)):
        answer = zhoubao(*asked, archive=sealed, under=bound)
        assert "出错" not in answer.err
    for asked in (("remove", REAL_ID), ("ingest", str(REAL)), ("reindex",)):
        answer = zhoubao(*asked, archive=sealed, under=bound, expect=1)
        assert answer.out == ""
        assert "出错：" in answer.err
        assert "权限" in answer.err


def test_remove_undo_and_their_repetition(own: Path) -> None:
    assert "--undo" in zhoubao("remove", REAL_ID, "--why", "试", archive=own).out
    twice = zhoubao("remove", REAL_ID, archive=own, expect=1)
    assert "已被移除" in twice.err
    assert "--undo" in twice.err
    assert "--undo" in zhoubao("show", REAL_ID, archive=own, expect=1).err
    assert "另有已移出 1 份" in zhoubao("status", archive=own).out
    assert "已放回" in zhoubao("remove", REAL_ID, "--undo", archive=own).out
    again = zhoubao("remove", REAL_ID, "--undo", archive=own, expect=1)
    assert "没有被移除过" in again.err
    unknown = zhoubao("remove", "窗口工作周报-2022-62", archive=own, expect=1)
    assert REAL_ID in unknown.err
    assert zhoubao("search", "林地报批", archive=own).out.count(REAL_ID) >= 2


def test_status_says_that_the_index_lags(small: Path) -> None:
    assert "索引：最新" in zhoubao("status", archive=small).out
    connection = sqlite3.connect(small / "zhoubao.db")
    connection.execute("UPDATE counter SET value = value + 1 WHERE name = 'generation'")
    connection.commit()
    connection.close()
    assert "索引：落后" in zhoubao("status", archive=small).out
    state = zhoubao("status", "--format", "json", archive=small).json()["state"]
    assert state["indexed"] < state["generation"]


def test_json_of_an_archive_whose_path_is_no_utf8(small: Path) -> None:
    odd = os.fsencode(small.parent) + b"/\xff"
    os.rename(small, odd)  # noqa: PTH104  (bytes)
    answer = zhoubao("status", "--archive", odd, "--format", "json")
    assert json.loads(answer.out)["state"]["bulletins"] == 1
