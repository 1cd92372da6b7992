"""Ranking and recall on a set of Chinese questions (CMRC 2018).

The file is CMRC 2018's (data, paragraphs, context, qas, question); it is no part of this
repository. Each passage is a record; an answer is right where it is the passage that the question
was asked of. Prints nDCG@10 of plain BM25 over several units (`bench.variants`), of the shipped
ranking with and without question words, of the ranking by jieba's own words, and of `search` as a
user meets it; how `search` does against the best of the first (`bench.significance`); what the
settings of BM25 do; and the recall of random substrings against a plain scan.
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

from bench.significance import compare
from bench.variants import WORDS, Bm25, Units, variants
from indexer.bm25 import K1, B
from indexer.engine import EVERYTHING, Engine, Literally, create_engine
from indexer.entries import Entry, Issue
from indexer.fold import fold, fold_query
from indexer.search import search
from indexer.segment import words
from indexer.vocabulary import QUESTION_WORDS, cut

DEPTH = 10
SUBSTRINGS = 2000
LONGEST_SUBSTRING = 12
SEED = 2018
K1_TRIED = (0.6, 0.9, 1.2, 2.0)
B_TRIED = (0.0, 0.2, 0.4, 0.75)

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


class Score(msgspec.Struct, frozen=True):
    """Each question's nDCG@10, and how long each answer took, ascending, in milliseconds."""

    gains: tuple[float, ...]
    times: tuple[float, ...]

    @property
    def mean(self) -> float:
        """nDCG@10 of all questions."""
        return sum(self.gains) / len(self.gains)

    def row(self, name: str) -> str:
        """The line of the table."""
        times = self.times
        median, late = times[len(times) // 2], times[int(len(times) * 0.95)]
        return f"| {name} | {self.mean:.4f} | {median:.1f} | {late:.1f} |"


def score(answer: Answer, questions: list[Question]) -> Score:
    """Ask all the questions."""
    gains, times = [], []
    for question, right in questions:
        began = time.perf_counter()
        found = answer(question)
        times.append((time.perf_counter() - began) * 1000)
        wanted = f"{right}.a1"
        gains.append(1 / math.log2(found.index(wanted) + 2) if wanted in found else 0.0)
    return Score(tuple(gains), tuple(sorted(times)))


def plain(passages: list[str], units: Units, k1: float = K1, b: float = B) -> Answer:
    """Plain BM25 over the passages."""
    ranking = Bm25(passages, units, k1, b)
    return lambda question: [f"{number}.a1" for number in ranking.best(question, DEPTH)]


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
    """Build an index in a temporary folder and tell the tables, line by line."""
    passages, questions = read(file)
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(Path(folder) / "index")
        engine.write(entries(passages))
        units = variants()
        answers: dict[str, Answer] = {
            **{f"plain: {name}": plain(passages, each) for name, each in units.items()},
            "ranking, the index's own words": ranked(
                engine, lambda text: cut(engine, fold_query(text)).scored
            ),
            "ranking, without question words": ranked(
                engine, lambda text: cut(engine, _without_question(fold_query(text))).scored
            ),
            "ranking, jieba's words": ranked(engine, lambda text: words(fold_query(text))),
            SEARCH: searched(engine),
        }
        scores: dict[str, Score] = {}
        yield f"{len(passages)} passages, {len(questions)} questions"
        yield "| variant | nDCG@10 | p50 ms | p95 ms |\n|---|---|---|---|"
        for name, answer in answers.items():
            scores[name] = score(answer, questions)
            yield scores[name].row(name)
        yield ""
        yield from _compared(scores)
        yield ""
        yield from _settings(passages, questions)
        held, right, wrong = recall(engine, passages)
        yield f"\n{SUBSTRINGS} substrings: {right} of {held} records found, {wrong} wrongly"
        engine.close()


SEARCH = "`search`"


def _compared(scores: dict[str, Score]) -> Iterator[str]:
    """`search` against each plain variant."""
    plain_ones = {name: each for name, each in scores.items() if name.startswith("plain")}
    yield "| `search` less | nDCG@10 | 95 % of resamples | p |\n|---|---|---|---|"
    for name, each in sorted(plain_ones.items(), key=lambda pair: -pair[1].mean):
        found = compare(scores[SEARCH].gains, each.gains)
        bounds = f"{found.low:+.4f} … {found.high:+.4f}"
        yield f"| {name} | {found.mean:+.4f} | {bounds} | {found.p:.3f} |"


def _settings(passages: list[str], questions: list[Question]) -> Iterator[str]:
    """nDCG@10 of the words alone by k1 (lines) and b (columns)."""
    units = variants()[WORDS]
    yield "| k1 \\ b | " + " | ".join(map(str, B_TRIED)) + " |"
    yield "|---" * (len(B_TRIED) + 1) + "|"
    for k1 in K1_TRIED:
        row = [score(plain(passages, units, k1, b), questions).mean for b in B_TRIED]
        yield f"| {k1} | " + " | ".join(f"{each:.4f}" for each in row) + " |"


def _without_question(folded: str) -> str:
    for word in QUESTION_WORDS:
        folded = folded.replace(word, " ")
    return folded
