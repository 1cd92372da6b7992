"""The chart of a department's timeline: its activities by date and type, through its renames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec

from archive.problems import NotInArchive
from archive.records import Date
from charts.axis import LABEL, DayAxis, days
from charts.drawing import (
    AXIS,
    FAINT,
    INK,
    PALETTE,
    PAPER,
    SOFT,
    Drawing,
    Line,
    Mark,
    Shape,
    Text,
)
from charts.scale import Scale
from charts.sheet import RIGHT, WIDTH, Key, Panel, Sheet, halo, within
from charts.typeface import drawable, fitted, width_of
from indexer.calendar import BUCKET_OF, Bucket, Unit, buckets
from indexer.entries import Issue
from indexer.timeline import Rename, Timeline, TimelineActivity

NAMES_LEFT = 132.0
"""Where the rows begin: the types' names stand before them."""
MOST_TYPES = 14
"""Rows; the types beyond them are one, 其他."""
UNTYPED, OTHERS = "未分类", "其他类型"
EXACT_DAYS = 31
"""A date that spans more days stands at its first, hollow: nothing says that it happened there."""

_ROW = 40.0
_RENAME_ROW = 22.0
_RENAME_COLOR = PALETTE[1]
_RADIUS, _MOST_RADIUS = 6.0, 17.0
_ROOM = 22.0
"""Points of a stretch of time at least: what falls in one is one dot, with room for two digits."""
_STRETCHES: tuple[tuple[int, Unit | None, str], ...] = (
    (1, None, "同一天"),
    (7, "week", "同一周"),
    (30, "month", "同一月"),
    (91, "quarter", "同一季度"),
)


class _Dot(msgspec.Struct, frozen=True):
    """The activities of one type in one stretch of time; `most` is the radius it has room for."""

    row: int
    x: float
    most: float
    count: int
    exact: bool


def draw_timeline(line: Timeline, issues: Sequence[Issue] = ()) -> Drawing:
    """Draw activities as dots by date, a row a type (the main one); those of a stretch are one dot.

    `issues` are the bulletins held: months in which there is none are hatched. Renames are upright
    lines with both names. Raises NotInArchive where no activity has a date.
    """
    dated = [(activity.date.start, activity) for activity in line.activities if activity.date]
    if not dated:
        raise NotInArchive(f"没有“{line.asked}”带日期的活动，画不出图。")
    first, last = min(day for day, _ in dated), max(day for day, _ in dated)
    daily = days(first, last, NAMES_LEFT, WIDTH - RIGHT)
    stretch, unit_name = _stretches(daily)
    rows = _rows([activity for _, activity in dated])
    dots = _dots(dated, rows, daily, stretch)
    gaps = _gaps(daily, issues)
    sheet = Sheet(f"{line.department}：历年活动", _subtitle(line, first, last))
    sheet.legend(_keys(line, dots, unit_name, gaps=bool(gaps)))
    renames = [rename for rename in line.renames if rename.first is not None]
    headroom = _RENAME_ROW * (len(renames)) + (8 if renames else 0)
    names = list(rows.items())
    panel = _panel(sheet, daily, names, headroom)
    sheet.add(*(panel.gap(*gap) for gap in gaps))
    _draw_rows(sheet, panel, names, [activity for _, activity in dated])
    sheet.add(*_renames(panel, daily, renames, headroom))
    sheet.add(*_marks(panel, dots))
    sheet.times(daily.axis)
    sheet.notes(_notes(line, len(dated)))
    return sheet.done()


def main_type(activity: TimelineActivity) -> str:
    """The type an activity is drawn under: its first, the main one."""
    return activity.types[0] if activity.types else UNTYPED


def _stretches(daily: DayAxis) -> tuple[Callable[[Date], Bucket], str]:
    """How dates are joined into dots, by the shortest stretch wide enough for one, and its name."""
    width = (daily.axis.right - daily.axis.left) / ((daily.last - daily.first).days + 1)
    for length, unit, name in _STRETCHES:
        if width * length >= _ROOM:
            return (BUCKET_OF[unit] if unit else _day_of), name
    return BUCKET_OF["year"], "同一年"


