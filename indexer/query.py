r"""The query language: text in, a frozen tree of clauses out (docs/query-language.md).

    林地报批                 words, all of which must be there
    "原样短语"               a phrase exactly as it stands; also “”, 「」, 『』
    林地 或 草原 / OR / |     one of them
    -培训 / NOT 培训 / 非     not this one
    部门:省林草局 类型:培训   fields, by Chinese or English name (FIELD_NAMES)
    时间:2022-08..2022-09    days, months, quarters, years, ranges (`indexer.dates`)
    (林地 或 草原) -培训      brackets
    \( \- \OR             a sign or word of the language meant as text

Signs may be half or full width. What cannot be an operator where it stands is text: a bracket in
the middle of a word, a dash by itself, a field nobody knows. No engine is known here.
"""

from __future__ import annotations

from typing import Literal
from unicodedata import normalize

import msgspec

from archive.problems import QueryError
from archive.records import Date, RecordKind
from indexer.dates import RELATIVE_WORDS, parse_range
from indexer.fold import without_surrogates
from indexer.query_signs import (
    SEPARATORS,
    Token,
    escaped,
    nesting,
    quoted,
    tokens_of,
)

FieldName = Literal["department", "type", "place", "series", "person", "document", "kind"]

FIELD_NAMES: dict[str, str] = {
    **dict.fromkeys(("部门", "单位", "department", "dept"), "department"),
    **dict.fromkeys(("类型", "类别", "type"), "type"),
    **dict.fromkeys(("地点", "地区", "place"), "place"),
    **dict.fromkeys(("时间", "日期", "年", "年份", "月份", "date"), "date"),
    **dict.fromkeys(("期", "期号", "issue", "number"), "number"),
    **dict.fromkeys(("刊名", "series"), "series"),
    **dict.fromkeys(("人物", "人员", "person"), "person"),
    **dict.fromkeys(("文件", "文号", "document", "doc"), "document"),
    **dict.fromkeys(("种类", "kind"), "kind"),
}
KIND_NAMES: dict[str, RecordKind] = {
    **dict.fromkeys(("活动", "动态", "activity"), "activity"),
    **dict.fromkeys(("统计", "数据", "statistic"), "statistic"),
    **dict.fromkeys(("巡查", "检查", "inspection"), "inspection"),
    **dict.fromkeys(("栏目", "正文", "section"), "section"),
    **dict.fromkeys(("未识别", "unparsed"), "unparsed"),
}
MAX_CLAUSES = 100
MAX_DEPTH = 20
"""A query with more clauses or deeper brackets is a passage somebody pasted: text as it stands."""
MAX_DIGITS = 9
"""No issue has a number of more digits."""


class Text(msgspec.Struct, frozen=True):
    """Words to find; `exact` (quoted): this string and nothing related."""

    value: str
    exact: bool = False


class Field(msgspec.Struct, frozen=True):
    """A field with the value as typed (of `kind`: the English name)."""

    name: FieldName
    value: str


class IssueNumber(msgspec.Struct, frozen=True):
    """The issue's number or total number."""

    value: int


class DateRange(msgspec.Struct, frozen=True):
    """The date shares a day with the closed interval; None is an open end."""

    start: Date | None
    end: Date | None


class All(msgspec.Struct, frozen=True):
    """All parts hold (at least two, none an `All`)."""

    parts: tuple[Clause, ...]


class Any(msgspec.Struct, frozen=True):
    """One of the parts holds (at least two, none an `Any`)."""

    parts: tuple[Clause, ...]


class Not(msgspec.Struct, frozen=True):
    """The clause does not hold (never a `Not` itself)."""

    clause: Clause


Clause = Text | Field | IssueNumber | DateRange | All | Any | Not


def parse(text: str, today: Date | None = None) -> Clause | None:
    """The query's tree; None where it is empty.

    `today` gives words like 去年 in a date field their meaning. Raises `QueryError` where a known
    field has a value it cannot have. Any other text has a tree.
    """
    text = without_surrogates(text)
    tokens = tokens_of(text, FIELD_NAMES)
    if len(tokens) > MAX_CLAUSES or nesting(tokens) > MAX_DEPTH:
        return Text(text.strip())
    return _Parser(tokens, today).query()


def to_text(clause: Clause | None) -> str:
    """The query in one normal form: parsed again, it gives the same tree."""
    match clause:
        case None:
            return ""
        case Not(inner):
            return f"-{_bracketed(inner) if isinstance(inner, All | Any) else to_text(inner)}"
        case All(parts):
            return " ".join(
                _bracketed(part) if isinstance(part, Any) else to_text(part) for part in parts
            )
        case Any(parts):
            return " OR ".join(map(to_text, parts))
        case _:
            return _leaf_text(clause)


