"""How a publisher's issues look and how that drifts: one style for each span of some years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

import msgspec

from corpus.samples.blocks import Bold, Setting
from corpus.samples.calendar import Edition, chinese_number, chinese_year, full_width
from corpus.samples.names import Publisher
from corpus.samples.scene import Manner

LABEL = "（样例）"
"""Follows the series' name in every masthead: `窗口工作周报（样例）`."""
_ERAS = (2013, 2016, 2019, 2022)

IssueForm = Callable[[Edition, int], str]
DateForm = Callable[[dt.date], str]
PeriodForm = Callable[[Edition], str]

ISSUE_FORMS: tuple[IssueForm, ...] = (
    lambda e, _: f"第{e.number}期",
    lambda e, _: f"第{chinese_number(e.number)}期",
    lambda e, year: f"〔{year}〕第{e.number}期",
    lambda e, year: f"{year}年第{e.number}期（总第{e.total}期）",
    lambda e, year: f"{year}年第{e.number}期",
    lambda e, _: f"第{e.number}期 (总第 {e.total} 期)",
    lambda e, year: f"{chinese_year(year)}年第{chinese_number(e.number)}期",
    lambda e, year: full_width(f"{year}年第{e.number}期（总第{e.total}期）"),
    lambda e, _: f"第 {e.number} 期",
    lambda e, _: f"第{e.number}期（总第{e.total}期）",
)
_HAS_TOTAL = frozenset({3, 5, 7, 9})
DATE_FORMS: tuple[DateForm, ...] = (
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{chinese_year(d.year)}年{chinese_number(d.month)}月{chinese_number(d.day)}日",
    lambda d: d.isoformat(),
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: full_width(f"{d.year}年{d.month}月{d.day}日"),
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: (
        f"{chinese_year(d.year).replace('〇', '○')}年{chinese_number(d.month)}月"
        f"{chinese_number(d.day)}日"
    ),
)


def _month_day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"


def _short_period(edition: Edition) -> str:
    start, end = edition.start, edition.end
    if start.month == end.month:
        return f"（{start.month}月{start.day}-{end.day}日）"
    return f"（{_month_day(start)}-{_month_day(end)}）"


PERIOD_FORMS: tuple[PeriodForm, ...] = (
    lambda e: f"（{_month_day(e.start)}—{_month_day(e.end)}）",
    lambda e: f"（{_month_day(e.start)}至{_month_day(e.end)}）",
    lambda e: f"({_month_day(e.start)}-{_month_day(e.end)})",
    _short_period,
    lambda e: (
        f"（{DATE_FORMS[0](e.start)}—{_month_day(e.end)}）"
        if e.start.year == e.end.year
        else f"（{DATE_FORMS[0](e.start)}—{DATE_FORMS[0](e.end)}）"
    ),
    lambda e: f"（{DATE_FORMS[0](e.start)}至{DATE_FORMS[0](e.end)}）",
)


def _dotted_period(edition: Edition) -> str:
    """A form kept apart: full dates with points (2019.5.1—2019.5.31)."""
    return f"（{DATE_FORMS[3](edition.start)}—{DATE_FORMS[3](edition.end)}）"


MARKERS: dict[str, Callable[[int], str]] = {
    "（1）": lambda n: f"（{n}）",
    "(1)": lambda n: f"({n})",
    "1.": lambda n: f"{n}.",
    "1．": lambda n: f"{n}．",
    "1、": lambda n: f"{n}、",
    "①": lambda n: chr(0x2460 + n - 1),
    "一、": lambda n: f"{chinese_number(n)}、",
    "（一）": lambda n: f"（{chinese_number(n)}）",
    "(一)": lambda n: f"({chinese_number(n)})",
    "第一": lambda n: f"第{chinese_number(n)}，",
    "【】": lambda _: "",
    "": lambda _: "",
}


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """All choices of form for one publisher in one span of years."""

    issue_form: int
    date_form: int
    period_form: int
    masthead: str
    spaced_masthead: bool
    subtitle: str | None
    heading: str
    subheading: str
    marker: str
    items: str
    statistics: str
    statistics_last: bool
    subsections: bool
    footer: str
    columns: int
    contents: bool
    editor: bool
    contributor: bool
    picture: bool
    footnote: bool
    classification: str | None
    inspection: bool
    setting: Setting
    manner: Manner


