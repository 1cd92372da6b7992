from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.markers import split_marker
from tests.factories import marker_of


@pytest.mark.parametrize(
    ("text", "written", "style", "number"),
    [
        ("一、窗口动态", "一、", "hanzi", 1),
        ("十二、其他", "十二、", "hanzi", 12),
        ("二．工作动态", "二．", "hanzi", 2),
        ("（一）窗口服务", "（一）", "hanzi-bracket", 1),
        ("(二) 厅(局)长进大厅", "(二)", "hanzi-bracket", 2),
        ("（一）、着装", "（一）、", "hanzi-bracket", 1),
        ("1.开展培训", "1.", "arabic", 1),
        ("1．开展培训", "1．", "arabic", 1),
        ("12、开展培训", "12、", "arabic", 12),
        ("1)开展培训", "1)", "arabic", 1),
        ("（1）8月8日，省市场监督管理局", "（1）", "arabic-bracket", 1),
        ("(2) 8月10日，交通运输部", "(2)", "arabic-bracket", 2),
        ("（３）全角", "（３）", "arabic-bracket", 3),
        ("①提前介入", "①", "circled", 1),
        ("⑫提前介入", "⑫", "circled", 12),
        ("⑴提前介入", "⑴", "circled", 1),
        ("第一，加强学习", "第一，", "ordinal", 1),
        ("第二部分 数据", "第二部分", "part", 2),
        ("●市医保局", "●", "bullet", None),
        ("A.事项", "A.", "latin", None),
    ],
)
def test_markers(text: str, written: str, style: str, number: int | None) -> None:
    marker = split_marker(text)
    assert marker is not None
    assert (marker.written, marker.style, marker.number) == (written, style, number)


@pytest.mark.parametrize(
    "text",
    [
        "3.5万件",
        "8.12活动",
        "2022年8月",
        "8月8日，省林草局",
        "一是指导企业",
        "一体化平台",
        "三农服务",
        "（共印80份）",
        "（8月1日—8月12日）",
        "第26期",
        "第一季度办件",
        "9:00开始",
        "A4纸",
        "",
    ],
)
def test_no_markers(text: str) -> None:
    assert split_marker(text) is None


@pytest.mark.parametrize(
    ("text", "before", "written"),
    [
        ("12.31名窗口人员参加测试", 11, "12."),
        ("3.5个县开展互访", 2, "3."),
        ("12.31名窗口人员参加测试", 4, ""),
        ("3.5个工作日内办结", 2, ""),
        ("3.5万件办结", 2, ""),
        ("12.31名窗口人员参加测试", None, ""),
    ],
)
def test_a_number_behind_the_marker_is_told_by_the_marker_before(
    text: str, before: int | None, written: str
) -> None:
    marker = split_marker(text, before)
    assert (marker.written if marker else "") == written


@pytest.mark.parametrize("text", ["▪考勤", "-考勤", "·考勤", "❖考勤"])
def test_bullets_of_all_sorts(text: str) -> None:
    assert marker_of(text) == text[0]


@given(st.text(max_size=30))
def test_a_marker_is_the_beginning_of_the_text(text: str) -> None:
    assert text.startswith(marker_of(text))
