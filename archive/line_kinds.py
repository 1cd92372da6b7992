"""What kind of line a paragraph is: heading, headline, opening of an item, its continuation.

All judgements are on form (length, punctuation, word at the end, word at the beginning), none on a
particular sentence. A *topic* names a department of the bulletin (窗口工作动态); a *headline* tells
news (省林草局开展林地报批培训).
"""

from __future__ import annotations

import re

LONGEST_HEADING = 45
"""Characters of a heading or headline; at 16 pt GB/T 9704 sets 28 to a line, and few take two."""

SHORTEST_HEADLINE = 8
"""Characters: what is shorter rather names a department (领导讲话) than tells news."""

_TOPIC_NOUN = (
    r"走流程|讲话|批示|声音|论坛|文件|政策|解读|荣誉|文化|党建|队伍|热点|提示|情况|动态|要闻|简讯|快讯|短讯|"
    r"信息|数据|统计|风采|之窗|园地|专栏|播报|传真|通报|巡查|进大厅|安排|计划|打算|重点|亮点|成效|问题|建议|"
    r"措施|举措|要求|目标|任务|做法|经验|思路|工作|活动|进展|综述|概况|概述|分析|排名|排行|名单|附件|说明|撷英|"
    r"集锦|回顾|展望|聚焦|关注|反馈|公告|公示|曝光|点评|案例|之声|天地|视点|窗口|大厅|基层|县区|区县|市州|部门|"
    r"专题|特稿|热线|篇|类|方面"
)
_TOPIC_ACTION = (
    r"建设|管理|服务|改革|行动|交流|调研|学习|研讨|监督|考核|考勤|纪律|评价|办件|办理|保障|落实|培训|宣传"
    r"|表扬"
)
_TOPIC_END = re.compile(rf"(?:{_TOPIC_NOUN}|{_TOPIC_ACTION})$")
_ACTION_END = re.compile(rf"(?:{_TOPIC_ACTION})$")
_NEWS_VERB = re.compile(
    r"开展|安排|部署|听|组织|召开|举办|举行|推出|推行|优化|深化|推进|推动|走访|赴|助力|打造|实现|完成|启动|上线|"
    r"荣获|获得|获|开通|设立|成立|入驻|进驻|发放|发出|签订|签署|圆满|顺利|成功|全力|扎实|积极|多措并举|"
    r"到.{2,12}(?:调研|考察|指导|检查|督导|慰问)|为.{2,12}(?:服务|办|送)|率先|首|联合|创新|破解|压缩|"
    r"再|让|把|跑出|架起|解决|受到|赢得|出台|印发|实施|强化|提升|提速|加快|加强|聚焦|探索|构建|参加|迎来"
)
_OFFICE = re.compile(
    r"^(?!大厅|各|全体|所有|相关|有关|本[期周月次])(?:(?:(?![已的了被在])[\u4e00-\u9fff（）()]){1,18}?)(?:厅|局|委|委员会|办公室|办|中心|部|大厅|支队|总队|窗口|分局|税务|法院|"
    r"检察院|银行|公司|政府|党委|党组|党支部|联合会|总工会|管委会|协会)"
)
_SALUTATION = re.compile(
    r"^(?:各.{1,40}|.{2,40}(?:单位|部门|处室|科室|政府|中心|办公室|办公厅|委员会|局|厅|同志|领导))[：:]$"
)
"""Whom a notice is addressed to (GB/T 9704: 主送机关 above the text)."""
_SENTENCE_END = "。！？；;!?…"
_DASH = "[—\\-–―－至到~～、]"
_DATE_OPENING = re.compile(
    rf"^(?:\d{{4}}年)?\d{{1,2}}月(?:\d{{1,2}}(?:[日号]|{_DASH})|上旬|中旬|下旬|初|底|份|以来|，|{_DASH})"
    rf"|^(?:19|20)\d\d年|^\d{{1,2}}[日号](?:上午|下午|，|,|{_DASH})|^\d{{1,2}}{_DASH}\d{{1,2}}[日号]"
    rf"|^\d{{1,2}}\.\d{{1,2}}日?(?:[，,]|{_DASH})"
    r"|^(?:近日|日前|近期|近段时间|连日来|本周|上周|本月|上月|当月|今日|昨日|月初|月底|年初|今年以来|截至|截止|"
    r"上午|下午|周[一二三四五六日]|星期[一二三四五六日]|春节|国庆|元旦|五一|清明|端午|中秋|节后|节前|自\d|"
    r"[一二三四五六七八九十]{1,3}月)"
)
_SAME_DAY = re.compile(r"(?:同日|次日|当日|当天|同期)(?:[上下]午|晚)?，?")
"""Another office's report may begin so; of the same one it goes on."""
_ROWS = re.compile(
    r"(?:[\u4e00-\u9fff（）()、]{2,24}[\d.,，%％—/ \n]{4,60}){1,40}(?:注[：:].{0,400})?"
)
"""A figure of a row has four characters at least; a date or an issue number has a word after it."""
_DATE_INSIDE = re.compile(r"近日|日前|\d{1,2}月\d{1,2}日")
_CONTINUATION = re.compile(
    r"^(?:会上|会议|会后|会中|会前|活动|培训|期间|随后|下一步|接下来|一是|二是|三是|四是|五是|六是|首先|其次|最后|"
    r"同时|此外|另外|据悉|据了解|据介绍|此次|本次|这次|该|通过|调研组|座谈|在.{1,16}(?:会上|中，|方面|时，|现场|处，|后，)|"
    r"大家|与会|双方|现场|参会|工作人员|窗口工作人员|截至目前|目前|下阶段|最终|其间|检查组|督查组|督导组|考察团|考察组|"
    r"接到|针对|经过|得知|为此|今后|未来|通讯员|供稿|（|\(|“|\")"
)


