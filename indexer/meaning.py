"""What a query tree asks an engine: conditions from strict to related, and words to rank by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from corpus.lexicon.synonyms import Group
from indexer import query, related
from indexer.engine import (
    EVERYTHING,
    NOTHING,
    Condition,
    Either,
    Engine,
    Every,
    Keyword,
    KeywordField,
    Literally,
    Overlaps,
    Titled,
    Without,
    either,
)
from indexer.fold import fold_query
from indexer.naming import (
    Department,
    department,
    departments_condition,
    holding_condition,
    may_be_department,
    place_condition,
    written_forms,
)
from indexer.vocabulary import LONGEST_TEXT, cut, scored_words

Why = Literal["literal", "words", "synonym"]
Role = Literal["actor", "any"]

RELATED_WEIGHT = 0.4
"""What a synonym's word counts in ranking beside a word of the query itself."""

MAX_OTHERS = 24
"""Of so many synonyms the words rank (all of them find)."""

COUNTED = ("总数量", "总量", "总数", "件数", "次数", "人数", "数量", "量", "数")
"""Ends of words for how many: 受理量 is told as 受理488639件."""
SHORTEST_COUNTED = 2


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """A query for one engine.

    `literal`, `words` and `synonym` each admit what the one before does. `weights` are the words to
    rank by (`literal_weights` those whose parts tell nothing more, as the whole string is there),
    `related` those to rank the last by besides. `phrases` (strings asked for), `fine`
    (their words) and `others` (what they may stand as), all folded, are what to highlight, in this
    order. `departments` were recognised in the text or a field.
    """

    literal: Condition
    words: Condition
    synonym: Condition
    weights: dict[str, float]
    literal_weights: dict[str, float] = {}
    related: dict[str, float] = {}
    phrases: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    departments: tuple[Department, ...] = ()


