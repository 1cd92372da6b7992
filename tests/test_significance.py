"""The paired bootstrap tells a difference from chance, and the same one each time."""

from __future__ import annotations

import pytest

from bench.significance import compare


def test_a_gain_on_every_question_is_sure() -> None:
    found = compare([1.0] * 40, [0.9] * 40)
    assert found.mean == found.low == found.high == pytest.approx(0.1)
    assert found.p == 0


def test_gains_and_losses_that_cancel_are_chance() -> None:
    found = compare([1.0, 0.0] * 50, [0.0, 1.0] * 50)
    assert found.mean == 0
    assert found.low < 0 < found.high
    assert found.p > 0.9


def test_equals_differ_by_nothing() -> None:
    found = compare([0.5, 0.7], [0.5, 0.7])
    assert (found.low, found.high, found.p) == (0, 0, 1)


def test_a_few_losses_among_many_questions() -> None:
    ours = [1.0] * 1000
    theirs = [1.0] * 988 + [0.0] * 12
    found = compare(ours, theirs)
    assert 0 < found.low < 0.012 < found.high < 0.03
    assert found.p < 0.01
    assert found == compare(ours, theirs)


def test_questions_must_be_the_same() -> None:
    with pytest.raises(ValueError, match="no questions"):
        compare([], [])
    with pytest.raises(ValueError, match="zip"):
        compare([1.0], [1.0, 0.5])
