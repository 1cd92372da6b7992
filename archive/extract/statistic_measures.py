"""Category and measure in the words before a number: 行政许可事项 | 受理, 咨询类, 按时办结率.

`read_measure` tries a few readings in turn, the surest first; each is a small function that says
what it takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import msgspec

from archive.extract.statistic_grammar import grammar
from archive.extract.statistic_scopes import acts_inside, skip_adverbs

TOTAL: Final = re.compile(r"共|累计|合计|总计")


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What the words say; `start` is where the measure (else the category) begins in them."""

    category: str | None = None
    measure: str | None = None
    total: bool = False
    start: int = 0


def read_measure(rest: str) -> Measured:
    """Category and measure of the words behind a scope (empty words say nothing)."""
    if rest:
        for reading in _READINGS:
            found = reading(rest)
            if found is not None:
                return found
    return Measured()


# Categories -----------------------------------------------------------------------------------

_WHOLE_SERVICE: Final = re.compile(r"政务服务|审批服务|行政服务|便民服务")
_NO_CATEGORY: Final = re.compile(
    r"(?:单位|部门)$|处于|时限|正在|需要|由|被|比|较|后|对外|达到|位居|排名"
)
_EVERY: Final = re.compile(r"[了的对]{0,2}各[类项种]")
_LEADING: Final = re.compile(
    r"(?:了|的|对|各类|各项|各种|有关|相关|涉及|关于|反映|(?:群众|市民)(?!热线|信箱)){1,4}"
)
_TRAILING: Final = re.compile(r"(?:共|已|累计|的|等|各类|各项|各种|中){1,3}$")
_PROJECTS: Final = ("审批项目", "许可项目", "服务项目")


def tidy_category(text: str) -> str | None:
    """A category without words that say nothing (各类事项) and without 事项 at its end, or None."""
    patterns = grammar()
    text = text.strip('“”" ')
    every = bool(_EVERY.match(text))
    leading = _LEADING.match(text)
    text = _TRAILING.sub("", text[leading.end() :] if leading else text)
    if text in ("平台", "系统", "全平台") or _NO_CATEGORY.search(text):
        return None
    if text in patterns.known_set and not (every and _WHOLE_SERVICE.fullmatch(text)):
        return text
    if patterns.generic.fullmatch(text):
        kind = _WHOLE_SERVICE.match(text)
        return kind[0] if kind and not every else None
    for ending in patterns.dropped:
        if text.endswith(ending) and len(text) - len(ending) > 1:
            text = text[: -len(ending)] + ("类" if ending.startswith("类") else "")
            break
    return (text[:-2] if text.endswith(_PROJECTS) else text) or None


# Measures -------------------------------------------------------------------------------------

_MEASURE_TAIL: Final = re.compile(
    r"(?<=[理结访电诉询听单证请易价到评意])(?:总?件数|数量|的?数)$"
    r"|(?<=[承转交直批应督联代即网接申在待未]办)(?:件数|数)$|(?<=件)数$"
)
_FILLERS: Final = re.compile(r"(?:了|各类|各种|各项|有关|相关){1,3}")


def plain_measure(measure: str) -> str:
    """受理件数 and 受理数 count what 受理 counts; 受理量 is a word of its own."""
    return _MEASURE_TAIL.sub("", measure) or measure


def _without_adverbs(text: str) -> str:
    """Words before a verb without the 共 or 已经 that stands right before it."""
    for begin in range(max(len(text) - 8, 0), len(text)):
        if skip_adverbs(text, begin) == len(text):
            return text[:begin]
    return text


def _split(rest: str, boundary: int) -> Measured:
    """Category up to `boundary`, measure behind it."""
    begin = skip_adverbs(rest, boundary)
    return Measured(
        category=tidy_category(_without_adverbs(rest[:boundary])),
        measure=plain_measure(rest[begin:]),
        total=bool(TOTAL.search(rest, boundary, begin)),
        start=begin,
    )


