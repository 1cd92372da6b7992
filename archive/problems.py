"""What can go wrong, one tree: messages are for office staff, in Chinese, and say what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

FileProblem = Literal[
    "damaged",
    "password",
    "no-text",
    "unreadable-font",
    "too-large",
    "too-slow",
    "reader-crashed",
    "unsupported-format",
    "classified",
    "not-found",
    "encoding",
    "empty",
]


class ZhoubaoError(Exception):
    """Base of every failure this program foresees; `message` is shown as it is."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadFile(ZhoubaoError):  # noqa: N818  (named for what it is about)
    """One file could not be read; the others go on. `kind` tells reasons apart."""

    def __init__(self, file: Path, kind: FileProblem, message: str) -> None:
        super().__init__(message)
        self.file = file
        self.kind = kind

    def __reduce__(self) -> tuple[type[BadFile], tuple[Path, FileProblem, str]]:
        return (BadFile, (self.file, self.kind, self.message))


class StoreError(ZhoubaoError):
    """The archive cannot be opened, read or written (foreign, newer, no rights, full disk)."""


class NotInArchive(ZhoubaoError):  # noqa: N818
    """Something was asked for by a name or id that the archive does not hold."""


class QueryError(ZhoubaoError):
    """A query's known field has a broken value; `position` points at it (offset in characters)."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class IndexDamaged(ZhoubaoError):  # noqa: N818
    """The index cannot be read or is of other settings; it must be rebuilt from the store."""


class BadCorrection(ZhoubaoError):  # noqa: N818
    """A correction by hand names a field that there is not, or a value that does not fit it."""
