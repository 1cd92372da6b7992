"""The shapes that scripts rely on: every command's JSON, key by key, and its exit status."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.zhoubao_process import REAL, REAL_ID, bulletin_text, zhoubao

DAY = r"\d{4}-\d{2}-\d{2}"
HIT = {
    "id",
    "kind",
    "bulletin",
    "number",
    "total_number",
    "published",
    "date",
    "departments",
    "types",
    "text",
    "snippet",
    "highlights",
    "page",
    "score",
    "why",
}
BULLETIN = {
    "id",
    "series",
    "year",
    "number",
    "total_number",
    "title",
    "publisher",
    "published",
    "period",
    "classification",
    "sections",
    "activities",
    "statistics",
    "inspections",
    "distribution",
    "copies",
    "unparsed",
    "warnings",
    "source",
    "synthetic",
}
ACTIVITY = {
    "id",
    "kind",
    "text",
    "spans",
    "order",
    "section",
    "marker",
    "title",
    "departments",
    "date",
    "dates",
    "types",
    "type_evidence",
    "counts",
    "places",
    "organisations",
    "persons",
    "documents",
}
STATISTIC = {
    "id",
    "kind",
    "text",
    "spans",
    "scope",
    "category",
    "measure",
    "value",
    "unit",
    "start",
    "end",
    "cumulative",
    "change",
    "platform",
    "written",
}


def has(value: Any, keys: set[str]) -> None:
    assert isinstance(value, dict)
    assert keys <= value.keys(), keys - value.keys()


def test_ingest(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(bulletin_text(1), encoding="utf-8")
    (tmp_path / "in" / "b.docx").write_bytes(b"PK\x03\x04")
    words = ("ingest", tmp_path / "in", "--jobs", "1", "--format", "json")
    first = zhoubao(*words, archive=tmp_path / "za", expect=3)
    summary = first.json()
    has(summary, {"added", "skipped", "replaced", "failed"})
    assert summary["added"] == ["政务服务周报-2021-1"]
    assert (summary["skipped"], summary["replaced"]) == (0, [])
    (failed,) = summary["failed"]
    assert failed.keys() == {"file", "kind", "message"}
    assert failed["file"].endswith("b.docx")
    assert failed["kind"] == "unsupported-format"
    assert failed["message"] in first.err
    again = zhoubao(*words, archive=tmp_path / "za", expect=3).json()
    assert (again["added"], again["skipped"]) == ([], 1)


def test_parse_prints_the_bulletin_and_stores_nothing(tmp_path: Path) -> None:
    bulletin = zhoubao("parse", REAL, archive=tmp_path / "za").json()
    has(bulletin, BULLETIN)
    assert bulletin["id"] == REAL_ID
    assert bulletin["period"] == {"start": "2022-08-01", "end": "2022-08-12"}
    assert bulletin["source"].keys() == {"file", "sha256", "pages", "parser_version"}
    for activity in bulletin["activities"]:
        assert activity.keys() == ACTIVITY
        for mention in activity["departments"]:
            assert mention.keys() == {"name", "written", "role", "spans"}
            assert mention["role"] in {"actor", "counterpart", "mentioned"}
        for span in activity["spans"]:
            assert span.keys() == {"page", "box", "start", "end"}
            assert len(span["box"]) == 4
    for statistic in bulletin["statistics"]:
        has(statistic, STATISTIC)
    for inspection in bulletin["inspections"]:
        has(inspection, {"aspect", "finding", "rating", "departments"})
    for section in bulletin["sections"]:
        has(section, {"heading", "level", "text"})
    for part in bulletin["distribution"]:
        has(part, {"kind", "recipients"})
    assert not (tmp_path / "za").exists()


def test_parse_of_plain_text_has_page_one_and_no_boxes(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(bulletin_text(3), encoding="utf-8")
    (activity,) = zhoubao("parse", file).json()["activities"]
    assert {span["page"] for span in activity["spans"]} == {1}
    assert {span["box"] for span in activity["spans"]} == {None}


def test_parse_audit_accounts_for_every_character() -> None:
    account = zhoubao("parse", REAL, "--audit").json()
    has(account, {"file", "pages", "characters", "roles", "lost", "doubled", "balanced"})
    assert account["balanced"] is True
    assert sum(account["roles"].values()) == account["characters"]


def test_search(held: Path) -> None:
    answer = zhoubao("search", "林地", "报批", "--format", "json", archive=held).json()
    has(answer, {"query", "understood", "total", "took_ms", "facets", "hits"})
    assert answer["query"] == "林地 报批"
    assert answer["total"] >= len(answer["hits"]) > 0
    for hit in answer["hits"]:
        has(hit, HIT)
        assert hit["why"] in {"literal", "words", "synonym"}
        for start, end in hit["highlights"]:
            assert 0 <= start < end <= len(hit["text"])
    found = {hit["id"] for hit in answer["hits"]}
    assert {f"{REAL_ID}.a5", f"{REAL_ID}.a6"} <= found


def test_every_filter_of_search_narrows(held: Path) -> None:
    def ids(*words: str) -> set[str]:
        hits = zhoubao("search", *words, "--limit", "500", "--format", "json", archive=held)
        return {hit["id"] for hit in hits.json()["hits"]}

    everything = ids("--since", "2000")
    for words, expected in (
        (("--department", "省林草局", "--series", "窗口工作周报"), {"a5", "a6"}),
        (("--type", "宣讲", "--series", "窗口工作周报"), {"a4"}),
        (("--since", "2022-08-10", "--until", "2022-08-11", "--type", "培训"), {"a2", "a3"}),
        (("--place", "凉山州", "--kind", "activity", "--series", "窗口工作周报"), {"a3", "a5"}),
        (("--kind", "inspection", "--series", "窗口工作周报"), {f"i{n}" for n in range(1, 7)}),
    ):
        found = ids(*words)
        assert {f"{REAL_ID}.{suffix}" for suffix in expected} <= found < everything, words
    actors = ids("--department", "凉山州司法局")
    assert f"{REAL_ID}.a3" not in actors
    assert f"{REAL_ID}.a3" in ids("--department", "凉山州司法局", "--role", "any")


def test_search_sorts_and_pages(held: Path) -> None:
    def search(*words: str) -> Any:
        return zhoubao("search", "窗口", *words, "--format", "json", archive=held).json()

    whole = search("--limit", "100")
    pages = [search("--limit", "7", "--page", str(page))["hits"] for page in (1, 2)]
    assert [hit["id"] for page in pages for hit in page] == [h["id"] for h in whole["hits"][:14]]
    dates = [hit["date"]["start"] for hit in search("--sort", "date")["hits"] if hit["date"]]
    assert dates == sorted(dates, reverse=True)


def test_timeline(held: Path) -> None:
    words = ("timeline", "四川省林业和草原局", "--since", "2022", "--until", "2022")
    line = zhoubao(*words, "--format", "json", archive=held).json()
    has(line, {"department", "names", "total", "activities"})
    assert line["department"] == "四川省林业和草原局"
    assert line["total"] == len(line["activities"]) == 2
    for activity in line["activities"]:
        has(activity, {"id", "date", "types", "snippet", "page"})
    typed = zhoubao(*words, "--type", "座谈", "--format", "json", archive=held).json()
    assert [each["id"] for each in typed["activities"]] == [f"{REAL_ID}.a5"]


@pytest.mark.parametrize("by", ["week", "month", "quarter", "year", "issue"])
def test_trend(held: Path, by: str) -> None:
    trend = zhoubao("trend", "窗口", "--by", by, "--format", "json", archive=held).json()
    has(trend, {"by", "series"})
    assert trend["by"] == by
    (series,) = trend["series"]
    has(series, {"name", "points", "undated"})
    for point in series["points"]:
        has(point, {"start", "end", "count", "gap"})
        assert (point["count"] is None) == point["gap"]
    counted = sum(point["count"] or 0 for point in series["points"]) + series["undated"]
    hits = zhoubao("search", "窗口", "--format", "json", archive=held).json()
    assert counted == hits["total"]


@pytest.mark.parametrize("split", ["department", "type"])
def test_trend_split(held: Path, split: str) -> None:
    words = ("trend", "--series", "窗口工作周报", "--split", split, "--format", "json")
    series = zhoubao(*words, archive=held).json()["series"]
    expected = {"department": "四川省林业和草原局", "type": "培训"}[split]
    assert expected in {each["name"] for each in series}


def test_trend_of_a_statistic(held: Path) -> None:
    words = ("trend", "--statistic", "省本级/行政许可/受理", "--publisher", "四川省政府政务服务")
    trend = zhoubao(*words, "--format", "json", archive=held).json()
    (series,) = trend["series"]
    has(series, {"name", "points", "undated"})
    (point,) = series["points"]
    has(point, {"start", "end", "value", "increment", "gap"})
    assert point["value"] == 488639


@pytest.mark.parametrize("what", ["activities", "statistics", "inspections", "bulletins"])
def test_export_to_standard_output(held: Path, what: str) -> None:
    words = ("export", what, "--series", "窗口工作周报", "-o", "-", "--format", "json")
    answer = zhoubao(*words, archive=held)
    rows = answer.json()
    assert len(rows) == {"activities": 7, "statistics": 6, "inspections": 6, "bulletins": 1}[what]
    assert f"已导出 {len(rows)} 条" in answer.err


def test_show_a_bulletin_and_a_record(held: Path) -> None:
    bulletin = zhoubao("show", REAL_ID, "--format", "json", archive=held).json()
    has(bulletin, BULLETIN)
    record = zhoubao("show", f"{REAL_ID}.a5", "--format", "json", archive=held).json()
    assert record.pop("corrected") == []
    assert bulletin["corrected"] == {}
    assert record in bulletin["activities"]
    assert {span["page"] for span in record["spans"]} == {3}


def test_holdings(held: Path) -> None:
    bulletins = zhoubao("bulletins", "--format", "json", archive=held).json()
    assert REAL_ID in {each["id"] for each in bulletins}
    for each in bulletins:
        has(each, {"id", "series", "number", "published", "period", "synthetic", "warnings"})
    departments = zhoubao("departments", "--format", "json", archive=held).json()
    for each in departments:
        assert each.keys() == {"name", "count", "first", "last"}
    types = zhoubao("types", "--format", "json", archive=held).json()
    for each in types:
        assert each.keys() == {"type", "count"}


def test_status_and_reindex(own: Path) -> None:
    status = zhoubao("status", "--format", "json", archive=own).json()
    assert status.keys() == {"folder", "state", "failures"}
    assert status["state"]["bulletins"] == 6
    assert status["failures"] == []
    records = zhoubao("reindex", "--format", "json", archive=own).json()["records"]
    assert records > 50


def test_remove_and_undo(own: Path) -> None:
    words = ("remove", REAL_ID, "--format", "json")
    removed = zhoubao(*words, "--why", "重复", archive=own).json()
    assert (removed["action"], removed["target"], removed["why"]) == ("remove", REAL_ID, "重复")
    gone = zhoubao("search", "林地报批", "--format", "json", archive=own).json()
    assert REAL_ID not in {hit["bulletin"] for hit in gone["hits"]}
    undone = zhoubao(*words, "--undo", archive=own).json()
    assert undone["undone_at"]
    back = zhoubao("search", "林地报批", "--format", "json", archive=own).json()
    assert REAL_ID in {hit["bulletin"] for hit in back["hits"]}


ASKING = (
    ("search", "林地"),
    ("timeline", "省林草局"),
    ("trend", "林地"),
    ("trend", "--statistic", "受理"),
    ("show", REAL_ID),
    ("show", f"{REAL_ID}.a5"),
    ("show", f"{REAL_ID}.s1"),
    ("bulletins",),
    ("departments",),
    ("types",),
    ("status",),
    ("parse", str(REAL)),
    ("parse", str(REAL), "--audit"),
)


@pytest.mark.parametrize("words", ASKING, ids=" ".join)
def test_json_lines_csv_and_text_of_every_command(held: Path, words: tuple[str, ...]) -> None:
    lines = zhoubao(*words, "--format", "jsonl", archive=held)
    assert all(isinstance(line, dict) for line in lines.lines())
    assert lines.err == ""
    table = list(csv.reader(io.StringIO(zhoubao(*words, "--format", "csv", archive=held).out)))
    assert len(table) == len(lines.lines()) + 1
    assert {len(row) for row in table} == {len(table[0])}
    assert not any(cell.startswith(("{", "[{")) for row in table[1:] for cell in row)
    text = zhoubao(*words, "--format", "table", archive=held).out
    assert text.strip()
    assert not any(mark in text for mark in ("None", "Span(", "spans", "{'", "\x1b"))


@pytest.mark.parametrize("name", ["search", "status", "parse"])
def test_shared_options_stand_before_and_after_the_command(name: str) -> None:
    first = zhoubao("--archive", "/nowhere", "-v", name, "--help")
    assert first.out == zhoubao(name, "--help", "--archive", "/nowhere", "-v").out


def test_archive_is_chosen_by_option_then_environment(held: Path, tmp_path: Path) -> None:
    other = tmp_path / "none"
    for words in (("--archive", held, "status"), ("status", "--archive", held)):
        assert str(held) in zhoubao(*words, archive=other).out
    assert str(other) in zhoubao("status", archive=other, expect=1).err
    home = zhoubao("status", env={"HOME": str(tmp_path), "XDG_DATA_HOME": ""}, expect=1).err
    assert str(tmp_path) in home
