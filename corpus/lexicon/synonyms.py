"""Words for the same affair or activity (`synonyms.tsv`), and those an archive adds of its own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

Group = tuple[str, ...]


def read_groups(text: str) -> tuple[Group, ...]:
    """Groups of a list: one a line, tab between words; empty lines and those with # are notes.

    Words are stripped; groups of fewer than two words say nothing and are left out.
    """
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    groups = (
        tuple(dict.fromkeys(word.strip() for word in line.split("\t") if word.strip()))
        for line in lines
    )
    return tuple(group for group in groups if len(group) > 1)


@cache
def synonym_groups() -> tuple[Group, ...]:
    """The groups that ship with the program."""
    data = Path(__file__).with_name("synonyms.tsv").read_text(encoding="utf-8")
    return read_groups(data)


def synonyms_of(word: str, groups: Iterable[Group] | None = None) -> Group:
    """The other words of all groups (default: the shipped ones) that hold the word, in order."""
    found = (
        other
        for group in (synonym_groups() if groups is None else groups)
        if word in group
        for other in group
        if other != word
    )
    return tuple(dict.fromkeys(found))
