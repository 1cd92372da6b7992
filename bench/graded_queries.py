"""Graded queries over the real bulletin and the gold ones: nDCG@10 by kind (`queries.jsonl`).

A query's `relevant` maps a passage of a record's text to its grade (3: what was asked for, 2: of
the same matter, 1: would be read with interest); a record has the best grade of the passages that
stand in it, whatever id the parser gave it. A query of the kind `no answer` is right where nothing
is found. Bulletins are parsed and indexed as `ingest` would.
"""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import msgspec

from archive.reader import parse_file
from indexer import bm25, terms
from indexer.engine import Engine, create_engine
from indexer.entries import Entry, entries_of
from indexer.search import search

ROOT = Path(__file__).parents[1]
QUERIES = Path(__file__).with_name("queries.jsonl")
BULLETINS = (
    ROOT / "corpus" / "bulletins" / "2022-26-401.txt",
    *sorted((ROOT / "corpus" / "gold" / "bulletins").glob("*.txt")),
)
DEPTH = 10
TODAY = dt.date(2025, 6, 2)
"""The day that 去年 is seen from."""
NO_ANSWER = "no answer"


class Query(msgspec.Struct, frozen=True):
    """One query with what is relevant to it."""

    kind: str
    query: str
    relevant: dict[str, int]


class Scored(msgspec.Struct, frozen=True):
    """A query's nDCG@10 and the ids of the first answers, each with its grade."""

    query: Query
    ndcg: float
    found: tuple[tuple[str, int], ...]


def queries() -> list[Query]:
    """The queries of the file."""
    lines = QUERIES.read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Query) for line in lines]


def parsed() -> list[Entry]:
    """The records of the bulletins."""
    return [entry for file in BULLETINS for entry in entries_of(parse_file(file))]


@contextmanager
def indexed(entries: list[Entry]) -> Iterator[Engine]:
    """An index of the records in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(Path(folder) / "index")
        engine.write(entries)
        try:
            yield engine
        finally:
            engine.close()


def score(engine: Engine, entries: list[Entry], query: Query) -> Scored:
    """One query asked; raises ValueError where a passage stands in no record."""
    hits = search(engine, query.query, limit=DEPTH, today=TODAY).hits
    found = tuple((hit.id, _grade(hit.text, query)) for hit in hits)
    if query.kind == NO_ANSWER:
        return Scored(query, float(not hits), found)
    for passage in query.relevant:
        if not any(passage in entry.text for entry in entries):
            raise ValueError(f"{query.query}: no record holds {passage}")
    ideal = sorted((_grade(entry.text, query) for entry in entries), reverse=True)
    return Scored(query, _gain([grade for _, grade in found]) / _gain(ideal[:DEPTH]), found)


def report() -> Iterator[str]:
    """The table by kind, then every query below 1 with what it found."""
    entries = parsed()
    with indexed(entries) as engine:
        scored = [score(engine, entries, query) for query in queries()]
    kinds = dict.fromkeys(each.query.kind for each in scored)
    yield f"{len(scored)} queries over {len(entries)} records\n"
    yield "| kind | queries | nDCG@10 |\n|---|---|---|"
    for kind in kinds:
        own = [each.ndcg for each in scored if each.query.kind == kind]
        yield f"| {kind} | {len(own)} | {sum(own) / len(own):.3f} |"
    yield f"| all | {len(scored)} | {sum(each.ndcg for each in scored) / len(scored):.3f} |"
    for each in scored:
        if each.ndcg < 1:
            yield f"- {each.query.query}: {each.ndcg:.3f} {each.found}"

    yield ""
    yield from _settings(entries)


def _settings(entries: list[Entry]) -> Iterator[str]:
    """What other settings of the ranking give, each alone changed from the shipped one."""
    tried: tuple[tuple[ModuleType, str, tuple[float, ...]], ...] = (
        (bm25, "K1", (0.6, 1.2, 2.0)),
        (bm25, "B", (0.0, 0.2, 0.75)),
        (terms, "TITLE_WEIGHT", (0, 1, 4, 8)),
        (terms, "DEPARTMENT_WEIGHT", (0, 2, 4, 8)),
    )
    asked = [query for query in queries() if query.kind != NO_ANSWER]

    def mean() -> float:
        with indexed(entries) as engine:
            return sum(score(engine, entries, query).ndcg for query in asked) / len(asked)

    yield "| setting | nDCG@10 (queries with an answer) |\n|---|---|"
    yield f"| as shipped | {mean():.4f} |"
    for module, name, values in tried:
        for value in values:
            with patch.object(module, name, value):
                yield f"| {name} {value} | {mean():.4f} |"


def _grade(text: str, query: Query) -> int:
    return max((grade for passage, grade in query.relevant.items() if passage in text), default=0)


def _gain(grades: list[int]) -> float:
    return sum(float((1 << grade) - 1) / math.log2(place + 2) for place, grade in enumerate(grades))
