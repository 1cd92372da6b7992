"""What a patrol of the hall found, aspect by aspect.

An item under a heading such as 大厅巡查情况 has an aspect (按时到岗情况) and a finding
(总体情况良好。). The aspect is the bold lead-in, the words before the first 。 or ：, or those
before 方面; a sentence without one is a finding of its own.
Points (一是……；二是……), clauses with aspects of their own (考勤：……；着装：……) and sentences on one
window after the other are several findings; the sentence that only tells that a patrol was made, or
what follows from it, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

import msgspec

from archive.extract.inspection_ratings import Rating, rate

Stretch = tuple[int, int]


class InspectionFound(msgspec.Struct, frozen=True, kw_only=True):
    """One aspect and what was found; offsets are into the text given.

    Where the text names no aspect it is empty and `aspect_at` None.
    """

    aspect: str
    finding: str
    rating: Rating | None
    aspect_at: Stretch | None
    finding_at: Stretch


# Words that an aspect ends in, where no mark parts it from its finding.
_ASPECT_WORD: Final = (
    r"情况|方面|秩序|纪律|管理|卫生|环境|着装|佩戴|执行|防控|防疫|设施|设备|态度|作风|规范|礼仪|形象|考勤|出勤|到岗|在岗|"
    r"安全|服务|面貌|仪容仪表|工作牌|工牌|胸牌|桌牌|挂牌|亮证|摆放|标准化|质量|效率|运行|保障|值班|值守|保洁|消防|台面|桌面|整改|落实|评价|效能|礼貌|用语|"
    r"内务|制度|请销假|导办|导服|投诉|时效|告知|公示|资料|档案|停车|食堂|能耗|节能"
)
_LEAD_IN: Final = re.compile(
    r"(?:【([^【】\n]{2,16})】|([^。：:；;，,！!\n]{2,24}?)(?:(?<!\d)[。：:]|[。：:](?!\d)|[—－]{1,2}))(?=.)",
    re.DOTALL,
)
_ASPECT_LEAD: Final = re.compile(rf"(?:{_ASPECT_WORD})[）)]?$")
_OPENING_ASPECT: Final = re.compile(
    rf"([^，。：:；;\n]{{0,12}}?(?:{_ASPECT_WORD})(?:情况|方面)?)[：:。]"
)
_ASPECT_SUBJECT: Final = re.compile(
    r"(?:从|在|就)?([^。：:；;，,\n、]{2,18}?(?:方面|情况(?=[来上]?看)))(?:来?看|上看)?[，,：:]?(?=.)"
    r"|([^。：:；;，,\n、]{2,8}(?<!总体|整体)上)[，,：:]"
)
_POINTS: Final = re.compile(
    r"(?:^|(?<=[。；;，,：:、\n]))\s*(?:[一二三四五六七八九十]是|[（(][一二三四五六七八九十0-9]{1,2}[）)]|[①②③④⑤⑥⑦⑧⑨]|[1-9][.．、](?![0-9])"
    r"|第[一二三四五六七八九十](?=[，,、])|其[一二三四五六](?=[，,])|首先(?=[，,])|其次(?=[，,])|再次(?=[，,])|再者(?=[，,]))"
)
_GENERAL: Final = re.compile(
    r"(?:(?:目前|本周|本期|主要|但|还|仍|也|以下|如下|几点|一些|有关|相关|具体|检查|巡查|督查|抽查|暗访){0,6}(?:存在|发现|查出)?(?:的|了)?(?:主要|以下|如下|一些|有关|几个|突出){0,4}(?:问题|不足|情况)(?:和不足|如下|有)?(?:\d+[个条处])?"
    r"|(?:本[周期月]|上周|此次|本次|日常|大厅|窗口|工作){0,6}(?:巡查|督查|检查|抽查|暗访|通报|整体|总体)(?:的)?(?:发现|情况|结果|问题)?)"
)
"""A lead-in that names no aspect: 发现的问题：, 本周巡查情况："""
_NAMES_A_PART: Final = re.compile(
    r"(?:总体|整体|基本)情况|(?:存在|发现|主要|突出)的?(?:主要)?(?:问题|不足)(?:和不足|与不足)?|问题(?:和不足)?|不足之处|其他(?:情况|问题)"
)
"""A lead-in that names a part of the report; over points it leads over to findings of their own."""
_NO_ASPECT: Final = re.compile(
    r"(?:\d{1,2}月)?\d{1,2}[日号](?:[上下]午|早|晚|[（(].{1,4}[）)])?|(?:周|星期)[一二三四五六日](?:[上下]午)?|[上下]午"
    r"|(?:予以|给予|提出|通报|点名){0,4}(?:表扬|批评|表彰)|红榜|黑榜|亮点|不足|优点|缺点|好的方面|曝光"
)
"""A lead-in that says when, or how the finding is rated, but not what was looked at."""
_PATROLS: Final = re.compile(
    r"(?:开展|进行|组织|采取|通过|抽调|共|对|调[取阅看]|成立).{0,50}?"
    r"(?:巡查|巡检|督查|督察|检查|抽查|暗访|监察|监控|视频|查看|巡视|抽取|巡逻)"
    r"|(?:现将|将).{0,20}通报|如下[：:。]?$|情况(?:通报|汇总)[：:]?$"
)
_CLOSES: Final = re.compile(
    r"(?:以上|上述|对(?:以上|上述|此|发现|存在|于)|针对|希望|请各?|要求|下一步|下步|望|中心(?:已|要求|将|督查|责)|督查(?:科|组|室|股)(?:已|要求|将)|"
    r"各(?:窗口|单位|部门|进驻)[^，。]{0,10}(?:要|应|须)|今后|为此|现(?:要求|予以)|特此|同时要求|(?:目前|均|现)?已(?:全部|当场|现场|责令|要求|反馈|通知|督促|函告|向)[^，。]{0,16}。?$)"
)
"""A sentence after the points that speaks of all of them."""
_ANNOUNCING: Final = re.compile(
    r"(?:发现|存在|问题|如下|不足|情况)[^。！\n：:，]{0,8}$|(?:巡查|检查|督查|抽查|暗访|巡视)(?:中|时|组)?发现$"
)
_ANNOUNCED: Final = re.compile(r"[：:](?!\d)|(?<=发现)[，,]")
LONGEST_ANNOUNCEMENT: Final = 16
"""Characters before the mark that leads over to findings in the same paragraph."""
_OWN_SUBJECT: Final = re.compile(
    r"\d{1,2}[:：时]\d{0,2}|(?:\d{1,2}月)?\d{1,2}日|周[一二三四五六日]|[^，,。；;：:]{0,40}?(?:窗口|专区|服务区|局|委|办|厅|中心|大厅|分厅|楼|层|银行|公司|镇|街道|乡|设备|设施|人员)"
)
_SENTENCE: Final = re.compile(r"[。！!\n]+")
_CLAUSE: Final = re.compile(r"[；;]")
_BORDER: Final = re.compile(
    rf"[；;。！\n：:]|[，,](?=[^，。：:；;\n]{{0,8}}(?:{_ASPECT_WORD})[：:])"
)
"""Where another aspect may begin."""
_SPACES: Final = " 　\n"


def opening_aspect(text: str) -> str:
    """The aspect of patrols that a text begins with, before a mark (考勤：, 卫生。), or nothing."""
    found = _OPENING_ASPECT.match(text.lstrip("【"))
    return found[1] if found else ""


def is_aspect(name: str) -> bool:
    """Whether a heading under that of a patrol names an aspect (考勤情况, 仪容仪表)."""
    named = _ASPECT_LEAD.search(name) and not _NO_ASPECT.fullmatch(name)
    return bool(named) and not _names_nothing(name)


def introduces(text: str) -> bool:
    """Whether a text only leads over to what follows (本周大厅巡查情况如下：)."""
    stripped = text.strip()
    return bool(re.search(r"如下[:：。]?$", stripped)) or stripped.endswith(("：", ":"))


def named_aspect(text: str, bold: tuple[Stretch, ...] = ()) -> Stretch | None:
    """The aspect a text opens with, also where it only leads over to points below it."""
    lead = _bold_lead(text, bold) or _lead_in(text, *_inner(text, 0, len(text)))
    return lead[0] if lead else None


def find_inspections(
    text: str,
    bold: tuple[Stretch, ...] = (),
    named: str = "",
    *,
    whole: bool = False,
    listed: bool = False,
) -> tuple[InspectionFound, ...]:
    """Aspects with findings in one item under a patrol heading, in order.

    `text` is the item's text without its marker; `bold` the `[start, end)` offsets set in bold,
    whose first, at the beginning, is the aspect; `named` what the heading above calls the findings
    (存在的问题), for their rating; `whole` tells that it is the aspect (（一）考勤情况) and the
    item one finding; `listed` that the item is one of a list, so that its sentences belong
    together. Nothing where the text only introduces what follows (巡查情况如下：) or is empty.
    """
    if not text.strip() or introduces(text):
        return ()
    start, end = _inner(text, 0, len(text))
    if text.startswith("—", start):
        start, listed = start + len(text[start:end]) - len(text[start:end].lstrip("—")), True
    opening = _POINTS.match(text, start, end)
    if opening and not _points(text, start, end)[1]:
        # A paragraph for each point: the mark is no part of what it says.
        start, end = _inner(text, opening.end(), end)
    lead = _bold_lead(text, bold) or _lead_in(text, start, end)
    first, points = _points(text, start, end)
    if not (points and first == start):
        # 纪律：…；… is one aspect unless another follows (考勤：…；着装：…).
        aspects = _aspect_parts(text, start, end)
        if aspects:
            told = _each(text, _sentences_told(text, start, aspects[0][0]), named)
            return (*told, *(one for part in aspects for one in _told(text, *part, named)))
    if lead is not None and first > lead[0][0]:
        return _under(text, lead[0], (lead[1], end), named)
    if (whole or (listed and not _only_patrols(_SENTENCE.split(text[start:end])[0]))) and (
        not points and _announced(text, start, end) is None and not _subject(text, start, end)
    ):
        return (_nameless(text, start, end, named),)
    return _told(text, start, end, named)


def _told(text: str, start: int, end: int, named: str) -> tuple[InspectionFound, ...]:
    """The findings of a stretch: its aspect's, point by point, or sentence by sentence."""
    start, end = _inner(text, start, end)
    lead = _lead_in(text, start, end) or _subject(text, start, end)
    first, points = _points(text, start, end)
    if lead is not None and first > lead[0][0]:
        return _under(text, lead[0], (lead[1], end), named)
    if points:
        before = _before_points(text, start, first)
        told = _each(text, _sentences_told(text, start, before), named)
        return (*told, *_each(text, points, named + text[before:first]))
    announced = _announced(text, start, end)
    if announced is None:
        return _each(text, _sentences_told(text, start, end), named)
    before = _before_points(text, start, announced)
    told = _each(text, _sentences_told(text, start, before), named)
    listed = _sentences_told(text, announced, end, listed=True)
    return (*told, *_each(text, listed, named + text[before:announced]))


