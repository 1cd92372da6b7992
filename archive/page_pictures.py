"""Pictures of pages on which every region is coloured by what it was read as.

`draw_map` makes the picture of one page: the page itself, its regions tinted, records numbered
in the margin as in their ids (a5, s12), what was not understood or got lost in red, and a legend
with the number of characters of each role beside the page.

Labels are set in `legend.otf`, a subset of Noto Sans CJK SC that holds the characters of the labels
alone (15 KB; `legend.OFL.txt` tells how it is made): no Chinese font can be expected on a machine,
and the whole one has 20 MB.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from archive.page_regions import ALARMING, ROLES, STRAY, Colour, PageMap, Region
from archive.pdf import draw_page
from archive.records import Box

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

DPI = 120
"""Resolution of page pictures: 16 pt characters are 27 pixels high, an A4 page 992 × 1403."""

MOST_PIXELS = 3000
"""The longer side of a picture at most: a poster's page is drawn at a lower resolution."""

LEGEND_WIDTH = 250
"""Width in pixels of the legend to the right of the page."""

# Share of a role's colour in its tint: black on the strongest keeps a contrast above 7 : 1 (WCAG
# 2.2, level AAA). Neighbouring texts of one role take turns, so that their border shows.
_SHARES = (0.40, 0.22)
_ALARMING_TINT = 0.55
_PAD = 2
_MARGIN = 8
_TAG_SIZE = 17
_LABEL_SIZE = 19
_LEGEND_TOP = 66
_LEGEND_STEP = 34
_INK = (20, 20, 20)
_WHITE = (255, 255, 255)
_DIVIDER = (200, 200, 200)
_FIGURES = "数据的原文"
_PAGE = "第{}页 共{}页"
_SUM = "本页字数"

Pixels = tuple[int, int, int, int]


def legend_characters() -> str:
    """Every character that a label may hold: what `legend.otf` has to have."""
    labels = (*(role.name for role in ROLES.values()), _FIGURES, _PAGE, _SUM)
    printable = map(chr, range(0x20, 0x7F))
    return "".join(sorted({*"".join(labels), *printable, "–", "、", "·", "×"}))


def draw_map(path: Path, mapped: PageMap, pages: int, password: str | None = None) -> Image:
    """Picture of one page with its regions and the legend; `pages` is how many the file has.

    The page takes the picture's left part, in its own proportions; the legend is the
    `LEGEND_WIDTH` pixels to the right of it. Raises `BadFile` where the page cannot be drawn.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415  (only where pictures are drawn)

    page = _page_picture(path, mapped.number, (mapped.width, mapped.height), DPI, password)
    scale = page.width / mapped.width
    regions = [(region, _pixels(region.box, scale)) for region in mapped.regions]
    page = _tinted(page, _tints(regions))
    pen = ImageDraw.Draw(page)
    for region, box in regions:
        pen.rectangle(box, outline=ROLES[region.role].colour, width=_border(region))
    for figure in mapped.figures:
        x0, _, x1, bottom = _pixels(figure, scale)
        pen.line((x0, bottom - 1, x1, bottom - 1), fill=_strong(ROLES["statistic"].colour), width=3)
    _draw_tags(pen, regions, page.width)
    rows = _legend_rows(mapped)
    height = max(page.height, _LEGEND_TOP + len(rows) * _LEGEND_STEP)
    whole = Image.new("RGB", (page.width + LEGEND_WIDTH, height), _WHITE)
    whole.paste(page)
    _draw_legend(ImageDraw.Draw(whole), rows, _PAGE.format(mapped.number, pages), page.width)
    return whole


def _page_picture(
    path: Path, number: int, size: tuple[float, float], dpi: int, password: str | None
) -> Image:
    from PIL import Image  # noqa: PLC0415  (as above)

    dpi = max(1, min(dpi, int(MOST_PIXELS * 72 / max(size))))
    drawn = draw_page(path, number, dpi=dpi, password=password)
    return Image.open(io.BytesIO(drawn)).convert("RGB")


def to_png(picture: Image) -> bytes:
    """The picture as the bytes of a PNG file."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _pixels(box: Box, scale: float) -> Pixels:
    """A box in points as whole pixels, a little wider so that its outline touches no character."""
    x0, top, x1, bottom = (round(edge * scale) for edge in box)
    return (x0 - 1, top - _PAD, max(x1, x0 + 1), bottom + _PAD)


def _tinted(page: Image, tints: Iterable[tuple[Colour, Pixels]]) -> Image:
    """The page with its boxes tinted as by coloured foil: black stays black."""
    from PIL import Image, ImageChops, ImageDraw  # noqa: PLC0415  (as above)

    foil = Image.new("RGB", page.size, _WHITE)
    pen = ImageDraw.Draw(foil)
    for colour, box in tints:
        pen.rectangle(box, fill=colour)
    return ImageChops.multiply(page, foil)


def _tints(regions: Iterable[tuple[Region, Pixels]]) -> Iterator[tuple[Colour, Pixels]]:
    """Every box with its tint: neighbouring texts of one role take turns at two strengths."""
    turns: dict[str, dict[int, int]] = defaultdict(dict)
    for region, box in regions:
        parts = turns[region.role]
        turn = parts.setdefault(region.part, len(parts))
        share = _ALARMING_TINT if region.role in ALARMING else _SHARES[turn % len(_SHARES)]
        yield _lightened(ROLES[region.role].colour, share), box


def _lightened(colour: Colour, share: float) -> Colour:
    red, green, blue = (round(255 - (255 - part) * share) for part in colour)
    return (red, green, blue)


