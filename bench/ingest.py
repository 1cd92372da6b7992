"""How long taking bulletins in lasts, where the time goes, and how much memory it takes.

`python -m bench.ingest --issues 400 --jobs 2` makes the samples, reads their text with a plain
pdfplumber loop spread over the same processes (the peer), takes them in with the real program's own
functions, and prints a table. Ratios compare within one run; seconds depend on the machine.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

import click

from archive.ingest import IngestSummary, ingest
from archive.store import open_store
from corpus.samples import write_samples
from indexer.refresh import refresh


@click.command()
@click.option("--issues", default=400)
@click.option("--jobs", default=2)
@click.option("--seed", default=7)
def bench(issues: int, jobs: int, seed: int) -> None:
    """Measure one ingest of sample bulletins into a new archive."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "bulletins"
        folder.mkdir()
        write_samples(folder, issues, seed)
        files = sorted(folder.glob("*.pdf"))
        plain = _plain_loop(files, jobs)
        began = time.perf_counter()
        with open_store(Path(scratch) / "archive", create=True) as store:
            summary = ingest([folder], store, jobs=jobs)
            taken_in = time.perf_counter()
            refresh(store)
            done = time.perf_counter()
        _report(summary, plain, (taken_in - began, done - taken_in), jobs)


def _plain_loop(files: Sequence[Path], jobs: int) -> tuple[float, int]:
    """Seconds and pages of a plain pdfplumber `extract_text` loop over the same processes."""
    began = time.perf_counter()
    with get_context("spawn").Pool(jobs) as pool:
        pages = sum(pool.imap_unordered(_extract_text, files, chunksize=8))
    return time.perf_counter() - began, pages


def _extract_text(file: Path) -> int:
    import pdfplumber  # noqa: PLC0415  (in the child)

    with pdfplumber.open(file) as pdf:
        for page in pdf.pages:
            page.extract_text()
        return len(pdf.pages)


def _report(
    summary: IngestSummary, plain: tuple[float, int], walls: tuple[float, float], jobs: int
) -> None:
    plain_seconds, pages = plain
    taking_in, indexing = walls
    whole = taking_in + indexing
    print(f"{len(summary.added)} bulletins, {pages} pages, {jobs} processes")
    print("| stage | seconds | share of all CPU seconds |")
    print("|---|---|---|")
    stages = {**{k: v for k, v in summary.seconds.items() if k != "wall"}, "indexing": indexing}
    total = sum(stages.values())
    for stage, seconds in stages.items():
        print(f"| {stage} | {seconds:.1f} | {seconds / total:.0%} |")
    print(f"| wall, taking in | {taking_in:.1f} | |")
    print(f"| wall, with the index | {whole:.1f} | |")
    print(f"| plain pdfplumber loop | {plain_seconds:.1f} | |")
    print(f"ratio to the plain loop: {whole / plain_seconds:.2f}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory: {own:.0f} MB here, {summary.peak_memory / 1_000_000:.0f} MB in a worker")
    if summary.failed:
        sys.exit(f"{len(summary.failed)} files failed: {summary.failed[0].message}")


if __name__ == "__main__":
    bench()
