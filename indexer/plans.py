"""A query and its filters made ready for an engine: tiers of conditions from strict to related."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from archive.records import Date, RecordKind
from indexer import query as language
from indexer.engine import (
    EVERYTHING,
    Condition,
    Either,
    Engine,
    Every,
    Keyword,
    Literally,
    Overlaps,
    Without,
)
from indexer.fold import fold_query
from indexer.meaning import Interpreter, Meaning, Role, Why, positive_texts
from indexer.naming import Department, departments_condition, holding_condition
from indexer.plain_question import PlainQuestion, understand
from indexer.vocabulary import cut

SHARE_ASKED = 0.15
SHARE_TOLD = 0.3
"""Of a sentence's words, weighed by rarity, so much must be in a record that has not all of them:
less where it asks something. Under the first, hardly a passage falls that answers the question
asked of it (bench/retrieval.py); above it, questions nothing answers find nothing, as the words
that are nowhere weigh most."""
LEAST_WORDS = 3
"""A text of fewer words that asks nothing is no sentence: all its words must be there."""


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """The filters of the command line; several values of one filter are alternatives.

    `departments` and `places` may be any name of them; `since` and `until` are closed.
    """

    departments: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    since: Date | None = None
    until: Date | None = None
    series: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    kinds: tuple[RecordKind, ...] = ()
    role: Role = "actor"


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """How the query was read: `query` is its normal form (None: taken literally)."""

    query: str | None
    exact: bool = False
    departments: tuple[Department, ...] = ()
    types: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    since: Date | None = None
    until: Date | None = None
    number: int | None = None
    words: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()


class Tier(msgspec.Struct, frozen=True, kw_only=True):
    """Hits of one class: what admits them, words to rank by, what to highlight, by importance.

    Of the conditions in `carrying`, where there are any, the records must meet `share`. A tier
    that is a `last_resort` is asked only where no other has hits.
    """

    why: Why
    condition: Condition
    weights: dict[str, float] = {}
    levels: tuple[tuple[str, ...], ...] = ()
    carrying: tuple[Condition, ...] = ()
    share: float = 0.0
    last_resort: bool = False


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A query made ready: its tiers, what was understood, and its texts."""

    scope: Condition
    tiers: tuple[Tier, ...]
    understood: Understood
    texts: tuple[str, ...] = ()


def plan(
    interpreter: Interpreter,
    text: str,
    filters: Filters,
    *,
    exact: bool = False,
    today: Date | None = None,
) -> Plan:
    """Make a query ready. Raises QueryError where a field of it is broken."""
    scope = scope_of(interpreter, filters)
    folded = fold_query(text)
    tree = None if exact else language.parse(text, today)
    if tree is None:
        leaf = interpreter.leaf(language.Text(text, exact=True))
        whole = Tier(
            why="literal",
            condition=Literally(folded),
            weights=dict.fromkeys(leaf.longest, 1.0),
            levels=((folded,),) if folded else (),
        )
        return Plan(scope=scope, tiers=(whole,), understood=Understood(query=None, exact=exact))
    meaning = interpreter.meaning(tree)
    whole = Tier(
        why="literal",
        condition=Literally(folded),
        weights=meaning.literal_weights,
        levels=((folded,),),
    )
    literal, *others = _tiers(meaning)
    first = (literal,) if language.has_exclusion(tree) else (whole, literal)
    ready = Plan(
        scope=scope,
        tiers=(*first, *others),
        understood=_understood(tree, meaning),
        texts=tuple(each.value for each in positive_texts(tree)),
    )
    if not _is_bare(tree):
        return ready
    question = understand(text, interpreter.engine, interpreter.department, today)
    if question is not None:
        return _for_question(interpreter, ready, first, tuple(others), question)
    return msgspec.structs.replace(
        ready, tiers=(*ready.tiers, *_last_resort(interpreter, text, EVERYTHING, asks=False))
    )


def scope_of(interpreter: Interpreter, filters: Filters) -> Condition:
    """What the filters admit."""
    conditions: list[Condition] = []

    def one_of(alternatives: Iterable[Condition]) -> None:
        listed = tuple(alternatives)
        if listed:
            conditions.append(Either(listed))

    one_of(interpreter.field_condition("department", name) for name in filters.departments)
    one_of(Keyword("type", name) for name in filters.types)
    one_of(interpreter.field_condition("series", name) for name in filters.series)
    one_of(interpreter.field_condition("place", name) for name in filters.places)
    one_of(Keyword("kind", kind) for kind in filters.kinds)
    if filters.since or filters.until:
        conditions.append(Overlaps(filters.since, filters.until))
    return Every(tuple(conditions))


def _tiers(meaning: Meaning) -> tuple[Tier, Tier, Tier]:
    words = (*meaning.phrases, *_telling(meaning.fine))
    return (
        Tier(
            why="literal",
            condition=meaning.literal,
            weights=meaning.literal_weights,
            levels=(meaning.phrases,),
        ),
        Tier(
            why="words",
            condition=meaning.words,
            weights=meaning.weights,
            levels=(words, meaning.fine),
        ),
        Tier(
            why="synonym",
            condition=meaning.synonym,
            weights={**meaning.related, **meaning.weights},
            levels=((*words, *meaning.others), meaning.fine),
        ),
    )


