"""Files that offices send by mistake and attackers on purpose: one of every class we know of.

Each is small on disk (the largest takes a few hundred KB), made here, and comes with the reasons
for which it may be put aside; none of it may be read as anything else, hang, or harm a neighbour.
`OK` stands among the reasons where reading it as a bulletin is right too.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.typesetting import Sheet

OK = "ok"
Maker = Callable[[], bytes]
CLASSES: dict[str, tuple[Maker, frozenset[str]]] = {}
"""By name: what makes the file, and the outcomes that are right."""

_SLOW = ("too-large", "too-slow", "reader-crashed")
_MIB = 1 << 20
_PROSE = "3月8日，汉中市林业局组织开展林地报批业务培训，50余名窗口人员参加。"


def hostile(*right: str) -> Callable[[Maker], Maker]:
    """Take a maker into `CLASSES`."""

    def take(maker: Maker) -> Maker:
        CLASSES[maker.__name__.replace("_", "-")] = (maker, frozenset(right))
        return maker

    return take


def write_all(folder: Path) -> dict[str, frozenset[str]]:
    """Write one file of each class; the right outcomes by file name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (maker, _) in CLASSES.items():
        (folder / f"{name}.pdf").write_bytes(maker())
    return {f"{name}.pdf": right for name, (_, right) in CLASSES.items()}


# How the files are put together.


def pdf(
    objects: Mapping[int, bytes], *, root: str = "1 0 R", trailer: str = "", xref: bool = True
) -> bytes:
    """A PDF of these numbered objects, with a cross-reference table unless told otherwise."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    if not xref:
        return out.getvalue()
    start = out.tell()
    size = max(objects) + 1
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    end = f"trailer\n<< /Size {size} /Root {root} {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    return out.getvalue() + end.encode()


def stream(
    data: bytes, entries: str = "", *, deflate: bool = True, length: int | None = None
) -> bytes:
    """A stream object's body, deflated unless told otherwise."""
    if deflate:
        data = zlib.compress(data)
        entries += " /Filter /FlateDecode"
    size = len(data) if length is None else length
    return f"<< /Length {size} {entries} >>\nstream\n".encode() + data + b"\nendstream"


_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_LATIN = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_HAN = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>] >>"
)


def page(
    entries: str = "", *, box: str = "0 0 595 842", contents: str = "/Contents 4 0 R"
) -> bytes:
    """A page object's body."""
    fonts = "" if "/Resources" in entries else "/Resources << /Font << /F1 5 0 R >> >>"
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] {contents} {fonts} {entries} >>"
    ).encode()


def said(text: str = _PROSE) -> bytes:
    """A content stream that draws this text in Chinese."""
    return b"BT /F1 16 Tf 72 700 Td <%s> Tj ET" % text.encode("utf-16-be").hex().encode()


def one_page(
    content: bytes,
    *,
    font: bytes = _HAN,
    entries: str = "",
    box: str = "0 0 595 842",
    more: Mapping[int, bytes] | None = None,
    trailer: str = "",
    catalog: bytes = _CATALOG,
) -> bytes:
    """A PDF of one page with this content stream."""
    objects = {1: catalog, 2: _PAGES, 3: page(entries, box=box), 4: content, 5: font}
    return pdf(objects | dict(more or {}), trailer=trailer)


def good() -> bytes:
    """A sound bulletin in PDF: what a hostile file must not harm, and what some are made from."""
    return one_page(stream(said()))


def typeset() -> bytes:
    """A sound PDF by a real library."""
    import tempfile  # noqa: PLC0415  (only here)

    sheet = Sheet()
    sheet.paragraph(_PROSE * 3)
    with tempfile.TemporaryDirectory() as scratch:
        return sheet.save(Path(scratch) / "sound.pdf").read_bytes()


# Exhausting memory or time.


