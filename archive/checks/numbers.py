"""Issue numbers along a series: missing, doubled, and 第N期 against 总第N期."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from archive.checks.digest import Digest
from archive.checks.kinds import Check

_MOST_A_YEAR = 60
"""More issues than a weekly has in a year: so wide a leap is a misprint, no pile of losses."""


def lines_of(digests: Sequence[Digest]) -> Iterator[list[Digest]]:
    """The issues of each periodical (publisher and series), those without a series left out."""
    lines: dict[tuple[str, str], list[Digest]] = defaultdict(list)
    for one in digests:
        if one.series:
            lines[one.line].append(one)
    for key in sorted(lines):
        yield lines[key]


def check_numbers(digests: Sequence[Digest]) -> Iterator[Check]:
    """All checks of the numbers, periodical by periodical."""
    for line in lines_of(digests):
        yield from _doubled(line)
        yield from _missing(line)
        yield from _totals(line)


def runs_on(line: Sequence[Digest]) -> bool:
    """Whether the numbers run on over the new year instead of beginning again at 1."""
    years: dict[int, list[int]] = defaultdict(list)
    for one in line:
        if one.year is not None and one.number is not None:
            years[one.year].append(one.number)
    turns = [(max(years[a]), min(years[b])) for a, b in pairwise(sorted(years))]
    return bool(turns) and all(a < b for a, b in turns) and any(a + 1 == b for a, b in turns)


def _doubled(line: Sequence[Digest]) -> Iterator[Check]:
    by_number: dict[tuple[int | None, int], list[Digest]] = defaultdict(list)
    by_total: dict[int, list[Digest]] = defaultdict(list)
    for one in line:
        if one.number is not None:
            by_number[one.year, one.number].append(one)
        if one.total_number is not None:
            by_total[one.total_number].append(one)
    told: set[frozenset[str]] = set()
    for same in by_number.values():
        told.add(frozenset(one.id for one in same))
        yield from _each_doubled(same, lambda one: f"第{one.number}期", "number")
    for same in by_total.values():
        if frozenset(one.id for one in same) not in told:
            yield from _each_doubled(same, lambda one: f"总第{one.total_number}期", "total_number")


def _each_doubled(
    same: Sequence[Digest], name: Callable[[Digest], str], field: str
) -> Iterator[Check]:
    if len(same) < 2:
        return
    for one in same:
        others = "、".join(other.id for other in same if other is not one)
        yield Check(
            kind="number-doubled",
            bulletin=one.id,
            record=None,
            where=name(one),
            message=f"{name(one)}与另一期同号：{others}。请核对，有误的可用 correct 更正。",
            spans=one.header_spans.get(field, ()),
        )


def _missing(line: Sequence[Digest]) -> Iterator[Check]:
    """Numbers between two that are held, within a year, or over it where they run on."""
    on = runs_on(line)
    groups: dict[int | None, dict[int, Digest]] = defaultdict(dict)
    for one in line:
        if one.number is not None:
            groups[None if on else one.year].setdefault(one.number, one)
    for held in groups.values():
        for before, after in pairwise(sorted(held)):
            if after - before > 1:
                yield _missing_between(held[before], before, held[after], after)
    totals = {
        one.total_number: one for one in line if one.number is None and one.total_number is not None
    }
    for before, after in pairwise(sorted(totals)):
        if after - before > 1:
            yield _missing_between(totals[before], before, totals[after], after, "总第")


def _missing_between(
    one: Digest, before: int, other: Digest, after: int, mark: str = "第"
) -> Check:
    first, last = before + 1, after - 1
    many = f"{mark}{first}期" if first == last else f"{mark}{first}—{last}期"
    if last - first >= _MOST_A_YEAR:
        message = f"期号从{mark}{before}期（{one.id}）跳到{mark}{after}期，请核对期号。"
    else:
        year = f"{other.year}年" if other.year is not None and one.year == other.year else ""
        message = f"库中缺{year}{many}：{mark}{before}期（{one.id}）之后就是{mark}{after}期。"
    return Check(
        kind="number-missing",
        bulletin=other.id,
        record=None,
        where=many,
        message=message,
        spans=other.header_spans.get("number", ()),
    )


def _totals(line: Sequence[Digest]) -> Iterator[Check]:
    """总第N期 less 第N期 is the same for all issues of a year; at the new year it may only grow."""
    groups: dict[int, list[tuple[int, int, Digest]]] = defaultdict(list)
    for one in line:
        if one.year is not None and one.number is not None and one.total_number is not None:
            groups[one.year].append((one.number, one.total_number, one))
    for found in groups.values():
        found.sort(key=lambda entry: (entry[0], entry[2].id))
        offsets = [total - number for number, total, _ in found]
        common, times = Counter(offsets).most_common(1)[0]
        settled = times > len(found) / 2
        for place, (number, total, one) in enumerate(found):
            around = [offsets[i] for i in (place - 1, place + 1) if 0 <= i < len(found)]
            if settled:
                wrong = offsets[place] != common and offsets[place] not in around
            else:
                wrong = place > 0 and offsets[place] != offsets[place - 1]
            changed = settled and place > 0 and offsets[place] != common
            wrong = wrong or (changed and offsets[place - 1] == common)
            if wrong:
                near = found[place - 1] if place else found[place + 1]
                yield _total_check(one, number, total, near)
    yield from _falling_totals(groups)


def _total_check(one: Digest, number: int, total: int, near: tuple[int, int, Digest]) -> Check:
    expected = near[1] + number - near[0]
    return Check(
        kind="total-number-mismatch",
        bulletin=one.id,
        record=None,
        where=f"第{number}期（总第{total}期）",
        message=(
            f"第{number}期写作总第{total}期，而第{near[0]}期是总第{near[1]}期，"
            f"照此应是总第{expected}期。"
        ),
        spans=one.header_spans.get("total_number", ()),
    )


def _falling_totals(groups: dict[int, list[tuple[int, int, Digest]]]) -> Iterator[Check]:
    """Total numbers of a later year cannot be lower than those of the year before."""
    for earlier, later in pairwise(sorted(groups)):
        near = max(groups[earlier], key=lambda entry: entry[0])
        number, total, one = groups[later][0]
        if total - number < near[1] - near[0] or total <= near[1]:
            yield Check(
                kind="total-number-mismatch",
                bulletin=one.id,
                record=None,
                where=f"第{number}期（总第{total}期）",
                message=(
                    f"{later}年第{number}期写作总第{total}期，"
                    f"而{earlier}年第{near[0]}期已是总第{near[1]}期。"
                ),
                spans=one.header_spans.get("total_number", ()),
            )
