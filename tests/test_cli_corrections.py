"""Whole-program tests: `check`, `correct`, `history` on an archive of the real bulletin."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from archive.ingest import reparse
from archive.store import open_store
from tests.zhoubao_process import REAL_ID, bulletin_text, zhoubao


def hits(archive: Path, *words: str) -> list[str]:
    return [
        hit["id"]
        for hit in zhoubao("search", *words, "--format", "json", archive=archive).json()["hits"]
    ]


def shown(archive: Path, identity: str) -> Any:
    return zhoubao("show", identity, "--format", "json", archive=archive).json()


def exported(archive: Path, what: str, identity: str) -> dict[str, str]:
    """The row of a record in the CSV export."""
    text = zhoubao("export", what, "-o", "-", "--format", "csv", archive=archive).out
    rows = csv.DictReader(io.StringIO(text))
    return next(row for row in rows if identity in row.values())


def correct(archive: Path, identity: str, field: str, value: str, *more: str) -> Any:
    return zhoubao(
        "correct", identity, field, value, *more, "--format", "json", archive=archive
    ).json()


# check


def test_check_tells_what_does_not_add_up(held: Path) -> None:
    found = zhoubao("check", REAL_ID, "--format", "json", archive=held).json()
    assert {check["bulletin"] for check in found} == {REAL_ID}
    assert {(check["kind"], check["where"]) for check in found} >= {
        ("finished-exceeds-accepted", "其它九类行权"),
        ("department-inconsistent", "二、（一）(4)"),
        ("department-level", "二、（一）(2)"),
        ("place-mismatch", "二、（一）(6)"),
        ("marker-style-mixed", "二、（一）"),
    }
    assert all(
        set(check) == {"kind", "bulletin", "record", "where", "message", "spans"} for check in found
    )
    everything = zhoubao("check", "--format", "json", archive=held).json()
    assert [check for check in everything if check["bulletin"] == REAL_ID] == found


def test_check_for_people(held: Path) -> None:
    out = zhoubao("check", REAL_ID, archive=held).out
    assert out.startswith(REAL_ID)
    assert "地名上下级不符　第3页　二、（一）(6)　.a6" in out
    assert "办结47940件多于受理47193件，多747件" in out
    assert "核对了 1 期，共 6 处" in out


def test_check_by_kind(held: Path) -> None:
    for kind in ("place-mismatch", "地名上下级不符"):
        lines = zhoubao("check", "--kind", kind, "--format", "jsonl", archive=held).lines()
        assert {check["kind"] for check in lines} == {"place-mismatch"}
    clean = zhoubao("check", REAL_ID, "--kind", "缺期", archive=held)
    assert "没有发现对不上的地方" in clean.out
    refused = zhoubao("check", "--kind", "缺页", archive=held, expect=2)
    assert "没有“缺页”这一类" in refused.err
    assert "place-mismatch（地名上下级不符）" in refused.err


def test_check_of_an_unknown_issue(held: Path) -> None:
    answer = zhoubao("check", "窗口工作周报-2022-62", archive=held, expect=1)
    assert "档案库里没有" in answer.err
    assert REAL_ID in answer.err


def test_check_compares_with_issues_not_asked_for(tmp_path: Path) -> None:
    for number in (7, 9):
        file = tmp_path / f"{number}.txt"
        file.write_text(bulletin_text(number), encoding="utf-8")
    archive = tmp_path / "archive"
    zhoubao("ingest", tmp_path / "7.txt", tmp_path / "9.txt", archive=archive)
    later, earlier = "政务服务周报-2021-9", "政务服务周报-2021-7"
    found = zhoubao("check", later, "--format", "json", archive=archive).json()
    assert [(check["kind"], check["where"]) for check in found] == [("number-missing", "第8期")]
    assert zhoubao("check", earlier, "--format", "json", archive=archive).json() == []


# correct


def test_a_department_corrected_is_found_exported_and_undone(own: Path) -> None:
    target = f"{REAL_ID}.a2"
    told = correct(own, target, "departments", "省交通运输厅", "--why", "写作国家部委")
    assert told["id"] == target
    assert told["why"] == "写作国家部委"
    assert json.loads(told["new"])[0]["name"] == "四川省交通运输厅"
    assert target in hits(own, "部门:省交通运输厅")
    assert shown(own, target)["departments"][0]["name"] == "四川省交通运输厅"
    assert shown(own, target)["corrected"] == ["departments"]
    assert shown(own, REAL_ID)["corrected"] == {target: ["departments"]}
    row = exported(own, "activities", target)
    assert "四川省交通运输厅" in row.values()
    assert row["人工更正"] == "departments"
    assert "已由人工更正：部门" in zhoubao("show", target, archive=own).out
    kinds = {
        check["kind"] for check in zhoubao("check", REAL_ID, "--format", "json", archive=own).json()
    }
    assert "department-level" not in kinds
    zhoubao("correct", target, "部门", "--undo", archive=own)
    assert target not in hits(own, "部门:省交通运输厅")
    assert shown(own, target)["departments"][0]["name"] == "交通运输部"
    assert exported(own, "activities", target)["人工更正"] == ""


CORRECTIONS = [
    ("a1", "date", "2022-08-09", ["时间:2022-08-09", "检验机构"], "start", "2022-08-09"),
    ("a1", "类型", "座谈", ["类型:座谈", "检验机构"], None, None),
    ("a6", "counts.1.value", "7", [], None, None),
]


@pytest.mark.parametrize(("suffix", "field", "value", "query", "key", "expected"), CORRECTIONS)
def test_fields_of_activities(
    own: Path, suffix: str, field: str, value: str, query: list[str], key: str | None, expected: str
) -> None:
    target = f"{REAL_ID}.{suffix}"
    before = shown(own, target)
    assert not query or target not in hits(own, *query)
    correct(own, target, field, value)
    after = shown(own, target)
    assert after != before
    assert after["text"] == before["text"]
    assert key is None or after["date"][key] == expected
    assert not query or target in hits(own, *query)
    assert exported(own, "activities", target)["人工更正"] != ""
    zhoubao("correct", target, "--undo", archive=own)
    assert shown(own, target) == before
    assert not query or target not in hits(own, *query)


def test_a_statistic_corrected_shows_in_trend_and_check(own: Path) -> None:
    target = f"{REAL_ID}.s6"
    correct(own, target, "数值", "47,000")
    assert shown(own, target)["value"] == 47000
    series = ("trend", "--statistic", "其它九类行权/办结", "--format", "json")
    points = zhoubao(*series, archive=own).json()["series"][0]["points"]
    assert [point["value"] for point in points] == [47000]
    found = zhoubao("check", REAL_ID, "--format", "json", archive=own).json()
    assert "finished-exceeds-accepted" not in {check["kind"] for check in found}
    assert exported(own, "statistics", target)["人工更正"] == "value"


def test_a_number_corrected_changes_the_id_and_back(own: Path) -> None:
    told = zhoubao("correct", REAL_ID, "number", "27", archive=own)
    assert "编号随之改为“窗口工作周报-2022-27”" in told.out
    now = "窗口工作周报-2022-27"
    assert shown(own, now)["number"] == 27
    assert "已由人工更正：期号" in zhoubao("show", now, archive=own).out
    assert f"{now}.a5" in hits(own, "林地报批")
    assert exported(own, "bulletins", now)["人工更正"] == "number"
    assert zhoubao("show", REAL_ID, archive=own, expect=1).err
    undone = zhoubao("correct", now, "期号", "--undo", archive=own)
    assert f"现在的编号：{REAL_ID}" in undone.out
    assert f"{REAL_ID}.a5" in hits(own, "林地报批")


def test_corrections_survive_reparse(own: Path) -> None:
    correct(own, f"{REAL_ID}.a2", "departments", "省交通运输厅")
    correct(own, f"{REAL_ID}.a1", "types", "座谈")
    correct(own, REAL_ID, "number", "27")
    with open_store(own, create=False) as store:
        reparse(store, jobs=1)
    now = "窗口工作周报-2022-27"
    assert f"{now}.a2" in hits(own, "部门:省交通运输厅")
    assert shown(own, f"{now}.a1")["types"] == ["座谈"]
    assert exported(own, "activities", f"{now}.a2")["人工更正"] == "departments"


REFUSED = [
    ([f"{REAL_ID}.a1", "颜色", "红"], 1, "可以更正的有：title（标题）"),
    ([f"{REAL_ID}.a1", "text", "新的"], 1, "不能更正“text”"),
    ([f"{REAL_ID}.s1", "value", "许多"], 1, "不是字段 value 的合适取值"),
    ([f"{REAL_ID}.a1", "date", "2022-13-40"], 1, "写成 2022-08-08"),
    ([f"{REAL_ID}.a1", "departments.9.name", "民政厅"], 1, "没有这个字段"),
    ([f"{REAL_ID}.s1", "value", "488639"], 1, "本来就是这个值"),
    ([f"{REAL_ID}.a99", "types", "培训"], 1, "没有记录“a99”"),
    (["窗口工作周报-2022-62", "number", "3"], 1, REAL_ID),
    ([f"{REAL_ID}.a1", "types"], 2, "要写编号、字段和值"),
    ([f"{REAL_ID}.a1", "types", "培训", "--undo"], 2, "只写编号和字段"),
    ([f"{REAL_ID}.a1", "--undo"], 1, "没有可撤销的更正"),
]


@pytest.mark.parametrize(("words", "status", "message"), REFUSED)
def test_what_cannot_be_corrected(held: Path, words: list[str], status: int, message: str) -> None:
    answer = zhoubao("correct", *words, archive=held, expect=status)
    assert message in answer.err
    assert answer.out == ""


def test_an_unknown_type_is_taken_and_said_to_be_unknown(own: Path) -> None:
    answer = zhoubao("correct", f"{REAL_ID}.a1", "types", "团建", archive=own)
    assert "没有活动类型“团建”" in answer.err
    assert shown(own, f"{REAL_ID}.a1")["types"] == ["团建"]


def test_a_value_may_begin_with_a_dash(own: Path) -> None:
    correct(own, f"{REAL_ID}.s1", "value", "-5")
    assert shown(own, f"{REAL_ID}.s1")["value"] == -5


# history


def test_history(own: Path) -> None:
    assert zhoubao("history", archive=own).out == "没有人工改动。\n"
    correct(own, f"{REAL_ID}.a2", "departments", "省交通运输厅", "--why", "写作国家部委")
    correct(own, f"{REAL_ID}.a1", "types", "座谈")
    zhoubao("correct", f"{REAL_ID}.a1", "--undo", archive=own)
    zhoubao("remove", REAL_ID, "--why", "试一试", archive=own)
    zhoubao("remove", REAL_ID, "--undo", archive=own)
    entries = zhoubao("history", "--format", "json", archive=own).json()
    assert [entry["action"] for entry in entries] == ["remove", "correct", "correct"]
    assert [entry["undone_at"] is None for entry in entries] == [False, False, True]
    one = zhoubao("history", f"{REAL_ID}.a2", "--format", "json", archive=own).json()
    assert [entry["field"] for entry in one] == ["departments"]
    told = zhoubao("history", archive=own).out
    assert "部门：交通运输部 → 四川省交通运输厅" in told
    assert "原因：写作国家部委" in told
    assert "撤销" in told
    assert "没有" in zhoubao("history", "没有这一期", archive=own, expect=1).err
