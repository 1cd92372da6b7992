"""Cuts a query by the index's own words, so that no dictionary is loaded to search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from indexer.engine import Engine

LONGEST_TEXT = 200
"""Characters of a text that are cut: a pasted page is looked for as it stands, and its beginning
says what it is about."""
LONGEST_WORD = 10
"""Characters of the longest word tried."""
PARTS = (2, 3)
"""Lengths of the words inside a longer one that index time adds (`indexer.segment`)."""

STOP_CHARACTERS = frozenset(
    "的了着过吗呢吧啊是在有和与及或对为把被从到由于以之其该各这那就都也还又等"
)
CALENDAR = frozenset("年月日号")
"""A number before one of these is one word with it: 8月10日 is not in every text with a 10."""
QUESTION_WORDS = (
    *(
        "能不能介绍一下",
        "能给我介绍一下",
        "介绍一下",
        "我想知道",
        "想知道",
        "告诉我",
        "帮我查",
        "查一下",
    ),
    *(
        "做了什么",
        "干了什么",
        "是什么样",
        "什么样",
        "做什么",
        "为什么",
        "为何",
        "什么时候",
        "有哪些",
    ),
    *(
        "办了哪些",
        "什么",
        "哪些",
        "哪个",
        "哪家",
        "哪里",
        "哪儿",
        "哪年",
        "哪一",
        "多少",
        "几个",
        "几次",
    ),
    *(
        "几家",
        "怎么样",
        "怎么",
        "怎样",
        "如何",
        "是否",
        "何时",
        "何地",
        "请问",
        "谁",
        "哪",
        "几",
        "吗",
    ),
)
"""Words of questions that no answer needs to have, longest first."""


class Cut(msgspec.Struct, frozen=True):
    """A text's words.

    `fine` are the smallest that cover it (an answer must have them all): words of the index, where
    no word is (赵鹏) each pair of neighbours, and characters alone between words. `scored` are
    those that rank answers: long words (`longest`) and their parts.
    """

    fine: tuple[str, ...]
    scored: tuple[str, ...]
    longest: tuple[str, ...]


def cut(engine: Engine, folded: str) -> Cut:
    """The words of a folded text. Characters no word of the index covers are words of their own."""
    known = _Known(engine)
    fine: list[str] = []
    longest: list[str] = []
    for run, chinese in _runs(folded[:LONGEST_TEXT]):
        longest.extend(_longest(run, known) if chinese else (run,))
        if chinese and fine and fine[-1].isdecimal() and run[0] in CALENDAR:
            fine[-1] += run[0]
            run = run[1:]  # noqa: PLW2901
        fine.extend(_paired(_finest(run, known)) if chinese else (run,))
    return Cut(_distinct(fine), _distinct(_with_parts(longest, known)), _distinct(longest))


def scored_words(engine: Engine, folded: str) -> tuple[str, ...]:
    """The words of a folded text that rank answers (`Cut.scored`), and no others."""
    known = _Known(engine)
    longest: list[str] = []
    for run, chinese in _runs(folded[:LONGEST_TEXT]):
        longest.extend(_longest(run, known) if chinese else (run,))
    return _distinct(_with_parts(longest, known))


class _Known:
    """Whether a string is a word of the index, asked once each."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asked: dict[str, bool] = {}

    def __call__(self, word: str) -> bool:
        found = self._asked.get(word)
        if found is None:
            found = self._asked[word] = self._engine.frequency(word) > 0
        return found


def _runs(folded: str) -> Iterator[tuple[str, bool]]:
    """Stretches of Latin letters and digits (False) and of other letters (True)."""

    def kind(character: str) -> int:
        if not character.isalnum():
            return 0
        return 1 if character.isascii() else 2

    for sort, characters in groupby(folded, kind):
        if sort:
            yield "".join(characters), sort == 2


def _paired(cover: list[str]) -> Iterator[str]:
    """The cover with single characters side by side as overlapping pairs, stop characters out."""
    singles = ""
    for word in (*cover, ""):
        if len(word) == 1 and word not in STOP_CHARACTERS:
            singles += word
            continue
        if len(singles) == 1:
            yield singles
        yield from map(str.__add__, singles, singles[1:])
        singles = ""
        if len(word) > 1:
            yield word


def _longest(run: str, known: _Known) -> Iterator[str]:
    """Words by longest match from the left."""
    at = 0
    while at < len(run):
        for end in range(min(len(run), at + LONGEST_WORD), at + 1, -1):
            if known(run[at:end]):
                break
        else:
            end = at + 1
        yield run[at:end]
        at = end


def _with_parts(longest: Iterable[str], known: _Known) -> Iterator[str]:
    for word in longest:
        yield word
        if not word.isascii():
            yield from _inside(word, known)


def _inside(word: str, known: _Known) -> Iterator[str]:
    for length in PARTS:
        for start in range(len(word) - length + 1 if len(word) > length else 0):
            part = word[start : start + length]
            if known(part):
                yield part


def _finest(run: str, known: _Known) -> list[str]:
    """The cover with the fewest single characters, among those the one with the most words."""
    best: list[tuple[int, int, int]] = [(0, 0, 0)]  # singles, minus words, where the last begins
    for end in range(1, len(run) + 1):
        singles, words, _ = best[end - 1]
        choice = (singles + 1, words - 1, end - 1)
        for start in range(max(0, end - LONGEST_WORD), end - 1):
            before_singles, before_words, _ = best[start]
            candidate = (before_singles, before_words - 1, start)
            if candidate[:2] < choice[:2] and known(run[start:end]):
                choice = candidate
        best.append(choice)
    words_found = []
    end = len(run)
    while end:
        start = best[end][2]
        words_found.append(run[start:end])
        end = start
    return words_found[::-1]


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
