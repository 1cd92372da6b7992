from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.document import Paragraph
from archive.records import Interval
from archive.title_block import TitleBlock, period_in_title, read_title_block
from tests.factories import document, paragraph


def read(text: str) -> TitleBlock:
    paragraphs = [block for block in document(text).blocks if isinstance(block, Paragraph)]
    return read_title_block(paragraphs)


def values(block: TitleBlock) -> dict[str, object]:
    return {name: field.value for name, field in block.fields.items()}


# Each case: the lines of a first page, what the header says, and how many lines belong to it.
CASES: list[tuple[str, str, dict[str, object], int]] = [
    (
        "one line each, a part's title and its period below",
        """
        窗口工作周报
        2022年第26期（总第401期）
        四川省政府政务服务和公共资源交易服务中心
        2022年8月22日
        政务服务工作
        （8月1日—8月12日）
        一、省级政务服务事项受理办理情况
        据四川一体化政务服务平台数据统计，受理488639件。
        """,
        {
            "series": "窗口工作周报",
            "title": "窗口工作周报",
            "year": 2022,
            "number": 26,
            "total_number": 401,
            "publisher": "四川省政府政务服务和公共资源交易服务中心",
            "published": dt.date(2022, 8, 22),
            "period": Interval(start=dt.date(2022, 8, 1), end=dt.date(2022, 8, 12)),
        },
        6,
    ),
    (
        "publisher and date padded apart on one line",
        """
        政务服务简报
        第十二期
        绵阳市行政审批局　　　　　二〇二一年三月五日
        一、工作动态
        """,
        {
            "series": "政务服务简报",
            "title": "政务服务简报",
            "number": 12,
            "publisher": "绵阳市行政审批局",
            "published": dt.date(2021, 3, 5),
        },
        3,
    ),
    (
        "issue number before the series, brackets of a document number",
        """
        〔2021〕第3期
        政务服务动态
        武进区行政审批局编        2021-02-08
        【工作动态】
        """,
        {
            "series": "政务服务动态",
            "title": "政务服务动态",
            "year": 2021,
            "number": 3,
            "publisher": "武进区行政审批局",
            "published": dt.date(2021, 2, 8),
        },
        3,
    ),
    (
        "classification, total number with spaces, full-width digits",
        """
        内部资料 注意保存
        工作动态
        ２０２０年第１２期 (总第 301 期)
        某市政务服务中心 2020.12.4
        市医保局窗口优化服务流程获群众好评
        12月1日，市医保局窗口优化服务流程，受到群众好评。
        """,
        {
            "series": "工作动态",
            "title": "工作动态",
            "classification": "内部资料",
            "year": 2020,
            "number": 12,
            "total_number": 301,
            "publisher": "某市政务服务中心",
            "published": dt.date(2020, 12, 4),
        },
        4,
    ),
    (
        "a period over the new year takes its years from the date of publication",
        """
        政务服务周报
        2023年第1期
        成都市政务服务管理和网络理政办公室
        2023年1月9日
        （12月26日—1月6日）
        一、数据
        """,
        {
            "series": "政务服务周报",
            "title": "政务服务周报",
            "year": 2023,
            "number": 1,
            "publisher": "成都市政务服务管理和网络理政办公室",
            "published": dt.date(2023, 1, 9),
            "period": Interval(start=dt.date(2022, 12, 26), end=dt.date(2023, 1, 6)),
        },
        5,
    ),
    (
        "a notice: its title, no issue",
        """
        关于2022年7月份全市政务服务工作情况的通报
        各县（区）人民政府，市级各部门：
        现将有关情况通报如下。
        """,
        {"title": "关于2022年7月份全市政务服务工作情况的通报"},
        1,
    ),
]


