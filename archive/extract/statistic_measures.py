"""Category and measure in the words before a number: 行政许可事项 | 受理, 咨询类, 按时办结率.

`read_measure` tries a few readings in turn, the surest first; each is a small function that says
what it takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import msgspec

from archive.extract.statistic_categories import is_matter, tidy_category, tidy_object
from archive.extract.statistic_grammar import grammar
from archive.extract.statistic_quotes import QUOTED_CHARACTER
from archive.extract.statistic_scopes import acts_inside, skip_adverbs
from archive.extract.statistic_splits import (
    FILLERS,
    TOTAL,
    Measured,
    category_end,
    plain_measure,
    split_at,
    without_adverbs,
)


def read_measure(rest: str) -> Measured:
    """Category and measure of the words behind a scope (empty words say nothing)."""
    if rest:
        for reading in _READINGS:
            found = reading(rest)
            if found is not None:
                return found
    return Measured()


# Readings, in order ---------------------------------------------------------------------------

_KNOWN_TAIL: Final = re.compile(r"类?(?:事项|业务|项目|工单|领域|方面|类|的|交易(?=交易))?")


def _known_category(rest: str) -> Measured | None:
    """依申请行政许可|事项|受理: a category of the list with a measure, or nothing, behind it."""
    known = grammar().known_kind.match(rest)
    if known is None:
        return None
    end = known.end()
    tail = _KNOWN_TAIL.match(rest, end)
    tail_end = tail.end() if tail else end
    if len(rest) - tail_end == 1:
        tail_end = end  # 12345热线|工单量
    begin = skip_adverbs(rest, tail_end)
    kept = known[0] + ("类" if rest[end : end + 1] == "类" else "")
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


_ALL_KINDS: Final = ("各", "此", "该", "这", "同")
_KIND: Final = re.compile(
    r"([^共]{1,16}类)(?:来信|来件|信件|来电|件|诉求|工单|事项|业务|问题|项目|热线|电话|留言)?(?:共|合计|共计)?"
)


def _kind(rest: str) -> Measured | None:
    """物业服务类来信, 咨询类诉求: a kind of case, counted by the measure before it."""
    match = _KIND.fullmatch(rest)
    if match is None or acts_inside(match[1]) or match[1].startswith(_ALL_KINDS):
        return None
    return Measured(category=tidy_category(match[1]) or match[1])


_SHORTER: Final = re.compile(
    r"(?:平均|总体|整体)?(?:(?:承诺|法定|办理|审批|办结|总)?(?:时限|时间|环节|材料|要件)(?:平均|总体|整体)?|平均|总体|整体)"
    r"(?:压缩|压减|缩短|减少|精简|提速)$"
)


_SPLIT_BY_KIND: Final = re.compile(r"(.{2,16}[数量率额])\s?[-—－–·:：]\s?([^-—－–·:：]{2,10}类)")


def _by_kind(rest: str) -> Measured | None:
    """新增服务访问用户数-查询类: a measure and, behind a dash, the kind it is of."""
    match = _SPLIT_BY_KIND.fullmatch(rest)
    return Measured(category=match[2], measure=plain_measure(match[1])) if match else None


_THAN: Final = ("比", "较")
_SHORTER_VERB: Final = 2


def _shorter(rest: str) -> Measured | None:
    """行政许可事项|承诺时限平均压缩 76.5%."""
    match = _SHORTER.search(rest)
    if match is None:
        return None
    if rest.startswith(_THAN):
        # 较法定时限|压缩
        begin = len(rest) - _SHORTER_VERB
        return Measured(measure=rest[begin:], start=begin)
    before = rest[: match.start()]
    if before.endswith(_THAN):
        # 承诺件|办结时限|比法定时限|缩短
        inner = read_measure(before[:-1])
        if inner.measure:
            return msgspec.structs.replace(inner, measure=inner.measure + rest[-_SHORTER_VERB:])
    return split_at(rest, match.start())


def _carrier(rest: str) -> Measured | None:
    """完成|交易项目, 完成|工程建设项目|审批: the verb only carries what follows."""
    match = grammar().carrier.match(rest)
    if match is None or match.end() >= len(rest):
        return None
    inner = read_measure(rest[match.end() :])
    thing = rest[match.end() :].strip("了各类项种")
    if inner.measure is None and thing.endswith("项目") and not grammar().known_kind.match(thing):
        # 实施|比选项目
        return Measured(measure=thing, start=rest.rfind(thing))
    if inner.measure is None:
        return None
    return msgspec.structs.replace(inner, start=match.end() + inner.start)


_OBJECTS: Final = ("诉求", "工单", "事项", "业务")


_TOLD_OF: Final = re.compile(
    r"(?:反映|关于|有关)(.{2,80}?)(?:等|方面|问题|相关|有关|类|的){0,3}(来电|来信|留言|信件|来访)"
)


def _told_of(rest: str) -> Measured | None:
    """反映油烟污染、流动摊贩等来电: how the case came in, behind what it tells of."""
    match = _TOLD_OF.fullmatch(rest)
    if match is None or not (category := tidy_category(match[1])):
        return None
    return Measured(category=category, measure=match[2], start=match.start(1))


def _object_alone(rest: str) -> Measured | None:
    """电话诉求, 户籍业务: what is counted, the verb stands before; 有效工单 counts by itself."""
    if not rest.endswith(_OBJECTS) or acts_inside(rest) or _CARRYING.search(rest):
        return None
    act = grammar().act_verb.match(rest) or grammar().case_verb.match(rest)
    if act and not grammar().nominal_end.fullmatch(act[0]):
        return None
    item = tidy_category(rest)
    return Measured(category=item) if item else Measured(measure=rest)


def _channel(rest: str) -> Measured | None:
    """12345政务服务便民热线."""
    return Measured(category=tidy_category(rest)) if grammar().channel.search(rest) else None


_ENDS_QUOTED: Final = re.compile(f"[{QUOTED_CHARACTER}]$")


def _quoted_name(rest: str) -> Measured | None:
    """二手房转移登记“一件事”: a name that ends in its quoted part, behind no act."""
    if not _ENDS_QUOTED.search(rest) or _CARRYING.match(rest) or grammar().case_verb.match(rest):
        return None
    return Measured(category=tidy_category(rest))


def _whole(rest: str) -> Measured | None:
    """办结, 按时办结率, 交易项目."""
    if not grammar().measure.fullmatch(rest) or _case_verb(rest) is not None:
        return None
    verb = _CARRYING.match(rest)
    carries = (
        verb
        and verb.end() < len(rest)
        and rest[verb.end()] not in _NOUN_GOES_ON
        and not _AMOUNT.fullmatch(rest, verb.end())
    )
    if verb and carries and rest not in grammar().nouns:
        return _carried(rest, verb)
    return Measured(measure=plain_measure(rest))


# 节约|金额 names an amount as 成交金额 does, 节约|建设资金 what was saved.
_AMOUNT: Final = re.compile(r"(?:总)?金额|资金|总额|投资")
_SHORTEST_MEASURE: Final = 2
_LONGEST_MANNER: Final = 3
"""Characters of an unknown word before an act that tells how rather than to what."""
_HAN: Final = re.compile(f"[{QUOTED_CHARACTER}、]")


def _headed(rest: str) -> Measured | None:
    """A noun of measure at the end: 行政许可事项|按时办结率, 电子证照覆盖率."""
    if not grammar().head_end.search(rest):
        return None
    boundary = category_end(rest)
    if boundary is not None:
        return split_at(rest, boundary)
    known = next(
        (word for word in grammar().known if rest.startswith(word) and len(word) < len(rest)), None
    )
    if known is not None:
        tail = _KNOWN_TAIL.match(rest, len(known))
        return split_at(rest, tail.end() if tail and tail.end() < len(rest) - 1 else len(known))
    ending = grammar().measure_end.search(rest)
    # 覆盖|率: a head alone is no measure, its noun belongs to it.
    begin = ending.start() if ending and len(ending[0]) > _SHORTEST_MEASURE else 0
    return split_at(rest, begin if is_matter(without_adverbs(rest[:begin])) else 0)


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


# 重点督办事项|完成, 转办工单|办结: the last verb counts.
_CLOSES: Final = re.compile(
    r"(?:事项|工单|诉求|件|业务)(?:已)?(?:完成|办结|结案|办理|回复|答复|反馈|回访|整改)$"
)


_JOINS: Final = ("和", "及", "并", "、")


def _ends_in_act(words: str) -> bool:
    """Whether words are one act alone, with what leads it (日均查询)."""
    act = grammar().act_verb.search(words) or grammar().case_verb.search(words)
    return act is not None and act.end() == len(words) and act.start() <= _LONGEST_MANNER


def _case(rest: str) -> Measured | None:
    """共受理|行政许可事项: the verb is the measure, its object the category."""
    verb = _case_verb(rest)
    if verb is None or _CLOSES.search(rest, verb.end()):
        return None
    before = rest[: verb.start()]
    stem = without_adverbs(before)
    second = grammar().case_verb.match(rest, verb.end() + 1)
    if second and rest[verb.end()] in "、和及":
        # 受理、办理|各类业务
        joined = Measured(
            category=tidy_category(stem),
            measure=rest[verb.start() : second.end()],
            start=verb.start(),
        )
        item = tidy_object(rest[second.end() :])
        return msgspec.structs.replace(joined, category=item or joined.category)
    if stem.endswith(_JOINS) and _ends_in_act(stem[:-1]):
        # 查询及办理|业务
        joined_verb = re.compile(re.escape(before + verb[0])).match(rest)
        verb = joined_verb or verb
        before = stem = ""
    if grammar().nominal_end.fullmatch(stem):
        # 登记受理|有效工单: two acts in one.
        verb = re.compile(re.escape(stem + before[len(stem) :] + verb[0])).match(rest) or verb
        before = stem = ""
    item = tidy_object(rest[verb.end() :])
    return Measured(
        category=item or tidy_category(stem),
        measure=plain_measure(verb[0]),
        total=bool(TOTAL.search(before, len(stem))),
        start=verb.start(),
        verb=verb[0] if item else None,
    )


# Verbs that always carry their object: 收到群众来信 is no 来信 by itself.
_CARRYING: Final = re.compile(
    r"(?:日均|共|累计|主动|免费|网上|窗口)?(?:收到|收集|采集|接到|接收|接听|接待|接受|解答|发放|核发|颁发|回访|提供|"
    r"开展|反映|惠及|带动|汇聚|汇集|引进|节省|代收|代征|代开|开具|寄送|邮寄|寄递|送达|推送|发布|征收|缴纳|减免|组织|出具|收取|生成|派发|签发|"
    r"打印|归集|节约|协调|解决|减少|实有|在册|登记在册|制发|发出|公示|公开|新增|新设立|新登记|新开办)"
)


def _carrying_first(rest: str) -> Measured | None:
    """收到|办件申请: what the words begin with carries all that follows."""
    match = _CARRYING.match(rest)
    if match is None or match.end() >= len(rest) or grammar().head_end.search(rest):
        return None
    if _AMOUNT.fullmatch(rest, match.end()):
        return Measured(measure=rest)
    return None if rest[match.end()] in _NOUN_GOES_ON else _carried(rest, match)


def _carrying(rest: str) -> Measured | None:
    """接听|热线电话: the verb with its object is the measure."""
    match = _CARRYING.search(rest)
    return _carried(rest, match) if match and match.end() < len(rest) else None


# 接听市民|各类|来电
_EVERY_KIND: Final = re.compile(r"各[类项种](?=.{2})")


def _carried(rest: str, verb: re.Match[str]) -> Measured:
    filler = FILLERS.match(rest, verb.end())
    word = verb[0].removeprefix("共").removeprefix("累计")
    # 接收|市热线中心转来的|市民工单: only the thing itself is kept.
    behind = max(filler.end() if filler else verb.end(), rest.rfind("的") + 1)
    begin = verb.end() - len(word)
    stem = without_adverbs(rest[: verb.start()])
    if stem and not _may_be_matter(stem):
        # 在线|解答群众诉求, 统一|发布公告
        begin, word, stem = 0, rest[: verb.end()], ""
    return Measured(
        category=tidy_category(stem),
        measure=word + _EVERY_KIND.sub("", rest[behind:]),
        total=len(word) < len(verb[0]),
        start=begin,
        verb=word,
        carried=True,
    )


# 施工许可|核发, 养老服务|受理: the matter ends before the act.
_MATTER_THEN_ACT: Final = re.compile(
    r"(?:许可证?|登记|备案|审批|核准|确认|给付|认定|验收|服务|业务|预售|证明|申请)"
    r"(?=(?:共|累计|已)?(?:按时|按期|提前|网上|窗口|当场)?"
    r"(?:受理|办结|办理|办件|核发|颁发|发放|发证|收件|接件|审批|审核|申请|审结))"
)


def _verb_last(rest: str) -> Measured | None:
    """省本级行政许可|受理: the verb at the end, unless another act carries it (上报各类办件)."""
    ending = grammar().measure_end.search(rest)
    if ending is None or not grammar().verb_end.search(rest):
        return None
    at = category_end(rest) or ending.start()
    matter = _MATTER_THEN_ACT.match(rest, at)
    if not matter and not _may_be_matter(without_adverbs(rest[:at])):
        at = 0
    found = split_at(rest, matter.end() if matter else at)
    if found.category is None or not grammar().verb_end.fullmatch(found.category):
        return _named_matter(rest, found)
    at = rest.find(found.category)
    after = at + len(found.category)
    filler = FILLERS.match(rest, after)
    joined = found.category + rest[filler.end() if filler else after :]
    return Measured(measure=joined, start=at)


def _may_be_matter(words: str) -> bool:
    """Whether words before an act may be what it is done to: 夜间|受理 and EMS|寄递 tell how."""
    return not words or len(words) > _LONGEST_MANNER or is_matter(words) or bool(_HAN.search(words))


def _named_matter(rest: str, found: Measured) -> Measured:
    """异地就医|备案 is the name of a matter as well as an act on something."""
    named = found.category and found.measure and grammar().nominal_end.fullmatch(found.measure)
    if not named or grammar().act_verb.match(rest):
        return found
    begin = rest.find(found.category or "")
    return msgspec.structs.replace(found, matter=rest[begin:])


def _act(rest: str) -> Measured | None:
    """转派各成员单位: any other act with its object."""
    match = grammar().act_verb.search(rest)
    if (
        match is None
        or rest.endswith("类")
        or rest[match.end() : match.end() + 1] in tuple("类件量率数证书税")
    ):
        return None
    return _carried(rest, match)


def _noun_last(rest: str) -> Measured | None:
    """书记市长信箱|信件."""
    ending = grammar().measure_end.search(rest)
    return None if ending is None else split_at(rest, ending.start())


def _category_alone(rest: str) -> Measured | None:
    return Measured(category=tidy_category(rest))


_READINGS: Final[tuple[Callable[[str], Measured | None], ...]] = (
    _known_category,
    _quoted_name,
    _by_kind,
    _kind,
    _shorter,
    _carrier,
    _told_of,
    _object_alone,
    _channel,
    _whole,
    _carrying_first,
    _headed,
    _case,
    _carrying,
    _verb_last,
    _act,
    _noun_last,
    _category_alone,
)
