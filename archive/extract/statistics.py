"""Figures of the hall's business from prose.

`find_figures` reads them (`statistic_reader`), `is_statistical` tells paragraphs that state
statistics from items that tell an act and a count beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from archive.extract.context import Context
from archive.extract.statistic_drafts import Figure, FigureChange
from archive.extract.statistic_reader import StatisticReader, lead_of

__all__ = ["Figure", "FigureChange", "find_figures", "is_statistical"]


@lru_cache(maxsize=16)
def find_figures(text: str, context: Context, lead: str = "") -> tuple[Figure, ...]:
    """Figures of the hall's business in a paragraph, in reading order.

    `lead` is the paragraph that the text stands under as a point (1至9月，据省平台统计：):
    its scope, days and source hold where the text names none.

    Values are exact (180.00万件 is 1800000 件, money is in 元), 下降 makes a change negative. Days
    are resolved against the bulletin's period; without any date they are the period itself. Counts
    of other things (80名代表参加) have no measure here and are left out.
    """
    reader = StatisticReader(text, context, lead_of(lead, context) if lead else None)
    return reader.read() if reader.counts else ()


_ACT: Final = re.compile(
    r"组织(?!机构)|召开|开展|举办|举行|赴|前往|走访|慰问|调研|座谈|培训|宣讲|督导|揭牌|指导|走进|邀请|带队|参观|率队|上门|印发|出台|建成|打造|设立了|推行|推出|牵头|选派"
)
_ACT_ON: Final = re.compile(r"对[^，。；]{1,24}(?:开展|进行)")
_STATISTICAL_HEADING: Final = re.compile(
    r"统计|数据|办件|办理情况|受理情况|运行情况|受理办理|办结|话务|热线情况|交易情况|评价情况|业务情况|好差评|指标"
)
# 逾期办理情况。3月份有10件逾期: a heading of its own within the paragraph.
_LEAD_IN: Final = re.compile(
    r"[^，。：:；\n]{0,10}(?:统计|办件|办理|受理|运行|办结|逾期|办结时长|话务|交易|评价|业务)[^，。：:；\n]{0,4}(?:情况|数据)[。：:]"
)
_SAYS_STATISTICS: Final = re.compile(r"据[^，。]{0,30}统计|数据显示|统计显示|统计数据")
_SOURCE_STANDS_WITHIN: Final = 120
# 开展日常巡查64次: patrols are counted where their findings are told.
_OF_PATROL: Final = re.compile(r"(?:巡查|检查|督查|暗访)$")
_CLAUSE: Final = re.compile(r"[^，,；;。！？\n]+")
# A clause that only sets date or source: 截至8月底, 据平台统计, 其中.
_FRAME: Final = re.compile(
    r"[^，]{0,20}[年月日周季度末底来份]|其中|据[^，]{0,30}(?:统计|显示)|[^，]{0,8}(?:看|方面|情况|数据)"
)
_LONGEST_FRAME: Final = 36


def is_statistical(text: str, context: Context, lead: str = "") -> bool:
    """Whether the paragraph as a whole states statistics (rather than tells an act with a count).

    `lead` is as for `find_figures`.

    True where figures, their changes and their dates make up at least half of its clauses (a third
    under a heading of statistics or after 据…统计), and no act of an office comes before the first.
    """
    figures = find_figures(text, context, lead)
    if not figures:
        return False
    headed = any(_STATISTICAL_HEADING.search(heading) for heading in context.headings)
    headed = headed or bool(_LEAD_IN.match(text))
    led = headed or bool(_SAYS_STATISTICS.search(text, 0, _SOURCE_STANDS_WITHIN))
    if not led and _ACT.search(text, 0, max(figures[0].at[0], 1)):
        return False
    if not led and (_ACT_ON.search(text, 0, figures[0].at[1]) or not _counts_business(figures)):
        return False
    figures = tuple(one for one in figures if not _OF_PATROL.search(one.measure))
    ends = sorted(
        [figure.at[1] for figure in figures]
        + [change.at[1] for figure in figures for change in figure.change]
    )
    told = clauses = 0
    for match in _CLAUSE.finditer(text):
        clause = match[0].strip()
        if len(clause) <= 1:
            continue
        clauses += 1
        counted = bisect_right(ends, match.end()) > bisect_right(ends, match.start())
        told += counted or (len(clause) <= _LONGEST_FRAME and bool(_FRAME.fullmatch(clause)))
    return told * (3 if led else 2) >= clauses


_BUSINESS: Final = re.compile(
    r"受理|办结|办件|办理|收件|接件|承办|转办|交易|成交|登记|来电|诉求|工单|办复|审批|类$|[率量额]$|总数$|时限$|用时$"
)


def _counts_business(figures: Sequence[Figure]) -> bool:
    """Whether some figure counts the hall's cases over more than one day.

    What was done on one day (接听电话63个，接待群众41人次) is told as an act.
    """
    return any(
        _BUSINESS.search(figure.measure)
        and (figure.cumulative or figure.start is None or figure.start != figure.end)
        for figure in figures
    )
