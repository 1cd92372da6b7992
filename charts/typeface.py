"""The charts' typeface: how wide a text is in it, and texts made fit to be drawn.

The font is shipped (charts/fonts): Chinese shows in PNG files whatever the computer has. SVG files
name it first and then the common Chinese faces, whose characters are as wide.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONT = Path(__file__).parent / "fonts" / "NotoSansCJKsc-Subset.otf"
FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "sans-serif",
)
_MEASURED_AT = 100
# What has no picture of its own, would break the line or is not allowed in XML: controls, lone
# surrogates, marks that turn the direction of writing, and the two that are no characters.
_UNDRAWABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
    "\ufffe\uffff]+"
)


@cache
def face(size: int) -> FreeTypeFont:
    """The font at so many pixels."""
    from PIL import ImageFont  # noqa: PLC0415  (only where a chart is drawn)

    # The basic layout is the same wherever it runs; the other needs a library not all systems have.
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


def width_of(text: str, size: float) -> float:
    """How wide the text is, in points."""
    return face(_MEASURED_AT).getlength(text) * size / _MEASURED_AT


def drawable(text: str) -> str:
    """The text on one line, without what cannot be drawn."""
    return _UNDRAWABLE.sub(" ", text).strip()


def fitted(text: str, width: float, size: float) -> str:
    """The text, made drawable, cut to a width with … where something was cut."""
    # No character is narrower than a fifth of its height: the rest of a huge text cannot fit.
    most = max(int(width / size * 5), 1)
    rest = drawable(text[most * 2 :])
    text = drawable(text[: most * 2])
    if not rest and width_of(text, size) <= width:
        return text
    low, high = 0, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle] + "…", size) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low] + "…"


def lines_of(text: str, width: float, size: float) -> list[str]:
    """The parts of a text, between its ideographic spaces, in lines no wider than `width`.

    A part that is too wide for a line of its own is cut.
    """
    lines: list[str] = []
    for part in text.split("　"):
        piece = fitted(part, width, size)
        joined = f"{lines[-1]}　{piece}" if lines else piece
        if lines and width_of(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(piece)
    return lines
