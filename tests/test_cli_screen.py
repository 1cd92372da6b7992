"""What a person sees: widths, colours, paging, closed pipes, what is loaded before an answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.tables import bar, table
from terminal.text import breaks, fit, lines_of, packed, printable, width
from tests.zhoubao_process import (
    REAL_ID,
    ROOT,
    command,
    environment,
    on_terminal,
    start,
    zhoubao,
)

SHOWING = (
    ("search", "窗口", "--limit", "5"),
    ("timeline", "四川省林业和草原局"),
    ("trend", "--by", "year"),
    ("trend", "--split", "type", "--by", "year"),
    ("bulletins",),
    ("departments",),
    ("status",),
    ("show", f"{REAL_ID}.a5"),
    ("--help",),
    ("search", "--help"),
)


@pytest.mark.parametrize("columns", [80, 60, 40])
def test_lines_fit_the_terminal_and_ids_stay_whole(held: Path, columns: int) -> None:
    for words in SHOWING:
        text = zhoubao(*words, archive=held, env={"COLUMNS": str(columns)}).out
        for line in text.splitlines():
            # A path and a list of options stay whole, to be copied.
            whole = line.startswith(("存于：", "档案库：")) or "|" in line or columns < 60
            assert whole or width(line) <= columns, (words, line)
            assert line == line.rstrip()
    listed = zhoubao("bulletins", archive=held, env={"COLUMNS": str(columns)}).out
    assert REAL_ID in listed


def test_colours_are_for_terminals_that_want_them(held: Path) -> None:
    words = ("search", "林地报批", "--series", "窗口工作周报")
    status, shown = on_terminal(*words, archive=held)
    assert status == 0
    assert "\x1b[31m\x1b[1m林地报批\x1b[0m" in shown
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b" not in on_terminal(*words, archive=held, env=env)[1]
    assert "\x1b" not in zhoubao(*words, archive=held).out


def test_json_and_csv_on_a_terminal_do_not_steer_it(small: Path) -> None:
    for words in (("search", "\x1b[31m\x9b", "--format", "json"), ("search", "\u202e")):
        _, shown = on_terminal(*words, archive=small)
        assert not set(shown) & {"\x1b", "\x9b", "\u202e"}


def test_long_answers_go_through_the_pager(held: Path, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\ncat > {tmp_path}/paged\n")
    pager.chmod(0o755)
    on_terminal("departments", archive=held, size=(10, 80), env={"PAGER": str(pager)})
    paged = (tmp_path / "paged").read_text("utf-8")
    assert len(paged.splitlines()) > 10
    (tmp_path / "paged").unlink()
    _, shown = on_terminal("status", archive=held, size=(24, 80), env={"PAGER": str(pager)})
    assert "期数：6 期" in shown
    zhoubao("departments", archive=held, env={"PAGER": str(pager)})
    on_terminal(
        "departments", "--format", "json", archive=held, size=(10, 80), env={"PAGER": str(pager)}
    )
    assert not (tmp_path / "paged").exists()


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_a_reader_that_leaves_early_is_no_failure(held: Path, form: str) -> None:
    reading, writing = os.pipe()
    running = start(
        "search", "窗口", "--limit", "500", "--format", form, archive=held, stdout=writing
    )
    os.close(writing)
    os.close(reading)
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, b"")


def test_a_full_disk_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("--help"),
            env=environment(),
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert "磁盘已满" in done.stderr.decode()


def loaded(*words: str, archive: Path) -> set[str]:
    """Modules that are loaded when the command has been answered."""
    code = (
        "import sys, cli\nfrom terminal.failures import run\n"
        f"assert run(cli.cli, {list(words)!r}) == 0\nsys.stdout.flush()\n"
        "print(' '.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(archive),
        capture_output=True,
        check=True,
    )
    return set(done.stderr.decode().split())


HEAVY = {"jieba", "pdfplumber", "pypdfium2", "rich", "xlsxwriter", "numpy", "PIL", "reportlab"}


def test_a_cold_search_loads_only_what_it_needs(held: Path) -> None:
    assert loaded("search", "林地报批", archive=held) & HEAVY == set()
    words = ("search", "林地报批", "--format", "json", "--since", "2022")
    assert loaded(*words, archive=held) & HEAVY == set()
    assert loaded("show", REAL_ID, archive=held) & (HEAVY | {"whoosh"}) == set()
    assert loaded("status", archive=held) & (HEAVY | {"whoosh"}) == set()


def test_bars_are_exact_to_an_eighth() -> None:
    assert [bar(value, 8, 1) for value in (0, 1, 4, 8)] == ["", "▏", "▌", "█"]
    assert bar(1, 0, 10) == ""
    assert bar(0.001, 100, 10) == "▏"


def test_table_of_a_narrow_terminal_becomes_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("窗口工作周报-2022-26", "2022-08-01—12", "近日，省林草局窗口开展现场座谈。" * 3)]
    monkeypatch.setenv("COLUMNS", "80")
    wide = table(("编号", "日期", "内容"), rows, running=2)
    assert wide[0].split() == ["编号", "日期", "内容"]
    assert wide[2].startswith("窗口工作周报-2022-26  2022-08-01—12  近日，")
    monkeypatch.setenv("COLUMNS", "50")
    narrow = table(("编号", "日期", "内容"), rows, running=2)
    assert narrow[:2] == ["窗口工作周报-2022-26", "  日期 2022-08-01—12"]
    assert narrow[2].startswith("  近日，")


def test_lines_break_as_chinese_does() -> None:
    assert lines_of("一二三，四", 6) == ["一二", "三，四"]
    assert lines_of("一二（三四", 6) == ["一二", "（三四"]
    assert lines_of("见 2022-08-12 的", 11) == ["见", "2022-08-12", "的"]
    assert lines_of("a" * 50, 20) == ["a" * 20, "a" * 20, "a" * 10]
    assert lines_of("一\n\n二", 10) == ["一", "", "二"]
    assert lines_of("，" * 10, 6) == ["，，，", "，，，", "，，，", "，"]
    assert packed(["活动 1", "数据 2", "巡查 3"], 16) == ["活动 1　数据 2", "巡查 3"]
    assert fit("中文字", 5) == "中文…"


@given(st.text(max_size=200), st.integers(4, 90))
def test_breaking_loses_nothing_but_blanks(text: str, columns: int) -> None:
    lines = [text[start:end] for start, end in breaks(text, columns)]
    assert re.sub("[ \u3000\n]", "", "".join(lines)) == re.sub("[ \u3000\n]", "", text)
    assert all(width(line) <= columns for line in lines)


@given(st.text(alphabet=st.characters(), max_size=50))
def test_printable_is_safe_and_settled(text: str) -> None:
    safe = printable(text)
    safe.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", safe)
    assert printable(safe) == safe


def test_long_texts_are_broken_quickly() -> None:
    assert len(breaks("林地报批" * 25_000, 80)) == 2500
    assert len(breaks("a" * 100_000, 80)) == 1250
