"""Counts in running Chinese text: numbers with a unit and what they count.

Conventions, where usage leaves a choice:

* `written` is number and unit with what is attached to them: 近200家, 50余名, 20人左右; 不少于 and
  以内 stay outside. 余, 多, 几, 近, 约, 超, 逾, 左右, 以上, 至少 make a count approximate, 不超过
  does not.
* A range (3至5个) is one count with the lower figure, approximate, written whole.
* 百分之九十八 and 98% have the unit %, 千分之三 ‰; money is in its currency's units (3.5万元 is
  35000 元).
* 一 with a classifier is an article (一名群众), not a count, but at the end of verb and object
  (查处案件一起) and in durations with 内 or 为期.
* Announcements (四点意见, 三项举措), slogans in quotation marks (“五个一”), names (12345热线,
  24小时自助), ordinals (第3次, 前3名), sums of lists (A、B、C三家) and figures in 《…》 are none.

What is counted is told by `archive.extract.count_measures`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from archive.extract.context import Context, Taken
from archive.extract.count_figures import Figure, figures_in
from archive.extract.count_measures import Counted, measures
from archive.extract.numbers import as_number, find_numbers, fold
from archive.records import CountMention, Span
from corpus.lexicon.units import units

_TITLE: Final = re.compile(r"《[^《》\n]{1,150}》")
_SLOGAN: Final = re.compile(r"[“\"‘][^“”\"‘’\n]{1,12}[”\"’]")

# 7×24小时, 24小时自助, 365天不打烊: names of services.
_ALWAYS: Final = re.compile(
    r"(?:自助|不打烊|服务|在线|热线|值守|值班|客服|政务|便民|开放|受理|办理|全天|无休|智能|应急|政府|随时|[，,]?365)"
)
_ORDINAL: Final = frozenset("第〔[№#")
_SCORED: Final = re.compile(
    r"(?:得分|评分|分值|总分|均分|打分|扣|加|计|得)(?:为|达到?|了|到|：|:)?$"
)
_RANKED: Final = (
    "位居",
    "位列",
    "居",
    "列",
    "名列",
    "排名",
    "排在",
    "的成绩",
    "的高分",
    "获",
    "夺得",
)
_SPAN_CUE: Final = re.compile(
    r"(?:由|至|到|为|在|仅|只|仅需|只需|需|用时|历时|耗时|为期|时限|期限|期|时间|缩短|压缩|压减|减少|提前|提速|"
    r"延长|延期|连续|超过|不超过|达|共|约|近|累计|满|滞后|超期|逾期|原来的|原先的|的|用|：|:)$"
)
_WITHIN: Final = re.compile(
    r"(?:之|以)?内|左右|以上|时间|时限|就|即|后|办结|完成|建成|拿到|取得|办好|办完|办妥|搞定|领到"
)
_PHASE: Final = re.compile(r"(?:等)?(?:工程|项目|建设|用地|地块|技改|厂区|厂房|小区)")
"""三期工程: a phase of building, not a number of issues."""
_BRACKETED: Final = re.compile(r"[（(]?含[）)]?")
_ALWAYS_FIGURES: Final = frozenset({7, 24, 365})
_LASTING: Final = ("为期", "用时", "仅", "历时", "期限")
_INSIDE: Final = re.compile(r"(?:之|以)?内")
_NOT_LASTING: Final = ("近", "前", "后", "每", "今", "去", "同", "来", "某", "头", "首", "第")
_NAMES_A_SPAN: Final = ("来", "行动", "规划", "计划", "攻坚", "任务", "第", "制", "级")
_LEAST_YEAR: Final = 1000
_SMALL_NUMBER: Final = 10
"""Up to here a number may be announced (5个方面), ordered (前3名) or a rhythm (每3个)."""
_ANNOUNCED_LIMIT: Final = 20
"""Up to here with Chinese numerals (十二项举措)."""
_ORDERING: Final = (
    "前",
    "首",
    "每",
    "逐",
    "某",
    "上",
    "下",
    "这",
    "那",
    "同",
    "任何",
    "分",
    "分为",
    "分成",
    "末",
)
_ATTRIBUTES: Final = frozenset("级层面把对节类门头集")
"""With Chinese numerals these mostly write attributes: 三级联动, 四类人员, 两手抓."""
_SHORTEST_ACT: Final = 4
_ADDED: Final = frozenset("+＋×xX*/\\^&")
_LATIN: Final = re.compile(r"[A-Za-z]")
_WORD: Final = re.compile(r"[A-Za-z]{3} ?$")
"""手机App150余户: behind a word the number is its own, behind A, G or PM a part of a sign."""
_ONE_IDIOM: Final = re.compile(r"1 ?(?:件事|窗|网|门|趟不|对1|站式|码)|跑 ?[01] ?[次趟]|进 ?1 ?扇")
_FIGURE: Final = re.compile(r"[0-9]")
_UNIT_LENGTH: Final = 3
"""A list whose parts end in figures with units (A类3件、B类2件) is itself what is counted."""
_LIST_PARTS: Final = re.compile(r"、|以及|和|及|与")
_NOUN: Final = re.compile(r"[“\"\u4e00-\u9fff]")
_BODY: Final = re.compile(
    r"[局委办厅院部县市区州旗镇乡村司站所处行会](?:街道|窗口|中心)?等$|(?:中心|街道|窗口|小区|大队)等$"
)
_BODIES: Final = ("窗口", "部门", "单位", "委办局", "委局", "县", "市", "区", "乡", "镇", "街道")
_COUNTED_IN_FIGURES: Final = frozenset({"平台", "集"})
"""Units that with Chinese numerals are no units (两平台互转)."""
_MAX_LISTED: Final = 12
"""A list of more parts than this is not counted through."""


class _Rules:
    """Decides for one text which figures are counts."""

    def __init__(self, text: str, taken: Taken) -> None:
        self.text = text
        barred = [match.span() for match in _TITLE.finditer(text)]
        self.barred = _Spans((*barred, *taken))
        self.slogans = _Spans([match.span() for match in _SLOGAN.finditer(text)])

    def counts(self, figure: Figure) -> bool:
        """True where the figure counts something."""
        start, end = figure.start, figure.unit_end
        before = self.text[max(start - 16, 0) : start]
        after = self.text[end : end + 16]
        if self.barred.overlap(start, end) or self.slogans.hold(start, end):
            return False
        if self._attached(figure, before):
            return False
        if figure.kind == "duration" and not self._duration(figure, before, after):
            return False
        if figure.kind == "things":
            return self._things(figure, before, after)
        return True

    def _attached(self, figure: Figure, before: str) -> bool:
        """True for ordinals, codes and parts of signs: 第3次, A4, 1+1, 7×24小时, 10.1.2."""
        previous = before.rstrip(" ")[-1:]
        if before.endswith("最后") and figure.number.exact <= 1:
            return True
        if previous in _ORDINAL or previous in _ADDED or previous == ".":
            return True
        if _LATIN.match(previous) and not figure.number.han and not _WORD.search(before):
            return True
        if before.endswith(("-", "—", "－")) and before[-2:-1].isdigit():
            return True
        written = self.text[max(figure.start - 2, 0) : figure.unit_end + 2]
        return bool(_ONE_IDIOM.search(written)) and figure.number.exact <= 1

    def _duration(self, figure: Figure, before: str, after: str) -> bool:
        """True for lengths of time: 5个工作日, 30分钟, 3年 with a word that says it is one."""
        unit, number = figure.unit, figure.number
        if before.endswith(("每", "逢")):
            return False
        if unit == "分":
            ranked = before.endswith("以") and after.startswith(_RANKED)
            return ranked or bool(_SCORED.search(before))
        if unit in {"小时", "天"} and number.exact in _ALWAYS_FIGURES and _ALWAYS.match(after):
            return False
        if number.han and number.exact == 1:
            return before.endswith(_LASTING) or bool(_INSIDE.match(after))
        if unit in {"年", "日", "周", "天"}:
            return self._span(figure, before, after)
        return True

    def _span(self, figure: Figure, before: str, after: str) -> bool:
        """年, 日, 周, 天 also write dates, rhythms and names: a word must say that time passed."""
        ordered = before.endswith(_NOT_LASTING) and not before.endswith("提前")
        if ordered or after.startswith(_NAMES_A_SPAN):
            return False
        if figure.unit == "年" and not figure.half and figure.number.exact >= _LEAST_YEAR:
            return False
        return bool(_SPAN_CUE.search(before)) or bool(_WITHIN.match(after))

    def _things(self, figure: Figure, before: str, after: str) -> bool:
        """True where a classifier's number counts things that are really there."""
        number = figure.number
        if number.exact <= _SMALL_NUMBER and before.endswith(_ORDERING):
            return False
        if number.han and number.exact <= 1 and not number.approximate:
            return self._one_at_end(figure, after)
        if number.han and (
            self.text[figure.start : number.end] == "二"
            or (figure.unit == "期" and _PHASE.match(after))
        ):
            return False  # things are counted with 两; 二期, 三期工程 are names
        if self._list_sum(figure, after) or _announces(figure, after):
            return False
        return not (number.han and figure.unit in _ATTRIBUTES | _COUNTED_IN_FIGURES)

    def _one_at_end(self, figure: Figure, after: str) -> bool:
        """查处案件一起，: 一 counts only where the object stands before it and the clause ends."""
        if after and after[0] not in "，,。；;、）)":
            return False
        before = self.text[max(figure.start - 12, 0) : figure.start]
        clause = re.split(r"[，,。；;：:、\n]", before)[-1]
        verbs = units().verbs
        return len(clause) >= _SHORTEST_ACT and any(verb in clause for verb in verbs.act)

    def _list_sum(self, figure: Figure, after: str) -> bool:
        """A、B、C三家企业, A、B等3个部门: the sum of the list before it."""
        if figure.unit not in {"个", "家", "项", "名", "位", "类", "种", "件", "所", "人", "大"}:
            return False
        exact = figure.number.exact
        if figure.number.approximate or exact > _MAX_LISTED:
            return False
        sentence = re.split(
            r"[，,。；;：:\n]", self.text[max(figure.start - 120, 0) : figure.start]
        )[-1]
        figures = _after_figures(sentence)
        sentence = sentence[figures:]
        if "、" not in sentence or (figures and sentence.index("、") <= _UNIT_LENGTH):
            return False
        if sentence.endswith("、"):
            return False  # A公司、两家个体户: one of the listed
        if sentence.endswith("等"):
            return self._sum_after(figure, sentence, after)
        return bool(after) and exact == len(_LIST_PARTS.split(sentence))

    def _sum_after(self, figure: Figure, sentence: str, after: str) -> bool:
        """A局、B局等3个部门 only adds up; 申领、激活等8项服务 counts more than is listed."""
        exact = figure.number.exact
        if figure.number.han:
            return True
        if exact > _SMALL_NUMBER:
            return False
        listed = len(_LIST_PARTS.split(sentence))
        more = exact > listed and bool(_NOUN.match(after)) and not after.startswith(_BODIES)
        last = figure.start - 1
        return not more or bool(_BODY.search(sentence)) or self.barred.overlap(last - 1, last)


