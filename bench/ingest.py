"""How long taking bulletins in lasts, where the time goes, and how much memory it takes.

`python -m bench.ingest --issues 400 --jobs 2` makes the samples and runs over them, each spread
over the same processes: a plain pdfplumber `extract_text` loop (the peer), the loop over characters
with boxes that users of pdfium write, pdfium as a reader to lines with boxes, our reader to lines
with boxes, all that a worker does to a file; and then the real program's ingest with store and
index. `--forms` shows instead what reading costs a page for each producer. Seconds depend on the
machine, ratios compare within one run; those of CPU time hold on a busy machine too.
"""

from __future__ import annotations

import functools
import logging
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from pathlib import Path

import click
import msgspec

from archive.ingest import IngestSummary, ingest
from archive.store import open_store
from corpus.samples import write_samples
from indexer.refresh import refresh

_FORMS = Path(__file__).parent.parent / "corpus" / "bulletins" / "forms"
_REPEATS = 7
_WARMING = 4
"""Files read by each process before the clock starts, to load libraries and tables."""


class _Loop(msgspec.Struct, frozen=True):
    """What a loop over all files took: seconds of wall time, and of CPU time in all processes."""

    wall: float
    cpu: float
    pages: int


@click.command()
@click.option("--issues", default=400)
@click.option("--jobs", default=2)
@click.option("--seed", default=7)
@click.option("--forms", is_flag=True, help="Milliseconds a page by producer instead.")
def bench(issues: int, jobs: int, seed: int, *, forms: bool) -> None:
    """Measure one ingest of sample bulletins into a new archive."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "bulletins"
        folder.mkdir()
        if forms:
            write_samples(folder, 1, seed)
            _report_forms([*sorted(_FORMS.glob("[!s]*.pdf")), *folder.glob("*.pdf")])
            return
        write_samples(folder, issues, seed)
        files = sorted(folder.glob("*.pdf"))
        loops = {name: _spread(read, files, jobs) for name, read in _LOOPS.items()}
        clocks = [_clocks()]
        with open_store(Path(scratch) / "archive", create=True) as store:
            summary = ingest([folder], store, jobs=jobs)
            clocks.append(_clocks())
            refresh(store)
            clocks.append(_clocks())
        _report_loops(loops)
        _report_ingest(loops, summary, clocks)


def _clocks() -> tuple[float, float]:
    """Seconds on the wall, and of this process's CPU time."""
    return time.perf_counter(), time.process_time()


def _spread(read: Callable[[Path], int], files: Sequence[Path], jobs: int) -> _Loop:
    """A loop over all files, spread over processes that have been warmed."""
    timed = functools.partial(_timed, read)
    with get_context("spawn").Pool(jobs) as pool:
        pool.map(timed, files[: _WARMING * jobs], chunksize=_WARMING)
        began = time.perf_counter()
        taken = list(pool.imap_unordered(timed, files, chunksize=8))
        wall = time.perf_counter() - began
    return _Loop(wall, sum(cpu for _, cpu in taken), sum(pages for pages, _ in taken))


def _timed(read: Callable[[Path], int], file: Path) -> tuple[int, float]:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    began = time.process_time()
    return read(file), time.process_time() - began


def _extract_text(file: Path) -> int:
    import pdfplumber  # noqa: PLC0415  (in the child)

    with pdfplumber.open(file) as pdf:
        for page in pdf.pages:
            page.extract_text()
        return len(pdf.pages)


def _characters(file: Path) -> int:
    from bench.pdfium_reader import read_characters  # noqa: PLC0415  (as above)

    return read_characters(file)


def _lines_by_pdfium(file: Path) -> int:
    from archive.pdf import make_pages  # noqa: PLC0415  (as above)
    from bench.pdfium_reader import read_ink  # noqa: PLC0415  (as above)

    return len(make_pages(read_ink(file)))


