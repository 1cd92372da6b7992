"""The words beside a figure: where (scope), of what (category), what was counted (measure).

One small grammar reads the words before a number in prose, a table's row label, column header and
caption alike: 省本级 行政许可事项 受理 | 市公安局 | 按时办结率（%）. The word lists are
`corpus/lexicon/statistics.toml`; nothing here knows numbers or dates.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

from archive.extract.statistic_categories import tidy_category
from archive.extract.statistic_grammar import grammar, unit_note
from archive.extract.statistic_measures import read_measure
from archive.extract.statistic_platforms import begins_measure, platform_at
from archive.extract.statistic_quotes import mask
from archive.extract.statistic_scopes import scope_end, skip_adverbs
from archive.extract.statistic_splits import TOTAL, Measured

SHARE: Final = "占比"
"""Measure of a share (咨询类123件，占62%)."""

_LONGEST: Final = 48
"""Characters of a phrase that are read; the words of one figure are never longer."""
_BARE_HOTLINE: Final = 2
_TRIMMED: Final = 96
"""Characters looked at to find where those words begin and end."""

# What joins the words to the number and is no part of them: 受理量达, 办结率为, 共计.
_COPULA: Final = re.compile(
    r"(?:为|是|达到了?|达|共计|共有|共|合计|总计|累计|约|近|超过|超|突破|有|仅|只有|了|过|均|全部|(?<!而)已|多达|接近|不足|逾|"
    r"高达|多|分别|(?:较|最|偏)[高低]|[维保]持在|稳定在|(?:上升|提升|提高|增长|增加|下降|压缩|缩短|升|降)[到至]|[:：=])$"
)
_OPENING: Final = re.compile(
    r"(?:其中|表示|包括|包含|其余(?![各县区市乡镇部单窗])|另外|此外|同时|截至目前|目前|现有|并且|并|而|且|以及|及(?![时格])|和(?![县田龙顺静硕]|平[区县]|政县|布克|林格尔)|与|、|另|分别|按(?![时期])|"
    r"[一二三四五六七八九十]是|[（(][一二三四五六七八九十]{1,3}[）)]|"
    r"为(?:办事|新开办|新设立?|广大|辖区)?(?:企业|群众|市民|居民|市场主体|经营主体|纳税人|财政)(?:和群众|和企业|群众)?|"
    r"在(?![办库建线册途])|含(?!山)|涉及(?=[\u4e00-\u9fff]{1,8}[局厅委])|(?:其中)?[最较][高低多少]的?[是为]|其次[是为]?|再次[是为]?|主要[是为有]|依次[为是]|为|的|—|-|·|“|\"|\s|[0-9]{1,2}[.．、](?![0-9]))"
)
_SHARE: Final = re.compile(r"占(?![地用道绿压])(?:比[率例重]?|[^，。；占]{0,24})[约达为近]?$")
# 四家合计占, 三类诉求共占: of all that stand before.
_TOGETHER: Final = re.compile(
    r"(?:以上|上述|前|这)?[两二三四五六七八九十0-9]{0,2}(?:家(?:单位|部门|窗口)?|者|项|类|大?类诉求|个(?:单位|部门|窗口|类别))?(?:合计|共计|总计|共)"
)
# 通过自助终端办理: by what way, a scope or a category.
_MEANS: Final = re.compile(r"(?:通过|经由|依托|借助|利用|使用)")
_TRAILING: Final = ' \u3000"”“'


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What a phrase says of a figure; offsets `[start, end)` are those of its own words.

    `first` is where the words behind 其中, 、 and list numbers begin;

    `start` is where the measure begins (the category where there is none, else the scope);
    `total` is true with 共, 累计, 合计, `told` where the platform is named as the source of what
    follows (据…统计), `means` where 通过 or the like leads the words; `unit` stands in brackets
    behind them; `verb`, `carried` and `matter` are those of `Measured`.
    """

    scope: str | None = None
    category: str | None = None
    measure: str | None = None
    platform: str | None = None
    told: bool = False
    unit: str | None = None
    total: bool = False
    means: bool = False
    verb: str | None = None
    carried: bool = False
    matter: str | None = None
    first: int = 0
    start: int = 0
    end: int = 0


