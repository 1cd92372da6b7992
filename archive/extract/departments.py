"""Departments in a text: which, as written and by full official name, and what each does there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from archive.extract.context import Context, Taken
from archive.extract.department_borders import mask
from archive.extract.department_roles import Placed, parts, roles, stronger
from archive.extract.department_spans import Found, find_spans
from archive.records import Date, DepartmentMention, DepartmentRole, Span
from corpus.lexicon import places
from corpus.lexicon.department_rows import words
from corpus.lexicon.departments import resolve
from corpus.lexicon.places import Place

_SELF = re.compile(r"(?:我|本|该)(局|厅|委|中心|办|支队|总队|大队)(?![长员理托城区镇校])")
_OWN_CENTRE = re.compile(r"(?<![\u4e00-\u9fff])中心(?![城区镇校点]|组(?![织建成]))")
_BODY_WORDS = {"委": ("委", "委员会"), "办": ("办", "办公室")}
_SENTENCE_MARKS = ("。", "！", "？", "；", "，", "：")


class _Name(msgspec.Struct, frozen=True):
    """A stretch and the department it names."""

    start: int
    end: int
    name: str
    place: Place | None = None
    hall: bool = False
    only_as_subject: bool = False
    repeats: bool = False


def find_departments(text: str, context: Context, taken: Taken) -> tuple[DepartmentMention, ...]:
    """The departments a text names, each once, in the order of their first mention.

    `role` is the most important one a department plays in the text. Spans are offsets only (page 0,
    no box) and cover `written`, which leaves out a trailing 窗口. `taken` stretches (titles of
    documents) are not read. Departments only spoken of together (各部门, 各市州林草局) are no
    departments, service halls only where they act.
    """
    names = _names(text, context, taken)
    placed = parts(text, [(name.start, name.end) for name in names])
    mentions: dict[str, DepartmentMention] = {}
    begins = {name.start for name in names}
    for name, part, role in zip(names, placed, roles(text, placed, _body(text)), strict=True):
        if name.only_as_subject and part.part not in ("subject", "joint"):
            continue
        if name.hall and (name.end in begins or not _acts(text, part, role)):
            continue
        _add(mentions, text, name, role)
    return tuple(mentions.values())


def _add(
    mentions: dict[str, DepartmentMention], text: str, name: _Name, role: DepartmentRole
) -> None:
    known = mentions.get(name.name)
    if known is not None:
        mentions[name.name] = msgspec.structs.replace(known, role=stronger(known.role, role))
        return
    if name.repeats:
        return
    mentions[name.name] = DepartmentMention(
        name=name.name,
        written=text[name.start : name.end],
        role=role,
        spans=(Span(page=0, box=None, start=name.start, end=name.end),),
    )


def _body(text: str) -> int:
    """Where the text begins after a headline (a first line without the marks of a sentence)."""
    line, feed, _ = text.partition("\n")
    if not feed or line.rstrip().endswith(_SENTENCE_MARKS):
        return 0
    return len(line) + 1


def _acts(text: str, part: Placed, role: DepartmentRole) -> bool:
    """Whether a service hall acts or is dealt with, rather than gone to or stood in."""
    if part.part == "place" or text[part.start - 1 : part.start] in ("到", "赴", "在", "于", "入"):
        return False
    return role != "mentioned"


def _names(text: str, context: Context, taken: Taken) -> list[_Name]:
    """All names in order: those written out, and 我局, 该厅, 中心 where it is clear whose."""
    found: list[_Name] = []
    near: Place | None = None
    named = iter(places.scan(text))
    pending = next(named, None)
    for span in find_spans(text, taken):
        while pending is not None and pending[1] <= span.start:
            near = pending[2][0] if len(pending[2]) == 1 else near
            pending = next(named, None)
        found.append(_resolved(text, span, found[-1] if found else None, near, context))
    return sorted((*found, *_self_references(text, context, found, taken)), key=_start)


def _start(name: _Name) -> int:
    return name.start


def _day(context: Context) -> Date | None:
    if context.published is not None or context.period is None:
        return context.published
    return context.period.end


def _resolved(
    text: str, span: Found, previous: _Name | None, near: Place | None, context: Context
) -> _Name:
    """The name of a stretch: by the home, by the list it stands in, by the place named before."""
    written, on = text[span.start : span.end], _day(context)
    resolution = resolve(written, context.home, on)
    above = _list_place(text, span, previous)
    if above is not None and above != context.home:
        in_list = resolve(written, above, on)
        resolution = in_list if in_list.known else resolution
    elif resolution.place is None and near is not None and not span.bare:
        by_text = resolve(written, near, on)
        resolution = by_text if by_text.place is not None else resolution
    hall = written.endswith(tuple(words("hall"))) or (
        "政务服务" in written and written.endswith("中心")
    )
    return _Name(span.start, span.end, resolution.name, place=resolution.place, hall=hall)


def _list_place(text: str, span: Found, previous: _Name | None) -> Place | None:
    """The place a name without one shares with the name before it in a list (区人社局、财政局)."""
    if previous is None or not span.bare or span.start - previous.end != 1:
        return None
    return previous.place if text[previous.end] in "、和及与" else None


def _self_references(
    text: str, context: Context, found: list[_Name], taken: Taken
) -> Iterator[_Name]:
    """我局, 本中心, a bare 中心: the publisher where its name ends so; 该局: the one before."""
    free = _free(text, found, taken)
    last: dict[str, str] = {}
    position = 0
    for match in filter(free, _SELF.finditer(text)):
        while position < len(found) and found[position].end <= match.start():
            last[found[position].name[-1]] = found[position].name
            position += 1
        bodies = _BODY_WORDS.get(match[1], (match[1],))
        if match[0].startswith("该"):
            name = last.get(bodies[-1][-1], "")
            if name.endswith(bodies):
                yield _Name(match.start(), match.end(), name, repeats=True)
        elif _heads(text, found, bodies):
            yield _Name(match.start(), match.end(), found[0].name, repeats=True)
        elif context.publisher and context.publisher.endswith(bodies):
            yield _Name(match.start(), match.end(), _publisher(context))
    if context.publisher and context.publisher.endswith("中心"):
        for match in filter(free, _OWN_CENTRE.finditer(text)):
            yield _Name(match.start(), match.end(), _publisher(context), only_as_subject=True)


def _heads(text: str, found: list[_Name], bodies: tuple[str, ...]) -> bool:
    """Whether the text is one department's own report (市林业局：我局 …)."""
    return (
        bool(found)
        and found[0].name.endswith(bodies)
        and re.match(r"(?:窗口)?[：:]", text[found[0].end : found[0].end + 3]) is not None
    )


def _free(text: str, found: list[_Name], taken: Taken) -> Callable[[re.Match[str]], bool]:
    """A test that a match meets no name and nothing taken."""
    marks = mask(text, (*taken, *((name.start, name.end) for name in found)))
    return lambda match: not any(marks[match.start() : match.end()])


def _publisher(context: Context) -> str:
    return resolve(context.publisher or "", context.home, _day(context)).name
