"""From a department's name as written to its full official name.

Names are built by rule, place × matter × body (departments.tsv, state_bodies.tsv), so that
a county's 人社局 anywhere in the country resolves as well as a province's. What the words say is
kept: a former name written after the reform is expanded, not replaced by its successor.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import Literal

import msgspec

from corpus.lexicon import places
from corpus.lexicon.department_branches import (
    branch_name,
    committee_name,
    station_name,
    town_body,
)
from corpus.lexicon.department_rows import (
    Ending,
    endings,
    endings_by_form,
    letter_of,
    state_bodies_by_form,
)
from corpus.lexicon.department_rows import (
    words as matters,
)
from corpus.lexicon.department_sites import (
    GENERIC,
    Site,
    generic_site,
    leading_places,
    official_head,
    site_of,
    spoken_head,
)
from corpus.lexicon.places import Place

DepartmentLevel = Literal["state", "province", "city", "county"]

SUB_UNITS = (
    "分局",
    "分中心",
    "管理部",
    "总队",
    "支队",
    "大队",
    "办事处",
    "中队",
    "局",
    "中心",
    "所",
    "站",
    "队",
)
"""Bodies under a department that count as one with it; its offices (处, 科, 股, 室) do not."""

_LEVELS: dict[str, DepartmentLevel] = {
    "P": "province",
    "M": "province",
    "C": "city",
    "X": "county",
}


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """What a written name means. `name` is as written where `known` is False and nothing fits.

    `known`: matter and body are in the lexicon and the place is decided. `place` may be decided
    without it (a body the lexicon does not hold, at a place it does).
    """

    name: str
    known: bool
    matter: str | None = None
    level: DepartmentLevel | None = None
    place: Place | None = None


def resolve(written: str, home: Place | None, on: dt.date | None) -> Resolution:
    """The full official name on the day `on` of a department written in `home`'s bulletin.

    省林草局 in Sichuan is 四川省林业和草原局, 市市监局 in Mianyang 绵阳市市场监督管理局, 司法厅
    四川省司法厅, 交通运输部 itself. `on` None means today.
    """
    words = written.removesuffix("窗口")
    state = state_bodies_by_form().get(words)
    if state is not None:
        return Resolution(name=state.name, known=True, matter=state.name, level="state")
    return (
        _resolve_template(words, home)
        or _resolve_branch(words, home)
        or _resolve_whole(words, home, on)
        or _resolve_compound(words, home, on)
        or _resolve_below(words, home)
        or _resolve_by_place(words, home)
        or Resolution(name=words or written, known=False)
    )


@cache
def _templates() -> tuple[tuple[str, str, Ending], ...]:
    """What stands before and after the place in names not put together as place + ending."""
    found = []
    for ending in endings():
        if ending.template:
            before, _, after = ending.template.replace("{short}", "{place}").partition("{place}")
            found.append((before, after, ending))
            if ending.matter == "共青团":
                found += (("共青团", "委", ending), ("团", "委", ending))
    return tuple(found)


def template_parts(words: str, home: Place | None) -> tuple[Site, Ending] | None:
    """The parts of such a name: 国家税务总局绵阳市税务局, 共青团绵阳市委员会, 团省委."""
    for before, after, ending in _templates():
        if before and words.startswith(before) and words.endswith(after):
            site = site_of(words[len(before) : len(words) - len(after)], home)
            if site is not None and site.place is not None:
                return site, ending
    return None


def _resolve_template(words: str, home: Place | None) -> Resolution | None:
    parts = template_parts(words, home)
    return _resolution(*parts) if parts else None


def _resolution(site: Site, ending: Ending) -> Resolution:
    level = _LEVELS[letter_of(site.place)] if site.place else None
    return Resolution(
        name=compose(site, ending),
        known=site.place is not None,
        matter=ending.matter,
        level=level,
        place=site.place,
    )


def compose(site: Site, ending: Ending) -> str:
    """The official name of the ending at the site."""
    if not ending.template:
        return site.name + ending.official
    short = spoken_head(site.place) + site.below if site.place else site.name
    return ending.template.replace("{place}", site.name).replace("{short}", short)


def _resolve_whole(words: str, home: Place | None, on: dt.date | None) -> Resolution | None:
    """Place (or none) and a form of the lexicon, longest form first."""
    for form, head, infix in _readings(words):
        if not head:
            found = _resolve_bare(form, home, on)
            if found is not None:
                return found
            continue
        site = site_of(head, home)
        if site is None:
            continue
        if head == "区" and home is not None and _is_region_wide(form, home):
            site = Site(places.path(home)[0], "", places.path(home)[0].name)
        ending = _best(form, site.place or home, site.place, on)
        if ending is not None:
            if site.place is None:
                return Resolution(name=words, known=False, matter=ending.matter)
            found = _resolution(site, ending)
            return msgspec.structs.replace(found, name=_with_infix(found.name, site, infix))
    return None


def _readings(words: str) -> Iterator[tuple[str, str, str]]:
    """Ways to cut a name into (form of the lexicon, head, infix 政府 or 人民政府)."""
    for start in range(len(words) - 1):
        form = words[start:]
        if form not in endings_by_form():
            continue
        head = words[:start]
        infix = next((word for word in ("人民政府", "政府") if head.endswith(word)), "")
        yield form, head.removesuffix(infix) if infix else head, infix


def _with_infix(name: str, site: Site, infix: str) -> str:
    """四川省 + 政府 + 国有资产监督管理委员会, the 政府 kept where it was written."""
    if infix and name.startswith(site.name):
        return site.name + infix + name[len(site.name) :]
    return name


def _is_region_wide(form: str, home: Place) -> bool:
    """区公安厅 in a city of an autonomous region is the region's."""
    region = places.path(home)[0]
    return region.name.endswith("自治区") and form.endswith("厅")


