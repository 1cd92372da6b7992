"""Charts: gaps drawn as gaps, texts that fit and never touch, files that open."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from archive.problems import NotInArchive, StoreError
from charts.activities import draw_timeline
from charts.axis import LABEL, Label, days, slots, spaced
from charts.counts import draw_counts
from charts.drawing import GAP, Box, Drawing, Line, Mark, Text, hatching
from charts.figures import draw_figures
from charts.files import save
from charts.png import PIXELS_A_POINT, to_png
from charts.scale import number, scale_of
from charts.svg import to_svg
from charts.typeface import FONT, drawable, face, fitted, lines_of, width_of
from indexer.calendar import month_of
from indexer.comparison import compare
from indexer.engine import Engine, create_engine
from indexer.figures import StatisticTrend, ValueSeries, statistic_trend
from indexer.plans import Filters, Understood
from indexer.search import HitDate
from indexer.timeline import Rename, Timeline, TimelineActivity
from indexer.trends import By, Completeness, CountPoint, CountSeries, Trend, trend
from tests.entry_samples import entry, issue
from tests.test_timeline import COMMERCE, MARKET
from tests.test_trends import ENTRIES as COUNTED
from tests.test_trends import figure
from tests.zhoubao_process import zhoubao

SVG = "{http://www.w3.org/2000/svg}"
Kind = TypeVar("Kind", Box, Line, Mark, Text)
MONTHS = [f"{2012 + place // 12}年{place % 12 + 1}月" for place in range(168)]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(tmp_path / "index")
    made.write(COUNTED)
    yield made
    made.close()


# What is looked for in drawings.


def of_kind(drawing: Drawing, kind: type[Kind]) -> list[Kind]:
    return [shape for shape in drawing.shapes if isinstance(shape, kind)]


def gaps(drawing: Drawing) -> list[Box]:
    """The hatched boxes of panels (the legend's is small)."""
    return [box for box in of_kind(drawing, Box) if box.hatched and box.height > 20]


def bars(drawing: Drawing) -> list[Box]:
    found = of_kind(drawing, Box)
    return [box for box in found if not box.hatched and box.color != "#ffffff" and box.y > 120]


def extent(text: Text) -> tuple[float, float, float, float]:
    width = width_of(text.text, text.size)
    left = {"start": text.x, "middle": text.x - width / 2, "end": text.x - width}[text.anchor]
    return left, text.y - text.size * 0.8, left + width, text.y + text.size * 0.15


def assert_readable(drawing: Drawing) -> None:
    """Every text lies on the sheet, is large enough, and touches no other."""
    texts = of_kind(drawing, Text)
    for text in texts:
        left, top, right, bottom = extent(text)
        assert left >= 0, text
        assert top >= 0, text
        assert right <= drawing.width, text
        assert bottom <= drawing.height, text
        assert text.size >= 12
    for one, other in combinations(texts, 2):
        a, b = extent(one), extent(other)
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one, other)


def told(drawing: Drawing, words: str) -> bool:
    return any(words in text for text in drawing.texts)


# Counts.


def series_of(
    values: list[int | None], name: str = "", names: list[str] | None = None
) -> CountSeries:
    points = tuple(
        CountPoint(
            start=None,
            end=None,
            name=point,
            count=value,
            share=None if value is None else 0.25,
            gap=value is None,
        )
        for point, value in zip(names or MONTHS, values, strict=False)
    )
    return CountSeries(name=name, total=sum(filter(None, values)), points=points, undated=0)


def trend_of(*series: CountSeries, by: By = "month", query: str = "林地报批") -> Trend:
    points = series[0].points
    return Trend(
        by=by,
        query=query,
        understood=Understood(query=query),
        total=sum(each.total for each in series),
        span=Completeness(
            start=dt.date(2012, 1, 1),
            end=dt.date(2025, 12, 31),
            issues=7,
            buckets=len(points),
            gaps=sum(all(each.points[i].gap for each in series) for i in range(len(points))),
        ),
        series=series,
    )


