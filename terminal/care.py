"""`status`, `reindex`, `remove`: care of the archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terminal.answer import answer, wrapped
from terminal.archive_access import nearest_offered, open_archive
from terminal.command import ChineseCommand, Format, format_option
from terminal.tables import terminal_width
from terminal.text import well_formed

if TYPE_CHECKING:
    from archive.store import Failure
    from archive.summaries import Status


@click.command("status", cls=ChineseCommand)
@format_option
def status_command(format_: Format) -> None:
    """看档案库有多少内容、索引是否最新、哪些文件放在一边。"""
    from archive.summaries import status  # noqa: PLC0415

    with open_archive(read_only=True) as store, store.snapshot():
        state = status(store)
        failures = store.failures()
        folder = store.folder
    whole = {"folder": well_formed(str(folder)), "state": state, "failures": failures}
    answer(format_, whole, (state,), lambda: _draw(folder, state, failures))


def _draw(folder: Path, state: Status, failures: Sequence[Failure]) -> Iterator[str]:
    columns = terminal_width()
    yield from wrapped(f"档案库：{folder}", columns, "")
    extra = [
        f"{name} {count} 份"
        for name, count in (("旧版", state.older), ("已移出", state.removed))
        if count
    ]
    yield f"期数：{state.bulletins} 期" + (f"（另有{'、'.join(extra)}）" if extra else "")
    yield (
        f"记录：活动 {state.activities} 条、数据 {state.statistics} 条、巡查 {state.inspections} 条"
    )
    if state.first:
        yield f"印发：{state.first} 至 {state.last}"
    megabytes = (state.database_bytes + state.files_bytes) / 1_000_000
    yield f"占用：{megabytes:.1f} MB"
    fresh = state.indexed == state.generation
    yield "索引：最新" if fresh else "索引：落后，下次查询时自动补上"
    if failures:
        yield ""
        yield f"放在一边的文件 {len(failures)} 个（改好后：zhoubao ingest --retry-failed）："
        for failure in failures:
            yield from wrapped(failure.file, columns, "  ")
            yield from wrapped(failure.message, columns, "    ")


@click.command("reindex", cls=ChineseCommand)
@format_option
def reindex_command(format_: Format) -> None:
    """从档案库重建检索索引（平时不必，索引有问题会自动重建）。"""
    from indexer.refresh import rebuild  # noqa: PLC0415

    with open_archive() as store:
        count = rebuild(store)
    done = {"records": count}
    answer(format_, done, (done,), lambda: (f"索引已重建，共 {count} 条记录。",))


@click.command("remove", cls=ChineseCommand)
@click.argument("bulletin", metavar="编号", help="一期的编号，如 窗口工作周报-2022-26。")
@click.option("--why", metavar="原因", help="为什么移出，记入历史。")
@click.option("--undo", is_flag=True, help="把移出的一期放回来。")
@format_option
def remove_command(bulletin: str, why: str | None, undo: bool, format_: Format) -> None:  # noqa: FBT001
    """把一期移出档案库（文件和记录都还留着，可用 --undo 放回）。"""
    if undo and why is not None:
        raise click.UsageError("--why 说明为什么移出，不能和 --undo 一起用。")
    from archive.history import remove, undo_removal  # noqa: PLC0415
    from indexer.refresh import refresh  # noqa: PLC0415

    bulletin = well_formed(bulletin)
    why = None if why is None else well_formed(why)
    with open_archive() as store:
        if undo:
            entry = undo_removal(store, bulletin)
        else:
            with nearest_offered(store, bulletin):
                entry = remove(store, bulletin, why=why)
        refresh(store)
    done = (
        f"已放回“{bulletin}”。"
        if undo
        else f"已移出“{bulletin}”。放回：zhoubao remove {bulletin} --undo"
    )
    answer(format_, entry, (entry,), lambda: (done,))
