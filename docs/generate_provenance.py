"""Writes docs/provenance.md and its pictures: one item of the real bulletin, field by field.

`python docs/generate_provenance.py` after a change of the parser; a test holds the text equal.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import msgspec
from PIL import Image, ImageDraw

from archive.page_pictures import draw_map, label_font
from archive.page_regions import map_file
from archive.pdf import draw_page
from archive.reader import parse_file
from archive.records import Activity, Box, Bulletin, Span

DOCS = Path(__file__).parent
PAGE = DOCS / "provenance.md"
ITEM_PICTURE = DOCS / "pictures" / "provenance.png"
PAGE_PICTURE = DOCS / "pictures" / "page-by-role.png"
BULLETIN = DOCS.parent / "corpus" / "bulletins" / "2022-26-401.pdf"
ORDER = 5
PICTURED_PAGE = 1

_DPI = 150
# Points around the item: less than the lines above and below it are away.
_AROUND = 11.5
_COLOURS = (
    (0, 94, 150),
    (150, 84, 0),
    (0, 110, 80),
    (110, 110, 0),
    (80, 80, 80),
    (150, 40, 90),
    (190, 60, 0),
    (90, 50, 160),
)
_MENTIONS = (
    "departments",
    "dates",
    "type_evidence",
    "counts",
    "places",
    "organisations",
    "persons",
    "documents",
)


class Row(msgspec.Struct, frozen=True):
    """A line of the table; a mention in the picture has a number, and its field a colour."""

    field: str
    value: str
    written: str = ""
    spans: tuple[Span, ...] = ()
    number: int | None = None
    colour: tuple[int, int, int] = (0, 0, 0)


def rows_of(bulletin: Bulletin, item: Activity) -> list[Row]:
    """Every field of the item in the order of the record, with where it was read."""
    rows = [Row("order", str(item.order)), *_headings(bulletin, item), _marker(bulletin, item)]
    rows.append(Row("title", _told(item.title)))
    rows.append(Row("text", f"{len(item.text)} characters", _ends(item.text), item.spans))
    number = 0
    for field, colour in zip(_MENTIONS, _COLOURS, strict=True):
        mentions = getattr(item, field)
        for index, mention in enumerate(mentions):
            number += 1
            name = f"{field}[{index}]"
            if mention == item.date:
                name = f"date, {name}"
            rows.append(Row(name, _value(mention), mention.written, mention.spans, number, colour))
        if not mentions:
            rows.append(Row(field, "[]"))
    rows.append(Row("types", "、".join(item.types)))
    return rows


def _headings(bulletin: Bulletin, item: Activity) -> Iterator[Row]:
    places = {section.heading: section.heading_spans for section in bulletin.sections}
    for index, heading in enumerate(item.section):
        yield Row(f"section[{index}]", heading, heading, places[heading])


def _marker(bulletin: Bulletin, item: Activity) -> Row:
    """The marker before the item: the last one that begins on its first line."""
    first = item.spans[0]
    (found,) = (
        block
        for block in bulletin.blocks
        if block.role == "marker"
        and block.spans[0].page == first.page
        and _top(block.spans[0]) == _top(first)
    )
    return Row("marker", item.marker, found.text, found.spans)


def _top(span: Span) -> float | None:
    return span.box[1] if span.box else None


def _value(mention: msgspec.Struct) -> str:
    """A mention's fields beside the words and where they stand."""
    told = (
        f"{field.name}: {_told(getattr(mention, field.name))}"
        for field in msgspec.structs.fields(mention)
        if field.name not in {"written", "spans"}
    )
    return "; ".join(told)


def _told(value: object) -> str:
    return "null" if value is None else str(value)


def _ends(text: str) -> str:
    return f"{text[:8]}…{text[-8:]}"


