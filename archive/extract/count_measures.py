"""What a number counts: verb and object before it in its clause, else the noun after it.

抽查卷宗18件 counts 抽查卷宗, 29家持证企业 counts 持证企业, 在5个工作日内完成了审核审批 counts
完成了审核审批. Verbs are told by `corpus.lexicon.units`; no segmenter is needed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

import msgspec

from archive.extract.context import Taken
from archive.extract.count_acts import act_with_object, closes, governing, has_object
from archive.extract.count_nouns import noun_after
from archive.extract.count_words import acts_in, end_at, kinds, strip_clause
from corpus.lexicon.units import UnitKind, units

_LOOK: Final = 40
"""Characters of a clause read on either side of a number."""

_SHORT: Final = 12
"""A rate's name is taken whole up to here: 直接办结率."""

_LONGEST: Final = 20
"""Longest measure without a known verb; beyond it only the clause's last words would be right."""

_CHANGE_LENGTH: Final = 12
"""A clause longer than this tells more than a change (分别压缩至)."""

_SHORTEST: Final = 2
"""Fewer characters than this tell no act."""

_PEOPLE: Final = frozenset({"人", "名", "人次"})
_CLAUSE: Final = re.compile(r"[，,。；;：:！？!?、\n（(）)…]")
_BREAK: Final = re.compile(r"[，,。；;：:！？!?\n（(）)…]")
_DIGITS_STOP: Final = re.compile(r"[0-9]")
# 窗口工作人员已劝慰…: behind these the predicate begins.
_ADVERBS: Final = re.compile(
    r"已经|已|(?<![平日年月周])均|还|先后|分别|累计|现场|当场|主动|同步|集中|积极|随机|逐一|一次性"
    r"|陆续|顺利|成功|及时|全部|共同|直接|免费|另|为期|新(?=增|建|办)"
)
# 该项目占地, 其注册资本: who has it is not what is counted.
_SUBJECT: Final = re.compile(
    r"^(?:该|本|此)(?:项目|窗口|企业|中心|局|单位|公司|系统|平台|县|区|市|州|旗|镇|乡|村|社区|街道"
    r"|厅|办|园区|工程)(?=.{2})|^其(?=.{2})"
)
# 对符合条件的9家当场发证: those that the clause before 的 describes.
_RELATIVE: Final = re.compile(r"(?:^|对|将|给|为|向)((?:符合|不符合|满足|具备)[^的]{1,12})的?$")
_DIMENSION: Final = re.compile(
    r"(?:总|建筑|用地|占地|营业|办公|使用){0,4}(?:面积|海拔|行程|里程|全长|总长|距离|长|宽|高)$"
)
# 5公里外的猛董村: a distance counts nothing.
_AWAY: Final = re.compile(r"(?:之|以)?外的?|开外|远的")
# 实现开办时间由3天…, 将管网延伸1.2公里: what is brought about is measured.
_BROUGHT: Final = re.compile(r"^(?:实现|使得?|让|将|把|推动)(?=.{3})")
_HANDLED: Final = re.compile(r"(?:将|把)([^将把，,]{2,16})$")
# 7月2日前上交心得体会: what still belongs to the date.
_DUE: Final = re.compile(r"(?:之|以)?[前后]|起|止|以来|期间")
_TOOK: Final = re.compile(r"用时|历时|耗时|用(?=[了时]|$)|最快")
# 为期3个月的专项整治
_LASTING: Final = re.compile(r"的([\u4e00-\u9fff“”]{2,16}?)(?=[，,。；;、结圆顺启拉正开共]|$)")
_WITHIN: Final = re.compile(r"(?:之|以)?内|(?:之|以)?后(?![续期勤])|(?:的)?时间(?:内)?")
# 6个工作日就拿到许可: what the time was enough for.
_ENOUGH: Final = re.compile(r"(?:时间)?(?:就|便|即)(?!可|能)")
# 通过召开座谈会、发放问卷等形式征集意见; 大厅现有导办员: the way, and where they are.
_LISTED_WAYS: Final = re.compile(r"等(?:形式|方式|渠道|途径|手段|方法)")
_WAY: Final = re.compile(
    r"^(?:通过|采取|采用|利用|以|运用)[^，。]{2,30}(?:形式|方式|渠道|途径|手段|方法)(?=.{2})"
    r"|^[^，。]{0,8}?(?:现有|共有|设有|配有)(?=.{2})"
)
# 窗口累计延时服务126小时: who did it is not what took the time.
_TOTALLED: Final = re.compile(r"^.{1,12}?(?:累计|共计?)(?=.{2})")
_CONNECT: Final = re.compile(r"^(?:就|即|便|可|全部|均|将|予以|的|已|全|能|得以)+")


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A count at `[start, end)` of the text with its unit and the unit's kind."""

    start: int
    end: int
    unit: str
    kind: UnitKind