def _announced(text: str, start: int, end: int) -> int | None:
    """Where findings begin that words before them announce: 发现问题2个 …."""
    for mark in _ANNOUNCED.finditer(text, start, end):
        before = text[max(start, mark.start() - LONGEST_ANNOUNCEMENT) : mark.start()]
        if mark.end() < end and _ANNOUNCING.search(before):
            return mark.end()
    return None


def _under(text: str, aspect: Stretch, finding: Stretch, named: str) -> tuple[InspectionFound, ...]:
    """What stands under a lead-in is one finding; 存在问题：一是… only leads over to several."""
    _, points = _points(text, *finding)
    if points and _NAMES_A_PART.fullmatch(text, *aspect):
        return _each(text, points, named + text[slice(*aspect)])
    return (_found(text, aspect, finding, named),)


def _each(text: str, parts: Iterable[Stretch], named: str) -> tuple[InspectionFound, ...]:
    """The findings of some stretches."""
    return tuple(found for part in parts if (found := _single(text, *part, named)) is not None)


def _bold_lead(text: str, bold: tuple[Stretch, ...]) -> tuple[Stretch, int] | None:
    """The bold words at the beginning, where something follows them."""
    if not bold or text[: bold[0][0]].strip():
        return None
    low, high = bold[0]
    words = text[low:high]
    stripped = words.rstrip(" 　。：:，,、")
    rest = high
    while rest < len(text) and text[rest] in " 　。：:，,":
        rest += 1
    if not stripped.strip() or rest >= len(text.rstrip()):
        return None
    low += len(words) - len(words.lstrip())
    return (low, bold[0][0] + len(stripped)), rest


