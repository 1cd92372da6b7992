"""Ranking and recall on a set of Chinese questions (CMRC 2018).

The file is CMRC 2018's (data, paragraphs, context, qas, question); it is no part of this
repository. Each passage is a record; an answer is right where it is the passage that the question
was asked of. Prints nDCG@10 of the shipped ranking with and without question words, of the ranking
by jieba's own words, and of `search` as a user meets it; then the recall of random substrings
against a plain scan.
"""

from __future__ import annotations

import math
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from indexer.engine import EVERYTHING, Engine, Literally, create_engine
from indexer.entries import Entry, Issue
from indexer.fold import fold, fold_query
from indexer.search import search
from indexer.segment import words
from indexer.vocabulary import cut, without_question

DEPTH = 10
SUBSTRINGS = 2000
LONGEST_SUBSTRING = 12
SEED = 2018

Question = tuple[str, int]
Answer = Callable[[str], list[str]]


def read(file: Path) -> tuple[list[str], list[Question]]:
    """The passages, and the questions with the number of the passage each was asked of."""
    data: dict[str, Any] = msgspec.json.decode(file.read_bytes())
    paragraphs = [paragraph for article in data["data"] for paragraph in article["paragraphs"]]
    questions = [
        (question["question"], number)
        for number, paragraph in enumerate(paragraphs)
        for question in paragraph["qas"]
    ]
    return [paragraph["context"] for paragraph in paragraphs], questions


def entries(passages: Iterable[str]) -> Iterable[Entry]:
    """Each passage as a record of an issue of its own."""
    for number, text in enumerate(passages):
        issue = Issue(
            id=str(number),
            series=None,
            publisher=None,
            year=None,
            number=None,
            total_number=None,
            published=None,
            start=None,
            end=None,
        )
        yield Entry(id=f"{number}.a1", kind="activity", issue=issue, text=text)


def score(answer: Answer, questions: list[Question]) -> tuple[float, float, float]:
    """nDCG@10, and the median and 95th percentile of the time for an answer in milliseconds."""
    gains, times = [], []
    for question, right in questions:
        began = time.perf_counter()
        found = answer(question)
        times.append((time.perf_counter() - began) * 1000)
        wanted = f"{right}.a1"
        gains.append(1 / math.log2(found.index(wanted) + 2) if wanted in found else 0.0)
    times.sort()
    return (
        sum(gains) / len(gains),
        times[len(times) // 2],
        times[int(len(times) * 0.95)],
    )


def ranked(engine: Engine, words_of: Callable[[str], Iterable[str]]) -> Answer:
    """All records ranked by the words of the question."""
    everything = engine.select(EVERYTHING)

    def answer(question: str) -> list[str]:
        best = engine.rank(everything, dict.fromkeys(words_of(question), 1.0), DEPTH)
        return [entry.id for entry in engine.entries([number for number, _ in best])]

    return answer


def searched(engine: Engine) -> Answer:
    """What `zhoubao search` answers."""
    return lambda question: [hit.id for hit in search(engine, question, limit=DEPTH).hits]


def recall(engine: Engine, passages: list[str]) -> tuple[int, int, int]:
    """Of random substrings: records that hold them, those found, those found wrongly."""
    chosen = random.Random(SEED)
    folded = [fold(text) for text in passages]
    held = right = wrong = 0
    for _ in range(SUBSTRINGS):
        text = chosen.choice(passages)
        start = chosen.randrange(len(text))
        needle = fold_query(text[start : start + chosen.randint(1, LONGEST_SUBSTRING)])
        expected = {f"{number}.a1" for number, each in enumerate(folded) if needle in each}
        numbers = sorted(engine.select(Literally(needle)))
        found = {entry.id for entry in engine.entries(numbers)}
        held += len(expected)
        right += len(expected & found)
        wrong += len(found - expected)
    return held, right, wrong


def report(file: Path) -> Iterator[str]:
    """Build an index in a temporary folder and tell the table, line by line."""
    passages, questions = read(file)
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(Path(folder) / "index")
        engine.write(entries(passages))
        variants: dict[str, Answer] = {
            "ranking, the index's own words": ranked(
                engine, lambda text: cut(engine, fold_query(text)).scored
            ),
            "ranking, without question words": ranked(
                engine, lambda text: cut(engine, without_question(fold_query(text))).scored
            ),
            "ranking, jieba's words": ranked(engine, lambda text: words(fold_query(text))),
            "search": searched(engine),
        }
        yield f"{len(passages)} passages, {len(questions)} questions"
        yield "| variant | nDCG@10 | p50 ms | p95 ms |\n|---|---|---|---|"
        for name, answer in variants.items():
            gain, median, late = score(answer, questions)
            yield f"| {name} | {gain:.4f} | {median:.1f} | {late:.1f} |"
        held, right, wrong = recall(engine, passages)
        yield f"{SUBSTRINGS} substrings: {right} of {held} records found, {wrong} wrongly"
        engine.close()
