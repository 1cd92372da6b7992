"""Items and inspections set as blocks in a publisher's style, with the truth of each."""

from __future__ import annotations

from random import Random

import msgspec

from corpus.samples import activity, names
from corpus.samples.activity import Written
from corpus.samples.blocks import Block, Text, bold, plain
from corpus.samples.calendar import Edition
from corpus.samples.names import Publisher, strings
from corpus.samples.styles import MARKERS, Style
from corpus.samples.truth import TrueActivity, TrueDepartment, TrueInspection

HELD_OUT_SHARE = 0.14
"""Share of held-out items in the issues of other publishers, so that with the held-out publishers'
issues about a fifth to a fourth of all items are held out."""


class Items(msgspec.Struct, frozen=True):
    """Blocks of some items and their truth."""

    blocks: tuple[Block, ...]
    activities: tuple[TrueActivity, ...]


def _markers(rng: Random, form: str, count: int) -> list[str]:
    """Markers 1 to `count`, now and then with what real bulletins get wrong."""
    numbers = list(range(1, count + 1))
    trouble = rng.random()
    if trouble < 0.04 and count > 3:
        place = rng.randrange(1, count)
        numbers[place] = numbers[place - 1]
    elif trouble < 0.08 and count > 3:
        place = rng.randrange(1, count)
        numbers = [n + 1 if n > place else n for n in numbers]
    written = [MARKERS[form](n) for n in numbers]
    if trouble > 0.92:
        written = [
            m.translate(str.maketrans("（）", "()")) if i % 2 else m for i, m in enumerate(written)
        ]
    return written


def dynamics(
    rng: Random,
    publisher: Publisher,
    edition: Edition,
    style: Style,
    *,
    kinds: tuple[str, ...],
    count: int,
    section: tuple[str, ...],
    first: int,
) -> Items:
    """`count` items of the given types (all types if none are given); `first` is their order."""
    blocks: list[Block] = []
    truths: list[TrueActivity] = []
    form = style.items if count > 1 else "plain"
    markers = _markers(rng, style.marker, count)
    seen: set[tuple[str, str]] = set()
    while len(truths) < count:
        kind = rng.choice(kinds or activity.TYPES)
        held_out = rng.random() < (0.5 if publisher.held_out else HELD_OUT_SHARE)
        written = activity.write(rng, publisher, edition, style.manner, kind, held_out=held_out)
        actor = written.truth.departments[0].name if written.truth.departments else ""
        if (actor, kind) in seen and rng.random() < 0.9:
            continue
        seen.add((actor, kind))
        made, text, title = _item(rng, written, form, markers[len(truths)], style)
        blocks += made
        truths.append(
            msgspec.structs.replace(
                written.truth,
                order=first + len(truths),
                section=section,
                marker=markers[len(truths)] if form in ("marker", "lead") else "",
                title=title,
                text=text,
                starts=text[:12],
                ends=text[-8:],
            )
        )
    return Items(tuple(blocks), tuple(truths))


def _item(
    rng: Random, written: Written, form: str, marker: str, style: Style
) -> tuple[list[Block], str, str | None]:
    """Blocks of one item, its text as it should be joined, and its headline if it has one."""
    sentences = list(written.sentences)
    cut = len(sentences)
    if form != "plain" and len(sentences) > 3 and rng.random() < 0.15:
        cut = rng.randrange(2, len(sentences))
    paragraphs = ["".join(sentences[:cut])]
    if cut < len(sentences):
        paragraphs.append("".join(sentences[cut:]))
    blocks: list[Block] = []
    parts = list(paragraphs)
    title = None
    if form == "headline":
        title = written.headline
        blocks.append(bold(title))
        parts.insert(0, title)
        blocks += [plain(text) for text in paragraphs]
    elif form == "lead":
        lead = written.headline + "。"
        blocks.append(Text(((marker, False), (lead, True), (paragraphs[0], False))))
        blocks += [plain(text) for text in paragraphs[1:]]
        parts[0] = lead + parts[0]
    else:
        blocks.append(plain((marker if form == "marker" else "") + paragraphs[0]))
        blocks += [plain(text) for text in paragraphs[1:]]
    credit = _credit(rng, written) if style.contributor and form != "plain" else None
    if credit:
        blocks.append(plain(credit, align="right"))
        parts.append(credit)
    return blocks, "\n".join(parts), title


def _credit(rng: Random, written: Written) -> str | None:
    actors = [one.written for one in written.truth.departments if one.role == "actor"]
    if not actors or rng.random() < 0.4:
        return None
    return f"（供稿：{actors[0]}窗口）"


class Patrol(msgspec.Struct, frozen=True):
    """The inspection section: its opening prose, blocks and truth."""

    intro: str
    blocks: tuple[Block, ...]
    inspections: tuple[TrueInspection, ...]


def inspections(rng: Random, publisher: Publisher, edition: Edition, style: Style) -> Patrol:
    """What the patrol of the hall found, aspect by aspect with bold lead-ins."""
    data = strings("sections.toml", "inspection")
    intro = rng.choice(data["intro"])
    form = style.subheading if style.heading == "一、" else "1."
    stop = rng.choice(["。", "。", "："])
    aspects = rng.sample(data["aspects"], rng.randrange(4, 8))
    if publisher.held_out or rng.random() < 0.1:
        aspects[-1:] = rng.sample(data["held_out_aspects"], 2)
    blocks: list[Block] = [plain(intro)]
    truths: list[TrueInspection] = []
    for number, aspect in enumerate(aspects, 1):
        held_out = aspect in data["held_out_aspects"]
        finding, rating, department = _finding(rng, publisher, edition, held_out=held_out)
        lead = aspect + stop
        blocks.append(Text(((MARKERS[form](number), False), (lead, True), (finding, False))))
        truths.append(
            TrueInspection(
                aspect=aspect,
                finding=finding,
                rating=rating,
                departments=department,
                held_out=held_out or publisher.held_out,
            )
        )
    return Patrol(intro, tuple(blocks), tuple(truths))


def _finding(
    rng: Random, publisher: Publisher, edition: Edition, *, held_out: bool
) -> tuple[str, str | None, tuple[TrueDepartment, ...]]:
    data = strings("sections.toml", "inspection")
    draw = rng.random()
    prefix = "held_out_" if held_out else ""
    if draw < 0.5:
        return rng.choice(data[prefix + "good"]), "良好", ()
    if draw < 0.7 or held_out:
        return rng.choice(data[prefix + "neutral"]), None, ()
    known = names.available(publisher, edition.end, publisher.level, held_out=False)
    office = names.own_office(rng, publisher, rng.choice(known))
    finding = rng.choice(data["bad"]).format(dept=office.written, fault=rng.choice(data["faults"]))
    mention = TrueDepartment(written=office.written, name=office.name, role="mentioned")
    return finding, "问题", (mention,)
