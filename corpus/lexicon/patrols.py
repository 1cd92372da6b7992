"""Words that headings over patrols of a hall are made of, each with its kind."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def patrol_words() -> dict[str, str]:
    """Each word with its kind; `patrols.toml` tells what the kinds are."""
    lists = tomllib.loads((files("corpus.lexicon") / "patrols.toml").read_text("utf-8"))
    return {word: kind for kind, words in lists.items() for word in words.split()}