# The clause before ---------------------------------------------------------------------------


def _opening(text: str, count: Counted, floor: int) -> int:
    """Where the clause begins that leads to a count."""
    low = max(floor, count.start - _LOOK)
    for match in _CLAUSE.finditer(text, low, count.start):
        low = match.end()
    return low


def _before(text: str, count: Counted, floor: int, actors: Sequence[tuple[int, int]]) -> str:
    """The clause before a count, from the last break, count or actor's name on."""
    low = _opening(text, count, floor)
    for start, end in actors:
        if low <= start and end < count.start:
            due = _DUE.match(text, end, count.start)
            begin = due.end() if due else end
            if any(act.start < start < act.end for act in acts_in(text, low, count.start)):
                continue  # the name begins inside an act: it is none
            if acts_in(text, begin, count.start) or not acts_in(text, low, start):
                low = begin
    return text[_with_list(text, count, low, floor) : count.start]


def _with_list(text: str, count: Counted, low: int, floor: int) -> int:
    """Where the clause begins once a list before it is taken in: 发放海报、手册等资料2000份.

    等 makes all parts of the list nouns (办理社保查询、公积金提取等业务), else a part with an act
    of its own is a clause.
    """
    if text[low - 1 : low] != "、":
        return low
    way = _LISTED_WAYS.search(text, low, count.start)
    if way:
        return way.end()
    closed = "等" in text[low : count.start]
    if not closed and act_with_object(text[low : count.start], first=False) is not None:
        return low
    start = max(floor, low - _LOOK)
    for match in _BREAK.finditer(text, start, low):
        start = match.end()
    listed = text[start:low]
    act = act_with_object(listed, first=closed)
    if act is None or _DIGITS_STOP.search(listed, act):
        return low
    return start + act


def _after_adverb(before: str) -> str:
    """窗口工作人员已劝慰: the predicate begins behind the adverb where no act is known."""
    begins = 0
    for match in _ADVERBS.finditer(before, 1):
        begins = match.end()
    return before[begins:] if begins <= len(before) - _SHORTEST else before


# Changes -------------------------------------------------------------------------------------


def _only_change(clause: str) -> bool:
    """True for a clause that tells a change alone (压缩至, 下降)."""
    known = kinds()
    if len(clause) > _CHANGE_LENGTH or not clause.startswith(known.change):
        return False
    rest = clause
    for word in (*units().words.trail, "一"):
        rest = rest.removesuffix(word)
    return rest in known.changes


def _compared(text: str, count: Counted, floor: int) -> str:
    """比承诺时限提前, 较10月增加: the change that a comparison tells, else nothing."""
    clause = text[_opening(text, count, floor) : count.start].rstrip()
    if "比" not in clause and "较" not in clause:
        return ""
    match = _comparison().fullmatch(clause)
    return match[1] if match else ""


@cache
def _comparison() -> re.Pattern[str]:
    words = "|".join(kinds().change)
    than = r"(?:(?<![同环对评占])比|较)(?!为)"
    return re.compile(rf"[^比较]{{0,12}}{than}.{{1,24}}?({words})(?:了|约|近)?")


def _unchanged(before: str, clause: str) -> str:
    """网办率提升至, 时限压缩到: the figure is of what was changed, not of the change."""
    if not clause.endswith(("至", "到", "为")):
        return before
    for word in kinds().change:
        if before.endswith(word) and len(before) > len(word):
            return before.removesuffix(word)
    return before


def _goes_on(text: str, start: int, end: int) -> bool:
    """True where the figure before is what this one was before its change."""
    return end - start <= _LOOK and not _BREAK.search(text, start, end)


# Durations, sizes, things --------------------------------------------------------------------


def _after_within(text: str, end: int) -> str:
    """内完成了审核审批: what was done in the time; in 内办结许可5件 the other count ends it."""
    match = _WITHIN.match(text, end)
    position = match.end() if match else end
    stop = _CLAUSE.search(text, position, position + _LOOK)
    rest = text[position : stop.start() if stop else position + _LOOK]
    rest = _CONNECT.sub("", rest)
    figure = _DIGITS_STOP.search(rest)
    return rest if figure is None else governing(rest[: figure.start()]) or ""


def _of_duration(text: str, count: Counted, before: str, clause: str) -> str | None:
    """What took the time: done within it (内…), else what stands before it (审批时限)."""
    rest = _after_within(text, count.end)
    if clause.endswith(("连续", "持续")) and 0 < len(rest) <= _SHORT:
        return rest
    lasting = _LASTING.match(text, count.end) if clause.endswith("为期") else None
    if lasting:
        return lasting[1]
    enough = _WITHIN.match(text, count.end) or _ENOUGH.match(text, count.end)
    if rest and (not before or enough):
        return rest
    if not before:
        took = _TOOK.search(clause)
        return took[0] if took else None
    before = _BROUGHT.sub("", before)
    governed = governing(before)
    if governed is not None and closes(governed):
        return governed
    return _TOTALLED.sub("", before)[-_LONGEST:]


