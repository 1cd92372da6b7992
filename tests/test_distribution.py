"""Feet of bulletins of all sorts: who the bulletin goes to, and the copies."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
import pytest

from archive.records import Bulletin
from tests.test_patrol import bulletin


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A foot, its lines of distribution as label and recipients, the copies told."""

    name: str
    foot: str
    distribution: tuple[tuple[str, ...], ...]
    copies: int | None = None


_DATA = tomllib.loads((Path(__file__).parent / "distribution_cases.toml").read_text("utf-8"))
CASES = msgspec.convert(_DATA["case"], tuple[Case, ...])
ITEM = "1.3月1日，市公安局窗口到社区开展证照办理宣传，发放资料200份。"


def with_foot(*lines: str) -> Bulletin:
    return bulletin("绵阳市政务服务中心", "2022年3月8日", "一、工作动态", ITEM, *lines)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_feet(case: Case) -> None:
    read = with_foot(*case.foot.split("\n"))
    assert [(one.kind, *one.recipients) for one in read.distribution] == list(case.distribution)
    assert read.copies == case.copies
    # Nothing of the foot is left in the item above it.
    assert [one.text for one in read.activities] == [ITEM[2:]]


def test_who_made_the_issue_stands_in_no_item() -> None:
    read = with_foot(
        "编辑：何苗　审核：罗成",
        "2.3月2日，市民政局窗口到社区慰问老人。",
        "（撰稿：张三 审核：李四）",
        "3.3月3日，市教育局窗口召开座谈会。",
        "（市教育局供稿）",
    )
    assert [one.text[-6:] for one in read.activities] == [
        "料200份。",
        "区慰问老人。",
        "教育局供稿）",
    ]
    editorial = {block.text for block in read.blocks if block.role == "editorial"}
    assert editorial == {"编辑：何苗审核：罗成", "（撰稿：张三审核：李四）"}
