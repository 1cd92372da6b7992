"""What stands around a place's name: visits, lists, and names of which it is only a part."""

from __future__ import annotations

import re

from archive.extract.place_chains import FoundPlace
from corpus.lexicon.persons import following_words
from corpus.lexicon.places import ANCHORS

_HAN = "[\u3400-\u9fff]"

_VISIT = re.compile(
    r"(?:赴|(?<![做达得感收看找接遇办提想受拿等])到|前往|深入|走进|来到|抵达|莅临|进驻|位于|走访|参观|考察|调研|奔赴|来自|查看|察看|踏勘|观摩|视察|暗访"
    r"|抽查|直[插奔抵达]|开进|驶[入进]|(?<![推促改引])进|沿|至|在)了?$"
)
"""What stands before a place that is gone to; seen up to three characters back."""

_LOOKED_AT = re.compile(
    r"[^，。；\n]{0,4}?(?:实地|现场|逐一|认真|仔细)?(?:查看|察看|调研|检查|走访|暗访|督导|督查|体验|视察|了解|观摩|考察)"
)
_TRAVEL = re.compile(r"(?:赴|前往|来到|走进|抵达|奔赴|考察|来自)$")
_INSPECTED = re.compile(
    r"[^，。；\n]{0,30}?(?:开展|进行|实施)[^，。；\n]{0,12}?(?:督查|督导|检查|暗访|明察|巡查|抽查|考核|评估|调研|指导|回访|查验|核验|踏勘|学习|考察|参观|走访)"
)
_TOUR = re.compile(r"赴|前往|走进|来到|莅临|走访|参观|观摩|考察|查看|察看|踏勘|暗访|到")
_CLAUSE_END = "，。；！？\n"
_LONGEST_TOUR = 60
"""Characters looked back for the verb that rules a list of places."""

_HALL = re.compile(
    r"(?:人民政府)?(?:政务服务|便民服务|行政服务|政务|行政审批服务|公共资源交易|市民|企业|办事|为民|公共)"
    r"(?:服务)?(?:分)?(?:中心|大厅|之家)"
)

_SHORT_TAIL = re.compile(
    r"路(?![径线网桥段况政演])|大道|大街|大桥|街(?!道)|大学|学院|中学|医院|银行|农商|日报|晚报|卫视|电视|广播"
    r"|机场|火车站|高铁|铁路|地铁|高速|[东南西北]站|海关|时间|板鸭|火锅|啤酒|茅台|话(?![题语])|菜(?![篮市])"
    r"|籍|队(?!伍)|杯|号(?!召)|港(?!口)|湾|石化|石油|交投|城投|建投|国投|水投|文旅投|电力|航空|证券|人寿|政务服务网|政务网|政务服务平台"
    r"|生产建设兵团|专员|一体化|健康码|办事通|政务服务一体|移动|电信|联通"
    r"|人(?![民员士才社口大力均工文次数])|冬奥|奥运|亚运|大运会|世园|世博|进博|西博|论坛|峰会|博览"
    r"|APP|app|自由贸易|自贸"
)
"""What makes a short name the beginning of another proper name."""

_OFFICIAL_TAIL = re.compile(
    r"级|直(?:属|管|机关|部门|单位|各|$)|属(?![于地])|本级|政务服务网|政务服务平台|一体化|(?:人民)?政府|委(?![托员])"
    r"|人大|政协|纪委|监委|(?:常务)?副?(?:[省市县区州旗]长|专员|书记|秘书长)|[省市县区州]委(?![托员])"
)
"""What makes an official name part of a rank (市级) or of an office (县委)."""

_OFFICE = re.compile(
    rf"({_HAN}{{0,8}}?)(?:局(?![长势面部限])|厅(?!长)|委员会|仲裁委|办公室|管委会|法院|检察院|支队|总队|大队"
    r"|商会|协会|学会|联盟|促进会|基金会|研究院|研究所|联合会|学校|大学|学院|医院|银行|分行|支行|办事处|检查站|边检站|海关)"
)
_COMPANY = re.compile(
    rf"({_HAN}{{0,16}}?)(?:公司|集团|合作社|事务所|检测站|加油站|超市|酒店|宾馆|药店|药房|诊所|门店|餐馆|茶楼)"
)
_PLATFORM = re.compile(
    rf"({_HAN}{{2,12}}?)(?:平台|服务网|政务网|门户|小程序|热线|(?:管理|审批|服务|监管|申报|办理|交易|政务|信息)系统)"
)
_DOES = re.compile(
    r"督导|督查|调研|指导|考察|开展|召开|走访|座谈|宣讲|踏勘|帮办|代办|暗访|巡查|举办|举行|揭牌|授课|检查|回访|慰问|学习"
)
"""Verbs of the service halls that the lists of verbs do not all hold."""

