"""Ids and versions: from the contents alone, whatever the order."""

from __future__ import annotations

import datetime as dt
import difflib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.identity import (
    DECISIONS,
    Candidate,
    Named,
    arrange,
    assign_ids,
    bulletin_id,
    likeness,
    safe,
    short_publisher,
)
from archive.records import Interval

SHA = "0123456789abcdef" * 4
TEXT = "窗口工作人员现场解疑答惑，指导企业做好申请前期准备工作。" * 4
PERIOD = Interval(start=dt.date(2022, 8, 1), end=dt.date(2022, 8, 12))


def candidate(sha256: str, text: str = TEXT, **changes: object) -> Candidate:
    fields: dict[str, object] = {
        "sha256": sha256,
        "published": dt.date(2022, 8, 22),
        "period": PERIOD,
        "amended": False,
        "printed": True,
        "text": text,
    }
    return Candidate(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("series", "year", "number", "total", "expected"),
    [
        ("窗口工作周报", 2022, 26, 401, "窗口工作周报-2022-26"),
        ("窗口工作周报", 2022, 26, None, "窗口工作周报-2022-26"),
        # Spaces, quotes, slashes and full-width forms do not get into an address.
        ("《政务／服务》 简报Ａ", 2022, 3, None, "政务服务简报A-2022-3"),
        # A running total number is a number.
        ("工作动态", 2022, None, 401, "工作动态-2022-总401"),
        ("工作动态", None, None, 401, "工作动态-总401"),
        # Otherwise the file's hash, behind what is known.
        ("工作动态", 2022, None, None, "工作动态-2022-0123456789ab"),
        ("工作动态", None, 3, None, "工作动态-3-0123456789ab"),
        (None, 2022, 3, None, "2022-3-0123456789ab"),
        (None, None, None, None, "0123456789ab"),
        ("……", 2022, 3, 4, "2022-3-0123456789ab"),
    ],
)
def test_id_before_any_suffix(
    series: str | None, year: int | None, number: int | None, total: int | None, expected: str
) -> None:
    made = bulletin_id(series=series, year=year, number=number, total_number=total, sha256=SHA)
    assert made == expected


@pytest.mark.parametrize(
    ("publisher", "short"),
    [
        ("四川省政府政务服务和公共资源交易服务中心", "四川省"),
        ("常州市武进区行政审批局", "常州市武进区"),
        ("北京市市场监督管理局", "北京市"),
        ("杭州市政务服务管理办公室", "杭州市"),
        ("甘孜藏族自治州政务服务中心", "甘孜藏族自治州"),
        ("国家税务总局", "国家税务总局"),
        (None, "佚名"),
    ],
)
def test_short_form_of_a_publisher(publisher: str | None, short: str) -> None:
    assert short_publisher(publisher) == short


@given(st.text())
def test_safe_names_need_no_escaping_and_are_stable(name: str) -> None:
    once = safe(name)
    assert all(char.isalnum() for char in once)
    assert safe(once) == once


@given(st.text(alphabet="甲乙丙丁", max_size=40), st.text(alphabet="甲乙丙丁", max_size=40))
def test_likeness_is_that_of_the_longest_common_subsequence(one: str, other: str) -> None:
    lengths = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for row, first in enumerate(one):
        for column, second in enumerate(other):
            lengths[row + 1][column + 1] = (
                lengths[row][column] + 1
                if first == second
                else max(lengths[row][column + 1], lengths[row + 1][column])
            )
    total = len(one) + len(other)
    expected = 2 * lengths[-1][-1] / total if total else 1.0
    assert likeness(one, other, least=0.0) == pytest.approx(expected)
    assert likeness(one, other) == likeness(other, one)


def test_likeness_is_quick_on_long_texts() -> None:
    one = "".join(chr(0x4E00 + place * 7 % 3000) for place in range(30_000))
    other = one[:10_000] + "改" * 500 + one[10_500:]
    began = time.perf_counter()
    assert likeness(one, other) == pytest.approx(0.983, abs=0.002)
    assert time.perf_counter() - began < 2
    assert difflib.SequenceMatcher(None, one[:500], other[:500]).ratio() == 1.0


@pytest.mark.parametrize(
    ("better", "reason"),
    [
        ({"amended": True, "text": TEXT[:-8]}, "amended"),
        ({"text": TEXT + "补充一句。"}, "longer"),
        ({"preferred": 1, "printed": False}, "replace"),
    ],
)
def test_contents_decide_which_version_is_current(better: dict[str, object], reason: str) -> None:
    standings = arrange([candidate("b"), candidate("a", **better)])  # type: ignore[arg-type]
    assert standings["a"].superseded_by is None
    assert standings["b"].superseded_by == "a"
    assert standings["a"].decided == reason
    assert standings["a"].doubled == standings["b"].doubled == ()


def test_a_typeset_file_stands_above_plain_text_and_a_tie_is_broken() -> None:
    standings = arrange([candidate("b", printed=False), candidate("a")])
    assert (standings["a"].superseded_by, standings["a"].decided) == (None, "printed")
    standings = arrange([candidate("b"), candidate("a")])
    assert (standings["b"].superseded_by, standings["b"].decided) == (None, "hash")


