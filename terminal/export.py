"""`export`: structured records as a spreadsheet, JSON or a database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from terminal.archive_access import asked_archive, open_archive
from terminal.command import Choice, QueryCommand
from terminal.failures import say
from terminal.filters import (
    WORDS,
    any_filter,
    filter_options,
    filters_from,
    query_of,
    today,
    unknown_types,
)

if TYPE_CHECKING:
    from archive.export import Format, What
    from archive.store import Store
    from indexer.engine import Engine
    from indexer.entries import Entry
    from indexer.plans import Filters

_WHAT = ("activities", "statistics", "inspections", "bulletins")
_FORMATS = ("csv", "xlsx", "json", "jsonl", "sqlite")
_BINARY = ("xlsx", "sqlite")


@click.command("export", cls=QueryCommand)
@click.argument(
    "what",
    type=Choice(_WHAT),
    metavar="|".join(_WHAT),
    help="导出什么：活动、数据、巡查，或各期本身。",
)
@click.argument(
    "words", nargs=-1, type=click.UNPROCESSED, metavar="[词语…]", help=WORDS + "不写就导出全部。"
)
@filter_options
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="写到哪个文件：.csv、.xlsx、.json、.jsonl 或 .sqlite；- 为标准输出。",
)
@click.option(
    "--format",
    "format_",
    type=Choice(_FORMATS),
    help="文件格式；不写就看文件名的后缀，标准输出为 json。",
)
@click.option("--exact", is_flag=True, help="整句照原样查，不作任何解释。")
def export_command(
    what: What,
    words: tuple[str, ...],
    output: str,
    format_: Format | None,
    exact: bool,  # noqa: FBT001
    **options: Any,
) -> None:
    """把活动、数据、巡查或各期导出为表格：全部，或只导出查到的。"""
    filters = filters_from(options)
    query = query_of(words)
    chosen = format_ or _format_of(output)
    if output == "-" and chosen in _BINARY and sys.stdout.isatty():
        raise click.UsageError(f"{chosen} 不能显示在屏幕上。请用 -o 指定文件名。")
    from archive.export import export  # noqa: PLC0415

    target = sys.stdout if output == "-" else Path(output)
    if query or any_filter(filters):
        with asked_archive() as (store, engine):
            ids = _found(store, engine, what, query, filters, exact=exact)
            count = export(store, what, ids, target, chosen)
    else:
        with open_archive(read_only=True) as store:
            count = export(store, what, None, target, chosen)
    where = "" if output == "-" else f"，写在 {output}"
    say(f"已导出 {count} 条{where}。" if count else f"没有符合条件的记录{where}。")
    if not count and (unknown := unknown_types(filters)):
        say(unknown)


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
    store: Store, engine: Engine, what: What, query: str, filters: Filters, *, exact: bool
) -> list[str]:
    """Ids of what the query finds in the archive's order (the index's is that of ingest)."""
    from indexer.search import matching  # noqa: PLC0415

    numbers, _ = matching(engine, query, filters, exact=exact, today=today())
    places = {bulletin: place for place, bulletin in enumerate(store.current_ids())}

    def place_of(entry: Entry) -> tuple[int, str, int]:
        suffix = entry.id.rpartition(".")[2]
        return places.get(entry.bulletin, len(places)), suffix[:1], int(suffix[1:])

    entries = sorted(engine.entries(sorted(numbers)), key=place_of)
    if what == "bulletins":
        return list(dict.fromkeys(entry.bulletin for entry in entries))
    return [entry.id for entry in entries]
