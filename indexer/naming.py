"""Which of the names in an index somebody means: departments by any name, places, documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from indexer.engine import (
    NOTHING,
    Condition,
    Either,
    Engine,
    Keyword,
    KeywordField,
)
from indexer.fold import fold_query

if TYPE_CHECKING:
    from corpus.lexicon.places import Place

BODY_ENDINGS = frozenset("局厅委办部心院署社会处队站所行司校园馆台室联")
"""Last characters of names of departments; a word that ends otherwise is none."""
SHORTEST_ENDING = 3
"""A name of at least so many characters also means those that end with it: 审批局 is too short to
be meant for one, 行政审批局 means 常州市武进区行政审批局."""


class Department(msgspec.Struct, frozen=True, kw_only=True):
    """A department as asked for: the names it has in the index, and which of them ended.

    `names` are full official names, likeliest first; `former` are those of them that reforms
    replaced.
    """

    asked: str
    names: tuple[str, ...]
    former: tuple[str, ...] = ()


def department(engine: Engine, asked: str) -> Department:
    """What the index has of a department asked for by any of its names."""
    from corpus.lexicon.departments import lineage, names_for, successor  # noqa: PLC0415  (50 ms)

    held = engine.values("department")
    wanted: dict[str, None] = {asked: None}
    wanted.update(dict.fromkeys(lineage(asked)))
    for home in _homes(engine):
        wanted.update(dict.fromkeys(names_for(asked, home)))
    found = dict.fromkeys(name for name in wanted if name in held)
    folded = fold_query(asked)
    if len(folded) >= SHORTEST_ENDING:
        found.update(dict.fromkeys(sorted(name for name in held if name.endswith(folded))))
    former = tuple(name for name in found if successor(name, None) not in (None, name))
    return Department(asked=asked, names=tuple(found), former=former)


def lines(engine: Engine, asked: str) -> tuple[Department, ...]:
    """The departments a name may mean, each with all its names through reforms, likeliest first.

    In an archive of several places 省林业局 may be any province's; those that are themselves called
    so come before those whose former or later body was, then the ones that act most often.
    """
    from corpus.lexicon.departments import aliases, lineage, successor  # noqa: PLC0415

    held = engine.values("department")
    groups: list[dict[str, None]] = []
    for name in department(engine, asked).names:
        line = dict.fromkeys((name, *(each for each in lineage(name) if each in held)))
        kin = [group for group in groups if group.keys() & line.keys()]
        for group in kin:
            line.update(group)
            groups.remove(group)
        groups.append(line)

    def rank(group: dict[str, None]) -> tuple[bool, int, str]:
        called = any(asked == name or asked in aliases(name) for name in group)
        return (not called, -sum(held[name] for name in group), min(group))

    return tuple(
        Department(
            asked=asked,
            names=tuple(group),
            former=tuple(name for name in group if successor(name, None) not in (None, name)),
        )
        for group in sorted(groups, key=rank)
    )


def written_forms(names: Iterable[str]) -> list[str]:
    """How the departments may be written in a text, official names first."""
    from corpus.lexicon.departments import aliases  # noqa: PLC0415

    listed = list(names)
    return list(dict.fromkeys((*listed, *(form for name in listed for form in aliases(name)))))


def departments_condition(names: Iterable[str], field: KeywordField) -> Condition:
    """One of the names in the field (`actor` or `department`)."""
    return Either(tuple(Keyword(field, name) for name in names))


def place_condition(engine: Engine, asked: str) -> Condition:
    """Records that name the place, or one inside it."""
    from corpus.lexicon.places import full_name, named  # noqa: PLC0415  (20 ms)

    tops = tuple(full_name(place) for place in named(asked))
    folded = fold_query(asked)
    return _one_of(
        "place",
        (
            name
            for name in engine.values("place")
            if name.startswith(tops) or folded in fold_query(name)
        ),
    )


def holding_condition(engine: Engine, field: KeywordField, asked: str) -> Condition:
    """Records with a value of the field that holds what is asked (a title's part, a name)."""
    folded = fold_query(asked)
    if not folded:
        return NOTHING
    return _one_of(field, (value for value in engine.values(field) if folded in fold_query(value)))


def may_be_department(word: str) -> bool:
    """False for words that can be no department's name: keeps the lexicon out of most searches."""
    return len(word) > 1 and word[-1] in BODY_ENDINGS


def _one_of(field: KeywordField, values: Iterable[str]) -> Condition:
    return Either(tuple(Keyword(field, value) for value in sorted(values)))


def _homes(engine: Engine) -> list[Place | None]:
    """The divisions the publishers belong to, and None for words that name their place."""
    from corpus.lexicon.places import home_of  # noqa: PLC0415

    publishers = engine.values("publisher")
    homes = {home.code: home for name in publishers if (home := home_of(name)) is not None}
    return [homes[code] for code in sorted(homes)] or [None]
