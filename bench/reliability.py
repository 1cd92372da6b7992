"""Kills, hostile files, mutants and sequences of commands in numbers too large for the tests.

`python -m bench.reliability --kills 200 --issues 400 --mutants 5000 --sequences 400` prints a
table; it fails where anything was lost, doubled or not told. The kills hit the program as it is
installed, with its children, reading real PDFs: while it takes in, reindexes, backs up and restores
in turn. The sequences are those of tests/test_archive_machine.py.
"""

from __future__ import annotations

import functools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click
import msgspec

from archive.ingest import LIMITS, Progress, ingest
from archive.intake import Task, read_task
from archive.store import open_store
from archive.workers import Finished, Lost, run_tasks
from corpus.samples import write_samples
from tests import hostile
from tests.test_archive_machine import exercise
from tests.test_hostile_files import mutant

SEED = 7
JOBS = 2
_KILL_FILES = 12
_COMMANDS = 25


@click.command()
@click.option("--kills", default=200)
@click.option("--issues", default=400)
@click.option("--mutants", default=5000)
@click.option("--sequences", default=400)
def bench(kills: int, issues: int, mutants: int, sequences: int) -> None:
    """Do harm in quantity; see the module."""
    with tempfile.TemporaryDirectory() as scratch:
        if kills:
            _kills(Path(scratch), kills)
        if issues:
            _neighbours(Path(scratch), issues)
        if mutants:
            _mutants(Path(scratch), mutants)
    if sequences:
        began = time.monotonic()
        exercise(sequences, _COMMANDS)
        seconds = time.monotonic() - began
        print(f"sequences: {sequences} of up to {_COMMANDS} commands and blows in {seconds:.0f} s")


# Kills.


def _kills(scratch: Path, kills: int) -> None:
    folder, calm, archive = (scratch / name for name in ("kill-in", "calm", "archive"))
    write_samples(folder, _KILL_FILES, SEED)
    began = time.monotonic()
    _run(calm, "ingest", folder, "--jobs", JOBS)
    taken = time.monotonic() - began
    saved = scratch / "saved.zip"
    _run(calm, "backup", saved)
    expected = _told(calm)
    dice = random.Random(SEED)
    hit: Counter[str] = Counter()
    for turn in range(kills):
        shutil.rmtree(archive, ignore_errors=True)
        job = ("ingest", "reindex", "backup", "restore")[turn % 4]
        if job != "ingest":
            shutil.copytree(calm, archive)
        words = {
            "ingest": ("ingest", folder, "--jobs", JOBS),
            "reindex": ("reindex",),
            "backup": ("backup", scratch / "other.zip"),
            "restore": ("restore", saved, "--replace"),
        }[job]
        process = _start(archive, *words)
        time.sleep(dice.random() * (taken if job == "ingest" else 1.0))
        process.kill()
        if process.wait() == -signal.SIGKILL:
            hit[job] += 1
        if job != "ingest":
            assert _told(archive) == expected, turn
        if job == "backup":
            _check_saved(scratch / "other.zip", scratch / "again", expected)
        _run(archive, "ingest", folder, "--jobs", JOBS)
        assert _told(archive) == expected, turn
        assert "true" in _run(archive, "verify", "--format", "json").split(",")[0], turn
        click.echo(f"\r{turn + 1} of {kills} kills", err=True, nl=False)
    landed = ", ".join(f"{job} {count}" for job, count in sorted(hit.items()))
    print(f"kills: {kills} of {kills} with the same export afterwards ({landed} hit it running)")


def _check_saved(saved: Path, archive: Path, expected: str) -> None:
    """The backup is whole, or is not there."""
    if not saved.exists():
        return
    _run(archive, "restore", saved)
    assert _told(archive) == expected
    shutil.rmtree(archive)
    saved.unlink()


def _command(archive: Path, *words: object) -> list[str]:
    return [sys.executable, "-m", "cli", "--archive", str(archive), *map(str, words)]


