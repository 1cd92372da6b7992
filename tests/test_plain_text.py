"""Plain text to paragraphs."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.conservation import compare, document_account, text_account
from archive.document import Document, Paragraph
from archive.layout import lay_out
from archive.pdf import read_pages
from archive.plain_text import lay_out_text, read_plain_text
from archive.problems import BadFile

BULLETINS = Path(__file__).parent.parent / "corpus" / "bulletins"


def paragraphs(document: Document) -> list[Paragraph]:
    return [block for block in document.blocks if isinstance(block, Paragraph)]


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(document)]


def test_the_real_bulletin_reads_as_its_typeset_forms() -> None:
    document = read_plain_text(BULLETINS / "2022-26-401.txt")
    typeset = texts(lay_out(read_pages(BULLETINS / "forms" / "reportlab.pdf")))
    # The text has the masthead twice, and publisher and date on lines of their own.
    assert texts(document)[5:] == typeset[4:]
    assert document.plain
    assert document.pages == 1
    bold = [one.text[start:end] for one in paragraphs(document) for start, end in one.bold]
    assert bold[0] == "按时到岗情况。"
    assert len(bold) == 6
    (span,) = paragraphs(document)[7].placed.spans(0, 4)
    assert (span.page, span.box) == (1, None)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a paragraph cut by a page break
        (
            "（1）8月8日，市市监局窗口组织对中特恒准\n\n检测技术有限公司代表进行了培训。会上作了讲解。",
            [
                "（1）8月8日，市市监局窗口组织对中特恒准检测技术有限公司代表进行了培训。会上作了讲解。"
            ],
        ),
        ("他对窗口（包括延伸\n\n窗口）提出要求。", ["他对窗口（包括延伸窗口）提出要求。"]),
        (
            "近日，市林业局窗口走访企业。窗口人员上门\n\n— 3 —\n\n服务，当场办结2件。",
            ["近日，市林业局窗口走访企业。窗口人员上门服务，当场办结2件。"],
        ),
        (
            "近日，市林业局窗口走访企业。窗口人员上门\n3\n\f服务，当场办结2件。",
            ["近日，市林业局窗口走访企业。窗口人员上门服务，当场办结2件。"],
        ),
        # what is no continuation
        (
            "一、深化改革，优化服务\n\n近日，市林业局走访企业。",
            ["一、深化改革，优化服务", "近日，市林业局走访企业。"],
        ),
        (
            "市政务服务中心\n\n2022年8月22日\n\n工作动态",
            ["市政务服务中心", "2022年8月22日", "工作动态"],
        ),
        (
            "近日，市林业局走访企业，\n\n（2）8月9日，市公安局开展培训。",
            ["近日，市林业局走访企业，", "（2）8月9日，市公安局开展培训。"],
        ),
        (
            "近日，窗口受理120件。\n\n报：中心领导\n\n送：各部门",
            ["近日，窗口受理120件。", "报：中心领导", "送：各部门"],
        ),
        # no blank lines: a line is a paragraph
        (
            "一、动态\n近日，窗口受理120件。\n二、巡查\n情况良好。",
            ["一、动态", "近日，窗口受理120件。", "二、巡查", "情况良好。"],
        ),
        # Windows line ends, byte order mark aside; layout spaces
        ("姓 名：张三\r\n\r\n2022 年第 26 期", ["姓名：张三", "2022年第26期"]),
    ],
)
def test_paragraphs(text: str, wanted: list[str]) -> None:
    document = lay_out_text(text)
    assert texts(document) == wanted
    assert compare(text_account(text), document_account(document)).balanced


def test_text_wrapped_by_a_program() -> None:
    prose = (
        "近日，市行政审批局组织开展企业开办全程网办业务培训，"
        "就材料申报、事项受理、证照发放等环节作了讲解"
    )
    wanted = [f"　　{number}、{prose * 2}。" for number in range(3)]
    lines = []
    for text in wanted:
        lines += [text[start : start + 30] for start in range(0, len(text), 30)]
    assert texts(lay_out_text("\n".join(lines))) == [text.strip() for text in wanted]


def test_bold_marks() -> None:
    (one,) = paragraphs(lay_out_text("（一）**按时 到岗**情况**。**良好**"))
    assert one.text == "（一）按时到岗情况。良好**"
    assert [one.text[start:end] for start, end in one.bold] == ["按时到岗", "。"]


def test_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "bom.txt"
    path.write_bytes("\ufeff窗口工作周报\n".encode())
    assert texts(read_plain_text(path)) == ["窗口工作周报"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("窗口工作周报".encode("gb18030"), "encoding"),
        ("窗口工作周报".encode("utf-16"), "encoding"),
        (b"\0\0\0\0", "encoding"),
        (b"", "empty"),
        (b" \n\n \n", "empty"),
        (b"x" * (5 * 1024 * 1024 + 1), "too-large"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    with pytest.raises(BadFile) as caught:
        read_plain_text(path)
    assert caught.value.kind == kind
    assert path.name in caught.value.message


def test_missing_text(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        read_plain_text(tmp_path / "none.txt")
    assert caught.value.kind == "not-found"


@given(st.text("政务，。（一）*\n\f 　1—-Ab：", max_size=200))
def test_nothing_is_lost(text: str) -> None:
    document = lay_out_text(text)
    kept = document_account(document)
    expected = text_account(text)
    stars = expected.pop("*", 0), kept.pop("*", 0)
    assert compare(expected, kept).balanced
    assert (stars[0] - stars[1]) % 4 == 0


@pytest.mark.parametrize(
    "piece", ["政", "（", "**", "，\n\n", "— 1 —\n", " ", "\f", "1\n\n", "，。政\n\n", "（\n\n"]
)
def test_long_texts_are_quick(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    lay_out_text(text)
    assert time.process_time() - began < 2
