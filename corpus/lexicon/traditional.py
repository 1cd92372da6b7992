"""Traditional characters as simplified ones (`traditional.tsv`, from OpenCC)."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def simplified(text: str) -> str:
    """The text with every traditional character as its simplified one; its length stays."""
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    data = Path(__file__).with_name("traditional.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in data.splitlines() if line and not line.startswith("#"))
    return {ord(traditional): simple for traditional, simple in lines}
