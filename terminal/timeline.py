"""`timeline`: what a department did, by date, through its renames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from terminal.answer import answer, wrapped
from terminal.archive_access import asked_archive
from terminal.command import ChineseCommand, Format, format_option
from terminal.filters import (
    DATE_OPTIONS,
    ROLE_OPTION,
    TYPE_OPTION,
    filters_from,
    options,
    unknown_types,
)
from terminal.plot import plot_option, plotted
from terminal.tables import table, terminal_width
from terminal.text import days, listed, printable, well_formed

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.plans import Filters
    from indexer.timeline import Timeline, TimelineActivity


@click.command("timeline", cls=ChineseCommand)
@click.argument(
    "department", metavar="部门", help="任何叫法：全称、简称（省林草局）、旧名（省林业厅）。"
)
@options((*DATE_OPTIONS, TYPE_OPTION, ROLE_OPTION))
@plot_option
@format_option
def timeline_command(department: str, plot: Path | None, format_: Format, **chosen: Any) -> None:
    """一个部门历年做了什么，按日期列出；改名前后连成一条线。"""
    filters = filters_from(chosen)
    department = well_formed(department)
    if not department.strip():
        raise click.UsageError("部门是空的，请写一个部门，如 省林草局。")
    from indexer.timeline import timeline  # noqa: PLC0415

    with asked_archive() as (_, engine):
        line = timeline(engine, department, filters)
        if plot is not None:
            from charts.activities import draw_timeline  # noqa: PLC0415  (only where asked for)

            plotted(draw_timeline(line, engine.issues()), plot)

        answer(format_, line, line.activities, lambda: _draw(line, filters))


def _draw(line: Timeline, filters: Filters) -> Iterator[str]:
    if not line.total:
        yield f"没有找到“{printable(line.asked)}”的活动。"
        yield unknown_types(filters) or "zhoubao departments 列出库里有的部门。"
        return
    columns = terminal_width()
    kinds = "、".join(f"{name} {count}" for name, count in line.types.items())
    title = f"{line.department}：共 {line.total} 条" + (f"（{kinds}）" if kinds else "")
    yield from (click.style(each, bold=True) for each in wrapped(title, columns, ""))
    yield ""
    yield from table(
        ("日期", "类型", "内容", "出处"),
        (
            (
                _date(activity),
                "\n".join(activity.types),
                _told(activity, line),
                f"{activity.id}\n第{activity.page}页" + ("　样例" if activity.synthetic else ""),
            )
            for activity in line.activities
        ),
        running=2,
    )
    notes = []
    if any(activity.date and not activity.date.dated for activity in line.activities):
        notes.append("* 文中没有确切日期，按本期所含时间列出。")
    if len(line.names) > 1:
        notes.append(f"库里的名称：{listed(line.names)}")
    notes.extend(
        f"更名：{rename.before} → {rename.after}（新名最早见于 {rename.first}）"
        for rename in line.renames
    )
    if notes:
        yield ""
    for note in notes:
        yield from wrapped(note, columns, "")


def _date(activity: TimelineActivity) -> str:
    date = activity.date
    if date is None:
        return "未注明"
    return days(date.start, date.end) + ("" if date.dated else "*")


def _told(activity: TimelineActivity, line: Timeline) -> str:
    """The activity in short, its department's name then where that is not today's."""
    name = f"〔{activity.name}〕" if activity.name != line.department else ""
    return name + activity.snippet.replace("\n", " ")
