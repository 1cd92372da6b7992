"""Figures in tables: small grids and what a careful reader takes from them.

A grid is written row by row, cells parted by ` | `; `<` is covered by the cell left of it, `^` by
the one above. A figure is written `scope|category|measure|value unit|changes`, `-` for null.
"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extract.context import Context
from archive.extract.statistics import find_figures
from archive.extract.table_statistics import (
    TableFigure,
    cell_text,
    find_table_figures,
    read_header,
)
from archive.pages import Cell, Line, Table
from archive.records import Interval

CONTEXT = Context(
    published=dt.date(2022, 8, 22),
    period=Interval(start=dt.date(2022, 8, 1), end=dt.date(2022, 8, 12)),
)


def grid(text: str) -> Table:
    """A table from its drawing."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    columns = max(len(row) for row in rows)
    rows = [row + [""] * (columns - len(row)) for row in rows]
    cells = []
    for number, row in enumerate(rows):
        for column, content in enumerate(row):
            if content in ("<", "^"):
                continue
            across, down = _extent(rows, number, column)
            cells.append(_cell(number, column, down, across, content))
    return Table(
        page=1,
        box=(0, 0, 10.0 * columns, 10.0 * len(rows)),
        rows=len(rows),
        columns=columns,
        cells=tuple(cells),
    )


def _extent(rows: list[list[str]], row: int, column: int) -> tuple[int, int]:
    across = 1
    while column + across < len(rows[row]) and rows[row][column + across] == "<":
        across += 1
    down = 1
    while row + down < len(rows) and rows[row + down][column] == "^":
        down += 1
    return across, down


def _cell(row: int, column: int, down: int, across: int, text: str) -> Cell:
    line = Line(page=1, text=text, top=10.0 * row, bottom=10.0 * row + 9, edges=None, size=10)
    return Cell(
        row=row,
        column=column,
        row_span=down,
        column_span=across,
        box=(10.0 * column, 10.0 * row, 10.0 * (column + across), 10.0 * (row + down)),
        lines=(line,) if text else (),
    )


def _shown(item: TableFigure) -> str:
    figure = item.figure
    changes = " ".join(f"{change.kind} {change.value}{change.unit}" for change in figure.change)
    parts = [
        figure.scope or "-",
        figure.category or "-",
        figure.measure,
        f"{figure.value}{figure.unit or ''}",
    ]
    return "|".join([*parts, f"({changes})"] if changes else parts)


