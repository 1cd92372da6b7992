"""Places known by their form: halls, zones, parks, towns, in bulletins of all provinces."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from archive.extract.context import Context
from archive.extract.places import find_places
from corpus.lexicon import places as lexicon

CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("place_forms.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("text", "home", "expected"), CASES)
def test_places_by_form(text: str, home: str, expected: str) -> None:
    division = lexicon.named(home)[0] if home != "-" else None
    context = Context(published=dt.date(2022, 8, 22), home=division)
    written = [mention.written for mention in find_places(text, context, ())]
    assert written == ([] if expected == "-" else expected.split("|"))


@pytest.mark.parametrize(
    ("text", "home", "name"),
    [
        # below the county the division above is known or the name is left out
        ("到枣阳市南城街道史岗社区上门", "襄阳市", "湖北省襄阳市枣阳市南城街道史岗社区"),
        ("深入石塘镇走访", "涪城区", "四川省绵阳市涪城区石塘镇"),
        ("深入石塘镇走访", "绵阳市", None),
        ("走进金沙社区", "盐源县", None),
        # what the publisher calls its own
        ("到市政务服务中心暗访", "潍坊市", "山东省潍坊市政务服务中心"),
        ("到县人民公园开展宣传", "泗县", "安徽省宿州市泗县人民公园"),
        ("到县人民公园开展宣传", "宿州市", None),
        # the divisions above as they were then
        ("赴湖州市吴兴区政务服务中心", None, "浙江省湖州市吴兴区政务服务中心"),
    ],
)
def test_full_names(text: str, home: str | None, name: str | None) -> None:
    division = lexicon.named(home)[0] if home else None
    context = Context(published=dt.date(2022, 8, 22), home=division)
    assert [mention.name for mention in find_places(text, context, ())] == [name]


def test_divisions_above_are_those_of_the_year() -> None:
    context = Context(published=dt.date(2017, 8, 26), home=lexicon.named("林芝市")[0])
    (mention,) = find_places("深入米林县派镇", context, ())
    assert mention.name == "西藏自治区林芝市米林县派镇"
    context = Context(published=dt.date(2013, 8, 26), home=lexicon.named("林芝市")[0])
    (mention,) = find_places("深入米林县派镇", context, ())
    assert mention.name == "西藏自治区林芝地区米林县派镇"


def test_a_zone_before_a_whole_name_of_a_company() -> None:
    text = "到襄州经济开发区湖北楚晟新材料股份有限公司会诊"
    taken = ((1, len(text) - 2),)
    context = Context(published=dt.date(2023, 5, 15), home=lexicon.named("襄阳市")[0])
    assert [m.written for m in find_places(text, context, taken)] == ["襄州经济开发区"]


def test_no_name_reaches_into_a_mention() -> None:
    text = "联合国网供电公司进驻平湖经济技术开发区"
    start = text.index("国网")
    taken = ((start, start + 6),)
    context = Context(published=dt.date(2023, 5, 15), home=lexicon.named("平湖市")[0])
    assert [m.written for m in find_places(text, context, taken)] == ["平湖经济技术开发区"]
