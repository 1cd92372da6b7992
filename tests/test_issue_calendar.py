"""`bulletins --calendar`: held, missing by number, missing by rhythm, doubtful."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.calendar_of_issues import IssueCalendar, YearOfIssues, calendar_of_issues
from archive.records import Interval
from archive.summaries import BulletinSummary
from terminal.issue_calendar import calendar_lines, calendar_rows, ranges
from tests.zhoubao_process import REAL_ID, zhoubao


def bulletin(number: int | None, year: int | None = 2022, **changes: Any) -> BulletinSummary:
    """A weekly's issue: No. 1 covers the year's first week."""
    week = dt.date(year or 2022, 1, 3) + dt.timedelta(days=7 * ((number or 1) - 1))
    day = changes.pop("day", week)
    fields: dict[str, Any] = {
        "id": f"周报-{year}-{number}",
        "series": "窗口工作周报",
        "year": year,
        "number": number,
        "total_number": None,
        "title": None,
        "publisher": "某市政务服务中心",
        "published": day and day + dt.timedelta(days=4),
        "period": day and Interval(start=day, end=day + dt.timedelta(days=4)),
        "synthetic": False,
        "pages": 1,
        "activities": 0,
        "statistics": 0,
        "inspections": 0,
        "unparsed": 0,
        "warnings": 0,
        "file": "a.pdf",
    }
    return BulletinSummary(**{**fields, **changes})


def only(*bulletins: BulletinSummary) -> IssueCalendar:
    (found,) = calendar_of_issues(bulletins)
    return found


def years(calendar: IssueCalendar) -> dict[int | None, YearOfIssues]:
    return {each.year: each for each in calendar.years}


def doubts(calendar: IssueCalendar) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for year in calendar.years:
        for each in year.doubtful:
            found.setdefault(each.id, set()).add(each.kind)
    return found


def test_numbers_tell_what_is_missing() -> None:
    calendar = only(*(bulletin(number) for number in (3, 4, 5, 8)))
    year = years(calendar)[2022]
    assert (year.issues, year.held, year.missing) == (4, (3, 4, 5, 8), (1, 2, 6, 7))
    assert (year.expected, year.doubtful) == (0, ())
    assert (calendar.first, calendar.last) == (dt.date(2022, 1, 21), dt.date(2022, 2, 25))


def test_the_total_number_tells_of_the_end_of_a_year() -> None:
    calendar = only(
        *(bulletin(number, 2021, total_number=100 + number) for number in range(44, 49)),
        *(bulletin(number, 2022, total_number=152 + number) for number in range(2, 6)),
    )
    assert years(calendar)[2021].missing == (*range(1, 44), 49, 50, 51, 52)
    assert years(calendar)[2022].missing == (1,)
    assert {each.expected for each in calendar.years} == {0}


def test_without_totals_the_rhythm_tells_of_the_end_of_a_year() -> None:
    calendar = only(
        *(bulletin(number, 2021) for number in range(1, 41)),
        *(bulletin(number, 2022) for number in range(1, 6)),
    )
    assert calendar.rhythm == 7
    # From 8 October 2021 to 7 January 2022 are 13 weeks, two of them a pause.
    assert years(calendar)[2021].expected == 10
    assert years(calendar)[2021].missing == ()
    assert years(calendar)[2022].expected == 0


def test_numbers_known_to_be_missing_are_not_expected_besides() -> None:
    calendar = only(
        *(bulletin(number, 2021) for number in range(1, 53)),
        *(bulletin(number, 2022) for number in range(9, 14)),
    )
    assert years(calendar)[2022].missing == tuple(range(1, 9))
    assert {each.expected for each in calendar.years} == {0}


def test_a_year_without_any_issue_is_a_row() -> None:
    calendar = only(
        *(bulletin(number, 2019) for number in range(1, 53)),
        *(bulletin(number, 2021) for number in range(1, 5)),
    )
    empty = years(calendar)[2020]
    assert (empty.issues, empty.held, empty.missing) == (0, (), ())
    assert 48 <= empty.expected <= 52


def test_issues_without_numbers_have_only_the_rhythm() -> None:
    weeks = [dt.date(2022, 4, 4) + dt.timedelta(days=7 * week) for week in (0, 1, 2, 3, 6, 7)]
    calendar = only(*(bulletin(None, day=day, id=str(day)) for day in weeks))
    year = years(calendar)[2022]
    assert (calendar.rhythm, year.issues, year.held, year.expected) == (7, 6, (), 2)
    assert set.union(*doubts(calendar).values()) == {"number-none"}


def test_numbers_that_run_on_over_the_years() -> None:
    calendar = only(
        *(
            bulletin(number, 2021, day=dt.date(2021, 12, 6) + dt.timedelta(days=7 * (number - 401)))
            for number in (401, 402, 404)
        ),
        *(
            bulletin(number, 2022, day=dt.date(2021, 12, 6) + dt.timedelta(days=7 * (number - 401)))
            for number in (405, 406, 408)
        ),
    )
    assert years(calendar)[2021].missing == (403,)
    assert years(calendar)[2022].missing == (407,)
    assert doubts(calendar) == {}


def test_a_misprinted_number_does_not_make_hundreds_missing() -> None:
    calendar = only(
        *(bulletin(number) for number in (1, 2, 4)), bulletin(260, day=dt.date(2022, 2, 7))
    )
    assert years(calendar)[2022].missing == (3,)
    assert doubts(calendar) == {"周报-2022-260": {"number-leaps"}}
    alone = only(bulletin(401, day=dt.date(2022, 2, 7)))
    assert years(alone)[2022].missing == ()
    assert doubts(alone) == {"周报-2022-401": {"number-leaps"}}


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"id": "周报-2022-3~2", "number": 3}, "number-doubled"),
        ({"number": 5, "day": dt.date(2022, 1, 10)}, "number-out-of-order"),
        ({"number": 5, "total_number": 170}, "total-number-mismatch"),
        ({"number": 5, "day": None}, "date-none"),
        ({"number": 5, "published": dt.date(2023, 6, 1)}, "year-mismatch"),
    ],
)
def test_what_is_doubtful(changes: dict[str, Any], kind: str) -> None:
    own = dict(changes)
    number = own.pop("number")
    sound = [bulletin(each, total_number=150 + each) for each in (1, 2, 3, 4)]
    assert doubts(only(*sound)) == {}
    odd = bulletin(number, **({"total_number": 150 + number} | own))
    found = doubts(only(*sound, odd))
    assert found[odd.id] == {kind}


def test_an_issue_of_december_may_come_out_in_january() -> None:
    late = bulletin(52, 2021, published=dt.date(2022, 1, 5))
    assert doubts(only(late)) == {}


def test_periodicals_are_kept_apart() -> None:
    found = calendar_of_issues(
        [
            bulletin(1),
            bulletin(2, publisher="别市"),
            bulletin(3, series="简报"),
            bulletin(4, series=None),
        ]
    )
    assert [(each.publisher, each.series) for each in found] == [
        ("别市", "窗口工作周报"),
        ("某市政务服务中心", None),
        ("某市政务服务中心", "窗口工作周报"),
        ("某市政务服务中心", "简报"),
    ]
    assert calendar_of_issues([]) == ()


@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(2012, 2025),
            st.none() | st.integers(1, 500),
            st.none() | st.dates(dt.date(2011, 1, 1), dt.date(2026, 1, 1)),
            st.none() | st.integers(1, 900),
        ),
        max_size=30,
    )
)
def test_nothing_is_both_held_and_missing_and_order_does_not_matter(
    told: list[tuple[int | None, int | None, dt.date | None, int | None]],
) -> None:
    issues = [
        bulletin(number, year, day=day, total_number=total, id=f"{place:02}")
        for place, (year, number, day, total) in enumerate(told)
    ]
    found = calendar_of_issues(issues)
    assert found == calendar_of_issues(issues[::-1])
    assert sum(year.issues for each in found for year in each.years) == len(issues)
    for each in found:
        for year in each.years:
            assert not set(year.held) & set(year.missing)
            assert year.expected >= 0


def test_the_strip_shows_each_number() -> None:
    calendar = only(*(bulletin(number) for number in (*range(3, 13), 14)), bulletin(12, id="又"))
    lines = calendar_lines([calendar])
    assert any("··████████ █?·█" in line for line in lines)
    assert any("缺第 1—2、13 期" in line for line in lines)
    assert any("第12期不止一份" in line for line in lines)
    assert calendar_lines([]) == []
    (row,) = calendar_rows([calendar])
    assert (row["held"], row["missing"], row["issues"]) == ("3—12、14", "1—2、13", 12)
    assert ranges([]) == ""


def test_the_command(held: Path) -> None:
    answer = zhoubao("bulletins", "--calendar", "--format", "json", archive=held).json()
    (real,) = [each for each in answer if each["series"] == "窗口工作周报"]
    (year,) = real["years"]
    assert (year["year"], year["held"], year["missing"]) == (2022, [26], list(range(1, 26)))
    assert REAL_ID.endswith("26")
    assert "缺第 1—25 期" in zhoubao("bulletins", "--calendar", archive=held).out