@lru_cache(maxsize=4096)
def read_label(phrase: str) -> Label:
    """Scope, category and measure of the words before a number, as written there."""
    base = max(len(phrase) - _TRIMMED, 0)
    masked = mask(phrase[base:])
    text, unit = _trim_end(masked.text)
    start = max(_opening_end(text), len(text) - _LONGEST)
    share = _SHARE.search(text, start)
    label = _shared(text, start, share) if share else _read(text, start)
    return msgspec.structs.replace(
        label,
        scope=masked.back(label.scope),
        category=masked.back(label.category),
        measure=masked.back(label.measure),
        platform=masked.back(label.platform),
        verb=masked.back(label.verb),
        matter=masked.back(label.matter),
        unit=unit,
        first=base + start,
        start=base + label.start,
        end=base + len(text),
    )


def _shared(text: str, start: int, share: re.Match[str]) -> Label:
    """咨询类占比, 市直占, 占受理总量的: a share, of what stands before it."""
    end = scope_end(text[: share.start()], start)
    words = text[skip_adverbs(text, end) : share.start()].strip("约")
    found = read_measure(words)
    together = bool(_TOGETHER.fullmatch(words))
    whole = together or bool(grammar().head_end.search(words))
    return Label(
        scope=text[start:end] or None,
        category=(None if together else found.category)
        or (None if whole else tidy_category(words) or (end == start and words) or None),
        carried=whole,
        total=together,
        measure=SHARE,
        start=share.start(),
    )


def _read(text: str, start: int) -> Label:
    platform = platform_at(text, start)
    scope: str | None
    opening = start
    if platform:
        means = None
        scope, end = platform.scope, platform.after
        if scope is None:
            end = scope_end(text, end)
            scope = text[platform.after : end] or None
            if scope and not platform.told and not grammar().level.match(scope):
                # …平台融水分厅: the office is named after the system.
                scope = text[start:end]
    else:
        means = _MEANS.match(text, start)
        start = skip_adverbs(text, means.end() if means else start)
        end = scope_end(text, start)
        end = _hotline_end(text, start, end)
        scope = text[start:end] or None
        if scope:
            platform = platform_at(text, end)
            end = platform.after if platform else end
    rest = skip_adverbs(text, end)
    found: Measured = read_measure(text[rest:])
    label = Label(
        scope=scope,
        platform=platform.name if platform else None,
        told=platform.told if platform else False,
        means=means is not None,
        start=start if scope else len(text),
    )
    if found.measure is None and found.category is None:
        return label
    return msgspec.structs.replace(
        label,
        category=found.category,
        measure=found.measure,
        total=found.total
        or bool(TOTAL.search(text, end, rest) or TOTAL.search(text, opening, start)),
        start=rest + found.start,
        verb=found.verb,
        carried=found.carried,
        matter=found.matter,
    )


def _hotline_end(text: str, start: int, end: int) -> int:
    """Where a hotline that receives and handles ends (全市12345热线): these are its figures.

    `end` is where the area or body before it ends, and what is given back where there is none.
    """
    match = grammar().hotline.match(text, end)
    if match is None or match.end() - start <= _BARE_HOTLINE:
        return end
    rest = skip_adverbs(text, match.end())
    return match.end() if rest < len(text) and begins_measure(text, rest) else end


def _trim_end(text: str) -> tuple[str, str | None]:
    """The phrase without the words that join it to its number, and the unit noted in brackets."""
    text = text.rstrip(_TRAILING)
    unit: str | None = None
    while True:
        match = _COPULA.search(text)
        note = unit_note(text) if unit is None else None
        if match and not text.endswith(grammar().kept_endings):
            text = text[: match.start()].rstrip()
        elif note:
            unit, at = note
            text = text[:at]
        else:
            return text, unit


def _opening_end(text: str) -> int:
    """Where the words begin behind 其中, 、, list numbers; a quoted name is not opened."""
    end = 0
    while match := _OPENING.match(text, end):
        end = match.end()
    return end
