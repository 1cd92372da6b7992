"""Figures of one issue: more finished than accepted, rates and totals that do not add up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from archive.checks.amounts import Amount, amount_of, told
from archive.checks.kinds import Check
from archive.checks.location import figure_place
from archive.records import Bulletin, Statistic

ACCEPTED = frozenset({"受理", "收件", "接件", "受件", "承办", "接办", "接收"})
FINISHED = frozenset({"办结", "办毕", "审结", "结案"})
_LEADING = re.compile(r"^(?:累计|共计|合计|总|共|已)")
_TRAILING = re.compile(r"(?:总件数|总量|总数|件数|数量|件|量|数)$")

TOTAL = re.compile(r"合计|总计|小计|共计|总和|汇总")
_PART = re.compile(r"^(?:其中|含)")
_SUMMED_IN_PROSE = re.compile(r"(?:合计|总计|共计)[\u4e00-\u9fff]{0,8}$")
_OTHER_STRETCH = re.compile(r"累计|今年|截[至止]|年初|以来")
_NOT_ADDED = re.compile(
    r"率|占比|比[例重]|平均|[日月周人户件]均|用时|时[间长限]|天数|分值|得分|满意度"
)
_SENTENCE_END = re.compile(r"[。！？\n]")
_WHOLE_PER_CENT = 100.0


def check_figures(bulletin: Bulletin) -> Iterator[Check]:
    """All checks of an issue's statistics; the same finding in prose and table is told once."""
    seen: set[tuple[object, ...]] = set()
    for check, fact in _findings(bulletin):
        if fact not in seen:
            seen.add(fact)
            yield check


def _findings(bulletin: Bulletin) -> Iterator[tuple[Check, tuple[object, ...]]]:
    for group in _alike(bulletin.statistics):
        pairs = list(_pairs(group))
        yield from _exceeding(bulletin, pairs)
        yield from _rates(bulletin, group, pairs)
    for table in _tables(bulletin.statistics):
        yield from _table_totals(bulletin, table)
    for paragraph in _paragraphs(bulletin.statistics):
        yield from _prose_totals(bulletin, paragraph)
        yield from _parts(bulletin, paragraph)


def plain_measure(measure: str) -> str:
    """The measure without words of totalling and counting: 累计受理件数 is 受理."""
    return _TRAILING.sub("", _LEADING.sub("", measure)) or measure


def _alike(figures: Iterable[Statistic]) -> Iterator[list[Statistic]]:
    """Figures of the same affairs and days in one paragraph or table row."""
    groups: dict[tuple[object, ...], list[Statistic]] = defaultdict(list)
    for figure in figures:
        near = figure.text.split(" ", 1)[0] if figure.table else figure.text
        key = (figure.section, figure.table, near, figure.scope, figure.category)
        groups[*key, figure.start, figure.end, figure.cumulative].append(figure)
    yield from groups.values()


def _pairs(group: Sequence[Statistic]) -> Iterator[tuple[Statistic, Statistic]]:
    """Accepted and finished figures that belong together.

    受理 and 办结 by turns go together as they come, as many of one as of the other by their places;
    of anything else only a 办结 that directly follows its 受理.
    """
    verbs = [figure for figure in group if plain_measure(figure.measure) in ACCEPTED | FINISHED]
    if any(plain_measure(figure.measure) == "受理" for figure in verbs):
        others = ACCEPTED - {"受理"}
        verbs = [figure for figure in verbs if plain_measure(figure.measure) not in others]
    came = [figure for figure in verbs if plain_measure(figure.measure) in ACCEPTED]
    done = [figure for figure in verbs if plain_measure(figure.measure) in FINISHED]
    if len(came) == len(done):
        paired = list(zip(came, done, strict=True))
    else:
        paired = [(one, two) for one, two in pairwise(verbs) if one in came and two in done]
    yield from ((one, two) for one, two in paired if one.unit == two.unit)


def _exceeding(
    bulletin: Bulletin, pairs: Iterable[tuple[Statistic, Statistic]]
) -> Iterator[tuple[Check, tuple[object, ...]]]:
    for came, done in pairs:
        if amount_of(done).low <= amount_of(came).high:
            continue
        more = _number(done.value - came.value) + (done.unit or "")
        carried = "" if done.cumulative else "（如含此前受理的，请注明）"
        message = f"办结{told(done)}多于受理{told(came)}，多{more}{carried}。"
        if plain_measure(came.measure) != "受理":
            message = message.replace("受理", came.measure, 1)
        yield (
            _check("finished-exceeds-accepted", bulletin, done, message),
            ("exceeds", done.category, done.value, came.value),
        )


