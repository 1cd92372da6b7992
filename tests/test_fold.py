"""Folding keeps a way back: what is highlighted in the original folds to what was looked for."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.fold import find_all, fold, fold_query, fold_with_map, occurrences

CHARACTERS = st.one_of(
    st.characters(codec="utf-8"),
    st.sampled_from(
        "ａＢ①½㎡ﬁßİΣς 　\n\tée\u0301\u0327각\u1100\u1161\u11a8゛ば\u3099は´市场办〔２０２２〕"
    ),
)
TEXTS = st.text(CHARACTERS, max_size=30)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("２０２２年第２６期", "2022年第26期"),
        ("ＧＢ／Ｔ　9704", "gb/t 9704"),
        ("占地50㎡", "占地50m2"),
        ("一\n　 二", "一 二"),
        (" 一 ", " 一 "),
        ("", ""),
        ("　\n", " "),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold_with_map(text).text == folded


def test_fold_query_strips_and_replaces_half_surrogates() -> None:
    assert fold_query("　林地 \udcff") == "林地 \ufffd"


@given(TEXTS)
def test_folding_is_nfkc_case_and_white_space(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text).casefold()
    assert fold(text).split() == plain.split()
    assert fold_with_map(text).text == fold(text)


@given(TEXTS)
def test_folding_twice_is_folding_once_for_chinese(text: str) -> None:
    chinese = "".join(character for character in text if "一" <= character <= "鿿")
    assert fold(fold(chinese)) == fold(chinese)


@given(TEXTS, st.data())
def test_occurrences_fold_to_the_needle(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    needle = fold_query(text[start:end])
    folded = fold_with_map(text)
    spans = occurrences(folded, needle)
    assert bool(spans) == (needle != "" and needle in folded.text)
    whole = any(folded.whole(at, at + len(needle)) for at in find_all(folded.text, needle))
    for first, last in spans:
        assert 0 <= first < last <= len(text)
        if whole:
            assert fold(text[first:last]).strip() == needle


def test_a_part_of_a_character_is_highlighted_only_where_no_whole_one_is() -> None:
    assert occurrences(fold_with_map("50㎡，2间"), "2") == [(4, 5)]
    assert occurrences(fold_with_map("50㎡"), "2") == [(2, 3)]
