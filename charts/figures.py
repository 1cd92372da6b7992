"""The chart of statistics: the running total, new with each year, and what each period added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

import msgspec

from archive.problems import NotInArchive
from archive.records import Date
from charts.axis import LABEL, Axis, Label, days, slots, spaced
from charts.counts import UNITS, gap_stretches
from charts.drawing import PALETTE, SOFT, Drawing, Line, Mark, Shape, Text
from charts.scale import number, scale_of
from charts.sheet import LEFT, RIGHT, WIDTH, Key, Panel, Sheet, within
from indexer.figures import StatisticTrend, ValuePoint, ValueSeries

MOST_SERIES = 12
"""Series on one sheet; beyond them it would be longer than anyone looks."""
_TOTAL_HEIGHT, _GROWTH_HEIGHT, _PLAIN_HEIGHT = 200.0, 130.0, 260.0
_HEADROOM = 44.0
"""Room above the running total for its last values and the changes against the year before."""
_PAUSE = 2.5
"""A stretch without a figure this many times as long as usual is shown as a gap ..."""
_SHORTEST_PAUSE = 10
"""... if it has so many days more than usual: weekly issues skip a week at holidays."""
_BAR = 0.7
_BARS = (2.0, 26.0)
"""Bars are never narrower nor wider, in points."""
_TOTAL, _GROWTH = PALETTE[0], PALETTE[4]


class _Place(msgspec.Struct, frozen=True):
    """A figure and where it stands on the axis."""

    x: float
    point: ValuePoint


def draw_figures(figures: StatisticTrend) -> Drawing:
    """Draw each series on an axis of its own: two panels where it is cumulative, else one.

    By issue, figures stand at their last day on an axis of days; else in their bucket. Raises
    NotInArchive where no figure has a date.
    """
    drawn = [each for each in figures.series if any(not point.gap for point in each.points)]
    if not drawn:
        raise NotInArchive(f"“{figures.statistic}”没有带日期的数，画不出图。")
    shown = drawn[:MOST_SERIES]
    sheet = Sheet(_title(shown, figures), _subtitle(figures, drawn))
    sheet.legend(
        [
            *(
                [Key(text="累计（每年从头算起）", kind="line", color=_TOTAL)]
                if any(each.cumulative for each in shown)
                else []
            ),
            Key(
                text="新增" if any(each.cumulative for each in shown) else "数值",
                kind="bar",
                color=_GROWTH,
            ),
            *([Key(text="没有数据（不是零）", kind="gap")] if _any_gap(figures, shown) else []),
        ]
    )
    for each in shown:
        _draw(sheet, each, figures)
    sheet.notes(_notes(drawn))
    return sheet.done()


def _title(shown: Sequence[ValueSeries], figures: StatisticTrend) -> str:
    names = {each.name for each in shown}
    name = next(iter(names)) if len(names) == 1 else figures.statistic
    unit = {each.unit for each in shown}
    told = f"（{next(iter(unit))}）" if len(unit) == 1 and None not in unit else ""
    return f"{name.strip('/')}{told}　{UNITS[figures.by][0]}"


def _subtitle(figures: StatisticTrend, drawn: Sequence[ValueSeries]) -> str:
    ends = [point.end for each in drawn for point in each.points if point.end and not point.gap]
    held = sum(not point.gap for each in drawn for point in each.points)
    parts = [f"{min(ends):%Y-%m-%d} 至 {max(ends):%Y-%m-%d}", f"共 {held} 个数"]
    gaps = sum(point.gap for each in drawn for point in each.points)
    if gaps:
        buckets = sum(len(each.points) for each in drawn)
        unit = UNITS[figures.by][1]
        parts.append(f"{buckets} {unit}里有 {gaps} {unit}没有数据")
    return "　".join(parts)


def _draw(sheet: Sheet, series: ValueSeries, figures: StatisticTrend) -> None:
    axis, places, gaps = _laid_out(series, figures)
    named = _named(series)
    bars = scale_of(place.point.increment or 0 for place in places)
    if not series.cumulative:
        panel = sheet.panel(axis, bars, _PLAIN_HEIGHT, caption=named, headroom=_HEADROOM)
        sheet.add(*(panel.gap(*gap) for gap in gaps), *_bars(panel, places))
        sheet.add(*_changes(panel, places))
        sheet.times(axis)
        return
    totals = scale_of(place.point.value or 0 for place in places)
    panel = sheet.panel(axis, totals, _TOTAL_HEIGHT, caption=f"{named}　累计", headroom=_HEADROOM)
    sheet.add(*(panel.gap(*gap) for gap in gaps))
    sheet.add(*_totals(panel, places, gaps), *_changes(panel, places))
    panel = sheet.panel(axis, bars, _GROWTH_HEIGHT, caption="新增")
    sheet.add(*(panel.gap(*gap) for gap in gaps), *_bars(panel, places))
    sheet.times(axis)


def _named(series: ValueSeries) -> str:
    unit = f"（{series.unit}）" if series.unit else ""
    return f"{series.name.strip('/')}{unit}　{series.publisher or ''}".rstrip("　")


def _any_gap(figures: StatisticTrend, shown: Sequence[ValueSeries]) -> bool:
    if figures.by != "issue":
        return any(point.gap for each in shown for point in each.points)
    return any(_pauses(each) for each in shown)


def _laid_out(
    series: ValueSeries, figures: StatisticTrend
) -> tuple[Axis, list[_Place], list[tuple[float, float]]]:
    """The axis of a series, its figures' places and the gaps."""
    right = WIDTH - RIGHT
    if figures.by != "issue":
        axis = slots([point.name for point in series.points], LEFT, right)
        places = [
            _Place(cell.centre, point)
            for cell, point in zip(axis.cells, series.points, strict=True)
            if not point.gap
        ]
        return axis, places, gap_stretches(axis, [point.gap for point in series.points])
    dated = [(point.end, point) for point in series.points if point.end is not None]
    daily = days(dated[0][0], dated[-1][0], LEFT, right)
    places = [_Place(daily.place(end), point) for end, point in dated]
    gaps = [(daily.place(first, 1), daily.place(last, 0)) for first, last in _pauses(series)]
    return daily.axis, places, gaps


