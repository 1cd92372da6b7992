"""Which part of each page was read as what: the account of `parse --audit`, by place.

Pages and the bulletin read from them go in, regions come out; archive.page_pictures draws
them. Every region is a stretch of one printed line that one role took; a character of the page that
no text of the bulletin accounts for is *stray*, and has a region of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import msgspec

from archive.audit import Audit, Part, audit_pages, parts_of, read_for_audit
from archive.pages import Line, Page
from archive.records import Box, Bulletin

STRAY = "stray"
"""The role of characters that belong to nothing: what the reading lost."""

Colour = tuple[int, int, int]


class Role(msgspec.Struct, frozen=True):
    """How a role is shown: its name, its colour, and what its records' tags begin with."""

    name: str
    colour: Colour
    letter: str = ""


# Hues after Okabe and Ito's palette, which colour-blind readers can tell apart, as far as it goes;
# pure red is kept for what needs a look. Tags and names beside the regions say the same in words.
ROLES: dict[str, Role] = {
    "title": Role("刊头", (0, 114, 178)),
    "period": Role("起止日期", (86, 180, 233)),
    "contents": Role("目录", (44, 140, 160)),
    "heading": Role("栏目标题", (62, 60, 190)),
    "marker": Role("序号", (90, 105, 120)),
    "activity": Role("活动", (0, 158, 115), "a"),
    "statistic": Role("数据", (230, 159, 0), "s"),
    "inspection": Role("巡查", (190, 180, 0), "i"),
    "section": Role("概述", (120, 150, 60), "p"),
    "caption": Role("图表题", (120, 70, 20)),
    "table-header": Role("表头", (150, 90, 40)),
    "table-cell": Role("表格文字", (190, 140, 90)),
    "footnote": Role("脚注", (140, 120, 100)),
    "editorial": Role("编辑人员", (160, 90, 190)),
    "distribution": Role("报送范围", (130, 70, 170)),
    "copies": Role("印数", (175, 125, 200)),
    "imprint": Role("落款", (105, 55, 145)),
    "running-head": Role("页眉页脚", (130, 130, 130)),
    "page-number": Role("页码", (150, 150, 150)),
    "unparsed": Role("未归类的文字", (214, 0, 0), "u"),
    STRAY: Role("无归属的字", (255, 0, 0)),
}
ALARMING = frozenset({"unparsed", STRAY})
"""Roles that call for a look: what was not understood, and what was lost."""


class Region(msgspec.Struct, frozen=True):
    """A stretch of one line that a role took: `tags` name the records that stand there.

    `part` tells the bulletin's texts apart (the regions of one text have the same number, stray
    ones -1); `first` is True for the first region of a text on its page.
    """

    role: str
    box: Box
    part: int
    first: bool
    tags: tuple[str, ...] = ()


class PageMap(msgspec.Struct, frozen=True):
    """One page by role: sizes in points; `counts` are characters without white space by role.

    `figures` are where statistics' own words stand within the text that they share.
    """

    number: int
    width: float
    height: float
    regions: tuple[Region, ...]
    counts: dict[str, int]
    figures: tuple[Box, ...]


class MappedFile(msgspec.Struct, frozen=True):
    """A file's account, in numbers and by place."""

    audit: Audit
    pages: tuple[PageMap, ...]


class _Character(msgspec.Struct, gc=False):
    """A printed character, its box, and whether a text has accounted for it (so not frozen)."""

    text: str
    box: Box
    role: str | None = None


class _Claim(msgspec.Struct, frozen=True):
    """A region with the characters that its text says stand there."""

    region: Region
    text: str


def map_file(path: Path, password: str | None = None) -> MappedFile:
    """Account for every character of a PDF by place; raises `BadFile` where it cannot be read."""
    pages, bulletin = read_for_audit(path, password)
    audit = audit_pages(path, pages, bulletin, password)
    return MappedFile(audit, map_pages(pages, bulletin))


def map_pages(pages: Iterable[Page], bulletin: Bulletin) -> tuple[PageMap, ...]:
    """Every page's characters by the role they were given in `bulletin`, read from `pages`."""
    claims = _claims(parts_of(bulletin))
    figures: dict[int, dict[Box, None]] = defaultdict(dict)
    for statistic in bulletin.statistics:
        for span in statistic.written_spans:
            if span.box is not None:
                figures[span.page][span.box] = None
    return tuple(
        _map_page(page, claims[page.number], tuple(figures[page.number])) for page in pages
    )


def _claims(parts: Iterable[Part]) -> dict[int, list[_Claim]]:
    """The bulletin's claims by page; of texts that share a place the first has it, as counted."""
    claims: dict[int, dict[Box, _Claim]] = defaultdict(dict)
    for number, part in enumerate(parts):
        tags = (part.tag,) if part.tag else ()
        pages_seen: set[int] = set()
        for span in part.spans:
            if span.box is None:
                continue
            here = claims[span.page]
            known = here.get(span.box)
            if known is None:
                region = Region(part.role, span.box, number, span.page not in pages_seen, tags)
                here[span.box] = _Claim(region, part.text[span.start : span.end])
            elif known.region.role == part.role:
                shared = msgspec.structs.replace(known.region, tags=(*known.region.tags, *tags))
                here[span.box] = _Claim(shared, known.text)
            else:
                continue
            pages_seen.add(span.page)
    return defaultdict(list, {page: list(here.values()) for page, here in claims.items()})


def _map_page(page: Page, claims: list[_Claim], figures: tuple[Box, ...]) -> PageMap:
    characters = list(_characters(page))
    for claim in claims:
        _account_for(characters, claim)
    strays = [each.box for each in characters if each.role is None]
    regions = [claim.region for claim in claims]
    regions.extend(Region(STRAY, box, -1, first=True) for box in _joined(strays))
    counts = Counter(each.role or STRAY for each in characters)
    return PageMap(page.number, page.width, page.height, tuple(regions), dict(counts), figures)


def _characters(page: Page) -> Iterator[_Character]:
    """The page's characters that are no white space, those of tables too."""
    yield from _characters_of(page.lines)
    for table in page.tables:
        for cell in table.cells:
            yield from _characters_of(cell.lines)


def _characters_of(lines: Iterable[Line]) -> Iterator[_Character]:
    for line in lines:
        edges = line.edges or ()
        for text, x0, x1 in zip(line.text, edges[::2], edges[1::2], strict=True):
            if not text.isspace():
                yield _Character(text, (x0, line.top, x1, line.bottom))


def _account_for(characters: list[_Character], claim: _Claim) -> None:
    """Give the claim's role to the characters in its box that its text has, each once.

    A box alone would not do: it also covers what was left out between two characters of a line.
    """
    wanted = Counter(claim.text)
    for each in characters:
        if each.role is None and wanted[each.text] > 0 and _within(each.box, claim.region.box):
            each.role = claim.region.role
            wanted[each.text] -= 1


def _within(inner: Box, outer: Box) -> bool:
    """True where the middle of one box lies in the other."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _joined(boxes: list[Box]) -> Iterator[Box]:
    """Boxes of neighbouring characters of a line as one (apart by less than half their height)."""
    if not boxes:
        return
    current = boxes[0]
    for before, box in pairwise(boxes):
        same_line = before[1] == box[1] and before[3] == box[3]
        if same_line and abs(box[0] - before[2]) < (box[3] - box[1]) / 2:
            current = (current[0], current[1], max(current[2], box[2]), current[3])
        else:
            yield current
            current = box
    yield current
