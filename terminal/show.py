"""`show`: one bulletin or record, and where it stands in the PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from terminal.answer import answer
from terminal.archive_access import nearest_offered, open_archive
from terminal.command import ChineseCommand, Format, format_option
from terminal.failures import say
from terminal.text import well_formed

if TYPE_CHECKING:
    from archive.records import AnyRecord, Bulletin


@click.command("show", cls=ChineseCommand)
@click.argument(
    "identity",
    metavar="编号",
    help="一期的编号（窗口工作周报-2022-26），或其中一条的（窗口工作周报-2022-26.a5）。",
)
@click.option("--open", "open_file", is_flag=True, help="用系统的阅读器打开 PDF。")
@format_option
def show_command(identity: str, open_file: bool, format_: Format) -> None:  # noqa: FBT001
    """显示一期或其中一条：读出了什么，各在 PDF 第几页、原文怎么写。"""
    from archive.records import records_of  # noqa: PLC0415  (not needed for help)

    identity = well_formed(identity)
    with open_archive(read_only=True) as store, store.snapshot(), nearest_offered(store, identity):
        record = store.record(identity) if "." in identity else None
        bulletin = store.bulletin(identity) if record is None else store.bulletin_of(identity)
        file = store.file_of(bulletin.id)
        corrected = store.corrected(bulletin.id)

    def draw() -> Iterator[str]:
        from terminal.bulletin_view import (  # noqa: PLC0415
            draw_contents,
            draw_corrected,
            draw_header,
        )
        from terminal.record_view import draw_record  # noqa: PLC0415

        yield from draw_header(bulletin, file)
        if record is None:
            yield from draw_corrected(bulletin, corrected)
            yield from draw_contents(bulletin)
        else:
            yield ""
            yield from draw_record(record, corrected.get(record.id, ()))

    rows = [
        _told(each, corrected.get(each.id, ()))
        for each in (records_of(bulletin) if record is None else (record,))
    ]
    whole = _told(bulletin, corrected) if record is None else rows[0]
    answer(format_, whole, rows, draw)
    if open_file and click.launch(str(file)):
        say(f"打不开阅读器。文件在：{file}")


def _told(
    item: AnyRecord | Bulletin, corrected: Iterable[str] | Mapping[str, Iterable[str]]
) -> dict[str, Any]:
    """The item for programs, with the fields that people have corrected (a bulletin's: by id)."""
    import msgspec  # noqa: PLC0415  (not needed to draw)

    return {**msgspec.to_builtins(item), "corrected": corrected}