def test_gaps_are_hatched_and_zeros_are_not(engine: Engine) -> None:
    drawing = draw_counts(trend(engine, "林地报批", by="month"))
    # 2022: four in January, one in February, no issue in March and April, none in May.
    (gap,) = gaps(drawing)
    january, february = bars(drawing)
    assert january.height == pytest.approx(february.height * 4)
    slot = gap.width / 2
    assert gap.x == pytest.approx(january.x + january.width / 2 + slot * 1.5)
    assert gap.color == GAP
    assert told(drawing, "每月条数：林地报批")
    assert told(drawing, "2022-01-01 至 2022-05-31　共 6 条　所据 3 期")
    assert told(drawing, "5 个月里有 2 个月没有收到期刊")
    assert told(drawing, "另有 1 条日期不够确切，没有画入。")
    assert {"没有收到期刊（不是零）", "条数", "2022年", "1月", "5月"} <= set(drawing.texts)
    assert_readable(drawing)


def test_a_span_without_gaps_says_so(engine: Engine) -> None:
    drawing = draw_counts(trend(engine, "林地报批", by="quarter"))
    assert gaps(drawing) == []
    assert told(drawing, "2 个季度都有期刊")
    assert not told(drawing, "没有收到")


def test_issues_missing_between_two_are_gaps() -> None:
    names = ["2021年第25期", "2022年第1期", "2022年第2期", "2022年第5期"]
    drawing = draw_counts(trend_of(series_of([1, 1, 1, 3], names=names), by="issue"))
    (gap,) = gaps(drawing)
    assert gap.width == pytest.approx((1200 - 84 - 28) / 6 * 2)
    assert told(drawing, "其间缺 2 期")
    assert {"3期", "4期"} <= set(drawing.texts)
    # Of several periodicals the numbers do not rise: nothing can be said.
    names = ["2022年第1期", "2022年第9期", "2022年第2期"]
    assert gaps(draw_counts(trend_of(series_of([1, 1, 3], names=names), by="issue"))) == []


def test_an_empty_archive_has_nothing_to_draw() -> None:
    with pytest.raises(NotInArchive, match="画不出图"):
        draw_counts(trend_of(series_of([])))


def test_filters_are_told_in_the_title() -> None:
    filters = Filters(departments=("省林草局",), types=("培训", "座谈"))
    drawing = draw_counts(trend_of(series_of([1, 2]), query=" "), filters)
    assert drawing.title == "每月条数：全部记录　部门：省林草局　类型：培训、座谈"


def test_few_series_stand_side_by_side_with_a_legend() -> None:
    pair = (series_of([3, None, 1], "培训"), series_of([1, None, 2], "座谈"))
    drawing = draw_counts(trend_of(*pair))
    assert {"培训（4）", "座谈（3）", "3", "2"} <= set(drawing.texts)
    assert len(bars(drawing)) == 4
    assert len({bar.color for bar in bars(drawing)}) == 2
    assert len(gaps(drawing)) == 1
    assert_readable(drawing)


def test_lines_break_at_gaps() -> None:
    values: list[int | None] = [1, 2, 3, None, None, 4, None, 5, 6] + [2] * 50
    many = [series_of(values, f"第{place}类") for place in range(5)]
    drawing = draw_counts(trend_of(*many))
    lines = [line for line in of_kind(drawing, Line) if line.width == 1.8]
    assert [len(line.points) for line in lines] == [3, 52] * 5
    assert len([mark for mark in of_kind(drawing, Mark) if mark.radius == 3.6]) == 56 * 5
    assert len({mark.shape for mark in of_kind(drawing, Mark)}) == 4  # not by colour alone
    assert_readable(drawing)


@pytest.mark.parametrize("count", [2, 13])
def test_crowded_series_have_a_panel_each_on_one_scale(count: int) -> None:
    values: list[int | None] = [number % 7 for number in range(168)]
    many = [series_of(values, f"四川省某{place}厅") for place in range(count)]
    drawing = draw_counts(trend_of(*many))
    assert all(f"四川省某{place}厅（{many[0].total}）" in drawing.texts for place in range(count))
    assert drawing.texts.count("0") == count
    assert_readable(drawing)


