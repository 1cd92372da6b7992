"""What does not add up: each kind with bulletins that have the slip and ones that only look so."""

from __future__ import annotations

import ast
import datetime as dt
import json
import re
import time
import typing
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.checks import ACROSS, KINDS, WITHIN, Check, check_archive, check_bulletin
from archive.reader import parse_document, parse_file
from archive.records import (
    Activity,
    BlockRole,
    Bulletin,
    Interval,
    Source,
    Span,
    Statistic,
    records_of,
)
from tests.factories import document

ROOT = Path(__file__).parents[1]
PROVINCE = "四川省政府政务服务和公共资源交易服务中心"


def read(
    *body: str,
    publisher: str = PROVINCE,
    number: int = 26,
    total: int | None = None,
    period: str = "8月1日—8月12日",
    published: str = "2022年8月22日",
) -> Bulletin:
    """A bulletin of plain text lines under a masthead."""
    of_all = f"（总第{total}期）" if total else ""
    head = ["窗口工作周报", f"2022年第{number}期{of_all}", publisher, published, f"（{period}）"]
    text = "\n".join(["^" + line for line in head] + list(body))
    return parse_document(document(text), file="b.txt", sha256=f"{number:064d}")


def news(*items: str, publisher: str = PROVINCE) -> Bulletin:
    """A bulletin whose only section has these items, numbered."""
    numbered = [f"{place}.{item}" for place, item in enumerate(items, 1)]
    return read("一、窗口工作动态", *numbered, publisher=publisher)


def kinds(bulletin: Bulletin) -> list[str]:
    return [check.kind for check in check_bulletin(bulletin)]


def only(bulletin: Bulletin, kind: str) -> Check:
    found = check_bulletin(bulletin)
    assert [check.kind for check in found] == [kind], found
    return found[0]


# The real bulletin


@cache
def real(form: str) -> Bulletin:
    return parse_file(ROOT / "corpus" / "bulletins" / form)


@pytest.mark.parametrize("form", ["2022-26-401.txt", "2022-26-401.pdf", "forms/chromium.pdf"])
def test_the_real_bulletin(form: str) -> None:
    gold = json.loads((ROOT / "corpus/gold/2022-26-401.expected.json").read_text("utf-8"))
    found = check_bulletin(real(form))
    expected = [(check["kind"], check["where"]) for check in gold["checks_expected"]]
    told = [(check.kind, check.where) for check in found]
    assert set(expected) <= set(told)
    # Its expected "why" names the brackets of （一）与(二) too: a group of their own.
    assert set(told) - set(expected) == {("marker-style-mixed", "二、")}
    assert len(told) == len(set(told))
    assert check_archive([real(form)]) == ()


def test_messages_tell_figures_and_words_and_spans_hold_them() -> None:
    bulletin = real("2022-26-401.pdf")
    found = {(check.kind, check.where): check for check in check_bulletin(bulletin)}
    exceeds = found["finished-exceeds-accepted", "其它九类行权"]
    assert "47940件" in exceeds.message
    assert "47193件" in exceeds.message
    texts = {record.id: record.text for record in records_of(bulletin)}
    stands = {
        "finished-exceeds-accepted": "办结47940件",
        "department-inconsistent": "民政部",
        "department-level": "交通运输部",
        "place-mismatch": "雅安市万源县",
    }
    for check in found.values():
        if check.kind in stands:
            assert check.record is not None
            text = texts[check.record]
            parts = [text[span.start : span.end] for span in check.spans]
            assert "".join(parts) == stands[check.kind]
            assert all(span.box is not None for span in check.spans)
            assert stands[check.kind] in check.message


# Figures in prose


def figures(sentence: str) -> Bulletin:
    return read("一、政务服务事项受理办理情况", f"2022年1月1日至8月12日，{sentence}")


@pytest.mark.parametrize(
    "sentence",
    [
        "省本级行政许可事项受理47193件，办结47940件。",
        "省本级行政许可事项受理1.2万件，办结12600件。",
        "省本级行政许可事项受理100件，办结90件；公共服务事项受理500件，办结510件。",
    ],
)
def test_more_finished_than_accepted(sentence: str) -> None:
    assert only(figures(sentence), "finished-exceeds-accepted")


