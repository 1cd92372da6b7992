"""Words of many entries, cut in child processes while the index is written.

Cutting is half of the work of building an index, and needs jieba's dictionary (half a second and
60 MB a process): a few entries are left to the builder itself.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import chain, islice

import msgspec

from archive.problems import ZhoubaoError
from archive.workers import Finished, Limits, default_jobs, run_tasks
from indexer.entries import Entry
from indexer.terms import Cut, cut

PARALLEL_FROM = 3000
"""Entries from which children are worth their start."""
WINDOW = 12_000
"""Entries in memory at once."""
CHUNK = 200
"""Entries a child cuts at a time."""
LIMITS = Limits(cpu_seconds=300, wall_seconds=900, start_seconds=20, turn=1.0)
"""Texts of our own store: a child is stopped only where it would never end, and not waited for long
where it does not start (a script without a guarded main)."""


class _Names(msgspec.Struct, frozen=True, array_like=True):
    """What of an entry is cut."""

    text: str
    title: str | None
    departments: tuple[str, ...]


def with_words(
    entries: Iterable[Entry], own: frozenset[str], *, jobs: int | None = None
) -> Generator[tuple[Entry, Cut | None]]:
    """The entries in their order, with their words where children have cut them.

    `own` are the archive's own words; `jobs`: children (default: one a processor). What a child
    fails at is left to who takes the entries (None).
    """
    jobs = default_jobs() if jobs is None else jobs
    rest = iter(entries)
    first = list(islice(rest, PARALLEL_FROM))
    if jobs < 2 or len(first) < PARALLEL_FROM:
        for entry in chain(first, rest):
            yield entry, None
        return
    together = chain(first, rest)
    while window := list(islice(together, WINDOW)):
        yield from _in_children(window, own, jobs)


def _in_children(
    window: Sequence[Entry], own: frozenset[str], jobs: int
) -> Iterator[tuple[Entry, Cut | None]]:
    chunks = [window[start : start + CHUNK] for start in range(0, len(window), CHUNK)]
    arrived: dict[int, Sequence[Cut | None]] = {}
    shown = 0
    try:
        tasks = [_written(chunk) for chunk in chunks]
    except UnicodeEncodeError:  # half a surrogate pair, which no store holds
        tasks = []
    results = run_tasks(functools.partial(_cut_chunk, own), tasks, jobs=jobs, limits=LIMITS)
    with contextlib.closing(results), contextlib.suppress(ZhoubaoError):  # no child starts here
        for number, result in results:
            arrived[number] = _read(result, len(chunks[number]))
            while shown in arrived:
                yield from zip(chunks[shown], arrived.pop(shown), strict=True)
                shown += 1
    for chunk in chunks[shown:]:
        for entry in chunk:
            yield entry, None


def _written(chunk: Sequence[Entry]) -> bytes:
    return msgspec.msgpack.encode(
        [_Names(entry.text, entry.title, entry.departments) for entry in chunk]
    )


def _read(result: object, count: int) -> Sequence[Cut | None]:
    if isinstance(result, Finished):
        return msgspec.msgpack.decode(result.data, type=list[Cut])
    return [None] * count


def _cut_chunk(own: frozenset[str], data: bytes) -> bytes:
    """The work of a child."""
    names = msgspec.msgpack.decode(data, type=list[_Names])
    return msgspec.msgpack.encode(
        [cut(each.text, each.title, each.departments, own) for each in names]
    )
