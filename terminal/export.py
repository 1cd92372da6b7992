"""`export`: structured records as a spreadsheet, JSON or a database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from terminal.archive_access import open_archive
from terminal.command import Choice, QueryCommand
from terminal.failures import say
from terminal.filters import any_filter, filter_options, filters_from, today

if TYPE_CHECKING:
    from archive.export import Format, What
    from archive.store import Store
    from indexer.plans import Filters

_WHAT = ("activities", "statistics", "inspections", "bulletins")
_FORMATS = ("csv", "xlsx", "json", "jsonl", "sqlite")


@click.command("export", cls=QueryCommand)
@click.argument("what", type=Choice(_WHAT), metavar="|".join(_WHAT))
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[词语…]")
@filter_options
@click.option("-o", "--output", required=True, metavar="FILE", help="写到哪个文件；- 为标准输出。")
@click.option("--format", "format_", type=Choice(_FORMATS), help="文件格式；不写就看文件名的后缀。")
@click.option("--exact", is_flag=True, help="整句照原样查，不作任何解释。")
def export_command(
    what: What,
    words: tuple[str, ...],
    output: str,
    format_: Format | None,
    exact: bool,  # noqa: FBT001
    **options: Any,
) -> None:
    """导出活动、数据、巡查或期刊：全部，或只导出查到的。"""
    from archive.export import export  # noqa: PLC0415

    filters = filters_from(options)
    chosen = format_ or _format_of(output)
    with open_archive() as store:
        ids = _found(store, what, " ".join(words), filters, exact=exact)
        if output == "-":
            count = export(store, what, ids, sys.stdout, chosen)
        else:
            count = export(store, what, ids, Path(output), chosen)
    say(f"已导出 {count} 条" + ("。" if output == "-" else f"，写在 {output}。"))


def _format_of(output: str) -> Format:
    """The format that the file name's ending tells."""
    ending = Path(output).suffix.lower().lstrip(".")
    if output == "-":
        return "json"
    if ending not in _FORMATS:
        raise click.UsageError(
            f"从文件名“{output}”看不出格式。请用 .csv、.xlsx、.json、.jsonl 或 .sqlite 结尾，"
            "或加 --format。"
        )
    return cast("Format", ending)


def _found(
    store: Store, what: What, query: str, filters: Filters, *, exact: bool
) -> list[str] | None:
    """Ids of the records the query finds, in the archive's order; None: everything is asked for."""
    if not query and not any_filter(filters):
        return None
    from indexer.refresh import open_index  # noqa: PLC0415
    from indexer.search import matching  # noqa: PLC0415

    engine = open_index(store)
    try:
        numbers, _ = matching(engine, query, filters, exact=exact, today=today())
        entries = engine.entries(sorted(numbers))
    finally:
        engine.close()
    ids = [entry.id for entry in entries]
    return list(dict.fromkeys(e.bulletin for e in entries)) if what == "bulletins" else ids