@pytest.mark.parametrize(
    "sentence",
    [
        "省本级行政许可事项受理47940件，办结47193件。",
        "省本级行政许可事项受理47940件，办结47940件。",
        "省本级行政许可事项受理1.2万件，办结12400件。",  # 1.2万 may be 12,499
        "省本级行政许可事项受理500余件，办结520件。",
        "省本级行政许可事项受理100件，办结90件；公共服务事项受理50件，办结50件。",
    ],
)
def test_not_more_finished_than_accepted(sentence: str) -> None:
    assert kinds(figures(sentence)) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("省本级行政许可事项受理200件，办结190件，办结率98%。", ["rate-mismatch"]),
        ("省本级行政许可事项受理200件，办结190件，办结率95%。", []),
        ("省本级行政许可事项受理488639件，办结484164件，办结率99.08%。", []),
        ("省本级行政许可事项受理488639件，办结484164件，办结率99.09%。", []),  # a digit's slack
        ("省本级行政许可事项受理1.9万件，办结1.8万件，办结率94.5%。", []),
        ("省本级行政许可事项受理200件，办结190件，按时办结率100%。", []),
    ],
)
def test_rates(sentence: str, found: list[str]) -> None:
    assert kinds(figures(sentence)) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("行政许可事项受理100件，公共服务事项受理50件，合计受理160件。", ["sum-mismatch"]),
        ("行政许可事项受理100件，公共服务事项受理50件，合计受理150件。", []),
        ("全省共受理100件，其中行政许可事项受理120件。", ["sum-mismatch"]),
        ("全省共受理100件，其中行政许可事项受理20件。", []),
    ],
)
def test_totals_in_prose(sentence: str, found: list[str]) -> None:
    assert kinds(figures(sentence)) == found


# Tables


def table(*rows: tuple[str, str, float], unit: str = "件", measure: str = "受理") -> Bulletin:
    """A table's figures, given as (row labels, column headers, value)."""
    return made(
        statistics=tuple(
            cell(order, label, header, value, unit=unit, measure=measure)
            for order, (label, header, value) in enumerate(rows, 1)
        )
    )


def cell(
    order: int, label: str, header: str, value: float, *, unit: str, measure: str
) -> Statistic:
    written = f"{value:g}"
    text = f"{label} {header} {written}"
    start = len(text) - len(written)
    span = Span(page=1, box=None, start=start, end=len(text))
    return Statistic(
        id=f"b.s{order}",
        text=text,
        order=order,
        section=("一、办理情况",),
        scope=label.split(" ", maxsplit=1)[0],
        category=None,
        measure=measure if measure in header else header.rsplit(" ", maxsplit=1)[-1],
        value=value,
        unit=unit,
        start=dt.date(2022, 8, 1),
        end=dt.date(2022, 8, 31),
        cumulative=False,
        table=True,
        written=written,
        written_spans=(span,),
    )


def made(**fields: typing.Any) -> Bulletin:
    """A bulletin with these fields."""
    base: dict[str, typing.Any] = {
        "id": "b",
        "series": "窗口工作周报",
        "year": 2022,
        "number": 26,
        "total_number": None,
        "title": "窗口工作周报",
        "publisher": PROVINCE,
        "published": dt.date(2022, 8, 22),
        "period": Interval(start=dt.date(2022, 8, 1), end=dt.date(2022, 8, 12)),
        "classification": None,
        "synthetic": False,
        "source": Source(file="b.txt", sha256="0" * 64, pages=1, parser_version=1),
    }
    return Bulletin(**(base | fields))


