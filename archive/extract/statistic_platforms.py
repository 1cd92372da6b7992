"""The system a figure is taken from: 据一体化平台统计, 通过“渝快办”APP办理, 好差评系统收到.

A system's name is known by its form, never from a list: a noun phrase that ends in what such
systems are (平台, 系统, 政务服务网, APP, 小程序 …), with a quoted name of its own or the words that
say what it is for. It is the source of a figure where a preposition leads it (据, 通过, 依托),
where 数据显示 or the like follows, or where it is the subject that receives and handles.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from archive.extract.statistic_grammar import grammar
from archive.extract.statistic_quotes import QUOTED_CHARACTER, SYSTEM_CHARACTER, mask
from archive.extract.statistic_scopes import acts_inside, scope_end, skip_adverbs

_SHORTEST_NAME: Final = 2
_LONGEST_NAME: Final = 34

_SOURCE: Final = re.compile(r"(?:据|根据|依据|来自|从)(?!统计|悉|了解|介绍)")
_MEANS: Final = re.compile(r"(?:依托|通过|经由|借助|利用|运用|经|在|由)")
_SAYS: Final = re.compile(
    r"(?:上(?![线报传门升下])|[中内的]|后台|端口?|数据|运行){0,3}(?:统计|显示|监测|归集|反映|数据|导出|提供|通报){0,3}"
)
# 好差评系统后台数据显示: what follows tells that the words before are a source.
_TELLS: Final = re.compile(r"统计|显示|监测|反映|导出|数据")
_QUOTED_NAME: Final = re.compile(rf"[{QUOTED_CHARACTER}]+")
# 平台建设, 系统升级: the system itself is spoken of.
_TOLD_OF: Final = re.compile(
    r"(?:的)?(?:建设|升级|改造|开发|推广|培训|对接|应用|使用|操作|功能|优化|管理|维护|整合|接入|试运行|验收|[和及与、])"
)
_SYSTEM_NAME: Final = re.compile(rf"(?:移动端|手机端|客户端)?[{SYSTEM_CHARACTER}]+")
_CLOSED: Final = re.compile(r"[，,；;：:。、的了（(]")
# 浙江政务服务网（台州平台）
_BRANCH: Final = re.compile(r"[（(][^（()）]{2,8}(?:平台|站点?|分厅|分中心)[）)]")
_BARE: Final = ("平台", "系统")
# 窗口和平台, 相关平台, 各系统 name none.
_NO_NAME: Final = re.compile(
    r"(?:各|两|多个|相关|有关|全|该|本|其他|其它|搭建|建设|开发|建成|打通|完善|对接|全系统)$"
)
_VERBS: Final = re.compile(
    r"(?:办理|受理)(?!平台|系统|指挥)|来自|来源|取自|源自|开展|推进|优化|实现|升级|(?<!工程)建设(?!项目|工程)|上线(?!以来)"
)


class Platform(msgspec.Struct, frozen=True):
    """A platform as written; `after` is where the words go on behind it and behind 统计, 显示.

    `told` is true where the text names it as the source of what follows (据…统计), so that it holds
    for more than its own clause. `scope` is what stands before its name (全市“好差评”系统).
    """

    name: str
    scope: str | None
    after: int
    told: bool


def platform_at(text: str, start: int) -> Platform | None:
    """The platform that the words from `start` on begin with, behind a preposition or a scope."""
    source = _SOURCE.match(text, start)
    means = None if source else _MEANS.match(text, start)
    led = source or means
    begin = led.end() if led else start
    end = _name_end(text, begin, led=led is not None)
    if end is None:
        return None
    name_start, scope = _name_start(text, begin, end, told=source is not None)
    level = grammar().level.match(text, begin)
    if level and level.end() >= end:
        return None  # 市级平台 is a level
    name = text[name_start:end]
    if len(name) < _SHORTEST_NAME or _NO_NAME.fullmatch(name) or acts_inside(name):
        return None
    says = _SAYS.match(text, end)
    after = says.end() if says else end
    told = source is not None or bool(_TELLS.search(text, end, after))
    rest = skip_adverbs(text, after)
    if led or told or not _TOLD_OF.match(text, rest):
        return Platform(name, scope, after, told)
    return None


_NOTE: Final = re.compile(
    r"(?:数据|资料|统计)?"
    r"(?:均?(?:来源于?|来自于?|取自|源自)|由(?=[^，。；]{2,34}(?:提供|导出|生成)))[:：]?[ \u3000]?"
    r"([^，,。；;:：（）()\n]{2,34})"
)
_NOTED: Final = re.compile(r"数据|来源|资料")


def noted_source(text: str) -> str | None:
    """The system that a note names as the source of all figures (数据来源：市“好差评”系统)."""
    if not _NOTED.search(text):
        return None
    for match in _NOTE.finditer(text):
        masked = mask(match[1])
        end = _name_end(masked.text, 0, led=True)
        if end is not None:
            return masked.back(masked.text[:end])
    return None


def begins_measure(text: str, rest: int) -> bool:
    """Whether words that count begin there: an act or a noun of measure."""
    patterns = grammar()
    return any(
        pattern.match(text, rest)
        for pattern in (patterns.measure, patterns.case_verb, patterns.act_verb, patterns.carrier)
    )


def _name_end(text: str, begin: int, *, led: bool) -> int | None:
    """Where the longest name of a system that begins at `begin` ends."""
    stop = _CLOSED.search(text, begin, begin + _LONGEST_NAME)
    limit = stop.start() if stop else min(len(text), begin + _LONGEST_NAME)
    ends = [match.end() for match in grammar().platform.finditer(text, begin + 1, limit)]
    for end in reversed(ends):
        name = text[begin:end]
        if not acts_inside(name) and not _VERBS.search(name):
            branch = _BRANCH.match(text, end)
            return branch.end() if branch else end
    alone = (_QUOTED_NAME if led else _SYSTEM_NAME).match(text, begin)
    return alone.end() if alone else None


def _name_start(text: str, begin: int, end: int, *, told: bool) -> tuple[int, str | None]:
    """Where the name begins, and the scope before it.

    A quoted name begins at its quote, except where the text names its source in full
    (据省政务服务“好差评”系统统计).
    """
    scope_stop = scope_end(text, begin)
    level = grammar().level.match(text, begin)
    if level and scope_stop < level.end() < end:
        scope_stop = level.end()
    quoted = next(
        (match for match in _QUOTED_NAME.finditer(text, begin, end) if match.end() < end), None
    )
    scoped = begin < scope_stop < end and (level is not None or not told)
    if text[scope_stop:end] in _BARE:
        return begin, None  # 市区平台
    scope = text[begin:scope_stop] if scoped else None
    if quoted and quoted.start() > begin and not (told and level is None):
        return quoted.start(), scope
    return (scope_stop if scoped and level else begin), scope
