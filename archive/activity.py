"""One item of a bulletin to an Activity: every extractor over its text, every mention in place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from archive.extract.context import Context, Taken
from archive.extract.counts import find_counts
from archive.extract.dates import find_dates, own_date
from archive.extract.departments import find_departments
from archive.extract.documents import find_documents
from archive.extract.organisations import find_organisations
from archive.extract.persons import find_persons
from archive.extract.places import find_places
from archive.extract.types import find_types
from archive.outline import Item
from archive.placed import PlacedText, join
from archive.records import (
    Activity,
    CountMention,
    DateMention,
    DepartmentMention,
    DocumentMention,
    OrganisationMention,
    PersonMention,
    PlaceMention,
    TypeEvidence,
)

Mention = TypeVar(
    "Mention",
    CountMention,
    DateMention,
    DepartmentMention,
    DocumentMention,
    OrganisationMention,
    PersonMention,
    PlaceMention,
    TypeEvidence,
)


def item_text(item: Item) -> PlacedText:
    """The item's text as a record keeps it: headline first, paragraphs joined by line feeds."""
    parts = item.paragraphs if item.title is None else (item.title, *item.paragraphs)
    return join(parts, "\n")


def read_activity(
    item: Item, placed: PlacedText, context: Context, *, bulletin: str, order: int
) -> Activity:
    """Read all that an item says; `placed` is its `item_text`."""
    text = placed.text
    documents = find_documents(text, context)
    titles = _stretches(documents)
    dates = find_dates(text, context)
    departments = find_departments(text, context, titles)
    organisations = find_organisations(text, context, _merge(titles, _stretches(departments)))
    names = _merge(titles, _stretches(departments), _stretches(organisations))
    persons = find_persons(text, context, _merge(titles, _stretches(organisations)))
    places = find_places(text, context, _merge(names, _stretches(persons)))
    counts = find_counts(text, context, _merge(names, _stretches(dates), _stretches(places)))
    title = item.title.text if item.title else None
    actor_end = next((d.spans[-1].end for d in departments if d.role == "actor" and d.spans), None)
    evidence = in_place(placed, find_types(text, context, title, actor_end))
    own = own_date(dates, text)
    return Activity(
        id=f"{bulletin}.a{order}",
        text=text,
        spans=placed.spans(),
        order=order,
        section=context.headings,
        marker=item.marker.text if item.marker else "",
        title=title,
        departments=in_place(placed, departments),
        date=in_place(placed, (own,))[0] if own else None,
        dates=in_place(placed, dates),
        types=tuple(dict.fromkeys(found.type for found in evidence)),
        type_evidence=evidence,
        counts=in_place(placed, counts),
        places=in_place(placed, places),
        organisations=in_place(placed, organisations),
        persons=in_place(placed, persons),
        documents=in_place(placed, documents),
    )


def in_place(placed: PlacedText, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """The mentions with their offsets turned into spans on the page, line by line."""
    return tuple(
        msgspec.structs.replace(
            mention,
            spans=tuple(
                part for span in mention.spans for part in placed.spans(span.start, span.end)
            ),
        )
        for mention in mentions
    )


def _stretches(mentions: Iterable[Mention]) -> Taken:
    return tuple((span.start, span.end) for mention in mentions for span in mention.spans)


def _merge(*takens: Taken) -> Taken:
    return tuple(sorted(stretch for taken in takens for stretch in taken))
