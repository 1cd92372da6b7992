"""Glyphs and rules of a PDF page, collected while its content is read (archive.pdf_content).

pdfplumber opens the file and knows its pages; its `page.chars` would make an object and a
dictionary of every character first, knows neither the text's rendering mode (bold by stroking) nor
`/ActualText`, and cannot stop in the midst of a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import msgspec
from pdfminer.utils import decode_text

from archive.characters import map_characters
from archive.ink import Glyph, Ink, Rule
from archive.lines import remove_overprint

Matrix = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): x' = a x + c y + e, y' = b x + d y + f."""
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Point = tuple[float, float]

MAX_CHARACTERS = 20_000
"""Characters on one page: an A4 page set solid in 9 pt holds 4,500, an A3 newspaper page 12,000."""

# Bytes that a character takes in a string at the most.
_LONGEST_CODE = 4
# Paths on one page beyond which it is a drawing or a map and has no table that could be read, and
# points of one path.
_MOST_PATHS = 20_000
_MOST_POINTS = 20_000
# Forms drawn on one page; files made to exhaust memory nest them so that each doubles the last.
_MOST_FORMS = 5_000
# A filled bar this thin is a rule drawn as a box.
_THIN = 3.0
# Part of a point by which a line may lean and still be straight.
_STRAIGHT = 0.5


class TooMuchOnPage(Exception):  # noqa: N818  (named for what it is about)
    """A page holds more characters or forms than any bulletin's."""


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that does what `first` does and then what `second` does."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


class _Subpath(msgspec.Struct):
    """A piece of a path; `shape` has a letter for each segment (m, l, c, h)."""

    shape: str
    points: list[Point]


