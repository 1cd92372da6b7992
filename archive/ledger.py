"""The writes of one transaction: rows go in, then ids, versions and the change log are settled.

Everything that depends on what else is in the archive (which of several files is current, who gets
a suffix) is decided here once, after all rows of the transaction are in, from the whole group of
files under a slug; so it comes out the same whatever order they came in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from archive import corrections, rows
from archive.database import Database
from archive.identity import Named, Standing, arrange, assign_ids, likeness, safe
from archive.loading import edits_of, load_bulletin
from archive.problems import BadCorrection
from archive.records import AnyRecord, Bulletin

Taken = Literal["new", "known", "anew"]
State = Literal["current", "older", "removed"]

_SAME_RECORD = 0.8
"""How alike a record must be, after a new parse, for a correction to be meant for it."""

HEADER_COLUMNS = (
    "slug",
    "series",
    "year",
    "number",
    "total_number",
    "title",
    "publisher",
    "published",
    "period_start",
    "period_end",
    "classification",
    "synthetic",
)
"""Columns of a bulletin that follow its corrections."""

_PARSE_COLUMNS = ("warnings", "page_count", "parser_version", "header")


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed file whose bytes are kept already (`Store.keep`).

    `preferred`: current whatever the contents say (0: no; the highest wins); `anew`: take this
    parse in place of the one that is there; `revive`: bring it back if it had been removed.
    """

    prepared: rows.Prepared
    file: str
    extension: str
    bytes: int
    preferred: int = 0
    anew: bool = False
    revive: bool = False


class _Member(msgspec.Struct, frozen=True):
    """A file under a slug as the database has it."""

    key: int
    sha256: str
    id: str
    state: State
    publisher: str | None
    doubled: str
    preferred: int
    preferred_over: int


