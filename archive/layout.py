"""From pages to a document: paragraphs, tables and furniture in reading order.

Every character of the pages is in exactly one block or piece of furniture afterwards
(archive.conservation counts). Knows no PDF and no bulletin.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from archive.document import Document, Furniture, Paragraph, TableBlock
from archive.frames import Body, Frames, measure_body
from archive.furniture import find_furniture
from archive.pages import Line, Page, Table
from archive.paragraphs import (
    Habit,
    Slot,
    continues,
    is_closed,
    learn_habit,
    make_slot,
    starts_anew,
)
from archive.records import BlockRole, ParseWarning
from archive.spacing import drop_layout_spaces, place_line, tidy

# Points by which the borders of one table may differ from page to page.
_SAME_BORDER = 6.0

Item = Slot | Table


def lay_out(pages: Sequence[Page]) -> Document:
    """Paragraphs joined over lines and pages, tables in their place, furniture apart.

    A page without text but with a picture gives the warning `page-without-text`, one that is
    damaged `page-damaged`; a file whose end is missing or wrong gives `file-mended`.
    """
    body = measure_body(pages)
    roles = find_furniture(pages, body.size, body.leading)
    bare = [_without(page, roles) for page in pages]
    frames = Frames(bare, body)
    items = [item for page in bare for item in _items(page, frames, body)]
    habit = learn_habit([item for item in items if isinstance(item, Slot)])
    return Document(
        blocks=tuple(_blocks(items, habit, body)),
        furniture=tuple(_furniture(pages, roles)),
        pages=len(pages),
        warnings=tuple(_warnings(pages)),
    )


def _without(page: Page, roles: dict[tuple[int, int], BlockRole]) -> Page:
    """The page without its furniture."""
    kept = [index for index in range(len(page.lines)) if (page.number, index) not in roles]
    if len(kept) == len(page.lines):
        return page
    columns = tuple(
        (sum(index < start for index in kept), sum(index < end for index in kept))
        for start, end in page.columns
    )
    lines = tuple(page.lines[index] for index in kept)
    return msgspec.structs.replace(page, lines=lines, columns=columns)


def _items(page: Page, frames: Frames, body: Body) -> Iterator[Item]:
    """Lines and tables of a page in reading order."""
    tables = list(page.tables)
    before: tuple[float, float] | None = None
    starts = {start for start, _ in page.columns} | {end for _, end in page.columns}
    for index, (line, frame) in enumerate(zip(page.lines, frames.of(page), strict=True)):
        if index in starts and before is not None and line.top < before[0]:
            before = None
        for table in [table for table in tables if _is_before(table, line)]:
            tables.remove(table)
            before = (table.box[3] - line.size, table.box[3])
            yield table
        yield make_slot(line, frame, body, before)
        before = (line.top, line.bottom)
    yield from tables


def _is_before(table: Table, line: Line) -> bool:
    """True where a table stands above a line and in its column."""
    beside = table.box[2] <= line.x0 or table.box[0] >= line.x1
    return table.box[1] < line.top and (not beside or table.box[3] <= line.top)


def _blocks(items: Sequence[Item], habit: Habit, body: Body) -> Iterator[Paragraph | TableBlock]:
    """Paragraphs and tables; a table in the midst of a paragraph comes after it."""
    paragraph: list[Slot] = []
    tables: list[Table] = []
    last: Table | None = None
    for item in items:
        if isinstance(item, Table):
            tables.append(item)
            continue
        if paragraph:
            goes_on = (
                _goes_on_after_table(paragraph, item, habit)
                if tables
                else continues(paragraph, item, habit, body)
            )
            if goes_on:
                paragraph.append(item)
                continue
            yield _paragraph(paragraph)
            last = None
        yield from _table_blocks(tables, last)
        last = tables[-1] if tables else None
        tables = []
        paragraph = [item]
    if paragraph:
        yield _paragraph(paragraph)
        last = None
    yield from _table_blocks(tables, last)


def _goes_on_after_table(paragraph: Sequence[Slot], below: Slot, habit: Habit) -> bool:
    """True where a table was set between two lines of one sentence."""
    above = paragraph[-1]
    return (
        habit.indented
        and len(paragraph) > 1
        and above.align == below.align == "left"
        and above.tail < 1
        and below.lead < 0.5
        and abs(above.line.size - below.line.size) < 1
        and not is_closed(above.text)
        and not starts_anew(below.text)
    )


def _paragraph(slots: Sequence[Slot]) -> Paragraph:
    placed, raw, bold = tidy([slot.line for slot in slots])
    first = slots[0]
    aligns = {slot.align for slot in slots}
    if "center" in aligns and (aligns == {"center"} or len(slots) == 2):
        align = slots[-1].align
    else:
        align = first.align if len(slots) == 1 else "left"
    return Paragraph(
        placed=placed,
        raw=raw,
        size=first.line.size,
        align=align,
        indent=round(first.lead, 2),
        gap=round(first.gap, 2),
        lines=len(slots),
        bold=bold,
    )


def _table_blocks(tables: Sequence[Table], last: Table | None) -> Iterator[TableBlock]:
    for table in tables:
        yield TableBlock(table, continued=last is not None and _goes_on(last, table))
        last = table


def _goes_on(above: Table, below: Table) -> bool:
    """True where a table is the next page's part of the one before."""
    return (
        below.page == above.page + 1
        and below.columns == above.columns
        and abs(below.box[0] - above.box[0]) <= _SAME_BORDER
        and abs(below.box[2] - above.box[2]) <= _SAME_BORDER
    )


def _furniture(
    pages: Sequence[Page], roles: dict[tuple[int, int], BlockRole]
) -> Iterator[Furniture]:
    for page in pages:
        for index, line in enumerate(page.lines):
            role = roles.get((page.number, index))
            if role is not None:
                yield Furniture(role, drop_layout_spaces(place_line(line)).strip())


def _warnings(pages: Sequence[Page]) -> Iterator[ParseWarning]:
    for page in pages:
        if page.damaged:
            yield _page_warning(
                "page-damaged",
                page,
                "的数据已损坏，只读出一部分。请重新下载，或用原文件重新导出 PDF 后再收录。",
            )
        elif not page.lines and not page.tables and page.images:
            yield _page_warning(
                "page-without-text",
                page,
                "是图片，没有可读的文字，未收入。需要时请做文字识别（OCR）。",
            )
    if any(page.mended for page in pages):
        yield ParseWarning(
            kind="file-mended",
            bulletin=None,
            record=None,
            where="文件末尾",
            message=f"文件末尾的目录缺失或有误（可能没有下载或复制完整），{len(pages)} 页的内容都已"
            "读出。请核对，最好重新下载后再收录。",
        )


def _page_warning(kind: str, page: Page, what: str) -> ParseWarning:
    return ParseWarning(
        kind=kind,
        bulletin=None,
        record=None,
        where=f"第{page.number}页",
        message=f"第 {page.number} 页{what}",
    )
