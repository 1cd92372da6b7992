"""The real bulletin, as four programs print it, gives what a careful person reads from it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archive.audit import audit_file
from archive.reader import parse_file
from archive.records import Activity, Bulletin, records_of

ROOT = Path(__file__).parents[1] / "corpus"
EXPECTED = json.loads((ROOT / "gold/2022-26-401.expected.json").read_text(encoding="utf-8"))
PRINTED = {
    "plain text": ROOT / "bulletins/2022-26-401.txt",
    "ours": ROOT / "bulletins/2022-26-401.pdf",
    "reportlab": ROOT / "bulletins/forms/reportlab.pdf",
    "LibreOffice": ROOT / "bulletins/forms/libreoffice.pdf",
    "Chromium": ROOT / "bulletins/forms/chromium.pdf",
}
TABLE_FIGURES = 9
"""Chromium's print has a ruled table of three categories by three measures besides."""

forms = pytest.mark.parametrize("form", PRINTED)


@cache
def read(form: str) -> Bulletin:
    return parse_file(PRINTED[form])


def plain(value: object) -> Any:
    return json.loads(msgspec.json.encode(value))


def bare(heading: str) -> str:
    return "".join(heading.split())


@forms
def test_header(form: str) -> None:
    found = plain(read(form))
    for field in [
        "series",
        "year",
        "number",
        "total_number",
        "publisher",
        "published",
        "period",
        "title",
        "classification",
        "copies",
    ]:
        assert found[field] == EXPECTED[field], field
    assert [(part["kind"], part["recipients"]) for part in found["distribution"]] == [
        (part["kind"], part["recipients"]) for part in EXPECTED["distribution"]
    ]


@forms
def test_sections(form: str) -> None:
    found = read(form).sections
    assert [bare(section.heading) for section in found] == [
        bare(section["heading"]) for section in EXPECTED["sections"]
    ]
    for section, expected in zip(found, EXPECTED["sections"], strict=True):
        assert section.text.startswith(expected.get("text_starts", ""))
        assert section.text.endswith(expected.get("text_ends", ""))
        assert bool(section.text) == ("text_starts" in expected)


@forms
def test_activities_are_parted_rightly(form: str) -> None:
    found = read(form).activities
    assert len(found) == len(EXPECTED["activities"])
    for activity, expected in zip(found, EXPECTED["activities"], strict=True):
        assert activity.order == expected["order"]
        assert activity.marker == expected["marker"]
        assert [bare(part) for part in activity.section] == [bare(p) for p in expected["section"]]
        assert activity.text.startswith(expected["starts"])
        assert activity.text.endswith(expected["ends"])


def activities(form: str) -> list[tuple[Activity, dict[str, Any]]]:
    return list(zip(read(form).activities, EXPECTED["activities"], strict=True))


@forms
def test_departments(form: str) -> None:
    for activity, expected in activities(form):
        also = expected.get("also_right", {}).get("departments", [])
        found = {d.written: d for d in activity.departments if d.written not in also}
        assert sorted(found) == sorted(each["written"] for each in expected["departments"])
        for each in expected["departments"]:
            mention = found[each["written"]]
            assert mention.name == each["name"]
            assert mention.role in each["roles_right"]


@forms
def test_dates(form: str) -> None:
    for activity, expected in activities(form):
        keys = ("written", "start", "end", "precision", "role")
        found = [{key: date[key] for key in keys} for date in plain(activity.dates)]
        assert found == expected["dates"]
        own = plain(activity.date)
        assert {key: own[key] for key in keys[:4]} == expected["date"]


@forms
def test_types(form: str) -> None:
    for activity, expected in activities(form):
        types = set(activity.types)
        assert types >= set(expected["types"])
        assert types <= {*expected["types"], *expected["types_also_right"]}


@forms
@pytest.mark.parametrize(
    ("field", "keys"),
    [
        ("places", ("written", "name")),
        ("organisations", ("written",)),
        ("documents", ("written", "title")),
        ("counts", ("written", "value", "unit", "measure")),
        ("persons", ("written", "name", "post")),
    ],
)
def test_other_mentions(form: str, field: str, keys: tuple[str, ...]) -> None:
    for activity, expected in activities(form):
        also = expected.get("also_right", {})
        accepted = {*also.get(field, ()), *also.get("departments", ())}
        accepted -= {each["written"] for each in expected[field]}
        found = [
            {key: mention[key] for key in keys}
            for mention in plain(getattr(activity, field))
            if mention["written"] not in accepted
        ]
        assert found == [{key: each[key] for key in keys} for each in expected[field]]


@forms
def test_statistics(form: str) -> None:
    keys = [
        "scope",
        "category",
        "measure",
        "value",
        "unit",
        "start",
        "end",
        "cumulative",
        "written",
    ]
    found = [s for s in plain(read(form).statistics) if not s["table"]]
    assert [{key: each[key] for key in keys} | {"source": each["platform"]} for each in found] == (
        EXPECTED["statistics"]
    )
    in_table = [s for s in read(form).statistics if s.table]
    assert len(in_table) == (TABLE_FIGURES if form == "Chromium" else 0)


@forms
def test_inspections(form: str) -> None:
    keys = ("aspect", "finding", "rating")
    found = [{key: each[key] for key in keys} for each in plain(read(form).inspections)]
    assert found == EXPECTED["inspections"]


def without_places(value: Any) -> Any:
    """Records without boxes and pages, and without the file's own name and hash."""
    if isinstance(value, dict):
        return {
            key: without_places(part)
            for key, part in value.items()
            if "spans" not in key and key not in {"source", "blocks"}
        }
    if isinstance(value, list):
        return [without_places(part) for part in value]
    return value


@pytest.mark.parametrize("form", ["ours", "LibreOffice", "Chromium"])
def test_all_printers_give_the_same_records(form: str) -> None:
    found = without_places(plain(read(form)))
    found["statistics"] = [each for each in found["statistics"] if not each["table"]]
    assert found == without_places(plain(read("reportlab")))


@forms
def test_every_character_is_accounted_for(form: str) -> None:
    audit = audit_file(PRINTED[form])
    assert audit.balanced
    assert (audit.lost, audit.doubled, audit.unparsed) == ({}, {}, ())
    if form != "plain text":
        assert audit.second is not None
        assert audit.second.balanced


@forms
def test_every_mention_stands_where_it_says(form: str) -> None:
    for record in records_of(read(form)):
        for name in record.__struct_fields__:
            mentions = getattr(record, name)
            if not isinstance(mentions, tuple):
                continue
            for mention in mentions:
                written = getattr(mention, "written", None)
                if written is None:
                    continue
                assert mention.spans, (record.id, name, written)
                read_back = "".join(record.text[s.start : s.end] for s in mention.spans)
                assert bare(read_back) == bare(written)
