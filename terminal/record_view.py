"""One record as people read it: Chinese field names, and where each value stands as written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click
import msgspec

from archive.corrections import FIELDS
from archive.records import (
    Activity,
    AnyRecord,
    Change,
    CountMention,
    DateMention,
    DepartmentMention,
    DocumentMention,
    Inspection,
    OrganisationMention,
    PersonMention,
    PlaceMention,
    Section,
    Span,
    Statistic,
    TypeEvidence,
)
from terminal.answer import wrapped
from terminal.tables import terminal_width
from terminal.text import days, padded

KINDS = {
    "activity": "活动",
    "statistic": "数据",
    "inspection": "巡查",
    "section": "概述",
    "unparsed": "未归类的文字",
}
_ROLES = {"actor": "主办", "counterpart": "对方", "mentioned": "提及"}
_DATE_ROLES = {"activity": "", "statistic": "统计时间", "reference": "提及"}
_PRECISIONS = {"period": "本期时间", "month": "月", "quarter": "季", "half": "半年", "year": "年"}
_LABEL_COLUMNS = 12

Mention = (
    DepartmentMention
    | DateMention
    | TypeEvidence
    | CountMention
    | PlaceMention
    | OrganisationMention
    | PersonMention
    | DocumentMention
    | Change
)


class Line(msgspec.Struct, frozen=True):
    """A field's value with where it stands: the words as written and their page (0: unknown)."""

    label: str
    value: str
    written: str = ""
    page: int = 0


def draw_record(record: AnyRecord, corrected: Iterable[str] = ()) -> Iterator[str]:
    """The lines of a record: what and where it is, its text, its fields."""
    columns = terminal_width()
    page = page_of(record.spans)
    place = f"第{page}页" if page else ""
    yield click.style(f"{KINDS[record.kind]}　{record.id}　{place}".rstrip("　"), bold=True)
    if isinstance(record, Section):
        yield from wrapped(record.heading, columns, "  ")
    yield from wrapped(record.text, columns, "  ")
    yield ""
    label = ""
    for line in _fields(record):
        shown = "" if line.label == label else line.label
        label = line.label
        yield from _draw_line(shown, line, columns)
    names = FIELDS[record.kind]
    fixed = "、".join(names.get(field.partition(".")[0], field) for field in corrected)
    if fixed:
        yield from _draw_line("更正", Line("", f"已由人工更正：{fixed}"), columns)


def _draw_line(label: str, line: Line, columns: int) -> Iterator[str]:
    parts = [line.value]
    if line.written and line.written != line.value:
        parts.append(f"“{line.written}”")
    if line.page:
        parts.append(f"第{line.page}页")
    indent = " " * _LABEL_COLUMNS
    for number, each in enumerate(wrapped("　".join(parts), columns, indent)):
        yield padded(f"  {label}", _LABEL_COLUMNS) + each.lstrip(" ") if number == 0 else each


def page_of(spans: tuple[Span, ...]) -> int:
    """The page that spans begin on, 0 where there is none."""
    return spans[0].page if spans else 0


def _fields(record: AnyRecord) -> Iterator[Line]:
    match record:
        case Activity():
            yield from _activity(record)
        case Statistic():
            yield from _statistic(record)
        case Inspection():
            yield from _where(record.section, record.marker)
            yield Line("巡查内容", record.aspect)
            yield Line("巡查结果", record.finding)
            if record.rating:
                yield Line("评价", record.rating)
            yield from _mentions("部门", record.departments)
        case Section(level=level):
            yield Line("级别", str(level))


def _where(section: tuple[str, ...], marker: str) -> Iterator[Line]:
    if section:
        yield Line("栏目", " › ".join(section))
    if marker:
        yield Line("编号", marker)


def _activity(record: Activity) -> Iterator[Line]:
    yield from _where(record.section, record.marker)
    if record.title:
        yield Line("标题", record.title)
    yield from _mentions("部门", record.departments)
    yield from _mentions("日期", (record.date,) if record.date else ())
    others = [date for date in record.dates if date != record.date]
    yield from _mentions("其他日期", others)
    told = {evidence.type for evidence in record.type_evidence}
    for name in record.types:
        evidence = [each for each in record.type_evidence if each.type == name]
        yield from _mentions("类型", evidence)
        if name not in told:
            yield Line("类型", name)
    yield from _mentions("数量", record.counts)
    yield from _mentions("地点", record.places)
    yield from _mentions("单位", record.organisations)
    yield from _mentions("人员", record.persons)
    yield from _mentions("文件", record.documents)


def _statistic(record: Statistic) -> Iterator[Line]:
    yield from _where(record.section, "")
    name = "/".join(part for part in (record.scope, record.category, record.measure) if part)
    yield Line("指标", name)
    page = page_of(record.written_spans)
    value = f"{record.value:,}{record.unit or ''}"
    yield Line("数值", value, record.written, page)
    if record.start and record.end:
        yield Line(
            "时间", days(record.start, record.end) + ("（累计）" if record.cumulative else "")
        )
    elif record.cumulative:
        yield Line("时间", "累计，起止未注明")
    yield from _mentions("增减", record.change)
    if record.platform:
        yield Line("来源平台", record.platform)
    if record.table:
        yield Line("出处", "表格")


def _mentions(label: str, mentions: Iterable[Mention]) -> Iterator[Line]:
    for mention in mentions:
        yield Line(label, _value(mention), mention.written, page_of(mention.spans))


def _value(mention: Mention) -> str:
    """What was understood of a mention, in a few words."""
    match mention:
        case DepartmentMention():
            value = f"{mention.name}（{_ROLES[mention.role]}）"
        case DateMention():
            notes = (_PRECISIONS.get(mention.precision, ""), _DATE_ROLES[mention.role])
            note = "，".join(part for part in notes if part)
            value = days(mention.start, mention.end) + (f"（{note}）" if note else "")
        case TypeEvidence():
            value = mention.type
        case CountMention():
            about = "约 " if mention.approximate else ""
            measure = f"{mention.measure}：" if mention.measure else ""
            value = f"{measure}{about}{mention.value:,} {mention.unit}".rstrip()
        case PlaceMention():
            value = mention.name or f"{mention.written}（不能确定是哪里）"
        case PersonMention():
            value = f"{mention.name}（{mention.post}）" if mention.post else mention.name
        case DocumentMention():
            title = f"《{mention.title}》" if mention.title else ""
            value = title + (mention.number or "")
        case Change():
            value = f"{mention.kind} {mention.value:+,}{mention.unit}"
        case OrganisationMention():
            value = mention.written
    return value
