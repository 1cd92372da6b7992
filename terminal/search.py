"""`search`: records that contain the words, then the related ones."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from terminal.answer import answer, wrapped, write_line
from terminal.archive_access import asked_archive
from terminal.command import Choice, Format, QueryCommand, Whole, format_option
from terminal.filters import (
    WORDS,
    any_filter,
    filter_options,
    filters_from,
    query_of,
    today,
    unknown_types,
)
from terminal.tables import terminal_width
from terminal.text import days, fit, packed, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.engine import Engine
    from indexer.plans import Filters
    from indexer.search import Hit, SearchResult, Sort

_WHY = {"literal": "原词", "words": "各词都有", "synonym": "同义"}
_KINDS = {
    "activity": "",
    "statistic": "数据",
    "inspection": "巡查",
    "section": "概述",
    "unparsed": "未归类",
}
_LONGEST_SHOWN = 60
"""Columns of a query that is repeated in a message."""


@click.command("search", cls=QueryCommand)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="词语…", help=WORDS)
@filter_options
@click.option(
    "--sort",
    type=Choice(("relevance", "date")),
    default="relevance",
    help="按相关程度（默认）还是日期排。",
)
@click.option("--limit", type=Whole(), default=20, metavar="N", help="每页几条，默认 20。")
@click.option("--page", type=Whole(), default=1, metavar="K", help="第几页，默认 1。")
@click.option("--exact", is_flag=True, help="整句照原样查，不作任何解释。")
@click.option(
    "--batch", metavar="FILE", help="逐行回答文件（- 为标准输入）里的查询，每行输出一个 JSON。"
)
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
    query = query_of(words)
    filters = filters_from(options)
    if batch is not None and query:
        raise click.UsageError("--batch 逐行回答文件里的查询，后面不再写词语。")
    if batch is None and not query and not any_filter(filters):
        raise click.UsageError("请写要查的词，或至少给一个筛选条件（如 --department 省林草局）。")
    from indexer.search import search  # noqa: PLC0415

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

    with asked_archive() as (_, engine):
        if batch is not None:
            _answer_each(batch, lambda text: ask(text, engine))
            return
        result = ask(query, engine)
        answer(format_, result, result.hits, lambda: _draw(result, filters))


def _answer_each(batch: str, ask: Callable[[str], SearchResult]) -> None:
    """One JSON object a line for each line of the file; a broken query answers with its error."""
    from archive.problems import QueryError  # noqa: PLC0415

    for line in _lines(batch):
        if isinstance(line, UnicodeDecodeError):
            query = line.object.decode("utf-8", "replace")
            result: object = {"query": query, "error": "这一行不是 UTF-8 文本，没有查。"}
        else:
            try:
                result = ask(line)
            except QueryError as error:
                result = {"query": line, "error": error.message, "position": error.position}
        write_line(result)
        # Whoever asks line by line through a pipe waits for this answer before the next question.
        sys.stdout.flush()


def _lines(batch: str) -> Iterator[str | UnicodeDecodeError]:
    """The queries of a file as they come, blank lines left out; what is no UTF-8 as an error."""
    try:
        with click.open_file(batch, "rb") as opened:
            for number, raw in enumerate(opened):
                line = raw.rstrip(b"\r\n")
                try:
                    text = line.decode("utf-8-sig" if number == 0 else "utf-8")
                except UnicodeDecodeError as error:
                    yield error
                    continue
                if text.strip():
                    yield text
    except OSError as error:
        raise click.UsageError(f"读不了 {Path(batch)}：{error.strerror}。") from error


def _draw(result: SearchResult, filters: Filters) -> Iterator[str]:
    """Hits as a person reads them: where, who, the best passage, and why it is there."""
    columns = terminal_width()
    told = _understood(result)
    if told:
        yield from (click.style(line, fg="yellow") for line in wrapped(told, columns, ""))
    if not result.total:
        yield from _nothing(result, filters)
        return
    shown = len(result.hits)
    if not shown:
        yield f"没有第 {result.page} 页，一共 {-(-result.total // result.limit)} 页。"
        return
    first = (result.page - 1) * result.limit + 1
    yield f"共 {result.total} 条" + (
        f"，显示第 {first}—{first + shown - 1} 条" if shown < result.total else ""
    )
    here = {hit.id for hit in result.hits}
    for number, hit in enumerate(result.hits, first):
        if hit.folded_under not in here:
            yield from _draw_hit(number, hit, columns)
    if first + shown - 1 < result.total:
        yield ""
        yield click.style(f"下一页：加 --page {result.page + 1}", dim=True)


def _nothing(result: SearchResult, filters: Filters) -> Iterator[str]:
    """What to say and suggest where nothing was found."""
    asked = fit(printable(result.query), _LONGEST_SHOWN)
    yield f"没有找到“{asked}”。" if result.query else "没有符合这些条件的记录。"
    unknown = unknown_types(filters)
    if unknown:
        yield unknown
    if result.suggestions:
        yield f"您要找的是不是：{'、'.join(map(printable, result.suggestions))}"
    elif any_filter(filters):
        yield "可以去掉或放宽筛选条件再试。"
    else:
        yield "可以换个说法、少写几个词再试；zhoubao departments、zhoubao types 列出库里有的。"


def _draw_hit(number: int, hit: Hit, columns: int) -> Iterator[str]:
    issue = hit.series or hit.bulletin
    if hit.number:
        issue += f" {hit.published.year}年" if hit.published else " "
        issue += f"第{hit.number}期"
    when = ""
    if hit.date is not None:
        when = days(hit.date.start, hit.date.end) + ("" if hit.date.dated else "（本期时间）")
    facts = (
        issue,
        "样例" if hit.synthetic else "",
        f"第{hit.page}页",
        when,
        "、".join(hit.departments),
        "、".join(hit.types) or _KINDS[hit.kind],
    )
    indent = " " * (len(str(number)) + 2)
    yield ""
    head = packed([printable(fact) for fact in facts if fact], columns - len(indent), "  ")
    for place, line in enumerate(head):
        yield click.style((f"{number}. " if place == 0 else indent) + line, bold=True)
    start, end = hit.passage
    before, after = "…" if start else "", "…" if end < len(hit.text) else ""
    body = before + hit.text[start:end].replace("\n", " ") + after
    shift = len(before) - start
    marks = [
        (max(low, start) + shift, min(high, end) + shift)
        for low, high in hit.highlights
        if low < end and high > start
    ]
    yield from wrapped(body, columns, indent, marks)
    why = "" if hit.why == "literal" else f"  〔{_WHY[hit.why]}〕"
    yield click.style(f"{indent}{printable(hit.id)}{why}", dim=True)
    if hit.folded:
        told = f"另有 {hit.folded} 条几乎相同：{'、'.join(map(printable, hit.folded_ids))}"
    elif hit.folded_under:
        told = f"与前面的 {printable(hit.folded_under)} 几乎相同"
    else:
        return
    yield from (click.style(line, dim=True) for line in wrapped(told, columns, indent))


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
        parts.append(f"第 {read.number} 期")
    if parts and read.words:
        parts.append("词语 " + " ".join(read.words))
    if read.relaxed:
        parts.append("放宽了 " + "、".join(read.relaxed))
    return f"理解为：{'；'.join(parts)}" if parts else ""
