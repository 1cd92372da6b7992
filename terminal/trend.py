"""`trend`: counts over time, or the series of a statistic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from terminal.answer import answer
from terminal.archive_access import open_archive
from terminal.command import Choice, Format, QueryCommand, format_option
from terminal.filters import filter_options, filters_from, today
from terminal.tables import bar, draw_table, terminal_width
from terminal.text import printable

if TYPE_CHECKING:
    from indexer.figures import StatisticTrend, ValueSeries
    from indexer.trends import By, CountSeries, Split, Trend

_LABELS = 42
"""Columns that a line's name, number and borders take beside its bar."""


@click.command("trend", cls=QueryCommand)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[词语…]")
@filter_options
@click.option(
    "--by",
    type=Choice(("week", "month", "quarter", "year", "issue")),
    help="按周、月、季、年或期；默认 month，数据序列默认 issue。",
)
@click.option("--split", type=Choice(("department", "type")), help="按部门或类型分开数。")
@click.option(
    "--statistic", metavar="范围/类别/指标", help="看一个数据序列，如 省本级/行政许可/受理。"
)
@click.option("--publisher", metavar="P", help="只看这个单位的数据序列。")
@click.option("--exact", is_flag=True, help="整句照原样查，不作任何解释。")
@format_option
def trend_command(
    words: tuple[str, ...],
    by: By | None,
    split: Split | None,
    statistic: str | None,
    publisher: str | None,
    exact: bool,  # noqa: FBT001
    format_: Format,
    **options: Any,
) -> None:
    """数量随时间的变化：查到的记录按月（周、季、年、期）计数，或看一个统计指标的序列。"""
    from indexer.figures import statistic_trend  # noqa: PLC0415
    from indexer.refresh import open_index  # noqa: PLC0415
    from indexer.trends import trend  # noqa: PLC0415

    filters = filters_from(options)
    with open_archive() as store:
        engine = open_index(store)
        try:
            if statistic is not None:
                figures = statistic_trend(
                    engine, statistic, filters, by=by or "issue", publisher=publisher
                )
                answer(format_, figures, _rows(figures.series), lambda: _draw_figures(figures))
            else:
                counts = trend(
                    engine,
                    " ".join(words),
                    filters,
                    by=by or "month",
                    split=split,
                    exact=exact,
                    today=today(),
                )
                answer(format_, counts, _rows(counts.series), lambda: _draw_counts(counts))
        finally:
            engine.close()


def _rows(series: tuple[CountSeries, ...] | tuple[ValueSeries, ...]) -> list[dict[str, object]]:
    """One row a point, each with its series' name, for JSON lines and CSV."""
    import msgspec  # noqa: PLC0415

    return [
        {"series": each.name, **msgspec.structs.asdict(point)}
        for each in series
        for point in each.points
    ]


def _draw_counts(counts: Trend) -> None:
    largest = max((point.count or 0 for each in counts.series for point in each.points), default=0)
    columns = max(terminal_width() - _LABELS, 10)
    for each in counts.series:
        if each.name:
            click.secho(f"\n{printable(each.name)}（{each.total}）", bold=True)
        draw_table(
            ("时间", "条数", ""),
            (
                (
                    point.name,
                    "无期刊" if point.gap else point.count,
                    bar(point.count or 0, largest, columns),
                )
                for point in each.points
            ),
            numbers=(1,),
        )
        if each.undated:
            click.echo(f"另有 {each.undated} 条日期不够确切，没有计入。")
    span = counts.span
    missing = f"，其中 {span.gaps} 段没有期刊" if span.gaps else ""
    click.echo(f"共 {counts.total} 条；所据期刊 {span.issues} 期，{span.buckets} 段时间{missing}。")


def _draw_figures(figures: StatisticTrend) -> None:
    for each in figures.series:
        unit = f"（{each.unit}）" if each.unit else ""
        largest = max((float(point.increment or 0) for point in each.points), default=0)
        columns = max(terminal_width() - 2 * _LABELS, 10)
        draw_table(
            ("时间", "累计" if each.cumulative else "数值", "本期新增", "同比", ""),
            (
                (
                    point.name,
                    "缺" if point.gap else _number(point.value),
                    _number(point.increment),
                    "" if point.change is None else f"{point.change:+.1f}%",
                    bar(float(point.increment or 0), largest, columns),
                )
                for point in each.points
            ),
            title=f"{each.name}{unit}　{each.publisher or ''}",
            numbers=(1, 2, 3),
        )
        if each.undated:
            click.echo(f"另有 {each.undated} 个数没有日期，没有列入。")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,}"
