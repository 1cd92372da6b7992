"""`parse`: one file to its records, nothing stored."""

from __future__ import annotations

from pathlib import Path

import click

from terminal.answer import write_json
from terminal.command import AnyPath, ChineseCommand


@click.command("parse", cls=ChineseCommand)
@click.argument("file", type=AnyPath(), metavar="文件")
@click.option("--audit", is_flag=True, help="列出每个字符归到了哪里，而不是记录。")
@click.option("--password", help="PDF 的打开密码。")
def parse_command(file: Path, audit: bool, password: str | None) -> None:  # noqa: FBT001
    """把一个 PDF（或 UTF-8 文本）解析成 JSON，不写入档案库。"""
    from archive.audit import audit_file  # noqa: PLC0415
    from archive.reader import parse_file  # noqa: PLC0415

    if audit:
        write_json(audit_file(file, password))
    else:
        write_json(parse_file(file, password))