class PageInk:
    """What stands on one page so far, in the order of drawing."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        # PDF counts from the lower left corner of the media box as it is shown, wherever the box
        # itself begins; we count from its upper left.
        self.foot = height
        self.glyphs: list[Glyph] = []
        self.horizontal: list[Rule] = []
        self.vertical: list[Rule] = []
        self.images = 0
        self.cover = 0.0
        self.damaged = False
        """True where a stream could not be decompressed whole."""
        self._path: list[_Subpath] = []
        self._points = 0
        self._paths = 0
        self._forms = 0
        self._tags: list[tuple[int, bytes | None]] = []

    def ink(self, number: int) -> Ink:
        """The page as handed on."""
        return Ink(
            number=number,
            width=self.width,
            height=self.height,
            glyphs=tuple(remove_overprint(self.glyphs)),
            horizontal=tuple(self.horizontal),
            vertical=tuple(self.vertical),
            images=self.images,
            image_cover=self.cover,
            damaged=self.damaged,
        )

    def expect(self, length: int) -> None:
        """A string of so many bytes is going to be shown. Raises `TooMuchOnPage`."""
        if len(self.glyphs) > MAX_CHARACTERS or length > _LONGEST_CODE * MAX_CHARACTERS:
            raise TooMuchOnPage

    def expect_form(self) -> None:
        """A form is going to be drawn. Raises `TooMuchOnPage`."""
        self._forms += 1
        if self._forms > _MOST_FORMS:
            raise TooMuchOnPage

    def note_stream(self, *, whole: bool) -> None:
        """A content stream or font was read, whole or in part."""
        self.damaged = self.damaged or not whole

    # --- marked content ---

    def begin_tag(self, said: bytes | None) -> None:
        """Note what the glyphs to come are meant to say, where the file tells it."""
        self._tags.append((len(self.glyphs), said))

    def end_tag(self) -> None:
        """Correct the glyphs of the tag where each has its own character in `/ActualText`."""
        if not self._tags:
            return
        start, said = self._tags.pop()
        if not said:
            return
        text = map_characters(decode_text(said))
        if text and len(text) == len(self.glyphs) - start:
            for index, (glyph, character) in enumerate(
                zip(self.glyphs[start:], text, strict=True), start
            ):
                if glyph.text != character:
                    self.glyphs[index] = msgspec.structs.replace(glyph, text=character)

    # --- pictures ---

    def add_picture(self, ctm: Matrix) -> None:
        """A picture: the unit square as the matrix places it."""
        self.images += 1
        a, b, c, d, _, _ = ctm
        area = (abs(a) + abs(c)) * (abs(b) + abs(d))
        self.cover = max(self.cover, area / max(self.width * self.height, 1.0))

    # --- paths ---

    def begin_path(self, x: float, y: float) -> None:
        """A new subpath begins."""
        if self._has_room():
            self._path.append(_Subpath("m", [(x, y)]))

    def line_to(self, x: float, y: float) -> None:
        """A straight segment; before any beginning there is none."""
        self._extend("l", x, y)

    def curve_to(self, x: float, y: float) -> None:
        """A curve, of which only the end matters."""
        self._extend("c", x, y)

    def _extend(self, letter: str, x: float, y: float) -> None:
        if self._path and self._has_room():
            self._path[-1].shape += letter
            self._path[-1].points.append((x, y))

    def close_path(self) -> None:
        """A segment back to the beginning of the subpath."""
        if self._path:
            self._extend("h", *self._path[-1].points[0])

    def add_box(self, x: float, y: float, width: float, height: float) -> None:
        """A rectangle, as a subpath of its own."""
        right, top = x + width, y + height
        if self._has_room():
            corners = [(x, y), (right, y), (right, top), (x, top), (x, y)]
            self._path.append(_Subpath("mlllh", corners))

    def _has_room(self) -> bool:
        self._points += 1
        return self._points <= _MOST_POINTS

    def drop_path(self) -> None:
        """The path is not painted (it may clip, which is ignored)."""
        self._path.clear()
        self._points = 0

    def paint(self, ctm: Matrix, *, stroke: bool) -> None:
        """Take the rules that the path draws; only so many paths are looked at."""
        for piece in self._path:
            self._paths += 1
            if self._paths > _MOST_PATHS:
                break
            self._take(piece.shape, _placed(piece.points, ctm), stroke=stroke)
        self.drop_path()

    def _take(self, shape: str, points: list[Point], *, stroke: bool) -> None:
        if len(shape) > 3 and shape.endswith("lh") and points[-2] == points[0]:
            shape = shape[:-2] + "h"
            points.pop()
        if shape in {"ml", "mlh"}:
            self._take_line(*points[0], *points[1])
        elif shape in {"mlllh", "mllll"} and _is_box(points):
            self._take_box(points[0], points[2], stroke=stroke)
        elif stroke:
            for (x0, y0), (x1, y1) in pairwise(points):
                self._take_line(x0, y0, x1, y1)

    def _take_line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        left, right = (x0, x1) if x0 <= x1 else (x1, x0)
        top, bottom = sorted((self.foot - y0, self.foot - y1))
        if bottom - top <= _STRAIGHT < right - left:
            self.horizontal.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= _STRAIGHT < bottom - top:
            self.vertical.append(Rule((left + right) / 2, top, bottom))

    def _take_box(self, corner: Point, opposite: Point, *, stroke: bool) -> None:
        x0, x1 = sorted((corner[0], opposite[0]))
        y0, y1 = sorted((corner[1], opposite[1]))
        if y1 - y0 <= _THIN:
            middle = (y0 + y1) / 2
            self._take_line(x0, middle, x1, middle)
        elif x1 - x0 <= _THIN:
            middle = (x0 + x1) / 2
            self._take_line(middle, y0, middle, y1)
        elif stroke:
            self._take_line(x0, y0, x1, y0)
            self._take_line(x0, y1, x1, y1)
            self._take_line(x0, y0, x0, y1)
            self._take_line(x1, y0, x1, y1)


def _placed(points: Sequence[Point], ctm: Matrix) -> list[Point]:
    a, b, c, d, e, f = ctm
    return [(a * x + c * y + e, b * x + d * y + f) for x, y in points]


def _is_box(points: Sequence[Point]) -> bool:
    """True for five points that go round a rectangle along the page's edges."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3), last = points
    return last == points[0] and (
        (x0 == x1 and y1 == y2 and x2 == x3 and y3 == y0)
        or (y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0)
    )


def page_matrix(page: Any) -> Matrix:
    """From the page's own coordinates to those counted from its lower left corner as shown."""
    x0, y0, x1, y1 = page.mediabox
    match page.rotate:
        case 90:
            return (0.0, -1.0, 1.0, 0.0, -y0, x1)
        case 180:
            return (-1.0, 0.0, 0.0, -1.0, x1, y1)
        case 270:
            return (0.0, 1.0, -1.0, 0.0, y1, -x0)
        case _:
            return (1.0, 0.0, 0.0, 1.0, -x0, -y0)
