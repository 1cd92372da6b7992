"""Items of bulletins from all over the country: what the extractors together read from each.

The cases stand in `item_cases.txt`, with the form of a case explained at its head, and in
`item_cases_second.txt`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from archive.activity import item_text, read_activity
from archive.extract.context import Context
from archive.outline import Item
from archive.records import Activity, Interval
from corpus.lexicon.places import home_of
from tests.factories import paragraph

ROLES = {"a": "activity", "s": "statistic", "r": "reference"}


class Case(msgspec.Struct, frozen=True):
    """An item with its bulletin's period, publisher and heading, and the lines that label it."""

    start: dt.date
    end: dt.date
    publisher: str
    heading: str
    text: str
    labels: tuple[str, ...]

    def of(self, kind: str) -> Iterator[tuple[str, bool]]:
        """The labels of a kind (`T`, `C`, `D`), each with whether it must be found."""
        for line in self.labels:
            if line.startswith(f"{kind} "):
                yield line[2:].removeprefix("?"), not line[2:].startswith("?")


def cases(name: str) -> list[Case]:
    """All cases of a file beside this one."""
    found = []
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    for block in text.split("\n@ ")[1:]:
        head, body, *labels = (line for line in block.splitlines() if line.strip())
        period, publisher, heading = (part.strip() for part in head.split("|"))
        start, end = map(dt.date.fromisoformat, period.split())
        found.append(Case(start, end, publisher, heading, body, tuple(labels)))
    return found


def read(case: Case) -> Activity:
    """The case as an item of its bulletin."""
    context = Context(
        publisher=case.publisher,
        published=case.end,
        period=Interval(start=case.start, end=case.end),
        home=home_of(case.publisher),
        headings=(case.heading,),
    )
    item = Item(None, None, (paragraph(case.text).placed,))
    return read_activity(item, item_text(item), context, bulletin="b", order=1)


def wrong_types(case: Case, activity: Activity) -> list[str]:
    wanted = [name for line, _ in case.of("T") for name in line.split()]
    required = {name for name in wanted if not name.endswith("?")}
    allowed = {name.removesuffix("?") for name in wanted}
    found = set(activity.types)
    return [f"types -{name}" for name in sorted(required - found)] + [
        f"types +{name}" for name in sorted(found - allowed)
    ]


def wrong_counts(case: Case, activity: Activity) -> list[str]:
    wrong = []
    found = {
        count.written.removeprefix("近").removeprefix("约"): count for count in activity.counts
    }
    for line, required in case.of("C"):
        written, _, measures = line.partition("|")
        count = found.pop(written, None)
        if count is None:
            if required:
                wrong.append(f"counts -{written}")
            continue
        measure = "-" if count.measure is None else count.measure
        if measure not in measures.split("/"):
            wrong.append(f"measure {written}: {measure}, not {measures}")
    return wrong + [f"counts +{written}" for written in found]


def wrong_dates(case: Case, activity: Activity) -> list[str]:
    wrong = []
    found = [(date.written, date.start, date.end, date.role) for date in activity.dates]

    def day(code: str) -> dt.date:
        return dt.date.fromisoformat(
            code if len(code) == len("20220101") else f"{case.end.year}{code}"
        )

    for line, required in case.of("D"):
        written, days, role = line.rsplit(" ", 2)
        start, _, end = days.partition("-")
        interval = (day(start), day(end or start))
        same = [one for one in found if one[0] == written]
        fits = [
            one for one in same if one[1:3] == interval and (one[3] == ROLES[role[0]] or role[1:])
        ]
        if fits:
            found.remove(fits[0])
        elif required:
            wrong.append(f"dates -{line}")
    return wrong + [f"dates +{one[0]} {one[1]}..{one[2]} {one[3]}" for one in found]


def errors(case: Case) -> list[str]:
    activity = read(case)
    return [
        *wrong_types(case, activity),
        *wrong_counts(case, activity),
        *wrong_dates(case, activity),
    ]


CASES = [*cases("item_cases.txt"), *cases("item_cases_second.txt")]


@pytest.mark.parametrize("case", CASES, ids=[case.publisher for case in CASES])
def test_items_are_read_as_a_careful_reader_reads_them(case: Case) -> None:
    assert errors(case) == []
