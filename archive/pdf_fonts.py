"""What a PDF font's codes mean and how wide they are, looked up once for each code.

The fonts are pdfminer's; only their maps to Unicode are read here (pdfminer reads them token by
token, which for a subset font of 300 characters takes as long as a page), and font programs that
nobody will look into are not unpacked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pdfminer.cmapdb import CMap, CMapParser, FileUnicodeMap
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFException, PDFObjRef, PDFStream, dict_value, list_value, resolve1

from archive.characters import UNREADABLE, map_characters
from archive.pdf_streams import read_stream

_BOLD_NAMES = ("bold", "heavy", "black", "-demi", "semibold")
_EMBEDDED = ("FontFile", "FontFile2", "FontFile3")

# Ends of the sections of a map to Unicode, and what may stand in them; anything else is left to
# pdfminer.
_SECTION_ENDS = re.compile(rb"\b(begin|end)(bfchar|bfrange)\b")
_PLAIN_SECTION = re.compile(rb"(?:\s++|<[0-9A-Fa-f\s]*+>|[\[\]])*+\Z")
_ITEM = re.compile(rb"<([0-9A-Fa-f\s]*+)>|(\[)|(\])")
_BEYOND_US = re.compile(rb"usecmap|begincid|%")
_WHITE = b" \t\n\r\f\v"
# Codes of a font have one or two bytes; a range over more is made to exhaust memory.
_LARGEST_RANGE = 0x10000


class Face:
    """One font: `decode` cuts a string into codes, `glyphs` holds (text, width in ems) by code."""

    __slots__ = ("bold", "decode", "font", "glyphs", "multibyte", "vertical")

    def __init__(self, font: Any) -> None:
        self.font = font
        self.bold = _is_bold(font.fontname)
        self.vertical = bool(font.is_vertical())
        self.multibyte = bool(font.is_multibyte())
        self.decode: Callable[[bytes], Iterable[int]] = _decoder(font)
        self.glyphs: dict[int, tuple[str, float]] = {}

    def look_up(self, code: int) -> tuple[str, float]:
        """What a code says after the character map, and its advance for size 1."""
        try:
            text = map_characters(self.font.to_unichr(code))
        except PDFException:  # the font has no character for this glyph
            text = UNREADABLE
        found = self.glyphs[code] = (text, float(self.font.char_width(code)))
        return found


def _is_bold(name: object) -> bool:
    """By the font's name; names of Chinese fonts may be bytes in GBK and say nothing."""
    plain = name.decode("latin-1") if isinstance(name, bytes) else str(name)
    return any(word in plain.lower() for word in _BOLD_NAMES)


def _decoder(font: Any) -> Callable[[bytes], Iterable[int]]:
    table = getattr(font, "cmap", None)
    if not isinstance(table, CMap):
        decode: Callable[[bytes], Iterable[int]] = font.decode
        return decode
    root: dict[int, Any] = table.code2cid

    def decode_by_table(data: bytes) -> list[int]:
        codes: list[int] = []
        level = root
        for byte in data:
            found = level.get(byte)
            if found is None:
                level = root
            elif isinstance(found, int):
                codes.append(found)
                level = root
            else:
                level = found
        return codes

    return decode_by_table


