"""Counting right, extra and missed: tallies, comparison of multisets, alignment of texts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable

import msgspec

Key = Hashable
KNOWN, HELD_OUT = "known", "held out"
"""The parts of the generated samples: made from words that the rules know, and from others."""


class Tally(msgspec.Struct, frozen=True):
    """Right, wrongly found and missed, of one field in one part."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was found that is right (1 where nothing was found)."""
        found = self.right + self.extra
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found (1 where nothing is there)."""
        there = self.right + self.missed
        return self.right / there if there else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall (1 where there is nothing and nothing found)."""
        whole = 2 * self.right + self.extra + self.missed
        return 2 * self.right / whole if whole else 1.0


class Score(msgspec.Struct, frozen=True):
    """One comparison: field, part, tally, and each error told (`+` extra, `-` missed)."""

    field: str
    part: str
    tally: Tally
    errors: tuple[str, ...] = ()


def compare(
    field: str,
    part: str,
    expected: Iterable[Key],
    found: Iterable[Key],
    *,
    accepted: Iterable[Key] = (),
    where: str = "",
) -> Score:
    """Score two multisets of keys; found keys among `accepted` that are not expected are let be."""
    want, have = Counter(list(expected)), Counter(list(found))
    right = want & have
    missed = want - have
    extra = have - want
    for key in accepted:
        extra.pop(key, None)
    errors = [f"{where}{field}-{told(key)}" for key in missed.elements()]
    errors += [f"{where}{field}+{told(key)}" for key in extra.elements()]
    tally = Tally(right.total(), extra.total(), missed.total())
    return Score(field, part, tally, tuple(errors))


def told(key: Key) -> str:
    """A key as words for a list of errors, its parts with strokes between."""
    if isinstance(key, tuple):
        return "/".join("" if part is None else str(part) for part in key)
    return str(key)


def squeeze(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


def _bigrams(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1))


def likeness(first: str, second: str) -> float:
    """Dice's coefficient of the character bigrams of two texts, 0 to 1."""
    one, two = _bigrams(first), _bigrams(second)
    total = one.total() + two.total()
    return 2 * (one & two).total() / total if total else float(first == second)


def align(expected: list[str], found: list[str], threshold: float = 0.3) -> dict[int, int]:
    """Pair texts one to one: equal ones first, then the likest above `threshold`, in any order."""
    pairs: dict[int, int] = {}
    free = dict(enumerate(found))
    for number, text in enumerate(expected):
        for place, other in free.items():
            if other == text:
                pairs[number] = place
                del free[place]
                break
    rest = [
        (likeness(expected[number], other), number, place)
        for number in range(len(expected))
        if number not in pairs
        for place, other in free.items()
    ]
    for score, number, place in sorted(rest, key=lambda one: (-one[0], one[1], one[2])):
        if score >= threshold and number not in pairs and place not in pairs.values():
            pairs[number] = place
    return pairs


class Figures(msgspec.Struct, frozen=True):
    """Tallies by part and field, and every error told; what is kept between commits."""

    tallies: dict[str, dict[str, Tally]]
    errors: tuple[str, ...]


def gather(scores: Iterable[Score]) -> Figures:
    """Tallies by part and field, in the order in which they come, and all errors sorted."""
    tallies: dict[str, dict[str, Tally]] = defaultdict(dict)
    errors: list[str] = []
    for one in scores:
        fields = tallies[one.part]
        fields[one.field] = fields.get(one.field, Tally()) + one.tally
        errors += one.errors
    return Figures(dict(tallies), tuple(sorted(errors)))


def table(figures: Figures) -> str:
    """The figures as aligned text: a row for each field, three columns for each part."""
    parts = sorted(figures.tallies, key=lambda part: (part not in (KNOWN, HELD_OUT), part != KNOWN))
    fields = list(dict.fromkeys(field for part in parts for field in figures.tallies[part]))
    head = f"{'field':<24}" + "".join(f"{part:^24}" for part in parts)
    under = " " * 24 + "".join(f"{'P':>6}{'R':>6}{'F1':>6}{'n':>5} " for _ in parts)
    lines = [head, under]
    for field in fields:
        row = f"{field:<24}"
        for part in parts:
            tally = figures.tallies[part].get(field, Tally())
            count = tally.right + tally.missed
            row += f"{tally.precision:6.3f}{tally.recall:6.3f}{tally.f1:6.3f}{count:5d} "
        lines.append(row)
    return "\n".join(lines)
