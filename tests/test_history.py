"""Corrections and removals by hand: they show, they are written down, and they can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import corrections, summaries
from archive.history import correct, history, remove, undo_correction, undo_removal
from archive.problems import BadCorrection, NotInArchive
from archive.records import Activity, AnyRecord, Bulletin, Statistic
from archive.store import Store, open_store
from tests.store_samples import activity, add, bulletin, statistic

ID = "窗口工作周报-2022-26"
NOW = dt.datetime(2023, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "archive", create=True, clock=lambda: NOW) as opened:
        add(opened, b"one", bulletin())
        yield opened


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("types", "培训、座谈", ("培训", "座谈")),
        ("类型", "座谈", ("座谈",)),
        ("types", "无", ()),
        ("title", "标题", "标题"),
        ("departments.1.name", "四川省民政厅（旧）", "四川省民政厅（旧）"),
        ("departments.2.role", "counterpart", "counterpart"),
        ("counts.1.value", "1,200", 1200),
        ("counts.1.value", "12.5", 12.5),
        ("counts.1.approximate", "否", False),
        ("date.start", "2022年8月9日", dt.date(2022, 8, 9)),
        ("date.end", "2022/8/9", dt.date(2022, 8, 9)),
        ("persons.1.post", "无", None),
    ],
)
def test_values_as_people_write_them(field: str, value: str, expected: object) -> None:
    item = activity()
    path = corrections.field_path(item, field)
    amended = corrections.amend(item, [(path, corrections.read_value(item, path, value))])
    found: object = amended
    for step in path.split("."):
        found = found[int(step) - 1] if isinstance(found, tuple) else getattr(found, step)
    assert found == expected


@pytest.mark.parametrize(
    ("value", "start", "end", "precision"),
    [
        ("2022-08-09", (2022, 8, 9), (2022, 8, 9), "day"),
        ("2022-02", (2022, 2, 1), (2022, 2, 28), "month"),
        ("2022年", (2022, 1, 1), (2022, 12, 31), "year"),
        ("2022-12-26..2023-01-06", (2022, 12, 26), (2023, 1, 6), "range"),
        ("２０２２.８.１至2022.8.12", (2022, 8, 1), (2022, 8, 12), "range"),
    ],
)
def test_dates_as_people_write_them(
    value: str, start: tuple[int, int, int], end: tuple[int, int, int], precision: str
) -> None:
    item = activity()
    amended = corrections.amend(item, [("date", corrections.read_value(item, "date", value))])
    assert amended.date is not None
    assert (amended.date.start, amended.date.end) == (dt.date(*start), dt.date(*end))
    assert amended.date.precision == precision
    # The date it had before is not left among the others.
    assert amended.dates == (amended.date,)


def test_known_mentions_stay_and_new_ones_are_made() -> None:
    item = activity()
    text = "民政部、四川省民政厅、省林草局"
    amended = corrections.amend(
        item, [("departments", corrections.read_value(item, "departments", text))]
    )
    assert [(one.name, one.written, one.role) for one in amended.departments] == [
        ("民政部", "民政部", "mentioned"),
        ("四川省民政厅", "民政厅", "actor"),
        ("省林草局", "省林草局", "mentioned"),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", "很多"),
        ("value", "nan"),
        ("value", ""),
        ("cumulative", "也许"),
        ("start", "2022-02-30"),
        ("start", "2022-08"),
        ("end", "昨天"),
        ("change", "上升"),
        ("change", "[{"),
        ("change", '[{"kind": "别的"}]'),
    ],
)
def test_values_that_do_not_fit_are_refused(field: str, value: str) -> None:
    with pytest.raises(BadCorrection, match=field):
        corrections.read_value(statistic(), field, value)


@pytest.mark.parametrize(
    "field", ["text", "id", "spans", "written", "nothing", "", "departments.x"]
)
def test_what_stands_in_the_file_cannot_be_corrected(store: Store, field: str) -> None:
    with pytest.raises(BadCorrection):
        correct(store, f"{ID}.a1", field, "x")
    assert history(store) == ()


@given(st.text(max_size=30), st.sampled_from(["value", "change", "start", "unit", "cumulative"]))
def test_any_text_is_taken_or_refused(text: str, field: str) -> None:
    item = statistic()
    try:
        value = corrections.read_value(item, field, text)
    except BadCorrection:
        return
    assert isinstance(corrections.amend(item, [(field, value)]), Statistic)


def test_a_correction_shows_everywhere_and_is_undone(store: Store) -> None:
    before = store.bulletin(ID)
    mark = store.generation
    entry = correct(store, f"{ID}.a1", "departments", "四川省林业和草原局", why="看错", who="张三")
    assert (entry.action, entry.target, entry.field) == ("correct", f"{ID}.a1", "departments")
    assert (entry.why, entry.who, entry.at) == ("看错", "张三", "2023-01-02T03:04:05+00:00")
    record = store.record(f"{ID}.a1")
    assert isinstance(record, Activity)
    assert [one.name for one in record.departments] == ["四川省林业和草原局"]
    assert store.bulletin(ID).activities[0] == record
    assert store.corrected(ID) == {f"{ID}.a1": ("departments",)}
    assert [one.name for one in summaries.departments(store)] == ["四川省林业和草原局"]
    assert [change.bulletin for change in store.changes(mark)] == [ID]
    (undone,) = undo_correction(store, f"{ID}.a1", "部门")
    assert undone.undone_at is not None
    assert store.bulletin(ID) == before
    assert store.corrected(ID) == {}
    assert [one.name for one in summaries.departments(store)] == ["四川省民政厅"]
    assert history(store) == (undone,)


def test_corrections_of_one_field_are_undone_one_by_one(store: Store) -> None:
    for value in ("1", "2", "3"):
        correct(store, f"{ID}.s1", "value", value)
    assert [(one.old, one.new) for one in history(store, f"{ID}.s1")] == [
        ("2", "3"),
        ("1", "2"),
        ("488639", "1"),
    ]
    undo_correction(store, f"{ID}.s1", "value")
    assert store.bulletin(ID).statistics[0].value == 2
    assert store.database.value("SELECT value FROM figure") == 2
    assert len(undo_correction(store, f"{ID}.s1")) == 2
    assert store.bulletin(ID).statistics[0].value == 488639
    with pytest.raises(NotInArchive, match="没有可撤销的更正"):
        undo_correction(store, f"{ID}.s1")


def test_a_correction_that_changes_nothing_is_refused(store: Store) -> None:
    with pytest.raises(BadCorrection, match="本来就是"):
        correct(store, f"{ID}.s1", "value", "488639")


def test_correcting_the_number_gives_the_bulletin_its_right_id(store: Store) -> None:
    mark = store.generation
    correct(store, ID, "期号", "27")
    assert store.current_ids() == ("窗口工作周报-2022-27",)
    assert {one.bulletin: one.present for one in store.changes(mark)} == {
        ID: False,
        "窗口工作周报-2022-27": True,
    }
    assert store.record("窗口工作周报-2022-27.a1").text
    with pytest.raises(NotInArchive):
        store.bulletin(ID)
    assert history(store, "窗口工作周报-2022-27")[0].target == ID
    undo_correction(store, "窗口工作周报-2022-27")
    assert store.current_ids() == (ID,)


def test_correcting_a_doubled_number_parts_the_two(store: Store) -> None:
    other = add(store, b"other", bulletin(texts=["完全不同的另一期，讲别的事情。" * 9]))
    assert len(store.current_ids()) == 2
    assert ID not in store.current_ids()
    correct(store, other.id, "number", "27")
    assert store.current_ids() == (ID, "窗口工作周报-2022-27")
    assert [one.kind for one in store.bulletin(ID).warnings] == ["guess"]


def test_a_removed_bulletin_is_in_no_answer_and_comes_back(store: Store) -> None:
    before = store.bulletin(ID)
    correct(store, f"{ID}.a1", "types", "调研")
    mark = store.generation
    entry = remove(store, ID, why="重复", who="李四")
    assert (entry.action, entry.target, entry.why) == ("remove", ID, "重复")
    assert store.current_ids() == ()
    assert summaries.types(store) == ()
    assert summaries.status(store).removed == 1
    assert [(one.bulletin, one.present) for one in store.changes(mark)] == [(ID, False)]
    with pytest.raises(NotInArchive, match=f"remove {ID} --undo"):
        store.bulletin(ID)
    assert [one.action for one in history(store, ID)] == ["remove", "correct"]
    mark = store.generation
    assert undo_removal(store, ID).undone_at is not None
    assert [(one.bulletin, one.present) for one in store.changes(mark)] == [(ID, True)]
    assert store.bulletin(ID).activities[0].types == ("调研",)
    assert store.bulletin(ID).statistics == before.statistics
    with pytest.raises(NotInArchive, match="没有被移除过"):
        undo_removal(store, ID)


def test_removing_the_current_version_brings_the_older_one_forward(store: Store) -> None:
    text = "8月8日，民政厅组织了培训。"
    better = add(store, b"better", bulletin(texts=[text + "补充"]))
    assert better.kind == "replaced"
    remove(store, ID)
    assert store.bulletin(ID).activities[0].text == text
    undo_removal(store, ID)
    assert store.bulletin(ID).activities[0].text == text + "补充"
    assert len(store.versions(ID)) == 2


def test_a_removed_id_may_be_taken_and_both_live_after_undo(store: Store) -> None:
    remove(store, ID)
    taken = add(store, b"other", bulletin(texts=["完全不同的另一期，讲别的事情。" * 9]))
    assert taken.id == ID
    undo_removal(store, ID)
    assert len(store.current_ids()) == 2
    assert all(one.startswith(f"{ID}-") for one in store.current_ids())


@pytest.mark.parametrize("target", ["没有", f"{ID}.a9", "没有.a1"])
def test_unknown_targets(store: Store, target: str) -> None:
    with pytest.raises(NotInArchive):
        correct(store, target, "types", "培训")
    with pytest.raises(NotInArchive):
        history(store, target)
    with pytest.raises(NotInArchive):
        remove(store, target)


def test_every_correctable_field_exists() -> None:
    one = bulletin()
    items: tuple[Bulletin | AnyRecord, ...] = (
        one,
        *one.activities,
        *one.statistics,
        *one.inspections,
        *one.sections,
    )
    for item in items:
        kind = "bulletin" if isinstance(item, Bulletin) else item.kind
        for field in corrections.FIELDS[kind]:
            assert corrections.value_at(item, field)