def _day_of(day: Date) -> Bucket:
    return Bucket(day, day, str(day))


def _rows(activities: Sequence[TimelineActivity]) -> dict[str, int]:
    """The row of each type, commonest first."""
    counts = Counter(map(main_type, activities))
    ordered = sorted(counts, key=lambda name: (name == UNTYPED, -counts[name], name))
    if len(ordered) <= MOST_TYPES:
        return {name: place for place, name in enumerate(ordered)}
    shown = ordered[: MOST_TYPES - 1]
    return {name: place for place, name in enumerate((*shown, OTHERS))}


def _dots(
    dated: Sequence[tuple[Date, TimelineActivity]],
    rows: dict[str, int],
    daily: DayAxis,
    stretch: Callable[[Date], Bucket],
) -> list[_Dot]:
    found: dict[tuple[int, Bucket], list[tuple[Date, TimelineActivity]]] = {}
    for day, activity in dated:
        row = rows.get(main_type(activity), len(rows) - 1)
        found.setdefault((row, stretch(day)), []).append((day, activity))
    return [_dot(row, bucket, inside, daily) for (row, bucket), inside in sorted(found.items())]


def _dot(
    row: int, bucket: Bucket, inside: Sequence[tuple[Date, TimelineActivity]], daily: DayAxis
) -> _Dot:
    """A dot at the mean of its days, moved so that it stays in its stretch."""
    left = daily.place(max(bucket.start, daily.first), 0)
    right = daily.place(min(bucket.end, daily.last), 1)
    most = min((right - left) / 2, _MOST_RADIUS)
    mean = sum(daily.place(day) for day, _ in inside) / len(inside)
    return _Dot(
        row=row,
        x=min(max(mean, left + most), right - most),
        most=most,
        count=len(inside),
        exact=any(_is_exact(activity) for _, activity in inside),
    )


def _is_exact(activity: TimelineActivity) -> bool:
    date = activity.date
    return date is not None and date.dated and (date.end - date.start).days < EXACT_DAYS


def _gaps(daily: DayAxis, issues: Sequence[Issue]) -> list[tuple[float, float]]:
    """Runs of whole months that no issue touches."""
    held: set[Bucket] = set()
    for issue in issues:
        first, last = issue.first_day, issue.last_day
        if first is not None and last is not None:
            held.update(buckets(first, max(first, last), "month"))
    if not held:
        return []
    found: list[tuple[float, float]] = []
    for month in buckets(daily.first, daily.last, "month"):
        if month in held:
            continue
        start, end = max(month.start, daily.first), min(month.end, daily.last)
        left, right = daily.place(start, 0), daily.place(end, 1)
        if found and abs(found[-1][1] - left) < 1e-6:
            found[-1] = (found[-1][0], right)
        else:
            found.append((left, right))
    return found


def _subtitle(line: Timeline, first: Date, last: Date) -> str:
    parts = [f"{first} 至 {last}", f"共 {line.total} 条"]
    if len(line.names) > 1:
        parts.append("先后名称：" + "、".join(line.names))
    return "　".join(parts)


def _keys(line: Timeline, dots: Sequence[_Dot], joined: str, *, gaps: bool) -> list[Key]:
    keys = [Key(text="活动", kind="dot", color=PALETTE[0])]
    if any(dot.count > 1 for dot in dots):
        keys = [Key(text=f"活动（{joined}的合成一点，数字是条数）", kind="dot", color=PALETTE[0])]
    if not all(dot.exact for dot in dots):
        keys.append(Key(text="日期不够确切", kind="hollow", color=PALETTE[0]))
    if line.renames:
        keys.append(Key(text="更名（新名最早见于此日）", kind="rename", color=_RENAME_COLOR))
    if gaps:
        keys.append(Key(text="没有收到期刊的月份", kind="gap"))
    return keys


