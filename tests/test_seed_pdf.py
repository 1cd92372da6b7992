"""The real bulletin's PDF is what its text and our typesetting make, byte for byte."""

from __future__ import annotations

from itertools import pairwise

import pypdfium2
import pytest

from corpus.bulletins import typeset_seed


@pytest.fixture(scope="module")
def pages() -> list[str]:
    document = pypdfium2.PdfDocument(typeset_seed.PDF)
    return [page.get_textpage().get_text_bounded() for page in document]


def test_committed_file_is_rebuilt_byte_for_byte() -> None:
    assert typeset_seed.PDF.read_bytes() == typeset_seed.build()


def test_small() -> None:
    assert typeset_seed.PDF.stat().st_size < 20_000


def test_a_paragraph_breaks_over_the_page_where_the_original_did(pages: list[str]) -> None:
    first = pages[0].split("— 1 —")[0].strip()
    assert first.endswith("四川中特恒准")
    assert pages[1].startswith("检测技术有限公司")


def test_every_character_of_the_text_is_on_the_pages(pages: list[str]) -> None:
    printed = "".join(page.replace(f"— {number} —", "") for number, page in enumerate(pages, 1))
    text = typeset_seed.TEXT.read_text(encoding="utf-8").replace("**", "")
    assert "".join(printed.split()) == "".join(text.split())


def test_page_numbers_stand_at_the_foot(pages: list[str]) -> None:
    for number, page in enumerate(pages, 1):
        assert page.strip().endswith(f"— {number} —")


def test_lead_ins_of_the_patrol_are_bold() -> None:
    import pdfplumber  # noqa: PLC0415  (slow to import; only here)

    with pdfplumber.open(typeset_seed.PDF) as document:
        chars = [char for page in document.pages for char in page.chars]
    bold = "".join(char["text"] for char in chars if char["fontname"].endswith("Bold"))
    assert "按时到岗情况。" in bold
    assert "大厅防控情况。" in bold
    assert "总体情况良好" not in bold


def test_masthead_and_rule_are_red() -> None:
    import pdfplumber  # noqa: PLC0415

    with pdfplumber.open(typeset_seed.PDF) as document:
        page = document.pages[0]
        red = [char["text"] for char in page.chars if char["non_stroking_color"] == (0.8, 0, 0)]
        lines = [line for line in page.lines if line["stroking_color"] == (0.8, 0, 0)]
    assert "".join(red) == "窗口工作周报"
    assert len(lines) == 1


def test_no_line_begins_with_a_closing_or_ends_with_an_opening_mark(pages: list[str]) -> None:
    lines = [line.strip() for page in pages for line in page.splitlines() if line.strip()]
    assert not [line for line in lines if line[0] in "，。、；：）》”"]
    assert not [line for line in lines if line[-1] in "（《“"]


def test_paragraphs_are_put_together_over_page_ends() -> None:
    parts = typeset_seed.paragraphs(typeset_seed.TEXT.read_text(encoding="utf-8"))
    assert any("恒准检测技术有限公司" in part for part in parts)
    assert all(first != second for first, second in pairwise(parts))
