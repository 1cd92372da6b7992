"""Renames of departments: what a name was before, what it became, what it is called in speech."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cache

from corpus.lexicon import places
from corpus.lexicon.department_names import compose, resolve, template_parts
from corpus.lexicon.department_rows import (
    Ending,
    StateBody,
    endings,
    endings_by_form,
    letter_of,
    state_bodies,
    state_bodies_by_form,
)
from corpus.lexicon.department_sites import Site, official_head, site_of, spoken_head
from corpus.lexicon.places import Place

_LETTER_BY_LAST = {"省": "P", "市": "C", "州": "C", "盟": "C", "县": "X", "区": "X", "旗": "X"}
_GENERIC_BY_LETTER = {
    "P": ("省", "自治区"),
    "M": ("市",),
    "C": ("市", "州", "盟"),
    "X": ("县", "区", "市", "旗"),
}


def lineage(name: str) -> tuple[str, ...]:
    """All official names a department had before and has had since, itself included, oldest first.

    四川省市场监督管理局 gives 四川省工商行政管理局, 四川省质量技术监督局,
    四川省食品药品监督管理局, 四川省市场监督管理局. A name the lexicon does not hold stands alone.
    """
    state = state_bodies_by_form().get(name)
    if state is not None:
        return _walk_state(state)
    parts = _parts(name)
    if parts is None:
        return (name,)
    site, ending, letter = parts
    before = _reach(ending, lambda row: _sources(row, letter, site.place))
    after = _reach(ending, lambda row: _targets(row, letter, site.place))
    order = (*reversed(before), ending, *after)
    return tuple(dict.fromkeys(compose(site, row) for row in order))


def successor(name: str, on: dt.date | None) -> str | None:
    """The official name under which a department's duties stood on the day (None: today).

    The name itself while it was in force; None where the lexicon does not know it or what followed.
    """
    state = state_bodies_by_form().get(name)
    if state is not None:
        return _state_successor(state, on)
    parts = _parts(name)
    if parts is None:
        return None
    site, ending, letter = parts
    line = (ending, *_reach(ending, lambda row: _targets(row, letter, site.place)))
    return next((compose(site, row) for row in line if row.in_force(on, letter)), None)


def names_for(asked: str, home: Place | None) -> tuple[str, ...]:
    """Official names a spoken name may mean: today's, former and later ones, likeliest first.

    `asked` may be a full name, an abbreviation with or without its place, a former name. Without a
    place in the words and without `home` the answers are endings (林业和草原局) without a place.
    """
    words = asked.strip().removesuffix("窗口")
    rows = endings_by_form().get(words)
    if rows and home is None:
        return tuple(dict.fromkeys(row.official for row in rows))
    found: dict[str, None] = {}
    if rows and home is not None:
        first = resolve(words, home, None)
        found.update(dict.fromkeys(lineage(first.name)))
        for place in reversed(places.path(home)):
            _add_all(found, rows, Site(place, "", official_head(place)))
        return tuple(found)
    found.update(dict.fromkeys(lineage(resolve(words, home, None).name)))
    for start in range(1, len(words) - 1):
        rows = endings_by_form().get(words[start:])
        site = site_of(words[:start], home) if rows else None
        if rows and site is not None and site.place is not None:
            _add_all(found, rows, site)
            break
    return tuple(found)


def _add_all(found: dict[str, None], rows: Iterable[Ending], site: Site) -> None:
    if site.place is None:
        return
    letter = letter_of(site.place)
    for row in rows:
        if letter in row.levels and row.holds_in(site.place):
            found.update(dict.fromkeys(lineage(compose(site, row))))


def aliases(name: str) -> tuple[str, ...]:
    """Usual ways to write an official name: 省林草局, 四川林草局, 林草局 … (itself left out)."""
    state = state_bodies_by_form().get(name)
    if state is not None:
        return tuple(word for word in (state.name, *state.spoken) if word != name)
    parts = _parts(name)
    if parts is None:
        return ()
    site, ending, letter = parts
    heads = [site.name]
    if site.place is not None and not site.below:
        heads += [site.place.name, spoken_head(site.place)]
        heads += [word for word in _GENERIC_BY_LETTER[letter] if site.place.name.endswith(word)]
    forms = [ending.official, *ending.spoken]
    found = dict.fromkeys(head + form for head in dict.fromkeys(heads) for form in forms)
    found.update(dict.fromkeys(forms))
    found.pop(name, None)
    return tuple(found)


@cache
def spoken_forms() -> tuple[str, ...]:
    """Words for a segmenter's dictionary: endings and their short forms, bare and with a level.

    林业和草原局, 林草局, 省林草局, 市林草局 …, and the State Council's bodies.
    """
    found: dict[str, None] = {}
    for form, rows in endings_by_form().items():
        found[form] = None
        for letter in "".join(dict.fromkeys("".join(row.levels for row in rows))):
            found.update(dict.fromkeys(word + form for word in _GENERIC_BY_LETTER[letter]))
    found.update(dict.fromkeys(state_bodies_by_form()))
    return tuple(found)


def _parts(name: str) -> tuple[Site, Ending, str] | None:
    """Site, ending and level letter of an official name."""
    template = template_parts(name, None)
    if template is not None:
        place = template[0].place
        return *template, letter_of(place) if place else ""
    for start in range(1, len(name) - 1):
        rows = _rows_by_official().get(name[start:], ())
        site = site_of(name[:start], None) if rows else None
        if site is None:
            continue
        letter = letter_of(site.place) if site.place else _LETTER_BY_LAST.get(site.name[-1], "")
        best = max(
            rows,
            key=lambda row: (
                letter in row.levels,
                row.holds_in(site.place),
                bool(row.where) and row.holds_in(site.place),
            ),
        )
        return site, best, letter
    return None


def _reach(start: Ending, step: Callable[[Ending], Iterable[Ending]]) -> tuple[Ending, ...]:
    """Everything reached from a row, nearest first, the row itself left out."""
    seen = {start.official: start}
    queue = [start]
    for row in queue:
        for following in step(row):
            if following.official not in seen:
                seen[following.official] = following
                queue.append(following)
    return tuple(queue[1:])


@cache
def _rows_by_official() -> dict[str, tuple[Ending, ...]]:
    found: dict[str, list[Ending]] = {}
    for row in endings():
        found.setdefault(row.official, []).append(row)
    return {official: tuple(rows) for official, rows in found.items()}


@cache
def _rows_by_matter() -> dict[str, tuple[Ending, ...]]:
    found: dict[str, list[Ending]] = {}
    for row in endings():
        found.setdefault(row.matter, []).append(row)
    return {matter: tuple(rows) for matter, rows in found.items()}


def _targets(row: Ending, letter: str, place: Place | None) -> tuple[Ending, ...]:
    """What a row became at a level."""
    found = []
    for word in row.became:
        ending = word.lstrip("PMCX")
        levels = word[: len(word) - len(ending)]
        if levels and letter not in levels:
            continue
        rows = (
            _rows_by_matter().get(ending[:-1], ())
            if ending.endswith("*")
            else _rows_by_official().get(ending, ())
        )
        fitting = [target for target in rows if letter in target.levels and target.holds_in(place)]
        if fitting:
            found.append(max(fitting, key=lambda target: (bool(target.where), -target.order)))
    return tuple(found)


@cache
def _rows_by_later() -> dict[str, tuple[Ending, ...]]:
    """The rows that may have become those of an official name, at some level, in their order."""
    found: dict[str, dict[Ending, None]] = {}
    for source in endings():
        for word in source.became:
            ending = word.lstrip("PMCX")
            rows = _rows_by_matter().get(ending[:-1], ()) if ending.endswith("*") else ()
            for official in (ending, *(row.official for row in rows)):
                found.setdefault(official, {})[source] = None
    return {official: tuple(sources) for official, sources in found.items()}


def _sources(row: Ending, letter: str, place: Place | None) -> tuple[Ending, ...]:
    """What became a row at a level."""
    return tuple(
        source
        for source in _rows_by_later().get(row.official, ())
        if letter in source.levels
        and source.holds_in(place)
        and any(target.official == row.official for target in _targets(source, letter, place))
    )


def _walk_state(body: StateBody) -> tuple[str, ...]:
    names = {other.name: other for other in state_bodies()}
    before: list[str] = [body.name]
    for name in before:
        before += [
            other.name
            for other in state_bodies()
            if name in other.became and other.name not in before
        ]
    after: list[str] = [body.name]
    for name in after:
        after += [word for word in names[name].became if word in names and word not in after]
    return (*reversed(before), *after[1:])


def _state_successor(body: StateBody, on: dt.date | None) -> str | None:
    names = {other.name: other for other in state_bodies()}
    line: list[str] = [body.name]
    for name in line:
        if names[name].in_force(on):
            return name
        line += [word for word in names[name].became if word in names and word not in line]
    return None
