"""`ingest`: files and folders into the archive, with a progress bar and a summary."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terminal.answer import answer
from terminal.archive_access import open_archive
from terminal.command import AnyPath, ChineseCommand, Format, Whole, format_option
from terminal.failures import SOME_PUT_ASIDE, say
from terminal.text import fit

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.ingest import IngestSummary, Progress


@click.command("ingest", cls=ChineseCommand)
@click.argument("paths", nargs=-1, type=AnyPath(), metavar="文件或文件夹…")
@click.option("--jobs", type=Whole(), metavar="N", help="同时处理几个文件；默认每个处理器一个。")
@click.option("--replace", is_flag=True, help="内容不同的同一期，以这次的为准。")
@click.option("--retry-failed", is_flag=True, help="以前放在一边的文件也再试一次。")
@click.option("--allow-classified", is_flag=True, help="标有秘密、机密的也收进来。")
@click.option("--password", help="PDF 的打开密码。")
@format_option
def ingest_command(
    paths: tuple[Path, ...],
    jobs: int | None,
    replace: bool,  # noqa: FBT001
    retry_failed: bool,  # noqa: FBT001
    allow_classified: bool,  # noqa: FBT001
    password: str | None,
    format_: Format,
) -> int:
    """把 PDF（和 UTF-8 的 .txt）收进档案库；可以是文件，也可以是文件夹。"""
    if not paths and not retry_failed:
        raise click.UsageError("请写要收进来的文件或文件夹。")
    from archive.ingest import ingest  # noqa: PLC0415
    from indexer.refresh import refresh  # noqa: PLC0415

    with open_archive(create=True) as store:
        with _progress_bar() as progress:
            summary = ingest(
                paths,
                store,
                jobs=jobs,
                replace=replace,
                retry_failed=retry_failed,
                allow_classified=allow_classified,
                password=password,
                progress=progress,
            )
        refresh(store)
    whole = {
        "added": summary.added,
        "skipped": summary.skipped,
        "replaced": summary.replaced,
        "older": summary.older,
        "failed": summary.failed,
    }
    answer(format_, whole, summary.failed, lambda: _draw(summary))
    return SOME_PUT_ASIDE if summary.failed else 0


def _draw(summary: IngestSummary) -> None:
    parts = [f"收进 {len(summary.added)} 期"]
    if summary.replaced:
        parts.append(f"更新 {len(summary.replaced)} 期")
    if summary.older:
        parts.append(f"另存旧版 {len(summary.older)} 份")
    if summary.skipped:
        parts.append(f"已有而跳过 {summary.skipped} 个")
    if summary.failed:
        parts.append(f"放在一边 {len(summary.failed)} 个")
    click.echo("，".join(parts) + "。")
    for failure in summary.failed:
        say(failure.message)
    found = (summary.added, summary.replaced, summary.older, summary.skipped, summary.failed)
    if not any(found):
        say("没有找到 PDF 或 .txt 文件，请检查文件夹对不对。")


@contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], None] | None]:
    """A bar on standard error while that is a terminal, nothing otherwise."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label="收进档案", file=sys.stderr) as progress_bar:

        def advance(progress: Progress) -> None:
            progress_bar.length = progress.total
            progress_bar.label = fit(Path(progress.file).name, 24)
            progress_bar.update(progress.done - progress_bar.pos)

        yield advance