SUMS: dict[str, tuple[Bulletin, bool]] = {
    "total below": (table(("公安", "受理", 5), ("人社", "受理", 3), ("合计", "受理", 8)), True),
    "wrong total below": (
        table(("公安", "受理", 5), ("人社", "受理", 3), ("合计", "受理", 9)),
        False,
    ),
    "total above": (table(("总计", "受理", 8), ("公安", "受理", 5), ("人社", "受理", 3)), True),
    "wrong total above": (
        table(("总计", "受理", 7), ("公安", "受理", 5), ("人社", "受理", 3)),
        False,
    ),
    "subtotals and total": (
        table(
            ("公安", "受理", 5),
            ("人社", "受理", 3),
            ("小计", "受理", 8),
            ("税务", "受理", 2),
            ("民政", "受理", 4),
            ("小计", "受理", 6),
            ("合计", "受理", 14),
        ),
        True,
    ),
    "group's own subtotal": (
        table(
            ("甲 公安", "受理", 5),
            ("甲 人社", "受理", 3),
            ("甲 小计", "受理", 8),
            ("乙 公安", "受理", 1),
            ("乙 人社", "受理", 1),
            ("乙 小计", "受理", 2),
        ),
        True,
    ),
    "column of totals": (
        table(("公安", "线上", 5), ("公安", "线下", 3), ("公安", "合计", 8)),
        True,
    ),
    "wrong column of totals": (
        table(("公安", "线上", 5), ("公安", "线下", 3), ("公安", "合计", 88)),
        False,
    ),
    "columns under 合计": (
        table(
            ("公安", "许可 受理", 5),
            ("公安", "公共 受理", 3),
            ("公安", "合计 受理", 9),
        ),
        False,
    ),
    "steps are not added": (
        table(("公安", "受理", 5), ("公安", "办结", 5), ("公安", "合计", 5)),
        True,
    ),
    "rates are not added": (
        table(("公安", "办结率", 99), ("人社", "办结率", 98), ("合计", "办结率", 98.6), unit="%"),
        True,
    ),
    "其中 is no row of its own": (
        table(
            ("公安", "受理", 5),
            ("其中：户籍", "受理", 2),
            ("人社", "受理", 3),
            ("合计", "受理", 8),
        ),
        True,
    ),
    "a figure read as a header": (
        table(("公安", "1985", 5), ("人社", "1985", 3), ("合计", "1985", 20)),
        True,
    ),
    "decimals": (
        table(("甲", "受理", 0.1), ("乙", "受理", 0.2), ("合计", "受理", 0.3), unit="万元"),
        True,
    ),
}


@pytest.mark.parametrize("name", SUMS)
def test_totals_in_tables(name: str) -> None:
    bulletin, right = SUMS[name]
    assert kinds(bulletin) == ([] if right else ["sum-mismatch"])


@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=12), st.integers(1, 999))
def test_a_true_total_is_never_doubted_and_a_false_one_always(values: list[int], off: int) -> None:
    rows = [(f"单位{place}", "受理", float(value)) for place, value in enumerate(values)]
    # Only a whole number that is written out is exact (1e+06 in %g is not).
    stated = sum(values)
    bulletin = table(*rows, ("合计", "受理", stated))
    exact = tuple(
        msgspec.structs.replace(one, written=str(int(one.value))) for one in bulletin.statistics
    )
    assert kinds(msgspec.structs.replace(bulletin, statistics=exact)) == []
    last = msgspec.structs.replace(exact[-1], value=stated + off, written=str(stated + off))
    wrong = msgspec.structs.replace(bulletin, statistics=(*exact[:-1], last))
    assert kinds(wrong) == ["sum-mismatch"]


def test_rates_in_tables() -> None:
    rows = (("公安", "受理", 200.0), ("公安", "办结", 190.0))
    good, bad = 95.0, 98.0
    for rate, found in ((good, []), (bad, ["rate-mismatch"])):
        bulletin = table(*rows)
        last = cell(3, "公安", "办结率", rate, unit="%", measure="办结率")
        statistics = (*bulletin.statistics, last)
        assert kinds(msgspec.structs.replace(bulletin, statistics=statistics)) == found


# Days


@pytest.mark.parametrize(
    ("item", "found"),
    [
        ("9月8日，省民政厅窗口组织开展业务培训。", ["date-outside-period"]),
        ("7月20日，省民政厅窗口组织开展业务培训。", ["date-outside-period"]),
        ("8月8日，省民政厅窗口组织开展业务培训。", []),
        ("8月10日至15日，省民政厅窗口组织开展业务培训。", []),
        ("近日，省民政厅窗口组织开展业务培训。", []),
        ("7月，省民政厅窗口组织开展业务培训。", []),
        ("省民政厅窗口将于9月8日组织开展业务培训。", []),
    ],
)
def test_days_outside_the_period(item: str, found: list[str]) -> None:
    assert kinds(news(item)) == found


def test_issue_before_its_period() -> None:
    period = "2022年8月1日—2022年8月12日"
    bulletin = read("一、窗口工作动态", "无。", period=period, published="2022年7月22日")
    check = only(bulletin, "date-outside-period")
    assert check.where == "刊头"
    assert check.record is None


# Departments


