"""How well the gold is read: precision, recall and F1 by field, for each half.

`python -m bench.gold [--half seen|unseen|both] [--errors] [--field F] [--reader first|second|both]`
reads each bulletin, and each passage as a bulletin of its own (its headings, publisher and period
above it), by `archive.reader`. `--agreement` grades the two readers of the gold by each other.
Errors are listed for the seen half only: of the unseen half nothing but figures is ever shown.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

import click
import msgspec

from archive.markers import split_marker
from archive.plain_text import lay_out_text
from archive.reader import parse_document, parse_file
from archive.records import Interval
from bench.choices import Choice
from bench.readings import Json, Reading, read_activity_json, read_json
from bench.scoring import in_one, score_bulletin
from bench.tally import Score, gather, squeeze, table
from bench.two_readers import agreement, merge

GOLD = Path(__file__).parents[1] / "corpus" / "gold"
Half = Literal["seen", "unseen"]
HALVES: tuple[Half, ...] = get_args(Half)
Reader = Literal["first", "second", "both"]
READERS: tuple[Reader, ...] = get_args(Reader)


class PassageContext(msgspec.Struct, frozen=True):
    """What a passage's bulletin says of itself."""

    publisher: str
    published: dt.date
    period: Interval | None
    headings: tuple[str, ...]


class Passage(msgspec.Struct, frozen=True):
    """A passage's text and kind."""

    id: str
    half: Half
    kind: Literal["activity", "statistics", "inspections", "distribution"]
    context: PassageContext
    text: str


class _Annotation(msgspec.Struct, frozen=True):
    id: str
    expected: dict[str, Any]


class Listed(msgspec.Struct, frozen=True):
    """A bulletin of the gold."""

    name: str
    half: Half


def part_of(half: Half) -> str:
    """The name of a half in tables."""
    return f"gold {half}"


def passages(folder: Path = GOLD) -> tuple[Passage, ...]:
    """All passages, in order of their file."""
    data = (folder / "passages" / "texts.jsonl").read_bytes()
    return tuple(msgspec.json.Decoder(Passage).decode_lines(data))


def annotations_of(name: str, folder: Path = GOLD) -> dict[str, Json]:
    """One reader's expectations by passage; `name` is `first` or `second`, which may not exist."""
    file = folder / "passages" / f"{name}.jsonl"
    data = file.read_bytes() if file.exists() else b""
    return {one.id: one.expected for one in msgspec.json.Decoder(_Annotation).decode_lines(data)}


def bulletins(folder: Path = GOLD) -> tuple[Listed, ...]:
    """Names and halves of the bulletins."""
    data = (folder / "bulletins" / "manifest.jsonl").read_bytes()
    return tuple(msgspec.json.Decoder(Listed).decode_lines(data))


def _as_bulletin(passage: Passage) -> str:
    """The text of a bulletin that holds nothing but the passage, under its headings."""
    around = passage.context
    head = ["工作简报", f"{around.published.year}年第1期"]
    head.append(f"{around.publisher}　{_day(around.published)}")
    if around.period:
        head.append(f"（{_day(around.period.start)}—{_day(around.period.end)}）")
    return "\n\n".join([*head, *around.headings, *passage.text.split("\n")]) + "\n"


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def score_passage(passage: Passage, true: Reading, part: str) -> list[Score]:
    """Read a passage as a bulletin of its own and grade what was found, its headings too."""
    text = _as_bulletin(passage)
    digest = hashlib.sha256(text.encode()).hexdigest()
    read = parse_document(lay_out_text(text), file=f"{passage.id}.txt", sha256=digest)
    if true.activities:
        marker = split_marker(passage.text)
        body = passage.text[len(marker.written) :] if marker else passage.text
        item = msgspec.structs.replace(true.activities[0], text=body)
        true = msgspec.structs.replace(true, activities=(item,))
    asked = {name: some for name, some in true.collections.items() if name in _ASKED[passage.kind]}
    asked["sections"] = tuple(
        Choice({"heading": (squeeze(heading),)}) for heading in passage.context.headings
    )
    true = msgspec.structs.replace(true, collections=asked)
    return score_bulletin(true, read, in_one(part), f"{passage.id}:")


