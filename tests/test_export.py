"""Export: every format holds the same rows, safely, whole, and the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.columns import COLUMNS, What
from archive.export import Format, defused, export
from archive.history import correct
from archive.problems import NotInArchive, StoreError
from archive.records import Bulletin
from archive.store import Store, open_store
from tests.store_samples import BOX, add, bulletin

ID = "窗口工作周报-2022-26"
FORMATS: tuple[Format, ...] = ("csv", "xlsx", "json", "jsonl", "sqlite")
WHATS: tuple[What, ...] = ("activities", "statistics", "inspections", "bulletins")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "archive", create=True) as opened:
        add(opened, b"one", bulletin(texts=["第一条。", "=1+1"], boxed=True))
        add(opened, b"two", bulletin(number=27, total_number=None, texts=["第\n三条。"]))
        yield opened


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_xlsx(path: Path) -> list[dict[str, str]]:
    """Cells as text, by header; enough of the format for what is written here."""
    with zipfile.ZipFile(path) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314  (our own file)
        strings = []
        if "xl/sharedStrings.xml" in book.namelist():
            table = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314  (our own file)
            strings = ["".join(item.itertext()) for item in table]
    assert sheet.find(f".//{SHEET}f") is None  # no formula anywhere
    rows = []
    for row in sheet.iter(f"{SHEET}row"):
        cells = {}
        for cell in row:
            column = "".join(char for char in cell.get("r", "") if char.isalpha())
            value = "".join(cell.itertext())
            cells[column] = strings[int(value)] if cell.get("t") == "s" else value
        rows.append(cells)
    return [{rows[0][column]: value for column, value in row.items()} for row in rows[1:]]


def read_sqlite(path: Path, what: What) -> list[dict[str, Any]]:
    with sqlite3.connect(path) as database:
        database.row_factory = sqlite3.Row
        rows = [dict(row) for row in database.execute(f'SELECT * FROM "{what}"')]  # noqa: S608
    database.close()
    return rows


@pytest.mark.parametrize("what", WHATS)
def test_all_formats_hold_the_same_rows(store: Store, tmp_path: Path, what: What) -> None:
    counts = {kind: export(store, what, None, tmp_path / f"x.{kind}", kind) for kind in FORMATS}
    assert len(set(counts.values())) == 1
    assert counts["csv"] > 0
    parsed = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    lines = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == parsed
    flat = read_sqlite(tmp_path / "x.sqlite", what)
    assert [json.loads(row["record"]) for row in flat] == parsed
    ids = [row["id"] for row in parsed]
    table = read_csv(tmp_path / "x.csv")
    sheet = read_xlsx(tmp_path / "x.xlsx")
    assert [row["编号"] for row in table] == [row["编号"] for row in sheet] == ids
    assert [row["id"] for row in flat] == ids
    headers = [column.header for column in COLUMNS[what]]
    assert list(table[0]) == headers
    assert [*flat[0]] == [*(column.key for column in COLUMNS[what]), "record"]
    assert len(set(headers)) == len(headers)


def test_an_activity_in_a_table(store: Store, tmp_path: Path) -> None:
    export(store, "activities", [f"{ID}.a1"], tmp_path / "x.csv", "csv")
    (row,) = read_csv(tmp_path / "x.csv")
    expected = {
        "编号": f"{ID}.a1",
        "期号": "26",
        "印发日期": "2022-08-22",
        "栏目": "二、窗口工作动态",
        "主办部门": "四川省民政厅",
        "提及部门": "民政部",
        "部门（原文）": "民政厅；民政部",
        "日期起": "2022-08-08",
        "日期（原文）": "8月8日",
        "类型": "培训",
        "数量": "学员：约50名",
        "数量（原文）": "50余名",
        "人员": "吕志元（副主任）",
        "原文": "第一条。",
        "页码": "2",
        "页面位置": "90.0,120.5,500.2,136.5",
        "样例": "否",
        "人工更正": "",
    }
    assert {header: row[header] for header in expected} == expected


def test_an_activity_as_json_has_everything_and_its_issue(store: Store) -> None:
    out = io.StringIO()
    assert export(store, "activities", [f"{ID}.a1"], out, "jsonl") == 1
    row = json.loads(out.getvalue())
    assert (row["id"], row["kind"], row["bulletin"]) == (f"{ID}.a1", "activity", ID)
    assert (row["page"], row["box"]) == (2, list(BOX))
    assert row["departments"][0] == {
        "name": "四川省民政厅",
        "written": "民政厅",
        "role": "actor",
        "spans": [],
    }
    assert row["published"] == "2022-08-22"
    assert row["period"] == {"start": "2022-08-01", "end": "2022-08-12"}
    assert row["spans"][0]["box"] == list(BOX)


def test_a_bulletin_as_json_is_the_bulletin(store: Store) -> None:
    out = io.StringIO()
    export(store, "bulletins", [ID], out, "json")
    (row,) = json.loads(out.getvalue())
    assert row.pop("corrected") == []
    assert msgspec.convert(row, Bulletin) == store.bulletin(ID)


def test_dates_and_numbers_are_real_in_xlsx(store: Store, tmp_path: Path) -> None:
    export(store, "statistics", [f"{ID}.s1"], tmp_path / "x.xlsx", "xlsx")
    (row,) = read_xlsx(tmp_path / "x.xlsx")
    assert (row["数值"], row["统计止"], row["累计"]) == ("488639", "44785", "是")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "yyyy" in book.read("xl/styles.xml").decode()
    assert 'state="frozen"' in sheet
    assert "<cols>" in sheet


def test_the_order_of_ids_is_kept_and_other_kinds_passed_over(store: Store) -> None:
    ids = ["窗口工作周报-2022-27.a1", f"{ID}.s1", f"{ID}.a2", f"{ID}.a1", f"{ID}.a2"]
    out = io.StringIO()
    assert export(store, "activities", ids, out, "jsonl") == 3
    found = [json.loads(line)["id"] for line in out.getvalue().splitlines()]
    assert found == ["窗口工作周报-2022-27.a1", f"{ID}.a2", f"{ID}.a1"]
    out = io.StringIO()
    assert export(store, "bulletins", ids, out, "jsonl") == 2
    with pytest.raises(NotInArchive):
        export(store, "activities", ["没有.a1"], io.StringIO(), "json")


def test_an_unknown_id_leaves_no_file(store: Store, tmp_path: Path) -> None:
    for kind in FORMATS:
        (tmp_path / "old").write_bytes(b"as it was")
        with pytest.raises(NotInArchive):
            export(store, "activities", [f"{ID}.a1", "没有.a1"], tmp_path / "old", kind)
        assert (tmp_path / "old").read_bytes() == b"as it was"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_nothing_to_export_is_still_a_whole_file(tmp_path: Path) -> None:
    with open_store(tmp_path / "archive", create=True) as store:
        for kind in FORMATS:
            assert export(store, "activities", None, tmp_path / f"x.{kind}", kind) == 0
    assert json.loads((tmp_path / "x.json").read_text()) == []
    assert (tmp_path / "x.csv").read_text(encoding="utf-8-sig").startswith("编号,")
    assert read_xlsx(tmp_path / "x.xlsx") == read_sqlite(tmp_path / "x.sqlite", "activities") == []


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_archive_gives_the_same_bytes(store: Store, tmp_path: Path, kind: Format) -> None:
    with open_store(tmp_path / "other" / "archive", create=True) as other:
        add(other, b"two", bulletin(number=27, total_number=None, texts=["第\n三条。"]))
        add(other, b"one", bulletin(texts=["第一条。", "=1+1"], boxed=True))
        for what in WHATS:
            export(store, what, None, tmp_path / "a", kind)
            export(other, what, None, tmp_path / "b", kind)
            assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_corrections_go_into_exports_marked(store: Store, tmp_path: Path) -> None:
    correct(store, f"{ID}.a1", "types", "调研")
    correct(store, ID, "copies", "81")
    export(store, "activities", None, tmp_path / "x.csv", "csv")
    first, second, _ = read_csv(tmp_path / "x.csv")
    assert (first["类型"], first["人工更正"]) == ("调研", "types")
    assert (second["类型"], second["人工更正"]) == ("培训", "")
    out = io.StringIO()
    export(store, "bulletins", [ID], out, "jsonl")
    row = json.loads(out.getvalue())
    assert (row["copies"], row["corrected"]) == (81, ["copies"])


@pytest.mark.parametrize("start", [*"=+-@\t\r＝＋－＠"])
def test_formulas_are_defused(start: str) -> None:
    assert defused(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


def test_formulas_are_text_in_tables(store: Store, tmp_path: Path) -> None:
    export(store, "activities", [f"{ID}.a2"], tmp_path / "x.csv", "csv")
    export(store, "activities", [f"{ID}.a2"], tmp_path / "x.xlsx", "xlsx")
    assert read_csv(tmp_path / "x.csv")[0]["原文"] == "'=1+1"
    assert read_xlsx(tmp_path / "x.xlsx")[0]["原文"] == "=1+1"


@settings(deadline=None, max_examples=40)  # each makes an archive and five files
@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_survives_every_format(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with open_store(folder / "archive", create=True) as store:
        added = add(store, b"one", bulletin(texts=[text]))
        for kind in FORMATS:
            export(store, "activities", None, folder / f"x.{kind}", kind)
    assert read_csv(folder / "x.csv")[0]["原文"] == defused(text)
    assert json.loads((folder / "x.json").read_text(encoding="utf-8"))[0]["text"] == text
    assert read_sqlite(folder / "x.sqlite", "activities")[0]["text"] == text
    assert read_xlsx(folder / "x.xlsx")[0]["编号"] == f"{added.id}.a1"


def test_a_cell_too_long_for_excel_is_cut_and_says_so(store: Store, tmp_path: Path) -> None:
    added = add(store, b"long", bulletin(number=28, texts=["长" * 40_000]))
    export(store, "activities", [f"{added.id}.a1"], tmp_path / "x.xlsx", "xlsx")
    text = read_xlsx(tmp_path / "x.xlsx")[0]["原文"]
    assert len(text) == 32_767
    assert text.endswith("从略）")


def test_targets_that_cannot_be_written(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="是文件夹"):
        export(store, "activities", None, tmp_path, "csv")
    for kind in FORMATS:
        with pytest.raises(StoreError, match="不存在"):
            export(store, "activities", None, tmp_path / "no" / "x", kind)
    with pytest.raises(StoreError, match="二进制"):
        export(store, "activities", None, io.StringIO(), "xlsx")


def test_a_full_disk_leaves_the_old_file(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.csv").write_bytes(b"as it was")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="磁盘已满"):
        export(store, "activities", None, tmp_path / "x.csv", "csv")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == sorted(
        ["x.csv", *(path.name for path in tmp_path.glob("*.pdf"))]
    )
    assert (tmp_path / "x.csv").read_bytes() == b"as it was"


def test_streams_and_links(store: Store, tmp_path: Path) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    export(store, "activities", None, out, "csv")
    out.flush()
    assert out.buffer.getvalue().decode().startswith("编号,")
    binary = io.TextIOWrapper(io.BytesIO())
    export(store, "activities", None, binary, "xlsx")
    assert binary.buffer.getvalue()[:2] == b"PK"
    (tmp_path / "real.csv").touch()
    (tmp_path / "link.csv").symlink_to("real.csv")
    export(store, "activities", None, tmp_path / "link.csv", "csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").stat().st_size > 0
    assert export(store, "activities", None, Path(os.devnull), "xlsx") == 3