class Faces:
    """The fonts of one document, each loaded when it is first used."""

    def __init__(self, manager: PDFResourceManager) -> None:
        self._manager = manager
        self._known: dict[int, Face] = {}
        self._kept: list[object] = []
        self.damaged = False
        """True once a font was found missing, or its map to Unicode damaged."""

    def face(self, reference: object) -> Face:
        """The font that a resource names; raises what pdfminer raises of a broken one."""
        key = reference.objid if isinstance(reference, PDFObjRef) else -id(reference)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Face(self._load(reference))
            # Kept beside its id, which could be given to another object otherwise.
            self._kept.append(reference)
        return known

    def unknown(self) -> Face:
        """Stands for a font that the page names and its resources do not."""
        return Face(self._manager.get_font(None, {}))

    def _load(self, reference: object) -> Any:
        objid = reference.objid if isinstance(reference, PDFObjRef) else None
        spec = dict_value(reference)
        self.damaged = self.damaged or not spec
        stream = resolve1(spec.get("ToUnicode"))
        if not isinstance(stream, PDFStream):
            return self._manager.get_font(objid, spec)
        data, whole = read_stream(stream)
        self.damaged = self.damaged or not whole
        mapping = read_unicode_map(data)
        # pdfminer is given an empty map in its place, and no font program to unpack.
        bare = {**spec, "ToUnicode": PDFStream({}, b"")}
        if spec.get("Subtype") is not None and "DescendantFonts" in spec:
            bare["DescendantFonts"] = _without_programs(list_value(spec["DescendantFonts"]))
        font = self._manager.get_font(objid, bare)
        font.unicode_map = mapping
        return font


def _without_programs(descendants: Iterable[object]) -> list[dict[str, Any]]:
    bare = []
    for descendant in descendants:
        spec = dict(dict_value(descendant))
        descriptor = resolve1(spec.get("FontDescriptor"))
        if isinstance(descriptor, dict):
            spec["FontDescriptor"] = {
                key: value for key, value in descriptor.items() if key not in _EMBEDDED
            }
        bare.append(spec)
    return bare


def read_unicode_map(data: bytes) -> FileUnicodeMap:
    """A font's map to Unicode (ISO 32000-1, 9.10.3); pdfminer's reader where it is unusual."""
    sections = list(_sections(data))
    mapping = FileUnicodeMap()
    unusual = data.count(b"begincmap") > 1 or _BEYOND_US.search(data) is not None
    if unusual or not all(_PLAIN_SECTION.match(body) for _, body in sections):
        _read_slowly(mapping, data)
        return mapping
    for kind, body in sections:
        items = _items(body)
        if kind == b"bfchar":
            for code, text in zip(items, items, strict=False):
                if isinstance(code, bytes) and isinstance(text, bytes):
                    mapping.add_cid2unichr(int.from_bytes(code), text)
        else:
            for first, last, target in zip(items, items, items, strict=False):
                _add_range(mapping, first, last, target)
    return mapping


def _sections(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    begun: re.Match[bytes] | None = None
    for mark in _SECTION_ENDS.finditer(data):
        if mark[1] == b"begin":
            begun = mark
        elif begun is not None and mark[2] == begun[2]:
            yield mark[2], data[begun.end() : mark.start()]
            begun = None


def _read_slowly(mapping: FileUnicodeMap, data: bytes) -> None:
    from io import BytesIO  # noqa: PLC0415  (hardly ever)

    CMapParser(mapping, BytesIO(data)).run()


def _items(body: bytes) -> Iterator[bytes | list[bytes]]:
    inner: list[bytes] | None = None
    for found in _ITEM.finditer(body):
        if found[2]:
            inner = []
        elif found[3]:
            if inner is not None:
                yield inner
            inner = None
        else:
            digits = found[1].translate(None, _WHITE)
            one = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
            if inner is None:
                yield one
            else:
                inner.append(one)


def _add_range(
    mapping: FileUnicodeMap,
    first: bytes | list[bytes],
    last: bytes | list[bytes],
    target: bytes | list[bytes],
) -> None:
    if not isinstance(first, bytes) or not isinstance(last, bytes) or len(first) != len(last):
        return
    start, end = int.from_bytes(first), int.from_bytes(last)
    end = min(end, start + _LARGEST_RANGE)
    if isinstance(target, list):
        for code, text in zip(range(start, end + 1), target, strict=False):
            mapping.add_cid2unichr(code, text)
        return
    prefix, tail = target[:-4], target[-4:]
    base, width = int.from_bytes(tail), len(tail)
    for code in range(start, end + 1):
        value = (base + code - start) & 0xFFFFFFFF
        mapping.add_cid2unichr(code, prefix + value.to_bytes(4)[4 - width :])