def test_shares_are_parts_of_a_hundred() -> None:
    drawing = draw_counts(trend_of(series_of([3, None, 1])), share=True)
    assert {"25%", "占每月全部记录的比例"} <= set(drawing.texts)
    assert told(drawing, "每月占比：林地报批")


@given(
    st.lists(st.none() | st.integers(0, 10**9), min_size=1, max_size=168),
    st.text(max_size=80),
    st.sampled_from([1, 2, 4, 8]),
)
@settings(max_examples=40, deadline=None)
def test_any_counts_of_any_query_are_readable(
    values: list[int | None], query: str, count: int
) -> None:
    many = [series_of(values, query if count > 1 else "") for _ in range(count)]
    drawing = draw_counts(trend_of(*many, query=query))
    assert_readable(drawing)
    ET.fromstring(to_svg(drawing))  # noqa: S314  (our own)


# Several queries.


def test_queries_are_compared_over_the_same_buckets(engine: Engine) -> None:
    of = issue(2, id="周报-2022-2号外", start=dt.date(2022, 1, 31))
    late = entry("别的事。", 9, of=of, day="2022-08-01")
    engine.write([late])
    both = compare([trend(engine, query, by="month") for query in ("林地报批", "别的事")])
    assert both.queries == ("林地报批", "别的事")
    assert [each.name for each in both.series] == ["林地报批", "别的事"]
    first, second = both.series
    assert [point.name for point in first.points] == [point.name for point in second.points]
    # Only the second query reaches August, where no issue is: a gap for the first.
    assert (first.points[-1].name, first.points[-1].gap) == ("2022年8月", True)
    assert second.points[-1].count == 1
    assert (both.span.buckets, both.span.gaps, both.span.issues) == (6, 3, 4)
    assert both.span.end == dt.date(2022, 8, 31)
    assert (first.total, second.total) == (6, 2)
    assert_readable(draw_counts(both))
    # June and July, which no record reaches, are drawn too.
    assert told(draw_counts(both), "8 个月里有 5 个月没有收到期刊")
    assert draw_counts(both).title == "每月条数：林地报批、别的事"
    with pytest.raises(ValueError, match=r"\[\]"):
        compare([])


# Statistics.


