"""The body of a bulletin: section after section to records, numbered by kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from archive.activity import in_place, item_text, read_activity
from archive.extract.context import Context
from archive.extract.departments import find_departments
from archive.extract.inspections import (
    find_inspections,
    heading_words,
    is_inspection_heading,
    may_hold_inspections,
)
from archive.extract.statistics import Figure, find_figures, is_statistical
from archive.outline import Item, SectionPart, TableItem
from archive.placed import PlacedText, join
from archive.records import (
    Activity,
    Block,
    BlockRole,
    Change,
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
_ANNOUNCEMENT = re.compile(r"[：:]$|(?:见|如)(?:下|附|上)?[表图][。：:]?$|如下。$")
"""What only leads over to a table or to the items below it."""


class BodyReader:
    """Reads section after section, numbering the records of each kind."""

    def __init__(self, identity: str, context: Context, *, periodical: bool) -> None:
        self.identity = identity
        self.context = context
        self.periodical = periodical
        self.sections: list[Section] = []
        self.activities: list[Activity] = []
        self.statistics: list[Statistic] = []
        self.inspections: list[Inspection] = []
        self.unparsed: list[Unparsed] = []
        self.blocks: list[Block] = []
        self.warnings: list[ParseWarning] = []

    def read(self, part: SectionPart) -> None:
        """Read one section: each item becomes records or goes to the section's prose."""
        context = msgspec.structs.replace(self.context, headings=part.path)
        prose: list[PlacedText] = []
        headed: list[Item] = []
        first_statistic = len(self.statistics)
        for content in part.content:
            if isinstance(content, TableItem):
                above = self.statistics[first_statistic:]
                lead = prose[-1].text if prose and _ANNOUNCEMENT.search(prose[-1].text) else None
                prose.extend(self._table(content, context, above, lead))
            elif not self._item(content, context):
                if content.title is None:
                    prose.extend(_with_marker(content))
                else:
                    headed.append(content)
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

    def _item(self, item: Item, context: Context) -> bool:
        """Read an item as a record; False where it is prose of its section."""
        placed = item_text(item)
        read = self._inspection(item, placed, context) or self._report(item, placed, context)
        if read and item.marker:
            self._block("marker", item.marker)
        return read

    def _report(self, item: Item, placed: PlacedText, context: Context) -> bool:
        """Read an item as figures or as an activity, whichever it rather is."""
        if any(is_inspection_heading(heading) for heading in context.headings) and not item.marker:
            return False
        of_figures = any(_FIGURES_HEADING.search(heading) for heading in context.headings)
        activity = read_activity(
            item, placed, context, bulletin=self.identity, order=len(self.activities) + 1
        )
        acted = _acted(activity) and not of_figures
        if not acted and is_statistical(placed.text, context):
            return self._statistics(placed, context)
        if _tells_an_activity(activity, context, periodical=self.periodical):
            self.activities.append(activity)
            return True
        return of_figures and self._statistics(placed, context)

    def _inspection(self, item: Item, placed: PlacedText, context: Context) -> bool:
        heading = next((h for h in context.headings if may_hold_inspections(h)), None)
        surely = any(is_inspection_heading(each) for each in context.headings)
        if not surely and heading is None:
            return False
        found = find_inspections(placed.text, (item.lead_in,) if item.lead_in else ())
        # Prose about the patrol is no finding: under a sure heading it must name an aspect or rate,
        # under a doubtful one it must be numbered and name its aspect.
        found = tuple(
            each
            for each in found
            if (each.aspect_at and (surely or item.marker))
            or (surely and (each.rating or item.marker))
        )
        for inspection in found:
            order = len(self.inspections) + 1
            departments = find_departments(placed.text, context, ())
            self.inspections.append(
                Inspection(
                    id=f"{self.identity}.i{order}",
                    text=placed.text,
                    spans=placed.spans(),
                    order=order,
                    section=context.headings,
                    marker=item.marker.text if item.marker else "",
                    aspect=inspection.aspect
                    if inspection.aspect_at
                    else heading_words(context.headings[-1]),
                    finding=inspection.finding,
                    rating=inspection.rating,
                    departments=in_place(placed, departments),
                )
            )
        return bool(found)

    def _statistics(self, placed: PlacedText, context: Context) -> bool:
        figures = find_figures(placed.text, context)
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
    return (acts or activity.title is not None) and activity.date is not None and done


def _tells_an_activity(activity: Activity, context: Context, *, periodical: bool) -> bool:
    """Whether an item reports something done: an actor or a date of its own, and no mere plan.

    Outside a periodical (a notice, a set of rules) offices act in every sentence, so there a date
    is asked for.
    """
    if any(_PLAN_HEADING.search(heading) for heading in context.headings):
        return False
    acts = any(department.role == "actor" for department in activity.departments)
    dated = activity.date is not None
    if _ANNOUNCEMENT.search(activity.text):
        return acts and dated
    if not periodical:
        return dated
    return acts or dated or bool(activity.types and (activity.title or activity.marker))
