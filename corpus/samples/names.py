"""Names from the data files: publishers, departments, companies, persons, documents."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib import resources
from random import Random
from typing import Any, Literal

import msgspec

from corpus.samples.calendar import Cycle

Level = Literal["province", "city", "county"]
LEVELS: tuple[Level, ...] = ("province", "city", "county")
_CENTURY = (dt.date(1949, 10, 1), dt.date(2099, 12, 31))


class Publisher(msgspec.Struct, frozen=True, kw_only=True):
    """An office with a series; fields as told at the head of data/publishers.toml."""

    id: str
    name: str
    series: str
    level: Level
    self: str
    full: str
    path: str
    short: str
    number: str
    cycle: Cycle
    platform: str
    places: tuple[tuple[str, str], ...]
    lower: tuple[tuple[str, str], ...] = ()
    upper: tuple[str, str] | None = None
    only: tuple[str, ...] = ()
    held_out: bool = False

    @property
    def matter(self) -> str:
        """The publisher's name without its place (政务服务中心, 行政审批局)."""
        for place in (self.full, self.short + self.self):
            if self.name.startswith(place):
                return self.name.removeprefix(place)
        raise ValueError(f"{self.name} does not begin with its place")


class Department(msgspec.Struct, frozen=True, kw_only=True):
    """A department on up to three levels; each level "official/short/short"."""

    affairs: tuple[str, ...]
    province: str = ""
    city: str = ""
    county: str = ""
    pattern: str = "{}"
    matter: str = ""
    since: dt.date = _CENTURY[0]
    until: dt.date = _CENTURY[1]
    held_out: bool = False

    def forms(self, level: Level) -> tuple[str, ...]:
        """The official form after the place, then the short ones; empty where there is none."""
        text: str = getattr(self, level)
        return tuple(text.split("/")) if text else ()


class Office(msgspec.Struct, frozen=True):
    """A department of one place, as a bulletin writes it once."""

    written: str
    name: str
    department: Department
    level: Level


@cache
def _data(name: str) -> dict[str, Any]:
    text = resources.files("corpus.samples").joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def publishers() -> tuple[Publisher, ...]:
    """All publishers, levels mixed, held-out ones spread among the others."""
    every = msgspec.convert(_data("publishers.toml")["publisher"], tuple[Publisher, ...])
    ranks = {publisher.id: number for number, publisher in enumerate(every)}
    return tuple(sorted(every, key=lambda publisher: (ranks[publisher.id] * 7) % len(every)))


@cache
def departments() -> tuple[Department, ...]:
    """All departments with the years in which bulletins use their names."""
    return msgspec.convert(_data("departments.toml")["department"], tuple[Department, ...])


@cache
def strings(file: str, table: str) -> dict[str, tuple[str, ...]]:
    """One table of lists of strings from a data file (a string counts as its characters)."""
    return {key: tuple(values) for key, values in _data(file)[table].items()}


def available(
    publisher: Publisher, day: dt.date, level: Level, *, held_out: bool
) -> tuple[Department, ...]:
    """Departments that exist at that level on that day in the publisher's province."""
    rivals = {"林业", "林业和草原", "经济和信息化", "工业和信息化"}
    return tuple(
        department
        for department in departments()
        if department.held_out == held_out
        and department.since <= day <= department.until
        and department.forms(level)
        and not (
            department.matter in rivals
            and level == "province"
            and department.matter not in publisher.only
        )
    )


def _name(department: Department, level: Level, place: str) -> str:
    official = department.forms(level)[0]
    if department.pattern != "{}":
        return department.pattern.format(place)
    return place + official


def own_office(rng: Random, publisher: Publisher, department: Department) -> Office:
    """The publisher's own department, written as its bulletins do: 省林草局, 民政厅, 市残联.

    A provincial 厅 stands without its place as often as with it, other bodies always with it.
    """
    written = rng.choice(department.forms(publisher.level))
    bare = publisher.level == "province" and written.endswith("厅") and rng.random() < 0.5
    name = _name(department, publisher.level, publisher.full)
    prefix = "" if bare else publisher.self
    return Office(prefix + written, name, department, publisher.level)


def _neighbour(level: Level, step: int) -> Level | None:
    place = LEVELS.index(level) + step
    return LEVELS[place] if 0 <= place < len(LEVELS) else None


def lower_office(rng: Random, publisher: Publisher, department: Department) -> Office | None:
    """The same department one level down (凉山州司法局), if there is one."""
    level = _neighbour(publisher.level, 1)
    if level is None or not publisher.lower or not department.forms(level):
        return None
    word, full = rng.choice(publisher.lower)
    return Office(
        word + rng.choice(department.forms(level)),
        _name(department, level, full),
        department,
        level,
    )


def upper_office(rng: Random, publisher: Publisher, department: Department) -> Office | None:
    """The same department one level up (省公安厅 in a city's bulletin), if there is one."""
    level = _neighbour(publisher.level, -1)
    if level is None or publisher.upper is None or not department.forms(level):
        return None
    if level == "province" and department.matter:
        return None
    word, full = publisher.upper
    return Office(
        word + rng.choice(department.forms(level)),
        _name(department, level, full),
        department,
        level,
    )


def company(rng: Random, publisher: Publisher, *, held_out: bool) -> str:
    """A company's full name."""
    data = strings("matter.toml", "companies")
    if held_out:
        return (
            publisher.short
            + rng.choice(data["held_out_names"])
            + rng.choice(data["held_out_forms"])
        )
    place = rng.choice([publisher.short, publisher.short, ""])
    return (
        place + rng.choice(data["names"]) + rng.choice(data["trades"]) + rng.choice(data["forms"])
    )


def association(rng: Random, publisher: Publisher, *, held_out: bool) -> str:
    """An association's full name (绵阳市物流协会)."""
    data = strings("matter.toml", "companies")
    key = "held_out_associations" if held_out else "associations"
    return publisher.full + rng.choice(data[key])


def person(rng: Random, *, held_out: bool) -> str:
    """A person's name."""
    data = strings("matter.toml", "persons")
    if held_out:
        return rng.choice(data["held_out_names"])
    return rng.choice(data["surnames"]) + rng.choice(data["given"])


_HEADS = (
    ("委员会", "主任"),
    ("联合会", "理事长"),
    ("办公室", "主任"),
    ("人防办", "主任"),
    ("残联", "理事长"),
    ("中心", "主任"),
    ("支队", "支队长"),
    ("大队", "大队长"),
    ("厅", "厅长"),
    ("局", "局长"),
    ("委", "主任"),
)


def leader_post(rng: Random, office: str) -> str:
    """A leader's post in an office, without the office's name (党组书记、厅长)."""
    head = next(post for body, post in _HEADS if office.endswith(body))
    return rng.choice([f"党组书记、{head}", f"党组成员、副{head}", f"副{head}", head, f"副{head}"])


def official_post(rng: Random, publisher: Publisher) -> str:
    """A post inside a department, below its leaders."""
    part = {"province": "处", "city": "科", "county": "股"}[publisher.level]
    head = {"province": "处长", "city": "科长", "county": "股长"}[publisher.level]
    name = rng.choice(["行政审批", "政务服务", "审批服务", "督查考核", "业务指导", "政策法规"])
    return name + part + rng.choice(["", "副"]) + head
