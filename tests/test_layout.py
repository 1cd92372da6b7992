"""Lines to paragraphs, tables and furniture, over pages set by the tests' own typesetter."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.conservation import compare, document_account, pages_account
from archive.document import Document, Paragraph, TableBlock
from archive.ink import Glyph
from archive.layout import lay_out
from archive.lines import remove_overprint
from archive.pages import Page
from tests.typesetting import LEFT, RIGHT, Sheet, grid, in_cell

PROSE = (
    "8月10日，市行政审批局组织开展企业开办全程网办业务培训。培训围绕材料申报、事项受理、证照发放等环节"
    "逐项讲解，并就（一）线上申报、（二）线下自助两种方式现场演示，共有窗口人员35名参加。"
)
SHORT = "总体情况良好。"


def paragraphs(document: Document) -> list[Paragraph]:
    return [block for block in document.blocks if isinstance(block, Paragraph)]


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(document)]


def tables(document: Document) -> list[TableBlock]:
    return [block for block in document.blocks if isinstance(block, TableBlock)]


def furniture(document: Document) -> list[tuple[str, str, int]]:
    return [(one.role, one.placed.text, one.placed.page) for one in document.furniture]


def laid_out(sheet: Sheet) -> Document:
    pages = sheet.pages()
    document = lay_out(pages)
    assert compare(pages_account(pages), document_account(document)).balanced
    return document


# --- paragraphs ---------------------------------------------------------------------------------


def test_first_line_indent_parts_paragraphs_over_a_page_break() -> None:
    sheet = Sheet()
    wanted = [f"（{number}）{PROSE}" for number in range(1, 12)]
    for text in wanted:
        sheet.paragraph(text)
    sheet.number_pages()
    document = laid_out(sheet)
    assert len(sheet.glyphs) == 2
    assert texts(document) == wanted
    assert {one.indent for one in paragraphs(document)} == {2.0}
    broken = next(one for one in paragraphs(document) if {s.page for s in one.placed.spans()} > {1})
    assert broken.lines == 4


def test_blocks_parted_by_white_space() -> None:
    sheet = Sheet()
    wanted = [PROSE, SHORT, PROSE * 2, PROSE]
    for text in wanted:
        sheet.paragraph(text, indent=0)
        sheet.y += 15
    assert texts(laid_out(sheet)) == wanted


def test_blocks_without_white_space_end_with_a_short_line() -> None:
    sheet = Sheet()
    wanted = [f"{number}.{text}" for number, text in enumerate([PROSE, SHORT, PROSE * 2], 1)]
    for text in wanted:
        sheet.paragraph(text, indent=0)
    assert texts(laid_out(sheet)) == wanted


def test_numbered_blocks_part_even_after_a_full_line() -> None:
    full = "政务服务中心受理事项" * 5 + "均办结。"
    sheet = Sheet()
    wanted = [f"{number}、{full}" for number in "123"]
    assert len(wanted[0]) == 56
    for text in wanted:
        sheet.paragraph(text, indent=0)
    assert texts(laid_out(sheet)) == wanted


def test_hanging_indent() -> None:
    sheet = Sheet()
    wanted = [f"（{number}）{PROSE}" for number in "123"]
    wanted.append("抄送：" + "、".join(["市人大常委会办公室", "市政协办公室"] * 3))
    wanted.append("发：" + "、".join(["各县（市、区）行政审批局", "市级各窗口"] * 3))
    for text, hang in zip(wanted, (2.5, 2.5, 2.5, 3, 2), strict=True):
        sheet.paragraph(text, indent=0, hang=hang)
    assert texts(laid_out(sheet)) == wanted


def test_headings_are_not_joined_with_the_text_below() -> None:
    sheet = Sheet()
    wanted = ["一、工作动态", PROSE, "二、大厅巡查情况", PROSE]
    sheet.paragraph(wanted[0], indent=0)
    sheet.paragraph(wanted[1])
    sheet.paragraph(wanted[2], bold=True)
    sheet.paragraph(wanted[3])
    document = laid_out(sheet)
    assert texts(document) == wanted
    assert [one.is_bold for one in paragraphs(document)] == [False, False, True, False]


def test_bold_lead_in_keeps_its_offsets() -> None:
    sheet = Sheet()
    sheet.put(LEFT + 32, sheet.y, "（一）按时 到岗情况。", bold=True)
    sheet.put(LEFT + 32 + 16 * 10.5, sheet.y, "总体情况良好。")
    document = laid_out(sheet)
    (only,) = paragraphs(document)
    assert only.text == "（一）按时到岗情况。总体情况良好。"
    assert [only.text[start:end] for start, end in only.bold] == ["（一）按时到岗情况。"]


def test_centred_title_of_two_lines() -> None:
    sheet = Sheet()
    sheet.centred("关于全市政务服务大厅窗口工作人员", 22)
    sheet.centred("上半年培训情况的通报", 22)
    sheet.centred("（8月1日—8月12日）")
    sheet.paragraph(PROSE * 3)
    document = laid_out(sheet)
    assert texts(document)[:2] == [
        "关于全市政务服务大厅窗口工作人员上半年培训情况的通报",
        "（8月1日—8月12日）",
    ]
    assert [one.align for one in paragraphs(document)] == ["center", "center", "left"]
    assert paragraphs(document)[0].size == 22


def test_centred_lines_of_a_title_block_stay_apart() -> None:
    sheet = Sheet()
    wanted = ["政务服务工作简报", "第12期（总第88期）", "市政务服务中心", "2022年8月22日", PROSE]
    sheet.centred(wanted[0], 36)
    for line in wanted[1:4]:
        sheet.centred(line)
    sheet.paragraph(wanted[4])
    assert texts(laid_out(sheet)) == wanted


def test_signature_at_the_right() -> None:
    sheet = Sheet()
    sheet.paragraph(PROSE * 2)
    sheet.line("市行政审批局", RIGHT - 16 * 10)
    sheet.line("2022年8月22日", RIGHT - 16 * 10)
    document = laid_out(sheet)
    assert texts(document)[1:] == ["市行政审批局", "2022年8月22日"]
    assert [one.align for one in paragraphs(document)] == ["left", "right", "right"]


def test_footer_lines_stay_apart_and_keep_their_padding() -> None:
    sheet = Sheet()
    sheet.paragraph(PROSE)
    sheet.paragraph("报：市委办公室。", indent=1, size=14)
    sheet.paragraph("送：各县（市、区）政务服务中心，市级各部门。", indent=1, size=14)
    sheet.put(LEFT + 14, sheet.y, "签发：张 三", 14)
    sheet.put(RIGHT - 14 * 6, sheet.y, "编辑：李四", 14)
    document = laid_out(sheet)
    assert texts(document)[1:] == [
        "报：市委办公室。",
        "送：各县（市、区）政务服务中心，市级各部门。",
        "签发：张三编辑：李四",
    ]
    assert paragraphs(document)[-1].raw.text.split() == ["签发：张", "三", "编辑：李四"]


def test_contents_list_is_not_joined() -> None:
    sheet = Sheet()
    wanted = [f"{name}{'…' * (25 - len(name))}{page}" for name, page in (("要闻", 1), ("动态", 3))]
    for text in wanted:
        sheet.line(text, LEFT)
    sheet.paragraph(PROSE)
    assert texts(laid_out(sheet))[:2] == wanted


@pytest.mark.parametrize("in_turn", [True, False])
@pytest.mark.parametrize("shift", [0.0, 7.0])
def test_two_columns_are_read_one_after_the_other(*, in_turn: bool, shift: float) -> None:
    sheet = Sheet()
    sheet.centred("政务服务专刊", 30)
    top = sheet.y
    wanted = [f"{number}月份，{PROSE}" for number in range(1, 7)]
    for half, (left, right) in enumerate(((LEFT, 287.4), (319.4, RIGHT))):
        sheet.left, sheet.right, sheet.y = left, right, top + shift * half
        for text in wanted[3 * half : 3 * half + 3]:
            sheet.paragraph(text[:70] + "。", size=12)
    sheet.left, sheet.right = LEFT, RIGHT
    sheet.y += 20
    sheet.line("责任编辑：张三　　　　审核：李四", LEFT)
    if not in_turn:
        sheet.glyphs[0].sort(key=lambda glyph: (round(glyph.base), glyph.x0))
    document = laid_out(sheet)
    assert texts(document) == [
        "政务服务专刊",
        *(text[:70] + "。" for text in wanted),
        "责任编辑：张三审核：李四",
    ]
    assert [one.indent for one in paragraphs(document)[1:-1]] == [2.0] * 6


@pytest.mark.parametrize("rest", [0, 2])
def test_columns_go_on_where_the_last_page_has_few_lines(rest: int) -> None:
    sheet = Sheet()
    wanted = [f"{number}月份，{PROSE[:60]}。" for number in range(1, 7)]
    columns = ((LEFT, 287.4), (319.4, RIGHT))
    for half, (sheet.left, sheet.right) in enumerate(columns):
        sheet.y = sheet.top
        for text in wanted[3 * half : 3 * half + 3]:
            sheet.paragraph(text, size=12)
    sheet.new_page()
    (sheet.left, sheet.right) = columns[0]
    for text in wanted[:3]:
        sheet.paragraph(text, size=12)
    (sheet.left, sheet.right), sheet.y = columns[1], sheet.top
    for _ in range(rest):
        sheet.paragraph(SHORT, size=12)
    sheet.left, sheet.right = LEFT, RIGHT
    sheet.number_pages()
    assert texts(laid_out(sheet)) == [*wanted, *wanted[:3], *[SHORT] * rest]


def test_a_last_page_may_fill_only_its_left_column() -> None:
    sheet = Sheet()
    wanted = [f"{number}月份，{PROSE[:60]}。" for number in range(1, 7)]
    columns = ((LEFT, 287.4), (319.4, RIGHT))
    for half, (sheet.left, sheet.right) in enumerate(columns):
        sheet.y = sheet.top
        for text in wanted[3 * half : 3 * half + 3]:
            sheet.paragraph(text, size=12)
    sheet.new_page()
    (sheet.left, sheet.right) = columns[0]
    for text in wanted[:2]:
        sheet.paragraph(text, size=12)
    sheet.left, sheet.right = LEFT, RIGHT
    assert texts(laid_out(sheet)) == [*wanted, *wanted[:2]]


def test_a_number_with_its_sign_is_not_parted() -> None:
    sheet = Sheet()
    text = (
        "4月2日，省林草局对林地报批办件情况进行统计通报，群众评价满意率" + "达" + "96.6%。窗口" * 3
    )
    sheet.line(text[:26], LEFT + 32)
    sheet.line(text[26:52], LEFT)
    for _ in range(3):
        sheet.paragraph(PROSE)
    assert texts(laid_out(sheet))[1] == PROSE


def test_columns_are_not_seen_in_a_list_of_two_places() -> None:
    sheet = Sheet()
    for number in range(8):
        sheet.put(LEFT + 32, sheet.y, f"{number}号窗口 市公安局出入境管理")
        sheet.put(LEFT + 300, sheet.y, f"办件{number}1件")
        sheet.y += sheet.leading
    assert len(texts(laid_out(sheet))) == 8


# --- spaces -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        ("2022 年第 26 期", "2022年第26期"),
        ("姓　名：张 三", "姓名：张三"),
        ("受理\u00a0120\u00a0件", "受理120件"),
        ("使用 Windows  10 系统", "使用Windows 10系统"),
        ("The hall is open", "The hall is open"),
        ("(2) 8月10日", "(2) 8月10日"),
        ("（共印 80 份）", "（共印80份）"),
    ],
)
def test_layout_spaces(drawn: str, text: str) -> None:
    sheet = Sheet()
    sheet.line(drawn, LEFT)
    (only,) = paragraphs(laid_out(sheet))
    assert only.text == text
    assert only.raw.text == drawn


def test_gap_between_chinese_and_digits_is_no_space() -> None:
    sheet = Sheet()
    for x, part in ((0, "截至"), (37, "2022"), (74, "年，受理"), (143, "120"), (172, "件。")):
        sheet.put(LEFT + x, sheet.y, part)
    assert texts(laid_out(sheet)) == ["截至2022年，受理120件。"]


def test_every_character_is_where_it_was_drawn() -> None:
    sheet = Sheet()
    for _ in range(9):
        sheet.paragraph("（1） " + PROSE)
    document = laid_out(sheet)
    drawn = {
        (page, round(glyph.x0, 2)): glyph.text
        for page, glyphs in enumerate(sheet.glyphs, 1)
        for glyph in glyphs
    }
    assert drawn
    for paragraph in paragraphs(document):
        for offset, character in enumerate(paragraph.text):
            (span,) = paragraph.placed.spans(offset, offset + 1)
            assert span.box is not None
            here = [
                glyph.text
                for glyph in sheet.glyphs[span.page - 1]
                if abs(glyph.x0 - span.box[0]) < 0.01 and span.box[1] < glyph.base < span.box[3]
            ]
            assert here == [character]


# --- furniture ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form", ["— {} —", "-{}-", "第{}页", "第{}页 共3页", "{}/3", "{}", "－{}－", "· {} ·"]
)
@pytest.mark.parametrize("top", [770.0, 40.0])
def test_page_numbers(form: str, top: float) -> None:
    sheet = Sheet()
    for _ in range(16):
        sheet.paragraph(PROSE)
    sheet.number_pages(form, 10.5, top)
    document = laid_out(sheet)
    assert [role for role, _, _ in furniture(document)] == ["page-number"] * len(sheet.glyphs)
    assert texts(document) == [PROSE] * 16


def test_number_alone_in_the_body_is_text() -> None:
    sheet = Sheet()
    for _ in range(12):
        sheet.paragraph(PROSE)
        sheet.paragraph("1")
    document = laid_out(sheet)
    assert texts(document).count("1") == 12
    assert not document.furniture


def test_running_head_from_the_second_page_on() -> None:
    sheet = Sheet()
    sheet.centred("政务服务简报", 36)
    for _ in range(14):
        sheet.paragraph(PROSE)
    sheet.head_pages("政务服务简报　　　第{}页", first=2)
    document = laid_out(sheet)
    assert texts(document)[0] == "政务服务简报"
    assert furniture(document) == [
        ("running-head", f"政务服务简报第{page}页", page)
        for page in range(2, len(sheet.glyphs) + 1)
    ]


def test_head_and_foot_of_two_lines_with_numbers() -> None:
    sheet = Sheet()
    for _ in range(16):
        sheet.paragraph(PROSE)
    sheet.head_pages("四川省政务服务管理局", top=760)
    sheet.number_pages("{}", 10.5, 780)
    document = laid_out(sheet)
    roles = [role for role, _, _ in furniture(document)]
    assert roles.count("page-number") == roles.count("running-head") == len(sheet.glyphs)
    assert texts(document) == [PROSE] * 16


def test_pages_that_begin_alike_keep_their_first_lines() -> None:
    sheet = Sheet()
    for number in range(1, 4):
        sheet.paragraph(f"{number}月份巡查情况")
        for _ in range(3):
            sheet.paragraph(PROSE)
        if number < 3:
            sheet.new_page()
    assert not laid_out(sheet).furniture


# --- tables -------------------------------------------------------------------------------------

XS = [79.4, 190.0, 300.0, 410.0, 527.4]


def _statistics(sheet: Sheet, top: float) -> None:
    """事项类别 over two rows, 行政许可 over two columns."""
    ys = [top + 24 * row for row in range(5)]
    for y in ys:
        sheet.rule(y, XS[1] if y == ys[1] else XS[0], XS[-1])
    for x in XS:
        sheet.upright_rule(x, ys[1] if x == XS[2] else ys[0], ys[-1])
    in_cell(sheet, XS[0], ys[0] + 12, "事项类别")
    in_cell(sheet, XS[1], ys[0], "行政许可")
    in_cell(sheet, XS[3], ys[0], "公共服务")
    for x, text in zip(XS[1:4], ("受理", "办结", "受理"), strict=True):
        in_cell(sheet, x, ys[1], text)
    for y, row in zip(
        ys[2:4], (("市公安局", "12", "34", "56"), ("合计", "1", "2", "3")), strict=True
    ):
        for x, text in zip(XS, row, strict=False):
            in_cell(sheet, x, y, text)
    sheet.y = ys[-1] + 10


def _grid(block: TableBlock) -> list[tuple[int, int, int, int, str]]:
    return [
        (c.row, c.column, c.row_span, c.column_span, "".join(line.text for line in c.lines))
        for c in block.table.cells
    ]


def test_merged_cells_and_a_table_over_two_pages() -> None:
    sheet = Sheet()
    sheet.paragraph(PROSE)
    sheet.y = 620
    _statistics(sheet, sheet.y)
    sheet.new_page()
    _statistics(sheet, sheet.y)
    sheet.paragraph(PROSE)
    sheet.number_pages()
    document = laid_out(sheet)
    assert [type(block).__name__ for block in document.blocks] == [
        "Paragraph",
        "TableBlock",
        "TableBlock",
        "Paragraph",
    ]
    first, second = tables(document)
    assert (first.continued, second.continued) == (False, True)
    assert _grid(first) == [
        (0, 0, 2, 1, "事项类别"),
        (0, 1, 1, 2, "行政许可"),
        (0, 3, 1, 1, "公共服务"),
        (1, 1, 1, 1, "受理"),
        (1, 2, 1, 1, "办结"),
        (1, 3, 1, 1, "受理"),
        (2, 0, 1, 1, "市公安局"),
        (2, 1, 1, 1, "12"),
        (2, 2, 1, 1, "34"),
        (2, 3, 1, 1, "56"),
        (3, 0, 1, 1, "合计"),
        (3, 1, 1, 1, "1"),
        (3, 2, 1, 1, "2"),
        (3, 3, 1, 1, "3"),
    ]


def test_table_with_open_sides() -> None:
    sheet = Sheet()
    top = sheet.y
    for row in range(4):
        sheet.rule(top + 24 * row)
    sheet.upright_rule(200, top, top + 72)
    for row, (label, value) in enumerate((("部门", "受理"), ("市公安局", "12"), ("合计", "12"))):
        in_cell(sheet, LEFT, top + 24 * row, label)
        in_cell(sheet, 200, top + 24 * row, value)
    (block,) = tables(laid_out(sheet))
    assert (block.table.rows, block.table.columns) == (3, 2)


def test_three_line_table_with_titles_over_columns() -> None:
    sheet = Sheet()
    sheet.paragraph("各部门办件情况如下：")
    top = sheet.y
    for offset in (0, 48, 120):
        sheet.rule(top + offset)
    sheet.put(90, top + 16, "部 门", 12)
    sheet.put(290, top + 4, "行政许可", 12)
    sheet.put(440, top + 4, "公共服务", 12)
    xs = (90, 260, 340, 410, 480)
    for x, text in zip(xs[1:], ("受理", "办结", "受理", "办结"), strict=True):
        sheet.put(x, top + 28, text, 12)
    rows = (
        ("市公安局", "120", "118", "98", "9"),
        ("市人力资源和社会保障局", "3200", "3105", "97", "8"),
        ("合计", "3320", "3223", "195", "17"),
    )
    for number, row in enumerate(rows):
        for x, text in zip(xs, row, strict=True):
            sheet.put(x, top + 52 + 22 * number, text, 12)
    sheet.y = top + 140
    sheet.paragraph(PROSE)
    document = laid_out(sheet)
    (block,) = tables(document)
    cells = _grid(block)
    assert cells[:7] == [
        (0, 0, 2, 1, "部 门"),
        (0, 1, 1, 2, "行政许可"),
        (0, 3, 1, 2, "公共服务"),
        (1, 1, 1, 1, "受理"),
        (1, 2, 1, 1, "办结"),
        (1, 3, 1, 1, "受理"),
        (1, 4, 1, 1, "办结"),
    ]
    assert [text for *_, text in cells[7:]] == [text for row in rows for text in row]
    assert texts(document) == ["各部门办件情况如下：", PROSE]


def test_what_is_no_table() -> None:
    sheet = Sheet()
    sheet.centred("政务服务简报", 36)
    sheet.rule(sheet.y - 5)  # the red rule under the masthead
    top = sheet.y
    for x in (LEFT, RIGHT):  # a box of one column
        sheet.upright_rule(x, top, top + 80)
    for y in (top, top + 40, top + 80):
        sheet.rule(y)
    in_cell(sheet, LEFT, top, "本期要目")
    in_cell(sheet, LEFT, top + 40, "一、工作动态")
    sheet.y = top + 100
    for text in ("主送：市委办公室    抄送：市政府办公室", "市政务中心办公室　　2022年8月22日印发"):
        sheet.rule(sheet.y - 6)  # the rules of the footer
        sheet.paragraph(text, indent=1, size=14)
    sheet.rule(sheet.y - 6)
    assert not tables(laid_out(sheet))


def test_empty_grid_is_no_table() -> None:
    sheet = Sheet()
    sheet.paragraph(PROSE)
    grid(sheet, XS, [300, 330, 360])
    assert not tables(laid_out(sheet))


# --- odd input ----------------------------------------------------------------------------------


def test_no_pages_and_empty_pages() -> None:
    assert not lay_out(()).blocks
    empty = Page(number=1, width=595, height=842, lines=(), images=1)
    document = lay_out((empty,))
    assert not document.blocks
    assert [(one.kind, one.where) for one in document.warnings] == [("page-without-text", "第1页")]


def test_damaged_pages_and_files_without_their_end_are_told() -> None:
    whole = Sheet()
    whole.paragraph(PROSE)
    (page,) = whole.pages()
    second = msgspec.structs.replace(page, number=2, damaged=True, mended=True)
    document = lay_out((page, second))
    assert [(one.kind, one.where) for one in document.warnings] == [
        ("page-damaged", "第2页"),
        ("file-mended", "文件末尾"),
    ]
    assert all(one.message.endswith("。") for one in document.warnings)


def test_overprinted_bold_is_one_character() -> None:
    sheet = Sheet()
    for offset in (0.0, 0.3):
        sheet.put(LEFT + offset, sheet.y, "重重困难")
    ink = sheet.inks()[0]
    once = remove_overprint(ink.glyphs)
    assert "".join(glyph.text for glyph in once) == "重重困难"
    assert all(glyph.bold for glyph in once)


@given(
    st.lists(
        st.builds(
            Glyph,
            text=st.sampled_from("政务 "),
            x0=st.floats(-9, 70),
            x1=st.just(80.0),
            base=st.floats(-9, 30),
            size=st.sampled_from([8.0, 12.0, 16.0, 80.0]),
        ),
        max_size=40,
    )
)
def test_overprint_is_found_wherever_it_stands(glyphs: list[Glyph]) -> None:
    kept: list[Glyph] = []
    for glyph in glyphs:
        reach = 0.15 * glyph.size
        if glyph.text == " " or not any(
            glyph.text == other.text
            and abs(glyph.x0 - other.x0) <= reach
            and abs(glyph.base - other.base) <= reach
            and other.size < 1.5 * glyph.size < 2.25 * other.size
            for other in kept
        ):
            kept.append(glyph)
    found = remove_overprint(glyphs)
    assert [(g.text, g.x0, g.base) for g in found] == [(g.text, g.x0, g.base) for g in kept]


# --- properties ---------------------------------------------------------------------------------

_HANZI = st.sampled_from("政务服务中心窗口受理办结事项企业培训省市局厅的一是二")
_PIECE = st.one_of(
    _HANZI, _HANZI, _HANZI, st.sampled_from(["，", "、", "2022", "35", "（一）", "“好”"])
)
_TEXT = st.lists(_PIECE, min_size=5, max_size=120).map(
    lambda pieces: "市" + "".join(pieces) + "办。"
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_TEXT, min_size=3, max_size=10), st.sampled_from([14.0, 16.0, 22.0]), st.data())
def test_indented_paragraphs_come_back(wanted: list[str], size: float, data: st.DataObject) -> None:
    sheet = Sheet()
    sheet.leading = size * 1.75
    sheet.y += data.draw(st.integers(0, 20)) * sheet.leading
    wanted = [PROSE, *wanted, PROSE, SHORT]  # enough lines to tell the frame and the habit
    for text in wanted:
        sheet.paragraph(text, size=size)
    sheet.number_pages()
    assert texts(laid_out(sheet)) == wanted


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_nothing_is_lost_whatever_stands_on_the_page(data: st.DataObject) -> None:
    sheet = Sheet()
    for page in range(data.draw(st.integers(1, 3))):
        if page:
            sheet.new_page()
        for _ in range(data.draw(st.integers(0, 14))):
            sheet.put(
                data.draw(st.floats(0, 560)),
                data.draw(st.floats(0, 830)),
                data.draw(st.text("政务 —1第页 Ab（。", min_size=1, max_size=30)),
                data.draw(st.sampled_from([9.0, 16.0, 22.0])),
                bold=data.draw(st.booleans()),
            )
        for _ in range(data.draw(st.integers(0, 8))):
            x, y = data.draw(st.floats(0, 500)), data.draw(st.floats(0, 800))
            sheet.rule(y, x, x + data.draw(st.floats(1, 400)))
            sheet.upright_rule(x, y, y + data.draw(st.floats(1, 400)))
    laid_out(sheet)
    pages = tuple(sheet.pages())
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(pages), type=tuple[Page, ...]) == pages
