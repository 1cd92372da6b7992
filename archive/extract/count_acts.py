"""The act that governs what is counted: verb and object before a number in its clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from archive.extract.count_words import Word, act_at, acts_in, kinds, opaque

_SEQUENCE: Final = re.compile(r"[后并即再就才已]|因|经|以来")
"""Words that part two acts of a clause."""
_SHORTEST: Final = 2
"""Characters of an object at least."""
_LEADING: Final = frozenset({"指导", "辅导", "引导", "帮办", "代办", "联办", "培训"})
"""Of the acts that are as often nouns, those that lead to another (指导补办要件)."""
_ADVERB: Final = 4
"""Characters of an adverb between an act and its object (开展现场认证)."""


def governing(clause: str, *, listed: bool = False) -> str | None:
    """Verb and object at the end of the clause, None where no verb of the lexicon stands in it.

    `listed`: the clause goes on with a list (认证26人、参保登记41人), so acts that are as often
    nouns are nouns.
    """
    acts = acts_in(opaque(clause))
    if not acts:
        return None
    known = kinds()
    if acts[-1].word in known.whole and acts[-1].end == len(clause):
        return clause[_whole_act(clause, acts) :]
    begin = _over_nouns(clause, acts)
    if begin is None:
        begin = _plain(clause, acts)
    if begin is None:
        begin = 0 if listed else _among_nouns(clause, acts)
    return clause[begin:]


def _whole_act(clause: str, acts: Sequence[Word]) -> int:
    """办证, 聆听, 颁证 at a clause's end, with another act that leads to it (指导补正)."""
    last = acts[-1]
    for act in acts[:-1]:
        # 开展现场认证: an act before it has it as its object.
        near = act.end <= last.start <= act.end + _ADVERB
        if near and act.word not in kinds().noun_like and not _SEQUENCE.search(clause, act.end):
            return act.start
    return acts[-2].start if len(acts) > 1 and acts[-2].end == last.start else last.start


def _over_nouns(clause: str, acts: Sequence[Word]) -> int | None:
    """Where an act begins that has what follows as its object, other acts in it being nouns.

    So in a list (办理社保查询、公积金提取等业务), and where the last act has no object of its own
    (办理摩托车驾驶证换领).
    """
    known = kinds()
    if "、" in clause:
        for act in acts:
            if act.word not in known.noun_like and act.word not in known.causing:
                return act.start
    last = acts[-1]
    if last.end < len(clause) or _SEQUENCE.search(clause):
        return None
    for act in reversed(acts[:-1]):
        if act.word not in known.never and act.end + _SHORTEST <= last.start:
            return act.start
    return None


def _plain(clause: str, acts: Sequence[Word]) -> int | None:
    """The last act that is surely one and has an object or ends the clause, with those before."""
    known = kinds()
    for act in reversed(acts):
        if act.word not in known.never and (act.end < len(clause) or act is acts[-1]):
            return _led(acts, act)
    return None


def _among_nouns(clause: str, acts: Sequence[Word]) -> int:
    """Of acts that are as often nouns the first; one of sending where it alone has an object."""
    causing = kinds().causing
    plain = [act for act in acts if act.word not in causing]
    chosen = plain[0] if plain else acts[0]
    sending = [act for act in acts if act.word in causing]
    if sending and sending[-1].start >= chosen.end and sending[-1].end < len(clause):
        return sending[-1].start  # 培训共安排课程
    led = [act for act in sending if act.end <= chosen.start]
    if led and chosen.end == len(clause):
        chosen = led[-1]
    return _led(acts, chosen)


def _led(acts: Sequence[Word], chosen: Word) -> int:
    """Where the acts begin that lead right to one: 帮助|补齐|材料, 组织|开展|培训."""
    known = kinds()
    first = chosen
    for act in reversed(acts):
        leads = act.word not in known.noun_like or act.word in _LEADING
        if act.end == first.start and leads and act.word not in known.causing - {"组织"}:
            first = act
    return first.start


def act_with_object(text: str, *, first: bool) -> int | None:
    """Where the first or last act with an object of its own begins, None without one."""
    known = kinds()
    barred = known.noun_like | known.causing if first else known.noun_like
    found = [
        act.start for act in acts_in(opaque(text)) if act.word not in barred and act.end < len(text)
    ]
    if not found:
        return None
    return found[0] if first else found[-1]


def has_object(governed: str) -> bool:
    """True where more than an act stands in what `governing` gave."""
    act = act_at(governed, 0)
    return act is not None and len(act) < len(governed)


def closes(governed: str) -> bool:
    """True for an act with its object inside (开展认证 or 办证), however it is led to."""
    return governed.endswith(kinds().closing)
