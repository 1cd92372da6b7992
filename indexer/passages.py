"""Where in a text a hit stands: highlights on the original characters, and the best passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.fold import Folded, fold_with_map, occurrences

Stretch = tuple[int, int]

PASSAGE = 80
"""Characters of a passage."""
LEAD = 16
"""Characters of context before the first highlight in a passage."""
SENTENCE_ENDS = "。！？；\n"
ELLIPSIS = "…"


def highlights(text: str, levels: Iterable[Sequence[str]]) -> tuple[Stretch, ...]:
    """Stretches of the original text to highlight, ascending, none over another.

    `levels` are folded strings by importance: the first level that stands in the text is
    highlighted, longer strings before shorter ones that overlap them.
    """
    folded = fold_with_map(text)
    for needles in levels:
        found = _level(folded, len(text), needles)
        if found:
            return found
    return ()


def passage(text: str, marked: Sequence[Stretch], size: int = PASSAGE) -> Stretch:
    """The stretch of about `size` characters with the most highlights.

    It begins where a sentence does, if one begins near.
    """
    if len(text) <= size:
        return 0, len(text)
    best = marked[0][0] if marked else 0
    most = 0
    last = 0
    for first, (start, _) in enumerate(marked):
        while last < len(marked) and marked[last][1] <= start + size - LEAD:
            last += 1
        if last - first > most:
            most, best = last - first, start
    begin = max(0, min(best - LEAD, len(text) - size))
    sentence = max(text.rfind(end, 0, best) for end in SENTENCE_ENDS) + 1
    if best - sentence <= 2 * LEAD:
        begin = sentence
    return begin, min(len(text), begin + size)


def snippet(text: str, stretch: Stretch) -> str:
    """The stretch as one line, with … where it is cut off."""
    start, end = stretch
    line = " ".join(text[start:end].split())
    return f"{ELLIPSIS if start else ''}{line}{ELLIPSIS if end < len(text) else ''}"


def _level(folded: Folded, length: int, needles: Sequence[str]) -> tuple[Stretch, ...]:
    taken = bytearray(length)
    found: list[Stretch] = []
    for needle in sorted(needles, key=len, reverse=True):
        for start, end in occurrences(folded, needle):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append((start, end))
    return tuple(sorted(found))
