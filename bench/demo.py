"""The main job once through, as a person would run it: ingest, search, timeline, trend, export.

`python -m bench.demo --folder demo --samples 60` makes the sample bulletins (样例), takes them in
together with the real one, and prints what each command answers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click

from corpus.samples import write_samples

REAL = Path(__file__).parents[1] / "corpus" / "bulletins" / "2022-26-401.pdf"


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), default=Path("demo"))
@click.option("--samples", default=60)
@click.option("--seed", default=7)
def demo(folder: Path, samples: int, seed: int) -> None:
    """Run the demonstration in a folder of its own."""
    began = time.perf_counter()
    shutil.rmtree(folder, ignore_errors=True)
    bulletins = folder / "bulletins"
    bulletins.mkdir(parents=True)
    shutil.copy(REAL, bulletins)
    write_samples(bulletins, samples, seed)
    archive = folder / "archive"
    for arguments in (
        ("ingest", str(bulletins)),
        ("search", "林地报批"),
        ("timeline", "省林草局"),
        ("trend", "--by", "quarter"),
        ("export", "activities", "-o", str(folder / "activities.xlsx")),
        ("status",),
    ):
        _run(archive, arguments)
    click.echo(f"\n{time.perf_counter() - began:.0f} s")


def _run(archive: Path, arguments: tuple[str, ...]) -> None:
    """Run one command as a process of its own and show it; a failure ends the demonstration."""
    click.secho(f"\n$ zhoubao {' '.join(arguments)}", bold=True)
    environment = {**os.environ, "ZHOUBAO_ARCHIVE": str(archive), "FORCE_COLOR": "1"}
    command = [sys.executable, "-m", "cli", *arguments]
    status = subprocess.run(command, env=environment, check=False).returncode
    if status:
        sys.exit(status)


if __name__ == "__main__":
    demo()
