"""Answers on standard output: JSON for programs, tables for people."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence

import click

from terminal.command import Format


def answer(
    format_: Format,
    whole: object,
    rows: Iterable[object],
    draw: Callable[[], None],
    columns: Mapping[str, str] | None = None,
) -> None:
    """Print one answer: `whole` as JSON, or `rows` as JSON lines or CSV, or what `draw` draws.

    `columns` names the CSV columns (key to Chinese heading); without it every key is a column.
    """
    if format_ == "table":
        draw()
    elif format_ == "json":
        write_json(whole)
    elif format_ == "jsonl":
        for row in rows:
            _write_line(row)
    else:
        _write_csv(list(rows), columns)


def write_json(value: object) -> None:
    """One JSON document, indented, Chinese as it is."""
    import msgspec  # noqa: PLC0415  (not needed to draw)

    encoded = msgspec.json.format(msgspec.json.encode(value), indent=2)
    click.echo(encoded.decode("utf-8"))


def _write_line(row: object) -> None:
    import msgspec  # noqa: PLC0415

    click.echo(msgspec.json.encode(row).decode("utf-8"))


def _write_csv(rows: Sequence[object], columns: Mapping[str, str] | None) -> None:
    import csv  # noqa: PLC0415

    import msgspec  # noqa: PLC0415

    from archive.export import defused  # noqa: PLC0415

    plain = [msgspec.to_builtins(row) for row in rows]
    if columns is None:
        columns = {key: key for row in plain for key in row}
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow(columns.values())
    for row in plain:
        writer.writerow(defused(_flat(row.get(key))) for key in columns)


def _flat(value: object) -> str:
    """A value in one cell: lists joined by ；, closed intervals by —, nothing as an empty cell."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case dict():
            return "—".join(_flat(part) for part in value.values() if part is not None)
        case list():
            return "；".join(_flat(part) for part in value)
    return str(value)


def highlighted(text: str, stretches: Sequence[Sequence[int]]) -> str:
    """The text with its `[start, end)` stretches marked for a terminal."""
    from terminal.text import printable  # noqa: PLC0415

    parts = []
    position = 0
    for start, end in stretches:
        if start < position:
            continue
        parts.append(printable(text[position:start]))
        parts.append(click.style(printable(text[start:end]), fg="red", bold=True))
        position = end
    parts.append(printable(text[position:]))
    return "".join(parts)
