"""Words of service-hall statistics (`statistics.toml`): measures, units, categories, scopes."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import msgspec

Words = tuple[str, ...]


class Measures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs, prefixes, heads and nouns of what is counted."""

    case_verbs: Words
    act_verbs: Words
    prefixes: Words
    heads: Words
    nouns: Words
    carriers: Words
    nominal: Words
    kept_endings: Words


class Units(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units of counting and of money."""

    counting: Words
    money: Words


class Categories(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Kinds of affairs, channels, and what is no category."""

    known: Words
    channel_endings: Words
    modifiers: Words
    generic: Words
    plain_objects: Words
    dropped_endings: Words
    boundaries: Words


class Scopes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Levels, bodies and places that figures are given for."""

    levels: Words
    bodies: Words
    places: Words
    not_scopes: Words
    not_place_endings: Words
    kept_places: Words


class Platforms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Endings of the names of systems that figures come from, and names without such an ending."""

    endings: Words
    names: Words


class StatisticsLexicon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All word lists, each longest word first."""

    measures: Measures
    units: Units
    categories: Categories
    scopes: Scopes
    platforms: Platforms


@cache
def statistics_lexicon() -> StatisticsLexicon:
    """The lexicon, read once; `msgspec.ValidationError` where the file is not well formed."""
    raw = files("corpus.lexicon").joinpath("statistics.toml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(raw)
    ordered = {
        table: {
            key: sorted(set(words), key=lambda word: (-len(word), word))
            for key, words in lists.items()
        }
        for table, lists in tables.items()
    }
    return msgspec.convert(ordered, StatisticsLexicon)
