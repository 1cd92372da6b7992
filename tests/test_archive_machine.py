"""Any sequence of commands, with kills and faults among them, against a plain model in memory.

The model knows files by name and holds what each is: taken in or removed, chosen or not, corrected.
What the archive must answer is told from it in a few lines; the archive answers from SQLite, kept
files and an index that may have been killed at any write.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from archive import ingest as module
from archive import intake
from archive.backup import back_up, restore
from archive.history import correct, remove, undo_correction, undo_removal
from archive.ingest import ingest
from archive.records import Activity
from archive.store import Store, open_store
from indexer.agreement import compare_index
from indexer.plans import Filters
from indexer.refresh import open_index, rebuild, refresh
from indexer.search import matching
from tests.disturbance import DONE, MEMORY, TOLD, disturbed, in_child, read_here
from tests.store_samples import read_lines, sha_of

EXAMPLES, STEPS = 30, 14

_SUBJECTS = ("林地报批业务", "食品经营许可", "道路运输证件", "不动产登记事项", "取水许可事项")
_LONG = "窗口人员到企业现场逐项核对材料并说明办理流程、时限和收费依据"
TEXTS = {
    f"{number}-{revision}": f"number {number}\n{subject}{_LONG}{'，补充说明' * revision}。"
    for number, subject in enumerate(_SUBJECTS, start=1)
    for revision in range(3)
}
"""Issues 1 to 5, each in three versions of which the longest is the best."""
TEXTS["bad"] = "bad"
DOUBLED = {
    "6-a": "number 6\n" + "甲乙丙丁戊己庚辛壬癸" * 9,
    "6-b": "number 6\n" + "子丑寅卯辰巳午未申酉" * 9,
}
"""Two different issues under one number: both stay in the answers."""
TEXTS |= DOUBLED
NAMES = sorted(TEXTS)


class Held(msgspec.Struct, frozen=True):
    """What the model knows of a file that was taken in; `chosen` ranks `--replace`."""

    name: str
    chosen: int = 0
    removed: bool = False
    types: str = "培训"

    @property
    def text(self) -> str:
        """The one item of the issue."""
        return TEXTS[self.name].partition("\n")[2]

    @property
    def issue(self) -> str:
        """Versions of one issue have the same."""
        return self.name if self.name in DOUBLED else self.name[0]


Model = dict[str, Held]


def current(model: Model) -> set[Held]:
    """The version of each issue that answers: the last chosen one, else the longest."""
    heads: dict[str, Held] = {}
    for held in model.values():
        head = heads.get(held.issue)
        if not held.removed and (
            head is None or (held.chosen, len(held.text)) > (head.chosen, len(head.text))
        ):
            heads[held.issue] = held
    return set(heads.values())


def answers(model: Model) -> set[tuple[str, str, str]]:
    """File, text and type of every issue that answers."""
    return {(sha_of(TEXTS[one.name].encode()), one.text, one.types) for one in current(model)}


def answered(store: Store) -> set[tuple[str, str, str]]:
    """The same out of the archive; nothing may be there twice."""
    found = [
        (each.source.sha256, record.text, "、".join(record.types))
        for each in store.each_bulletin()
        for record in each.activities
    ]
    assert len(set(found)) == len(found)
    return set(found)


def types_of(store: Store, target: str) -> str:
    """The types of an item."""
    record = store.record(target)
    assert isinstance(record, Activity)
    return "、".join(record.types)


BLOWS = st.one_of(
    st.none(), st.tuples(st.sampled_from(["kill", "fail"]), st.integers(1, 90)), st.just("clock")
)


class Machine(RuleBasedStateMachine):
    """Rules are commands; `blow` says what befalls one while it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(dir=MEMORY))
        self.folder, self.archive = self.root / "in", self.root / "archive"
        self.folder.mkdir()
        for name, text in TEXTS.items():
            (self.folder / f"{name}.txt").write_text(text, "utf-8")
        self.model: Model = {}
        self.saved: Model | None = None
        self.removals: list[tuple[str, str]] = []
        self.saved_removals: list[tuple[str, str]] = []
        self.choices = 0

    @initialize()
    def begin(self) -> None:
        with open_store(self.archive, create=True):
            pass

    # What befalls a command.

    def _run(self, work: Callable[[Store], object], blow: Any) -> bool:
        """Do it in a child, disturbed or not; whether it was done to its end."""

        def whole() -> None:
            with open_store(self.archive, create=False) as store:
                work(store)

        if blow is None:
            whole()
            return True
        if blow == "clock":
            return self._killed_soon(whole)
        kind, at = blow
        status, _ = disturbed(whole, at, kind)
        assert status in {DONE, TOLD, -signal.SIGKILL}
        assert kind == "kill" or status != -signal.SIGKILL
        return status == DONE

    @staticmethod
    def _killed_soon(work: Callable[[], object]) -> bool:
        """Kill it when some milliseconds have passed, wherever it is then."""

        def timed() -> None:
            child = os.getpid()
            if not os.fork():
                time.sleep(int.from_bytes(os.urandom(1), "big") / 4000)
                if os.getppid() == child:
                    with suppress(ProcessLookupError):  # it has ended just now
                        os.kill(child, signal.SIGKILL)
                os._exit(0)
            work()

        return in_child(timed) == DONE

    def _do(
        self,
        work: Callable[[Store], object],
        done: Callable[[Store], bool],
        after: Model,
        blow: Any,
    ) -> None:
        """One transaction: whatever befalls it, it is done or not done; then it is done.

        So the model does not depend on when a kill came.
        """
        if not self._run(work, blow):
            with open_store(self.archive, create=False) as store:
                there = done(store)
                assert answered(store) == answers(after if there else self.model)
            if not there:
                assert self._run(work, None)
        self.model = after

    # Commands.

    @rule(names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True), blow=BLOWS)
    def take_in(self, names: list[str], blow: Any) -> None:
        """Named one by one: a removed one comes back."""
        self._ingest(names, [self.folder / f"{name}.txt" for name in names], blow)

    @rule(blow=BLOWS)
    def take_in_the_folder(self, blow: Any) -> None:
        """What was removed stays so."""
        names = [name for name in NAMES if not (name in self.model and self.model[name].removed)]
        self._ingest(names, [self.folder], blow)

    @rule(
        names=st.lists(
            st.sampled_from([name for name in NAMES if name not in {*DOUBLED, "bad"}]),
            min_size=1,
            max_size=3,
            unique=True,
        ),
        blow=BLOWS,
    )
    def choose(self, names: list[str], blow: Any) -> None:
        """`--replace`: what is read becomes current, the last above the first."""
        self._ingest(names, [self.folder / f"{name}.txt" for name in names], blow, replace=True)

    def _ingest(
        self, names: Iterable[str], paths: list[Path], blow: Any, *, replace: bool = False
    ) -> None:
        def work(store: Store) -> None:
            ingest(paths, store, reader=read_lines, replace=replace)
            refresh(store)

        if not self._run(work, blow):
            known = {sha_of(text.encode()) for text in TEXTS.values()}
            with open_store(self.archive, create=False) as store:
                assert {sha for sha, _, _ in answered(store)} <= known
            assert self._run(work, None)
        for name in names:
            if name == "bad":
                continue
            held = self.model.get(name, Held(name))
            if replace:
                self.choices += 1
                held = msgspec.structs.replace(held, chosen=self.choices)
            self.model[name] = msgspec.structs.replace(held, removed=False)
            self.removals = [(key, target) for key, target in self.removals if key != name]

    def _pick(self, data: st.DataObject) -> Held:
        return data.draw(st.sampled_from(sorted(current(self.model), key=lambda one: one.name)))

    def _id(self, held: Held) -> str:
        with open_store(self.archive, create=False) as store:
            return store.standing_of(sha_of(TEXTS[held.name].encode()))[1]

    @precondition(lambda self: bool(current(self.model)))
    @rule(data=st.data(), blow=BLOWS)
    def take_out(self, data: st.DataObject, blow: Any) -> None:
        held = self._pick(data)
        identity = self._id(held)
        after = self.model | {held.name: msgspec.structs.replace(held, removed=True)}
        work, there = partial(remove, bulletin_id=identity), self._is_removed
        self._do(work, partial(there, held.name), after, blow)
        self.removals.append((held.name, identity))

    @staticmethod
    def _is_removed(name: str, store: Store) -> bool:
        return store.state_of(sha_of(TEXTS[name].encode())) == "removed"

    @precondition(lambda self: bool(self.removals))
    @rule(blow=BLOWS)
    def bring_back(self, blow: Any) -> None:
        """The last removal; of several under one id it is the last too."""
        name, identity = self.removals[-1]
        after = self.model | {name: msgspec.structs.replace(self.model[name], removed=False)}
        self._do(
            partial(undo_removal, bulletin_id=identity),
            lambda store: not self._is_removed(name, store),
            after,
            blow,
        )
        self.removals.pop()

    @precondition(lambda self: bool(current(self.model)))
    @rule(data=st.data(), types=st.sampled_from(["座谈", "调研", "宣讲"]), blow=BLOWS)
    def amend(self, data: st.DataObject, types: str, blow: Any) -> None:
        held = self._pick(data)
        if held.types == types:
            return
        identity = self._id(held)
        after = self.model | {held.name: msgspec.structs.replace(held, types=types)}
        target = f"{identity}.a1"
        self._do(
            lambda store: correct(store, target, "types", types),
            lambda store: types_of(store, target) == types,
            after,
            blow,
        )

    @precondition(lambda self: any(one.types != "培训" for one in current(self.model)))
    @rule(data=st.data(), blow=BLOWS)
    def take_back_what_was_amended(self, data: st.DataObject, blow: Any) -> None:
        amended = sorted(
            (one for one in current(self.model) if one.types != "培训"), key=lambda one: one.name
        )
        held = data.draw(st.sampled_from(amended))
        identity = self._id(held)
        after = self.model | {held.name: msgspec.structs.replace(held, types="培训")}
        target = f"{identity}.a1"
        self._do(
            lambda store: undo_correction(store, target),
            lambda store: types_of(store, target) == "培训",
            after,
            blow,
        )

    @rule(blow=BLOWS)
    def index_anew(self, blow: Any) -> None:
        self._run(rebuild, blow)

    @rule(blow=BLOWS)
    def save(self, blow: Any) -> None:
        beside = self.root / "fresh.zip"
        if not self._run(lambda store: back_up(store, beside), blow) and not beside.exists():
            assert self._run(lambda store: back_up(store, beside), None)
        beside.replace(self.root / "saved.zip")
        self.saved, self.saved_removals = dict(self.model), list(self.removals)

    @precondition(lambda self: self.saved is not None)
    @rule(blow=BLOWS)
    def bring_the_saved_back(self, blow: Any) -> None:
        saved = self.saved or {}

        def work() -> None:
            restore(self.root / "saved.zip", self.archive, replace=True)

        before = self._inode()
        if blow is None:
            work()
        elif blow == "clock":
            self._killed_soon(work)
        else:
            status, _ = disturbed(work, blow[1], blow[0])
            assert status in {DONE, TOLD, -signal.SIGKILL}
        with open_store(self.archive, create=False) as store:
            found = answered(store)
        if self._inode() == before:
            assert found == answers(self.model)
            work()
        else:
            assert found == answers(saved)
        self.model, self.removals = dict(saved), list(self.saved_removals)

    def _inode(self) -> int | None:
        """Which database it is: a restored one is another file."""
        with open_store(self.archive, create=False) as store:
            return store.database.path.stat().st_ino

    # Questions.

    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        text = TEXTS[data.draw(st.sampled_from(NAMES))].rpartition("\n")[2]
        start = data.draw(st.integers(0, len(text) - 1))
        words = text[start : start + data.draw(st.integers(1, 12))]
        with (
            open_store(self.archive, create=False) as store,
            closing(open_index(store)) as engine,
        ):
            found, _ = matching(engine, words, Filters(kinds=("activity",)), exact=True)
            texts = sorted(each.text for each in engine.entries(sorted(found)))
        assert texts == sorted(one.text for one in current(self.model) if words in one.text)

    @rule()
    def hold_index_against_store(self) -> None:
        with open_store(self.archive, create=False) as store:
            assert compare_index(store).whole

    @invariant()
    def the_archive_answers_as_the_model(self) -> None:
        if not self.archive.exists():
            return
        with open_store(self.archive, create=False) as store:
            assert answered(store) == answers(self.model)

    def teardown(self) -> None:
        """At the end everything is whole."""
        try:
            if self.archive.exists():
                with open_store(self.archive, create=False) as store:
                    assert compare_index(store).whole
                    assert store.database.value("PRAGMA integrity_check") == "ok"
                    assert store.database.rows("PRAGMA foreign_key_check") == []
                    for kept in store.kept_files():
                        assert sha_of(kept.path.read_bytes()) == kept.sha256
        finally:
            shutil.rmtree(self.root)


def exercise(examples: int, steps: int) -> None:
    """Run so many sequences of so many commands."""
    with (
        patch.object(module, "run_tasks", read_here),
        patch.object(intake, "_BATCH", 2),
    ):
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_any_sequence_of_commands_and_blows() -> None:
    exercise(EXAMPLES, STEPS)
