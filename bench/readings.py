"""A careful reader's JSON (gold, samples' truth) as choices, collection by collection.

The form is told in `corpus/gold/README.md`: beside a value stand all values that count as right
(`name` and `names_right`), and `also_right` lists mentions that may be found or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from bench.choices import Choice
from bench.tally import Key, squeeze

Json = Mapping[str, Any]
"""An object as the readers wrote it; what it may hold is told in the gold's README."""

ANY = "*"
"""Among right values: whatever is found is right."""

_PLURALS = {
    "name": "names_right",
    "role": "roles_right",
    "post": "posts_right",
    "title": "titles_right",
    "measure": "measures_right",
    "unit": "units_right",
    "scope": "scopes_right",
    "category": "categories_right",
    "aspect": "aspects_right",
    "rating": "ratings_right",
    "start": "starts_right",
    "end": "ends_right",
    "cumulative": "cumulative_right",
    "publisher": "publishers_right",
    "published": "published_right",
    "period": "periods_right",
    "classification": "classifications_right",
    "series": "series_right",
    "copies": "copies_right",
    "starts": "starts_right",
    "ends": "ends_right",
}
HEADER = (
    "series",
    "year",
    "number",
    "total_number",
    "title",
    "publisher",
    "published",
    "period",
    "classification",
    "copies",
)


class ActivityReading(msgspec.Struct, frozen=True):
    """One item: the words it is known by, and the choices of each collection.

    `text` is the whole of it, or null where only its first and last words are given (`starts`,
    `ends`: any of them is right); `date_writings` are mentions that may serve as the item's own
    date as well. What is not `required` may be a record or not.
    """

    order: int
    text: str | None
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    collections: dict[str, tuple[Choice, ...]]
    date_writings: frozenset[str] = frozenset()
    required: bool = True
    held_out: bool = False


class Reading(msgspec.Struct, frozen=True):
    """One text as it was read: its items, and the choices of what is the whole text's.

    A collection that the reader did not write about at all is not in `collections`. `held_out`
    names those that were made from held-out words (samples alone).
    """

    activities: tuple[ActivityReading, ...] = ()
    collections: dict[str, tuple[Choice, ...]] = {}
    held_out: frozenset[str] = frozenset()


_ADVERBS = ("共计", "累计", "现场", "共", "已", "先后", "当场", "集中")
_APPROXIMATIONS = str.maketrans("", "", "近约余多超逾共 ")


def bare_measure(measure: str | None) -> str | None:
    """The measure without the adverbs that may stand before its verb (共发放… is 发放…)."""
    text = squeeze(measure or "")
    stripped = True
    while stripped:
        stripped = False
        for adverb in _ADVERBS:
            if text.startswith(adverb) and len(text) > len(adverb):
                text, stripped = text[len(adverb) :], True
    return text or None


def bare_count(written: str) -> str:
    """A count's words without what only says that it is approximate (50余名 is 50名)."""
    return squeeze(written).translate(_APPROXIMATIONS).removesuffix("左右")


def bare_date(written: str) -> str:
    """A date's words without 截至 before them."""
    text = squeeze(written)
    return text[2:] if text[:2] in {"截至", "截止"} else text


def bare_category(text: str | None) -> str | None:
    """A statistic's category without the word 事项, and 其它 written 其他."""
    if text is None:
        return None
    return squeeze(text).replace("其它", "其他").removesuffix("事项") or None


def bare_finding(text: str) -> str:
    """A finding without white space and the stop at its end."""
    return squeeze(text).rstrip("。；;，")


def number(value: float) -> str:
    """A number for comparison, whatever its type."""
    return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"


def tight(text: str | None) -> str | None:
    """The text without white space, None for an empty one."""
    return squeeze(text or "") or None


def rights(entry: Json, name: str) -> tuple[Any, ...]:
    """All values of an attribute that count as right, the first choice first."""
    first = entry.get(name)
    others = entry.get(_PLURALS.get(name, name + "s_right")) or ()
    return (first, *(other for other in others if other != first))


def _optional(written: Iterable[str], collection: str) -> list[Choice]:
    bare = {"counts": bare_count, "dates": bare_date}.get(collection, squeeze)
    return [Choice({"written": (bare(one),)}, required=False) for one in written]


def _interval(entry: Json) -> tuple[str, str]:
    return (str(entry["start"]), str(entry["end"]))


