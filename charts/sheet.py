"""A chart's sheet, laid out from the top: title, legend, panels over one axis of time, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from charts.axis import LABEL, Axis
from charts.drawing import (
    AXIS,
    FAINT,
    GAP,
    INK,
    PAPER,
    SOFT,
    Box,
    Drawing,
    Line,
    Mark,
    MarkShape,
    Point,
    Shape,
    Text,
)
from charts.scale import Scale
from charts.typeface import drawable, fitted, lines_of, width_of

WIDTH = 1200.0
MARGIN = 24.0
LEFT, RIGHT = 84.0, 28.0
"""Where panels begin, after the values' labels, and the margin they leave at the right."""
TITLE, SUBTITLE, SMALL = 22, 14, 12
_TOP, _BOTTOM = 44.0, 24.0
_LINE_HEIGHT = 1.55
_KEY = 24.0

KeyKind = Literal["bar", "line", "gap", "dot", "hollow", "rename"]


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the legend."""

    text: str
    kind: KeyKind
    color: str = INK
    shape: MarkShape = "circle"
    dashed: bool = False


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """A field of the sheet between two heights, on which values have a scale."""

    axis: Axis
    top: float
    bottom: float
    scale: Scale

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.bottom - (self.bottom - self.top) * self.scale.part(value)

    def point(self, x: float, value: float) -> Point:
        """The place of a value."""
        return x, self.y(value)

    def bar(self, left: float, right: float, value: float, color: str) -> Box:
        """A bar from zero to the value."""
        zero, end = self.y(0), self.y(value)
        return Box(
            x=left, y=min(zero, end), width=right - left, height=abs(zero - end), color=color
        )

    def gap(self, left: float, right: float) -> Box:
        """The hatched stretch where nothing is known."""
        return Box(
            x=left,
            y=self.top,
            width=right - left,
            height=self.bottom - self.top,
            color=GAP,
            hatched=True,
        )


class Sheet:
    """Collects the shapes of one drawing; `y` is how far down it is filled."""

    def __init__(self, title: str, subtitle: str, width: float = WIDTH) -> None:
        self.width = width
        self.left, self.right = LEFT, width - RIGHT
        self.y = _TOP
        self.shapes: list[Shape] = []
        self._title = drawable(title)
        self.write(MARGIN, fitted(title, self.right - MARGIN, TITLE), TITLE)
        for line in lines_of(subtitle, self.right - MARGIN, SUBTITLE) if subtitle else ():
            self.y += SUBTITLE * _LINE_HEIGHT + 2
            self.write(MARGIN, line, SUBTITLE, color=SOFT)

    def write(
        self, x: float, text: str, size: float, *, y: float | None = None, color: str = INK
    ) -> None:
        """A text that begins at x, on the current line or at a height of its own."""
        self.shapes.append(
            Text(x=x, y=self.y if y is None else y, text=drawable(text), size=size, color=color)
        )

    def add(self, *shapes: Shape) -> None:
        """Put shapes on the sheet."""
        self.shapes.extend(shapes)

    def legend(self, keys: Sequence[Key]) -> None:
        """The legend, in as many lines as it needs."""
        if not keys:
            return
        self.y += 30
        x = MARGIN
        for key in keys:
            text = fitted(key.text, 330, LABEL + 1)
            width = _KEY + 8 + width_of(text, LABEL + 1) + 24
            if x + width > self.right and x > MARGIN:
                x = MARGIN
                self.y += 24
            self.add(*_key(key, x, self.y - 5))
            self.write(x + _KEY + 8, text, LABEL + 1)
            x += width

    def panel(
        self, axis: Axis, scale: Scale, height: float, *, caption: str = "", headroom: float = 0
    ) -> Panel:
        """A panel with its grid; `caption` says above it what the values are."""
        self.y += 40 if caption else 22
        if caption:
            self.write(
                MARGIN,
                fitted(caption, self.right - MARGIN, LABEL + 1),
                LABEL + 1,
                y=self.y - 14,
                color=SOFT,
            )
        top = self.y + headroom
        self.y = top + height
        panel = Panel(axis=axis, top=top, bottom=self.y, scale=scale)
        for x in axis.borders:
            self.add(Line(points=((x, top), (x, self.y)), color=FAINT, dashed=True))
        for value, written in scale.ticks():
            y = panel.y(value)
            color = AXIS if value == 0 else FAINT
            self.add(
                Line(points=((axis.left, y), (axis.right, y)), color=color),
                Text(
                    x=axis.left - 8,
                    y=y + LABEL * 0.36,
                    text=written,
                    size=LABEL,
                    anchor="end",
                    color=SOFT,
                ),
            )
        return panel

    def times(self, axis: Axis) -> None:
        """The labels of the axis of time."""
        for labels, drop, color in ((axis.labels, 18, SOFT), (axis.groups, 20, INK)):
            if not labels:
                continue
            self.y += drop
            self.add(
                *(
                    Text(
                        x=within(label.x, label.text, LABEL, 2, self.width - 2),
                        y=self.y,
                        text=label.text,
                        size=LABEL,
                        anchor="middle",
                        color=color,
                    )
                    for label in labels
                )
            )

    def notes(self, notes: Iterable[str]) -> None:
        """Remarks at the foot."""
        self.y += 8
        for note in notes:
            for line in lines_of(note, self.right - MARGIN, SMALL):
                self.y += SMALL * _LINE_HEIGHT
                self.write(MARGIN, line, SMALL, color=SOFT)

    def done(self) -> Drawing:
        """The drawing."""
        return Drawing(
            width=self.width,
            height=float(round(self.y + _BOTTOM)),
            title=self._title,
            shapes=tuple(self.shapes),
        )


def within(x: float, text: str, size: float, left: float, right: float) -> float:
    """The middle of a text, moved so that it lies between two sides."""
    half = width_of(text, size) / 2
    return max(min(x, right - half), left + half)


def _key(key: Key, x: float, y: float) -> list[Shape]:
    middle = x + _KEY / 2
    match key.kind:
        case "bar":
            return [Box(x=x + 4, y=y - 7, width=_KEY - 8, height=14, color=key.color)]
        case "gap":
            return [Box(x=x, y=y - 8, width=_KEY, height=16, color=GAP, hatched=True)]
        case "rename":
            ends = ((middle, y - 9), (middle, y + 9))
            return [Line(points=ends, color=key.color, width=1.5, dashed=True)]
        case "line":
            ends = ((x, y), (x + _KEY, y))
            return [
                Line(points=ends, color=key.color, width=2, dashed=key.dashed),
                Mark(x=middle, y=y, radius=4, color=key.color, shape=key.shape),
            ]
    return [
        Mark(x=middle, y=y, radius=6, color=key.color, hollow=key.kind == "hollow"),
    ]


def halo(text: Text) -> Box:
    """A white ground under a text that stands on lines."""
    width = width_of(text.text, text.size)
    left = {"start": text.x, "middle": text.x - width / 2, "end": text.x - width}
    return Box(
        x=left[text.anchor],
        y=text.y - text.size * 0.9,
        width=width,
        height=text.size * 1.1,
        color=PAPER,
    )
