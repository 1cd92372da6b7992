"""`bulletins --calendar`: the issues of each periodical, year by year, as a strip of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import click

from terminal.answer import wrapped
from terminal.tables import table, terminal_width
from terminal.text import printable

if TYPE_CHECKING:
    from archive.calendar_of_issues import IssueCalendar, YearOfIssues

_HELD, _MISSING, _DOUBTFUL = "█", "·", "?"
_TEN = 10


def calendar_rows(calendars: Iterable[IssueCalendar]) -> list[dict[str, object]]:
    """One row a periodical and year, for JSON lines and CSV."""
    return [
        {
            "publisher": each.publisher,
            "series": each.series,
            "year": year.year,
            "issues": year.issues,
            "held": ranges(year.held),
            "missing": ranges(year.missing),
            "expected": year.expected,
            "doubtful": [f"{doubt.id}：{doubt.message}" for doubt in year.doubtful],
        }
        for each in calendars
        for year in each.years
    ]


def calendar_lines(calendars: Sequence[IssueCalendar]) -> list[str]:
    """The calendars as tables, with what is doubtful under each; nothing without any."""
    if not calendars:
        return []
    lines: list[str] = []
    for each in calendars:
        lines.extend((*_calendar(each), ""))
    lines.append(
        f"每格一期，十期一组：{_HELD} 收有，{_MISSING} 缺（期号可证），{_DOUBTFUL} 收有而存疑。"
    )
    lines.append("“可能缺”是期号说不清、按出刊间隔推算的期数。")
    return lines


def ranges(numbers: Sequence[int]) -> str:
    """Rising numbers, runs told by their ends: 1—3、7."""
    parts: list[tuple[int, int]] = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1] = (parts[-1][0], number)
        else:
            parts.append((number, number))
    return "、".join(str(low) if low == high else f"{low}—{high}" for low, high in parts)


def _calendar(calendar: IssueCalendar) -> list[str]:
    columns = terminal_width()
    named = calendar.series or "（没有刊名）"
    rhythm = f"　约 {calendar.rhythm} 天一期" if calendar.rhythm else ""
    title = f"{printable(named)}　{printable(calendar.publisher or '（没有单位）')}{rhythm}"
    lines = [click.style(line, bold=True) for line in wrapped(title, columns, "")]
    lines += table(
        ("年", "收有", "缺", "可能缺", "存疑", "期号"),
        (
            (
                "未注明" if year.year is None else year.year,
                year.issues,
                len(year.missing) or "",
                year.expected or "",
                len({doubt.id for doubt in year.doubtful}) or "",
                _told(year),
            )
            for year in calendar.years
        ),
        numbers=range(1, 5),
        running=5,
    )
    for year in calendar.years:
        for doubt in year.doubtful:
            lines.extend(wrapped(f"? {doubt.id}：{doubt.message}", columns, "  "))
    return lines


def _told(year: YearOfIssues) -> str:
    """The strip of a year's numbers, and those that are missing."""
    strip = _strip(year)
    if not year.missing:
        return strip
    return f"{strip}\n缺第 {ranges(year.missing)} 期"


def _strip(year: YearOfIssues) -> str:
    """A sign for each number of the year, in groups of ten; … where numbers leap."""
    doubtful = {doubt.number for doubt in year.doubtful}
    known = sorted({*year.held, *year.missing})
    signs: list[str] = []
    for before, number in pairwise((known[0] - 1, *known) if known else ()):
        if number - before > 1:
            signs.append(" … ")
        elif signs and (number - 1) % _TEN == 0:
            signs.append(" ")
        held = _DOUBTFUL if number in doubtful else _HELD
        signs.append(_MISSING if number in year.missing else held)
    return "".join(signs)
