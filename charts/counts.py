"""The chart of a trend: how many records in each stretch of time, gaps hatched, never zero."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from archive.problems import NotInArchive
from archive.records import Date
from charts.axis import LABEL, Axis, slots
from charts.drawing import PALETTE, SHAPES, SOFT, Box, Drawing, Line, Mark, Shape, Text
from charts.scale import number, scale_of
from charts.sheet import LEFT, RIGHT, WIDTH, Key, Panel, Sheet, halo
from charts.typeface import width_of
from indexer.calendar import Unit, buckets
from indexer.comparison import ALL_RECORDS, Comparison
from indexer.plans import Filters
from indexer.trends import By, CountPoint, CountSeries, Trend

PLOT_HEIGHT, SMALL_HEIGHT = 400.0, 96.0
MOST_TOGETHER = len(PALETTE)
"""More series than there are colours are drawn each in a panel of its own ..."""
_NARROWEST_BAR = 5.0
_NARROWEST_STEP = 14.0
"""... and so are lines with points closer than this: they would be a thicket."""
_NARROWEST_SLOT = 2.5
_WIDEST = 3600.0
_BAR = 0.72
"""Part of a slot that its bars take."""
_WIDEST_BAR = 64.0
_ISSUE = re.compile(r"(\d{1,9}年)第(\d{1,9})期")
MOST_MISSING = 60
"""A leap over more issues of a weekly, or months, is a misprint of a number or a date."""

UNITS: dict[By, tuple[str, str]] = {
    "week": ("每周", "周"),
    "month": ("每月", "个月"),
    "quarter": ("每季度", "个季度"),
    "year": ("每年", "年"),
    "issue": ("各期", "期"),
}


def draw_counts(
    trend: Trend | Comparison, filters: Filters | None = None, *, share: bool = False
) -> Drawing:
    """Draw counts, or with `share` what part of all records of its time each is.

    One series as bars; a few as bars side by side or as lines, where there is room for either; else
    each in a panel of its own, all on one scale. Raises NotInArchive where no issue is held.
    """
    series = _with_missing(trend.series, trend.by)
    points = series[0].points
    if not points:
        raise NotInArchive("这段时间里一期也没有收到，画不出图。请先用 zhoubao ingest 收进期刊。")
    width = min(max(WIDTH, LEFT + RIGHT + _NARROWEST_SLOT * len(points)), _WIDEST)
    axis = slots([point.name for point in points], LEFT, width - RIGHT)
    values = [_values(each, share=share) for each in series]
    scale = scale_of(
        (value for each in values for value in each if value is not None),
        whole=not share,
        suffix="%" if share else "",
    )
    sheet = Sheet(_title(trend, filters, share=share), _subtitle(trend, len(points)), width)
    gaps = gap_stretches(
        axis, [all(each.points[place].gap for each in series) for place in range(len(points))]
    )
    form = _form(axis, len(series))
    if form == "apart":
        sheet.legend(_gap_key(gaps))
        height = max(SMALL_HEIGHT, PLOT_HEIGHT / len(series))
        for each, own in zip(series, values, strict=True):
            panel = sheet.panel(axis, scale, height, caption=_named(each), headroom=8)
            sheet.add(*(panel.gap(*gap) for gap in gaps), *_bars(panel, [own], share=share))
    else:
        sheet.legend([*_keys(series, bars=form == "bars"), *_gap_key(gaps)])
        caption = f"占{UNITS[trend.by][0]}全部记录的比例" if share else "条数"
        panel = sheet.panel(axis, scale, PLOT_HEIGHT, caption=caption, headroom=10)
        sheet.add(*(panel.gap(*gap) for gap in gaps))
        sheet.add(*(_bars(panel, values, share=share) if form == "bars" else _lines(panel, values)))
    sheet.times(axis)
    sheet.notes(_notes(series))
    return sheet.done()


def _form(axis: Axis, series: int) -> Literal["bars", "lines", "apart"]:
    """How many series are shown on one axis."""
    if series == 1 or (series <= MOST_TOGETHER and _bar_width(axis, series) >= _NARROWEST_BAR):
        return "bars"
    step = (axis.right - axis.left) / max(len(axis.cells), 1)
    return "lines" if series <= MOST_TOGETHER and step >= _NARROWEST_STEP else "apart"


def gap_stretches(axis: Axis, gaps: Sequence[bool]) -> list[tuple[float, float]]:
    """The stretches of the axis whose cells are gaps, neighbours joined."""
    found: list[tuple[float, float]] = []
    for cell, gap in zip(axis.cells, gaps, strict=True):
        if not gap:
            continue
        if found and abs(found[-1][1] - cell.left) < 1e-6:
            found[-1] = (found[-1][0], cell.right)
        else:
            found.append((cell.left, cell.right))
    return found


def told_filters(filters: Filters | None) -> str:
    """The filters in words, empty without any."""
    if filters is None:
        return ""
    parts = (
        ("部门", filters.departments),
        ("类型", filters.types),
        ("地点", filters.places),
        ("刊名", filters.series),
    )
    return "　".join(f"{name}：{'、'.join(words)}" for name, words in parts if words)


def _with_missing(series: tuple[CountSeries, ...], by: By) -> tuple[CountSeries, ...]:
    """The series with a gap for every issue, or stretch of the calendar, between two of them.

    Left as they are where the numbers of issues do not rise (several periodicals), and where more
    than `MOST_MISSING` are missing (a misprint).
    """
    points = series[0].points
    if by == "issue":
        between = [_numbers_between(one.name, other.name) for one, other in pairwise(points)]
    else:
        between = [_stretches_between(one, other, by) for one, other in pairwise(points)]
    if not any(between) or any(names is None for names in between):
        return series
    return tuple(
        msgspec.structs.replace(
            each,
            points=tuple(
                point
                for own, names in zip(each.points, ((), *between), strict=True)
                for point in (*map(_missing, names or ()), own)
            ),
        )
        for each in series
    )


def _numbers_between(one: str, other: str) -> list[str] | None:
    """The issues between two of a year, None where the second is not later."""
    first, second = _ISSUE.fullmatch(one), _ISSUE.fullmatch(other)
    if first is None or second is None or first[1] != second[1]:
        return []
    before, after = int(first[2]), int(second[2])
    if after <= before:
        return None
    if after - before > MOST_MISSING:
        return []
    return [f"{first[1]}第{number}期" for number in range(before + 1, after)]


def _stretches_between(one: CountPoint, other: CountPoint, by: Unit) -> list[str]:
    if one.end is None or other.start is None:
        return []
    first, last = one.end.toordinal() + 1, other.start.toordinal() - 1
    if first > last:
        return []
    found = buckets(Date.fromordinal(first), Date.fromordinal(last), by)
    return [each.name for each in found] if len(found) <= MOST_MISSING else []


def _missing(name: str) -> CountPoint:
    return CountPoint(start=None, end=None, name=name, count=None, share=None, gap=True)


def _values(series: CountSeries, *, share: bool) -> list[float | None]:
    return [_value(point, share=share) for point in series.points]


def _value(point: CountPoint, *, share: bool) -> float | None:
    if not share:
        return point.count
    return None if point.share is None else point.share * 100


def _title(trend: Trend | Comparison, filters: Filters | None, *, share: bool) -> str:
    queries = trend.queries if isinstance(trend, Comparison) else (trend.query,)
    asked = "、".join(query.strip() or ALL_RECORDS for query in queries)
    what = "占比" if share else "条数"
    return "　".join(filter(None, (f"{UNITS[trend.by][0]}{what}：{asked}", told_filters(filters))))


def _subtitle(trend: Trend | Comparison, drawn: int) -> str:
    """The span and how complete it is; `drawn` is the number of slots, those put in with them."""
    span = trend.span
    parts = []
    if span.start is not None and span.end is not None:
        parts.append(f"{span.start:%Y-%m-%d} 至 {span.end:%Y-%m-%d}")
    if isinstance(trend, Trend):
        parts.append(f"共 {number(trend.total)} 条")
    parts.append(f"所据 {number(span.issues)} 期")
    unit = UNITS[trend.by][1]
    added = drawn - span.buckets
    if trend.by == "issue":
        if added:
            parts.append(f"其间缺 {added} 期")
    elif span.gaps + added:
        parts.append(f"{drawn} {unit}里有 {span.gaps + added} {unit}没有收到期刊")
    elif drawn:
        parts.append(f"{drawn} {unit}都有期刊")
    return "　".join(parts)


def _named(series: CountSeries) -> str:
    return f"{series.name}（{number(series.total)}）"


def _keys(series: Sequence[CountSeries], *, bars: bool) -> list[Key]:
    if len(series) == 1 and not series[0].name:
        return []
    return [
        Key(
            text=_named(each),
            kind="bar" if bars else "line",
            color=PALETTE[place],
            shape=SHAPES[place % len(SHAPES)],
        )
        for place, each in enumerate(series)
    ]


def _gap_key(gaps: Sequence[object]) -> list[Key]:
    return [Key(text="没有收到期刊（不是零）", kind="gap")] if gaps else []


def _bar_width(axis: Axis, series: int) -> float:
    slot = (axis.right - axis.left) / max(len(axis.cells), 1)
    return min(slot * _BAR / series, _WIDEST_BAR)


def _bars(panel: Panel, values: Sequence[Sequence[float | None]], *, share: bool) -> list[Shape]:
    """Bars of all series, side by side in each slot, with their values where all have room."""
    width = _bar_width(panel.axis, len(values))
    bars: list[Box] = []
    texts: list[Text] = []
    for place, own in enumerate(values):
        for cell, value in zip(panel.axis.cells, own, strict=True):
            if not value:
                continue
            left = cell.centre + width * (place - len(values) / 2)
            # A hair between neighbours, where there is room for it.
            inner = width - 1 if len(values) > 1 and width > _NARROWEST_BAR else width
            bars.append(panel.bar(left, left + inner, value, PALETTE[place]))
            written = f"{value:.0f}%" if share else number(value)
            texts.append(
                Text(
                    x=left + inner / 2,
                    y=panel.y(value) - 5,
                    text=written,
                    size=LABEL,
                    anchor="middle",
                    color=SOFT,
                )
            )
    room = width if len(values) > 1 else width / _BAR
    if texts and max(width_of(text.text, LABEL) for text in texts) + 3 <= room:
        # On white, as they may meet a line of the grid; under the bars, which they must not cut.
        return [*map(halo, texts), *bars, *texts]
    return list(bars)


def _lines(panel: Panel, values: Sequence[Sequence[float | None]]) -> list[Shape]:
    """A line a series, broken at gaps, with a mark at every value."""
    cells = panel.axis.cells
    shapes: list[Shape] = []
    for place, own in enumerate(values):
        color, shape = PALETTE[place], SHAPES[place % len(SHAPES)]
        for run in _runs(own):
            points = tuple(panel.point(cells[i].centre, value) for i, value in run)
            if len(points) > 1:
                shapes.append(Line(points=points, color=color, width=1.8))
            shapes.extend(Mark(x=x, y=y, radius=3.6, color=color, shape=shape) for x, y in points)
    return shapes


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Neighbouring places with a value."""
    run: list[tuple[int, float]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _notes(series: Iterable[CountSeries]) -> Iterator[str]:
    undated = [each for each in series if each.undated]
    if len(undated) == 1 and not undated[0].name:
        yield f"另有 {undated[0].undated} 条日期不够确切，没有画入。"
    elif undated:
        told = "、".join(f"{each.name} {each.undated} 条" for each in undated)
        yield f"日期不够确切，没有画入的：{told}。"
