"""`timeline`: what a department did, by date, through its renames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from terminal.answer import answer
from terminal.archive_access import open_archive
from terminal.command import Choice, Format, QueryCommand, format_option
from terminal.filters import Day
from terminal.tables import draw_table
from terminal.text import days, printable

if TYPE_CHECKING:
    from indexer.timeline import Timeline, TimelineActivity


@click.command("timeline", cls=QueryCommand)
@click.argument("department", metavar="部门")
@click.option("--since", type=Day(last=False), metavar="D", help="从这一天（月、年）起。")
@click.option("--until", type=Day(last=True), metavar="D", help="到这一天（月、年）止。")
@click.option("--type", "types", multiple=True, metavar="T", help="只看这类活动，如 培训。")
@click.option(
    "--role",
    type=Choice(("actor", "any")),
    default="actor",
    help="只看它主办的（actor，默认），还是提到它就算（any）。",
)
@format_option
def timeline_command(department: str, format_: Format, **filters: Any) -> None:
    """一个部门历年做了什么；部门可用任何叫法（省林草局、林业厅…），改名前后连成一条线。"""
    from indexer.plans import Filters  # noqa: PLC0415
    from indexer.refresh import open_index  # noqa: PLC0415
    from indexer.timeline import timeline  # noqa: PLC0415

    with open_archive() as store:
        engine = open_index(store)
        try:
            line = timeline(engine, department, Filters(**filters))
        finally:
            engine.close()
    answer(format_, line, line.activities, lambda: _draw(line))


def _draw(line: Timeline) -> None:
    if not line.total:
        click.echo(
            f"没有找到“{printable(line.asked)}”的活动。可用 zhoubao departments 看有哪些部门。"
        )
        return
    kinds = "、".join(f"{name} {count}" for name, count in line.types.items())
    draw_table(
        ("日期", "类型", "内容", "出处"),
        (
            (
                _date(activity),
                "、".join(activity.types),
                _told(activity, line),
                f"{activity.id} 第{activity.page}页",
            )
            for activity in line.activities
        ),
        running=2,
        title=f"{line.department}：共 {line.total} 条（{kinds}）" if kinds else line.department,
    )
    if any(activity.date and not activity.date.dated for activity in line.activities):
        click.echo("* 文中没有确切日期，按本期所含时间列出。")
    if len(line.names) > 1:
        click.echo("库中用过的名称：" + "、".join(map(printable, line.names)))
    for rename in line.renames:
        click.echo(
            printable(f"更名：{rename.before} → {rename.after}（{rename.first} 起见于记录）")
        )


def _date(activity: TimelineActivity) -> str:
    date = activity.date
    if date is None:
        return "未注明"
    return days(date.start, date.end) + ("" if date.dated else "*")


def _told(activity: TimelineActivity, line: Timeline) -> str:
    """The activity in short, its department's name then where that is not today's."""
    name = f"〔{activity.name}〕" if activity.name != line.department else ""
    return name + activity.snippet.replace("\n", " ")
