"""Persons in lists, among the public, honoured, appointed; names of other peoples."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.extract.context import Context
from archive.extract.persons import find_persons
from corpus.lexicon.persons import given_characters, name_parts

CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("person_forms.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_persons_by_form(text: str, expected: str) -> None:
    found = [f"{m.name}={m.post or ''}" for m in find_persons(text, Context(), ())]
    assert found == ([] if expected == "-" else expected.split("|"))


def test_the_lists_are_sound() -> None:
    assert given_characters().isdisjoint("的了是在局厅处科室")
    assert {"次仁", "巴图", "阿牛", "岩温罕"} <= name_parts()
    assert all(2 <= len(part) <= 4 for part in name_parts())