def _panel(sheet: Sheet, daily: DayAxis, rows: Sequence[object], headroom: float) -> Panel:
    """A panel as high as its rows; values on it are the rows' numbers, from the top."""
    sheet.y += 22 + headroom
    top = sheet.y
    sheet.y += _ROW * len(rows)
    scale = Scale(low=float(len(rows)), high=0.0, step=1.0)
    panel = Panel(axis=daily.axis, top=top, bottom=sheet.y, scale=scale)
    for x in daily.axis.borders:
        sheet.add(Line(points=((x, top), (x, sheet.y)), color=FAINT, dashed=True))
    return panel


def _draw_rows(
    sheet: Sheet,
    panel: Panel,
    rows: Sequence[tuple[str, int]],
    activities: Sequence[TimelineActivity],
) -> None:
    counts = Counter(map(main_type, activities))
    shown = {name for name, _ in rows}
    counts[OTHERS] = sum(count for name, count in counts.items() if name not in shown)
    axis = panel.axis
    for name, row in rows:
        y = panel.y(row + 0.5)
        told = f"{name} {counts[name]}"
        sheet.add(
            Line(points=((axis.left, y), (axis.right, y)), color=FAINT),
            Text(
                x=axis.left - 10,
                y=y + 5,
                text=fitted(told, NAMES_LEFT - 20, LABEL + 1),
                size=LABEL + 1,
                anchor="end",
            ),
        )
    bottom = ((axis.left, panel.bottom), (axis.right, panel.bottom))
    sheet.add(Line(points=bottom, color=AXIS))


def _renames(
    panel: Panel, daily: DayAxis, renames: Sequence[Rename], headroom: float
) -> list[Shape]:
    """Upright lines, each with old and new name on a line of its own above the rows."""
    shapes: list[Shape] = []
    for place, rename in enumerate(renames):
        if rename.first is None:
            continue
        x = daily.place(rename.first, 0)
        y = panel.top - headroom + _RENAME_ROW * (place + 0.7)
        most = (panel.axis.right - panel.axis.left) / 2 - 20
        before, after = (
            fitted(drawable(name), most, LABEL + 1) for name in (rename.before, rename.after)
        )
        told = f"{before} → {after}"
        text = Text(
            x=within(x, told, LABEL + 1, panel.axis.left, panel.axis.right),
            y=y,
            text=told,
            size=LABEL + 1,
            anchor="middle",
            color=_RENAME_COLOR,
        )
        line = Line(
            points=((x, y + 6), (x, panel.bottom)), color=_RENAME_COLOR, width=1.5, dashed=True
        )
        shapes.extend((line, halo(text), text))
    return shapes


def _marks(panel: Panel, dots: Sequence[_Dot]) -> list[Shape]:
    """Dots whose area grows with the number of activities, which stands in or above them."""
    shapes: list[Shape] = []
    for dot in dots:
        y = panel.y(dot.row + 0.5)
        radius = min(_RADIUS * dot.count**0.5 + (dot.count > 1), dot.most)
        shapes.append(Mark(x=dot.x, y=y, radius=radius, color=PALETTE[0], hollow=not dot.exact))
        if dot.count > 1:
            shapes.append(_count(dot, y, radius))
    return shapes


def _count(dot: _Dot, y: float, radius: float) -> Text:
    told = str(dot.count)
    inside = width_of(told, LABEL) + 3 <= radius * 2
    color = (INK if not dot.exact else PAPER) if inside else SOFT
    return Text(
        x=dot.x,
        y=y + LABEL * 0.36 if inside else y - radius - 2,
        text=told,
        size=LABEL,
        anchor="middle",
        color=color,
    )


def _notes(line: Timeline, dated: int) -> Iterator[str]:
    if any(len(activity.types) > 1 for activity in line.activities):
        yield "一条活动有几个类型的，画在主要的一类。"
    if dated < line.total:
        yield f"另有 {line.total - dated} 条没有日期，没有画入。"
