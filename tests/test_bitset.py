"""Dense sets answer as Python's own do; lists of bits give back what was put in."""

from __future__ import annotations

from array import array
from collections.abc import Set as AbstractSet

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.bitset import SPARSE, Dense, dense, from_bits, from_mask, mask_of, union
from indexer.grouping import Grouping, group
from indexer.postings import (
    NUMBER_CODE,
    WEIGHT_CODE,
    Weighed,
    is_dense,
    length,
    members,
    pack,
    unpack,
    unpack_classes,
    unpack_weights,
)

numbers = st.sets(st.integers(0, 400))


@given(numbers, numbers)
def test_dense_sets_answer_as_plain_ones(one: set[int], other: set[int]) -> None:
    pairs: list[tuple[AbstractSet[int], AbstractSet[int]]] = [
        (dense(one), other),
        (one, dense(other)),
        (dense(one), dense(other)),
    ]
    for mine, yours in pairs:
        assert mine & yours == one & other
        assert mine | yours == one | other
        assert mine - yours == one - other
        assert (mine == yours) is (one == other)
        assert union((mine, yours, set())) == one | other
    assert sorted(dense(one)) == sorted(one)
    assert len(dense(one)) == len(one)
    assert all((number in dense(one)) is (number in one) for number in range(-1, 402))
    assert dense(one).mask == mask_of(dense(one).bits)
    assert from_mask(bytes(number in one for number in range(401))) == one
    assert from_bits(dense(one).bits) == one


def test_many_look_ups_go_by_the_mask() -> None:
    few, many = dense({1, 5, 4000}), set(range(5000))
    assert many & few == few & many == {1, 5, 4000}
    assert many - few == many - {1, 5, 4000}


def test_what_is_left_of_many_is_a_plain_set() -> None:
    assert isinstance(dense(set(range(1000))) - set(range(1, 900)), Dense)
    left = dense(set(range(1000))) - set(range(999))
    assert isinstance(left, set)
    assert left == {999}
    assert isinstance(from_bits((1 << SPARSE) - 1), Dense)


@given(st.sets(st.integers(0, 3000), min_size=1), st.integers(0, 100))
def test_lists_give_back_what_was_put_in(held: set[int], base: int) -> None:
    listed = array(NUMBER_CODE, sorted(held))
    weights = array(WEIGHT_CODE, (number % 251 + 1 for number in listed))
    classes = array(WEIGHT_CODE, (number % 199 for number in listed))
    data = pack(listed, Weighed(weights, classes))
    for each in (data, pack(listed)):
        assert length(each) == len(held)
        assert unpack(each, base) == [number + base for number in sorted(held)]
        assert members(each, base) == {number + base for number in held}
    assert unpack_weights(data) == weights.tobytes()
    assert unpack_classes(data) == classes.tobytes()


def test_bits_are_kept_where_they_take_less_room() -> None:
    assert is_dense(pack(array(NUMBER_CODE, range(100))))
    assert not is_dense(pack(array(NUMBER_CODE, range(0, 2000, 20))))
    assert not is_dense(pack(array(NUMBER_CODE, (7,))))


@given(st.lists(st.sets(st.sampled_from("甲乙丙丁戊")).map(tuple), max_size=120), numbers)
def test_groups_count_as_a_plain_count(values: list[tuple[str, ...]], chosen: set[int]) -> None:
    grouping = Grouping(group(values, len(values)))
    chosen = {number for number in chosen if number < len(values)}
    rows = dense(chosen)
    counts = grouping.count(rows, rows.mask.ljust(len(values), b"\0"))
    expected = {name: sum(name in values[row] for row in chosen) for name in "甲乙丙丁戊"}
    assert {name: count for name, count in counts.items() if count} == {
        name: count for name, count in expected.items() if count
    }


def test_groups_cut_short_are_refused() -> None:
    whole = group([("甲",), *[()] * 99], 100)
    with pytest.raises(ValueError, match="cut short"):
        Grouping(type(whole)(whole.common, (*whole.rare, "乙"), whole.sizes, whole.rows))
