"""A department's activities by date, through its renames."""

from __future__ import annotations

import msgspec

from archive.records import Date
from indexer.engine import Engine, Every, Keyword, KeywordField
from indexer.entries import Entry
from indexer.meaning import Interpreter
from indexer.naming import Department, departments_condition, lines
from indexer.passages import snippet
from indexer.plans import Filters, scope_of
from indexer.search import HitDate, date_of

SUMMARY = 60
"""Characters of an activity's text that a timeline shows."""


class TimelineActivity(msgspec.Struct, frozen=True, kw_only=True):
    """One activity. `name` is the official name the department acted under."""

    id: str
    bulletin: str
    number: int | None
    total_number: int | None
    published: Date | None
    date: HitDate | None
    name: str
    departments: tuple[str, ...]
    types: tuple[str, ...]
    title: str | None
    snippet: str
    text: str
    page: int
    synthetic: bool


class Rename(msgspec.Struct, frozen=True, kw_only=True):
    """A change of name on the line: the first activity under the new name and the last before."""

    before: str
    after: str
    last: Date | None
    first: Date | None


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `zhoubao timeline`.

    `department` is today's official name where the lexicon knows it, else as asked for; `names` are
    all its names that stand in the archive, oldest first; `activities` go by date. `others` are
    further departments that the name may mean (省林业局 of another province).
    """

    department: str
    asked: str
    names: tuple[str, ...]
    former: tuple[str, ...]
    renames: tuple[Rename, ...]
    total: int
    types: dict[str, int]
    activities: tuple[TimelineActivity, ...]
    others: tuple[str, ...] = ()


def timeline(engine: Engine, department: str, filters: Filters | None = None) -> Timeline:
    """All activities of a department, asked for by any of its names, oldest first.

    `filters.role` says whether it must have acted (`actor`) or may be named in any role; other
    departments in `filters` narrow further. Raises IndexDamaged where the index is.
    """
    filters = filters or Filters()
    found = lines(engine, department)
    line = found[0] if found else Department(asked=department, names=())
    field: KeywordField = "actor" if filters.role == "actor" else "department"
    numbers = engine.select(
        Every(
            (
                Keyword("kind", "activity"),
                departments_condition(line.names, field),
                scope_of(Interpreter(engine, filters.role), filters),
            )
        )
    )
    entries = engine.entries(engine.newest(numbers, len(numbers)))
    entries.sort(key=_order)
    acted = [(_acting(entry, line.names), entry) for entry in entries]
    return Timeline(
        department=_today(line.names, department),
        asked=department,
        names=_oldest_first(line.names, acted),
        former=line.former,
        renames=_renames(acted),
        total=len(entries),
        types=_types(entries),
        activities=tuple(_activity(name, entry) for name, entry in acted),
        others=tuple(_today(other.names, department) for other in found[1:]),
    )


def _order(entry: Entry) -> tuple[Date, Date, str, int]:
    """By date, then issue, then place in it (the number at the end of the record's id)."""
    digits = entry.id.rpartition(".")[2][1:]
    place = int(digits) if digits.isdecimal() else 0
    return entry.start or Date.min, entry.end or Date.min, entry.bulletin, place


def _acting(entry: Entry, names: tuple[str, ...]) -> str:
    """The line's name the entry has, actors before others."""
    return next(name for name in (*entry.actors, *entry.departments) if name in names)


def _today(names: tuple[str, ...], asked: str) -> str:
    """Today's official name of the likeliest of the names."""
    from corpus.lexicon.departments import successor  # noqa: PLC0415  (50 ms)

    if not names:
        return asked
    return successor(names[0], None) or names[0]


def _oldest_first(names: tuple[str, ...], acted: list[tuple[str, Entry]]) -> tuple[str, ...]:
    """The names by their first activity; those that only stand in other roles come last."""
    first = dict.fromkeys(name for name, _ in acted)
    return tuple(dict.fromkeys((*first, *names)))


def _renames(acted: list[tuple[str, Entry]]) -> tuple[Rename, ...]:
    """Where a name first comes that took over from one seen before."""
    from corpus.lexicon.departments import successor  # noqa: PLC0415

    found: list[Rename] = []
    last_seen: dict[str, Date | None] = {}
    for name, entry in acted:
        if name not in last_seen:
            found.extend(
                Rename(before=before, after=name, last=last, first=entry.start)
                for before, last in last_seen.items()
                if successor(before, entry.start) == name
            )
        last_seen[name] = entry.start
    return tuple(found)


def _types(entries: list[Entry]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for entry in entries:
        for name in entry.types:
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _activity(name: str, entry: Entry) -> TimelineActivity:
    issue = entry.issue
    return TimelineActivity(
        id=entry.id,
        bulletin=entry.bulletin,
        number=issue.number,
        total_number=issue.total_number,
        published=issue.published,
        date=date_of(entry),
        name=name,
        departments=entry.departments,
        types=entry.types,
        title=entry.title,
        snippet=snippet(entry.text, (0, min(len(entry.text), SUMMARY))),
        text=entry.text,
        page=entry.page,
        synthetic=issue.synthetic,
    )
