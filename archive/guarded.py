"""One file read in a child process with limits: `parse` must not hang or die of a file either."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from archive.audit import Audit
from archive.files import printable
from archive.ingest import LIMITS
from archive.intake import LOST
from archive.problems import BadFile, FileProblem, ZhoubaoError
from archive.records import Bulletin
from archive.workers import Limits, Lost, run_tasks

Result = TypeVar("Result", Bulletin, Audit)
Work = Literal["parse_file", "audit_file"]


class _Asked(msgspec.Struct, frozen=True):
    """To the child: the path as the system's bytes."""

    path: bytes
    password: str | None


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


def _guarded(
    work: Work, kind: type[Result], path: Path, password: str | None, limits: Limits
) -> Result:
    task = msgspec.msgpack.encode(_Asked(os.fsencode(path.absolute()), password))
    results = run_tasks(functools.partial(_do, work), [task], jobs=1, limits=limits)
    with closing(results):
        _, result = next(results)
    if isinstance(result, Lost):
        message = f"{printable(path)}：{LOST[result.kind]}"
        raise BadFile(path, result.kind, message) from ZhoubaoError(result.detail)
    answer, data = msgspec.msgpack.decode(result.data, type=tuple[bool, msgspec.Raw])
    if not answer:
        refused = msgspec.msgpack.decode(data, type=_Refused)
        raise BadFile(path, refused.kind, refused.message)
    return msgspec.msgpack.decode(data, type=kind)


def _do(work: Work, data: bytes) -> bytes:
    """The child's work."""
    asked = msgspec.msgpack.decode(data, type=_Asked)
    path = Path(os.fsdecode(asked.path))
    try:
        return msgspec.msgpack.encode((True, _read(work)(path, asked.password)))
    except BadFile as problem:
        return msgspec.msgpack.encode((False, _Refused(problem.kind, problem.message)))


def _read(work: Work) -> Callable[[Path, str | None], Bulletin | Audit]:
    from archive import audit, reader  # noqa: PLC0415  (they load the lexicons)

    return reader.parse_file if work == "parse_file" else audit.audit_file