def _leaf_text(clause: Text | Field | IssueNumber | DateRange) -> str:
    match clause:
        case Text(value, exact):
            return quoted(value) if exact else escaped(value)
        case Field(name, value):
            whole = any(map(str.isspace, value)) or value.endswith(tuple(SEPARATORS))
            return f"{name}:{quoted(value) if whole else escaped(value, of_field=True)}"
        case IssueNumber(number):
            return f"number:{number}"
        case DateRange(start, end):
            return f"date:{start}" if start == end else f"date:{start or ''}..{end or ''}"


def has_exclusion(clause: Clause | None) -> bool:
    """True where something is asked not to be there."""
    match clause:
        case Not():
            return True
        case All(parts) | Any(parts):
            return any(map(has_exclusion, parts))
        case _:
            return False


def _bracketed(clause: Clause) -> str:
    return f"({to_text(clause)})"


class _Parser:
    """Recursive descent over the tokens: OR binds weakest, then side by side, then NOT."""

    def __init__(self, tokens: list[Token], today: Date | None) -> None:
        self._tokens = tokens
        self._today = today
        self._at = 0

    def query(self) -> Clause | None:
        """The whole."""
        return self._alternatives()

    def _kind(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else "end"

    def _alternatives(self) -> Clause | None:
        """One or more conjunctions with OR between; stops at a closing bracket."""
        found: list[Clause] = []
        while True:
            part = self._conjunction()
            if part is not None:
                found.extend(part.parts if isinstance(part, Any) else (part,))
            if self._kind() != "or":
                break
            self._at += 1
        unique = tuple(dict.fromkeys(found))
        if not unique:
            return None
        return unique[0] if len(unique) == 1 else Any(unique)

    def _conjunction(self) -> Clause | None:
        found: list[Clause] = []
        while self._kind() not in ("or", "close", "end"):
            if self._kind() == "and":
                self._at += 1
                continue
            part = self._negation()
            if part is not None:
                found.extend(part.parts if isinstance(part, All) else (part,))
        unique = tuple(dict.fromkeys(found))
        if not unique:
            return None
        return unique[0] if len(unique) == 1 else All(unique)

    def _negation(self) -> Clause | None:
        negative = False
        while self._kind() == "not":
            negative = not negative
            self._at += 1
        if self._kind() in ("or", "and", "close", "end"):
            return None
        part = self._atom()
        if not negative or part is None:
            return part
        return part.clause if isinstance(part, Not) else Not(part)

    def _atom(self) -> Clause | None:
        token = self._tokens[self._at]
        self._at += 1
        match token.kind:
            case "open":
                inside = self._alternatives()
                self._at += 1  # the closing bracket: the lexer lets pairs through only
                return inside
            case "phrase":
                return Text(token.value, exact=True)
            case "field":
                return self._field(token)
            case _:
                return Text(token.value)

    def _field(self, token: Token) -> Clause:
        name = FIELD_NAMES[token.field]
        value = token.value
        match name:
            case "number":
                return _issue_number(token)
            case "date":
                return _date_range(token, self._today)
            case "kind":
                kind = KIND_NAMES.get(normalize("NFKC", value).casefold())
                if kind is None:
                    known = "、".join(dict.fromkeys(_chinese(KIND_NAMES)))
                    raise _broken(token, f"没有“{value}”这个种类，可用的有：{known}")
                return Field("kind", kind)
            case "department" | "type" | "place" | "series" | "person" | "document":
                return Field(name, value)
            case _:
                raise AssertionError(name)


def _issue_number(token: Token) -> Clause:
    digits = normalize("NFKC", token.value).strip("第期总 ")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > MAX_DIGITS:
        raise _broken(token, f"期号“{token.value}”不是数字，应写成 期:401")
    return IssueNumber(int(digits))


def _date_range(token: Token, today: Date | None) -> Clause:
    """The field's range; text (时间：上午9点) where the value does not even look like a date."""
    value = normalize("NFKC", token.value)
    try:
        return DateRange(*parse_range(token.value, today))
    except ValueError:
        if not (value[0].isascii() or value in RELATIVE_WORDS):
            return Text(token.written)
        raise _broken(
            token,
            f"时间“{token.value}”看不懂或不存在，应写成 2022-08、2022-08-12、2022Q3、"
            "2022-08..2022-09 这样的形式",
        ) from None


def _broken(token: Token, what: str) -> QueryError:
    return QueryError(
        f"查询第 {token.value_at + 1} 个字处：{what}。若要按原文查找这串字，请加 --exact。",
        token.value_at,
    )


def _chinese(names: dict[str, RecordKind]) -> list[str]:
    return [name for name in names if not name.isascii()]
