from __future__ import annotations

import datetime as dt

import pytest

from archive.document import Paragraph
from archive.footer import Footer, read_footer
from tests.factories import document


def read(text: str) -> Footer:
    return read_footer([block for block in document(text).blocks if isinstance(block, Paragraph)])


@pytest.mark.parametrize(
    ("text", "distribution", "copies", "taken"),
    [
        (
            """大厅运行保障有序。
            报：中心领导。
            送：各相关省级部门（单位），中心各处（室）、直属单位。
            发：各部门窗口。
            （共印 80 份）""",
            [
                ("报", ("中心领导",)),
                ("送", ("各相关省级部门（单位）", "中心各处（室）", "直属单位")),
                ("发", ("各部门窗口",)),
            ],
            80,
            4,
        ),
        (
            "正文。\n报：市领导。送：市级各部门。发：各县（区）政务服务中心。共印120份",
            [("报", ("市领导",)), ("送", ("市级各部门",)), ("发", ("各县（区）政务服务中心",))],
            120,
            1,
        ),
        (
            """正文。
            主送：省政府办公厅
            抄送：市委办公室，市政府办公室
            编辑：张三　审核：李四　签发：王五""",
            [("主送", ("省政府办公厅",)), ("抄送", ("市委办公室", "市政府办公室"))],
            None,
            3,
        ),
        ("正文。\n某市政务服务中心办公室 2021年3月5日印发", [], None, 1),
        ("发放宣传册：200份，群众满意。", [], None, 0),
        ("正文。\n（市医保局供稿）", [], None, 0),
    ],
)
def test_feet(
    text: str, distribution: list[tuple[str, tuple[str, ...]]], copies: int | None, taken: int
) -> None:
    footer = read(text)
    assert [(part.kind, part.recipients) for part in footer.distribution] == distribution
    assert footer.copies == copies
    assert footer.taken == taken


def test_signature_of_a_notice() -> None:
    footer = read("特此通知。\n国家发展改革委办公厅\n税务总局办公厅\n2019年8月20日")
    assert footer.signer is not None
    assert footer.signer.text == "国家发展改革委办公厅"
    assert footer.signed is not None
    assert footer.signed[0] == dt.date(2019, 8, 20)
    assert footer.taken == 3


def test_a_remark_below_the_foot_does_not_hide_it() -> None:
    footer = read("正文。\n报：市委。\n共印75份\n更多内容请见本局网站首页")
    assert [part.kind for part in footer.distribution] == ["报"]
    assert footer.copies == 75
    assert [text.text for text in footer.rest] == ["更多内容请见本局网站首页"]
    assert footer.taken == 3
