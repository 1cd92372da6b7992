"""`status`, `reindex`, `remove`: care of the archive."""

from __future__ import annotations

import click

from terminal.answer import answer
from terminal.archive_access import open_archive
from terminal.command import ChineseCommand, Format, format_option
from terminal.tables import draw_table


@click.command("status", cls=ChineseCommand)
@format_option
def status_command(format_: Format) -> None:
    """看档案库有多少内容、索引是否最新、哪些文件放在一边。"""
    from archive.summaries import status  # noqa: PLC0415

    with open_archive(read_only=True) as store:
        state = status(store)
        failures = store.failures()
        folder = store.folder

    def draw() -> None:
        click.echo(f"档案库：{folder}")
        click.echo(
            f"{state.bulletins} 期（另有旧版 {state.older}、已移出 {state.removed}），"
            f"活动 {state.activities} 条、数据 {state.statistics} 条、巡查 {state.inspections} 条"
        )
        if state.first:
            click.echo(f"时间：{state.first} 至 {state.last}")
        megabytes = (state.database_bytes + state.files_bytes) / 1_000_000
        click.echo(f"占用：{megabytes:.1f} MB")
        fresh = state.indexed == state.generation
        click.echo("索引：最新" if fresh else "索引：落后，下次查询时自动补上")
        if failures:
            draw_table(
                ("放在一边的文件", "原因"),
                ((failure.file, failure.message) for failure in failures),
            )

    whole = {"folder": str(folder), "state": state, "failures": failures}
    answer(format_, whole, (state,), draw)


@click.command("reindex", cls=ChineseCommand)
@format_option
def reindex_command(format_: Format) -> None:
    """从档案库重建检索索引。"""
    from indexer.refresh import rebuild  # noqa: PLC0415

    with open_archive() as store:
        count = rebuild(store)
    answer(
        format_,
        {"records": count},
        ({"records": count},),
        lambda: click.echo(f"索引已重建，共 {count} 条记录。"),
    )


@click.command("remove", cls=ChineseCommand)
@click.argument("bulletin", metavar="编号")
@click.option("--why", help="为什么移出，记入历史。")
@click.option("--undo", is_flag=True, help="把移出的一期放回来。")
@format_option
def remove_command(bulletin: str, why: str | None, undo: bool, format_: Format) -> None:  # noqa: FBT001
    """把一期移出档案库（文件和记录都还留着，可用 --undo 放回）。"""
    from archive.history import remove, undo_removal  # noqa: PLC0415
    from indexer.refresh import refresh  # noqa: PLC0415

    with open_archive() as store:
        entry = undo_removal(store, bulletin) if undo else remove(store, bulletin, why=why)
        refresh(store)
    done = (
        f"已放回“{bulletin}”。"
        if undo
        else f"已移出“{bulletin}”；放回：zhoubao remove {bulletin} --undo"
    )
    answer(format_, entry, (entry,), lambda: click.echo(done))
