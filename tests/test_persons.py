"""Persons and their posts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extract.context import Context, Taken
from archive.extract.persons import find_persons
from corpus.lexicon.persons import ordinary_words, posts, surnames

Expected = list[tuple[str, str | None]]


def read(text: str, taken: Taken = ()) -> Expected:
    return [(m.name, m.post) for m in find_persons(text, Context(), taken)]


def test_the_lists_are_sound() -> None:
    known = surnames()
    assert len(known.plain | known.common) > 400
    assert not known.plain & known.common
    assert all(len(surname) == 2 for surname in known.compound)
    assert {"高质量", "安全", "任务", "金融", "方便"} <= ordinary_words()
    assert "局长" in posts().leaders


# (text, [(name, post)])
CASES: list[tuple[str, Expected]] = [
    # a post before the name, with its department
    ("近日，公安厅政治部副主任吕志元、治安总队政委熊意、信访处处长卓卫红一行到窗口调研",
     [("吕志元", "公安厅政治部副主任"), ("熊意", "治安总队政委"), ("卓卫红", "信访处处长")]),
    ("8月3日上午，市政务服务局党组书记、局长李某带队赴成都",
     [("李某", "市政务服务局党组书记、局长")]),
    ("8月8日上午市场监管局副局长张三到大厅调研", [("张三", "市场监管局副局长")]),
    ("会议由局长王强主持", [("王强", "局长")]),
    ("县委副书记、县长刘洋洋强调，要高质量发展", [("刘洋洋", "县委副书记、县长")]),
    ("在副市长王海陪同下，省政务中心党组成员、副主任刘洋与县行政审批局局长李梅座谈",
     [("王海", "副市长"), ("刘洋", "省政务中心党组成员、副主任"), ("李梅", "县行政审批局局长")]),
    ("市委常委、副市长赵庆平，县委常委、办公室主任、统战部长袁光新参加",
     [("赵庆平", "市委常委、副市长"), ("袁光新", "县委常委、办公室主任、统战部长")]),
    ("由省行政审批局党组成员、副局长李明带队的调研组", [("李明", "省行政审批局党组成员、副局长")]),
    ("邀请西南财经大学教授尹庆双授课", [("尹庆双", "西南财经大学教授")]),
    ("市行政服务中心副主任黄建华作专题辅导", [("黄建华", "市行政服务中心副主任")]),
    ("省政府副秘书长、省政务服务局局长高扬到厅指导",
     [("高扬", "省政府副秘书长、省政务服务局局长")]),
    ("在市委副书记、代市长方明的陪同下", [("方明", "市委副书记、代市长")]),
    ("纪检监察组组长成斌率队", [("成斌", "纪检监察组组长")]),
    ("局机关党委专职副书记关莉", [("关莉", "局机关党委专职副书记")]),
    ("中心主任司马光到窗口", [("司马光", "中心主任")]),
    ("安全科科长李四", [("李四", "安全科科长")]),
    ("常务副县长何平主持会议", [("何平", "常务副县长")]),
    ("镇长高德明走访", [("高德明", "镇长")]),
    ("首席代表张建国", [("张建国", "首席代表")]),
    ("综合窗口负责人白雪，", [("白雪", "综合窗口负责人")]),
    ("副局长（主持工作）孙立", [("孙立", "副局长（主持工作）")]),
    ("主讲人：张三，", [("张三", "主讲人")]),
    # 和 joins departments' halves, and persons
    ("市人力资源和社会保障局副局长杨帆与市发展和改革委员会主任周涛出席",
     [("杨帆", "市人力资源和社会保障局副局长"), ("周涛", "市发展和改革委员会主任")]),
    ("局长张三、副局长李四和王五参加", [("张三", "局长"), ("李四", "副局长"), ("王五", "副局长")]),
    ("区教育局局长吴重伟、总经济师王睿;区发改委副主任张军、张侠，副局长王海宁分别来访",
     [("吴重伟", "区教育局局长"), ("王睿", "总经济师"), ("张军", "区发改委副主任"),
      ("张侠", "区发改委副主任"), ("王海宁", "副局长")]),
    # 同志, 一行, 带队
    ("市政务服务中心主任李磊同志主持，局党组成员、副局长崔海富同志及各窗口首席代表参加",
     [("李磊", "市政务服务中心主任"), ("崔海富", "局党组成员、副局长")]),
    ("张三、李四、王五等同志参加", [("张三", None), ("李四", None), ("王五", None)]),
    ("由李雷带队的工作组", [("李雷", None)]),
    ("市局党组书记、局长任国强同志", [("任国强", "市局党组书记、局长")]),
    ("副市长于海涛一行莅临", [("于海涛", "副市长")]),
    # what follows is any predicate
    ("县人社局局长陈永红进驻窗口办公", [("陈永红", "县人社局局长")]),
    ("首席代表徐丽娟上台领奖，副局长韩敏登台", [("徐丽娟", "首席代表"), ("韩敏", "副局长")]),
    ("副局长冯思远走进大厅", [("冯思远", "副局长")]),
    ("窗口负责人古丽娜尔介绍，局长马海阿支出席",
     [("古丽娜尔", "窗口负责人"), ("马海阿支", "局长")]),
    ("绝不让群众白跑，让群众少跑腿", []),
    # the post behind the name
    ("张三局长一行到窗口", [("张三", "局长")]),
    ("听取了李某副县长的汇报", [("李某", "副县长")]),
    ("欧阳修副主任指出", [("欧阳修", "副主任")]),
    ("刘处长指出", [("刘处长", "处长")]),
    ("学习习近平总书记重要讲话精神", [("习近平", "总书记")]),
    # names of minorities
    ("县委书记阿布都热西提·买买提一行", [("阿布都热西提·买买提", "县委书记")]),
    ("州长阿石拉比到大厅视察", [("阿石拉比", "州长")]),
    ("处长曲比阿木，", [("曲比阿木", "处长")]),
    # the public
    ("市民王女士激动地说", [("王女士", "市民")]),
    ("办事群众李先生在窗口", [("李先生", "办事群众")]),
    ("企业负责人赵明表示满意", [("赵明", "企业负责人")]),
    ("帮助王女士办好了手续", [("王女士", None)]),
    ("刘某某因材料不齐", [("刘某某", None)]),
    ("申请人王某强表示感谢", [("王某强", "申请人")]),
    ("退休老人孙大爷送来锦旗", [("孙大爷", "退休老人")]),
    ("李明说：“好”", [("李明", None)]),
    # lines that name who wrote
    ("（供稿：张三、李四）", [("张三", None), ("李四", None)]),
    ("编辑：王五 审核：赵六", [("王五", None), ("赵六", None)]),
    ("（郑静 供稿）", [("郑静", None)]),
    # each once
    ("副市长赵庆平参加。赵庆平指出", [("赵庆平", "副市长")]),
    # no names
    ("推动高质量发展、安全生产，于是任务、金融、白酒、方便、常态、成都", []),
    ("各单位负责人高度重视", []),
    ("局长任组长，副局长任副组长", []),
    ("主任安排部署", []),
    ("负责人和企业到现场", []),
    ("工作人员向企业解释政策", []),
    ("工作人员严格落实，志愿者连续服务", []),
    ("组织全体同志学习，由市行政审批局牵头", []),
    ("高新区主任、金融办主任、万州区长、华阳镇长", []),
    ("党员干部、领导班子成员、老师傅说", []),
    ("项目经理郑重承诺，综合科科长全力做好", []),
    ("深入贯彻习近平新时代中国特色社会主义思想", []),
    ("张某公司与李家村村民", []),
    ("副局长温和地说，群众满意而归", []),
    ("各窗口负责人及工作人员、副局长和科长", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_persons_in_text(text: str, expected: Expected) -> None:
    assert read(text) == expected


def test_names_inside_organisations_do_not_count() -> None:
    text = "业主张小泉公司代表、经理张小泉说"
    start = text.index("张小泉公司")
    assert read(text, ((start, start + 5),)) == [("张小泉", "业主张小泉公司代表、经理")]


def test_words_of_an_organisation_are_no_boundary() -> None:
    text = "在四川和在川建设公司董事长张三陪同下"
    start = text.index("四川和在川建设公司")
    assert read(text) == [("张三", "川建设公司董事长")]
    assert read(text, ((start, start + 9),)) == [("张三", "四川和在川建设公司董事长")]


TEXTS = st.text(
    alphabet=st.sampled_from(
        "局长副主任张王李三高安某·、和与由同志一行说：（）供稿女士区到。\n x1"
    ),
    max_size=60,
)


@given(TEXTS | st.text(max_size=50))
def test_written_is_what_stands_at_the_spans(text: str) -> None:
    names = set()
    for mention in find_persons(text, Context(), ()):
        (span,) = mention.spans
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == mention.written == mention.name
        assert mention.post is None or mention.post in text
        assert mention.name not in names
        names.add(mention.name)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 10)), max_size=4))
def test_persons_keep_out_of_taken(text: str, starts: list[tuple[int, int]]) -> None:
    taken = tuple((start, start + length) for start, length in starts)
    for mention in find_persons(text, Context(), taken):
        span = mention.spans[0]
        assert not any(low < span.end and span.start < high for low, high in taken)


def test_long_texts_are_quick() -> None:
    started = time.perf_counter()
    for unit in ("局长张三、", "张", "某", "、和", "副", "·", "由", "同志", "李四说：", "阿尔巴"):
        find_persons(unit * (50_000 // len(unit)), Context(), ())
    assert time.perf_counter() - started < 6
