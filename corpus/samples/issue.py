"""One issue, whole: `make_issue` decides what it says and what is true of it.

Issue `k` of a seed is the same whatever the number of issues made. Publishers take turns; each has
runs of four issues in a row, and the runs are strewn over all years, so that few issues already
show many years and many issues leave few gaps.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from random import Random

import msgspec

from corpus.samples import names, press, styles, tallies
from corpus.samples.activity import LEADER_TYPES
from corpus.samples.blocks import Block, Columns, Picture, Rule, Setting, Split, Text, bold, plain
from corpus.samples.calendar import Edition, edition, span
from corpus.samples.items import Items, dynamics, inspections
from corpus.samples.names import Publisher, strings
from corpus.samples.styles import LABEL, Style
from corpus.samples.truth import (
    Period,
    TrueActivity,
    TrueDistribution,
    TrueInspection,
    TrueSection,
    TrueStatistic,
    Truth,
    encode,
)

RUN = 4
"""Issues in a row before a publisher's next run begins elsewhere in time."""


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """An issue's blocks in order, how its pages look, and what is true of it."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    setting: Setting
    truth: Truth


@cache
def _indexes(publisher: Publisher, since: int) -> tuple[int, ...]:
    """The publisher's issues in the order in which they are made."""
    first, last = span(publisher.cycle, since)
    blocks = math.ceil((last - first) / RUN)
    stride = max(round(blocks * 0.618), 1)
    while math.gcd(stride, blocks) != 1:
        stride += 1
    start = sum(publisher.id.encode()) * 7 % blocks
    return tuple(
        first + (start + step * stride) % blocks * RUN + place
        for step in range(blocks)
        for place in range(RUN)
        if first + (start + step * stride) % blocks * RUN + place < last
    )


@cache
def _schedule(since: int) -> tuple[tuple[Publisher, int], ...]:
    queues = [(publisher, _indexes(publisher, since)) for publisher in names.publishers()]
    longest = max(len(indexes) for _, indexes in queues)
    return tuple(
        (publisher, indexes[turn])
        for turn in range(longest)
        for publisher, indexes in queues
        if turn < len(indexes)
    )


def issue_count(since: int = 2013) -> int:
    """How many different issues there are from that year to 2025."""
    return len(_schedule(since))


def make_issue(k: int, seed: int, since: int = 2013) -> Issue:
    """Issue `k` (from 0) of a seed; raises IndexError beyond `issue_count`."""
    if not 0 <= k < issue_count(since):
        raise IndexError(f"issue {k}: there are {issue_count(since)} from {since} on")
    publisher, index = _schedule(since)[k]
    issue = edition(publisher.cycle, index, sum(publisher.id.encode()) % 200)
    style = styles.style_of(publisher, issue.published.year, seed)
    rng = Random(f"issue/{seed}/{publisher.id}/{index}")
    sheet = _Sheet(publisher=publisher, edition=issue, style=style, rng=rng)
    sheet.write()
    year, number = issue.published.year, issue.number
    return Issue(
        name=f"{publisher.id}-{year}-{number:03d}",
        title=publisher.series + LABEL,
        blocks=tuple(sheet.blocks),
        setting=style.setting,
        truth=sheet.truth(),
    )


def typeset(issue: Issue) -> bytes:
    """The issue as a PDF; equal issues give equal bytes."""
    return press.typeset(issue.blocks, issue.setting, issue.title)


def write_sample(folder: Path, k: int, seed: int, since: int = 2013) -> Path:
    """Write one issue's PDF and the truth beside it (`.truth.json`); the PDF's path."""
    issue = make_issue(k, seed, since)
    path = folder / f"{issue.name}.pdf"
    path.write_bytes(typeset(issue))
    path.with_suffix(".truth.json").write_bytes(encode(issue.truth))
    return path


def write_samples(folder: Path, n: int, seed: int, since: int = 2013) -> list[Path]:
    """Write issues 0 to n - 1 into a folder (made if need be); the PDFs' paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write_sample(folder, k, seed, since) for k in range(n)]


def split_recipients(text: str) -> tuple[str, ...]:
    """The recipients of a distribution line: parted by commas outside brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"（": 1, "）": -1}.get(letter, 0)
        if letter in "，、" and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return tuple(part for part in parts if part)


