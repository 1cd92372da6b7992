"""The parent's side of an ingest: what to read, what to make of each answer, when to store.

And the child's side (`read_task`): read one file and make its rows.
"""

from __future__ import annotations

import logging
import os
import time
from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from archive import files
from archive.file_kinds import MAX_BYTES
from archive.gathering import Found
from archive.ledger import Incoming
from archive.problems import BadFile, FileProblem
from archive.records import Bulletin
from archive.rows import Prepared, prepare
from archive.store import Failure, Outcome, Store
from archive.workers import Finished, Lost

SECRETS = ("绝密", "机密", "秘密")
"""Marks under the Law on Guarding State Secrets (art. 14 of 2010, art. 23 of 2024)."""

_BATCH = 16
_BATCH_SECONDS = 1.0

LOST = {
    "reader-crashed": "读取程序在处理这个文件时崩溃，已跳过。"
    "文件可能已损坏，请重新导出 PDF 后再收录。",
    "too-slow": "读取时间超过上限，已跳过。文件可能异常复杂或已损坏，请重新导出 PDF 后再收录。",
    "too-large": "读取所需内存超过上限，已跳过。请拆分文件或重新导出 PDF 后再收录。",
}
"""What to tell of a file whose reader was lost, by kind."""

_log = logging.getLogger(__name__)


class Reading(Protocol):
    """What a reader returns."""

    @property
    def bulletin(self) -> Bulletin:
        """The records."""

    @property
    def pages(self) -> bytes:
        """Lines with their boxes (msgpack)."""

    @property
    def seconds(self) -> dict[str, float]:
        """Time taken, by stage."""


Reader = Callable[..., Reading]
"""`reader(path)` or `reader(path, password)`; raises BadFile. A function of a module."""


class FailedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file put aside and why."""

    file: str
    kind: FileProblem
    message: str


Reported = Literal["added", "skipped", "replaced", "kept-as-older", "failed"]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Said after each file: `done` of `total`, and what became of `file`."""

    done: int
    total: int
    file: str
    outcome: Reported


class IngestSummary(msgspec.Struct, frozen=True, kw_only=True):
    """Ids as they are at the end, in order; `older`: versions that are not current.

    `seconds` by stage (hashing, the reader's own stages summed over children, storing, wall);
    `peak_memory` of the largest child in bytes (0: none was needed, or unknown).
    """

    added: tuple[str, ...]
    skipped: int
    replaced: tuple[str, ...]
    older: tuple[str, ...]
    failed: tuple[FailedFile, ...]
    seconds: dict[str, float]
    peak_memory: int


class Task(msgspec.Struct, frozen=True):
    """To a child: `path` as the system's bytes."""

    path: bytes
    password: str | None
    allow_classified: bool


class _Read(msgspec.Struct, frozen=True, tag=True):
    """From a child: a file read."""

    prepared: Prepared
    seconds: dict[str, float]


class _Refused(msgspec.Struct, frozen=True, tag=True):
    """From a child: a file that cannot or must not be taken in."""

    kind: FileProblem
    message: str


_decode_task = msgspec.msgpack.Decoder(Task).decode
_decode_answer = msgspec.msgpack.Decoder(_Read | _Refused).decode


def read_task(reader: Reader | None, data: bytes) -> bytes:
    """A child's work: a `Task` in, `_Read` or `_Refused` out (msgpack)."""
    task = _decode_task(data)
    answer = _read(reader or _default_reader(), task)
    return msgspec.msgpack.encode(answer)


def _default_reader() -> Reader:
    # Imported in children only: it loads the PDF library and the lexicons.
    from archive.reader import read_file  # noqa: PLC0415

    return read_file


