"""What of a bulletin is kept to compare it with others."""

from __future__ import annotations

import msgspec

from archive.checks.amounts import amount_of, told
from archive.checks.figures import TOTAL, plain_measure
from archive.checks.location import record_place
from archive.records import Bulletin, Date, Interval, Number, Span, Statistic


class HeldFigure(msgspec.Struct, frozen=True):
    """A dated statistic: the series it belongs to, its days and how far its value is known."""

    record: str
    where: str
    name: str
    series: tuple[str, str, str, str]
    start: Date
    end: Date
    cumulative: bool
    table: bool
    value: Number
    low: float
    high: float
    told: str
    spans: tuple[Span, ...]


class HeldItem(msgspec.Struct, frozen=True):
    """An activity's text, for finding it again elsewhere."""

    record: str
    where: str
    text: str
    spans: tuple[Span, ...]


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """A bulletin's head with its dated figures and its items."""

    id: str
    series: str
    publisher: str
    year: int | None
    number: int | None
    total_number: int | None
    published: Date | None
    period: Interval | None
    header_spans: dict[str, tuple[Span, ...]]
    figures: tuple[HeldFigure, ...]
    items: tuple[HeldItem, ...]

    @property
    def line(self) -> tuple[str, str]:
        """The periodical: publisher and series."""
        return (self.publisher, self.series)

    @property
    def called(self) -> str:
        """How people name the issue: 2022年第26期."""
        year = f"{self.year}年" if self.year is not None else ""
        if self.number is not None:
            return f"{year}第{self.number}期"
        if self.total_number is not None:
            return f"{year}总第{self.total_number}期"
        return self.id


def digest(bulletin: Bulletin) -> Digest:
    """What is compared across issues. Figures without days, and rates, are left out."""
    rows = _rows(bulletin)
    return Digest(
        id=bulletin.id,
        series=_joined(bulletin.series or bulletin.title or ""),
        publisher=_joined(bulletin.publisher or ""),
        year=bulletin.year,
        number=bulletin.number,
        total_number=bulletin.total_number,
        published=bulletin.published,
        period=bulletin.period,
        header_spans=bulletin.header_spans,
        figures=tuple(
            _held_figure(figure, figure.start, figure.end, rows)
            for figure in bulletin.statistics
            if figure.start is not None and figure.end is not None and figure.unit != "%"
        ),
        items=tuple(
            HeldItem(activity.id, record_place(bulletin, activity), activity.text, activity.spans)
            for activity in bulletin.activities
        ),
    )


Rows = dict[tuple[tuple[str, ...], str], str]


def _rows(bulletin: Bulletin) -> Rows:
    """By section and measure, the names of the rows that a table's 合计 adds up, as one word."""
    names: dict[tuple[tuple[str, ...], str], set[str]] = {}
    for figure in bulletin.statistics:
        if figure.table:
            row = f"{figure.scope or ''} {figure.category or ''}"
            names.setdefault((figure.section, figure.measure), set()).add(_spelling(row))
    return {key: "、".join(sorted(found)) for key, found in names.items()}


def _held_figure(figure: Statistic, start: Date, end: Date, rows: Rows) -> HeldFigure:
    """A figure for comparison; a 合计 is of the same series only where it adds the same rows."""
    amount = amount_of(figure)
    is_total = figure.table and TOTAL.search(f"{figure.scope or ''}{figure.category or ''}")
    added = rows.get((figure.section, figure.measure), "") if is_total else ""
    parts = (figure.scope or "", figure.category or "", figure.measure)
    return HeldFigure(
        record=figure.id,
        where="/".join(part for part in parts if part),
        name=" ".join(part for part in parts if part),
        series=(
            _spelling(parts[0]) + added,
            _spelling(parts[1]),
            plain_measure(figure.measure),
            figure.unit or "",
        ),
        start=start,
        end=end,
        cumulative=figure.cumulative,
        table=figure.table,
        value=figure.value,
        low=amount.low,
        high=amount.high,
        told=told(figure),
        spans=figure.written_spans,
    )


def _joined(words: str) -> str:
    return "".join(words.split())


def _spelling(word: str) -> str:
    """A name without what varies in spelling: 其它, 事项, white space (DESIGN, Statistic)."""
    joined = _joined(word).replace("其它", "其他")
    return joined.removesuffix("事项") or joined
