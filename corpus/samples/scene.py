"""What appears in one item, drawn when a slot first asks for it, and every mention it makes."""

from __future__ import annotations

import datetime as dt
from random import Random

import msgspec

from corpus.samples import names
from corpus.samples.calendar import Edition, chinese_number, full_width
from corpus.samples.grammar import Frame, Slot
from corpus.samples.names import Department, Office, Publisher
from corpus.samples.truth import (
    ANY,
    Role,
    TrueCount,
    TrueDate,
    TrueDepartment,
    TrueDocument,
    TrueOrganisation,
    TruePerson,
    TruePlace,
)

_VAGUE = ("近日", "日前", "近日", "本周")
_APPROXIMATE = ("{}余{}", "近{}{}", "约{}{}", "{}多{}")


class Manner(msgspec.Struct, frozen=True, kw_only=True):
    """How a publisher's items are written in these years."""

    dates: tuple[str, ...]
    wide_digits: bool = False
    length: tuple[int, int] = (2, 4)


class Scene(msgspec.Struct, kw_only=True):
    """Who and what appears in one item, chosen when first asked for, and all mentions so far."""

    rng: Random
    publisher: Publisher
    edition: Edition
    manner: Manner
    held_out: bool
    frame: Frame
    department: Department
    memory: dict[str, str] = {}
    departments: list[TrueDepartment] = []
    dates: list[TrueDate] = []
    counts: list[TrueCount] = []
    places: list[TruePlace] = []
    organisations: list[TrueOrganisation] = []
    persons: list[TruePerson] = []
    documents: list[TrueDocument] = []

    def fill(self, slot: Slot) -> str:
        """Text for a slot; the mentions it makes are noted once."""
        if slot.name == "D":
            return "" if self.rng.random() < 0.03 else self.fill(Slot("date", ())) + "，"
        if slot.name in _NUMBERS:
            return _NUMBERS[slot.name](self, slot.arguments)
        if slot.name not in self.memory:
            self.memory[slot.name] = _SLOTS[slot.name](self)
        return self.memory[slot.name]

    def note(self, office: Office, role: Role, *also: Role) -> str:
        """Note a department once; what it is written as."""
        mentioned = TrueDepartment(
            written=office.written,
            name=office.name,
            role=role,
            roles_right=(role, *also),
        )
        if all(seen.written != office.written for seen in self.departments):
            self.departments.append(mentioned)
        return office.written

    def pick(self, *, avoid: bool = True) -> Department:
        """Another department of the publisher's own level."""
        known = names.available(
            self.publisher, self.edition.end, self.publisher.level, held_out=self.held_out
        )
        others = [one for one in known if not avoid or one is not self.department]
        return self.rng.choice(others)


def _actor(scene: Scene) -> str:
    office = names.own_office(scene.rng, scene.publisher, scene.department)
    role: Role = "counterpart" if scene.frame.visitor else "actor"
    also: tuple[Role, ...] = tuple(
        msgspec.convert(name, Role) for name in scene.frame.roles if name != role
    )
    return scene.note(office, role, *also)


def _office(scene: Scene) -> str:
    """The publisher acting itself (市行政审批局)."""
    publisher = scene.publisher
    office = Office(
        publisher.self + publisher.matter,
        publisher.full + publisher.matter,
        scene.department,
        publisher.level,
    )
    return scene.note(office, "actor")


def _partner(scene: Scene) -> str:
    office = names.own_office(scene.rng, scene.publisher, scene.pick())
    if scene.frame.peer:
        return scene.note(office, "counterpart", "actor")
    return scene.note(office, "actor", "counterpart")


def _mentioned(scene: Scene) -> str:
    office = names.own_office(scene.rng, scene.publisher, scene.pick())
    return scene.note(office, "mentioned", "counterpart", "actor")


def _lower(scene: Scene) -> str:
    office = names.lower_office(scene.rng, scene.publisher, scene.department)
    if office is None:
        raise ValueError(f"{scene.publisher.id} has no lower office for this frame")
    return scene.note(office, "actor" if scene.frame.visitor else "counterpart")


