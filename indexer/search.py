"""From a query and filters to an answer: literal hits, then related ones, each with why."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal

import msgspec

from archive.records import Date, Precision, RecordKind
from corpus.lexicon.synonyms import Group
from indexer.engine import Condition, Engine, Every, Facets, Keyword
from indexer.entries import Entry
from indexer.meaning import Interpreter, Why
from indexer.passages import highlights, passage, snippet
from indexer.plans import Filters, Plan, Tier, Understood, plan

Sort = Literal["relevance", "date"]
DEFAULT_LIMIT = 20
FOLDED_DEPTH = 200
"""Hits from the first on that are compared with the others."""
MOST_LISTED = 20
"""Ids of near-identical hits that a hit names."""


Ranked = tuple[int, float, Tier]
"""A record's number, its score, and the tier that admitted it."""


class HitDate(msgspec.Struct, frozen=True, kw_only=True):
    """A hit's date; not `dated`: its bulletin's period, for want of one of its own."""

    start: Date
    end: Date
    precision: Precision
    dated: bool


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A record found. `highlights` are offsets into `text`, `passage` bounds the snippet there.

    `folded` counts the further hits of the answer that say nearly the same, `folded_ids` are theirs
    (the first `MOST_LISTED`); each of those is in the answer too, at its own place, with
    `folded_under` naming this one. Told of the first `FOLDED_DEPTH` hits.
    """

    id: str
    kind: RecordKind
    bulletin: str
    series: str | None
    number: int | None
    total_number: int | None
    published: Date | None
    date: HitDate | None
    departments: tuple[str, ...]
    types: tuple[str, ...]
    text: str
    snippet: str
    passage: tuple[int, int]
    highlights: tuple[tuple[int, int], ...]
    page: int
    score: float
    why: Why
    folded: int = 0
    folded_ids: tuple[str, ...] = ()
    folded_under: str | None = None


class BulletinHits(msgspec.Struct, frozen=True, kw_only=True):
    """The hits of one bulletin: how many there are in all, and those on the page."""

    bulletin: str
    total: int
    ids: tuple[str, ...]


class SearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `zhoubao search` (docs/query-language.md)."""

    query: str
    understood: Understood
    total: int
    took_ms: float
    page: int
    limit: int
    facets: Facets
    hits: tuple[Hit, ...]
    bulletins: tuple[BulletinHits, ...] = ()
    suggestions: tuple[str, ...] = ()


def search(
    engine: Engine,
    text: str = "",
    filters: Filters | None = None,
    *,
    sort: Sort = "relevance",
    limit: int = DEFAULT_LIMIT,
    page: int = 1,
    exact: bool = False,
    today: Date | None = None,
    groups: Iterable[Group] | None = None,
) -> SearchResult:
    """Answer a query; an empty one means every record the filters admit.

    `exact`: the whole text is one string to find literally, nothing else. `page` counts from 1.
    `today` is what 去年 and the like are seen from (None: such words are text). `groups` are used
    instead of the shipped synonyms. Raises QueryError where a field of the query is broken,
    IndexDamaged where the index is.
    """
    began = time.perf_counter()
    filters = filters or Filters()
    interpreter = Interpreter(engine, filters.role, groups)
    ready = plan(interpreter, text, filters, exact=exact, today=today)
    found = _select(engine, ready)
    everything = frozenset().union(*(numbers for _, numbers in found))
    ranked = _ranked(engine, found, sort=sort, end=limit * page)
    hits = _shown(engine, ranked, everything, limit * (page - 1))
    return SearchResult(
        query=text,
        understood=ready.understood,
        total=len(everything),
        page=page,
        limit=limit,
        facets=engine.facets(everything),
        hits=hits,
        bulletins=_by_bulletin(engine, hits, everything),
        suggestions=() if everything else _suggestions(engine, ready.texts),
        took_ms=round((time.perf_counter() - began) * 1000, 3),
    )


def matching(
    engine: Engine,
    text: str = "",
    filters: Filters | None = None,
    *,
    exact: bool = False,
    today: Date | None = None,
    groups: Iterable[Group] | None = None,
) -> tuple[frozenset[int], Understood]:
    """Numbers of all records `search` finds, for counting and export, and how it read the query."""
    filters = filters or Filters()
    interpreter = Interpreter(engine, filters.role, groups)
    ready = plan(interpreter, text, filters, exact=exact, today=today)
    found = _select(engine, ready)
    return frozenset().union(*(numbers for _, numbers in found)), ready.understood


def hits_by_why(engine: Engine, text: str, *, today: Date | None = None) -> dict[Why, int]:
    """How many records a query finds in each class; raises as `search` does."""
    counts: dict[Why, int] = {"literal": 0, "words": 0, "synonym": 0}
    for tier, numbers in _select(engine, plan(Interpreter(engine), text, Filters(), today=today)):
        counts[tier.why] += len(numbers)
    return counts


