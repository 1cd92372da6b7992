"""Short ways to write index entries, and what an engine must answer told by a plain scan."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from typing import Any

from archive.records import Precision
from indexer.engine import (
    Condition,
    Either,
    Every,
    Keyword,
    Literally,
    Overlaps,
    Without,
)
from indexer.entries import Entry, Issue


def issue(number: int = 26, **changes: Any) -> Issue:
    """Issue of the two weeks that begin `number` fortnights into 2022."""
    start = changes.pop("start", dt.date(2022, 1, 3) + dt.timedelta(days=14 * (number - 1)))
    end = changes.pop("end", start + dt.timedelta(days=11) if start else None)
    fields: dict[str, Any] = {
        "id": f"周报-2022-{number}",
        "series": "窗口工作周报",
        "publisher": "四川省政府政务服务和公共资源交易服务中心",
        "year": 2022,
        "number": number,
        "total_number": 375 + number,
        "published": end + dt.timedelta(days=3) if end else None,
        "start": start,
        "end": end,
    }
    return Issue(**{**fields, **changes})


def entry(
    text: str,
    order: int = 1,
    *,
    of: Issue | None = None,
    day: str | None = None,
    precision: Precision = "day",
    **fields: Any,
) -> Entry:
    """An activity with this text; `day` is its date, or two with .. between."""
    of = of or issue()
    kind = fields.pop("kind", "activity")
    actors = fields.pop("actors", ())
    if day is None:
        dates: dict[str, Any] = {
            "start": of.start,
            "end": of.end,
            "precision": "period" if of.start else None,
        }
    else:
        first, _, last = day.partition("..")
        dates = {
            "start": dt.date.fromisoformat(first),
            "end": dt.date.fromisoformat(last or first),
            "precision": precision,
            "dated": True,
        }
    return Entry(
        id=f"{of.id}.{kind[0]}{order}",
        kind=kind,
        issue=of,
        text=text,
        actors=actors,
        departments=fields.pop("departments", actors),
        **dates,
        **fields,
    )


def plain_fold(text: str) -> str:
    """Folding told once more, without the way back."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    lead = " " if folded[:1].isspace() else ""
    trail = " " if folded[-1:].isspace() and folded.strip() else ""
    return lead + " ".join(folded.split()) + trail


def scanned(entries: Iterable[Entry], condition: Condition) -> set[str]:
    """Ids of the entries the condition holds for, by looking at each."""
    return {each.id for each in entries if _holds(each, condition)}


def _holds(each: Entry, condition: Condition) -> bool:
    match condition:
        case Every(conditions):
            return all(_holds(each, part) for part in conditions)
        case Either(conditions):
            return any(_holds(each, part) for part in conditions)
        case Without(inner):
            return not _holds(each, inner)
        case _:
            return _is(each, condition)


def _is(each: Entry, condition: Condition) -> bool:
    match condition:
        case Literally(text):
            return plain_fold(text).strip() in plain_fold(each.text)
        case Keyword(field, value):
            return value in _values(each, field)
        case Overlaps(start, end):
            if each.start is None or each.end is None:
                return False
            return (end is None or each.start <= end) and (start is None or each.end >= start)
        case _:
            raise AssertionError(condition)


def _values(each: Entry, field: str) -> tuple[str, ...]:
    numbers = (each.issue.number, each.issue.total_number)
    values: dict[str, tuple[str | None, ...]] = {
        "bulletin": (each.bulletin,),
        "kind": (each.kind,),
        "series": (each.issue.series,),
        "number": tuple(str(number) for number in numbers if number is not None),
        "actor": each.actors,
        "department": each.departments,
        "type": each.types,
        "place": each.places,
        "person": each.persons,
        "document": each.documents,
        "figure": (each.figure.series,) if each.figure else (),
        "publisher": (each.issue.publisher,),
    }
    return tuple(value for value in values[field] if value)
