"""Comparing a parsed bulletin with its truth, field by field: pure functions and small types.

A field's items are compared as multisets of keys; what is `also right` counts neither for nor
against. Records are aligned by their text before their fields are compared, so that one lost item
does not shift all others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from archive.records import Activity, Bulletin, Statistic
from bench.tally import Key, Score, Tally, align, compare, likeness, squeeze
from corpus.samples.truth import (
    ANY,
    TrueActivity,
    TrueCount,
    TrueDate,
    TrueInspection,
    TrueStatistic,
    Truth,
)

CORE_TYPES = frozenset(("培训", "座谈", "调研", "督导", "宣讲", "指导服务", "慰问", "会议", "巡查"))
KNOWN, HELD_OUT = "known", "held out"


def _same_text(true: TrueActivity, read: Activity) -> bool:
    text = squeeze(read.text)
    if true.text is not None:
        return text == squeeze(true.text)
    return text.startswith(squeeze(true.starts)) and text.endswith(squeeze(true.ends))


def align_activities(truth: Truth, bulletin: Bulletin) -> dict[int, int]:
    """Which parsed activity is which true one, by text, or by first and last words and order."""
    found = [squeeze(one.text) for one in bulletin.activities]
    if all(one.text is not None for one in truth.activities):
        return align([squeeze(one.text or "") for one in truth.activities], found)
    pairs: dict[int, int] = {}
    for number, true in enumerate(truth.activities):
        for place, text in enumerate(found):
            if place not in pairs.values() and squeeze(true.starts) in text:
                pairs[number] = place
                break
    return pairs


def _part(held_out: bool) -> str:  # noqa: FBT001  (the name says it)
    return HELD_OUT if held_out else KNOWN


def score(truth: Truth, bulletin: Bulletin, name: str = "") -> list[Score]:
    """All scores of one bulletin; `name` goes before every error told."""
    return [
        *_header(truth, bulletin, name),
        *_activities(truth, bulletin, name),
        *_statistics(truth, bulletin, name),
        _inspections(truth, bulletin, name),
        _distribution(truth, bulletin, name),
    ]


def _header(truth: Truth, bulletin: Bulletin, name: str) -> list[Score]:
    """Header and headings; nothing for a passage that has no masthead."""
    if truth.series is None and truth.publisher is None:
        return []
    read_period, true_period = bulletin.period, truth.period
    pairs: list[tuple[str, object, object]] = [
        ("series", truth.series, bulletin.series),
        ("year", truth.year, bulletin.year),
        ("number", truth.number, bulletin.number),
        ("total_number", truth.total_number, bulletin.total_number),
        ("publisher", truth.publisher, bulletin.publisher),
        ("published", truth.published, bulletin.published),
        (
            "start",
            true_period.start if true_period else None,
            read_period.start if read_period else None,
        ),
        (
            "end",
            true_period.end if true_period else None,
            read_period.end if read_period else None,
        ),
        ("classification", truth.classification, bulletin.classification),
        ("copies", truth.copies, bulletin.copies),
        ("synthetic", truth.synthetic, bulletin.synthetic),
    ]
    expected = [(key, str(value)) for key, value, _ in pairs if value is not None]
    found = [(key, str(value)) for key, _, value in pairs if value is not None]
    part = _part(truth.held_out)
    headings = [squeeze(one.heading) for one in truth.sections]
    read_headings = [squeeze(one.heading) for one in bulletin.sections if one.heading]
    return [
        compare("header", part, expected, found, where=name),
        compare("sections", part, headings, read_headings, where=name),
    ]


def _activities(truth: Truth, bulletin: Bulletin, name: str) -> list[Score]:
    pairs = align_activities(truth, bulletin)
    scores = []
    for number, true in enumerate(truth.activities):
        part = _part(true.held_out)
        where = f"{name}:{true.order}:"
        place = pairs.get(number)
        if place is None:
            scores.append(Score("segmentation", part, Tally(missed=1), (f"{where}segmentation-",)))
            scores += _fields(true, None, part, where)
            continue
        read = bulletin.activities[place]
        right = _same_text(true, read)
        tally = Tally(right=1) if right else Tally(extra=1, missed=1)
        errors = () if right else (f"{where}segmentation±{squeeze(read.text)[:16]}",)
        scores.append(Score("segmentation", part, tally, errors))
        scores += _fields(true, read, part, where)
    for place, read in enumerate(bulletin.activities):
        if place not in pairs.values():
            part = _part(_nearest_is_held_out(truth, read))
            error = f"{name}:segmentation+{squeeze(read.text)[:16]}"
            scores.append(Score("segmentation", part, Tally(extra=1), (error,)))
    return scores


def _nearest_is_held_out(truth: Truth, read: Activity) -> bool:
    """Whether a record that is none of the true ones was made from a held-out one's words."""
    text = squeeze(read.text)
    best, held_out = 0.0, truth.held_out
    for true in truth.activities:
        near = likeness(squeeze(true.text or true.starts), text)
        if near > best:
            best, held_out = near, true.held_out
    return held_out


