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
from terminal.text import fit, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.ingest import IngestSummary, Progress

_BAR = 24
_NAME = 20
"""Columns of the bar and of the file's name beside it: with counts and time they fit into 80."""


@click.command("ingest", cls=ChineseCommand)
@click.argument(
    "paths",
    nargs=-1,
    type=AnyPath(),
    metavar="文件或文件夹…",
    help="PDF、UTF-8 文本（.txt），或装着它们的文件夹（连同下级）。",
)
@click.option("--jobs", type=Whole(), metavar="N", help="同时处理几个文件；默认每个处理器一个。")
@click.option("--replace", is_flag=True, help="内容不同的同一期，以这次的为准；收过的也重新读。")
@click.option(
    "--retry-failed", is_flag=True, help="以前放在一边的也再试；不写文件就试所有放在一边的。"
)
@click.option("--allow-classified", is_flag=True, help="标有绝密、机密、秘密的也收进来。")
@click.option("--password", metavar="密码", help="PDF 的打开密码。")
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
        raise click.UsageError("没有写要收进来的文件或文件夹。")
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
    for failure in summary.failed:
        say(failure.message)
    whole = {
        "added": summary.added,
        "skipped": summary.skipped,
        "replaced": summary.replaced,
        "older": summary.older,
        "failed": summary.failed,
    }
    answer(format_, whole, _rows(summary), lambda: (_told(summary),))
    return SOME_PUT_ASIDE if summary.failed else 0


def _rows(summary: IngestSummary) -> Iterator[dict[str, str | None]]:
    """What became of each file that was not skipped, for JSON lines and CSV."""
    nothing = dict.fromkeys(("outcome", "id", "file", "kind", "message"))
    for outcome, ids in (
        ("added", summary.added),
        ("replaced", summary.replaced),
        ("older", summary.older),
    ):
        for each in ids:
            yield nothing | {"outcome": outcome, "id": each}
    for failed in summary.failed:
        yield nothing | {
            "outcome": "failed",
            "file": failed.file,
            "kind": failed.kind,
            "message": failed.message,
        }


def _told(summary: IngestSummary) -> str:
    counts = (
        ("收进 {} 期", len(summary.added)),
        ("更新 {} 期", len(summary.replaced)),
        ("另存旧版 {} 份", len(summary.older)),
        ("已有而跳过 {} 个", summary.skipped),
        ("放在一边 {} 个", len(summary.failed)),
    )
    parts = [text.format(count) for text, count in counts if count]
    if not parts:
        return "没有找到 PDF 或 .txt 文件，什么也没有收进。请检查文件夹对不对。"
    return "，".join(parts) + "。"


@contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], None] | None]:
    """A bar on standard error while that is a terminal, nothing otherwise."""
    if not sys.stderr.isatty():
        yield None
        return
    name = ""
    nothing: tuple[Progress, ...] = ()
    with click.progressbar(
        nothing,
        length=1,
        label="收进档案库",
        file=sys.stderr,
        show_pos=True,
        width=_BAR,
        item_show_func=lambda _: name,
    ) as progress_bar:

        def advance(progress: Progress) -> None:
            nonlocal name
            name = fit(printable(Path(progress.file).name), _NAME)
            progress_bar.length = progress.total
            progress_bar.update(progress.done - progress_bar.pos, progress)

        yield advance
