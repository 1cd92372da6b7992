"""The query language: what each form means, and what holds for any text whatever."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.problems import QueryError
from indexer.query import (
    MAX_CLAUSES,
    All,
    Any,
    Clause,
    DateRange,
    Field,
    IssueNumber,
    Not,
    Text,
    parse,
    to_text,
)

TODAY = dt.date(2026, 3, 5)
AUGUST = DateRange(dt.date(2022, 8, 1), dt.date(2022, 8, 31))
FORESTRY = Field("department", "省林草局")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("　\n", None),
        ("林地报批", Text("林地报批")),
        ('"原样 短语"', Text("原样 短语", exact=True)),
        ("“原样短语”", Text("原样短语", exact=True)),
        ("＂原样短语＂", Text("原样短语", exact=True)),
        ("「原样」", Text("原样", exact=True)),
        ("林地　报批", All((Text("林地"), Text("报批")))),
        ("林地 或 草原", Any((Text("林地"), Text("草原")))),
        ("林地 OR 草原", Any((Text("林地"), Text("草原")))),
        ("林地 | 草原", Any((Text("林地"), Text("草原")))),
        ("甲 乙 或 丙 丁", Any((All((Text("甲"), Text("乙"))), All((Text("丙"), Text("丁")))))),
        ("甲 AND 乙", All((Text("甲"), Text("乙")))),
        ("林地 -培训", All((Text("林地"), Not(Text("培训"))))),
        ("林地 －培训", All((Text("林地"), Not(Text("培训"))))),
        ("林地 NOT 培训", All((Text("林地"), Not(Text("培训"))))),
        ("-类型:培训", Not(Field("type", "培训"))),
        ('-"业务 培训"', Not(Text("业务 培训", exact=True))),
        ("NOT NOT 甲", Text("甲")),
        ("(林地 或 草原) -培训", All((Any((Text("林地"), Text("草原"))), Not(Text("培训"))))),
        ("（林地 或 草原） 报批", All((Any((Text("林地"), Text("草原"))), Text("报批")))),
        ("-(林地 或 草原)", Not(Any((Text("林地"), Text("草原"))))),
        ("部门:省林草局", FORESTRY),
        ("部门：省林草局", FORESTRY),
        ("dept:省林草局", FORESTRY),
        ("DEPT:省林草局", FORESTRY),
        ("部门: 省林草局", FORESTRY),
        ("部门:省林草局，类型:培训", All((FORESTRY, Field("type", "培训")))),
        ("部门：省林草局、类型：培训；报批", All((FORESTRY, Field("type", "培训；报批")))),
        ("部门:省林草局, 报批", All((FORESTRY, Text("报批")))),
        ("部门:“省林草局，”", Field("department", "省林草局，")),
        ("通知，类型:培训", Text("通知，类型:培训")),
        ('部门:"省 林草局"', Field("department", "省 林草局")),
        ("类型:培训", Field("type", "培训")),
        ("地点:凉山州", Field("place", "凉山州")),
        ("期:401", IssueNumber(401)),
        ("期:第４０１期", IssueNumber(401)),
        ("person:吕志元", Field("person", "吕志元")),
        ("doc:川办发〔2022〕12号", Field("document", "川办发〔2022〕12号")),
        ("series:窗口工作周报", Field("series", "窗口工作周报")),
        ("kind:统计", Field("kind", "statistic")),
        ("时间:2022-08", AUGUST),
        ("date:2022年8月", AUGUST),
        ("时间:２０２２－０８", AUGUST),
        ("时间:2022-08..2022-09", DateRange(dt.date(2022, 8, 1), dt.date(2022, 9, 30))),
        ("时间:..2022-09", DateRange(None, dt.date(2022, 9, 30))),
        ("时间:2022Q3", DateRange(dt.date(2022, 7, 1), dt.date(2022, 9, 30))),
        ("时间:2022-08-12", DateRange(dt.date(2022, 8, 12), dt.date(2022, 8, 12))),
        ("时间:去年", DateRange(dt.date(2025, 1, 1), dt.date(2025, 12, 31))),
        # What cannot be an operator where it stands is text.
        ("时间：上午9点", Text("时间：上午9点")),
        ("来源:网络", Text("来源:网络")),
        ("12:30", Text("12:30")),
        ("部门:", Text("部门:")),
        ("-", Text("-")),
        ("--a", Text("--a")),
        ("—1—", Text("—1—")),
        ("a-b", Text("a-b")),
        ("。", Text("。")),
        ("()", None),
        ("厅(局)长进大厅", Text("厅(局)长进大厅")),
        ("（一）窗口", Text("（一）窗口")),
        ("(局", Text("(局")),
        ("局)", Text("局)")),
        ('5"屏', Text('5"屏')),
        ('""', Text('""')),
        ("“", Text("“")),
        ("实现“一趟不用跑”", Text("实现“一趟不用跑”")),
        ("“一件事”改革", Text("“一件事”改革")),
        ("“林地”“报批”", All((Text("林地", exact=True), Text("报批", exact=True)))),
        ("or", Text("or")),
        ("OR", None),
        ("甲 或", Text("甲")),
        (r"\OR", Text("OR")),
        (r"\-培训", Text("-培训")),
        (r"部门\:省", Text("部门:省")),
        (r"a\b", Text(r"a\b")),
        ("甲 甲", Text("甲")),
    ],
)
def test_forms(text: str, tree: Clause | None) -> None:
    assert parse(text, TODAY) == tree


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("时间:2022-13", 3),
        ("林地 时间:2022-02-30", 6),
        ("时间:2022-09..2022-08", 3),
        ("date:foo", 5),
        ("时间:..", 3),
        ("期:四百", 2),
        ("期:9999999999", 2),
        ("kind:别的", 5),
    ],
)
def test_a_known_field_with_a_broken_value_is_told_with_its_place(text: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, TODAY)
    assert caught.value.position == position
    assert "--exact" in caught.value.message
    assert f"第 {position + 1} 个字" in caught.value.message


QUERIES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(
                    "(",
                    ")",
                    "（",
                    "）",
                    "-",
                    "－",
                    '"',
                    "“",
                    "”",
                    "「",
                    "」",
                    "『",
                    "\\",
                    ":",
                    "：",
                ),
                *(
                    " ",
                    "　",
                    "\n",
                    "OR",
                    "或",
                    "AND",
                    "NOT",
                    "|",
                    "部门:",
                    "时间:",
                    "期:",
                    "类型：",
                ),
                *("2022-08", "..", "401", "林地", "报批", "a", "\ud800"),
            ]
        ),
        st.text(max_size=3),
    ),
    max_size=14,
).map("".join)


def parsed(text: str) -> Clause | None:
    try:
        return parse(text, TODAY)
    except QueryError:
        return None


@given(QUERIES)
@example('「a"b」')
@example("((a) b)")
@example("-(a -(b))")
@example("\\ a")
def test_printed_and_parsed_again_gives_the_same_tree(text: str) -> None:
    tree = parsed(text)
    assert parsed(to_text(tree)) == tree


@given(QUERIES)
def test_an_error_points_into_the_query(text: str) -> None:
    try:
        parse(text, TODAY)
    except QueryError as caught:
        position = caught.position
    else:
        return
    assert 0 <= position < len(text)


@given(QUERIES)
def test_normal_form_is_stable(text: str) -> None:
    printed = to_text(parsed(text))
    assert to_text(parsed(printed)) == printed


@pytest.mark.parametrize(
    "text",
    ["(" * 5000 + "甲" + ")" * 5000, "甲 " * 5000, "NOT " * 5000 + "甲", '"' * 9999, "「" * 9999],
)
def test_passages_are_text_and_take_no_time(text: str) -> None:
    tree = parse(text, TODAY)
    assert tree is None or to_text(tree)
    assert parse(to_text(tree), TODAY) == tree


def test_a_pasted_passage_is_one_text() -> None:
    text = " ".join(f"词{number}" for number in range(MAX_CLAUSES + 1))
    assert parse(text) == Text(text)
