"""Bodies of bulletins cut into their items."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
import pytest

from archive.plain_text import lay_out_text
from archive.reader import parse_document
from tests.test_patrol import bulletin


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body and the first words of each of its items."""

    name: str
    publisher: str
    body: str
    activities: tuple[str, ...]


_DATA = tomllib.loads((Path(__file__).parent / "segmentation_cases.toml").read_text("utf-8"))
CASES = msgspec.convert(_DATA["case"], tuple[Case, ...])


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_items_of_a_body(case: Case) -> None:
    read = bulletin(case.publisher, "2021年7月19日", "（7月5日—7月16日）", *case.body.split("\n\n"))
    firsts = [one.text for one in read.activities]
    assert len(firsts) == len(case.activities), firsts
    assert all(map(str.startswith, firsts, case.activities)), firsts


def test_headlines_outside_a_periodical_are_reports_even_where_no_year_is_known() -> None:
    text = (
        "政务公开专栏\n现将近期各窗口报送的信息摘编如下，供参阅。\n"
        "区行政审批局到宁河开展交流学习\n"
        "3月4日，石鼓区行政审批局组织窗口负责人到宁河区政务服务中心考察学习，双方进行了座谈。\n"
        "区医保局开展上门服务\n"
        "3月6日，石鼓区医疗保障局工作人员到角山镇三星村为卧床老人上门办理异地就医备案。\n"
    )
    read = parse_document(lay_out_text(text), file="a.txt", sha256="0" * 64)
    assert read.series is None
    assert [one.title for one in read.activities] == [
        "区行政审批局到宁河开展交流学习",
        "区医保局开展上门服务",
    ]