@pytest.mark.parametrize(
    "item",
    [
        "8月8日，民政厅组织召开政策宣讲会。民政部表示将加强汇报、协调。",
        "8月8日，司法厅窗口开展业务培训。会后，司法部积极解答代表提出的问题。",
        "8月9日，人社厅组织开展业务培训。人力资源和社会保障部工作人员现场讲解政策。",
    ],
)
def test_a_department_written_two_ways(item: str) -> None:
    assert only(news(item), "department-inconsistent").where == "一、1."


@pytest.mark.parametrize(
    "item",
    [
        "8月8日，民政厅组织收看民政部召开的视频会议。民政部要求加强协调。",
        "8月8日，民政厅根据民政部通知组织开展业务培训。",
        "8月8日，民政厅组织开展培训，并将情况报民政部。民政部门工作人员积极参加。",
        "8月8日，民政厅会同财政厅组织开展业务培训。",
        "8月8日，省林草局与国家林草局对接。国家林草局表示将加强指导。",
        "8月8日，省市场监督管理局窗口开展培训。省市场监管局工作人员现场答疑。",
        "8月8日，司法部副部长一行到窗口调研，司法厅汇报工作。司法部表示将加强支持。",
    ],
)
def test_departments_that_are_two(item: str) -> None:
    assert kinds(news(item)) == []


@pytest.mark.parametrize(
    ("item", "publisher"),
    [
        ("8月10日，交通运输部窗口组织开展大件运输企业培训。", PROVINCE),
        ("8月10日，交通运输部组织开展大件运输企业培训。", PROVINCE),
        ("8月10日，国家发展和改革委员会窗口组织开展业务培训。", PROVINCE),
        ("8月10日，公安部窗口为群众办理出入境业务。", "绵阳市政务服务中心"),
        ("8月10日，民政厅窗口组织开展社会组织登记培训。", "绵阳市政务服务中心"),
        ("8月10日，民政局窗口组织开展社会组织登记培训。", PROVINCE),
    ],
)
def test_departments_of_another_level(item: str, publisher: str) -> None:
    assert only(news(item, publisher=publisher), "department-level")


@pytest.mark.parametrize(
    ("item", "publisher"),
    [
        ("8月10日，交通运输厅窗口组织开展大件运输企业培训。", PROVINCE),
        ("8月10日，省交通运输厅窗口组织开展企业培训。", "绵阳市政务服务中心"),
        ("8月10日，国家税务总局窗口组织开展业务培训。", PROVINCE),
        ("8月10日，财政部调研组一行到大厅调研。", PROVINCE),
        ("8月10日，司法部召开全国视频培训会。", PROVINCE),
        ("8月10日，市公安局窗口组织开展业务培训。", "绵阳市政务服务中心"),
        ("8月10日，公安局窗口组织开展业务培训。", "绵阳市政务服务中心"),
        ("8月10日，民政局窗口组织开展业务培训。", "北京市政务服务中心"),
        ("8月10日，交通运输部窗口组织开展培训。", "政务服务中心"),  # no place, no level
    ],
)
def test_departments_of_the_right_level(item: str, publisher: str) -> None:
    assert kinds(news(item, publisher=publisher)) == []


# Places


@pytest.mark.parametrize(
    ("item", "written"),
    [
        ("8月8日，省林草局窗口根据雅安市万源县水电站的申请上门指导。", "雅安市万源县"),
        ("8月8日，省林草局窗口到雅安市涪城区开展调研。", "雅安市涪城区"),
        ("8月8日，省林草局窗口对荆州市仙桃市宏达建材有限公司进行指导。", "荆州市仙桃市"),
        ("8月8日，省林草局窗口到陕西省涪城区开展调研。", "陕西省涪城区"),
    ],
)
def test_places_under_the_wrong_parent(item: str, written: str) -> None:
    assert f"“{written}”" in only(news(item), "place-mismatch").message


def test_a_place_in_a_sections_prose() -> None:
    bulletin = read("一、大厅巡查情况", "雅安市万源县的来访群众对大厅秩序表示满意。")
    assert only(bulletin, "place-mismatch").where == "一、"


