"""Numbers: values, approximation and borders of numerals, and what is no number."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extract.numbers import as_number, find_numbers, fold, parse_number

VALUES = [
    # Arabic
    ("0", 0),
    ("7", 7),
    ("1234", 1234),
    ("１２３４", 1234),
    ("1,234", 1234),
    ("1,234,567", 1234567),
    ("1，234", 1234),
    ("12，345，678", 12345678),
    ("12 345", 12345),
    ("1 234 567", 1234567),
    ("12\u00a0345", 12345),
    ("3.14", 3.14),
    ("３．１４", 3.14),
    ("1,234.56", 1234.56),
    ("100.00", 100),
    ("0.5", 0.5),
    # Arabic with scale words
    ("3.5万", 35000),
    ("180.00万", 1800000),
    ("1.2亿", 120000000),
    ("1.2万亿", 1200000000000),
    ("5千", 5000),
    ("3百", 300),
    ("2千万", 20000000),
    ("1亿2000万", 120000000),
    ("3万5千", 35000),
    ("0.01万", 100),
    ("167.9亿", 16790000000),
    # Chinese
    ("零", 0),
    ("〇", 0),
    ("一", 1),
    ("两", 2),
    ("十", 10),
    ("十二", 12),
    ("二十", 20),
    ("二十三", 23),
    ("廿三", 23),
    ("卅", 30),
    ("一百", 100),
    ("一百零五", 105),
    ("一百一十", 110),
    ("一百一十二", 112),
    ("一百二", 120),
    ("两百五", 250),
    ("三千", 3000),
    ("三千零五", 3005),
    ("三千零五十", 3050),
    ("三千六", 3600),
    ("一万二千三百", 12300),
    ("一万零三百", 10300),
    ("一万二", 12000),
    ("十二万三千", 123000),
    ("二十万", 200000),
    ("三百五十万", 3500000),
    ("一千二百万", 12000000),
    ("一亿二千万", 120000000),
    ("三亿零五万", 300050000),
    ("一万亿", 1000000000000),
    ("三点五万", 35000),
    ("三点五", 3.5),
    ("零点八", 0.8),
    ("十二点二五亿", 1225000000),
    ("二〇二二", 2022),
    ("二○二二", 2022),
    ("二零一三", 2013),
    ("一九九八", 1998),
    ("壹佰贰拾叁", 123),
    ("叁万伍仟", 35000),
    # Signs
    ("-3.2", -3.2),
    ("－3.2", -3.2),
    ("+5", 5),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_whole_cells(text: str, value: float) -> None:
    parsed = parse_number(text)
    assert parsed is not None
    assert as_number(parsed) == value
    assert isinstance(as_number(parsed), int) == isinstance(value, int)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "件",
        "3件",
        "1,23",
        "1..2",
        "第3",
        "万",
        "一二三百",
        "--3",
        "3-5",
        "12345678901234567890",
    ],
)
def test_no_whole_number(text: str) -> None:
    assert parse_number(text) is None


# (text, the numeral in it, value, approximate)
APPROXIMATE = [
    ("50余名", "50余", 50, True),
    ("5200余件", "5200余", 5200, True),
    ("20余万元", "20余万", 200000, True),
    ("3万余元", "3万余", 30000, True),
    ("100多家", "100多", 100, True),
    ("1.2万余人次", "1.2万余", 12000, True),
    ("二十余家", "二十余", 20, True),
    ("三百多户", "三百多", 300, True),
    ("五十多万元", "五十多万", 500000, True),
    ("二十余万元", "二十余万", 200000, True),
    ("十余次", "十余", 10, True),
    ("百余名", "百余", 100, True),
    ("千余户", "千余", 1000, True),
    ("万余人次", "万余", 10000, True),
    ("百余万元", "百余", 100, True),
    ("几十家", "几十", 10, True),
    ("数十家", "数十", 10, True),
    ("数百人", "数百", 100, True),
    ("上百人", "上百", 100, True),
    ("上千人次", "上千", 1000, True),
    ("上万人次", "上万", 10000, True),
    ("上百万元", "上百万", 1000000, True),
    ("近百家", "百", 100, True),
    ("近千人", "千", 1000, True),
    ("十几家", "十几", 10, True),
    ("二十几家", "二十几", 20, True),
    ("三百几十户", "三百几十", 300, True),
    ("两三家", "两三", 2, True),
    ("七八次", "七八", 7, True),
    ("三五家", "三五", 3, True),
    ("七八十人", "七八十", 70, True),
    ("两三百人", "两三百", 200, True),
    ("488639件", "488639", 488639, False),
    ("一千余人", "一千余", 1000, True),
    ("半个月", "半", 0.5, False),
    ("半年", "半", 0.5, False),
]


@pytest.mark.parametrize(("text", "written", "value", "approximate"), APPROXIMATE)
def test_in_running_text(text: str, written: str, value: float, approximate: bool) -> None:  # noqa: FBT001  (a table's column)
    (token, *_) = find_numbers(text)
    assert (text[token.start : token.end], token.value, token.approximate) == (
        written,
        value,
        approximate,
    )


PERCENTAGES = [
    ("百分之九十八", 98, 100),
    ("百分之九十八点五", 98.5, 100),
    ("百分之百", 100, 100),
    ("百分之三十余", 30, 100),
    ("千分之三", 3, 1000),
    ("百分之98", 98, 100),
]


@pytest.mark.parametrize(("text", "value", "per"), PERCENTAGES)
def test_percentages(text: str, value: float, per: int) -> None:
    (token,) = find_numbers(text)
    assert (token.value, token.per, token.end) == (value, per, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "千名干部进万企",
        "万家灯火",
        "亿万群众",
        "千方百计",
        "百姓",
        "上半年",
        "下半年",
        "网上百事通",
        "统一社会信用代码911234567890123456",
        "点亮",
        "余下",
        "多数",
    ],
)
def test_bare_scales_and_codes_are_none(text: str) -> None:
    assert [token for token in find_numbers(text) if token.exact > 1] == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2021，300件", ["2021", "300"]),
        ("50千瓦", ["50"]),
        ("50万千瓦", ["50万"]),
        ("五千瓦", ["五"]),
        ("3百分点", ["3"]),
        ("12件，345件", ["12", "345"]),
        ("3.5—4.2万", ["3.5", "4.2万"]),
        ("三点意见", ["三"]),
        ("一百零件", ["一百", "零"]),
    ],
)
def test_borders(text: str, written: list[str]) -> None:
    found = [text[token.start : token.end] for token in find_numbers(text)]
    assert found == written


def chinese(value: int) -> str:
    """The standard numeral of a number below 10^12."""
    digits, small = "零一二三四五六七八九", ["", "十", "百", "千"]

    def section(part: int) -> str:
        words = ""
        zero = False
        for power in (3, 2, 1, 0):
            figure = part // 10**power % 10
            if figure:
                words += ("零" if zero and words else "") + digits[figure] + small[power]
                zero = False
            else:
                zero = True
        return words

    if value == 0:
        return "零"
    words = ""
    for unit, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = value // unit % 10**4
        if part:
            gap = words and part < 1000
            words += ("零" if gap else "") + section(part) + name
        elif words and not words.endswith("零"):
            continue
    return words.removeprefix("一") if words.startswith("一十") else words


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_are_read_back(value: int) -> None:
    assert parse_number(chinese(value)) == value


@given(st.integers(0, 10**12))
def test_grouped_figures_are_read_back(value: int) -> None:
    assert parse_number(f"{value:,}") == value
    assert parse_number(f"{value:,}".replace(",", "，")) == value
    assert parse_number(str(value)) == value


@given(st.integers(0, 10**7), st.integers(0, 99))
def test_scaled_decimals_are_exact(whole: int, cents: int) -> None:
    assert parse_number(f"{whole}.{cents:02}万") == Decimal(f"{whole}.{cents:02}") * 10000


NUMERALS = st.text("0123456789.,，一二三十百千万亿零〇两几数上余多半点百分之 近件", max_size=60)


@given(st.one_of(st.text(max_size=60), NUMERALS))
@settings(max_examples=500, deadline=None)
def test_tokens_are_in_order_and_never_raise(text: str) -> None:
    end = 0
    for token in find_numbers(text):
        assert end <= token.start < token.end <= len(text)
        assert token.exact >= 0
        end = token.end
    parse_number(text)
    assert find_numbers(fold(text)) == find_numbers(text)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "一",
        "百",
        "1,",
        "1 ",
        "几十",
        "一百",
        "半",
        "1.1",
        "百分之",
        "一十百千万亿",
        "零",
        "1，234",
    ],
)
def test_time_is_linear_in_hostile_text(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    started = time.process_time()
    find_numbers(text)
    assert time.process_time() - started < 1
