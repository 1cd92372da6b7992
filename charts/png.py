"""A drawing as PNG: two pixels a point, smooth shapes, text in the font that is shipped."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from charts.drawing import PAPER, Box, Drawing, Line, Mark, Point, Text, corners, hatching
from charts.typeface import face

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

PIXELS_A_POINT = 2
"""Sharp on screens of today and in print at the width of a page."""
_SMOOTHING = 2
"""Shapes are drawn so many times larger and reduced, so that slanting lines have soft edges ..."""
_MOST_PIXELS = 40_000_000
"""... but on sheets that would then take more memory (120 MB)."""
_DASH, _PAUSE = 5.0, 4.0
_ANCHORS: dict[str, Literal["ls", "ms", "rs"]] = {"start": "ls", "middle": "ms", "end": "rs"}


def to_png(drawing: Drawing) -> bytes:
    """The drawing as a PNG file; the same drawing gives the same bytes."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  (only where a chart is drawn)

    width = round(drawing.width) * PIXELS_A_POINT
    height = round(drawing.height) * PIXELS_A_POINT
    smoothing = _SMOOTHING if width * height * _SMOOTHING**2 <= _MOST_PIXELS else 1
    image = Image.new("RGB", (width * smoothing, height * smoothing), PAPER)
    pen = _Pen(ImageDraw.Draw(image), PIXELS_A_POINT * smoothing)
    for shape in drawing.shapes:
        match shape:
            case Box():
                pen.box(shape)
            case Line():
                pen.line(shape)
            case Mark():
                pen.mark(shape)
            case Text():
                pass
    image = image.reduce(smoothing)
    draw = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        if isinstance(shape, Text):
            draw.text(
                (shape.x * PIXELS_A_POINT, shape.y * PIXELS_A_POINT),
                shape.text,
                fill=shape.color,
                font=face(round(shape.size * PIXELS_A_POINT)),
                anchor=_ANCHORS[shape.anchor],
            )
    out = BytesIO()
    # Few colours: a palette keeps the file at a third, and is the same on every run.
    image.quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


class _Pen:
    """Draws shapes at so many pixels a point."""

    def __init__(self, draw: ImageDraw, scale: int) -> None:
        self._draw = draw
        self._scale = scale

    def box(self, box: Box) -> None:
        """A filled or hatched rectangle."""
        if box.hatched:
            for line in hatching(box):
                self._draw.line(self._points(line), fill=box.color, width=self._scale)
            return
        (left, top), (right, bottom) = self._points(
            ((box.x, box.y), (box.x + box.width, box.y + box.height))
        )
        # Pillow fills the last pixel too.
        if right - left >= 1 and bottom - top >= 1:
            self._draw.rectangle((left, top, right - 1, bottom - 1), fill=box.color)

    def line(self, line: Line) -> None:
        """A line, whole or in dashes."""
        width = max(round(line.width * self._scale), 1)
        if not line.dashed:
            points = self._points(line.points)
            self._draw.line(points, fill=line.color, width=width, joint="curve")
            return
        for start, end in pairwise(line.points):
            for piece in _dashes(start, end):
                self._draw.line(self._points(piece), fill=line.color, width=width)

    def mark(self, mark: Mark) -> None:
        """A mark, full or hollow."""
        fill = PAPER if mark.hollow else mark.color
        edge = round(1.5 * self._scale)
        if mark.shape == "circle":
            low, high = self._points(
                (
                    (mark.x - mark.radius, mark.y - mark.radius),
                    (mark.x + mark.radius, mark.y + mark.radius),
                )
            )
            self._draw.ellipse((*low, *high), fill=fill, outline=mark.color, width=edge)
            return
        points = self._points(corners(mark))
        width = edge if mark.hollow else 1
        self._draw.polygon(points, fill=fill, outline=mark.color, width=width)

    def _points(self, points: Iterable[Point]) -> tuple[Point, ...]:
        return tuple((x * self._scale, y * self._scale) for x, y in points)


def _dashes(start: Point, end: Point) -> list[tuple[Point, Point]]:
    """The dashes of a line between two points."""
    length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
    pieces = []
    at = 0.0
    while at < length:
        low, high = at / length, min(at + _DASH, length) / length
        pieces.append((_between(start, end, low), _between(start, end, high)))
        at += _DASH + _PAUSE
    return pieces


def _between(start: Point, end: Point, part: float) -> Point:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
