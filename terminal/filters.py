"""The filters that search, trend and export share, and the query's free words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from terminal.command import Choice

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


_OPTIONS = (
    click.option(
        "--department", "departments", multiple=True, metavar="D", help="部门（任何叫法）。"
    ),
    click.option("--type", "types", multiple=True, metavar="T", help="活动类型，如 培训。"),
    click.option("--since", type=Day(last=False), metavar="D", help="从这一天（月、年）起。"),
    click.option("--until", type=Day(last=True), metavar="D", help="到这一天（月、年）止。"),
    click.option("--series", multiple=True, metavar="S", help="刊名。"),
    click.option("--place", "places", multiple=True, metavar="P", help="地点。"),
    click.option("--kind", "kinds", multiple=True, type=Choice(KINDS), help="记录的种类。"),
    click.option(
        "--role",
        type=Choice(("actor", "any")),
        default="actor",
        help="部门是主办（actor，默认），还是只要提到就算（any）。",
    ),
)


def filter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """All filter options; `filters_from` takes their values together."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def filters_from(options: dict[str, Any]) -> Filters:
    """The filters out of a command's keyword arguments (they are taken out of `options`)."""
    from indexer.plans import Filters  # noqa: PLC0415

    return Filters(
        departments=options.pop("departments"),
        types=options.pop("types"),
        since=options.pop("since"),
        until=options.pop("until"),
        series=options.pop("series"),
        places=options.pop("places"),
        kinds=options.pop("kinds"),
        role=options.pop("role"),
    )


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
