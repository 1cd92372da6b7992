"""Activity types told by a construction rather than by one word.

旗政务服务局前往恩格贝镇…为农牧民办理营业执照 is service at the door, though no word says so;
…一行8人来潍考察 is an exchange, 考察 alone a visit. Each construction is read inside one clause or
sentence, in text whose titles, firms' names and quoted names are masked (`mask`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

_HIDDEN: Final = "\0"

# Titles of documents never say what the item is about; quotation marks may (“夏送清凉”活动).
_TITLES: Final = re.compile(r"《[^《》]{0,120}》")
# 职业技能培训有限公司, 艺术培训学校: the name of a firm or school tells no act.
_FIRMS: Final = re.compile(
    r"(?:培训|咨询|检测|评估|会议|指导|考试|交流|体验|调查|服务|宣传)[\u4e00-\u9fff]{0,4}?"
    r"(?:有限责任公司|有限公司|公司|集团|学校|事务所)"
)
# A quoted name: what was set up (设立“帮办点”), or what only describes the noun after it.
_QUOTED: Final = re.compile(
    r"(?P<set>(?:设立|设置|增设|启用|揭牌|成立|揭牌成立|开设|推出|打造|开通|建设|新增|组建|组成|授予|荣获|获|获评|评为|颁发|领到)[^“”，。]{0,8})?"
    r"[“\"](?P<name>[^“”\"\n]{1,24})[”\"]"
    r"(?P<noun>窗口|专区|专窗|专柜|小分队|服务队|队|团|点|站|机制|制度|模式|改革|平台|系统|事项|清单|目录|办法"
    r"|经验|问题|情况|承诺|品牌|考察|理念|原则|称号|证|专班|岗|政策|许可|业务|试点|驿站|评比|工程|理念|要求)?"
)


def mask(text: str) -> str:
    """`text` of the same length with titles, firms' names and quoted names hidden."""
    if "《" in text:
        text = _TITLES.sub(lambda match: _HIDDEN * len(match[0]), text)
    if "公司" in text or "学校" in text or "集团" in text or "事务所" in text:
        text = _FIRMS.sub(lambda match: _HIDDEN * len(match[0]), text)
    if "“" in text or '"' in text:
        text = _QUOTED.sub(_unquoted, text)
    return text


def _unquoted(match: re.Match[str]) -> str:
    if match["set"] is None and match["noun"] is None:
        return match[0]
    offset = match.start()
    start, end = match.span("name")
    before, after = match[0][: start - offset], match[0][end - offset :]
    return before + _HIDDEN * (end - start) + after


class Construction(msgspec.Struct, frozen=True):
    """A type at `[start, end)` of the masked text; `displaces` are types its words may not give."""

    type: str
    start: int
    end: int
    displaces: frozenset[str] = frozenset()


_LEADERS: Final = re.compile(
    r"市委|县委|区委|州委|省委|自治区党委|市长|县长|区长|州长|省长|人大|政协|常委|书记处|国务院|部长|省政府|市政府"
)
_VISIT: Final = re.compile(
    r"(?:一行|考察团|考察组|代表团|带队|率队|率领|组团|组织)[^。；]{0,40}?(?:来|赴|到|莅临|前往)[^。；]{0,24}?"
    r"(?P<act>考察|学习|参观|观摩|取经|对标)(?!贯彻|强国|教育|培训|中心|调研|指导|督导|检查)"
)
_LEARNS: Final = re.compile(r"考察|学习|参观|观摩|取经|对标|交流")
_COMES: Final = re.compile(
    r"(?:来|莅)(?:我|本)?(?:市|县|区|州|省|盟|旗|中心|局|办|厅|[\u4e00-\u9fff])(?P<act>考察|参观|学习|交流|观摩)(?!调研|指导|督导|检查)"
)
_NO_SERVICE: Final = re.compile(
    r"调研|督导|检查|督查|考察|学习|座谈|培训|宣讲|巡查|巡视|观摩|参观|会议|陪同|暗访|视察|反映|回访|走访"
)
_AT_DOOR: Final = re.compile(
    r"(?:赴|到|深入|前往|走进|来到|开进|下沉|驱车|赶到|赶赴|登门|进驻|走村入户|送)(?P<way>[^。；]{0,14}?"
    r"(?:村|社区|小区|家中|家里|家门口|病房|病床|床前|田间|地头|牧区|农户|校园|学校|工地|乡|镇|街道|企业|公司|厂|"
    r"园区|合作社|集市|赶集|屯|寨|嘎查|苏木|毡房|巴扎|牧民))(?P<gap>[^。；]{0,48}?)"
    r"(?P<act>(?:办理|采集|补办|换发|代开|受理|发证|办证|评定|鉴定|认证|核发|代办)(?!情况|流程|时限|要求|进度|工作|效率|员|点|过))"
)
_DOOR_ACT: Final = re.compile(r"办理|采集|补办|换发|代开|受理|[发办]证|评定|鉴定|认证|核发|代办")
_BROUGHT: Final = re.compile(
    r"(?:将|把)[^，。；]{0,30}?(?:证|照|批复|文书|牌匾|许可|通知书)[^，。；]{0,8}?(?P<act>送到|送至|送达|送上|送往)"
)
_MOBILE: Final = re.compile(
    r"流动(?:政务|办税|服务|审批|办证|大厅|窗口|车)|(?:周末|临时|赶集|假日)办(?:税|证|事)点"
)
_HALL: Final = re.compile(r"中心|大厅|窗口")
_HELP: Final = re.compile(
    r"(?P<act>陪同|帮助|协助|指导|手把手教|帮其|助其)[^，。；]{0,26}?"
    r"(?:办理|补正|补齐|补办|完善|填报|填写|申报|准备|协调|解决|上传|整改|梳理|完成|注册|登录|下载|操作)"
    r"|(?P<solved>(?:现场|当场|协调|帮助|就地)解决)[^，。；]{0,30}?(?:问题|难题|诉求|困难)"
)
_HELPED_HALL: Final = re.compile(r"指导(?:意见|目录|下|思想)")
_DONE: Final = re.compile(
    r"(?P<act>核发|颁发|换发|补发|签发|领到|领取|取得|拿到|出具|发放|发出|送出)[^，。；]{0,26}?"
    r"(?:证(?!件材料|书编)|执照|批复|许可|意见书|证明|登记[证卡]|社保卡|批文)"
    r"|(?P<end>当场办结|办结|办妥|准予许可|审批通过|完成审批|完成审核|完成全部换证|换证|颁证|发证)(?<![能可]办妥)(?<![能可]办结)(?!工作|业务|流程|率|情况|时|事项|服务|件|手续|的)"
    r"|为[^，。；]{1,30}?(?P<deal>(?:加急|现场|当场|快速)?办理|补领|换领|赶制|代开)(?!流程|时限|情况|要求)[^，。；]{0,16}?(?:证|照|备案|登记|过户|许可|手续)"
)
_SERVICES: Final = frozenset({"指导服务", "上门服务"})


