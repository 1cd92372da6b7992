"""The words beside a figure: where (scope), of what (category), what was counted (measure).

One small grammar reads the words before a number in prose, a table's row label, column header and
caption alike: 省本级 行政许可事项 受理 | 市公安局 | 按时办结率（%）. The word lists are
`corpus/lexicon/statistics.toml`; nothing here knows numbers or dates.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from archive.extract.statistic_grammar import grammar, unit_note
from archive.extract.statistic_measures import TOTAL, Measured, read_measure, tidy_category
from archive.extract.statistic_scopes import platform_at, scope_end, skip_adverbs

_LONGEST: Final = 48
"""Characters of a phrase that are read; the words of one figure are never longer."""
_TRIMMED: Final = 96
"""Characters looked at to find where those words begin and end."""

# What joins the words to the number and is no part of them: 受理量达, 办结率为, 共计.
_COPULA: Final = re.compile(
    r"(?:为|是|达到了?|达|共计|共有|共|合计|总计|累计|约|近|超过|超|突破|有|仅|只有|了|过|均|全部|多达|接近|不足|逾|"
    r"高达|多|分别|[维保]持在|稳定在|(?:上升|提升|提高|增长|增加|下降|压缩|缩短|升|降)[到至]|[:：=])$"
)
_OPENING: Final = re.compile(
    r"(?:其中|包括|包含|其余|另外|此外|同时|截至目前|目前|现有|并且|并|而|且|以及|及|和|与|、|另|分别|按(?![时期])|"
    r"在(?![办库建线册途])|含|主要[是为有]|依次[为是]|为|的|—|-|·|“|\"|\s|[0-9]{1,2}[.．、](?![0-9]))"
)
_SHARE: Final = re.compile(r"占(?:比|[^，。；占]{0,24}的)?(?:比例|比重)?[约达为近]?$")
_TRAILING: Final = ' \u3000"”“'


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What a phrase says of a figure; offsets `[start, end)` are those of its own words.

    `start` is where the measure begins (the category where there is none, else the scope);
    `total` is true with 共, 累计, 合计; `unit` stands in brackets behind the words.
    """

    scope: str | None = None
    category: str | None = None
    measure: str | None = None
    platform: str | None = None
    unit: str | None = None
    total: bool = False
    start: int = 0
    end: int = 0


def read_label(phrase: str) -> Label:
    """Scope, category and measure of the words before a number, as written there."""
    base = max(len(phrase) - _TRIMMED, 0)
    text, unit = _trim_end(phrase[base:])
    start = max(_opening_end(text), len(text) - _LONGEST)
    share = _SHARE.search(text, start)
    if share:
        named = text.startswith("占比", share.start())
        label = Label(
            category=tidy_category(text[start : share.start()]) if named else None,
            measure="占比",
            start=share.start(),
        )
    else:
        label = _read(text, start)
    return msgspec.structs.replace(label, unit=unit, start=base + label.start, end=base + len(text))


def _read(text: str, start: int) -> Label:
    platform = None
    if not grammar().level.match(text, start):
        platform, start = platform_at(text, start)
    end = scope_end(text, start)
    scope = text[start:end] or None
    if platform is None and scope:
        platform, end = platform_at(text, end)
    rest = skip_adverbs(text, end)
    found: Measured = read_measure(text[rest:])
    if found.measure is None and found.category is None:
        return Label(scope=scope, platform=platform, start=start if scope else len(text))
    return Label(
        scope=scope,
        category=found.category,
        measure=found.measure,
        platform=platform,
        total=found.total or bool(TOTAL.search(text, end, rest)),
        start=rest + found.start,
    )


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
    """Where the words begin behind 其中, 、, list numbers; an opening “ of a name stays."""
    end = 0
    while match := _OPENING.match(text, end):
        if match[0] == "“" and "”" in text:
            break
        end = match.end()
    return end
