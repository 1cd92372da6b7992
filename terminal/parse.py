"""`parse`: one file to its records, nothing stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terminal.answer import answer
from terminal.command import AnyPath, ChineseCommand, Format, format_option
from terminal.failures import say

if TYPE_CHECKING:
    from archive.audit import Audit
    from archive.records import Bulletin


@click.command("parse", cls=ChineseCommand)
@click.argument("file", type=AnyPath(), metavar="文件", help="一个 PDF，或 UTF-8 文本（.txt）。")
@click.option("--audit", is_flag=True, help="对账：每个字归到了哪里，有没有漏掉的，而不是记录。")
@click.option(
    "--pictures",
    type=AnyPath(),
    metavar="文件夹",
    help="每页画一张图（page-01.png…），写在这个文件夹里：各处归到了哪里，没归类的标红。",
)
@click.option("--password", metavar="密码", help="PDF 的打开密码。")
@format_option(default="json")
def parse_command(
    file: Path,
    audit: bool,  # noqa: FBT001
    pictures: Path | None,
    password: str | None,
    format_: Format,
) -> None:
    """把一个文件解析成记录，打印出来（默认 JSON），不写入档案库。"""
    if pictures is not None:
        _check_pictures(file, pictures, audit=audit)
    from archive.guarded import audit_file, draw_pictures, map_file, parse_file  # noqa: PLC0415
    from archive.records import records_of  # noqa: PLC0415

    if pictures is not None:
        mapped = map_file(file, password)
        account = mapped.audit
        drawn = draw_pictures(file, mapped.pages, pictures, password)
        say(f"已画 {len(drawn)} 页，写在 {pictures}")
        answer(format_, account, (account,), lambda: _draw_account(account))
        return
    if audit:
        account = audit_file(file, password)
        answer(format_, account, (account,), lambda: _draw_account(account))
        return
    bulletin = parse_file(file, password)
    answer(format_, bulletin, records_of(bulletin), lambda: _draw(bulletin))


def _check_pictures(file: Path, folder: Path, *, audit: bool) -> None:
    """Pictures are of a PDF's account, in a folder; anything else is a wrong command line."""
    if not audit:
        raise click.UsageError("--pictures 画的是对账的结果，请和 --audit 一起用。")
    if file.suffix.lower() == ".txt":
        raise click.UsageError(
            f"{file.name} 是纯文本，没有页面可画。请给出 PDF，或去掉 --pictures。"
        )
    if folder.exists() and not folder.is_dir():
        raise click.UsageError(f"{folder} 是文件，不是文件夹。请在 --pictures 后面写一个文件夹。")


def _draw(bulletin: Bulletin) -> Iterator[str]:
    from terminal.bulletin_view import draw_contents, draw_header  # noqa: PLC0415

    yield from draw_header(bulletin, None)
    yield from draw_contents(bulletin)


def _draw_account(account: Audit) -> Iterator[str]:
    from archive.page_regions import ROLES  # noqa: PLC0415
    from terminal.tables import table  # noqa: PLC0415

    yield f"{account.file}：{account.pages} 页，{account.characters} 字（空白不计）"
    names = {slug: role.name for slug, role in ROLES.items()}
    rows = [(names.get(role, role), count) for role, count in account.roles.items()]
    yield from table(("归于", "字数"), rows, numbers=(1,))
    for label, characters in (("漏掉", account.lost), ("重复", account.doubled)):
        if characters:
            told = "、".join(f"{each} {count}" for each, count in characters.items())
            yield f"{label}：{told}"
    yield "账目平衡。" if account.balanced else "账目不平，请把这个文件报给维护者。"
