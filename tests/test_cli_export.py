"""Export through the command line: formats, places to write to, what is chosen."""

from __future__ import annotations

import csv
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from tests.zhoubao_process import REAL_ID, bulletin_text, zhoubao


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "jsonl", "sqlite"])
def test_every_format_by_its_ending(held: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"活动 1.{ending.upper()}"
    words = ("export", "activities", "--series", "窗口工作周报", "-o", file)
    answer = zhoubao(*words, archive=held)
    assert answer.out == ""
    assert f"已导出 7 条，写在 {file}" in answer.err
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
    if ending == "csv":
        text = file.read_bytes().decode("utf-8-sig")
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        assert len(list(csv.reader(text.splitlines(keepends=True)))) == 8
    elif ending == "xlsx":
        with zipfile.ZipFile(file) as book:
            assert "xl/worksheets/sheet1.xml" in book.namelist()
    elif ending == "json":
        assert len(json.loads(file.read_bytes())) == 7
    elif ending == "jsonl":
        assert len(file.read_bytes().splitlines()) == 7
    else:
        connection = sqlite3.connect(file)
        assert connection.execute("SELECT count(*) FROM activities").fetchone() == (7,)
        connection.close()


def test_the_format_option_overrules_the_ending(held: Path, tmp_path: Path) -> None:
    words = ("export", "bulletins", "-o", tmp_path / "out.data", "--format", "jsonl")
    zhoubao(*words, archive=held)
    assert len((tmp_path / "out.data").read_bytes().splitlines()) == 6


def test_standard_output_holds_nothing_but_the_export(held: Path) -> None:
    words = ("export", "inspections", "--series", "窗口工作周报", "-o", "-", "--format")
    rows = list(csv.reader(zhoubao(*words, "csv", archive=held).out.splitlines()))
    assert len(rows) == 7
    assert len(zhoubao(*words, "jsonl", archive=held).lines()) == 6


def test_query_and_filters_choose_in_the_archives_order(held: Path) -> None:
    def ids(*words: str) -> list[str]:
        answer = zhoubao("export", *words, "-o", "-", archive=held)
        return [row["id"] for row in answer.json()]

    everything = ids("activities")
    chosen = ids("activities", "林地", "-培训")
    assert chosen == [each for each in everything if each in set(chosen)]
    assert 0 < len(chosen) < len(everything)
    exact = ids("activities", "林地报批", "--exact")
    assert {f"{REAL_ID}.a5", f"{REAL_ID}.a6"} <= set(exact)
    assert ids("bulletins", "特种设备检验机构首次核准", "--exact") == [REAL_ID]
    assert ids("statistics", "--department", "没有这个局") == []


def test_nothing_to_export_says_so(held: Path, tmp_path: Path) -> None:
    file = tmp_path / "none.csv"
    answer = zhoubao("export", "activities", "龘靐齉", "-o", file, archive=held)
    assert "没有符合条件的记录" in answer.err
    assert len(file.read_text("utf-8-sig").splitlines()) == 1
    typed = zhoubao("export", "activities", "--type", "培讯", "-o", "-", archive=held)
    assert "没有活动类型“培讯”" in typed.err


def test_places_that_cannot_be_written(held: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for target, told in (
        (tmp_path / "folder.csv", "文件夹"),
        (tmp_path / "none" / "x.csv", "不存在"),
        (Path("/proc/x.csv"), "/proc"),
    ):
        answer = zhoubao("export", "activities", "-o", target, archive=held, expect=1)
        assert told in answer.err
        assert str(target) in answer.err
        assert answer.out == ""
    full = Path("/dev/full")
    if full.exists():
        words = ("export", "activities", "-o", full, "--format", "csv")
        assert "/dev/full" in zhoubao(*words, archive=held, expect=1).err


def test_an_existing_file_is_replaced_whole_or_not_at_all(held: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text("before", "utf-8")
    zhoubao("export", "activities", "时间:2022-13", "-o", file, archive=held, expect=2)
    assert file.read_text("utf-8") == "before"
    zhoubao("export", "bulletins", "-o", file, archive=held)
    assert len(json.loads(file.read_bytes())) == 6


def test_text_like_formulas_stays_text(tmp_path: Path) -> None:
    source = tmp_path / "1.txt"
    text = (
        bulletin_text(1)
        .replace("1.3月", "=HYPERLINK(1)3月")
        .replace("汉中市林业局", "=汉中市林业局")
    )
    source.write_text(text, "utf-8")
    archive = tmp_path / "za"
    zhoubao("ingest", source, archive=archive)
    for what in ("activities", "statistics", "bulletins"):
        zhoubao("export", what, "-o", tmp_path / f"{what}.csv", archive=archive)
        rows = csv.reader(
            (tmp_path / f"{what}.csv").read_text("utf-8-sig").splitlines(keepends=True)
        )
        assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]
        zhoubao("export", what, "-o", tmp_path / f"{what}.xlsx", archive=archive)
        with zipfile.ZipFile(tmp_path / f"{what}.xlsx") as book:
            assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
