"""Answers on standard output: JSON for programs, text for people, paged when long."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import click

from terminal.command import Format
from terminal.text import STEERING, breaks, printable

_MENTION = ("name", "written", "title", "number", "type")
"""Keys of a mention, of which the first that has a value stands for it in one cell of CSV."""


def answer(
    format_: Format,
    whole: object,
    rows: Iterable[object],
    draw: Callable[[], Iterable[str]],
) -> None:
    """Print one answer: `whole` as JSON, or `rows` as JSON lines or CSV, or the lines of `draw`.

    CSV has the keys of JSON as columns; those of an object in a row follow its name (date.start).
    """
    if format_ == "table":
        show(draw())
    elif format_ == "json":
        write_json(whole)
    elif format_ == "jsonl":
        for row in rows:
            write_line(row)
    else:
        _write_csv(rows)


def show(lines: Iterable[str]) -> None:
    """Print lines, through the pager where both ends are a terminal and they do not fit on it."""
    text = "\n".join(lines)
    if not (sys.stdout.isatty() and sys.stdin.isatty()):
        click.echo(text)
        return
    columns, height = shutil.get_terminal_size()
    if sum(len(breaks(click.unstyle(line), columns)) for line in text.split("\n")) < height:
        click.echo(text)
        return
    # As git does: leave where it fits after all, keep colours and what was shown.
    os.environ.setdefault("LESS", "FRX")
    click.echo_via_pager(text)


def write_json(value: object) -> None:
    """One JSON document, indented, Chinese as it is."""
    import msgspec  # noqa: PLC0415  (not needed to draw)

    _echo_json(msgspec.json.format(msgspec.json.encode(value), indent=2).decode("utf-8"))


def write_line(row: object) -> None:
    """One JSON value on one line."""
    import msgspec  # noqa: PLC0415

    _echo_json(msgspec.json.encode(row).decode("utf-8"))


def _echo_json(text: str) -> None:
    """Print JSON; on a terminal what could steer it is escaped (it stays the same JSON)."""
    if sys.stdout.isatty():
        text = STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    click.echo(text)


def _write_csv(rows: Iterable[object]) -> None:
    import csv  # noqa: PLC0415

    import msgspec  # noqa: PLC0415

    from archive.export import defused  # noqa: PLC0415

    flat = [dict(_cells(msgspec.to_builtins(row))) for row in rows]
    columns = list(dict.fromkeys(key for row in flat for key in row))
    # A field that is an object in some rows is null in others: no column of its own for that.
    parents = {key.rpartition(".")[0] for key in columns}
    columns = [key for key in columns if key not in parents]
    safe: Callable[[str], str] = printable if sys.stdout.isatty() else str
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in flat:
        writer.writerow(defused(safe(row.get(key, ""))) for key in columns)


def _cells(row: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """Columns and cells of one row; where things stand on the page is left to JSON."""
    for key, value in row.items():
        if key.endswith("spans"):
            continue
        if isinstance(value, dict):
            yield from _cells(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", _flat(value)


def _flat(value: object) -> str:
    """A value in one cell: lists joined by ；, a mention by its name, nothing as an empty cell."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case dict():
            return next((str(value[key]) for key in _MENTION if value.get(key)), "")
        case (int(start), int(end)) | [int(start), int(end)]:
            return f"{start}—{end}"
        case list() | tuple():
            return "；".join(_flat(part) for part in value)
    return str(value)


def highlighted(text: str, stretches: Sequence[Sequence[int]]) -> str:
    """The text with its `[start, end)` stretches marked for a terminal."""
    parts = []
    position = 0
    for start, end in stretches:
        if end <= position:
            continue
        parts.append(printable(text[position:start]))
        parts.append(click.style(printable(text[max(start, position) : end]), fg="red", bold=True))
        position = end
    parts.append(printable(text[position:]))
    return "".join(parts)


def wrapped(
    text: str, columns: int, indent: str, stretches: Sequence[Sequence[int]] = ()
) -> Iterator[str]:
    """The text in indented lines of at most `columns`, its stretches marked."""
    for start, end in breaks(text, columns - len(indent)):
        marks = [
            (max(low, start) - start, min(high, end) - start)
            for low, high in stretches
            if low < end and high > start
        ]
        yield indent + highlighted(text[start:end], marks)
