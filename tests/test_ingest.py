"""Ingest: what is taken in, what is put aside and why, and that nothing else suffers."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from archive import intake, workers
from archive.history import correct, remove
from archive.ingest import IngestSummary, Limits, Progress, ingest, reparse
from archive.problems import BadFile, StoreError, ZhoubaoError
from archive.store import Store, open_store
from tests.store_samples import read_lines, read_lines_anew, sha_of

QUICK = Limits(cpu_seconds=1, wall_seconds=4, memory=1 << 30)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "archive", create=True) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def take(store: Store, *paths: Path, **options: object) -> IngestSummary:
    return ingest(paths, store, **({"jobs": 2, "reader": read_lines} | options))  # type: ignore[arg-type]


def kinds(summary: IngestSummary) -> dict[str, str]:
    return {Path(failed.file).name: failed.kind for failed in summary.failed}


def test_folders_are_read_recursively_and_other_files_left(store: Store, folder: Path) -> None:
    write(
        folder,
        {
            "a.txt": "number 1\n甲",
            "deep/er/b.PDF": "number 2\n乙",
            "deep/ b 'c'\n𠀀.txt": "number 3\n丙",
            "photo.jpg": "x",
            "readme": "x",
            ".hidden.txt": "number 4",
            "._b.pdf": "x",
            "~$c.docx": "x",
        },
    )
    (folder / "loop").symlink_to(folder)
    said: list[Progress] = []
    summary = take(store, folder, progress=said.append)
    assert summary.added == tuple(f"窗口工作周报-2022-{number}" for number in (1, 2, 3))
    assert (summary.skipped, summary.failed, summary.replaced) == (0, (), ())
    assert [one.done for one in said] == [1, 2, 3]
    assert {one.total for one in said} == {3}
    assert summary.seconds["reading"] == 0.75
    assert summary.seconds["extracting"] == 1.5
    assert {"hashing", "storing", "wall"} <= summary.seconds.keys()
    assert summary.peak_memory > 1 << 20
    assert store.file_of("窗口工作周报-2022-2").suffix == ".pdf"


def test_the_archive_itself_is_not_taken_in(store: Store, tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "number 1\n甲"})
    assert len(take(store, tmp_path).added) == 1
    assert (take(store, tmp_path).added, take(store, tmp_path).skipped) == ((), 1)


def test_known_bytes_are_not_read_again(store: Store, folder: Path) -> None:
    write(folder, {"a.txt": "number 1\n甲", "copy.txt": "number 1\n甲"})
    first = take(store, folder)
    assert (len(first.added), first.skipped) == (1, 1)
    write(folder, {"b.txt": "number 2\n乙"})
    again = take(store, folder)
    assert (again.added, again.skipped) == (("窗口工作周报-2022-2",), 2)
    assert take(store, folder, reader=None).peak_memory == 0


def test_other_formats_are_named_with_what_to_do(store: Store, folder: Path) -> None:
    write(folder, {"a.docx": "x", "b.wps": "x", "c.ofd": "x", "d.pdf": "number 1\n甲"})
    summary = take(store, folder)
    assert kinds(summary) == dict.fromkeys(("a.docx", "b.wps", "c.ofd"), "unsupported-format")
    assert all(
        "PDF" in failed.message and failed.file in failed.message for failed in summary.failed
    )
    assert len(summary.added) == 1
    assert [failure.kind for failure in store.failures()] == ["unsupported-format"] * 3


def test_a_missing_path_stops_before_anything_is_read(store: Store, folder: Path) -> None:
    write(folder, {"a.txt": "number 1\n甲"})
    with pytest.raises(BadFile, match="找不到") as caught:
        take(store, folder, folder / "nowhere")
    assert caught.value.kind == "not-found"
    assert store.current_ids() == ()


def test_pipes_are_not_opened(store: Store, folder: Path) -> None:
    os.mkfifo(folder / "pipe.pdf")
    assert take(store, folder).failed == ()
    assert kinds(take(store, folder / "pipe.pdf")) == {"pipe.pdf": "unsupported-format"}


def test_names_that_are_no_text(store: Store, folder: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt"))
    path.write_text("number 1\n甲")
    bad = Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt"))
    bad.write_text("bad")
    summary = take(store, folder)
    assert summary.added == ("窗口工作周报-2022-1",)
    assert summary.failed[0].file.endswith(r"\xff.txt")
    assert msgspec.json.decode(msgspec.json.encode(summary))
    assert store.bulletin(summary.added[0]).source.file == r"\xff\xfe.txt"
    retried = ingest([], store, retry_failed=True, reader=read_lines)
    assert retried.failed == ()
    assert len(store.failures()) == 1


def test_files_that_kill_hang_or_swell_are_put_aside_alone(store: Store, folder: Path) -> None:
    good = {f"good{number}.txt": f"number {number}\n第{number}期" for number in range(1, 25)}
    hostile = {
        "bad.txt": "bad",
        "bug.txt": "bug",
        "die.txt": "die",
        "die2.txt": "die 2",
        "eat.txt": "eat",
        "spin.txt": "spin",
        "wait.txt": "wait",
    }
    write(folder, good | hostile)
    began = time.monotonic()
    summary = take(store, folder, limits=QUICK)
    assert time.monotonic() - began < 30
    assert len(summary.added) == len(good)
    assert kinds(summary) == {
        "bad.txt": "no-text",
        "bug.txt": "reader-crashed",
        "die.txt": "reader-crashed",
        "die2.txt": "reader-crashed",
        "eat.txt": "too-large",
        "spin.txt": "too-slow",
        "wait.txt": "too-slow",
    }
    for failed in summary.failed:
        assert Path(failed.file).name in failed.message
    # Not read again until asked to, but still reported.
    again = take(store, folder, limits=QUICK)
    assert (again.skipped, again.failed) == (len(good), summary.failed)
    assert again.peak_memory == 0
    assert multiprocessing.active_children() == []


def test_what_was_put_aside_is_tried_again_when_asked_or_changed(
    store: Store, folder: Path
) -> None:
    write(folder, {"a.txt": "bad", "b.txt": "bad 2", "twin.txt": "bad"})
    assert len(take(store, folder).failed) == 3
    write(folder, {"a.txt": "number 1\n甲"})
    summary = take(store, folder)
    assert (len(summary.added), len(summary.failed)) == (1, 2)
    assert len(store.failures()) == 2
    (folder / "twin.txt").unlink()
    write(folder, {"b.txt": "number 2\n乙"})
    retried = ingest([], store, retry_failed=True, reader=read_lines)
    assert retried.added == ("窗口工作周报-2022-2",)
    assert store.failures() == ()


def test_a_failure_is_forgotten_when_the_file_turns_out_to_be_known(
    store: Store, folder: Path
) -> None:
    write(folder, {"a.txt": "number 1\n甲", "b.txt": "bad"})
    take(store, folder)
    write(folder, {"b.txt": "number 1\n甲"})
    assert take(store, folder).failed == ()
    assert store.failures() == ()


def test_a_copy_of_a_bad_file_is_bad_too(store: Store, folder: Path) -> None:
    write(folder, {"a.txt": "bad", "b.txt": "bad"})
    summary = take(store, folder)
    assert kinds(summary) == {"a.txt": "no-text", "b.txt": "no-text"}
    assert summary.skipped == 0
    assert "内容相同" in summary.failed[1].message


@pytest.mark.parametrize("mark", ["秘密", "机密★5年", "绝密"])
def test_secret_bulletins_are_refused_and_nothing_is_kept(
    store: Store, folder: Path, mark: str
) -> None:
    write(folder, {"a.txt": f"secret {mark}\n不可外传", "b.txt": "secret 内部资料\n可以"})
    summary = take(store, folder)
    assert kinds(summary) == {"a.txt": "classified"}
    assert mark[:2] in summary.failed[0].message
    assert len(summary.added) == 1
    kept = [path for path in (store.folder / "files").rglob("*") if path.is_file()]
    assert [path.stem for path in kept] == [sha_of("secret 内部资料\n可以".encode())]
    assert "不可外传".encode() not in (store.folder / "zhoubao.db").read_bytes()
    assert kinds(take(store, folder)) == {"a.txt": "classified"}
    assert take(store, folder, allow_classified=True).failed == ()
    assert store.state_of(sha_of(f"secret {mark}\n不可外传".encode())) is not None
    assert store.failures() == ()


def test_a_password_opens_what_was_locked(store: Store, folder: Path) -> None:
    write(folder, {"a.txt": "locked sesame\n内容"})
    assert kinds(take(store, folder)) == {"a.txt": "password"}
    wrong, right = "wrong", "sesame"
    assert kinds(take(store, folder, password=wrong)) == {"a.txt": "password"}
    assert len(take(store, folder, password=right).added) == 1


def test_a_removed_bulletin_comes_back_only_when_named(store: Store, folder: Path) -> None:
    write(folder, {"a.txt": "number 1\n甲"})
    (added,) = take(store, folder).added
    remove(store, added)
    assert (take(store, folder).added, take(store, folder, replace=True).added) == ((), ())
    assert store.current_ids() == ()
    assert take(store, folder / "a.txt").added == (added,)
    assert store.current_ids() == (added,)


def test_replace_reads_known_bytes_afresh_and_the_last_one_wins(store: Store, folder: Path) -> None:
    long = "办事指南和流程说明" * 10
    write(folder, {"a.txt": f"number 1\n{long}长些", "b.txt": f"number 1\n{long}"})
    summary = take(store, folder)
    assert (summary.added, len(summary.older)) == (("窗口工作周报-2022-1",), 1)
    again = take(store, folder, replace=True)
    assert (again.added, again.replaced, len(again.older)) == ((), ("窗口工作周报-2022-1",), 1)
    assert store.bulletin("窗口工作周报-2022-1").activities[0].text == long


@pytest.mark.parametrize("batch", [1, 16])
def test_a_new_version_is_counted_as_replacing(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(intake, "_BATCH", batch)
    long = "办事指南和流程说明" * 10
    write(folder, {"a.txt": f"number 1\n{long}"})
    take(store, folder)
    # Three better ones, of which the last is the best.
    texts = {f"b{number}.txt": f"number 1\n{long}{'长' * number}" for number in (1, 2, 3)}
    write(folder, texts)
    summary = take(store, folder)
    assert (summary.added, summary.replaced) == ((), ("窗口工作周报-2022-1",))


def test_the_number_of_workers_changes_nothing(tmp_path: Path, folder: Path) -> None:
    long = "办事指南和流程说明" * 10
    texts = {f"{number:02}.txt": f"number {number % 5}\n{long}{number}" for number in range(20)}
    texts |= {f"x{number}.txt": f"number {number}\n别的{number}" for number in range(3)}
    write(folder, texts)
    seen = []
    for jobs, paths in ((1, [folder]), (3, sorted(folder.iterdir(), reverse=True))):
        with open_store(tmp_path / f"archive{jobs}", create=True) as store:
            summary = take(store, *paths, jobs=jobs)
            everything = [msgspec.json.encode(one) for one in store.each_bulletin()]
            seen.append((summary.added, summary.older, summary.replaced, everything))
    assert seen[0] == seen[1]


def test_children_that_cannot_start_are_reported(store: Store, folder: Path) -> None:
    write(folder, {"a.txt": "number 1\n甲"})
    with pytest.raises(ZhoubaoError, match="无法启动"):
        take(store, folder, limits=Limits(start_seconds=0))
    assert store.current_ids() == ()


def test_a_grown_child_is_replaced(store: Store, folder: Path) -> None:
    write(folder, {f"{number}.txt": f"number {number}\n{number}" for number in range(4)})
    # Any child is larger than half of this; on Linux the limit itself is on address space.
    summary = take(store, folder, jobs=1, limits=Limits(memory=1 << 30))
    assert len(summary.added) == 4
    grown = workers._attempt(bytes, b"x", Limits(memory=1 << 20))
    assert grown.leaving


def test_a_full_disk_stops_the_run_and_keeps_what_was_stored(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_BATCH", 1)
    write(folder, {f"{number}.txt": f"number {number}\n{number}" for number in range(6)})
    real, calls = os.fsync, iter(range(100))

    def full(descriptor: int) -> None:
        if next(calls) > 6:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="磁盘已满"):
        take(store, folder)
    monkeypatch.undo()
    before = len(store.current_ids())
    assert 0 < before < 6
    assert len(take(store, folder).added) == 6 - before
    assert multiprocessing.active_children() == []


def test_a_too_large_file_is_put_aside_unread(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MAX_BYTES", 10)
    write(folder, {"a.txt": "number 1\n" + "甲" * 20})
    assert kinds(take(store, folder)) == {"a.txt": "too-large"}


# Reading afresh.


def test_reparse_keeps_corrections_with_their_records(store: Store, folder: Path) -> None:
    write(folder, {"a.txt": "number 1\n甲办了培训\n乙做了调研"})
    (bulletin_id,) = take(store, folder).added
    correct(store, f"{bulletin_id}.a2", "types", "调研")
    correct(store, bulletin_id, "publisher", "绵阳市政务服务中心")
    (folder / "a.txt").unlink()
    summary = reparse(store, jobs=1, reader=read_lines_anew)
    assert summary.replaced == (bulletin_id,)
    activities = store.bulletin(bulletin_id).activities
    assert [one.text for one in activities] == ["新识别的一条", "甲办了培训", "乙做了调研"]
    assert [one.types for one in activities] == [("培训",), ("培训",), ("调研",)]
    assert store.bulletin(bulletin_id).publisher == "绵阳市政务服务中心"
    assert store.bulletin(bulletin_id).source.file == "a.txt"
    assert store.corrected(bulletin_id) == {
        f"{bulletin_id}.a3": ("types",),
        bulletin_id: ("publisher",),
    }


def test_a_correction_without_its_record_is_told(store: Store, folder: Path) -> None:
    write(folder, {"a.txt": "number 1\n甲办了培训"})
    (bulletin_id,) = take(store, folder).added
    correct(store, f"{bulletin_id}.a1", "types", "调研")
    take(store, folder / "a.txt", replace=True, reader=read_nothing)
    warning = store.bulletin(bulletin_id).warnings[-1]
    assert warning.kind == "correction-orphaned"
    assert store.corrected(bulletin_id) == {}
    reparse(store, [bulletin_id], jobs=1, reader=read_lines)
    assert store.record(f"{bulletin_id}.a1").types == ("调研",)  # type: ignore[union-attr]


def read_nothing(path: Path) -> object:
    reading = read_lines(path)
    return msgspec.structs.replace(
        reading, bulletin=msgspec.structs.replace(reading.bulletin, activities=())
    )


# Interrupted from outside.

_SCRIPT = """
import sys
from pathlib import Path
from archive.ingest import ingest
from archive.store import open_store
from tests.store_samples import read_lines