@pytest.fixture
def figures(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(tmp_path / "figures")
    other = issue(9, id="县-2022-9", publisher="盐源县政务服务中心")
    made.write(
        (
            *(figure(n, f"2021-{n:02}-15", 100 * n) for n in range(1, 13)),
            *(figure(n, f"2022-{n:02}-15", 120 * n) for n in (1, 2, 3, 8, 9)),
            figure(9, "2022-01-07", 2, of=other),
        )
    )
    yield made
    made.close()


def test_totals_begin_anew_with_the_year_and_gaps_show(figures: Engine) -> None:
    drawing = draw_figures(statistic_trend(figures, "省本级/行政许可/受理", publisher="四川"))
    totals = [line for line in of_kind(drawing, Line) if line.color == "#0072b2"]
    # 12 points make 11 steps; 5 make 4, of which the one over the gap is dashed.
    steps = [line for line in totals if line.points[0][1] > 150]
    assert len(steps) == 15
    (dashed,) = [line for line in steps if line.dashed]
    upper, lower = gaps(drawing)
    assert (upper.x, upper.width) == (lower.x, lower.width)
    assert dashed.points[0][0] <= upper.x < upper.x + upper.width <= dashed.points[1][0]
    assert {"同比", "+20.0%", "1,200", "1,080", "新增", "没有数据（不是零）"} <= set(drawing.texts)
    assert len(bars(drawing)) == 17
    assert told(drawing, "四川省政府政务服务和公共资源交易服务中心　累计")
    assert_readable(drawing)


def test_figures_by_month_have_hatched_months(figures: Engine) -> None:
    drawing = draw_figures(statistic_trend(figures, "受理", by="month", publisher="四川"))
    upper, _ = gaps(drawing)
    assert upper.width == pytest.approx((1200 - 84 - 28) / 21 * 4)
    assert told(drawing, "21 个月里有 4 个月没有数据")
    assert_readable(drawing)


def test_long_labels_stay_on_the_sheet(tmp_path: Path) -> None:
    made = create_engine(tmp_path / "index")
    made.write([figure(n, f"{2020 + n}-12-31", 10 ** (4 * n)) for n in range(1, 4)])
    drawing = draw_figures(statistic_trend(made, "受理"))
    assert {"+999900.0%", "1,000,000,000,000"} <= set(drawing.texts)
    assert_readable(drawing)
    made.close()


def test_publishers_have_an_axis_each(figures: Engine) -> None:
    drawing = draw_figures(statistic_trend(figures, "受理"))
    assert told(drawing, "盐源县政务服务中心")
    assert told(drawing, "四川省政府政务服务")
    assert_readable(drawing)


def test_a_statistic_without_dates_is_not_drawn() -> None:
    empty = ValueSeries(
        name="受理", publisher=None, unit=None, cumulative=False, points=(), undated=3
    )
    with pytest.raises(NotInArchive, match="画不出图"):
        draw_figures(StatisticTrend(by="issue", statistic="受理", series=(empty,)))


# Timelines.


def activity(day: str, *types: str, dated: bool = True, last: str | None = None) -> Any:
    start = dt.date.fromisoformat(day)
    end = dt.date.fromisoformat(last) if last else start
    return TimelineActivity(
        id="a",
        bulletin="b",
        number=1,
        total_number=None,
        published=None,
        date=HitDate(start=start, end=end, precision="day", dated=dated),
        name=MARKET,
        departments=(MARKET,),
        types=types,
        title=None,
        snippet="",
        text="",
        page=1,
        synthetic=False,
    )


def line_of(activities: list[Any], renames: tuple[Rename, ...] = ()) -> Timeline:
    return Timeline(
        department=MARKET,
        asked="市场监管局",
        names=(COMMERCE, MARKET),
        former=(COMMERCE,),
        renames=renames,
        total=len(activities),
        types={},
        activities=tuple(activities),
        others=(),
    )


RENAME = Rename(before=COMMERCE, after=MARKET, last=dt.date(2018, 11, 1), first=dt.date(2019, 5, 6))


def test_a_rename_is_an_upright_line_with_both_names() -> None:
    drawing = draw_timeline(
        line_of([activity("2017-03-09", "培训"), activity("2019-05-08", "座谈")], (RENAME,))
    )
    (name,) = [text for text in of_kind(drawing, Text) if "→" in text.text]
    assert name.text == f"{COMMERCE} → {MARKET}"
    upright = [line for line in of_kind(drawing, Line) if line.color == name.color]
    ((x, _), (other, _)) = upright[-1].points
    assert x == other
    assert 0 < x <= 1200
    assert_readable(drawing)


def test_activities_that_fall_together_are_one_dot_with_their_number() -> None:
    many = [
        activity(f"{year}-0{month}-05", "培训") for year in range(2012, 2025) for month in (1, 2, 3)
    ]
    drawing = draw_timeline(line_of([*many, activity("2020-06-01", "座谈", dated=False)]))
    dots = [mark for mark in of_kind(drawing, Mark) if mark.y > 110]
    assert len(dots) == 13 + 1
    assert drawing.texts.count("3") == 13
    assert [dot.hollow for dot in dots].count(True) == 1
    assert {"培训 39", "座谈 1", "日期不够确切"} <= set(drawing.texts)
    for one, other in combinations(dots, 2):
        assert one.y != other.y or abs(one.x - other.x) >= one.radius + other.radius - 1e-6
    assert_readable(drawing)


def test_months_without_an_issue_are_hatched() -> None:
    line = line_of([activity("2017-03-09", "培训"), activity("2017-08-08", "培训")])
    held = [issue(1, start=dt.date(2017, month, 2)) for month in (3, 5, 8)]
    assert len(gaps(draw_timeline(line, held))) == 2
    assert gaps(draw_timeline(line)) == []


def test_many_types_and_none(tmp_path: Path) -> None:
    many = [activity("2020-01-01", f"类型{place:02}") for place in range(20)]
    drawing = draw_timeline(line_of([*many, activity("2020-01-02")]))
    assert {"其他类型 8", "类型00 1"} <= set(drawing.texts)
    assert_readable(drawing)
    with pytest.raises(NotInArchive, match="市场监管局"):
        draw_timeline(line_of([]))
    save(drawing, tmp_path / "图.svg")


# Axes, scales, type.


def test_labels_of_cells_and_years() -> None:
    axis = slots(MONTHS[:24], 0, 700)
    assert [label.text for label in axis.groups] == ["2012年", "2013年"]
    assert [label.text for label in axis.labels][:3] == ["1月", "3月", "5月"]
    assert list(axis.borders) == pytest.approx([350])
    years = slots([f"{year}年" for year in range(2012, 2020)], 0, 1000)
    assert [label.text for label in years.labels][:2] == ["2012年", "2013年"]
    assert years.groups == ()
    weeks = slots([f"2020年第{week}周" for week in range(1, 54)], 0, 2000)
    assert weeks.labels[0].text == "1周"
    assert slots([], 0, 1000).labels == ()


def test_days_stand_where_they_fall() -> None:
    axis = days(dt.date(2022, 1, 10), dt.date(2022, 12, 5), 0, 365)
    assert (axis.first, axis.last) == (dt.date(2022, 1, 1), dt.date(2022, 12, 31))
    assert axis.place(dt.date(2022, 1, 1), 0) == 0
    assert axis.place(dt.date(2022, 2, 1)) == pytest.approx(31.5)
    short = days(dt.date(2022, 1, 30), dt.date(2022, 2, 2), 0, 400)
    assert [label.text for label in short.axis.labels] == ["30日", "31日", "1日", "2日"]
    assert [label.text for label in short.axis.groups] == ["2022年1月", "2022年2月"]
    long = days(dt.date(1990, 1, 30), dt.date(2022, 2, 2), 0, 400)
    assert long.axis.cells[0].name == "1990年"
    assert month_of(short.first).start == dt.date(2022, 1, 1)


@given(st.lists(st.tuples(st.floats(0, 500), st.text("年月0123456789", min_size=1, max_size=8))))
def test_labels_never_touch(places: list[tuple[float, str]]) -> None:
    kept = spaced(Label(x, text) for x, text in sorted(places))
    for one, other in pairwise(kept):
        assert one.x + width_of(one.text, LABEL) / 2 < other.x - width_of(other.text, LABEL) / 2
    assert len(kept) >= bool(places)


@given(
    st.lists(st.integers(-(10**12), 10**15) | st.floats(-1e6, 1e12, allow_nan=False), max_size=9)
)
def test_scales_hold_their_values_and_zero_with_round_lines(values: list[float]) -> None:
    scale = scale_of(values)
    for value in (0, *values):
        assert -1e-6 <= scale.part(value) <= 1 + 1e-6
    ticks = scale.ticks()
    assert 2 <= len(ticks) <= 9
    assert len({text for _, text in ticks}) == len(ticks)


def test_large_numbers_are_told_in_wan_and_yi() -> None:
    assert [text for _, text in scale_of([1_800_000]).ticks()] == [
        "0",
        "50万",
        "100万",
        "150万",
        "200万",
    ]
    assert scale_of([250_000_000]).ticks()[-1][1] == "2.5亿"
    assert [text for _, text in scale_of([3], whole=True).ticks()] == ["0", "1", "2", "3"]
    assert [text for _, text in scale_of([0, 0]).ticks()] == ["0", "1"]
    assert (number(1234567), number(0.5), number(3.0), number(1 / 3)) == (
        "1,234,567",
        "0.5",
        "3",
        "0.33",
    )


@example("I   0", 5.0)
@given(st.text(max_size=60), st.floats(5, 400))
def test_texts_are_cut_to_their_room(text: str, room: float) -> None:
    cut = fitted(text, room, 12)
    assert width_of(cut, 12) <= max(room, width_of("…", 12))
    assert cut == drawable(text) or cut.endswith("…")
    assert cut == drawable(cut)


def test_huge_texts_are_cut_at_once() -> None:
    assert fitted("林" * 1_000_000, 120, 12) == "林" * 9 + "…"
    assert lines_of("一　" + "林" * 50 + "　二", 120, 12) == ["一", "林" * 9 + "…", "二"]


def test_every_name_of_the_lexicon_can_be_drawn() -> None:
    lexicon = Path(__file__).parents[1] / "corpus" / "lexicon"
    missing = face(20).getmask("\U000f0000").getbbox(), bytes(face(20).getmask("\U000f0000"))
    names = ("places.tsv", "departments.tsv", "activity_types.toml")
    characters = set("".join((lexicon / name).read_text(encoding="utf-8") for name in names))
    undrawn = [
        character
        for character in sorted(characters)
        if character.isprintable()
        and not character.isspace()
        and (face(20).getmask(character).getbbox(), bytes(face(20).getmask(character))) == missing
    ]
    assert undrawn == []
    assert FONT.stat().st_size < 1_600_000
    assert (FONT.parent / "OFL.txt").is_file()


# Files.


def drawing_of_all() -> Drawing:
    return Drawing(
        width=100,
        height=60,
        title="<图> & “表”",
        shapes=(
            Box(x=10, y=10, width=20, height=30, color="#0072b2"),
            Box(x=40, y=10, width=20, height=30, color=GAP, hatched=True),
            Line(points=((0, 50), (100, 50)), color="#000000"),
            Line(points=((0, 55), (100, 55)), color="#000000", dashed=True),
            Mark(x=80, y=20, radius=6, color="#d55e00", shape="circle"),
            Mark(x=80, y=40, radius=6, color="#d55e00", shape="triangle", hollow=True),
            Text(x=5, y=9, text="林地 <a> & b", size=12),
        ),
    )


def test_png_is_decodable_twice_as_large_and_the_same_each_time() -> None:
    drawing = drawing_of_all()
    written = to_png(drawing)
    assert to_png(drawing) == written
    image = Image.open(BytesIO(written)).convert("RGB")
    assert image.size == (100 * PIXELS_A_POINT, 60 * PIXELS_A_POINT)
    assert image.getpixel((40, 50)) == (0x00, 0x72, 0xB2)
    assert image.getpixel((160, 40)) == (0xD5, 0x5E, 0x00)
    assert image.getpixel((160, 80)) == (0xFF, 0xFF, 0xFF)  # hollow
    inside = {image.getpixel((x, 50)) for x in range(82, 118)}
    assert (0xFF, 0xFF, 0xFF) in inside  # a hatching lets the paper through
    assert len(inside) > 1
    ink = [image.getpixel((x, y)) for x in range(10, 58) for y in range(2, 19)]
    assert min(sum(pixel) for pixel in ink if isinstance(pixel, tuple)) < 3 * 0x60


def test_a_huge_sheet_takes_no_huge_memory() -> None:
    huge = Drawing(width=3600, height=1500, title="图", shapes=drawing_of_all().shapes)
    image = Image.open(BytesIO(to_png(huge))).convert("RGB")
    assert image.size == (7200, 3000)
    assert image.getpixel((40, 50)) == (0x00, 0x72, 0xB2)


def test_svg_keeps_its_text_and_is_the_same_each_time(tmp_path: Path) -> None:
    drawing = drawing_of_all()
    save(drawing, tmp_path / "图.SVG")
    written = (tmp_path / "图.SVG").read_text(encoding="utf-8")
    assert written == to_svg(drawing)
    root = ET.fromstring(written)  # noqa: S314  (our own)
    assert (root.get("width"), root.get("viewBox")) == ("100", "0 0 100 60")
    assert [text.text for text in root.iter(f"{SVG}text")] == ["林地 <a> & b"]
    assert root.findtext(f"{SVG}title") == "<图> & “表”"
    assert len(root.findall(f"{SVG}path")) == 1
    assert "Microsoft YaHei" in (root.get("font-family") or "")


@given(st.floats(-50, 500), st.floats(0, 500), st.floats(0.5, 300), st.floats(0.5, 300))
def test_hatching_stays_in_its_box(x: float, y: float, width: float, height: float) -> None:
    box = Box(x=x, y=y, width=width, height=height, color=GAP, hatched=True)
    for line in hatching(box):
        for px, py in line:
            assert x - 1e-6 <= px <= x + width + 1e-6
            assert y - 1e-6 <= py <= y + height + 1e-6


def test_files_are_written_whole_or_refused(tmp_path: Path) -> None:
    target = tmp_path / "图.png"
    target.write_bytes(b"old")
    save(drawing_of_all(), target)
    assert target.read_bytes().startswith(b"\x89PNG")
    assert [each.name for each in tmp_path.iterdir()] == ["图.png"]
    with pytest.raises(ValueError, match="jpg"):
        save(drawing_of_all(), tmp_path / "图.jpg")
    with pytest.raises(StoreError, match="不存在"):
        save(drawing_of_all(), tmp_path / "无" / "图.png")
    (tmp_path / "夹.png").mkdir()
    with pytest.raises(StoreError, match="是文件夹"):
        save(drawing_of_all(), tmp_path / "夹.png")


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "图.svg"
    target.write_text("old", encoding="utf-8")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match="磁盘已满"):
        save(drawing_of_all(), target)
    assert target.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["图.svg"]


