"""An archive's own words and synonyms: readable lists, changed by command or by hand."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.problems import StoreError
from corpus.lexicon.synonyms import synonym_groups
from indexer.engine import create_engine, open_engine
from indexer.fold import fold
from indexer.own_lexicon import (
    OwnLexicon,
    complaint,
    read_own,
    with_group,
    with_word,
    without_words,
    write_own,
)
from indexer.search import search
from indexer.segment import words
from tests.entry_samples import entry

NOTHING = OwnLexicon()
WORD = st.text("林地报批车船ＡaB12", min_size=1, max_size=4)


def test_a_word_is_added_once_however_it_is_written() -> None:
    own = with_word(with_word(NOTHING, "VPN专线"), "ＶＰＮ专线")
    assert own.words == ("VPN专线",)


def test_groups_that_share_a_word_become_one() -> None:
    own = with_group(with_group(NOTHING, ("甲办", "乙办")), ("丙办", "丁办"))
    assert own.groups == (("甲办", "乙办"), ("丙办", "丁办"))
    assert with_group(own, ("乙办", "丁办")).groups == (("甲办", "乙办", "丙办", "丁办"),)


def test_notes_and_order_stay_when_a_list_is_changed() -> None:
    text = "# 林业科要的\n甲办\t乙办\n\n# 交通科要的\n丙办\t丁办\n"
    own = with_group(OwnLexicon(synonyms_text=text), ("乙办", "戊办"))
    assert own.synonyms_text == "# 林业科要的\n甲办\t乙办\t戊办\n\n# 交通科要的\n丙办\t丁办\n"
    own, unknown = without_words(own, ("丙办", "己办"))
    assert own.synonyms_text == "# 林业科要的\n甲办\t乙办\t戊办\n\n# 交通科要的\n"
    assert unknown == ("己办",)


def test_a_group_joins_the_shipped_one_it_touches() -> None:
    assert NOTHING.all_groups() is None
    groups = with_group(NOTHING, ("占林手续", "林地报批")).all_groups() or ()
    joined = next(group for group in groups if "占林手续" in group)
    assert "使用林地" in joined
    assert len(groups) == len(synonym_groups())


def test_a_shipped_word_can_be_taken_out_and_put_back() -> None:
    own, unknown = without_words(NOTHING, ("林地审批",))
    assert unknown == ()
    assert not any("林地审批" in group for group in own.all_groups() or ())
    assert without_words(own, ("林地审批",))[1] == ("林地审批",)
    again = with_group(own, ("林地审批", "林地报批"))
    assert again.removed == ()
    assert any("林地审批" in group for group in again.all_groups() or ())


@given(st.lists(st.lists(WORD, min_size=2, max_size=4), max_size=5), st.lists(WORD, max_size=3))
def test_adding_and_removing_keep_groups_apart(added: list[list[str]], removed: list[str]) -> None:
    own = NOTHING
    for group in added:
        own = with_group(own, group)
        assert len({fold(word) for word in group} - _folded(own)) == 0 or len(set(group)) == 1
    own, _ = without_words(own, removed)
    held = [fold(word) for group in own.groups for word in group]
    assert len(held) == len(set(held))
    assert set(map(fold, removed)).isdisjoint(held)


def _folded(own: OwnLexicon) -> set[str]:
    return {fold(word) for group in own.groups for word in group} | {
        fold(line) for line in own.synonyms_text.splitlines()
    }


@pytest.mark.parametrize(
    ("word", "told"),
    [("", "没有字"), ("，", "没有字"), ("林" * 31, "太长"), ("甲\t乙", "符号"), ("#甲", "符号")],
)
def test_words_that_cannot_stand_in_a_list(word: str, told: str) -> None:
    assert told in complaint(word)
    assert complaint("一件事") == ""


def test_lists_are_written_and_read_back(tmp_path: Path) -> None:
    own = with_group(with_word(NOTHING, "后龙山风电"), ("甲办", "乙办"))
    write_own(tmp_path / "lexicon", NOTHING, own)
    read = read_own(tmp_path / "lexicon")
    assert (read.words, read.groups, read.removed) == (own.words, own.groups, ())
    assert (tmp_path / "lexicon" / "words.tsv").read_text("utf-8").startswith("# ")
    assert sorted(file.name for file in (tmp_path / "lexicon").iterdir()) == [
        "synonyms.tsv",
        "words.tsv",
    ]


def test_lists_edited_by_hand_may_be_careless(tmp_path: Path) -> None:
    (tmp_path / "synonyms.tsv").write_bytes("\ufeff 甲办 \t\t乙办\r\n丙办\r\n，\t丁办".encode())
    assert read_own(tmp_path).groups == (("甲办", "乙办"),)


def test_a_list_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "words.tsv").write_bytes("林地".encode("gb18030"))
    with pytest.raises(StoreError, match="UTF-8"):
        read_own(tmp_path)
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(StoreError, match="写不进去"):
        write_own(file, NOTHING, with_word(NOTHING, "甲办"))
    assert stat.S_ISREG(file.stat().st_mode)


def test_an_index_keeps_the_words_it_was_made_with(tmp_path: Path) -> None:
    text = "后龙山风电项目占用林地。"
    assert "后龙山风电" not in words(text)
    own = frozenset({"后龙山风电"})
    assert "后龙山风电" in words(text, own)
    engine = create_engine(tmp_path / "index", own)
    engine.write([entry(text)])
    engine.close()
    engine = open_engine(tmp_path / "index")
    engine.write([entry(text, 2, of=entry(text).issue)])
    assert engine.words == own
    assert engine.frequency("后龙山风电") == 1
    engine.close()


def test_synonyms_of_the_archive_are_asked_for(tmp_path: Path) -> None:
    engine = create_engine(tmp_path / "index")
    engine.write([entry("林地报批指导。")])
    assert search(engine, "占林手续").total == 0
    engine.close()
    groups = with_group(NOTHING, ("占林手续", "使用林地")).all_groups()
    engine = open_engine(tmp_path / "index", groups)
    assert [hit.why for hit in search(engine, "占林手续").hits] == ["synonym"]
    engine.close()
