"""The body of a bulletin: section after section to records, numbered by kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from archive.activity import in_place, item_text, read_activity
from archive.extract.context import Context
from archive.extract.departments import find_departments
from archive.extract.statistics import Figure, find_figures, is_statistical
from archive.line_kinds import is_table_row, opens_item
from archive.outline import Aside, Item, SectionPart, TableItem
from archive.patrol import Piece, only_tells_of_patrol, read_patrol
from archive.placed import PlacedText, join
from archive.records import (
    Activity,
    Block,
    BlockRole,
    Change,
    DepartmentMention,
    Inspection,
    ParseWarning,
    Section,
    Statistic,
    Unparsed,
)
from archive.table_reader import read_table

_PLAN_HEADING = re.compile(
    r"下[一1]?步|下阶段|(?:打算|计划|安排|要求|建议|组织实施|保障措施|预告)[：:]?$"
)
_FIGURES_HEADING = re.compile(r"数据|统计|办件|办理情况|受理|运行情况|业务量|指标|办结")
_TOWN = re.compile(r"[\u4e00-\u9fff]{2,6}(?:镇|乡|街道|社区|村)(?!道路|口|内)(?=[\u4e00-\u9fff])")
_DONE = re.compile(
    r"(?:完成|实现|建成|打造|推出|推行|设立|开通|新增|取消|梳理|制定|印发|出台|上线|启用|搭建|组建|获评|荣获)(?!率)"
)
"""What a numbered item of a bulletin reports as done."""
SHORTEST_REPORT = 16
"""Characters of a numbered item that reports anything; a shorter one names it."""
_SCENE = re.compile(r"按照|按|根据|为|围绕|针对|结合|依托|以|坚持|随着|通过")
_COUNTING = frozenset(("统计通报", "审批办理", "接待咨询"))
"""Types that figures alone may be of."""
_DID = re.compile(
    r"(?:[^，。；\d]{2,16}。)?(?:\d[^，。]{0,12}，|[近日][日前]，|本周，)?[^，。；]{0,24}?(?:(?:联合|会同)[^，。；]{2,24}(?:开设|开展|举办|组织|推出|设立)"
    r"|(?:推出|推行|实行|上线|发布)(?:[“《]|[^，。；]{2,24}(?:服务|机制|模式|清单))|开设|设立[^，。；]{0,16}(?:专窗|专区|专席|窗口|服务台)|组织[^，。；]{0,24}(?:培训|活动|学习|演练)"
    r"|为[^，。；]{2,24}(?:办理|办结|送去|送达|提供|颁发|代办))"
)
"""Who did what for whom, told before any figure: 某窗口为某公司办理变更登记，用时20分钟."""
_ANNOUNCEMENT = re.compile(r"[：:]$|(?:见|如)(?:下|附|上)?[表图][。：:]?$|如下。$")
"""What only leads over to a table or to the items below it."""


class BodyReader:
    """Reads section after section, numbering the records of each kind."""

    def __init__(
        self, identity: str, context: Context, *, periodical: bool, title: str | None = None
    ) -> None:
        self.identity = identity
        self.context = context
        self.periodical = periodical
        self.title = title
        self.sections: list[Section] = []
        self.activities: list[Activity] = []
        self.statistics: list[Statistic] = []
        self.inspections: list[Inspection] = []
        self.unparsed: list[Unparsed] = []
        self.blocks: list[Block] = []
        self.warnings: list[ParseWarning] = []
        self.lead = ""
        """The paragraph that the point now read stands under."""

    def read(self, part: SectionPart) -> None:
        """Read one section: each item becomes records or goes to the section's prose."""
        context = msgspec.structs.replace(self.context, headings=part.path)
        prose: list[PlacedText] = []
        headed: list[Item] = []
        first_statistic = len(self.statistics)
        over = self.lead = ""
        patrol = read_patrol(part.content, part.path, self.title, periodical=self.periodical)
        for content in patrol.content:
            if isinstance(content, TableItem):
                above = self.statistics[first_statistic:]
                lead = prose[-1].text if prose and _ANNOUNCEMENT.search(prose[-1].text) else None
                prose.extend(self._table(content, context, above, lead))
                continue
            if isinstance(content, Aside):
                self._block(content.role, content.placed)
                continue
            marker = content.item.marker
            self.lead = over if marker or _ANNOUNCEMENT.search(over) else ""
            acted = len(self.activities)
            told = self._item(content, context, patrolled=patrol.told)
            if marker is None and not self.lead:
                over = item_text(content.item).text if len(self.activities) == acted else ""
            if not told:
                if content.item.title is None:
                    prose.extend(_with_marker(content.item))
                else:
                    headed.append(content.item)
        self._section(part.heading, part.path, prose)
        for item in headed:
            self._headed_prose(item, part.path)

    def keep_unparsed(self, placed: PlacedText) -> None:
        """Keep a text of no known form, searchable, with a warning."""
        order = len(self.unparsed) + 1
        record = Unparsed(
            id=f"{self.identity}.u{order}", text=placed.text, spans=placed.spans(), order=order
        )
        self.unparsed.append(record)
        self.warnings.append(
            ParseWarning(
                kind="text-unparsed",
                bulletin=self.identity,
                record=record.id,
                where=f"第{placed.page}页",
                message=f"没有认出这段文字是什么，已原样保留：{placed.text[:40]}",
                spans=placed.spans(),
            )
        )

    def _section(
        self, heading: PlacedText | None, path: tuple[str, ...], prose: list[PlacedText]
    ) -> None:
        order = len(self.sections) + 1
        text = join(prose, "\n")
        if heading:
            self._block("heading", heading)
        self.sections.append(
            Section(
                id=f"{self.identity}.p{order}",
                text=text.text,
                spans=text.spans(),
                order=order,
                heading=path[-1] if path else "",
                level=len(path),
                heading_spans=heading.spans() if heading else (),
            )
        )

    def _headed_prose(self, item: Item, path: tuple[str, ...]) -> None:
        """An item under a line of its own that reports no activity: a section one level down."""
        title = item.title or PlacedText("")
        heading = join((item.marker, title)) if item.marker else title
        self._section(heading, (*path, heading.text), list(item.paragraphs))

    def _item(self, piece: Piece, context: Context, *, patrolled: bool) -> bool:
        """Read an item as a record; False where it is prose of its section."""
        item = piece.item
        placed = item_text(item)
        if piece.found:
            self._inspections(piece, placed, context)
            read = True
        elif patrolled and item.marker is None and only_tells_of_patrol(placed.text):
            read = False
        else:
            read = self._report(item, placed, context)
        if read and item.marker:
            self._block("marker", item.marker)
        return read

    def _report(self, item: Item, placed: PlacedText, context: Context) -> bool:
        """Read an item as figures or as an activity, whichever it rather is."""
        of_figures = any(_FIGURES_HEADING.search(heading) for heading in context.headings)
        activity = read_activity(
            item, placed, context, bulletin=self.identity, order=len(self.activities) + 1
        )
        acted = _acted(activity) and not of_figures
        if not acted and is_statistical(placed.text, context, self.lead):
            return self._statistics(placed, context)
        if _tells_an_activity(activity, context, periodical=self.periodical):
            self.activities.append(activity)
            return True
        return of_figures and self._statistics(placed, context)

    def _inspections(self, piece: Piece, placed: PlacedText, context: Context) -> None:
        """Keep the findings of an item, each with the departments it speaks of."""
        departments = find_departments(placed.text, context, ())
        for found in piece.found:
            stretches = [found.finding_at, *([found.aspect_at] if found.aspect_at else [])]
            self.inspections.append(
                Inspection(
                    id=f"{self.identity}.i{len(self.inspections) + 1}",
                    text=placed.text,
                    spans=placed.spans(),
                    order=len(self.inspections) + 1,
                    section=context.headings,
                    marker=piece.item.marker.text if piece.item.marker else "",
                    aspect=found.aspect or piece.aspect,
                    finding=found.finding,
                    rating=found.rating,
                    departments=in_place(placed, _within(departments, stretches)),
                )
            )

    def _statistics(self, placed: PlacedText, context: Context) -> bool:
        figures = find_figures(placed.text, context, self.lead)
        for figure in figures:
            self._statistic(figure, placed, context, table=False)
        return bool(figures)

    def _statistic(
        self, figure: Figure, placed: PlacedText, context: Context, *, table: bool
    ) -> None:
        order = len(self.statistics) + 1
        self.statistics.append(
            Statistic(
                id=f"{self.identity}.s{order}",
                text=placed.text,
                spans=placed.spans(),
                order=order,
                section=context.headings,
                scope=figure.scope,
                category=figure.category,
                measure=figure.measure,
                value=figure.value,
                unit=figure.unit,
                start=figure.start,
                end=figure.end,
                cumulative=figure.cumulative,
                change=tuple(
                    Change(
                        kind=change.kind,
                        value=change.value,
                        unit=change.unit,
                        written=change.written,
                        spans=placed.spans(*change.at),
                    )
                    for change in figure.change
                ),
                platform=figure.platform,
                table=table,
                written=figure.written,
                written_spans=placed.spans(*figure.at),
            )
        )

    def _table(
        self, item: TableItem, context: Context, above: Sequence[Statistic], lead: str | None
    ) -> list[PlacedText]:
        """Read a table's figures; what no figure uses comes back as rows of prose.

        `lead` is the sentence that announces the table (…情况见下表). A table without either
        restates the section's prose: what the figures `above` it agree on (scope, days, platform)
        holds for it too.
        """
        reading = read_table(item, context, lead)
        for figure, placed in reading.figures:
            told = figure if item.caption or lead or not above else _told_above(figure, above)
            self._statistic(told, placed, context, table=True)
        for role, placed in reading.blocks:
            self._block(role, placed)
        return list(reading.prose)

    def _block(self, role: BlockRole, placed: PlacedText) -> None:
        self.blocks.append(Block(role=role, text=placed.text, spans=placed.spans()))


