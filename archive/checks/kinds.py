"""The struct of a check and the kinds there are."""

from __future__ import annotations

import msgspec

from archive.records import Span


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """Something that does not add up: a matter for a person to look at, never a certainty.

    `where` is how people find it (二、（一）(4), 其它九类行权); `message` is Chinese, with figures
    and words as written; `spans` are offsets into the text of `record` (where there is one).
    """

    kind: str
    bulletin: str
    record: str | None
    where: str
    message: str
    spans: tuple[Span, ...] = ()


WITHIN = {
    "finished-exceeds-accepted": "办结多于受理",
    "sum-mismatch": "合计与各项之和不符",
    "rate-mismatch": "比率与数字不符",
    "date-outside-period": "日期不在本期时间内",
    "department-inconsistent": "同一部门写法不一",
    "department-level": "部门层级不对",
    "place-mismatch": "地名上下级不符",
    "marker-style-mixed": "编号样式混用",
    "marker-skipped": "编号跳号",
    "marker-repeated": "编号重复",
}
"""Kinds found within one issue, with their Chinese names."""

ACROSS = {
    "number-missing": "缺期",
    "number-doubled": "期号重复",
    "total-number-mismatch": "期号与总期号不合",
    "period-overlap": "起止日期与上期重叠",
    "period-gap": "起止日期与上期脱节",
    "cumulative-falls": "累计数下降",
    "figure-jump": "数字突变",
    "near-duplicate": "内容近乎重复",
}
"""Kinds found by comparing issues, with their Chinese names."""

KINDS = WITHIN | ACROSS
