"""Departments in passages of many provinces, levels and years (`department_passages.txt`).

The group "Annotated before the rules were run on them" was: 13 of its 18 passages passed then.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from archive.extract.context import Context
from archive.extract.departments import find_departments
from corpus.lexicon import places
from corpus.lexicon.departments import resolve
from corpus.lexicon.places import Place


class Expected(msgspec.Struct, frozen=True):
    roles: tuple[str, ...]
    names: tuple[str, ...]


class Passage(msgspec.Struct):
    home: str
    year: int
    publisher: str | None
    text: str = ""
    expected: dict[str, Expected] = {}
    optional: set[str] = set()


def _passages() -> list[Passage]:
    found: list[Passage] = []
    table = Path(__file__).with_name("department_passages.txt").read_text(encoding="utf-8")
    for line in table.splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "@":
            home, year, publisher = rest.split()
            found.append(Passage(home, int(year), None if publisher == "-" else publisher))
        elif mark == ">":
            found[-1].text += rest
        elif mark == "?":
            found[-1].optional.add(rest)
        elif mark not in ("#", ""):
            written, _, names = rest.partition(" = ")
            found[-1].expected[written] = Expected(
                tuple(mark.split("|")), tuple(names.split(" | "))
            )
    return found


def _home(words: str) -> Place:
    """The place itself, or a district named behind its city (常州市武进区)."""
    for end in range(2, len(words)):
        for above in places.named(words[:end]):
            below = places.named(words[end:], above)
            if below:
                return below[0]
    return places.named(words)[0]


@pytest.mark.parametrize("passage", _passages(), ids=lambda passage: passage.text[:16])
def test_departments_as_a_careful_reader_finds_them(passage: Passage) -> None:
    context = Context(
        publisher=passage.publisher,
        published=dt.date(passage.year, 8, 22),
        home=_home(passage.home),
    )
    found = {
        mention.written: mention
        for mention in find_departments(passage.text, context, ())
        if mention.written not in passage.optional
    }
    assert sorted(found) == sorted(passage.expected)
    for written, mention in found.items():
        assert mention.name in passage.expected[written].names
        assert mention.role in passage.expected[written].roles


def test_the_table_is_long_enough() -> None:
    assert len(_passages()) >= 100


@pytest.mark.parametrize(
    ("home", "written", "name"),
    [
        ("常州市钟楼区", "区公安分局", "常州市公安局钟楼分局"),
        ("常州市", "钟楼公安分局", "常州市公安局钟楼分局"),
        ("宿松县", "破凉派出所", "宿松县公安局破凉派出所"),
        ("常州市钟楼区", "西林派出所", "常州市公安局钟楼分局西林派出所"),
        ("绵阳市", "高新区管委会", "绵阳高新区管理委员会"),
        ("漳州市", "市行政服务中心管委会", "漳州市行政服务中心管理委员会"),
        ("青岛市市北区", "区财政局", "青岛市市北区财政局"),
        ("东莞市", "虎门镇政务服务中心", "东莞市虎门镇政务服务中心"),
    ],
)
def test_bodies_below_a_department_in_full(home: str, written: str, name: str) -> None:
    assert resolve(written, _home(home), dt.date(2022, 8, 22)).name == name
