"""`bulletins`, `departments`, `types`: what the archive holds."""

from __future__ import annotations

import click

from terminal.answer import answer
from terminal.archive_access import open_archive
from terminal.command import ChineseCommand, Format, format_option
from terminal.tables import draw_table
from terminal.text import days


@click.command("bulletins", cls=ChineseCommand)
@format_option
def bulletins_command(format_: Format) -> None:
    """列出档案库里的每一期。"""
    from archive.summaries import bulletins  # noqa: PLC0415

    with open_archive(read_only=True) as store:
        rows = bulletins(store)

    def draw() -> None:
        if not rows:
            click.echo("档案库是空的。请用 zhoubao ingest 文件夹 把 PDF 收进来。")
            return
        draw_table(
            ("编号", "刊名", "印发日期", "所含时间", "页", "活动", "数据", "巡查", "提醒"),
            (
                (
                    row.id,
                    (row.series or row.title or "") + ("（样例）" if row.synthetic else ""),
                    row.published,
                    days(row.period.start, row.period.end) if row.period else "",
                    row.pages,
                    row.activities,
                    row.statistics,
                    row.inspections,
                    row.warnings,
                )
                for row in rows
            ),
            title=f"共 {len(rows)} 期",
            numbers=range(4, 9),
        )

    answer(format_, rows, rows, draw)


@click.command("departments", cls=ChineseCommand)
@format_option
def departments_command(format_: Format) -> None:
    """列出做过事情的部门及次数。"""
    from archive.summaries import departments  # noqa: PLC0415

    with open_archive(read_only=True) as store:
        rows = departments(store)

    def draw() -> None:
        draw_table(
            ("部门", "条数", "最早", "最近"),
            ((row.name, row.count, row.first, row.last) for row in rows),
            title=f"共 {len(rows)} 个部门",
            numbers=(1,),
        )

    answer(format_, rows, rows, draw)


@click.command("types", cls=ChineseCommand)
@format_option
def types_command(format_: Format) -> None:
    """列出活动类型及条数。"""
    from archive.summaries import types  # noqa: PLC0415

    with open_archive(read_only=True) as store:
        rows = types(store)

    def draw() -> None:
        draw_table(("类型", "条数"), ((row.type, row.count) for row in rows), numbers=(1,))

    answer(format_, rows, rows, draw)