def _after_figures(text: str) -> int:
    """Offset past the last digit of a text."""
    last = 0
    for match in _FIGURE.finditer(text):
        last = match.end()
    return last


def _announces(figure: Figure, after: str) -> bool:
    """四点意见, 三项举措, 5个方面: small numbers that only announce what follows."""
    if figure.number.approximate or figure.number.exact > _ANNOUNCED_LIMIT:
        return False
    if figure.unit not in {"个", "项", "条", "大", "种", "类", "轮", "步", "则", "道", "门", "场"}:
        return False
    if figure.number.exact > _SMALL_NUMBER and not figure.number.han:
        return False
    words = units().words
    head = after.removeprefix("的")[:6]
    if figure.number.han and head.startswith(words.announced_acts):
        return True
    nouns = words.announced
    if figure.number.han:
        nouns = (*nouns, *words.announced_in_words)
    return any(noun in head for noun in nouns)


class _Spans:
    """Stretches of the text in order, asked for what lies over a place."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self.spans = sorted(spans)
        self.starts = [start for start, _ in self.spans]
        self.longest = max((end - start for start, end in self.spans), default=0)

    def near(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """The stretches that could reach [start, end)."""
        low = bisect_left(self.starts, start - self.longest)
        return self.spans[low : bisect_left(self.starts, end)]

    def overlap(self, start: int, end: int) -> bool:
        """True where [start, end) shares a character with one of them."""
        return any(low < end and start < high for low, high in self.near(start, end))

    def hold(self, start: int, end: int) -> bool:
        """True where one of them holds all of [start, end)."""
        return any(low <= start and end <= high for low, high in self.near(start, end))


def _lead(text: str, start: int) -> tuple[int, bool]:
    """Where a count begins with 近, 约, 超 … before it, and whether words before make it vague."""
    words = units().words
    before = text[max(start - 6, 0) : start]
    if before.endswith(words.at_least):
        return start, True
    if before.endswith(words.not_about):
        return start, False
    for word in words.about:
        if before.endswith(word):
            return start - len(word), True
    return start, False


def _tail(text: str, end: int) -> int:
    """Where a count ends with 左右, 以上 … after it (a bracketed 含 between)."""
    bracket = _BRACKETED.match(text, end)
    position = bracket.end() if bracket else end
    for word in units().words.after:
        if text.startswith(word, position):
            return position + len(word)
    return end


def find_counts(
    text: str,
    context: Context,  # noqa: ARG001  (extractors share a signature; a count needs no bulletin)
    taken: Taken,
) -> tuple[CountMention, ...]:
    """All counts of `text` in order, with what they count and offset spans (page 0, no box).

    `taken` are `[start, end)` stretches that belong to dates, documents, departments and other
    mentions: no count lies in them, and what is counted does not reach over an actor's name.
    """
    folded = fold(text)
    rules = _Rules(folded, taken)
    counted: list[Counted] = []
    vague: list[bool] = []
    values: list[Decimal] = []
    for figure, more in figures_in(folded, find_numbers(folded)):
        if not rules.counts(figure):
            continue
        start, about = _lead(folded, figure.start)
        end = _tail(folded, figure.unit_end)
        counted.append(Counted(start=start, end=end, unit=figure.unit, kind=figure.kind))
        vague.append(
            about or more or end != figure.unit_end or figure.ranged or figure.number.approximate
        )
        values.append(figure.number.exact + (Decimal("0.5") if figure.half else 0))
    return tuple(
        CountMention(
            value=as_number(value),
            unit=count.unit,
            measure=measure,
            approximate=approximate,
            written=text[count.start : count.end],
            spans=(Span(page=0, box=None, start=count.start, end=count.end),),
        )
        for count, measure, approximate, value in zip(
            counted, measures(text, counted, taken), vague, values, strict=True
        )
    )
