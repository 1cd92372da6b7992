"""A PDF content stream taken apart into operators with their operands (ISO 32000-1, 7.2 and 7.8).

One precompiled scan instead of a state machine that is called for every token: reading content
streams was two thirds of the time of reading a page. What is malformed is passed over as viewers
do: operands that no operator takes are dropped, an array left open ends at the next operator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Operands = list[object]
"""Numbers as float, strings as bytes, names as `Name`, arrays as list, dictionaries as dict."""


class Name(str):
    """A name object, without its slash."""

    __slots__ = ()


_NUMBER, _WORD, _HEX, _PLAIN, _ESCAPED, _OPEN, _CLOSE, _NAME, _BEGIN, _END, _NESTED = range(1, 12)

# Possessive throughout: no position is tried twice, whatever the bytes are.
_TOKEN = re.compile(
    rb"""[\s\0]*+(?:
      ([-+]?+(?:\d++\.?+\d*+|\.\d++))
    | ([A-Za-z][^\#/%\[\]()<>{}\s]*+|['"])
    | <([0-9A-Fa-f\s]*+)>
    | \(([^()\\]*+)\)
    | \(([^()\\]*+(?:\\[\s\S][^()\\]*+)++)\)
    | (\[)
    | (\])
    | /([^/%\[\]()<>{}\s]*+)
    | (<<)
    | (>>)
    | (\()
    | %[^\r\n]*+
    | [\s\S]
    )""",
    re.VERBOSE,
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\s\S]))")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ENDS_OF_LINE = frozenset({b"\r\n", b"\r", b"\n"})
_NOT_HEX = re.compile(rb"[^0-9A-Fa-f]")
_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_BRACKET = re.compile(rb"\\[\s\S]|[()]")
# The end of an inline picture: a word of its own, as its data may hold any bytes.
_PICTURE_END = re.compile(rb"\sEI(?=[\s\]>/<(\[]|\Z)|~>\s*EI(?=\s|\Z)")
_CONSTANTS: dict[bytes, object] = {b"true": True, b"false": False, b"null": None}


def operations(data: bytes) -> Iterator[tuple[bytes, Operands]]:
    """Every operator of a content stream with its operands, in order.

    An inline picture is one operation, `EI`, with its dictionary as operand.
    """
    position = 0
    nest = _Nest()
    while position < len(data):
        for token in _TOKEN.finditer(data, position):
            kind = token.lastindex
            if kind == _NUMBER:
                nest.operands.append(float(token[1]))
            elif kind == _WORD:
                word = token[2]
                if word in _CONSTANTS:
                    nest.operands.append(_CONSTANTS[word])
                    continue
                operands = nest.close_all()
                nest.operands = []
                if word == b"ID":
                    yield b"EI", [_dictionary(operands)]
                    position = _after(_PICTURE_END.search(data, token.end()), data)
                    break
                if word != b"BI":
                    yield word, operands
            elif kind == _NESTED:
                position = nest.take_nested(data, token.end())
                break
            elif kind is not None:
                nest.take(kind, token[kind])
        else:
            return


def _after(found: re.Match[bytes] | None, data: bytes) -> int:
    return len(data) if found is None else found.end()


class _Nest:
    """Operands being collected, and the arrays and dictionaries around them."""

    __slots__ = ("_outer", "operands")

    def __init__(self) -> None:
        self.operands: Operands = []
        self._outer: list[tuple[int, Operands]] = []

    def take(self, kind: int, written: bytes) -> None:
        """A string or name, or the beginning or end of an array or dictionary."""
        value = _VALUES.get(kind)
        if value is not None:
            self.operands.append(value(written))
        elif kind in {_OPEN, _BEGIN}:
            self._outer.append((kind, self.operands))
            self.operands = []
        elif self._outer and self._outer[-1][0] == (_OPEN if kind == _CLOSE else _BEGIN):
            self._close()

    def take_nested(self, data: bytes, start: int) -> int:
        """A string with brackets in it that begins at `start`; returns the offset after it.

        One that is never closed takes the rest with it, and is dropped.
        """
        depth = 1
        for found in _BRACKET.finditer(data, start):
            depth += (found[0] == b"(") - (found[0] == b")")
            if not depth:
                self.operands.append(_unescape(data[start : found.start()]))
                return found.end()
        return len(data)

    def _close(self) -> None:
        kind, around = self._outer.pop()
        inner = self.operands
        around.append(inner if kind == _OPEN else _dictionary(inner))
        self.operands = around

    def close_all(self) -> Operands:
        """The operands, with whatever was left open ended."""
        while self._outer:
            self._close()
        return self.operands


def _dictionary(flat: Operands) -> dict[str, object]:
    keys, values = flat[0::2], flat[1::2]
    return {str(key): value for key, value in zip(keys, values, strict=False)}


def _name(written: bytes) -> Name:
    plain = _NAME_ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), written)
    try:
        return Name(plain, "utf-8")
    except UnicodeDecodeError:
        # As pdfminer spells names that are no UTF-8, so that resources are found by them.
        return Name(plain)


def _from_hex(written: bytes) -> bytes:
    digits = _NOT_HEX.sub(b"", written)
    # A final odd digit counts as if 0 followed (7.3.4.3).
    return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))


def _unescape(written: bytes) -> bytes:
    return _ESCAPE.sub(_escaped, written)


def _escaped(found: re.Match[bytes]) -> bytes:
    if found[1] is not None:
        return bytes((int(found[1], 8) & 0xFF,))
    if found[2] in _ENDS_OF_LINE:
        return b""
    # A backslash before any other character is ignored (7.3.4.2).
    return _ESCAPES.get(found[2], found[2])


_VALUES: dict[int, Callable[[bytes], object]] = {
    _HEX: _from_hex,
    _PLAIN: bytes,
    _ESCAPED: _unescape,
    _NAME: _name,
}
