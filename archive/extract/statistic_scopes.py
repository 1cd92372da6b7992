"""Where a figure is from: the level, place, hall or office its words begin with.

省本级行政许可事项受理: 省本级; 市公安局窗口受理: 市公安局窗口; 其余各县受理: 其余各县.
"""

from __future__ import annotations

import re
from typing import Final

from archive.extract.statistic_grammar import grammar

_LONGEST_SCOPE: Final = 28
_LONGEST_PLACE: Final = 9
_SHORTEST_NAME: Final = 2
_SHORTEST_OFFICE: Final = 5
"""Characters of a name that may end in a word that alone is no scope (某县人民政府)."""

_ACTS: Final = re.compile(
    r"(?:受理|办理)(?!窗口|专窗|中心|大厅|专区|服务区|区|点|平台|系统|指挥)|办结|收到|接到|转办|交办|转派|派发|完成|承办(?!单位|平台|部门|中心)|接收|回访|接听|解答|督促"
)
# Firms and bodies named by what they do, where they act: 公共服务企业|承办, 水电气企业|办理.
_AGENT: Final = re.compile(
    r"[\u4e00-\u9fff]{2,8}?(?:企业|单位|部门|机构|公司)(?=(?:共|累计|已)?(?:承办|受理|办结|办理|接收|签收|处置|处理))"
)
# What shows that a name goes on: 市场, 市民, 局长, 区域, 县域, 大厅内 …
_GOES_ON: Final = re.compile(r"[长场民容面体类型内外间主域众人]|客(?!流)")
_BODY_GOES_ON: Final = re.compile(r"[托结理件事证公]")
_PLACE_GOES_ON: Final = frozenset("政委局")
# 某旗大力建设服务型政府, 群众到市: a clause and no name.
_BREAKS: Final = re.compile(
    r"[，,。；;：:！!是在到]|排[在名]|位[居列于]|下?大力|着力|努力|积极|不断|服务型|打造|围绕|坚持|加快|加强|推动|深化|按照|为了|以来"
)
_PLACE_BREAKS: Final = re.compile(r"[类件项的、，自据下为节到]")
# What begins 转办市公安局, 由县中心; 交通局, 经开区, 向阳区 begin with none.
_PREPOSITION: Final = re.compile(
    r"由|被|[，,、]|交(?![通警管运投])|转(?!塘)|向(?![阳塘])|对(?![外口])|经(?![营济开发信贸办管侨])"
)
# 其余各县, 所辖县区
_OTHERS: Final = re.compile(r"(?:其余|其他|其它|所辖|下辖|辖区|所属)")
# 无锡市、区两级
_TIERS: Final = re.compile(r"、?[市县区乡镇]{1,3}(?:[（(][^（()）]{1,6}[）)])?[两三四]级")
# Known categories that begin like a place or level.
_LIKE_PLACES: Final = frozenset("跨省市县区")


def acts_inside(text: str) -> bool:
    """Whether an act of case work stands in the text (then it is no name)."""
    return bool(_ACTS.search(text))


_ADVERBS: Final = re.compile(
    r"(?:共有|现有|有(?![效关限偿序])|总共|一共|共计|累计|合计|总计|已经|现已|共|已|全部|先后|现|仅|还|又|再|全年|"
    r"全月|全周|当月|当日|当天|当周|当年|本[周月期年季]度?|为(?:办事|新开办|新设立?|广大|辖区)?(?:企业|群众|市民|居民|市场主体|经营主体|纳税人|财政)(?:和群众|和企业|群众)?|上半年|下半年|新|各窗口|今年|年度|向[\u4e00-\u9fff]{2,8}?(?=转派|派发|转办|交办|发放|推送|提供|移交|转交)|(?:交|转)由[^，。；]{2,20}?(?=办理|处理|承办|处置|办结)|时间(?=共|累计|内)|通过(?=网上|线上|线下|窗口|掌上|自助|现场|电话|邮寄)|"
    r"[比较](?:[采购招标财政项目]{2,4})?(?:预算|概算|控制价|限价|估算)(?:金额|价)?(?=节)|各(?:渠道|途径|平台)|"
    r"主要|实(?!有|名|际|测|施|体)|日常|继续)"
)
# 已办结 is 办结, but 实 in 实有 and 新 in 新登记 belong to the measure.
_BELONGS: Final = frozenset("实新现")


def skip_adverbs(text: str, start: int) -> int:
    """Where the words go on behind 共, 累计, 本周 and the like."""
    end = start
    while match := _ADVERBS.match(text, end):
        end = match.end()
    while end > start and text[end - 1] in _BELONGS:
        end -= 1
    return end


def scope_end(text: str, start: int) -> int:
    """Offset where a scope that begins at `start` ends; `start` where there is none."""
    patterns = grammar()
    if text[start : start + 1] in _LIKE_PLACES and any(
        text.startswith(word, start) for word in patterns.known
    ):
        return start
    end = start
    agent = _AGENT.match(text, start)
    if agent and not acts_inside(agent[0]) and not _OTHERS.match(text, start):
        return agent.end()
    others = _OTHERS.match(text, start)
    level = patterns.level.match(text, others.end() if others else start)
    if level and not _GOES_ON.match(text, level.end()):
        end = level.end()
    for match in patterns.body.finditer(text, start, start + _LONGEST_SCOPE):
        if _is_body(text, start, match.end()):
            end = max(end, match.end())
    if end == start:
        for match in patterns.place.finditer(text, start + 1, start + _LONGEST_PLACE):
            if _is_place(text, start, match.end()):
                end = match.end()
    tiers = _TIERS.match(text, end) if end > start else None
    return tiers.end() if tiers else end


def _led_away(name: str) -> bool:
    """转办市公安局, 由县中心: a preposition stands before the name; 经开区 begins with none."""
    return bool(_PREPOSITION.match(name))


def _is_body(text: str, start: int, end: int) -> bool:
    """市公安局, 政务服务大厅, 忠信镇; not 受委|托, 窗口 alone, 转办市公安局."""
    name = text[start:end]
    patterns = grammar()
    if len(name) < _SHORTEST_NAME or name in patterns.not_scopes or name == "窗口":
        return False
    if _led_away(name) or acts_inside(name) or _BREAKS.search(name):
        return False
    if _GOES_ON.match(text, end) or _BODY_GOES_ON.match(text, end):
        return False
    if name.endswith(patterns.not_scope_endings):
        return len(name) >= _SHORTEST_OFFICE and name.endswith(("政府", "乡镇"))
    return True


def _is_place(text: str, start: int, end: int) -> bool:
    """汉台区, 上思县; not 城市|管理, 市|场, 区|长."""
    name = text[start:end]
    if name in grammar().not_scopes:
        return False
    if name.endswith(grammar().not_place_endings) and name not in grammar().kept_places:
        return False
    if _led_away(name) or acts_inside(name) or _PLACE_BREAKS.search(name):
        return False
    return not _GOES_ON.match(text, end) and text[end : end + 1] not in _PLACE_GOES_ON
