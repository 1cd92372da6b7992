"""Bulletins and records out of the database by internal key, with corrections applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TypeVar

import msgspec

from archive import corrections, rows
from archive.database import Database
from archive.problems import BadCorrection, StoreError
from archive.records import AnyRecord, Bulletin, ParseWarning

Item = TypeVar("Item", bound=AnyRecord | Bulletin)


class Edit(msgspec.Struct, frozen=True):
    """A correction in force: of the record `suffix` ('' for the bulletin itself)."""

    number: int
    suffix: str
    field: str
    value: str


def edits_of(db: Database, key: int) -> tuple[Edit, ...]:
    """Corrections in force in a bulletin, in the order they were made."""
    found = db.rows(
        "SELECT number, suffix, field, new FROM event WHERE bulletin = ? AND action = 'correct'"
        " AND undone_at IS NULL AND NOT orphaned ORDER BY number",
        (key,),
    )
    return tuple(Edit(*row) for row in found)


def load_bulletin(db: Database, key: int, *, corrected: bool = True) -> Bulletin:
    """The bulletin with this key, as shown or (`corrected` False) as parsed. Raises StoreError."""
    bulletin_id, header, file, doubled = db.one(
        "SELECT id, header, file, doubled FROM bulletin WHERE key = ?", (key,)
    )
    edits = edits_of(db, key) if corrected else ()
    found = db.rows(
        "SELECT suffix, kind, data FROM record WHERE bulletin = ? ORDER BY sort", (key,)
    )
    with _readable(bulletin_id):
        bulletin = _amended(rows.read_header(header, bulletin_id), edits, "")
        records = [
            _amended(rows.read_record(kind, data, f"{bulletin_id}.{suffix}"), edits, suffix)
            for suffix, kind, data in found
        ]
    if corrected:
        warnings = (*bulletin.warnings, *_doubled(db, bulletin, doubled), *_orphans(db, key))
        # A new parse reads the kept file, whose name is a hash; the path is nobody's business.
        name = PurePath(file).name
        source = msgspec.structs.replace(bulletin.source, file=name)
        bulletin = msgspec.structs.replace(bulletin, source=source, warnings=warnings)
    return rows.with_records(bulletin, records)


def load_record(db: Database, key: int, suffix: str, *, corrected: bool = True) -> AnyRecord:
    """A record of the bulletin with this key. Raises StoreError."""
    bulletin_id, kind, data = db.one(
        "SELECT id, kind, data FROM record JOIN bulletin ON bulletin.key = record.bulletin"
        " WHERE bulletin = ? AND suffix = ?",
        (key, suffix),
    )
    edits = edits_of(db, key) if corrected else ()
    with _readable(bulletin_id):
        return _amended(rows.read_record(kind, data, f"{bulletin_id}.{suffix}"), edits, suffix)


def _amended(item: Item, edits: Iterable[Edit], suffix: str) -> Item:
    mine = [(edit.field, edit.value) for edit in edits if edit.suffix == suffix]
    return corrections.amend(item, mine) if mine else item


@contextmanager
def _readable(bulletin_id: str) -> Iterator[None]:
    try:
        yield
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, BadCorrection) as error:
        raise StoreError(
            f"“{bulletin_id}”的记录与本程序的格式不符（{error}）。请运行 zhoubao reparse 重新解析。"
        ) from error


def _doubled(db: Database, bulletin: Bulletin, doubled: str) -> tuple[ParseWarning, ...]:
    """The warning that other issues bear the same number (`doubled`: their hashes as JSON)."""
    others = db.rows(
        "SELECT id FROM bulletin WHERE state <> 'removed'"
        " AND sha256 IN (SELECT value FROM json_each(?)) ORDER BY id",
        (doubled,),
    )
    if not others:
        return ()
    number = bulletin.total_number if bulletin.number is None else bulletin.number
    ids = "、".join(row[0] for row in others)
    message = (
        f"同一期号下另有内容不同的一期：{ids}。"
        "请核对期号；有误的可用 correct 更正，或用 remove 移除。"
    )
    return (
        ParseWarning(
            kind="number-doubled",
            bulletin=bulletin.id,
            record=None,
            where=f"第{number}期",
            message=message,
        ),
    )


def _orphans(db: Database, key: int) -> tuple[ParseWarning, ...]:
    """Warnings of corrections that found no record when the bulletin was parsed afresh."""
    found = db.rows(
        "SELECT id, target, field, new FROM event JOIN bulletin ON bulletin.key = event.bulletin"
        " WHERE bulletin = ? AND action = 'correct' AND undone_at IS NULL AND orphaned"
        " ORDER BY event.number",
        (key,),
    )
    return tuple(
        ParseWarning(
            kind="correction-orphaned",
            bulletin=bulletin_id,
            record=None,
            where=target,
            message=f"重新解析后，原来更正过的记录已对不上：{field} 曾更正为 {new}。"
            "请用 history 查看，必要时重新更正。",
        )
        for bulletin_id, target, field, new in found
    )
