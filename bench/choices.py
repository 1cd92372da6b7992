"""Answers with several right values, and grading what was found against them.

A *choice* is one thing a careful reader sees in a text (a department, a figure), with all values
that are right for each of its attributes. What was found is a mapping of the same attributes to
single values. Pure functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from bench.tally import Key, Score, Tally, told

Found = Mapping[str, Key]
"""Attributes of one thing found."""

WRITTEN = ("written",)


class Choice(msgspec.Struct, frozen=True):
    """One thing to find: for each attribute the values that are right, the first choice first.

    An attribute that is not in `values` is not asked for. What is not `required` may be found or
    not; it is known again by the attributes in `identity` alone.
    """

    values: dict[str, tuple[Key, ...]]
    required: bool = True
    identity: tuple[str, ...] = WRITTEN

    def accepts(self, found: Found, attributes: Sequence[str]) -> bool:
        """Whether all of the attributes asked for, and known of what was found, are right."""
        asked = attributes if self.required else self.identity
        return all(
            name not in self.values or name not in found or found[name] in self.values[name]
            for name in asked
        )

    def first(self) -> dict[str, Key]:
        """The first choice of every attribute, as a thing found."""
        return {name: values[0] for name, values in self.values.items()}


def assign(
    choices: Sequence[Choice], found: Sequence[Found], attributes: Sequence[str]
) -> dict[int, int]:
    """The largest one-to-one assignment of required choices to things found (index to index).

    Things that an optional choice would let be give way to those that nothing else excuses.
    """
    optional = [choice for choice in choices if not choice.required]
    excused = [any(choice.accepts(thing, attributes) for choice in optional) for thing in found]
    order = sorted(range(len(found)), key=lambda place: excused[place])
    fits = {
        place: [
            number
            for number, choice in enumerate(choices)
            if choice.required and choice.accepts(found[place], attributes)
        ]
        for place in order
    }
    taken: dict[int, int] = {}

    def settle(place: int, tried: set[int]) -> bool:
        for number in fits[place]:
            if number not in tried:
                tried.add(number)
                if number not in taken or settle(taken[number], tried):
                    taken[number] = place
                    return True
        return False

    for place in order:
        settle(place, set())
    return taken


def grade(
    field: str,
    part: str,
    choices: Sequence[Choice],
    found: Sequence[Found],
    attributes: Sequence[str],
    *,
    where: str = "",
) -> Score:
    """Score things found against choices on some attributes, each error told."""
    pairs = assign(choices, found, attributes)
    missed = [
        choice for number, choice in enumerate(choices) if choice.required and number not in pairs
    ]
    left = [thing for place, thing in enumerate(found) if place not in set(pairs.values())]
    optional = [choice for choice in choices if not choice.required]
    extra = [
        thing for thing in left if not any(choice.accepts(thing, attributes) for choice in optional)
    ]
    errors = [f"{where}{field}-{_told(choice.first(), attributes)}" for choice in missed]
    errors += [f"{where}{field}+{_told(thing, attributes)}" for thing in extra]
    return Score(field, part, Tally(len(pairs), len(extra), len(missed)), tuple(errors))


def _told(thing: Found, attributes: Sequence[str]) -> str:
    return told(tuple(thing.get(name) for name in attributes))
