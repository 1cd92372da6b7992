from __future__ import annotations

import pytest

from archive.document import TableBlock
from archive.line_kinds import is_table_row
from archive.loose_rows import join_loose_rows
from archive.outline import Item, Outline, outline
from archive.pages import Cell, Line, Table
from tests.factories import document, paragraph

HEAD = "政务服务周报\n2022年第3期\n四川省政务服务中心\n2022年3月8日\n"


def items(parts: Outline) -> list[tuple[tuple[str, ...], str, str | None, list[str]]]:
    """Each item as (section path, marker, headline, first words of its paragraphs)."""
    return [
        (
            section.path,
            item.marker.text if item.marker else "",
            item.title.text if item.title else None,
            [text.text[:5] for text in item.paragraphs],
        )
        for section in parts.sections
        for item in section.content
        if isinstance(item, Item)
    ]


def headings(parts: Outline) -> list[tuple[int, str]]:
    return [(section.level, section.path[-1]) for section in parts.sections if section.path]


A = "3月1日，省林草局窗口组织培训。"
B = "3月2日，省公安厅窗口到基层调研。"
MORE = "会上，窗口工作人员逐一解答疑问。"


SLOGANS = f"""一、工作动态
^关怀暖人心
{A}
^严肃窗口纪律
{B}
"""

ReadItem = tuple[tuple[str, ...], str, str | None, list[str]]

CASES: list[tuple[str, str, list[tuple[int, str]], list[ReadItem]]] = [
    (
        "numbered headings and items, styles mixed",
        f"二、窗口工作动态\n（一）服务情况\n（1）{A}\n(2) {B}\n(二) 厅(局)长进大厅\n{A}\n",
        [(1, "二、窗口工作动态"), (2, "（一）服务情况"), (2, "(二) 厅(局)长进大厅")],
        [
            (("二、窗口工作动态", "（一）服务情况"), "（1）", None, ["3月1日，"]),
            (("二、窗口工作动态", "（一）服务情况"), "(2)", None, ["3月2日，"]),
            (("二、窗口工作动态", "(二) 厅(局)长进大厅"), "", None, ["3月1日，"]),
        ],
    ),
    (
        "headlines above reports, no numbering",
        f"^【窗口动态】\n^省林草局举办林地报批培训\n{A}\n{MORE}\n^公安厅窗口深入基层听取意见\n{B}\n",
        [(1, "【窗口动态】")],
        [
            (("【窗口动态】",), "", "省林草局举办林地报批培训", ["3月1日，", "会上，窗口"]),
            (("【窗口动态】",), "", "公安厅窗口深入基层听取意见", ["3月2日，"]),
        ],
    ),
    (
        "numbered headlines",
        f"一、工作动态\n1.省林草局举办林地报批培训\n{A}\n2.公安厅窗口深入基层听取意见\n{B}\n",
        [(1, "一、工作动态")],
        [
            (("一、工作动态",), "1.", "省林草局举办林地报批培训", ["3月1日，"]),
            (("一、工作动态",), "2.", "公安厅窗口深入基层听取意见", ["3月2日，"]),
        ],
    ),
    (
        "plain paragraphs, each its own report, one of two paragraphs",
        f"一、工作动态\n{A}\n{MORE}\n{B}\n",
        [(1, "一、工作动态")],
        [
            (("一、工作动态",), "", None, ["3月1日，", "会上，窗口"]),
            (("一、工作动态",), "", None, ["3月2日，"]),
        ],
    ),
    (
        "sub-points inside an item stay in it",
        f"一、工作动态\n1.3月1日，省林草局推出三项措施：\n（1）提前介入；\n（2）上门服务。\n2.{B}\n",
        [(1, "一、工作动态")],
        [
            (("一、工作动态",), "1.", None, ["3月1日，", "（1）提前", "（2）上门"]),
            (("一、工作动态",), "2.", None, ["3月2日，"]),
        ],
    ),
    (
        "slogans under a numbered heading are headlines",
        SLOGANS,
        [(1, "一、工作动态")],
        [
            (("一、工作动态",), "", "关怀暖人心", ["3月1日，"]),
            (("一、工作动态",), "", "严肃窗口纪律", ["3月2日，"]),
        ],
    ),
    (
        "a salutation is no heading",
        f"各进驻单位、各处室：\n现将有关情况通报如下。\n一、工作动态\n{A}\n",
        [(1, "一、工作动态")],
        [
            ((), "", None, ["各进驻单位"]),
            ((), "", None, ["现将有关情"]),
            (("一、工作动态",), "", None, ["3月1日，"]),
        ],
    ),
    (
        "a contributor's line stays with its item",
        f"一、工作动态\n{A}\n（省林草局供稿）\n{B}\n",
        [(1, "一、工作动态")],
        [
            (("一、工作动态",), "", None, ["3月1日，", "（省林草局"]),
            (("一、工作动态",), "", None, ["3月2日，"]),
        ],
    ),
]


ROWS = [
    ("县林业局1109990.00", True),
    ("县林业局110 99 90.00\n县统计局60 57 95.00\n注：数据来源于平台。", True),
    ("县林业局2022年第3期", False),
    ("县林业局受理110件", False),
    ("甲乙1234 " * 20_000 + "件", False),
]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_rows_of_a_table_that_stand_without_it(text: str, expected: bool) -> None:  # noqa: FBT001 (a table's column)
    assert is_table_row(text) is expected


def test_loose_rows_go_on_with_the_table_above() -> None:
    box = (0.0, 0.0, 10.0, 10.0)
    line = Line(1, "单位", 0.0, 10.0, None, 10.0)
    cells = tuple(Cell(0, column, 1, 1, box, (line,)) for column in range(3))
    table = TableBlock(Table(1, box, 1, 3, cells))
    rows, note = paragraph("县林业局 110 99.0"), paragraph("县统计局受理60件。")
    joined = join_loose_rows((table, rows, rows, note))
    assert [type(block) for block in joined] == [TableBlock, TableBlock, type(note)]
    goes_on = joined[1]
    assert isinstance(goes_on, TableBlock)
    assert goes_on.continued
    assert (goes_on.table.rows, goes_on.table.columns) == (2, 3)
    texts = [cell.lines[0].text for cell in goes_on.table.cells]
    assert texts == ["县林业局", "110", "99.0"] * 2
    # Rows of another width, and rows under no table, stay what they are.
    assert join_loose_rows((rows, note)) == [rows, note]
    assert join_loose_rows((table, paragraph("县林业局 110")))[1:] == [paragraph("县林业局 110")]


@pytest.mark.parametrize(
    ("text", "heads", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_outlines(
    text: str,
    heads: list[tuple[int, str]],
    expected: list[ReadItem],
) -> None:
    parts = outline(document(HEAD + text))
    assert headings(parts) == heads
    assert items(parts) == expected
