"""Records of the parser as things found, in the attributes that choices are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive.records import Activity, Bulletin, Distribution, Inspection, Statistic
from bench.choices import Choice, Found
from bench.readings import (
    HEADER,
    bare_category,
    bare_count,
    bare_date,
    bare_finding,
    bare_measure,
    number,
    tight,
)
from bench.tally import squeeze


def _once(things: Iterable[Found]) -> list[Found]:
    """Each thing once: a department named three times is one answer."""
    kept: dict[tuple[object, ...], Found] = {}
    for thing in things:
        kept.setdefault(tuple(thing.values()), thing)
    return list(kept.values())


def in_activity(read: Activity, date_writings: frozenset[str]) -> dict[str, list[Found]]:
    """What was found in one item, by collection.

    A record's own date is also told by its words where these are among `date_writings`.
    """
    own = read.date
    date: list[Found] = []
    if own is not None:
        written = bare_date(own.written)
        interval = (str(own.start), str(own.end))
        date = [{"interval": written if written in date_writings else interval}]
    return {
        "departments": _once(
            {"written": squeeze(d.written), "name": d.name, "role": d.role}
            for d in read.departments
        ),
        "date": date,
        "dates": _once(
            {
                "written": bare_date(d.written),
                "interval": (str(d.start), str(d.end)),
                "role": d.role,
            }
            for d in read.dates
        ),
        "types": [{"type": name} for name in read.types],
        "counts": [
            {
                "written": bare_count(c.written),
                "value": number(c.value),
                "unit": c.unit,
                "measure": bare_measure(c.measure),
            }
            for c in read.counts
        ],
        "places": _once({"written": squeeze(p.written), "name": p.name} for p in read.places),
        "persons": _once(
            {"written": squeeze(p.written), "post": tight(p.post)} for p in read.persons
        ),
        "organisations": _once({"written": squeeze(o.written)} for o in read.organisations),
        "documents": _once(
            {"written": key}
            for d in read.documents
            for key in (d.title and f"《{squeeze(d.title)}》", d.number and squeeze(d.number))
            if key
        ),
        "marker": [{"key": "marker", "marker": squeeze(read.marker)}] if read.marker else [],
        "headline": [{"key": "title", "title": squeeze(read.title)}] if read.title else [],
    }


def statistics(read: Sequence[Statistic]) -> list[Found]:
    """Figures, as they were read."""
    return [
        {
            "scope": tight(one.scope),
            "category": bare_category(one.category),
            "measure": tight(one.measure),
            "value": number(one.value),
            "unit": one.unit,
            "start": str(one.start),
            "end": str(one.end),
            "cumulative": one.cumulative,
            "platform": tight(one.platform),
        }
        for one in read
    ]


def changes(read: Sequence[Statistic]) -> list[Found]:
    """Changes by the figure they belong to."""
    return [
        {
            "of": number(one.value),
            "kind": change.kind,
            "value": number(change.value),
            "unit": change.unit,
        }
        for one in read
        for change in one.change
    ]


def inspections(read: Sequence[Inspection], choices: Sequence[Choice]) -> list[Found]:
    """Findings. An aspect is the section's heading where the text names none.

    There a reader may have written the heading or nothing: what fits the `choices` is taken.
    """
    found: list[Found] = []
    for one in read:
        aspect: str | None = squeeze(one.aspect).rstrip("。：:") or None
        finding = bare_finding(one.finding)
        asked = [each for each in choices if finding in each.values["finding"]]
        if aspect not in {name for each in asked for name in each.values["aspect"]} and (
            aspect is None or aspect not in squeeze(one.text)
        ):
            aspect = None
        found.append({"aspect": aspect, "finding": finding, "rating": one.rating})
    return found


def inspected_departments(read: Sequence[Inspection]) -> list[Found]:
    """Departments named in findings, each once for every item."""
    return _once(
        {"written": squeeze(d.written), "name": d.name, "item": squeeze(one.text)}
        for one in read
        for d in one.departments
    )


def distribution(read: Sequence[Distribution], choices: Sequence[Choice]) -> list[Found]:
    """Recipients by the kind they stand under.

    One that the `choices` let be (市委、市政府分管领导) stands for those asked for that it holds
    or is a part of.
    """
    asked = [each.first() for each in choices if each.required]
    instead = {name for each in choices if not each.required for name in each.values["recipient"]}
    found: list[Found] = []
    for one in read:
        for recipient in map(squeeze, one.recipients):
            held: list[Found] = []
            if recipient in instead:
                held = [
                    each
                    for each in asked
                    if each["kind"] == one.kind and _overlap(str(each["recipient"]), recipient)
                ]
            found += held or [{"kind": one.kind, "recipient": recipient}]
    return _once(found)


def _overlap(first: str, second: str) -> bool:
    return first in second or second in first


def header(read: Bulletin) -> list[Found]:
    """The header's fields that have a value."""
    found: list[Found] = []
    for name in HEADER:
        value = getattr(read, name)
        if value is not None:
            told = (str(value.start), str(value.end)) if name == "period" else squeeze(str(value))
            found.append({"key": name, "value": told})
    return found


def headings(read: Bulletin) -> list[Found]:
    """Headings as written."""
    return [{"heading": squeeze(one.heading)} for one in read.sections if one.heading]