def _intervals(entry: Json) -> tuple[Key, ...]:
    return (_interval(entry), *(_interval(other) for other in entry.get("alternatives") or ()))


def _department(entry: Json) -> Choice:
    return Choice(
        {
            "written": (squeeze(entry["written"]),),
            "name": rights(entry, "name"),
            **({"role": rights(entry, "role")} if "role" in entry else {}),
        }
    )


def _date(entry: Json) -> Choice:
    return Choice(
        {
            "written": (bare_date(entry["written"]),),
            "interval": _intervals(entry),
            "role": rights({"role": "activity", **entry}, "role"),
        }
    )


def _count(entry: Json) -> Choice:
    measures = rights(entry, "measure")
    values: dict[str, tuple[Key, ...]] = {
        "written": (bare_count(entry["written"]),),
        "value": (number(entry["value"]),),
        "unit": rights(entry, "unit"),
    }
    if ANY not in measures:
        values["measure"] = tuple(bare_measure(measure) for measure in measures)
    return Choice(values)


def _place(entry: Json) -> Choice:
    values: dict[str, tuple[Key, ...]] = {"written": (squeeze(entry["written"]),)}
    if entry.get("name_scored", True):
        values["name"] = rights(entry, "name")
    return Choice(values)


def _person(entry: Json) -> Choice:
    return Choice(
        {
            "written": (squeeze(entry["written"]),),
            "post": tuple(tight(post) for post in rights(entry, "post")),
        }
    )


def _documents(entries: Iterable[Json]) -> list[Choice]:
    """A title and a number are asked for apart, whether or not they were read as one mention."""
    keys = []
    for entry in entries:
        if entry.get("title"):
            keys.append(f"《{squeeze(entry['title'])}》")
        if entry.get("number"):
            keys.append(squeeze(entry["number"]))
    return [Choice({"written": (key,)}) for key in dict.fromkeys(keys)]


def _types(entry: Json) -> list[Choice]:
    identity = ("type",)
    required = [Choice({"type": (name,)}, identity=identity) for name in entry.get("types") or ()]
    return required + [
        Choice({"type": (name,)}, required=False, identity=identity)
        for name in entry.get("types_also_right") or ()
    ]


def _value(name: str, key: str, values: Sequence[Any]) -> list[Choice]:
    """A single value that the text may have; not required where null is right too."""
    there = tuple(value for value in values if value is not None and value != "")
    if not there:
        return []
    return [
        Choice(
            {"key": (key,), name: there},
            required=None not in values,
            identity=("key", name),
        )
    ]


def read_activity_json(entry: Json) -> ActivityReading:
    """One item as choices."""
    also: Json = entry.get("also_right") or {}
    collections: dict[str, list[Choice]] = {
        "departments": [_department(one) for one in entry.get("departments") or ()],
        "dates": [_date(one) for one in entry.get("dates") or ()],
        "counts": [_count(one) for one in entry.get("counts") or ()],
        "places": [_place(one) for one in entry.get("places") or ()],
        "persons": [_person(one) for one in entry.get("persons") or ()],
        "organisations": [
            Choice({"written": (squeeze(one["written"]),)})
            for one in entry.get("organisations") or ()
        ],
        "documents": _documents(entry.get("documents") or ()),
    }
    for name, choices in collections.items():
        choices.extend(_optional(also.get(name) or (), name))
    collections["types"] = _types(entry)
    date = entry.get("date")
    collections["date"] = [Choice({"interval": _intervals(date)})] if date else []
    collections["marker"] = _value("marker", "marker", (tight(entry.get("marker")),))
    collections["headline"] = _value(
        "title", "title", tuple(tight(title) for title in rights(entry, "title"))
    )
    return ActivityReading(
        order=entry.get("order", 1),
        text=entry.get("text"),
        starts=tuple(squeeze(one or "") for one in rights(entry, "starts")),
        ends=tuple(squeeze(one or "") for one in rights(entry, "ends")),
        collections={name: tuple(choices) for name, choices in collections.items()},
        date_writings=frozenset(bare_date(written) for written in also.get("date") or ()),
        held_out=entry.get("held_out", False),
    )


