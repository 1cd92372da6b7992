"""`python -m corpus.samples OUT --issues 60 --seed 7 [--since 2013] [--jobs 2]`."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import click

from corpus.samples.issue import issue_count, write_sample


@click.command()
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--issues", default=60, show_default=True, help="How many issues to make.")
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same files.")
@click.option("--since", default=2013, show_default=True, help="First year.")
@click.option("--jobs", default=1, show_default=True, help="Processes to share the work.")
def main(out: Path, issues: int, seed: int, since: int, jobs: int) -> None:
    """Write sample bulletins (样例) as PDFs into OUT, the truth beside each as JSON."""
    if issues > issue_count(since):
        raise click.BadParameter(
            f"there are {issue_count(since)} issues from {since} on", param_hint="--issues"
        )
    out.mkdir(parents=True, exist_ok=True)
    make = partial(write_sample, out, seed=seed, since=since)
    if jobs == 1:
        paths = list(map(make, range(issues)))
    else:
        with ProcessPoolExecutor(jobs) as pool:
            paths = list(pool.map(make, range(issues), chunksize=16))
    click.echo(f"{len(paths)} PDFs in {out}")


if __name__ == "__main__":
    main()
