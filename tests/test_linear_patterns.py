"""No regular expression of ours takes more than linear time, whatever text it is given.

Every pattern that is compiled while all modules are imported and a bulletin is read is attacked
with what it repeats, in a thousand and in four thousand characters.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.reader import parse_file
from tests.pumping import pumped
from tests.zhoubao_process import REAL, ROOT, environment

SHORT, LONG = 1000, 4000
HARMLESS_SECONDS = 0.1
"""A pattern that takes less for LONG characters may be as it is."""
MOST_GROWTH = 9
"""Times as long for four times the text: four is linear, sixteen the square."""
PACKAGES = ("archive", "corpus", "indexer", "terminal", "charts")

_COLLECT = """
import importlib, json, pkgutil, re, sys
from pathlib import Path

root, real = sys.argv[1], Path(sys.argv[2])
found = {}
compile_ = re._compile

def noted(pattern, flags):
    done = compile_(pattern, flags)
    frame = sys._getframe(1)
    while frame and frame.f_code.co_filename.endswith("/re/__init__.py"):
        frame = frame.f_back
    file = frame.f_code.co_filename if frame else ""
    if isinstance(pattern, str) and file.startswith(root) and "site-packages" not in file:
        found.setdefault((done.pattern, done.flags), f"{file[len(root) + 1:]}:{frame.f_lineno}")
    return done

re._compile = noted
for package in sys.argv[3:]:
    for module in pkgutil.walk_packages([f"{root}/{package}"], f"{package}."):
        if not module.name.startswith("corpus.samples"):
            importlib.import_module(module.name)
from archive.reader import parse_file
parse_file(real)
print(json.dumps([[*key, where] for key, where in found.items()]))
"""


@pytest.fixture(scope="module")
def patterns() -> list[tuple[str, int, str]]:
    """Pattern, flags and where it is compiled."""
    done = subprocess.run(
        [sys.executable, "-c", _COLLECT, ROOT, REAL, *PACKAGES],
        env=environment(),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return [(pattern, flags, where) for pattern, flags, where in json.loads(done.stdout)]


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """CPU seconds to find all matches; the smaller of two."""
    taken = []
    for _ in range(2):
        began = time.process_time()
        for _ in pattern.finditer(text):
            pass
        taken.append(time.process_time() - began)
        if taken[-1] < HARMLESS_SECONDS / MOST_GROWTH:
            break
    return min(taken)


def test_no_pattern_takes_more_than_linear_time(patterns: list[tuple[str, int, str]]) -> None:
    assert len(patterns) > 400
    assert {where.partition("/")[0] for _, _, where in patterns} >= set(PACKAGES)
    slow = []
    for written, flags, where in patterns:
        pattern = re.compile(written, flags)
        for short, long in zip(
            pumped(written, flags, SHORT), pumped(written, flags, LONG), strict=True
        ):
            few = seconds(pattern, short)
            # What is harmless at its square for four times the text need not be tried.
            if few * (LONG / SHORT) ** 2 < HARMLESS_SECONDS:
                continue
            many = seconds(pattern, long)
            if many > max(HARMLESS_SECONDS, few * MOST_GROWTH):
                slow.append(f"{where} {short[:12]!r}: {few:.3f} s, {many:.3f} s, {written[:60]}")
                break
    assert slow == []


def test_the_attacks_find_patterns_that_are_not_linear() -> None:
    for written in ("[a-z]+$", r"\d*\d*件", "(a+)+b"):
        attacks = list(pumped(written, 0, 23))
        assert attacks, written
        pattern = re.compile(written)
        if written == "(a+)+b":  # two to the power of its length
            assert max(seconds(pattern, text) for text in attacks) > HARMLESS_SECONDS
            continue
        growth = [
            seconds(pattern, long) / max(seconds(pattern, short), 1e-4)
            for short, long in zip(pumped(written, 0, 200), pumped(written, 0, 800), strict=True)
        ]
        assert max(growth) > MOST_GROWTH, written


@pytest.mark.parametrize(
    "unit",
    ["．", "1", "A", "一", "（", "受理1件，", "3月8日，", "主要", "局对", " ", "1.", "《", "省"],
)
def test_a_bulletin_of_one_thing_is_read_in_linear_time(tmp_path: Path, unit: str) -> None:
    """The whole parser: five times the text in clearly less than twenty-five times the time."""
    head = "窗口工作周报\n2022年第26期\n四川省政务服务中心　　2022年8月22日\n一、工作动态\n1."
    taken = []
    for length in (4000, 20_000):
        path = tmp_path / f"{length}.txt"
        path.write_text(head + unit * (length // len(unit)) + "。\n报：省政府", encoding="utf-8")
        began = time.process_time()
        parse_file(path)
        taken.append(time.process_time() - began)
    assert taken[1] < max(1.0, 12 * taken[0])
