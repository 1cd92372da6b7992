"""The query parser fed with anything: never a crash, linear time, no literal hit lost."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.problems import QueryError
from indexer.engine import Engine, Literally, create_engine
from indexer.query import FIELD_NAMES, MAX_DEPTH, All, Any, Clause, Field, Not, Text, parse, to_text
from indexer.query_signs import OPERATORS, SPECIAL
from indexer.search import search
from tests.entry_samples import entry, issue, plain_fold
from tests.test_query_examples import EXAMPLES
from tests.zhoubao_process import ROOT

TODAY = dt.date(2026, 3, 5)
LONG = 100_000

GRADED = (ROOT / "bench" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
REAL = sorted({json.loads(line)["query"] for line in GRADED} | {query for query, _ in EXAMPLES})
SIGNS = sorted(
    {*SPECIAL, *OPERATORS, " ", "　", "\n", "..", "至", "*", "?", "\0", "\ud800", "\u202e"}
)
FIELDS = sorted(f"{name}{colon}" for name in FIELD_NAMES for colon in ":：")

TEXTS = (
    "8月9日，省林草局窗口对业主进行“一对一”林地报批指导服务（5个工作日办结）。",
    "部门：省林草局；时间：上午9点；地点:大厅 3-1 号窗口 - 请勿外传",
    "ＧＢ／Ｔ　９７０４—2012《党政机关公文格式》\\附件 NOT OR 或 且 非",
    "审批𠮷林地 IT\u202e系统\x07升级，（（（嵌套））） 「引号『里的』引号」",
    "2022年1-7月，省本级行政许可事项受理488,639件，办结 488,201 件，同比增长3.5%。",
)
ENTRIES = tuple(entry(text, order, of=issue(16)) for order, text in enumerate(TEXTS, start=1))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = create_engine(tmp_path_factory.mktemp("fuzz") / "index")
    made.write(ENTRIES)
    yield made
    made.close()


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A real query with up to six wounds: signs put in, parts cut, doubled, turned, widened."""
    text: str = draw(st.sampled_from(REAL))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 6)))
        part = text[start:end]
        changed = draw(
            st.one_of(
                st.sampled_from([sign + part for sign in (*SIGNS, *FIELDS)]),
                st.sampled_from(["", part * 2, part[::-1], part.upper(), part.swapcase()]),
                st.just("".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in part)),
                st.text(max_size=3),
            )
        )
        text = text[:start] + changed + text[end:]
    return text


@st.composite
def cuttings(draw: st.DrawFn) -> str:
    """A stretch of a text that is held."""
    text: str = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    return text[start:end]


ANYTHING = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(), max_size=60),
    mutated(),
    cuttings(),
    st.lists(st.sampled_from([*SIGNS, *FIELDS, "林地", "2022"]), max_size=40).map("".join),
)


def clauses(tree: Clause | None) -> Iterator[Clause]:
    """The clause and all within it."""
    if tree is None:
        return
    yield tree
    if isinstance(tree, Not):
        yield from clauses(tree.clause)
    elif isinstance(tree, All | Any):
        for part in tree.parts:
            yield from clauses(part)


def parsed(text: str) -> Clause | QueryError | None:
    """The tree, or what is wrong."""
    try:
        return parse(text, TODAY)
    except QueryError as problem:
        return problem


@settings(max_examples=400, deadline=None)
@given(ANYTHING)
@example("部门:" * 60)
@example("\ud800\udc00")
@example("-" * 7 + '"')
@example("部门:&&")
@example("-类型:或")
def test_any_text_has_a_tree_or_a_place_that_is_wrong(text: str) -> None:
    tree = parsed(text)
    if isinstance(tree, QueryError):
        assert 0 <= tree.position < len(text)
        assert "--exact" in tree.message
        return
    printed = to_text(tree)
    assert parse(printed, TODAY) == tree
    for each in clauses(tree):
        if isinstance(each, Text | Field):
            assert each.value


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ANYTHING)
@example("（（（嵌套")
@example("NOT OR 或 且 非")
@example("部门：省林草局；时间：上午9点")
@example("-1 号窗口")
@example("\\附件")
def test_no_query_crashes_the_search_or_loses_a_literal_hit(engine: Engine, text: str) -> None:
    needle = plain_fold(text).strip()
    literal = {each.id for each in ENTRIES if needle in plain_fold(each.text)}
    exact = search(engine, text, limit=50, exact=True, today=TODAY)
    if needle and "\ud800" not in text:
        assert {hit.id for hit in exact.hits} == literal
    try:
        tree = parse(text, TODAY)
        found = search(engine, text, limit=50, today=TODAY)
    except QueryError:
        return
    denied = any(isinstance(each, Not) for each in clauses(tree))
    if needle and not denied:
        assert literal <= {hit.id for hit in found.hits[: len(literal)]}


def seconds(text: str) -> float:
    """CPU seconds the parser takes for a text."""
    began = time.process_time()
    with suppress(QueryError):
        to_text(parse(text, TODAY))
    return time.process_time() - began


@pytest.mark.parametrize("unit", [*SIGNS, *FIELDS, "(甲 或 ", "-(", "「『", "时间:2022..", "甲\\"])
def test_a_hundred_thousand_characters_take_no_time(unit: str) -> None:
    assert seconds("林地" + unit * (LONG // len(unit)) + "林地") < 1


def test_no_pair_of_signs_takes_more_than_linear_time() -> None:
    """Eight times the length takes clearly less than sixty-four times as long."""
    units = [*SIGNS, "部门:", "时间：2022", "甲"]
    slow = []
    for first, second in itertools.product(units, units):
        unit = first + second
        long = seconds(unit * (2000 // len(unit)))
        if long > 0.02:
            short = seconds(unit * (250 // len(unit)))
            if long > 24 * max(short, 0.001):
                slow.append((unit, short, long))
    assert slow == []


@pytest.mark.parametrize("depth", [19, 20, 21, 200, 20_000])
@pytest.mark.parametrize("pair", ["()", "（）", "(）"])
def test_brackets_of_any_depth(engine: Engine, pair: str, depth: int) -> None:
    text = pair[0] * depth + "林地" + pair[1] * depth
    found = search(engine, text, limit=10, today=TODAY)
    assert found.took_ms < 1000
    # Beyond the deepest that is understood the query is text, and stands nowhere so.
    if depth <= MAX_DEPTH:
        assert {hit.id for hit in found.hits} == {ENTRIES[0].id, ENTRIES[3].id}
    else:
        assert "literal" not in {hit.why for hit in found.hits}


def test_denials_of_denials_of_any_depth(engine: Engine) -> None:
    all_ = engine.select(Literally("林地"))
    for depth in (10, 11, 90, 91):
        found = search(engine, "NOT " * depth + "林地", limit=50, today=TODAY)
        assert found.total == (len(all_) if depth % 2 == 0 else len(ENTRIES) - len(all_))
