"""One file read in child processes with limits: `parse` must not hang or die of a file either."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from archive.audit import Audit
from archive.files import printable, unwritable
from archive.ingest import LIMITS
from archive.intake import LOST
from archive.page_regions import MappedFile, PageMap
from archive.problems import BadFile, FileProblem, ZhoubaoError
from archive.records import Bulletin
from archive.workers import Finished, Limits, Lost, default_jobs, run_tasks

Result = TypeVar("Result", Bulletin, Audit, MappedFile, bytes)
Work = Literal["parse_file", "audit_file", "map_file"]


class _Asked(msgspec.Struct, frozen=True):
    """To the child: the path as the system's bytes."""

    path: bytes
    password: str | None


class _AskedPicture(msgspec.Struct, frozen=True):
    """To the child: which page of which file to draw, and how many the file has."""

    path: bytes
    password: str | None
    page: PageMap
    pages: int


class _Refused(msgspec.Struct, frozen=True):
    """From the child, where the file cannot be read."""

    kind: FileProblem
    message: str


def parse_file(path: Path, password: str | None = None, limits: Limits = LIMITS) -> Bulletin:
    """`archive.reader.parse_file` in a child. Raises BadFile, for exceeded limits too."""
    return _guarded("parse_file", Bulletin, path, password, limits)


def audit_file(path: Path, password: str | None = None, limits: Limits = LIMITS) -> Audit:
    """`archive.audit.audit_file` in a child. Raises BadFile, for exceeded limits too."""
    return _guarded("audit_file", Audit, path, password, limits)


def map_file(path: Path, password: str | None = None, limits: Limits = LIMITS) -> MappedFile:
    """`archive.page_regions.map_file` in a child. Raises BadFile, for exceeded limits too."""
    return _guarded("map_file", MappedFile, path, password, limits)


def draw_pictures(
    path: Path,
    pages: Sequence[PageMap],
    folder: Path,
    password: str | None = None,
    limits: Limits = LIMITS,
) -> tuple[Path, ...]:
    """Write `page-01.png` … of a PDF's mapped pages into `folder` (made if need be); their paths.

    Each page is drawn in a child, with the limits of a file. Pictures of the same names are
    replaced. Raises BadFile where a page cannot be drawn, for exceeded limits too, and StoreError
    where nothing can be written.
    """
    digits = max(2, len(str(len(pages))))
    targets = [folder / f"page-{page.number:0{digits}}.png" for page in pages]
    tasks = [
        msgspec.msgpack.encode(
            _AskedPicture(os.fsencode(path.absolute()), password, page, len(pages))
        )
        for page in pages
    ]
    results = run_tasks(_draw, tasks, jobs=default_jobs(), limits=limits)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(results):
            for place, result in results:
                targets[place].write_bytes(_answer(bytes, path, result))
    except OSError as error:
        raise unwritable(folder, error) from error
    return tuple(targets)


def _guarded(
    work: Work, kind: type[Result], path: Path, password: str | None, limits: Limits
) -> Result:
    task = msgspec.msgpack.encode(_Asked(os.fsencode(path.absolute()), password))
    results = run_tasks(functools.partial(_do, work), [task], jobs=1, limits=limits)
    with closing(results):
        _, result = next(results)
    return _answer(kind, path, result)


def _answer(kind: type[Result], path: Path, result: Finished | Lost) -> Result:
    """What the child answered. Raises BadFile where it was lost or refused the file."""
    if isinstance(result, Lost):
        message = f"{printable(path)}：{LOST[result.kind]}"
        raise BadFile(path, result.kind, message) from ZhoubaoError(result.detail)
    answer, data = msgspec.msgpack.decode(result.data, type=tuple[bool, msgspec.Raw])
    if not answer:
        refused = msgspec.msgpack.decode(data, type=_Refused)
        raise BadFile(path, refused.kind, refused.message)
    return msgspec.msgpack.decode(data, type=kind)


def _do(work: Work, data: bytes) -> bytes:
    """The child's work on a file."""
    asked = msgspec.msgpack.decode(data, type=_Asked)
    path = Path(os.fsdecode(asked.path))
    try:
        return msgspec.msgpack.encode((True, _read(work)(path, asked.password)))
    except BadFile as problem:
        return msgspec.msgpack.encode((False, _Refused(problem.kind, problem.message)))


def _read(work: Work) -> Callable[[Path, str | None], Bulletin | Audit | MappedFile]:
    from archive import audit, page_regions, reader  # noqa: PLC0415  (they load the lexicons)

    match work:
        case "parse_file":
            return reader.parse_file
        case "audit_file":
            return audit.audit_file
        case "map_file":
            return page_regions.map_file


def _draw(data: bytes) -> bytes:
    """The child's work on a page's picture."""
    from archive.page_pictures import draw_map, to_png  # noqa: PLC0415  (as above)

    asked = msgspec.msgpack.decode(data, type=_AskedPicture)
    path = Path(os.fsdecode(asked.path))
    try:
        picture = to_png(draw_map(path, asked.page, asked.pages, asked.password))
    except BadFile as problem:
        return msgspec.msgpack.encode((False, _Refused(problem.kind, problem.message)))
    return msgspec.msgpack.encode((True, picture))
