"""Words cut in children are those cut here, in the same order, whatever becomes of a child."""

from __future__ import annotations

import os

import msgspec
import pytest

from bench.sample_entries import sample_entries
from indexer import cutting
from indexer.cutting import with_words
from indexer.entries import Entry
from indexer.terms import Cut, cut, terms_of

OWN = frozenset({"林木采伐许可证"})


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return sample_entries(700)


@pytest.fixture(autouse=True)
def early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "PARALLEL_FROM", 100)
    monkeypatch.setattr(cutting, "WINDOW", 450)
    monkeypatch.setattr(cutting, "CHUNK", 90)


def here(entry: Entry) -> Cut:
    return cut(entry.text, entry.title, entry.departments, OWN)


def test_children_cut_as_the_builder_does(entries: list[Entry]) -> None:
    done = list(with_words(iter(entries), OWN, jobs=2))
    assert [entry.id for entry, _ in done] == [entry.id for entry in entries]
    assert [words for _, words in done] == [here(entry) for entry in entries]
    for entry, words in done[::50]:
        assert terms_of(entry, OWN, words) == terms_of(entry, OWN)


def test_few_entries_are_left_to_the_builder(entries: list[Entry]) -> None:
    assert all(words is None for _, words in with_words(entries[:99], OWN, jobs=2))
    assert all(words is None for _, words in with_words(entries, OWN, jobs=1))


def _dies(own: frozenset[str], data: bytes) -> bytes:
    del own, data
    os._exit(1)


def test_what_a_child_fails_at_is_left_to_the_builder(
    entries: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "_cut_chunk", _dies)
    done = list(with_words(entries, OWN, jobs=2))
    assert [entry.id for entry, _ in done] == [entry.id for entry in entries]
    assert {words for _, words in done} == {None}


def test_half_a_surrogate_pair_is_left_to_the_builder(entries: list[Entry]) -> None:

    odd = msgspec.structs.replace(entries[0], text="林地\ud800报批")
    done = list(with_words([odd, *entries[1:]], OWN, jobs=2))
    assert [entry.id for entry, _ in done] == [entry.id for entry in entries]
    assert done[0][1] is None
