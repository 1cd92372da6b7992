"""Names of departments: in full from what is written, through the reforms, and as spoken."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.lexicon import places
from corpus.lexicon.department_rows import endings, endings_by_form, lines, state_bodies
from corpus.lexicon.departments import (
    aliases,
    lineage,
    names_for,
    resolve,
    spoken_forms,
    successor,
)
from corpus.lexicon.places import Place

# home, year, written, full official name
KNOWN = """
# A province's bulletin: its own bodies, with and without 省
四川省 2022 省林草局 四川省林业和草原局
四川省 2022 林草局 四川省林业和草原局
四川省 2022 省林草局窗口 四川省林业和草原局
四川省 2022 司法厅 四川省司法厅
四川省 2022 四川省司法厅 四川省司法厅
四川省 2022 四川林草局 四川省林业和草原局
四川省 2022 省发展改革委 四川省发展和改革委员会
四川省 2022 省发改委 四川省发展和改革委员会
四川省 2022 经信厅 四川省经济和信息化厅
四川省 2022 人力资源社会保障厅 四川省人力资源和社会保障厅
四川省 2022 省卫健委 四川省卫生健康委员会
四川省 2022 省国资委 四川省国有资产监督管理委员会
四川省 2022 省政府国资委 四川省政府国有资产监督管理委员会
四川省 2022 省消防救援总队 四川省消防救援总队
# The State Council's bodies keep their own names
四川省 2022 交通运输部 交通运输部
四川省 2022 民政部 民政部
四川省 2022 国家林草局 国家林业和草原局
四川省 2022 国家发改委 国家发展和改革委员会
四川省 2022 税务总局 国家税务总局
四川省 2022 市场监管总局 国家市场监督管理总局
绵阳市 2022 住建部 住房和城乡建设部
# A former name is expanded, not replaced, whenever it was written
四川省 2016 省工商局 四川省工商行政管理局
四川省 2022 省工商局 四川省工商行政管理局
四川省 2016 省林业厅 四川省林业厅
四川省 2016 国土资源厅 四川省国土资源厅
四川省 2017 省卫计委 四川省卫生和计划生育委员会
四川省 2016 省质监局 四川省质量技术监督局
绵阳市 2016 市环保局 绵阳市环境保护局
绵阳市 2016 市安监局 绵阳市安全生产监督管理局
绵阳市 2016 市国税局 绵阳市国家税务局
绵阳市 2016 市地税局 绵阳市地方税务局
# One abbreviation, two times
四川省 2016 省药监局 四川省食品药品监督管理局
四川省 2022 省药监局 四川省药品监督管理局
广东省 2022 省政数局 广东省政务服务数据管理局
广东省 2024 省政数局 广东省政务服务和数据管理局
# Cities, prefectures, leagues
绵阳市 2022 市市监局 绵阳市市场监督管理局
绵阳市 2022 市场监管局 绵阳市市场监督管理局
绵阳市 2022 人社厅 四川省人力资源和社会保障厅
绵阳市 2022 省人社厅 四川省人力资源和社会保障厅
绵阳市 2022 市公积金中心 绵阳市住房公积金管理中心
绵阳市 2022 市自规局 绵阳市自然资源和规划局
绵阳市 2022 市税务局 国家税务总局绵阳市税务局
绵阳市 2022 国家税务总局绵阳市税务局 国家税务总局绵阳市税务局
绵阳市 2022 市公安局交警支队 绵阳市公安局交通警察支队
绵阳市 2022 市公安局涪城分局 绵阳市公安局涪城分局
绵阳市 2022 市委编办 中共绵阳市委机构编制委员会办公室
绵阳市 2022 市政府办 绵阳市人民政府办公室
绵阳市 2022 团市委 共青团绵阳市委员会
绵阳市 2022 市残联 绵阳市残疾人联合会
绵阳市 2022 市中院 绵阳市中级人民法院
四川省 2022 甘孜州司法局 甘孜藏族自治州司法局
四川省 2022 凉山州司法局 凉山彝族自治州司法局
凉山彝族自治州 2022 州林草局 凉山彝族自治州林业和草原局
锡林郭勒盟 2022 盟卫健委 锡林郭勒盟卫生健康委员会
阿克苏地区 2022 地区市场监管局 阿克苏地区市场监督管理局
# Counties: a district carries its city's name, a county and a county's city do not
常州市 2022 武进区行政审批局 常州市武进区行政审批局
常州市武进区 2022 区行政审批局 常州市武进区行政审批局
常州市武进区 2022 市住建局 常州市住房和城乡建设局
四川省 2022 盐源县林草局 盐源县林业和草原局
四川省 2022 凉山州盐源县林草局 盐源县林业和草原局
万源市 2022 市市监局 万源市市场监督管理局
北京市 2022 海淀区市场监管局 北京市海淀区市场监督管理局
绵阳市 2022 高新区税务局 国家税务总局绵阳市高新区税务局
桓台县 2022 果里镇便民服务中心 桓台县果里镇便民服务中心
# Municipalities and autonomous regions
北京市 2022 市规划自然资源委 北京市规划和自然资源委员会
上海市 2022 市绿化市容局 上海市绿化和市容管理局
天津市 2022 市市场监管委 天津市市场监督管理委员会
广西壮族自治区 2022 自治区大数据发展局 广西壮族自治区大数据发展局
广西壮族自治区 2022 区公安厅 广西壮族自治区公安厅
南宁市 2022 自治区住建厅 广西壮族自治区住房和城乡建设厅
# The province decides what a short form stands for
贵州省 2022 省大数据局 贵州省大数据发展管理局
山东省 2022 省大数据局 山东省大数据局
济南市 2022 市审批服务局 济南市行政审批服务局
安徽省 2022 省数据资源局 安徽省数据资源管理局
黑龙江省 2022 省营商局 黑龙江省营商环境建设监督局
辽宁省 2022 省营商局 辽宁省营商环境建设局
海南省 2022 省旅文厅 海南省旅游和文化广电体育厅
"""

# Cannot be decided: kept as written
UNKNOWN = """
四川省 区行政审批局
四川省 县水务局
四川省 教育局
- 市人社局
- 林草局
常州市 区行政审批局
四川省 窗口
四川省 治安科
山东省 审批服务局
"""


def _home(word: str) -> Place | None:
    return None if word == "-" else places.named(word)[0]


def _rows(table: str) -> list[list[str]]:
    return [row.split() for row in table.strip().splitlines() if not row.startswith("#")]


@pytest.mark.parametrize(("home", "year", "written", "name"), _rows(KNOWN))
def test_full_name_on_the_day(home: str, year: str, written: str, name: str) -> None:
    resolution = resolve(written, _home(home), dt.date(int(year), 8, 22))
    assert resolution.name == name
    assert resolution.known


@pytest.mark.parametrize(("home", "written"), _rows(UNKNOWN))
def test_what_is_not_decided_stays_as_written(home: str, written: str) -> None:
    resolution = resolve(written, _home(home), dt.date(2022, 8, 22))
    assert not resolution.known
    assert resolution.name == (written.removesuffix("窗口") or written)


def test_a_body_outside_the_lexicon_gets_its_place() -> None:
    resolution = resolve("市江豚保护局", _home("绵阳市"), None)
    assert (resolution.name, resolution.known) == ("绵阳市江豚保护局", False)
    assert resolution.place == _home("绵阳市")


@pytest.mark.parametrize(
    ("written", "level"),
    [("民政部", "state"), ("民政厅", "province"), ("市民政局", "city"), ("涪城区民政局", "county")],
)
def test_level(written: str, level: str) -> None:
    assert resolve(written, _home("绵阳市"), None).level == level


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("四川省林业厅", ["四川省林业厅", "四川省林业和草原局"]),
        ("浙江省林业厅", ["浙江省林业厅", "浙江省林业局"]),
        ("国家林业局", ["国家林业局", "国家林业和草原局"]),
        ("四川省司法厅", ["四川省法制办公室", "四川省人民政府法制办公室", "四川省司法厅"]),
        ("云南省公安消防总队", ["云南省公安消防总队", "云南省消防救援总队"]),
        ("某某协会", ["某某协会"]),
        (
            "四川省卫生厅",
            ["四川省卫生厅", "四川省卫生和计划生育委员会", "四川省卫生健康委员会"],
        ),
        ("常州市武进区环境保护局", ["常州市武进区环境保护局", "常州市武进区生态环境局"]),
        ("广东省政务服务和数据管理局", ["广东省政务服务数据管理局", "广东省政务服务和数据管理局"]),
    ],
)
def test_lineage_is_told_oldest_first(name: str, line: list[str]) -> None:
    assert sorted(lineage(name)) == sorted(line)
    assert lineage(name)[-1] == line[-1]


def test_three_bureaus_became_one() -> None:
    *before, last = lineage("四川省市场监督管理局")
    assert last == "四川省市场监督管理局"
    assert set(before) == {
        "四川省工商行政管理局",
        "四川省质量技术监督局",
        "四川省食品药品监督管理局",
    }


def test_two_tax_bureaus_became_one() -> None:
    assert set(lineage("国家税务总局四川省税务局")) == {
        "四川省国家税务局",
        "四川省地方税务局",
        "国家税务总局四川省税务局",
    }


@pytest.mark.parametrize(
    ("name", "day", "then"),
    [
        ("四川省工商行政管理局", dt.date(2016, 5, 1), "四川省工商行政管理局"),
        ("四川省工商行政管理局", dt.date(2022, 5, 1), "四川省市场监督管理局"),
        ("绵阳市环境保护局", dt.date(2018, 12, 1), "绵阳市环境保护局"),
        ("绵阳市环境保护局", dt.date(2019, 6, 1), "绵阳市生态环境局"),
        ("国土资源部", dt.date(2017, 1, 1), "国土资源部"),
        ("国土资源部", dt.date(2020, 1, 1), "自然资源部"),
        ("四川省卫生厅", dt.date(2022, 1, 1), "四川省卫生健康委员会"),
        ("某某协会", dt.date(2022, 1, 1), None),
    ],
)
def test_successor_on_a_day(name: str, day: dt.date, then: str | None) -> None:
    assert successor(name, day) == then


@pytest.mark.parametrize(
    ("asked", "home", "names"),
    [
        ("林草局", "四川省", {"四川省林业和草原局", "四川省林业厅"}),
        ("省林草局", "绵阳市", {"四川省林业和草原局", "四川省林业厅"}),
        ("四川省林业和草原局", "-", {"四川省林业和草原局", "四川省林业厅"}),
        ("工商局", "绵阳市", {"绵阳市工商行政管理局", "绵阳市市场监督管理局"}),
        ("林草局", "-", {"林业和草原局"}),
        ("民政部", "四川省", {"民政部"}),
    ],
)
def test_names_a_spoken_name_may_mean(asked: str, home: str, names: set[str]) -> None:
    assert names <= set(names_for(asked, _home(home)))


def test_aliases_lead_back_to_the_name() -> None:
    home = _home("四川省")
    words = aliases("四川省林业和草原局")
    assert {"省林草局", "四川林草局", "林草局"} <= set(words)
    for word in words:
        assert resolve(word, home, dt.date(2022, 8, 1)).name == "四川省林业和草原局"


def test_spoken_forms_for_the_segmenter() -> None:
    forms = spoken_forms()
    assert {"林草局", "省林草局", "市监局", "市市监局", "公积金中心", "国家林草局"} <= set(forms)
    assert len(forms) == len(set(forms))


def test_every_row_is_well_formed() -> None:
    assert all(len(fields) <= 7 for fields in lines("departments.tsv"))
    for ending in endings():
        assert ending.levels
        assert set(ending.levels) <= set("PMCX")
        assert all(len(form) > 1 for form in ending.spoken)


def test_every_successor_is_in_the_tables() -> None:
    officials = {ending.official for ending in endings()}
    matters = {ending.matter for ending in endings()}
    for ending in endings():
        for word in ending.became:
            name = word.lstrip("PMCX")
            assert name[:-1] in matters if name.endswith("*") else name in officials
    names = {body.name for body in state_bodies()}
    assert all(word in names for body in state_bodies() for word in body.became)


@given(
    st.sampled_from(sorted(endings_by_form())), st.sampled_from(["省", "市", "县", "区", "州", ""])
)
def test_resolving_a_full_name_changes_nothing(form: str, level: str) -> None:
    home = _home("绵阳市")
    first = resolve(level + form, home, dt.date(2022, 8, 1))
    if first.known:
        assert resolve(first.name, home, dt.date(2022, 8, 1)).name == first.name


@given(st.text(max_size=30))
def test_any_words_are_taken(words: str) -> None:
    resolve(words, _home("四川省"), None)
    names_for(words, _home("四川省"))
    assert words in lineage(words)


def test_the_tables_load_quickly() -> None:
    program = (
        "import time; from corpus.lexicon import department_rows as r; start = time.perf_counter();"
        "r.endings_by_form(); r.state_bodies_by_form(); r.words('verb');"
        "print(time.perf_counter() - start)"
    )
    runs = [
        float(
            subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout
        )
        for _ in range(3)
    ]
    assert min(runs) < 0.05
