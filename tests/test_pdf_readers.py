"""What we read of a page's content, held against two other programs: pdfplumber and pdfium.

How far they agree, over every producer we have and every operator that shows text:

- with pdfplumber: the same characters in the same order, places equal to a thousandth of a point;
- with pdfium: the same characters in the same order, spaces aside; where each begins, its base line
  and size equal to a twentieth of a point.

Where they differ, on purpose: `/ActualText` says what a glyph means (pdfium and we follow it,
pdfplumber does not). Overprinted bold is one character, marked bold (pdfium drops the second and
with it the boldness, pdfplumber keeps both). A space is kept as drawn (pdfium drops some of
Chromium's and makes up others, all of which are left out here). A ligature is as many characters as
it stands for. The spacing after the last character of a string counts as the standard has it, as in
pdfium; pdfplumber forgets it. A font without a map to Unicode gives U+FFFD, where the others give
`(cid:7)` or control characters. What pdfium leaves out because a font is not installed is read.
"""

from __future__ import annotations

import base64
import io
import logging
import random
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.ascii85 import ascii85decode
from pdfminer.cmapdb import CMapParser, FileUnicodeMap
from pdfminer.pdftypes import LITERALS_ASCII85_DECODE, PDFStream

from archive.characters import UNREADABLE, map_characters
from archive.ink import Glyph, Ink
from archive.layout import lay_out
from archive.lines import remove_overprint
from archive.pdf import make_pages, read_ink, read_pages, second_text
from archive.pdf_fonts import read_unicode_map
from archive.pdf_mending import mend
from archive.pdf_streams import inflate, read_stream
from archive.pdf_tokens import operations
from archive.problems import BadFile
from bench import pdfium_reader
from corpus.samples import write_samples
from tests.hostile import one_page, pdf, stream
from tests.typesetting import Sheet, grid, in_cell

BULLETINS = Path(__file__).parent.parent / "corpus" / "bulletins"
FORMS = BULLETINS / "forms"
SAMPLES = 12
EXACT = 0.001
NEAR = 0.05
"""Points: the tolerance stated above (pdfium computes in single precision)."""

logging.getLogger("pdfminer").setLevel(logging.ERROR)


