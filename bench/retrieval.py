"""Search measured: graded queries, Chinese questions, speed and size against public tools.

    python -m bench.retrieval [--cmrc cmrc2018_dev.json] [--records 5000 --records 50000]

The questions are CMRC 2018's (data, paragraphs, context, qas, question; CC BY-SA 4.0), whose file
is no part of this repository. Each passage is a record; an answer is right where it is the passage
that the question was asked of.
"""

from __future__ import annotations

from pathlib import Path

import click

from bench.cmrc import report as cmrc_report
from bench.graded_queries import report as graded_report
from bench.search_speed import report as speed_report


@click.command()
@click.option("--cmrc", "questions", type=click.Path(path_type=Path, exists=True))
@click.option("--records", type=int, multiple=True, default=(5000,))
@click.option("--graded/--no-graded", default=True)
def main(questions: Path | None, records: tuple[int, ...], *, graded: bool) -> None:
    """Print the tables."""
    if graded:
        for line in graded_report():
            click.echo(line)
    if questions is not None:
        click.echo()
        for line in cmrc_report(questions):
            click.echo(line)
    for count in records:
        click.echo()
        for line in speed_report(count):
            click.echo(line)


if __name__ == "__main__":
    main()
