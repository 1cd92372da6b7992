"""Imports point one way, and each outside library stays in its module."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("corpus", "archive", "indexer", "charts", "terminal", "cli")
OWNERS = {
    "pdfplumber": {"archive/pdf.py", "archive/tables.py", "archive/conservation.py"},
    "pypdfium2": {"archive/pdf.py", "archive/conservation.py"},
    "whoosh": {"indexer/whoosh_engine.py"},
    "jieba": {"indexer/segment.py"},
    "sqlite3": {"archive/database.py", "archive/export.py"},
    "PIL": {"charts/png.py", "charts/typeface.py", "archive/page_pictures.py"},
    "xlsxwriter": {"archive/export.py"},
}
FORBIDDEN_IN_HELP = {"jieba", "whoosh", "pdfplumber", "PIL", "xlsxwriter", "sqlite3", "msgspec"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for layer in LAYERS:
        folder = ROOT / layer
        for file in sorted(folder.rglob("*.py")) if folder.is_dir() else [ROOT / f"{layer}.py"]:
            name = file.relative_to(ROOT).as_posix()
            # What makes the sample and real PDFs is for development; nothing that ships imports it.
            if not name.startswith(("corpus/samples/", "corpus/bulletins/")):
                yield name, ast.parse(file.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_imports_point_one_way() -> None:
    wrong = []
    for name, tree in modules():
        own = LAYERS.index(name.split("/")[0].removesuffix(".py"))
        for target in imported(tree):
            top = target.split(".")[0]
            if top in LAYERS and LAYERS.index(top) > own:
                wrong.append(f"{name} imports {target}")
            if target.startswith(("corpus.samples", "bench", "tests")):
                wrong.append(f"{name} imports {target}")
    assert wrong == []


def test_each_library_is_seen_by_its_modules_only() -> None:
    wrong = [
        f"{name} imports {target}"
        for name, tree in modules()
        for target in imported(tree)
        if (owners := OWNERS.get(target.split(".")[0])) and name not in owners
    ]
    assert wrong == []


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys, cli\nfrom terminal.failures import run\n"
        f"assert run(cli.cli, {arguments!r}) == 0\nprint(' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.rsplit("\n", 2)[-2].split())
    assert FORBIDDEN_IN_HELP & loaded == set()
