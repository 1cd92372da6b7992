"""Comparing what was parsed with what people read, field by field: pure functions.

Items are paired by their text before their fields are compared, so that one lost item does not
shift all others; every mention asked for in a lost item counts as missed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from archive.records import Activity, Bulletin, Inspection, Statistic
from bench import found as things
from bench.choices import Choice, Found, grade
from bench.readings import ActivityReading, Reading, read_json
from bench.tally import HELD_OUT, KNOWN, Score, Tally, align, likeness, squeeze
from corpus.samples.truth import Truth

CORE_TYPES = frozenset(("培训", "座谈", "调研", "督导", "宣讲", "指导服务", "慰问", "会议", "巡查"))


class Field(msgspec.Struct, frozen=True):
    """A field of the table: a collection, and the attributes that must be right together.

    `only` narrows the last attribute to some values; `asked` leaves out the things of which the
    last attribute is not asked for.
    """

    name: str
    collection: str
    attributes: tuple[str, ...]
    only: frozenset[str] | None = None
    asked: bool = False


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
    Field("types (core)", "types", ("type",), only=CORE_TYPES),
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
    Field("statistics", "statistics", ("scope", "category", "measure", *_FIGURE, "start", "end")),
    Field("statistics: value", "statistics", _FIGURE),
    Field("statistics: scope", "statistics", (*_FIGURE, "scope")),
    Field("statistics: category", "statistics", (*_FIGURE, "category")),
    Field("statistics: measure", "statistics", (*_FIGURE, "measure")),
    Field("statistics: period", "statistics", (*_FIGURE, "start", "end")),
    Field("statistics: cumulative", "statistics", (*_FIGURE, "cumulative")),
    Field("statistics: platform", "statistics", (*_FIGURE, "platform"), asked=True),
    Field("statistic changes", "changes", ("of", "kind", "value", "unit")),
)
INSPECTION_FIELDS = (
    Field("inspections", "inspections", ("finding", "aspect", "rating")),
    Field("inspections: finding", "inspections", ("finding",)),
    Field("inspections: aspect", "inspections", ("finding", "aspect")),
    Field("inspections: rating", "inspections", ("finding", "rating")),
    Field("inspection departments", "inspection departments", ("written", "name")),
)
DISTRIBUTION_FIELDS = (Field("distribution", "distribution", ("kind", "recipient")),)
HEADER_FIELDS = (
    Field("header", "header", ("key", "value")),
    Field("sections", "sections", ("heading",)),
)
WHOLE_FIELDS = (*HEADER_FIELDS, *STATISTIC_FIELDS, *INSPECTION_FIELDS, *DISTRIBUTION_FIELDS)

Collections = Mapping[str, Sequence[Choice]]
AllFound = Mapping[str, Sequence[Found]]


class Parts(msgspec.Struct, frozen=True):
    """The columns of the table that a text is counted in."""

    known: str
    held_out: str

    def of(self, *, held_out: bool) -> str:
        """The column of something that was held out, or not."""
        return self.held_out if held_out else self.known


def in_one(part: str) -> Parts:
    """One column for the whole text."""
    return Parts(part, part)


SAMPLE_PARTS = Parts(KNOWN, HELD_OUT)


def _narrow(field: Field, choices: Sequence[Choice]) -> list[Choice]:
    """The choices a field asks for.

    One that a value outside of `only` would satisfy too is not required within it.
    """
    attribute = field.attributes[-1]
    if field.asked:
        return [
            one if attribute in one.values else msgspec.structs.replace(one, required=False)
            for one in choices
        ]
    if field.only is None:
        return list(choices)
    narrowed = []
    for one in choices:
        inside = tuple(value for value in one.values[attribute] if value in field.only)
        required = one.required and len(inside) == len(one.values[attribute])
        if inside:
            values = {**one.values, attribute: inside}
            narrowed.append(msgspec.structs.replace(one, values=values, required=required))
    return narrowed


def score_fields(
    fields: Sequence[Field], choices: Collections, found: AllFound, part: str, where: str
) -> list[Score]:
    """Grade some fields of one text or item; collections nobody wrote about are not graded."""
    scores = []
    for field in fields:
        if field.collection not in choices:
            continue
        wanted = _narrow(field, choices[field.collection])
        have = found.get(field.collection, ())
        if field.only is not None:
            have = [one for one in have if one[field.attributes[-1]] in field.only]
        scores.append(grade(field.name, part, wanted, have, field.attributes, where=where))
    return scores


def activity_choices(true: ActivityReading) -> dict[str, tuple[Choice, ...]]:
    """An item's choices, its own date by the words of mentions that may serve instead as well."""
    if not true.date_writings:
        return true.collections
    dates = tuple(
        msgspec.structs.replace(
            one, values={"interval": (*one.values["interval"], *sorted(true.date_writings))}
        )
        for one in true.collections["date"]
    )
    return {**true.collections, "date": dates}


