"""The columns of exported tables: stable English keys, Chinese headers, one readable cell each.

Lists are joined by ；. What was normalised has the words as written in a column beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from archive.records import (
    Activity,
    AnyRecord,
    Box,
    Bulletin,
    CountMention,
    DateMention,
    DepartmentMention,
    Inspection,
    Span,
    Statistic,
)

What = Literal["activities", "statistics", "inspections", "bulletins"]
Cell = str | int | float | bool | dt.date | None
CellType = Literal["TEXT", "INTEGER", "REAL", "DATE"]


class Entry(msgspec.Struct, frozen=True):
    """A row to be: `head` is its bulletin, `record` the record (None for `bulletins`)."""

    head: Bulletin
    record: AnyRecord | None
    corrected: tuple[str, ...]


class Column(msgspec.Struct, frozen=True):
    """`width` in characters of half width."""

    key: str
    header: str
    type: CellType
    width: int
    value: Callable[[Entry], Cell]


def place_of(spans: Iterable[Span]) -> tuple[int | None, Box | None]:
    """The page that spans begin on, and the box around those on it."""
    listed = list(spans)
    if not listed:
        return None, None
    page = listed[0].page
    boxes = [span.box for span in listed if span.page == page and span.box is not None]
    if not boxes:
        return page, None
    left, top, right, bottom = zip(*boxes, strict=True)
    return page, (min(left), min(top), max(right), max(bottom))


def spans_of(entry: Entry) -> tuple[Span, ...]:
    """Where the row's record stands (a statistic: the figure itself, if that is known)."""
    if isinstance(entry.record, Statistic) and entry.record.written_spans:
        return entry.record.written_spans
    return entry.record.spans if entry.record is not None else ()


def _join(parts: Iterable[str | None]) -> str:
    return "；".join(part for part in parts if part)


def _box(entry: Entry) -> str | None:
    box = place_of(spans_of(entry))[1]
    return None if box is None else ",".join(f"{edge:.1f}" for edge in box)


def _names(mentions: Iterable[DepartmentMention], role: str) -> str:
    return _join(mention.name for mention in mentions if mention.role == role)


def _plain(value: float) -> str:
    """A number without exponent or trailing zeros."""
    return str(int(value)) if float(value).is_integer() else repr(value)


def _count(count: CountMention) -> str:
    about = "约" if count.approximate else ""
    measure = f"{count.measure}：" if count.measure else ""
    return f"{measure}{about}{_plain(count.value)}{count.unit}"


def _days(date: DateMention) -> str:
    if date.start == date.end:
        return date.start.isoformat()
    return f"{date.start.isoformat()}..{date.end.isoformat()}"


def _changes(statistic: Statistic) -> str:
    return _join(
        f"{change.kind}{'+' if change.value >= 0 else ''}{_plain(change.value)}{change.unit}"
        for change in statistic.change
    )


def _of_bulletin(take: Callable[[Bulletin], Cell]) -> Callable[[Entry], Cell]:
    return lambda entry: take(entry.head)


def _of_activity(take: Callable[[Activity], Cell]) -> Callable[[Entry], Cell]:
    return lambda entry: take(entry.record) if isinstance(entry.record, Activity) else None


def _of_statistic(take: Callable[[Statistic], Cell]) -> Callable[[Entry], Cell]:
    return lambda entry: take(entry.record) if isinstance(entry.record, Statistic) else None


def _of_inspection(take: Callable[[Inspection], Cell]) -> Callable[[Entry], Cell]:
    return lambda entry: take(entry.record) if isinstance(entry.record, Inspection) else None


_ISSUE = (
    Column("series", "刊名", "TEXT", 16, _of_bulletin(lambda head: head.series)),
    Column("year", "年份", "INTEGER", 6, _of_bulletin(lambda head: head.year)),
    Column("number", "期号", "INTEGER", 6, _of_bulletin(lambda head: head.number)),
    Column("total_number", "总期号", "INTEGER", 8, _of_bulletin(lambda head: head.total_number)),
    Column("publisher", "主办单位", "TEXT", 28, _of_bulletin(lambda head: head.publisher)),
    Column("published", "印发日期", "DATE", 12, _of_bulletin(lambda head: head.published)),
    Column(
        "period_start",
        "起始日期",
        "DATE",
        12,
        _of_bulletin(lambda head: head.period.start if head.period else None),
    ),
    Column(
        "period_end",
        "截止日期",
        "DATE",
        12,
        _of_bulletin(lambda head: head.period.end if head.period else None),
    ),
)