def _lead_in(text: str, start: int, end: int) -> tuple[Stretch, int] | None:
    """A short name before 。 or ： (按时到岗情况。总体情况良好。), or in 【】."""
    match = _LEAD_IN.match(text, start, end)
    if match is None or match.end() >= end:
        return None
    group = 1 if match[1] else 2
    name = match[group]
    if match[0].endswith("。") and (not _ASPECT_LEAD.search(name) or _tells(name)):
        return None
    if _names_nothing(name):
        return None
    rest = match.end()
    while rest < end and text[rest] in _SPACES:
        rest += 1
    return (match.span(group), rest) if rest < end else None


def _names_nothing(name: str) -> bool:
    """Whether words before ： name no aspect: 发现以下问题, 本周巡查情况如下, a told sentence."""
    if _NAMES_A_PART.fullmatch(name):
        return False
    if _GENERAL.fullmatch(name):
        return True
    return bool(re.search(r"如下|以下|发现|存在|^\d{1,2}$|[^时]间为$|\d人", name))


def _tells(name: str) -> bool:
    """Whether a clause already tells a finding (大厅秩序良好。 is no lead-in)."""
    rated = rate(name)
    if rated == "良好" and name.endswith(
        ("情况", "方面", "规范", "标准化", "到岗", "在岗", "保障")
    ):
        return len(name) > 12
    return rated is not None and not re.fullmatch(
        r"(?:投诉|问题|违纪)?(?:处理|处置|整改)[^，。]{0,6}", name
    )


