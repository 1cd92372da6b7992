"""How well the gold is read: `python -m bench.gold [--half seen|unseen|both] [--errors] [--field F]`.

Passages are read within their context by the extractors that the reader uses, bulletins whole by
`archive.reader.parse_file`. Errors are listed for the seen half only: of the unseen half nothing
but figures is ever shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, get_args

import click
import msgspec

from archive.activity import item_text, read_activity
from archive.body import BodyReader
from archive.document import Document, Paragraph
from archive.extract.context import Context
from archive.footer import read_footer
from archive.line_kinds import is_headline
from archive.markers import split_marker
from archive.outline import Item, SectionPart
from archive.plain_text import lay_out_text
from archive.reader import parse_file
from archive.records import Interval, Statistic
from bench import found as things
from bench.fields import (
    DISTRIBUTION_FIELDS,
    INSPECTION_FIELDS,
    STATISTIC_FIELDS,
    AllFound,
    score_activity,
    score_bulletin,
    score_fields,
)
from bench.readings import Json, read_activity_json, read_json
from bench.tally import Score
from corpus.lexicon.places import home_of

GOLD = Path(__file__).parents[1] / "corpus" / "gold"
Half = Literal["seen", "unseen"]
HALVES: tuple[Half, ...] = get_args(Half)


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


class _Listed(msgspec.Struct, frozen=True):
    name: str
    half: Half


def part_of(half: Half) -> str:
    """The name of a half in tables."""
    return f"gold {half}"


def passages(folder: Path = GOLD) -> tuple[Passage, ...]:
    """All passages, in order of their file."""
    data = (folder / "passages" / "texts.jsonl").read_bytes()
    return tuple(msgspec.json.Decoder(Passage).decode_lines(data))


def annotations(name: str, folder: Path = GOLD) -> dict[str, Json]:
    """One reader's expectations by passage; `name` is `first` or `second`."""
    data = (folder / "passages" / f"{name}.jsonl").read_bytes()
    return {one.id: one.expected for one in msgspec.json.Decoder(_Annotation).decode_lines(data)}


def bulletins(folder: Path = GOLD) -> tuple[_Listed, ...]:
    """Names and halves of the bulletins."""
    data = (folder / "bulletins" / "manifest.jsonl").read_bytes()
    return tuple(msgspec.json.Decoder(_Listed).decode_lines(data))


def _context(passage: Passage) -> Context:
    around = passage.context
    return Context(
        publisher=around.publisher,
        published=around.published,
        period=around.period,
        home=home_of(around.publisher),
        headings=around.headings,
    )


def _paragraphs(document: Document) -> list[Paragraph]:
    return [block for block in document.blocks if isinstance(block, Paragraph)]


def _item(paragraphs: Sequence[Paragraph]) -> Item:
    """Paragraphs as one item: its marker, and its headline where a line tells the news first."""
    marker = split_marker(paragraphs[0].text)
    placed = [paragraph.placed for paragraph in paragraphs]
    written = None
    if marker:
        written = placed[0].slice(0, len(marker.written))
        placed[0] = placed[0].slice(len(marker.written)).strip()
    headed = len(placed) > 1 and is_headline(placed[0].text) and "。" not in placed[0].text
    lead_in = next((stretch for stretch in paragraphs[0].bold if stretch[0] == 0), None)
    if headed:
        return Item(written, placed[0], tuple(placed[1:]), None)
    return Item(written, None, tuple(placed), lead_in)


def _body(passage: Passage, context: Context) -> BodyReader:
    """The passage read as a section of its bulletin, each paragraph an item."""
    items = tuple(_item([one]) for one in _paragraphs(lay_out_text(passage.text)))
    body = BodyReader(passage.id, context, periodical=True)
    headings = context.headings
    body.read(SectionPart(None, len(headings), headings, items))
    return body


def _figures(passage: Passage, context: Context) -> tuple[Statistic, ...]:
    # A heading of figures makes the reader take a paragraph for figures, whatever it tells.
    headed = msgspec.structs.replace(context, headings=(*context.headings, "办件统计数据"))
    return tuple(_body(passage, headed).statistics)


def score_passage(passage: Passage, expected: Json, part: str) -> list[Score]:
    """Read one passage and grade what was found."""
    context = _context(passage)
    where = f"{passage.id}:"
    if passage.kind == "activity":
        item = _item(_paragraphs(lay_out_text(passage.text)))
        activity = read_activity(item, item_text(item), context, bulletin=passage.id, order=1)
        return score_activity(read_activity_json(expected), activity, part, where)
    true = read_json(expected)
    if passage.kind == "statistics":
        figures = _figures(passage, context)
        found: AllFound = {
            "statistics": things.statistics(figures),
            "changes": things.changes(figures),
        }
        return score_fields(STATISTIC_FIELDS, true.collections, found, part, where)
    if passage.kind == "inspections":
        inspections = _body(passage, context).inspections
        found = {
            "inspections": things.inspections(inspections),
            "inspection departments": things.inspected_departments(inspections),
        }
        return score_fields(INSPECTION_FIELDS, true.collections, found, part, where)
    footer = read_footer(_paragraphs(lay_out_text(passage.text)))
    found = {"distribution": things.distribution(footer.distribution)}
    return score_fields(DISTRIBUTION_FIELDS, true.collections, found, part, where)


def gold_scores(halves: Sequence[Half] = HALVES, folder: Path = GOLD) -> list[Score]:
    """Scores of all passages and bulletins of some halves."""
    scores: list[Score] = []
    first = annotations("first", folder)
    for passage in passages(folder):
        if passage.half in halves:
            scores += score_passage(passage, first[passage.id], part_of(passage.half))
    for listed in bulletins(folder):
        if listed.half in halves:
            path = folder / "bulletins" / f"{listed.name}.txt"
            expected = msgspec.json.decode(path.with_suffix(".first.json").read_bytes())
            read = parse_file(path)
            scores += score_bulletin(
                read_json(expected), read, part_of(listed.half), f"{listed.name}:"
            )
    return scores


@click.command()
@click.option("--half", type=click.Choice([*HALVES, "both"]), default="both", show_default=True)
@click.option("--errors", is_flag=True, help="List every error of the seen half.")
@click.option("--field", "only", help="Only this field's row and errors.")
def main(half: str, errors: bool, only: str | None) -> None:  # noqa: FBT001
    """Score the parser on the gold."""
    from bench.extraction import gather, table  # noqa: PLC0415  (it imports this module)

    halves = tuple(one for one in HALVES if half in {one, "both"})
    scores = [one for one in gold_scores(halves) if only in {None, one.field}]
    click.echo(table(gather(scores)))
    if errors:
        seen = part_of("seen")
        for one in scores:
            if one.part == seen:
                for error in one.errors:
                    click.echo(error)


if __name__ == "__main__":
    main()