_RECORD = (
    Column("id", "编号", "TEXT", 24, lambda row: row.record.id if row.record else None),
    Column("bulletin", "周报编号", "TEXT", 20, _of_bulletin(lambda head: head.id)),
    *_ISSUE,
)

_PLACE = (
    Column("text", "原文", "TEXT", 60, lambda row: row.record.text if row.record else None),
    Column("page", "页码", "INTEGER", 6, lambda row: place_of(spans_of(row))[0]),
    Column("box", "页面位置", "TEXT", 24, _box),
    Column("file", "文件", "TEXT", 24, _of_bulletin(lambda head: head.source.file)),
    Column("synthetic", "样例", "INTEGER", 6, _of_bulletin(lambda head: head.synthetic)),
    Column("corrected", "人工更正", "TEXT", 14, lambda row: _join(row.corrected)),
)

_ACTIVITY = (
    Column("order", "序", "INTEGER", 5, _of_activity(lambda one: one.order)),
    Column("section", "栏目", "TEXT", 28, _of_activity(lambda one: " / ".join(one.section))),
    Column("marker", "条目号", "TEXT", 8, _of_activity(lambda one: one.marker)),
    Column("title", "标题", "TEXT", 24, _of_activity(lambda one: one.title)),
    Column(
        "departments",
        "主办部门",
        "TEXT",
        26,
        _of_activity(lambda one: _names(one.departments, "actor")),
    ),
    Column(
        "counterparts",
        "对象部门",
        "TEXT",
        22,
        _of_activity(lambda one: _names(one.departments, "counterpart")),
    ),
    Column(
        "mentioned",
        "提及部门",
        "TEXT",
        22,
        _of_activity(lambda one: _names(one.departments, "mentioned")),
    ),
    Column(
        "departments_written",
        "部门（原文）",
        "TEXT",
        22,
        _of_activity(lambda one: _join(mention.written for mention in one.departments)),
    ),
    Column(
        "date_start",
        "日期起",
        "DATE",
        12,
        _of_activity(lambda one: one.date.start if one.date else None),
    ),
    Column(
        "date_end",
        "日期止",
        "DATE",
        12,
        _of_activity(lambda one: one.date.end if one.date else None),
    ),
    Column(
        "date_precision",
        "日期精度",
        "TEXT",
        8,
        _of_activity(lambda one: one.date.precision if one.date else None),
    ),
    Column(
        "date_written",
        "日期（原文）",
        "TEXT",
        12,
        _of_activity(lambda one: one.date.written if one.date else None),
    ),
    Column("dates", "全部日期", "TEXT", 24, _of_activity(lambda one: _join(map(_days, one.dates)))),
    Column(
        "dates_written",
        "全部日期（原文）",
        "TEXT",
        18,
        _of_activity(lambda one: _join(date.written for date in one.dates)),
    ),
    Column("types", "类型", "TEXT", 14, _of_activity(lambda one: _join(one.types))),
    Column(
        "type_evidence",
        "类型依据",
        "TEXT",
        14,
        _of_activity(
            lambda one: _join(f"{mark.type}：{mark.written}" for mark in one.type_evidence)
        ),
    ),
    Column("counts", "数量", "TEXT", 24, _of_activity(lambda one: _join(map(_count, one.counts)))),
    Column(
        "counts_written",
        "数量（原文）",
        "TEXT",
        18,
        _of_activity(lambda one: _join(count.written for count in one.counts)),
    ),
    Column(
        "places",
        "地点",
        "TEXT",
        24,
        _of_activity(lambda one: _join(place.name or place.written for place in one.places)),
    ),
    Column(
        "places_written",
        "地点（原文）",
        "TEXT",
        16,
        _of_activity(lambda one: _join(place.written for place in one.places)),
    ),
    Column(
        "organisations",
        "单位",
        "TEXT",
        24,
        _of_activity(lambda one: _join(body.written for body in one.organisations)),
    ),
    Column(
        "persons",
        "人员",
        "TEXT",
        24,
        _of_activity(
            lambda one: _join(
                f"{person.name}（{person.post}）" if person.post else person.name
                for person in one.persons
            )
        ),
    ),
    Column(
        "documents",
        "引用文件",
        "TEXT",
        28,
        _of_activity(lambda one: _join(document.written for document in one.documents)),
    ),
)

