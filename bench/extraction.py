"""How well bulletins are read: precision, recall and F1 for each field, on samples and gold.

`python -m bench.extraction [--issues 60] [--seed 7] [--json] [--save]` parses generated samples
(known and held-out part apart) and every gold file under `corpus/gold`, prints the table, and
lists each gain and loss against the figures kept in `bench/extraction.json` (`--save` keeps these).
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import click
import msgspec

from bench.scoring import HELD_OUT, KNOWN, score
from bench.tally import Score, Tally
from corpus.samples import write_samples
from corpus.samples.truth import Truth, decode

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "corpus" / "gold"
BULLETINS = ROOT / "corpus" / "bulletins"
KEPT = Path(__file__).with_name("extraction.json")
_SHOWN = 40
"""Gains and losses shown of each; all are in the JSON."""


class Figures(msgspec.Struct, frozen=True):
    """Tallies by part and field, and every error told; what is kept between commits."""

    tallies: dict[str, dict[str, Tally]]
    errors: tuple[str, ...]


def parse_and_score(path: Path, truth: Truth, name: str) -> list[Score]:
    """Parse one file and compare it with its truth."""
    from archive.reader import parse_file  # noqa: PLC0415  (heavy; the table needs no parser)

    return score(truth, parse_file(path), name)


def samples(issues: int, seed: int) -> list[Score]:
    """Scores of generated issues."""
    scores: list[Score] = []
    with tempfile.TemporaryDirectory() as folder:
        for path in write_samples(Path(folder), issues, seed):
            truth = decode(path.with_suffix(".truth.json").read_bytes())
            scores += parse_and_score(path, truth, path.stem)
    return scores


def gold_files(folder: Path = GOLD) -> list[tuple[Path, Path, str]]:
    """Every gold record with the text or PDF it was read from, and the part it is counted in.

    The text of `x.expected.json` is `x.txt` or `x.pdf` beside it or in `corpus/bulletins`. Gold in
    a folder below `corpus/gold` is counted as a part of its own, named after the folder.
    """
    found = []
    for expected in sorted(folder.rglob("*.expected.json")):
        stem = expected.name.removesuffix(".expected.json")
        places = [
            place / (stem + suffix)
            for place in (expected.parent, BULLETINS)
            for suffix in (".txt", ".pdf")
        ]
        source = next((place for place in places if place.exists()), None)
        if source is not None:
            below = expected.parent.relative_to(folder).as_posix()
            found.append((expected, source, "gold" if below == "." else f"gold {below}"))
    return found


def gold(folder: Path = GOLD) -> list[Score]:
    """Scores of the gold files, all in their part whatever was held out."""
    scores: list[Score] = []
    for expected, source, part in gold_files(folder):
        truth = decode(expected.read_bytes())
        scores += [
            msgspec.structs.replace(one, part=part)
            for one in parse_and_score(source, truth, source.stem)
        ]
    return scores


def gather(scores: Iterable[Score]) -> Figures:
    """Tallies by part and field, in the order in which they come, and all errors sorted."""
    tallies: dict[str, dict[str, Tally]] = defaultdict(dict)
    errors: list[str] = []
    for one in scores:
        fields = tallies[one.part]
        fields[one.field] = fields.get(one.field, Tally()) + one.tally
        errors += one.errors
    return Figures(dict(tallies), tuple(sorted(errors)))


def table(figures: Figures) -> str:
    """The figures as aligned text: a row for each field, three columns for each part."""
    parts = sorted(figures.tallies, key=lambda part: (part not in (KNOWN, HELD_OUT), part != KNOWN))
    fields = list(dict.fromkeys(field for part in parts for field in figures.tallies[part]))
    head = f"{'field':<24}" + "".join(f"{part:^28}" for part in parts)
    under = " " * 24 + "".join(f"{'P':>7}{'R':>7}{'F1':>7}{'n':>6} " for _ in parts)
    lines = [head, under]
    for field in fields:
        row = f"{field:<24}"
        for part in parts:
            tally = figures.tallies[part].get(field, Tally())
            count = tally.right + tally.missed
            row += f"{tally.precision:7.3f}{tally.recall:7.3f}{tally.f1:7.3f}{count:6d} "
        lines.append(row)
    return "\n".join(lines)


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
    figures = gather([*samples(issues, seed), *gold()])
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
