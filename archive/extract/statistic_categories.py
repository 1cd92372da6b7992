"""Categories: which words are a kind of affair, and which say nothing (各类事项)."""

from __future__ import annotations

import re
from typing import Final

from archive.extract.statistic_grammar import grammar

_WHOLE_SERVICE: Final = re.compile(r"政务服务|审批服务|行政服务|便民服务")
_NO_CATEGORY: Final = re.compile(
    r"(?:单位|部门|人员)$|处于|时限|正在|需要|由|被|比|较|(?<![身产售])后|对外|达到|位居|排名|^通过|等渠道$|之间$|显示$|表明$"
)
_EVERY: Final = re.compile(r"[了的对]{0,2}各[类项种]")
_LEADING: Final = re.compile(
    r"(?:了|的|对|各类|各项|各种|有关|相关|涉及|关于|反映|(?:群众|市民)(?!热线|信箱)){1,4}"
)
_TRAILING: Final = re.compile(r"(?:共|已|累计|的|等|各类|各项|各种|中){1,3}$")
_VAGUE_ENDINGS: Final = ("工单",)
_PROJECTS: Final = ("审批项目", "许可项目", "服务项目")


def tidy_category(text: str) -> str | None:
    """A category without words that say nothing (各类事项) and without 事项 at its end, or None."""
    patterns = grammar()
    text = text.strip('“”" ')
    every = bool(_EVERY.match(text))
    leading = _LEADING.match(text)
    text = _TRAILING.sub("", text[leading.end() :] if leading else text)
    if text in ("平台", "系统", "全平台") or _NO_CATEGORY.search(text):
        return None
    if text in patterns.known_set and not (every and _WHOLE_SERVICE.fullmatch(text)):
        return text
    if patterns.generic.fullmatch(text):
        kind = _WHOLE_SERVICE.match(text)
        return kind[0] if kind and not every else None
    if patterns.case_verb.fullmatch(text):
        return None
    for ending in patterns.dropped:
        least = 2 if ending in _VAGUE_ENDINGS else 1
        if text.endswith(ending) and len(text) - len(ending) > least:
            text = text[: -len(ending)] + ("类" if ending.startswith("类") else "")
            break
    text = text.removesuffix("的")
    return (text[:-2] if text.endswith(_PROJECTS) else text) or None


_MATTER_END: Final = re.compile(
    r"(?:事项|业务|类|件|项目|领域|方面|诉求|工单|问题|证|照|税|险|金|房|车|贷|权|工程|交易|经营|企业|主体|用户|热线|信箱|平台)$"
)


def is_matter(text: str) -> bool:
    """Whether words name what a figure is about (护照, 投诉类) and not how (夜间, 人工)."""
    patterns = grammar()
    return bool(
        text.startswith(("“", "‘", "《"))
        or _MATTER_END.search(text)
        or patterns.nominal_end.search(text)
        or patterns.known_kind.match(text)
    )


def tidy_object(text: str) -> str | None:
    """The object of a case verb as a category; 来电 and the like only say how a case came in."""
    item = tidy_category(text)
    return None if item in grammar().plain_objects else item
