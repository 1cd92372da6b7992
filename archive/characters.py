"""The published character map: what one drawn glyph means as text.

Some printers write a radical's code point (⻓, ⼯) for the character with the same shape (长, 工),
or the horizontal bar U+2015 for the Chinese dash. Both accounts of a file (archive.conservation)
and everything that reads a page see characters after this map only. It is no NFKC: that would
rewrite （，％①㎡ and still miss a quarter of the radicals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""What stands for a glyph whose font does not say which character it is."""

_HORIZONTAL_BAR = "\u2015"
_EM_DASH = "\u2014"
# Some fonts' maps to Unicode give the hyphen that they draw as the soft one; a hyphen that is not
# drawn is not in a page's content at all.
_SOFT_HYPHEN = "\xad"
# Drawn without width and without meaning: zero-width space and joiners, direction marks, word
# joiner, byte order mark, variation selectors.
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" + "".join(map(chr, range(0xFE00, 0xFE10)))
_NOT_CHARACTERS = (*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF)
_SPACE_CONTROLS = "\t\n\v\f\r\x85"


@cache
def character_map() -> dict[int, str]:
    """Table for `str.translate`: radicals, dash, invisible and control characters.

    White-space controls become a space, invisible characters vanish, other control characters
    (the mark of a font without a map to Unicode) become `UNREADABLE`. Source of the radicals:
    corpus/lexicon/radicals.tsv.
    """
    table: dict[int, str] = dict.fromkeys(_NOT_CHARACTERS, UNREADABLE)
    table.update((ord(space), " ") for space in _SPACE_CONTROLS)
    table.update((ord(character), "") for character in _INVISIBLE)
    table[ord(_HORIZONTAL_BAR)] = _EM_DASH
    table[ord(_SOFT_HYPHEN)] = "-"
    text = files("corpus.lexicon").joinpath("radicals.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            radical, character = line.split("\t")
            table[ord(radical)] = character
    return table


def map_characters(text: str) -> str:
    """`text` after the character map; pdfminer's `(cid:N)` for a whole glyph is unreadable."""
    if text.startswith("(cid:") and text.endswith(")"):
        return UNREADABLE
    return text.translate(character_map())


def count_characters(texts: Iterable[str]) -> Counter[str]:
    """How often each character that is no white space stands in `texts`."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    for character in [character for character in counts if character.isspace()]:
        del counts[character]
    return counts
