"""A PDF whose end is missing or wrong, given a new one.

A download or copy that broke off leaves the one behind, a transfer that changed line ends or a
program that patched the file the other. The end says where the objects begin and which of them is
the root. pdfminer can look for the objects by itself but not for the root; pdfium rebuilds no file
that lacks its trailer. So the root is found by what it is, and a new trailer names it.
"""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(?:\A|[\r\n\s])(\d{1,7})\s{1,4}(\d{1,5})\s{1,4}obj\b")
_ROOT = re.compile(rb"/Type\s{0,4}/Catalog\b")
_OBJECT_STREAM = re.compile(rb"/Type\s{0,4}/ObjStm\b")
_FIRST = re.compile(rb"/First\s{1,4}(\d{1,7})\b")
_DATA = re.compile(rb"stream\r?\n")
# Earlier ends, of the file before it was changed: they would be taken for the last.
_OLD_END = re.compile(rb"^(?:t(?=railer\b)|s(?=tartxref\b))", re.MULTILINE)
_END_OF_OBJECT = b"endobj"
_KEY = b"/Encrypt"
# A root or an object stream's dictionary is short; what lies further on is another object's.
_DICTIONARY = 4_096
# Bytes looked at of one object stream when unpacked: producers put at most some hundred objects in.
_UNPACKED = 8 << 20


def mend(data: bytes) -> bytes | None:
    """The file with a trailer that names its root; None where no root is found.

    None for an encrypted file, too: what it takes to read it is in the trailer. An object that is
    not whole is left out. Whether the pages are whole is for the reader to see.
    """
    if _KEY in data:
        return None
    data = data[: data.rfind(_END_OF_OBJECT) + len(_END_OF_OBJECT)]
    begins = list(_OBJECT.finditer(data))
    root: tuple[int, int] | None = None
    for begin in begins:
        head = data[begin.end() : begin.end() + _DICTIONARY].partition(_END_OF_OBJECT)[0]
        if _ROOT.search(head):
            root = (int(begin[1]), int(begin[2]))
        elif _OBJECT_STREAM.search(head):
            number = _packed_root(data, begin.end(), head)
            root = root if number is None else (number, 0)
    if root is None:
        return None
    size = max(int(begin[1]) for begin in begins) + 1
    trailer = b"\ntrailer\n<</Root %d %d R/Size %d>>\n%%%%EOF\n" % (*root, size)
    return _OLD_END.sub(b"-", data) + trailer


def _packed_root(data: bytes, start: int, head: bytes) -> int | None:
    """Number of the root among the objects packed in a stream (ISO 32000-1, 7.5.7)."""
    first, begin = _FIRST.search(head), _DATA.search(data, start, start + _DICTIONARY)
    if first is None or begin is None:
        return None
    try:
        plain = zlib.decompressobj().decompress(data[begin.end() :], _UNPACKED)
    except zlib.error:
        return None
    at = int(first[1])
    numbers = plain[:at].split()
    try:
        places = sorted((int(place), int(number)) for number, place in _pairs(numbers))
    except ValueError:
        return None
    ends = [place for place, _ in places[1:]] + [len(plain)]
    for (place, number), end in zip(places, ends, strict=True):
        if _ROOT.search(plain, at + place, at + end):
            return number
    return None


def _pairs(items: list[bytes]) -> list[tuple[bytes, bytes]]:
    return list(zip(items[0::2], items[1::2], strict=False))