@pytest.mark.parametrize(
    "place",
    [
        "达州市万源市",
        "达州市万源县",  # the name until 1993
        "四川省凉山州盐源县",
        "乐山市中区",
        "资阳市简阳市",  # until 2016
        "莱芜市莱城区",  # until 2018
        "西安市西咸新区",  # reaches over several divisions
        "宜宾市江北区域",
        "四川省温州市商会",
        "成都市、绵阳市涪城区",
        "上海浦东新区",
        "台北市龙山区",
        "北京市朝阳区",
        "长治市城区",
    ],
)
def test_places_that_belong_together(place: str) -> None:
    assert kinds(news(f"8月8日，省林草局窗口到{place}开展调研。")) == []


# Numbering


def numbered(*markers: str) -> Bulletin:
    items = (
        f"{marker}8月{place}日，省民政厅窗口开展第{place}次业务培训。"
        for place, marker in enumerate(markers, 1)
    )
    return read("一、窗口工作动态", *items)


@pytest.mark.parametrize(
    ("markers", "found"),
    [
        (("（1）", "(2)", "(3)"), ["marker-style-mixed"]),
        (("1.", "2、", "3."), ["marker-style-mixed"]),
        (("（1）", "（2）", "（3）"), []),
        (("1.", "2.", "3.", "4.", "5.", "6.", "7.", "8.", "9.", "10."), []),
        (("（1）", "（2）", "（4）"), ["marker-skipped"]),
        (("（1）", "（2）", "（2）", "（3）"), ["marker-repeated"]),
        (("（1）", "（2）", "（2）", "（4）"), ["marker-repeated"]),  # one slip, told once
        (("1.", "2.", "1.", "2."), []),
        (("①", "②", "③"), []),
    ],
)
def test_numbering_of_items(markers: tuple[str, ...], found: list[str]) -> None:
    assert kinds(numbered(*markers)) == found


def test_numbering_of_headings() -> None:
    def headed(*headings: str) -> Bulletin:
        lines = []
        for place, heading in enumerate(headings, 1):
            lines += [heading, f"8月{place}日，省民政厅窗口开展第{place}次业务培训。"]
        return read(*lines)

    mixed = only(headed("一、窗口工作动态", "二.政务要闻", "三、工作简讯"), "marker-style-mixed")
    assert mixed.where == "一级标题"
    assert only(headed("一、窗口工作动态", "三、政务要闻"), "marker-skipped").where == "三、"
    assert kinds(headed("一、窗口工作动态", "二、政务要闻")) == []


def test_a_number_that_stands_in_prose_is_not_skipped() -> None:
    bulletin = read(
        "一、窗口工作动态",
        "（1）8月1日，省民政厅窗口开展业务培训。",
        "（2）优化营商环境人人有责。",
        "（3）8月3日，省民政厅窗口开展业务培训。",
    )
    assert len(bulletin.activities) == 2
    assert kinds(bulletin) == []


def test_a_number_of_another_section_is_still_skipped() -> None:
    days = {number: f"8月{number}日，省民政厅窗口开展业务培训。" for number in (1, 2, 3, 4, 5)}
    bulletin = read(
        "一、窗口工作动态",
        *(f"{place}.{days[place]}" for place in (1, 2, 4)),
        "二、政务要闻",
        *(f"{place}.{days[place]}" for place in (1, 2, 3)),
    )
    assert only(bulletin, "marker-skipped").where == "一、4."


def test_a_number_that_is_run_into_a_text_is_not_skipped() -> None:
    bulletin = read(
        "一、窗口工作动态",
        "1.8月1日，省民政厅窗口开展业务培训。",
        "2.31名首席代表8月2日到省民政厅窗口参加业务培训。",
        "3.8月3日，省民政厅窗口开展业务培训。",
    )
    assert kinds(bulletin) == []


# Across issues


def issue(
    number: int,
    start: tuple[int, int] | dt.date = (8, 1),
    end: tuple[int, int] | dt.date = (8, 12),
    *,
    year: int = 2022,
    total: int | None = None,
    publisher: str = PROVINCE,
    mark: str = "",
    **fields: typing.Any,
) -> Bulletin:
    first = start if isinstance(start, dt.date) else dt.date(year, *start)
    last = end if isinstance(end, dt.date) else dt.date(year, *end)
    return made(
        id=f"周报-{year}-{number}{mark}",
        year=year,
        number=number,
        total_number=total,
        publisher=publisher,
        period=Interval(start=first, end=last),
        published=last + dt.timedelta(days=3),
        **fields,
    )


