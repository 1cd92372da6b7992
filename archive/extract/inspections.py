"""What a patrol of the hall found, aspect by aspect.

An item under a heading such as 大厅巡查情况 has an aspect (按时到岗情况) and a finding
(总体情况良好。). The aspect is the bold lead-in, or the words before the first 。 or ：, or the
subject of the sentence.
Several aspects in one paragraph (纪律方面……；卫生方面……；一是……) are several findings.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, Literal

import msgspec

Rating = Literal["良好", "问题"]


class InspectionFound(msgspec.Struct, frozen=True, kw_only=True):
    """One aspect and what was found; offsets are into the text given.

    `aspect_at` is None where the text names no aspect and the words are the section's.
    """

    aspect: str
    finding: str
    rating: Rating | None
    aspect_at: tuple[int, int] | None
    finding_at: tuple[int, int]


_HEADING: Final = re.compile(
    r"(?:大厅|日常|现场|作风|纪律|效能|窗口|中心|秩序|考勤|服务|工作)?(?:巡查|巡视|巡检|督查|督察|检查|抽查|暗访|监督|考勤|纪律|巡(?:查|视)检查)"
    r"(?:工作)?(?:情况|通报|结果|记录|报告|日志|公示|汇总|督查|检查|考评|管理|工作|反馈)+"
)
_HEADING_EXACT: Final = re.compile(
    r"(?:大厅|日常|每日|每周|本周|一周)?(?:巡查|督查|考勤|巡视|抽查|暗访|纪律作风|工作纪律)(?:通报)?"
)
_NO_HEADING: Final = re.compile(
    r"检查指导|监督管理|市场监督|督查激励|安全检查站|专项督查工作(?:动态|推进)|执法|督查工作动态|检验|会议|培训|调研|办理情况|监督电话|投诉"
)
_HALL: Final = re.compile(r"大厅|窗口|纪律|作风|考勤|效能|中心|巡查|着装|在岗|到岗")
_MARKER: Final = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十0-9]+[）)]|[0-9]+[.．、])\s*"
)


_HALL_RUNNING: Final = re.compile(
    r"(?:大厅|窗口|现场|中心)(?:日常|运行|运营|秩序|服务|规范|标准化)*(?:管理|运行|监管|秩序|保障|规范化)(?:工作|情况|通报)*$"
)


def may_hold_inspections(heading: str) -> bool:
    """Whether a heading (大厅运行管理情况) leaves it to the items' form if they are findings."""
    return bool(_HALL_RUNNING.search(heading_words(heading)))


def heading_words(heading: str) -> str:
    """A heading without its marker and brackets: the aspect of findings that name none."""
    return _MARKER.sub("", heading).strip(" 　:：。“”【】〖〗")


def is_inspection_heading(heading: str) -> bool:
    """Whether items under this heading are findings of a patrol (大厅巡查情况, 督查通报)."""
    text = heading_words(heading)
    if _NO_HEADING.search(text):
        return False
    if _HEADING_EXACT.fullmatch(text):
        return True
    match = _HEADING.search(text)
    if match is None:
        return False
    return match.end() == len(text) and (
        bool(_HALL.search(text)) or text.startswith(("督查", "检查", "抽查", "暗访", "巡"))
    )