def _within(
    departments: Sequence[DepartmentMention], stretches: Sequence[tuple[int, int]]
) -> list[DepartmentMention]:
    """The departments named in some stretches of the text, only where they are named there."""
    kept = []
    for department in departments:
        spans = tuple(
            span
            for span in department.spans
            if any(low <= span.start and span.end <= high for low, high in stretches)
        )
        if spans:
            kept.append(msgspec.structs.replace(department, spans=spans))
    return kept


def _told_above(figure: Figure, above: Sequence[Statistic]) -> Figure:
    """The figure with what all statistics above its table agree on."""
    first = above[0]
    if any(
        (each.start, each.end, each.cumulative) != (first.start, first.end, first.cumulative)
        for each in above
    ):
        return figure
    scopes = {each.scope for each in above}
    return msgspec.structs.replace(
        figure,
        scope=first.scope if len(scopes) == 1 else figure.scope,
        start=first.start,
        end=first.end,
        cumulative=first.cumulative,
        platform=figure.platform or first.platform,
    )


def _with_marker(item: Item) -> list[PlacedText]:
    """An item that stays prose keeps its marker in the section's text."""
    if item.marker is None:
        return list(item.paragraphs)
    return [join((item.marker, item.paragraphs[0])), *item.paragraphs[1:]]