def _read(reader: Reader, task: Task) -> _Read | _Refused:
    path = Path(os.fsdecode(task.path))
    try:
        reading = reader(path) if task.password is None else reader(path, task.password)
    except BadFile as problem:
        return _Refused(problem.kind, problem.message)
    bulletin = reading.bulletin
    secret = next((mark for mark in SECRETS if mark in (bulletin.classification or "")), None)
    if secret and not task.allow_classified:
        return _Refused(
            "classified",
            f"{files.printable(path)} 标有“{secret}”，按保密要求不予收录，内容未作保存。"
            "确认可以收录的，请加 --allow-classified。",
        )
    source = msgspec.structs.replace(bulletin.source, file=files.printable(bulletin.source.file))
    bulletin = msgspec.structs.replace(bulletin, source=source)
    return _Read(prepare(bulletin, reading.pages), reading.seconds)


class Job(msgspec.Struct, frozen=True):
    """A file to be read.

    `name`: what it is called in the archive; `remember`: put it aside if it cannot be read; the
    rest as in `Incoming`.
    """

    path: Path
    name: str
    sha256: str
    preferred: int = 0
    anew: bool = False
    revive: bool = False
    remember: bool = True


class Intake:
    """One run: collects answers, stores them in batches, and keeps the account."""

    def __init__(
        self, store: Store, total: int, progress: Callable[[Progress], None] | None
    ) -> None:
        """`total`: how many files there are to report on."""
        self.seconds: dict[str, float] = defaultdict(float)
        self._store = store
        self._total = total
        self._progress = progress
        self._done = 0
        self._peak = 0
        self._skipped = 0
        self._failed: dict[str, FailedFile] = {}
        self._outcomes: list[Outcome] = []
        self._pending: list[tuple[Job, Prepared]] = []
        self._aside: list[Failure] = []
        self._forget: list[str] = []
        self._planned: dict[str, str] = {}
        self._twins: list[tuple[str, str]] = []
        self._stored_at = time.monotonic()

    def consider(
        self, found: Found, known: Mapping[str, Failure], *, preferred: int, again: Container[str]
    ) -> Job | None:
        """Whether a file must be read; if not, it is accounted for at once.

        `known`: failures of earlier runs by file name; those of a kind in `again` are tried again.
        """
        if found.problem is not None:
            self._fail(found.name, found.problem.kind, found.problem.message)
            return None
        try:
            sha256 = self._hash(found.path)
            state = self._store.state_of(sha256)
            if state is not None:
                self._store.keep_lost(found.path, sha256)
        except BadFile as problem:
            self._fail(found.name, problem.kind, problem.message)
            return None
        before = known.get(found.name)
        # What was removed by hand does not come back with the next run over the same folder.
        wanted = found.explicit if state == "removed" else state is None or preferred > 0
        if not wanted:
            if before is not None:
                self._forget.append(found.name)
            self._skip(found.name)
        elif before is not None and before.sha256 == sha256 and before.kind not in again:
            self._fail(found.name, before.kind, before.message, sha256)
        elif sha256 in self._planned:
            self._twins.append((found.name, sha256))
        else:
            self._planned[sha256] = found.name
            return Job(
                found.path,
                found.name,
                sha256,
                preferred=preferred,
                anew=preferred > 0,
                revive=found.explicit,
            )
        return None

    def _hash(self, path: Path) -> str:
        began = time.perf_counter()
        try:
            size = path.stat().st_size
        except OSError as error:
            raise files.unreadable(path, error) from error
        if size > MAX_BYTES:
            raise BadFile(
                path,
                "too-large",
                f"{files.printable(path)}：文件有 {size >> 20} MB，超过 {MAX_BYTES >> 20} MB 的"
                "上限，未读取。请拆分，或降低图片分辨率后重新导出。",
            )
        sha256 = files.digest(path)
        self.seconds["hashing"] += time.perf_counter() - began
        return sha256

    def answer(self, job: Job, result: Finished | Lost) -> None:
        """What a child made of a file."""
        if isinstance(result, Lost):
            _log.info("%s: %s", job.name, result.detail)
            self._fail_job(job, result.kind, f"{job.name}：{LOST[result.kind]}")
        else:
            self._peak = max(self._peak, result.peak_memory)
            read = _decode_answer(result.data)
            if isinstance(read, _Refused):
                self._fail_job(job, read.kind, read.message)
            else:
                for stage, seconds in read.seconds.items():
                    self.seconds[stage] += seconds
                self._pending.append((job, read.prepared))
        waited = time.monotonic() - self._stored_at
        if len(self._pending) >= _BATCH or waited >= _BATCH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Store what has come in: bytes first and synced, then all rows in one transaction."""
        began = time.perf_counter()
        incoming = [kept for job, prepared in self._pending if (kept := self._keep(job, prepared))]
        if incoming or self._aside or self._forget:
            with self._store.database.transaction():
                outcomes = self._store.put(incoming)
                self._store.forget_failures([*self._forget, *(item.file for item in incoming)])
                self._store.put_aside(self._aside)
            self._outcomes.extend(outcomes)
            for item, outcome in zip(incoming, outcomes, strict=True):
                self._report(item.file, outcome.kind)
        self._pending.clear()
        self._aside.clear()
        self._forget.clear()
        self._stored_at = time.monotonic()
        self.seconds["storing"] += time.perf_counter() - began

    def _keep(self, job: Job, prepared: Prepared) -> Incoming | None:
        try:
            size = self._store.keep(job.path, prepared.header.sha256)
        except BadFile as problem:
            self._fail_job(job, problem.kind, problem.message)
            return None
        return Incoming(
            prepared=prepared,
            file=job.name,
            extension=files.extension_of(job.path),
            bytes=size,
            preferred=job.preferred,
            anew=job.anew,
            revive=job.revive,
        )

    def _fail_job(self, job: Job, kind: FileProblem, message: str) -> None:
        self._fail(job.name, kind, message, job.sha256, remember=job.remember)

    def _fail(
        self,
        name: str,
        kind: FileProblem,
        message: str,
        sha256: str | None = None,
        *,
        remember: bool = True,
    ) -> None:
        self._failed[name] = FailedFile(file=name, kind=kind, message=message)
        if remember:
            self._aside.append(
                Failure(file=name, kind=kind, message=message, sha256=sha256, at=self._store.now())
            )
        self._report(name, "failed")

    def _skip(self, name: str) -> None:
        self._skipped += 1
        self._report(name, "skipped")

    def _report(self, name: str, outcome: Reported) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(Progress(done=self._done, total=self._total, file=name, outcome=outcome))

    def finish(self) -> IngestSummary:
        """Store the rest; the account, in an order that does not depend on the children's."""
        for name, sha256 in self._twins:
            first = self._failed.get(self._planned[sha256])
            if first is None:
                self._skip(name)
            else:
                message = f"{name} 与 {first.file} 内容相同，同样未能收录。{first.message}"
                self._fail(name, first.kind, message, sha256)
        self.flush()
        # Files of one run may have displaced one another; what was there before counts.
        mine = {outcome.sha256 for outcome in self._outcomes}
        before = {old for outcome in self._outcomes for old in outcome.displaced} - mine
        displacing = {self._store.head_of(sha256) for sha256 in before}
        ids: dict[str, list[str]] = {"added": [], "replaced": [], "kept-as-older": []}
        for outcome in self._outcomes:
            if outcome.kind == "skipped":  # another process had stored it meanwhile
                self._skipped += 1
                continue
            kind, bulletin_id = self._store.standing_of(outcome.sha256)
            if kind == "current":
                again = outcome.again or outcome.sha256 in displacing
                ids["replaced" if again else "added"].append(bulletin_id)
            else:
                ids["kept-as-older"].append(bulletin_id)
        return IngestSummary(
            added=tuple(sorted(ids["added"])),
            skipped=self._skipped,
            replaced=tuple(sorted(ids["replaced"])),
            older=tuple(sorted(ids["kept-as-older"])),
            failed=tuple(sorted(self._failed.values(), key=lambda failed: failed.file)),
            seconds=dict(self.seconds),
            peak_memory=self._peak,
        )
