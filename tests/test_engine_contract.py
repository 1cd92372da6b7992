"""What any engine must do: the same suite runs over each, against a plain scan of the entries."""

from __future__ import annotations

import datetime as dt
import os
import random
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path

import pytest

from archive.problems import IndexDamaged
from bench import cmrc
from bench.sample_entries import all_entries
from indexer.calendar import BUCKET_OF, Unit
from indexer.engine import (
    EVERYTHING,
    NOTHING,
    Condition,
    Either,
    Engine,
    Every,
    Keyword,
    KeywordField,
    Literally,
    Overlaps,
    Titled,
    Without,
)
from indexer.entries import Entry, Figure
from indexer.fold import fold, fold_query, fold_with_map, occurrences
from indexer.whoosh_engine import WhooshEngine
from tests.entry_samples import entry, issue, scanned

Creator = Callable[[Path], Engine]
ENGINES: dict[str, tuple[Creator, Creator]] = {"whoosh": (WhooshEngine.create, WhooshEngine.open)}

FORESTRY = "四川省林业和草原局"
POLICE = "四川省公安厅"

ENTRIES = (
    entry(
        "8月8日，省林草局窗口对业主进行了“一对一”林地报批指导服务，5个工作日内完成待处理事项。",
        1,
        day="2022-08-08",
        actors=(FORESTRY,),
        types=("指导服务",),
        places=("四川省凉山彝族自治州盐源县",),
        documents=("四川林草助力稳住经济增长八条措施", "川办发〔2022〕12号"),
    ),
    entry(
        "近日，林地 报批培训班开班，ＧＢ／Ｔ　9704 和 gb/t 33476 一并讲解，占地50㎡。",
        2,
        actors=(FORESTRY,),
        departments=(FORESTRY, POLICE),
        types=("培训", "宣讲"),
    ),
    entry("总体情况良好。", 3, kind="inspection"),
    entry(
        "截至8月12日，行政许可受理488639件，\n办结484164件。",
        4,
        kind="statistic",
        day="2022-01-01..2022-08-12",
        precision="range",
        figure=Figure(
            scope="省本级",
            category="行政许可事项",
            measure="受理",
            value=488639,
            unit="件",
            cumulative=True,
            start=dt.date(2022, 1, 1),
            end=dt.date(2022, 8, 12),
        ),
    ),
    entry(
        "公安厅开展“夏送清凉”慰问，省林草局报批林地。",
        1,
        of=issue(27),
        day="2022-09-01..2022-09-30",
        precision="month",
        actors=(POLICE,),
        types=("慰问",),
        persons=("吕志元",),
    ),
    entry("没有日期的一期。", 1, of=issue(3, start=None, year=None, total_number=None)),
    entry("", 9, of=issue(28)),
)
STRINGS = (
    *("林地报批", "林地", "地报", "林", "。", "“", "处理", "待处理", "9704", "gb/t", "GB/T 9704"),
    *("５个工作日", "5", "50m2", "㎡", "2", "488639件， 办结", "良好。", " 报批 ", "没有的词", "x"),
    *("林地 报批", "“一对一”", "ｇｂ", "、", "488", "件，\n办", "8月", "\ud800", "😀", "的一期。"),
)
CONDITIONS: tuple[Condition, ...] = (
    EVERYTHING,
    NOTHING,
    *map(Literally, STRINGS),
    Keyword("actor", FORESTRY),
    Keyword("department", POLICE),
    Keyword("actor", POLICE),
    Keyword("actor", "林业和草原局"),
    Keyword("type", "宣讲"),
    Keyword("kind", "inspection"),
    Keyword("series", "窗口工作周报"),
    Keyword("number", "26"),
    Keyword("number", "402"),
    Keyword("place", "四川省凉山彝族自治州盐源县"),
    Keyword("person", "吕志元"),
    Keyword("document", "川办发〔2022〕12号"),
    Keyword("figure", "省本级/行政许可/受理"),
    Keyword("bulletin", "周报-2022-26"),
    Overlaps(dt.date(2022, 8, 8), dt.date(2022, 8, 8)),
    Overlaps(None, dt.date(2022, 1, 1)),
    Overlaps(dt.date(2022, 9, 30), None),
    Overlaps(None, None),
    Every((Literally("林地"), Keyword("actor", FORESTRY))),
    Every((Literally("林地"), Literally("报批"), Without(Literally("培训")))),
    Either((Literally("慰问"), Literally("良好"))),
    Without(Literally("林地")),
    Without(Either((Keyword("kind", "activity"), Overlaps(None, None)))),
    Every((Without(NOTHING), Overlaps(dt.date(2022, 8, 1), dt.date(2022, 8, 31)))),
)


