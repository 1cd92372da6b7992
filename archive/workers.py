"""Work done in child processes that may die, hang or eat memory without taking anyone with them.

The one place that knows how systems differ. Where there is a fork server (Linux, macOS) children
are forked from a small clean process, so a new one costs milliseconds and inherits neither threads
nor database connections; elsewhere they are started afresh. Where the system offers no limits on
memory and CPU time (Windows), the limit on wall time remains.

A child serves many tasks, to keep what it has loaded; its CPU limit is set anew for each, and it is
replaced when it dies, is killed, or has grown.

A few files that take their whole time must not hold back the many behind them: while others wait, a
task gets a short turn only, and what does not end in it is begun anew when all others are done.
"""

from __future__ import annotations

import contextlib
import importlib.util
import multiprocessing
import os
import platform
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Literal, NamedTuple

import msgspec

from archive.problems import ZhoubaoError

HAS_LIMITS = importlib.util.find_spec("resource") is not None
"""False on Windows."""

if HAS_LIMITS:
    import resource

_LATE_LEAST = 4
_LATE_SHARE = 0.2
"""With more than so many, and more than this share of what is done, long files are the rule here:
beginning them twice would cost more than it saves."""

_MOST_FALSE_STARTS = 4
"""Children that did not start, one after the other, until it is given up."""

Work = Callable[[bytes], bytes]
LossKind = Literal["reader-crashed", "too-slow", "too-large"]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one task may use: bytes of address space, seconds of CPU and of wall time.

    A normal file needs 256 MiB (FACTS). Wall time is three times CPU time, so that a busy machine
    does not lose sound files; it only stops what waits without working.
    """

    memory: int = 1 << 30
    cpu_seconds: float = 20
    wall_seconds: float = 60
    start_seconds: float = 120
    turn: float = 0.1
    """Share of both times that a task gets while others wait: two seconds are a hundred pages."""


class Finished(msgspec.Struct, frozen=True):
    """What the work returned, and the child's peak memory in bytes (0: unknown)."""

    data: bytes
    peak_memory: int


class Lost(msgspec.Struct, frozen=True):
    """A task that came to nothing: the child died, was stopped, or failed (`detail` tells how)."""

    kind: LossKind
    detail: str


class _Order(msgspec.Struct, frozen=True):
    """From parent to child: the task, and the seconds of CPU it may use."""

    task: bytes
    cpu_seconds: float


class _Reply(msgspec.Struct, frozen=True):
    """From child to parent. `leaving`: the child ends itself after this."""

    data: bytes | None
    kind: LossKind
    detail: str
    peak_memory: int
    leaving: bool


_decode_order = msgspec.msgpack.Decoder(_Order).decode
_decode_reply = msgspec.msgpack.Decoder(_Reply).decode


def default_jobs() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # a container may be given fewer than there are
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_tasks(
    work: Work, tasks: Sequence[bytes], *, jobs: int, limits: Limits, preload: Sequence[str] = ()
) -> Generator[tuple[int, Finished | Lost]]:
    """Results of all tasks as they come, each with the task's place in `tasks`.

    `work` must be found by name in a child (a function of a module, or a partial of one); modules
    named in `preload` are imported once for all children. Closing the iterator stops the children.
    Raises ZhoubaoError where children cannot start at all.
    """
    numbered = deque(_Task(number, task) for number, task in enumerate(tasks))
    crew = _Crew(work, numbered, limits, _context(preload))
    try:
        crew.begin(max(jobs, 1))
        while crew.busy:
            yield from crew.collect()
    finally:
        crew.dismiss()


def _context(preload: Sequence[str]) -> ForkServerContext | SpawnContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # "__main__" too, or each child would run the main script's imports again.
    context.set_forkserver_preload(["__main__", __name__, *preload])
    return context


class _Task(NamedTuple):
    """A piece of work and its place among all."""

    number: int
    data: bytes


class _Worker:
    """A child and what it is doing."""

    def __init__(self, process: BaseProcess, connection: Connection, deadline: float) -> None:
        self.process = process
        self.connection = connection
        self.deadline = deadline
        self.ready = False
        self.task: _Task | None = None
        self.short = False
        """The task has a short turn only."""