def weekly(number: int, **fields: typing.Any) -> Bulletin:
    """Issue `number` of 2022: Monday to Friday of a week."""
    monday = dt.date(2022, 1, 3) + dt.timedelta(weeks=number - 1)
    return issue(number, monday, monday + dt.timedelta(days=4), **fields)


def across(*bulletins: Bulletin) -> list[tuple[str, str]]:
    return [(check.kind, check.bulletin) for check in check_archive(bulletins)]


def test_whole_runs_are_right() -> None:
    run = [weekly(number, total=300 + number) for number in range(1, 53)]
    assert across(*run) == []
    assert across(*reversed(run)) == []


def test_missing_numbers() -> None:
    found = check_archive([weekly(25), weekly(28), weekly(29)])
    assert [(check.kind, check.where) for check in found] == [("number-missing", "第26—27期")]
    assert found[0].bulletin == "周报-2022-28"
    # Another publisher's issue, or another year's, does not fill the gap or make one.
    assert across(weekly(25), weekly(28, publisher="绵阳市政务服务中心")) == []
    assert across(issue(40, (10, 1), (10, 7), year=2021), weekly(5)) == []


def test_numbers_that_run_on_over_the_new_year() -> None:
    run = [
        issue(400, (12, 20), (12, 24), year=2021),
        issue(401, (12, 27), (12, 31), year=2021),
        issue(402, (1, 4), (1, 7)),
        issue(404, (1, 17), (1, 21)),
    ]
    assert across(*run) == [("number-missing", "周报-2022-404")]


def test_doubled_numbers() -> None:
    assert across(weekly(26), weekly(26, mark="-x")) == [
        ("number-doubled", "周报-2022-26"),
        ("number-doubled", "周报-2022-26-x"),
    ]
    assert across(weekly(26), weekly(26, publisher="绵阳市政务服务中心", mark="-x")) == []
    by_total = across(weekly(26, total=401), weekly(27, total=401))
    assert ("number-doubled", "周报-2022-27") in by_total


@pytest.mark.parametrize(
    ("totals", "wrong"),
    [
        ((401, 402, 403, 404), []),
        ((401, 402, 430, 404), [28]),
        ((401, 410), [27]),
        ((401, 402, 403, 405, 406), [29]),  # a special issue has no 第N期: told once
        ((None, 402, None, 404), []),
    ],
)
def test_numbers_against_total_numbers(totals: tuple[int | None, ...], wrong: list[int]) -> None:
    run = [weekly(26 + place, total=total) for place, total in enumerate(totals)]
    assert across(*run) == [("total-number-mismatch", f"周报-2022-{number}") for number in wrong]


def test_total_numbers_over_the_new_year() -> None:
    last = issue(52, (12, 20), (12, 24), year=2021, total=400)
    assert across(last, weekly(1, total=401)) == []
    assert across(last, weekly(1, total=390)) == [("total-number-mismatch", "周报-2022-1")]


PERIODS: dict[str, tuple[list[Bulletin], list[str]]] = {
    "fortnights with a weekend between": (
        [issue(26, (8, 1), (8, 12)), issue(27, (8, 15), (8, 26))],
        [],
    ),
    "overlap": ([issue(26, (8, 1), (8, 12)), issue(27, (8, 8), (8, 19))], ["period-overlap"]),
    "the same days twice": (
        [issue(26, (8, 1), (8, 12)), issue(27, (8, 1), (8, 12))],
        ["period-overlap"],
    ),
    "backwards": ([issue(26, (8, 1), (8, 12)), issue(27, (7, 1), (7, 12))], ["period-overlap"]),
    "counted from January": (
        [issue(6, (1, 1), (6, 30)), issue(7, (1, 1), (7, 31)), issue(8, (1, 1), (8, 31))],
        [],
    ),
    "gap of a week": ([issue(26, (8, 1), (8, 12)), issue(27, (8, 22), (9, 2))], ["period-gap"]),
    "the missing issue explains it": (
        [issue(26, (8, 1), (8, 12)), issue(28, (8, 29), (9, 9))],
        ["number-missing"],
    ),
    "National Day": ([issue(39, (9, 26), (9, 30)), issue(40, (10, 8), (10, 14))], []),
    "Spring Festival": ([issue(4, (1, 17), (1, 28)), issue(5, (2, 14), (2, 25))], []),
    "the new year": (
        [issue(52, (12, 19), (12, 23), year=2021), issue(1, (1, 4), (1, 7))],
        [],
    ),
    "months": ([issue(7, (7, 1), (7, 31)), issue(8, (8, 1), (8, 31))], []),
    "two months late": ([issue(7, (3, 1), (3, 31)), issue(8, (6, 1), (6, 30))], ["period-gap"]),
}