def _acted(activity: Activity) -> bool:
    """Whether an item surely tells what somebody did: its figures are then counts of that."""
    acts = any(department.role == "actor" for department in activity.departments)
    done = any(kind != "统计通报" for kind in activity.types)
    dated = activity.date is not None
    if (acts or activity.title is not None) and dated and done:
        return True
    precise = activity.date is not None and activity.date.precision in {"day", "range"}
    if precise and not _COUNTING.issuperset(activity.types):
        return True
    return (acts or dated) and bool(_DID.match(activity.text))


def _tells_an_activity(activity: Activity, context: Context, *, periodical: bool) -> bool:
    """Whether an item reports something done: an actor or a date of its own, and no mere plan.

    Outside a periodical (a notice, a set of rules) offices act in every sentence, so there a date
    or a headline of its own is asked for.
    """
    if any(_PLAN_HEADING.search(heading) for heading in context.headings):
        return False
    if is_table_row(activity.text):
        return False
    acts = any(department.role == "actor" for department in activity.departments)
    dated = activity.date is not None
    if _ANNOUNCEMENT.search(activity.text):
        return acts and dated
    if not periodical:
        # A day without a year cannot be told; a headline over it is a report's all the same.
        return dated or (acts and activity.title is not None and bool(activity.types))
    headed = activity.title or activity.marker or _opens_with_a_body(activity.text)
    if acts or dated or (activity.types and headed):
        return True
    numbered = activity.marker or activity.title
    return bool(numbered and _DONE.search(activity.text) and len(activity.text) >= SHORTEST_REPORT)


def _opens_with_a_body(text: str) -> bool:
    """Whether a text begins with an office or a town (金井镇组织代办员培训)."""
    return bool(_TOWN.match(text)) or (opens_item(text) and not _SCENE.match(text))