def _boundary(rest: str) -> int | None:
    """Where a category ends (行政许可事项|) and a whole measure follows, or None."""
    best: int | None = None
    for word in grammar().boundaries:
        position = rest.rfind(word, 0, len(rest) - 1)
        while position >= 0:
            end = position + len(word)
            if grammar().measure.fullmatch(rest, skip_adverbs(rest, end)):
                best = end if best is None else min(best, end)
            position = rest.rfind(word, 0, position)
    return best


# Readings, in order ---------------------------------------------------------------------------

_KNOWN_TAIL: Final = re.compile(r"类?(?:事项|业务|项目|工单|领域|方面|类|的|交易(?=交易))?")


def _known_category(rest: str) -> Measured | None:
    """行政许可|事项|受理: a category of the list with a measure, or nothing, behind it."""
    word = next((word for word in grammar().known if rest.startswith(word)), None)
    if word is None:
        return None
    end = len(word)
    tail = _KNOWN_TAIL.match(rest, end)
    tail_end = tail.end() if tail else end
    begin = skip_adverbs(rest, tail_end)
    kept = word + ("类" if rest[end : end + 1] == "类" else "")
    total = bool(TOTAL.search(rest, tail_end, begin))
    if begin >= len(rest):
        return Measured(category=kept, total=total)
    verb = _case_verb(rest[begin:])
    if verb is None and not grammar().measure.fullmatch(rest, begin):
        return None
    if verb is not None and (verb.start() or tidy_category(rest[begin + verb.end() :])):
        return None
    measure = plain_measure(verb[0] if verb else rest[begin:])
    return Measured(category=kept, measure=measure, total=total, start=begin)


_KIND: Final = re.compile(
    r"([^共]{1,16}类)(?:来信|来件|信件|来电|件|诉求|工单|事项|业务|问题|项目|热线|电话|留言)?(?:共|合计|共计)?"
)


def _kind(rest: str) -> Measured | None:
    """物业服务类来信, 咨询类诉求: a kind of case, counted by the measure before it."""
    match = _KIND.fullmatch(rest)
    if match is None or acts_inside(match[1]) or grammar().generic.fullmatch(match[1]):
        return None
    return Measured(category=tidy_category(match[1]))


_SHORTER: Final = re.compile(
    r"(?:(?:承诺|法定|办理|审批|办结|总)?(?:时限|时间|环节|材料|要件)(?:平均|总体|整体)?|平均|总体|整体)"
    r"(?:压缩|压减|缩短|减少|精简|提速)$"
)


def _shorter(rest: str) -> Measured | None:
    """行政许可事项|承诺时限平均压缩 76.5%."""
    match = _SHORTER.search(rest)
    return None if match is None else _split(rest, match.start())


def _carrier(rest: str) -> Measured | None:
    """完成|交易项目: the verb only carries the noun of measure."""
    match = grammar().carrier.match(rest)
    if match is None or not grammar().measure.fullmatch(rest, match.end()):
        return None
    return Measured(measure=rest[match.end() :], start=match.end())


_OBJECTS: Final = ("诉求", "工单", "事项", "业务")


def _object_alone(rest: str) -> Measured | None:
    """电话诉求, 户籍业务: what is counted, the verb stands before; 有效工单 counts by itself."""
    if not rest.endswith(_OBJECTS) or acts_inside(rest) or grammar().act_verb.match(rest):
        return None
    item = tidy_category(rest)
    return Measured(category=item) if item else Measured(measure=rest)


def _channel(rest: str) -> Measured | None:
    """12345政务服务便民热线."""
    return Measured(category=tidy_category(rest)) if grammar().channel.search(rest) else None


def _whole(rest: str) -> Measured | None:
    """办结, 按时办结率, 交易项目."""
    if not grammar().measure.fullmatch(rest) or _case_verb(rest) is not None:
        return None
    return Measured(measure=plain_measure(rest))


_SHORTEST_MEASURE: Final = 2


def _headed(rest: str) -> Measured | None:
    """A noun of measure at the end: 行政许可事项|按时办结率, 电子证照覆盖率."""
    if not grammar().head_end.search(rest):
        return None
    boundary = _boundary(rest)
    if boundary is not None:
        return _split(rest, boundary)
    known = next(
        (word for word in grammar().known if rest.startswith(word) and len(word) < len(rest)), None
    )
    if known is not None:
        return _split(rest, len(known))
    ending = grammar().measure_end.search(rest)
    # 覆盖|率: a head alone is no measure, its noun belongs to it.
    begin = ending.start() if ending and len(ending[0]) > _SHORTEST_MEASURE else 0
    return _split(rest, begin)


