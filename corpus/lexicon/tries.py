"""Word lists as regular expressions that decide by their first characters."""

from __future__ import annotations

import re
from collections.abc import Iterable


def trie_pattern(words: Iterable[str]) -> str:
    """A pattern that matches the longest of the words: 局长|局 as 局(?:长)?.

    Words that begin alike share their beginning, so that a search leaves most places of a text
    after one character, however many words there are.
    """
    branches: dict[str, set[str]] = {}
    for word in words:
        if word:
            branches.setdefault(word[0], set()).add(word[1:])
    parts = []
    for first, rest in sorted(branches.items()):
        inner = trie_pattern(rest)
        end = "" if not inner else f"{inner}?" if "" in rest else inner
        parts.append(re.escape(first) + end)
    if not parts:
        return ""
    return f"(?:{'|'.join(parts)})"