class Ledger:
    """To be used inside one transaction; `settle` comes last, and once."""

    def __init__(self, db: Database, now: str) -> None:
        """`now` is the time to write down (UTC, ISO)."""
        self._db = db
        self._now = now
        self._changed: set[int] = set()
        self._slugs: set[str] = set()
        self._generation: int = db.one("SELECT value FROM counter WHERE name = 'generation'")[0]

    def take(self, incoming: Incoming) -> Taken:
        """Store a parsed file unless its bytes are known already. Raises StoreError."""
        sha256 = incoming.prepared.header.sha256
        known = self._db.row("SELECT key, state FROM bulletin WHERE sha256 = ?", (sha256,))
        if known is None:
            key = self._insert(incoming)
            self._insert_records(key, incoming.prepared.records)
            self._prefer(key, incoming)
            self.touch(key)
            return "new"
        key, state = known
        removed = state == "removed"
        if removed and incoming.revive:
            self.revive(key)
        elif removed or not incoming.anew:
            return "known"
        self._replace(key, incoming)
        self._prefer(key, incoming)
        return "new" if removed else "anew"

    def _insert(self, incoming: Incoming) -> int:
        header = incoming.prepared.header
        names = (
            *("sha256", "id", "state", "file", "extension", "bytes", "added_at", "parsed_at"),
            *HEADER_COLUMNS,
            *_PARSE_COLUMNS,
        )
        # Until `settle` gives it its own, the hash serves as an id that nobody else has.
        values = (
            *(header.sha256, header.sha256, "current", incoming.file, incoming.extension),
            *(incoming.bytes, self._now, self._now),
            *_values(header, HEADER_COLUMNS),
            *_values(header, _PARSE_COLUMNS),
        )
        marks = ", ".join("?" * len(names))
        key = self._db.run(
            f"INSERT INTO bulletin ({', '.join(names)}) VALUES ({marks})",  # noqa: S608  (constants)
            values,
        )
        self._db.run(
            "INSERT INTO pages (bulletin, data) VALUES (?, ?)", (key, incoming.prepared.pages)
        )
        return key

    def _replace(self, key: int, incoming: Incoming) -> None:
        """A new parse of the same file: corrections look for their records in it."""
        prepared = incoming.prepared
        self._slugs.add(self._slug(key))
        self._db.run("DELETE FROM record WHERE bulletin = ?", (key,))
        self._update_header(key, prepared.header, (*HEADER_COLUMNS, *_PARSE_COLUMNS))
        self._db.run("UPDATE bulletin SET parsed_at = ? WHERE key = ?", (self._now, key))
        self._db.run("UPDATE pages SET data = ? WHERE bulletin = ?", (prepared.pages, key))
        self._insert_records(key, prepared.records)
        self._anchor(key)
        self.touch(key)

    def _prefer(self, key: int, incoming: Incoming) -> None:
        """Write an explicit choice down."""
        if not incoming.preferred:
            return
        self._db.run(
            "UPDATE bulletin SET preferred = ?,"
            " preferred_over = (SELECT max(key) FROM bulletin) WHERE key = ?",
            (incoming.preferred, key),
        )
        self._db.run(
            "UPDATE counter SET value = max(value, ?) WHERE name = 'preferred'",
            (incoming.preferred,),
        )
        self._db.run(
            "INSERT INTO event (action, bulletin, target, at) SELECT 'replace', key, slug, ?"
            " FROM bulletin WHERE key = ?",
            (self._now, key),
        )

    def remove(self, key: int) -> None:
        """Take a bulletin out of the answers; its rows stay."""
        self._log([self._id(key)])
        self._db.run(
            "UPDATE bulletin SET state = 'removed', superseded_by = NULL, doubled = '[]'"
            " WHERE key = ?",
            (key,),
        )
        self._slugs.add(self._slug(key))

    def revive(self, key: int) -> None:
        """Bring a removed bulletin back; `settle` gives it an id and a standing."""
        self._db.run(
            "UPDATE event SET undone_at = ? WHERE bulletin = ? AND action = 'remove'"
            " AND undone_at IS NULL",
            (self._now, key),
        )
        self._db.run("UPDATE bulletin SET state = 'current', id = sha256 WHERE key = ?", (key,))
        self.touch(key)

    def touch(self, key: int) -> None:
        """A bulletin's contents or corrections have changed: its columns follow."""
        self._slugs.add(self._slug(key))
        self._changed.add(key)

    def refresh(self, key: int) -> None:
        """Write the columns of a bulletin anew from what was parsed and corrected."""
        self.touch(key)
        bulletin = load_bulletin(self._db, key)
        self._update_header(key, rows.header_row(bulletin), HEADER_COLUMNS)
        self._slugs.add(self._slug(key))
        keys: dict[str, int] = dict(
            self._db.rows("SELECT suffix, key FROM record WHERE bulletin = ?", (key,))
        )
        for sort, record in enumerate(rows.all_records(bulletin)):
            row = rows.record_row(record, sort)
            record_key = keys[row.suffix]
            self._db.run(
                "UPDATE record SET first_day = ?, last_day = ?, precision = ? WHERE key = ?",
                (row.first_day, row.last_day, row.precision, record_key),
            )
            for table in ("record_department", "record_type", "figure"):
                self._db.run(f"DELETE FROM {table} WHERE record = ?", (record_key,))  # noqa: S608  (constants)
            self._insert_details({record_key: row})

    def _update_header(self, key: int, header: rows.HeaderRow, names: tuple[str, ...]) -> None:
        assignments = ", ".join(f"{name} = ?" for name in names)
        self._db.run(
            f"UPDATE bulletin SET {assignments} WHERE key = ?",  # noqa: S608  (constants)
            (*_values(header, names), key),
        )

    def _insert_records(self, key: int, records: Sequence[rows.RecordRow]) -> None:
        first = 1 + self._db.value("SELECT coalesce(max(key), 0) FROM record")
        self._db.run_many(
            "INSERT INTO record (key, bulletin, suffix, kind, sort, searchable, page, first_day,"
            " last_day, precision, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(record_key, key, row.suffix, row.kind, row.sort, row.searchable, row.page),
                    *(row.first_day, row.last_day, row.precision, row.data),
                )
                for record_key, row in enumerate(records, start=first)
            ],
        )
        self._insert_details(dict(enumerate(records, start=first)))

    def _insert_details(self, records: Mapping[int, rows.RecordRow]) -> None:
        """Departments, types and figures of records, by the records' keys."""
        self._db.run_many(
            "INSERT INTO record_department (record, place, name, role) VALUES (?, ?, ?, ?)",
            [
                (record_key, place, *mention)
                for record_key, row in records.items()
                for place, mention in enumerate(row.departments)
            ],
        )
        self._db.run_many(
            "INSERT INTO record_type (record, place, type) VALUES (?, ?, ?)",
            [
                (record_key, place, name)
                for record_key, row in records.items()
                for place, name in enumerate(row.types)
            ],
        )
        self._db.run_many(
            "INSERT INTO figure (record, scope, category, measure, value, unit, cumulative)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (record_key, *msgspec.structs.astuple(row.figure))
                for record_key, row in records.items()
                if row.figure is not None
            ],
        )

    def _anchor(self, key: int) -> None:
        """Lead the corrections of a bulletin to its records as they are now."""
        events = self._db.rows(
            "SELECT number, suffix, field, new, anchor FROM event WHERE bulletin = ?"
            " AND action = 'correct' AND undone_at IS NULL ORDER BY number",
            (key,),
        )
        if not events:
            return
        bulletin = load_bulletin(self._db, key, corrected=False)
        records = {rows.suffix_of(record): record for record in rows.all_records(bulletin)}
        anchors = {suffix: rows.anchor_of(record) for suffix, record in records.items()}
        items: dict[str, AnyRecord | Bulletin] = {"": bulletin, **records}
        for number, suffix, field, new, anchor in events:
            found = suffix if suffix == "" else _anchored(anchors, suffix, anchor)
            try:
                if found is not None:
                    items[found] = corrections.amend(items[found], [(field, new)])
            except (BadCorrection, msgspec.ValidationError):
                found = None
            self._db.run(
                "UPDATE event SET suffix = ?, orphaned = ? WHERE number = ?",
                (suffix if found is None else found, found is None, number),
            )

    def settle(self) -> dict[str, str]:
        """Decide ids and versions of all groups touched, and log what changed.

        Returns, for each file that was current and is no longer, the hash of what is.
        """
        for key in sorted(self._changed):
            if edits_of(self._db, key):
                self.refresh(key)
        displaced: dict[str, str] = {}
        for slug in sorted(self._slugs):
            displaced |= self._settle_slug(slug)
        self._db.run("UPDATE counter SET value = ? WHERE name = 'generation'", (self._generation,))
        return displaced

    def _settle_slug(self, slug: str) -> dict[str, str]:
        members = [
            _Member(*row)
            for row in self._db.rows(
                "SELECT key, sha256, id, state, publisher, doubled, preferred, preferred_over"
                " FROM bulletin WHERE slug = ? ORDER BY sha256",
                (slug,),
            )
        ]
        standings = self._standings(members)
        named = [
            Named(sha256=one.sha256, publisher=one.publisher, state=_state(one, standings))
            for one in members
        ]
        ids = assign_ids(slug, named)
        # Two may exchange ids, so those that move let go of theirs first.
        for one in members:
            if ids.get(one.sha256, one.id) != one.id:
                self._db.run("UPDATE bulletin SET id = sha256 WHERE key = ?", (one.key,))
        displaced = {}
        for one in members:
            if one.sha256 not in standings:
                continue
            standing = standings[one.sha256]
            self._settle_member(one, standing, ids[one.sha256])
            if one.state == "current" and standing.superseded_by is not None:
                displaced[one.sha256] = standing.superseded_by
        return displaced

    def _standings(self, members: list[_Member]) -> dict[str, Standing]:
        """Standing of every file under a slug that is not removed."""
        by_publisher: dict[str, list[_Member]] = defaultdict(list)
        for member in members:
            if member.state != "removed":
                by_publisher[safe(member.publisher or "")].append(member)
        standings: dict[str, Standing] = {}
        for group in by_publisher.values():
            if len(group) == 1:  # nearly always: its text need not be read
                standings[group[0].sha256] = Standing(superseded_by=None, decided="only")
                continue
            standings |= arrange(
                [
                    rows.candidate_of(
                        load_bulletin(self._db, one.key),
                        arrival=one.key,
                        preferred=one.preferred,
                        over=one.preferred_over,
                    )
                    for one in group
                ]
            )
        return standings

    def _settle_member(self, member: _Member, standing: Standing, bulletin_id: str) -> None:
        state = "current" if standing.superseded_by is None else "older"
        doubled = msgspec.json.encode(standing.doubled).decode()
        self._db.run(
            "UPDATE bulletin SET id = ?, state = ?, superseded_by = ?, decided = ?, doubled = ?"
            " WHERE key = ?",
            (
                *(bulletin_id, state, standing.superseded_by, standing.decided, doubled),
                member.key,
            ),
        )
        before = (member.id, member.state, member.doubled)
        if member.key in self._changed or before != (bulletin_id, state, doubled):
            self._log({member.id, bulletin_id} - {member.sha256})

    def _log(self, ids: Iterable[str]) -> None:
        """Note for the indexer that what it has under these ids is out of date."""
        for bulletin_id in sorted(ids):
            self._generation += 1
            self._db.run(
                "INSERT INTO change (bulletin, generation) VALUES (?, ?)"
                " ON CONFLICT (bulletin) DO UPDATE SET generation = excluded.generation",
                (bulletin_id, self._generation),
            )

    def _id(self, key: int) -> str:
        return str(self._db.value("SELECT id FROM bulletin WHERE key = ?", (key,)))

    def _slug(self, key: int) -> str:
        return str(self._db.value("SELECT slug FROM bulletin WHERE key = ?", (key,)))


def _state(member: _Member, standings: dict[str, Standing]) -> State:
    standing = standings.get(member.sha256)
    if standing is None:
        return "removed"
    return "current" if standing.superseded_by is None else "older"


def _anchored(anchors: dict[str, str], suffix: str, anchor: str) -> str | None:
    """Suffix of the record that a correction was made to: the same words, or nearly."""
    if anchors.get(suffix) == anchor:
        return suffix
    alike = {
        candidate: likeness(anchor, words)
        for candidate, words in anchors.items()
        if candidate[0] == suffix[0]
    }
    best = max(alike, key=lambda candidate: alike[candidate], default=None)
    return best if best is not None and alike[best] >= _SAME_RECORD else None


def _values(header: rows.HeaderRow, names: Iterable[str]) -> tuple[object, ...]:
    return tuple(getattr(header, name) for name in names)