def _of_size(text: str, count: Counted, before: str) -> str | None:
    """面积386亩 counts 面积, 将管网延伸1.2公里 管网延伸; else as of things."""
    if _AWAY.match(text, count.end):
        return None
    dimension = _DIMENSION.search(before)
    if dimension and (len(before) > _SHORT or "在" in before):
        return dimension[0]
    handled = _HANDLED.search(before)
    if handled:
        return handled[1]
    governed = governing(before)
    if dimension or (governed is not None and (has_object(governed) or closes(governed))):
        return _by_clause(text, count, before, governed)
    return _noun(text, count, before) or _by_clause(text, count, before, governed)


def _of_money(text: str, count: Counted, before: str) -> str | None:
    """减免费用3.5万元 counts 减免费用, …防暑用品价值1.5万元 the goods."""
    if before.endswith("价值") and len(before) > len("价值"):
        before = before.removesuffix("价值")
    handled = _HANDLED.search(before)
    if handled:
        return handled[1]
    found = _by_clause(text, count, before, governing(before))
    return found or _noun(text, count, before) or None


def _of_rate(text: str, count: Counted, before: str) -> str | None:
    """办结率98.5% counts 办结率, 80%的事项 事项."""
    if 0 < len(before) <= _SHORT:
        return before
    found = _by_clause(text, count, before, governing(before))
    return found or _noun(text, count, before) or None


def _of_things(text: str, count: Counted, before: str, clause: str, floor: int) -> str | None:
    """29家持证企业 counts 持证企业, 抽查卷宗18件 抽查卷宗, 45人参加 参加."""
    noun = _noun(text, count, before)
    if noun:
        return noun
    relative = _RELATIVE.search(before)
    if relative:
        return relative[1]
    at = count.start - len(clause)
    # 等66人参加, 12家单位66人参加: a list, or the noun of the count before, is not what they are.
    if before.endswith("等") or (at == floor > 0 and not acts_in(before)):
        told = _act_after(text, count)
        if told:
            return told
    listed = text[at - 1 : at] == "、"
    return _by_clause(text, count, before, governing(before, listed=listed))


def _noun(text: str, count: Counted, before: str) -> str:
    """The noun after a count; none where the count only describes it (超时办件4件的窗口)."""
    if before and text.startswith("的", count.end):
        return ""
    return noun_after(text, count.end, count.unit)


def _by_clause(text: str, count: Counted, before: str, governed: str | None) -> str | None:
    """Verb and object before a count, else the clause, else what the counted people did."""
    direct = governed is not None and (has_object(governed) or closes(governed))
    if governed and (direct or len(before) > _LONGEST):
        return governed
    if governed is None or (not direct and len(governed) == len(before)):
        before = _after_adverb(before)
    return before[-_LONGEST:] or _act_after(text, count)


def _act_after(text: str, count: Counted) -> str | None:
    """128人聆听, 45人参加: where nothing else tells, what they did."""
    if count.unit not in _PEOPLE:
        return None
    end = end_at(text, count.end)
    known = kinds()
    return end.word if end and end.word in known.acts | known.whole else None


def _measure(text: str, count: Counted, clause: str, floor: int) -> str | None:
    """What a count counts, from its clause and what follows it."""
    before = _unchanged(strip_clause(_WAY.sub("", clause)), clause)
    before = _SUBJECT.sub("", before)
    if before.endswith("一行"):
        return "一行"
    if count.kind == "duration":
        return _of_duration(text, count, before, clause)
    if count.kind == "things":
        return _of_things(text, count, before, clause, floor)
    if count.kind == "size":
        return _of_size(text, count, before)
    if count.kind == "money":
        return _of_money(text, count, before)
    return _of_rate(text, count, before)


def measures(text: str, counted: Sequence[Counted], taken: Taken) -> tuple[str | None, ...]:
    """What each count of a text counts, in order; None where the text does not say.

    `taken` are other mentions' stretches: an actor's name before the verb is not what is counted.
    """
    actors = sorted(taken)
    results: list[str | None] = []
    floor = 0
    first = 0
    for count in counted:
        while first < len(actors) and actors[first][1] <= count.start - _LOOK:
            first += 1
        near = []
        for span in actors[first:]:
            if span[0] >= count.start:
                break
            near.append(span)
        clause = _before(text, count, floor, near).strip()
        same = bool(results) and count.kind != "rate" and _goes_on(text, floor, count.start)
        compared = _compared(text, count, floor)
        if compared:
            results.append(compared)
        elif same and _only_change(clause):
            results.append(results[-1])
        else:
            results.append(_measure(text, count, clause, floor))
        floor = count.end
    return tuple(results)
