"""What the words of a table mean: column headers, row names and the caption."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from archive.extract.statistic_grammar import grammar, unit_note
from archive.extract.statistic_phrases import Label, read_label
from archive.extract.statistic_tokens import ChangeKind, find_cues

_TOTAL: Final = re.compile(r"合计|总计|小计|共计|总和|汇总")
_CHANGE: Final = re.compile(r"同比|环比|较[上去]|比[上去]|增幅|增减|涨幅|升降|与[上去]")
_CHANGE_ALONE: Final = re.compile(r"(?:增长|增减|变化|升降)(?:率|幅|值)?(?:[（(].{0,8})?")
_CHANGE_WORDS: Final = re.compile(
    r"同比|环比|较.{1,6}|比[上去].{1,4}|增长率?|增幅|增减|变化|升降|[（(].{0,8}$"
)
_KIND_HEAD: Final = re.compile(
    r"类别|类型|种类|分类|名称$|指标|内容$|^项目$|渠道$|来源$|行业|领域|^事项$"
)
_MEASURE_HEAD: Final = re.compile(r"指标|项目|内容")
_PLACE_HEAD: Final = re.compile(
    r"单位|部门|窗口|地区|区域|县|区划|镇|街道|承办|机构|中心|大厅|平台|辖区|区市|市州|州市"
)
_BRACKETED: Final = re.compile(r"[（(][^（()）]{1,8}[）)]$")
# Headers that name no measure by themselves: it stands above them or in the row.
_BARE_COUNT: Final = re.compile(
    r"总?(?:数值|本[月期周年]|当[月期]|上[月期周]|累计|本年累计|数据|完成(?:情况|数)?|件数|数量|数|宗数|件|项数|"
    r"个数|总量|总数|合计|总计|小计|总件数)"
)
_UNIT_IN_WORD: Final = re.compile(
    r"(件|宗|户|人|项|笔|天|条|份|人次|户次|件次)数$|(人次|件次|户次)$"
)
_DROPPED: Final = ("事项", "业务")


def bare(word: str) -> str:
    """A header without the unit in brackets and its colon."""
    return _BRACKETED.sub("", word).strip("：:")


def is_bare_count(word: str) -> bool:
    """Whether a header only says that something is counted (数量, 本月, 合计)."""
    return bool(_BARE_COUNT.fullmatch(bare(word)))


def unit_of(word: str) -> str | None:
    """The unit in a header's brackets (受理（件）)."""
    note = unit_note(word)
    return note[0] if note else None


def unit_in_word(word: str) -> str | None:
    """The unit inside a header's word: 受理件数 counts 件, 接待人次 人次, 交易宗数 宗."""
    match = _UNIT_IN_WORD.search(bare(word))
    return (match[1] or match[2]) if match else None


def change_kind(words: Sequence[str]) -> ChangeKind | None:
    """同比 or 环比 where a header speaks of change (同比增长率, 环比（%）, 较上周)."""
    lowest = words[-1] if words else ""
    joined = "".join(words)
    if not _CHANGE.search(lowest):
        alone = _CHANGE_ALONE.fullmatch(lowest)
        if not alone or not _CHANGE.search(joined):
            return None
    cues = find_cues(joined)
    return cues[-1].kind if cues else "环比"


def changed_measure(word: str) -> str | None:
    """The measure a column of changes names itself (受理同比 speaks of 受理)."""
    return read_label(_CHANGE_WORDS.sub("", word)).measure


def column_label(lowest: str, upper: Sequence[str], *, dated: bool) -> Label:
    """Scope, category and measure of a column: 行政许可 over 受理, 市长信箱 over 承办.

    `lowest` and `upper` are its header's words without dates; `dated` tells that the lowest was
    nothing but a date (受理量 over 7月).
    """
    label = read_label(bare(lowest))
    over = [read_label(bare(word)) for word in upper]
    scope = next((item.scope for item in reversed(over) if item.scope), label.scope)
    if dated or is_bare_count(lowest) or _names_row(label):
        return _column_without_measure(lowest, label, over, scope, dated=dated)
    categories = [
        item.category or (None if item.scope else bare(word))
        for item, word in zip(over, upper, strict=True)
    ]
    known = [item for item in categories if item]
    own = label.category if label.measure else None
    measure = label.measure or label.category or bare(lowest) or None
    return Label(scope=scope, category=known[-1] if known else own, measure=measure)


