"""Departments in a text: which, as written and by full official name, and what each does there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from archive.extract.context import Context, Taken
from archive.extract.department_borders import (
    MarkedText,
    joined_places,
    mask,
    named_places,
    proper_start,
    stands_for_itself,
)
from archive.extract.department_mentions import defined, named_before, speaks_of_itself
from archive.extract.department_parts import Placed, parts
from archive.extract.department_roles import roles, stronger
from archive.extract.department_spans import Found, find_spans
from archive.records import Date, DepartmentMention, DepartmentRole, Span
from corpus.lexicon import places
from corpus.lexicon.department_rows import words
from corpus.lexicon.department_sites import ZONES
from corpus.lexicon.departments import Resolution, resolve
from corpus.lexicon.places import Place

_SELF = re.compile(r"(?:我|本|该)(局|厅|委|中心|办|支队|总队|大队)(?![长员理托城区镇校])")
_OWN_CENTRE = re.compile(r"(?<![\u4e00-\u9fff])中心(?![城区镇校点]|组(?![织建成]))")
_BODY_WORDS = {"委": ("委", "委员会"), "办": ("办", "办公室")}
_STAFF = re.compile(r"驻[\u4e00-\u9fff]{2,8}(?:队|组)|(?:党组)?(?:副?书记|副?主任)[\u4e00-\u9fff]")
"""What follows a hall that a person or a team comes from: 省政务服务中心驻肃南帮扶工作队."""

_TOPIC = re.compile(
    "(?:标准化|规范化|信息化|便利化|体系|基础设施|平台|窗口|场所|功能){0,6}建设|全覆盖|(?:设置|布局)"
)
_LOCAL_HALLS = ("便民服务中心", "党群服务中心", "为民服务中心", "社区服务中心", "便民服务站")
"""Halls that every town and village has: without its name it is none in particular."""

_ATTENDS = re.compile("(?:参加|出席|列席|派员|同步)")
_TOWN_UNIT = ("镇", "乡", "街道")
_SENTENCE_MARKS = ("。", "！", "？", "；", "，", "：")


class _Name(msgspec.Struct, frozen=True):
    """A stretch and the department it names."""

    start: int
    end: int
    name: str
    place: Place | None = None
    hall: bool = False
    bare: bool = False
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
    sites: set[str] = set()
    for name, part, role in zip(names, placed, roles(text, placed, _body(text)), strict=True):
        if name.name.startswith(_TOWN_UNIT):
            continue
        if name.only_as_subject and part.part not in ("subject", "joint"):
            continue
        if name.hall and (name.end in begins or not _acts(text, name, part, role)):
            if part.part == "place":
                sites.add(name.name)
            continue
        if _is_site(text, name, part) or (name.name in sites and role == "counterpart"):
            sites.add(name.name)
            continue
        _add(mentions, text, name, role)
    return tuple(mentions.values())


def _is_site(text: str, name: _Name, part: Placed) -> bool:
    """Whether it is a place here: a centre gone to, or the office whose hall is spoken of."""
    if part.part == "place" and text.endswith("中心", name.start, name.end):
        return not (
            text.endswith(_CENTRES_OF_OFFICE, name.start, name.end)
            or text.startswith("窗口", name.end)
        )
    return part.part not in ("subject", "joint") and bool(_HALL_OF.match(text, name.end))


_CENTRES_OF_OFFICE = ("公积金中心", "管理中心", "控制中心", "疾控中心")
"""Centres that are offices rather than halls: who goes there deals with them."""

_HALL_OF = re.compile(
    "(?:(?:便民|党群|为民|政务|公共)服务(?:中心|大厅|站)|(?:服务|办事|政务|办税)大厅)(?![党团工])"
)


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


def _acts(text: str, name: _Name, part: Placed, role: DepartmentRole) -> bool:
    """Whether a service hall acts or is dealt with, rather than gone to or stood in.

    Its building, layout and the like are no acts of its own (便民服务中心建设).
    """
    if _TOPIC.match(text, name.end):
        return False
    if name.bare and (
        text[name.start - 1 : name.start] in ("”", "’", "）", ")")
        or text.endswith(_LOCAL_HALLS, name.start, name.end)
    ):
        return False
    if text.endswith("大厅", name.start, name.end) and part.part not in ("subject", "joint"):
        return False
    if part.part == "place" or text[part.start - 1 : part.start] in ("到", "赴", "在", "于", "入"):
        return False
    if text[part.start - 1 : part.start] == "由" or _STAFF.match(text, part.end):
        return True
    attends = part.part == "subject" and _ATTENDS.match(text, part.end) is not None
    return role != "mentioned" or attends


def _names(text: str, context: Context, taken: Taken) -> list[_Name]:
    """All names in order: those written out, and 我局, 该厅, 中心 where it is clear whose."""
    found: list[_Name] = []
    near: Place | None = None
    named = named_places(text, context.home)
    pending = next(named, None)
    for span in find_spans(text, taken, context.home):
        while pending is not None and pending[1] <= span.start:
            meant = _meant(pending[2], context)
            if meant is not None and stands_for_itself(text, *pending[:2], meant):
                near = meant
            pending = next(named, None)
        found.append(_resolved(text, span, found, near, context))
    found = _by_short_names(text, _by_longer_names(text, found))
    return sorted((*found, *_self_references(text, context, found, taken)), key=_start)


def _start(name: _Name) -> int:
    return name.start


def _meant(found: tuple[Place, ...], context: Context) -> Place | None:
    """The one division a name means on the bulletin's date, near its home; None if several."""
    day, home = _day(context), context.home
    alive = [p for p in found if p.until is None or (day is not None and p.until >= day.year)]
    near = [p for p in alive if home is not None and places.inside(p, places.path(home)[0])]
    rest = {p.name + (p.parent or ""): p for p in near or alive}
    return next(iter(rest.values())) if len(rest) == 1 else None


