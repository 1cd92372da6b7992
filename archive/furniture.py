"""Page numbers and running heads: what stands on a page without being part of the text.

Judged by place and form together, over all pages: a page number is the outermost line of its page,
a running head stands at the same height on several pages outside the body. A bare number inside the
text, a masthead, the first line of a page are neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

import msgspec

from archive.pages import Line, Page
from archive.records import BlockRole

_DASH = r"[-—–―－~～·•*_]{1,3}"
_NUMBER = r"(\d{1,4}|[一二三四五六七八九十百]{1,4}|[ivxlIVXL]{1,5})"
# Forms that are page numbers wherever they stand alone at a page's edge: — 1 —, -1-, 第3页,
# 第3页 共10页, 共10页 第3页, 3/10, 第3页/共10页, Page 3 of 10.
_DRESSED = re.compile(
    rf"{_DASH}{_NUMBER}{_DASH}"
    rf"|(?:共\d{{1,4}}页)?[,，/]?第{_NUMBER}页[,，/|]?(?:共\d{{1,4}}页)?"
    r"|(\d{1,4})/\d{1,4}页?"
    r"|[Pp]age(\d{1,4})(?:of\d{1,4})?",
)
# Forms that are page numbers only when they count the pages: 3, (3), — 3.
_BARE = re.compile(rf"[（(\[【]?(?:{_DASH})?(\d{{1,4}})(?:{_DASH})?[】\])）]?")

# Parts of the page's height within which heads and feet stand (GB/T 9704 leaves 37 mm of 297 above
# the text and 35 mm below it; heads may stand under the first line of a page without margins).
_EDGE = 0.16
# How far a head may move from page to page, in points.
_DRIFT = 4.0
# White space that sets a head apart from the body, in leadings; smaller type does so too.
_APART = 1.3
_SMALLER = 0.92
# A running head is never set in larger type than this times the body's.
_LARGEST_HEAD = 1.15
_HEADS_A_PAGE = 3
_SHARE_OF_PAGES = 0.4


class _Edge(msgspec.Struct):
    """A line near a page's upper or lower edge; `depth` 0 is the outermost, `index` its place."""

    page: Page
    index: int
    line: Line
    low: bool
    depth: int
    distance: float


def find_furniture(
    pages: Sequence[Page], body_size: float, leading: float
) -> dict[tuple[int, int], BlockRole]:
    """Role of each line that is furniture, by (page number, index into the page's lines)."""
    roles: dict[tuple[int, int], BlockRole] = {}
    edges = [edge for page in pages for low in (True, False) for edge in _edges(page, low=low)]
    for depth in range(_HEADS_A_PAGE):
        current = [edge for edge in edges if _is_outermost(edge, depth, roles, edges)]
        _mark_numbers(current, len(pages), leading, roles)
        _mark_heads(current, len(pages), body_size, leading, roles)
    return roles


def _compact(text: str) -> str:
    return "".join(normalize("NFKC", text).split())


def _edges(page: Page, *, low: bool) -> list[_Edge]:
    """The few outermost lines of a page, those with a table outside them left out."""
    limit = page.height * (1 - _EDGE if low else _EDGE)
    order = sorted(enumerate(page.lines), key=lambda pair: pair[1].top, reverse=low)
    edges = []
    for depth, (index, line) in enumerate(order[: _HEADS_A_PAGE + 1]):
        beyond = line.bottom < limit if low else line.top > limit
        covered = any(
            table.box[1] >= line.bottom if low else table.box[3] <= line.top
            for table in page.tables
        )
        if depth and beyond:
            break
        if covered:
            break
        distance = page.height - line.bottom if low else line.top
        edges.append(_Edge(page, index, line, low, depth, distance))
    return edges


def _is_outermost(
    edge: _Edge,
    depth: int,
    roles: dict[tuple[int, int], BlockRole],
    edges: Sequence[_Edge],
) -> bool:
    """True where all lines outside `edge` are furniture already."""
    if edge.depth != depth:
        return False
    return all(
        (other.page.number, other.index) in roles
        for other in edges
        if other.page is edge.page and other.low == edge.low and other.depth < depth
    )


def _mark_numbers(
    edges: Sequence[_Edge],
    pages: int,
    leading: float,
    roles: dict[tuple[int, int], BlockRole],
) -> None:
    bare: dict[tuple[bool, int], list[_Edge]] = {}
    for edge in edges:
        key = (edge.page.number, edge.index)
        text = _compact(edge.line.text)
        if _DRESSED.fullmatch(text) and _in_margin(edge):
            roles[key] = "page-number"
            continue
        found = _BARE.fullmatch(text)
        if found and _in_margin(edge):
            bare.setdefault((edge.low, int(found[1]) - edge.page.number), []).append(edge)
    for (_, offset), group in bare.items():
        counted = len({edge.page.number for edge in group}) > 1
        lone = pages == 1 and offset == 0 and _gap(group[0]) >= _APART * leading
        if counted or lone:
            roles.update({(edge.page.number, edge.index): "page-number" for edge in group})


def _in_margin(edge: _Edge) -> bool:
    return edge.distance <= _EDGE * edge.page.height


def _mark_heads(
    edges: Sequence[_Edge],
    pages: int,
    body_size: float,
    leading: float,
    roles: dict[tuple[int, int], BlockRole],
) -> None:
    groups: dict[tuple[bool, str], list[_Edge]] = {}
    for edge in edges:
        if edge.line.size <= _LARGEST_HEAD * body_size and _in_margin(edge):
            pattern = re.sub(r"\d+", "#", _compact(edge.line.text))
            groups.setdefault((edge.low, pattern), []).append(edge)
    for (_, pattern), group in groups.items():
        if pattern == "#":
            continue
        level = sorted(edge.distance for edge in group)[len(group) // 2]
        level_group = [edge for edge in group if abs(edge.distance - level) <= _DRIFT]
        apart = [edge for edge in level_group if _stands_apart(edge, body_size, leading)]
        if len(apart) >= max(2, _SHARE_OF_PAGES * pages) and 2 * len(apart) >= len(level_group):
            for edge in level_group:
                roles.setdefault((edge.page.number, edge.index), "running-head")


def _stands_apart(edge: _Edge, body_size: float, leading: float) -> bool:
    return edge.line.size <= _SMALLER * body_size or _gap(edge) >= _APART * leading


def _gap(edge: _Edge) -> float:
    """Distance to the next line inwards, top to top; a page without one is all margin."""
    inner = [
        line.top
        for index, line in enumerate(edge.page.lines)
        if index != edge.index
        and (line.top < edge.line.top - 1 if edge.low else line.top > edge.line.top + 1)
    ]
    inner += [
        table.box[3] if edge.low else table.box[1]
        for table in edge.page.tables
        if (table.box[3] < edge.line.bottom if edge.low else table.box[1] > edge.line.top)
    ]
    if not inner:
        return edge.page.height
    return edge.line.top - max(inner) if edge.low else min(inner) - edge.line.top
