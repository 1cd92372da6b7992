"""Timelines: one line through renames, by date, with who acted under which name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec
import pytest

from indexer.engine import Engine, create_engine
from indexer.plans import Filters
from indexer.timeline import Rename, timeline
from tests.entry_samples import entry, issue

COMMERCE, MARKET = "四川省工商行政管理局", "四川省市场监督管理局"
POLICE = "四川省公安厅"
BEFORE = issue(5, year=2017, start=dt.date(2017, 3, 6))
AFTER = issue(9, year=2019, start=dt.date(2019, 5, 6))

ENTRIES = (
    entry("优化营业执照办理。", 1, of=AFTER, day="2019-05-08", actors=(MARKET,), types=("培训",)),
    entry("近日组织座谈。", 2, of=AFTER, actors=(MARKET,), types=("座谈",)),
    entry("企业登记培训。", 1, of=BEFORE, day="2017-03-09", actors=(COMMERCE,), types=("培训",)),
    entry("到大厅调研。", 2, of=BEFORE, day="2017-03-07", actors=(POLICE,), types=("调研",)),
    entry(
        "公安厅与工商局会商。",
        3,
        of=BEFORE,
        day="2017-03-10",
        actors=(POLICE,),
        departments=(POLICE, COMMERCE),
    ),
    entry("受理5件。", 1, of=AFTER, kind="statistic"),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = create_engine(tmp_path_factory.mktemp("timeline") / "index")
    made.write(ENTRIES)
    yield made
    made.close()


@pytest.mark.parametrize("asked", ["工商局", "省工商局", "市场监管局", COMMERCE, MARKET])
def test_one_line_by_any_name(engine: Engine, asked: str) -> None:
    line = timeline(engine, asked)
    assert line.department == MARKET
    assert line.names == (COMMERCE, MARKET)
    assert line.former == (COMMERCE,)
    assert [each.text for each in line.activities] == [
        "企业登记培训。",
        "近日组织座谈。",
        "优化营业执照办理。",
    ]
    assert [each.name for each in line.activities] == [COMMERCE, MARKET, MARKET]
    assert line.total == 3
    assert line.types == {"培训": 2, "座谈": 1}
    assert line.renames == (
        Rename(
            before=COMMERCE,
            after=MARKET,
            last=dt.date(2017, 3, 9),
            first=dt.date(2019, 5, 6),
        ),
    )


def test_filters_and_roles(engine: Engine) -> None:
    def texts(asked: str, **given: object) -> list[str]:
        return [each.text for each in timeline(engine, asked, Filters(**given)).activities]  # type: ignore[arg-type]

    assert texts("工商局", types=("培训",)) == ["企业登记培训。", "优化营业执照办理。"]
    assert texts("工商局", since=dt.date(2018, 1, 1), types=("培训",)) == ["优化营业执照办理。"]
    assert texts("工商局", until=dt.date(2018, 1, 1)) == ["企业登记培训。"]
    assert texts("工商局", until=dt.date(2018, 1, 1), role="any") == [
        "企业登记培训。",
        "公安厅与工商局会商。",
    ]
    assert texts("公安厅") == ["到大厅调研。", "公安厅与工商局会商。"]


def test_a_record_without_a_date_stands_at_its_issue_and_is_marked(engine: Engine) -> None:
    undated = timeline(engine, "市场监管局").activities[1]
    assert undated.date is not None
    assert (undated.date.start, undated.date.end) == (dt.date(2019, 5, 6), dt.date(2019, 5, 17))
    assert not undated.date.dated


def test_a_department_the_archive_does_not_hold(engine: Engine) -> None:
    line = timeline(engine, "水利厅")
    assert (line.total, line.activities, line.names) == (0, (), ())
    assert line.department == "水利厅"


def test_the_shape_of_the_contract(engine: Engine) -> None:
    line = msgspec.json.decode(msgspec.json.encode(timeline(engine, "公安厅")))
    assert line["department"] == POLICE
    assert line["names"] == [POLICE]
    assert line["total"] == 2
    assert line["activities"][0]["date"]["start"] == "2017-03-07"
    assert line["activities"][0]["types"] == ["调研"]


def test_a_name_of_several_provinces_is_the_one_called_so(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """省林草局 is Sichuan's own short name; Anhui's forestry bureau is called 省林业局."""
    made = create_engine(tmp_path_factory.mktemp("provinces") / "index")
    anhui = issue(3, publisher="安徽省政务服务中心")
    made.write(
        (
            *(entry("宣讲。", n, of=anhui, actors=("安徽省林业局",)) for n in (1, 2, 3)),
            entry("林地报批指导。", 1, actors=("四川省林业和草原局",)),
        )
    )
    line = timeline(made, "省林草局")
    made.close()
    assert line.department == "四川省林业和草原局"
    assert [each.text for each in line.activities] == ["林地报批指导。"]
    assert "安徽省林业局" not in line.names
