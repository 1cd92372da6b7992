"""Scores on small cases whose answers can be counted by hand."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import (
    Activity,
    Bulletin,
    CountMention,
    DateMention,
    DepartmentMention,
    Interval,
    PlaceMention,
    Source,
    Statistic,
)
from bench.choices import Choice, grade
from bench.extraction import REAL, changes, real, real_bulletins
from bench.readings import bare_measure
from bench.scoring import score
from bench.tally import (
    HELD_OUT,
    KNOWN,
    Figures,
    Score,
    Tally,
    align,
    gather,
    likeness,
    table,
)
from corpus.samples.truth import (
    AlsoRight,
    Period,
    TrueActivity,
    TrueCount,
    TrueDate,
    TrueDepartment,
    TruePlace,
    TrueStatistic,
    Truth,
    decode,
    encode,
)

DAY = dt.date(2022, 8, 8)
TEXT = "8月8日，民政厅组织培训，29家企业参加。"
SOURCE = Source(file="x.pdf", sha256="0" * 64, pages=1, parser_version=1)


def true_activity(**changed: object) -> TrueActivity:
    return msgspec.structs.replace(
        TrueActivity(
            order=1,
            section=(),
            marker="（1）",
            text=TEXT,
            departments=(TrueDepartment(written="民政厅", name="四川省民政厅", role="actor"),),
            date=TrueDate(written="8月8日", start=DAY, end=DAY, precision="day"),
            dates=(TrueDate(written="8月8日", start=DAY, end=DAY, precision="day"),),
            types=("培训",),
            types_also_right=("会议",),
            counts=(TrueCount(written="29家", value=29, unit="家", measure="企业"),),
        ),
        **changed,
    )


def read_activity(**changed: object) -> Activity:
    date = DateMention(start=DAY, end=DAY, precision="day", written="8月8日")
    return msgspec.structs.replace(
        Activity(
            id="x.a1",
            text=TEXT,
            order=1,
            section=(),
            marker="（1）",
            title=None,
            departments=(DepartmentMention(written="民政厅", name="四川省民政厅", role="actor"),),
            date=date,
            dates=(date,),
            types=("培训",),
            counts=(
                CountMention(
                    written="29家", value=29, unit="家", measure="企业", approximate=False
                ),
            ),
        ),
        **changed,
    )


def truth(*activities: TrueActivity, **changed: object) -> Truth:
    return msgspec.structs.replace(
        Truth(
            series="窗口工作周报",
            year=2022,
            number=26,
            publisher="四川省政务服务中心",
            published=dt.date(2022, 8, 22),
            period=Period(dt.date(2022, 8, 1), dt.date(2022, 8, 12)),
            activities=activities,
        ),
        **changed,
    )


def bulletin(*activities: Activity, **changed: object) -> Bulletin:
    return msgspec.structs.replace(
        Bulletin(
            id="x",
            series="窗口工作周报",
            year=2022,
            number=26,
            total_number=None,
            title=None,
            publisher="四川省政务服务中心",
            published=dt.date(2022, 8, 22),
            period=Interval(start=dt.date(2022, 8, 1), end=dt.date(2022, 8, 12)),
            classification=None,
            synthetic=False,
            source=SOURCE,
            activities=activities,
        ),
        **changed,
    )


def of(scores: list[Score], field: str, part: str = KNOWN) -> Tally:
    return gather(scores).tallies.get(part, {}).get(field, Tally())


def test_all_right() -> None:
    scores = score(truth(true_activity()), bulletin(read_activity()))
    assert all(one.tally.f1 == 1 for one in scores)
    assert not gather(scores).errors


def test_tally_figures() -> None:
    tally = Tally(right=3, extra=1, missed=2)
    assert tally.precision == 0.75
    assert tally.recall == 0.6
    assert tally.f1 == pytest.approx(6 / 9)
    assert Tally().f1 == 1


@pytest.mark.parametrize(
    ("asked", "found", "excused", "tally"),
    [
        ("a b", "ab", "", Tally(2, 0, 0)),
        ("a a b", "ab", "", Tally(2, 0, 1)),
        ("a b", "aabc", "", Tally(2, 2, 0)),
        ("a b", "abc", "c", Tally(2, 0, 0)),
        ("a b", "a", "c", Tally(1, 0, 1)),
        ("ab a", "ba", "", Tally(2, 0, 0)),
        ("ab a", "ab", "", Tally(2, 0, 0)),
        ("ab bc cd", "cab", "", Tally(3, 0, 0)),
        ("ab", "ab", "", Tally(1, 1, 0)),
        ("ab", "ab", "a", Tally(1, 0, 0)),
        ("ab", "ab", "b", Tally(1, 0, 0)),
    ],
)
def test_grade(asked: str, found: str, excused: str, tally: Tally) -> None:
    choices = [Choice({"written": tuple(one)}) for one in asked.split()]
    choices += [Choice({"written": (one,)}, required=False) for one in excused]
    things = [{"written": one} for one in found]
    assert grade("f", KNOWN, choices, things, ("written",)).tally == tally


@given(
    st.lists(st.sets(st.sampled_from("abcd"), min_size=1), max_size=5),
    st.lists(st.sampled_from("abcd"), max_size=5),
)
def test_grading_accounts_for_everything(asked: list[set[str]], found: list[str]) -> None:
    choices = [Choice({"written": tuple(sorted(one))}) for one in asked]
    things = [{"written": one} for one in found]
    tally = grade("f", KNOWN, choices, things, ("written",)).tally
    assert tally.right + tally.missed == len(asked)
    assert tally.right + tally.extra == len(found)
    again = grade("f", KNOWN, choices[::-1], things[::-1], ("written",)).tally
    assert again == tally


def test_errors_are_told() -> None:
    choices = [Choice({"written": ("a",), "role": ("x", "y")})]
    found = [{"written": "b", "role": None}]
    told = grade("f", KNOWN, choices, found, ("written", "role"), where="x:").errors
    assert told == ("x:f-a/x", "x:f+b/")


def test_what_is_not_asked_for_is_right_whatever_it_is() -> None:
    choices = [Choice({"written": ("a",)})]
    assert grade("f", KNOWN, choices, [{"written": "a", "name": "z"}], ("name",)).tally.right == 1


def test_joined_differently_is_a_segmentation_error() -> None:
    scores = score(truth(true_activity()), bulletin(read_activity(text=TEXT + "\n下一段。")))
    assert of(scores, "segmentation") == Tally(right=0, extra=1, missed=1)
    assert of(scores, "departments written") == Tally(right=1)


def test_white_space_does_not_count() -> None:
    scores = score(truth(true_activity()), bulletin(read_activity(text=TEXT.replace("，", "， "))))
    assert of(scores, "segmentation") == Tally(right=1)


def test_lost_item_counts_in_every_field() -> None:
    scores = score(truth(true_activity()), bulletin())
    assert of(scores, "segmentation") == Tally(missed=1)
    assert of(scores, "departments canonical") == Tally(missed=1)
    assert of(scores, "activity date") == Tally(missed=1)


def test_invented_item_is_counted_in_the_part_it_was_made_from() -> None:
    held_out = true_activity(held_out=True)
    scores = score(truth(held_out), bulletin(read_activity(), read_activity(text=TEXT[:12])))
    assert of(scores, "segmentation", HELD_OUT) == Tally(right=1, extra=1)


def test_wrong_name_is_canonical_alone() -> None:
    wrong = DepartmentMention(written="民政厅", name="民政厅", role="actor")
    scores = score(truth(true_activity()), bulletin(read_activity(departments=(wrong,))))
    assert of(scores, "departments written") == Tally(right=1)
    assert of(scores, "departments canonical") == Tally(right=0, extra=1, missed=1)
    assert of(scores, "department roles") == Tally(right=1)


def test_roles_right_are_accepted() -> None:
    either = TrueDepartment(
        written="民政厅",
        name="四川省民政厅",
        role="mentioned",
        roles_right=("mentioned", "actor"),
    )
    scores = score(truth(true_activity(departments=(either,))), bulletin(read_activity()))
    assert of(scores, "department roles") == Tally(right=1)


def test_also_right_counts_neither_way() -> None:
    extra = DepartmentMention(written="信访处", name="信访处", role="mentioned")
    read = read_activity(departments=(*read_activity().departments, extra))
    also = true_activity(also_right=AlsoRight(departments=("信访处",)))
    assert of(score(truth(also), bulletin(read)), "departments written") == Tally(right=1)
    assert of(score(truth(true_activity()), bulletin(read)), "departments written").extra == 1


def test_types_also_right_count_neither_way_and_further_types_are_not_core() -> None:
    scores = score(truth(true_activity()), bulletin(read_activity(types=("培训", "会议"))))
    assert of(scores, "types (core)") == Tally(right=1)
    scores = score(truth(true_activity()), bulletin(read_activity(types=("培训", "进大厅"))))
    assert of(scores, "types (core)") == Tally(right=1)
    assert of(scores, "types (all)") == Tally(right=1, extra=1)


@pytest.mark.parametrize(
    ("measure", "right"), [("企业", True), ("共企业", True), ("参加", False), (None, False)]
)
def test_measures(measure: str | None, right: bool) -> None:  # noqa: FBT001
    count = CountMention(written="29家", value=29, unit="家", measure=measure, approximate=False)
    scores = score(truth(true_activity()), bulletin(read_activity(counts=(count,))))
    assert of(scores, "counts with unit") == Tally(right=1)
    assert of(scores, "counts with measure").right == int(right)


def test_any_measure_is_right_where_the_truth_leaves_it_open() -> None:
    open_count = TrueCount(written="29家", value=29, unit="家", measures_right=("*",))
    scores = score(truth(true_activity(counts=(open_count,))), bulletin(read_activity()))
    assert of(scores, "counts with measure") == Tally(right=1)


def test_bare_measure() -> None:
    assert bare_measure("共现场解答咨询") == "解答咨询"
    assert bare_measure(None) is None


def test_place_names_may_be_right_in_several_ways() -> None:
    place = TruePlace(written="青义镇", name="四川省绵阳市青义镇", names_right=(None,))
    read = read_activity(places=(PlaceMention(written="青义镇", name=None),))
    scores = score(truth(true_activity(places=(place,))), bulletin(read))
    assert of(scores, "places") == Tally(right=1)
    assert of(scores, "places canonical") == Tally(right=1)


def statistic(category: str | None) -> Statistic:
    return Statistic(
        id="x.s1",
        text="",
        order=1,
        section=(),
        scope="省本级",
        category=category,
        measure="受理",
        value=5,
        unit="件",
        start=dt.date(2022, 1, 1),
        end=DAY,
        cumulative=True,
        written="受理5件",
    )


@pytest.mark.parametrize(
    ("category", "right"),
    [("其他九类行权", True), ("其它九类行权事项", True), ("公共服务", False), (None, False)],
)
def test_statistics(category: str | None, right: bool) -> None:  # noqa: FBT001
    want = TrueStatistic(
        scope="省本级",
        category="其它九类行权",
        measure="受理",
        value=5,
        unit="件",
        start=dt.date(2022, 1, 1),
        end=DAY,
        cumulative=True,
        written="受理5件",
    )
    scores = score(truth(statistics=(want,)), bulletin(statistics=(statistic(category),)))
    assert of(scores, "statistics") == (Tally(right=1) if right else Tally(0, 1, 1))


def test_header_fields_count_one_by_one() -> None:
    scores = score(truth(), bulletin(number=27, total_number=401))
    assert of(scores, "header") == Tally(right=5, extra=2, missed=1)


def test_starts_and_ends_stand_for_the_text() -> None:
    gold = true_activity(text=None, starts="8月8日，民政厅", ends="参加。")
    assert of(score(truth(gold), bulletin(read_activity())), "segmentation") == Tally(right=1)
    cut = read_activity(text=TEXT[:-3])
    assert of(score(truth(gold), bulletin(cut)), "segmentation") == Tally(0, 1, 1)


@given(st.lists(st.text(alphabet="甲乙丙丁", min_size=1, max_size=9), max_size=8))
def test_alignment_pairs_equal_texts_whatever_the_order(texts: list[str]) -> None:
    pairs = align(texts, texts[::-1])
    assert len(pairs) == len(set(pairs.values())) == len(texts)
    assert all(texts[number] == texts[::-1][place] for number, place in pairs.items())


def test_likeness() -> None:
    assert likeness("林地报批", "林地报批") == 1
    assert likeness("林地报批", "大件运输") == 0
    assert 0 < likeness("林地报批", "林地审批") < 1


def test_gains_and_losses() -> None:
    before = Figures({}, ("a", "a", "b"))
    after = Figures({}, ("a", "c"))
    assert changes(before, after) == (["a", "b"], ["c"])


def test_table_has_known_before_held_out_before_gold() -> None:
    scores = [Score("f", part, Tally(1)) for part in ("gold", HELD_OUT, KNOWN)]
    head = table(gather(scores)).splitlines()[0].split()
    assert head == ["field", "known", "held", "out", "gold"]


def test_truth_survives_json() -> None:
    whole = truth(true_activity(), held_out=True)
    assert decode(encode(whole)) == whole


def test_the_real_bulletin_is_found_and_scored() -> None:
    names = {source.name for _, source in real_bulletins()}
    assert names == {"2022-26-401.txt", "2022-26-401.pdf"}
    fields = gather(real()).tallies[REAL]
    assert fields["segmentation"].right + fields["segmentation"].missed == 14
    assert fields["statistics"].right + fields["statistics"].missed == 12