_ASKED = {
    "activity": frozenset[str](),
    "statistics": frozenset(("statistics", "changes")),
    "inspections": frozenset(("inspections", "inspection departments")),
    "distribution": frozenset(("distribution",)),
}


def read_passage_json(passage: Passage, expected: Json) -> Reading:
    """One reader's expectations of a passage: an activity passage is a text of one item."""
    if passage.kind == "activity":
        return Reading(activities=(read_activity_json(expected),))
    return read_json(expected)


class _Readings(msgspec.Struct, frozen=True):
    """A text's first and, where it exists, second reading."""

    first: Reading
    second: Reading | None

    def by(self, reader: Reader) -> Reading:
        """One reader's, or the two as one."""
        if self.second is None or reader == "first":
            return self.first
        return self.second if reader == "second" else merge(self.first, self.second)


def _passage_readings(folder: Path) -> Iterator[tuple[Passage, _Readings]]:
    first, second = annotations_of("first", folder), annotations_of("second", folder)
    for passage in passages(folder):
        other = second.get(passage.id)
        yield (
            passage,
            _Readings(
                read_passage_json(passage, first[passage.id]),
                None if other is None else read_passage_json(passage, other),
            ),
        )


def _bulletin_readings(folder: Path) -> Iterator[tuple[Listed, Path, _Readings]]:
    for listed in bulletins(folder):
        path = folder / "bulletins" / f"{listed.name}.txt"
        readings = [
            read_json(msgspec.json.decode(file.read_bytes()))
            for file in (path.with_suffix(".first.json"), path.with_suffix(".second.json"))
            if file.exists()
        ]
        yield listed, path, _Readings(readings[0], readings[1] if len(readings) > 1 else None)


def gold_scores(
    halves: Sequence[Half] = HALVES,
    folder: Path = GOLD,
    reader: Reader = "both",
) -> list[Score]:
    """Scores of all passages and bulletins of some halves, errors of the unseen half left out."""
    scores: list[Score] = []
    for passage, readings in _passage_readings(folder):
        if passage.half in halves:
            scores += score_passage(passage, readings.by(reader), part_of(passage.half))
    for listed, path, readings in _bulletin_readings(folder):
        if listed.half in halves:
            parts, where = in_one(part_of(listed.half)), f"{listed.name}:"
            scores += score_bulletin(readings.by(reader), parse_file(path), parts, where)
    return [
        msgspec.structs.replace(one, errors=()) if one.part == part_of("unseen") else one
        for one in scores
    ]


def agreement_scores(folder: Path = GOLD) -> list[Score]:
    """How far the two readers agree, over all texts both have read."""
    texts = [readings for _, readings in _passage_readings(folder)]
    texts += [readings for _, _, readings in _bulletin_readings(folder)]
    return [score for one in texts if one.second for score in agreement(one.first, one.second)]


@click.command()
@click.option("--half", type=click.Choice([*HALVES, "both"]), default="both", show_default=True)
@click.option("--reader", type=click.Choice(READERS), default="both", show_default=True)
@click.option("--agreement", "agree", is_flag=True, help="How far the two readers agree.")
@click.option("--errors", is_flag=True, help="List every error of the seen half.")
@click.option("--field", "only", help="Only this field's row and errors.")
def main(*, half: str, reader: Reader, agree: bool, errors: bool, only: str | None) -> None:
    """Score the parser on the gold, or one reader of it by the other."""
    halves = tuple(one for one in HALVES if half in {one, "both"})
    scores = agreement_scores() if agree else gold_scores(halves, reader=reader)
    scores = [one for one in scores if only in {None, one.field}]
    click.echo(table(gather(scores)))
    if errors:
        for error in (error for one in scores for error in one.errors):
            click.echo(error)


if __name__ == "__main__":
    main()