@pytest.mark.parametrize(
    "other",
    [
        {"text": "完全不同的另一期内容，讲的是别的事情。" * 4},
        {"published": dt.date(2022, 8, 23)},
        {"period": Interval(start=dt.date(2022, 8, 1), end=dt.date(2022, 8, 13))},
    ],
)
def test_what_differs_stays_under_a_doubled_number(other: dict[str, object]) -> None:
    standings = arrange([candidate("a"), candidate("b", **other)])  # type: ignore[arg-type]
    assert standings["a"].superseded_by is standings["b"].superseded_by is None
    assert standings["a"].doubled == ("b",)
    assert standings["b"].doubled == ("a",)
    assert standings["a"].decided == "doubled"


def test_a_missing_date_does_not_part_versions() -> None:
    standings = arrange([candidate("a"), candidate("b", published=None, period=None)])
    assert sum(one.superseded_by is None for one in standings.values()) == 1


def test_a_choice_sets_aside_what_was_there_but_not_what_comes_later() -> None:
    different = "另一份内容完全不同的文件，讲别的事情。" * 4
    chosen = candidate("c", preferred=1, over=2, arrival=2)
    there = candidate("a", different, arrival=1)
    later = candidate("b", different[::-1], arrival=3)
    standings = arrange([chosen, there, later])
    assert standings["a"].superseded_by == "c"
    assert standings["b"].superseded_by is None
    assert standings["b"].doubled == ("c",)


_candidates = st.lists(
    st.builds(
        lambda text, published, amended, preferred: (text, published, amended, preferred),
        st.sampled_from([TEXT, TEXT + "补充", TEXT[:60], "别的内容" * 20]),
        st.sampled_from([dt.date(2022, 8, 22), dt.date(2022, 8, 29), None]),
        st.booleans(),
        st.sampled_from([0, 0, 0, 1, 2]),
    ),
    min_size=1,
    max_size=6,
).map(
    lambda rows: [
        candidate(
            f"{place:02x}", text, published=published, amended=amended, preferred=preferred, over=3
        )
        for place, (text, published, amended, preferred) in enumerate(rows)
    ]
)


@settings(deadline=None)  # compares texts pair by pair
@given(_candidates, st.randoms(use_true_random=False))
def test_the_order_of_arrival_decides_nothing(candidates: list[Candidate], random: object) -> None:
    shuffled = list(candidates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    standings = arrange(candidates)
    assert arrange(shuffled) == standings
    current = {sha256 for sha256, one in standings.items() if one.superseded_by is None}
    assert current
    assert all(one.decided in DECISIONS for one in standings.values())
    for one in standings.values():
        assert one.superseded_by is None or one.superseded_by in current
        assert set(one.doubled) <= current


def named(sha256: str, publisher: str | None = "四川省中心", state: str = "current") -> Named:
    return Named(sha256=sha256 * 8, publisher=publisher, state=state)  # type: ignore[arg-type]


def test_a_suffix_only_where_two_would_meet_and_then_for_both() -> None:
    assert assign_ids("周报-2022-1", [named("a")]) == {"a" * 8: "周报-2022-1"}
    both = assign_ids("周报-2022-1", [named("a"), named("b", "绵阳市中心")])
    assert set(both.values()) == {"周报-2022-1-四川省", "周报-2022-1-绵阳市"}
    namesakes = assign_ids("周报-2022-1", [named("a"), named("b", "四川省司法厅")])
    assert set(namesakes.values()) == {"周报-2022-1-四川省中心", "周报-2022-1-四川省司法厅"}


def test_doubled_and_older_files_bear_their_hash() -> None:
    doubled = assign_ids("周报-2022-1", [named("a"), named("b")])
    assert set(doubled.values()) == {"周报-2022-1-aaaaaaaa", "周报-2022-1-bbbbbbbb"}
    versions = assign_ids("周报-2022-1", [named("a"), named("b", state="older")])
    assert versions == {"a" * 8: "周报-2022-1", "b" * 8: "周报-2022-1-bbbbbbbb"}


def test_a_removed_file_has_no_id_but_keeps_publishers_apart() -> None:
    ids = assign_ids("周报-2022-1", [named("a"), named("b", "绵阳市中心", "removed")])
    assert ids == {"a" * 8: "周报-2022-1-四川省"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["四川省中心", "四川省厅", "绵阳市中心", None]),
            st.sampled_from(["current", "older", "removed"]),
        ),
        max_size=6,
    )
)
def test_ids_are_unique(rows: list[tuple[str | None, str]]) -> None:
    group = [
        Named(sha256=f"{place:08x}", publisher=publisher, state=state)  # type: ignore[arg-type]
        for place, (publisher, state) in enumerate(rows)
    ]
    ids = assign_ids("周报-2022-1", group)
    assert len(set(ids.values())) == len(ids)
    assert ids == assign_ids("周报-2022-1", reversed(group))