def _upper(scene: Scene) -> str:
    office = names.upper_office(scene.rng, scene.publisher, scene.department)
    if office is None:
        raise ValueError(f"{scene.publisher.id} has no upper office for this frame")
    return scene.note(office, "mentioned", "counterpart", "actor")


def _person(scene: Scene, post: str) -> str:
    taken = {person.name for person in scene.persons}
    name = names.person(scene.rng, held_out=scene.held_out)
    while name in taken:
        name = names.person(scene.rng, held_out=scene.held_out)
    scene.persons.append(TruePerson(written=name, name=name, post=post))
    return post + name


def _leader(scene: Scene) -> str:
    office = scene.fill(Slot("actor", ()))
    return _person(scene, office + names.leader_post(scene.rng, office))


def _short_leader(scene: Scene) -> str:
    return _person(scene, names.leader_post(scene.rng, scene.fill(Slot("actor", ()))))


def _official(scene: Scene) -> str:
    return _person(scene, names.official_post(scene.rng, scene.publisher))


def _staff(scene: Scene) -> str:
    return _person(scene, scene.rng.choice(["首席代表", "窗口负责人", "窗口工作人员"]))


def _company(scene: Scene) -> str:
    taken = {one.written for one in scene.organisations}
    written = names.company(scene.rng, scene.publisher, held_out=scene.held_out)
    while written in taken:
        written = names.company(scene.rng, scene.publisher, held_out=scene.held_out)
    scene.organisations.append(TrueOrganisation(written=written))
    return written


def _association(scene: Scene) -> str:
    written = names.association(scene.rng, scene.publisher, held_out=scene.held_out)
    scene.organisations.append(TrueOrganisation(written=written))
    return written


def _place(scene: Scene) -> str:
    taken = {place.written for place in scene.places}
    written, path = scene.rng.choice(
        [place for place in scene.publisher.places if place[0] not in taken]
    )
    scene.places.append(TruePlace(written=written, name=path or None, names_right=(path or None,)))
    return written


def _document(scene: Scene) -> str:
    rng = scene.rng
    data = names.strings("matter.toml", "documents")
    taken = {document.title for document in scene.documents}
    pool = [t for t in data["held_out_titles" if scene.held_out else "titles"] if t not in taken]
    title = rng.choice(pool)
    number = None
    if rng.random() < 0.25:
        year = scene.edition.end.year - rng.randrange(4)
        prefix = scene.publisher.number + rng.choice(data["suffixes"])
        number = f"{prefix}〔{year}〕{rng.randrange(1, 120)}号"
    written = f"《{title}》" + (f"（{number}）" if number else "")
    scene.documents.append(TrueDocument(written=written, title=title, number=number))
    return written


def _affair(scene: Scene) -> str:
    return scene.rng.choice(scene.department.affairs)


def _platform(scene: Scene) -> str:
    return scene.publisher.platform


def _date(scene: Scene) -> str:
    rng, edition = scene.rng, scene.edition
    form = rng.choice(scene.manner.dates)
    if form == "vague" and (rng.random() < 0.7 or scene.publisher.cycle != "week"):
        written = rng.choice(_VAGUE[:3])
        return _note_date(scene, written, edition.start, edition.end, "period")
    if form == "vague":
        return _note_date(scene, "本周", edition.start, edition.end, "period")
    if form == "month" and scene.publisher.cycle == "month":
        written = f"{edition.start.month}月"
        return _note_date(scene, written, edition.start, edition.end, "month")
    days = (edition.end - edition.start).days
    start = edition.start + dt.timedelta(days=rng.randrange(days + 1))
    while start.weekday() > 4:
        start -= dt.timedelta(days=1)
    start = max(start, edition.start)
    written, end = _written_date(rng, edition, form, start)
    if scene.manner.wide_digits:
        written = full_width(written)
    written = _note_date(scene, written, start, end, "range" if end > start else "day")
    if form == "time":
        written += rng.choice(["上午", "下午"])
    return written


