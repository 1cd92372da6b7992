"""Bodies of bulletins cut into their items."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
import pytest

from tests.test_patrol import bulletin


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body and the first words of each of its items."""

    name: str
    publisher: str
    body: str
    activities: tuple[str, ...]


_DATA = tomllib.loads((Path(__file__).parent / "segmentation_cases.toml").read_text("utf-8"))
CASES = msgspec.convert(_DATA["case"], tuple[Case, ...])


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_items_of_a_body(case: Case) -> None:
    read = bulletin(case.publisher, "2021年7月19日", "（7月5日—7月16日）", *case.body.split("\n\n"))
    firsts = [one.text for one in read.activities]
    assert len(firsts) == len(case.activities), firsts
    assert all(map(str.startswith, firsts, case.activities)), firsts
