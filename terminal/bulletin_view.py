"""A whole bulletin as people read it: head, sections with their records, distribution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import click

from archive.corrections import FIELDS
from archive.records import AnyRecord, Bulletin, Section
from terminal.answer import wrapped
from terminal.record_view import page_of
from terminal.tables import terminal_width
from terminal.text import days, padded, printable

Path_ = tuple[str, ...]

_KIND_OF_ID = {"a": "activity", "s": "statistic", "i": "inspection", "p": "section"}


def draw_header(bulletin: Bulletin, file: Path | None) -> Iterator[str]:
    """Title, number, publisher, dates and file; `file` is where it is kept, if it is."""
    columns = terminal_width()
    label = "（样例）" if bulletin.synthetic else ""
    title = bulletin.title or bulletin.series or bulletin.id
    for line in wrapped(f"{title}{label}", columns, ""):
        yield click.style(line, bold=True)
    total = f"（总第{bulletin.total_number}期）" if bulletin.total_number else ""
    year = f"{bulletin.year}年" if bulletin.year else ""
    number = f"{year}第{bulletin.number}期{total}" if bulletin.number else ""
    published = f"{bulletin.published} 印发" if bulletin.published else ""
    facts = (number, published, bulletin.classification)
    for told in ("　".join(part for part in facts if part), bulletin.publisher):
        if told:
            yield from wrapped(told, columns, "")
    if bulletin.period:
        yield f"所含时间：{days(bulletin.period.start, bulletin.period.end)}"
    yield from wrapped(f"来源：{bulletin.source.file}，{bulletin.source.pages} 页", columns, "")
    if file is not None:
        yield printable(f"存于：{file}")  # one line, whatever the width: paths are copied


def draw_corrected(bulletin: Bulletin, corrected: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What of an issue was corrected by hand: its own fields, and its records' by their ids."""
    told = []
    for target, fields in corrected.items():
        record = target.removeprefix(bulletin.id)
        kind = _KIND_OF_ID.get(record[1:2], "bulletin")
        names = FIELDS[kind]
        roots = dict.fromkeys(field.partition(".")[0] for field in fields)
        told.append(record + "、".join(names.get(root, root) for root in roots))
    if told:
        line = f"已由人工更正：{'；'.join(told)}"
        yield from wrapped(line, terminal_width(), "")


def draw_contents(bulletin: Bulletin) -> Iterator[str]:
    """Sections in order with their records, each text once with the ids of all it gave."""
    columns = terminal_width()
    under = _by_section(bulletin)
    if () in under:
        yield ""
        yield from _draw_records(bulletin, under.pop(()), columns)
    for path, section in _paths(bulletin.sections):
        yield ""
        indent = "  " * (section.level - 1)
        yield from (click.style(line, fg="cyan") for line in wrapped(path[-1], columns, indent))
        if section.text:
            yield from wrapped(section.text, columns, "  ")
        yield from _draw_records(bulletin, under.pop(path, ()), columns)
    for records in under.values():  # under headings that are no sections of their own
        yield ""
        yield from _draw_records(bulletin, records, columns)
    if bulletin.unparsed:
        yield ""
        yield click.style("未归类的文字", fg="cyan")
        yield from _draw_records(bulletin, bulletin.unparsed, columns)
    yield from _draw_end(bulletin, columns)


def _draw_end(bulletin: Bulletin, columns: int) -> Iterator[str]:
    if bulletin.distribution or bulletin.copies:
        yield ""
    for part in bulletin.distribution:
        yield from wrapped(f"{part.kind}：{'、'.join(part.recipients)}", columns, "")
    if bulletin.copies:
        yield f"共印 {bulletin.copies} 份"
    if bulletin.warnings:
        yield ""
    for warning in bulletin.warnings:
        told = wrapped(f"提醒（{warning.where}）：{warning.message}", columns, "")
        yield from (click.style(line, fg="yellow") for line in told)


def _draw_records(bulletin: Bulletin, records: Sequence[AnyRecord], columns: int) -> Iterator[str]:
    """Records in order; figures that share a paragraph have its text once."""
    for text, group in groupby(records, key=lambda record: record.text):
        several = list(group)
        ids = _ids([record.id.removeprefix(bulletin.id) for record in several])
        page = page_of(several[0].spans)
        head = padded(f"  {ids}", 12) + (f"第{page}页" if page else "")
        yield click.style(head.rstrip(), dim=True)
        yield from wrapped(text, columns, "  ")


def _ids(suffixes: Sequence[str]) -> str:
    """.s1—.s6 for neighbours that share a text."""
    return suffixes[0] if len(suffixes) == 1 else f"{suffixes[0]}—{suffixes[-1]}"


def _by_section(bulletin: Bulletin) -> dict[Path_, Sequence[AnyRecord]]:
    under: dict[Path_, list[AnyRecord]] = {}
    for records in (bulletin.statistics, bulletin.activities, bulletin.inspections):
        for record in records:
            under.setdefault(record.section, []).append(record)
    return dict(under)


def _paths(sections: Sequence[Section]) -> Iterator[tuple[Path_, Section]]:
    """Each section with the headings above it and its own."""
    above: list[Section] = []
    for section in sections:
        while above and above[-1].level >= section.level:
            above.pop()
        above.append(section)
        yield tuple(each.heading for each in above), section