@pytest.fixture(params=sorted(ENGINES))
def makers(request: pytest.FixtureRequest) -> tuple[Creator, Creator]:
    return ENGINES[request.param]


@pytest.fixture
def engine(makers: tuple[Creator, Creator], tmp_path: Path) -> Iterator[Engine]:
    made = makers[0](tmp_path / "index")
    yield made
    made.close()


@pytest.fixture
def filled(engine: Engine) -> Engine:
    engine.write(ENTRIES)
    return engine


def ids(engine: Engine, condition: Condition) -> set[str]:
    numbers = sorted(engine.select(condition))
    return {each.id for each in engine.entries(numbers)}


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_conditions_hold_as_a_plain_scan_says(filled: Engine, condition: Condition) -> None:
    assert ids(filled, condition) == scanned(ENTRIES, condition)


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_several_commits_answer_as_one(engine: Engine, condition: Condition) -> None:
    for number in (28, 26, 3, 27):
        engine.write([each for each in ENTRIES if each.bulletin == f"周报-2022-{number}"])
    assert ids(engine, condition) == scanned(ENTRIES, condition)


def test_an_empty_engine_answers(engine: Engine) -> None:
    assert len(engine) == 0
    assert engine.select(EVERYTHING) == set()
    assert engine.rank(set(), {"林地": 1.0}, 10) == []
    assert engine.values("actor") == {}
    assert engine.issues() == ()
    assert engine.frequency("林地") == 0
    assert engine.facets(frozenset()).departments == {}


def test_entries_come_back_as_they_were(filled: Engine) -> None:
    numbers = filled.select(EVERYTHING)
    assert sorted(filled.entries(sorted(numbers)), key=lambda each: each.id) == sorted(
        ENTRIES, key=lambda each: each.id
    )


def test_words_of_text_title_and_departments(engine: Engine) -> None:
    engine.write([entry("开展巡查。", 1, title="大厅秩序", actors=(FORESTRY,))])
    for word in ("巡查", "秩序", "草原"):
        assert engine.frequency(word) == 1
    assert len(engine.select(Titled("秩序"))) == 1
    assert engine.select(Titled("巡查")) == set()
    assert {"巡查", "秩序"} <= {word for word, _ in engine.vocabulary()}


def test_ranking_prefers_more_shorter_rarer_and_titled(engine: Engine) -> None:
    texts = {
        "often": "林地。林地。林地。",
        "once": "林地。草原。水利。",
        "long": "林地。" + "草原水利交通民政司法。" * 9,
    }
    engine.write(entry(text, order) for order, text in enumerate(texts.values(), 1))
    ranked = engine.rank(engine.select(Literally("林地")), {"林地": 1.0}, 10)
    assert [each.text for each in engine.entries([number for number, _ in ranked])] == [
        *texts.values()
    ]
    scores = [score for _, score in ranked]
    assert scores == sorted(scores, reverse=True)
    assert engine.rank(engine.select(Literally("林地")), {"林地": 1.0}, 1) == ranked[:1]


def test_equal_scores_go_by_date_then_bulletin_whatever_the_order_of_writing(
    makers: tuple[Creator, Creator], tmp_path: Path
) -> None:
    issues = [issue(number) for number in range(1, 13)]
    found = []
    for turn, order in enumerate((issues, issues[::-1])):
        engine = makers[0](tmp_path / str(turn))
        for each in order:
            engine.write(
                [entry("林地。", 1, of=each, day="2022-08-08"), entry("林地。", 2, of=each)]
            )
        numbers = engine.select(EVERYTHING)
        ranked = [number for number, _ in engine.rank(numbers, {"林地": 1.0}, 15)]
        newest = engine.newest(numbers, 15)
        assert ranked == newest
        found.append([each.id for each in engine.entries(newest)])
        engine.close()
    assert found[0] == found[1]
    assert len(found[0]) == 15


def test_facets_and_tallies(filled: Engine) -> None:
    numbers = filled.select(EVERYTHING)
    facets = filled.facets(numbers)
    assert facets.departments == {FORESTRY: 2, POLICE: 1}
    assert facets.types == {"培训": 1, "宣讲": 1, "慰问": 1, "指导服务": 1}
    assert facets.years == {"2022": 5, "2023": 1}  # period of the 28th fortnight
    assert list(facets.departments) == [FORESTRY, POLICE]
    tally = filled.tally(numbers, ("department", "type"))
    assert tally == {
        (FORESTRY, "指导服务"): 1,
        (FORESTRY, "培训"): 1,
        (POLICE, "慰问"): 1,
        ("", ""): 4,
    }
    days = filled.tally(filled.select(Literally("林地报批")), ("start", "end", "precision"))
    day = dt.date(2022, 8, 8).toordinal()
    assert days == {(day, day, "day"): 1}
    assert sum(filled.tally(numbers, ("bulletin",)).values()) == len(ENTRIES)


