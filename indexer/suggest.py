"""What somebody may have meant who found nothing: near words of the index, then parts of it."""

from __future__ import annotations

from collections import Counter

from indexer.engine import Engine, Literally
from indexer.fold import fold_query
from indexer.vocabulary import cut

MOST = 5
SHORTEST = 2
LONGEST_TEXT = 30
"""Characters of a text that is put right: a longer one is a passage, not a word mistyped."""
LONGEST_STRETCH = 4
TRIED = 40
"""Put-right texts that are looked for in the index, commonest word first."""


def suggestions(engine: Engine, texts: list[str]) -> tuple[str, ...]:
    """Queries that do find something.

    Each text that stands nowhere with one word put right, of several texts those that stand
    somewhere, then the longest words of each.
    """
    found: dict[str, None] = {}
    folded = [fold_query(text) for text in texts]
    standing = [text for text in folded if engine.select(Literally(text))]
    for text in folded:
        if text not in standing:
            found.update(dict.fromkeys(_put_right(engine, text)))
    found.update(dict.fromkeys(standing))
    for text in folded:
        words = [word for word in cut(engine, text).scored if len(word) >= SHORTEST]
        words.sort(key=len, reverse=True)
        found.update(dict.fromkeys(word for word in words if engine.frequency(word)))
    return tuple(word for word in found if [word] != folded)[:MOST]


def _put_right(engine: Engine, folded: str) -> list[str]:
    """The text with one stretch of it as a word of the index that differs by one edit."""
    if not SHORTEST < len(folded) <= LONGEST_TEXT:
        return []  # of two characters every other word of two differs by one
    stretches = _stretches(folded)
    counts: Counter[str] = Counter()
    for word, count in engine.vocabulary():
        if len(word) < SHORTEST:
            continue
        for key in _keys(word):
            for start, end in stretches.get(key, ()):
                counts[folded[:start] + word + folded[end:]] += count
    counts.pop(folded, None)
    tried = (text for text, _ in counts.most_common(TRIED))
    return [text for text in tried if engine.select(Literally(text))][:MOST]


def _stretches(folded: str) -> dict[str, list[tuple[int, int]]]:
    """Stretches of the text that may be one word mistyped, and the whole of it, by their keys."""
    bounds = [
        (start, start + length)
        for length in range(SHORTEST, min(len(folded), LONGEST_STRETCH) + 1)
        for start in range(len(folded) - length + 1)
    ]
    if len(folded) > LONGEST_STRETCH:
        bounds.append((0, len(folded)))
    found: dict[str, list[tuple[int, int]]] = {}
    for start, end in bounds:
        for key in _keys(folded[start:end]):
            found.setdefault(key, []).append((start, end))
    return found


def _keys(word: str) -> set[str]:
    """The word with each character in turn as a blank, and its characters in order.

    Two words with one character changed, or two swapped, share one of these.
    """
    blanks = {f"{word[:at]}\0{word[at + 1 :]}" for at in range(len(word))}
    return blanks | {"\1" + "".join(sorted(word))}
