"""Two people's readings of one text: how far they agree, and the two as one.

What both have is required, what one has is accepted. Where both saw the same thing (the same words,
or one's words within the other's) and told it differently, either is right. Pure functions.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bench.choices import Choice
from bench.readings import ActivityReading, Reading
from bench.scoring import ACTIVITY_FIELDS, WHOLE_FIELDS, AllFound, activity_choices, score_fields
from bench.tally import Key, Score, Tally

_SINGLE = frozenset(("date", "marker", "headline"))
"""Collections of at most one thing: two readers' things are the same thing."""
_WITHIN = frozenset(("written", "finding", "recipient"))
"""Attributes whose words may be cut shorter or longer."""
AGREEMENT = "agreement"


def _nearness(first: Choice, second: Choice, collection: str) -> float:
    """How surely two readers mean the same thing: 0 not at all, from 1 up surely."""
    if collection in _SINGLE:
        return 1.0
    near = 2.0
    for name in first.identity[:1] if collection == "header" else first.identity:
        ours, theirs = first.values.get(name), second.values.get(name)
        if ours is None or theirs is None or set(ours) & set(theirs):
            continue
        if name not in _WITHIN or not (first.required and second.required):
            return 0.0
        if not any(_one_in_other(str(one), str(other)) for one in ours for other in theirs):
            return 0.0
        near = 1.0
    others = set(first.values) & set(second.values)
    alike = sum(bool(set(first.values[name]) & set(second.values[name])) for name in others)
    return near + alike / (len(others) + 1)


def _one_in_other(first: str, second: str) -> bool:
    return min(len(first), len(second)) > 1 and (first in second or second in first)


def pair_choices(
    first: Sequence[Choice], second: Sequence[Choice], collection: str
) -> dict[int, int]:
    """Which of the second reader's things is which of the first's, the surest pairs first."""
    near = [
        (_nearness(one, other, collection), number, place)
        for number, one in enumerate(first)
        for place, other in enumerate(second)
    ]
    pairs: dict[int, int] = {}
    for surely, number, place in sorted(near, key=lambda each: (-each[0], each[1], each[2])):
        if surely and number not in pairs and place not in pairs.values():
            pairs[number] = place
    return pairs


def _union(first: Sequence[Key], second: Sequence[Key]) -> tuple[Key, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _merge_pair(first: Choice, second: Choice) -> Choice:
    """One thing both saw: what one does not ask for is not asked for."""
    required = first.required and second.required
    # What may be left out is known by its identity alone, which either may give.
    names = (
        [name for name in first.values if name in second.values]
        if required
        else list(dict.fromkeys((*first.values, *second.values)))
    )
    values = {
        name: _union(first.values.get(name, ()), second.values.get(name, ())) for name in names
    }
    return Choice(values, required, first.identity)


def merge_choices(
    first: Sequence[Choice], second: Sequence[Choice], collection: str
) -> tuple[Choice, ...]:
    """Two readers' choices of one collection as one."""
    pairs = pair_choices(first, second, collection)
    merged = [
        _merge_pair(one, second[pairs[number]])
        if number in pairs
        else msgspec.structs.replace(one, required=False)
        for number, one in enumerate(first)
    ]
    merged += [
        msgspec.structs.replace(other, required=False)
        for place, other in enumerate(second)
        if place not in pairs.values()
    ]
    if collection == "types" and not any(one.required for one in merged):
        merged += _any_main_type(first, second)
    return tuple(merged)


def _any_main_type(first: Sequence[Choice], second: Sequence[Choice]) -> list[Choice]:
    """Where the readers gave different types, both saw one: any of theirs must be found."""
    mains = [[one.values["type"] for one in each if one.required] for each in (first, second)]
    if not all(mains):
        return []
    values = dict.fromkeys(value for main in mains for values in main for value in values)
    return [Choice({"type": tuple(values)}, identity=("type",))]


Collections = dict[str, tuple[Choice, ...]]


def _merge_collections(first: Collections, second: Collections) -> Collections:
    """A collection that one did not write about at all is the other's alone."""
    return {
        name: merge_choices(first[name], second[name], name)
        if name in first and name in second
        else first.get(name, second.get(name, ()))
        for name in dict.fromkeys((*first, *second))
    }


def pair_items(
    first: Sequence[ActivityReading], second: Sequence[ActivityReading]
) -> dict[int, int]:
    """Which of the second reader's items is which of the first's: by first or by last words."""
    pairs: dict[int, int] = {}
    for side in ("starts", "ends"):
        for number, one in enumerate(first):
            for place, other in enumerate(second):
                if number in pairs or place in pairs.values():
                    continue
                if any(
                    _same_edge(ours, theirs, side)
                    for ours in getattr(one, side)
                    for theirs in getattr(other, side)
                ):
                    pairs[number] = place
    return pairs


def _same_edge(first: str, second: str, side: str) -> bool:
    if not first or not second:
        return first == second
    if side == "starts":
        return first.startswith(second) or second.startswith(first)
    return first.endswith(second) or second.endswith(first)


def _merge_items(first: ActivityReading, second: ActivityReading) -> ActivityReading:
    return msgspec.structs.replace(
        first,
        starts=tuple(dict.fromkeys((*first.starts, *second.starts))),
        ends=tuple(dict.fromkeys((*first.ends, *second.ends))),
        collections=_merge_collections(first.collections, second.collections),
        date_writings=first.date_writings | second.date_writings,
    )


def merge(first: Reading, second: Reading) -> Reading:
    """Two readings of one text as one."""
    pairs = pair_items(first.activities, second.activities)
    items = [
        _merge_items(one, second.activities[pairs[number]])
        if number in pairs
        else msgspec.structs.replace(one, required=False)
        for number, one in enumerate(first.activities)
    ]
    items += [
        msgspec.structs.replace(other, required=False)
        for place, other in enumerate(second.activities)
        if place not in pairs.values()
    ]
    return Reading(tuple(items), _merge_collections(first.collections, second.collections))


def _as_found(collections: Collections) -> AllFound:
    return {
        name: [one.first() for one in choices if one.required]
        for name, choices in collections.items()
    }


def _one_way(first: Reading, second: Reading) -> list[Score]:
    """The second reader's first choices graded by the first's reading, no error told."""
    pairs = pair_items(first.activities, second.activities)
    scores = [
        Score(
            "segmentation",
            AGREEMENT,
            Tally(
                right=len(pairs),
                extra=len(second.activities) - len(pairs),
                missed=len(first.activities) - len(pairs),
            ),
        )
    ]
    for number, place in pairs.items():
        one, other = first.activities[number], second.activities[place]
        found = _as_found(other.collections)
        scores += score_fields(ACTIVITY_FIELDS, activity_choices(one), found, AGREEMENT, "")
    shared = {
        name: choices for name, choices in first.collections.items() if name in second.collections
    }
    scores += score_fields(WHOLE_FIELDS, shared, _as_found(second.collections), AGREEMENT, "")
    return [msgspec.structs.replace(one, errors=()) for one in scores]


def agreement(first: Reading, second: Reading) -> list[Score]:
    """How far two readings agree: each graded by the other, the tallies of both added up."""
    return [*_one_way(first, second), *_one_way(second, first)]
