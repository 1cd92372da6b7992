"""From a query and filters to an answer: literal hits, then related ones, each with why."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal

import msgspec

from archive.records import Date, Precision, RecordKind
from corpus.lexicon.synonyms import Group
from indexer.engine import NOTHING, Condition, Either, Engine, Every, Facets, Keyword, either
from indexer.entries import Entry
from indexer.meaning import Interpreter, Why
from indexer.passages import highlights, passage, snippet
from indexer.plans import Filters, Plan, Tier, Understood, plan

Sort = Literal["relevance", "date"]
DEFAULT_LIMIT = 20
FOLDED_DEPTH = 40
"""So many hits are compared with each other at least: repetitions rank side by side."""
DEEPEST_FOLDED = 300
"""Pages that reach beyond this are read by programs, not people: nothing is compared."""
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

    Of the first hits (`FOLDED_DEPTH`, or as far as the page reaches) `folded` counts those that say
    nearly the same as this one, `folded_ids` are theirs; each of them is in the answer too, at its
    own place, with `folded_under` naming this one.
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
    synthetic: bool = False


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
    found, everything = _select(engine, ready)
    first, end = limit * (page - 1), limit * page
    deep = end > DEEPEST_FOLDED
    ranked = _ranked(engine, found, sort=sort, end=end if deep else max(end, FOLDED_DEPTH))
    under = {} if deep else engine.alike([number for number, _, _ in ranked])
    hits = _shown(engine, ranked[first:end], under)
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
) -> tuple[AbstractSet[int], Understood]:
    """Numbers of all records `search` finds, for counting and export, and how it read the query."""
    filters = filters or Filters()
    interpreter = Interpreter(engine, filters.role, groups)
    ready = plan(interpreter, text, filters, exact=exact, today=today)
    return _select(engine, ready)[1], ready.understood


def hits_by_why(engine: Engine, text: str, *, today: Date | None = None) -> dict[Why, int]:
    """How many records a query finds in each class; raises as `search` does."""
    counts: dict[Why, int] = {"literal": 0, "words": 0, "synonym": 0}
    ready = plan(Interpreter(engine), text, Filters(), today=today)
    for tier, numbers in _select(engine, ready)[0]:
        counts[tier.why] += len(numbers)
    return counts


def hit_of(
    entry: Entry,
    why: Why,
    score: float,
    levels: Sequence[Sequence[str]],
    *,
    folded: Sequence[str] = (),
    under: str | None = None,
) -> Hit:
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
        folded=len(folded),
        folded_ids=tuple(folded),
        folded_under=under,
        synthetic=issue.synthetic,
    )


def date_of(entry: Entry) -> HitDate | None:
    """The entry's date as answers show it."""
    if entry.start is None or entry.end is None or entry.precision is None:
        return None
    return HitDate(start=entry.start, end=entry.end, precision=entry.precision, dated=entry.dated)


def _select(
    engine: Engine, ready: Plan
) -> tuple[list[tuple[Tier, AbstractSet[int]]], AbstractSet[int]]:
    """The tiers with the records that each, and none before it, admits; and all of them."""
    found: list[tuple[Tier, AbstractSet[int]]] = []
    seen: AbstractSet[int] = frozenset()
    asked: set[Condition] = set()
    for tier in ready.tiers:
        condition = tier.condition
        if not tier.carrying:
            ways = condition.conditions if isinstance(condition, Either) else (condition,)
            ways = tuple(way for way in ways if way not in asked)
            asked.update((condition, *ways))
            condition = either(ways)  # what was asked before has been seen
        if (tier.last_resort and seen) or condition == NOTHING:
            continue
        numbers = engine.select(Every((ready.scope, condition)))
        if tier.carrying:
            numbers = numbers & engine.carrying(tier.carrying, tier.share)
        if seen:
            numbers = numbers - seen
        if numbers:
            seen = seen | numbers if seen else numbers
            found.append((tier, numbers))
    return found, seen


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


def _shown(engine: Engine, ranked: list[Ranked], under: dict[int, int]) -> tuple[Hit, ...]:
    """The hits as they are shown; `under` names the first of near-identical ones by the others."""
    shown = [number for number, _, _ in ranked]
    folds: dict[int, list[int]] = {}
    for number, first in under.items():
        folds.setdefault(first, []).append(number)
    others = {each for number in shown for each in folds.get(number, ())}
    others.update(under[number] for number in shown if number in under)
    named = list(others)
    ids = {number: entry.id for number, entry in zip(named, engine.entries(named), strict=True)}
    return tuple(
        hit_of(
            entry,
            tier.why,
            score,
            tier.levels,
            folded=[ids[each] for each in folds.get(number, ())],
            under=ids[under[number]] if number in under else None,
        )
        for entry, (number, score, tier) in zip(engine.entries(shown), ranked, strict=True)
    )


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
