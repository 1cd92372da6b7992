"""Items told again, word for word or nearly, in another issue of the same publisher.

Shingles of five characters; of each text only the lowest hashes are looked up (a bottom-k sketch,
Broder 1997), and pairs that share some are compared in full. Each look-up is bounded, so that the
work grows with the archive and not with its square.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence

import msgspec

from archive.checks.digest import Digest, HeldItem
from archive.checks.kinds import Check

ALIKE = 0.8
"""Jaccard similarity of shingles from which two items tell the same."""

_SHINGLE = 5
_SKETCH = 16
_SHARED = 3
"""Of 16 lowest hashes a pair that is 0.8 alike shares some 12; 3 are missed once in a million."""
_LOOKED_AT = 64
"""Texts remembered for one hash: more have it only where it is a common turn of phrase."""
_COMPARED = 8
_LEAST_LENGTH = 40
"""Characters below which items are alike for want of words (总体情况良好)."""
_NO_WORD = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"[\d一二三四五六七八九十百千万〇零]+")


class _Text(msgspec.Struct, frozen=True):
    """An item's words (letters and digits alone) and its lowest hashes; shingles are made anew."""

    issue: Digest
    item: HeldItem
    words: str
    sketch: tuple[int, ...]


def find_copies(digests: Sequence[Digest]) -> Iterator[Check]:
    """Each item that repeats one of an earlier issue, with the most alike of those."""
    holders: dict[str, dict[int, deque[_Text]]] = defaultdict(
        lambda: defaultdict(lambda: deque(maxlen=_LOOKED_AT))
    )
    for issue in sorted(digests, key=_time):
        own = [text for item in issue.items if (text := _text(issue, item)) is not None]
        held = holders[issue.publisher]
        for text in own:
            found = _most_alike(text, held)
            if found is not None:
                yield _check(text, found)
        for text in own:
            for number in text.sketch:
                held[number].append(text)


def _time(issue: Digest) -> tuple[str, int, str]:
    day = issue.published or (issue.period.end if issue.period else None)
    return (str(day or ""), issue.number or 0, issue.id)


def _text(issue: Digest, item: HeldItem) -> _Text | None:
    words = _NO_WORD.sub("", unicodedata.normalize("NFKC", item.text))
    if len(words) < _LEAST_LENGTH:
        return None
    hashes = {zlib.crc32(piece.encode()) for piece in _shingles(words)}
    return _Text(issue, item, words, tuple(sorted(hashes)[:_SKETCH]))


def _shingles(words: str) -> set[str]:
    return {words[start : start + _SHINGLE] for start in range(len(words) - _SHINGLE + 1)}


def _likeness(one: str, other: str) -> float:
    """Jaccard similarity of the shingles, 0 to 1."""
    if one == other:
        return 1.0
    mine, theirs = _shingles(one), _shingles(other)
    return len(mine & theirs) / len(mine | theirs)


def _most_alike(text: _Text, held: dict[int, deque[_Text]]) -> tuple[_Text, float] | None:
    shared: Counter[int] = Counter()
    texts: dict[int, _Text] = {}
    for number in text.sketch:
        for other in held.get(number, ()):
            if _is_same_issue(text.issue, other.issue):
                continue
            shared[id(other)] += 1
            texts[id(other)] = other
    best: tuple[_Text, float] | None = None
    for key, times in shared.most_common(_COMPARED):
        if times < _SHARED:
            break
        other = texts[key]
        likeness = _likeness(text.words, other.words)
        if likeness >= ALIKE and (best is None or likeness > best[1]):
            best = other, likeness
    return best


def _is_same_issue(one: Digest, other: Digest) -> bool:
    """Whether both are the same number (number-doubled tells of that)."""
    return one.id == other.id or (
        one.number is not None
        and (one.series, one.year, one.number) == (other.series, other.year, other.number)
    )


def _check(text: _Text, found: tuple[_Text, float]) -> Check:
    other, likeness = found
    if text.words == other.words:
        how = "文字完全相同"
    elif _NUMBERS.sub("#", text.words) == _NUMBERS.sub("#", other.words):
        how = "只有日期、数字不同"
    else:
        how = f"文字{likeness:.0%}相同"
    return Check(
        kind="near-duplicate",
        bulletin=text.issue.id,
        record=text.item.record,
        where=text.item.where,
        message=f"与{other.issue.called}的一条（{other.item.record}）{how}。",
        spans=text.item.spans,
    )