_IN_PROGRESS: Final = re.compile(r"(?:正在|待|未|超时|逾期)(?:办理|办结|处理|未办|受理)$")
_NOUN_GOES_ON: Final = frozenset("量率数总件额时费证权类")


def _case_verb(rest: str) -> re.Match[str] | None:
    """The verb of case work that has its object behind it (接待|办事群众 has none)."""
    act = grammar().act_verb.search(rest)
    for match in grammar().case_verb.finditer(rest):
        if match.end() >= len(rest) or _IN_PROGRESS.search(rest, match.end()):
            return None
        if act and act.start() < match.start() < act.end():
            return None
        if rest[match.end()] not in _NOUN_GOES_ON:
            return match
    return None


def _case(rest: str) -> Measured | None:
    """共受理|行政许可事项: the verb is the measure, its object the category."""
    verb = _case_verb(rest)
    if verb is None:
        return None
    before = rest[: verb.start()]
    stem = _without_adverbs(before)
    return Measured(
        category=tidy_category(rest[verb.end() :]) or tidy_category(stem),
        measure=plain_measure(verb[0]),
        total=bool(TOTAL.search(before, len(stem))),
        start=verb.start(),
    )


# Verbs that always carry their object: 收到群众来信 is no 来信 by itself.
_CARRYING: Final = re.compile(
    r"(?:日均|共|累计|主动|免费|网上|窗口)?(?:收到|接到|接收|接听|接待|接受|解答|发放|核发|颁发|回访|提供|"
    r"开展|代开|开具|寄送|邮寄|推送|发布|征收|缴纳|减免)"
)


def _carrying(rest: str) -> Measured | None:
    """接听|热线电话: the verb with its object is the measure."""
    match = _CARRYING.search(rest)
    return _carried(rest, match) if match and match.end() < len(rest) else None


def _carried(rest: str, verb: re.Match[str]) -> Measured:
    filler = _FILLERS.match(rest, verb.end())
    word = verb[0].removeprefix("共").removeprefix("累计")
    begin = verb.end() - len(word)
    return Measured(
        category=tidy_category(_without_adverbs(rest[: verb.start()])),
        measure=word + rest[filler.end() if filler else verb.end() :],
        total=len(word) < len(verb[0]),
        start=begin,
    )


def _verb_last(rest: str) -> Measured | None:
    """省本级行政许可|受理: the verb at the end, unless another act carries it (上报各类办件)."""
    ending = grammar().measure_end.search(rest)
    if ending is None or not grammar().verb_end.search(rest):
        return None
    found = _split(rest, _boundary(rest) or ending.start())
    if found.category is None or not grammar().verb_end.fullmatch(found.category):
        return found
    at = rest.find(found.category)
    after = at + len(found.category)
    filler = _FILLERS.match(rest, after)
    joined = found.category + rest[filler.end() if filler else after :]
    return Measured(measure=joined, start=at)


def _act(rest: str) -> Measured | None:
    """转派各成员单位: any other act with its object."""
    match = grammar().act_verb.search(rest)
    if (
        match is None
        or rest.endswith("类")
        or rest[match.end() : match.end() + 1] in tuple("类件量率数")
    ):
        return None
    return _carried(rest, match)


def _noun_last(rest: str) -> Measured | None:
    """书记市长信箱|信件."""
    ending = grammar().measure_end.search(rest)
    return None if ending is None else _split(rest, ending.start())


def _category_alone(rest: str) -> Measured | None:
    return Measured(category=tidy_category(rest))


_READINGS: Final[tuple[Callable[[str], Measured | None], ...]] = (
    _known_category,
    _kind,
    _shorter,
    _carrier,
    _object_alone,
    _channel,
    _whole,
    _headed,
    _case,
    _carrying,
    _verb_last,
    _act,
    _noun_last,
    _category_alone,
)
