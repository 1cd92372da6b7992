"""Structured records as CSV, XLSX, JSON, JSON lines or SQLite.

The same archive gives the same bytes (FACTS: xlsxwriter is deterministic with a fixed creation
date). A file appears under its name only when it is whole.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Literal, TextIO

import msgspec

from archive.columns import COLUMNS, Cell, Entry, What, place_of, spans_of
from archive.database import Database
from archive.files import printable, sync_folder, unwritable
from archive.problems import StoreError
from archive.records import AnyRecord, Bulletin
from archive.rows import with_records
from archive.store import Store

__all__ = ["Format", "What", "export"]

Format = Literal["csv", "xlsx", "json", "jsonl", "sqlite"]

_KINDS: dict[What, str] = {
    "activities": "activity",
    "statistics": "statistic",
    "inspections": "inspection",
}

_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
"""First characters by which Excel takes a text for a formula, with their full-width forms."""

_XLSX_CELL = 32_767
_XLSX_ROWS = 1_048_576
_CUT = "…（超出单元格上限，余下从略）"


def export(
    store: Store,
    what: What,
    ids: Sequence[str] | None,
    target: Path | TextIO,
    format: Format,  # noqa: A002  (the option's name)
) -> int:
    """Write one row a record (of `ids`, in their order, each once; None: all); returns how many.

    Ids of records of another kind are passed over; for `bulletins` a record's id stands for its
    bulletin. A path is written whole or not at all; CSV has a byte order mark in a file and none in
    a stream. Raises StoreError where the target cannot be written, NotInArchive for an unknown id.
    """
    with store.snapshot():
        entries = _entries(store, what, ids)
        if not isinstance(target, Path):
            return _to_stream(what, entries, target, format)
        if target.is_dir():
            raise StoreError(
                f"{printable(target)} 是文件夹，不能写成文件。请给出文件名，如 导出.{format}。"
            )
        if not target.parent.is_dir():
            raise StoreError(
                f"写不进 {printable(target)}：文件夹 {printable(target.parent)} 不存在。"
                "请先建好文件夹。"
            )
        try:
            return _to_path(what, entries, Path(os.path.realpath(target)), format)
        except OSError as error:
            raise unwritable(target, error) from error


def _to_path(what: What, entries: Iterable[Entry], target: Path, kind: Format) -> int:
    if target.exists() and not target.is_file():  # /dev/stdout, a pipe
        with tempfile.TemporaryDirectory() as folder:
            written = Path(folder) / "export"
            count = _WRITERS[kind](what, entries, written)
            with written.open("rb") as source, target.open("wb") as out:
                shutil.copyfileobj(source, out)
        return count
    temporary = target.with_name(f".{secrets.token_hex(6)}.part")
    try:
        count = _WRITERS[kind](what, entries, temporary)
        with temporary.open("rb+") as whole:
            os.fsync(whole.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)
    return count


def _to_stream(what: What, entries: Iterable[Entry], target: TextIO, kind: Format) -> int:
    if kind == "csv":
        return _csv_rows(what, entries, target, "\n")
    if kind in {"json", "jsonl"}:
        return _json_rows(what, entries, target.write, lines=kind == "jsonl")
    binary: IO[bytes] | None = getattr(target, "buffer", None)
    if binary is None:
        raise StoreError(f"{kind} 是二进制格式，不能写到这里。请用 -o 指定文件名。")
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "export"
        count = _WRITERS[kind](what, entries, written)
        binary.write(written.read_bytes())
    return count


def _entries(store: Store, what: What, ids: Sequence[str] | None) -> Iterator[Entry]:
    if ids is None:
        for bulletin in store.each_bulletin():
            yield from _all_of(store, what, bulletin)
    elif what == "bulletins":
        named = (bulletin_id.partition(".")[0] for bulletin_id in ids)
        for bulletin in store.each_bulletin(tuple(dict.fromkeys(named))):
            yield from _all_of(store, what, bulletin)
    else:
        yield from _chosen(store, _KINDS[what], ids)


def _all_of(store: Store, what: What, bulletin: Bulletin) -> Iterator[Entry]:
    corrected = store.corrected(bulletin.id)
    if what == "bulletins":
        yield Entry(bulletin, None, corrected.get(bulletin.id, ()))
        return
    records: dict[str, Sequence[AnyRecord]] = {
        "activities": bulletin.activities,
        "statistics": bulletin.statistics,
        "inspections": bulletin.inspections,
    }
    for record in records[what]:
        yield Entry(bulletin, record, corrected.get(record.id, ()))


def _chosen(store: Store, kind: str, ids: Sequence[str]) -> Iterator[Entry]:
    """Records by id; of their bulletins only the heads are held on to."""
    heads: dict[str, tuple[Bulletin, dict[str, tuple[str, ...]]]] = {}
    for record_id in dict.fromkeys(ids):
        record = store.record(record_id)
        if record.kind != kind:
            continue
        bulletin_id = record_id.partition(".")[0]
        if bulletin_id not in heads:
            head = with_records(store.bulletin(bulletin_id), ())
            heads[bulletin_id] = (head, store.corrected(bulletin_id))
        head, corrected = heads[bulletin_id]
        yield Entry(head, record, corrected.get(record_id, ()))


def _write_csv(what: What, entries: Iterable[Entry], path: Path) -> int:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        return _csv_rows(what, entries, out, "\r\n")


def _csv_rows(what: What, entries: Iterable[Entry], out: TextIO, line_end: str) -> int:
    columns = COLUMNS[what]
    writer = csv.writer(out, lineterminator=line_end)
    writer.writerow([column.header for column in columns])
    count = 0
    for entry in entries:
        writer.writerow([_csv_cell(column.value(entry)) for column in columns])
        count += 1
    return count


def _csv_cell(value: Cell) -> str | int | float:
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else value


def defused(text: str) -> str:
    """The text with a ' before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _write_json(what: What, entries: Iterable[Entry], path: Path) -> int:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        return _json_rows(what, entries, out.write, lines=False)