def visits(masked: str, start: int, end: int) -> Construction | None:
    """A visit from another place to learn: …一行8人来潍考察; a leader's visit is none."""
    if not _LEARNS.search(masked, start, end):
        return None
    for pattern in (_VISIT, _COMES):
        match = pattern.search(masked, start, end)
        if match and not _LEADERS.search(masked, start, match.end()):
            low, high = match.span("act")
            return Construction("交流学习", low, high, frozenset({"调研"}))
    return None


def at_the_door(masked: str, start: int, end: int) -> Construction | None:
    """Going where people are and doing there what the window does: 前往…镇，为农牧民办理…."""
    for pattern in (_MOBILE, _BROUGHT):
        match = pattern.search(masked, start, end)
        if match:
            low, high = match.span("act") if "act" in pattern.groupindex else match.span()
            return Construction("上门服务", low, high)
    if not _DOOR_ACT.search(masked, start, end):
        return None
    match = _AT_DOOR.search(masked, start, end)
    if match is None or _NO_SERVICE.search(match["gap"]) or _HALL.search(match["way"]):
        return None
    if _HALL.match(masked, match.end("way")) or _NO_SERVICE.search(match["way"]):
        return None
    gap = match["gap"]
    if gap.startswith(("便民", "政务", "为民", "行政")):
        return None
    low, high = match.span("act")
    return Construction("上门服务", low, high)


def helps(masked: str, start: int, end: int) -> Construction | None:
    """Helping somebody through: 陪同企业…办理, 帮助补齐材料, 指导上传材料."""
    match = _HELP.search(masked, start, end)
    if match is None or _HELPED_HALL.match(masked, match.start()):
        return None
    low, high = match.span(match.lastgroup or 0)
    return Construction("指导服务", low, high)


_EXPLAINS: Final = re.compile(
    r"(?P<act>讲解|解读|宣传|宣介|普及)[^，。；]{0,20}?(?:政策|法规|条例|法律|知识|规定)"
)


def explains(masked: str, start: int, end: int) -> Construction | None:
    """Telling people of rules: 讲解医保政策."""
    match = _EXPLAINS.search(masked, start, end)
    if match is None:
        return None
    low, high = match.span("act")
    return Construction("宣讲", low, high)


def finishes(masked: str, start: int, end: int) -> Construction | None:
    """What a window hands out or finishes: 核发…许可证, 领到…执照, 办结."""
    match = _DONE.search(masked, start, end)
    if match is None:
        return None
    low, high = match.span(match.lastgroup or 0)
    return Construction("审批办理", low, high)


def goes_with_service(types: set[str]) -> bool:
    """Whether what was finished is worth telling beside the types: service, or nothing else."""
    return types <= _SERVICES


# 1—7月，全市各级大厅共受理…, 累计办结…: a report of figures, not one act.
_FIGURES: Final = re.compile(
    r"(?:共|累计|总计|合计)[^，。；]{0,12}?(?P<act>受理|办理|接待|办结|接听|接收|收到|接到|完成)[^，。；]{0,24}?[0-9]"
)
_SPAN: Final = re.compile(
    r"[0-9一二三四五六七八九十]月份?[，,至—-]|季度|上半年|今年以来|本周|本月|全年|截至|[0-9]{4}年[，,]"
)


def reports_figures(masked: str, start: int, end: int) -> Construction | None:
    """A sentence that gives a span's figures: 4月份，…共接待群众21.3万人次."""
    match = _FIGURES.search(masked, start, end)
    if match is None or not _SPAN.search(masked, start, match.start()):
        return None
    low, high = match.span("act")
    return Construction("统计通报", low, high)


def constructions(masked: str, start: int, end: int) -> Iterator[Construction]:
    """Visits and service at the door in a sentence."""
    for read in (visits, at_the_door):
        found = read(masked, start, end)
        if found is not None:
            yield found
