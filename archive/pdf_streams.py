"""A PDF stream's bytes, and whether they are whole.

pdfminer hands over what it could decompress of a damaged stream, or nothing, and says nothing; a
page cut in half would pass for a whole one. Here what can be read is read, and the damage told.
"""

from __future__ import annotations

import contextlib
import re
import struct
import zlib
from typing import Any

from pdfminer.pdftypes import (
    LITERALS_ASCII85_DECODE,
    LITERALS_FLATE_DECODE,
    PDFStream,
)

# Bytes given to zlib at a time once a stream is known to be damaged: what is lost before the fault.
_STEP = 64
# RFC 1950: two bytes of header before the deflate data.
_ZLIB_HEADER = 2
_A85_WHITE = b" \t\n\r\f\v\0"
_A85_DIGITS = re.compile(rb"[!-u]*+")
_A85_GROUP = 5


def read_stream(stream: PDFStream) -> tuple[bytes, bool]:
    """The decoded bytes of a stream, and whether all of them could be decoded.

    Keeps the result in the stream as pdfminer does. Raises what pdfminer raises (unknown filters).
    """
    if stream.data is not None:
        return stream.data, not getattr(stream, "is_damaged", False)
    filters = stream.get_filters()
    if any(not _is_known(name, parameters) for name, parameters in filters):
        return bytes(stream.get_data()), True
    data: bytes = stream.rawdata
    if stream.decipher:
        data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    whole = True
    for name, _ in filters:
        if name in LITERALS_ASCII85_DECODE:
            data, sound = _from_ascii85(data)
        else:
            data, sound = inflate(data)
        whole = whole and sound
    stream.data, stream.rawdata = data, None
    stream.is_damaged = not whole
    return data, whole


def _is_known(name: Any, parameters: Any) -> bool:
    """True for the filters decoded here; others, and predictors, are pdfminer's."""
    known = name in LITERALS_FLATE_DECODE or name in LITERALS_ASCII85_DECODE
    return known and not (isinstance(parameters, dict) and "Predictor" in parameters)


def inflate(data: bytes) -> tuple[bytes, bool]:
    """Decompressed zlib data as far as it goes, and whether it is whole and its checksum right.

    A missing checksum (streams whose stated length is a few bytes short) is no damage, and neither
    is a stream of no bytes, which some producers write for an empty page.
    """
    if not data or data.isspace():
        return b"", True
    expander = zlib.decompressobj()
    try:
        out = expander.decompress(data)
    except zlib.error:
        return _salvage(data), False
    if expander.eof:
        return out, True
    bare = zlib.decompressobj(-zlib.MAX_WBITS)
    bare.decompress(data[_ZLIB_HEADER:])
    return out, bare.eof


def _salvage(data: bytes) -> bytes:
    """What comes before the fault; data without a zlib header is tried without one."""
    for start in (_ZLIB_HEADER, 0):
        expander = zlib.decompressobj(-zlib.MAX_WBITS)
        out = bytearray()
        with contextlib.suppress(zlib.error):
            for place in range(start, len(data), _STEP):
                out += expander.decompress(data[place : place + _STEP])
        if out:
            return bytes(out)
    return b""


def _from_ascii85(data: bytes) -> tuple[bytes, bool]:
    """ASCII85 data decoded as far as it is such (ISO 32000-1, 7.4.3), and whether it is to its end.

    All groups at once, which is five times as fast as one by one.
    """
    bare = data.translate(None, _A85_WHITE).removeprefix(b"<~").partition(b"~")[0]
    written = bare.replace(b"z", b"!!!!!")
    digits = _A85_DIGITS.match(written)
    sound = digits.end() if digits is not None else 0
    padding = -sound % _A85_GROUP
    padded = written[:sound] + b"u" * padding
    groups = [
        (((a * 85 + b) * 85 + c) * 85 + d) * 85 + e - _A85_OFFSET
        for a, b, c, d, e in zip(*(padded[place::5] for place in range(5)), strict=True)
    ]
    whole = sound == len(written)
    try:
        out = struct.pack(f">{len(groups)}I", *groups)
    except struct.error:
        fault = next(place for place, value in enumerate(groups) if value >> 32)
        return struct.pack(f">{fault}I", *groups[:fault]), False
    return out[: len(out) - padding] if padding else out, whole


_A85_OFFSET = 33 * (85**4 + 85**3 + 85**2 + 85 + 1)
