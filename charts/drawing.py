"""A drawing as plain values: boxes, lines, marks and texts, in points from the top left.

Charts are laid out once, into these; `charts.svg` and `charts.png` write them down. So both files
show the same picture, and a test can look at what was drawn.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]
MarkShape = Literal["circle", "square", "triangle", "diamond"]

INK = "#222222"
SOFT = "#5f5f5f"
FAINT = "#dddddd"
AXIS = "#8a8a8a"
PAPER = "#ffffff"
GAP = "#b5b5b5"
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Okabe and Ito's colours, told apart by people who do not see red and green apart; without
yellow and black, which are too faint and too like the text."""
SHAPES: tuple[MarkShape, ...] = ("circle", "square", "triangle", "diamond")

HATCH_STEP = 7.0
"""Points between the lines of a hatching, along the top."""


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A filled rectangle; `hatched`: slanting lines of that colour, for what is not known."""

    x: float
    y: float
    width: float
    height: float
    color: str
    hatched: bool = False


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line through points."""

    points: tuple[Point, ...]
    color: str
    width: float = 1.0
    dashed: bool = False


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A mark about a point; a hollow one says that the date is not known exactly."""

    x: float
    y: float
    radius: float
    color: str
    shape: MarkShape = "circle"
    hollow: bool = False


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    anchor: Anchor = "start"
    color: str = INK


Shape = Box | Line | Mark | Text


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """A picture, `width` by `height` points; `title` is for readers who cannot see it."""

    width: float
    height: float
    title: str
    shapes: tuple[Shape, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that is written in it, in the order of drawing."""
        return tuple(shape.text for shape in self.shapes if isinstance(shape, Text))


def corners(mark: Mark) -> tuple[Point, ...]:
    """The corners of a mark that is not a circle."""
    offsets: tuple[Point, ...]
    match mark.shape:
        case "square":
            offsets = ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88))
        case "triangle":
            offsets = ((0, -1.15), (1.1, 0.8), (-1.1, 0.8))
        case _:
            offsets = ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0))
    return tuple((mark.x + x * mark.radius, mark.y + y * mark.radius) for x, y in offsets)


def hatching(box: Box) -> list[tuple[Point, Point]]:
    """The slanting lines of a hatched box, cut at its sides.

    They stand where they would in one hatching over the whole drawing, so that boxes side by side
    join.
    """
    lines = []
    left, right, top, bottom = box.x, box.x + box.width, box.y, box.y + box.height
    # A line is all points with x + y = sum.
    number = int((left + top) // HATCH_STEP) + 1
    while (total := number * HATCH_STEP) < right + bottom:
        start = min(right, total - top)
        end = max(left, total - bottom)
        lines.append(((start, total - start), (end, total - end)))
        number += 1
    return lines
