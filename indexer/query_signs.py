"""Signs and words of the query language: a query cut into tokens, and text made safe to print."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Literal
from unicodedata import normalize

import msgspec

TokenKind = Literal["word", "phrase", "field", "open", "close", "or", "and", "not"]

QUOTE_GROUPS = ('"“”„‟＂', "「」﹁﹂", "『』﹃﹄")
"""A phrase opened by a sign of a group ends at the next sign of that group: people mix them."""
QUOTE_PAIRS = (('"', '"'), ("「", "」"), ("『", "』"))
OPEN, CLOSE = "(（", ")）"
DASHES = "-－"
COLONS = ":："
SEPARATORS = "，,；;、"
"""Between fields, where people write them as a list: 部门:市场监管局，类型:培训."""
ESCAPE = "\\"
SPECIAL = frozenset("".join(QUOTE_GROUPS) + OPEN + CLOSE + DASHES + COLONS + ESCAPE)
OPERATORS: dict[str, TokenKind] = {
    **dict.fromkeys(("OR", "或", "|", "｜", "||"), "or"),
    **dict.fromkeys(("AND", "且", "与", "&&"), "and"),
    **dict.fromkeys(("NOT", "非"), "not"),
}

LONGEST_NAME = 10
"""Letters of the longest name of a field."""

_GROUP_OF = {sign: group for group in QUOTE_GROUPS for sign in group}
_ENDS = {group: re.compile(f"[{group}]") for group in QUOTE_GROUPS}
_NAME = re.compile(rf"(\w{{1,{LONGEST_NAME}}})[{COLONS}]")


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """One word, phrase, field, bracket or operator, at `start` in the query.

    `value` is what it means without quotes and escapes; `written` as it stands; of a field, `field`
    is the name folded and `value_at` where its value begins.
    """

    kind: TokenKind
    start: int
    value: str = ""
    written: str = ""
    field: str = ""
    value_at: int = 0


def tokens_of(text: str, field_names: Container[str]) -> list[Token]:
    """The query's tokens; brackets are in it only in pairs that stand around whole words."""
    return _Lexer(text, field_names).tokens()


def nesting(tokens: list[Token]) -> int:
    """How deep the brackets go."""
    depth = deepest = 0
    for token in tokens:
        depth += (token.kind == "open") - (token.kind == "close")
        deepest = max(deepest, depth)
    return deepest


def escaped(value: str, *, of_field: bool = False) -> str:
    """A word that is read back as itself, whatever it is made of.

    `of_field`: behind a field's colon, where no word is an operator.
    """
    if value in OPERATORS and not of_field:
        return ESCAPE + value
    return "".join(ESCAPE + c if c in SPECIAL or c.isspace() else c for c in value)


def quoted(value: str) -> str:
    """A phrase in quotes it does not hold itself."""
    for group, (left, right) in zip(QUOTE_GROUPS, QUOTE_PAIRS, strict=True):
        if not any(sign in group for sign in value):
            return f"{left}{value}{right}"
    raise ValueError(value)  # a phrase was read from quotes, so one group is not in it