def _day(context: Context) -> Date | None:
    if context.published is not None or context.period is None:
        return context.published
    return context.period.end


def _resolved(
    text: str, span: Found, before: list[_Name], near: Place | None, context: Context
) -> _Name:
    """The name of a stretch: by the home, by the list it stands in, by the places named before."""
    written, on = span.form or text[span.start : span.end], _day(context)
    if written.startswith(_TOWN_UNIT):
        written = _last_unit(text, span.start, _TOWN) + written
    elif written.startswith(ZONES):
        written = _last_unit(text, span.start, _ZONE) + written
    resolution = resolve(written, context.home, on)
    above = _list_place(text, span, before[-1] if before else None)
    if above is not None and above != context.home:
        in_list = resolve(written, above, on)
        resolution = in_list if in_list.known else resolution
    elif span.bare:
        resolution = _of_lower_place(written, resolution, before, context)
    elif resolution.place is None and near is not None and not _is_own_zone(written, near):
        by_text = resolve(written, near, on)
        resolution = by_text if by_text.place is not None else resolution
    hall = written.endswith(tuple(words("hall"))) or (
        "政务服务" in written and written.endswith("中心")
    )
    name = _Name(
        span.start,
        span.end,
        resolution.name,
        place=resolution.place,
        hall=hall,
        bare=span.bare,
        only_as_subject=bool(span.form),
    )
    if span.form or above is not None or not (span.bare or resolution.place is None):
        return name
    same = named_before(
        text[span.start : span.end],
        [(text[known.start : known.end], known.name) for known in before],
    )
    if same is None:
        return name
    return msgspec.structs.replace(name, name=before[same].name, place=before[same].place)


def _is_own_zone(written: str, near: Place) -> bool:
    """Whether a zone of its own name is meant, which need not lie in the county named before."""
    zone = _ZONE.search(written)
    return near.level == "county" and zone is not None and zone.start() > 1


_LOWER = tuple("市县区州旗盟")
"""What the names of bodies below a province begin with where nobody says which they are."""