class Interpreter:
    """Turns trees into meanings; `role` says what a department field means."""

    def __init__(
        self, engine: Engine, role: Role = "actor", groups: Iterable[Group] | None = None
    ) -> None:
        self.engine = engine
        self.department_field: KeywordField = "actor" if role == "actor" else "department"
        self._groups = engine.groups if groups is None else tuple(groups)
        self._leaves: dict[query.Text, _Leaf] = {}
        self._asked: dict[str, Department] = {}

    def meaning(self, tree: query.Clause | None) -> Meaning:
        """The tree's meaning; an empty one means every record."""
        if tree is None:
            return Meaning(literal=EVERYTHING, words=EVERYTHING, synonym=EVERYTHING, weights={})
        leaves = [self.leaf(text) for text in positive_texts(tree)]
        weights = {word: weight for leaf in leaves for word, weight in leaf.weights.items()}
        others = {word: weight for leaf in leaves for word, weight in leaf.related.items()}
        return Meaning(
            literal=self._compose(tree, lambda leaf: leaf.literal),
            words=self._compose(tree, lambda leaf: leaf.words),
            synonym=self._compose(tree, lambda leaf: leaf.synonym),
            weights=weights,
            literal_weights={word: 1.0 for leaf in leaves for word in leaf.longest},
            related=others,
            phrases=_distinct((leaf.folded,) for leaf in leaves),
            fine=_distinct(leaf.fine for leaf in leaves),
            others=_distinct(leaf.others for leaf in leaves),
            departments=tuple(self._asked.values()),
        )

    def department(self, asked: str) -> Department:
        """What the index has under a department's name, looked up once."""
        if asked not in self._asked:
            self._asked[asked] = department(self.engine, asked)
        return self._asked[asked]

    def field_condition(self, name: query.FieldName, value: str) -> Condition:
        """A field of the query language as a condition."""
        match name:
            case "department":
                return departments_condition(self.department(value).names, self.department_field)
            case "place":
                return place_condition(self.engine, value)
            case "kind":
                return Keyword("kind", value)
            case "type":
                return Keyword("type", value)
            case "series" | "person" | "document":
                return holding_condition(self.engine, name, value)

    def leaf(self, text: query.Text) -> _Leaf:
        """A text's conditions, made once."""
        if text not in self._leaves:
            passage = len(text.value) > LONGEST_TEXT
            self._leaves[text] = self._exact(text) if text.exact or passage else self._related(text)
        return self._leaves[text]

    def concepts(self, folded: str) -> tuple[Condition, ...]:
        """One condition for each thing a folded text speaks of: a word, or a group of synonyms."""
        found: dict[Condition, None] = {}
        for word, alternatives in related.pieces(folded[:LONGEST_TEXT], self._groups):
            if alternatives:
                found[self._any_way(word, alternatives)] = None
                continue
            telling = (each for each in cut(self.engine, word).fine if len(each) > 1)
            found.update(dict.fromkeys(self._all_words((each,)) for each in telling))
        return tuple(found)

    def topics(self, folded: str) -> tuple[Condition, ...]:
        """One condition for each affair of the synonym lists that a folded text speaks of."""
        parts = related.pieces(folded[:LONGEST_TEXT], self._groups)
        return tuple(self._any_way(word, others) for word, others in parts if others)

    def _compose(self, tree: query.Clause, pick: Callable[[_Leaf], Condition]) -> Condition:
        match tree:
            case query.Not(query.Text(value)):
                return Without(Literally(value))
            case query.Not(inner):
                return Without(self._compose(inner, lambda leaf: leaf.literal))
            case query.All(parts):
                return Every(tuple(self._compose(part, pick) for part in parts))
            case query.Any(parts):
                return Either(tuple(self._compose(part, pick) for part in parts))
            case query.Text():
                return pick(self.leaf(tree))
            case _:
                return self._filter(tree)

    def _filter(self, clause: query.Field | query.IssueNumber | query.DateRange) -> Condition:
        match clause:
            case query.Field(name, value):
                return self.field_condition(name, value)
            case query.IssueNumber(number):
                return Keyword("number", str(number))
            case query.DateRange(start, end):
                return Overlaps(start, end)

    def _exact(self, text: query.Text) -> _Leaf:
        folded = fold_query(text.value)
        condition = Literally(folded)
        words = cut(self.engine, folded)
        return _Leaf(
            folded=folded,
            literal=condition,
            words=condition,
            synonym=condition,
            weights=dict.fromkeys(words.scored, 1.0),
            longest=words.longest,
        )

    def _related(self, text: query.Text) -> _Leaf:
        folded = fold_query(text.value)
        literal = Literally(folded)
        words = cut(self.engine, folded)
        all_words = either((literal, self._all_words(words.fine)))
        ways: list[Condition] = [all_words]
        others: list[str] = []
        self._add_synonyms(folded, ways, others)
        counted = next((end for end in COUNTED if folded.endswith(end)), "")
        if counted and len(folded) >= len(counted) + SHORTEST_COUNTED:
            ways.append(self._all_words(cut(self.engine, folded.removesuffix(counted)).fine))
        simple = related.as_simplified(folded)
        if simple is not None:
            ways += (Literally(simple), self._all_words(cut(self.engine, simple).fine))
            others += (simple, *cut(self.engine, simple).fine)
            self._add_synonyms(simple, ways, others)
        if may_be_department(folded):
            names = self.department(folded).names
            if names:
                ways.append(departments_condition(names, "department"))
                others += written_forms(names)
            else:
                del self._asked[folded]
        listed = others[:MAX_OTHERS]
        ranking = (word for other in listed for word in scored_words(self.engine, other))
        return _Leaf(
            folded=folded,
            literal=literal,
            words=all_words,
            synonym=either(ways),
            weights=dict.fromkeys(words.scored, 1.0),
            longest=words.longest,
            related=dict.fromkeys(ranking, RELATED_WEIGHT),
            fine=words.fine,
            others=tuple(others),
        )

    def _all_words(self, fine: tuple[str, ...]) -> Condition:
        """Every word somewhere in the text or title; none: no record."""
        if not fine:
            return NOTHING
        each = tuple(Either((Literally(word), Titled(word))) for word in fine)
        return Every(each) if len(each) > 1 else each[0]

    def _add_synonyms(self, folded: str, ways: list[Condition], others: list[str]) -> None:
        parts = related.pieces(folded, self._groups)
        if not any(alternatives for _, alternatives in parts):
            return
        needed: list[Condition] = []
        for word, alternatives in parts:
            if not alternatives:
                fine = cut(self.engine, word).fine
                needed.extend((self._all_words(fine),) if fine else ())
                continue
            others.extend(alternatives)
            needed.append(self._any_way(word, alternatives))
        ways.append(Every(tuple(needed)) if len(needed) > 1 else needed[0])

    def _any_way(self, word: str, alternatives: Group) -> Condition:
        """A word of the synonym lists in any of its forms, or as a type of activity.

        Forms that hold another (培训班 holds 培训) find nothing that it does not.
        """
        fine = cut(self.engine, word).fine
        forms = list(map(fold_query, alternatives))
        shorter = [*forms, *fine] if len(fine) == 1 else forms
        told = (
            form for form in forms if not any(each in form and each != form for each in shorter)
        )
        held = self.engine.values("type")
        types = (each for each in (word, *alternatives) if each in held)
        return either(
            (
                self._all_words(fine),
                *map(Literally, told),
                *(Keyword("type", each) for each in types),
            )
        )


class _Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """One text of a query; see `Meaning`."""

    folded: str
    literal: Condition
    words: Condition
    synonym: Condition
    weights: dict[str, float]
    longest: tuple[str, ...]
    related: dict[str, float] = {}
    fine: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def positive_texts(tree: query.Clause | None) -> list[query.Text]:
    """The texts that are asked for (not those excluded), in order."""
    match tree:
        case query.Text():
            return [tree]
        case query.All(parts) | query.Any(parts):
            return [text for part in parts for text in positive_texts(part)]
        case _:
            return []


def _distinct(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for group in groups for word in group if word))
