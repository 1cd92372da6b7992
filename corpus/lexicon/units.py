"""Units, measure words and the words around numbers (units.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

UnitKind = Literal["things", "money", "rate", "duration", "size"]


class NumberWords(msgspec.Struct, frozen=True):
    """Words before, after and around a number (see units.toml for each)."""

    about: tuple[str, ...]
    at_least: tuple[str, ...]
    not_about: tuple[str, ...]
    after: tuple[str, ...]
    announced: tuple[str, ...]
    announced_in_words: tuple[str, ...]
    announced_acts: tuple[str, ...]
    lead: tuple[str, ...]
    trail: tuple[str, ...]


class VerbWords(msgspec.Struct, frozen=True):
    """Verbs that govern what is counted, by how they do it (see units.toml)."""

    in_names: tuple[str, ...]
    in_noun_names: tuple[str, ...]
    naming: tuple[str, ...]
    whole: tuple[str, ...]
    act: tuple[str, ...]
    noun_like: tuple[str, ...]
    causing: tuple[str, ...]
    change: tuple[str, ...]
    ends_noun: tuple[str, ...]
    not_ends: tuple[str, ...]
    lifeless: tuple[str, ...]


class Units(msgspec.Struct, frozen=True):
    """Units by kind, each with the characters that may not follow it, and words around numbers."""

    units: dict[UnitKind, dict[str, str]]
    words: NumberWords
    verbs: VerbWords

    def kinds(self) -> dict[str, UnitKind]:
        """Unit → its kind."""
        return {unit: kind for kind, group in self.units.items() for unit in group}


@cache
def unit_kinds() -> dict[str, UnitKind]:
    """Unit → its kind, for all units."""
    return units().kinds()


@cache
def units() -> Units:
    """The lexicon, read once."""
    source = files("corpus.lexicon").joinpath("units.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(source), Units)
