"""Words by which names of companies, associations and institutions are found."""

from __future__ import annotations

from functools import cache

from corpus.lexicon.department_rows import lines
from corpus.lexicon.department_rows import words as department_words


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one kind in `organisation_words.tsv` (ending, common, prefix, proper …)."""
    return frozenset(
        word
        for row_kind, row_words in lines("organisation_words.tsv")
        if row_kind == kind
        for word in row_words.split()
    )


@cache
def borders() -> frozenset[str]:
    """Words of a sentence that no name of an organisation reaches over to the left."""
    return (department_words("verb") | words("verb")) - words("not_verb")
