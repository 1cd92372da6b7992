"""The filters that search, trend and export share, and the query's free words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from terminal.command import Choice
from terminal.text import well_formed

if TYPE_CHECKING:
    from indexer.plans import Filters

KINDS = ("activity", "statistic", "inspection", "section", "unparsed")


class Day(click.ParamType[date]):
    """A day, month, quarter or year; its first day for `--since`, its last for `--until`."""

    name = "日期"

    def __init__(self, *, last: bool) -> None:
        self.last = last

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The first or last day; fails on what is no date."""
        from indexer.dates import parse_range  # noqa: PLC0415  (only where it is asked for)

        if isinstance(value, date):
            return value
        try:
            start, end = parse_range(value, today())
        except ValueError:
            start = end = None
        day = end if self.last else start
        if day is None:
            self.fail(
                f"“{value}”不是日期。可以写 2022-08-12、2022-08、2022Q3、2022 或 2022年8月12日。",
                param,
                ctx,
            )
        return day


def today() -> date:
    """The day that 去年 and the like are seen from."""
    return datetime.now().astimezone().date()


def query_of(words: Sequence[str]) -> str:
    """The words after the command as one query; bytes that were not UTF-8 are shown as �."""
    return well_formed(" ".join(words))


WORDS = "要查的词；几个词之间是“并且”，“-培训”是不含，还可写 或、部门:、类型:、时间:、地点:。"

DATE_OPTIONS = (
    click.option(
        "--since", type=Day(last=False), metavar="D", help="从这一天（月、季、年）起，如 2022-08。"
    ),
    click.option(
        "--until", type=Day(last=True), metavar="D", help="到这一天（月、季、年）止，如 2022Q3。"
    ),
)
TYPE_OPTION = click.option(
    "--type", "types", multiple=True, metavar="T", help="活动类型，如 培训；可写几次。"
)
ROLE_OPTION = click.option(
    "--role",
    type=Choice(("actor", "any")),
    default="actor",
    help="部门是主办（actor，默认），还是只要提到就算（any）。",
)
_OPTIONS = (
    click.option(
        "--department",
        "departments",
        multiple=True,
        metavar="D",
        help="部门，任何叫法；可写几次，有一个就算。",
    ),
    TYPE_OPTION,
    *DATE_OPTIONS,
    click.option("--series", multiple=True, metavar="S", help="刊名，如 窗口工作周报。"),
    click.option("--place", "places", multiple=True, metavar="P", help="地点，含其下级。"),
    click.option("--kind", "kinds", multiple=True, type=Choice(KINDS), help="记录的种类。"),
    ROLE_OPTION,
)


def filter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """All filter options; `filters_from` takes their values together."""
    return options(_OPTIONS)(function)


def options(
    several: Sequence[Callable[..., Callable[..., Any]]],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Several options as one decorator, in their order."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(several):
            function = option(function)
        return function

    return decorate


def filters_from(options: dict[str, Any]) -> Filters:
    """The filters out of a command's keyword arguments (they are taken out of `options`)."""
    from indexer.plans import Filters  # noqa: PLC0415

    chosen = {name: options.pop(name) for name in Filters.__struct_fields__ if name in options}
    for name, value in chosen.items():
        if isinstance(value, tuple):
            chosen[name] = tuple(well_formed(each) for each in value)
    filters = Filters(**chosen)
    if filters.since and filters.until and filters.since > filters.until:
        raise click.UsageError(f"--since {filters.since} 晚于 --until {filters.until}，请对调。")
    return filters


def any_filter(filters: Filters) -> bool:
    """Whether some filter was given (the role alone is none)."""
    return any(
        (
            filters.departments,
            filters.types,
            filters.since,
            filters.until,
            filters.series,
            filters.places,
            filters.kinds,
        )
    )


def unknown_types(filters: Filters) -> str:
    """What to say of types that there are not, empty where all are known."""
    from corpus.lexicon.activity_types import activity_types  # noqa: PLC0415

    known = [each.name for each in activity_types().types]
    unknown = [name for name in filters.types if name not in known]
    if not unknown:
        return ""
    return f"没有活动类型“{'”、“'.join(unknown)}”。可用的有：{'、'.join(known)}。"
