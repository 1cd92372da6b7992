"""`bulletins`, `departments`, `types`: what the archive holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from terminal.answer import answer
from terminal.archive_access import open_archive
from terminal.command import ChineseCommand, Format, format_option
from terminal.tables import table
from terminal.text import days

if TYPE_CHECKING:
    from archive.summaries import BulletinSummary

EMPTY = "档案库是空的。请用 zhoubao ingest 文件夹 把 PDF 收进来。"


@click.command("bulletins", cls=ChineseCommand)
@click.option("--calendar", is_flag=True, help="按刊物和年份看收有、缺少和存疑的期。")
@format_option
def bulletins_command(calendar: bool, format_: Format) -> None:  # noqa: FBT001
    """列出档案库里的每一期，或按年看缺了哪些期。"""
    from archive.summaries import bulletins  # noqa: PLC0415

    with open_archive(read_only=True) as store:
        rows = bulletins(store)
    if calendar:
        from archive.calendar_of_issues import calendar_of_issues  # noqa: PLC0415
        from terminal.issue_calendar import calendar_lines, calendar_rows  # noqa: PLC0415

        lines = calendar_of_issues(rows)
        answer(format_, lines, calendar_rows(lines), lambda: calendar_lines(lines) or [EMPTY])
        return

    def draw() -> Iterator[str]:
        if not rows:
            yield EMPTY
            return
        yield from table(
            ("编号", "印发日期", "所含时间", "活动", "数据", "巡查", "备注"),
            (
                (
                    _named(row),
                    row.published,
                    _period(row),
                    row.activities,
                    row.statistics,
                    row.inspections,
                    _notes(row),
                )
                for row in rows
            ),
            numbers=range(3, 6),
        )
        samples = sum(row.synthetic for row in rows)
        yield ""
        yield f"共 {len(rows)} 期" + (f"，其中样例 {samples} 期" if samples else "") + "。"

    answer(format_, rows, rows, draw)


def _named(row: BulletinSummary) -> str:
    """The id, with the title where the id does not tell the series."""
    told = row.series is not None and row.id.startswith(row.series)
    title = "" if told else row.title or row.series or row.file
    return f"{row.id}\n{title}" if title else row.id


def _period(row: BulletinSummary) -> str:
    """The days the issue covers; a year is told where it is not that of publication."""
    if row.period is None:
        return ""
    start, end = row.period.start, row.period.end
    if row.published is None or end.year != row.published.year:
        return days(start, end)
    if start.year != end.year:
        return f"{start}—{end:%m-%d}"
    return days(start, end).removeprefix(f"{end.year}-")


def _notes(row: BulletinSummary) -> str:
    notes = ("样例" if row.synthetic else "", f"提醒 {row.warnings}" if row.warnings else "")
    return "\n".join(note for note in notes if note)


@click.command("departments", cls=ChineseCommand)
@format_option
def departments_command(format_: Format) -> None:
    """列出做过事情的部门、各有几条活动、从何时到何时。"""
    from archive.summaries import departments  # noqa: PLC0415

    with open_archive(read_only=True) as store:
        rows = departments(store)

    def draw() -> Iterator[str]:
        if not rows:
            yield EMPTY
            return
        yield from table(
            ("部门", "条数", "最早", "最近"),
            ((row.name, row.count, row.first, row.last) for row in rows),
            numbers=(1,),
        )
        yield ""
        yield f"共 {len(rows)} 个部门。看一个部门做了什么：zhoubao timeline 部门"

    answer(format_, rows, rows, draw)


@click.command("types", cls=ChineseCommand)
@format_option
def types_command(format_: Format) -> None:
    """列出活动类型及条数（一条活动可有几个类型）。"""
    from archive.summaries import types  # noqa: PLC0415

    with open_archive(read_only=True) as store:
        rows = types(store)

    def draw() -> Iterator[str]:
        if not rows:
            yield EMPTY
            return
        yield from table(("类型", "条数"), ((row.type, row.count) for row in rows), numbers=(1,))

    answer(format_, rows, rows, draw)
