"""`search`: records that contain the words, then the related ones."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from terminal.answer import answer, highlighted
from terminal.archive_access import open_archive
from terminal.command import Choice, Format, QueryCommand, Whole, format_option
from terminal.filters import any_filter, filter_options, filters_from, today
from terminal.text import days, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from indexer.engine import Engine
    from indexer.search import Hit, SearchResult, Sort

_WHY = {"literal": "原词", "words": "各词都有", "synonym": "同义"}


@click.command("search", cls=QueryCommand)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="词语…")
@filter_options
@click.option(
    "--sort", type=Choice(("relevance", "date")), default="relevance", help="按相关程度还是日期排。"
)
@click.option("--limit", type=Whole(), default=20, metavar="N", help="每页几条，默认 20。")
@click.option("--page", type=Whole(), default=1, metavar="K", help="第几页。")
@click.option("--exact", is_flag=True, help="整句照原样查，不作任何解释。")
@click.option("--batch", metavar="FILE", help="逐行回答文件（- 为标准输入）里的查询。")
@format_option
def search_command(
    words: tuple[str, ...],
    sort: Sort,
    limit: int,
    page: int,
    exact: bool,  # noqa: FBT001
    batch: str | None,
    format_: Format,
    **options: Any,
) -> None:
    """查记录：林地报批；"原样短语"；林地 或 草原；-培训；部门:省林草局 时间:2022-08。"""
    from indexer.refresh import open_index  # noqa: PLC0415
    from indexer.search import search  # noqa: PLC0415

    query = " ".join(words)
    filters = filters_from(options)
    if batch is None and not query and not any_filter(filters):
        raise click.UsageError("请写要查的词，或至少给一个筛选条件（如 --department 省林草局）。")

    def ask(text: str, engine: Engine) -> SearchResult:
        return search(
            engine,
            text,
            filters,
            sort=sort,
            limit=limit,
            page=page,
            exact=exact,
            today=today(),
        )

    with open_archive() as store:
        engine = open_index(store)
        try:
            if batch is not None:
                _answer_each(batch, lambda text: ask(text, engine))
            else:
                result = ask(query, engine)
                answer(format_, result, result.hits, lambda: _draw(result))
        finally:
            engine.close()


def _answer_each(batch: str, ask: Callable[[str], SearchResult]) -> None:
    """One JSON object a line for each line of the file; a broken query answers with its error."""
    import msgspec  # noqa: PLC0415

    from archive.problems import QueryError  # noqa: PLC0415

    for line in _lines(batch):
        try:
            result: object = ask(line)
        except QueryError as error:
            result = {"query": line, "error": error.message, "position": error.position}
        click.echo(msgspec.json.encode(result).decode("utf-8"))


def _lines(batch: str) -> Iterator[str]:
    """The queries of a file, blank lines left out."""
    if batch == "-":
        text = sys.stdin.buffer.read()
    else:
        try:
            text = Path(batch).read_bytes()
        except OSError as error:
            raise click.UsageError(f"读不了 {batch}：{error.strerror}。") from error
    try:
        lines = text.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{batch} 不是 UTF-8 文本，请另存为 UTF-8 后再试。") from error
    yield from (line for line in lines if line.strip())


def _draw(result: SearchResult) -> None:
    """Hits as a person reads them: where, who, the best passage, and why it is there."""
    told = _understood(result)
    if told:
        click.secho(f"理解为：{told}", fg="yellow")
    if not result.total:
        click.echo(f"没有找到“{printable(result.query)}”。")
        if result.suggestions:
            click.echo(f"您要找的是不是：{'、'.join(map(printable, result.suggestions))}")
        return
    shown = len(result.hits)
    first = (result.page - 1) * result.limit + 1
    last = first + shown - 1
    count = f"（显示第 {first}—{last} 条）" if shown and shown < result.total else ""
    click.echo(f"共 {result.total} 条{count}")
    for number, hit in enumerate(result.hits, first):
        _draw_hit(number, hit)
    if not shown:
        click.echo(f"没有第 {result.page} 页，共 {-(-result.total // result.limit)} 页。")


def _draw_hit(number: int, hit: Hit) -> None:
    issue = hit.series or hit.bulletin
    if hit.number:
        issue += f" 第{hit.number}期"
    when = ""
    if hit.date is not None:
        when = days(hit.date.start, hit.date.end) + ("" if hit.date.dated else "（本期时间）")
    parts = (issue, f"第{hit.page}页", when, "、".join(hit.departments), "、".join(hit.types))
    click.echo()
    click.secho(f"{number}. " + printable("  ".join(part for part in parts if part)), bold=True)
    start, end = hit.passage
    marks = [
        (max(low, start) - start, min(high, end) - start)
        for low, high in hit.highlights
        if low < end and high > start
    ]
    before, after = "…" if start else "", "…" if end < len(hit.text) else ""
    body = highlighted(hit.text[start:end], marks).replace("\n", " ")
    click.echo(f"   {before}{body}{after}")
    why = "" if hit.why == "literal" else f"  〔{_WHY[hit.why]}〕"
    click.secho(f"   {printable(hit.id)}{why}", dim=True)


def _understood(result: SearchResult) -> str:
    """What was taken out of a plain sentence, empty where the query was taken as it stands."""
    read = result.understood
    parts = []
    if read.departments:
        parts.append("部门 " + "、".join(each.asked for each in read.departments))
    if read.types:
        parts.append("类型 " + "、".join(read.types))
    if read.places:
        parts.append("地点 " + "、".join(read.places))
    if read.since or read.until:
        parts.append(f"时间 {read.since or '…'} 至 {read.until or '…'}")
    if read.number:
        parts.append(f"期 {read.number}")
    if parts and read.words:
        parts.append("词语 " + " ".join(read.words))
    if read.relaxed:
        parts.append("放宽了 " + "、".join(read.relaxed))
    return printable("；".join(parts))