@pytest.mark.parametrize("name", PERIODS)
def test_periods(name: str) -> None:
    run, found = PERIODS[name]
    assert [kind for kind, _ in across(*run)] == found


def test_a_series_own_habit_is_no_gap() -> None:
    def four_days(number: int, start: int = 0) -> Bulletin:
        monday = dt.date(2022, 6, 6) + dt.timedelta(weeks=number - 1)
        return issue(number, monday + dt.timedelta(days=start), monday + dt.timedelta(days=3))

    run = [four_days(number) for number in range(1, 10)]
    assert across(*run) == []
    assert across(*run, four_days(10, start=2)) == [("period-gap", "周报-2022-10")]


# Series


def figure(value: float, start: dt.date, end: dt.date, *, cumulative: bool) -> Statistic:
    return Statistic(
        id=f"b{end}.s1",
        text=f"受理{value:.0f}件",
        order=1,
        section=(),
        scope="省本级",
        category="行政许可",
        measure="受理",
        value=value,
        unit="件",
        start=start,
        end=end,
        cumulative=cumulative,
        written=f"受理{value:.0f}件",
        written_spans=(Span(page=1, box=None, start=0, end=4),),
    )


def counted(values: list[float], *, cumulative: bool = True) -> list[Bulletin]:
    """Weekly issues with a figure each: counted from January, or of the week."""
    run = []
    for number, value in enumerate(values, 1):
        bulletin = weekly(number)
        assert bulletin.period is not None
        start = dt.date(2022, 1, 1) if cumulative else bulletin.period.start
        told = figure(value, start, bulletin.period.end, cumulative=cumulative)
        run.append(msgspec.structs.replace(bulletin, statistics=(told,)))
    return run


def test_cumulative_figures_that_fall() -> None:
    assert across(*counted([100, 200, 300, 400])) == []
    assert across(*counted([100, 200, 300, 290, 400])) == [("cumulative-falls", "周报-2022-4")]
    assert across(*counted([100, 200, 300, 290], cumulative=False)) == []


def test_cumulative_figures_begin_again_each_year() -> None:
    old = issue(52, (12, 20), (12, 31), year=2021)
    told = figure(9000, dt.date(2021, 1, 1), dt.date(2021, 12, 31), cumulative=True)
    old = msgspec.structs.replace(old, statistics=(told,))
    assert across(old, *counted([100, 200])) == []


def test_figures_told_twice_in_an_issue_are_not_compared() -> None:
    run = counted([100, 200, 150])
    twice = (*run[1].statistics, *counted([100, 300])[1].statistics)
    run[1] = msgspec.structs.replace(run[1], statistics=twice)
    assert across(*run) == []


STEADY: list[float] = [500, 520, 480, 510, 495, 505, 530, 470, 515, 490, 500, 485]


def test_jumps() -> None:
    jumped = [*STEADY[:9], 5150.0, *STEADY[10:]]
    assert across(*counted(STEADY, cumulative=False)) == []
    assert across(*counted(jumped, cumulative=False)) == [("figure-jump", "周报-2022-10")]
    dropped = [*STEADY[:10], 50.0, *STEADY[11:]]
    assert across(*counted(dropped, cumulative=False)) == [("figure-jump", "周报-2022-11")]
    assert across(*counted([*STEADY[:5], 5000.0], cumulative=False)) == []  # hardly a history


def test_jumps_of_cumulative_figures() -> None:
    total, values = 0.0, []
    for place, week in enumerate(STEADY):
        total += week * 12 if place == 9 else week
        values.append(total)
    assert across(*counted(values)) == [("figure-jump", "周报-2022-10")]


def test_small_and_uneven_series_do_not_jump() -> None:
    small = [float(value) for value in (1, 3, 2, 1, 4, 2, 1, 2, 30, 1)]
    assert across(*counted(small, cumulative=False)) == []
    uneven = [float(value) for value in (100, 900, 50, 1500, 300, 2500, 80, 700, 5000, 120)]
    assert across(*counted(uneven, cumulative=False)) == []


