"""Several names with as many numbers: 受理、办结分别为123件、120件; 交办件、转办件46件、112件."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

import msgspec

from archive.extract.statistic_drafts import PERCENT
from archive.extract.statistic_grammar import grammar
from archive.extract.statistic_memory import LOOK_BACK
from archive.extract.statistic_paragraph import COMMAS, RANKED_FIRST, Paragraph
from archive.extract.statistic_phrases import SHARE, Label, read_label
from archive.extract.statistic_segments import Segment
from archive.extract.statistic_tokens import Quantity, direction
from archive.extract.statistic_unsaid import Words

_RESPECTIVELY: Final = re.compile(r"分别|依次")
_LIST_JOIN: Final = re.compile(r"[、和与]|及(?!时)")
_LIST_GAP: Final = re.compile(
    r"[\s、和及与，,]*(?:增长|下降|上升|减少|增加|提高|降低|提升|回落|各)?"
)
_ROW_GAPS: Final = ("、", "和", "及", "，")


def read_rows(paragraph: Paragraph, segment: Segment, own: list[Quantity]) -> bool:
    """Read the clause's numbers `own` as those of as many names; False where it is not so."""
    if len(own) == 1:
        return _read_rates(paragraph, segment, own[0]) or _read_each(paragraph, segment, own[0])
    match = _RESPECTIVELY.search(paragraph.text, segment.start, own[0].start)
    gaps = [paragraph.text[left.end : right.start] for left, right in pairwise(own)]
    if match is None:
        bare = all(gap.strip() in _ROW_GAPS for gap in gaps)
        cues = paragraph.tokens.cues(segment.start, own[0].start)
        if bare and cues:
            # 同比增长11.2%和11.5%
            return paragraph.changes.read_list(segment.start, own, cues)
        return bare and (
            _read_row(paragraph, segment, own) or _read_shares(paragraph, segment, own)
        )
    if not all(_LIST_GAP.fullmatch(gap) for gap in gaps):
        return False
    unit = own[-1].unit
    own = [item if item.unit else msgspec.structs.replace(item, unit=unit) for item in own]
    cues = paragraph.tokens.cues(segment.start, own[0].start)
    if cues or direction(paragraph.text, match.end(), own[0].start):
        return paragraph.changes.read_list(match.end(), own, cues)
    return _read_respectively(paragraph, segment, own, match)


_EACH: Final = re.compile(r"各[有为]?$")


def _read_each(paragraph: Paragraph, segment: Segment, quantity: Quantity) -> bool:
    """杜集区政府、市税务局、市人防办各1件: the number is that of each name."""
    each = _EACH.search(paragraph.text, max(quantity.start - 4, segment.start), quantity.start)
    if each is None:
        return False
    after = paragraph.advance(segment.start, each.start())
    names = [name.strip() for name in _split_names(paragraph.text, after, each.start())]
    names[0] = _LISTED_FROM.sub("", names[0])
    labels = [read_label(name) for name in names]
    offices = sum(label.scope is not None for label in labels)
    if len(names) == 1 or not paragraph.memory.figures or not all(map(_says_something, labels)):
        return False
    for name, label in zip(names, labels, strict=True):
        who = Label(scope=name) if offices * 2 > len(names) else label
        plain = msgspec.structs.replace(who, start=0, end=len(name))
        words = Words(label=plain, lead=name, start=quantity.start, segment=segment, joined=True)
        paragraph.take(quantity, words)
    return True


_ALL: Final = re.compile(r"均(?:为|达到?|是)?$")
_RATES: Final = ("率", "度")


def _read_rates(paragraph: Paragraph, segment: Segment, quantity: Quantity) -> bool:
    """按期办结率、回复率、满意率均为100%: the number is that of each rate."""
    every = _ALL.search(paragraph.text, max(quantity.start - 4, segment.start), quantity.start)
    if every is None or quantity.unit != PERCENT:
        return False
    after = paragraph.advance(segment.start, every.start())
    names = _split_names(paragraph.text, after, every.start())
    labels = [read_label(name) for name in names]
    if len(names) == 1 or not all((label.measure or "").endswith(_RATES) for label in labels):
        return False
    for name, label in zip(names, labels, strict=True):
        plain = msgspec.structs.replace(label, start=0, first=0, total=True)
        words = Words(label=plain, lead=name, start=quantity.start, segment=segment)
        paragraph.take(quantity, words)
    return True


_LISTED_FROM: Final = re.compile(r"^(?:其中|包括|另外|其余|其次[是为]?|再次[是为]?)+[：:，]?")