def _start(archive: Path, *words: object) -> subprocess.Popen[bytes]:
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(_command(archive, *words), stdout=nowhere, stderr=nowhere)


def _run(archive: Path, *words: object) -> str:
    done = subprocess.run(_command(archive, *words), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _told(archive: Path) -> str:
    return _run(archive, "export", "activities", "-o", "-", "--format", "jsonl") + _run(
        archive, "search", "培训", "--limit", 1000, "--format", "csv"
    )


# Hostile files beside good ones.


def _neighbours(scratch: Path, issues: int) -> None:
    good, bad, both = scratch / "good", scratch / "bad", scratch / "both"
    write_samples(good, issues, SEED)
    shutil.copytree(good, both)
    hostile.write_all(bad)
    right = hostile.write_all(both)
    alone, _, _ = _timed(scratch / "good-archive", good)
    apart, _, _ = _timed(scratch / "bad-archive", bad)
    together, good_in, failed = _timed(scratch / "both-archive", both)
    outcomes = {name: failed.get(name, hostile.OK) for name in right}
    wrong = {name: kind for name, kind in outcomes.items() if kind not in right[name]}
    assert not wrong, wrong
    limits = sum(kind == "too-slow" for kind in outcomes.values()) * LIMITS.cpu_seconds / JOBS
    allowed = 1.5 * alone + limits
    print(f"{issues} good files {alone:.1f} s, {len(right)} hostile ones {apart:.1f} s")
    print(
        f"in one folder: the good ones in after {good_in:.1f} s ({good_in / alone:.2f} times), "
        f"all done after {together:.1f} s (allowed: {allowed:.1f} s)"
    )
    for kind, count in Counter(outcomes.values()).most_common():
        print(f"  {kind}: {count}")


def _timed(archive: Path, folder: Path) -> tuple[float, float, dict[str, str]]:
    """Seconds in all, seconds until the last sound file was in, and what was put aside and why."""
    sound = {path.name for path in folder.glob("*.pdf") if path.stem not in hostile.CLASSES}
    began = time.monotonic()
    last = 0.0

    def note(progress: Progress) -> None:
        nonlocal last
        if Path(progress.file).name in sound:
            last = time.monotonic() - began

    with open_store(archive, create=True) as store:
        summary = ingest([folder], store, jobs=JOBS, progress=note)
        names = {each.source.file for each in store.each_bulletin()}
    seconds = time.monotonic() - began
    assert sound <= names, sound - names
    return seconds, last, {Path(failed.file).name: failed.kind for failed in summary.failed}


# Mutants.


def _mutants(scratch: Path, mutants: int) -> None:
    """Wounds in a sample bulletin's file, read by two children."""
    folder = scratch / "mutants"
    write_samples(folder, 4, SEED)
    sound = [path.read_bytes() for path in sorted(folder.glob("*.pdf"))]
    dice = random.Random(SEED)
    tasks = []
    for number in range(mutants):
        path = folder / f"m{number}.pdf"
        path.write_bytes(mutant(dice.choice(sound), dice))
        tasks.append(msgspec.msgpack.encode(Task(os.fsencode(path), None, allow_classified=False)))
    began = time.monotonic()
    found: Counter[str] = Counter()
    work = functools.partial(read_task, None)
    for number, result in run_tasks(work, tasks, jobs=JOBS, limits=LIMITS):
        found[_outcome(result)] += 1
        if isinstance(result, Lost):
            print(f"  mutant {number}: {result.kind} {result.detail.strip().splitlines()[-1:]}")
    print(f"mutants: {mutants} in {time.monotonic() - began:.0f} s")
    for kind, count in found.most_common():
        print(f"  {kind}: {count}")
    assert sum(found.values()) == mutants
    assert not found["reader-crashed"]


def _outcome(result: Finished | Lost) -> str:
    if isinstance(result, Lost):
        return result.kind
    answer = msgspec.msgpack.decode(result.data)
    return str(answer.get("kind", "read"))


if __name__ == "__main__":
    bench()
