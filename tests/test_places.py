"""The lexicon of places and the places read from running text."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extract.context import Context, Taken
from archive.extract.places import find_places
from corpus.lexicon import places as lexicon
from corpus.lexicon.places import Place, full_name, home_of, in_year, inside, named, path, scan


def context(home: str | None = "四川省", year: int = 2022) -> Context:
    """A bulletin of that home (the first division of the name) and year."""
    return Context(
        published=dt.date(year, 8, 22), home=lexicon.named(home)[0] if home is not None else None
    )


def stretches(text: str, *parts: str) -> Taken:
    """Where the parts stand in the text."""
    return tuple((text.index(part), text.index(part) + len(part)) for part in parts)


def read(
    text: str, home: str | None = "四川省", year: int = 2022, taken: Taken = ()
) -> list[tuple[str, str | None]]:
    return [(m.written, m.name) for m in find_places(text, context(home, year), taken)]


# The lexicon


def test_every_province_is_held() -> None:
    provinces = [division for division in lexicon._names().by_code.values() if not division.parent]
    assert len(provinces) == 34
    assert {"四川省", "广西壮族自治区", "香港特别行政区", "台湾省"} <= {p.name for p in provinces}


def test_no_county_is_forgotten() -> None:
    living = [p for p in lexicon._names().by_code.values() if p.until is None]
    assert sum(p.level == "city" for p in living) >= 333
    assert sum(p.level == "county" and p.code.isdigit() for p in living) >= 2840


def test_every_parent_and_successor_exists() -> None:
    for division in lexicon._names().by_code.values():
        assert path(division)[0].level == "province", division
        if division.successor is not None:
            assert lexicon.place(division.successor).until is None, division


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("凉山州", "四川省凉山彝族自治州"),
        ("凉山彝族自治州", "四川省凉山彝族自治州"),
        ("盐源", "四川省凉山彝族自治州盐源县"),
        ("木里县", "四川省凉山彝族自治州木里藏族自治县"),
        ("峨边县", "四川省乐山市峨边彝族自治县"),
        ("北仑", "浙江省宁波市北仑区"),
        ("海淀区", "北京市海淀区"),
        ("仙桃市", "湖北省仙桃市"),
        ("恩施州", "湖北省恩施土家族苗族自治州"),
        ("积石山县", "甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县"),
        ("东乡县", "甘肃省临夏回族自治州东乡族自治县"),
        ("莫旗", "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗"),
        ("浦东", "上海市浦东新区"),
        ("克州", "新疆维吾尔自治区克孜勒苏柯尔克孜自治州"),
        ("神农架", "湖北省神农架林区"),
        ("天府新区", "四川省成都市天府新区"),
        ("成都市武侯区", "四川省成都市武侯区"),
        ("四川凉山州盐源县", "四川省凉山彝族自治州盐源县"),
        ("郫县", "四川省成都市郫县"),
        ("新疆", "新疆维吾尔自治区"),
    ],
)
def test_official_and_short_names(name: str, full: str) -> None:
    assert full in [full_name(division) for division in named(name)]


def test_names_of_several_divisions() -> None:
    towers = named("鼓楼区")
    assert len(towers) == 4
    (nanjing,) = named("南京市")
    assert [full_name(p) for p in named("鼓楼区", within=nanjing)] == ["江苏省南京市鼓楼区"]
    assert named("没有这个县") == ()


def test_names_change_with_the_years() -> None:
    (old,) = named("莱芜市")
    assert full_name(in_year(old, 2015)) == "山东省莱芜市"
    assert full_name(in_year(old, 2022)) == "山东省济南市莱芜区"
    assert full_name(in_year(old, None)) == "山东省莱芜市"


def test_codes_and_zones() -> None:
    assert lexicon.place("513423").name == "盐源县"
    (mianyang,) = named("绵阳市")
    zone = lexicon.zone(mianyang, "高新区")
    assert lexicon.place(zone.code) == zone
    assert inside(zone, mianyang)
    assert not inside(mianyang, zone)
    with pytest.raises(KeyError):
        lexicon.place("999999")


@pytest.mark.parametrize(
    ("publisher", "home"),
    [
        ("四川省政府政务服务和公共资源交易服务中心", "四川省"),
        ("绵阳市行政审批局", "四川省绵阳市"),
        ("浦东新区行政服务中心", "上海市浦东新区"),
        ("盐源县政务服务管理局", "四川省凉山彝族自治州盐源县"),
        ("江苏省常州市武进区行政审批局", "江苏省常州市武进区"),
        ("武进区行政审批局", "江苏省常州市武进区"),
        ("南京市鼓楼区行政审批局", "江苏省南京市鼓楼区"),
        ("北京市朝阳区政务服务管理局", "北京市朝阳区"),
        ("绵阳高新区政务服务中心", "四川省绵阳市高新区"),
        ("国家税务总局四川省税务局", "四川省"),
        ("中共盐源县委办公室", "四川省凉山彝族自治州盐源县"),
        ("吉林市政务服务和数字化建设管理局", "吉林省吉林市"),
        ("恩施州政务服务和大数据管理局", "湖北省恩施土家族苗族自治州"),
        ("广西政务服务中心", "广西壮族自治区"),
        ("莱芜市政务服务中心", "山东省莱芜市"),
        # what the name does not decide stays open
        ("鼓楼区政务服务中心", None),
        ("朝阳区政务服务中心", None),
        ("市中区行政审批局", None),
        ("省政务服务中心", None),
        ("", None),
    ],
)
def test_home_of_a_publisher(publisher: str, home: str | None) -> None:
    found = home_of(publisher)
    assert (full_name(found) if found else None) == home


@pytest.mark.parametrize(
    "text",
    [
        "完成都市圈规划",  # 完成|都市圈, not 成都
        "大力推广安全用电",  # 推广|安全, not 广安
        "隆重庆祝",  # 隆重|庆祝, not 重庆
        "按指南通过审核",  # 指南|通过, not 南通
        "建设幸福建设路",  # 幸福|建设, not 福建
        "网上海量数据",  # 网上|海量, not 上海
        "搬来三张长沙发",  # 沙发, not 长沙
        "市政和县直部门",  # neither 政和县 nor 和县
        "任县长期间",  # 任|县长, not 任县
        "统一合作市场规则",  # 市场, not 合作市
        "平等通道与和平环境",  # 通道 and 和平 are counties too
        "股东营业情况",  # 股东|营业, not 东营
    ],
)
def test_words_are_not_cut_into_names(text: str) -> None:
    assert [text[start:end] for start, end, _ in scan(text)] == []


def test_scan_is_linear() -> None:
    text = "近日，公安厅政治部副主任到凉山州盐源县调研，推动了建设项目" * 4000
    started = time.perf_counter()
    assert len(list(scan(text))) == 8000
    assert time.perf_counter() - started < 2


@given(st.text(alphabet="四川省成都市武侯区凉山州盐源县、和高新 县x1", max_size=60))
def test_scan_yields_ordered_names(text: str) -> None:
    position = 0
    for start, end, candidates in scan(text):
        assert position <= start < end <= len(text)
        word = text[start:end]
        assert all(word == p.name or word in p.short for p in candidates)
        assert candidates
        position = end


# Places in running text: (text, home, year, what is read)

Expected = list[tuple[str, str | None]]

CASES: list[tuple[str, str | None, int, Expected]] = [
    # joined names are one mention
    (
        "开展凉山州盐源县后龙山风电项目林地征占申报推进会",
        "四川省",
        2022,
        [("凉山州盐源县", "四川省凉山彝族自治州盐源县")],
    ),
    ("走访四川省成都市武侯区企业", None, 2022, [("四川省成都市武侯区", "四川省成都市武侯区")]),
    ("在内蒙古鄂尔多斯市准格尔旗召开", None, 2022,
     [("内蒙古鄂尔多斯市准格尔旗", "内蒙古自治区鄂尔多斯市准格尔旗")]),
    ("赴新疆伊犁州霍城县", None, 2022,
     [("新疆伊犁州霍城县", "新疆维吾尔自治区伊犁哈萨克自治州霍城县")]),
    ("支援昌都市贡觉县", "四川省", 2022, [("昌都市贡觉县", "西藏自治区昌都市贡觉县")]),
    ("赴安徽合肥学习", "四川省", 2022, [("安徽合肥", "安徽省合肥市")]),
    ("到四川盐源开展", None, 2022, [("四川盐源", "四川省凉山彝族自治州盐源县")]),
    ("河南新乡的做法", None, 2022, [("河南新乡", "河南省新乡市")]),
    ("在吉林省吉林市召开", None, 2022, [("吉林省吉林市", "吉林省吉林市")]),
    # municipalities and counties right under a province
    ("重庆市渝北区", "四川省", 2022, [("重庆市渝北区", "重庆市渝北区")]),
    ("上海市浦东新区张江镇", None, 2022, [("上海市浦东新区张江镇", "上海市浦东新区张江镇")]),
    ("湖北省仙桃市、天门市", None, 2022,
     [("湖北省仙桃市", "湖北省仙桃市"), ("天门市", "湖北省天门市")]),
    ("神农架林区政务工作", "湖北省", 2022, [("神农架林区", "湖北省神农架林区")]),
    # a name that only the publisher's home decides
    ("赴鼓楼区考察", "南京市", 2022, [("鼓楼区", "江苏省南京市鼓楼区")]),
    ("赴鼓楼区考察", "四川省", 2022, [("鼓楼区", None)]),
    ("到白云区调研", "广州市", 2022, [("白云区", "广东省广州市白云区")]),
    ("到白云区调研", "贵州省", 2022, [("白云区", "贵州省贵阳市白云区")]),
    ("盐源县企业", "四川省", 2022, [("盐源县", "四川省凉山彝族自治州盐源县")]),
    ("赴北川县", "四川省", 2022, [("北川县", "四川省绵阳市北川羌族自治县")]),
    ("到乐山市中区走访", "四川省", 2022, [("乐山市中区", "四川省乐山市市中区")]),
    ("青岛市南区企业", "山东省", 2022, [("青岛市南区", "山东省青岛市市南区")]),
    ("对海南州共和县开展指导", "青海省", 2022,
     [("海南州共和县", "青海省海南藏族自治州共和县")]),
    # parts that do not belong together
    ("根据雅安市万源县水电站提交的申请", "四川省", 2022, [("雅安市万源县", None)]),
    ("绵阳市郫都区", "四川省", 2022, [("绵阳市郫都区", None)]),
    ("雅安市龙凤县", "四川省", 2022, [("雅安市龙凤县", None)]),
    # history
    ("成都市郫县开展试点", "四川省", 2014, [("成都市郫县", "四川省成都市郫县")]),
    ("成都市郫县开展试点", "四川省", 2022, [("成都市郫县", "四川省成都市郫都区")]),
    ("赴莱芜市考察", "山东省", 2015, [("莱芜市", "山东省莱芜市")]),
    ("赴济南市莱芜区考察", "山东省", 2020, [("济南市莱芜区", "山东省济南市莱芜区")]),
    ("赴六安市寿县", "安徽省", 2014, [("六安市寿县", "安徽省六安市寿县")]),
    ("赴淮南市寿县", "安徽省", 2021, [("淮南市寿县", "安徽省淮南市寿县")]),
    # lists
    ("赴凉山州、甘孜州、阿坝州开展调研", "四川省", 2022,
     [("凉山州", "四川省凉山彝族自治州"), ("甘孜州", "四川省甘孜藏族自治州"),
      ("阿坝州", "四川省阿坝藏族羌族自治州")]),
    ("赴成都、德阳、绵阳三市", "四川省", 2022,
     [("成都", "四川省成都市"), ("德阳", "四川省德阳市"), ("绵阳", "四川省绵阳市")]),
    ("在凉山、朝阳、大同等地", None, 2022,
     [("凉山", "四川省凉山彝族自治州"), ("朝阳", "辽宁省朝阳市"), ("大同", "山西省大同市")]),
    ("绵阳市涪城区、游仙区和安州区分别发言", "四川省", 2022,
     [("绵阳市涪城区", "四川省绵阳市涪城区"), ("游仙区", "四川省绵阳市游仙区"),
      ("安州区", "四川省绵阳市安州区")]),
    ("绵阳涪城、游仙、安州等县区", "四川省", 2022,
     [("绵阳涪城", "四川省绵阳市涪城区"), ("游仙", "四川省绵阳市游仙区"),
      ("安州", "四川省绵阳市安州区")]),
    ("上海、广东、浙江三省市", "四川省", 2022,
     [("上海", "上海市"), ("广东", "广东省"), ("浙江", "浙江省")]),
    ("广西南宁、柳州和桂林", None, 2022,
     [("广西南宁", "广西壮族自治区南宁市"), ("柳州", "广西壮族自治区柳州市"),
      ("桂林", "广西壮族自治区桂林市")]),
    ("重庆市渝北区与广安市邻水县", "四川省", 2022,
     [("重庆市渝北区", "重庆市渝北区"), ("广安市邻水县", "四川省广安市邻水县")]),
    ("在海东市平安区、乐都区", "青海省", 2022,
     [("海东市平安区", "青海省海东市平安区"), ("乐都区", "青海省海东市乐都区")]),
    # the same place once
    ("凉山州盐源县申报，盐源县负责", "四川省", 2022,
     [("凉山州盐源县", "四川省凉山彝族自治州盐源县")]),
    # towns, streets, villages
    ("到涪城区石塘街道三清村走访", "绵阳市", 2022,
     [("涪城区石塘街道三清村", "四川省绵阳市涪城区石塘街道三清村")]),
    ("阿坝州九寨沟县漳扎镇", "四川省", 2022,
     [("阿坝州九寨沟县漳扎镇", "四川省阿坝藏族羌族自治州九寨沟县漳扎镇")]),
    ("到东莞市虎门镇指导", "广东省", 2022, [("东莞市虎门镇", "广东省东莞市虎门镇")]),
    ("深入石塘镇开展送服务", "涪城区", 2022, [("石塘镇", "四川省绵阳市涪城区石塘镇")]),
    ("走进金沙社区", "盐源县", 2022, [("金沙社区", None)]),
    ("深入三岔镇开展送服务", "四川省", 2022, [("三岔镇", None)]),
    ("盐源县各乡镇及部分村社区", "四川省", 2022, [("盐源县", "四川省凉山彝族自治州盐源县")]),
    ("指导各乡镇街道村社区", "盐源县", 2022, []),
    ("走村入户到农村，深入社区", "盐源县", 2022, []),
    # zones
    ("在高新区召开座谈会", "绵阳市", 2022, [("高新区", "四川省绵阳市高新区")]),
    ("赴绵阳高新区座谈", "四川省", 2022, [("绵阳高新区", "四川省绵阳市高新区")]),
    ("推进高新区建设", "四川省", 2022, []),
    ("四川天府新区兴隆街道", "四川省", 2022,
     [("四川天府新区兴隆街道", "四川省成都市天府新区兴隆街道")]),
    ("赴重庆两江新区", "四川省", 2022, [("重庆两江新区", "重庆市两江新区")]),
    ("赴南京市江北新区", "江苏省", 2022, [("南京市江北新区", "江苏省南京市江北新区")]),
    ("中山市火炬开发区", "广东省", 2022, [("中山市火炬开发区", "广东省中山市火炬开发区")]),
    ("济宁高新区、太白湖新区", "济宁市", 2022,
     [("济宁高新区", "山东省济宁市高新区"), ("太白湖新区", "山东省济宁市太白湖新区")]),
    # halls: where one goes, not where one acts
    ("赴涪城区政务服务中心调研", "四川省", 2022,
     [("涪城区政务服务中心", "四川省绵阳市涪城区政务服务中心")]),
    ("涪城区政务服务中心召开会议", "四川省", 2022, []),
    ("先后来到市政务服务中心、尧都区政务大厅和霍州市政务服务中心", "临汾市", 2022,
     [("市政务服务中心", "山西省临汾市政务服务中心"),
      ("尧都区政务大厅", "山西省临汾市尧都区政务大厅"),
      ("霍州市政务服务中心", "山西省临汾市霍州市政务服务中心")]),
    # short names of counties: at home and at a clear beginning only
    ("在盐源开展指导", "四川省", 2022, [("盐源", "四川省凉山彝族自治州盐源县")]),
    ("在盐源开展指导", "湖北省", 2022, []),
    ("到西昌调研", "四川省", 2022, [("西昌", "四川省凉山彝族自治州西昌市")]),
    ("推进和平发展、新华书店、绿色通道", "四川省", 2022, []),
    # home itself is no place where it is only meant
    ("全省各地、我省企业、本市群众、省内外专家", "四川省", 2022, []),
    ("落实川渝通办和成渝地区双城经济圈要求", "四川省", 2022, []),
    # names of something else
    ("北京时间8时，四川一体化政务服务平台上线", "四川省", 2022, []),
    ("南京板鸭、长沙发售、成都银行、四川大学", "四川省", 2022, []),
    ("四川省级部门和绵阳市直属单位", "四川省", 2022, []),
    ("四川盐源华电新能源有限公司等业主", "四川省", 2022, []),
    ("盐源县委、盐源县人民政府", "四川省", 2022, []),
    ("凉山州仲裁委换证及赋码", "四川省", 2022, []),
    ("龙岗区政务服务数据管理局、凉山州住房和城乡建设局", "四川省", 2022, []),
    ("柯坪县玉尔其乡村民", "四川省", 2022,
     [("柯坪县玉尔其乡", "新疆维吾尔自治区阿克苏地区柯坪县玉尔其乡")]),
    ("汉中和润检测技术有限公司、赣州老灶台机动车检测站", "四川省", 2022, []),
    ("华润（四川）有限公司，中国（四川）自由贸易试验区", "四川省", 2022, []),
    ("根据《四川林草助力稳住经济增长八条措施》", "四川省", 2022, []),
    ("贯彻《〈成都市条例〉实施细则》，赴成都", "四川省", 2022, [("成都", "四川省成都市")]),
    ("依托广西数字政务一体化平台和成都市民热线办理", "四川省", 2022, []),
    ("接待成都市民20人", "四川省", 2022, [("成都", "四川省成都市")]),
    # counties of no list, and towns listed after them
    ("沿青岚县、白石铺镇一线走访", "绵阳市", 2022,
     [("青岚县", None), ("白石铺镇", None)]),
    ("到全县各地，深入我县企业", "四川省", 2022, []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "home", "year", "expected"), CASES)
def test_places_in_text(text: str, home: str | None, year: int, expected: Expected) -> None:
    assert read(text, home, year) == expected


def test_places_inside_names_do_not_count() -> None:
    text = "会上，凉山州代表汇报了凉山州仲裁委员会的情况，凉山州司法局表示支持"
    taken = stretches(text, "凉山州仲裁委员会", "凉山州司法局")
    assert read(text, taken=taken) == [("凉山州", "四川省凉山彝族自治州")]


def test_a_place_that_leads_into_a_name_is_part_of_it() -> None:
    text = "绵阳市公共交通维修厂负责人介绍"
    assert read(text, taken=stretches(text, "公共交通维修厂")) == []
    text = "前往绵阳市公共交通维修厂调研"
    assert read(text, taken=stretches(text, "公共交通维修厂")) == [("绵阳市", "四川省绵阳市")]


def test_works_without_a_name_lie_at_a_place() -> None:
    text = "根据雅安市万源县水电站提交的关于林地征用事项申请的需求"
    assert read(text, taken=stretches(text, "雅安市万源县水电站")) == [("雅安市万源县", None)]
    text = "盐源县长坪子水电站提交申请"
    assert read(text, taken=stretches(text, "盐源县长坪子水电站")) == []


TEXTS = st.text(
    alphabet=st.sampled_from(
        "四川省成都市凉山州盐源县高新区石塘镇村、和与赴在到等地三《》（）。\n x1·局委"
    ),
    max_size=80,
)


@given(TEXTS | st.text(max_size=60), st.sampled_from([None, "四川省", "绵阳市", "盐源县"]))
def test_written_is_what_stands_at_the_spans(text: str, home: str | None) -> None:
    for mention in find_places(text, context(home), ()):
        (span,) = mention.spans
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == mention.written
        assert mention.name is None or mention.name


@given(TEXTS, st.lists(st.tuples(st.integers(0, 80), st.integers(1, 10)), max_size=4))
def test_places_keep_out_of_taken(text: str, starts: list[tuple[int, int]]) -> None:
    taken = tuple(sorted((start, start + length) for start, length in starts))
    for mention in find_places(text, context(), taken):
        span = mention.spans[0]
        assert not any(low < span.end and span.start < high for low, high in taken)


def test_long_texts_are_quick() -> None:
    text = "在凉山州盐源县、木里县与武侯区三清村开展指导，" * 4000
    started = time.perf_counter()
    find_places(text, context(), ())
    find_places("赴" * 50000 + "《" * 50000, context(), ())
    assert time.perf_counter() - started < 4


def test_divisions_hold_each_other() -> None:
    (county,) = named("盐源县")
    chain: tuple[Place, ...] = path(county)
    assert [p.level for p in chain] == ["province", "city", "county"]
    assert inside(county, chain[0])
    assert inside(county, county)
