"""`trend`: counts over time, or the series of a statistic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from terminal.answer import answer, wrapped
from terminal.archive_access import asked_archive
from terminal.command import Choice, Format, QueryCommand, format_option
from terminal.filters import (
    WORDS,
    filter_options,
    filters_from,
    query_of,
    today,
    unknown_types,
)
from terminal.plot import plot_option, plotted
from terminal.tables import bar, bar_columns, table, terminal_width
from terminal.text import printable, well_formed

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.comparison import Comparison
    from indexer.engine import Engine
    from indexer.figures import StatisticTrend, ValueSeries
    from indexer.plans import Filters
    from indexer.trends import By, CountPoint, CountSeries, Split, Trend

_GAP = "—"


@click.command("trend", cls=QueryCommand)
@click.argument(
    "words", nargs=-1, type=click.UNPROCESSED, metavar="[词语…]", help=WORDS + "不写就数全部。"
)
@filter_options
@click.option(
    "--by",
    type=Choice(("week", "month", "quarter", "year", "issue")),
    help="按周、月、季、年或期；默认 month，数据序列默认 issue。",
)
@click.option("--split", type=Choice(("department", "type")), help="按部门或类型分开数。")
@click.option("--also", multiple=True, metavar="词语", help="再数一个查询，并排比较；可写几次。")
@click.option("--share", is_flag=True, help="也看占同期全部记录的比例；图上画比例。")
@click.option(
    "--statistic", metavar="范围/类别/指标", help="看一个数据序列，如 省本级/行政许可/受理。"
)
@click.option("--publisher", metavar="P", help="只看这个单位的数据序列。")
@click.option("--exact", is_flag=True, help="整句照原样查，不作任何解释。")
@plot_option
@format_option
def trend_command(
    words: tuple[str, ...],
    by: By | None,
    split: Split | None,
    also: tuple[str, ...],
    share: bool,  # noqa: FBT001
    statistic: str | None,
    publisher: str | None,
    exact: bool,  # noqa: FBT001
    plot: Path | None,
    format_: Format,
    **options: Any,
) -> None:
    """数量随时间的变化：查到的记录按月（周、季、年、期）计数，或看一个统计指标的序列。"""
    filters = filters_from(options)
    query = query_of(words)
    _refuse_mixture(query, split, also, statistic, publisher, share=share)
    with asked_archive() as (_, engine):
        if statistic is not None:
            figures = _figures(engine, well_formed(statistic), filters, by, publisher)
            if plot is not None:
                from charts.figures import draw_figures  # noqa: PLC0415  (only where asked for)

                plotted(draw_figures(figures), plot)
            answer(format_, figures, _rows(figures.series), lambda: _draw_figures(figures))
            return
        queries = [query, *map(well_formed, also)]
        counts = _counted(engine, queries, filters, by or "month", split, exact=exact)
        if plot is not None:
            from charts.counts import draw_counts  # noqa: PLC0415

            plotted(draw_counts(counts, filters, share=share), plot)
        answer(
            format_,
            counts,
            _rows(counts.series),
            lambda: _draw_counts(counts, filters, share=share),
        )


def _figures(
    engine: Engine, statistic: str, filters: Filters, by: By | None, publisher: str | None
) -> StatisticTrend:
    from indexer.figures import statistic_trend  # noqa: PLC0415

    return statistic_trend(engine, statistic, filters, by=by or "issue", publisher=publisher)


def _counted(
    engine: Engine,
    queries: Sequence[str],
    filters: Filters,
    by: By,
    split: Split | None,
    *,
    exact: bool,
) -> Trend | Comparison:
    """The trend of one query, or those of several side by side."""
    from indexer.comparison import compare  # noqa: PLC0415
    from indexer.trends import trend  # noqa: PLC0415

    trends = [
        trend(engine, query, filters, by=by, split=split, exact=exact, today=today())
        for query in queries
    ]
    return trends[0] if len(trends) == 1 else compare(trends)


def _refuse_mixture(
    query: str,
    split: Split | None,
    also: Sequence[str],
    statistic: str | None,
    publisher: str | None,
    *,
    share: bool,
) -> None:
    """Options of the one kind of trend do nothing for the other: say so instead."""
    if statistic is not None and (query or split or also or share):
        named = "--split" if split else "--also" if also else "--share"
        extra = f"词语“{query}”" if query else named
        raise click.UsageError(f"--statistic 看的是一个数据序列，不能同时用{extra}。")
    if statistic is None and publisher is not None:
        raise click.UsageError("--publisher 只和 --statistic 一起用。")
    if also and split:
        raise click.UsageError("--also 比较几个查询，--split 拆开一个查询，不能同时用。")


def _rows(series: tuple[CountSeries, ...] | tuple[ValueSeries, ...]) -> list[dict[str, object]]:
    """One row a point, each with its series' name, for JSON lines and CSV."""
    import msgspec  # noqa: PLC0415

    return [
        {"series": each.name, **msgspec.structs.asdict(point)}
        for each in series
        for point in each.points
    ]


