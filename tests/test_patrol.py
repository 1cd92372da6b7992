"""Sections on patrols read as a careful person reads them: findings, and what is none."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import msgspec
import pytest

from archive.extract.inspection_headings import patrol_of
from archive.plain_text import lay_out_text
from archive.reader import parse_document
from archive.records import Bulletin, Inspection


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section and what is in it; `patrol_cases.toml` tells the form of a finding."""

    name: str
    publisher: str
    published: str
    heading: str
    text: str
    findings: tuple[tuple[str, str, str, str, str], ...]
    activities: tuple[str, ...]


_DATA = tomllib.loads((Path(__file__).parent / "patrol_cases.toml").read_text("utf-8"))
CASES = msgspec.convert(_DATA["case"], tuple[Case, ...])


def parse(text: str) -> Bulletin:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return parse_document(lay_out_text(text), file="x.txt", sha256=digest)


def bulletin(publisher: str, published: str, *paragraphs: str) -> Bulletin:
    head = ("工作简报", f"{published[:4]}年第1期", f"{publisher}　{published}")
    return parse("\n\n".join((*head, *paragraphs)) + "\n")


def bare(text: str) -> str:
    return "".join(text.split()).rstrip("。；;，,")


def differences(found: Inspection, finding: tuple[str, str, str, str, str]) -> list[str]:
    aspects, _, ratings, departments, _ = finding
    wrong = []
    if found.aspect not in aspects.split("|"):
        wrong.append(f"aspect {found.aspect}")
    if (found.rating or "") not in ratings.split("|"):
        wrong.append(f"rating {found.rating}")
    named = ";".join(department.written for department in found.departments)
    if departments not in ("*", named):
        wrong.append(f"departments {named}")
    return wrong


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_findings_of_a_section(case: Case) -> None:
    read = bulletin(case.publisher, case.published, case.heading, *case.text.split("\n"))
    left = list(read.inspections)
    wrong: list[str] = []
    for finding in case.findings:
        found = next((one for one in left if bare(one.finding) == bare(finding[1])), None)
        if found is not None:
            left.remove(found)
            wrong += [f"{finding[1]}: {each}" for each in differences(found, finding)]
        elif not finding[4]:
            wrong.append(f"missing: {finding[1]}")
    wrong += [f"extra: {one.finding}" for one in left]
    firsts = [one.text for one in read.activities]
    if len(firsts) != len(case.activities) or not all(map(str.startswith, firsts, case.activities)):
        wrong.append(f"activities: {firsts}")
    assert not wrong


def test_the_aspect_is_that_of_the_line_above() -> None:
    read = bulletin(
        "商洛市行政审批局",
        "2018年8月6日",
        "三、大厅巡查",
        "（一）工作纪律",
        "1.市公安局窗口1人脱岗；",
        "2.市人社局窗口1人玩手机。",
        "（二）服务态度。存在以下问题：",
        "1.市税务局窗口态度生硬；",
        "2.市住建局窗口推诿。",
    )
    aspects = [(one.marker, one.aspect, one.rating) for one in read.inspections]
    assert aspects == [
        ("1.", "工作纪律", "问题"),
        ("2.", "工作纪律", "问题"),
        ("1.", "服务态度", "问题"),
        ("2.", "服务态度", "问题"),
    ]


def test_a_notice_on_nothing_but_a_patrol() -> None:
    read = parse(
        """情况通报

第 7 期

辽阳市政务服务中心　2018年7月2日

关于6月份政务服务大厅窗口作风巡查情况的通报

各进驻部门：

现将6月份巡查情况通报如下：

一、基本情况

6月份，市政务服务中心督查科共巡查大厅22次，各窗口工作秩序良好。

二、存在问题

（一）市水利局窗口6月5日下午脱岗30分钟；

（二）市教育局窗口2人着装不规范。

三、工作要求

（一）提高认识。各部门要高度重视窗口纪律。

（二）严格考勤。不得迟到早退。
"""
    )
    assert [(one.marker, one.rating) for one in read.inspections] == [
        ("", "良好"),
        ("（一）", "问题"),
        ("（二）", "问题"),
    ]
    assert read.activities == ()


HEADINGS = [
    ("窗口纪律巡查", "sure"),
    ("督查通报", "sure"),
    ("五、作风巡查", "sure"),
    ("效能通报", "sure"),
    ("【值班巡查】", "sure"),
    ("曝光台", "sure"),
    ("市民中心视频巡查日报", "sure"),
    ("大厅管理", "maybe"),
    ("考核通报", "maybe"),
    ("窗口服务监督", "maybe"),
    ("安全检查", "maybe"),
    ("三、督查督办", "maybe"),
    ("市场巡查情况", None),
    ("巡视整改工作情况", None),
    ("作风建设", None),
    ("窗口工作动态", None),
    ("", None),
]


@pytest.mark.parametrize(("heading", "expected"), HEADINGS)
def test_headings_by_their_words(heading: str, expected: str | None) -> None:
    assert patrol_of(heading) == expected
