"""Every example of docs/query-language.md, asked of an archive with the real bulletin."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.problems import QueryError
from archive.store import open_store
from indexer.engine import Engine
from indexer.refresh import open_index
from indexer.search import search
from tests.zhoubao_process import REAL_ID, ROOT

PAGE = (ROOT / "docs" / "query-language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `(.+?)` \| .+ \| (.+) \|$", PAGE, re.MULTILINE)
TODAY = dt.date(2023, 5, 4)


@pytest.fixture(scope="module")
def engine(held: Path) -> Iterator[Engine]:
    with open_store(held, create=False) as store:
        engine = open_index(store)
        yield engine
        engine.close()


def test_every_row_is_an_example() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert len(rows) == len(EXAMPLES) > 50


@pytest.mark.parametrize(("query", "finds"), EXAMPLES, ids=[query for query, _ in EXAMPLES])
def test_an_example_finds_what_the_page_says(engine: Engine, query: str, finds: str) -> None:
    if finds == "error":
        with pytest.raises(QueryError, match="--exact"):
            search(engine, query, today=TODAY)
        return
    hits = search(engine, query, today=TODAY, limit=1000).hits
    found = {hit.id.removeprefix(f"{REAL_ID}.") for hit in hits if hit.bulletin == REAL_ID}
    if finds == "any":
        assert found
    else:
        assert found == (set() if finds == "none" else set(finds.split()))
