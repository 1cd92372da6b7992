"""Cited documents: titles, numbers, and both together."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extract.context import Context
from archive.extract.documents import find_documents

Expected = list[tuple[str | None, str | None, str]]


def read(text: str) -> Expected:
    return [(m.title, m.number, m.written) for m in find_documents(text, Context())]


# (text, [(title, number, written)])
CASES: list[tuple[str, Expected]] = [
    # titles
    ("根据《四川林草助力稳住经济增长八条措施》对项目进行督促",
     [("四川林草助力稳住经济增长八条措施", None, "《四川林草助力稳住经济增长八条措施》")]),
    ("《行政许可法》《市场主体登记管理条例》和《保障农民工工资支付条例》",
     [("行政许可法", None, "《行政许可法》"),
      ("市场主体登记管理条例", None, "《市场主体登记管理条例》"),
      ("保障农民工工资支付条例", None, "《保障农民工工资支付条例》")]),
    ("依据《中华人民共和国行政许可法》第三十二条第一款",
     [("中华人民共和国行政许可法", None, "《中华人民共和国行政许可法》")]),
    # licences and journals are titles too
    ("现场核发《营业执照》12份", [("营业执照", None, "《营业执照》")]),
    ("在《四川日报》头版刊发", [("四川日报", None, "《四川日报》")]),
    # nested and doubled brackets
    ("学习《四川省〈优化营商环境条例〉实施办法》",
     [("四川省〈优化营商环境条例〉实施办法", None, "《四川省〈优化营商环境条例〉实施办法》")]),
    ("学习《关于印发《工作方案》的通知》",
     [("关于印发《工作方案》的通知", None, "《关于印发《工作方案》的通知》")]),
    ("学习《《政务服务条例》实施细则》",
     [("《政务服务条例》实施细则", None, "《《政务服务条例》实施细则》")]),
    # brackets that are missing
    ("学习《关于印发《工作方案的通知》",
     [("关于印发《工作方案的通知", None, "《关于印发《工作方案的通知》")]),
    ("学习《关于深化改革的通知，要求各窗口落实",
     [("关于深化改革的通知", None, "《关于深化改革的通知")]),
    ("学习《关于深化改革的通知，按《窗口管理办法》执行",
     [("关于深化改革的通知", None, "《关于深化改革的通知"),
      ("窗口管理办法", None, "《窗口管理办法》")]),
    ("条例》和《", []),
    ("《》", []),
    # a title broken over a line
    ("落实《关于优化\n营商环境的意见》",
     [("关于优化营商环境的意见", None, "《关于优化\n营商环境的意见》")]),
    # title with number
    ("印发《关于进一步优化营商环境的意见》（川办发〔2022〕12号），要求",
     [("关于进一步优化营商环境的意见", "川办发〔2022〕12号",
       "《关于进一步优化营商环境的意见》（川办发〔2022〕12号）")]),
    ("传达《关于四起问题的通报》(淮纪通[2025]5号)文件精神",
     [("关于四起问题的通报", "淮纪通〔2025〕5号", "《关于四起问题的通报》(淮纪通[2025]5号)")]),
    ("《办法》（试行）（国办发〔2020〕24号）",
     [("办法", "国办发〔2020〕24号", "《办法》（试行）（国办发〔2020〕24号）")]),
    ("《关于调整税率的公告》（财政部公告2019年第39号）",
     [("关于调整税率的公告", "财政部公告2019年第39号",
       "《关于调整税率的公告》（财政部公告2019年第39号）")]),
    ("根据国务院令第722号《优化营商环境条例》",
     [("优化营商环境条例", "国务院令第722号", "国务院令第722号《优化营商环境条例》")]),
    ("川办发〔2022〕12号文件《关于放管服的通知》",
     [("关于放管服的通知", "川办发〔2022〕12号", "川办发〔2022〕12号文件《关于放管服的通知》")]),
    ("《甲办法》（川办发〔2021〕1号）和《乙办法》（川办发〔2021〕2号）",
     [("甲办法", "川办发〔2021〕1号", "《甲办法》（川办发〔2021〕1号）"),
      ("乙办法", "川办发〔2021〕2号", "《乙办法》（川办发〔2021〕2号）")]),
    # short titles the text declares are the same document
    ("《关于改革的实施意见》（以下简称《意见》）印发后，《意见》明确",
     [("关于改革的实施意见", None, "《关于改革的实施意见》")]),
    ("《实施意见》（川委发〔2020〕5号，以下简称《意见》）",
     [("实施意见", "川委发〔2020〕5号", "《实施意见》（川委发〔2020〕5号")]),
    # the same document once, with its number where one is given
    ("学习《办法》，印发《办法》（川办发〔2020〕9号）",
     [("办法", "川办发〔2020〕9号", "《办法》（川办发〔2020〕9号）")]),
    # numbers alone
    ("根据川办发〔2022〕12号文件精神", [(None, "川办发〔2022〕12号", "川办发〔2022〕12号")]),
    ("按照国发[2018]41号和川府发（2021）3号要求",
     [(None, "国发〔2018〕41号", "国发[2018]41号"),
      (None, "川府发〔2021〕3号", "川府发（2021）3号")]),
    ("落实国办函〔2020〕 111 号", [(None, "国办函〔2020〕111号", "国办函〔2020〕 111 号")]),
    ("依据发改法规规〔2020〕1538号",
     [(None, "发改法规规〔2020〕1538号", "发改法规规〔2020〕1538号")]),
    ("依据建办市〔2019〕18号、建市〔2020〕94号",
     [(None, "建办市〔2019〕18号", "建办市〔2019〕18号"),
      (None, "建市〔2020〕94号", "建市〔2020〕94号")]),
    ("见市政府办〔２０２２〕１２号",
     [(None, "市政府办〔2022〕12号", "市政府办〔２０２２〕１２号")]),
    ("鲁政办字〔2019〕8号", [(None, "鲁政办字〔2019〕8号", "鲁政办字〔2019〕8号")]),
    ("转发国务院国发〔2018〕41号文", [(None, "国发〔2018〕41号", "国发〔2018〕41号")]),
    ("收到政务函第3号", [(None, "政务函第3号", "政务函第3号")]),
    ("执行国家税务总局公告2019年第4号",
     [(None, "国家税务总局公告2019年第4号", "国家税务总局公告2019年第4号")]),
    ("中华人民共和国主席令第二十九号公布",
     [(None, "中华人民共和国主席令第二十九号", "中华人民共和国主席令第二十九号")]),
    ("住房和城乡建设部令第15号", [(None, "住房和城乡建设部令第15号", "住房和城乡建设部令第15号")]),
    ("国务院第722号令", [(None, "国务院第722号令", "国务院第722号令")]),
    ("省政府令第300号", [(None, "省政府令第300号", "省政府令第300号")]),
    # what only looks like a number of a document
    ("锦江区1号楼、大厅3号窗口", []),
    ("2022年第26期（总第401期）", []),
    ("拨打12345，受理488639件", []),
    ("川（2021）成都市不动产权第0012345号", []),
    ("（2021）川01民终123号", []),
    ("8月12日（星期五）", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_documents_in_text(text: str, expected: Expected) -> None:
    assert read(text) == expected


ALPHABET = st.sampled_from(
    "《》〈〉（）()〔〕[]关于的通知办法川国发函令公告第号年2０1 、，。\n以下简称和"
)


@given(st.text(alphabet=ALPHABET, max_size=80) | st.text(max_size=60))
def test_written_is_what_stands_at_the_spans(text: str) -> None:
    end = 0
    for mention in find_documents(text, Context()):
        (span,) = mention.spans
        assert end <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == mention.written
        assert mention.title or mention.number
        end = span.end


@given(st.text(alphabet="一二三关于通知办法条例", min_size=1, max_size=30))
def test_every_closed_title_is_found(title: str) -> None:
    assert read(f"根据《{title}》办理") == [(title, None, f"《{title}》")]


def test_long_texts_are_quick() -> None:
    started = time.perf_counter()
    for unit in (
        "《",
        "《甲》",
        "川办发〔2022〕12号",
        "《甲的通知，",
        "第一二三四五六七",
        "（" * 9,
    ):
        find_documents(unit * (100_000 // len(unit)), Context())
    assert time.perf_counter() - started < 4
