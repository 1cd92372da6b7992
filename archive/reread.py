"""A kept file read again and held against the records that the archive has of it.

Done in child processes (`compare_task`), because a file that was read once may still be one that
kills its reader. Nothing here looks at the database.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from archive import rows
from archive.audit import bulletin_account, read_for_audit
from archive.conservation import compare, pages_account, text_account
from archive.pages import Line, Page
from archive.problems import BadFile, FileProblem
from archive.reader import PARSER_VERSION, parse_file
from archive.records import AnyRecord, Block, Bulletin, Span

_NEAR = 0.02
"""Points that a stored box may differ from the page's by: boxes are kept to a hundredth."""
_SHOWN = 12
"""Characters named in a message."""


class Compare(msgspec.Struct, frozen=True):
    """To a child: the kept file (`path` as the system's bytes) and the bulletin as parsed."""

    path: bytes
    password: str | None
    bulletin: Bulletin


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """From a child. Empty tuples where all is well.

    `characters`: what is lost or doubled, in words; `places`: records whose words do not stand on
    the page where they are said to; `differs`: the same parser now reads something else;
    `outdated`: another parser version had read it; `refused`: why the file cannot be read.
    """

    characters: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    differs: bool = False
    outdated: bool = False
    refused: FileProblem | None = None
    message: str = ""


def compare_task(data: bytes) -> bytes:
    """A child's work: a `Compare` in, a `Compared` out (msgpack)."""
    task = msgspec.msgpack.decode(data, type=Compare)
    return msgspec.msgpack.encode(
        compare_file(Path(os.fsdecode(task.path)), task.bulletin, task.password)
    )


def compare_file(path: Path, bulletin: Bulletin, password: str | None = None) -> Compared:
    """Hold a bulletin, as it was parsed, against its file."""
    pages: tuple[Page, ...] = ()
    try:
        if path.suffix == ".txt":
            fresh = parse_file(path)
            expected = text_account(path.read_text(encoding="utf-8-sig"))
        else:
            pages, fresh = read_for_audit(path, password)
            expected = pages_account(pages)
    except BadFile as problem:
        return Compared(refused=problem.kind, message=problem.message)
    outdated = bulletin.source.parser_version != PARSER_VERSION
    return Compared(
        characters=tuple(_unbalanced(expected, bulletin)),
        places=tuple(misplaced(bulletin, pages)),
        differs=not outdated and not _same(bulletin, fresh),
        outdated=outdated,
    )


def _unbalanced(expected: Counter[str], bulletin: Bulletin) -> Iterator[str]:
    found = sum(bulletin_account(bulletin).values(), Counter[str]())
    difference = compare(expected, found)
    for what, counts in (("缺", difference.missing), ("多", difference.extra)):
        if counts:
            shown = "".join(Counter(counts).elements())
            more = "…" if len(shown) > _SHOWN else ""
            yield f"{what} {len(shown)} 字（{shown[:_SHOWN]}{more}）"


def _same(stored: Bulletin, fresh: Bulletin) -> bool:
    """Whether both say the same, the file's name and the ids aside."""
    source = msgspec.structs.replace(fresh.source, file=stored.source.file)
    fresh = msgspec.structs.replace(fresh, source=source)
    return _essence(stored) == _essence(fresh)


def _essence(bulletin: Bulletin) -> tuple[bytes, ...]:
    records = (rows.record_row(record, 0).data for record in rows.all_records(bulletin))
    return (rows.header_row(bulletin).header, *records)


def misplaced(bulletin: Bulletin, pages: Iterable[Page]) -> Iterator[str]:
    """Ids of records and roles of blocks with words that do not stand where they are said to.

    Their own text must stand in the boxes of their spans, and each mention's `written` at its spans
    in the text. Without pages (plain text) only the latter can be told.
    """
    printed = _Print(pages)
    for record in rows.all_records(bulletin):
        if not _in_place(record, printed):
            yield record.id
    for block in bulletin.blocks:
        if not printed.holds(block.text, block.spans):
            yield f"{bulletin.id}（{block.role}）"


def _in_place(record: AnyRecord | Block, printed: _Print) -> bool:
    if not printed.holds(record.text, record.spans):
        return False
    return all(
        _squeezed(record.text[span.start : span.end] for span in spans) == _squeezed([written])
        and printed.holds(record.text, spans)
        for written, spans in _mentions(record)
        if spans
    )


def _mentions(item: object) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """`written` and spans of all mentions in a record (a statistic is one itself)."""
    if isinstance(item, tuple):
        for part in item:
            yield from _mentions(part)
    elif isinstance(item, msgspec.Struct) and not isinstance(item, Span):
        written = getattr(item, "written", None)
        if isinstance(written, str):
            spans: tuple[Span, ...] = getattr(item, "written_spans", ()) or getattr(
                item, "spans", ()
            )
            yield written, spans
        for name in item.__struct_fields__:
            if not name.endswith("spans"):
                yield from _mentions(getattr(item, name))


class _Print:
    """The characters of all pages, found by where they stand."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self._lines: dict[tuple[int, int], list[Line]] = defaultdict(list)
        for page in pages:
            for line in _lines(page):
                self._lines[page.number, round(line.top)].append(line)

    def holds(self, text: str, spans: Iterable[Span]) -> bool:
        """Whether each span's stretch of the text stands in the span's box, white space aside."""
        return all(
            Counter(_squeezed([text[span.start : span.end]])) <= Counter(self._inside(span))
            for span in spans
            if span.box is not None
        )

    def _inside(self, span: Span) -> Iterator[str]:
        if span.box is None:
            return
        x0, top, x1, bottom = span.box
        for rounded in {round(top - _NEAR), round(top), round(top + _NEAR)}:
            for line in self._lines.get((span.page, rounded), ()):
                if abs(line.top - top) > _NEAR or abs(line.bottom - bottom) > _NEAR:
                    continue
                edges = line.edges or ()
                for character, low, high in zip(line.text, edges[0::2], edges[1::2], strict=False):
                    if low >= x0 - _NEAR and high <= x1 + _NEAR:
                        yield character


def _lines(page: Page) -> Iterator[Line]:
    yield from page.lines
    for table in page.tables:
        for cell in table.cells:
            yield from cell.lines


def _squeezed(parts: Iterable[str]) -> str:
    return "".join("".join(parts).split())
