"""Kinds of place by the word their names end in, and what such names hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from corpus.lexicon.persons import following_words
from corpus.lexicon.place_forms import place_kinds, unnamed_places
from corpus.lexicon.tries import trie_pattern


class PlaceKind(msgspec.Struct, frozen=True):
    """A kind of place and the form of its names.

    `shortest` and `longest` count the characters before the kind; `bare` kinds name a place
    without any (高新区); `only_visited` ones are places only where somebody goes.
    """

    name: str
    shortest: int
    longest: int
    bare: bool = False
    only_visited: bool = False

    def needs_visit(self, name: str) -> bool:
        """Whether such a place of this name (nothing for 开发区 alone) must be gone to."""
        return self.only_visited and not (self.name == "vague" and len(name) > 1)


KINDS = {
    kind.name: kind
    for kind in (
        PlaceKind("hall", 1, 12, only_visited=True),
        PlaceKind("vague", 1, 10, bare=True, only_visited=True),
        PlaceKind("zone", 2, 10),
        PlaceKind("common", 0, 8, bare=True),
        PlaceKind("nature", 1, 12),
        PlaceKind("transport", 1, 8),
        PlaceKind("farm", 1, 8, only_visited=True),
        PlaceKind("venue", 2, 10, only_visited=True),
        PlaceKind("centre", 1, 10, only_visited=True),
        PlaceKind("landscape", 1, 5, only_visited=True),
        PlaceKind("hamlet", 1, 4, only_visited=True),
        PlaceKind("model", 2, 8, only_visited=True),
        PlaceKind("town", 2, 9),
        PlaceKind("village", 2, 6),
        PlaceKind("road", 2, 4, only_visited=True),
        PlaceKind("water", 1, 3),
        PlaceKind("county", 1, 3, only_visited=True),
    )
}

_FLOW = re.compile("流域|沿线|沿岸|两岸|岸|畔|段|边|库区|水域|湖区")
_WATERS = frozenset("河江湖")
_NOT_BEFORE = {
    "园": frozenset("幼儿校田家公果茶花庄"),
    "山": frozenset("上下爬进"),
    "河": frozenset("沟"),
}
"""What makes another word of a kind of place: 校园, 下山."""


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(trie_pattern(place_kinds()))


def kinds_in(text: str) -> Iterator[tuple[re.Match[str], PlaceKind]]:
    """The words of the text that end names of places, the longest first, with their kinds."""
    known = place_kinds()
    for generic in _generic().finditer(text):
        word = generic[0]
        name = known[word]
        if name == "none":
            continue
        if text[generic.start() - 1 : generic.start()] in _NOT_BEFORE.get(word, ()):
            continue
        if word in _WATERS and _FLOW.match(text, generic.end()):
            name = "water"
        yield generic, KINDS[name]


_OFFICE = (
    r"(?:人民)?政府|办事处|党委|党工委|工委|党支部|纪委|管委会|管理委员会|管理部|管理局|管理处|管理所|管理中心|服务中心(?=主任)|派出所|司法所|卫生院|财政所"
    r"|中心小学|中心校|中学|小学|医院|法庭|供电所|有限|公司|集团|招商局|分局"
)
_PEOPLE = (
    r"主要负责|相关负责|负责人|负责同志|主任|副主任|书记|党组|领导|分管|主要领导|主管|干部"
    r"|工作人员|代办员"
)

_NOT_AFTER = {
    "town": re.compile(
        rf"[镇街域级]|乡长|人大|政协|人武|村(?!民)|长(?![江宁安])|委(?!员)|办(?![理事证])|振兴|两委|党|支书|民(?!族)|便民服务|综合|财政|{_OFFICE}|{_PEOPLE}"
        r"|(?![的和与设建到在开])[\u3400-\u9fff]{2,5}(?:所(?![以有在])|站(?!点)|中队|办公室|协会|合作社)"
    ),
    "village": re.compile(
        rf"[镇街域级道务规居集部史社区长]|村?委|居委|民委|民小组|两委|党|支书|企业|工作者|工作站|医院|卫生|矫正|治理|养老|食堂|团购|图书|建设|振兴"
        rf"|便民|综合|{_OFFICE}|{_PEOPLE}"
    ),
    "road": re.compile(r"[径线网桥段况政演灯费由口]|政|办事处|派出所|小学|中学|支行|社区|街道|店"),
    "hamlet": re.compile("[村镇乡街]"),
    "county": re.compile(r"[级直域长委城乡市区情志财]|政府|人民|局|内|本级|外|里|直|以下|属"),
    "hall": re.compile(rf"{_PEOPLE}|窗口(?:工作)?人员|党|等?单位"),
    "centre": re.compile(
        rf"{_PEOPLE}|窗口(?:工作)?人员|党|等?单位|公司|的?(?:建设|工作|要求|任务)"
    ),
    "venue": re.compile(
        r"监管|监督|主体|准入|化|经济|秩序|活力|需求|运行|价格|竞争|信息|调节|舞|环境|规则|管理|营|占有|规范|交易|机制|行为"
    ),
    "nature": re.compile(rf"[式型]|体制|{_OFFICE}|{_PEOPLE}"),
    "transport": re.compile(rf"费|商|{_OFFICE}"),
}
_OFFICE_AFTER = re.compile(rf"{_OFFICE}|{_PEOPLE}|化|级")

_STOPS = re.compile(
    r"(?<=[\u3400-\u9fff])向(?=[\u3400-\u9fff]{2})|^就(?!业)|专人|[我的了各全该本每个等及在为对将已从由以与些到赴是有被让把乡镇村]|所有|所属|下辖|部分|相关|开展|推进|推动|组织|实施|建设|加快|深入|进入|偏远|边远"
    r"|贫困|农村|乡村|城乡|城镇|城市|重点|特色|试点|示范|美丽|街道|居民|群众|企业|干部|办理|服务|政务|工作|调研|走访|慰问|指导|督导"
    r"|检查|基层|小区|现场|一线|易地|社会|其他|周边|辖区|市场|部门|单位|住房|和城|联合|牵头|窗口|局|厅|负责|代表|人员|行政|(?<![前跃先奋共])进(?![步贤化取])|跑|数据|道路|公路|铁路"
)
"""Words that no name of a town, a village or a road holds."""

_LONG_STOPS = re.compile(
    r"首[个家批座]|村级|^(?:协调|会商|研究|解决|配合)|助力|赋能|护航|住房公积金|志愿者|学雷锋|公司|全国|部门|设立|提供|流动|赋|放权|社区和|贸易试验|政策|宣讲|活动|[我的了各该每等在将把被让从由以赴其到沿于往]|开展|推进|推动|组织|实施|加快|前往|走访|深入|走进|来到|调研|考察|现场|全部|所有|有关|相关|部分|入驻"
    r"|落户|落地|打造|创建|围绕|依托|其中|以及|检查|督导|指导|办理|企业到|群众|干部|窗口(?!单)|局|联合|牵头|负责|代表|人员|项目|全县|全市|全区"
    r"|全省|多个|大厅|体验|登上|服务队|召开|会议|加强|支持|推广|建成|新建|列入|纳入|参观|查看|本市|本县|本区"
)
"""Words that no name of a zone, a park or a hall holds."""

_LEAVES = frozenset(
    ("farm", "centre", "hall", "vague", "zone", "common", "nature", "transport", "venue")
)
"""Kinds of long and free names, which a publisher also calls its own by 市 or 县 (县工业园区)."""

_GRADES = re.compile(
    "(?:国家|省|市|县|各|村)级|重点|大型|主要|口袋|主题|乡镇|街道|基层|县域|示范|试点|[境辖]内"
)
"""Ranks and sorts, which name nothing behind a division either."""

_LONGEST_TOWN = 6
"""Characters of a town's name, where no peoples stand in it (鹅公岭侗族苗族乡)."""