def _statistic(entry: Json) -> Choice:
    platform = entry.get("source")
    return Choice(
        {
            **({"platform": (squeeze(platform),)} if platform else {}),
            "scope": tuple(tight(scope) for scope in rights(entry, "scope")),
            "category": tuple(bare_category(one) for one in rights(entry, "category")),
            "measure": tuple(tight(measure) for measure in rights(entry, "measure")),
            "value": (number(entry["value"]),),
            "unit": rights(entry, "unit"),
            "start": tuple(str(day) for day in rights(entry, "start")),
            "end": tuple(str(day) for day in rights(entry, "end")),
            "cumulative": rights(entry, "cumulative"),
        },
        required=not entry.get("optional", False),
        identity=("value", "unit"),
    )


def _changes(entries: Iterable[Json]) -> list[Choice]:
    """Changes by the figure they belong to; signed."""
    return [
        Choice(
            {
                "of": (number(entry["value"]),),
                "kind": (change["kind"],),
                "value": (number(-value if change.get("sign") == "-" else value),),
                "unit": (change["unit"],),
            },
            required=not entry.get("optional", False),
            identity=("of", "kind"),
        )
        for entry in entries
        for change in entry.get("change") or ()
        for value in (change["value"],)
    ]


def _inspection(entry: Json) -> Choice:
    return Choice(
        {
            "aspect": tuple(
                aspect and squeeze(aspect).rstrip("。：:") for aspect in rights(entry, "aspect")
            ),
            "finding": (bare_finding(entry["finding"]),),
            "rating": rights(entry, "rating"),
        },
        identity=("finding",),
    )


def _recipients(entries: Sequence[Json], also: Iterable[str]) -> list[Choice]:
    """Each recipient by the kind it stands under; `also` may stand for those it holds."""
    identity = ("kind", "recipient")
    choices = [
        Choice({"kind": (entry["kind"],), "recipient": (squeeze(one),)}, identity=identity)
        for entry in entries
        for one in entry["recipients"]
    ]
    extra = list(also) + [
        one for entry in entries for one in (entry.get("also_right") or {}).get("recipients") or ()
    ]
    return choices + [
        Choice({"recipient": (squeeze(one),)}, required=False, identity=("recipient",))
        for one in extra
    ]


def _header(entry: Json) -> list[Choice]:
    choices: list[Choice] = []
    for name in HEADER:
        if name in entry:
            values = rights(entry, name)
            if name == "period":
                values = tuple(value and _interval(value) for value in values)
            else:
                values = tuple(None if value is None else squeeze(str(value)) for value in values)
            choices += _value("value", name, values)
    return choices


def _section(entry: Json) -> Choice:
    return Choice(
        {"heading": (squeeze(entry["heading"]),)},
        required=not entry.get("optional", False),
        identity=("heading",),
    )


_WHOLE = ("statistics", "inspections", "sections", "distribution")


def read_json(entry: Json) -> Reading:
    """A bulletin's or a passage's JSON as choices; what it does not mention is not asked for."""
    parts: dict[str, Sequence[Json]] = {name: entry.get(name) or () for name in _WHOLE}
    also: Json = entry.get("also_right") or {}
    collections = {
        "header": _header(entry),
        "sections": [_section(one) for one in parts["sections"] if one["heading"]],
        "statistics": [_statistic(one) for one in parts["statistics"]],
        "changes": _changes(parts["statistics"]),
        "inspections": [_inspection(one) for one in parts["inspections"]],
        "distribution": _recipients(parts["distribution"], also.get("recipients") or ()),
    }
    told = [one["departments"] for one in parts["inspections"] if "departments" in one]
    if told or not parts["inspections"]:
        collections["inspection departments"] = [_department(d) for some in told for d in some]
    return Reading(
        activities=tuple(read_activity_json(one) for one in entry.get("activities") or ()),
        collections={name: tuple(choices) for name, choices in collections.items()},
        held_out=_held_out(entry, parts),
    )


def _held_out(entry: Json, parts: Mapping[str, Sequence[Json]]) -> frozenset[str]:
    """Collections made from held-out words: of figures one is enough, of findings most are."""
    if entry.get("held_out"):
        return frozenset(("header", "sections", "distribution", "statistics", "inspections"))
    flagged = {name: sum(one.get("held_out", False) for one in parts[name]) for name in _WHOLE}
    held_out = {"statistics"} if flagged["statistics"] else set()
    if 2 * flagged["inspections"] > len(parts["inspections"]):
        held_out.add("inspections")
    return frozenset(held_out)