def _numbering(rng: Random) -> tuple[str, str, str]:
    """Section, subsection and item numbering that differ from each other."""
    heading = rng.choice(["一、", "一、", "一、", "【】", ""])
    subheading = rng.choice(["（一）", "（一）", "(一)"])
    marker = rng.choice(["（1）", "(1)", "1.", "1．", "1、", "①", "第一"])
    return heading, subheading, marker


def style_of(publisher: Publisher, year: int, seed: int) -> Style:
    """The publisher's style in that year; it stays for some years and then drifts."""
    era = max(start for start in _ERAS if start <= max(year, _ERAS[0]))
    rng = Random(f"style/{seed}/{publisher.id}/{era}")
    keep = Random(f"style/{seed}/{publisher.id}")
    heading, subheading, marker = _numbering(rng)
    items = rng.choice(["marker", "marker", "marker", "headline", "lead", "plain"])
    columns = 2 if rng.random() < 0.12 else 1
    statistics = ["prose", "prose", "list", "table", "table", "three-line", "two-row"]
    return Style(
        issue_form=rng.randrange(len(ISSUE_FORMS)),
        date_form=rng.randrange(len(DATE_FORMS)),
        period_form=rng.randrange(len(PERIOD_FORMS)),
        masthead=keep.choice(["split", "stacked", "issue-date"]),
        spaced_masthead=rng.random() < 0.25,
        subtitle=keep.choice([None, "政务服务工作", "工作动态综述", None]),
        heading=heading,
        subheading=subheading,
        marker=marker,
        items=items,
        statistics="prose" if columns == 2 else rng.choice(statistics),
        statistics_last=rng.random() < 0.2,
        subsections=heading == "一、" and rng.random() < 0.7,
        footer=keep.choice(["报送发", "报送发", "抄送", "主送"]),
        columns=columns,
        contents=rng.random() < 0.2,
        editor=rng.random() < 0.2,
        contributor=rng.random() < 0.2,
        picture=columns == 1 and rng.random() < 0.12,
        footnote=rng.random() < 0.2,
        classification="内部资料" if rng.random() < 0.15 else None,
        inspection=rng.random() < 0.75,
        setting=_setting(rng, publisher, columns),
        manner=_manner(rng, marker),
    )


def _setting(rng: Random, publisher: Publisher, columns: int) -> Setting:
    bold: Bold = "font" if rng.random() < 0.75 else "overprint"
    size, leading, lines = rng.choice([(16.0, 28.0, 22), (16.0, 29.0, 21), (15.0, 27.0, 23)])
    if columns == 2:
        size, leading, lines = 14.0, 25.0, 24
    return Setting(
        size=size,
        leading=leading,
        lines_per_page=lines,
        bold=bold,
        page_number=rng.choice(["— {} —", "-{}-", "第{}页", "- {} -", "{}"]),
        running_head=f"{publisher.series}{LABEL}" if rng.random() < 0.2 else None,
        digit_spaces=rng.random() < 0.2,
    )


def _manner(rng: Random, marker: str) -> Manner:
    """How items are written; a day alone never follows a point (1.24日 would be read as one)."""
    dates = ["day", "day", "day", "day", "vague", "range"]
    dates += rng.sample(["time", "year", "bare", "month", "vague"], 2)
    if marker in ("1.", "1．"):
        dates = ["day" if form == "bare" else form for form in dates]
    return Manner(dates=tuple(dates), wide_digits=rng.random() < 0.1, length=(3, 5))


def issue_line(style: Style, edition: Edition) -> str:
    """The issue line as printed."""
    return ISSUE_FORMS[style.issue_form](edition, edition.published.year)


def has_total(style: Style) -> bool:
    """True where the issue line names the total number."""
    return style.issue_form in _HAS_TOTAL


def period_line(style: Style, publisher: Publisher, edition: Edition) -> str:
    """The period as printed under the title."""
    if publisher.held_out:
        return _dotted_period(edition)
    return PERIOD_FORMS[style.period_form](edition)