@pytest.mark.parametrize("field", ["actor", "department", "type", "kind", "number", "figure"])
def test_values_count_records(filled: Engine, field: KeywordField) -> None:
    values = filled.values(field)
    assert values == {value: len(filled.select(Keyword(field, value))) for value in values}
    assert all(values.values())


def test_writing_a_bulletin_again_replaces_it(filled: Engine) -> None:
    filled.write([entry("重新解析之后。", 1)])
    assert ids(filled, Keyword("bulletin", "周报-2022-26")) == {"周报-2022-26.a1"}
    assert ids(filled, Literally("总体情况良好")) == set()
    assert ids(filled, Literally("慰问")) == {"周报-2022-27.a1"}
    assert filled.values("type") == {"慰问": 1}
    assert filled.frequency("林地") == 1


def test_removal(filled: Engine) -> None:
    filled.write([], ["周报-2022-26", "没有这一期"])
    remaining = [each for each in ENTRIES if each.bulletin != "周报-2022-26"]
    assert len(filled) == len(remaining)
    for condition in CONDITIONS:
        assert ids(filled, condition) == scanned(remaining, condition)
    assert {each.id for each in filled.issues()} == {each.bulletin for each in remaining}
    filled.write([], [each.bulletin for each in remaining])
    assert len(filled) == 0
    assert filled.select(EVERYTHING) == set()


def test_what_is_committed_is_there_for_others(
    makers: tuple[Creator, Creator], filled: Engine, tmp_path: Path
) -> None:
    other = makers[1](tmp_path / "index")
    assert ids(other, EVERYTHING) == {each.id for each in ENTRIES}
    filled.write([], ["周报-2022-26"])
    assert len(other.entries(sorted(other.select(EVERYTHING)))) == len(ENTRIES)  # as it was opened
    other.close()
    again = makers[1](tmp_path / "index")
    assert len(again) == len(filled)
    again.close()


def test_two_writers_take_turns(
    makers: tuple[Creator, Creator], engine: Engine, tmp_path: Path
) -> None:
    other = makers[1](tmp_path / "index")
    engine.write([entry("第一份。", 1, of=issue(1))])
    other.write([entry("第二份。", 1, of=issue(2))])
    engine.write([entry("第三份。", 1, of=issue(3))])
    assert ids(engine, EVERYTHING) == {f"周报-2022-{number}.a1" for number in (1, 2, 3)}
    other.close()


def test_a_failed_write_changes_nothing(filled: Engine) -> None:
    def broken() -> Iterator[Entry]:
        yield entry("半截。", 1)
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        filled.write(broken(), ["周报-2022-27"])
    assert ids(filled, EVERYTHING) == {each.id for each in ENTRIES}
    filled.write([entry("下一次。", 1, of=issue(40))])
    assert len(filled) == len(ENTRIES) + 1


CHARACTERS = "政务服务窗口林地报批审核，。“”（）0123456789０１２abＡＢ㎡①é \n　—〔〕😀"


def random_texts(count: int, seed: int) -> list[str]:
    chosen = random.Random(seed)  # noqa: S311  (samples, not secrets)
    return ["".join(chosen.choices(CHARACTERS, k=chosen.randint(0, 80))) for _ in range(count)]


def test_every_random_substring_is_found_where_it_stands_and_nowhere_else(engine: Engine) -> None:
    texts = random_texts(120, seed=7)
    entries = [entry(text, order, of=issue(order % 9 + 1)) for order, text in enumerate(texts)]
    engine.write(entries[:50])
    engine.write(entries)  # replaces those
    chosen = random.Random(8)  # noqa: S311
    for _ in range(600):
        text = chosen.choice(texts)
        start = chosen.randrange(len(text) + 1)
        needle = text[start : start + chosen.randint(1, 12)]
        found = ids(engine, Literally(needle))
        assert found == scanned(entries, Literally(needle)), needle
        folded = fold(needle).strip()
        for each in engine.entries(sorted(engine.select(Literally(needle))))[:3]:
            marks = occurrences(fold_with_map(each.text), folded)
            assert bool(marks) == bool(folded)
            if needle.strip() and needle in each.text:
                assert all(fold(each.text[a:b]).strip() == folded for a, b in marks)


