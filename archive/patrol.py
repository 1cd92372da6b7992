"""A section on patrols of the hall: which of its items are findings, told by heading and form.

Under a heading that surely names a patrol (大厅巡查情况) most items are findings. Under one that
may (大厅管理, 考核通报), and under any other, the items must look like findings themselves: an
aspect and a rating, most of them, none a report of what somebody did.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from archive.extract.inspection_headings import heading_words, patrol_of
from archive.extract.inspections import (
    InspectionFound,
    find_inspections,
    introduces,
    is_aspect,
    named_aspect,
    opening_aspect,
)
from archive.line_kinds import opens_item, tells_news
from archive.markers import split_marker
from archive.outline import Aside, Content, Item, TableItem

Level = Literal["sure", "maybe", "form"]
"""How much the headings say: a patrol, perhaps one, nothing."""

_TITLE: Final = re.compile(
    r"(?:窗口|大厅|中心|政务服务|工作人员)[^。]{0,16}(?:巡查|督查|督察|暗访|检查|抽查|纪律|考勤|作风)[^。]{0,10}(?:通报|情况|简报)"
)
"""A notice on nothing but a patrol: 关于3月份政务大厅窗口作风巡查情况的通报."""
_MEETS: Final = re.compile(r"召开|举办|举行|揭牌|签约|座谈会|专题会")
_NARRATES: Final = re.compile(
    r"赴|带队|座谈|培训|邀请|学习|调研|观看|慰问|走访|宣讲|揭牌|签订|签约|参观|考察|交流|专题会|会议|动员|授课|竞赛|比赛|演练|印发|出台|制定|修订|下发"
)
_PATROLLED: Final = re.compile(r"巡查|巡检|督查|督察|检查|抽查|暗访|巡视|监察|监控")
_HALL: Final = re.compile(
    r"大厅|窗口|纪律|在岗|到岗|考勤|着装|工作人员|值班|服务台|导办|帮办|自助|巡查|便民服务|为民服务|台面|胸牌|工牌"
)
_DAY: Final = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d|[上中下]旬|初|底)|\d{1,2}日|近日|日前")
_CURRENT: Final = re.compile(
    r"本[周月期]，|近[日期]，|日前，|今年|\d{1,2}月\d{1,2}日[^，。]{0,4}，(?=.{0,60}(?:开展|组织|印发|召开))"
)
_ORGANISES: Final = re.compile(
    r"(?:\d|近日|日前|本[周月]|上周)(?:[^，。]{1,24}，)?[^，。]{0,24}?(?:局|中心|办|科|股|组|委|处|室)[^，。]{0,24}"
    r"(?:开展|组织|印发|制定|出台|启动|部署|联合|成立)"
)
_VISITS: Final = re.compile(
    r"[^。]{0,50}?(?:局|中心|办|科|股|组|委|处|室|队|主任|局长|书记|县长|市长|区长)[^。]{0,40}?"
    r"(?:对[^。]{2,40}?(?:进行|开展|实施)|(?<![迟早达])到(?![岗位期达了])|赴|深入|带队|会同|前往|走进)"
)
_SETS_OUT: Final = re.compile(
    r"(?:根据|依据|按照)[^，。]{0,12}《|为(?:了|进一步|切实|全面|深入)?[^，。]{4,40}，|[^。]{0,60}(?:印发|出台|制定|修订)[^。]{0,6}《"
)
_MEASURE: Final = re.compile(
    r"^(?:进一步|全面|切实|持续|不断|着力|大力)?(?:加强|强化|严格|严肃|严明|推进|规范(?!化)|落实|完善|健全|优化|提升|提高|开展|狠抓|抓|做好|"
    r"深化|创新|推行|实行|建立|细化|聚焦|坚持|注重|加大|改进|压实|明确|树立|增强|打造|推动|实施)"
)
_DEMANDS: Final = re.compile(r"应当?(?!到)|必须|不得|严禁|须|禁止|要(?!求)")
LONGEST_NAME: Final = 8
"""Characters of the name of an aspect before ： where nothing else tells that it is one."""
LEAST_LIKE: Final = 2
"""Items with aspect and mark that make a section one of findings whatever its heading says."""


class Piece(msgspec.Struct, frozen=True):
    """An item of a section and the findings in it, none where it is something else.

    `aspect` is what a line over it calls them all (工作纪律：).
    """

    item: Item
    found: tuple[InspectionFound, ...] = ()
    aspect: str = ""


class Patrol(msgspec.Struct, frozen=True):
    """A section's content, its items taken apart into pieces where they hold findings.

    `told`: it holds some, so that what only opens the section is prose.
    """

    told: bool
    content: tuple[Piece | TableItem | Aside, ...]


def read_patrol(
    content: Sequence[Content], headings: Sequence[str], title: str | None, *, periodical: bool
) -> Patrol:
    """Find the findings in a section's content; `headings` are those above it, outermost first.

    `title` is that of the bulletin, which may be about nothing but a patrol.
    """
    level = _level(headings)
    if level == "form" and title and _TITLE.search(title):
        level = "maybe"
    unread = tuple(Piece(one) if isinstance(one, Item) else one for one in content)
    if level == "form" and not (periodical and _looks_like_findings(content)):
        return Patrol(told=False, content=unread)
    named = heading_words(headings[-1]) if headings else ""
    named = re.split("[。：:]", named, maxsplit=1)[0]
    whole = len(headings) > 1 and _level(headings[:-1]) != "form" and is_aspect(named)
    read: list[Piece | TableItem | Aside] = []
    for one in content:
        if not isinstance(one, Item):
            read.append(one)
            continue
        over = named if whole else ""
        parts = [_read(part, level, named, whole=whole) for part in _taken_apart(one, over)]
        read.extend(parts if any(part.found for part in parts) else (Piece(one),))
    if level != "sure" and not _mostly_findings(read):
        return Patrol(told=False, content=unread)
    told = any(isinstance(one, Piece) and one.found for one in read)
    return Patrol(told=told, content=tuple(read))


def only_tells_of_patrol(text: str) -> bool:
    """Whether a text in a patrol section is its opening prose rather than a report of its own."""
    return bool(_PATROLLED.search(text)) or not _narrates(text)


def _level(headings: Sequence[str]) -> Level:
    found = {patrol_of(heading) for heading in headings}
    if "sure" in found:
        return "sure"
    return "maybe" if "maybe" in found else "form"


def _looks_like_findings(content: Sequence[Content]) -> bool:
    """Whether most items open with an aspect of patrols and a mark (考勤：…, 着装：…)."""
    items = [one for one in content if isinstance(one, Item)]
    like = sum(_opens_as_finding(one.paragraphs[0].text) for one in items if one.paragraphs)
    return like >= LEAST_LIKE and 2 * like > len(items)


def _taken_apart(item: Item, aspect: str) -> list[Piece]:
    """An item's paragraphs as items of their own; points under 工作纪律： keep that aspect.

    `aspect` is that of the heading above.
    """
    if item.title is not None or len(item.paragraphs) < 2:
        return [Piece(item, aspect=aspect)]
    first = msgspec.structs.replace(item, paragraphs=item.paragraphs[:1])
    text = first.text
    pieces = [Piece(first, aspect=aspect)]
    if introduces(text):
        at = named_aspect(text, (item.lead_in,) if item.lead_in else ())
        aspect = (text[slice(*at)] if at else _bare_line(text)) or aspect
    for placed in item.paragraphs[1:]:
        marker = split_marker(placed.text)
        length = len(marker.written) if marker else 0
        pieces.append(
            Piece(
                Item(
                    placed.slice(0, length) if marker else None,
                    None,
                    (placed.slice(length).strip(),),
                ),
                aspect=aspect,
            )
        )
    return pieces


def _bare_line(text: str) -> str:
    """工作纪律： is the aspect of what follows; 存在以下问题： or a sentence is none."""
    bare = text.strip().rstrip("：:")
    named = len(bare) <= 12 and _opens_as_finding(text) and not _PATROLLED.search(bare)
    return bare if named else ""


def _read(piece: Piece, level: Level, named: str, *, whole: bool) -> Piece:
    """The piece with its findings, if it is one at this level of certainty."""
    item = piece.item
    text = item.text if item.title is None else f"{item.title.text}\n{item.text}"
    bold = (item.lead_in,) if item.lead_in else ()
    listed = item.marker is not None
    found = find_inspections(text, bold, named, whole=whole, listed=listed)
    accepted = tuple(
        one for one in found if _accepts(one, text, level, marked=item.marker is not None)
    )
    return msgspec.structs.replace(piece, found=accepted)


def _accepts(one: InspectionFound, text: str, level: Level, *, marked: bool) -> bool:
    """Whether what was read is a finding.

    Prose about the patrol is none: under a sure heading a finding names an aspect, rates or is
    numbered; under a doubtful one it is also about a hall, and no report that opens with a day.
    """
    if one.aspect_at is not None:
        return _accepts_named(one, text, level, marked=marked)
    if _reports(text) and (one.finding_at[0] == 0 or "《" in text):
        return False
    fault = one.rating == "问题" and _HALL.search(one.finding) and not _MEETS.search(text)
    if _narrates(text) and not fault:
        return False
    if level == "sure":
        timed = one.finding_at[0] > 0 and marked
        return one.rating is not None or timed or (marked and not opens_item(text))
    reports = level == "form" or _DAY.match(text)
    return one.rating is not None and not reports and bool(_HALL.search(text))


def _accepts_named(one: InspectionFound, text: str, level: Level, *, marked: bool) -> bool:
    """Whether words under a lead-in are a finding: no news (优化服务。本周，…), no measure."""
    if tells_news(one.aspect) or _CURRENT.match(one.finding):
        return False
    if _MEASURE.match(one.aspect) and not (level == "sure" and one.rating):
        return False
    reports = bool(_narrates(one.finding) or _DAY.match(one.finding))
    if level == "sure":
        return one.rating is not None or not reports
    if reports and one.rating != "问题":
        return False
    known = _opens_as_finding(text) and not _DEMANDS.search(one.finding)
    short = marked or (len(one.aspect) <= LONGEST_NAME and not opens_item(text))
    return known or one.rating is not None or (level == "maybe" and short)


def _reports(text: str) -> bool:
    """Whether a text begins as a report on what an office did: 3月6日，某局对……开展检查."""
    return any(form.match(text) for form in (_VISITS, _ORGANISES, _SETS_OUT))


def _narrates(text: str) -> bool:
    """Whether a text tells what somebody did that is no patrol."""
    first = text.split("。", 1)[0]
    return bool(_MEETS.search(first) or (_NARRATES.search(first) and not _PATROLLED.search(first)))


def _opens_as_finding(text: str) -> bool:
    """Whether a text begins with an aspect and a mark, and the aspect is no news or measure."""
    aspect = opening_aspect(text)
    return bool(aspect) and not tells_news(aspect) and not _MEASURE.match(aspect)


def _mostly_findings(read: Sequence[Piece | TableItem | Aside]) -> bool:
    pieces = [one for one in read if isinstance(one, Piece) and not introduces(one.item.text)]
    return 2 * sum(bool(piece.found) for piece in pieces) > len(pieces)
