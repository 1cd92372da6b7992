"""The table of departments: what a department is for, the body that carries it, when and where.

`departments.tsv` holds one matter a row; here it becomes `Ending`s (market supervision + 局), the
part of a name after the place. `state_bodies.tsv` holds the State Council's bodies, whole names.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib import resources

import msgspec

from corpus.lexicon.places import Place, path

LEVEL_OF_LETTER = {"P": "province", "M": "province", "C": "city", "X": "county"}

REFORMS = {
    # When the names changed at each level. 2013: State Council in March, provinces over the winter,
    # cities and counties during 2014. 2018: State Council from March, provinces in late October and
    # November, cities and counties by the end of March 2019 (plan of the Central Committee,
    # 2018-03-21). 2023: State Council in March, provinces at the new year, below by spring 2024.
    "2013": {"P": "2014-01", "M": "2014-01", "C": "2014-07", "X": "2014-12"},
    "2018": {"P": "2018-11", "M": "2018-11", "C": "2019-01", "X": "2019-02"},
    "2023": {"P": "2024-01", "M": "2024-01", "C": "2024-03", "X": "2024-03"},
}

_SPOKEN_BODY = {"委员会": "委", "办公室": "办", "办公厅": "办公厅"}
_SHORTEST = 2
_SINGLE = 1


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """The part of official names after the place, at some levels and in some provinces.

    `levels` are letters: P province or autonomous region, M municipality, C city, X county.
    `life` is the pair of words before and after `..` in the table; `spoken` the other ways it is
    written, shortest forms included; `where` province names (empty: all).
    """

    official: str
    matter: str
    body: str
    levels: str
    life: tuple[str, str]
    became: tuple[str, ...]
    spoken: tuple[str, ...]
    where: tuple[str, ...]
    template: str
    order: int

    def in_force(self, on: dt.date | None, letter: str) -> bool:
        """Whether the name was in use on the day at the level (None: today's names)."""
        day = on or dt.date.max
        since, until = (_day(word, letter) for word in self.life)
        return (since is None or since <= day) and (until is None or day < until)

    def holds_in(self, place: Place | None) -> bool:
        """Whether the row is meant for the province `place` lies in."""
        return not self.where or (place is not None and _province(place).startswith(self.where))


class StateBody(msgspec.Struct, frozen=True, kw_only=True):
    """A body of the State Council: whole name, life, what it became, spoken forms."""

    name: str
    life: tuple[str, str]
    became: tuple[str, ...]
    spoken: tuple[str, ...]

    def in_force(self, on: dt.date | None) -> bool:
        """Whether the name was in use on the day (None: today)."""
        day = on or dt.date.max
        since, until = (_day(word, "N") for word in self.life)
        return (since is None or since <= day) and (until is None or day < until)


def _day(word: str, letter: str) -> dt.date | None:
    """First day of the month a word of the `life` column stands for at a level."""
    if not word:
        return None
    month = REFORMS.get(word, {}).get(letter, word)
    year, _, number = month.partition("-")
    return dt.date(int(year), int(number or 1), 1)


def _province(place: Place) -> str:
    return path(place)[0].name


def letter_of(place: Place) -> str:
    """The level letter of a division: P, M, C or X."""
    if place.level == "province":
        return "M" if place.name.endswith("市") else "P"
    return "C" if place.level == "city" else "X"


def lines(name: str) -> list[list[str]]:
    """The rows of a tab-separated file of this package, comments left out."""
    text = resources.files("corpus.lexicon").joinpath(name).read_text(encoding="utf-8")
    return [
        line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")
    ]


def _life(word: str) -> tuple[str, str]:
    since, _, until = word.partition("..")
    return since, until


def _split(word: str) -> tuple[str, ...]:
    return tuple(part for part in word.split(",") if part)


def _spoken(matter: str, body: str, shorts: tuple[str, ...]) -> tuple[str, ...]:
    """All ways to say matter + body: every short matter with the full and the short body."""
    spoken_body = _SPOKEN_BODY.get(body, body)
    found: dict[str, None] = {}
    for short in (matter, *shorts):
        if short.startswith("="):
            found[short[1:]] = None
            continue
        if len(short) > _SINGLE:
            found[short + body] = None
        found[short + spoken_body] = None
    found.pop(matter + body, None)
    return tuple(word for word in found if len(word) >= _SHORTEST)


@cache
def endings() -> tuple[Ending, ...]:
    """All rows of `departments.tsv`, in its order, one for each body of a row."""
    found: list[Ending] = []
    for fields in lines("departments.tsv"):
        matter, bodies, life, became, shorts, where, template = (fields + [""] * 7)[:7]
        for word in bodies.split():
            body = word.lstrip("PMCX")
            found.append(
                Ending(
                    official=matter + body,
                    matter=matter,
                    body=body,
                    levels=word[: len(word) - len(body)],
                    life=_life(life),
                    became=tuple(became.split()),
                    spoken=_spoken(matter, body, _split(shorts)),
                    where=_split(where),
                    template=template.replace("{body}", body),
                    order=len(found),
                )
            )
    return tuple(found)


@cache
def endings_by_form() -> dict[str, tuple[Ending, ...]]:
    """Every way an ending is written, official or spoken, and what it may stand for."""
    found: dict[str, list[Ending]] = {}
    for ending in endings():
        for form in (ending.official, *ending.spoken):
            found.setdefault(form, []).append(ending)
    return {form: tuple(rows) for form, rows in found.items()}


@cache
def state_bodies() -> tuple[StateBody, ...]:
    """All rows of `state_bodies.tsv`."""
    found = []
    for fields in lines("state_bodies.tsv"):
        name, life, became, spoken = (fields + [""] * 4)[:4]
        found.append(
            StateBody(name=name, life=_life(life), became=_split(became), spoken=_split(spoken))
        )
    return tuple(found)


@cache
def state_bodies_by_form() -> dict[str, StateBody]:
    """Every way a body of the State Council is written."""
    return {form: body for body in state_bodies() for form in (body.name, *body.spoken)}


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one kind in `department_words.tsv` (matter, act, join, hall, institution)."""
    return frozenset(
        word
        for fields in lines("department_words.tsv")
        if fields[0] == kind
        for word in fields[1].split()
    )


@cache
def final_letters() -> frozenset[str]:
    """The characters that forms of departments end in."""
    return frozenset(form[-1] for form in (*endings_by_form(), *state_bodies_by_form()))