# Near-duplicates

TEXT = (
    "8月8日，省市场监督管理局窗口组织检测公司代表进行了特种设备检验机构首次核准许可申请培训。会上，"
    "窗口工作人员就首次核准许可的具体许可程序、申请材料等进行现场解疑答惑，并演示了网上申报流程。"
)
OTHER = (
    "8月9日，省林草局窗口到凉山州盐源县调研风电项目林地报批，与业主单位现场座谈，要求全程跟踪管理，"
    "提前介入，缩短审批时限，确保项目按期开工建设，受到业主单位的一致好评。"
)


def with_items(number: int, *texts: str, publisher: str = PROVINCE, mark: str = "") -> Bulletin:
    bulletin = weekly(number, publisher=publisher, mark=mark)
    items = tuple(
        Activity(
            id=f"{bulletin.id}.a{order}",
            text=text,
            order=order,
            section=("一、工作动态",),
            marker=f"{order}.",
            title=None,
        )
        for order, text in enumerate(texts, 1)
    )
    return msgspec.structs.replace(bulletin, activities=items)


@pytest.mark.parametrize(
    ("again", "how"),
    [
        (TEXT, "文字完全相同"),
        (TEXT.replace("8月8日", "8月15日"), "只有日期、数字不同"),
        (TEXT.replace("，并演示了网上申报流程", ""), "%相同"),
    ],
)
def test_near_duplicates(again: str, how: str) -> None:
    found = check_archive([with_items(26, TEXT, OTHER), with_items(27, again)])
    assert [check.kind for check in found] == ["near-duplicate"]
    assert found[0].record == "周报-2022-27.a1"
    assert "周报-2022-26.a1" in found[0].message
    assert how in found[0].message


def test_what_is_no_duplicate() -> None:
    assert across(with_items(26, TEXT), with_items(27, OTHER)) == []
    assert across(with_items(26, "总体情况良好。"), with_items(27, "总体情况良好。")) == []
    assert across(with_items(26, TEXT, TEXT)) == []
    assert across(with_items(26, TEXT), with_items(27, TEXT, publisher="绵阳市政务服务中心")) == []
    doubled = across(with_items(26, TEXT), with_items(26, TEXT, mark="-x"))
    assert {kind for kind, _ in doubled} == {"number-doubled"}


def test_near_duplicates_in_linear_time() -> None:
    def archive(issues: int) -> list[Bulletin]:
        return [
            with_items(number, *(f"{TEXT}第{number * 7 + order}项。" for order in range(5)))
            for number in range(1, issues + 1)
        ]

    def seconds(issues: int) -> float:
        held = archive(issues)
        began = time.perf_counter()
        found = check_archive(held)
        assert sum(check.kind == "near-duplicate" for check in found) == 5 * (issues - 1)
        return time.perf_counter() - began

    seconds(5)
    assert seconds(120) < 12 * max(seconds(30), 0.02)


# Of all kinds


def test_order_of_bulletins_does_not_matter() -> None:
    run = [*counted([100, 200, 150]), with_items(5, TEXT), with_items(6, TEXT), weekly(9)]
    assert check_archive(run) == check_archive(run[::-1])


def test_kinds_are_told_apart_and_all_documented() -> None:
    assert not WITHIN.keys() & ACROSS.keys()
    assert list(KINDS) == [*WITHIN, *ACROSS]
    text = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    checks, warnings = text.split("## Warnings")
    rows = re.findall(r"^\| `([a-z-]+)` \| (\S+) \|", checks, re.MULTILINE)
    assert dict(rows) == KINDS
    assert set(re.findall(r"^\| `([a-z-]+)` \|", warnings, re.MULTILINE)) == warning_kinds()


def warning_kinds() -> set[str]:
    """Slugs of all warnings: strings with a hyphen in the functions that make a ParseWarning."""
    slug = re.compile(r"[a-z]+(?:-[a-z]+)+")
    roles = set(typing.get_args(BlockRole))
    found = set()
    for file in (ROOT / "archive").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            if "ParseWarning" in names:
                found |= {
                    one.value
                    for one in ast.walk(node)
                    if isinstance(one, ast.Constant)
                    and isinstance(one.value, str)
                    and slug.fullmatch(one.value)
                }
    return found - roles
