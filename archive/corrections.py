"""Corrections by hand: reading the value that was typed, and applying it to a record. Pure.

A field is named by a path: `types`, `date`, `value`, or into a list, counted from 1:
`departments.1.name`. Values are written as people write them (2022-08-08, 2022-08-01..2022-08-12,
培训、座谈) or as JSON where a list of mentions must be given in full.
"""

from __future__ import annotations

import datetime as dt
import re
import types
import typing
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeVar, Union

import msgspec

from archive.problems import BadCorrection
from archive.records import (
    Activity,
    AnyRecord,
    Bulletin,
    CountMention,
    DateMention,
    DepartmentMention,
    DocumentMention,
    Interval,
    OrganisationMention,
    PersonMention,
    PlaceMention,
)

Item = TypeVar("Item", bound=AnyRecord | Bulletin)

FIELDS: dict[str, dict[str, str]] = {
    "bulletin": {
        "series": "刊名",
        "year": "年份",
        "number": "期号",
        "total_number": "总期号",
        "title": "标题",
        "publisher": "主办单位",
        "published": "印发日期",
        "period": "起止日期",
        "classification": "密级",
        "copies": "印数",
    },
    "activity": {
        "title": "标题",
        "departments": "部门",
        "date": "日期",
        "dates": "全部日期",
        "types": "类型",
        "counts": "数量",
        "places": "地点",
        "organisations": "单位",
        "persons": "人员",
        "documents": "文件",
    },
    "statistic": {
        "scope": "范围",
        "category": "类别",
        "measure": "指标",
        "value": "数值",
        "unit": "计量单位",
        "start": "起",
        "end": "止",
        "cumulative": "累计",
        "change": "增减",
        "platform": "来源平台",
    },
    "inspection": {
        "aspect": "巡查内容",
        "finding": "巡查结果",
        "rating": "评价",
        "departments": "部门",
    },
    "section": {"level": "级别"},
    "unparsed": {},
}
"""What can be corrected, by kind, with the Chinese names that are taken too. Text, ids and spans
cannot: they are what stands in the file."""

_SEPARATORS = re.compile(r"[、，,；;]")
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月?)|(\d{4})年?")
_RANGE = re.compile(r"\.\.|至|—|～|~")
_COUNT = re.compile(r"(约|近)?(\d+(?:\.\d+)?)(.*)")
_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")
_YES = frozenset({"是", "true", "1", "yes", "对"})
_NO = frozenset({"否", "false", "0", "no", "不"})
_NOTHING = frozenset({"", "null", "无", "空"})


def field_path(item: AnyRecord | Bulletin, field: str) -> str:
    """The field's path in English. Raises BadCorrection for one that cannot be corrected."""
    known = FIELDS["bulletin" if isinstance(item, Bulletin) else item.kind]
    root, dot, rest = unicodedata.normalize("NFKC", field).strip().partition(".")
    root = next((name for name, chinese in known.items() if root == chinese), root)
    if root not in known:
        allowed = "、".join(f"{name}（{chinese}）" for name, chinese in known.items())
        raise BadCorrection(f"不能更正“{field}”。可以更正的有：{allowed or '（无）'}。")
    return root + dot + rest


def value_at(item: AnyRecord | Bulletin, path: str) -> str:
    """The value that stands at a path, as JSON. Raises BadCorrection where there is none."""
    holder, key = _descend(_tree(item), path)
    return msgspec.json.encode(holder[key]).decode()


def read_value(item: AnyRecord | Bulletin, path: str, text: str) -> str:
    """JSON of a value typed by hand for `path`. Raises BadCorrection where it does not fit."""
    _descend(_tree(item), path)
    kind = _type_at(type(item), path)
    try:
        value = msgspec.to_builtins(_read(kind, text, item))
        encoded = msgspec.json.encode(value).decode()
        amend(item, [(path, encoded)])
    except (ValueError, msgspec.ValidationError) as error:
        raise BadCorrection(
            f"“{text}”不是字段 {path} 的合适取值（{_expected(kind)}）。请改正后再试。"
        ) from error
    return encoded