_VERB = 2
"""Characters of a verb that a name may follow."""

_POINTS = frozenset("其该此某")
_NO_ROAD = frozenset("道公铁网线一走跑思出后前来套销半弯岔让")
_OWN_AREA = frozenset("省市县区州旗镇乡")
"""How a publisher calls its own hall: 市政务服务中心."""


def ends_well(text: str, generic: re.Match[str], kind: PlaceKind) -> bool:
    """Whether what follows leaves a place rather than makes an office or a word of it (镇政府)."""
    unwanted = _NOT_AFTER.get(kind.name, _OFFICE_AFTER)
    return unwanted.match(text, generic.end()) is None


def is_named(name: str, kind: PlaceKind, *, inside: bool = False) -> bool:
    """Whether the words before the kind of place are a name (nothing at all is one too).

    `inside` says that a division's name stands before them: 电商产业园 names one in 泗县.
    """
    if name in unnamed_places():
        own = name in _OWN_AREA and kind.name in _LEAVES
        return own or (inside and kind.name in _LEAVES and _GRADES.fullmatch(name) is None)
    if name[:1] in _POINTS or (kind.name == "road" and name[-1:] in _NO_ROAD):
        return False
    if name.endswith(
        ("进", "入", "内", "外", "设", "设立", "设置", "专用", "货运", "客运", "公用")
    ) or (kind.name == "village" and name.endswith("农")):
        return False
    if kind.name == "town" and len(name) > _LONGEST_TOWN and "族" not in name:
        return False
    stops = _LONG_STOPS if kind.name in _LEAVES else _STOPS
    return stops.search(name) is None


def is_own_area(name: str, kind: PlaceKind) -> bool:
    """Whether the publisher calls a place of its own so (市高新区, 县工业园区)."""
    return name in _OWN_AREA and kind.name in _LEAVES


def may_begin_name(text: str, start: int, end: int) -> bool:
    """Whether a name may begin at `start`: not with a verb of two characters (覆盖双凤)."""
    if end - start <= _VERB or (start and text[start - 1] == "、"):
        return True
    return text[start + 1] not in following_words().get(text[start], "")
