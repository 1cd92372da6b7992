"""Speed and size of search against public tools, as ratios in one run.

Times of queries are of this process's own clock (`process_time`), so that other work on the machine
does not count; each query is asked once for each tool, none is repeated. Cold times are the medians
of whole processes, taken in turn.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from random import Random

from archive.store import open_store
from bench.sample_entries import sample_entries
from bench.search_peers import (
    NAIVE_COMMAND,
    Fts5Bigrams,
    Fts5Trigrams,
    Scan,
    whoosh_jieba,
)
from indexer.engine import Engine, Every, Keyword, Literally, create_engine, open_engine
from indexer.entries import Entry
from indexer.fold import fold, fold_query
from indexer.refresh import GENERATION_FILE
from indexer.search import search
from indexer.segment import words
from indexer.trends import trend

ROOT = Path(__file__).parents[1]
SEED = 2022
QUERIES = 200
TURNS = 7
"""Cold processes of each kind."""
BIGRAMS, TRIGRAMS = "SQLite FTS5: bigrams", "SQLite FTS5: trigrams"
COLD_QUERY = "林地报批"

Find = Callable[[str], object]
"""All records that hold a string."""


def report(records: int) -> Iterator[str]:
    """Build everything over the first `records` sample activities and tell the tables."""
    entries = sample_entries(records)
    texts = [fold(entry.text) for entry in entries]
    words("政务服务")  # jieba's dictionary is loaded before the clock runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peers: dict[str, Scan | Fts5Bigrams | Fts5Trigrams] = {"Python scan": Scan(texts)}

        builds: dict[str, tuple[Path, Callable[[Path], object]]] = {
            "zhoubao: words, grams, facts": (folder / "index", lambda at: _index(at, entries)),
            "whoosh: one jieba field": (folder / "whoosh", lambda at: whoosh_jieba(at, texts)),
            BIGRAMS: (folder / "2.db", lambda at: peers.update({BIGRAMS: Fts5Bigrams(at, texts)})),
            TRIGRAMS: (
                folder / "3.db",
                lambda at: peers.update({TRIGRAMS: Fts5Trigrams(at, texts)}),
            ),
        }
        yield f"{records} records of {sum(map(len, texts)) // records} characters\n"
        yield "| build | s | ms a record | MB |\n|---|---|---|---|"
        for tool, (at, build) in builds.items():
            began = time.process_time()
            build(at)
            seconds = time.process_time() - began
            files = at.iterdir() if at.is_dir() else [at]
            size = sum(file.stat().st_size for file in files) / 1e6
            yield f"| {tool} | {seconds:.1f} | {seconds / records * 1000:.2f} | {size:.1f} |"
        engine = open_engine(folder / "index")
        yield from _literal(engine, peers, texts)
        yield from _ranked(engine, texts)
        engine.close()
        open_store(folder / "archive", create=True).close()
        (folder / "index").rename(folder / "archive" / "index")
        yield from _cold(folder / "archive", folder / "whoosh")


def _index(folder: Path, entries: Sequence[Entry]) -> None:
    """Our index, noted as written for a new store's first generation."""
    engine = create_engine(folder)
    engine.write(entries)
    engine.close()
    (folder / GENERATION_FILE).write_text("0", "ascii")


def _literal(
    engine: Engine, peers: dict[str, Scan | Fts5Bigrams | Fts5Trigrams], texts: Sequence[str]
) -> Iterator[str]:
    """All records that hold a random string, and all of a kind that do."""
    needles = _substrings(texts)
    kind = Keyword("kind", "activity")
    right = {needle: {n for n, text in enumerate(texts) if needle in text} for needle in needles}
    tools: dict[str, Find] = {
        "zhoubao: all numbers, filtered": lambda text: engine.select(
            Every((kind, Literally(text)))
        ),
        "zhoubao: `search --exact` whole": lambda text: search(engine, text, exact=True, limit=10),
        **{name: peer.find for name, peer in peers.items()},
    }
    yield f"\n{len(needles)} random substrings of 2 to 8 characters\n"
    yield "| literal | recall | p50 ms | p95 ms | p50 of bigrams' |\n|---|---|---|---|---|"
    times = {tool: _times(find, needles) for tool, find in tools.items()}
    base = statistics.median(times[BIGRAMS])
    for tool, find in tools.items():
        recall = "" if "whole" in tool else f"{_recall(find, right):.4f}"
        half, late = statistics.median(times[tool]), _late(times[tool])
        yield f"| {tool} | {recall} | {half:.2f} | {late:.2f} | {half / base:.2f} |"


