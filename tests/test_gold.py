"""Reading gold with its alternatives, two readers as one, and what is shown of each half."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from archive.records import (
    Activity,
    CountMention,
    DateMention,
    DepartmentMention,
    Distribution,
    DocumentMention,
    Inspection,
    PlaceMention,
    Statistic,
)
from bench import found as things
from bench.choices import Choice, Found, grade
from bench.gold import (
    GOLD,
    Passage,
    agreement_scores,
    annotations_of,
    bulletins,
    gold_scores,
    main,
    part_of,
    passages,
    read_passage_json,
)
from bench.readings import ActivityReading, Reading, read_activity_json, read_json
from bench.scoring import (
    ACTIVITY_FIELDS,
    STATISTIC_FIELDS,
    WHOLE_FIELDS,
    Field,
    score_activity,
    score_fields,
)
from bench.tally import Score, Tally, gather
from bench.two_readers import AGREEMENT, agreement, merge, merge_choices, pair_choices

DAY = dt.date(2021, 5, 12)
PART = "gold seen"


def activity(**changed: object) -> Activity:
    """An item in which nothing was found but what is given."""
    blank = Activity(id="x.a1", text="", order=1, section=(), marker="", title=None)
    return msgspec.structs.replace(blank, **changed)


def tally(true: dict[str, Any], read: Activity, field: str) -> Tally:
    scores = score_activity(read_activity_json(true), read, PART, "")
    return gather(scores).tallies[PART][field]


def date(day: dt.date, written: str, role: str = "activity") -> DateMention:
    return DateMention(start=day, end=day, precision="day", written=written, role=role)  # type: ignore[arg-type]


RIGHT, WRONG, LOST, ADDED, NOTHING = Tally(1), Tally(0, 1, 1), Tally(0, 0, 1), Tally(0, 1), Tally()
DEPARTMENT = {"written": "镇中心", "name": "安吉县某镇中心", "role": "mentioned"}


@pytest.mark.parametrize(
    ("more", "name", "role", "canonical", "roles"),
    [
        ({}, "安吉县某镇中心", "mentioned", RIGHT, RIGHT),
        ({}, "镇中心", "actor", WRONG, WRONG),
        ({"names_right": ["安吉县某镇中心", "镇中心"]}, "镇中心", "actor", RIGHT, WRONG),
        ({"roles_right": ["mentioned", "actor"]}, "镇中心", "actor", WRONG, RIGHT),
    ],
)
def test_departments(
    more: dict[str, Any], name: str, role: Any, canonical: Tally, roles: Tally
) -> None:
    mention = DepartmentMention(written="镇中心", name=name, role=role)
    read = activity(departments=(mention, mention))
    true = {"departments": [DEPARTMENT | more]}
    assert tally(true, read, "departments written") == RIGHT
    assert tally(true, read, "departments canonical") == canonical
    assert tally(true, read, "department roles") == roles


def test_what_may_be_left_out_is_not_judged() -> None:
    read = activity(departments=(DepartmentMention(written="该局", name="该局", role="actor"),))
    fields = ("departments written", "departments canonical", "department roles")
    assert {tally({}, read, field) for field in fields} == {ADDED}
    excused = {"also_right": {"departments": ["该局"]}}
    assert {tally(excused, read, field) for field in fields} == {NOTHING}
    assert {tally(excused, activity(), field) for field in fields} == {NOTHING}


OWN = {"start": "2021-05-12", "end": "2021-05-12", "written": "5月12日", "precision": "day"}


@pytest.mark.parametrize(
    ("true", "read", "result"),
    [
        ({"date": OWN}, date(DAY, "5月12日"), RIGHT),
        ({"date": OWN}, date(DAY.replace(day=13), "次日"), WRONG),
        ({"date": OWN, "also_right": {"date": ["次日"]}}, date(DAY.replace(day=13), "次日"), RIGHT),
        ({"date": OWN}, None, LOST),
        ({"date": None}, date(DAY, "5月12日"), ADDED),
        (
            {"date": OWN | {"alternatives": [{"start": "2021-05-01", "end": "2021-05-01"}]}},
            date(DAY.replace(day=1), "月初"),
            RIGHT,
        ),
    ],
)
def test_own_date(true: dict[str, Any], read: DateMention | None, result: Tally) -> None:
    assert tally(true, activity(date=read), "activity date") == result


def test_all_dates() -> None:
    true = {
        "dates": [OWN | {"role": "reference", "roles_right": ["reference", "statistic"]}],
        "also_right": {"dates": ["国庆前夕"]},
    }
    either = activity(dates=(date(DAY, "截至5月12日", "statistic"), date(DAY, "国庆前夕")))
    assert tally(true, either, "all dates") == RIGHT
    assert tally(true, activity(dates=(date(DAY, "5月12日"),)), "all dates") == WRONG


def count(written: str, value: float, unit: str, measure: str | None) -> CountMention:
    return CountMention(written=written, value=value, unit=unit, measure=measure, approximate=False)


def test_counts() -> None:
    true = {
        "counts": [
            {
                "written": "2宗",
                "value": 2,
                "unit": "宗",
                "measure": "受理",
                "measures_right": ["受理", None],
            },
            {"written": "2宗", "value": 2, "unit": "宗", "measure": "退回"},
        ],
        "also_right": {"counts": ["近50家单位"]},
    }
    read = activity(
        counts=(
            count("2宗", 2, "宗", "退回"),
            count("2宗", 2.0, "宗", None),
            count("50家单位", 50, "家", "单位"),
        )
    )
    assert tally(true, read, "counts with unit") == Tally(2)
    assert tally(true, read, "counts with measure") == Tally(2)
    twice = activity(counts=(count("2宗", 2, "宗", "退回"),) * 2)
    assert tally(true, twice, "counts with measure") == Tally(1, 1, 1)


def test_places_whose_full_name_is_not_asked() -> None:
    read = activity(places=(PlaceMention(written="某公园", name="哪里"),))
    true = {"places": [{"written": "某公园", "name": None}]}
    assert tally(true, read, "places canonical") == WRONG
    unscored = {"places": [{"written": "某公园", "name": None, "name_scored": False}]}
    assert tally(unscored, read, "places canonical") == RIGHT
    assert tally(unscored, activity(), "places canonical") == LOST


def test_title_and_number_count_apart_however_they_were_cut() -> None:
    true = {
        "documents": [
            {"written": "《办法》", "title": "办法"},
            {"written": "甘政办发〔2017〕102号", "number": "甘政办发〔2017〕102号"},
        ]
    }
    whole = DocumentMention(
        title="办法",
        number="甘政办发〔2017〕102号",
        written="《办法》（甘政办发〔2017〕102号）",
    )
    assert tally(true, activity(documents=(whole,)), "documents") == Tally(2)


def test_a_type_that_may_be_core_or_not_is_not_required_among_the_core() -> None:
    reading = merge(of_item({"types": ["交流学习"]}), of_item({"types": ["座谈"]}))
    for types, core, every in ((("交流学习",), NOTHING, RIGHT), (("座谈",), NOTHING, RIGHT)):
        scores = score_activity(reading.activities[0], activity(types=types), PART, "")
        figures = gather(scores).tallies[PART]
        assert (figures["types (core)"], figures["types (all)"]) == (core, every)


def statistic(**changed: object) -> Statistic:
    base = Statistic(
        id="x.s1",
        text="",
        order=1,
        section=(),
        scope="全市",
        category="政务服务事项",
        measure="受理",
        value=183206,
        unit="件",
        start=dt.date(2024, 3, 1),
        end=dt.date(2024, 3, 31),
        cumulative=False,
        written="受理政务服务事项183,206件",
    )
    return msgspec.structs.replace(base, **changed)


FIGURE: dict[str, Any] = {
    "scope": "全市各级政务大厅",
    "scopes_right": ["全市各级政务大厅", "全市"],
    "category": "政务服务",
    "measure": "受理",
    "value": 183206,
    "unit": "件",
    "start": "2024-03-01",
    "end": "2024-03-31",
    "cumulative": False,
    "written": "受理政务服务事项183,206件",
}


@pytest.mark.parametrize(
    ("more", "read", "result"),
    [
        ({}, statistic(), RIGHT),
        ({}, statistic(scope="市本级"), WRONG),
        ({}, statistic(end=dt.date(2024, 4, 8)), WRONG),
        ({"ends_right": ["2024-04-08"]}, statistic(end=dt.date(2024, 4, 8)), RIGHT),
        ({}, statistic(category=None), WRONG),
        ({"categories_right": ["政务服务", None]}, statistic(category=None), RIGHT),
        ({"optional": True}, statistic(scope=None), NOTHING),
    ],
)
def test_statistics(more: dict[str, Any], read: Statistic, result: Tally) -> None:
    true = read_json({"statistics": [FIGURE | more]})
    found = {"statistics": things.statistics([read])}
    scores = score_fields(STATISTIC_FIELDS, true.collections, found, PART, "")
    assert gather(scores).tallies[PART]["statistics"] == result


def inspection(aspect: str, text: str, finding: str) -> Inspection:
    return Inspection(
        id="x.i1",
        text=text,
        order=1,
        section=(),
        marker="",
        aspect=aspect,
        finding=finding,
        rating="良好",
    )


@pytest.mark.parametrize(
    ("aspect", "read", "result"),
    [
        (None, inspection("大厅巡查", "秩序井然。", "秩序井然。"), RIGHT),
        (None, inspection("秩序", "秩序：井然。", "井然。"), WRONG),
        ("仪容", inspection("仪容", "良好。", "良好"), RIGHT),
        ("仪容", inspection("大厅巡查", "良好。", "良好"), WRONG),
    ],
)
def test_aspects_that_are_the_heading(aspect: str | None, read: Inspection, result: Tally) -> None:
    entry = {"aspect": aspect, "finding": read.finding, "rating": "良好"}
    choices = read_json({"inspections": [entry]}).collections["inspections"]
    found = things.inspections([read], choices)
    graded = grade("f", PART, choices, found, ("finding", "aspect", "rating"))
    assert graded.tally == result


@pytest.mark.parametrize(
    ("recipients", "result"),
    [
        (("市委", "市政府领导"), Tally(2)),
        (("市委、市政府领导",), Tally(2)),
        (("市委",), Tally(1, 0, 1)),
        (("市委", "人大"), Tally(1, 1, 1)),
    ],
)
def test_recipients_that_may_stay_whole(recipients: tuple[str, ...], result: Tally) -> None:
    truth = {
        "distribution": [{"kind": "报", "recipients": ["市委", "市政府领导"]}],
        "also_right": {"recipients": ["市委、市政府领导"]},
    }
    choices = read_json(truth).collections["distribution"]
    found = things.distribution(
        [Distribution(kind="报", recipients=recipients, written="")], choices
    )
    assert grade("f", PART, choices, found, ("kind", "recipient")).tally == result


@pytest.mark.parametrize(
    ("periods", "found", "result"),
    [
        ([], ("2021-06-01", "2021-06-30"), RIGHT),
        ([], None, LOST),
        ([None], None, NOTHING),
        ([None], ("2021-06-01", "2021-06-30"), NOTHING),
        ([None], ("2021-06-02", "2021-06-30"), ADDED),
    ],
)
def test_header_values_that_may_be_left_out(
    periods: list[None], found: tuple[str, str] | None, result: Tally
) -> None:
    truth = {"period": {"start": "2021-06-01", "end": "2021-06-30"}, "periods_right": periods}
    choices = read_json(truth).collections["header"]
    have: list[Found] = [{"key": "period", "value": found}] if found else []
    assert grade("header", PART, choices, have, ("key", "value")).tally == result


def of_item(entry: dict[str, Any]) -> Reading:
    return Reading(activities=(read_activity_json(entry),))


def words(*written: str, required: bool = True) -> list[Choice]:
    return [Choice({"written": (one,)}, required=required) for one in written]


def told(choices: tuple[Choice, ...]) -> set[tuple[object, bool]]:
    return {(choice.values["written"], choice.required) for choice in choices}


def test_what_both_have_is_required_and_what_one_has_is_accepted() -> None:
    merged = merge_choices(words("民政厅", "司法厅"), words("司法厅", "公安厅"), "departments")
    assert told(merged) == {
        (("民政厅",), False),
        (("司法厅",), True),
        (("公安厅",), False),
    }


def test_what_one_lets_be_is_not_required() -> None:
    merged = merge_choices(words("民政厅"), words("民政厅", required=False), "departments")
    assert told(merged) == {(("民政厅",), False)}


def test_the_same_thing_cut_differently_is_right_either_way() -> None:
    merged = merge_choices(words("盐源县"), words("凉山州盐源县"), "places")
    assert told(merged) == {(("盐源县", "凉山州盐源县"), True)}
    apart = merge_choices(words("盐源县"), words("盐源县", "凉山州盐源县"), "places")
    assert told(apart) == {(("盐源县",), True), (("凉山州盐源县",), False)}


def test_both_values_are_right_where_the_readers_differ() -> None:
    first = of_item({"date": OWN, "departments": [DEPARTMENT]})
    second = of_item(
        {
            "date": OWN | {"start": "2021-05-01"},
            "departments": [DEPARTMENT | {"role": "actor", "names_right": ["镇中心"]}],
        }
    )
    item = merge(first, second).activities[0]
    assert item.collections["date"][0].values["interval"] == (
        ("2021-05-12", "2021-05-12"),
        ("2021-05-01", "2021-05-12"),
    )
    (department,) = item.collections["departments"]
    assert department.required
    assert department.values["role"] == ("mentioned", "actor")
    assert department.values["name"] == ("安吉县某镇中心", "镇中心")


def test_an_item_that_one_reader_has_is_let_be() -> None:
    first = Reading(activities=(item("甲一二三", "完。"), item("乙一二三", "了。")))
    second = Reading(activities=(item("乙一二三", "了。"),))
    merged = merge(first, second)
    assert [one.required for one in merged.activities] == [False, True]


def item(starts: str, ends: str) -> ActivityReading:
    return read_activity_json({"starts": starts, "ends": ends})


def test_a_collection_that_one_did_not_write_about_is_the_others() -> None:
    finding = {"aspect": None, "finding": "好", "rating": None}
    first = read_json({"inspections": [finding | {"departments": [DEPARTMENT]}]})
    second = read_json({"inspections": [finding]})
    for merged in (merge(first, second), merge(second, first)):
        assert [one.required for one in merged.collections["inspection departments"]] == [True]


def test_repeated_counts_are_paired_by_what_is_counted() -> None:
    first = read_activity_json({"counts": [measured("受理"), measured("退回")]})
    second = read_activity_json({"counts": [measured("退回"), measured("受理")]})
    assert pair_choices(first.collections["counts"], second.collections["counts"], "counts") == {
        0: 1,
        1: 0,
    }


def measured(measure: str) -> dict[str, Any]:
    return {"written": "2宗", "value": 2, "unit": "宗", "measure": measure}


@given(st.lists(st.sampled_from("甲乙丙丁戊"), max_size=6), st.lists(st.sampled_from("甲乙丙丁戊")))
def test_merging_loses_nothing(first: list[str], second: list[str]) -> None:
    merged = merge_choices(words(*first), words(*second), "persons")
    kept = [value for one in merged for value in one.values["written"]]
    assert set(kept) == {*first, *second}
    both = sum((min(first.count(one), second.count(one)) for one in set(first)), 0)
    assert sum(one.required for one in merged) == both
    assert len(merged) == len(first) + len(second) - both


def figures(first: dict[str, Any], second: dict[str, Any], field: str) -> Tally:
    scores = agreement(of_item(first), of_item(second))
    return gather(scores).tallies[AGREEMENT][field]


def test_agreement_is_graded_both_ways() -> None:
    one, two = {"departments": [DEPARTMENT]}, {"departments": [DEPARTMENT | {"role": "actor"}]}
    assert figures(one, one, "department roles") == Tally(2)
    assert figures(one, two, "department roles") == Tally(0, 2, 2)
    assert figures(one, {}, "department roles") == Tally(0, 1, 1)
    wide = {"departments": [DEPARTMENT | {"roles_right": ["mentioned", "actor"]}]}
    assert figures(wide, two, "department roles") == Tally(1, 1, 1)


def test_fields_have_names_of_their_own_and_collections_that_exist() -> None:
    fields: tuple[Field, ...] = (*ACTIVITY_FIELDS, *WHOLE_FIELDS)
    assert len({field.name for field in fields}) == len(fields)
    item = read_activity_json({}).collections
    whole = read_json({}).collections
    assert {field.collection for field in ACTIVITY_FIELDS} == set(item)
    assert {field.collection for field in WHOLE_FIELDS} == set(whole)


@pytest.fixture(scope="module")
def scores() -> list[Score]:
    return gold_scores()


def test_nothing_but_figures_of_the_unseen_half_is_told(scores: list[Score]) -> None:
    parts = {one.part for one in scores}
    assert parts == {part_of("seen"), part_of("unseen")}
    assert not any(one.errors for one in scores if one.part == part_of("unseen"))


def test_command_shows_figures_and_errors_of_one_field() -> None:
    run = CliRunner().invoke(main, ["--half", "seen", "--field", "persons", "--errors"])
    assert run.exit_code == 0, run.output
    head, _, row, *errors = run.output.splitlines()
    assert head.split() == ["field", "gold", "seen"]
    assert row.startswith("persons")
    assert all(":persons" in error for error in errors)


def test_the_gold_is_as_large_as_it_is_said_to_be() -> None:
    assert len(passages()) == 66
    assert len(bulletins()) == 8
    for half in ("seen", "unseen"):
        assert sum(one.half == half for one in passages()) == 33
        assert sum(one.half == half for one in bulletins()) == 4


@pytest.mark.parametrize("reader", ["first", "second"])
def test_every_passage_was_read_and_every_word_stands_in_it(reader: str) -> None:
    expected = annotations_of(reader)
    for passage in passages():
        for word in written(expected[passage.id]):
            assert word in passage.text, passage.id
        assert_asks_something(passage, expected[passage.id])


def assert_asks_something(passage: Passage, expected: Any) -> None:
    reading = read_passage_json(passage, expected)
    asked = reading.activities[0].collections if reading.activities else reading.collections
    assert any(asked.values()), passage.id


@pytest.mark.parametrize("reader", ["first", "second"])
def test_every_word_read_from_a_bulletin_stands_in_it(reader: str) -> None:
    for listed in bulletins():
        path = GOLD / "bulletins" / f"{listed.name}.txt"
        text = path.read_text(encoding="utf-8")
        expected = msgspec.json.decode(path.with_suffix(f".{reader}.json").read_bytes())
        for word in written(expected):
            assert word in text, listed.name


def written(value: object) -> Iterator[str]:
    """All words that were taken from the text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"written", "finding", "starts", "ends"} and isinstance(inner, str):
                yield inner
            elif key == "recipients":
                yield from inner
            else:
                yield from written(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from written(inner)


def test_readers_agree() -> None:
    agreed = gather(agreement_scores()).tallies[AGREEMENT]
    assert agreed["segmentation"].f1 == 1
    assert min(tally.f1 for tally in agreed.values()) > 0.8