TABLES: dict[str, tuple[str, str | None, list[str]]] = {
    "categories down, units in the header's words": (
        """
        事项类别 | 受理件数 | 办结件数 | 办结率
        行政许可事项 | 488639 | 484164 | 99.08%
        公共服务事项 | 19095505 | 6868473 | 35.97%
        其它九类行权事项 | 47193 | 47940 | 101.58%
        """,
        None,
        [
            "-|行政许可|受理|488639件",
            "-|行政许可|办结|484164件",
            "-|行政许可|办结率|99.08%",
            "-|公共服务|受理|19095505件",
            "-|公共服务|办结|6868473件",
            "-|公共服务|办结率|35.97%",
            "-|其它九类行权|受理|47193件",
            "-|其它九类行权|办结|47940件",
            "-|其它九类行权|办结率|101.58%",
        ],
    ),
    "districts down, unit in the caption": (
        """
        区县 | 受理 | 办结
        汉台区 | 96 | 91
        南郑区 | 43 | 34
        """,
        "2022年8月各县区办件情况表（单位：件）",
        ["汉台区|-|受理|96件", "汉台区|-|办结|91件", "南郑区|-|受理|43件", "南郑区|-|办结|34件"],
    ),
    "two header rows: channel over measure": (
        """
        承办单位 | 市长信箱 | < | 12345热线 | <
        ^ | 承办 | 办结 | 承办 | 办结
        汉台区 | 96 | 91 | 1,203 | 1,198
        市公安局 | 14 | 12 | 320 | 318
        """,
        "单位：件",
        [
            "汉台区|市长信箱|承办|96件",
            "汉台区|市长信箱|办结|91件",
            "汉台区|12345热线|承办|1203件",
            "汉台区|12345热线|办结|1198件",
            "市公安局|市长信箱|承办|14件",
            "市公安局|市长信箱|办结|12件",
            "市公安局|12345热线|承办|320件",
            "市公安局|12345热线|办结|318件",
        ],
    ),
    "category over measure": (
        """
        单位 | 行政许可 | < | 公共服务 | <
        ^ | 受理（件） | 办结（件） | 受理（件） | 办结（件）
        市本级 | 120 | 118 | 340 | 339
        城固县 | 56 | 56 | 78 | —
        """,
        None,
        [
            "市本级|行政许可|受理|120件",
            "市本级|行政许可|办结|118件",
            "市本级|公共服务|受理|340件",
            "市本级|公共服务|办结|339件",
            "城固县|行政许可|受理|56件",
            "城固县|行政许可|办结|56件",
            "城固县|公共服务|受理|78件",
        ],
    ),
    "serial numbers, total, rate": (
        """
        序号 | 窗口 | 受理 | 办结 | 办结率
        1 | 市公安局 | 512 | 500 | 97.7%
        2 | 市人社局 | 300 | 299 | 99.7%
        合计 | < | 812 | 799 | 98.4%
        """,
        "单位：件",
        [
            "市公安局|-|受理|512件",
            "市公安局|-|办结|500件",
            "市公安局|-|办结率|97.7%",
            "市人社局|-|受理|300件",
            "市人社局|-|办结|299件",
            "市人社局|-|办结率|99.7%",
            "合计|-|受理|812件",
            "合计|-|办结|799件",
            "合计|-|办结率|98.4%",
        ],
    ),
    "changes beside their figures": (
        """
        县区 | 受理（件） | 同比（%） | 环比（%） | 办结（件） | 同比（%）
        上思县 | 733 | 12.3 | -5.6 | 707 | 3.1
        防城区 | 796 | - | 1.2 | 770 | ↓2.0
        """,
        None,
        [
            "上思县|-|受理|733件|(同比 12.3% 环比 -5.6%)",
            "上思县|-|办结|707件|(同比 3.1%)",
            "防城区|-|受理|796件|(环比 1.2%)",
            "防城区|-|办结|770件|(同比 -2%)",
        ],
    ),
    "changes under the measure": (
        """
        指标 | 受理量 | < | 办结量 | <
        ^ | 本月 | 环比增长 | 本月 | 环比增长
        市本级 | 1200 | 12.5% | 1190 | -1.2%
        """,
        "单位：件",
        ["市本级|-|受理量|1200件|(环比 12.5%)", "市本级|-|办结量|1190件|(环比 -1.2%)"],
    ),
    "indicators down with a unit column": (
        """
        指标 | 单位 | 数值
        受理量 | 件 | 320
        办结量 | 件 | 318
        满意率 | % | 99.9
        平均用时 | 工作日 | 2.5
        """,
        None,
        ["-|-|受理量|320件", "-|-|办结量|318件", "-|-|满意率|99.9%", "-|-|平均用时|2.5工作日"],
    ),
    "merged stub: scope over category": (
        """
        单位 | 事项类型 | 受理 | 办结
        市公安局 | 行政许可 | 12 | 12
        ^ | 公共服务 | 30 | 29
        市民政局 | 行政许可 | 3 | 3
        ^ | 公共服务 | 8 | 8
        """,
        "单位：件",
        [
            "市公安局|行政许可|受理|12件",
            "市公安局|行政许可|办结|12件",
            "市公安局|公共服务|受理|30件",
            "市公安局|公共服务|办结|29件",
            "市民政局|行政许可|受理|3件",
            "市民政局|行政许可|办结|3件",
            "市民政局|公共服务|受理|8件",
            "市民政局|公共服务|办结|8件",
        ],
    ),
    "trading by kind": (
        """
        交易类别 | 项目数（个） | 成交金额（万元） | 节约资金（万元） | 节资率（%）
        工程建设 | 52 | 73169.31 | 2132.26 | 2.83
        政府采购 | 36 | 6358.45 | 652 | 9.3
        合计 | 88 | 79527.76 | 2784.26 | 3.38
        """,
        None,
        [
            "-|工程建设|项目数|52个",
            "-|工程建设|成交金额|731693100元",
            "-|工程建设|节约资金|21322600元",
            "-|工程建设|节资率|2.83%",
            "-|政府采购|项目数|36个",
            "-|政府采购|成交金额|63584500元",
            "-|政府采购|节约资金|6520000元",
            "-|政府采购|节资率|9.3%",
            "合计|-|项目数|88个",
            "合计|-|成交金额|795277600元",
            "合计|-|节约资金|27842600元",
            "合计|-|节资率|3.38%",
        ],
    ),
    "kinds of cases with their share": (
        """
        诉求类型 | 数量（件） | 占比
        咨询类 | 3189 | 54.2%
        投诉类 | 1920 | 32.6%
        """,
        None,
        [
            "-|咨询类|数量|3189件",
            "-|咨询类|占比|54.2%",
            "-|投诉类|数量|1920件",
            "-|投诉类|占比|32.6%",
        ],
    ),
    "values with units in the cells": (
        """
        部门 | 办件量 | 好评率
        省公安厅 | 1.2万件 | 100%
        省人社厅 | 3,456件 | 99.98%
        """,
        None,
        [
            "省公安厅|-|办件量|12000件",
            "省公安厅|-|好评率|100%",
            "省人社厅|-|办件量|3456件",
            "省人社厅|-|好评率|99.98%",
        ],
    ),
    "unit of ten thousands in the caption": (
        """
        地区 | 办件量
        成都市 | 180.00
        绵阳市 | 45.6
        """,
        "各市（州）办件量（单位：万件）",
        ["成都市|-|办件量|1800000件", "绵阳市|-|办件量|456000件"],
    ),
    "title and unit in rows of their own": (
        """
        8月份办件统计表 | < | <
        单位：件 | < | <
        窗口 | 受理 | 办结
        市税务局 | 1200 | 1200
        """,
        None,
        ["市税务局|-|受理|1200件", "市税务局|-|办结|1200件"],
    ),
    "figures across: one row of values": (
        """
        受理量 | 办结量 | 办结率 | 满意率
        320件 | 318件 | 99.4% | 100%
        """,
        None,
        ["-|-|受理量|320件", "-|-|办结量|318件", "-|-|办结率|99.4%", "-|-|满意率|100%"],
    ),
    "evaluation": (
        """
        县区 | 评价数 | 好评数 | 差评数 | 好评率 | 整改率
        东兴市 | 838 | 837 | 1 | 99.88% | 100%
        """,
        "单位：条",
        [
            "东兴市|-|评价|838条",
            "东兴市|-|好评|837条",
            "东兴市|-|差评|1条",
            "东兴市|-|好评率|99.88%",
            "东兴市|-|整改率|100%",
        ],
    ),
    "empty and dashed cells": (
        """
        窗口 | 受理 | 办结
        市气象局 | — | /
        市文旅局 | 3 |
        """,
        "单位：件",
        ["市文旅局|-|受理|3件"],
    ),
    "offices with their overdue cases": (
        """
        承办单位 | 承办件数 | 办结数 | 在办数 | 超时未办数
        汉台区人民政府 | 96 | 91 | 5 | 0
        市教育局 | 28 | 27 | 1 | 0
        """,
        None,
        [
            "汉台区人民政府|-|承办|96件",
            "汉台区人民政府|-|办结|91件",
            "汉台区人民政府|-|在办|5件",
            "汉台区人民政府|-|超时未办|0件",
            "市教育局|-|承办|28件",
            "市教育局|-|办结|27件",
            "市教育局|-|在办|1件",
            "市教育局|-|超时未办|0件",
        ],
    ),
    "three header rows": (
        """
        县区 | 政务服务事项 | < | < | <
        ^ | 行政许可 | < | 公共服务 | <
        ^ | 受理 | 办结 | 受理 | 办结
        洋县 | 12 | 10 | 33 | 30
        """,
        "单位：件",
        [
            "洋县|行政许可|受理|12件",
            "洋县|行政许可|办结|10件",
            "洋县|公共服务|受理|33件",
            "洋县|公共服务|办结|30件",
        ],
    ),
    "measure over category": (
        """
        单位 | 受理 | < | 办结 | <
        ^ | 行政许可 | 公共服务 | 行政许可 | 公共服务
        州本级 | 5 | 60 | 5 | 58
        """,
        "单位：件",
        [
            "州本级|行政许可|受理|5件",
            "州本级|公共服务|受理|60件",
            "州本级|行政许可|办结|5件",
            "州本级|公共服务|办结|58件",
        ],
    ),
    "areas across, measures down": (
        """
        指标 | 市本级 | 雨城区 | 名山区
        受理（件） | 120 | 56 | 43
        办结率（%） | 98.5 | 100 | 99
        """,
        None,
        [
            "市本级|-|受理|120件",
            "雨城区|-|受理|56件",
            "名山区|-|受理|43件",
            "市本级|-|办结率|98.5%",
            "雨城区|-|办结率|100%",
            "名山区|-|办结率|99%",
        ],
    ),
    "service counts": (
        """
        服务类型 | 次数
        延时服务 | 40
        上门服务 | 72
        """,
        "单位：次",
        ["-|延时服务|次数|40次", "-|上门服务|次数|72次"],
    ),
    "text tables": (
        """
        时间 | 地点 | 内容
        8月8日 | 一楼大厅 | 业务培训
        8月9日 | 二楼会议室 | 座谈会
        """,
        None,
        [],
    ),
    "contact list": (
        """
        窗口 | 联系人 | 办公室
        市公安局 | 张某 | 东区二楼
        市民政局 | 李某 | 西区一楼
        """,
        None,
        [],
    ),
    "rank column and score": (
        """
        排名 | 县区 | 按时办结率 | 得分
        1 | 上思县 | 100% | 98.5
        2 | 东兴市 | 99.5% | 97
        """,
        None,
        [
            "上思县|-|按时办结率|100%",
            "上思县|-|得分|98.5",
            "东兴市|-|按时办结率|99.5%",
            "东兴市|-|得分|97",
        ],
    ),
    "channels down": (
        """
        受理渠道 | 受理量 | 办结量
        12345热线 | 2580 | 2500
        市长信箱 | 99 | 99
        """,
        "单位：件",
        [
            "-|12345热线|受理量|2580件",
            "-|12345热线|办结量|2500件",
            "-|市长信箱|受理量|99件",
            "-|市长信箱|办结量|99件",
        ],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_reads_figures_from_tables(name: str) -> None:
    drawing, caption, expected = TABLES[name]
    found = find_table_figures(grid(drawing), CONTEXT, caption=caption)
    assert [_shown(item) for item in found] == expected


def test_columns_and_captions_give_the_days() -> None:
    drawing = """
    类别 | 7月受理 | 1—7月累计受理
    行政许可 | 12 | 88
    """
    found = find_table_figures(grid(drawing), CONTEXT, caption="省本级办件情况（单位：件）")
    days = [(str(f.figure.start), str(f.figure.end), f.figure.cumulative) for f in found]
    assert days == [("2022-07-01", "2022-07-31", False), ("2022-01-01", "2022-07-31", True)]
    assert [f.figure.scope for f in found] == ["省本级", "省本级"]
    assert [f.figure.measure for f in found] == ["受理", "受理"]


def test_days_of_the_caption_are_those_of_every_figure() -> None:
    drawing = """
    窗口 | 受理
    市公安局 | 12
    """
    (found,) = find_table_figures(
        grid(drawing), CONTEXT, caption="2022年1月1日至8月12日各窗口受理情况表　单位：件"
    )
    figure = found.figure
    assert (str(figure.start), str(figure.end), figure.cumulative) == (
        "2022-01-01",
        "2022-08-12",
        True,
    )
    assert (figure.scope, figure.measure, figure.value, figure.unit) == (
        "市公安局",
        "受理",
        12,
        "件",
    )


def test_without_any_date_figures_are_of_the_issue() -> None:
    drawing = """
    窗口 | 受理
    市公安局 | 12
    """
    (found,) = find_table_figures(grid(drawing), CONTEXT)
    assert (found.figure.start, found.figure.end) == (dt.date(2022, 8, 1), dt.date(2022, 8, 12))


def test_a_table_that_goes_on_uses_the_header_of_its_first_page() -> None:
    first = grid(
        """
        单位 | 市长信箱 | <
        ^ | 承办 | 办结
        汉台区 | 96 | 91
        """
    )
    second = grid(
        """
        市公安局 | 14 | 12
        市教育局 | 28 | 27
        """
    )
    header = read_header(first)
    assert header is not None
    assert header.rows == 2
    assert read_header(second) is None
    assert find_table_figures(second, CONTEXT) == ()
    found = find_table_figures(second, CONTEXT, continued_header=header, caption="单位：件")
    assert [_shown(item) for item in found] == [
        "市公安局|市长信箱|承办|14件",
        "市公安局|市长信箱|办结|12件",
        "市教育局|市长信箱|承办|28件",
        "市教育局|市长信箱|办结|27件",
    ]
    assert [cell_text(cell) for cell in found[0].header_cells] == ["市长信箱", "承办"]


def test_a_repeated_header_serves_itself() -> None:
    second = grid(
        """
        单位 | 承办 | 办结
        市教育局 | 28 | 27
        """
    )
    header = read_header(grid("单位 | 受理 | 退回\n汉台区 | 96 | 91"))
    found = find_table_figures(second, CONTEXT, continued_header=header)
    assert [item.figure.measure for item in found] == ["承办", "办结"]


def test_every_figure_carries_the_cells_it_was_read_from() -> None:
    drawing = """
    序号 | 县区 | 受理（件） | 同比（%）
    1 | 上思县 | 733 | 12.3
    """
    (found,) = find_table_figures(grid(drawing), CONTEXT)
    assert cell_text(found.value_cell) == found.figure.written == "733"
    assert [cell_text(cell) for cell in found.row_cells] == ["上思县"]
    assert [cell_text(cell) for cell in found.header_cells] == ["受理（件）"]
    assert [cell_text(cell) for cell in found.change_cells] == ["12.3"]


def test_a_sentence_that_announces_the_table_gives_scope_days_and_source() -> None:
    drawing = """
    事项类别 | 受理件数
    行政许可事项 | 12
    """
    lead = "据一体化平台统计，1—7月，省本级办件情况如下："
    (found,) = find_table_figures(grid(drawing), CONTEXT, caption=lead)
    figure = found.figure
    assert (figure.scope, figure.category, figure.platform) == ("省本级", "行政许可", "一体化平台")
    assert (str(figure.start), str(figure.end)) == ("2022-01-01", "2022-07-31")


def test_a_heading_gives_scope_and_channel() -> None:
    drawing = """
    承办单位 | 承办件数
    汉台区 | 96
    """
    context = Context(period=CONTEXT.period, headings=("二、市长信箱办理情况",))
    (found,) = find_table_figures(grid(drawing), context)
    assert found.figure.category == "市长信箱"


def test_a_table_sets_out_the_paragraph_it_stands_under() -> None:
    text = (
        "据一体化平台统计，2022年1月1日至2022年8月12日，"
        "省本级行政许可事项受理488639件，办结484164件。"
    )
    drawing = """
    事项类别 | 受理件数 | 办结件数
    行政许可事项 | 488639 | 484164
    """
    context = Context(
        published=CONTEXT.published,
        period=CONTEXT.period,
        headings=("一、省级政务服务事项受理办理情况",),
    )
    prose = find_figures(text, context)
    found = find_table_figures(grid(drawing), context, preceding=prose)
    shared = [(f.scope, f.category, f.measure, f.value, f.start, f.end, f.platform) for f in prose]
    table = [
        (f.scope, f.category, f.measure, f.value, f.start, f.end, f.platform)
        for f in (item.figure for item in found)
    ]
    assert table == shared
    dated = find_table_figures(grid(drawing), context, caption="8月1日至8月5日", preceding=prose)
    assert [item.figure.end for item in dated] == [dt.date(2022, 8, 5)] * 2


CELL = st.sampled_from(
    [
        "",
        "—",
        "受理",
        "办结率",
        "行政许可",
        "市公安局",
        "12",
        "1,234",
        "99.5%",
        "合计",
        "序号",
        "同比（%）",
        "本月",
        "1—7月",
        "180.00万",
        "单位：件",
        "<",
        "^",
        "汉台区",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(CELL, min_size=2, max_size=5), min_size=2, max_size=6))
def test_any_grid_is_read_without_error(rows: list[list[str]]) -> None:
    width = min(len(row) for row in rows)
    cut = [row[:width] for row in rows]
    cut = [
        ["" if (c == 0 and t == "<") or (r == 0 and t == "^") else t for c, t in enumerate(row)]
        for r, row in enumerate(cut)
    ]
    table = grid("\n".join(" | ".join(row) for row in cut))
    for item in find_table_figures(table, CONTEXT, caption="单位：万件"):
        assert item.figure.written == cell_text(item.value_cell)
        assert item.figure.measure
        assert len(item.change_cells) == len(item.figure.change)
