"""The PDF edge: lines with boxes, tables, and files that cannot be read."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import msgspec
import pdfplumber
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from archive import pdf, pdf_ink
from archive.characters import UNREADABLE, character_map, map_characters
from archive.conservation import compare, pages_account, second_account
from archive.document import Document, Paragraph, TableBlock
from archive.file_kinds import check_kind
from archive.ink import Glyph, Ink
from archive.layout import lay_out
from archive.pages import Page
from archive.pdf import MAX_PAGES, draw_page, read_ink, read_pages
from archive.problems import BadFile
from tests.typesetting import LEFT, Sheet, grid, in_cell

FORMS = Path(__file__).parent.parent / "corpus" / "bulletins" / "forms"
READABLE = ["reportlab", "libreoffice", "chromium"]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


@pytest.fixture(scope="module")
def forms() -> dict[str, tuple[Page, ...]]:
    return {name: read_pages(FORMS / f"{name}.pdf") for name in READABLE}


def test_the_forms_of_one_bulletin_read_alike(forms: dict[str, tuple[Page, ...]]) -> None:
    read = {name: texts(lay_out(pages)) for name, pages in forms.items()}
    assert read["libreoffice"] == read["reportlab"] == read["chromium"]
    assert len(read["reportlab"]) == 29
    assert read["reportlab"][2] == "四川省政府政务服务和公共资源交易服务中心2022年8月22日"
    assert read["reportlab"][-1] == "（共印80份）"


def test_the_added_table_of_one_form(forms: dict[str, tuple[Page, ...]]) -> None:
    found = [one for one in lay_out(forms["chromium"]).blocks if isinstance(one, TableBlock)]
    (block,) = found
    assert (block.table.rows, block.table.columns, len(block.table.cells)) == (4, 4, 16)
    assert block.table.cells[-1].lines[0].text == "101.58%"
    for name in ("reportlab", "libreoffice"):
        assert not any(page.tables for page in forms[name])


def test_lines_are_placed_as_pdfplumber_places_them(forms: dict[str, tuple[Page, ...]]) -> None:
    with pdfplumber.open(FORMS / "libreoffice.pdf") as document:
        drawn = {(round(c["x0"], 2), c["text"]) for c in document.pages[0].chars}
        height = float(document.pages[0].height)
    for line in forms["libreoffice"][0].lines:
        assert line.edges is not None
        assert len(line.edges) == 2 * len(line.text)
        assert 0 < line.top < line.bottom < height
        for character, x0 in zip(line.text, line.edges[::2], strict=True):
            assert character.isspace() or (x0, character) in drawn


def test_pages_survive_being_stored(forms: dict[str, tuple[Page, ...]]) -> None:
    for pages in forms.values():
        stored = msgspec.msgpack.encode(pages)
        assert msgspec.msgpack.decode(stored, type=tuple[Page, ...]) == pages


def test_a_page_on_its_side_reads_the_same(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph("8月10日，市行政审批局组织开展企业开办培训，窗口人员35名参加。")
    sheet.new_page()
    sheet.paragraph("8月11日，市公安局组织开展出入境业务培训，窗口人员20名参加。")
    upright = read_pages(sheet.save(tmp_path / "upright.pdf"))
    turned = read_pages(sheet.save(tmp_path / "turned.pdf", rotate=[2]))
    assert [line.text for line in turned[1].lines] == [line.text for line in upright[1].lines]
    assert (turned[1].width, turned[1].height) == (upright[1].width, upright[1].height)
    assert turned[1].lines[0].top == pytest.approx(upright[1].lines[0].top, abs=0.1)


def test_an_empty_page_counts(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph("一、工作动态")
    sheet.new_page()
    sheet.new_page()
    sheet.paragraph("二、大厅巡查情况")
    pages = read_pages(sheet.save(tmp_path / "gap.pdf"))
    assert [len(page.lines) for page in pages] == [1, 0, 1]
    assert [page.lines[0].page for page in pages if page.lines] == [1, 3]


def test_overprinted_bold_is_read_once(tmp_path: Path) -> None:
    sheet = Sheet()
    for offset in (0.0, 0.35):
        sheet.put(LEFT + offset, sheet.y, "一、窗口工作动态")
    (page,) = read_pages(sheet.save(tmp_path / "bold.pdf"))
    assert page.lines[0].text == "一、窗口工作动态"
    assert page.lines[0].bold == ((0, 8),)


def _canvas(path: Path) -> Canvas:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), invariant=1)
    canvas.setFont("STSong-Light", 16)
    return canvas


def test_stroked_text_is_bold(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "stroked.pdf")
    text = canvas.beginText(80, 700)
    text.setTextRenderMode(2)
    text.textOut("（一）着装情况。")
    text.setTextRenderMode(0)
    text.textOut("总体情况良好。")
    canvas.drawText(text)
    canvas.save()
    (line,) = read_pages(tmp_path / "stroked.pdf")[0].lines
    assert line.text == "（一）着装情况。总体情况良好。"
    assert line.bold == ((0, 8),)


def test_what_a_glyph_is_meant_to_say(tmp_path: Path) -> None:
    path = tmp_path / "actual.pdf"
    canvas = _canvas(path)
    canvas._code.append("/Span <</ActualText <FEFF5C405957>>> BDC")  # 局, 套
    canvas.drawString(80, 700, "厅长")
    canvas._code.append("EMC")
    canvas.drawString(80, 660, "厅长进大厅")
    canvas.save()
    assert [line.text for line in read_pages(path)[0].lines] == ["局套", "厅长进大厅"]
    assert compare(second_account(path), pages_account(read_pages(path))).balanced


def test_ruled_tables_are_those_pdfplumber_finds(tmp_path: Path) -> None:
    sheet = Sheet()
    xs = [79.4, 200.0, 320.0, 440.0, 527.4]
    tops = (120.0, 400.0)
    for top in tops:
        ys = [top + 30 * row for row in range(5)]
        grid(sheet, xs, ys)
        for number, (y, _) in enumerate(pairwise(ys)):
            for column, x in enumerate(xs[:-1]):
                in_cell(sheet, x, y, f"第{number}行{column}列")
    path = sheet.save(tmp_path / "tables.pdf")
    ours = [table.box for table in read_pages(path)[0].tables]
    with pdfplumber.open(path) as document:
        theirs = [table.bbox for table in document.pages[0].find_tables()]
    assert len(ours) == len(theirs) == 2
    for mine, other in zip(ours, theirs, strict=True):
        assert mine == pytest.approx(other, abs=1.5)


def test_page_picture() -> None:
    assert draw_page(FORMS / "reportlab.pdf", 1, dpi=30).startswith(b"\x89PNG")
    with pytest.raises(IndexError):
        draw_page(FORMS / "reportlab.pdf", 99)


# --- the character map --------------------------------------------------------------------------


def test_character_map() -> None:
    assert map_characters("⻓⺠⼯⼝") == "长民工口"
    assert map_characters("8月1日―8月12日") == "8月1日—8月12日"
    assert map_characters("（，％①㎡Ａ") == "（，％①㎡Ａ"
    assert map_characters("2014\xad2020\u200b") == "2014-2020"
    assert map_characters("(cid:123)") == map_characters("\x03") == UNREADABLE
    radicals = [code for code in character_map() if 0x2E80 <= code < 0x2FE0]
    assert len(radicals) == 282


# --- files that cannot be read ------------------------------------------------------------------


def kind_of(path: Path, password: str | None = None) -> str:
    with pytest.raises(BadFile) as caught:
        read_pages(path, password)
    assert caught.value.file == path
    assert path.name in caught.value.message
    assert any("\u4e00" <= character <= "\u9fff" for character in caught.value.message)
    return caught.value.kind


def test_a_scan_has_no_text() -> None:
    assert kind_of(FORMS / "scan.pdf") == "no-text"


def test_a_blank_file_has_no_text(tmp_path: Path) -> None:
    assert kind_of(Sheet().save(tmp_path / "blank.pdf")) == "no-text"


@pytest.mark.parametrize(
    ("name", "content", "kind", "advice"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported-format", "PDF"),
        ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported-format", "PDF"),
        ("a.docx", b"PK\x03\x04" + b"[Content_Types].xml", "unsupported-format", "Word"),
        ("a.ofd", b"PK\x03\x04" + b"OFD.xml", "unsupported-format", "OFD"),
        ("a.pdf", b"PK\x03\x04" + b"OFD.xml", "unsupported-format", "OFD"),
        ("a.pdf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported-format", "Word"),
        ("a.pdf", b"\xff\xd8\xff\xe0 JFIF", "unsupported-format", "OCR"),
        ("a.pdf", b"<!DOCTYPE html><html>404</html>", "unsupported-format", "浏览器"),
        ("a.pdf", b"plain words", "unsupported-format", "PDF"),
        ("a.pdf", b"", "empty", "重新"),
        ("a.pdf", b"%PDF-1.4\n" + b"x" * 500, "damaged", "重新"),
        ("a.pdf", b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF", "damaged", "重新"),
    ],
)
def test_what_is_no_pdf(tmp_path: Path, name: str, content: bytes, kind: str, advice: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert kind_of(path) == kind
    with pytest.raises(BadFile) as caught:
        read_pages(path)
    assert advice in caught.value.message


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert kind_of(tmp_path / "none.pdf") == "not-found"
    assert kind_of(tmp_path) == "not-found"


def test_a_file_cut_short_is_damaged(tmp_path: Path) -> None:
    whole = (FORMS / "reportlab.pdf").read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(whole[: len(whole) // 8])
    assert kind_of(path) == "damaged"


def test_password(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", canPrint=1))
    canvas.drawString(72, 700, "open")
    canvas.save()
    assert kind_of(path) == "password"
    assert read_pages(path, "secret")[0].lines[0].text == "open"


def test_too_many_pages_and_characters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.pdf"
    canvas = Canvas(str(path))
    for _ in range(MAX_PAGES + 1):
        canvas.showPage()
    canvas.save()
    assert kind_of(path) == "too-large"
    monkeypatch.setattr(pdf_ink, "MAX_CHARACTERS", 100)
    assert kind_of(FORMS / "reportlab.pdf") == "too-large"


def test_file_size_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.file_kinds.MAX_BYTES", 1000)
    with pytest.raises(BadFile) as caught:
        check_kind(FORMS / "reportlab.pdf")
    assert caught.value.kind == "too-large"


@pytest.mark.parametrize(("unreadable", "refused"), [(2, False), (40, True)])
def test_unreadable_font(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, unreadable: int, *, refused: bool
) -> None:
    texts = UNREADABLE * unreadable + "政" * 60
    glyphs = tuple(
        Glyph(character, 80 + 4 * place, 84 + 4 * place, 100, 4.0)
        for place, character in enumerate(texts)
    )
    monkeypatch.setattr(pdf, "read_ink", lambda *_: iter([Ink(1, 595, 842, glyphs)]))
    path = Sheet().save(tmp_path / "font.pdf")
    if refused:
        assert kind_of(path) == "unreadable-font"
    else:
        assert read_pages(path)[0].lines[0].text == texts


def test_a_scan_with_a_stamp_on_every_page_is_a_scan(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stamp = tuple(Glyph(c, 80 + 8 * i, 88 + 8 * i, 800, 8.0) for i, c in enumerate("扫描创建"))
    ink = Ink(1, 595, 842, stamp, images=1, image_cover=1.0)
    monkeypatch.setattr(pdf, "read_ink", lambda *_: iter([ink, ink]))
    assert kind_of(Sheet().save(tmp_path / "stamp.pdf")) == "no-text"


def test_junk_before_the_header_is_read(tmp_path: Path) -> None:
    path = tmp_path / "junk.pdf"
    path.write_bytes(b"HTTP/1.1 200 OK\r\n" * 70 + (FORMS / "reportlab.pdf").read_bytes())
    assert len(list(read_ink(path))) == 5