def _written_date(date: TrueDate | None) -> list[Key]:
    return [] if date is None else [(str(date.start), str(date.end))]


def _fields(true: TrueActivity, read: Activity | None, part: str, where: str) -> list[Score]:
    def one(
        field: str, expected: Iterable[Key], found: Iterable[Key], accepted: Iterable[Key] = ()
    ) -> Score:
        return compare(field, part, expected, found, accepted=accepted, where=where)

    also = true.also_right
    scores = _departments(true, read, one)
    date = [] if read is None or read.date is None else [_day(read.date)]
    scores.append(one("activity date", _written_date(true.date), date))
    scores.append(one("marker", [true.marker] if true.marker else [], _marker(read)))
    scores.append(
        one(
            "all dates",
            {(str(d.start), str(d.end), d.role) for d in true.dates},
            {(*_day(d), d.role) for d in (read.dates if read else ())},
            [(*_day(d), d.role) for d in (read.dates if read else ()) if d.written in also.dates],
        )
    )
    scores += _types(true, read, one)
    scores += _counts(true, read, one)
    scores.append(_named("organisations", true.organisations, read, also.organisations, one))
    scores.append(_named("persons", true.persons, read, also.persons, one))
    scores.append(_named("places", true.places, read, also.places, one))
    scores += _more_about_names(true, read, one)
    documents = [d for d in (read.documents if read else ()) if d.written not in also.documents]
    scores.append(
        one(
            "documents",
            {key for d in true.documents for key in (d.title, d.number) if key},
            {key for d in documents for key in (d.title, d.number) if key},
        )
    )
    return scores


_One = Callable[..., Score]


def _day(date: object) -> tuple[str, str]:
    return (str(getattr(date, "start")), str(getattr(date, "end")))  # noqa: B009


def _marker(read: Activity | None) -> list[Key]:
    return [read.marker] if read is not None and read.marker else []


def _departments(true: TrueActivity, read: Activity | None, one: _One) -> list[Score]:
    expected = {department.written: department for department in true.departments}
    read_list = read.departments if read else ()
    found = {d.written: d for d in read_list if d.written not in true.also_right.departments}
    roles = {
        written: d.role
        if written not in expected
        or d.role not in (expected[written].roles_right or (expected[written].role,))
        else expected[written].role
        for written, d in found.items()
    }
    names = {d.name for d in true.departments}
    return [
        one("departments written", expected, found),
        one("departments canonical", names, {d.name for d in found.values()}),
        one("department roles", {(w, d.role) for w, d in expected.items()}, set(roles.items())),
    ]


def _types(true: TrueActivity, read: Activity | None, one: _One) -> list[Score]:
    found = set(read.types) if read else set()
    core = CORE_TYPES
    expected = set(true.types)
    also = set(true.types_also_right)
    return [
        one("types (core)", expected & core, found & core, also),
        one("types (all)", expected, found, also),
    ]


_ADVERBS = ("共计", "累计", "现场", "共", "已", "先后", "当场", "集中")


def bare_measure(measure: str | None) -> str:
    """The measure without the adverbs that may stand before its verb (共发放… is 发放…)."""
    text = squeeze(measure or "")
    stripped = True
    while stripped:
        stripped = False
        for adverb in _ADVERBS:
            if text.startswith(adverb) and len(text) > len(adverb):
                text, stripped = text[len(adverb) :], True
    return text


def _number(value: float) -> str:
    return f"{value:g}" if value < 1e6 else f"{value:.0f}"


def _measure_right(true: TrueCount, measure: str | None) -> bool:
    right = {bare_measure(true.measure), *map(bare_measure, true.measures_right)}
    return ANY in true.measures_right or bare_measure(measure) in right


def _counts(true: TrueActivity, read: Activity | None, one: _One) -> list[Score]:
    read_list = [
        c for c in (read.counts if read else ()) if c.written not in true.also_right.counts
    ]
    expected = [(_number(c.value), c.unit) for c in true.counts]
    found = [(_number(c.value), c.unit) for c in read_list]
    with_measure: list[Key] = []
    open_counts = list(true.counts)
    for count in read_list:
        key = (_number(count.value), count.unit)
        match = next(
            (
                c
                for c in open_counts
                if (_number(c.value), c.unit) == key and _measure_right(c, count.measure)
            ),
            None,
        )
        if match is None:
            with_measure.append((*key, count.measure))
        else:
            open_counts.remove(match)
            with_measure.append((*key, match.measure, "right"))
    wanted = [(_number(c.value), c.unit, c.measure, "right") for c in true.counts]
    return [
        one("counts with unit", expected, found),
        one("counts with measure", wanted, with_measure),
    ]


