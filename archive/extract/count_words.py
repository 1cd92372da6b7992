"""Patterns of the words that govern what a number counts, compiled once from the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, Literal

import msgspec

from corpus.lexicon.units import units

_QUOTED: Final = re.compile(r"[“\"][^“”\"\n]{1,20}[”\"]")

# Nouns that end in one of the number's words (提醒不规范行为5起).
_WHOLE_WORDS: Final = (
    "行为",
    "作为",
    "理由",
    "事由",
    "案由",
    "目的",
    "国有",
    "私有",
    "公有",
    "所有",
    "标的",
    "在于",
)


def opaque(text: str) -> str:
    """The text with what stands in quotation marks hidden: “就近办” holds no verb; offsets stay."""
    if "“" not in text and '"' not in text:
        return text
    return _QUOTED.sub(lambda match: "□" * len(match[0]), text)


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))


class Kinds(msgspec.Struct, frozen=True):
    """Acts by how they govern, words of change (longest first), and units of lifeless things.

    `never` are those that never govern where another act does: as often nouns, of sending people,
    or with their object inside.
    """

    acts: frozenset[str]
    noun_like: frozenset[str]
    causing: frozenset[str]
    whole: frozenset[str]
    never: frozenset[str]
    closing: tuple[str, ...]
    change: tuple[str, ...]
    changes: frozenset[str]
    lifeless: frozenset[str]


@cache
def kinds() -> Kinds:
    """The lexicon's acts by kind."""
    verbs = units().verbs
    return Kinds(
        acts=frozenset(verbs.act),
        noun_like=frozenset(verbs.noun_like),
        causing=frozenset(verbs.causing),
        whole=frozenset(verbs.whole),
        never=frozenset((*verbs.noun_like, *verbs.causing, *verbs.whole)),
        closing=verbs.whole,
        change=tuple(sorted(verbs.change, key=len, reverse=True)),
        changes=frozenset(verbs.change),
        lifeless=frozenset(verbs.lifeless),
    )


class Word(msgspec.Struct, frozen=True):
    """A word of the lexicon at `[start, end)` of a text."""

    start: int
    end: int
    word: str


@cache
def _acts() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Acts by their first two characters, longest first, each with what may not follow it.

    Acts begin bodies' names (审批局) and nouns (申请量, 受理窗口), where they tell no act.
    """
    verbs = units().verbs
    words = {*verbs.act, *verbs.causing, *verbs.whole}
    nouns = words & {*verbs.noun_like, *verbs.naming}
    bodies = verbs.in_names
    things = (*verbs.in_names, *verbs.in_noun_names)
    table: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for word in sorted(words, key=len, reverse=True):
        table.setdefault(word[:2], []).append((word, things if word in nouns else bodies))
    return {key: tuple(entries) for key, entries in table.items()}


def act_at(text: str, position: int) -> str | None:
    """The longest act at a place, None where there is none or it begins a name."""
    for word, barred in _acts().get(text[position : position + 2], ()):
        if text.startswith(word, position) and not text.startswith(barred, position + len(word)):
            return word
    return None


@cache
def _act_starts() -> frozenset[str]:
    return frozenset(pair[0] for pair in _acts())


def acts_in(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """All acts of a stretch, in order, none over another; `text` is opaque (see `opaque`)."""
    table, firsts = _acts(), _act_starts()
    found: list[Word] = []
    stop = len(text) if end is None else end
    free = start
    for position, first in enumerate(text[start:stop], start):
        if first not in firsts or position < free:
            continue
        for word, barred in table.get(text[position : position + 2], ()):
            close = position + len(word)
            if close <= stop and text.startswith(word, position):
                if close < stop and text.startswith(barred, close):
                    continue
                found.append(Word(position, close, word))
                free = close
                break
    return found


EndKind = Literal["kept", "end", "act"]


class End(msgspec.Struct, frozen=True):
    """What ends a noun phrase: a predicate's word (`end`), or an act (`act`)."""

    start: int
    end: int
    word: str
    kind: EndKind


@cache
def _ends() -> dict[str, tuple[tuple[str, EndKind], ...]]:
    """Ends by their first character; words that only begin like one (`kept`) come first."""
    verbs = units().verbs
    acts = {word for word in verbs.act if len(word) > 1} - {*verbs.noun_like, *verbs.naming}
    groups: tuple[tuple[EndKind, set[str]], ...] = (
        ("kept", {*verbs.not_ends}),
        ("end", {*verbs.ends_noun}),
        ("act", acts - {*verbs.ends_noun}),
    )
    table: dict[str, list[tuple[str, EndKind]]] = {}
    for kind, words in groups:
        for word in sorted(words, key=len, reverse=True):
            table.setdefault(word[0], []).append((word, kind))
    return {first: tuple(entries) for first, entries in table.items()}


def end_at(text: str, position: int) -> End | None:
    """What ends a noun phrase at a place, or the word that only looks so."""
    for word, kind in _ends().get(text[position : position + 1], ()):
        if text.startswith(word, position):
            return End(position, position + len(word), word, kind)
    return None


def ends_in(text: str) -> Iterator[End]:
    """What may end the noun phrase that a text begins with, in order."""
    table = _ends()
    free = 0
    for position, first in enumerate(text):
        if first not in table or position < free:
            continue
        end = end_at(text, position)
        if end is not None:
            free = end.end
            if end.kind != "kept":
                yield end


class ClauseWords(msgspec.Struct, frozen=True):
    """Words that are no part of what is counted: `lead` at a clause's head, `trail` at its end.

    `trail` are the words by their last character, longest first, each with the longer acts that
    end in it (收到 is no 收 and 到).
    """

    lead: re.Pattern[str]
    trail: dict[str, tuple[tuple[str, tuple[str, ...]], ...]]


@cache
def clause_words() -> ClauseWords:
    """The words around a clause, from the lexicon."""
    words, verbs = units().words, units().verbs
    trail: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for word in sorted(words.trail, key=len, reverse=True):
        longer = tuple(act for act in verbs.act if len(act) > len(word) and act.endswith(word))
        trail.setdefault(word[-1], []).append((word, longer))
    return ClauseWords(
        re.compile(f"(?:{_any(words.lead)})+"),
        {last: tuple(entries) for last, entries in trail.items()},
    )


def strip_clause(text: str) -> str:
    """The clause without adverbs at its head and the number's words (共, 达, 为) at its tail."""
    known = clause_words()
    lead = known.lead.match(text)
    if lead:
        text = text[lead.end() :]
    while text:
        for word, longer in known.trail.get(text[-1], ()):
            if (
                text.endswith(word)
                and not text.endswith(longer)
                and not text.endswith(_WHOLE_WORDS)
            ):
                text = text[: -len(word)]
                break
        else:
            break
    return text