_NO_NAME = re.compile(
    r"^[和与及]|[的了在到赴对就由将为是从向以于被把来去各等某]|开展|召开|进行|组织|调研|考察|督导|代表|群众|办理|举办"
    r"|举行|参加|学习|推进|推动|加快|深入|实施|企业|项目|全力|积极|通过|前往|完成|负责|协调|指导|走访|慰问|提供|送服务|一家|两家|多家|几家|本地|当地|辖区|境内"
    r"|民办|公办|居民|村民|牧民|农户|商户|用户|老人|发出|首[张家个批例]|率先|落地|签约|联合|共同|受理|签[订署]|建成|设立|开通|启用|揭牌|成立|上线|试点|正式|顺利|拟"
)
"""Words that no name of an office or company holds: what lies before them is no part of it."""


def is_visited(text: str, start: int) -> bool:
    """Whether a verb of going or being somewhere stands right before `start`."""
    return _VISIT.search(text, max(0, start - 3), start) is not None


def travels_to(text: str, start: int) -> bool:
    """Whether a verb of travel stands right before `start` (赴昆山, 前往义乌)."""
    return _TRAVEL.search(text, max(0, start - 2), start) is not None


def is_inspected(text: str, start: int, end: int) -> bool:
    """Whether the place is looked into: 对县政务服务中心开展暗访, 在县政务大厅实地查看."""
    before = text[start - 1 : start]
    if before == "在":
        return _LOOKED_AT.match(text, end) is not None
    return before == "对" and _INSPECTED.match(text, end) is not None


def is_toured(text: str, start: int) -> bool:
    """Whether a verb of visiting rules the list that the place at `start` stands in."""
    low = max(0, start - _LONGEST_TOUR)
    low = max(low, *(text.rfind(mark, low, start) + 1 for mark in _CLAUSE_END))
    verb = _TOUR.search(text, low, start)
    return verb is not None and any(mark in text[verb.end() : start] for mark in "、和与及")


def is_clear(text: str, start: int) -> bool:
    """Whether a name may begin at `start` (punctuation or a word of one character before it)."""
    before = text[start - 1 : start] if start else ""
    return not before or before in ANCHORS or not re.match(_HAN, before)


def is_official(text: str, end: int) -> bool:
    """Whether the name that ends at `end` ends in its kind of division."""
    return text[end - 1] in "省市县区州盟旗"


def acts(text: str, item: FoundPlace) -> bool:
    """Whether a town begins a sentence and does something: its office is meant."""
    if item.candidates or (item.start and text[item.start - 1] not in "，。；：\n"):
        return False
    return bool(re.match(_HAN, text[item.end : item.end + 1])) and ends_clause(text, item.end)


def ends_clause(text: str, end: int) -> bool:
    """Whether a verb of two characters or punctuation stands at `end`."""
    after = text[end : end + 1]
    if _DOES.match(text, end):
        return True
    return not re.match(_HAN, after) or (
        end + 1 < len(text) and text[end + 1] in following_words().get(after, "")
    )


def ends_visit(text: str, end: int) -> bool:
    """Whether punctuation, another name of a list or what is done there stands at `end`."""
    after = text[end : end + 1]
    return (
        not re.match(_HAN, after)
        or after in "和与及为对向的等给"
        or _DOES.match(text, end) is not None
    )


def is_part(text: str, item: FoundPlace, *, visited: bool) -> bool:
    """Whether the name only begins (or sits inside) the name of something else."""
    end = item.end
    if _HALL.match(text, end):
        return not visited and not is_toured(text, item.start)
    before, after = text[item.start - 1 : item.start], text[end : end + 1]
    if before in {"（", "("} and after in {"）", ")"}:
        return bool(re.match(_HAN, text[end + 1 : end + 2]))
    return not item.deeper and _begins_name(text, item)


def _begins_name(text: str, item: FoundPlace) -> bool:
    """Whether the name only begins that of an office, a company, or a road."""
    tail = _OFFICIAL_TAIL if is_official(text, item.end) else _SHORT_TAIL
    return (
        tail.match(text, item.end) is not None
        or _ahead(_OFFICE, text, item.end)
        or _ahead(_COMPANY, text, item.end)
        or _ahead(_PLATFORM, text, item.end)
    )


def _ahead(pattern: re.Pattern[str], text: str, end: int) -> bool:
    ahead = pattern.match(text, end)
    if ahead is None:
        return False
    words = ahead[1].lstrip("和") if pattern is _COMPANY else ahead[1]
    return not _NO_NAME.search(words)