_STATISTIC = (
    Column("order", "序", "INTEGER", 5, _of_statistic(lambda one: one.order)),
    Column("section", "栏目", "TEXT", 28, _of_statistic(lambda one: " / ".join(one.section))),
    Column("scope", "范围", "TEXT", 14, _of_statistic(lambda one: one.scope)),
    Column("category", "类别", "TEXT", 16, _of_statistic(lambda one: one.category)),
    Column("measure", "指标", "TEXT", 12, _of_statistic(lambda one: one.measure)),
    Column("value", "数值", "REAL", 14, _of_statistic(lambda one: one.value)),
    Column("unit", "计量单位", "TEXT", 8, _of_statistic(lambda one: one.unit)),
    Column("start", "统计起", "DATE", 12, _of_statistic(lambda one: one.start)),
    Column("end", "统计止", "DATE", 12, _of_statistic(lambda one: one.end)),
    Column("cumulative", "累计", "INTEGER", 6, _of_statistic(lambda one: one.cumulative)),
    Column("change", "增减", "TEXT", 14, _of_statistic(_changes)),
    Column("platform", "来源平台", "TEXT", 20, _of_statistic(lambda one: one.platform)),
    Column("table", "取自表格", "INTEGER", 8, _of_statistic(lambda one: one.table)),
    Column("written", "数值（原文）", "TEXT", 18, _of_statistic(lambda one: one.written)),
)

_INSPECTION = (
    Column("order", "序", "INTEGER", 5, _of_inspection(lambda one: one.order)),
    Column("section", "栏目", "TEXT", 28, _of_inspection(lambda one: " / ".join(one.section))),
    Column("marker", "条目号", "TEXT", 8, _of_inspection(lambda one: one.marker)),
    Column("aspect", "巡查内容", "TEXT", 22, _of_inspection(lambda one: one.aspect)),
    Column("finding", "巡查结果", "TEXT", 40, _of_inspection(lambda one: one.finding)),
    Column("rating", "评价", "TEXT", 6, _of_inspection(lambda one: one.rating)),
    Column(
        "departments",
        "部门",
        "TEXT",
        22,
        _of_inspection(lambda one: _join(mention.name for mention in one.departments)),
    ),
    Column(
        "departments_written",
        "部门（原文）",
        "TEXT",
        22,
        _of_inspection(lambda one: _join(mention.written for mention in one.departments)),
    ),
)

_BULLETIN = (
    Column("id", "编号", "TEXT", 20, _of_bulletin(lambda head: head.id)),
    *_ISSUE,
    Column("title", "标题", "TEXT", 24, _of_bulletin(lambda head: head.title)),
    Column("classification", "密级", "TEXT", 10, _of_bulletin(lambda head: head.classification)),
    Column("activities", "动态条数", "INTEGER", 8, _of_bulletin(lambda one: len(one.activities))),
    Column("statistics", "统计条数", "INTEGER", 8, _of_bulletin(lambda one: len(one.statistics))),
    Column("inspections", "巡查条数", "INTEGER", 8, _of_bulletin(lambda one: len(one.inspections))),
    Column("unparsed", "未识别条数", "INTEGER", 8, _of_bulletin(lambda one: len(one.unparsed))),
    Column(
        "distribution",
        "分送",
        "TEXT",
        40,
        _of_bulletin(
            lambda head: _join(
                f"{part.kind}：{'、'.join(part.recipients)}" for part in head.distribution
            )
        ),
    ),
    Column("copies", "印数", "INTEGER", 6, _of_bulletin(lambda head: head.copies)),
    Column(
        "warnings",
        "解析提示",
        "TEXT",
        40,
        _of_bulletin(lambda head: _join(warning.message for warning in head.warnings)),
    ),
    Column("pages", "页数", "INTEGER", 6, _of_bulletin(lambda head: head.source.pages)),
    Column("file", "文件", "TEXT", 24, _of_bulletin(lambda head: head.source.file)),
    Column("sha256", "文件校验值", "TEXT", 20, _of_bulletin(lambda head: head.source.sha256)),
    Column(
        "parser_version",
        "解析版本",
        "INTEGER",
        8,
        _of_bulletin(lambda head: head.source.parser_version),
    ),
    Column("synthetic", "样例", "INTEGER", 6, _of_bulletin(lambda head: head.synthetic)),
    Column("corrected", "人工更正", "TEXT", 14, lambda row: _join(row.corrected)),
)

COLUMNS: dict[What, tuple[Column, ...]] = {
    "activities": (*_RECORD, *_ACTIVITY, *_PLACE),
    "statistics": (*_RECORD, *_STATISTIC, *_PLACE),
    "inspections": (*_RECORD, *_INSPECTION, *_PLACE),
    "bulletins": _BULLETIN,
}
"""Columns of each table, in order; keys are a promise to users' scripts."""
