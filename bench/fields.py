"""The fields that are scored: of which collection, and on which attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from archive.records import Activity, Bulletin
from bench import found as things
from bench.choices import Choice, Found, grade
from bench.readings import ActivityReading, Reading
from bench.tally import Score, Tally, squeeze

CORE_TYPES = frozenset(("培训", "座谈", "调研", "督导", "宣讲", "指导服务", "慰问", "会议", "巡查"))


class Field(msgspec.Struct, frozen=True):
    """A field of the table: a collection, and the attributes that must be right together."""

    name: str
    collection: str
    attributes: tuple[str, ...]
    only: frozenset[str] | None = None


ACTIVITY_FIELDS = (
    Field("headlines", "headline", ("title",)),
    Field("marker", "marker", ("marker",)),
    Field("departments written", "departments", ("written",)),
    Field("departments canonical", "departments", ("name",)),
    Field("department roles", "departments", ("written", "role")),
    Field("activity date", "date", ("interval",)),
    Field("all dates", "dates", ("interval", "role")),
    Field("counts with unit", "counts", ("value", "unit")),
    Field("counts with measure", "counts", ("value", "unit", "measure")),
    Field("types (core)", "types", ("type",), CORE_TYPES),
    Field("types (all)", "types", ("type",)),
    Field("persons", "persons", ("written",)),
    Field("persons' posts", "persons", ("written", "post")),
    Field("places", "places", ("written",)),
    Field("places canonical", "places", ("written", "name")),
    Field("organisations", "organisations", ("written",)),
    Field("documents", "documents", ("written",)),
)
_FIGURE = ("value", "unit")
STATISTIC_FIELDS = (
    Field(
        "statistics",
        "statistics",
        ("scope", "category", "measure", *_FIGURE, "start", "end"),
    ),
    Field("statistics: value", "statistics", _FIGURE),
    Field("statistics: scope", "statistics", (*_FIGURE, "scope")),
    Field("statistics: category", "statistics", (*_FIGURE, "category")),
    Field("statistics: measure", "statistics", (*_FIGURE, "measure")),
    Field("statistics: period", "statistics", (*_FIGURE, "start", "end")),
    Field("statistics: cumulative", "statistics", (*_FIGURE, "cumulative")),
    Field("statistic changes", "changes", ("of", "kind", "value", "unit")),
)
INSPECTION_FIELDS = (
    Field("inspections", "inspections", ("aspect", "finding", "rating")),
    Field("inspections: finding", "inspections", ("finding",)),
    Field("inspections: rating", "inspections", ("finding", "rating")),
    Field("inspection departments", "inspection departments", ("written", "name")),
)
DISTRIBUTION_FIELDS = (Field("distribution", "distribution", ("kind", "recipient")),)
HEADER_FIELDS = (
    Field("header", "header", ("key", "value")),
    Field("sections", "sections", ("heading",)),
)

Collections = Mapping[str, Sequence[Choice]]
AllFound = Mapping[str, Sequence[Found]]


def score_fields(
    fields: Sequence[Field], choices: Collections, found: AllFound, part: str, where: str
) -> list[Score]:
    """Grade some fields of one text or item."""
    scores = []
    for field in fields:
        wanted = choices.get(field.collection, ())
        have = found.get(field.collection, ())
        if field.only is not None:
            allowed = field.only
            wanted = [one for one in wanted if allowed.intersection(map(str, one.values["type"]))]
            have = [one for one in have if one["type"] in allowed]
        scores.append(grade(field.name, part, wanted, have, field.attributes, where=where))
    return scores


def score_activity(
    true: ActivityReading, read: Activity | None, part: str, where: str
) -> list[Score]:
    """Grade all fields of one item; every required choice is missed where it was not found."""
    collections = dict(true.collections)
    if true.date_writings:
        collections["date"] = tuple(
            msgspec.structs.replace(
                one,
                values={"interval": (*one.values["interval"], *sorted(true.date_writings))},
            )
            for one in collections["date"]
        )
    found = things.in_activity(read, true.date_writings) if read is not None else {}
    return score_fields(ACTIVITY_FIELDS, collections, found, part, where)


def pair_activities(true: Sequence[ActivityReading], read: Sequence[Activity]) -> dict[int, int]:
    """Which item found is which one read by people, by its first words, else where they stand within."""
    texts = [squeeze(one.text) for one in read]
    pairs: dict[int, int] = {}
    for exact in (True, False):
        for number, one in enumerate(true):
            if number in pairs:
                continue
            for place, text in enumerate(texts):
                fits = text.startswith(one.starts) if exact else one.starts in text
                if fits and place not in pairs.values():
                    pairs[number] = place
                    break
    return pairs


def _same_stretch(true: ActivityReading, read: Activity) -> bool:
    text = squeeze(read.text)
    if true.text is not None:
        return text == squeeze(true.text)
    return text.startswith(true.starts) and text.endswith(true.ends)


def score_activities(
    true: Sequence[ActivityReading], read: Sequence[Activity], part: str, where: str
) -> list[Score]:
    """Grade segmentation and every item of a bulletin."""
    pairs = pair_activities(true, read)
    scores: list[Score] = []
    for number, one in enumerate(true):
        place = pairs.get(number)
        record = None if place is None else read[place]
        here = f"{where}{one.order}:"
        if record is None:
            told = (f"{here}segmentation-{one.starts[:16]}",)
            scores.append(Score("segmentation", part, Tally(missed=1), told))
        elif _same_stretch(one, record):
            scores.append(Score("segmentation", part, Tally(right=1)))
        else:
            text = squeeze(record.text)
            told = (f"{here}segmentation±{text[:16]}…{text[-16:]}",)
            scores.append(Score("segmentation", part, Tally(extra=1, missed=1), told))
        scores += score_activity(one, record, part, here)
    for place, record in enumerate(read):
        if place not in pairs.values():
            told = (f"{where}segmentation+{squeeze(record.text)[:24]}",)
            scores.append(Score("segmentation", part, Tally(extra=1), told))
    return scores


def score_bulletin(true: Reading, read: Bulletin, part: str, where: str) -> list[Score]:
    """Grade a whole bulletin."""
    found: AllFound = {
        "header": things.header(read),
        "sections": things.headings(read),
        "statistics": things.statistics(read.statistics),
        "changes": things.changes(read.statistics),
        "inspections": things.inspections(read.inspections),
        "inspection departments": things.inspected_departments(read.inspections),
        "distribution": things.distribution(read.distribution),
    }
    return [
        *score_fields(HEADER_FIELDS, true.collections, found, part, where),
        *score_activities(true.activities, read.activities, part, where),
        *score_fields(
            (*STATISTIC_FIELDS, *INSPECTION_FIELDS, *DISTRIBUTION_FIELDS),
            true.collections,
            found,
            part,
            where,
        ),
    ]
