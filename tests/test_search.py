"""Search: which records answer, in what order, why, and where in the text."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.problems import QueryError
from indexer.engine import EVERYTHING, Engine, Literally, create_engine
from indexer.fold import fold, fold_query
from indexer.passages import highlights, passage, snippet
from indexer.plans import Filters
from indexer.search import Hit, SearchResult, matching, search
from tests.entry_samples import entry, issue, plain_fold

TODAY = dt.date(2023, 5, 4)
FORESTRY, POLICE, JUSTICE = "四川省林业和草原局", "四川省公安厅", "四川省司法厅"
COMMERCE, MARKET = "四川省工商行政管理局", "四川省市场监督管理局"
AUGUST, LATER, EARLY = issue(16), issue(20), issue(2, year=2016, start=dt.date(2016, 3, 7))

ENTRIES = (
    entry(
        "近日，省林草局窗口现场座谈，对项目占用林地报批全程跟踪管理。提前介入，缩短了审批时限。",
        1,
        of=AUGUST,
        actors=(FORESTRY,),
        types=("督导", "座谈"),
        places=("四川省凉山彝族自治州盐源县",),
        documents=("四川林草助力稳住经济增长八条措施",),
    ),
    entry(
        "8月9日，省林草局窗口对业主进行了“一对一”林地报批指导服务，林地报批5个工作日办结。",
        2,
        of=AUGUST,
        day="2022-08-09",
        actors=(FORESTRY,),
        types=("指导服务",),
        page=2,
    ),
    entry("窗口讲解林地政策，企业报批更快。", 3, of=AUGUST, day="2022-08-10", types=("宣讲",)),
    entry("指导企业办理使用林地审核手续。", 4, of=AUGUST, day="2022-08-10"),
    entry(
        "8月11日，司法厅组织业务培训，讲解仲裁委员会登记。",
        5,
        of=AUGUST,
        day="2022-08-11",
        actors=(JUSTICE,),
        types=("培训",),
    ),
    entry(
        "公安厅副主任吕志元一行到窗口调研，慰问工作人员。",
        6,
        of=AUGUST,
        actors=(POLICE,),
        types=("调研", "慰问"),
        persons=("吕志元",),
    ),
    entry("行政许可受理488639件，办结484164件。", 1, of=AUGUST, kind="statistic"),
    entry("总体情况良好。", 1, of=AUGUST, kind="inspection", title="按时到岗情况"),
    entry("工商局窗口组织企业登记培训。", 1, of=EARLY, actors=(COMMERCE,), types=("培训",)),
    entry("市场监管局优化营业执照办理，9月完成。", 1, of=LATER, actors=(MARKET,)),
    entry("大件运输企业培训，讲解系统操作。", 2, of=LATER, day="2022-10-05", types=("培训",)),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = create_engine(tmp_path_factory.mktemp("search") / "index")
    made.write(ENTRIES)
    yield made
    made.close()


def ask(engine: Engine, text: str, **options: object) -> SearchResult:
    return search(engine, text, today=TODAY, **options)  # type: ignore[arg-type]


def short(hit: Hit) -> str:
    return hit.id.removeprefix("周报-2022-")


def found(engine: Engine, text: str, **options: object) -> list[tuple[str, str]]:
    return [(short(hit), hit.why) for hit in ask(engine, text, **options).hits]


def test_literal_hits_come_first_then_all_words_then_synonyms(engine: Engine) -> None:
    assert found(engine, "林地报批") == [
        ("16.a2", "literal"),
        ("16.a1", "literal"),
        ("16.a3", "words"),
        ("16.a4", "synonym"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"林地报批"', {"16.a1", "16.a2"}),
        ("林地 报批 -座谈", {"16.a2", "16.a3"}),
        ("讲解 NOT 林地", {"16.a5", "20.a2"}),
        ("仲裁 或 总体情况", {"16.a5", "16.i1"}),
        ("(仲裁 OR 林地) 类型:培训", {"16.a5"}),
        ("部门:省林草局", {"16.a1", "16.a2"}),
        ("部门:林草局", {"16.a1", "16.a2"}),
        ("部门:四川省林业和草原局", {"16.a1", "16.a2"}),
        ("dept:省林草局 type:督导", {"16.a1"}),
        ("类型:培训 -部门:司法厅", {"2.a1", "20.a2"}),
        ("地点:凉山州", {"16.a1"}),
        ("place:盐源", {"16.a1"}),
        ("时间:2022-08-09", {"16.a2", "16.a1", "16.a6", "16.s1", "16.i1"}),
        ("时间:2022-10..", {"20.a1", "20.a2"}),
        ("期:20", {"20.a1", "20.a2"}),
        ("期:395", {"20.a1", "20.a2"}),
        ("person:吕志元", {"16.a6"}),
        ("doc:稳住经济", {"16.a1"}),
        ("kind:统计", {"16.s1"}),
        ("488639", {"16.s1"}),
        ("８８６", {"16.s1"}),
        ("商", {"2.a1"}),
        ("“一对一”", {"16.a2"}),
        ("时间：上午9点", set()),
    ],
)
def test_the_query_language(engine: Engine, text: str, expected: set[str]) -> None:
    assert {name for name, _ in found(engine, text)} == expected


@pytest.mark.parametrize(
    ("text", "best", "why"),
    [
        ("超限运输", "20.a2", "synonym"),
        ("企业开办", "2.a1", "synonym"),
        ("林地報批", "16.a2", "synonym"),
        ("省市场监管局", "20.a1", "synonym"),
        ("四川省林业和草原局", "16.a2", "synonym"),
        ("讲座", "2.a1", "synonym"),
        ("按时到岗", "16.i1", "words"),
    ],
)
def test_related_hits_say_why(engine: Engine, text: str, best: str, why: str) -> None:
    assert (best, why) in found(engine, text)


def test_filters_of_the_command_line(engine: Engine) -> None:
    def with_filters(text: str = "", **given: object) -> set[str]:
        filters = Filters(**given)  # type: ignore[arg-type]
        return {name for name, _ in found(engine, text, filters=filters)}

    assert with_filters(departments=("省林草局",)) == {"16.a1", "16.a2"}
    assert with_filters(departments=("省林草局", "公安厅")) == {"16.a1", "16.a2", "16.a6"}
    assert with_filters(types=("培训",)) == {"16.a5", "2.a1", "20.a2"}
    assert with_filters("讲解", types=("培训",)) == {"16.a5", "20.a2"}
    assert with_filters(kinds=("statistic", "inspection")) == {"16.s1", "16.i1"}
    assert with_filters(since=dt.date(2022, 10, 1)) == {"20.a1", "20.a2"}
    assert with_filters(until=dt.date(2016, 12, 31)) == {"2.a1"}
    assert with_filters(series=("工作周报",)) == {short_id(each.id) for each in ENTRIES}
    assert with_filters(series=("简报",)) == set()
    assert with_filters(places=("四川省",)) == {"16.a1"}
    assert with_filters() == {short_id(each.id) for each in ENTRIES}


def short_id(identity: str) -> str:
    return identity.removeprefix("周报-2022-")


def test_the_role_widens_what_a_department_means(tmp_path: Path) -> None:
    engine = create_engine(tmp_path / "index")
    engine.write([entry("配合完成。", 1, actors=(JUSTICE,), departments=(JUSTICE, POLICE))])
    for role, total in (("actor", 0), ("any", 1)):
        filters = Filters(departments=("公安厅",), role=role)  # type: ignore[arg-type]
        assert ask(engine, "", filters=filters).total == total
    engine.close()


@pytest.mark.parametrize(
    ("text", "expected", "understood"),
    [
        (
            "省林草局2022年8月办了哪些指导服务",
            ["16.a2"],
            {"types": ["指导服务"], "since": "2022-08-01", "until": "2022-08-31"},
        ),
        ("司法厅 2022年8月 培训", ["16.a5"], {"types": ["培训"]}),
        ("公安厅去年做了什么", ["16.a6"], {"since": "2022-01-01", "until": "2022-12-31"}),
        ("公安厅前年做了什么", [], {"since": "2021-01-01"}),
        ("司法厅2016年办了哪些培训", [], {"types": ["培训"]}),
        ("省林草局办了哪些培训", ["16.a2", "16.a1"], {"relaxed": ["培训"]}),
        ("凉山州2022年有哪些座谈", ["16.a1"], {"places": ["凉山州"], "types": ["座谈"]}),
        ("林地报批要几个工作日", ["16.a2"], {}),
        ("第20期有哪些培训", ["20.a2"], {"number": 20}),
        ("大件运输的系统怎么操作", ["20.a2"], {}),
        ("远洋渔业捕捞怎么办理", [], {}),
        ("火星探测器什么时候发射", [], {}),
        ("王某某参加过什么活动", [], {"words": ["王某某"]}),
        ("第20期讲了什么", ["20.a2"], {"number": 20, "words": []}),
        ("最近一期有哪些培训", ["20.a2"], {"number": 20, "types": ["培训"]}),
        ("2021年到2022年司法厅的培训班", ["16.a5"], {"types": ["培训"], "until": "2022-12-31"}),
        ("司法廳2022年8月辦了哪些培訓", ["16.a5"], {"types": ["培训"]}),
        ("2016年以前的培训", [], {"until": "2015-12-31"}),
        ("公安厅2012年有哪些林地培训", [], {"relaxed": []}),
    ],
)
def test_plain_sentences(
    engine: Engine, text: str, expected: list[str], understood: dict[str, object]
) -> None:
    result = ask(engine, text)
    shown = [short(hit) for hit in result.hits]
    assert shown[: len(expected)] == expected if expected else shown == []
    read = msgspec.json.decode(msgspec.json.encode(result.understood))
    assert {key: read[key] for key in understood} == understood


def test_two_departments_are_both_there(tmp_path: Path) -> None:
    engine = create_engine(tmp_path / "index")
    both = (JUSTICE, POLICE)
    engine.write(
        [
            entry("联合培训。", 1, of=AUGUST, actors=(JUSTICE,), departments=both),
            entry("单独培训。", 2, of=AUGUST, actors=(JUSTICE,), departments=(JUSTICE,)),
            entry("另行培训。", 3, of=AUGUST, actors=(POLICE,), departments=(POLICE,)),
        ]
    )
    for text in ("司法厅和公安厅联合开展了哪些活动", "公安厅与司法厅联合开展的活动"):
        result = ask(engine, text)
        assert [short(hit) for hit in result.hits] == ["16.a1"]
        assert len(result.understood.departments) == 2
    engine.close()


def test_a_filler_inside_a_word_stays(engine: Engine) -> None:
    assert ask(engine, "林地报批要几个工作日").understood.words == ("林地报批要", "工作日")


def test_a_number_of_the_calendar_is_one_word(engine: Engine) -> None:
    assert ask(engine, "8月8日").understood.words == ("8月", "8日")


def test_how_many_is_told_by_what_is_counted(tmp_path: Path) -> None:
    engine = create_engine(tmp_path / "index")
    engine.write([entry("12345热线共受理诉求30件。", 1), entry("窗口受理事项5件。", 2)])
    assert found(engine, "热线受理量") == [("26.a1", "synonym")]
    engine.close()


def test_a_sentence_that_stands_somewhere_is_found_first(tmp_path: Path) -> None:
    engine = create_engine(tmp_path / "index")
    sentence = "司法厅2022年8月办了哪些培训"
    engine.write(
        [
            entry("组织培训。", 1, of=AUGUST, actors=(JUSTICE,), types=("培训",)),
            entry(f"群众问：{sentence}？", 2, of=LATER),
        ]
    )
    assert found(engine, sentence) == [("20.a2", "literal"), ("16.a1", "words")]
    engine.close()


def test_former_names_are_marked(engine: Engine) -> None:
    result = ask(engine, "部门:省市场监管局")
    (asked,) = result.understood.departments
    assert set(asked.names) == {MARKET, COMMERCE}
    assert asked.former == (COMMERCE,)
    assert {short(hit) for hit in result.hits} == {"20.a1", "2.a1"}


def test_hits_show_what_the_contract_says(engine: Engine) -> None:
    result = ask(engine, "林地报批 部门:省林草局")
    hit = msgspec.json.decode(msgspec.json.encode(result))["hits"][0]
    text = ENTRIES[1].text
    places = [at for at in range(len(text)) if text.startswith("林地报批", at)]
    assert hit["highlights"] == [[at, at + 4] for at in places]
    assert hit["id"] == "周报-2022-16.a2"
    assert hit["bulletin"] == "周报-2022-16"
    assert (hit["number"], hit["total_number"], hit["page"]) == (16, 391, 2)
    assert hit["date"] == {
        "start": "2022-08-09",
        "end": "2022-08-09",
        "precision": "day",
        "dated": True,
    }
    assert hit["departments"] == [FORESTRY]
    assert hit["types"] == ["指导服务"]
    assert hit["text"] == text
    assert hit["why"] == "literal"
    undated = ask(engine, "吕志元").hits[0]
    assert undated.date is not None
    assert not undated.date.dated
    assert undated.date.precision == "period"
    encoded = msgspec.json.decode(msgspec.json.encode(result))
    assert {"query", "understood", "total", "took_ms", "facets", "hits"} <= encoded.keys()
    assert encoded["facets"]["departments"] == {FORESTRY: 2}


def test_facets_count_all_hits_not_the_page(engine: Engine) -> None:
    result = ask(engine, "类型:培训", limit=1)
    assert result.total == 3
    assert len(result.hits) == 1
    assert result.facets.types == {"培训": 3}
    assert result.facets.years == {"2022": 2, "2016": 1}


def test_pages_join_without_loss_or_doubles(engine: Engine) -> None:
    for sort in ("relevance", "date"):
        whole = [hit.id for hit in ask(engine, "窗口 或 林地", limit=50, sort=sort).hits]
        paged = [
            hit.id
            for page in range(1, 9)
            for hit in ask(engine, "窗口 或 林地", limit=1, page=page, sort=sort).hits
        ]
        assert paged == whole[:8]
        assert len(set(whole)) == len(whole)


def test_sorting_by_date_shows_the_newest_first(engine: Engine) -> None:
    hits = ask(engine, "培训", sort="date").hits
    starts = [hit.date.start for hit in hits if hit.date]
    assert starts == sorted(starts, reverse=True)
    assert len(hits) == len(starts) >= 3


def test_exact_takes_every_sign_as_text(engine: Engine) -> None:
    assert found(engine, "-培训", exact=True) == []
    assert found(engine, "部门:省林草局", exact=True) == []
    assert found(engine, "林地 报批", exact=True) == []
    assert found(engine, "林地报批", exact=True) == [("16.a2", "literal"), ("16.a1", "literal")]


def test_broken_fields_are_errors_but_not_with_exact(engine: Engine) -> None:
    with pytest.raises(QueryError):
        ask(engine, "时间:2022-13")
    assert ask(engine, "时间:2022-13", exact=True).total == 0


@pytest.mark.parametrize(
    ("text", "suggested"), [("林地报匹", "林地报批"), ("林批地报", "林地报批"), ("火星探测", None)]
)
def test_nothing_found_suggests(engine: Engine, text: str, suggested: str | None) -> None:
    result = ask(engine, text)
    assert result.total == 0
    assert (suggested in result.suggestions) if suggested else result.suggestions == ()
    for each in result.suggestions:
        assert ask(engine, each).total


def test_of_several_words_those_that_stand_alone_are_suggested(engine: Engine) -> None:
    result = ask(engine, '"林地报批" 火星')
    assert result.total == 0
    assert result.suggestions[0] == "林地报批"


def test_a_word_of_two_characters_is_not_put_right(engine: Engine) -> None:
    assert ask(engine, "林火").suggestions == ()


def test_matching_is_what_search_finds(engine: Engine) -> None:
    for text in ("林地报批", "类型:培训", "公安厅去年做了什么", ""):
        numbers, _ = matching(engine, text, today=TODAY)
        assert len(numbers) == ask(engine, text).total


FRAGMENTS = st.one_of(
    st.sampled_from([each.text for each in ENTRIES]).flatmap(
        lambda text: st.tuples(st.just(text), st.integers(0, len(text)), st.integers(1, 12)).map(
            lambda cut: cut[0][cut[1] : cut[1] + cut[2]]
        )
    ),
    st.text(
        st.sampled_from('林地报批-－"“”「」()（）:：\\ 　\n部门时间期或NOTR2022.。，'), max_size=12
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(FRAGMENTS)
@example("，")
@example("“一对一”林地")
@example("- ")
def test_no_string_crashes_or_loses_a_literal_hit(engine: Engine, text: str) -> None:
    try:
        result = ask(engine, text, limit=100)
    except QueryError:
        assert ":" in text or "：" in text
        result = ask(engine, text, limit=100, exact=True)
    needle = plain_fold(text).strip()
    if not needle:
        return
    literal = {each.id for each in ENTRIES if needle in plain_fold(each.text)}
    hits = [hit.id for hit in result.hits]
    excluding = any(mark in fold(text) for mark in ("-", "not", "非"))
    if not excluding:
        assert literal <= set(hits[: len(literal)])
    exact = ask(engine, text, limit=100, exact=True)
    assert {hit.id for hit in exact.hits} == literal
    for hit in exact.hits:
        assert hit.highlights
        assert all(fold_query(hit.text[a:b]) == needle for a, b in hit.highlights)


def test_folded_characters_are_highlighted_where_they_stand() -> None:
    text = "占地５０㎡，ＧＢ／Ｔ　９７０４。"
    assert highlights(text, [("50m2",)]) == ((2, 5),)
    assert highlights(text, [("gb/t 9704",)]) == ((6, 15),)
    assert highlights(text, [("没有",), ("占地", "地")]) == ((0, 2),)
    assert highlights(text, []) == ()


def test_a_passage_holds_the_most_highlights() -> None:
    text = "甲" * 300 + "。林地报批，林地。" + "乙" * 300 + "林地" + "丙" * 50
    marks = highlights(text, [("林地",)])
    start, end = passage(text, marks)
    assert text[start:end].startswith("林地报批，林地。")
    assert snippet(text, (start, end)).startswith("…林地报批")
    assert snippet(text, (start, end)).endswith("…")
    assert passage("短。", ()) == (0, 2)
    assert snippet("短\n文。", (0, 4)) == "短 文。"


def test_a_long_text_takes_no_time(tmp_path: Path) -> None:
    engine = create_engine(tmp_path / "index")
    engine.write([entry("林地报批。" * 20_000, 1)])
    result = ask(engine, "林地报批")
    assert result.total == 1
    assert len(result.hits[0].highlights) == 20_000
    assert result.took_ms < 1000
    engine.close()


@pytest.mark.parametrize(
    "text",
    ["林地报批" * 25_000, "公安厅办了什么" * 14_000, "林 " * 50_000, "-" * 100_000, "“" * 99_999],
)
def test_a_long_query_takes_no_time(engine: Engine, text: str) -> None:
    result = ask(engine, text)
    assert result.took_ms < 1000


def test_a_cold_search_loads_nothing_heavy(engine: Engine, tmp_path: Path) -> None:
    made = create_engine(tmp_path / "index")
    made.write(ENTRIES)
    made.close()
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from indexer.engine import open_engine\nfrom indexer.search import search\n"
        "engine = open_engine(Path(sys.argv[1]))\n"
        "assert search(engine, '林地报批').total == 4\n"
        "print(' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, str(tmp_path / "index")],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    heavy = {"jieba", "pdfplumber", "rich", "sqlite3", "urllib.request", "xlsxwriter", "numpy"}
    assert heavy & set(done.stdout.split()) == set()
    assert len(engine.select(EVERYTHING)) == len(ENTRIES)
    assert engine.select(Literally("林地报批"))