# Words that an aspect ends in, where no mark parts it from its finding.
_ASPECT_NOUN: Final = (
    r"(?:情况|方面|秩序|纪律|管理|卫生|环境|着装|佩戴|执行|防控|设施|设备|态度|作风|"
    r"规范|礼仪|形象|考勤|到岗|在岗|安全|服务|面貌|仪容仪表|工作牌|摆放|标准化)"
)
_LEAD_IN: Final = re.compile(r"([^。：:；;，,！!\n]{2,24}?)[。：:](?=.)", re.DOTALL)
_ASPECT_LEAD: Final = re.compile(rf"[^。：:；;\n]{{0,22}}{_ASPECT_NOUN}[）)]?$")
_ASPECT_SUBJECT: Final = re.compile(
    r"(?!总体|整体|全部|基本|上述|以上|其他)(?:(?:从|在|就)?([^。：:；;，,\n]{2,20}?(?:情况|方面|上|秩序|纪律|卫生|着装|佩戴|仪容仪表|态度|环境|考勤))(?:来?看)?[，,：:]?)(?=总体|整体|均|基本|普遍|较|很|良好|比较|全部|无|未|正常|有序|符合|整洁|发现|存在|到位|规范|个别|有待|仍|还|，|,)"
)
_PARTS: Final = re.compile(
    r"(?:^|(?<=[。；;，,：:\n]))\s*(?:[一二三四五六七八九十]是|[（(][一二三四五六七八九十0-9]{1,2}[）)]|[①②③④⑤⑥⑦⑧⑨]|[1-9][.．、](?![0-9])|第[一二三四五六七八九十])"
)
_NAMELESS: Final = "巡查情况"

_NEGATED_FAULT: Final = re.compile(
    r"(?:未(?:发现|出现|见|发生|接到|收到|接|查出)|没有(?:发现|出现|发生)?|无(?:一|任何)?|不存在|杜绝|零|避免了?|未有|暂未发现|暂无)"
    r"[^，,。；;]{0,30}"
)
_NOT_WORN: Final = re.compile(
    r"未(?:按|佩|着|戴|及时|能|做到|签|打卡|到岗|在岗|履行|穿|关|落实|整改|归位|登记|请假|报备|执行|统一|清理|完成|亮|摆放|公示|更新|消毒|规范|经)"
)
_FAULT: Final = re.compile(
    r"问题|迟到|早退|脱岗|离岗|空岗|缺岗|旷工|串岗|睡岗|溜岗|违规|违纪|违反|不规范|不到位|不吻合|不相符|不一致|不及时|不整齐|不整洁|不统一|不符合|不按|不足|不够|不高|不严|不佳|不强|不齐|不在岗|不在位|无人(?:在岗|值守|接待)|"
    r"玩手机|玩游戏|打游戏|看视频|炒股|聊天|吃东西|吃零食|吃早餐|嗑瓜子|网购|吸烟|抽烟|大声喧哗|闲聊|打瞌睡|睡觉|杂乱|凌乱|脏乱|堆放|乱放|乱停|乱摆|破损|故障|损坏|缺失|漏洞|隐患|薄弱|欠缺|有待(?:加强|提高|改进|提升|完善)|需(?:要)?(?:进一步)?(?:加强|整改|改进|提高|规范)|"
    r"个别|少数|部分(?:窗口|人员|工作人员|同志)|拖鞋|短裤|背心|穿便装|投诉|松懈|松散|懈怠|冷漠|生硬|推诿|排队(?:时间)?过长|积水|漏水|不亮|失灵|通报批评|约谈|扣分|整改"
)
_GOOD: Final = re.compile(
    r"良好|优良|优秀|较好|很好|好转|到位|规范|整洁|整齐|有序|正常|达标|合格|符合(?:要求|规定|标准)?|认真|热情|积极|全勤|全员(?:到岗|在岗)|全部(?:到岗|在岗|到位)|按时到岗|严格(?:遵守|执行|按照|落实)|无迟到|文明|优质|饱满|干净|井然|严明|圆满|较强|明显(?:改善|提升|好转)|统一着装|满意"
)
_GOOD_AT_END: Final = re.compile(rf"(?<!运行)(?:{_GOOD.pattern})(?=[，,。；;]|$)")
"""Praise that closes its clause (环境整洁。); 有序引导 only says how something is done."""
_KEEPS: Final = re.compile(
    r"(?:均|都|全部|基本|普遍)能(?:够)?|自觉遵守|严格遵守|热情周到|热情耐心|文明用语|微笑服务|坚守岗位"
)
_NOTHING: Final = re.compile(r"(?:无|没有|未发生|未发现|零|0)(?:[起人次例件]|人次)?(?:。|；|，)?")
_RATED: Final = re.compile(
    r"(?:(?:总体|整体|基本|情况|秩序|纪律|表现|状态|状况|效果|均|都|较为|比较|普遍|全部)[^，,。；;]{0,8})"
    r"(?:良好|较好|很好|优良|优秀|正常|规范|达标|合格|到位|整洁|整齐|符合要求|有序|好)"
)
_PLAIN_GOOD: Final = re.compile(
    r"良好|较好|优良|优秀|很好|无异常|符合(?:要求|规定|标准)|达标|(?<!运行)正常|全勤|全员(?:到岗|在岗)|"
    r"全部(?:到岗|在岗)"
)
"""That machines run (叫号系统运行正常) rates only an aspect of machines (设备运行情况)."""
_MACHINES: Final = re.compile(r"设备|设施|系统|运行|终端")
_RATING_LONGEST: Final = 45
"""A finding of more words that only describes (人员管控到位，落实体温监测 …) gives no rating."""


