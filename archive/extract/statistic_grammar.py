"""The word lists of statistics as patterns, and units in brackets and captions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

import msgspec

from corpus.lexicon.statistics import statistics_lexicon

_UNIT_NOTE: Final = re.compile(r"[（(]\s?(?:单位\s?[:：]?\s?)?([^（()）\s：:]{1,5})\s?[）)]\s?$")
_CAPTION_UNIT: Final = re.compile(r"(?:计量)?单位\s?[:：]\s?([^\s，,；;。）)]{1,16})")
_MULTIPLES: Final = ("万", "亿", "千", "百")
_CAPTION_READ: Final = 400
"""Characters of a caption that are searched for its unit."""


class Grammar(msgspec.Struct, frozen=True):
    """Patterns over the word lists; the longest word of a list is always tried first.

    `measure` is a measure on its own (按时办结率, 受理), `measure_end` one at a phrase's end,
    `head_end` and `verb_end` its last word; `case_verb` acts on a case, `act_verb` on anything.
    `nominal_end` is an act that is a matter's name (施工许可), `known_kind` a kind of affair.
    """

    units: frozenset[str]
    nouns: frozenset[str]
    case_verb: re.Pattern[str]
    act_verb: re.Pattern[str]
    carrier: re.Pattern[str]
    measure: re.Pattern[str]
    measure_end: re.Pattern[str]
    head_end: re.Pattern[str]
    verb_end: re.Pattern[str]
    nominal_end: re.Pattern[str]
    known_kind: re.Pattern[str]
    known: tuple[str, ...]
    known_set: frozenset[str]
    level: re.Pattern[str]
    body: re.Pattern[str]
    place: re.Pattern[str]
    platform: re.Pattern[str]
    platform_name: re.Pattern[str]
    channel: re.Pattern[str]
    hotline: re.Pattern[str]
    generic: re.Pattern[str]
    plain_objects: frozenset[str]
    dropped: tuple[str, ...]
    not_scopes: frozenset[str]
    not_scope_endings: tuple[str, ...]
    not_place_endings: tuple[str, ...]
    kept_places: tuple[str, ...]
    boundaries: tuple[str, ...]
    kept_endings: tuple[str, ...]


def any_of(words: Iterable[str]) -> str:
    """Alternation of the words as they are, longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))


@cache
def grammar() -> Grammar:
    """The patterns, built once."""
    words = statistics_lexicon()
    measures, scopes, categories = words.measures, words.scopes, words.categories
    verbs = any_of((*measures.case_verbs, *measures.act_verbs))
    prefix = rf"(?:{any_of(measures.prefixes)}){{0,3}}"
    noun = any_of((*measures.nouns, *measures.case_verbs, *measures.act_verbs))
    # 质量 and 容量 are no amounts of anything.
    head = any_of(measures.heads).replace("|量|", "|(?<![质能容重])量|")
    joined = rf"(?:{noun})(?:[并和及]?(?:{noun})){{0,2}}"
    measure = rf"{prefix}(?:{joined}(?:{head}){{0,2}}|(?:{head}){{1,2}})"
    return Grammar(
        nouns=frozenset(measures.nouns),
        units=frozenset({*words.units.counting, *words.units.money}),
        case_verb=re.compile(rf"{prefix}(?:{any_of(measures.case_verbs)})"),
        act_verb=re.compile(rf"{prefix}(?:{any_of(measures.act_verbs)})"),
        carrier=re.compile(rf"(?:{any_of(measures.carriers)})(?:了|各类|各种|各项)?"),
        measure=re.compile(measure),
        measure_end=re.compile(rf"{measure}$"),
        head_end=re.compile(rf"(?:{head})$"),
        verb_end=re.compile(rf"(?:{verbs})$"),
        nominal_end=re.compile(rf"(?:{any_of(measures.nominal)}){{1,2}}$"),
        known_kind=re.compile(
            rf"(?:{any_of(categories.modifiers)})?(?:{any_of(categories.known)})"
        ),
        known=categories.known,
        known_set=frozenset(categories.known),
        level=re.compile(
            rf"{any_of(scopes.levels)}|第[一二三四五六七八九十]{{1,3}}师|[一二三四五六七八九十〇零0-9]{{2,4}}团"
        ),
        body=re.compile(any_of(scopes.bodies)),
        place=re.compile(any_of(scopes.places)),
        platform=re.compile(any_of(words.platforms.endings)),
        platform_name=re.compile(rf"(?:{any_of(words.platforms.names)})"),
        channel=re.compile(rf"(?:{any_of(categories.channel_endings)})$"),
        hotline=re.compile(
            r"[^，,。；;：:、受办接转的]{0,14}?(?:热线(?:12345)?|专线|12345(?!平台|系统|[^，,。；;：:、受办接转的]{0,10}?[热专]线))"
            r"(?:电话(?![受呼]))?(?:中心|平台)?(?!办|工单|诉求|事项|问题|[承受]\w平台|\w理平台)"
        ),
        plain_objects=frozenset(categories.plain_objects),
        generic=re.compile(rf"(?:{any_of(categories.generic)}){{0,16}}"),
        dropped=categories.dropped_endings,
        not_scopes=frozenset(scopes.not_scopes),
        not_scope_endings=tuple(word for word in scopes.not_scopes if len(word) > 1),
        not_place_endings=scopes.not_place_endings,
        kept_places=scopes.kept_places,
        boundaries=categories.boundaries,
        kept_endings=measures.kept_endings,
    )


def is_unit(text: str) -> bool:
    """Whether the text is a unit of counting or money, alone or with 万 or 亿 before it."""
    bare = text[1:] if text[:1] in _MULTIPLES and len(text) > 1 else text
    return bare in grammar().units


def unit_note(text: str) -> tuple[str, int] | None:
    """The unit in brackets at a header's end (办件量（件）, 交易额(万元)) and where they open."""
    low = max(len(text) - 24, 0)
    match = _UNIT_NOTE.search(text, low)
    return (match[1], match.start()) if match and is_unit(match[1]) else None


def caption_units(text: str) -> tuple[str, ...]:
    """The units a caption names (单位：件, 单位：件、%), in order."""
    match = _CAPTION_UNIT.search(text[:_CAPTION_READ])
    if match is None:
        return ()
    return tuple(unit for unit in re.split(r"[、/和,，]", match[1]) if is_unit(unit))