def _lines(file: Path) -> int:
    from archive.pdf import read_pages  # noqa: PLC0415  (as above)

    return len(read_pages(file))


def _whole(file: Path) -> int:
    from archive.intake import Task, read_task  # noqa: PLC0415  (as above)

    task = Task(os.fsencode(file), None, allow_classified=True)
    answer = msgspec.msgpack.decode(read_task(None, msgspec.msgpack.encode(task)))
    pages: int = answer["prepared"]["header"]["page_count"]
    return pages


_PLAIN = "plain pdfplumber `extract_text` loop"
_PDFIUM = "pdfium, every character with its box"
_BY_PDFIUM = "pdfium as a reader: lines with boxes"
_OURS = "our reader: lines with boxes, tables"
_WORKER = "reading, extraction, rows for the store"
_LOOPS: dict[str, Callable[[Path], int]] = {
    _PLAIN: _extract_text,
    _PDFIUM: _characters,
    _BY_PDFIUM: _lines_by_pdfium,
    _OURS: _lines,
    _WORKER: _whole,
}


def _report_forms(files: Sequence[Path]) -> None:
    print("| ms of CPU a page |", " | ".join(file.stem for file in files), "|")
    print("|---|" + "---|" * len(files))
    for name in (_PLAIN, _PDFIUM, _BY_PDFIUM, _OURS):
        taken = (f"{_cpu(_LOOPS[name], file):.1f}" for file in files)
        print(f"| {name} |", " | ".join(taken), "|")


def _cpu(read: Callable[[Path], int], file: Path) -> float:
    """Median milliseconds a page over repetitions in this process."""
    taken = [_timed(read, file) for _ in range(_REPEATS + 1)][1:]
    return statistics.median(seconds * 1000 / pages for pages, seconds in taken)


def _report_loops(loops: dict[str, _Loop]) -> None:
    plain = loops[_PLAIN]
    print(f"{plain.pages} pages")
    print("| loop | wall s | CPU s | CPU ms a page | CPU, ratio to the plain loop |")
    print("|---|---|---|---|---|")
    for name, loop in loops.items():
        each = f"{loop.wall:.1f} | {loop.cpu:.1f} | {loop.cpu * 1000 / loop.pages:.1f}"
        print(f"| {name} | {each} | {loop.cpu / plain.cpu:.2f} |")
    ours = loops[_OURS]
    print(f"reading: {plain.cpu / ours.cpu:.1f} times as fast as the plain loop, ", end="")
    print(f"{ours.cpu / loops[_PDFIUM].cpu:.2f} of pdfium's character loop\n")


def _report_ingest(
    loops: dict[str, _Loop], summary: IngestSummary, clocks: Sequence[tuple[float, float]]
) -> None:
    walls, own = zip(*clocks, strict=True)
    print(f"{len(summary.added)} bulletins taken in")
    print("| stage | CPU s | share |")
    print("|---|---|---|")
    reading, worker = loops[_OURS].cpu, loops[_WORKER].cpu
    stages = {
        "reading": reading,
        "extracting": worker - reading,
        "storing": own[1] - own[0],
        "indexing": own[2] - own[1],
    }
    total = sum(stages.values())
    for stage, seconds in stages.items():
        print(f"| {stage} | {seconds:.1f} | {seconds / total:.0%} |")
    plain = loops[_PLAIN]
    whole = walls[2] - walls[0]
    print(f"wall: {walls[1] - walls[0]:.1f} s to take in, {whole:.1f} s with the index; ", end="")
    print(f"the plain loop {plain.wall:.1f} s (ratio {whole / plain.wall:.2f}, ", end="")
    print(f"of CPU time {total / plain.cpu:.2f})")
    here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory: {here:.0f} MB here, {summary.peak_memory / 1_000_000:.0f} MB in a worker")
    if summary.failed:
        sys.exit(f"{len(summary.failed)} files failed: {summary.failed[0].message}")


if __name__ == "__main__":
    bench()