def rate(finding: str, aspect: str = "") -> Rating | None:
    """What a finding amounts to.

    问题 where a fault is told, 良好 where it is praised or no fault was found, None where it only
    describes. 无 is 良好 where the aspect itself is a fault (脱岗情况：无).
    """
    if _NOTHING.fullmatch(finding.strip()) and _FAULT.search(aspect):
        return "良好"
    remaining = _NEGATED_FAULT.sub(_without_fault, finding)
    denied = remaining != finding
    if _NOT_WORN.search(remaining) or _FAULT.search(remaining):
        return "问题"
    short = len(remaining) <= _RATING_LONGEST
    good = (
        denied
        or _PLAIN_GOOD.search(remaining)
        or (_MACHINES.search(aspect) and "正常" in remaining)
        or (short and (_RATED.search(remaining) or _KEEPS.search(remaining)))
        or (len(remaining) <= _RATING_LONGEST // 2 and _GOOD_AT_END.search(remaining))
    )
    return "良好" if good else None


def _without_fault(match: re.Match[str]) -> str:
    """无迟到早退 and 未发现问题 leave nothing; 未佩戴工牌, 无人在岗 and 无烟大厅 stay."""
    written = match[0]
    if re.match(
        r"无(?:人|烟|障碍|差别|偿|纸|声|法|故|证)|未(?:发现|出现|见|发生|有)(?:工作)?人", written
    ):
        return written
    return (
        ""
        if _FAULT.search(written)
        or _NOT_WORN.search(written)
        or re.search(r"现象|情况|情形|异常|行为|投诉", written)
        else written
    )


def find_inspections(
    text: str, bold: tuple[tuple[int, int], ...] = ()
) -> tuple[InspectionFound, ...]:
    """Aspects with findings in one item under a patrol heading, in order.

    `text` is the item's text without its marker; `bold` the `[start, end)` offsets set in bold,
    whose first, at the beginning, is the aspect. Nothing where the text only introduces what
    follows (本周大厅巡查情况如下：) or is empty.
    """
    if not text.strip() or _introduces(text):
        return ()
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    lead = _bold_lead(text, bold)
    if lead is None:
        parts = _parts(text, start, end)
        opened = bool(parts) and not text[start : parts[0][0]].strip(_MARK_CHARACTERS)
        named = None if opened else _lead_in(text, start, end)
        if named is not None and text[named[0][1]] in "：:":
            # 纪律：…；… is one aspect unless every clause names its own (考勤：…；着装：…).
            clauses = _clause_parts(text, start, end)
            own = all(_lead_in(text, *_inner(text, *part)) for part in clauses)
            parts = clauses if own else []
        elif not opened or not all(_own_aspect(text, *part) for part in parts):
            parts = _clause_parts(text, start, end) or (parts if opened else [])
        if len(parts) > 1:
            return tuple(found for part in parts if (found := _subject(text, *part)) is not None)
        lead = _lead_in(text, start, end)
    if lead is not None:
        return (_found(text, lead[0], (lead[1], end)),)
    single = _subject(text, start, end)
    return () if single is None else (single,)


_MARK_CHARACTERS: Final = " 　\n一二三四五六七八九十是第（）()0123456789.．、①②③④⑤⑥⑦⑧⑨"


def _introduces(text: str) -> bool:
    stripped = text.strip()
    return bool(re.search(r"如下[:：。]?$", stripped)) or stripped.endswith(("：", ":"))


def _bold_lead(text: str, bold: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], int] | None:
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