# The command line.


def test_trend_and_timeline_plot(held: Path, tmp_path: Path) -> None:
    for words in (
        ("trend", "林地报批", "--also", "培训", "--by", "year", "--share"),
        ("trend", "--statistic", "省本级/行政许可/受理"),
        ("timeline", "省林草局"),
    ):
        for ending in ("png", "svg"):
            target = tmp_path / f"图.{ending}"
            answer = zhoubao(*words, "--plot", target, "--format", "json", archive=held)
            assert answer.json()
            assert answer.err.strip().endswith(f"图写在 {target}")
        with Image.open(tmp_path / "图.png") as image:
            assert image.size[0] == 2400
        assert "年" in (tmp_path / "图.svg").read_text(encoding="utf-8")


def test_queries_side_by_side_in_the_terminal(held: Path) -> None:
    words = ("trend", "林地报批", "--also", "培训", "--by", "year")
    answer = zhoubao(*words, "--format", "json", archive=held).json()
    assert [each["name"] for each in answer["series"]] == ["林地报批", "培训"]
    assert answer["queries"] == ["林地报批", "培训"]
    assert "%" in zhoubao(*words, "--share", archive=held).out


def test_what_cannot_be_plotted_is_refused(held: Path, tmp_path: Path) -> None:
    wrong = zhoubao("trend", "--plot", tmp_path / "图.jpg", archive=held, expect=2)
    assert ".png 或 .svg" in wrong.err
    mixed = ("trend", "林地", "--also", "培训", "--split", "type")
    assert "--also" in zhoubao(*mixed, archive=held, expect=2).err
    nobody = zhoubao("timeline", "水利部", "--plot", tmp_path / "图.png", archive=held, expect=1)
    assert "画不出图" in nobody.err
    nowhere = zhoubao("trend", "--plot", tmp_path / "无" / "图.png", archive=held, expect=1)
    assert "不存在" in nowhere.err
    assert list(tmp_path.iterdir()) == []