@hostile(*_SLOW)
def content_bomb() -> bytes:
    """A content stream of 100 MB of operators in half a megabyte."""
    packer = zlib.compressobj(1)
    block = b"q Q " * (_MIB // 4)
    data = b"".join(packer.compress(block) for _ in range(100)) + packer.flush()
    return one_page(stream(data, "/Filter /FlateDecode", deflate=False))


@hostile(*_SLOW)
def deflated_twice() -> bytes:
    """Deflated twice: 600 MB in a few KB."""
    packer = zlib.compressobj(1)
    block = b" " * _MIB
    data = b"".join(packer.compress(block) for _ in range(600)) + packer.flush()
    return one_page(
        stream(zlib.compress(data, 9), "/Filter [/FlateDecode /FlateDecode]", deflate=False)
    )


@hostile(*_SLOW)
def text_bomb() -> bytes:
    """Thirty million characters on one page."""
    block = b"BT /F1 1 Tf 10 10 Td (%s) Tj ET\n" % (b"a" * 1000)
    return one_page(stream(block * 30_000), font=_LATIN)


@hostile("no-text", *_SLOW)
def rectangles() -> bytes:
    """Two hundred thousand rectangles, each of its own size."""
    marks = b"".join(
        b"%d %d %d %d re S\n" % (n % 590, n % 830, n % 97, n % 89) for n in range(200_000)
    )
    return one_page(stream(marks))


@hostile("no-text", *_SLOW)
def hairlines() -> bytes:
    """A grid of a hundred thousand short lines, as a map has them."""
    marks = b"".join(
        b"%d %d m %d %d l S\n" % (n % 590, n // 590, n % 590 + 1, n // 590) for n in range(100_000)
    )
    return one_page(stream(marks))


@hostile("no-text", "damaged", *_SLOW)
def nested_forms() -> bytes:
    """Forms within forms, each drawing the next twice: two to the fortieth."""
    depth = 40
    objects = {}
    for level in range(depth):
        inner = f"/Resources << /XObject << /X {11 + level} 0 R >> >>" if level < depth - 1 else ""
        objects[10 + level] = stream(
            b"/X Do /X Do" if inner else said(),
            f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] {inner}",
        )
    return one_page(
        stream(b"/X Do"), entries="/Resources << /XObject << /X 10 0 R >> >>", more=objects
    )


@hostile("no-text", "damaged", OK, *_SLOW)
def form_within_itself() -> bytes:
    """A form that draws itself."""
    form = stream(
        b"/X Do",
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 10 0 R >> >>",
    )
    return one_page(
        stream(b"/X Do"), entries="/Resources << /XObject << /X 10 0 R >> >>", more={10: form}
    )


@hostile("no-text", "damaged", *_SLOW)
def contents_that_refer_to_themselves() -> bytes:
    """A content stream whose length is itself, and contents that hold themselves."""
    objects = {
        1: _CATALOG,
        2: _PAGES,
        3: page(contents="/Contents 6 0 R"),
        4: b"<< /Length 4 0 R >>\nstream\nq Q\nendstream",
        6: b"[4 0 R 6 0 R 6 0 R]",
    }
    return pdf(objects)


@hostile("no-text", "damaged", *_SLOW)
def saved_states() -> bytes:
    """A million saves of the graphics state and no restore."""
    return one_page(stream(b"q " * 1_000_000))


@hostile("no-text", "damaged", *_SLOW)
def nested_arrays() -> bytes:
    """Arrays a hundred thousand deep in a content stream."""
    return one_page(stream(b"[" * 100_000 + b"]" * 100_000 + b" TJ"))


@hostile("damaged", *_SLOW)
def nested_dictionaries() -> bytes:
    """Dictionaries fifty thousand deep in the catalogue."""
    deep = b"<< /A " * 50_000 + b"null" + b" >>" * 50_000
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R /Deep " + deep + b" >>", 2: _PAGES, 3: deep})


@hostile("damaged", "no-text", *_SLOW)
def objects_without_xref() -> bytes:
    """Two hundred thousand objects and no table of them."""
    body = b"".join(b"%d 0 obj\nnull\nendobj\n" % number for number in range(10, 200_010))
    return b"%PDF-1.4\n" + body + b"trailer\n<< /Root 9 0 R >>\n"


@hostile("too-large")
def thousands_of_pages() -> bytes:
    """Three thousand pages with the same contents."""
    numbers = range(10, 3010)
    kids = " ".join(f"{number} 0 R" for number in numbers)
    tree = f"<< /Type /Pages /Kids [{kids}] /Count 3000 >>".encode()
    objects = {1: _CATALOG, 2: tree, 4: stream(said()), 5: _HAN}
    return pdf(objects | dict.fromkeys(numbers, page()))


@hostile("damaged", OK, *_SLOW)
def pages_by_doubling() -> bytes:
    """A page tree that has its children twice, twenty levels deep: a million pages."""
    objects = {1: _CATALOG, 4: stream(said()), 5: _HAN, 99: page()}
    for level in range(20):
        child = 99 if level == 19 else 31 + level
        number = 2 if level == 0 else 30 + level
        objects[number] = f"<< /Type /Pages /Kids [{child} 0 R {child} 0 R] /Count 2 >>".encode()
    return pdf(objects)


@hostile(*_SLOW, "damaged", OK)
def character_map_bomb() -> bytes:
    """A font's map to Unicode that names sixteen million characters in one line."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap\n"
        b"1 begincodespacerange <000000> <ffffff> endcodespacerange\n"
        b"1 beginbfrange <000000> <ffffff> <4e00> endbfrange\nendcmap end"
    )
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R"
        b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    )
    return one_page(stream(said()), font=font, more={6: stream(cmap)})


@hostile("no-text", *_SLOW)
def picture_bomb() -> bytes:
    """A picture that claims to be a million points wide and high."""
    picture = stream(
        b"\0" * 1000,
        "/Type /XObject /Subtype /Image /Width 1000000 /Height 1000000 /BitsPerComponent 8"
        " /ColorSpace /DeviceRGB",
    )
    return one_page(
        stream(b"595 0 0 842 0 0 cm /I Do"),
        entries="/Resources << /XObject << /I 10 0 R >> >>",
        more={10: picture},
    )


@hostile("no-text", "damaged", *_SLOW)
def lzw_of_noise() -> bytes:
    """A content stream that says it is LZW and is noise."""
    noise = bytes((n * n * 31 + n * 7) % 256 for n in range(200_000))
    return one_page(stream(noise, "/Filter /LZWDecode", deflate=False))


@hostile("no-text", "damaged", *_SLOW)
def long_chain_of_filters() -> bytes:
    """Twenty layers of hexadecimal and base 85 around nothing."""
    names = "/ASCIIHexDecode /ASCII85Decode " * 10
    return one_page(stream(b"z" * 100_000 + b"~>", f"/Filter [{names}]", deflate=False))


@hostile("no-text", "damaged", *_SLOW, OK)
def base_85_bomb() -> bytes:
    """Base 85, where one letter stands for four zero bytes, of deflated content."""
    return one_page(
        stream(b"z" * 500_000 + b"~>", "/Filter [/ASCII85Decode /RunLengthDecode]", deflate=False)
    )


@hostile("no-text", "damaged", *_SLOW)
def predictor_of_endless_columns() -> bytes:
    """A deflated stream with a predictor over two billion columns."""
    entries = "/DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 32 /BitsPerComponent 16 >>"
    return one_page(stream(b"q Q", entries))


@hostile("no-text", "damaged", *_SLOW, OK)
def object_stream_that_holds_itself() -> bytes:
    """An object stream that says that it extends itself and lies in itself."""
    objects = {
        1: _CATALOG,
        2: _PAGES,
        3: page(contents="/Contents 8 0 R"),
        5: _HAN,
        8: stream(b"8 0 9 0 << >> << >>", "/Type /ObjStm /N 2 /First 8 /Extends 8 0 R"),
    }
    return pdf(objects)


@hostile("damaged", *_SLOW, "no-text")
def cross_references_in_a_ring() -> bytes:
    """A table of objects whose predecessor is itself."""
    body = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    start = len(body)
    return body + (
        b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R /Prev %d >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (start, start)
    )


@hostile("damaged", *_SLOW, "no-text")
def cross_reference_of_billions() -> bytes:
    """A table that promises two billion objects."""
    return (
        b"%PDF-1.4\nxref\n0 2147483647\n0000000000 65535 f \n"
        b"trailer\n<< /Size 2147483647 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
    )


@hostile("damaged", *_SLOW, "no-text")
def references_in_a_ring() -> bytes:
    """Objects that are only references to one another."""
    return pdf({1: b"2 0 R", 2: b"3 0 R", 3: b"1 0 R"})


@hostile("damaged", "no-text", *_SLOW)
def cyclic_page_tree() -> bytes:
    """A page tree that is its own child and parent."""
    return pdf({1: _CATALOG, 2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>"})


@hostile("damaged", "no-text", *_SLOW)
def deep_page_tree() -> bytes:
    """A page tree five thousand levels deep."""
    objects = {1: _CATALOG, 2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>"}
    for number in range(10, 5010):
        objects[number] = b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1)
    objects[5010] = page()
    objects[4], objects[5] = stream(said()), _HAN
    return pdf(dict(sorted(objects.items())))


@hostile("damaged", *_SLOW, "no-text", OK)
def long_name() -> bytes:
    """A name and a number of a million characters."""
    return one_page(stream(b"/" + b"a" * 1_000_000 + b" gs " + b"9" * 1_000_000 + b" w " + said()))


@hostile("no-text", "damaged", *_SLOW)
def type_3_font_of_itself() -> bytes:
    """A font whose glyph draws itself."""
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.001 0 0 .001 0 0]"
        b" /CharProcs << /a 6 0 R >> /Encoding << /Type /Encoding /Differences [97 /a] >>"
        b" /FirstChar 97 /LastChar 97 /Widths [9] /Resources << /Font << /F1 5 0 R >> >> >>"
    )
    return one_page(
        stream(b"BT /F1 9 Tf () Tj ET"), font=font, more={6: stream(b"BT /F1 9 Tf (a) Tj ET")}
    )


# Broken by accident.


@hostile("empty")
def empty() -> bytes:
    """No bytes at all."""
    return b""


@hostile("unsupported-format")
def not_a_pdf() -> bytes:
    """A web page called PDF, as download servers give it when the session has run out."""
    return "<!DOCTYPE html><html><body>请先登录</body></html>".encode()


@hostile("unsupported-format")
def zeroes() -> bytes:
    """What an interrupted copy leaves."""
    return b"\0" * 50_000


@hostile("unsupported-format")
def word_document() -> bytes:
    """A Word file with the wrong ending."""
    return b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml word/document.xml" + b"\0" * 100


@hostile("damaged", "no-text")
def header_alone() -> bytes:
    """Only the first line."""
    return b"%PDF-1.7\n"


@hostile("damaged", "no-text", OK)
def truncated() -> bytes:
    """The first half of a sound file."""
    whole = typeset()
    return whole[: len(whole) // 2]


@hostile("damaged", "no-text", OK)
def without_its_end() -> bytes:
    """A sound file without its last hundred bytes."""
    return typeset()[:-100]


@hostile(OK)
def junk_before_the_header() -> bytes:
    """1,200 bytes of a mail's header before the file."""
    return b"X-Mailer: somebody's\r\n" * 60 + good()


@hostile(OK)
def junk_after_the_end() -> bytes:
    """A sound file with a page of something else after it."""
    return good() + b"\r\n--boundary--\r\n" * 100


@hostile("damaged")
def damaged_page_tree() -> bytes:
    """Pages that are a number."""
    return pdf({1: _CATALOG, 2: b"<< /Type /Pages /Kids 17 /Count (many) >>"})


@hostile("damaged", "no-text", OK)
def no_catalogue() -> bytes:
    """A trailer that points nowhere."""
    return pdf({2: _PAGES, 3: page(), 4: stream(said()), 5: _HAN}, root="77 0 R")


@hostile("damaged", "no-text", OK)
def wrong_offsets() -> bytes:
    """A table of objects that is off by some bytes, as a changed line ending makes it."""
    return good().replace(b"%\xe2\xe3\xcf\xd3\n", b"%\xe2\xe3\xcf\xd3\r\n\r\n\r\n")


@hostile("no-text", "damaged", OK)
def giant_stream_length() -> bytes:
    """A stream that says it is two billion bytes long."""
    return one_page(stream(said(), length=2_147_483_647))


@hostile("no-text", "damaged", OK)
def negative_stream_length() -> bytes:
    """A stream of less than nothing."""
    return one_page(stream(said(), length=-5))


@hostile("no-text", "damaged", OK)
def broken_deflate() -> bytes:
    """A content stream damaged in its middle."""
    packed = bytearray(zlib.compress(said(_PROSE * 20), 9))
    packed[len(packed) // 2] ^= 0xFF
    return one_page(stream(bytes(packed), "/Filter /FlateDecode", deflate=False))


@hostile("no-text", "damaged")
def unknown_filter() -> bytes:
    """A filter that nobody knows."""
    return one_page(stream(said(), "/Filter /EvilDecode", deflate=False))


@hostile("no-text", "damaged", OK, *_SLOW)
def huge_page() -> bytes:
    """A page as wide as a country."""
    return one_page(stream(said()), box="0 0 1e9 1e9")


@hostile("no-text", "damaged", OK, *_SLOW)
def page_of_no_size() -> bytes:
    """A page without width and height."""
    return one_page(stream(said()), box="0 0 0 0")


@hostile("no-text", "damaged", OK)
def page_that_is_no_number() -> bytes:
    """A page box of words."""
    return one_page(stream(said()), box="/A (b) null true")


@hostile("no-text", "damaged", OK, *_SLOW)
def absurd_font_size() -> bytes:
    """Text in a size and at a place beyond all numbers."""
    return one_page(stream(b"BT /F1 1e38 Tf 1e38 0 0 1e38 1e38 1e38 Tm <653f> Tj ET " + said()))


@hostile("no-text", "damaged", OK)
def lines_of_no_size() -> bytes:
    """A line of text in a matrix without height, below one that can be read."""
    second = (
        b"BT /F1 16 Tf 1 0 0 0 72 660 Tm <%s> Tj ET" % _PROSE.encode("utf-16-be").hex().encode()
    )
    third = b" BT /F1 0 Tf 72 640 Td <%s> Tj ET" % _PROSE.encode("utf-16-be").hex().encode()
    return one_page(stream(said() + second + third))


@hostile("no-text", "damaged", OK)
def operands_missing() -> bytes:
    """Operators without what they work on, and operands of the wrong kind."""
    return one_page(stream(b"Tj TJ Tm cm Do re l c (x) Tf [1 (a) /b] d ET Q Q Q EMC " + said()))


@hostile("no-text", "damaged", OK)
def endless_string() -> bytes:
    """A string in the content stream that nobody ends."""
    return one_page(stream(said() + b" BT (" + b"\\(" * 10_000))


# Nothing that could be read.


@hostile("no-text")
def blank() -> bytes:
    """A page without a mark."""
    return one_page(stream(b"q Q"))


@hostile("no-text")
def scan() -> bytes:
    """A picture over the whole page and no text."""
    picture = stream(
        b"\xff" * 64 * 64,
        "/Type /XObject /Subtype /Image /Width 64 /Height 64 /BitsPerComponent 8"
        " /ColorSpace /DeviceGray",
    )
    return one_page(
        stream(b"595 0 0 842 0 0 cm /I Do"),
        entries="/Resources << /XObject << /I 10 0 R >> >>",
        more={10: picture},
    )


@hostile("unreadable-font")
def identity_without_unicode() -> bytes:
    """A font whose glyph numbers mean nothing."""
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+SimSun /Encoding /Identity-H"
        b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+SimSun"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    )
    return one_page(stream(said()), font=font)


@hostile("password")
def user_password() -> bytes:
    """Locked with a password."""
    from reportlab.lib.pdfencrypt import StandardEncryption  # noqa: PLC0415  (only here)
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("sesame", strength=128), invariant=1)
    canvas.drawString(72, 700, "locked")
    canvas.save()
    return out.getvalue()


@hostile("password", "damaged")
def unknown_encryption() -> bytes:
    """Locked by a handler that nobody has."""
    return one_page(
        stream(said()),
        trailer="/Encrypt << /Filter /Nobody /V 9 /R 9 >> /ID [<00> <00>]",
    )


# That want something done.


@hostile(OK)
def javascript() -> bytes:
    """A script that runs when the file is opened."""
    catalog = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction"
        b" << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\)) >> >>"
    )
    return one_page(stream(said()), catalog=catalog)