@pytest.fixture(scope="module")
def produced(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Real producers' forms, the generator's samples of all styles, and our own sheets."""
    folder = tmp_path_factory.mktemp("produced")
    write_samples(folder, SAMPLES, 11)
    sheet = Sheet()
    sheet.centred("政务服务简报", 36.0)
    sheet.paragraph("8月10日，市行政审批局组织开展 AAA 企业开办培训，窗口人员35名参加。" * 9)
    for offset in (0.0, 0.35):
        sheet.put(sheet.left + offset, sheet.y, "一、窗口工作动态")
    sheet.new_page()
    grid(sheet, [90, 200, 300], [200, 230, 260])
    in_cell(sheet, 90, 200, "受理")
    sheet.number_pages()
    sheet.save(folder / "sheet.pdf")
    sheet.save(folder / "turned.pdf", rotate=[2])
    readable = [FORMS / f"{name}.pdf" for name in ("reportlab", "libreoffice", "chromium")]
    return [*readable, BULLETINS / "2022-26-401.pdf", *sorted(folder.glob("*.pdf"))]


def by_pdfplumber(path: Path) -> Iterator[list[Glyph]]:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            height = float(page.height)
            yield remove_overprint(
                Glyph(
                    map_characters(c["text"]), c["x0"], c["x1"], height - c["matrix"][5], c["size"]
                )
                for c in page.chars
                if map_characters(c["text"])
            )


def test_the_same_characters_as_pdfplumber(produced: list[Path]) -> None:
    for path in produced:
        says_otherwise = path.name == "chromium.pdf"  # by /ActualText
        for ink, theirs in zip(read_ink(path), by_pdfplumber(path), strict=True):
            assert len(ink.glyphs) == len(theirs), path
            for ours, other in zip(ink.glyphs, theirs, strict=True):
                assert ours.text == other.text or says_otherwise, path
                assert ours.x0 == pytest.approx(other.x0, abs=EXACT), path
                assert ours.x1 == pytest.approx(other.x1, abs=EXACT), path
                assert ours.base == pytest.approx(other.base, abs=EXACT), path


def inked(ink: Ink) -> list[Glyph]:
    return [glyph for glyph in ink.glyphs if not glyph.text.isspace()]


def assert_as_pdfium(ours: Ink, theirs: Ink, where: object) -> None:
    mine, others = inked(ours), inked(theirs)
    assert "".join(g.text for g in mine) == "".join(g.text for g in others), where
    for glyph, other in zip(mine, others, strict=True):
        assert glyph.x0 == pytest.approx(other.x0, abs=NEAR), (where, glyph)
        assert glyph.base == pytest.approx(other.base, abs=NEAR), (where, glyph)
        assert glyph.size == pytest.approx(other.size, abs=NEAR), (where, glyph)


def test_the_same_characters_and_lines_as_pdfium(produced: list[Path]) -> None:
    for path in produced:
        if path.name == "turned.pdf":  # pdfium's places do not follow the page's rotation
            continue
        ours = tuple(read_ink(path))
        theirs = pdfium_reader.read_ink(path, ours)
        for one, other in zip(ours, theirs, strict=True):
            assert_as_pdfium(one, other, (path.name, one.number))
        lines = [
            ["".join(line.text.split()) for page in make_pages(inks) for line in page.lines]
            for inks in (ours, theirs)
        ]
        assert lines[0] == lines[1], path


# --- operators ----------------------------------------------------------------------------------

_FORM = b"0.5 0 0 0.5 20 30 cm BT /F1 20 Tf 10 10 Td (in a form) Tj ET"
SHOWN = {
    "spacing of characters": b"2 Tc (ab) Tj (cd) Tj [(ef) -500 (gh)] TJ (i) Tj",
    "spacing of words": b"7 Tw (a b c) Tj (d) Tj [(e f) 200 (g)] TJ (h) Tj",
    "scaling": b"60 Tz 1 Tc 3 Tw (ab cd) Tj [(e) 400 (f)] TJ (g) Tj",
    "leading and next lines": b"20 TL (ab) Tj T* (cd) Tj (ef) ' 2 3 (gh ij) \" (k) Tj",
    "moves that set the leading": b"(ab) Tj 5 -18 TD (cd) Tj T* (ef) Tj 3 4 Td (gh) Tj",
    "matrices": b"1.5 0 0 2 100 500 Tm (ab) Tj 1 0 0.3 1 100 400 Tm (cd) Tj",
    "saved states": b"q /F1 8 Tf 3 Tc (ab) Tj Q (cd) Tj q 2 0 0 2 0 0 cm (ef) Tj Q (gh) Tj",
    "escapes": rb"(a\(b\)c\\d\101\60e\
f) Tj (g(h)i) Tj (\z) Tj <414> Tj < 4 3 4 4 > Tj",
    "comments and no white space": b"(a)Tj%x (b) Tj\n[(c)-9(d)]TJ/F1 9 Tf(e)Tj",
    "an inline picture": b"ET q 9 0 0 9 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI Q"
    b" BT /F1 12 Tf 90 90 Td (after) Tj",
    "a form": b"(a) Tj ET q 1 0 0 1 50 60 cm /Fm Do Q BT /F1 12 Tf 80 80 Td (b) Tj",
}
_RESOURCES = "/Resources << /Font << /F1 5 0 R >> /XObject << /Fm 6 0 R >> >>"
_HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


@pytest.mark.parametrize("name", SHOWN)
def test_every_operator_as_pdfium_carries_it_out(name: str, tmp_path: Path) -> None:
    path = tmp_path / "shown.pdf"
    content = b"BT /F1 12 Tf 72 700 Td " + SHOWN[name] + b" ET"
    form = stream(_FORM, "/Type /XObject /Subtype /Form /BBox [0 0 500 500] " + _RESOURCES)
    path.write_bytes(one_page(stream(content), font=_HELVETICA, entries=_RESOURCES, more={6: form}))
    (ours,), (theirs,) = tuple(read_ink(path)), pdfium_reader.read_ink(path)
    assert len(ours.glyphs) > 1
    assert_as_pdfium(ours, theirs, name)
    assert ours.images == (name == "an inline picture")


def test_starved_operators_lose_no_text(tmp_path: Path) -> None:
    """They are passed over, as pdfminer does; pdfium takes 0 for what is missing."""
    path = tmp_path / "starved.pdf"
    content = b"BT /F1 12 Tf 72 700 Td 1 2 frob 7 Td (a) Tj /F1 Tf (b) Tj Q Q (k) cm (c) Tj ET"
    path.write_bytes(one_page(stream(content), font=_HELVETICA))
    (ink,) = read_ink(path)
    assert [(g.text, round(g.base)) for g in ink.glyphs] == [(text, 142) for text in "abc"]


_UPRIGHT = {0: b"1 0 0 1", 90: b"0 1 -1 0", 180: b"-1 0 0 -1", 270: b"0 -1 1 0"}


@pytest.mark.parametrize("turn", _UPRIGHT)
@pytest.mark.parametrize("box", ["0 0 595 842", "-30 20 400 500"])
def test_boxes_and_rotations_as_pdfplumber(turn: int, box: str, tmp_path: Path) -> None:
    """Counted from the corner of the media box as shown; pdfplumber counts from the origin."""
    path = tmp_path / "turned.pdf"
    entries = f"/Rotate {turn} /CropBox [10 30 390 480]"
    content = b"BT /F1 12 Tf %s 150 200 Tm (turned) Tj ET 10 40 m 300 40 l S" % _UPRIGHT[turn]
    path.write_bytes(one_page(stream(content), font=_HELVETICA, entries=entries, box=box))
    (ink,) = read_ink(path)
    with pdfplumber.open(path) as document:
        page = document.pages[0]
        left, top = page.bbox[:2]
        assert (ink.width, ink.height) == (page.width, page.height)
        assert "".join(glyph.text for glyph in ink.glyphs) == "turned"
        for ours, other in zip(ink.glyphs, page.chars, strict=True):
            assert (ours.text, ours.upright) == (other["text"], True)
            place = (other["x0"] - left, other["x1"] - left)
            assert (ours.x0, ours.x1) == pytest.approx(place, abs=EXACT)
            assert other["top"] - top < ours.base < other["bottom"] - top
        (line,) = page.lines
        (rule,) = (*ink.horizontal, *ink.vertical)
        ends = (line["x0"] - left, line["x1"] - left, line["top"] - top, line["bottom"] - top)
        if turn in {90, 270}:
            ends = (*ends[2:], *ends[:2])
        assert (rule.start, rule.end, rule.at) == pytest.approx(ends[:3], abs=EXACT)


@given(
    st.lists(
        st.one_of(
            st.integers(-9999, 9999).map(lambda n: b"%d" % n),
            st.floats(-99, 99).map(lambda x: b"%.3f" % x),
            st.binary(max_size=9).map(lambda raw: b"<" + raw.hex().encode() + b">"),
            st.text("ab ()", max_size=9).map(
                lambda s: b"(" + re.sub(rb"([()])", rb"\\\1", s.encode()) + b")"
            ),
            st.sampled_from([b"/F1", b"[", b"]", b"Tj", b"T*", b"'", b"q", b"cm", b"true"]),
        )
    )
)
def test_content_is_taken_apart_without_loss(tokens: list[bytes]) -> None:
    """Every string comes out once, whatever stands around it; the scan always ends."""
    words = list(operations(b" ".join([*tokens, b"end"])))
    assert words[-1][0] == b"end"
    strings = [token for token in tokens if token[:1] in {b"<", b"("}]
    assert len(list(_strings([operands for _, operands in words]))) == len(strings)


def _strings(values: object) -> Iterator[bytes]:
    if isinstance(values, bytes):
        yield values
    elif isinstance(values, list):
        for value in values:
            yield from _strings(value)


@pytest.mark.parametrize("unit", [b"(", b"(\\", b"[", b"<<", b"/", b"<", b"1.", b"BI ID ", b"%"])
def test_reading_is_linear_in_hostile_content(unit: bytes) -> None:
    assert list(operations(unit * 200_000)) is not None


# --- fonts --------------------------------------------------------------------------------------


def test_maps_to_unicode_as_pdfminer_reads_them() -> None:
    count = 0
    for name in ("libreoffice", "chromium"):
        with pdfplumber.open(FORMS / f"{name}.pdf") as document:
            for xref in document.doc.xrefs:
                for number in xref.get_objids():
                    found = document.doc.getobj(number)
                    data = found.get_data() if isinstance(found, PDFStream) else b""
                    if b"begincmap" in data:
                        theirs = FileUnicodeMap()
                        CMapParser(theirs, io.BytesIO(data)).run()
                        assert read_unicode_map(data).cid2unichr == theirs.cid2unichr
                        count += 1
    assert count > 10


_CID_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H %s"
    b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 1000"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
)
_MAP = (
    b"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
    b"2 beginbfchar <0001> <653f> <0002> <00660069> endbfchar\n"
    b"2 beginbfrange <0003> <0005> <52a1> <0006> <0007> [<5904> <7406>] endbfrange endcmap"
)


def shown_with(cmap: bytes | None, tmp_path: Path) -> tuple[Ink, ...]:
    path = tmp_path / "font.pdf"
    font = _CID_FONT % (b"/ToUnicode 6 0 R" if cmap is not None else b"")
    content = stream(b"BT /F1 16 Tf 72 700 Td <0001000200030004000600070009> Tj ET")
    path.write_bytes(one_page(content, font=font, more={6: cmap or b"null"}))
    return tuple(read_ink(path))


def test_ligatures_ranges_and_codes_without_meaning(tmp_path: Path) -> None:
    (ink,) = shown_with(stream(_MAP), tmp_path)
    assert [glyph.text for glyph in ink.glyphs] == ["政", "fi", "务", "劢", "处", "理", UNREADABLE]
    assert not ink.damaged
    (line,) = make_pages([ink])[0].lines
    assert line.text == f"政fi务劢处理{UNREADABLE}"
    assert line.edges is not None
    assert line.edges[2:6] == (88.0, 96.0, 96.0, 104.0)


def test_a_font_without_a_map_is_unreadable(tmp_path: Path) -> None:
    (ink,) = shown_with(None, tmp_path)
    assert {glyph.text for glyph in ink.glyphs} == {UNREADABLE}


def test_a_damaged_map_is_told(tmp_path: Path) -> None:
    whole = zlib.compress(_MAP * 3)
    entries = "/Filter /FlateDecode"
    (ink,) = shown_with(stream(whole[: len(whole) * 2 // 3], entries, deflate=False), tmp_path)
    assert ink.damaged


# --- damaged streams and files cut short --------------------------------------------------------


def three_pages(second: bytes) -> bytes:
    def drawn(text: str) -> bytes:
        shown = b" ".join(
            b"1 0 0 1 72 %d Tm <%s> Tj" % (700 - 20 * row, text.encode("utf-16-be").hex().encode())
            for row in range(20)
        )
        return b"BT /F1 16 Tf " + shown + b" ET"

    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
    page += b" /Resources << /Font << /F1 5 0 R >> >> >>"
    han = re.search(rb"5 0 obj\n(.*?)\nendobj", one_page(b"null"), re.DOTALL)
    assert han is not None
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R 6 0 R 7 0 R] /Count 3 >>",
            3: page % 8,
            6: page % 9,
            7: page % 10,
            5: han[1],
            8: stream(drawn("政务服务中心开展培训")),
            9: second or stream(drawn("市林业局办理林地报批")),
            10: stream(drawn("大厅巡查情况良好")),
        }
    )


def damaged(cut: int = 0, flip: int | None = None) -> bytes:
    rows = b" ".join(
        b"1 0 0 1 72 %d Tm <%s> Tj" % (700 - 20 * row, b"5e02%04x" % (0x4E00 + 37 * row))
        for row in range(30)
    )
    packed = bytearray(zlib.compress(b"BT /F1 16 Tf " + rows + b" ET"))
    if flip is not None:
        packed[flip] ^= 0xFF
    return stream(bytes(packed[: len(packed) - cut]), "/Filter /FlateDecode", deflate=False)


def kinds(path: Path) -> list[tuple[str, str]]:
    return [(one.kind, one.where) for one in lay_out(read_pages(path)).warnings]


@pytest.mark.parametrize("second", [damaged(cut=120), damaged(flip=200), damaged(flip=-1)])
def test_a_damaged_page_is_read_as_far_as_it_goes_and_told(second: bytes, tmp_path: Path) -> None:
    path = tmp_path / "damaged.pdf"
    path.write_bytes(three_pages(second))
    pages = read_pages(path)
    assert kinds(path) == [("page-damaged", "第2页")]
    assert [len(page.lines) for page in pages][::2] == [20, 20]
    assert 3 <= len(pages[1].lines) <= 30
    assert pages[1].lines[0].text[0] == "市"
    (warning,) = lay_out(pages).warnings
    assert "第 2 页" in warning.message
    assert "重新" in warning.message


NOTHING = stream(b"\n", "/Filter /FlateDecode", deflate=False)


@pytest.mark.parametrize("second", [b"", damaged(), damaged(cut=4), NOTHING])
def test_a_whole_page_is_not_called_damaged(second: bytes, tmp_path: Path) -> None:
    """A missing checksum alone is none: some programs state the length too short."""
    path = tmp_path / "whole.pdf"
    path.write_bytes(three_pages(second))
    assert kinds(path) == []


def test_a_file_of_which_nothing_can_be_unpacked_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "gone.pdf"
    path.write_bytes(one_page(stream(b"\x00" * 40, "/Filter /FlateDecode", deflate=False)))
    with pytest.raises(BadFile) as caught:
        read_pages(path)
    assert caught.value.kind == "damaged"


@given(st.binary(max_size=400), st.integers(0, 400))
def test_inflating_never_invents(data: bytes, cut: int) -> None:
    packed = zlib.compress(data)
    assert inflate(packed + b"\r\n") == (data, True)
    got, whole = inflate(packed[: max(len(packed) - cut, 1)])
    assert data.startswith(got)
    assert got == data or not whole
    assert whole or cut > len(b"sums")


@given(st.binary(max_size=60), st.sampled_from([b"", b"\n"]))
def test_base_85_as_pdfminer_decodes_it(data: bytes, white: bytes) -> None:
    bare = base64.a85encode(data)
    written = white.join(bare[place : place + 7] for place in range(0, 80, 7))
    held = PDFStream({"Filter": LITERALS_ASCII85_DECODE[0]}, written + b"~>")
    assert read_stream(held) == (data, True)
    assert ascii85decode(written + b"~>") == data
    faulty = PDFStream({"Filter": LITERALS_ASCII85_DECODE[0]}, bare[:5] + b"\x99" + bare[5:])
    got, whole = read_stream(faulty)
    assert data.startswith(got)
    assert not whole


@pytest.mark.parametrize("name", ["reportlab", "libreoffice", "chromium"])
@pytest.mark.parametrize("cut", [20, 100, 150, 300])
def test_a_file_without_its_end_is_read_and_told(name: str, cut: int, tmp_path: Path) -> None:
    whole = FORMS / f"{name}.pdf"
    path = tmp_path / "cut.pdf"
    path.write_bytes(whole.read_bytes()[:-cut])
    pages = read_pages(path)
    assert [page.lines for page in pages] == [page.lines for page in read_pages(whole)]
    assert kinds(path) == [("file-mended", "文件末尾")]
    assert second_text(path) == second_text(whole)


@pytest.mark.parametrize("name", ["reportlab", "libreoffice", "chromium"])
def test_a_file_that_lost_pages_stays_damaged(name: str, tmp_path: Path) -> None:
    whole = (FORMS / f"{name}.pdf").read_bytes()
    path = tmp_path / "cut.pdf"
    dice = random.Random(3)  # noqa: S311  (the same cuts each time)
    for _ in range(6):
        path.write_bytes(whole[: dice.randrange(2000, len(whole) * 3 // 4)])
        with pytest.raises(BadFile) as caught:
            read_pages(path)
        assert caught.value.kind == "damaged"


@pytest.mark.parametrize("lost", [3, 4])
def test_a_file_whose_table_of_objects_is_wrong_is_read(lost: int, tmp_path: Path) -> None:
    path = tmp_path / "wrong.pdf"
    whole = one_page(stream(b"BT /F1 16 Tf 72 700 Td (whole) Tj ET"), font=_HELVETICA)
    entry = re.compile(rb"(?<=\n%d 1\n)\d{10}" % lost)
    path.write_bytes(entry.sub(lambda found: b"%010d" % (int(found[0]) + 9), whole))
    assert [line.text for line in read_pages(path)[0].lines] == ["whole"]
    assert kinds(path) == [("file-mended", "文件末尾")]


def test_a_page_that_is_missing_is_told(tmp_path: Path) -> None:
    path = tmp_path / "missing.pdf"
    path.write_bytes(three_pages(b"").replace(b"/Count 3", b"/Count 4"))
    assert kinds(path) == [("page-damaged", "第3页")]


def test_a_root_packed_in_a_stream_is_found(tmp_path: Path) -> None:
    """Word and XeTeX put the root among others in a stream; what follows it is cut off."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    head = b"1 0 2 %d " % (len(objects[0]) + 1)
    packed = stream(head + b" ".join(objects), f"/Type /ObjStm /N 2 /First {len(head)}")
    whole = one_page(stream(b"BT /F1 16 Tf 72 700 Td (whole) Tj ET"), font=_HELVETICA)
    kept = re.sub(rb"[12] 0 obj.*?endobj\n", b"", whole, flags=re.DOTALL)
    path = tmp_path / "packed.pdf"
    path.write_bytes(
        kept.partition(b"xref")[0] + b"9 0 obj\n" + packed + b"\nendobj\n8 0 obj\n<< /Ty"
    )
    assert [line.text for line in read_pages(path)[0].lines] == ["whole"]
    assert mend(b"%PDF-1.7\n1 0 obj\n<< /Type /Page >>\nendobj\n") is None