class _Lexer:
    def __init__(self, text: str, field_names: Container[str]) -> None:
        self._text = text
        self._fields = field_names
        self._brackets = self._bracket_pairs()

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        at = 0
        while at < len(self._text):
            sign = self._text[at]
            if sign.isspace() or (found and found[-1].kind == "field" and self._parts_fields(at)):
                at += 1
            elif at in self._brackets:
                found.append(Token(kind="open" if sign in OPEN else "close", start=at))
                at += 1
            elif self._is_minus(at):
                found.append(Token(kind="not", start=at))
                at += 1
            else:
                token, at = self._word_or_phrase(at)
                found.append(token)
        return found

    def _word_or_phrase(self, at: int) -> tuple[Token, int]:
        end = self._phrase_end(at)
        if end is not None:
            value = self._text[at + 1 : end - 1]
            return Token(kind="phrase", start=at, value=value, written=self._text[at:end]), end
        value, end, colon = self._word(at)
        written = self._text[at:end]
        if colon is not None:
            field = self._field(at, colon, end)
            if field is not None:
                return field
        kind: TokenKind = OPERATORS.get(written, "word")
        if kind == "word" and written[0] == ESCAPE and written[1:] in OPERATORS:
            value = written[1:]
        return Token(kind=kind, start=at, value=value, written=written), end

    def _field(self, at: int, colon: int, end: int) -> tuple[Token, int] | None:
        """The field whose name ends at the colon, with its value, or None where it is no field."""
        name = normalize("NFKC", self._text[at:colon]).casefold()
        if name not in self._fields:
            return None
        begin = colon + 1
        if begin == end:  # 部门: 省林草局
            while begin < len(self._text) and self._text[begin].isspace():
                begin += 1
            if begin == len(self._text) or begin in self._brackets:
                return None
        phrase_end = self._phrase_end(begin)
        if phrase_end is not None:
            value, end = self._text[begin + 1 : phrase_end - 1], phrase_end
        else:
            parts = (place for place in range(begin, end) if self._parts_fields(place))
            value, end, _ = self._word(begin, next(parts, len(self._text)))
            value = value.rstrip(SEPARATORS) or value
        if not value:
            return None
        written = self._text[at:end]
        token = Token(
            kind="field", start=at, value=value, written=written, field=name, value_at=begin
        )
        return token, end

    def _parts_fields(self, at: int) -> bool:
        """Whether a sign stands here that only parts a field from the next."""
        if self._text[at] not in SEPARATORS:
            return False
        name = _NAME.match(self._text, at + 1)
        return name is not None and normalize("NFKC", name[1]).casefold() in self._fields

    def _word(self, at: int, stop: int | None = None) -> tuple[str, int, int | None]:
        """A word's value and end (`stop` at the latest), and where its first colon stands."""
        text = self._text[:stop]
        value: list[str] = []
        colon = None
        while at < len(text):
            sign = text[at]
            if sign == ESCAPE and at + 1 < len(text) and _can_escape(text[at + 1]):
                value.append(text[at + 1])
                at += 2
                continue
            if sign.isspace() or at in self._brackets:
                break
            after_colon = colon is not None and at == colon + 1
            if after_colon and sign in _GROUP_OF and self._phrase_end(at) is not None:
                break
            if colon is None and sign in COLONS:
                colon = at
            value.append(sign)
            at += 1
        return "".join(value), at, colon

    def _phrase_end(self, at: int) -> int | None:
        """Just past the quote that closes the phrase opened here, None where none is.

        A word goes on after no phrase: the quotes of “一件事”改革 belong to the text.
        """
        group = _GROUP_OF.get(self._text[at]) if at < len(self._text) else None
        if group is None:
            return None
        closing = _ENDS[group].search(self._text, at + 1)
        if closing is None or not self._text[at + 1 : closing.start()].strip():
            return None
        after = self._text[closing.end() : closing.end() + 1]
        if after and not (after.isspace() or after in CLOSE or after in _GROUP_OF):
            return None
        return closing.end()

    def _is_minus(self, at: int) -> bool:
        """A dash that begins a word, not one by itself and not the first of several."""
        if self._text[at] not in DASHES or at + 1 == len(self._text):
            return False
        after = self._text[at + 1]
        closing = after in CLOSE and at + 1 in self._brackets
        return not (after.isspace() or after in DASHES or closing)

    def _bracket_pairs(self) -> frozenset[int]:
        """Places of the brackets that group: pairs outside quotes around whole words."""
        text = self._text
        pairs: set[int] = set()
        stack: list[tuple[int, bool]] = []
        fresh = True
        at = 0
        while at < len(text):
            sign = text[at]
            if sign == ESCAPE and at + 1 < len(text) and _can_escape(text[at + 1]):
                fresh = False
                at += 2
                continue
            starts_phrase = fresh or text[at - 1] in COLONS
            if sign in _GROUP_OF and starts_phrase and (end := self._phrase_end(at)) is not None:
                fresh = True
                at = end
                continue
            if sign in OPEN:
                stack.append((at, fresh))
            elif sign in CLOSE and stack:
                opened, grouping = stack.pop()
                after = text[at + 1 : at + 2]
                if grouping and (not after or after.isspace() or after in CLOSE):
                    pairs.update((opened, at))
            fresh = sign.isspace() or (fresh and (sign in OPEN or sign in DASHES))
            at += 1
        return frozenset(pairs)


def _can_escape(sign: str) -> bool:
    return sign in SPECIAL or sign.isspace()
