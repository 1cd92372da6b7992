"""How well bulletins are read: precision, recall and F1 for each field, on samples and gold.

`python -m bench.extraction [--issues 60] [--seed 7] [--errors] [--json] [--save]` parses generated
samples (known and held-out part apart), the gold (seen and unseen half apart; beside them how far
its two readers agree) and the real bulletins, prints the table, and lists each gain and loss
against the figures kept in `bench/extraction.json` (`--save` keeps these). Of the unseen half
nothing but figures is shown or kept.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import click
import msgspec

from archive.reader import parse_file
from bench.gold import GOLD, agreement_scores, gold_scores
from bench.readings import read_json
from bench.scoring import in_one, score, score_bulletin
from bench.tally import Figures, Score, gather, table
from corpus.samples import write_samples
from corpus.samples.truth import decode

ROOT = Path(__file__).parents[1]
BULLETINS = ROOT / "corpus" / "bulletins"
KEPT = Path(__file__).with_name("extraction.json")
REAL = "real bulletin"
_SHOWN = 40
"""Gains and losses shown of each; all are in the JSON."""


def samples(issues: int, seed: int) -> list[Score]:
    """Scores of generated issues."""
    scores: list[Score] = []
    with tempfile.TemporaryDirectory() as folder:
        for path in write_samples(Path(folder), issues, seed):
            truth = decode(path.with_suffix(".truth.json").read_bytes())
            scores += score(truth, parse_file(path), path.stem)
    return scores


def real_bulletins(folder: Path = GOLD) -> list[tuple[Path, Path]]:
    """Every real bulletin that was read by hand (`x.expected.json`), with its text or PDF."""
    found = []
    for expected in sorted(folder.glob("*.expected.json")):
        stem = expected.name.removesuffix(".expected.json")
        sources = (BULLETINS / (stem + suffix) for suffix in (".txt", ".pdf"))
        found += [(expected, source) for source in sources if source.exists()]
    return found


def real() -> list[Score]:
    """Scores of the real bulletins, as plain text and as PDF."""
    scores: list[Score] = []
    for expected, source in real_bulletins():
        reading = read_json(msgspec.json.decode(expected.read_bytes()))
        scores += score_bulletin(reading, parse_file(source), in_one(REAL), f"{source.name}:")
    return scores


def changes(before: Figures, after: Figures) -> tuple[list[str], list[str]]:
    """Errors that are gone and errors that are new."""
    old, new = Counter(before.errors), Counter(after.errors)
    return sorted((old - new).elements()), sorted((new - old).elements())


def show_changes(before: Figures, after: Figures) -> None:
    """Print fields whose F1 moved, then each gain and loss."""
    for part, fields in after.tallies.items():
        for field, tally in fields.items():
            was = before.tallies.get(part, {}).get(field)
            if was is not None and abs(was.f1 - tally.f1) > 5e-5:
                click.echo(f"{part} / {field}: F1 {was.f1:.4f} → {tally.f1:.4f}")
    for word, errors in zip(("gains", "losses"), changes(before, after), strict=True):
        click.echo(f"{len(errors)} {word}")
        for error in errors[:_SHOWN]:
            click.echo(f"  {error}")


@click.command()
@click.option("--issues", default=60, show_default=True)
@click.option("--seed", default=7, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON alone.")
@click.option("--save", is_flag=True, help="Keep the figures for the next comparison.")
@click.option("--errors", is_flag=True, help="Print every error.")
def main(issues: int, seed: int, as_json: bool, save: bool, errors: bool) -> None:  # noqa: FBT001
    """Score the parser on samples and gold."""
    figures = gather([*samples(issues, seed), *gold_scores(), *agreement_scores(), *real()])
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(figures), indent=1))
    else:
        click.echo(table(figures))
        if errors:
            click.echo("\n".join(figures.errors))
        if KEPT.exists():
            show_changes(msgspec.json.decode(KEPT.read_bytes(), type=Figures), figures)
    if save:
        KEPT.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1) + b"\n")


if __name__ == "__main__":
    main()
