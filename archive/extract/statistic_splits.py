"""Where a figure's words part into category and measure: 行政许可事项 | 按时办结率."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from archive.extract.statistic_categories import tidy_category
from archive.extract.statistic_grammar import grammar
from archive.extract.statistic_scopes import skip_adverbs

TOTAL: Final = re.compile(r"共|累计|合计|总计")


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What the words say; `start` is where the measure (else the category) begins in them.

    `verb` is set where a verb stands with its object (受理|行政许可事项, 核发|营业执照); `carried`
    tells that the object is part of the measure. `matter` is a matter's whole name where the words
    are one (异地就医备案: category 异地就医, measure 备案).
    """

    category: str | None = None
    measure: str | None = None
    total: bool = False
    start: int = 0
    verb: str | None = None
    carried: bool = False
    matter: str | None = None


_MEASURE_TAIL: Final = re.compile(
    r"(?<=[理结访电诉询听单证请易价到评意])(?:总?件数|数量|的?数)$"
    r"|(?<=[承转交直批应督联代即网接申在待未]办)(?:件数|数)$|(?<=件)数$"
)
FILLERS: Final = re.compile(r"(?:了|各类|各种|各项|有关|相关){1,3}")


def plain_measure(measure: str) -> str:
    """受理件数 and 受理数 count what 受理 counts; 受理量 is a word of its own."""
    return _MEASURE_TAIL.sub("", measure) or measure


def without_adverbs(text: str) -> str:
    """Words before a verb without the 共 or 已经 that stands right before it."""
    for begin in range(max(len(text) - 8, 0), len(text)):
        if skip_adverbs(text, begin) == len(text):
            return text[:begin]
    return text


def split_at(rest: str, at: int) -> Measured:
    """Category up to `at`, measure behind it."""
    begin = skip_adverbs(rest, at)
    before = without_adverbs(rest[:at])
    verb = grammar().case_verb.match(before)
    if verb and verb.end() < len(before):
        # 办理|政务服务事项|总量
        before = before[verb.end() :]
    return Measured(
        category=tidy_category(before),
        measure=plain_measure(rest[begin:]),
        total=bool(TOTAL.search(rest, at, begin)),
        start=begin,
    )


def category_end(rest: str) -> int | None:
    """Where a category ends (行政许可事项|) and a whole measure follows, or None."""
    best: int | None = None
    for word in grammar().boundaries:
        position = rest.rfind(word, 0, len(rest) - 1)
        while position >= 0:
            end = position + len(word)
            begin = skip_adverbs(rest, end)
            if len(rest) - begin > 1 and grammar().measure.fullmatch(rest, begin):
                best = end if best is None else min(best, end)
            position = rest.rfind(word, 0, position)
    return best
