"""Children at work: files that take their whole time do not hold back the many behind them."""

from __future__ import annotations

import os
import time
from multiprocessing.context import ForkServerProcess

import pytest

from archive.problems import ZhoubaoError
from archive.workers import Finished, Limits, Lost, run_tasks

TURNS = Limits(cpu_seconds=2, wall_seconds=2, turn=0.1)


def labour(task: bytes) -> bytes:
    """`hang` sleeps for ever, `spin` works for ever, `slow` longer than a turn, `die` dies."""
    word = task.split()[0]
    if word == b"hang":
        time.sleep(600)
    while word == b"spin":
        pass
    if word == b"slow":
        end = time.monotonic() + 0.4
        while time.monotonic() < end:
            pass
    if word == b"die":
        os._exit(3)
    return task


def outcomes(tasks: list[bytes], jobs: int = 2) -> list[tuple[bytes, str]]:
    """What came of each, in the order of coming."""
    results = run_tasks(labour, tasks, jobs=jobs, limits=TURNS, preload=["tests.test_workers"])
    return [
        (tasks[number], "done" if isinstance(result, Finished) else result.kind)
        for number, result in results
    ]


def test_files_that_take_their_whole_time_come_last() -> None:
    good = [b"good %d" % number for number in range(40)]
    began = time.monotonic()
    told = outcomes([b"spin 1", b"hang 1", b"spin 2", *good])
    assert {task for task, _ in told[:40]} == set(good)
    assert all(outcome == "done" for _, outcome in told[:40])
    assert sorted(told[40:]) == [(b, "too-slow") for b in (b"hang 1", b"spin 1", b"spin 2")]
    # Two turns of a second or two each, then the limits in parallel: not one after the other.
    assert time.monotonic() - began < 12


def test_a_sound_file_that_needs_more_than_a_turn_is_read_in_the_end() -> None:
    told = outcomes([b"slow 1", b"die 1", b"good 1", b"good 2"], jobs=1)
    assert sorted(told) == [
        (b"die 1", "reader-crashed"),
        (b"good 1", "done"),
        (b"good 2", "done"),
        (b"slow 1", "done"),
    ]


def test_where_long_files_are_the_rule_they_are_begun_once() -> None:
    """After the first few no more short turns: the order of coming is that of the folder."""
    tasks = [b"slow %d" % number for number in range(7)]
    told = outcomes(tasks, jobs=1)
    assert all(outcome == "done" for _, outcome in told)
    assert [task for task, _ in told] == [*tasks[5:], *tasks[:5]]


def test_a_single_task_has_its_whole_time_at_once() -> None:
    assert outcomes([b"slow 1"]) == [(b"slow 1", "done")]
    (result,) = [result for _, result in run_tasks(labour, [b"die"], jobs=4, limits=TURNS)]
    assert isinstance(result, Lost)
    assert result.detail == "exit 3"


@pytest.mark.parametrize("stillborn", [{2}, {2, 3, 4}, set(range(2, 99))])
def test_children_that_do_not_start_are_replaced_for_a_while(
    monkeypatch: pytest.MonkeyPatch, stillborn: set[int]
) -> None:
    """Those dead at birth, by number; where none follows that lives, it is given up."""
    started = 0
    real = ForkServerProcess.start

    def start(process: ForkServerProcess) -> None:
        nonlocal started
        real(process)
        started += 1
        if started in stillborn:
            process.kill()
            process.join()

    monkeypatch.setattr(ForkServerProcess, "start", start)
    tasks = [b"good 1", b"die 1", b"good 2"]
    if len(stillborn) > 3:
        with pytest.raises(ZhoubaoError, match="无法启动"):
            outcomes(tasks, jobs=1)
    else:
        expected = [(b"die 1", "reader-crashed"), (b"good 1", "done"), (b"good 2", "done")]
        assert sorted(outcomes(tasks, jobs=1)) == expected