def amend(item: Item, edits: Iterable[tuple[str, str]]) -> Item:
    """The item with (path, JSON) edits applied one after the other.

    Raises BadCorrection where a path leads nowhere, msgspec.ValidationError where a value is of
    the wrong type.
    """
    for path, encoded in edits:
        tree = _tree(item)
        holder, key = _descend(tree, path)
        old, holder[key] = holder[key], msgspec.json.decode(encoded)
        if isinstance(item, Activity):
            _keep_in_step(tree, path.partition(".")[0], old)
        item = msgspec.convert(tree, type(item))
    return item


def _tree(item: AnyRecord | Bulletin) -> Any:
    """The item as JSON has it: objects and lists, to be changed in place."""
    return msgspec.json.decode(msgspec.json.encode(item))


def _keep_in_step(activity: dict[str, Any], root: str, old: Any) -> None:
    """What else of an activity follows from a corrected field."""
    if root == "types":
        activity["type_evidence"] = [
            evidence
            for evidence in activity["type_evidence"]
            if evidence["type"] in activity["types"]
        ]
    elif root == "date":
        others = [date for date in activity["dates"] if date != old]
        own = [activity["date"]] if activity["date"] is not None else []
        activity["dates"] = own + [date for date in others if date not in own]


def _descend(tree: Any, path: str) -> tuple[Any, Any]:
    """The container and key that a path ends at."""
    *steps, last = path.split(".")
    for step in steps:
        tree = tree[_key(tree, step, path)]
    return tree, _key(tree, last, path)


def _key(holder: Any, step: str, path: str) -> str | int:
    if isinstance(holder, dict) and step in holder:
        return step
    if isinstance(holder, list) and step.isdecimal() and 1 <= int(step) <= len(holder):
        return int(step) - 1
    raise BadCorrection(f"没有这个字段：{path}。列表中的项从 1 数起，如 departments.1.name。")


def _type_at(kind: Any, path: str) -> Any:
    for step in path.split("."):
        kind = _bare(kind)
        if typing.get_origin(kind) is tuple:
            kind = typing.get_args(kind)[0]
        else:
            kind = typing.get_type_hints(kind)[step]
    return kind


def _bare(kind: Any) -> Any:
    """`X` of `X | None`; other unions stay."""
    if typing.get_origin(kind) in {Union, types.UnionType}:
        rest = [part for part in typing.get_args(kind) if part is not type(None)]
        if len(rest) == 1:
            return rest[0]
    return kind


def _nullable(kind: Any) -> bool:
    return type(None) in typing.get_args(kind)


def _read(kind: Any, text: str, item: AnyRecord | Bulletin) -> Any:
    """What `text` means where a `kind` is wanted. Raises ValueError."""
    text = text.strip()
    bare = _bare(kind)
    if text in _NOTHING and _nullable(kind):
        return None
    if bare is str:
        return text
    if text[:1] in {"[", "{"}:
        return msgspec.json.decode(text)
    if typing.get_origin(bare) is tuple:
        member = typing.get_args(bare)[0]
        parts = parts_of(text)
        return [_member(member, part, place, item) for place, part in enumerate(parts)]
    return _scalar(bare, unicodedata.normalize("NFKC", text))


def parts_of(text: str) -> tuple[str, ...]:
    """The entries of a list as it was typed (培训、座谈); none of 无."""
    if text.strip() in _NOTHING:
        return ()
    return tuple(part.strip() for part in _SEPARATORS.split(text) if part.strip())


def _scalar(kind: Any, text: str) -> Any:
    reader = _SCALARS.get(kind)
    if reader is not None:
        return reader(text)
    return text if typing.get_origin(kind) is Literal else _number(text)


