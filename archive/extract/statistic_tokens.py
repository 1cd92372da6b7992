"""Numbers with units, and words of change, in a paragraph of statistics."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

import msgspec

from archive.extract.numbers import as_number, find_numbers, fold
from archive.records import Number
from corpus.lexicon.statistics import statistics_lexicon

ChangeKind = Literal["同比", "环比"]


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """A number at `[start, number_end)` and its unit up to `end`; money is in 元, 180万件 in 件."""

    start: int
    number_end: int
    end: int
    value: Number
    unit: str | None
    signed: bool = False


class Cue(msgspec.Struct, frozen=True, kw_only=True):
    """Words that name what a figure is compared with (同比, 较上周, 比去年同期)."""

    start: int
    end: int
    kind: ChangeKind


# Numbers that name and do not count: 第3, 12345热线 (no unit), 2022年, 3楼, A4, 9:00.
_NOT_COUNTING_BEFORE: Final = re.compile(
    r"(?:第|No\.?|[A-Za-z〔\[（(]?20[0-9]{2}〕|〔|[0-9][:：])$"
)
# A number without a unit counts only where nothing goes on from it (12345热线, 3楼 name things).
# In 提高0.1和0.4个百分点 the first shares the unit of the second.
_ENDS_FIGURE: Final = re.compile(r"\s{0,40}(?:$|[，,；;。、）)\n]|[和与及]\s?[0-9])")
# 24小时自助服务区, 7×24小时热线: a length of time that names a service.
_NAMES_SERVICE: Final = re.compile(r"小时(?=[自不政便服全智在营无警热“])|秒(?=接通|应答|办|批)")
# 前10位, 后3名, 前5家: who comes first or last, no figures.
_PLACES: Final = frozenset({"位", "名", "家", "类"})
_BEFORE_PLACE: Final = frozenset("前后末")
_SHORTEST_HAN: Final = 2
"""Chinese numerals of one character are words (一件事, 一次办成, 两级) more often than figures."""


@cache
def _unit_pattern() -> re.Pattern[str]:
    units = statistics_lexicon().units
    words = sorted({*units.counting, *units.money}, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in words))


# What a unit's last character may begin: 12个工作日 is no 个, 3次会议 no 次, 5分局 no 分.
_UNIT_WORDS: Final = re.compile(
    r"对(?:于|接|照|外|标|口|全|各|企)|分(?:局|中心|公司|别|类|管|厅)|天(?:然|府|津|内)|本(?:周|月|级|次|科)|名(?:称|单)|台(?:账|湾)|条(?:件|例)|面(?:向|对|积)|人(?:员|社|民)|位(?:居|列|于)|处(?:理|于|置)|部(?:门)|所(?:有|在)|路(?:线)|家(?:庭)"
)


def find_quantities(text: str, blocked: list[tuple[int, int]]) -> list[Quantity]:
    """Numbers with their units in order; none inside the `blocked` stretches (dates)."""
    folded = fold(text)
    found = []
    barrier = iter([*blocked, (len(text) + 1, len(text) + 1)])
    low, high = next(barrier)
    for token in find_numbers(folded):
        while token.start >= high:
            low, high = next(barrier)
        if token.end > low:
            continue
        if token.han and token.per == 1 and token.end - token.start < _SHORTEST_HAN:
            continue
        if _NOT_COUNTING_BEFORE.search(folded, max(token.start - 8, 0), token.start):
            continue
        if _NAMES_SERVICE.match(folded, token.end):
            continue
        start, value = token.start, token.exact
        signed = False
        if folded[start - 1 : start] in ("-", "−", "+", "↓", "↑") and not (
            start > 1 and folded[start - 2].isdigit()
        ):
            signed = True
            start -= 1
            value = -value if folded[start] in "-−↓" else value
        unit, end = ("%", token.end) if token.per == 100 else _unit(folded, token.end)
        if unit in _PLACES and folded[start - 1 : start] in _BEFORE_PLACE:
            continue
        if unit is None and not _ENDS_FIGURE.match(folded, token.end):
            continue
        found.append(
            Quantity(
                start=start,
                number_end=token.end,
                end=end,
                value=as_number(value),
                unit=unit,
                signed=signed,
            )
        )
    return found


def _unit(folded: str, position: int) -> tuple[str | None, int]:
    """The unit that stands at `position`, and where it ends."""
    gap = position + (folded[position : position + 1] == " ")
    match = _unit_pattern().match(folded, gap)
    if match is None or (_UNIT_WORDS.match(folded, gap) and len(match[0]) == 1):
        return None, position
    unit = match[0].replace("（", "").replace("(", "").replace("）", "").replace(")", "")
    unit = {"％": "%", "元人民币": "元", "百分点": "个百分点"}.get(unit, unit)
    return unit, match.end()


_CUE: Final = re.compile(
    r"(?:同比|环比)(?:较|比|于)?(?:上(?:周|个?月|一?期|个?季度|一?年)|去年|[0-9]{1,2}月份?)?(?:同期)?|同期比|同口径比|"
    r"(?:与|和|同|较|比|跟|相比|相较|较之|对比|相比于)(?:于)?"
    r"(?:[0-9]{2,4}年)?(?:去年|上年|上一年|前年|往年|上周|上个?月|上一个?月|上一?期|上个?季度|上一季度|上一周|前一?周|前一?月|前期|前一日|前日|昨日|上半年|第?[一二三四]季度|[0-9]{1,2}月份?(?:[上下]半月|[上中下]旬)?|上一年度|年初|去年底|上年末|上年底|[0-9]{4}年)"
    r"(?:度|[0-9]{1,2}月份?|同期|同月|同周|数据|末|底|第?[一二三四]季度)*(?:相比|比较|比|数据相比)?"
)
_YEAR_ON_YEAR: Final = re.compile(r"同|去年|上年|上一年|前年|往年|年")


def find_cues(text: str) -> list[Cue]:
    """Comparisons in order: 同比 with the same time of another year, 环比 with the time before."""
    cues = []
    for match in _CUE.finditer(text):
        written = match[0]
        if written.startswith("环比"):
            kind: ChangeKind = "环比"
        else:
            body = written if written.startswith(("同比", "同期比", "同口径比")) else written[1:]
            kind = "同比" if _YEAR_ON_YEAR.search(body) else "环比"
        cues.append(Cue(start=match.start(), end=match.end(), kind=kind))
    return cues


_DIRECTION: Final = re.compile(
    r"(?P<up>增长|增加|上升|提高|提升|上涨|增幅|升幅|涨幅|净增加?|增多|攀升|激增|递增|多出|上调|多|增|升|涨|扩大|加快|提速)|"
    r"(?P<down>下降|减少|降低|回落|下滑|降幅|减幅|跌幅|缩短|压缩|压减|缩减|下跌|锐减|下调|少于|减|降|少|跌|收窄|减缓)"
)
_DIRECTION_END: Final = re.compile(
    r"(?:幅度?|率|比例)?(?:均|分别|各|了|为|达到?|约|近|超过?|至多|:|：|是|仅|也){0,6}$"
)
_REACHES: Final = re.compile(r"(?:到|至)$")
LEVEL: Final = re.compile(r"持平|基本持平|保持不变|无变化")


def direction(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Sign (+1, -1) and offset of a word of change that stands right before `end`, or None.

    上升至 and 下降到 tell where a figure got to, not by how much it changed.
    """
    if _REACHES.search(text, start, end):
        return None
    joint = _DIRECTION_END.search(text, max(start, end - 10), end)
    stop = joint.start() if joint else end
    last = None
    for match in _DIRECTION.finditer(text, max(start, stop - 4), stop):
        if match.end() == stop:
            last = match
            break
    if last is None:
        return None
    return (1 if last["up"] else -1), last.start()
