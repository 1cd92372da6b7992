"""Paragraphs of statistics in many manners (`statistic_cases.txt`), read figure by figure."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import msgspec
import pytest

from archive.extract.context import Context
from archive.extract.statistics import Figure, find_figures, is_statistical
from archive.records import Interval

_VALUE = re.compile(r"(-?[0-9.]+)(.*)")
_CHANGE = re.compile(r"(同比|环比) (-?[0-9.]+)([^\s)]+)")


class Wanted(msgspec.Struct, frozen=True):
    """One figure of a case: for each field the values that are right."""

    line: str
    optional: bool
    value: tuple[float, str]
    scope: tuple[str | None, ...]
    category: tuple[str | None, ...]
    measure: tuple[str | None, ...]
    days: tuple[tuple[str, str], ...]
    cumulative: bool | None
    changes: tuple[tuple[str, float, str], ...]
    platform: tuple[str | None, ...]


class Case(msgspec.Struct, frozen=True):
    """A paragraph of an issue and its figures."""

    context: Context
    text: str
    figures: tuple[Wanted, ...]


def _any_of(written: str) -> tuple[str | None, ...]:
    return tuple(None if one == "-" else one for one in written.strip().split("/"))


def _stretch(written: str) -> tuple[str, str]:
    start, _, end = written.partition("..")
    return start, end


def _wanted(line: str, issue: str) -> Wanted:
    told, _, platform = line.lstrip("?").partition("@")
    parts = [part.strip() for part in told.strip().split("|")] + [""] * 3
    value = _VALUE.fullmatch(parts[3])
    assert value, line
    days = parts[4] or issue
    tail = parts[5]
    stretches = tuple(_stretch(one) for one in days.split("/")) if days != "*" else ()
    return Wanted(
        line=line,
        optional=line.startswith("?"),
        value=(float(value[1]), value[2]),
        scope=_any_of(parts[0]),
        category=_any_of(parts[1]),
        measure=_any_of(parts[2]),
        days=stretches,
        cumulative=None if "+/" in tail else "+" in tail,
        changes=tuple((kind, float(number), unit) for kind, number, unit in _CHANGE.findall(tail)),
        platform=_any_of(platform) if platform.strip() else (None,),
    )


def _context(issue: str) -> Context:
    if issue.startswith("pub "):
        return Context(published=dt.date.fromisoformat(issue[4:]))
    start, end = map(dt.date.fromisoformat, issue.split(".."))
    return Context(published=end + dt.timedelta(days=3), period=Interval(start=start, end=end))


def _cases() -> list[Case]:
    text = (Path(__file__).parent / "statistic_cases.txt").read_text(encoding="utf-8")
    cases = []
    for block in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        issue, paragraph, *lines = [line for line in block.splitlines() if line.strip()]
        days = ".." if issue.startswith("pub ") else issue
        figures = tuple(_wanted(line, days) for line in lines)
        cases.append(Case(_context(issue), paragraph, figures))
    return cases


CASES = _cases()


def _bare(category: str | None) -> str | None:
    return (category or "").removesuffix("事项") or None


def _wrong(wanted: Wanted, found: Figure) -> list[str]:
    """The fields in which a figure is not what is wanted."""
    changes = sorted((one.kind, float(one.value), one.unit) for one in found.change)
    days = (str(found.start or ""), str(found.end or ""))
    checks = {
        f"scope {found.scope}": found.scope in wanted.scope,
        f"category {found.category}": _bare(found.category) in map(_bare, wanted.category),
        f"measure {found.measure}": found.measure in wanted.measure or None in wanted.measure,
        f"days {days}": not wanted.days or days in wanted.days,
        f"cumulative {found.cumulative}": wanted.cumulative in (None, found.cumulative),
        f"changes {changes}": changes == sorted(wanted.changes),
        f"platform {found.platform}": found.platform in wanted.platform,
    }
    return [name for name, right in checks.items() if not right]


def _compared(case: Case) -> list[str]:
    """Everything that differs between what is wanted of a case and what was found."""
    left = list(find_figures(case.text, case.context))
    told = []
    for wanted in case.figures:
        same = [one for one in left if (float(one.value), one.unit or "") == wanted.value]
        if not same:
            told += [] if wanted.optional else [f"missed {wanted.line}"]
            continue
        best = min(same, key=lambda one: len(_wrong(wanted, one)))
        left.remove(best)
        wrong = _wrong(wanted, best)
        if wrong and not wanted.optional:
            told.append(f"{best.written}: {'; '.join(wrong)}")
    return told + [f"extra {one.written}" for one in left]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text[:16])
def test_reads_what_a_careful_reader_takes(case: Case) -> None:
    assert _compared(case) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text[:16])
def test_a_paragraph_of_figures_is_told_as_one(case: Case) -> None:
    context = msgspec.structs.replace(case.context, headings=("一、办件情况",))
    assert is_statistical(case.text, context)


def test_offsets_hold() -> None:
    for case in CASES:
        for figure in find_figures(case.text, case.context):
            assert case.text[slice(*figure.at)] == figure.written
            for change in figure.change:
                assert case.text[slice(*change.at)] == change.written