def is_prose(text: str) -> bool:
    """True for running text rather than a line that names something."""
    if len(text) > LONGEST_HEADING:
        return True
    if _SALUTATION.match(text):
        return True
    if text.endswith(("：", ":", "，", "、")):
        return len(text) > LONGEST_HEADING // 2 or "，" in text or text.endswith(("下：", "、"))
    return bool(text) and (text[-1] in _SENTENCE_END or "。" in text)


def is_table_row(text: str) -> bool:
    """True for rows of a table that stand without it (县林业局1109990.00): names and figures."""
    return bool(_ROWS.fullmatch(text))


def is_topic(text: str) -> bool:
    """True for a noun phrase that names a part of the bulletin."""
    bare = text.strip("【】〖〗◆■●▲《》[]")
    return bool(_TOPIC_END.search(bare)) and not tells_news(bare)


def may_be_slogan(text: str) -> bool:
    """True for a topic by its last word that could as well be a slogan: 严肃窗口纪律, 优化服务."""
    return not is_topic(text) or bool(_ACTION_END.search(text))


def is_headline(text: str) -> bool:
    """True for a line that may tell news: long enough, and no topic."""
    return len(text) >= SHORTEST_HEADLINE and not is_topic(text)


def tells_news(text: str) -> bool:
    """True for a line that surely tells news: an office that acts, or two clauses with a verb."""
    office = _OFFICE.match(text)
    if office and _NEWS_VERB.search(text, office.end()):
        return True
    return bool(re.search(r"[，,！!：: \u3000]", text)) and bool(_NEWS_VERB.search(text))


def opens_with_date(text: str) -> bool:
    """True where a paragraph begins with a date, a weekday or 近日, as reports do."""
    return bool(_DATE_OPENING.match(text))


def opens_item(text: str) -> bool:
    """True where a paragraph begins as a report does: a date or 近日 early on, or an acting office.

    The date may stand in the first clause (调度会近日召开) or follow a clause or two that set the
    scene (某医院屡次退件，1月1日，省…).
    """
    if _DATE_OPENING.match(text):
        return True
    if _CONTINUATION.match(text):
        return False
    same_day = _SAME_DAY.match(text)
    if same_day:
        return bool(_OFFICE.match(text[same_day.end() :]))
    clauses = re.split(r"[，,：:；]", text.split("。", 1)[0], maxsplit=3)
    return bool(
        _OFFICE.match(clauses[0])
        or _DATE_INSIDE.search(clauses[0])
        or any(map(_DATE_OPENING.match, clauses[1:3]))
    )


def continues_item(text: str) -> bool:
    """True where a paragraph begins as the second of a report does (会上, 一是, 下一步 …)."""
    return bool(_CONTINUATION.match(text)) and not _DATE_OPENING.match(text)
