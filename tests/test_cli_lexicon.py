"""`zhoubao lexicon` as it is run: the archive's own words, and what searches make of them."""

from __future__ import annotations

from pathlib import Path

from tests.zhoubao_process import zhoubao


def found(archive: Path, query: str) -> list[str]:
    answer = zhoubao("search", query, "--format", "json", archive=archive).json()
    return [hit["why"] for hit in answer["hits"]]


def test_synonyms_hold_at_once_until_they_are_taken_out(small: Path) -> None:
    assert found(small, "占林手续") == []
    told = zhoubao("lexicon", "add", "占林手续", "林地报批", archive=small)
    assert "马上有效" in told.out
    assert found(small, "占林手续") == ["synonym"]
    rows = zhoubao("lexicon", "list", "--format", "json", archive=small).json()
    assert rows == [{"kind": "synonym", "words": ["占林手续", "林地报批"], "own": True}]
    text = (small / "lexicon" / "synonyms.tsv").read_text("utf-8")
    assert text.splitlines()[1:] == ["占林手续\t林地报批"]
    assert "已去掉“占林手续”" in zhoubao("lexicon", "remove", "占林手续", archive=small).out
    assert found(small, "占林手续") == []


def test_rebuilding_cuts_the_records_by_the_words_of_the_list(small: Path) -> None:
    told = zhoubao("lexicon", "add", "窗口人员参加", archive=small)
    assert "zhoubao lexicon rebuild" in told.out
    before = zhoubao("lexicon", "test", "窗口人员参加", "--format", "json", archive=small).json()
    assert before["rebuild"]
    assert before["words"][-1] == "窗口人员参加"
    assert before["query_words"] != ["窗口人员参加"]
    assert zhoubao("lexicon", "rebuild", "--format", "json", archive=small).json()["words"] == 1
    after = zhoubao("lexicon", "test", "窗口人员参加", "--format", "json", archive=small).json()
    assert not after["rebuild"]
    assert after["query_words"] == ["窗口人员参加"]
    assert after["hits"]["literal"] == 1
    again = zhoubao("lexicon", "add", "窗口人员参加", "--format", "json", archive=small).json()
    assert not again["changed"]


def test_a_test_shows_words_synonyms_and_hits(small: Path) -> None:
    told = zhoubao("lexicon", "test", "林地审批", archive=small).out
    assert "使用林地" in told
    assert "能查到：原词 0 条" in told
    assert "同义 1 条" in told


def test_what_cannot_be_done_is_said(small: Path) -> None:
    assert "没有自己的词" in zhoubao("lexicon", "list", archive=small).out
    assert "大件运输" in zhoubao("lexicon", "list", "超限运输", archive=small).out
    assert "没有字" in zhoubao("lexicon", "add", "，", archive=small, expect=2).err
    assert "没有“没有的词”" in zhoubao("lexicon", "remove", "没有的词", archive=small, expect=1).err
    (small / "lexicon").mkdir()
    (small / "lexicon" / "words.tsv").write_bytes(b"\xb5\xc4")
    assert "UTF-8" in zhoubao("search", "林地", archive=small, expect=1).err
