"""Which spaces of a printed line belong to the text.

Between two Latin words or numbers one space is text; every other space is layout: those between
Chinese characters, between Chinese and digits or letters, U+3000 and U+00A0 as padding or indent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive.pages import Cell, Line
from archive.placed import PlacedText, Run, join, select

# What may stand before and after a space that is text.
_BEFORE = frozenset(",.;:!?)]%\"'")
_AFTER = frozenset("([\"'")


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()


def place_line(line: Line) -> PlacedText:
    """A printed line's characters, spaces as drawn, each with its place."""
    run = Run(0, len(line.text), line.page, line.top, line.bottom, line.edges)
    return PlacedText(line.text, (run,))


def place_lines(lines: Sequence[Line]) -> PlacedText:
    """Lines joined as they are read: a space between two that break between Latin words."""
    if len(lines) == 1:
        return place_line(lines[0])
    parts: list[PlacedText] = []
    for line in lines:
        if parts and _breaks_words(parts[-1].text, line.text):
            parts.append(PlacedText(" "))
        parts.append(place_line(line))
    return join(parts)


def _breaks_words(before: str, after: str) -> bool:
    """True where a line ends with an English word and the next begins with another.

    Abbreviations and numbers are not parted: Chinese typesetting breaks them anywhere (AP|P).
    """
    if not before[-1:].isalpha() or not after[:1].isalpha():
        return False
    if not (before[-1].isascii() and after[0].isascii()):
        return False
    return before[-1].islower() and (after[0].islower() or after[1:2].islower())


def drop_layout_spaces(raw: PlacedText) -> PlacedText:
    """The text without the spaces that are layout; the places of all others stay."""
    kept = kept_offsets(raw.text)
    return raw if kept is None else _keep(raw, kept)


def _keep(raw: PlacedText, kept: Sequence[int]) -> PlacedText:
    placed = select(raw, kept)
    if any(character.isspace() and character != " " for character in placed.text):
        plain = "".join(" " if character.isspace() else character for character in placed.text)
        return PlacedText(plain, placed.runs)
    return placed


def kept_offsets(text: str) -> list[int] | None:
    """Offsets of the characters that are text; None where that is all of them."""
    if not any(map(str.isspace, text)):
        return None
    kept: list[int] = []
    space = -1
    for offset, character in enumerate(text):
        if character.isspace():
            if space < 0:
                space = offset
            continue
        if space >= 0 and kept and _parts_words(text[kept[-1]], character):
            kept.append(space)
        space = -1
        kept.append(offset)
    return kept


def _parts_words(before: str, after: str) -> bool:
    return (_is_word(before) or before in _BEFORE) and (_is_word(after) or after in _AFTER)


def tidy(
    lines: Sequence[Line],
) -> tuple[PlacedText, PlacedText, tuple[tuple[int, int], ...]]:
    """Lines as (text without layout spaces, text with them, bold stretches of the former)."""
    raw = place_lines(lines)
    kept = kept_offsets(raw.text)
    placed = raw if kept is None else _keep(raw, kept)
    if not any(line.bold for line in lines):
        return placed, raw, ()
    bold: set[int] = set()
    begins = [run.start for run in raw.runs]
    for line, begin in zip(lines, begins, strict=True):
        for start, end in line.bold:
            bold.update(range(begin + start, begin + end))
    offsets = range(len(raw.text)) if kept is None else kept
    return placed, raw, _ranges(offset in bold for offset in offsets)


def _ranges(flags: Iterable[bool]) -> tuple[tuple[int, int], ...]:
    ranges: list[tuple[int, int]] = []
    start = None
    end = 0
    for end, flag in enumerate(flags):
        if flag and start is None:
            start = end
        elif not flag and start is not None:
            ranges.append((start, end))
            start = None
    if start is not None:
        ranges.append((start, end + 1))
    return tuple(ranges)


def cell_text(cell: Cell) -> PlacedText:
    """A table cell's text, its lines joined, layout spaces dropped."""
    return drop_layout_spaces(place_lines(cell.lines)) if cell.lines else PlacedText("")