def score_activity(
    true: ActivityReading, read: Activity | None, part: str, where: str
) -> list[Score]:
    """Grade all fields of one item; everything required is missed where it was not found."""
    found = things.in_activity(read, true.date_writings) if read is not None else {}
    return score_fields(ACTIVITY_FIELDS, activity_choices(true), found, part, where)


def pair_activities(true: Sequence[ActivityReading], read: Sequence[Activity]) -> dict[int, int]:
    """Which item found is which true one: by text, else by first words where these stand."""
    texts = [squeeze(one.text) for one in read]
    if all(one.text is not None for one in true):
        return align([squeeze(one.text or "") for one in true], texts)
    pairs: dict[int, int] = {}
    for begins in (True, False):
        for number, one in enumerate(true):
            for place, text in enumerate(texts):
                if number in pairs or place in pairs.values():
                    continue
                at = [text.find(words) for words in one.starts if words]
                if (0 in at) if begins else any(offset >= 0 for offset in at):
                    pairs[number] = place
    return pairs


def _same_stretch(true: ActivityReading, read: Activity) -> bool:
    text = squeeze(read.text)
    if true.text is not None:
        return text == squeeze(true.text)
    return text.startswith(true.starts) and text.endswith(true.ends)


def score_activities(true: Reading, read: Bulletin, parts: Parts, where: str) -> list[Score]:
    """Grade the segmentation and every item of a bulletin."""
    pairs = pair_activities(true.activities, read.activities)
    scores: list[Score] = []
    for number, one in enumerate(true.activities):
        if not one.required:
            continue
        place = pairs.get(number)
        record = None if place is None else read.activities[place]
        part = parts.of(held_out=one.held_out)
        here = f"{where}{one.order}:"
        scores.append(_segmentation(one, record, part, here))
        scores += score_activity(one, record, part, here)
    for place, record in enumerate(read.activities):
        if place not in pairs.values():
            part = parts.of(held_out=_nearest_is_held_out(true, record))
            told = (f"{where}segmentation+{squeeze(record.text)[:24]}",)
            scores.append(Score("segmentation", part, Tally(extra=1), told))
    return scores


def _segmentation(true: ActivityReading, record: Activity | None, part: str, here: str) -> Score:
    if record is None:
        begins = squeeze(true.text or true.starts[0])[:16]
        return Score("segmentation", part, Tally(missed=1), (f"{here}segmentation-{begins}",))
    if _same_stretch(true, record):
        return Score("segmentation", part, Tally(right=1))
    text = squeeze(record.text)
    told = (f"{here}segmentation±{text[:16]}…{text[-16:]}",)
    return Score("segmentation", part, Tally(extra=1, missed=1), told)


def _nearest_is_held_out(true: Reading, record: Activity) -> bool:
    """Whether an item that is none of the true ones was made from a held-out one's words."""
    text = squeeze(record.text)
    best, held_out = 0.0, "header" in true.held_out
    for one in true.activities:
        near = likeness(squeeze(one.text or one.starts[0]), text)
        if near > best:
            best, held_out = near, one.held_out
    return held_out


def found_figures(read: Sequence[Statistic]) -> AllFound:
    """Figures and their changes, by collection."""
    return {"statistics": things.statistics(read), "changes": things.changes(read)}


def found_inspections(read: Sequence[Inspection], true: Reading) -> AllFound:
    """Findings and the departments in them, by collection."""
    return {
        "inspections": things.inspections(read, true.collections.get("inspections", ())),
        "inspection departments": things.inspected_departments(read),
    }


def score_bulletin(true: Reading, read: Bulletin, parts: Parts, where: str = "") -> list[Score]:
    """Grade a whole bulletin; `where` goes before every error told."""
    found: AllFound = {
        "header": things.header(read),
        "sections": things.headings(read),
        **found_figures(read.statistics),
        **found_inspections(read.inspections, true),
        "distribution": things.distribution(
            read.distribution, true.collections.get("distribution", ())
        ),
    }
    scores = []
    for field in HEADER_FIELDS if true.collections.get("header") else HEADER_FIELDS[1:]:
        scores += _score_whole(field, true, found, parts, where)
    scores += score_activities(true, read, parts, where)
    for field in (*STATISTIC_FIELDS, *INSPECTION_FIELDS, *DISTRIBUTION_FIELDS):
        scores += _score_whole(field, true, found, parts, where)
    return scores


def _score_whole(
    field: Field, true: Reading, found: AllFound, parts: Parts, where: str
) -> list[Score]:
    """Grade a field of the whole text in the column that its collection belongs to."""
    origin = {"changes": "statistics", "inspection departments": "inspections"}
    held_out = origin.get(field.collection, field.collection) in true.held_out
    return score_fields((field,), true.collections, found, parts.of(held_out=held_out), where)


def score(truth: Truth, bulletin: Bulletin, name: str = "") -> list[Score]:
    """All scores of a generated sample, known and held-out parts apart."""
    reading = read_json(msgspec.to_builtins(truth))
    return score_bulletin(reading, bulletin, SAMPLE_PARTS, f"{name}:" if name else "")