def _column_without_measure(
    lowest: str, label: Label, over: Sequence[Label], scope: str | None, *, dated: bool
) -> Label:
    """A column whose lowest word only names a time, a kind or a place."""
    category = label.category if label.category and is_kind(label.category) and not dated else None
    category = category or next((item.category for item in reversed(over) if item.category), None)
    measure = next((item.measure for item in reversed(over) if item.measure), None)
    if measure is None and is_bare_count(lowest) and not dated:
        measure = bare(lowest)
    return Label(scope=scope, category=category, measure=measure)


def _names_row(label: Label) -> bool:
    """A header that is an area or a kind of affair, not a measure."""
    if label.measure is not None:
        return False
    return bool(label.scope) or bool(label.category and is_kind(label.category))


def is_kind(category: str) -> bool:
    """Whether the word is a kind of affair or channel by itself (行政许可, 咨询类, 市长信箱)."""
    known = category in grammar().known_set or category.endswith("类")
    return known or bool(grammar().channel.search(category))


def stub_label(text: str, header: str) -> Label:
    """What a row's name says: an area, office or 合计 is a scope, a kind of affair a category."""
    unit = unit_of(text)
    label = msgspec.structs.replace(read_label(bare(text)), unit=unit)
    named = Label(scope=text, unit=None if is_total(text) else unit)
    if is_total(text) or (label.scope and not label.category and not label.measure):
        return named
    if _KIND_HEAD.search(header):
        if label.measure and not label.category and _MEASURE_HEAD.search(header):
            return Label(measure=label.measure, unit=unit)
        return Label(category=label.category or _category(text), unit=unit)
    if _PLACE_HEAD.search(header):
        return named
    category = label.category or (None if label.measure else _category(text))
    return Label(scope=label.scope, category=category, measure=label.measure, unit=unit)


def is_total(text: str) -> bool:
    """Whether a row's name is 合计 or the like."""
    return bool(_TOTAL.search(text))


def _category(text: str) -> str:
    """A row's name as a category, 事项 at its end left out."""
    text = bare(text)
    for ending in _DROPPED:
        if text.endswith(ending) and len(text) > len(ending) + 1:
            return text[: -len(ending)]
    return text


_NUMBERING: Final = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|[0-9]{1,2}[.．、])"
)
_TABLE_NUMBER: Final = re.compile(r"附?[表图]\s?[0-9一二三四五六七八九十]{0,3}[:：、.．\s]?")
_NOTES: Final = re.compile(r"[（(][^（()）]{0,40}[）)]|(?:计量)?单位[:：][^，,；;]{0,16}")
_CAPTION_END: Final = re.compile(
    r"(?:办件|受理|办理|办结|业务|服务|工作|数据|交易|运行){0,3}(?:情况|数据|明细|汇总|对比|分析){0,2}"
    r"(?:一览)?(?:统计)?(?:一览)?[表图]?$"
)
_LONGEST_CAPTION: Final = 120


_CLAUSE: Final = re.compile(r"[^，,。；;：:\n]+")
_UP_TO_NUMBER: Final = re.compile(r"[^0-9０-９]*")
_MOST_CLAUSES: Final = 8


def caption_label(text: str, before: Label) -> Label:
    """Scope, category and platform that a caption or heading gives (省本级行政许可办理情况表).

    `text` is the caption without its dates, or a sentence that announces the table; of a sentence
    only scope and source are taken. What it does not say stays as in `before`.
    """
    text = _NOTES.sub("", text[:_LONGEST_CAPTION]).strip()
    for pattern in (_NUMBERING, _TABLE_NUMBER):
        match = pattern.match(text)
        text = text[match.end() :] if match else text
    clauses = [clause for clause in _CLAUSE.findall(text) if clause.strip()]
    if len(clauses) == 1:
        return _named(_CAPTION_END.sub("", clauses[0]).strip(" 、"), before, whole=True)
    label = before
    for clause in reversed(clauses[:_MOST_CLAUSES]):
        words = _UP_TO_NUMBER.match(clause)
        label = _named(words[0].strip() if words else "", label, whole=False)
    return label


def _named(text: str, before: Label, *, whole: bool) -> Label:
    if not text:
        return before
    label = read_label(text)
    category = label.category if label.category and is_kind(label.category) and whole else None
    return Label(
        scope=label.scope or before.scope,
        category=category or before.category,
        platform=label.platform or before.platform,
        measure=before.measure,
    )