def _strong(colour: Colour) -> Colour:
    red, green, blue = (part * 2 // 3 for part in colour)
    return (red, green, blue)


def _border(region: Region) -> int:
    return 3 if region.role in ALARMING else 1


def _draw_tags(pen: ImageDraw, regions: Sequence[tuple[Region, Pixels]], width: int) -> None:
    """Beside each text its tag or role, a bar down its lines: where no other text is in the way."""
    taken = [box for _, box in regions]
    lines: dict[int, list[Pixels]] = {}
    for region, box in regions:
        lines.setdefault(region.part, []).append(box)
    font = label_font(_TAG_SIZE)
    for region, box in regions:
        before = _before(box, regions)
        if not region.first or not _needs_tag(region, before):
            continue
        own = lines[region.part] if region.part >= 0 else [box]
        if before is not None and before[0].role == "marker":
            own = [before[1], *own]
        tag = tag_text(region.tags) or ROLES[region.role].name
        colour = _strong(ROLES[region.role].colour)
        left = min(x0 for x0, _, _, _ in own)
        bar = (left - _MARGIN, box[1], left - _MARGIN + 2, max(bottom for _, _, _, bottom in own))
        if bar[3] > box[3] and not any(_meet(bar, other) for other in taken):
            pen.rectangle(bar, fill=colour)
            taken.append(bar)
        size = (round(font.getlength(tag)), _TAG_SIZE)
        for place in _places(box, left, size):
            if place[0] >= 0 and place[2] <= width and not any(_meet(place, x) for x in taken):
                pen.text((place[0], place[1]), tag, font=font, fill=colour, anchor="lt")
                taken.append(place)
                break


def _before(box: Pixels, regions: Iterable[tuple[Region, Pixels]]) -> tuple[Region, Pixels] | None:
    """The region that stands nearest before a box on its line."""
    middle = (box[1] + box[3]) // 2
    before = (
        (region, other)
        for region, other in regions
        if other[0] < box[0] and other[1] <= middle <= other[3]
    )
    return max(before, key=lambda found: found[1][2], default=None)


def _needs_tag(region: Region, before: tuple[Region, Pixels] | None) -> bool:
    """False for a list's markers, and for a row's further cells of one role."""
    if region.role == "marker":
        return False
    return bool(region.tags) or before is None or before[0].role != region.role


def _places(box: Pixels, left: int, size: tuple[int, int]) -> Iterator[Pixels]:
    """Where a tag may stand: before the text's lines, before its first one, after it, above it."""
    x0, top, x1, bottom = box
    width, height = size
    middle = (top + bottom - height) // 2
    for start, above in (
        (left - _MARGIN - 3 - width, middle),
        (x0 - _MARGIN - width, middle),
        (x1 + _MARGIN, middle),
        (x0, top - height - 2),
    ):
        yield (start, above, start + width, above + height)


def _meet(one: Pixels, other: Pixels) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def tag_text(tags: Sequence[str]) -> str:
    """Tags in few words: s1, s2, s3, s7 is s1–3、7."""
    numbers = sorted({int(found[1]) for tag in tags if (found := re.search(r"(\d+)$", tag))})
    if not numbers:
        return ""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    told = "、".join(f"{low}–{high}" if low < high else f"{low}" for low, high in ranges)
    return tags[0].rstrip("0123456789") + told


class _Row(NamedTuple):
    """A line of the legend: a swatch (None: none), a label, the number of characters."""

    role: str | None
    label: str
    characters: int | None


def _legend_rows(mapped: PageMap) -> list[_Row]:
    """The roles of the page with their characters; what calls for a look is told even where 0."""
    rows = []
    for name, role in ROLES.items():
        count = mapped.counts.get(name, 0)
        if count or name in ALARMING:
            rows.append(_Row(name, f"{role.name} {role.letter}".rstrip(), count))
        if name == "statistic" and mapped.figures:
            rows.append(_Row(None, _FIGURES, None))
    rows.append(_Row(None, _SUM, sum(mapped.counts.values())))
    return rows


def _draw_legend(pen: ImageDraw, rows: Sequence[_Row], head: str, left: int) -> None:
    font = label_font(_LABEL_SIZE)
    right = left + LEGEND_WIDTH - 18
    pen.line((left, 0, left, pen.im.size[1]), fill=_DIVIDER, width=2)
    left += 18
    y = 24
    pen.text((left, y), head, font=font, fill=_INK, anchor="lt")
    y = _LEGEND_TOP
    for row in rows:
        swatch = (left, y, left + 30, y + 22)
        alarming = row.role in ALARMING and bool(row.characters)
        if row.role is not None:
            colour = ROLES[row.role].colour
            share = _ALARMING_TINT if row.role in ALARMING else _SHARES[0]
            border = 3 if row.role in ALARMING else 1
            pen.rectangle(swatch, fill=_lightened(colour, share), outline=colour, width=border)
        elif row.label == _FIGURES:
            underline = _strong(ROLES["statistic"].colour)
            pen.line((left, y + 20, left + 30, y + 20), fill=underline, width=3)
        else:
            pen.line((left, y - 6, right, y - 6), fill=_DIVIDER, width=1)
        fill = ROLES[STRAY].colour if alarming else _INK
        pen.text((left + 40, y + 11), row.label, font=font, fill=fill, anchor="lm")
        if row.characters is not None:
            pen.text((right, y + 11), str(row.characters), font=font, fill=fill, anchor="rm")
        y += _LEGEND_STEP


@cache
def label_font(size: int) -> FreeTypeFont:
    """The labels' font at a size in pixels; it holds `legend_characters()` alone."""
    from PIL import ImageFont  # noqa: PLC0415  (as above)

    return ImageFont.truetype(
        io.BytesIO(files("archive").joinpath("legend.otf").read_bytes()), size
    )
