"""Invariant 1: nothing on the page is lost on the way to the document."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.conservation import (
    Difference,
    compare,
    document_account,
    pages_account,
    second_account,
    text_account,
)
from archive.layout import lay_out
from archive.pdf import read_pages
from archive.plain_text import read_plain_text
from archive.problems import BadFile
from tests.typesetting import Sheet, grid, in_cell

BULLETINS = Path(__file__).parent.parent / "corpus" / "bulletins"
READABLE = ["reportlab", "libreoffice", "chromium"]


@pytest.mark.parametrize("name", READABLE)
def test_every_form_is_read_whole(name: str) -> None:
    path = BULLETINS / "forms" / f"{name}.pdf"
    pages = read_pages(path)
    ours = pages_account(pages)
    assert compare(second_account(path), ours).balanced
    assert compare(ours, document_account(lay_out(pages))).balanced


def test_plain_text_is_read_whole() -> None:
    path = BULLETINS / "2022-26-401.txt"
    document = read_plain_text(path)
    expected = text_account(path.read_text(encoding="utf-8"))
    assert sum(expected.values()) > 1900
    assert compare(expected, document_account(document)).balanced


def test_a_loss_is_seen() -> None:
    lost = compare(Counter("政务服务"), Counter("政务服"))
    assert lost == Difference(missing={"务": 1}, extra={})
    assert not lost.balanced
    assert not compare(Counter("政"), Counter("政政")).balanced


def test_no_second_account_of_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.4\n")
    with pytest.raises(BadFile) as caught:
        second_account(path)
    assert caught.value.kind == "damaged"


_TEXT = st.text("政务服务中心受理120件，办结《》“”（一）。 Ab—", min_size=1, max_size=90)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_generated_files_are_read_whole(data: st.DataObject, tmp_path: Path) -> None:
    """Both readers and the layout agree on what stands on pages of all forms."""
    sheet = Sheet()
    sheet.centred("政务服务简报", data.draw(st.sampled_from([22, 36, 48])))
    for _ in range(data.draw(st.integers(1, 20))):
        sheet.paragraph(
            data.draw(_TEXT),
            indent=data.draw(st.sampled_from([0, 2, 4])),
            size=data.draw(st.sampled_from([14.0, 16.0, 22.0])),
        )
    if data.draw(st.booleans()):
        top = sheet.y = min(sheet.y, 600)
        grid(sheet, [90, 200, 300], [top, top + 30, top + 60])
        for place in range(4):
            in_cell(sheet, (90, 200)[place % 2], top + 30 * (place // 2), data.draw(_TEXT)[:6])
    sheet.number_pages(data.draw(st.sampled_from(["— {} —", "{}", "第{}页"])))
    path = sheet.save(tmp_path / "generated.pdf")
    pages = read_pages(path)
    ours = pages_account(pages)
    assert compare(ours, document_account(lay_out(pages))).balanced
    # The other way round pdfium may lack lone characters of fonts that are not embedded.
    assert not compare(second_account(path), ours).missing