def _pauses(series: ValueSeries) -> list[tuple[Date, Date]]:
    """Neighbouring figures much further apart than usual: their ends, the rhythm's share left out.

    What the later figure of a pair tells belongs to the usual stretch before it.
    """
    ends = [point.end for point in series.points if point.end is not None]
    steps = [(last - first).days for first, last in pairwise(ends)]
    if len(steps) < 2:
        return []
    usual = int(median(steps))
    return [
        (first, last - dt.timedelta(days=usual))
        for first, last in pairwise(ends)
        if (last - first).days > max(_PAUSE * usual, usual + _SHORTEST_PAUSE)
    ]


def _totals(
    panel: Panel, places: Sequence[_Place], gaps: Sequence[tuple[float, float]]
) -> list[Shape]:
    """The running total, a line a year, dashed over gaps, with each year's last value."""
    shapes: list[Shape] = []
    for year in _years(places):
        points = [panel.point(place.x, place.point.value or 0) for place in year]
        for start, end in pairwise(points):
            over = any(start[0] <= gap[0] and gap[1] <= end[0] for gap in gaps)
            shapes.append(
                Line(points=(start, end), color=_TOTAL, width=1 if over else 2, dashed=over)
            )
        shapes.extend(Mark(x=x, y=y, radius=3, color=_TOTAL) for x, y in points)
    lasts = [_label(year[-1].x, number(year[-1].point.value or 0)) for year in _years(places)]
    heights = {
        label: panel.y(year[-1].point.value or 0)
        for label, year in zip(lasts, _years(places), strict=True)
    }
    shapes.extend(
        Text(x=label.x, y=heights[label] - 9, text=label.text, size=LABEL, anchor="middle")
        for label in spaced(lasts)
    )
    return shapes


def _label(x: float, text: str) -> Label:
    """A label about a point, moved so that it stays on the sheet."""
    return Label(within(x, text, LABEL, LEFT, WIDTH - 4), text)


def _years(places: Sequence[_Place]) -> list[list[_Place]]:
    found: list[list[_Place]] = []
    for place in places:
        end = place.point.end
        last = found[-1][-1].point.end if found else None
        if end is not None and last is not None and last.year == end.year:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def _changes(panel: Panel, places: Sequence[_Place]) -> list[Shape]:
    """The change against the year before, in a row at the top; the newest before all others."""
    told = [
        _label(place.x, f"{place.point.change:+.1f}%")
        for place in places
        if place.point.change is not None
    ]
    kept = spaced(Label(-label.x, label.text) for label in reversed(told))
    if not kept:
        return []
    y = panel.top - _HEADROOM + 14
    return [
        Text(x=LEFT - 8, y=y, text="同比", size=LABEL, anchor="end", color=SOFT),
        *(
            Text(x=-label.x, y=y, text=label.text, size=LABEL, anchor="middle", color=PALETTE[1])
            for label in kept
        ),
    ]


def _bars(panel: Panel, places: Sequence[_Place]) -> list[Shape]:
    steps = [second.x - first.x for first, second in pairwise(places)]
    usual = median(steps) if steps else _BARS[1]
    width = min(max(usual * _BAR, _BARS[0]), _BARS[1])
    return [
        panel.bar(place.x - width / 2, place.x + width / 2, place.point.increment, _GROWTH)
        for place in places
        if place.point.increment
    ]


def _notes(drawn: Sequence[ValueSeries]) -> Iterator[str]:
    if any(each.cumulative for each in drawn):
        yield (
            "新增是比上一个数多出的部分，每年第一个数从年初算起；"
            "中间缺数的，增加的都算在缺口后的一个数上。"
        )
    falls = sum(
        point.increment is None and not point.gap for each in drawn for point in each.points
    )
    if falls:
        yield f"有 {falls} 个累计数比上一个少，存疑，没有画新增。"
    undated = sum(each.undated for each in drawn)
    if undated:
        yield f"另有 {undated} 个数没有日期，没有画入。"
    if len(drawn) > MOST_SERIES:
        yield (
            f"共有 {len(drawn)} 个序列，只画了前 {MOST_SERIES} 个。"
            "请写全名称，或用 --publisher 指定单位。"
        )