def _yes_or_no(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise ValueError(text)
    return text.lower() in _YES


def _whole(text: str) -> int:
    return int(text.replace(",", ""))


def _number(text: str) -> int | float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    number = float(text.replace(",", ""))
    return int(number) if number.is_integer() else number


def _day(text: str) -> dt.date:
    first, last, _ = _days(text)
    if first != last:
        raise ValueError(text)
    return first


def _interval(text: str) -> Interval:
    first, last, _ = _days(text)
    return Interval(start=first, end=last)


def _date_mention(text: str) -> DateMention:
    first, last, precision = _days(text)
    return DateMention(start=first, end=last, precision=precision, written=text)


_SCALARS: dict[Any, Callable[[str], Any]] = {
    bool: _yes_or_no,
    int: _whole,
    dt.date: _day,
    Interval: _interval,
    DateMention: _date_mention,
}


Precision = Literal["day", "range", "month", "year"]


def _days(text: str) -> tuple[dt.date, dt.date, Precision]:
    """First and last day of 2022-08-08, 2022-08, 2022 or a range of two such. Raises ValueError."""
    ends = [_moment(part.strip()) for part in _RANGE.split(text, maxsplit=1)]
    if len(ends) == 1:
        return ends[0]
    first, last = ends[0][0], ends[1][1]
    if last < first:
        raise ValueError(text)
    return first, last, "range"


def _moment(text: str) -> tuple[dt.date, dt.date, Precision]:
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    if match[4]:
        year = int(match[4])
        return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"
    year, month = int(match[1]), int(match[2])
    if match[3]:
        day = dt.date(year, month, int(match[3]))
        return day, day, "day"
    first = dt.date(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1]), "month"


def _member(kind: Any, text: str, place: int, item: AnyRecord | Bulletin) -> Any:
    """One entry of a list; a mention that is there already stays as it is."""
    if kind is str:
        return text
    for mention in _mentions(item, kind):
        if text in {mention.written, getattr(mention, "name", None)}:
            return mention
    if kind is DepartmentMention:
        role: Literal["actor", "mentioned"] = "mentioned" if place else "actor"
        return DepartmentMention(name=text, written=text, role=role)
    maker = _MENTIONS.get(kind)
    if maker is None:
        raise ValueError(text)
    return maker(text)


def _document(text: str) -> DocumentMention:
    title = text[1:-1] if text[:1] == "《" and text[-1:] == "》" else None
    return DocumentMention(title=title, number=None if title else text, written=text)


def _mentions(item: AnyRecord | Bulletin, kind: Any) -> list[Any]:
    lists = (getattr(item, name) for name in item.__struct_fields__)
    return [one for many in lists if isinstance(many, tuple) for one in many if type(one) is kind]


def _count(text: str) -> CountMention:
    match = _COUNT.fullmatch(unicodedata.normalize("NFKC", text))
    if match is None:
        raise ValueError(text)
    return CountMention(
        value=_number(match[2]),
        unit=match[3],
        measure=None,
        approximate=match[1] is not None,
        written=text,
    )


_MENTIONS: dict[Any, Callable[[str], Any]] = {
    PlaceMention: lambda text: PlaceMention(name=text, written=text),
    OrganisationMention: lambda text: OrganisationMention(written=text),
    PersonMention: lambda text: PersonMention(name=text, post=None, written=text),
    DocumentMention: _document,
    DateMention: lambda text: _date_mention(unicodedata.normalize("NFKC", text)),
    CountMention: _count,
}


def _expected(kind: Any) -> str:
    """How a value of this kind is written, for the message."""
    bare = _bare(kind)
    if typing.get_origin(bare) is Literal:
        return "只能是 " + "、".join(str(value) for value in typing.get_args(bare))
    if typing.get_origin(bare) is tuple:
        return "几项之间用顿号分开，或写成 JSON"
    known = {
        bool: "写 是 或 否",
        int: "写整数",
        dt.date: "写成 2022-08-08",
        Interval: "写成 2022-08-01..2022-08-12",
        DateMention: "写成 2022-08-08、2022-08 或 2022-08-01..2022-08-12",
        str: "写文字",
    }
    return known.get(bare, "写数字或 JSON")
