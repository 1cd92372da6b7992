"""Words of a text, for ranking: jieba in search mode without HMM, the field's words known to it.

jieba's dictionary takes over half a second to load, so this is for index time alone; a query is cut
by the index's own words (`indexer.vocabulary`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from corpus.lexicon.words import domain_words

if TYPE_CHECKING:
    from jieba import Tokenizer

SHORT_WORD = 2
SHORT_WORD_FREQUENCY = 200
LONG_WORD_FREQUENCY = 2000
"""Frequencies of the field's words in jieba's dictionary (60 million words in all). Any text is cut
where the product of shares is largest, and parts of a long word have products of shares far below
a single share, so these keep the words whole without tearing their neighbours apart."""
PART_LENGTHS = (2, 3)
"""Search mode adds the dictionary's words of these lengths inside a longer word, and the field's
own words of any length: 省市场监管局 has 市场监管局."""


def words(text: str, own: frozenset[str] = frozenset()) -> list[str]:
    """The words of a folded text in reading order, a long word's parts before itself.

    Single characters, digits and letters are words; punctuation and spaces are none. `own` are
    words, folded, that an archive adds to the field's.
    """
    cutter = tokenizer(own)
    known, field = cutter.FREQ, _field_words(own)
    found: list[str] = []
    for word in cutter.cut(text, HMM=False):
        if not any(map(str.isalnum, word)):
            continue
        found.extend(_parts(word, known, field))
        found.append(word)
    return found


@lru_cache(maxsize=2)
def _field_words(own: frozenset[str]) -> frozenset[str]:
    return domain_words() | own


def _parts(word: str, known: dict[str, int], field: frozenset[str]) -> Iterator[str]:
    for length in range(PART_LENGTHS[0], len(word)):
        for start in range(len(word) - length + 1):
            part = word[start : start + length]
            if known.get(part) if length in PART_LENGTHS else part in field:
                yield part


@lru_cache(maxsize=2)
def tokenizer(own: frozenset[str] = frozenset()) -> Tokenizer:
    """A jieba tokenizer that knows the field's words and an archive's own.

    Its dictionary is read from the package directly: jieba's cache in the shared temporary folder
    would be trusted whoever wrote it, breaks where another user owns it, and saves nothing.
    """
    import logging  # noqa: PLC0415  (only with jieba)

    import jieba  # noqa: PLC0415  (slow, index time only)

    jieba.setLogLevel(logging.WARNING)
    made: Tokenizer = jieba.Tokenizer()
    made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
    made.initialized = True
    for word in sorted(_field_words(own)):
        if not any(map(str.isascii, word)):  # digits and letters are words of their own
            _learn(made, word)
    return made


def _learn(made: Tokenizer, word: str) -> None:
    least = SHORT_WORD_FREQUENCY if len(word) <= SHORT_WORD else LONG_WORD_FREQUENCY
    before = made.FREQ.get(word, 0)
    made.FREQ[word] = max(before, least)
    made.total += made.FREQ[word] - before
    for end in range(1, len(word)):
        made.FREQ.setdefault(word[:end], 0)
