"""The sentence grammar: templates with choices and slots, read once and filled many times.

`[a|b]` is a choice, `{name:args}` a slot (data/frames.toml lists them). What fills the slots is
decided by a filler; the grammar knows no bulletins.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random

import msgspec

from corpus.samples.names import strings


class Slot(msgspec.Struct, frozen=True):
    """A place to be filled: `{n:3-20:家:企业}` has the name n and three arguments."""

    name: str
    arguments: tuple[str, ...]


class Choice(msgspec.Struct, frozen=True):
    """One of several sequences, each as likely."""

    options: tuple[tuple[Slot | Choice | str, ...], ...]


Sequence = tuple[Slot | Choice | str, ...]
Fill = Callable[[Slot], str]


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence frame with what is true of every sentence made from it.

    `also` are types that may be read beside the main one; `needs` what the publisher must have
    (lower, upper); `measures` also right as what its numbers count; `roles` right for the actor
    beside its own; `visitor` where the lower office acts and the actor receives, `peer` where the
    partner is a counterpart.
    """

    body: Sequence
    type: str | None = None
    also: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    visitor: bool = False
    peer: bool = False
    held_out: bool = False


def parse(text: str) -> Sequence:
    """A template's text as a sequence. Raises ValueError where brackets do not pair."""
    sequence, end = _sequence(text, 0, top=True)
    if end != len(text):
        raise ValueError(f"template ends early at {end}: {text}")
    return sequence


def _sequence(text: str, start: int, *, top: bool) -> tuple[Sequence, int]:
    parts: list[Slot | Choice | str] = []
    plain = position = start
    while position < len(text):
        letter = text[position]
        if letter in "|]" and not top:
            break
        if letter not in "[{":
            position += 1
            continue
        if plain < position:
            parts.append(text[plain:position])
        if letter == "[":
            choice, position = _choice(text, position + 1)
            parts.append(choice)
        else:
            close = _closing_brace(text, position)
            name, *arguments = text[position + 1 : close].split(":")
            parts.append(Slot(name, tuple(arguments)))
            position = close + 1
        plain = position
    if plain < position:
        parts.append(text[plain:position])
    return tuple(parts), position


def _closing_brace(text: str, start: int) -> int:
    depth = 0
    for position in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position
    raise ValueError(f"open brace at {start}: {text}")


def _choice(text: str, start: int) -> tuple[Choice, int]:
    options = []
    position = start - 1
    while True:
        option, position = _sequence(text, position + 1, top=False)
        options.append(option)
        if position >= len(text):
            raise ValueError(f"open bracket at {start - 1}: {text}")
        if text[position] == "]":
            return Choice(tuple(options)), position + 1


def fill(sequence: Sequence, rng: Random, filler: Fill) -> str:
    """The template's text, choices drawn from `rng`, slots filled in order by `filler`."""
    parts = []
    for part in sequence:
        if isinstance(part, str):
            parts.append(part)
        elif isinstance(part, Slot):
            parts.append(filler(part))
        else:
            parts.append(fill(rng.choice(part.options), rng, filler))
    return "".join(parts)


def slots(sequence: Sequence) -> frozenset[str]:
    """The names of all slots a template may ask for."""
    names: set[str] = set()
    for part in sequence:
        if isinstance(part, Slot):
            names.add(part.name)
        elif isinstance(part, Choice):
            for option in part.options:
                names |= slots(option)
    return frozenset(names)


def _frame(text: str, main: str | None, *, held_out: bool) -> Frame:
    body, *notes = text.split("@")
    given = {
        key.strip(): value.strip() for key, _, value in (note.partition("=") for note in notes)
    }
    listed = {key: tuple(value.split(",")) for key, value in given.items()}
    return Frame(
        body=parse(body.strip()),
        type=main,
        also=listed.get("also", ()),
        needs=listed.get("need", ()),
        measures=listed.get("measure", ()),
        roles=listed.get("roles", ()),
        visitor="visitor" in given,
        peer="peer" in given,
        held_out=held_out,
    )


@cache
def frames(table: str, *, held_out: bool) -> dict[str, tuple[Frame, ...]]:
    """All frames of a table (heads, middles, closings) by type, or by `common`."""
    file = "frames_held_out.toml" if held_out else "frames.toml"
    return {
        key: tuple(
            _frame(text, None if key == "common" else key, held_out=held_out) for text in texts
        )
        for key, texts in strings(file, table).items()
    }