def hit_of(entry: Entry, why: Why, score: float, levels: Sequence[Sequence[str]]) -> Hit:
    """A record found, as it is shown."""
    marked = highlights(entry.text, levels)
    stretch = passage(entry.text, marked)
    issue = entry.issue
    return Hit(
        id=entry.id,
        kind=entry.kind,
        bulletin=entry.bulletin,
        series=issue.series,
        number=issue.number,
        total_number=issue.total_number,
        published=issue.published,
        date=date_of(entry),
        departments=entry.departments,
        types=entry.types,
        text=entry.text,
        snippet=snippet(entry.text, stretch),
        passage=stretch,
        highlights=marked,
        page=entry.page,
        score=round(score, 4),
        why=why,
    )


def date_of(entry: Entry) -> HitDate | None:
    """The entry's date as answers show it."""
    if entry.start is None or entry.end is None or entry.precision is None:
        return None
    return HitDate(start=entry.start, end=entry.end, precision=entry.precision, dated=entry.dated)


def _select(engine: Engine, ready: Plan) -> list[tuple[Tier, AbstractSet[int]]]:
    """The tiers with the records that each, and none before it, admits."""
    found: list[tuple[Tier, AbstractSet[int]]] = []
    seen: set[int] = set()
    asked: dict[Condition, None] = {}
    for tier in ready.tiers:
        if (tier.last_resort and seen) or (not tier.carrying and tier.condition in asked):
            continue
        asked[tier.condition] = None
        numbers = engine.select(Every((ready.scope, tier.condition))) - seen
        if tier.carrying:
            numbers &= engine.carrying(tier.carrying, tier.share)
        seen |= numbers
        found.append((tier, numbers))
    return found


def _ranked(
    engine: Engine, found: list[tuple[Tier, AbstractSet[int]]], *, sort: Sort, end: int
) -> list[Ranked]:
    """The first `end` hits in order: tier by tier by relevance, or all by date."""
    ranked: list[Ranked] = []
    if sort == "date":
        tier_of = {number: tier for tier, numbers in found for number in numbers}
        newest = engine.newest(tier_of.keys(), end)
        shown = frozenset(newest)
        scores: dict[int, float] = {}
        for tier, numbers in found:
            scores.update(engine.rank(numbers & shown, tier.weights, len(newest)))
        return [(number, scores[number], tier_of[number]) for number in newest]
    for tier, numbers in found:
        wanted = end - len(ranked)
        if wanted > 0 and numbers:
            best = engine.rank(numbers, tier.weights, wanted)
            ranked.extend((number, score, tier) for number, score in best)
    return ranked


def _shown(
    engine: Engine, ranked: list[Ranked], everything: AbstractSet[int], first: int
) -> tuple[Hit, ...]:
    """The hits from the place `first` on, near-identical ones told under the first of them."""
    under: dict[int, int] = {}
    folds: dict[int, list[int]] = {}
    numbers = [number for number, _, _ in ranked]
    for number in numbers[:FOLDED_DEPTH] if first < FOLDED_DEPTH else ():
        if number not in under:
            folds[number] = [
                each
                for each in engine.alike(number, everything)
                if each not in under and each not in folds
            ]
            under.update(dict.fromkeys(folds[number], number))
    shown = numbers[first:]
    entries = engine.entries(shown)
    listed = [each for number in shown for each in folds.get(number, ())[:MOST_LISTED]]
    wanted = list({*listed, *(under[number] for number in shown if number in under)})
    named = dict(zip(shown, entries, strict=True))
    named.update(zip(wanted, engine.entries(wanted), strict=True))
    hits = []
    for entry, (number, score, tier) in zip(entries, ranked[first:], strict=True):
        hit = hit_of(entry, tier.why, score, tier.levels)
        folded = folds.get(number, ())
        if folded or number in under:
            hit = msgspec.structs.replace(
                hit,
                folded=len(folded),
                folded_ids=tuple(named[each].id for each in folded[:MOST_LISTED]),
                folded_under=named[under[number]].id if number in under else None,
            )
        hits.append(hit)
    return tuple(hits)


def _by_bulletin(
    engine: Engine, hits: Sequence[Hit], everything: AbstractSet[int]
) -> tuple[BulletinHits, ...]:
    """The page's hits by the bulletins they stand in, in the order of their first."""
    ids: dict[str, list[str]] = {}
    for hit in hits:
        ids.setdefault(hit.bulletin, []).append(hit.id)
    return tuple(
        BulletinHits(
            bulletin=bulletin,
            total=len(engine.select(Keyword("bulletin", bulletin)) & everything),
            ids=tuple(listed),
        )
        for bulletin, listed in ids.items()
    )


def _suggestions(engine: Engine, texts: Sequence[str]) -> tuple[str, ...]:
    from indexer.suggest import suggestions  # noqa: PLC0415  (only where nothing was found)

    return suggestions(engine, list(texts))