def _written_date(rng: Random, edition: Edition, form: str, start: dt.date) -> tuple[str, dt.date]:
    month_day = f"{start.month}月{start.day}日"
    end = start
    if form == "range":
        end = min(start + dt.timedelta(days=rng.randrange(1, 4)), edition.end)
    if end > start and end.month == start.month:
        dash = rng.choice(["至", "-", "—", "～"])
        tail = f"{end.day}日"
        return rng.choice(
            [f"{month_day}{dash}{tail}", f"{start.month}月{start.day}{dash}{tail}"]
        ), end
    if end > start:
        return f"{month_day}至{end.month}月{end.day}日", end
    if form == "year":
        return f"{start.year}年{month_day}", end
    if form == "bare" and edition.start.month == edition.end.month:
        return f"{start.day}日", end
    return month_day, end


def _note_date(scene: Scene, written: str, start: dt.date, end: dt.date, precision: str) -> str:
    scene.dates.append(TrueDate(written=written, start=start, end=end, precision=precision))
    return written


def _drawn(scene: Scene, bounds: str) -> int:
    low, high = bounds.split("-")
    return scene.rng.randrange(int(low), int(high) + 1)


def _measures(scene: Scene, template: str) -> tuple[str | None, tuple[str, ...]]:
    if not template:
        return None, (ANY,)
    affair = scene.fill(Slot("affair", ()))
    return (
        template.replace("{affair}", affair),
        tuple(measure.replace("{affair}", affair) for measure in scene.frame.measures),
    )


def _count(
    scene: Scene, written: str, value: float, unit: str, measure: str, *, approximate: bool = False
) -> str:
    name, right = _measures(scene, measure)
    scene.counts.append(
        TrueCount(
            written=written,
            value=value,
            unit=unit,
            measure=name,
            approximate=approximate,
            measures_right=right,
        )
    )
    return written


def _exact(scene: Scene, arguments: tuple[str, ...]) -> str:
    bounds, unit, measure = arguments
    value = _drawn(scene, bounds)
    return _count(scene, f"{value}{unit}", value, unit, measure)


def _approximate(scene: Scene, arguments: tuple[str, ...]) -> str:
    bounds, unit, measure = arguments
    value = max(_drawn(scene, bounds) // 10 * 10, 10)
    written = scene.rng.choice(_APPROXIMATE).format(value, unit)
    return _count(scene, written, value, unit, measure, approximate=True)


def _spoken(scene: Scene, arguments: tuple[str, ...]) -> str:
    bounds, unit, measure = arguments
    value = _drawn(scene, bounds)
    return _count(scene, f"{chinese_number(value)}{unit}", value, unit, measure)


def _money(scene: Scene, arguments: tuple[str, ...]) -> str:
    bounds, measure = arguments
    tenths = _drawn(scene, bounds) * 10 + scene.rng.choice([0, 0, 5])
    number = f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)
    return _count(scene, f"{number}万元", tenths * 1000, "元", measure)


def _per_cent(scene: Scene, arguments: tuple[str, ...]) -> str:
    bounds, measure = arguments
    tenths = _drawn(scene, bounds) * 10 + scene.rng.randrange(10)
    return _count(scene, f"{tenths / 10:.1f}%", tenths / 10, "%", measure)


def _work_days(scene: Scene, arguments: tuple[str, ...]) -> str:
    bounds, measure = arguments
    value = _drawn(scene, bounds)
    return _count(scene, f"{value}个工作日", value, "个工作日", measure)


_NUMBERS = {
    "n": _exact,
    "a": _approximate,
    "z": _spoken,
    "m": _money,
    "p": _per_cent,
    "days": _work_days,
}
_SLOTS = {
    "actor": _actor,
    "office": _office,
    "partner": _partner,
    "partner_m": _mentioned,
    "peer": _mentioned,
    "lower": _lower,
    "upper": _upper,
    "leader": _leader,
    "leader_s": _short_leader,
    "official": _official,
    "staff": _staff,
    "company": _company,
    "company2": _company,
    "assoc": _association,
    "place": _place,
    "place2": _place,
    "doc": _document,
    "doc2": _document,
    "affair": _affair,
    "platform": _platform,
    "date": _date,
}