_FAULTS_NAME: Final = re.compile(r"(?:存在|发现)的?(?:主要)?问题(?:和不足)?|主要问题")


def _lead_in(text: str, start: int, end: int) -> tuple[tuple[int, int], int] | None:
    """A short name before 。 or ： (按时到岗情况。总体情况良好。)."""
    match = _LEAD_IN.match(text, start, end)
    if match is None or match.end() >= end:
        return None
    name = match[1]
    if match[0].endswith("。") and (not _ASPECT_LEAD.search(name) or _tells(name)):
        return None
    if re.search(r"如下|发现|存在", name) and not _FAULTS_NAME.fullmatch(name):
        return None
    rest = match.end()
    while rest < end and text[rest] in " 　":
        rest += 1
    return (match.start(1), match.end(1)), rest


def _tells(name: str) -> bool:
    """Whether a clause already tells a finding (大厅秩序良好。 is no lead-in)."""
    return bool(
        _GOOD.search(name) and not name.endswith(("情况", "方面", "规范", "标准化"))
    ) or bool(re.search(r"发现|存在|未|无[^障]", name))


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches opened by 一是, （1）, ① … within an item."""
    marks = list(_PARTS.finditer(text, start, end))
    if len(marks) < 2:
        return []
    ends = [mark.start() for mark in marks[1:]] + [end]
    return [(mark.end(), stop) for mark, stop in zip(marks, ends, strict=True)]


def _clause_parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Clauses between ； (or 。) that each name an aspect of their own."""
    for mark in ("；;", "。"):
        borders = [match.end() for match in re.compile(f"[{mark}]").finditer(text, start, end)]
        edges = [start, *[border for border in borders if border < end], end]
        parts = [(low, high) for low, high in pairwise(edges) if text[low:high].strip()]
        if len(parts) > 1 and all(_own_aspect(text, *part) for part in parts):
            return parts
    return []


def _inner(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without white space before it."""
    while start < end and text[start] in " 　":
        start += 1
    return start, end


def _own_aspect(text: str, start: int, end: int) -> bool:
    start, end = _inner(text, start, end)
    return bool(_lead_in(text, start, end) or _ASPECT_SUBJECT.match(text, start, end))


def _subject(text: str, start: int, end: int) -> InspectionFound | None:
    """The aspect as lead-in or subject of its sentence; without one the finding stands alone."""
    while start < end and text[start] in " 　，,":
        start += 1
    while end > start and text[end - 1] in " 　":
        end -= 1
    if start >= end:
        return None
    lead = _lead_in(text, start, end)
    if lead is not None:
        return _found(text, lead[0], (lead[1], end))
    match = _ASPECT_SUBJECT.match(text, start, end)
    if match and match.end() < end:
        return _found(text, match.span(1), (match.end(), end))
    finding = text[start:end]
    return InspectionFound(
        aspect=_NAMELESS,
        finding=finding,
        rating=rate(finding),
        aspect_at=None,
        finding_at=(start, end),
    )


def _found(text: str, aspect: tuple[int, int], finding: tuple[int, int]) -> InspectionFound:
    start, end = finding
    while start < end - 1 and text[start] in " 　，,：:、":
        start += 1
    finding = (start, end)
    words = text[start:end]
    return InspectionFound(
        aspect=text[aspect[0] : aspect[1]],
        finding=words,
        rating=rate(words, text[aspect[0] : aspect[1]]),
        aspect_at=aspect,
        finding_at=finding,
    )