def _read_respectively(
    paragraph: Paragraph, segment: Segment, own: list[Quantity], match: re.Match[str]
) -> bool:
    after = paragraph.advance(segment.start, match.start())
    if segment.opened in COMMAS and not paragraph.text[after : match.start()].strip():
        # A市、B市、C市，分别为3件、2件、1件
        before = max(paragraph.names_from, segment.start - 1 - LOOK_BACK)
        names = _split_names(paragraph.text, before, segment.start - 1)
        names[0] = _LISTED_FROM.sub("", names[0])
        ranked = RANKED_FIRST.match(names[0])
        names[0] = names[0][ranked.end() :] if ranked else names[0]
    else:
        names = _split_names(paragraph.text, after, match.start())
    if len(names) == 1:
        return _distribute(paragraph, segment, own, after)
    verb = paragraph.text[match.end() : own[0].start]
    if len(names) != len(own):
        return False
    labels = _share_measure([read_label(name + verb) for name in names])
    done = read_label(verb)
    if done.measure and not (done.scope or any(label.scope for label in labels)):
        # 公安、人社、税务，分别受理
        who = segment.opened in COMMAS and not any(read_label(name).measure for name in names)
        if who:
            labels = [msgspec.structs.replace(done, scope=name.strip()) for name in names]
    if not all(map(_says_something, labels)):
        return False
    for name, label, quantity in zip(names, labels, own, strict=True):
        plain = msgspec.structs.replace(label, start=0)
        words = Words(label=plain, lead=name + verb, start=quantity.start, segment=segment)
        paragraph.take(quantity, words)
    return True


def _read_row(paragraph: Paragraph, segment: Segment, own: list[Quantity]) -> bool:
    """承接交办件、转办件、督办件46件、112件、9件: the first name's verb is that of all."""
    after = paragraph.advance(segment.start, own[0].start)
    names = _split_names(paragraph.text, after, own[0].start)
    if len(names) != len(own):
        return False
    labels = [read_label(name) for name in names]
    first = labels[0]
    if first.measure is None or not all(map(_says_something, labels)):
        return False
    if first.verb and not first.carried:
        labels[1:] = [
            msgspec.structs.replace(first, category=name.strip(), scope=None) for name in names[1:]
        ]
    for label, quantity in zip(labels, own, strict=True):
        plain = msgspec.structs.replace(label, start=0, end=0, first=0)
        words = Words(label=plain, lead="", start=quantity.start, segment=segment)
        paragraph.take(quantity, words)
    return True


def _read_shares(paragraph: Paragraph, segment: Segment, own: list[Quantity]) -> bool:
    """占总量的32.1%、26.3%: a share for each of the last groups."""
    after = paragraph.advance(segment.start, own[0].start)
    if read_label(paragraph.text[after : own[0].start]).measure != SHARE:
        return False
    return _distribute(paragraph, segment, own, after)


def _distribute(paragraph: Paragraph, segment: Segment, own: list[Quantity], start: int) -> bool:
    """办结率分别为98.9%、99.2%, 分别占32%和68%: one for each of the last groups of figures."""
    groups = paragraph.memory.groups(len(own))
    label = read_label(paragraph.text[start : own[0].start])
    if len(groups) != len(own) or label.measure is None or label.category or label.scope:
        return False
    for (scope, category), quantity in zip(groups, own, strict=True):
        given = msgspec.structs.replace(label, scope=scope, category=category, start=0)
        words = Words(label=given, lead="", start=quantity.start, segment=segment)
        paragraph.take(quantity, words)
    return True


def _says_something(label: Label) -> bool:
    return bool(label.measure or label.scope or label.category)


def _share_measure(labels: list[Label]) -> list[Label]:
    """人社厅、住建厅办件量分别为: the measure behind the last name is that of all."""
    last = labels[-1].measure
    ending = grammar().measure_end.search(last) if last else None
    if last is None or ending is None or any(label.measure for label in labels[:-1]):
        return labels
    if ending.start() and not labels[-1].category and not labels[-1].scope:
        # 第八师、第三师办件量: unknown names, told by the others beside them.
        own = read_label(last[: ending.start()])
        labels = [*labels[:-1], own]
        last = ending[0]
    return [msgspec.structs.replace(label, measure=last) for label in labels]


def _split_names(text: str, start: int, end: int) -> list[str]:
    """Names joined by 、 or 和."""
    names = []
    position = start
    for match in _LIST_JOIN.finditer(text, start, end):
        names.append(text[position : match.start()])
        position = match.end()
    return [*names, text[position:end]]