def _for_question(
    interpreter: Interpreter,
    ready: Plan,
    first: tuple[Tier, ...],
    others: tuple[Tier, ...],
    question: PlainQuestion,
) -> Plan:
    """Literal hits of the sentence, then what it asks for.

    What its words are related to comes after, where it names no date and asks nothing.
    """
    frame = _frame(interpreter, question)
    engine = interpreter.engine
    texts = tuple(language.Text(word) for word in question.words)
    tree = language.All(texts) if len(texts) > 1 else texts[0] if texts else None
    meaning = interpreter.meaning(tree)
    types = tuple(Keyword("type", name) for name in question.types)
    relaxed: list[str] = []
    typed = Every((*frame, *types))
    bound = question.department is not None
    if bound and texts and not _holds(engine, ready.scope, Every((typed, meaning.synonym))):
        relaxed.extend(question.words)
        meaning = interpreter.meaning(None)
    if bound and types and not _holds(engine, ready.scope, Every((typed, meaning.synonym))):
        relaxed.extend(question.types)
        typed = Every(frame)
    if relaxed and not _holds(engine, ready.scope, typed):
        relaxed.clear()  # there is nothing else either
    marks = (*question.types, *_marks(question), *_telling(meaning.fine), *meaning.phrases)
    asked = tuple(
        Tier(
            why=tier.why,
            condition=Every((typed, tier.condition)),
            weights={**tier.weights, **dict.fromkeys(question.types, 1.0)},
            levels=(marks, *tier.levels),
        )
        for tier in _tiers(meaning)[1:]
    )
    if not bound:
        asked += _last_resort(interpreter, question.rest, typed, asks=question.asks)
    related = () if question.asks or question.start or question.end else others
    understood = Understood(
        query=ready.understood.query,
        departments=(question.department, *question.others) if question.department else (),
        types=question.types,
        places=question.places,
        since=question.start,
        until=question.end,
        number=question.number,
        words=question.words,
        relaxed=tuple(relaxed),
    )
    tiers = (*first, *asked, *related)
    return msgspec.structs.replace(ready, tiers=tiers, understood=understood)


def _frame(interpreter: Interpreter, question: PlainQuestion) -> tuple[Condition, ...]:
    """What is never given up: department, date, place and number."""
    frame: list[Condition] = []
    if question.department is not None:
        field = "department" if question.others else interpreter.department_field
        named = (question.department, *question.others)
        frame.extend(departments_condition(each.names, field) for each in named)
    if question.start or question.end:
        days: Condition = Overlaps(question.start, question.end)
        if question.department is None:
            days = Either((days, _naming(question)))
        frame.append(days)
    frame.extend(
        Either(
            (
                interpreter.field_condition("place", name),
                Literally(name),
                holding_condition(interpreter.engine, "publisher", name),
            )
        )
        for name in question.places
    )
    if question.bulletin is not None:
        frame.append(Keyword("bulletin", question.bulletin))
    elif question.number is not None:
        frame.append(Keyword("number", str(question.number)))
    return tuple(frame)


def _naming(question: PlainQuestion) -> Condition:
    """Records that name the date in their text; for one side of it, those that have no date."""
    named = Literally(question.date_written)
    if question.start and question.end:
        return named
    return Every((named, Without(Overlaps(None, None))))


def _marks(question: PlainQuestion) -> tuple[str, ...]:
    named = (question.department, *question.others) if question.department else ()
    return tuple(fold_query(each.asked) for each in named)


def _holds(engine: Engine, scope: Condition, condition: Condition) -> bool:
    return bool(engine.select(Every((scope, condition))))


def _last_resort(
    interpreter: Interpreter, text: str, frame: Condition, *, asks: bool
) -> tuple[Tier, ...]:
    """For a sentence: records inside the frame that have much of what it speaks of.

    The affairs that it names (使用林地, 渔业捕捞许可) must be in them: 审批 and 几个工作日 are in
    answers about any other.
    """
    folded = fold_query(text)
    concepts = interpreter.concepts(folded)
    if not concepts or (len(concepts) < LEAST_WORDS and not asks):
        return ()
    words = cut(interpreter.engine, folded)
    return (
        Tier(
            why="words",
            condition=Every((frame, *interpreter.topics(folded))),
            weights=dict.fromkeys(words.scored, 1.0),
            levels=(_telling(words.fine),),
            carrying=concepts,
            share=SHARE_ASKED if asks else SHARE_TOLD,
            last_resort=not asks,
        ),
    )


def _is_bare(tree: language.Clause) -> bool:
    """Words alone, without any sign of the language."""
    match tree:
        case language.Text(exact=exact):
            return not exact
        case language.All(parts):
            return all(isinstance(part, language.Text) and not part.exact for part in parts)
        case _:
            return False


def _telling(words: Sequence[str]) -> tuple[str, ...]:
    """The words of more than one character: single ones are marked only where nothing else is."""
    return tuple(word for word in words if len(word) > 1)


def _understood(tree: language.Clause, meaning: Meaning) -> Understood:
    parts = tree.parts if isinstance(tree, language.All) else (tree,)
    fields = [part for part in parts if isinstance(part, language.Field)]
    dates = next((part for part in parts if isinstance(part, language.DateRange)), None)
    numbers = [part.value for part in parts if isinstance(part, language.IssueNumber)]
    return Understood(
        query=language.to_text(tree),
        departments=meaning.departments,
        types=tuple(field.value for field in fields if field.name == "type"),
        places=tuple(field.value for field in fields if field.name == "place"),
        since=dates.start if dates else None,
        until=dates.end if dates else None,
        number=numbers[0] if numbers else None,
        words=meaning.fine,
    )
