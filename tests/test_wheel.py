"""The built wheel, installed away from the checkout, works: the checkout hides missing files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
REAL = ROOT / "corpus" / "bulletins" / "2022-26-401.pdf"


def test_wheel_runs_outside_the_checkout(tmp_path: Path) -> None:
    # Only what git would hand out is built: leftovers of the checkout must not help.
    source = tmp_path / "source"
    shutil.copytree(
        ROOT,
        source,
        ignore=shutil.ignore_patterns(
            ".git", ".venv", "*.egg-info", "build", "demo", "tests", ".*_cache", "__pycache__"
        ),
    )
    wheels = tmp_path / "wheels"
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    subprocess.run(
        [*command, "--no-build-isolation", "--wheel-dir", wheels, source], check=True, cwd=tmp_path
    )
    (wheel,) = wheels.glob("zhoubao-*.whl")
    home = tmp_path / "env"
    # The dependencies come from this environment; the program itself only from the wheel.
    venv.create(home, with_pip=False)
    library = next(home.glob("lib*/python*/site-packages"), home / "Lib" / "site-packages")
    outside = [p for p in sys.path if p.endswith("site-packages")]
    (library / "outside.pth").write_text("\n".join(outside), encoding="utf-8")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            library,
            wheel,
        ],
        check=True,
        cwd=tmp_path,
    )
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    environment = {**os.environ, "ZHOUBAO_ARCHIVE": str(tmp_path / "archive")}
    environment.pop("PYTHONPATH", None)

    def zhoubao(*arguments: str | Path) -> str:
        return subprocess.run(
            [python, "-m", "cli", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        ).stdout

    where = subprocess.run(
        [python, "-c", "import archive; print(archive.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert where.startswith(str(home)), "the wheel must not run from the checkout"
    assert json.loads(zhoubao("ingest", REAL, "--format", "json"))["failed"] == []
    found = json.loads(zhoubao("search", "林地报批", "--format", "json"))
    assert {hit["id"].rsplit(".", 1)[1] for hit in found["hits"]} >= {"a5", "a6"}
    zhoubao("trend", "林地", "--plot", tmp_path / "林地.png")
    assert (tmp_path / "林地.png").read_bytes().startswith(b"\x89PNG")