@hostile(OK)
def launch_action() -> bytes:
    """A program to be started on opening."""
    catalog = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction"
        b" << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >> >>"
    )
    return one_page(stream(said()), catalog=catalog)


@hostile(OK)
def embedded_file() -> bytes:
    """Another file inside, named as a path out of the folder."""
    catalog = (
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles"
        b" << /Names [(../../evil.sh) 7 0 R] >> >> >>"
    )
    more = {
        7: b"<< /Type /Filespec /F (../../evil.sh) /EF << /F 8 0 R >> >>",
        8: stream(b"#!/bin/sh\ntouch evil\n", "/Type /EmbeddedFile"),
    }
    return one_page(stream(said()), catalog=catalog, more=more)


@hostile(OK, "no-text", "damaged")
def external_stream() -> bytes:
    """A content stream whose data lie in a file of the reader's machine."""
    return one_page(stream(said(), "/F (/etc/passwd) /FFilter /FlateDecode"))


@hostile(OK)
def form_that_submits() -> bytes:
    """A form that sends itself away, and a link to a file share."""
    catalog = (
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] /XFA 6 0 R >> /AA"
        b" << /WC << /S /SubmitForm /F (http://127.0.0.1:9/) >> >> >>"
    )
    return one_page(stream(said()), catalog=catalog, more={6: stream(b"<xdp:xdp/>")})


@hostile(OK, "no-text", "damaged")
def entities_in_metadata() -> bytes:
    """Metadata that expand a billion times."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x:xmpmeta>&b;</x:xmpmeta>'
    catalog = b"<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R >>"
    return one_page(
        stream(said()), catalog=catalog, more={6: stream(bomb, "/Type /Metadata /Subtype /XML")}
    )


@hostile(OK)
def steering_characters() -> bytes:
    """Text that clears the screen, turns writing round and changes the terminal's title."""
    return one_page(stream(said(f"\x1b[2J\x1b]0;evil\x07\u202e{_PROSE}\u2066\x9b31m" + _PROSE * 4)))


@hostile(OK)
def formulas() -> bytes:
    """Text that a spreadsheet would run."""
    return one_page(stream(said(f"=cmd|'/c calc'!A1。{_PROSE}")))


@hostile(OK, "no-text", "damaged")
def path_as_title() -> bytes:
    """A title that is a path, and names with a null byte."""
    return one_page(
        stream(said("../../../../etc/passwd 第1期" + _PROSE)),
        trailer="/Info << /Title (../../../../etc/cron.d/evil\\000.pdf) >>",
    )