def _before_points(text: str, start: int, first: int) -> int:
    """Where the sentences before the points end: what leads over to them (…如下：) is left out."""
    while first > start and text[first - 1] in _SPACES:
        first -= 1
    if first > start and text[first - 1] in "：:，,、":
        cut = max(text.rfind(mark, start, first) for mark in "。！\n；")
        return max(start, cut + 1)
    return first


def _points(text: str, start: int, end: int) -> tuple[int, list[Stretch]]:
    """Stretches opened by 一是, （1）, ① … within an item, and where the first mark stands.

    What follows the last point and speaks of all of them is left out.
    """
    marks = list(_POINTS.finditer(text, start, end))
    if len(marks) < 2:
        return end, []
    ends = [mark.start() for mark in marks[1:]] + [end]
    parts = [(mark.end(), stop) for mark, stop in zip(marks, ends, strict=True)]
    low, high = parts[-1]
    for sentence in _SENTENCE.finditer(text, low, high):
        if sentence.end() < high and _CLOSES.match(text, sentence.end()):
            parts[-1] = (low, sentence.end())
            break
    return marks[0].start(), parts


def _cut(text: str, mark: re.Pattern[str], start: int, end: int) -> list[Stretch]:
    """The stretches between marks, each with the mark that closes it, none empty."""
    borders = [match.end() for match in mark.finditer(text, start, end)]
    edges = [start, *[border for border in borders if border < end], end]
    return [(low, high) for low, high in pairwise(edges) if text[low:high].strip()]


