"""Organisations: whole names with exact borders, kinds and departments left out.

Each row is a passage and, after the arrows, the names a careful reader would mark in it.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extract.context import Context
from archive.extract.organisations import find_organisations

TABLE = """
# What is to be founded has no name yet
居住在草原的牧民想在二连浩特市申办农村合作社
>
获悉湖北交投高速公路项目急需筹备公司的消息后
>
计划新办餐饮公司的市民来到大厅，想开办一家建筑公司
>
拟开办口腔诊所的李先生当天领证，企业申办劳务派遣公司
>
帮助市民创办了川味坊餐饮有限公司
> 川味坊餐饮有限公司
山东大学干部培训中心与山东大学政治学与公共管理学院的教授授课
> 山东大学 | 山东大学政治学与公共管理学院
邀请江西省映山红艺术团演出
> 江西省映山红艺术团
# Companies after a preposition or a verb
8月8日，省市场监督管理局窗口组织对四川中特恒准检测技术有限公司代表进行了培训
> 四川中特恒准检测技术有限公司
与四川盐源华电新能源有限公司等业主单位及中介服务单位现场座谈
> 四川盐源华电新能源有限公司
为绵阳惠科光电科技有限公司送去营业执照
> 绵阳惠科光电科技有限公司
帮助比亚迪汽车工业有限公司完成申报
> 比亚迪汽车工业有限公司
上门服务富士康科技集团
> 富士康科技集团
赴中国石油四川分公司调研
> 中国石油四川分公司
向成都轨道交通集团有限公司发放许可证
> 成都轨道交通集团有限公司
接到江苏恒立液压股份有限公司的申请后，窗口当场受理
> 江苏恒立液压股份有限公司
现场指导凯利科技（成都）有限公司办理变更
> 凯利科技（成都）有限公司
由中铁二十三局集团有限公司承建
> 中铁二十三局集团有限公司
会同国网四川省电力公司绵阳供电公司优化接电
> 国网四川省电力公司绵阳供电公司
企业负责人代表宁德时代新能源科技股份有限公司致谢
> 宁德时代新能源科技股份有限公司
走访三一重工股份有限公司、中联重科股份有限公司
> 三一重工股份有限公司 | 中联重科股份有限公司
# Names that hold a preposition
走访了华为技术有限公司成都分公司和四川长虹电器股份有限公司
> 华为技术有限公司成都分公司 | 四川长虹电器股份有限公司
对和邦生物科技股份有限公司开展帮扶
> 和邦生物科技股份有限公司
到北京同仁堂股份有限公司调研
> 北京同仁堂股份有限公司
# Banks and their branches
向中国农业银行绵阳分行了解情况
> 中国农业银行绵阳分行
与中国建设银行股份有限公司常州分行签署协议
> 中国建设银行股份有限公司常州分行
联合绵阳市商业银行推出贷款
> 绵阳市商业银行
邀请江苏银行、南京银行驻点
> 江苏银行 | 南京银行
# Health, education, research
为绵阳市中心医院、四川大学华西医院办理放射诊疗许可
> 绵阳市中心医院 | 四川大学华西医院
绵阳市第三人民医院和市人民医院参加
> 绵阳市第三人民医院 | 市人民医院
邀请西南科技大学经济管理学院教授授课
> 西南科技大学经济管理学院
赴成都市第七中学指导
> 成都市第七中学
对四川省建筑科学研究院有限公司开展核查
> 四川省建筑科学研究院有限公司
省地质工程勘察院提交了材料
> 省地质工程勘察院
盐源县卫城镇中心卫生院校验
> 盐源县卫城镇中心卫生院
# Law and arbitration
就凉山州仲裁委员会延续、换证、登记事项进行了培训
> 凉山州仲裁委员会
北京盈科（成都）律师事务所变更负责人
> 北京盈科（成都）律师事务所
四川省成都市蜀都公证处入驻
> 四川省成都市蜀都公证处
# Associations
省建筑业协会、市律师协会参加
> 省建筑业协会 | 市律师协会
指导四川省浙江商会换届
> 四川省浙江商会
市慈善基金会成立登记
> 市慈善基金会
四川省物流与供应链学会召开会议
> 四川省物流与供应链学会
# Works, stations, farms
根据雅安市万源县水电站提交的申请
> 雅安市万源县水电站
松潘县高原红农牧民专业合作社领取执照
> 松潘县高原红农牧民专业合作社
协助绵阳市涪城区佳宝养殖场备案
> 绵阳市涪城区佳宝养殖场
中国石化绵阳石桥铺加油站延续换证
> 中国石化绵阳石桥铺加油站
# No name of its own
组织各企业、相关企业、部分协会、中小企业、3家银行、物业公司开会
>
5家建筑企业和20余家房地产公司，外资企业、民营企业
>
某公司、该公司、本公司、子公司、施工公司
>
多家医院、各学校、有关高校、驻地银行
>
参会企业、物流公司、保险公司、国有银行
>
# Parts of other words
公司法规定，公司章程，银行卡，联合会议，会商会议，在工作中学习
>
学会使用系统，提高中小企业满意度，扩大学习成果，厂房验收
>
# Departments and mass organisations are no organisations here
盐源县工商业联合会、市残疾人联合会、省市场监督管理局
>
市住房公积金管理中心与市公安局交警支队
>
# Once each, first place
四川路桥建设集团股份有限公司申报，四川路桥建设集团股份有限公司领证
> 四川路桥建设集团股份有限公司
（含分支机构）四川蓝光发展股份有限公司
> 四川蓝光发展股份有限公司
常州市某建材有限公司负责人表示感谢
> 常州市某建材有限公司
内蒙古伊利实业集团股份有限公司、蒙牛乳业（集团）股份有限公司
> 内蒙古伊利实业集团股份有限公司 | 蒙牛乳业（集团）股份有限公司
协调市自来水公司、市燃气集团为项目通水通气
> 市自来水公司 | 市燃气集团
# A short form of a name that was given in full; loose words before a kind
常州仲裁委员会换证，常州仲裁委致谢
> 常州仲裁委员会
成立相关领域协会，工作人员结合水电站申报材料
>
# A central bank's branch is no department; a short first word stands before a place in it
中国人民银行大连市分行给予指导
> 中国人民银行大连市分行
走访中车戚墅堰机车有限公司
> 中车戚墅堰机车有限公司
"""


def _rows() -> list[tuple[str, list[str]]]:
    lines = [line for line in TABLE.strip().splitlines() if not line.startswith("#")]
    return [
        (text, [name.strip() for name in names.removeprefix(">").split("|") if name.strip()])
        for text, names in zip(lines[::2], lines[1::2], strict=True)
    ]


@pytest.mark.parametrize(("text", "names"), _rows())
def test_names_as_a_reader_marks_them(text: str, names: list[str]) -> None:
    found = find_organisations(text, Context(), ())
    assert [mention.written for mention in found] == names


def test_taken_stretches_are_not_read() -> None:
    text = "学习《四川长虹有限公司章程》后走访四川长虹有限公司"
    (mention,) = find_organisations(text, Context(), ((2, 14),))
    assert mention.spans[0].start == text.rindex("四川长虹")


@given(
    st.lists(
        st.sampled_from(
            (
                "四川",
                "长虹",
                "有限公司",
                "银行",
                "绵阳",
                "分行",
                "对",
                "（",
                "）",
                "组织",
                "3家",
                "A",
                "。",
            )
        ),
        max_size=30,
    ).map("".join)
)
def test_spans_are_where_the_words_stand(text: str) -> None:
    for mention in find_organisations(text, Context(), ()):
        (span,) = mention.spans
        assert (span.page, span.box) == (0, None)
        assert text[span.start : span.end] == mention.written


@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    find_organisations(text, Context(), ())


@pytest.mark.parametrize(
    "piece", ["四川长虹有限公司，", "公司", "（", "）公司", "企业服务中心集团", "银行分行"]
)
def test_long_texts_take_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    find_organisations("四川长虹有限公司", Context(), ())
    start = time.perf_counter()
    find_organisations(text, Context(), ())
    assert time.perf_counter() - start < 6
