"""Items that say nearly the same over issues are told under the first of them, none is lost."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from indexer.engine import create_engine
from indexer.fold import fold
from indexer.likeness import NONE, alike, marks, pairs
from indexer.search import DEEPEST_FOLDED, search
from tests.entry_samples import entry, issue

LONG = (
    "省林草局窗口组织工作人员结合水电站申报材料及复杂的实际情况，对业主进行了“一对一”林地报批指导"
    "服务，办理过程实时告知审核审批进度和结果，积极配合业主单位解决手续办理过程中遇到的问题。"
)
NEAR = LONG.replace("水电站", "风电站").replace("积极", "主动")
OTHER = "大件运输企业培训，窗口工作人员现场实操并细致讲解林地报批和大件运输审批系统操作全流程。"


def test_a_text_with_some_words_changed_is_like_it() -> None:
    assert set(marks(fold(LONG))) & set(marks(fold(NEAR)))
    assert alike(pairs(fold(LONG)), pairs(fold(NEAR)))
    assert not alike(pairs(fold(LONG)), pairs(fold(OTHER)))
    assert marks("总体情况良好。") == (NONE, NONE)


@given(st.text(min_size=1, max_size=80))
def test_marks_do_not_depend_on_numbers(text: str) -> None:
    folded = fold(f"{LONG}{text}")
    assert marks(f"8月9日{folded}，共12件") == marks(f"11月23日{folded}，共405件")
    assert alike(pairs(folded), pairs(folded))


def test_repeated_items_are_told_under_the_first(tmp_path: Path) -> None:
    engine = create_engine(tmp_path / "index")
    texts = (LONG, NEAR, f"近日，{LONG}", OTHER)
    for number, text in enumerate(texts, start=1):
        engine.write([entry(text, of=issue(number))])
    result = search(engine, "林地报批")
    assert result.total == 4
    first = next(hit for hit in result.hits if hit.folded)
    assert first.folded == 2
    others = [hit for hit in result.hits if hit.folded_under]
    assert {hit.id for hit in others} == set(first.folded_ids)
    assert {hit.folded_under for hit in others} == {first.id}
    assert all(not hit.folded and not hit.folded_ids for hit in others)
    pages = [search(engine, "林地报批", limit=1, page=page).hits[0] for page in range(1, 5)]
    assert pages == list(result.hits)
    assert [each.total for each in result.bulletins] == [1, 1, 1, 1]
    alone = search(engine, "风电站")
    assert [(hit.folded, hit.folded_under) for hit in alone.hits] == [(0, None)]
    engine.close()


def test_figures_and_deep_pages_are_left_as_they_are(tmp_path: Path) -> None:
    engine = create_engine(tmp_path / "index")
    engine.write([entry(LONG, number, kind="statistic") for number in (1, 2)])
    engine.write([entry(f"{LONG}{number}", number, of=issue(3)) for number in range(1, 100)])
    hits = search(engine, "林地报批", limit=200).hits
    assert len({hit.id for hit in hits}) == 101
    assert not any(hit.folded or hit.folded_under for hit in hits if hit.kind == "statistic")
    assert sum(hit.folded for hit in hits) == 98
    assert sum(hit.folded_under is not None for hit in hits) == 98
    deep = search(engine, "林地报批", limit=DEEPEST_FOLDED + 1).hits
    assert not any(hit.folded or hit.folded_under for hit in deep)
    assert [hit.id for hit in deep] == [hit.id for hit in hits]
    engine.close()


def test_hits_of_one_bulletin_are_counted_together(tmp_path: Path) -> None:
    engine = create_engine(tmp_path / "index")
    engine.write([entry(f"林地报批第{number}件事。", number) for number in range(1, 6)])
    result = search(engine, "林地报批", limit=2)
    assert [(each.total, len(each.ids)) for each in result.bulletins] == [(5, 2)]
    engine.close()
