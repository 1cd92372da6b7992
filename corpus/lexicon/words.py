"""The user dictionary: words of the field that segmentation must know (`words.tsv`)."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from corpus.lexicon.synonyms import synonym_groups

SOURCES = ("words.tsv", "synonyms.tsv")


@cache
def domain_words() -> tuple[str, ...]:
    """All words of the field, sorted: those of the list and those of the synonyms."""
    data = Path(__file__).with_name("words.tsv").read_text(encoding="utf-8")
    own = {line.strip() for line in data.splitlines() if line and not line.startswith("#")}
    related = {word for group in synonym_groups() for word in group}
    return tuple(sorted(own | related))


def lexicon_hash() -> str:
    """A hash of all word lists that `domain_words` draws on: another hash, other segmentation."""
    digest = blake2b(digest_size=16)
    for name in SOURCES:
        digest.update(Path(__file__).with_name(name).read_bytes())
    return digest.hexdigest()