def _named(
    field: str,
    true: Iterable[msgspec.Struct],
    read: Activity | None,
    also: tuple[str, ...],
    one: _One,
) -> Score:
    found = {mention.written for mention in (getattr(read, field) if read else ())}
    return one(field, {str(getattr(mention, "written")) for mention in true}, found, also)  # noqa: B009


def _more_about_names(true: TrueActivity, read: Activity | None, one: _One) -> list[Score]:
    places = {place.written: place for place in true.places}
    read_places = {
        p.written: p
        for p in (read.places if read else ())
        if p.written not in true.also_right.places
    }
    found = set()
    for written, place in read_places.items():
        want = places.get(written)
        right = want is not None and place.name in (want.names_right or (want.name,))
        found.add((written, want.name if want is not None and right else place.name))
    persons = {p.written for p in true.persons}
    posts = {(p.written, p.post) for p in (read.persons if read else ()) if p.written in persons}
    return [
        one("places canonical", {(p.written, p.name) for p in true.places}, found),
        one("persons' posts", {(p.written, p.post) for p in true.persons}, posts),
    ]


def _category(text: str | None) -> str | None:
    """A statistic's category without the word 事项, and 其它 written 其他."""
    if text is None:
        return None
    return squeeze(text).replace("其它", "其他").removesuffix("事项") or None


def _statistic(one: TrueStatistic | Statistic) -> tuple[Key, ...]:
    return (
        one.scope,
        _category(one.category),
        one.measure,
        _number(one.value),
        one.unit,
        str(one.start),
        str(one.end),
    )


def _statistics(truth: Truth, bulletin: Bulletin, name: str) -> list[Score]:
    held_out = any(one.held_out for one in truth.statistics) or truth.held_out
    part = _part(held_out)
    rights: dict[tuple[Key, ...], tuple[Key, ...]] = {}
    for true in truth.statistics:
        key = _statistic(true)
        for category in true.categories_right:
            rights[(key[0], _category(category), *key[2:])] = key
    found = [rights.get(_statistic(one), _statistic(one)) for one in bulletin.statistics]
    expected = [_statistic(one) for one in truth.statistics]
    changes = Counter(
        (_number(one.value), c.kind, _number(c.value), c.unit)
        for one in truth.statistics
        for c in one.change
    )
    read_changes = Counter(
        (_number(one.value), c.kind, _number(c.value), c.unit)
        for one in bulletin.statistics
        for c in one.change
    )
    sources = [(_number(s.value), s.source) for s in truth.statistics if s.source]
    read_sources = [
        (_number(s.value), s.platform)
        for s in bulletin.statistics
        if s.platform and (_number(s.value), s.platform) in sources
    ]
    return [
        compare("statistics", part, expected, found, where=name + ":"),
        compare(
            "statistic changes",
            part,
            changes.elements(),
            read_changes.elements(),
            where=name + ":",
        ),
        compare("statistic platform", part, sources, read_sources, where=name + ":"),
        compare(
            "cumulative or not",
            part,
            [(_number(s.value), s.cumulative) for s in truth.statistics],
            [(_number(s.value), s.cumulative) for s in bulletin.statistics],
            where=name + ":",
        ),
    ]


def _inspections(truth: Truth, bulletin: Bulletin, name: str) -> Score:
    def key(aspect: str, finding: str, rating: str | None) -> tuple[str, ...]:
        return (squeeze(aspect).rstrip("。：:"), squeeze(finding), rating or "")

    held_out = truth.held_out or _mostly_held_out(truth.inspections)
    return compare(
        "inspections",
        _part(held_out),
        [key(one.aspect, one.finding, one.rating) for one in truth.inspections],
        [key(one.aspect, one.finding, one.rating) for one in bulletin.inspections],
        where=name + ":",
    )


def _mostly_held_out(inspections: tuple[TrueInspection, ...]) -> bool:
    return 2 * sum(one.held_out for one in inspections) > len(inspections)


def _distribution(truth: Truth, bulletin: Bulletin, name: str) -> Score:
    return compare(
        "distribution",
        _part(truth.held_out),
        [(one.kind, *map(squeeze, one.recipients)) for one in truth.distribution],
        [(one.kind, *map(squeeze, one.recipients)) for one in bulletin.distribution],
        where=name + ":",
    )