if __name__ == "__main__":
    with open_store(Path(sys.argv[1]), create=True) as store:
        print("open", flush=True)
        try:
            ingest([Path(sys.argv[2])], store, jobs=2, reader=read_lines,
                   progress=lambda said: print(said.done, flush=True))
        except KeyboardInterrupt:
            sys.exit(130)
"""


def _group_lives(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(("blow", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_a_blow_leaves_whole_bulletins_and_the_next_run_ends_it(
    tmp_path: Path, folder: Path, blow: signal.Signals, status: int
) -> None:
    texts = {f"{number:03}.txt": f"number {number}\n第{number}期" for number in range(1, 41)}
    write(folder, texts | {"000.txt": "wait"})
    script = tmp_path / "script.py"
    script.write_text(_SCRIPT)
    root = Path(__file__).parents[1]
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "archive"), str(folder)],
        env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip().isdecimal() and int(line) >= 16:
                break
        if blow == signal.SIGINT:
            os.killpg(process.pid, blow)
        else:
            process.kill()
        assert process.wait(20) == status
        # The child that waits does not outlive the run.
        deadline = time.monotonic() + 10
        while _group_lives(process.pid):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    (folder / "000.txt").unlink()
    with open_store(tmp_path / "archive", create=True) as store:
        before = store.current_ids()
        assert 16 <= len(before) <= 40
        for one in store.each_bulletin():
            assert len(one.activities) == 1
            assert store.file_of(one.id).read_text().startswith(f"number {one.number}")
        assert len(take(store, folder).added) == 40 - len(before)
        assert store.database.value("PRAGMA integrity_check") == "ok"