def _best(form: str, near: Place | None, at: Place | None, on: dt.date | None) -> Ending | None:
    """The ending a form means at the place `at` (None: not known which) on the day."""
    letter = letter_of(at) if at else ""
    rows = endings_by_form().get(form, ())
    return max(rows, key=lambda row: _fit(row, form, near, letter, on), default=None)


def _fit(
    row: Ending, form: str, near: Place | None, letter: str, on: dt.date | None
) -> tuple[int, int, int, int]:
    """How well a row fits, best first: own province and in force, as written, in force, order."""
    here = bool(row.where) and row.holds_in(near)
    alive = row.in_force(on, letter or "C")
    fits = not letter or letter in row.levels or here or not row.where
    as_written = row.official == form and fits
    if here and alive:
        kind = 4
    elif as_written:
        kind = 3
    elif alive and not row.where:
        kind = 2
    else:
        kind = 1 if not row.where or here else 0
    return kind, int(letter in row.levels), int(alive), -row.order


def _resolve_bare(form: str, home: Place | None, on: dt.date | None) -> Resolution | None:
    """A name without a place: the home's own, or the nearest above that has such a body."""
    if home is None:
        return None
    rows = endings_by_form().get(form, ())
    for place in reversed(places.path(home)):
        letter = letter_of(place)
        fitting = [row for row in rows if letter in row.levels and row.holds_in(home)]
        if fitting:
            best = max(fitting, key=lambda row: _fit(row, form, home, letter, on))
            return _resolution(Site(place, "", official_head(place)), best)
    return None


def _resolve_compound(words: str, home: Place | None, on: dt.date | None) -> Resolution | None:
    """A bureau, brigade or branch under a department: 市公安局涪城分局, 县人社局就业服务中心."""
    if not words.endswith(SUB_UNITS):
        return None
    for end in range(len(words) - 2, 2, -1):
        if words[:end][-1:] not in "局厅委会办心队关":
            continue
        above = _resolve_branch(words[:end], home) or _resolve_whole(words[:end], home, on)
        if above is not None:
            name = above.name + words[end:]
            whole = _resolve_whole(name, home, on)
            return whole or msgspec.structs.replace(above, name=name)
    return None


def _resolve_branch(words: str, home: Place | None) -> Resolution | None:
    """A branch of the city's police named by its district: 区公安分局, 钟楼公安分局."""
    found = branch_name(words, home)
    if found is None:
        return None
    name, city = found
    return Resolution(name=name, known=True, level="county", place=city)


def _resolve_below(words: str, home: Place | None) -> Resolution | None:
    """A zone's committee, a police station, a body of a town."""
    name = committee_name(words, home) or station_name(words, home) or town_body(words, home)
    if name is None:
        return None
    return Resolution(name=name, known=False, place=home)


def _resolve_by_place(words: str, home: Place | None) -> Resolution | None:
    """A body the lexicon does not hold, at a place it does: the place in full, then as written."""
    place, end = leading_places(words, home)
    if not end:
        word = next((word for word in GENERIC if words.startswith(word)), "")
        place, end = generic_site(word, home) if word else None, len(word)
    if place is None or len(words) - end < len("某局"):
        return None
    rest = words[end:]
    if place.level == "county" and words[:end][-1:] not in _KINDS and not _begins_matter(rest):
        return None
    if rest.endswith("管委会"):
        rest = rest.removesuffix("管委会") + "管理委员会"
    return Resolution(
        name=official_head(place) + rest,
        known=False,
        level=_LEVELS[letter_of(place)],
        place=place,
    )


_KINDS = "省市县区州盟旗"


def _begins_matter(rest: str) -> bool:
    """Whether a matter begins: behind a county's short name else its name goes on (大东|港海关)."""
    return any(rest[:length] in matters("matter") for length in range(2, 6))