@pytest.mark.parametrize(
    ("text", "header", "taken"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_headers(text: str, header: dict[str, object], taken: int) -> None:
    block = read(text)
    assert values(block) == header
    assert block.taken == taken


def test_sample_label() -> None:
    block = read("政务服务周报（样例）\n2022年第3期\n一、数据\n")
    assert block.synthetic
    assert values(block)["series"] == "政务服务周报"


def test_contents_list_ends_where_its_first_entry_comes_again() -> None:
    block = read(
        """
        政务简报
        第5期
        本期要目
        市住建局优化施工许可………………2
        市人社局举办招聘会………………3
        市住建局优化施工许可
        3月2日，市住建局优化施工许可办理流程。
        """
    )
    assert block.taken == 5
    assert block.contents == ("市住建局优化施工许可", "市人社局举办招聘会")


def test_a_heading_over_the_first_entry_is_not_part_of_the_contents() -> None:
    block = read(
        """
        审批服务动态
        第6期
        某区行政审批局 2021年6月30日
        【本期要目】
        区住建局优化施工许可
        区人社局举办招聘会
        【改革前沿】
        区住建局优化施工许可
        6月2日，区住建局优化施工许可办理流程。
        """
    )
    assert block.contents == ("区住建局优化施工许可", "区人社局举办招聘会")
    assert block.taken == 6


@pytest.mark.parametrize(
    ("title", "start", "end"),
    [
        ("关于2019年第三季度政务大厅运行情况的通报", dt.date(2019, 7, 1), dt.date(2019, 9, 30)),
        ("关于2022年7月份工作情况的通报", dt.date(2022, 7, 1), dt.date(2022, 7, 31)),
        ("关于2021年上半年工作情况的通报", dt.date(2021, 1, 1), dt.date(2021, 6, 30)),
    ],
)
def test_a_title_may_name_the_period(title: str, start: dt.date, end: dt.date) -> None:
    assert period_in_title(title, None) == Interval(start=start, end=end)


HEADS = [
    (
        "政务服务周报\n2022年第52期\n绵阳市政务服务中心　2023年1月3日\n（12月26日—12月30日）",
        {"year": 2022, "number": 52, "period": (dt.date(2022, 12, 26), dt.date(2022, 12, 30))},
    ),
    (
        "政务服务周报\n2023年第1期\n绵阳市政务服务中心　2022年12月30日\n（1月1日—1月7日）",
        {"year": 2023, "period": (dt.date(2023, 1, 1), dt.date(2023, 1, 7))},
    ),
    (
        "12345热线周报\n2024年第8期\n中山市12345投诉举报平台\n2024年3月4日\n统计时间：2024年2月26日至3月3日",
        {
            "publisher": "中山市12345投诉举报平台",
            "period": (dt.date(2024, 2, 26), dt.date(2024, 3, 3)),
        },
    ),
    (
        "政务公开工作简报\n第六期\n凤阳县政务公开办公室　二0一四年六月三十日",
        {"number": 6, "published": dt.date(2014, 6, 30), "publisher": "凤阳县政务公开办公室"},
    ),
    ("《窗口之声》\n2015年第3期\n安康市政务服务中心\n2015-04-01", {"series": "窗口之声"}),
    (
        "行政服务中心\n工 作 简 报\n第三期\n瑞安市行政服务中心管委会办公室\n二〇一三年三月十八日",
        {"publisher": "瑞安市行政服务中心管委会办公室", "series": "工作简报"},
    ),
    (
        "工作简报\n2024年第1期\n东营市行政审批服务局　2024年5月13日\n视频巡查情况通报",
        {"title": "工作简报"},
    ),
]


@pytest.mark.parametrize(("text", "fields"), HEADS)
def test_heads_of_all_sorts(text: str, fields: dict[str, object]) -> None:
    read_fields = read(text).fields
    for name, expected in fields.items():
        value = read_fields[name].value
        found = (value.start, value.end) if isinstance(value, Interval) else value
        assert found == expected, name


def test_prose_is_never_taken() -> None:
    block = read("8月8日，省林草局窗口组织培训。\n8月9日，省公安厅窗口组织培训。\n")
    assert block.taken == 0


@given(
    st.lists(
        st.text("第期年月日0123456789（）—中心周报一、。 ", min_size=1, max_size=20), max_size=8
    )
)
def test_any_lines_are_read_without_loss(lines: list[str]) -> None:
    paragraphs = [paragraph(line) for line in lines if line.strip()]
    block = read_title_block(paragraphs)
    taken = [text.text for _, text in block.blocks]
    assert taken == [each.text for each in paragraphs[: block.taken]]
    for field in block.fields.values():
        assert field.spans
