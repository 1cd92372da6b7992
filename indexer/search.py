"""From a query and filters to an answer: literal hits, then related ones, each with why."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from archive.records import Date, Precision, RecordKind
from corpus.lexicon.synonyms import Group
from indexer.engine import Condition, Engine, Every, Facets
from indexer.entries import Entry
from indexer.meaning import Interpreter, Why
from indexer.passages import highlights, passage, snippet
from indexer.plans import Filters, Plan, Tier, Understood, plan

Sort = Literal["relevance", "date"]
DEFAULT_LIMIT = 20


class HitDate(msgspec.Struct, frozen=True, kw_only=True):
    """A hit's date; not `dated`: its bulletin's period, for want of one of its own."""

    start: Date
    end: Date
    precision: Precision
    dated: bool


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A record found. `highlights` are offsets into `text`, `passage` bounds the snippet there."""

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
    hits = _page(engine, found, sort=sort, limit=limit, page=page)
    return SearchResult(
        query=text,
        understood=ready.understood,
        total=len(everything),
        page=page,
        limit=limit,
        facets=engine.facets(everything),
        hits=hits,
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


def _select(engine: Engine, ready: Plan) -> list[tuple[Tier, frozenset[int]]]:
    """The tiers with the records that each, and none before it, admits."""
    found: list[tuple[Tier, frozenset[int]]] = []
    seen: set[int] = set()
    asked: dict[Condition, None] = {}
    for tier in ready.tiers:
        if (tier.last_resort and seen) or (not tier.carrying and tier.condition in asked):
            continue
        asked[tier.condition] = None
        numbers = set(engine.select(Every((ready.scope, tier.condition))))
        if tier.carrying:
            numbers &= engine.carrying(tier.carrying, tier.share)
        numbers -= seen
        seen |= numbers
        found.append((tier, frozenset(numbers)))
    return found


def _page(
    engine: Engine,
    found: list[tuple[Tier, frozenset[int]]],
    *,
    sort: Sort,
    limit: int,
    page: int,
) -> tuple[Hit, ...]:
    """The page's hits in order: tier by tier by relevance, or all by date."""
    skipped, end = limit * (page - 1), limit * page
    ranked: list[tuple[int, float, Tier]] = []
    scores: dict[int, float] = {}
    if sort == "date":
        tier_of = {number: tier for tier, numbers in found for number in numbers}
        newest = engine.newest(tier_of.keys(), end)
        for tier, numbers in found:
            scores.update(engine.rank(numbers.intersection(newest), tier.weights, len(newest)))
        ranked = [(number, scores[number], tier_of[number]) for number in newest]
    else:
        for tier, numbers in found:
            wanted = end - len(ranked)
            if wanted > 0 and numbers:
                best = engine.rank(numbers, tier.weights, wanted)
                ranked.extend((number, score, tier) for number, score in best)
    shown = ranked[skipped:end]
    entries = engine.entries([number for number, _, _ in shown])
    return tuple(
        hit_of(entry, tier.why, score, tier.levels)
        for entry, (_, score, tier) in zip(entries, shown, strict=True)
    )


def _suggestions(engine: Engine, texts: Sequence[str]) -> tuple[str, ...]:
    from indexer.suggest import suggestions  # noqa: PLC0415  (only where nothing was found)

    return suggestions(engine, list(texts))
