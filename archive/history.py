"""Corrections by hand and removals: each written down, each undoable, none lost."""

from __future__ import annotations

import msgspec

from archive import corrections
from archive.ledger import Ledger
from archive.loading import load_bulletin, load_record
from archive.problems import BadCorrection, NotInArchive
from archive.records import AnyRecord, Bulletin
from archive.rows import anchor_of
from archive.store import Store
from corpus.lexicon.departments import resolve
from corpus.lexicon.places import home_of

_COLUMNS = "number, action, target, field, old, new, why, who, at, undone_at, orphaned"


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One event: what was done to what, when (UTC, ISO), by whom and why.

    `action` is correct, remove or replace; `target` the id as it was then; `old` and `new` are
    JSON; `orphaned`: a correction whose record a later parse no longer has.
    """

    number: int
    action: str
    target: str
    field: str | None
    old: str | None
    new: str | None
    why: str | None
    who: str | None
    at: str
    undone_at: str | None
    orphaned: bool


def correct(
    store: Store,
    target: str,
    field: str,
    value: str,
    *,
    why: str | None = None,
    who: str | None = None,
) -> HistoryEntry:
    """Set `field` of a record or bulletin by hand (see archive.corrections for what can be).

    Correcting a bulletin's series, year, number or publisher may change its id. Raises
    NotInArchive, BadCorrection, StoreError.
    """
    with store.database.transaction():
        key, suffix = _find(store, target)
        item = _load(store, key, suffix)
        path = corrections.field_path(item, field)
        value = _with_full_names(store, key, path, value)
        old, new = corrections.value_at(item, path), corrections.read_value(item, path, value)
        if old == new:
            raise BadCorrection(f"“{target}”的 {path} 本来就是这个值，未作更正。")
        anchor = None if isinstance(item, Bulletin) else anchor_of(item)
        ledger = Ledger(store.database, store.now())
        number = store.database.run(
            "INSERT INTO event (action, bulletin, target, suffix, field, old, new, anchor, why,"
            " who, at) VALUES ('correct', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, target, suffix, path, old, new, anchor, why, who, store.now()),
        )
        ledger.refresh(key)
        ledger.settle()
        return _entry(store, number)


def _with_full_names(store: Store, key: int, path: str, value: str) -> str:
    """Departments typed as people call them (省林草局) by their full official names.

    The publisher's place and the bulletin's date decide, as when a bulletin is read; JSON, and what
    is no department's name, stay as they are.
    """
    root, _, rest = path.partition(".")
    if root != "departments" or rest.partition(".")[2] not in {"", "name"} or value[:1] in "[{":
        return value
    head = load_bulletin(store.database, key)
    home = home_of(head.publisher) if head.publisher else None
    names = corrections.parts_of(value) if not rest else (value.strip(),)
    return "、".join(resolve(name, home, head.published).name for name in names)


def undo_correction(
    store: Store, target: str, field: str | None = None
) -> tuple[HistoryEntry, ...]:
    """Take back the last correction of a field (without `field`: all corrections of the target).

    Raises NotInArchive where there is none, StoreError.
    """
    with store.database.transaction():
        key, suffix = _find(store, target)
        path = corrections.field_path(_load(store, key, suffix), field) if field else None
        numbers = [
            row[0]
            for row in store.database.rows(
                "SELECT number FROM event WHERE bulletin = ? AND suffix = ?"
                " AND action = 'correct' AND undone_at IS NULL AND (? IS NULL OR field = ?)"
                " ORDER BY number DESC",
                (key, suffix, path, path),
            )
        ]
        if not numbers:
            raise NotInArchive(f"“{target}”没有可撤销的更正。用 zhoubao history 可以看到全部更正。")
        undone = numbers[:1] if path else numbers
        store.database.run_many(
            "UPDATE event SET undone_at = ? WHERE number = ?",
            [(store.now(), number) for number in undone],
        )
        ledger = Ledger(store.database, store.now())
        ledger.refresh(key)
        ledger.settle()
        return tuple(_entry(store, number) for number in undone)


def remove(
    store: Store, bulletin_id: str, *, why: str | None = None, who: str | None = None
) -> HistoryEntry:
    """Take a bulletin out of all answers; nothing is lost. Raises NotInArchive, StoreError.

    An older version of the same issue, if there is one, becomes the current one.
    """
    with store.database.transaction():
        key = store.key_of(bulletin_id)
        number = store.database.run(
            "INSERT INTO event (action, bulletin, target, why, who, at)"
            " VALUES ('remove', ?, ?, ?, ?, ?)",
            (key, bulletin_id, why, who, store.now()),
        )
        ledger = Ledger(store.database, store.now())
        ledger.remove(key)
        ledger.settle()
        return _entry(store, number)


def undo_removal(store: Store, bulletin_id: str) -> HistoryEntry:
    """Bring a removed bulletin back (of several under this id, the last). Raises NotInArchive."""
    with store.database.transaction():
        found = store.database.row(
            "SELECT number, bulletin FROM event WHERE action = 'remove' AND undone_at IS NULL"
            " AND target = ? ORDER BY number DESC",
            (bulletin_id,),
        )
        if found is None:
            raise NotInArchive(f"“{bulletin_id}”没有被移除过，不需要恢复。")
        number, key = found
        ledger = Ledger(store.database, store.now())
        ledger.revive(key)
        ledger.settle()
        return _entry(store, number)


def history(store: Store, target: str | None = None) -> tuple[HistoryEntry, ...]:
    """Events of the archive, of a bulletin (with its records) or of a record, newest first.

    Raises NotInArchive for a target that never was.
    """
    with store.snapshot():
        if target is None:
            found = store.database.rows(f"SELECT {_COLUMNS} FROM event ORDER BY number DESC")  # noqa: S608  (constants)
            return tuple(_from_row(row) for row in found)
        key, suffix = _find_even_removed(store, target)
        found = store.database.rows(
            f"SELECT {_COLUMNS} FROM event WHERE bulletin = ? AND (? = '' OR suffix = ?)"  # noqa: S608  (constants)
            " ORDER BY number DESC",
            (key, suffix, suffix),
        )
        return tuple(_from_row(row) for row in found)


def _find(store: Store, target: str) -> tuple[int, str]:
    """Key and suffix ('' for a bulletin itself) of an id; ids of bulletins have no full stop."""
    return store.find_record(target) if "." in target else (store.key_of(target), "")


def _find_even_removed(store: Store, target: str) -> tuple[int, str]:
    bulletin_id, _, suffix = target.partition(".")
    key = store.database.value(
        "SELECT bulletin FROM event WHERE action = 'remove' AND undone_at IS NULL"
        " AND target = ? ORDER BY number DESC",
        (bulletin_id,),
    )
    return _find(store, target) if key is None else (key, suffix)


def _load(store: Store, key: int, suffix: str) -> AnyRecord | Bulletin:
    if suffix:
        return load_record(store.database, key, suffix)
    return load_bulletin(store.database, key)


def _entry(store: Store, number: int) -> HistoryEntry:
    return _from_row(
        store.database.rows(f"SELECT {_COLUMNS} FROM event WHERE number = ?", (number,))[0]  # noqa: S608  (constants)
    )


def _from_row(row: tuple[object, ...]) -> HistoryEntry:
    return msgspec.convert(
        dict(zip(HistoryEntry.__struct_fields__, row, strict=True)), HistoryEntry, strict=False
    )