def _aspect_parts(text: str, start: int, end: int) -> list[Stretch]:
    """Stretches that each open with an aspect of their own, two at least; else none.

    A clause or sentence without one goes on with the stretch before it.
    """
    opens: list[int] = []
    for border in (start, *(found.end() for found in _BORDER.finditer(text, start, end))):
        # The mark that closes an aspect (工作纪律。) begins no other.
        named = border >= end or (opens and border <= _own_aspect(text, opens[-1], end))
        if not named and _own_aspect(text, border, end):
            opens.append(border)
    if len(opens) < 2:
        return []
    return list(pairwise([*opens, end]))


def _sentences_told(text: str, start: int, end: int, *, listed: bool = False) -> list[Stretch]:
    """What an item without aspects or points tells: one finding, or one for each window.

    A first sentence that only tells of the patrol and a last one that speaks of all are left out.
    Sentences (or clauses) that each speak of a window, a day or a place of their own and each rate
    are findings of their own; where something announced them (`listed`) they need not rate.
    """
    if start >= end:
        return []
    if introduces(text[start:end]) and not listed:
        return []
    sentences = _cut(text, _SENTENCE, start, end)
    while len(sentences) > 1 and _only_patrols(text[slice(*sentences[0])]):
        del sentences[0]
    while len(sentences) > 1 and _CLOSES.match(text[slice(*sentences[-1])].strip()):
        del sentences[-1]
    for parts in (sentences, _cut(text, _CLAUSE, sentences[0][0], sentences[-1][1])):
        if len(parts) > 1 and all(
            _stands_alone(text[slice(*part)].strip(), listed=listed) for part in parts
        ):
            return parts
    return [(sentences[0][0], sentences[-1][1])]


def _only_patrols(sentence: str) -> bool:
    return bool(_PATROLS.search(sentence)) and rate(sentence) is None


def _stands_alone(sentence: str, *, listed: bool) -> bool:
    return bool(_OWN_SUBJECT.match(sentence)) and (listed or rate(sentence) is not None)


def _inner(text: str, start: int, end: int) -> Stretch:
    """The stretch without white space and commas around it."""
    while start < end and text[start] in " 　\n，,、":
        start += 1
    while end > start and text[end - 1] in _SPACES:
        end -= 1
    return start, end


def _own_aspect(text: str, start: int, end: int) -> int:
    """Where the finding begins behind the aspect that the stretch opens with, 0 without one."""
    while start < end and text[start] in _SPACES:
        start += 1
    found = _lead_in(text, start, end) or _subject(text, start, end)
    return found[1] if found else 0


def _subject(text: str, start: int, end: int) -> tuple[Stretch, int] | None:
    """The aspect before 方面 or 情况看 (工作纪律方面，未发现…)."""
    match = _ASPECT_SUBJECT.match(text, start, end)
    if match is None or match.end() >= end:
        return None
    group = 1 if match[1] else 2
    return None if _names_nothing(match[group]) else (match.span(group), match.end())


def _single(text: str, start: int, end: int, named: str) -> InspectionFound | None:
    """One finding with the aspect it opens with; without one it stands alone."""
    start, end = _inner(text, start, end)
    if start >= end:
        return None
    lead = _lead_in(text, start, end) or _subject(text, start, end)
    if lead is not None:
        return _found(text, lead[0], (lead[1], end), named)
    return _nameless(text, start, end, named)


def _nameless(text: str, start: int, end: int, named: str) -> InspectionFound:
    finding = text[start:end]
    return InspectionFound(
        aspect="",
        finding=finding,
        rating=rate(finding, "", named),
        aspect_at=None,
        finding_at=(start, end),
    )


def _found(text: str, aspect: Stretch, finding: Stretch, named: str) -> InspectionFound:
    if _NO_ASPECT.fullmatch(text, *aspect):
        return _nameless(text, *_inner(text, *finding), named + text[slice(*aspect)])
    start, end = finding
    while start < end - 1 and text[start] in " 　\n，,：:、":
        start += 1
    words = text[start:end]
    name = text[aspect[0] : aspect[1]]
    return InspectionFound(
        aspect=name,
        finding=words,
        rating=rate(words, name, named),
        aspect_at=aspect,
        finding_at=(start, end),
    )
