"""Activity types of bulletins and the words that decide for them (`activity_types.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

Strength = Literal["head", "verb", "strong", "weak", "neutral"]
"""How a word decides: see the head of the data file."""


class ActivityType(msgspec.Struct, frozen=True, kw_only=True):
    """One type of the taxonomy: its name, whether every bulletin knows it, and a short gloss."""

    name: str
    core: bool
    about: str
    heads: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


class Evidence(msgspec.Struct, frozen=True):
    """A word that speaks for types (main one first; none for a neutral word)."""

    word: str
    types: tuple[str, ...]
    strengths: frozenset[Strength]


class TypeLexicon(msgspec.Struct, frozen=True):
    """All types in order, and the evidence words by their first two characters, longest first.

    Words of one character stand under it; `firsts` are all first characters.
    """

    types: tuple[ActivityType, ...]
    by_start: dict[str, tuple[Evidence, ...]]
    firsts: frozenset[str]

    def find(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[tuple[int, Evidence]]:
        """Evidence words in `text[start:end]` with their offsets, longest match, left to right."""
        end = len(text) if end is None else end
        table, firsts = self.by_start, self.firsts
        free = start
        for position, first in enumerate(text[start:end], start):
            if first not in firsts or position < free:
                continue
            for evidence in table.get(text[position : position + 2], table.get(first, ())):
                if text.startswith(evidence.word, position, end):
                    yield position, evidence
                    free = position + len(evidence.word)
                    break


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: tuple[ActivityType, ...]
    compounds: dict[str, tuple[str, ...]]
    neutral: dict[Literal["words"], tuple[str, ...]]


@cache
def activity_types() -> TypeLexicon:
    """The lexicon, read once; `msgspec.ValidationError` where the file is not well formed."""
    raw = files("corpus.lexicon").joinpath("activity_types.toml").read_text(encoding="utf-8")
    data = msgspec.convert(tomllib.loads(raw), _File)
    words: dict[str, Evidence] = {}
    for entry in data.type:
        groups: tuple[tuple[Strength, tuple[str, ...]], ...] = (
            ("head", entry.heads),
            ("verb", entry.verbs),
            ("strong", entry.strong),
            ("weak", entry.weak),
        )
        for strength, group in groups:
            for word in group:
                _add(words, word, entry.name, strength)
    for word, types in data.compounds.items():
        words[word] = Evidence(word, types, frozenset({"strong"}))
    for word in data.neutral["words"]:
        words[word] = Evidence(word, (), frozenset({"neutral"}))
    by_start: dict[str, list[Evidence]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_start.setdefault(word[:2], []).append(words[word])
    for start, known in by_start.items():
        # 会 too where none of 会议, 会商 … stands.
        if len(start) > 1 and start[0] in words:
            known.append(words[start[0]])
    return TypeLexicon(
        data.type,
        {start: tuple(known) for start, known in by_start.items()},
        frozenset(word[0] for word in words),
    )


def _add(words: dict[str, Evidence], word: str, name: str, strength: Strength) -> None:
    known = words.get(word)
    if known is None:
        words[word] = Evidence(word, (name,), frozenset({strength}))
    else:
        types = known.types if name in known.types else (*known.types, name)
        words[word] = Evidence(word, types, known.strengths | {strength})
