"""`parse`: one file to its records, nothing stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terminal.answer import answer
from terminal.command import AnyPath, ChineseCommand, Format, format_option

if TYPE_CHECKING:
    from archive.audit import Audit
    from archive.records import Bulletin


@click.command("parse", cls=ChineseCommand)
@click.argument("file", type=AnyPath(), metavar="文件", help="一个 PDF，或 UTF-8 文本（.txt）。")
@click.option("--audit", is_flag=True, help="对账：每个字归到了哪里，有没有漏掉的，而不是记录。")
@click.option("--password", metavar="密码", help="PDF 的打开密码。")
@format_option(default="json")
def parse_command(
    file: Path,
    audit: bool,  # noqa: FBT001
    password: str | None,
    format_: Format,
) -> None:
    """把一个文件解析成记录，打印出来（默认 JSON），不写入档案库。"""
    from archive.guarded import audit_file, parse_file  # noqa: PLC0415
    from archive.records import records_of  # noqa: PLC0415

    if audit:
        account = audit_file(file, password)
        answer(format_, account, (account,), lambda: _draw_account(account))
        return
    bulletin = parse_file(file, password)
    answer(format_, bulletin, records_of(bulletin), lambda: _draw(bulletin))


def _draw(bulletin: Bulletin) -> Iterator[str]:
    from terminal.bulletin_view import draw_contents, draw_header  # noqa: PLC0415

    yield from draw_header(bulletin, None)
    yield from draw_contents(bulletin)


def _draw_account(account: Audit) -> Iterator[str]:
    from terminal.tables import table  # noqa: PLC0415

    yield f"{account.file}：{account.pages} 页，{account.characters} 字（空白不计）"
    yield from table(("归于", "字数"), account.roles.items(), numbers=(1,))
    for label, characters in (("漏掉", account.lost), ("重复", account.doubled)):
        if characters:
            told = "、".join(f"{each} {count}" for each, count in characters.items())
            yield f"{label}：{told}"
    yield "账目平衡。" if account.balanced else "账目不平，请把这个文件报给维护者。"
