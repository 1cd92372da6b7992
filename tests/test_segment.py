"""Segmentation for ranking: the field's words whole and in parts, nothing lost, no shared cache."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.fold import fold
from indexer.segment import tokenizer, words
from indexer.terms import grams


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("林地报批指导", {"林地报批", "林地", "报批", "指导"}),
        ("一体化政务服务平台", {"一体化政务服务平台", "一体化", "政务", "服务", "平台"}),
        ("省林草局窗口", {"省林草局", "林草局", "窗口"}),
        ("省市场监管局", {"省市场监管局", "市场监管局", "市场", "监管"}),
        ("大件运输许可", {"大件运输许可", "运输", "许可"}),
        ("办结484164件", {"办结", "484164", "件"}),
        ("12345热线", {"12345", "热线"}),
        ("gb/t 9704", {"gb", "t", "9704"}),
    ],
)
def test_words_stay_whole_and_in_parts(text: str, expected: set[str]) -> None:
    assert expected <= set(words(text))


@given(st.text(max_size=40))
def test_every_letter_and_digit_is_in_a_word(text: str) -> None:
    folded = fold(text)
    found = "".join(words(folded))
    assert {character for character in folded if character.isalnum()} <= set(found)


@given(st.text(max_size=40))
def test_every_pair_of_neighbours_is_a_gram(text: str) -> None:
    folded = fold(text)
    found = grams(folded)
    assert set(map(str.__add__, folded, folded[1:])) <= found
    assert set(folded) <= found
    assert all(gram in folded for gram in found)


def test_no_cache_file_is_read_or_written(tmp_path: Path) -> None:
    code = (
        "import os, sys, tempfile\n"
        "tempfile.tempdir = sys.argv[1]\n"
        "from indexer.segment import words\n"
        "assert words('政务服务')\n"
        "assert os.listdir(sys.argv[1]) == []\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_the_tokenizer_is_made_once() -> None:
    assert tokenizer() is tokenizer()