def _ranked(engine: Engine, texts: Sequence[str]) -> Iterator[str]:
    """The best ten of words as people ask them, and counts."""
    chosen = Random(SEED)
    listed = sorted(word for word, _ in engine.vocabulary() if len(word) > 1)
    counts = dict(engine.vocabulary())
    held = [counts[word] for word in listed]
    singles = chosen.choices(listed, weights=held, k=QUERIES)
    doubles = [
        " ".join(chosen.sample(sorted(set(_words(chosen.choice(texts)))), 2))
        for _ in range(QUERIES)
    ]
    yield "\n| ranked, ten best | queries | p50 ms | p95 ms |\n|---|---|---|---|"
    for name, queries in (("one word, as often as it stands", singles), ("two words", doubles)):
        times = _times(lambda text: search(engine, text, limit=10), queries)
        yield (f"| {name} | {len(queries)} | {statistics.median(times):.1f} | {_late(times):.1f} |")
    yield "\n| counts by month and department | hits | ms |\n|---|---|---|"
    for phrase in ("培训", "窗口", "林地报批"):
        numbers = engine.select(Literally(phrase))

        def tally(again: AbstractSet[int]) -> object:
            return engine.tally(again, ("month", "department"))

        def line(asked: str) -> object:
            return trend(engine, asked, by="month", split="department")

        for name, times in (
            ("the counts", _times(tally, [numbers] * TURNS)),
            ("`trend` whole", _times(line, [phrase] * TURNS)),
        ):
            half = statistics.median(times)
            yield f"| {phrase}: {name} | {len(numbers)} | {half:.1f} |"


def _cold(archive: Path, whoosh: Path) -> Iterator[str]:
    """Whole processes, in turn, so that all meet the same machine."""
    ours = (sys.executable, "-m", "cli")
    commands: dict[str, Sequence[str]] = {
        'python -c "import click"': (sys.executable, "-c", "import click"),
        "zhoubao --version": (*ours, "--version"),
        "zhoubao --help": (*ours, "--help"),
        "zhoubao search": (*ours, "search", COLD_QUERY),
        "zhoubao trend": (*ours, "trend", COLD_QUERY),
        "click + Whoosh parser + jieba": (*NAIVE_COMMAND, str(whoosh), COLD_QUERY),
    }
    environment = {**os.environ, "ZHOUBAO_ARCHIVE": str(archive)}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(TURNS):
        for name, command in commands.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, check=False
            )
            assert done.returncode == 0, done.stderr.decode()
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            times[name].append(used * 1000)
    peaks = {"zhoubao search": _peak(commands["zhoubao search"], environment)}
    base = statistics.median(times['python -c "import click"'])
    yield "\n| cold | ms | of `import click` | peak MB |\n|---|---|---|---|"
    for name, taken in times.items():
        half = statistics.median(taken)
        peak = f"{peaks[name]:.0f}" if name in peaks else ""
        yield f"| {name} | {half:.0f} | {half / base:.2f} | {peak} |"


def _peak(command: Sequence[str], environment: dict[str, str]) -> float:
    """The most memory one process held, in MB: told by a parent that has no other child."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], capture_output=True, check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
    )
    return int(told.stdout) / 1024


def _substrings(texts: Sequence[str]) -> list[str]:
    chosen = Random(SEED)
    found: list[str] = []
    while len(found) < QUERIES:
        text = chosen.choice(texts)
        start = chosen.randrange(len(text))
        needle = fold_query(text[start : start + chosen.randint(2, 8)])
        if len(needle) > 1:
            found.append(needle)
    return found


def _words(text: str) -> list[str]:
    return [word for word in words(text) if len(word) > 1]


def _times(ask: Callable[..., object], queries: Sequence[object]) -> list[float]:
    """Milliseconds of each query."""
    found: list[float] = []
    for query in queries:
        began = time.process_time()
        ask(query)
        found.append((time.process_time() - began) * 1000)
    return found


def _late(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _recall(find: Find, right: dict[str, set[int]]) -> float:
    held, found = 0, 0
    for needle, wanted in right.items():
        answer = find(needle)
        assert isinstance(answer, AbstractSet)
        held += len(wanted)
        found += len(wanted & answer)
    return found / held