class _Sheet(msgspec.Struct, kw_only=True):
    """An issue under way: what has been written so far, and what is true of it."""

    publisher: Publisher
    edition: Edition
    style: Style
    rng: Random
    blocks: list[Block] = []
    sections: list[TrueSection] = []
    activities: list[TrueActivity] = []
    statistics: list[TrueStatistic] = []
    inspected: list[TrueInspection] = []
    distribution: list[TrueDistribution] = []
    copies: int | None = None
    top: int = 0

    def write(self) -> None:
        """All parts in order."""
        self._masthead()
        front = len(self.blocks)
        if self.style.columns > 1:
            self.blocks.append(Columns(self.style.columns))
        if self.style.editor:
            note = self.rng.choice(strings("sections.toml", "notes")["editor"])
            self.blocks.append(Text((("编者按：", True), (note, False))))
        self._body()
        if self.style.columns > 1:
            self.blocks.append(Columns(1))
        self._footer()
        if self.style.contents:
            self.blocks[front:front] = self._contents()

    def _masthead(self) -> None:
        publisher, style = self.publisher, self.style
        date = styles.DATE_FORMS[style.date_form](self.edition.published)
        line = styles.issue_line(style, self.edition)
        series = " ".join(publisher.series) if style.spaced_masthead else publisher.series
        title = series + LABEL
        width = len(publisher.series) + len(LABEL) + (len(series) - len(publisher.series)) * 0.21
        size = min(44.0, 440 / width)
        if style.classification:
            self.blocks.append(plain(style.classification, indent=0))
        self.blocks.append(Text(((title, False),), align="center", size=size, red=True))
        if style.masthead == "split":
            self.blocks += [plain(line, align="center"), Split(publisher.name, date)]
        elif style.masthead == "stacked":
            self.blocks += [plain(text, align="center") for text in (line, publisher.name, date)]
        else:
            self.blocks += [plain(publisher.name, align="center"), Split(line, date)]
        self.blocks.append(Rule(red=True, thick=1.5))
        if style.subtitle:
            self.blocks.append(Text(((style.subtitle, False),), align="center", size=20.0))
        period = styles.period_line(style, publisher, self.edition)
        self.blocks.append(plain(period, align="center"))

    def _contents(self) -> list[Block]:
        titles = [one.title for one in self.activities if one.title]
        entries = titles or [one.heading for one in self.sections]
        mark = "◇ " if titles else ""
        return [
            bold("本期要目", align="center"),
            *(plain(mark + entry, indent=1.0) for entry in entries),
        ]

    def heading(self, text: str, level: int, number: int) -> str:
        """Set a heading and note it; as written."""
        form = self.style.heading if level == 1 else self.style.subheading
        written = styles.MARKERS[form](number) + text
        if form == "【】":
            written = f"【{text}】"
        self.blocks.append(bold(written))
        self.sections.append(TrueSection(heading=written))
        return written

    def title(self, kind: str) -> str:
        """A section's name in these years."""
        choices = strings("sections.toml", "headings")
        if self.publisher.held_out and kind in ("dynamics", "sub"):
            return self.rng.choice(choices["held_out"])
        word = tallies.whole(self.publisher)
        return self.rng.choice(choices[kind]).replace("{scope_word}", word)

    def _body(self) -> None:
        parts = ["statistics", "dynamics", "leaders"]
        if self.style.inspection:
            parts.append("inspection")
        if self.style.statistics_last:
            parts = [*parts[1:], parts[0]]
        if self.rng.random() < 0.12:
            parts.remove("leaders")
        if self.rng.random() < 0.05:
            parts.remove("statistics")
        for number, part in enumerate(parts, 1):
            self.top = number
            getattr(self, f"_{part}")()

    def _statistics(self) -> None:
        self.heading(self.title("statistics"), 1, self.top)
        own = self.publisher.held_out or self.rng.random() < 0.1
        made = tallies.tally(self.rng, self.publisher, self.edition, self.style.statistics, own=own)
        self.blocks += made.blocks
        self.statistics += made.statistics
        if self.style.footnote:
            note = self.rng.choice(strings("sections.toml", "notes")["source"])
            self.blocks.append(plain(note.format(platform=self.publisher.platform), size=12.0))

    def _items(self, kinds: tuple[str, ...], count: int, section: tuple[str, ...]) -> None:
        made: Items = dynamics(
            Random(self.rng.random()),
            self.publisher,
            self.edition,
            self.style,
            kinds=kinds,
            count=count,
            section=section,
            first=len(self.activities) + 1,
        )
        self.blocks += made.blocks
        if self.style.picture:
            caption = self.rng.choice(strings("sections.toml", "notes")["captions"])
            self.blocks.append(Picture(f"图{self.top} {caption}"))
        self.activities += made.activities

    def _dynamics(self) -> None:
        heading = self.heading(self.title("dynamics"), 1, self.top)
        low, high = {"week": (9, 12), "fortnight": (10, 14), "month": (12, 17)}[
            self.publisher.cycle
        ]
        count = self.rng.randint(low, high)
        if not self.style.subsections:
            self._items((), count, (heading,))
            return
        cuts = self.rng.choice([2, 2, 3])
        titles: list[str] = []
        while len(titles) < cuts:
            title = self.title("sub")
            if title not in titles:
                titles.append(title)
        for number, title in enumerate(titles, 1):
            below = self.heading(title, 2, number)
            self._items((), count // cuts, (heading, below))

    def _leaders(self) -> None:
        heading = self.heading(self.title("leaders"), 1, self.top)
        self._items(LEADER_TYPES, self.rng.choice([1, 2, 2]), (heading,))

    def _inspection(self) -> None:
        heading = self.heading(self.title("inspection"), 1, self.top)
        made = inspections(Random(self.rng.random()), self.publisher, self.edition, self.style)
        self.blocks += made.blocks
        self.inspected += made.inspections
        self.sections[-1] = TrueSection(
            heading=heading, text_starts=made.intro[:8], text_ends=made.intro[-8:]
        )

    def _footer(self) -> None:
        footer = strings("sections.toml", "footer")
        kinds = {
            "报送发": (("报", "report"), ("送", "send"), ("发", "issue")),
            "抄送": (("抄送", "carbon"),),
            "主送": (("主送", "send"), ("抄送", "carbon")),
        }[self.style.footer]
        self.blocks.append(Rule())
        for kind, key in kinds:
            text = self.rng.choice(footer[key]).replace("{self}", self.publisher.self)
            self.blocks += [plain(f"{kind}：{text}。", indent=1.0, size=14.0), Rule()]
            self.distribution.append(TrueDistribution(kind=kind, recipients=split_recipients(text)))
        if self.rng.random() < 0.5:
            people = [names.person(self.rng, held_out=False) for _ in range(3)]
            line = "　　".join(
                f"{post}：{name}"
                for post, name in zip(("编辑", "审核", "签发"), people, strict=True)
            )
            self.blocks.append(plain(line, indent=1.0, size=14.0))
        if self.rng.random() < 0.7:
            self.copies = self.rng.randrange(30, 300, 10)
            form = self.rng.choice(["（共印{}份）", "（共印 {} 份）", "印{}份", "共印{}份"])
            self.blocks.append(plain(form.format(self.copies), align="right", size=14.0))

    def truth(self) -> Truth:
        """What a careful reader takes from the issue."""
        issue = self.edition
        return Truth(
            series=self.publisher.series,
            title=self.publisher.series,
            year=issue.published.year,
            number=issue.number,
            total_number=issue.total if styles.has_total(self.style) else None,
            publisher=self.publisher.name,
            published=issue.published,
            period=Period(issue.start, issue.end),
            classification=self.style.classification,
            synthetic=True,
            sections=tuple(self.sections),
            activities=tuple(self.activities),
            statistics=tuple(self.statistics),
            inspections=tuple(self.inspected),
            distribution=tuple(self.distribution),
            copies=self.copies,
            held_out=self.publisher.held_out,
        )