def _of_lower_place(
    written: str, resolution: Resolution, before: list[_Name], context: Context
) -> Resolution:
    """A name without a place in an item that tells of another place than the bulletin's own.

    In a province's bulletin 盐边县行政审批局 … 住建局 is the county's; where the departments named
    before are of another province the name stays as written.
    """
    home = context.home
    last = next((name.place for name in reversed(before) if name.place is not None), None)
    if home is None or last is None or last == home or places.inside(home, last):
        lower = home is not None and home.level == "province" and last is None
        unplaced = lower and any(name.name.startswith(_LOWER) for name in before)
        return Resolution(name=written, known=False) if unplaced else resolution
    if places.inside(last, home):
        there = resolve(written, last, _day(context))
        return there if there.known else resolution
    if any(name.place is not None and places.inside(name.place, home) for name in before):
        return resolution
    return Resolution(name=written, known=False)


_TOWN = re.compile("(?:镇|乡|街道)(?![\u4e00-\u9fff]?(?:便民|党群|为民))")


_ZONE = re.compile("|".join(ZONES))


def _last_unit(text: str, at: int, kinds: re.Pattern[str]) -> str:
    """The own name of the town or zone named last before `at`, or nothing.

    天荒坪 for 镇便民服务中心, 冀南 for 新区行政审批局.
    """
    marked = MarkedText(text[:at], joined_places(text[:at]), bytearray(at))
    for match in reversed(list(kinds.finditer(marked.text))):
        start, certain = proper_start(marked, match.start(), 0, 4)
        if certain and match.start() - start > 1 and text[at:].startswith(match[0]):
            return text[start : match.start()]
    return ""


def _list_place(text: str, span: Found, previous: _Name | None) -> Place | None:
    """The place a name without one shares with the name before it in a list (区人社局、财政局)."""
    if previous is None or not span.bare:
        return None
    return previous.place if _LIST_GAP.fullmatch(text, previous.end, span.start) else None


_LIST_GAP = re.compile("(?:服务大厅|办事大厅|大厅|窗口)?[、和及与]")


def _by_longer_names(text: str, found: list[_Name]) -> list[_Name]:
    """The names with those nobody could place that stand in full further on.

    市中区政管办 of a headline is the 济南市市中区政管办 of the text.
    """
    if all(name.place is not None for name in found):
        return found
    answer = []
    for number, name in enumerate(found):
        written = text[name.start : name.end]
        later = {
            other.name: other
            for other in found[number + 1 :]
            if other.place is not None
            and other.end - other.start > len(written)
            and text.endswith(written, other.start, other.end)
        }
        if name.place is not None or name.bare or len(later) != 1:
            answer.append(name)
            continue
        (full,) = later.values()
        answer.append(msgspec.structs.replace(name, name=full.name, place=full.place))
    return answer


def _by_short_names(text: str, found: list[_Name]) -> list[_Name]:
    """The names with those that the text defines (（以下简称市政数局）), wherever they stand."""
    short = defined(text, {name.end: name.name for name in found})
    if not short:
        return found
    held = mask(text, tuple((name.start, name.end) for name in found))
    further = (
        _Name(match.start(), match.end(), name, repeats=True)
        for called, name in short.items()
        for match in re.finditer(re.escape(called), text)
        if not any(held[match.start() : match.end()])
    )
    renamed = (
        msgspec.structs.replace(name, name=short.get(text[name.start : name.end], name.name))
        for name in found
    )
    return sorted((*renamed, *further), key=_start)


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
            name, repeats = last.get(bodies[-1][-1], ""), True
        else:
            name, repeats = _own_name(text, context, found[:position], match.start(), bodies)
        if name.endswith(bodies):
            yield _Name(match.start(), match.end(), name, repeats=repeats)
    if context.publisher and context.publisher.endswith("中心"):
        for match in filter(free, _OWN_CENTRE.finditer(text)):
            yield _Name(match.start(), match.end(), _publisher(context), only_as_subject=True)


def _own_name(
    text: str, context: Context, before: list[_Name], at: int, bodies: tuple[str, ...]
) -> tuple[str, bool]:
    """Whose 我局 it is, and whether the text has named it: who speaks, reports, or publishes."""
    if before and speaks_of_itself(text, before[-1].end, at):
        return before[-1].name, True
    if _heads(text, before, bodies):
        return before[0].name, True
    if context.publisher and context.publisher.endswith(bodies):
        return _publisher(context), False
    return "", False


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
