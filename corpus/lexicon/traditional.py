"""Traditional characters as simplified ones (`traditional.tsv`, from OpenCC)."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def simplified(text: str) -> str:
    """The text with every traditional character as its simplified one; its length stays."""
    data = _lines()
    if not any(f"\n{character}\t" in data for character in set(text)):
        return text  # as most are: the table is not made for them
    return text.translate(_table())


@cache
def _lines() -> str:
    return Path(__file__).with_name("traditional.tsv").read_text(encoding="utf-8")


@cache
def _table() -> dict[int, str]:
    lines = (line for line in _lines().splitlines() if line and not line.startswith("#"))
    pairs = (line.split("\t") for line in lines)
    return {ord(traditional): simple for traditional, simple in pairs}