def _recall(engine: Engine, entries: Sequence[Entry]) -> None:
    """2,000 random strings of 1 to 12 characters of the texts as stored, against a plain scan."""
    folded = {each.id: fold(each.text) for each in entries}
    texts = [each.text for each in entries if each.text]
    chosen = random.Random(12)  # noqa: S311
    for _ in range(2000):
        text = chosen.choice(texts)
        start = chosen.randrange(len(text))
        needle = fold_query(text[start : start + chosen.randint(1, 12)])
        expected = {name for name, each in folded.items() if needle in each}
        assert ids(engine, Literally(needle)) == expected, needle


def test_random_substrings_of_samples_are_all_found(engine: Engine) -> None:
    entries = list(islice(all_entries(), 1200))
    for _, of_a_year in groupby(entries, lambda each: each.issue.year):
        engine.write(of_a_year)
    assert len(engine) == len(entries)
    _recall(engine, entries)


@pytest.mark.skipif("CMRC" not in os.environ, reason="CMRC names no file of CMRC 2018's form")
def test_random_substrings_of_passages_are_all_found(engine: Engine) -> None:
    passages, _ = cmrc.read(Path(os.environ["CMRC"]))
    entries = list(cmrc.entries(passages))
    engine.write(entries)
    _recall(engine, entries)


def test_many_commits_stay_few_parts_and_lose_nothing(engine: Engine) -> None:
    for number in range(1, 41):
        engine.write([entry(f"第{number}次提交的林地报批。", 1, of=issue(number))])
    assert len(engine) == 40
    assert len(engine.select(Literally("林地报批"))) == 40
    assert engine.frequency("林地报批") == 40
    assert Counter(each.number for each in engine.issues()) == Counter(range(1, 41))


def test_the_index_is_the_owners_alone(filled: Engine, tmp_path: Path) -> None:
    assert len(filled)
    assert stat.S_IMODE((tmp_path / "index").stat().st_mode) == 0o700


def files_of(folder: Path) -> Sequence[Path]:
    return sorted(file for file in folder.iterdir() if file.stat().st_size)


