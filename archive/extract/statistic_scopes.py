"""Where a figure is from: the level, place, hall or office its words begin with, and its source.

省本级行政许可事项受理: 省本级; 市公安局窗口受理: 市公安局窗口; 据好差评系统统计: 好差评系统.
"""

from __future__ import annotations

import re
from typing import Final

from archive.extract.statistic_grammar import grammar

_LONGEST_SCOPE: Final = 28
_LONGEST_PLACE: Final = 9
_LONGEST_PLATFORM: Final = 34
_SHORTEST_NAME: Final = 2
_SHORTEST_OFFICE: Final = 5
"""Characters of a name that may end in a word that alone is no scope (某县人民政府)."""

_ACTS: Final = re.compile(r"受理|办结|收到|接到|转办|交办|转派|派发|办理|完成")
_LED: Final = re.compile(r"(?:据|根据|依据|依托|通过|经由|经|从|利用|借助|来自)")
_SAYS: Final = re.compile(r"[的中上]?(?:数据)?(?:统计|显示|监测|归集|反映|数据){0,2}")
# What shows that a name goes on: 市场, 市民, 局长, 区域, 县域, 大厅内 …
_GOES_ON: Final = re.compile(r"[长场民容面体类型内外间主域众客人]")
_BODY_GOES_ON: Final = re.compile(r"[托结理件事证公]")
_PLACE_GOES_ON: Final = frozenset("政委局")
_BREAKS: Final = re.compile(r"[，,。；;：:！!]")
_PLACE_BREAKS: Final = re.compile(r"[类件项的、，]")
_PREPOSITIONS: Final = frozenset("由交转向对经被，,、")
# 无锡市、区两级
_TIERS: Final = re.compile(r"、?[市县区乡镇]{1,3}(?:[（(][^（()）]{1,6}[）)])?[两三四]级")
# Known categories that begin like a place or level.
_LIKE_PLACES: Final = frozenset("跨省市县区")


def acts_inside(text: str) -> bool:
    """Whether an act of case work stands in the text (then it is no name)."""
    return bool(_ACTS.search(text))


def platform_at(text: str, start: int) -> tuple[str | None, int]:
    """A system as source or subject (据…平台统计, 好差评系统共收到) and where the words go on."""
    patterns = grammar()
    led = _LED.match(text, start)
    name_start = led.end() if led else start
    low, high = name_start + _SHORTEST_NAME, name_start + _LONGEST_PLATFORM
    found = list(patterns.platform.finditer(text, low, high))
    if not found:
        return None, start
    end = found[-1].end()
    name = text[name_start:end]
    if acts_inside(name):
        return None, start
    says = _SAYS.match(text, end)
    after = says.end() if says else end
    rest = skip_adverbs(text, after)
    if led or rest >= len(text) or patterns.measure.match(text, rest):
        return name, after
    return None, start


_ADVERBS: Final = re.compile(
    r"(?:共有|现有|有(?![效关限偿序])|总共|一共|共计|累计|合计|总计|已经|现已|共|已|全部|先后|现|仅|还|又|再|全年|"
    r"全月|全周|当月|当日|当天|当周|当年|本[周月期年季]度?|上半年|下半年|新|各窗口|今年|年度|实|日常|继续)"
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
    if any(text.startswith(word, start) for word in patterns.known if word[0] in _LIKE_PLACES):
        return start
    end = start
    level = patterns.level.match(text, start)
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


def _is_body(text: str, start: int, end: int) -> bool:
    """市公安局, 政务服务大厅, 忠信镇; not 受委|托, 窗口 alone, 转办市公安局."""
    name = text[start:end]
    patterns = grammar()
    if len(name) < _SHORTEST_NAME or name in patterns.not_scopes or name == "窗口":
        return False
    if name[0] in _PREPOSITIONS or acts_inside(name) or _BREAKS.search(name):
        return False
    if _GOES_ON.match(text, end) or _BODY_GOES_ON.match(text, end):
        return False
    if name.endswith(patterns.not_scope_endings):
        return len(name) >= _SHORTEST_OFFICE and name.endswith(("政府", "乡镇"))
    return True


def _is_place(text: str, start: int, end: int) -> bool:
    """汉台区, 上思县; not 城市|管理, 市|场, 区|长."""
    name = text[start:end]
    if name in grammar().not_scopes or name.endswith(grammar().not_place_endings):
        return False
    if name[0] in _PREPOSITIONS or acts_inside(name) or _PLACE_BREAKS.search(name):
        return False
    return not _GOES_ON.match(text, end) and text[end : end + 1] not in _PLACE_GOES_ON