def _write_jsonl(what: What, entries: Iterable[Entry], path: Path) -> int:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        return _json_rows(what, entries, out.write, lines=True)


def _json_rows(
    what: What, entries: Iterable[Entry], write: Callable[[str], object], *, lines: bool
) -> int:
    """A JSON array with an object a line, or the objects alone."""
    count = 0
    for entry in entries:
        row = msgspec.json.encode(_json_row(what, entry)).decode()
        if lines:
            write(f"{row}\n")
        else:
            write(f",\n{row}" if count else f"[\n{row}")
        count += 1
    if not lines:
        write("\n]\n" if count else "[]\n")
    return count


def _json_row(what: What, entry: Entry) -> dict[str, Any]:
    """The record whole, with mentions and spans, after what is needed of its bulletin."""
    corrected: dict[str, Any] = {"corrected": entry.corrected}
    if what == "bulletins" or entry.record is None:
        bulletin: dict[str, Any] = msgspec.to_builtins(entry.head)
        return bulletin | corrected
    page, box = place_of(spans_of(entry))
    head = entry.head
    issue = {
        "bulletin": head.id,
        "series": head.series,
        "year": head.year,
        "number": head.number,
        "total_number": head.total_number,
        "publisher": head.publisher,
        "published": head.published,
        "period": head.period,
        "file": head.source.file,
        "synthetic": head.synthetic,
        "page": page,
        "box": box,
    }
    record: dict[str, Any] = msgspec.to_builtins(entry.record)
    return {"id": record.pop("id"), "kind": record.pop("kind")} | issue | record | corrected


def _write_sqlite(what: What, entries: Iterable[Entry], path: Path) -> int:
    """A table named as what is exported; `record` is the whole record as JSON."""
    columns = COLUMNS[what]
    path.touch()  # where it cannot be made, the system's reason is plainer than SQLite's
    database = Database(path)
    try:
        definitions = [f'"{column.key}" {_SQL_TYPES[column.type]}' for column in columns]
        marks = ", ".join("?" * (len(columns) + 1))
        count = 0
        with database.transaction():
            database.run(f'CREATE TABLE "{what}" ({", ".join(definitions)}, record TEXT)')
            for entry in entries:
                cells = [_sql_cell(column.value(entry)) for column in columns]
                cells.append(msgspec.json.encode(_json_row(what, entry)).decode())
                database.run(f'INSERT INTO "{what}" VALUES ({marks})', cells)  # noqa: S608  (constants)
                count += 1
        return count
    finally:
        database.close()


_SQL_TYPES = {"TEXT": "TEXT", "INTEGER": "INTEGER", "REAL": "REAL", "DATE": "TEXT"}


def _sql_cell(value: Cell) -> str | int | float | None:
    return value.isoformat() if isinstance(value, dt.date) else value


def _write_xlsx(what: What, entries: Iterable[Entry], path: Path) -> int:
    from xlsxwriter import Workbook  # noqa: PLC0415  (heavy)
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    try:
        # Row by row through a temporary file, so that memory does not grow with the archive.
        with path.open("wb") as out, Workbook(out, {"constant_memory": True}) as book:
            return _fill(book, what, entries)
    except FileCreateError as error:  # how it wraps a full disk
        raise OSError(*error.args[0].args) from error


def _fill(book: Any, what: What, entries: Iterable[Entry]) -> int:
    """The workbook's one sheet: frozen headers, real dates and numbers, everything else as text."""
    columns = COLUMNS[what]
    book.set_properties({"created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    sheet = book.add_worksheet(_SHEET_NAMES[what])
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.header, bold)
    count = 0
    for entry in entries:
        count += 1
        if count >= _XLSX_ROWS:
            raise StoreError(
                f"记录超过 XLSX 一张表的上限（{_XLSX_ROWS - 1} 行）。"
                "请导出为 .csv 或 .sqlite，或缩小查询范围。"
            )
        for place, column in enumerate(columns):
            _xlsx_cell(sheet, count, place, column.value(entry), day)
    sheet.autofilter(0, 0, count, len(columns) - 1)
    return count


_SHEET_NAMES: dict[What, str] = {
    "activities": "工作动态",
    "statistics": "统计数据",
    "inspections": "大厅巡查",
    "bulletins": "周报",
}


def _xlsx_cell(sheet: Any, row: int, place: int, value: Cell, day: Any) -> None:
    if isinstance(value, str):
        text = value if len(value) <= _XLSX_CELL else value[: _XLSX_CELL - len(_CUT)] + _CUT
        if text:
            sheet.write_string(row, place, text)
    elif isinstance(value, bool):
        sheet.write_string(row, place, "是" if value else "否")
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, place, value, day)
    elif value is not None:
        sheet.write_number(row, place, value)


_WRITERS: dict[Format, Callable[[What, Iterable[Entry], Path], int]] = {
    "csv": _write_csv,
    "json": _write_json,
    "jsonl": _write_jsonl,
    "sqlite": _write_sqlite,
    "xlsx": _write_xlsx,
}