@pytest.mark.parametrize("damage", ["cut", "emptied", "removed", "garbled"])
def test_damage_is_told_and_never_a_traceback_of_the_library(
    makers: tuple[Creator, Creator], tmp_path: Path, damage: str
) -> None:
    whole = makers[0](tmp_path / "whole")
    whole.write(ENTRIES)
    whole.close()
    for place, original in enumerate(files_of(tmp_path / "whole")):
        folder = tmp_path / f"{damage}{place}"
        folder.mkdir()
        for file in files_of(tmp_path / "whole"):
            (folder / file.name).write_bytes(file.read_bytes())
        data = original.read_bytes()
        target = folder / original.name
        if damage == "removed":
            target.unlink()
        else:
            garbled = bytes(255 - byte for byte in data)
            target.write_bytes({"cut": data[: len(data) // 2], "emptied": b""}.get(damage, garbled))
        try:
            engine = makers[1](folder)
            engine.entries(sorted(engine.select(Literally("林地报批"))))
            engine.close()
        except IndexDamaged as error:
            assert "reindex" in error.message  # noqa: PT017  (not every damage shows)


def test_an_index_of_other_settings_is_refused(
    makers: tuple[Creator, Creator], filled: Engine, tmp_path: Path
) -> None:
    filled.close()
    settings = tmp_path / "index" / "settings.json"
    settings.write_text(settings.read_text("utf-8").replace('"schema":', '"schema":9'), "utf-8")
    with pytest.raises(IndexDamaged, match="reindex"):
        makers[1](tmp_path / "index")
    with pytest.raises(IndexDamaged, match="没有索引"):
        makers[1](tmp_path / "nowhere")


@pytest.fixture(scope="module", params=sorted(ENGINES))
def crowd(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Two thousand and more records in several segments, some replaced."""
    chosen = random.Random(5)  # noqa: S311  (a draw to test with, the same each time)
    words = ("窗口", "企业", "培训", "林地", "审批", "群众", "事项", "办理")

    def made(number: int) -> Entry:
        size = chosen.choice((1, 2, 3, 8, 20, 40))
        text = "，".join(chosen.choices(words, weights=range(8, 0, -1), k=size))
        day = dt.date(2020, 1, 1) + dt.timedelta(days=number % 900)
        span = chosen.choice((0, 0, 3, 20, 40))
        end = day + dt.timedelta(days=span)
        return entry(
            f"{text}。",
            number % 10,
            of=issue(number // 10),
            day=f"{day}..{end}",
            precision=chosen.choice(("day", "range", "month", "quarter")),
            actors=chosen.choice(((FORESTRY,), (POLICE,), (FORESTRY, POLICE), ())),
            types=chosen.choice((("培训",), ("座谈", "调研"), ())),
        )

    engine = ENGINES[request.param][0](tmp_path_factory.mktemp("crowd") / "index")
    engine.write(map(made, range(1500)))
    engine.write(map(made, range(1500, 2300)))
    engine.write(map(made, range(200, 400)))
    yield engine
    engine.close()


@pytest.mark.parametrize(
    "weights",
    [
        {"窗口": 1.0},
        {"窗口": 1.0, "林地": 1.0},
        {"窗口": 1.0, "企业": 1.0, "办理": 0.4},
        {"林地": 1.0, "没有": 1.0},
        {},
    ],
)
def test_the_best_of_many_are_the_first_of_all(crowd: Engine, weights: dict[str, float]) -> None:
    for condition in (EVERYTHING, Literally("窗口"), Keyword("actor", POLICE)):
        numbers = crowd.select(condition)
        whole = crowd.rank(numbers, weights, len(numbers))
        assert len(whole) == len(numbers) > 900
        for limit in (1, 10, 60):
            best = crowd.rank(numbers, weights, limit)
            assert [number for number, _ in best] == [number for number, _ in whole[:limit]]
            assert [score for _, score in best] == pytest.approx(
                [score for _, score in whole[:limit]]
            )


def test_facets_of_few_and_of_most_are_plain_counts(crowd: Engine) -> None:
    for condition in (EVERYTHING, Literally("窗口"), Without(Literally("窗口")), Literally("办理")):
        numbers = crowd.select(condition)
        entries = crowd.entries(sorted(numbers))
        facets = crowd.facets(numbers)
        assert facets.departments == Counter(name for each in entries for name in each.actors)
        assert facets.types == Counter(name for each in entries for name in each.types)
        assert facets.years == Counter(str(each.start.year) for each in entries if each.start)
        assert list(facets.types.values()) == sorted(facets.types.values(), reverse=True)


@pytest.mark.parametrize("unit", ["week", "month", "quarter", "year"])
def test_tallies_by_the_calendar_leave_out_what_is_coarser(crowd: Engine, unit: Unit) -> None:
    numbers = crowd.select(Literally("林地"))
    plain: Counter[tuple[int | str, ...]] = Counter()
    for each in crowd.entries(sorted(numbers)):
        assert each.start
        assert each.end
        days = (each.end - each.start).days + 1
        exact = each.precision in ("day", "range") and days <= 31
        fits = exact or days <= {"week": 7, "month": 31, "quarter": 92, "year": 366}[unit]
        first = BUCKET_OF[unit](each.start).start.toordinal() if fits else 0
        plain[first, each.actors[0] if each.actors else ""] += 1
    for _ in range(2):
        assert crowd.tally(numbers, (unit, "department")) == plain
    everything = crowd.tally(crowd.select(EVERYTHING), (unit,))
    assert sum(everything.values()) == len(crowd)
    assert crowd.tally(crowd.select(EVERYTHING), (unit,)) == everything


def test_counts_of_words_and_values_know_of_what_was_replaced(crowd: Engine) -> None:
    for word in ("窗口", "林地", "办理"):
        assert crowd.frequency(word) == len(crowd.select(Literally(word)))
    held: Counter[str] = Counter()
    for word, count in crowd.vocabulary():
        held[word] += count
    assert held["林地"] == crowd.frequency("林地")
    for value, count in crowd.values("actor").items():
        assert count == len(crowd.select(Keyword("actor", value)))
    assert len(crowd) == len(crowd.select(EVERYTHING)) == 2300


def test_repetitions_are_told_under_the_first(engine: Engine) -> None:
    text = "省林草局窗口组织工作人员对业主进行了林地报批指导服务，办理过程实时告知审核进度和结果。"
    engine.write([entry(text.replace("林地", "草原"), 1), entry("别的事。", 2), entry(text, 3)])
    engine.write([entry(f"近日，{text}", 1, of=issue(27))])
    numbers = [
        next(iter(engine.select(Every((Keyword("bulletin", each.bulletin), Literally(part))))))
        for each, part in ((entry(""), "林地"), (entry(""), "别的"), (entry(""), "草原"))
    ]
    last = next(iter(engine.select(Keyword("bulletin", issue(27).id))))
    assert engine.alike([numbers[0], numbers[1], last]) == {last: numbers[0]}
    assert engine.alike([last, numbers[0]]) == {numbers[0]: last}
    assert engine.alike([]) == {}
