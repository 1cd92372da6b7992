"""Answers over several parts of an index as one: numbers run through, scores are comparable."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import accumulate

from archive.records import Date
from indexer.bm25 import added, cut, inverse_frequency, norms
from indexer.engine import Condition, Facets, KeywordField, TallyField
from indexer.entries import Entry, Issue
from indexer.part import FIELD_LETTERS, WORD, Part, read_record


class Parts:
    """The reading half of `indexer.engine.Engine`."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)
        sizes = [part.facts.rows for part in self.parts]
        self._values: dict[KeywordField, dict[str, int]] = {}
        self._factors: dict[str, float] = {}
        self._issues: tuple[Issue, ...] | None = None
        self.__dict__.pop("_norms", None)
        self._bases = list(accumulate(sizes, initial=0))[:-1]

    def __len__(self) -> int:
        return sum(part.facts.rows - len(part.deleted) for part in self.parts)

    def select(self, condition: Condition) -> set[int]:
        """Numbers of all records the condition holds for."""
        found: set[int] = set()
        for base, part in self._numbered():
            chosen = part.select(condition)
            found |= set(map(base.__add__, chosen)) if base else chosen
        return found

    def rank(
        self, numbers: AbstractSet[int], words: Mapping[str, float], limit: int
    ) -> list[tuple[int, float]]:
        """The best `limit` records by BM25F, then date, then bulletin and place in it."""
        scores: dict[int, float] = {}
        weighed = [(word, self._factor(word) * words[word]) for word in sorted(words)]
        for base, part, rows in self._split(numbers):
            totals = [0.0] * len(rows)
            lengths = part.facts.lengths
            for word, factor in weighed:
                postings = part.weighted(word)
                if postings[0]:
                    totals = added(totals, rows, postings, lengths, self._norms, factor)
            scores.update(zip(map(base.__add__, rows), totals, strict=True))
        above, equal = cut(list(scores), list(scores.values()), limit)
        if len(above) < limit:
            above += self.newest(set(equal), limit - len(above))
        order = self._order(above)
        return sorted(
            ((number, scores[number]) for number in above),
            key=lambda pair: (-pair[1], order[pair[0]]),
        )

    def newest(self, numbers: AbstractSet[int], limit: int) -> list[int]:
        """The `limit` newest records; equals by bulletin and place in it."""
        members = list(numbers)
        starts = [self._start(number) for number in members]
        above, equal = cut(members, starts, limit)
        order = self._order([*above, *equal])
        return sorted(order, key=order.__getitem__)[:limit]

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        """The records' entries, in the order given."""
        return [read_record(part.records[at]) for part, at in map(self._at, numbers)]

    def facets(self, numbers: AbstractSet[int]) -> Facets:
        """Counts by actor, type and year of the start."""
        actors: Counter[str] = Counter()
        kinds: Counter[str] = Counter()
        years: Counter[str] = Counter()
        for _, part, rows in self._split(numbers):
            facts = part.facts
            for code, count in Counter(map(facts.actors.__getitem__, rows)).items():
                actors.update(dict.fromkeys(facts.actor_sets[code], count))
            for code, count in Counter(map(facts.types.__getitem__, rows)).items():
                kinds.update(dict.fromkeys(facts.type_sets[code], count))
            for year, count in Counter(map(facts.years.__getitem__, rows)).items():
                if year:
                    years[str(year)] += count
        return Facets(_commonest(actors), _commonest(kinds), _commonest(years))

    def tally(
        self, numbers: AbstractSet[int], fields: tuple[TallyField, ...]
    ) -> dict[tuple[int | str, ...], int]:
        """How many records have each combination of the fields' values."""
        counts: Counter[tuple[int | str, ...]] = Counter()
        for _, part, rows in self._split(numbers):
            counts.update(part.facts.tally(rows, fields))
        return dict(counts)

    def values(self, field: KeywordField) -> dict[str, int]:
        """All values of the field with the number of records that have them."""
        if field not in self._values:
            counts: Counter[str] = Counter()
            for part in self.parts:
                counts.update(dict(part.frequencies(FIELD_LETTERS[field])))
            self._values[field] = dict(counts)
        return self._values[field]

    def frequency(self, word: str) -> int:
        """In how many records the segmented word stands."""
        return sum(part.frequency(WORD + word) for part in self.parts)

    def vocabulary(self) -> Iterator[tuple[str, int]]:
        """All words with the number of records each stands in; one may come once for each part."""
        return iter(self.word_counts())

    def word_counts(self) -> list[tuple[str, int]]:
        """What `vocabulary` runs through, read at once."""
        return [pair for part in self.parts for pair in part.frequencies(WORD)]

    def carrying(self, conditions: Iterable[Condition], share: float) -> set[int]:
        """Records that meet at least this share of the conditions, weighed by how rare each is."""
        found = [self.select(condition) for condition in conditions]
        weighed = [(inverse_frequency(len(self), len(met)), met) for met in found]
        weighed.sort(key=lambda pair: -pair[0])
        rest = total = sum(weight for weight, _ in weighed)
        carried: dict[int, float] = {}
        for weight, met in weighed:
            if rest < share * total:  # too little is left for records that have had nothing yet
                met = met & carried.keys()  # noqa: PLW2901
            for number in met:
                carried[number] = carried.get(number, 0.0) + weight
            rest -= weight
        return {number for number, weight in carried.items() if weight >= share * total}

    def issues(self) -> tuple[Issue, ...]:
        """The bulletins that have records here, by first day and id."""
        if self._issues is None:
            found: set[Issue] = set()
            for part in self.parts:
                used = set(map(part.facts.issues.__getitem__, part.live()))
                found.update(part.facts.issue_table[code] for code in used)
            self._issues = tuple(
                sorted(found, key=lambda issue: (issue.first_day or Date.min, issue.id))
            )
        return self._issues

    def _factor(self, word: str) -> float:
        if word not in self._factors:
            self._factors[word] = inverse_frequency(len(self), self.frequency(word))
        return self._factors[word]

    @cached_property
    def _norms(self) -> list[float]:
        """What each length does to a score (`bm25.norms`)."""
        words = sum(
            sum(part.facts.lengths) - sum(part.facts.lengths[number] for number in part.deleted)
            for part in self.parts
        )
        longest = max((max(part.facts.lengths, default=0) for part in self.parts), default=0)
        return norms(longest, words / max(len(self), 1))

    def _numbered(self) -> Iterator[tuple[int, Part]]:
        return zip(self._bases, self.parts, strict=True)

    def _at(self, number: int) -> tuple[Part, int]:
        which = bisect_right(self._bases, number) - 1
        return self.parts[which], number - self._bases[which]

    def _split(self, numbers: AbstractSet[int]) -> Iterator[tuple[int, Part, list[int]]]:
        """The parts the numbers are in, each with its base and the numbers counted from there."""
        if len(self.parts) == 1:
            yield 0, self.parts[0], list(numbers)
            return
        for base, part in self._numbered():
            end = base + part.facts.rows
            rows = [number - base for number in numbers if base <= number < end]
            if rows:
                yield base, part, rows

    def _start(self, number: int) -> int:
        part, at = self._at(number)
        return part.facts.starts[at]

    def _order(self, numbers: Sequence[int]) -> dict[int, tuple[int, str, int]]:
        """Sort keys that do not depend on the order in which bulletins came in."""
        keys = {}
        for number in numbers:
            part, at = self._at(number)
            facts = part.facts
            keys[number] = (-facts.starts[at], facts.issue_table[facts.issues[at]].id, number)
        return keys


def _commonest(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
