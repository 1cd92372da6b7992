"""A drawing as SVG: text stays text, to be searched and copied."""

from __future__ import annotations

from html import escape

from charts.drawing import PAPER, Box, Drawing, Line, Mark, Point, Shape, Text, corners, hatching
from charts.typeface import FAMILIES


def to_svg(drawing: Drawing) -> str:
    """The drawing as an SVG document; the same drawing gives the same text."""
    width, height = _number(drawing.width), _number(drawing.height)
    families = ", ".join(f"'{name}'" if " " in name else name for name in FAMILIES)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" font-family="{families}">\n'
        f"<title>{escape(drawing.title)}</title>\n"
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>\n'
    )
    return head + "".join(f"{_shape(shape)}\n" for shape in drawing.shapes) + "</svg>\n"


def _shape(shape: Shape) -> str:
    match shape:
        case Box():
            return _box(shape)
        case Line():
            dashes = ' stroke-dasharray="5 4"' if shape.dashed else ""
            return (
                f'<polyline points="{_points(shape.points)}" fill="none" stroke="{shape.color}"'
                f' stroke-width="{_number(shape.width)}" stroke-linejoin="round"{dashes}/>'
            )
        case Mark():
            return _mark(shape)
        case Text():
            anchor = "" if shape.anchor == "start" else f' text-anchor="{shape.anchor}"'
            return (
                f'<text x="{_number(shape.x)}" y="{_number(shape.y)}"'
                f' font-size="{_number(shape.size)}" fill="{shape.color}"{anchor}>'
                f"{escape(shape.text)}</text>"
            )


def _box(box: Box) -> str:
    if box.hatched:
        path = "".join(f"M{_pair(start)}L{_pair(end)}" for start, end in hatching(box))
        return f'<path d="{path}" stroke="{box.color}" stroke-width="1" fill="none"/>'
    return (
        f'<rect x="{_number(box.x)}" y="{_number(box.y)}" width="{_number(box.width)}"'
        f' height="{_number(box.height)}" fill="{box.color}"/>'
    )


def _mark(mark: Mark) -> str:
    fill = PAPER if mark.hollow else mark.color
    stroke = f' stroke="{mark.color}" stroke-width="1.5"' if mark.hollow else ""
    if mark.shape == "circle":
        return (
            f'<circle cx="{_number(mark.x)}" cy="{_number(mark.y)}" r="{_number(mark.radius)}"'
            f' fill="{fill}"{stroke}/>'
        )
    return f'<polygon points="{_points(corners(mark))}" fill="{fill}"{stroke}/>'


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(map(_pair, points))


def _pair(point: Point) -> str:
    return f"{_number(point[0])},{_number(point[1])}"


def _number(value: float) -> str:
    """A coordinate to a hundredth of a point."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