def page_text() -> str:
    """The page as it stands in the file."""
    bulletin = parse_file(BULLETIN)
    item = _item(bulletin)
    lines = [
        _HEAD.format(id=item.id, page=item.spans[0].page, order=ORDER, pictured=PICTURED_PAGE),
        "| | field | value | as written | page | box |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows_of(bulletin, item):
        number = "" if row.number is None else f"**{row.number}**"
        pages = "<br>".join(str(span.page) for span in row.spans)
        boxes = "<br>".join(_box(span.box) for span in row.spans)
        lines.append(
            f"| {number} | `{row.field}` | {row.value} | {row.written} | {pages} | {boxes} |"
        )
    return "\n".join((*lines, "", _FOOT))


def _box(box: Box | None) -> str:
    return "" if box is None else ", ".join(f"{edge:g}" for edge in box)


def _item(bulletin: Bulletin) -> Activity:
    return bulletin.activities[ORDER - 1]


def item_picture() -> Image.Image:
    """The item cut out of its page, its mentions outlined and numbered as in the table."""
    bulletin = parse_file(BULLETIN)
    item = _item(bulletin)
    number = item.spans[0].page
    page = Image.open(io.BytesIO(draw_page(BULLETIN, number, dpi=_DPI))).convert("RGB")
    scale = _DPI / 72
    pen = ImageDraw.Draw(page)
    for row in rows_of(bulletin, item):
        if row.number is not None:
            _outline(pen, row, scale)
    boxes = [span.box for span in (*item.spans, *_marker(bulletin, item).spans) if span.box]
    return page.crop(
        (
            round((min(box[0] for box in boxes) - _AROUND) * scale),
            round((min(box[1] for box in boxes) - _AROUND) * scale),
            round((max(box[2] for box in boxes) + _AROUND) * scale),
            round((max(box[3] for box in boxes) + _AROUND) * scale),
        )
    )


def _outline(pen: ImageDraw.ImageDraw, row: Row, scale: float) -> None:
    """A frame around each line of a mention, its number on the first one's upper edge."""
    font = label_font(18)
    for index, span in enumerate(row.spans):
        if span.box is None:
            continue
        x0, top, x1, bottom = (round(edge * scale) for edge in span.box)
        frame = (x0, top - 3, x1, bottom + 2)
        pen.rectangle(frame, outline=row.colour, width=2)
        if index == 0:
            label = str(row.number)
            width = round(font.getlength(label)) + 8
            pen.rectangle((x0, top - 22, x0 + width, top - 3), fill=row.colour)
            pen.text(
                (x0 + width / 2, top - 12), label, font=font, fill=(255, 255, 255), anchor="mm"
            )


def page_picture() -> Image.Image:
    """One page as `parse --audit --pictures` draws it, reduced."""
    pages = map_file(BULLETIN).pages
    picture = draw_map(BULLETIN, pages[PICTURED_PAGE - 1], len(pages))
    return picture.resize(
        (picture.width * 4 // 5, picture.height * 4 // 5), Image.Resampling.LANCZOS
    )


_HEAD = """# Where every field comes from

One item of the real bulletin (`corpus/bulletins/2022-26-401.pdf`, activity {order}, page {page}), \
with all that was read from it. This page is generated (`python docs/generate_provenance.py`); a \
test holds that the table is what the parser reads today.

![The item with its mentions outlined and numbered](pictures/provenance.png)

`{id}`: boxes are `x0, top, x1, bottom` in points from the page's top left corner, one for each \
printed line the words stand on. Numbers are those in the picture.
"""

_FOOT = f"""\
What is not written is not filled in: empty lists and null mean that the item does not say. \
A value that was understood rather than copied keeps the words it came from: 近日 is the \
issue's period, and its precision says so; 省林草局 is the body of the bulletin's own province; \
凉山州盐源县 runs down from the province; a type has the words that decided for it.

`zhoubao show ID` prints the same in the terminal, `zhoubao parse FILE` as JSON.

## A whole page by role

`zhoubao parse FILE --audit --pictures DIR` draws every page with each region in the colour of \
what it was read as: tags are the ends of the records' ids (a1 is activity 1), a bar joins the \
lines of one record, and the legend counts the characters of each role. What was not understood \
(未归类的文字) and characters that no record accounts for (无归属的字) are red. Page \
{PICTURED_PAGE}:

![Page {PICTURED_PAGE} with its regions coloured by role](pictures/page-by-role.png)
"""


def _save(picture: Image.Image, path: Path) -> None:
    """A small file: few colours are enough."""
    path.parent.mkdir(exist_ok=True)
    few = picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


if __name__ == "__main__":
    PAGE.write_text(page_text(), encoding="utf-8")
    _save(item_picture(), ITEM_PICTURE)
    _save(page_picture(), PAGE_PICTURE)
