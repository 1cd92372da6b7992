"""The user dictionary: words of the field that segmentation must know (`words.tsv`)."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from corpus.lexicon.synonyms import synonym_groups

SOURCES = (
    "words.tsv",
    "synonyms.tsv",
    "departments.tsv",
    "department_words.tsv",
    "state_bodies.tsv",
)
"""The lists that `domain_words` draws on."""


@cache
def domain_words() -> frozenset[str]:
    """All words of the field: those of the list, the synonyms, and how departments are called."""
    from corpus.lexicon.departments import spoken_forms  # noqa: PLC0415  (index time only)

    data = Path(__file__).with_name("words.tsv").read_text(encoding="utf-8")
    own = {line.strip() for line in data.splitlines() if line and not line.startswith("#")}
    related = {word for group in synonym_groups() for word in group}
    return frozenset(own | related).union(spoken_forms())


def lexicon_hash() -> str:
    """A hash of all lists that `domain_words` draws on: another hash, other segmentation."""
    digest = blake2b(digest_size=16)
    for name in SOURCES:
        digest.update(Path(__file__).with_name(name).read_bytes())
    return digest.hexdigest()
