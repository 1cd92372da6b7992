"""Bulletins and readers for the tests of the store: small, and told apart by what matters there."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

from archive.problems import BadFile
from archive.records import (
    Activity,
    Bulletin,
    CountMention,
    DateMention,
    DepartmentMention,
    Inspection,
    Interval,
    ParseWarning,
    PersonMention,
    Section,
    Source,
    Span,
    Statistic,
)
from archive.store import Outcome, Store

PAGES = msgspec.msgpack.encode(["page"])
BOX = (90.0, 120.5, 500.25, 136.5)


class Reading(msgspec.Struct, frozen=True):
    bulletin: Bulletin
    pages: bytes
    seconds: dict[str, float]


def sha_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def activity(
    order: int = 1,
    text: str = "8月8日，民政厅组织了培训。",
    *,
    bulletin: str = "b",
    boxed: bool = False,
) -> Activity:
    span = Span(page=2, box=BOX if boxed else None, start=0, end=len(text))
    day = dt.date(2022, 8, 8)
    return Activity(
        id=f"{bulletin}.a{order}",
        text=text,
        spans=(span,),
        order=order,
        section=("二、窗口工作动态",),
        marker=f"（{order}）",
        title=None,
        departments=(
            DepartmentMention(name="四川省民政厅", written="民政厅", role="actor"),
            DepartmentMention(name="民政部", written="民政部", role="mentioned"),
        ),
        date=DateMention(start=day, end=day, precision="day", written="8月8日"),
        dates=(DateMention(start=day, end=day, precision="day", written="8月8日"),),
        types=("培训",),
        counts=(
            CountMention(value=50, unit="名", measure="学员", approximate=True, written="50余名"),
        ),
        persons=(PersonMention(name="吕志元", post="副主任", written="吕志元"),),
    )


def statistic(order: int = 1, value: float = 488639, *, bulletin: str = "b") -> Statistic:
    return Statistic(
        id=f"{bulletin}.s{order}",
        text=f"省本级行政许可事项受理{value}件",
        order=order,
        section=("一、办理情况",),
        scope="省本级",
        category="行政许可",
        measure="受理",
        value=value,
        unit="件",
        start=dt.date(2022, 1, 1),
        end=dt.date(2022, 8, 12),
        cumulative=True,
        written=f"受理{value}件",
    )


def bulletin(
    data: bytes = b"file",
    *,
    texts: Iterable[str] = ("8月8日，民政厅组织了培训。",),
    series: str | None = "窗口工作周报",
    year: int | None = 2022,
    number: int | None = 26,
    total_number: int | None = 401,
    publisher: str | None = "四川省政府政务服务和公共资源交易服务中心",
    published: dt.date | None = dt.date(2022, 8, 22),
    classification: str | None = None,
    title: str | None = "窗口工作周报",
    boxed: bool = False,
    file: str = "26.pdf",
) -> Bulletin:
    return Bulletin(
        id="b",
        series=series,
        year=year,
        number=number,
        total_number=total_number,
        title=title,
        publisher=publisher,
        published=published,
        period=Interval(start=dt.date(2022, 8, 1), end=dt.date(2022, 8, 12)),
        classification=classification,
        synthetic=False,
        sections=(
            Section(id="b.p1", text="", order=1, heading="一、办理情况", level=1),
            Section(id="b.p2", text="大厅情况如下：", order=2, heading="三、大厅", level=1),
        ),
        activities=tuple(
            activity(order, text, boxed=boxed) for order, text in enumerate(texts, start=1)
        ),
        statistics=(statistic(),),
        inspections=(
            Inspection(
                id="b.i1",
                text="着装情况。总体良好。",
                order=1,
                section=("三、大厅",),
                marker="（一）",
                aspect="着装情况",
                finding="总体良好。",
                rating="良好",
            ),
        ),
        copies=80,
        warnings=(
            ParseWarning(kind="guess", bulletin="b", record="b.a1", where="（1）", message="猜的"),
        ),
        source=Source(file=file, sha256=sha_of(data), pages=3, parser_version=1),
    )


def add(store: Store, data: bytes, one: Bulletin, *, replace: bool = False) -> Outcome:
    """Write `data` to a file beside the archive and add it as `one` (whose hash is set)."""
    path = store.folder.parent / f"{sha_of(data)[:12]}.pdf"
    path.write_bytes(data)
    source = msgspec.structs.replace(one.source, sha256=sha_of(data), file=path.name)
    one = msgspec.structs.replace(one, source=source)
    return store.add(one, PAGES, path, replace=replace)


def read_lines(path: Path, password: str | None = None) -> Reading:
    """A reader of small text files: the first line is a command or `number`, then texts."""
    data = path.read_bytes()
    first, *texts = data.decode().split("\n")
    command, _, argument = first.partition(" ")
    if command == "die":
        os._exit(9)
    if command == "wait":
        time.sleep(600)
    if command == "spin":
        while True:
            pass
    if command == "eat":
        bytearray(8 << 30)
    if command == "bug":
        raise TypeError("a bug in the reader")
    if command == "bad":
        raise BadFile(path, "no-text", f"{path.name}：没有文字。")
    if command == "locked" and password != argument:
        raise BadFile(path, "password", f"{path.name}：需要密码。")
    number = int(argument) if argument.isdecimal() else 1
    one = bulletin(
        data,
        number=number,
        texts=texts or ["没有内容"],
        classification=argument if command == "secret" else None,
        file=path.name,
    )
    return Reading(one, PAGES, {"reading": 0.25, "extracting": 0.5})


def read_lines_anew(path: Path) -> Reading:
    """The same reader after it has been improved: it sees one item more, at the front."""
    reading = read_lines(path)
    old = reading.bulletin
    texts = ["新识别的一条", *(one.text for one in old.activities)]
    activities = tuple(activity(order, text) for order, text in enumerate(texts, start=1))
    return Reading(
        msgspec.structs.replace(old, activities=activities), reading.pages, reading.seconds
    )