def _draw_counts(counts: Trend | Comparison, filters: Filters, *, share: bool) -> Iterator[str]:
    from indexer import comparison  # noqa: PLC0415  (loaded by now)

    if not any(each.total for each in counts.series):
        yield "没有符合条件的记录，数不出变化。" + unknown_types(filters)
        return
    largest = max((point.count or 0 for each in counts.series for point in each.points), default=0)
    headings = ("时间", "条数", "占比") if share else ("时间", "条数")
    for number, each in enumerate(counts.series):
        if each.name:
            if number:
                yield ""
            yield click.style(f"{printable(each.name)}（{each.total}）", bold=True)
        yield from _with_bars(
            headings,
            [_count_cells(point)[: len(headings)] for point in each.points],
            [point.count or 0 for point in each.points],
            largest,
        )
        if each.undated:
            yield f"另有 {each.undated} 条日期不够确切，没有计入。"
    span = counts.span
    parts = [f"所据 {span.issues} 期"]
    if not isinstance(counts, comparison.Comparison):
        parts.insert(0, f"共 {counts.total} 条")
    if span.gaps:
        parts.append(f"{span.buckets} 段时间里有 {span.gaps} 段一期也没有（{_GAP}）")
    yield ""
    yield from wrapped("，".join(parts) + "。", terminal_width(), "")


def _count_cells(point: CountPoint) -> tuple[object, ...]:
    share = "" if point.share is None else f"{point.share * 100:.1f}%"
    return point.name, _GAP if point.gap else point.count, share


def _draw_figures(figures: StatisticTrend) -> Iterator[str]:
    for number, each in enumerate(figures.series):
        if number:
            yield ""
        unit = f"（{each.unit}）" if each.unit else ""
        title = f"{each.name}{unit}　{each.publisher or ''}".rstrip("　")
        yield from (click.style(line, bold=True) for line in wrapped(title, terminal_width(), ""))
        yield from _with_bars(
            ("时间", "累计" if each.cumulative else "数值", "本期新增", "同比"),
            [
                (
                    point.name,
                    _GAP if point.gap else _number(point.value),
                    _number(point.increment),
                    "" if point.change is None else f"{point.change:+.1f}%",
                )
                for point in each.points
            ],
            [float(point.increment or 0) for point in each.points],
            max((float(point.increment or 0) for point in each.points), default=0),
        )
        if each.undated:
            yield f"另有 {each.undated} 个数没有日期，没有列入。"


def _with_bars(
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    values: Sequence[float],
    largest: float,
) -> list[str]:
    """A table with a bar at the end of each row."""
    columns = bar_columns(headings, rows)
    return table(
        (*headings, ""),
        [(*row, bar(value, largest, columns)) for row, value in zip(rows, values, strict=True)],
        numbers=range(1, len(headings)),
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,}"