def _rates(
    bulletin: Bulletin, group: Sequence[Statistic], pairs: Sequence[tuple[Statistic, Statistic]]
) -> Iterator[tuple[Check, tuple[object, ...]]]:
    """办结率 against 办结 / 受理; the last digit may be cut off rather than rounded."""
    rates = [figure for figure in group if figure.measure == "办结率" and figure.unit == "%"]
    if len(rates) != 1 or len(pairs) != 1 or not pairs[0][0].value:
        return
    rate, (came, done) = rates[0], pairs[0]
    stated = amount_of(rate)
    whole, part = amount_of(came), amount_of(done)
    if whole.low <= 0:
        return
    low = _WHOLE_PER_CENT * part.low / whole.high - stated.step
    high = _WHOLE_PER_CENT * part.high / whole.low + stated.step
    if low <= rate.value <= high:
        return
    true = _WHOLE_PER_CENT * done.value / came.value
    message = f"办结率写作{told(rate)}，而办结{told(done)}除以受理{told(came)}是{true:.2f}%。"
    yield _check("rate-mismatch", bulletin, rate, message), ("rate", rate.value, true)


def _tables(figures: Iterable[Statistic]) -> Iterator[list[Statistic]]:
    """The figures of tables, those of one section that follow one another together."""
    run: list[Statistic] = []
    for figure in figures:
        if run and (not figure.table or figure.section != run[-1].section):
            yield run
            run = []
        if figure.table:
            run.append(figure)
    if run:
        yield run


def _cells(figure: Statistic) -> tuple[str, ...]:
    """The cells before a table figure's value: row labels, then headers from the top."""
    start = figure.written_spans[0].start if figure.written_spans else len(figure.text)
    return tuple(figure.text[:start].split())


def _table_totals(
    bulletin: Bulletin, table: Sequence[Statistic]
) -> Iterator[tuple[Check, tuple[object, ...]]]:
    """合计 in a row or column against what it adds up.

    `cells` are parted at 合计: what stands before it (a group's name) and after it (the column's
    headers) is shared by the parts. Totals may stand below or above their parts, and 小计 between.
    """
    if any(figure.measure.isnumeric() for figure in table):
        return  # a figure was taken for a header: the table is not read well enough to add up
    cells = [_cells(figure) for figure in table]
    for place, total in enumerate(table):
        at = next((i for i, cell in enumerate(cells[place]) if TOTAL.search(cell)), None)
        if at is None or not _adds_up(total):
            continue
        before, after = cells[place][:at], cells[place][at + 1 :]
        kin: list[tuple[int, Statistic, bool]] = []
        for index, figure in enumerate(table):
            names = _between(cells[index], before, after)
            if (
                names
                and _same_kind(figure, total, columns=not after)
                and not _PART.search(names[0])
            ):
                summed = any(TOTAL.search(name) for name in names)
                kin.append((index, figure, summed))
        if not after and _mixes_steps(figure for _, figure, _ in kin):
            continue
        yield from _compare(bulletin, total, kin, place)


def _between(
    cells: tuple[str, ...], before: tuple[str, ...], after: tuple[str, ...]
) -> tuple[str, ...]:
    """The cells between what a total and its parts share; none where they do not share it."""
    end = len(cells) - len(after)
    if end <= len(before) or cells[: len(before)] != before or cells[end:] != after:
        return ()
    return cells[len(before) : end]


def _same_kind(figure: Statistic, total: Statistic, *, columns: bool) -> bool:
    return (
        _adds_up(figure)
        and figure.unit == total.unit
        and (figure.start, figure.end) == (total.start, total.end)
        and (columns or figure.measure == total.measure)
    )


def _adds_up(figure: Statistic) -> bool:
    """Whether figures of this kind can be added: no rates, averages or times."""
    return figure.unit != "%" and not _NOT_ADDED.search(figure.measure)


def _mixes_steps(figures: Iterable[Statistic]) -> bool:
    """Whether columns are steps of the same cases (受理, 办结): their total says nothing."""
    measures = {plain_measure(figure.measure) for figure in figures}
    return bool(measures & ACCEPTED) and bool(measures & FINISHED)


