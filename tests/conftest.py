"""Archives that whole-program tests ask: made once, and copied where a test writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from corpus.samples.issue import write_samples
from tests.zhoubao_process import REAL, bulletin_text, zhoubao

SAMPLES = 5


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with the real bulletin and some samples, taken in through the command line.

    Tests that write copy it (`own`).
    """
    folder = tmp_path_factory.mktemp("held")
    write_samples(folder / "in", SAMPLES, seed=7)
    zhoubao("ingest", REAL, folder / "in", "--jobs", "2", archive=folder / "archive")
    return folder / "archive"


@pytest.fixture
def own(held: Path, tmp_path: Path) -> Path:
    """A copy of `held` to write to."""
    return Path(shutil.copytree(held, tmp_path / "archive"))


@pytest.fixture(scope="session")
def held_small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of one small bulletin in plain text; tests that write copy it (`small`)."""
    folder = tmp_path_factory.mktemp("small")
    file = folder / "7.txt"
    file.write_text(bulletin_text(7), encoding="utf-8")
    zhoubao("ingest", file, archive=folder / "archive")
    return folder / "archive"


@pytest.fixture
def small(held_small: Path, tmp_path: Path) -> Path:
    """A copy of `held_small` to write to."""
    return Path(shutil.copytree(held_small, tmp_path / "archive"))
