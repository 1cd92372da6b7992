"""Answers over several parts of an index as one: numbers run through, scores are comparable."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, partial
from heapq import nlargest
from itertools import chain

from archive.records import Date
from indexer.bitset import Dense, dense, union
from indexer.bm25 import Ladder, Postings, added, cut, inverse_frequency, light, norms
from indexer.engine import Condition, Facets, KeywordField, TallyField
from indexer.entries import Entry, Issue
from indexer.facts import Facts, Pick
from indexer.likeness import alike, pairs
from indexer.part import FIELD_LETTERS, WORD, Part, read_record, read_text

FEW = 1000
"""So many records are scored without asking first which of them can be among the best."""
SEEDS = 4
"""Records scored to learn what the best are worth, for each one wanted and each word."""
MANY = 8
"""Where one of so many records is counted, going through all of a column is quicker."""
KNOWN_WORDS = 16
"""Words whose lists are kept read: one search ranks several tiers by the same words."""
KNOWN_FREQUENCIES = 20_000
"""Strings whose frequencies are kept: what a query is cut into is asked again and again."""


class Parts:
    """The reading half of `indexer.engine.Engine`."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Parts are numbered one after the other: each one's base is where the last ended."""
        self.parts = tuple(parts)
        self._bases = [part.base for part in self.parts]
        self._rows = sum(part.facts.rows for part in self.parts)
        self._values: dict[KeywordField, dict[str, int]] = {}
        self._factors: dict[str, float] = {}
        self._frequencies: dict[str, int] = {}
        self._postings: dict[str, Postings] = {}
        self._tallied: dict[tuple[TallyField, ...], dict[tuple[int | str, ...], int]] = {}
        self._issues: tuple[Issue, ...] | None = None
        for made in ("_lengths", "_starts", "_norms"):
            self.__dict__.pop(made, None)

    def __len__(self) -> int:
        return sum(part.facts.rows - len(part.deleted) for part in self.parts)

    def select(self, condition: Condition) -> AbstractSet[int]:
        """Numbers of all records the condition holds for."""
        return union(part.select(condition) for part in self.parts)

    def rank(
        self, numbers: AbstractSet[int], words: Mapping[str, float], limit: int
    ) -> list[tuple[int, float]]:
        """The best `limit` records by BM25F, then date, then bulletin and place in it."""
        weighed = [(self._weighted(word), self._factor(word) * words[word]) for word in words]
        weighed = [(postings, factor) for postings, factor in weighed if postings.numbers]
        if len(numbers) > max(FEW, limit * SEEDS):
            numbers = self._promising(numbers, weighed, limit)
        members = list(numbers)
        scores = dict(zip(members, self._scores(members, weighed), strict=True))
        above, equal = cut(members, list(scores.values()), limit)
        if len(above) < limit:
            above += self.newest(set(equal), limit - len(above))
        order = self._order(above)
        return sorted(
            ((number, scores[number]) for number in above),
            key=lambda pair: (-pair[1], order[pair[0]]),
        )

    def _scores(
        self, members: Sequence[int], weighed: Iterable[tuple[Postings, float]]
    ) -> list[float]:
        totals = [0.0] * len(members)
        for postings, factor in weighed:
            totals = added(totals, members, postings, self._lengths, self._norms, factor)
        return totals

    def _promising(
        self,
        numbers: AbstractSet[int],
        weighed: Sequence[tuple[Postings, float]],
        limit: int,
    ) -> AbstractSet[int]:
        """Those of the records that can be among the best `limit`, told by their words' steps."""
        ladders = [Ladder(postings, factor, self._norms) for postings, factor in weighed]
        seeds: set[int] = set()
        for ladder in ladders:
            seeds.update(ladder.highest(limit * SEEDS))
        seeds = set(numbers & seeds)
        if len(seeds) < limit:
            return numbers
        edge = nlargest(limit, self._scores(list(seeds), weighed))[-1]
        for ladder, step in zip(ladders, light(ladders, edge), strict=True):
            seeds.update(numbers & set(ladder.above(step)))
        return seeds

    def newest(self, numbers: AbstractSet[int], limit: int) -> list[int]:
        """The `limit` newest records; equals by bulletin and place in it."""
        members = list(numbers)
        starts = list(map(self._starts.__getitem__, members))
        above, equal = cut(members, starts, limit)
        order = self._order([*above, *equal])
        return sorted(order, key=order.__getitem__)[:limit]

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        """The records' entries, in the order given."""
        return [read_record(part.records[at]) for part, at in map(self._at, numbers)]

    def alike(self, numbers: Sequence[int]) -> dict[int, int]:
        """Those that say nearly what one before them says, each with the first such one."""
        under: dict[int, int] = {}
        firsts: dict[tuple[int, bytes], list[int]] = {}
        known: dict[int, frozenset[str]] = {}
        for number in numbers:
            part, at = self._at(number)
            marked = [(which, mark) for which, mark in enumerate(part.facts.mark(at)) if any(mark)]
            near = sorted({each for mark in marked for each in firsts.get(mark, ())})
            for each in (*near, number) if near else ():
                if each not in known:
                    known[each] = self._pairs(each)
            found = next((each for each in near if alike(known[each], known[number])), None)
            if found is None:
                for mark in marked:
                    firsts.setdefault(mark, []).append(number)
            else:
                under[number] = found
        return under

    def _pairs(self, number: int) -> frozenset[str]:
        part, at = self._at(number)
        return pairs(read_text(part.texts[at]))

    def facets(self, numbers: AbstractSet[int]) -> Facets:
        """Counts by actor, type and year of the start."""
        actors: dict[str, int] = {}
        kinds: dict[str, int] = {}
        years: dict[str, int] = {}
        if self._are_many(numbers):
            for facts, rows, mask in self._masked(numbers):
                found = (grouping.count(rows, mask) for grouping in facts.groupings)
                for counts, of_part in zip((actors, kinds, years), found, strict=True):
                    for name, count in of_part.items():
                        counts[name] = counts.get(name, 0) + count
        else:
            for facts, pick in self._listed(numbers):
                _spread(actors, Counter(pick(facts.actors)), facts.actor_sets)
                _spread(kinds, Counter(pick(facts.types)), facts.type_sets)
                for year, count in Counter(pick(facts.years)).items():
                    if year:
                        years[str(year)] = years.get(str(year), 0) + count
        return Facets(_commonest(actors), _commonest(kinds), _commonest(years))

    def tally(
        self, numbers: AbstractSet[int], fields: tuple[TallyField, ...]
    ) -> dict[tuple[int | str, ...], int]:
        """How many records have each combination of the fields' values."""
        whole = len(numbers) == len(self)
        if whole and fields in self._tallied:
            return dict(self._tallied[fields])
        counts: Counter[tuple[int | str, ...]] = Counter()
        if self._are_many(numbers):
            for facts, _, mask in self._masked(numbers):
                counts.update(facts.tally_many(mask, fields))
        else:
            for facts, pick in self._listed(numbers):
                counts.update(facts.tally(pick, fields))
        if whole:
            self._tallied[fields] = counts
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
        known = self._frequencies.get(word)
        if known is None:
            if len(self._frequencies) >= KNOWN_FREQUENCIES:
                self._frequencies.clear()
            known = sum(part.frequency(WORD + word) for part in self.parts)
            self._frequencies[word] = known
        return known

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
                used = (
                    set(map(part.facts.issues.__getitem__, part.live()))
                    if part.deleted
                    else range(len(part.facts.issue_table))
                )
                found.update(part.facts.issue_table[code] for code in used)
            self._issues = tuple(
                sorted(found, key=lambda issue: (issue.first_day or Date.min, issue.id))
            )
        return self._issues

    def _factor(self, word: str) -> float:
        if word not in self._factors:
            self._factors[word] = inverse_frequency(len(self), self.frequency(word))
        return self._factors[word]

    def _weighted(self, word: str) -> Postings:
        """The records of all parts that have the word and its weight in each."""
        known = self._postings.get(word)
        if known is None:
            found = [part.weighed(word) for part in self.parts]
            known = Postings(
                list(chain.from_iterable(each.numbers for each in found)),
                b"".join(each.weights for each in found),
                b"".join(each.classes for each in found),
            )
            if len(self._postings) >= KNOWN_WORDS:
                self._postings.pop(next(iter(self._postings)))
            self._postings[word] = known
        return known

    @cached_property
    def _lengths(self) -> array[int]:
        """Words of every record's text, by number."""
        return _joined("H", (part.facts.lengths for part in self.parts))

    @cached_property
    def _starts(self) -> array[int]:
        """First day of every record, by number."""
        return _joined("i", (part.facts.starts for part in self.parts))

    @cached_property
    def _norms(self) -> list[float]:
        """What each length does to a score (`bm25.norms`)."""
        gone = sum(part.facts.lengths[row] for part in self.parts for row in part.deleted)
        words = sum(self._lengths) - gone
        return norms(max(self._lengths, default=0), words / max(len(self), 1))

    def _at(self, number: int) -> tuple[Part, int]:
        part = self.parts[bisect_right(self._bases, number) - 1]
        return part, number - part.base

    def _are_many(self, numbers: AbstractSet[int]) -> bool:
        return len(numbers) * MANY >= self._rows

    def _masked(self, numbers: AbstractSet[int]) -> Iterator[tuple[Facts, Dense, bytes]]:
        """The parts' facts with the rows of the records in each, as bits and as a mask."""
        bits = dense(numbers).bits
        for part in self.parts:
            rows = part.facts.rows
            held = Dense(bits >> part.base & ((1 << rows) - 1))
            yield part.facts, held, held.mask.ljust(rows, b"\0")

    def _listed(self, numbers: AbstractSet[int]) -> Iterator[tuple[Facts, Pick]]:
        """The parts' facts, each with what picks the values of the records in it."""
        ordered = sorted(numbers)
        for part in self.parts:
            first = bisect_left(ordered, part.base)
            last = bisect_left(ordered, part.base + part.facts.rows)
            if first < last:
                rows_here = [number - part.base for number in ordered[first:last]]
                yield part.facts, partial(_picked, rows_here)

    def _order(self, numbers: Sequence[int]) -> dict[int, tuple[int, str, int]]:
        """Sort keys that do not depend on the order in which bulletins came in."""
        keys = {}
        for number in numbers:
            part, at = self._at(number)
            facts = part.facts
            keys[number] = (-facts.starts[at], facts.issue_table[facts.issues[at]].id, number)
        return keys


def _picked(rows: Sequence[int], column: Sequence[int]) -> Iterable[int]:
    return map(column.__getitem__, rows)


def _joined(code: str, columns: Iterable[array[int]]) -> array[int]:
    joined = array(code)
    for column in columns:
        joined.extend(column)
    return joined


def _spread(counts: dict[str, int], codes: Counter[int], sets: Sequence[tuple[str, ...]]) -> None:
    """Add what was counted by code to each name of the code's set."""
    for code, count in codes.items():
        for name in sets[code]:
            counts[name] = counts.get(name, 0) + count


def _commonest(counts: Mapping[str, int]) -> dict[str, int]:
    by_name = sorted(name for name, count in counts.items() if count)
    return {name: counts[name] for name in sorted(by_name, key=counts.__getitem__, reverse=True)}
