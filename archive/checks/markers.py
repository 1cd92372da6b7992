"""Numbering of headings and items: brackets of two widths, numbers skipped and repeated."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from archive.checks.kinds import Check
from archive.checks.location import headings_place, record_place
from archive.markers import Marker, split_marker
from archive.records import (
    Activity,
    Bulletin,
    Inspection,
    Section,
    Span,
    Unparsed,
    records_of,
)

_COUNTING = frozenset(
    {"ordinal", "hanzi", "hanzi-bracket", "arabic", "arabic-bracket", "circled", "part"}
)
_SLOTS = re.compile(r"[\d零〇一二三四五六七八九十百]+")


class _Numbered(msgspec.Struct, frozen=True):
    """A heading or item with its marker."""

    marker: Marker
    record: str | None
    where: str
    spans: tuple[Span, ...]
    heading: bool = False


class _Group(msgspec.Struct, frozen=True):
    """Headings of one level under one parent, or the items of one section (`path`: what above)."""

    path: tuple[str, ...]
    where: str
    members: tuple[_Numbered, ...]


Numbers = set[tuple[str, int]]


def check_markers(bulletin: Bulletin) -> Iterator[Check]:
    """All checks of numbering, group by group."""
    groups = (*_heading_groups(bulletin), *_item_groups(bulletin))
    spare = _spare_markers(bulletin, groups)
    for group in groups:
        texts = _texts_under(bulletin, group.path)
        beside = [other for other in groups if other is not group and other.path == group.path]
        known = (
            spare
            | _numbers(map(split_marker, "\n".join(texts).split("\n")))
            | _numbers(member.marker for other in beside for member in other.members)
        )
        yield from _mixed(bulletin, group)
        yield from _sequence(bulletin, group, known, "\n".join(texts))


def form_of(marker: Marker) -> str:
    """How a marker looks with its number left out: （#）, (#), #、."""
    if marker.style == "circled":
        return "①"
    return _SLOTS.sub("#", marker.written)


def _heading_groups(bulletin: Bulletin) -> list[_Group]:
    """Headings with the same parent."""
    groups: dict[tuple[str, ...], list[_Numbered]] = defaultdict(list)
    path: list[str] = []
    for section in bulletin.sections:
        if not section.heading:
            continue
        path = [*path[: section.level - 1], section.heading]
        member = _numbered(section.heading, section)
        if member is not None:
            groups[tuple(path[:-1])].append(member)
    return [
        _Group(parent, headings_place(parent) or "一级标题", tuple(members))
        for parent, members in groups.items()
    ]


def _numbered(written: str, section: Section) -> _Numbered | None:
    marker = split_marker(written)
    if marker is None:
        return None
    where = headings_place((written,))
    return _Numbered(marker, section.id, where, section.heading_spans, heading=True)


def _item_groups(bulletin: Bulletin) -> list[_Group]:
    groups: dict[tuple[str, ...], list[_Numbered]] = defaultdict(list)
    records: tuple[Activity | Inspection, ...] = (*bulletin.activities, *bulletin.inspections)
    for record in records:
        marker = _alone(record.marker)
        if marker is not None:
            groups[record.section].append(
                _Numbered(marker, record.id, record_place(bulletin, record), record.spans[:1])
            )
    return [
        _Group(section, headings_place(section) or "正文", tuple(members))
        for section, members in groups.items()
    ]


def _alone(written: str) -> Marker | None:
    """A marker that stands by itself: 1. is read as one only with words behind it."""
    return split_marker(written + "某") if written else None


def _mixed(bulletin: Bulletin, group: _Group) -> Iterator[Check]:
    """Markers of one style that are written in several ways."""
    by_style: dict[str, dict[str, list[_Numbered]]] = defaultdict(lambda: defaultdict(list))
    for member in group.members:
        if member.marker.style in _COUNTING:
            by_style[member.marker.style][form_of(member.marker)].append(member)
    for forms in by_style.values():
        if len(forms) < 2:
            continue
        usual = max(forms, key=lambda form: len(forms[form]))
        shown = "、".join(members[0].marker.written for members in forms.values())
        odd = next(members[0] for form, members in forms.items() if form != usual)
        widths = {unify(form) for form in forms}
        reason = "全角半角混用" if len(widths) == 1 else "写法不一"
        yield Check(
            kind="marker-style-mixed",
            bulletin=bulletin.id,
            record=odd.record,
            where=group.where,
            message=f"{group.where}的编号{reason}：{shown}。",
            spans=odd.spans,
        )


def unify(form: str) -> str:
    """The form with full-width signs as half-width ones."""
    return form.translate(str.maketrans("（）．，：", "().,:"))


def _sequence(bulletin: Bulletin, group: _Group, known: Numbers, texts: str) -> Iterator[Check]:
    """Numbers that come twice or are left out, style by style; 1 begins a new list."""
    last: dict[str, int] = {}
    seen: dict[str, set[int]] = defaultdict(set)
    for member in group.members:
        style, number = member.marker.style, member.marker.number
        if style not in _COUNTING or number is None:
            continue
        before = last.get(style)
        last[style] = number
        if (before == 1) if number == 1 else (number in seen[style]):
            yield _told("marker-repeated", bulletin, group, member, "出现了两次")
            last[style] = number + 1  # 10、10、12、: the second was to be 11, one slip and not two
        elif before is not None and number > before + 1:
            missing = range(before + 1, number)
            found = any(
                (style, other) in known or _run_in(member.marker, other, texts) for other in missing
            )
            if not found:
                what = f"之前缺第{before + 1}" + (f"至{number - 1}号" if len(missing) > 1 else "号")
                yield _told("marker-skipped", bulletin, group, member, what)
        if number == 1:
            seen[style].clear()
        seen[style].add(number)


def _run_in(marker: Marker, number: int, texts: str) -> bool:
    """Whether a marker of the same form stands run into a text (12.31名代表), read as no marker."""
    written = marker.written.replace(str(marker.number), str(number))
    if written == marker.written:
        return False
    return re.search(rf"(?<!\d){re.escape(written)}", texts) is not None


def _told(kind: str, bulletin: Bulletin, group: _Group, member: _Numbered, what: str) -> Check:
    return Check(
        kind=kind,
        bulletin=bulletin.id,
        record=member.record,
        where=member.where,
        message=f"{group.where}的编号{member.marker.written}{what}。",
        spans=member.spans,
    )


def _numbers(markers: Iterable[Marker | None]) -> Numbers:
    return {(one.style, one.number) for one in markers if one and one.number is not None}


def _spare_markers(bulletin: Bulletin, groups: Iterable[_Group]) -> Numbers:
    """Numbers of markers that no item bears: of paragraphs that became statistics."""
    alone = (_alone(block.text) for block in bulletin.blocks if block.role == "marker")
    standing = Counter((one.style, one.number) for one in alone if one)
    items = Counter(
        (member.marker.style, member.marker.number)
        for group in groups
        for member in group.members
        if not member.heading
    )
    return {(style, number) for style, number in standing - items if number is not None}


def _texts_under(bulletin: Bulletin, path: tuple[str, ...]) -> list[str]:
    """Texts of what stands under a heading, and of what has no known place.

    A number that stands there was not left out by the writer, even where it made no item.
    """
    texts = []
    for record in records_of(bulletin):
        if isinstance(record, Section):
            under = not path or record.heading in path
        elif isinstance(record, Unparsed):
            under = True
        else:
            under = record.section[: len(path)] == path
        if under:
            texts.append(record.text)
    return texts