class _Crew:
    """The children at work and the tasks not yet given out."""

    def __init__(
        self,
        work: Work,
        tasks: deque[_Task],
        limits: Limits,
        context: ForkServerContext | SpawnContext,
    ) -> None:
        self._work = work
        self._tasks = tasks
        self._late: deque[_Task] = deque()
        """Those whose short turn was over before they were done."""
        self._done = 0
        self._false_starts = 0
        self._jobs = 0
        self._limits = limits
        self._context = context
        self._workers: list[_Worker] = []

    @property
    def busy(self) -> bool:
        """True while results are to be expected."""
        return bool(self._workers)

    def begin(self, jobs: int) -> None:
        """Start this many children, or fewer where there are fewer tasks."""
        self._jobs = jobs
        self._replace()

    def _hire(self, count: int) -> None:
        """Start children; each says when it is ready."""
        for _ in range(count):
            ours, theirs = self._context.Pipe()
            process = self._context.Process(
                target=_serve, args=(theirs, self._work, self._limits), daemon=True
            )
            process.start()
            theirs.close()
            deadline = time.monotonic() + self._limits.start_seconds
            self._workers.append(_Worker(process, ours, deadline))

    def collect(self) -> Iterator[tuple[int, Finished | Lost]]:
        """Wait until something happens, and say what."""
        nearest = min(worker.deadline for worker in self._workers)
        ready = wait(
            [worker.connection for worker in self._workers],
            timeout=max(nearest - time.monotonic(), 0),
        )
        for worker in list(self._workers):
            if worker.connection in ready:
                yield from self._hear(worker)
            elif time.monotonic() >= worker.deadline:
                self._part(worker)
                yield from self._lose(worker, Lost("too-slow", ""))

    def _hear(self, worker: _Worker) -> Iterator[tuple[int, Finished | Lost]]:
        try:
            message = worker.connection.recv_bytes()
        except (EOFError, OSError):
            self._part(worker)
            yield from self._lose(worker, _cause(worker.process.exitcode))
            return
        if not worker.ready:
            worker.ready = True
            self._false_starts = 0
            self._give(worker)
            return
        reply, task = _decode_reply(message), worker.task
        worker.task = None
        self._done += 1
        if reply.leaving:
            self._part(worker)
            self._replace()
        else:
            # Before the result is handed on, so that the child works while it is stored.
            self._give(worker)
        if task is not None:
            if reply.data is None:
                yield task.number, Lost(reply.kind, reply.detail)
            else:
                yield task.number, Finished(reply.data, reply.peak_memory)

    def _give(self, worker: _Worker) -> None:
        """The next task, or leave."""
        waiting = self._tasks or self._late
        if not waiting:
            self._part(worker)
            return
        worker.task = waiting.popleft()
        worker.short = waiting is self._tasks and bool(waiting) and not self._many_late()
        share = self._limits.turn if worker.short else 1.0
        worker.deadline = time.monotonic() + share * self._limits.wall_seconds
        order = _Order(worker.task.data, share * self._limits.cpu_seconds)
        # A child that has just died is noticed when its answer is awaited.
        with contextlib.suppress(OSError):
            worker.connection.send_bytes(msgspec.msgpack.encode(order))

    def _many_late(self) -> bool:
        return len(self._late) > _LATE_LEAST + self._done * _LATE_SHARE

    def _lose(self, worker: _Worker, loss: Lost) -> Iterator[tuple[int, Lost]]:
        if not worker.ready:
            self._false_starts += 1
            # On a machine that is busy beyond measure one may come too late; others are at work.
            if self._done and self._false_starts < _MOST_FALSE_STARTS:
                self._replace()
                return
            raise ZhoubaoError(
                f"读取文件的子进程无法启动（{loss.detail or '启动超时'}）。"
                "请检查可用内存后重试；如仍不行，请加 -v 运行并反馈输出内容。"
            )
        task = worker.task
        if task is not None and worker.short and loss.kind == "too-slow":
            self._late.append(task)
            task = None
        else:
            self._done += 1
        self._replace()
        if task is not None:
            yield task.number, loss

    def _replace(self) -> None:
        idle = self._jobs - len(self._workers)
        self._hire(min(idle, len(self._tasks) + len(self._late)))

    def _part(self, worker: _Worker) -> None:
        """End a child for good. One that has nothing to do leaves when its pipe closes."""
        self._workers.remove(worker)
        worker.connection.close()
        if worker.task is not None or not worker.ready:
            worker.process.join(timeout=0.2)  # dead already? then its exit status tells how
            worker.process.kill()
        worker.process.join(timeout=5)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()

    def dismiss(self) -> None:
        """Stop all children at once, whatever they are doing."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()
        self._workers.clear()


def _cause(status: int | None) -> Lost:
    """Why a child ended, from its exit status."""
    if status is not None and status < 0:
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        kind: LossKind = "too-slow" if name == "SIGXCPU" else "reader-crashed"
        return Lost(kind, name)
    return Lost("reader-crashed", f"exit {status}")


def _serve(connection: Connection, work: Work, limits: Limits) -> None:
    """A child's life."""
    _shield(limits)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    leaving = False
    # The parent has gone or wants no more when the pipe closes.
    with contextlib.suppress(EOFError, OSError):
        connection.send_bytes(b"")
        while not leaving:
            order = _decode_order(connection.recv_bytes())
            _allow_cpu(order.cpu_seconds)
            reply = _attempt(work, order.task, limits)
            connection.send_bytes(msgspec.msgpack.encode(reply))
            leaving = reply.leaving


def _leave_with_parent() -> None:
    """End this process as soon as the parent has gone, killed even, whatever it is doing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _attempt(work: Work, task: bytes, limits: Limits) -> _Reply:
    try:
        data = work(task)
    except MemoryError:
        return _Reply(None, "too-large", "MemoryError", peak_memory(), leaving=True)
    except Exception:  # noqa: BLE001  (whatever a broken file does to a parser; it is reported)
        return _Reply(None, "reader-crashed", traceback.format_exc(), peak_memory(), leaving=False)
    peak = peak_memory()
    # Grown by one large file: a fresh child starts small again.
    return _Reply(data, "reader-crashed", "", peak, leaving=peak > limits.memory // 2)


def _shield(limits: Limits) -> None:
    """Ctrl-C is the parent's affair, chatter of libraries nobody's; then the limits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    if not HAS_LIMITS:
        return
    for name, value in (
        ("RLIMIT_AS", limits.memory),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
    ):
        kind = getattr(resource, name)
        # macOS refuses RLIMIT_AS, containers may forbid others: what cannot be limited is not.
        with contextlib.suppress(ValueError, OSError):
            hard = resource.getrlimit(kind)[1]
            if hard == resource.RLIM_INFINITY or value <= hard:
                resource.setrlimit(kind, (value, hard))


def _allow_cpu(seconds: float) -> None:
    """Let this process use so many more seconds of CPU; then SIGXCPU ends it."""
    if not HAS_LIMITS:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 1
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def peak_memory() -> int:
    """Largest resident size of this process so far, in bytes (0: the system does not say)."""
    if not HAS_LIMITS:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024
