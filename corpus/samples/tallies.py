"""The section of figures: prose, lists and tables, with the truth of every figure."""

from __future__ import annotations

from random import Random

import msgspec

from corpus.samples import names
from corpus.samples.blocks import Block, Cell, Rules, Table, plain
from corpus.samples.calendar import Edition
from corpus.samples.figures import accepted, cumulative, finished, year_on_year
from corpus.samples.names import Publisher
from corpus.samples.truth import TrueChange, TrueStatistic

CATEGORIES = ("行政许可", "公共服务", "其他行权")
_WHOLE = {
    "省": "全省",
    "自治区": "全区",
    "市": "全市",
    "州": "全州",
    "县": "全县",
    "区": "全区",
    "旗": "全旗",
}


def whole(publisher: Publisher) -> str:
    """The word for all of the publisher's place (全省, 全县)."""
    return _WHOLE[publisher.self]


class Tally(msgspec.Struct, frozen=True):
    """Blocks and figures of one section."""

    blocks: tuple[Block, ...]
    statistics: tuple[TrueStatistic, ...]


class _Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What every form of the section needs to know."""

    rng: Random
    publisher: Publisher
    edition: Edition
    scope: str
    own: bool
    since_january: bool

    @property
    def dates(self) -> str:
        """The stretch that the figures cover, as the prose names it."""
        start, end = self.edition.start, self.edition.end
        last = f"{end.month}月{end.day}日"
        if not self.since_january:
            return f"{start.year}年{start.month}月{start.day}日至{end.year}年{last}"
        return self.rng.choice(
            [
                f"{end.year}年1月1日至{end.year}年{last}",
                f"1月1日至{last}",
                f"{end.year}年1月1日至{last}",
                f"1月1日—{last}",
            ]
        )

    def values(self, row: str, category: str) -> tuple[int, int]:
        """Accepted and finished for the stretch."""
        index = self.edition.index
        if self.since_january:
            return cumulative(self.publisher, row, category, index)
        return (
            accepted(self.publisher, row, category, index),
            finished(self.publisher, row, category, index),
        )

    def true(
        self,
        measure: str,
        value: float,
        written: str,
        *,
        scope: str | None = None,
        category: str | None = None,
        unit: str = "件",
        change: tuple[TrueChange, ...] = (),
        source: str | None = None,
        table: bool = False,
        categories_right: tuple[str | None, ...] = (),
    ) -> TrueStatistic:
        """The truth of one figure."""
        start = self.edition.start
        if self.since_january:
            start = self.edition.end.replace(month=1, day=1)
        return TrueStatistic(
            scope=scope or self.scope,
            category=category,
            measure=measure,
            value=value,
            unit=unit,
            start=start,
            end=self.edition.end,
            cumulative=self.since_january,
            written=written,
            change=change,
            source=source,
            table=table,
            categories_right=categories_right,
            held_out=self.own,
        )


def tally(rng: Random, publisher: Publisher, edition: Edition, form: str, *, own: bool) -> Tally:
    """The section in one form; `own` writes prose in the manner kept apart (held out)."""
    scope = rng.choice([_WHOLE[publisher.self], f"{publisher.self}本级"])
    desk = _Desk(
        rng=rng,
        publisher=publisher,
        edition=edition,
        scope=scope,
        own=own,
        since_january=rng.random() < 0.75,
    )
    if own and form == "prose":
        return _held_out_prose(desk)
    return _FORMS[form](desk)


def _number(rng: Random, value: int) -> tuple[str, float]:
    """A figure as written, and its value (now and then in units of ten thousand)."""
    if value >= 200_000 and rng.random() < 0.3:
        return f"{value / 10_000:.2f}万", round(value / 10_000, 2) * 10_000
    return str(value), value


def _prose(desk: _Desk) -> Tally:
    rng = desk.rng
    source = desk.publisher.platform if rng.random() < 0.6 else None
    opening = f"据{source}数据统计，{desk.dates}，" if source else f"{desk.dates}，"
    clauses, figures = [], []
    order = rng.random() < 0.3
    for number, category in enumerate(CATEGORIES[: rng.choice([2, 3, 3])]):
        come, done = desk.values("", category)
        (come_text, come_value), (done_text, done_value) = _number(rng, come), _number(rng, done)
        scope = desk.scope if number == 0 else ""
        first, second = f"受理{come_text}件", f"办结{done_text}件"
        start = f"{scope}{category}事项{first}"
        if order:
            first = f"受理{category}事项{come_text}件"
            start = f"{scope}{'共' if scope else ''}{first}"
        change, words = _change(desk, category) if rng.random() < 0.25 else ((), "")
        clauses.append(f"{start}{words}，{second}")
        figures.append(
            desk.true("受理", come_value, first, category=category, change=change, source=source)
        )
        figures.append(desk.true("办结", done_value, second, category=category, source=source))
    return Tally((plain(opening + "；".join(clauses) + "。"),), tuple(figures))


def _change(desk: _Desk, category: str) -> tuple[tuple[TrueChange, ...], str]:
    if not desk.since_january or desk.edition.end.year <= 2009:
        return (), ""
    value = year_on_year(desk.publisher, "", category, desk.edition)
    if value == 0:
        return (), ""
    word = "增长" if value > 0 else "下降"
    return (TrueChange(kind="同比", value=value, unit="%"),), f"，同比{word}{abs(value)}%"


def _held_out_prose(desk: _Desk) -> Tally:
    """Other words and other order; thousands set off by commas."""
    start, end = desk.edition.start, desk.edition.end
    stretch = (
        f"1月1日起至{end.month}月{end.day}日"
        if desk.since_january
        else f"{start.month}月{start.day}日起至{end.month}月{end.day}日"
    )
    parts, figures = [], []
    for category in CATEGORIES[:2]:
        come, done = desk.values("", category)
        parts.append(f"{category}类事项，受理{come:,}件、办结{done:,}件")
        for measure, value in (("受理", come), ("办结", done)):
            figures.append(
                desk.true(
                    measure,
                    value,
                    f"{measure}{value:,}件",
                    category=category,
                    categories_right=(category, f"{category}类"),
                )
            )
    text = f"{stretch}，{desk.scope}办件台账显示：{'；'.join(parts)}。"
    return Tally((plain(text),), tuple(figures))


def _list(desk: _Desk) -> Tally:
    opening = f"{desk.dates}，{desk.scope}政务服务事项受理办理情况如下："
    mark = desk.rng.choice(["{}.", "（{}）", "{}、"])
    blocks: list[Block] = [plain(opening)]
    figures = []
    for number, category in enumerate(CATEGORIES, 1):
        come, done = desk.values("", category)
        blocks.append(plain(f"{mark.format(number)}{category}事项受理{come}件，办结{done}件。"))
        figures.append(desk.true("受理", come, f"受理{come}件", category=category))
        figures.append(desk.true("办结", done, f"办结{done}件", category=category))
    return Tally(tuple(blocks), tuple(figures))


def _rows(desk: _Desk) -> tuple[str, tuple[str, ...]]:
    """What the first column is called, and the names in it."""
    rng, publisher = desk.rng, desk.publisher
    if publisher.lower and rng.random() < 0.7:
        label = "地区" if publisher.level == "province" else "县（市、区）"
        return label, tuple(word for word, _ in publisher.lower)
    known = names.available(publisher, desk.edition.end, publisher.level, held_out=False)
    chosen = rng.sample(known, min(len(known), rng.randrange(5, 19)))
    return "部门", tuple(publisher.self + one.forms(publisher.level)[0] for one in chosen)


def _caption(desk: _Desk, unit: str) -> list[Block]:
    title = "政务服务事项受理办结情况统计表"
    return [
        plain(f"{desk.dates}，各单位政务服务事项受理办结情况见下表。"),
        plain(title + unit, align="center", size=14.0, tight=True),
    ]


def _table(desk: _Desk, rules: Rules = "grid") -> Tally:
    """One header row; row by row accepted, its change, finished and the rate, then the sums."""
    rng = desk.rng
    label, rows = _rows(desk)
    in_head = rng.random() < 0.5
    wanted = ["受理", "办结"]
    if desk.since_january and rng.random() < 0.35:
        wanted.insert(1, "同比")
    if rng.random() < 0.5:
        wanted.append("办结率")
    units = {"受理": "（件）", "办结": "（件）", "同比": "（%）", "办结率": "（%）"}
    heads = [label, *(name + (units[name] if in_head else "") for name in wanted)]
    cells = [Cell(0, column, text) for column, text in enumerate(heads)]
    figures: list[TrueStatistic] = []
    sums = (0, 0)
    for number, row in enumerate([*rows, "合计"], 1):
        values = desk.values(row, "") if row != "合计" else sums
        sums = (sums[0] + values[0], sums[1] + values[1])
        texts, true = _row(desk, row, values, wanted, sign="" if in_head else "%")
        cells += [Cell(number, column, text) for column, text in enumerate([row, *texts])]
        figures += true
    table = Table(
        cells=tuple(cells),
        rows=len(rows) + 2,
        columns=len(heads),
        rules=rules,
        repeat=rng.random() < 0.5,
    )
    return Tally((*_caption(desk, "" if in_head else "（单位：件）"), table), tuple(figures))


def _row(
    desk: _Desk, row: str, values: tuple[int, int], wanted: list[str], *, sign: str
) -> tuple[list[str], list[TrueStatistic]]:
    """Texts and figures of one row; a change is no figure of its own, the sums have none."""
    come, done = values
    change: tuple[TrueChange, ...] = ()
    if "同比" in wanted and row != "合计":
        value = year_on_year(desk.publisher, row, "", desk.edition)
        change = (TrueChange(kind="同比", value=value, unit="%"),)
    share = round(done / come * 100, 2)
    cells: dict[str, tuple[float, str, str]] = {
        "受理": (come, str(come), "件"),
        "办结": (done, str(done), "件"),
        "办结率": (share, f"{share:.2f}{sign}", "%"),
    }
    texts, figures = [], []
    for name in wanted:
        if name == "同比":
            texts.append(f"{change[0].value}{sign}" if change else "—")
            continue
        value, text, unit = cells[name]
        texts.append(text)
        figures.append(
            desk.true(
                name,
                value,
                text,
                scope=row,
                unit=unit,
                table=True,
                change=change if name == "受理" else (),
                categories_right=(None, "政务服务", "政务服务事项"),
            )
        )
    return texts, figures


def _three_line(desk: _Desk) -> Tally:
    return _table(desk, "three-line")


def _two_row(desk: _Desk) -> Tally:
    """Two header rows: the category above, accepted and finished below."""
    label, rows = _rows(desk)
    categories = CATEGORIES[:2]
    cells = [Cell(0, 0, label, rows=2)]
    for place, category in enumerate(categories):
        cells.append(Cell(0, 1 + 2 * place, category, columns=2))
        cells.append(Cell(1, 1 + 2 * place, "受理"))
        cells.append(Cell(1, 2 + 2 * place, "办结"))
    figures = []
    for number, row in enumerate(rows, 2):
        cells.append(Cell(number, 0, row))
        for place, category in enumerate(categories):
            for shift, (measure, value) in enumerate(
                zip(("受理", "办结"), desk.values(row, category), strict=True)
            ):
                cells.append(Cell(number, 1 + 2 * place + shift, str(value)))
                figures.append(
                    desk.true(measure, value, str(value), scope=row, category=category, table=True)
                )
    table = Table(
        cells=tuple(cells),
        rows=len(rows) + 2,
        columns=1 + 2 * len(categories),
        head=2,
        repeat=desk.rng.random() < 0.5,
    )
    return Tally((*_caption(desk, "（单位：件）"), table), tuple(figures))


_FORMS = {
    "prose": _prose,
    "list": _list,
    "table": _table,
    "three-line": _three_line,
    "two-row": _two_row,
}
