"""Trends: each record once, gaps where no issue is, figures with their growth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.problems import NotInArchive
from archive.records import Date
from indexer.calendar import BUCKET_OF, Unit, buckets, month_of, quarter, week_of, year_of
from indexer.engine import Engine, create_engine
from indexer.entries import Entry, Figure, Issue, series_part
from indexer.figures import StatisticTrend, statistic_trend
from indexer.plans import Filters
from indexer.trends import By, Trend, trend
from tests.entry_samples import entry, issue

FORESTRY, POLICE = "四川省林业和草原局", "四川省公安厅"
JANUARY = issue(1, start=dt.date(2022, 1, 3))
FEBRUARY = issue(2, start=dt.date(2022, 1, 31))  # to 11 February
MAY = issue(3, start=dt.date(2022, 5, 9))

ENTRIES = (
    entry("林地报批。", 1, of=JANUARY, day="2022-01-05", actors=(FORESTRY,), types=("培训",)),
    entry("林地报批。", 2, of=JANUARY, day="2022-01-31", actors=(POLICE,), types=("座谈",)),
    entry("林地报批。", 1, of=FEBRUARY, day="2022-01-30..2022-02-02", precision="range"),
    entry("林地报批。", 2, of=FEBRUARY, actors=(FORESTRY,)),
    entry("林地报批。", 3, of=FEBRUARY, day="2022-01-01..2022-03-31", precision="quarter"),
    entry("林地报批。", 4, of=FEBRUARY, day="2022-02-01..2022-02-28", precision="month"),
    entry("别的事。", 1, of=MAY, day="2022-05-10"),
)


def filled(folder: Path, entries: tuple[Entry, ...]) -> Engine:
    made = create_engine(folder / "index")
    made.write(entries)
    return made


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = filled(tmp_path_factory.mktemp("trends"), ENTRIES)
    yield made
    made.close()


def counts(result: Trend, series: int = 0) -> dict[str, int | None]:
    return {point.name: point.count for point in result.series[series].points}


def test_a_record_falls_once_in_the_bucket_of_its_start(engine: Engine) -> None:
    result = trend(engine, "林地报批", by="month")
    assert counts(result) == {
        "2022年1月": 4,
        "2022年2月": 1,
        "2022年3月": None,
        "2022年4月": None,
        "2022年5月": 0,
    }
    (series,) = result.series
    assert series.undated == 1  # a quarter is known less exactly than to a month
    assert series.total == result.total == 6
    assert [point.gap for point in series.points] == [False, False, True, True, False]
    assert [point.share for point in series.points] == [1.0, 1.0, None, None, 0.0]


@pytest.mark.parametrize(
    ("by", "expected", "undated"),
    [
        ("year", {"2022年": 6}, 0),
        ("quarter", {"2022年第1季度": 6, "2022年第2季度": 0}, 0),
        ("issue", {"2022年第1期": 2, "2022年第2期": 4, "2022年第3期": 0}, 0),
    ],
)
def test_other_buckets(engine: Engine, by: By, expected: dict[str, int], undated: int) -> None:
    result = trend(engine, "林地报批", by=by)
    assert counts(result) == expected
    assert result.series[0].undated == undated


def test_weeks(engine: Engine) -> None:
    result = trend(engine, "林地报批", by="week")
    found = {name: count for name, count in counts(result).items() if count}
    assert found == {"2022年第1周": 1, "2022年第4周": 1, "2022年第5周": 1}
    # An issue's period of twelve days, a month and a quarter are coarser than a week.
    assert result.series[0].undated == 3


def test_long_ranges_are_undated_in_shorter_buckets(tmp_path: Path) -> None:
    made = filled(
        tmp_path,
        (
            entry("受理5件。", 1, of=MAY, day="2022-01-01..2022-05-10", precision="range"),
            entry("培训。", 2, of=MAY, day="2022-05-02..2022-05-13", precision="range"),
        ),
    )
    for by, undated in (("week", 1), ("month", 1), ("quarter", 1), ("year", 0)):
        series = trend(made, "", by=by).series[0]  # type: ignore[arg-type]
        assert series.undated == undated
    made.close()


def test_split_by_department_and_type(engine: Engine) -> None:
    result = trend(engine, "林地报批", by="year", split="department")
    assert [(each.name, each.total) for each in result.series] == [
        ("未注明", 3),
        (FORESTRY, 2),
        (POLICE, 1),
    ]
    assert sum(each.total for each in result.series) == result.total
    types = trend(engine, "", Filters(types=("培训", "座谈")), by="year", split="type")
    assert {each.name: each.total for each in types.series} == {"培训": 1, "座谈": 1}


def test_the_span_follows_the_filters_and_says_how_complete_it_is(engine: Engine) -> None:
    filters = Filters(since=dt.date(2022, 2, 1), until=dt.date(2022, 4, 30))
    result = trend(engine, "林地报批", filters, by="month")
    assert list(counts(result))[-3:] == ["2022年2月", "2022年3月", "2022年4月"]
    assert (result.span.issues, result.span.gaps) == (1, 2 + len(counts(result)) - 3)
    whole = trend(engine, "", by="month")
    assert (whole.span.start, whole.span.end) == (dt.date(2022, 1, 1), dt.date(2022, 5, 31))
    assert (whole.span.issues, whole.span.buckets, whole.span.gaps) == (3, 5, 2)


def test_nothing_to_count(tmp_path: Path, engine: Engine) -> None:
    result = trend(engine, "没有这个词", by="month")
    assert result.total == 0
    assert set(counts(result).values()) == {0, None}
    empty = create_engine(tmp_path / "empty")
    assert trend(empty, "林地", by="month").series[0].points == ()
    empty.close()


def test_the_shape_of_the_contract(engine: Engine) -> None:
    result = msgspec.json.decode(msgspec.json.encode(trend(engine, "林地报批", by="month")))
    assert result["by"] == "month"
    point = result["series"][0]["points"][0]
    assert (point["start"], point["end"], point["count"]) == ("2022-01-01", "2022-01-31", 4)
    assert result["series"][0]["undated"] == 1


# Figures.


def figure(
    number: int,
    end: str,
    value: float,
    *,
    start: str | None = None,
    of: Issue | None = None,
    order: int = 1,
    **changes: Any,
) -> Entry:
    last = dt.date.fromisoformat(end)
    first = dt.date.fromisoformat(start) if start else dt.date(last.year, 1, 1)
    of = of or issue(number, id=f"周报-{last.year}-{number}", year=last.year, start=last)
    fields: dict[str, Any] = {
        "scope": "省本级",
        "category": "行政许可",
        "measure": "受理",
        "unit": "件",
        "cumulative": start is None,
    }
    made = Figure(value=value, start=first, end=last, **{**fields, **changes})
    text = f"受理{value}件。"
    return entry(
        text, order, of=of, kind="statistic", day=f"{first}..{last}", precision="range", figure=made
    )


def values(result: StatisticTrend, name: str) -> list[Any]:
    return [getattr(point, name) for point in result.series[0].points]


@pytest.fixture
def figures(tmp_path: Path) -> Iterator[Engine]:
    made = filled(
        tmp_path,
        (
            figure(1, "2021-01-10", 80),
            figure(2, "2021-02-08", 200),
            figure(25, "2021-12-31", 1000),
            figure(1, "2022-01-14", 100),
            figure(2, "2022-02-11", 260, category="行政许可事项"),
            figure(2, "2022-02-11", 260, order=2, table=True),
            figure(4, "2022-04-08", 250),
            figure(5, "2022-05-06", 400),
        ),
    )
    yield made
    made.close()


def test_cumulative_figures_grow_and_begin_anew_with_the_year(figures: Engine) -> None:
    result = statistic_trend(figures, "省本级/行政许可/受理")
    assert values(result, "value") == [80, 200, 1000, 100, 260, 250, 400]
    # One that fell is in doubt: no increment.
    assert values(result, "increment") == [80, 120, 800, 100, 160, None, 150]
    assert values(result, "year_ago") == [None, None, None, 80, 200, None, None]
    assert values(result, "change")[3:5] == [25.0, 30.0]
    (series,) = result.series
    assert (series.name, series.unit, series.cumulative) == ("省本级/行政许可/受理", "件", True)


def test_figures_by_bucket_take_the_last_and_show_gaps(figures: Engine) -> None:
    result = statistic_trend(figures, "受理", Filters(since=dt.date(2022, 1, 1)), by="month")
    named = [point.name for point in result.series[0].points]
    assert named[-5:] == ["2022年1月", "2022年2月", "2022年3月", "2022年4月", "2022年5月"]
    assert values(result, "value")[-5:] == [100, 260, None, 250, 400]
    assert values(result, "increment")[-5:] == [100, 160, None, None, 150]
    assert values(result, "gap")[-5:] == [False, False, True, False, False]


def test_figures_of_periods_add_up(tmp_path: Path) -> None:
    engine = filled(
        tmp_path,
        (
            figure(1, "2022-01-07", 5, start="2022-01-03"),
            figure(2, "2022-01-14", 7, start="2022-01-10"),
            figure(3, "2022-02-11", 1, start="2022-02-07"),
        ),
    )
    result = statistic_trend(engine, "行政许可/受理", by="month")
    assert values(result, "value") == values(result, "increment") == [12, 1]
    assert not result.series[0].cumulative
    engine.close()


def test_publishers_are_series_of_their_own(tmp_path: Path) -> None:
    other = issue(9, id="县-2022-9", publisher="盐源县政务服务中心")
    engine = filled(tmp_path, (figure(1, "2022-01-07", 5), figure(9, "2022-01-07", 2, of=other)))
    assert [each.publisher for each in statistic_trend(engine, "受理").series] == [
        "四川省政府政务服务和公共资源交易服务中心",
        "盐源县政务服务中心",
    ]
    only = statistic_trend(engine, "受理", publisher="盐源")
    assert [each.publisher for each in only.series] == ["盐源县政务服务中心"]
    engine.close()


@pytest.mark.parametrize("asked", ["办结", "市本级/行政许可/受理", "", "/"])
def test_an_unknown_series_is_told_with_those_there_are(figures: Engine, asked: str) -> None:
    with pytest.raises(NotInArchive, match="省本级/行政许可/受理"):
        statistic_trend(figures, asked)


@pytest.mark.parametrize(
    ("written", "joined"),
    [("其它 行政权力事项", "其他行政权力"), ("公共服务事项", "公共服务"), ("事项", "事项")],
)
def test_spellings_of_a_series_are_joined(written: str, joined: str) -> None:
    assert series_part(written) == joined


# The calendar.


def test_buckets_know_their_bounds() -> None:
    day = dt.date(2024, 2, 29)
    assert (month_of(day).start, month_of(day).end) == (dt.date(2024, 2, 1), day)
    assert quarter(2024, 1).end == dt.date(2024, 3, 31)
    assert year_of(day).start == dt.date(2024, 1, 1)
    assert week_of(dt.date(2023, 1, 1)).name == "2022年第52周"
    assert week_of(dt.date(2023, 1, 1)).start == dt.date(2022, 12, 26)
    with pytest.raises(ValueError, match="5"):
        quarter(2024, 5)


@given(st.dates(), st.integers(0, 2000), st.sampled_from(["week", "month", "quarter", "year"]))
def test_buckets_cover_a_span_without_gap_or_overlap(day: Date, days: int, unit: Unit) -> None:
    end = dt.date.fromordinal(min(day.toordinal() + days, dt.date.max.toordinal()))
    found = buckets(day, end, unit)
    assert found[0].start <= day <= found[0].end
    assert found[-1].start <= end <= found[-1].end
    for first, second in pairwise(found):
        assert first.end.toordinal() + 1 == second.start.toordinal()
    assert all(BUCKET_OF[unit](bucket.start) == bucket for bucket in found)
