"""Files into the archive, in parallel, whatever some of them do.

Each file is hashed first (known bytes need no reading), read in a child process, its bytes kept and
synced, and its records stored, a batch in one transaction. What comes out does not depend on the
order in which children finish (archive.ledger). A kill at any moment leaves whole bulletins only;
the next run finishes the work.
"""

from __future__ import annotations

import contextlib
import functools
import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from archive import files
from archive.gathering import gather
from archive.intake import (
    FailedFile,
    IngestSummary,
    Intake,
    Job,
    Progress,
    Reader,
    Task,
    read_task,
)
from archive.store import Store
from archive.workers import Limits, default_jobs, run_tasks

__all__ = ["FailedFile", "IngestSummary", "Limits", "Progress", "ingest", "reparse"]

LIMITS = Limits()
"""What reading one file may use."""

_PDF_MODULE = "pdfplumber"
"""Imported once for all children where there are PDFs to read."""


def ingest(
    paths: Sequence[Path],
    store: Store,
    *,
    jobs: int | None = None,
    replace: bool = False,
    retry_failed: bool = False,
    allow_classified: bool = False,
    password: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    reader: Reader | None = None,
    limits: Limits = LIMITS,
) -> IngestSummary:
    """Take files and folders (recursively) in; one bad file never stops the rest.

    `jobs`: children (default: one a processor). `replace`: what is read becomes current for its
    number, and known bytes are read afresh. `retry_failed`: read again what was put aside (all of
    it, if there are no `paths`); otherwise unchanged files that failed before are reported as they
    were. A file named itself comes back if it had been removed; one found in a folder does not.
    Raises BadFile (a path is missing), StoreError.
    """
    began = time.perf_counter()
    files.sweep(store.folder)
    known = {failure.file: failure for failure in store.failures()}
    again: set[str] = set()
    if retry_failed:
        again.update(failure.kind for failure in known.values())
        paths = paths or _still_there(store, known)
    if allow_classified:
        again.add("classified")
    if password is not None:
        again.add("password")
    found = gather(paths, store.folder)
    intake = Intake(store, len(found), progress)
    base = store.next_preference()
    considered = [
        intake.consider(item, known, preferred=base + place if replace else 0, again=again)
        for place, item in enumerate(found)
    ]
    plan = [job for job in considered if job is not None]
    intake.flush()
    tasks = [Task(os.fsencode(job.path), password, allow_classified) for job in plan]
    _read_all(intake, plan, tasks, reader, jobs, limits)
    return _finish(intake, began)


def reparse(
    store: Store,
    ids: Sequence[str] | None = None,
    *,
    jobs: int | None = None,
    password: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    reader: Reader | None = None,
    limits: Limits = LIMITS,
) -> IngestSummary:
    """Read the kept files afresh (default: all, older versions too); corrections stay.

    A file that cannot be read any more keeps the records it has. Raises StoreError, NotInArchive.
    """
    began = time.perf_counter()
    plan = [
        Job(kept.path, kept.file, kept.sha256, anew=True, remember=False)
        for kept in store.kept_files(ids)
    ]
    intake = Intake(store, len(plan), progress)
    tasks = [Task(os.fsencode(job.path), password, allow_classified=True) for job in plan]
    _read_all(intake, plan, tasks, reader, jobs, limits)
    return _finish(intake, began)


def _still_there(store: Store, known: Mapping[str, object]) -> list[Path]:
    r"""Files put aside that still exist; the others are forgotten.

    A name that is no UTF-8 was written down with \x escapes: it cannot be found again by it.
    """
    there = [name for name in known if Path(name).exists()]
    store.forget_failures(name for name in known.keys() - set(there) if "\\x" not in name)
    return [Path(name) for name in there]


def _read_all(
    intake: Intake,
    plan: Sequence[Job],
    tasks: Sequence[Task],
    reader: Reader | None,
    jobs: int | None,
    limits: Limits,
) -> None:
    """Have all files read and stored."""
    preload = [reader.__module__ if reader else "archive.reader"]
    if any(job.path.suffix.lower() == ".pdf" for job in plan):
        preload.append(_PDF_MODULE)
    results = run_tasks(
        functools.partial(read_task, reader),
        [msgspec.msgpack.encode(task) for task in tasks],
        jobs=default_jobs() if jobs is None else jobs,
        limits=limits,
        preload=preload,
    )
    # Closed at once on any failure or Ctrl-C, so that no child outlives the run.
    with contextlib.closing(results):
        for number, result in results:
            intake.answer(plan[number], result)


def _finish(intake: Intake, began: float) -> IngestSummary:
    summary = intake.finish()
    seconds = summary.seconds | {"wall": time.perf_counter() - began}
    return msgspec.structs.replace(summary, seconds=seconds)