def _compare(
    bulletin: Bulletin, total: Statistic, kin: Sequence[tuple[int, Statistic, bool]], place: int
) -> Iterator[tuple[Check, tuple[object, ...]]]:
    """The total against each stretch of parts it may mean; a check where it fits none."""
    sums = [index for index, _, summed in kin if summed and index != place]
    last = max((index for index in sums if index < place), default=-1)
    following = min((index for index in sums if index > place), default=1 << 60)
    parts = [(index, figure) for index, figure, summed in kin if not summed]
    above = [figure for index, figure in parts if last < index < place]
    below = [figure for index, figure in parts if place < index < following]
    stretches = [above, below, [figure for _, figure in parts]]
    stretches.append([figure for index, figure, summed in kin if summed and index != place])
    stretches = [stretch for stretch in stretches if len(stretch) > 1]
    if not stretches or any(_is_sum(total, stretch) for stretch in stretches):
        return
    yield _sum_check(bulletin, total, stretches[0])


def _is_sum(total: Statistic, parts: Sequence[Statistic]) -> bool:
    amounts = [amount_of(part) for part in parts]
    whole = amount_of(total)
    low, high = sum(one.low for one in amounts), sum(one.high for one in amounts)
    slack = 1e-9 * max(1.0, abs(high))  # decimal fractions do not add exactly
    return low - slack <= whole.high and whole.low <= high + slack


def _sum_check(
    bulletin: Bulletin, total: Statistic, parts: Sequence[Statistic]
) -> tuple[Check, tuple[object, ...]]:
    added = sum(part.value for part in parts)
    unit = total.unit or ""
    off = total.value - added
    message = (
        f"“{total.measure}”合计写作{told(total)}，而所列{len(parts)}项相加是{_number(added)}{unit}，"
        f"{'多' if off > 0 else '少'}{_number(abs(off))}{unit}。"
    )
    return _check("sum-mismatch", bulletin, total, message), ("sum", total.value, added)


def _paragraphs(figures: Iterable[Statistic]) -> Iterator[list[Statistic]]:
    """The figures of prose, paragraph by paragraph, in the order they stand."""
    groups: dict[tuple[object, ...], list[Statistic]] = defaultdict(list)
    for figure in figures:
        if not figure.table and figure.written_spans:
            groups[figure.section, figure.text].append(figure)
    for group in groups.values():
        yield sorted(group, key=lambda one: one.written_spans[0].start)


def _prose_totals(
    bulletin: Bulletin, paragraph: Sequence[Statistic]
) -> Iterator[tuple[Check, tuple[object, ...]]]:
    """…受理a件，…受理b件，合计受理c件: c against the figures before it in the sentence."""
    text = paragraph[0].text
    for place, total in enumerate(paragraph):
        at = total.written_spans[0].start
        clause = max(text.rfind(mark, 0, at) for mark in "，；。：\n") + 1
        lead = text[clause : at + len(total.written)]
        opening = re.match(r"[^\d]*", lead)
        words = opening[0] if opening else ""
        if not _SUMMED_IN_PROSE.search(words) or _OTHER_STRETCH.search(words):
            continue
        parts = [
            figure
            for figure in paragraph[:place]
            if not _SENTENCE_END.search(text, figure.written_spans[0].start, at)
            and _same_kind(figure, total, columns=False)
        ]
        names = {(part.scope, part.category) for part in parts}
        if len(parts) > 1 and len(names) == len(parts) and not _is_sum(total, parts):
            yield _sum_check(bulletin, total, parts)


def _parts(
    bulletin: Bulletin, paragraph: Sequence[Statistic]
) -> Iterator[tuple[Check, tuple[object, ...]]]:
    """共受理a件，其中…受理b件: no part is larger than the whole before 其中."""
    text = paragraph[0].text
    for whole, part in pairwise(paragraph):
        start, end = whole.written_spans[-1].end, part.written_spans[0].start
        between = text[start:end]
        if not re.match(r"[，（(；]其中", between) or not _same_kind(part, whole, columns=False):
            continue
        if amount_of(part).low > amount_of(whole).high:
            message = f"其中的一项{told(part)}，多于总数{told(whole)}。"
            yield _check("sum-mismatch", bulletin, part, message), ("part", part.value, whole.value)


def _check(kind: str, bulletin: Bulletin, figure: Statistic, message: str) -> Check:
    return Check(
        kind=kind,
        bulletin=bulletin.id,
        record=figure.id,
        where=figure_place(figure),
        message=f"{figure_place(figure)}：{message}",
        spans=figure.written_spans,
    )


def _number(value: float) -> str:
    return Amount.text(value)
