"""Which files a set of paths means: PDFs and text files, and those that must be named as unfit."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from archive.files import printable, unreadable
from archive.problems import BadFile

READABLE = frozenset({".pdf", ".txt"})

_WORD = "请在 Word 中打开，用“另存为”或“导出”存成 PDF，再收录。"
_WPS = "请在 WPS 中打开，用“输出为 PDF”存成 PDF，再收录。"
_OFD = "请用版式阅读软件（如数科、福昕 OFD 阅读器）打开，导出为 PDF，再收录。"
_CEB = "请用方正 Apabi 阅读器打开，打印或导出为 PDF，再收录。"

UNFIT = {
    ".doc": ("Word 文件", _WORD),
    ".docx": ("Word 文件", _WORD),
    ".docm": ("Word 文件", _WORD),
    ".rtf": ("Word 文件", _WORD),
    ".odt": ("OpenDocument 文件", _WORD),
    ".wps": ("WPS 文件", _WPS),
    ".wpt": ("WPS 文件", _WPS),
    ".ofd": ("OFD 文件", _OFD),
    ".ceb": ("CEB 文件", _CEB),
    ".cebx": ("CEB 文件", _CEB),
}
"""Formats that bulletins come in and that are not read: what each is, and what to do."""

_TEMPORARY_PREFIXES = (".", "~$")
"""Hidden files (macOS keeps a ._x.pdf beside each x.pdf) and the lock files of Word and WPS."""


class Found(msgspec.Struct, frozen=True):
    """A file to consider.

    `name` is its absolute path as text; `explicit` where it was named itself and not found in a
    folder; `problem` where it need not be opened.
    """

    path: Path
    name: str
    explicit: bool
    problem: BadFile | None = None


def gather(paths: Sequence[Path], archive: Path) -> tuple[Found, ...]:
    """Files named, and those in folders named (recursively, in order of name), each once.

    Other files in folders, links to folders and the archive's own folder are passed over. Raises
    BadFile ("not-found") for a path that does not exist, before anything is read.
    """
    found: dict[str, Found] = {}
    for path in paths:
        try:
            path.stat()
        except OSError as error:
            raise unreadable(path, error) from error
    for path in paths:
        absolute = Path(os.path.abspath(path))  # noqa: PTH100  (links stay as they were named)
        several = _in_folder(absolute, archive) if path.is_dir() else iter([_named(absolute)])
        for item in several:
            if item.explicit or item.name not in found:
                found[item.name] = item
    return tuple(found.values())


def _named(path: Path) -> Found:
    """A file named itself is opened whatever its name ends in: the reader tells what it is."""
    name = printable(path)
    problem = _unfit(path)
    if problem is None and not path.is_file():  # opening a pipe would wait for ever
        problem = BadFile(path, "unsupported-format", f"{name} 不是普通文件，未读取。请指定 PDF。")
    return Found(path, name, explicit=True, problem=problem)


def _in_folder(folder: Path, archive: Path) -> Iterator[Found]:
    own = archive.resolve()
    failures: list[OSError] = []
    for current, folders, names in os.walk(folder, onerror=failures.append):
        here = Path(current)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and (here / name).resolve() != own
        )
        for name in sorted(names):
            item = _candidate(here / name)
            if item is not None:
                yield item
    for error in failures:
        blocked = Path(error.filename)
        yield Found(blocked, printable(blocked), explicit=False, problem=unreadable(blocked, error))


def _candidate(path: Path) -> Found | None:
    """A file in a folder, if it is one of ours or to be named as unfit."""
    if path.name.startswith(_TEMPORARY_PREFIXES):
        return None
    if path.suffix.lower() in READABLE:
        # A link that leads nowhere is reported when it is opened; pipes and devices are not opened.
        fit = path.is_file() or not path.exists()
        return Found(path, printable(path), explicit=False) if fit else None
    problem = _unfit(path)
    return Found(path, printable(path), explicit=False, problem=problem) if problem else None


def _unfit(path: Path) -> BadFile | None:
    known = UNFIT.get(path.suffix.lower())
    if known is None:
        return None
    what, advice = known
    return BadFile(
        path, "unsupported-format", f"{printable(path)} 是 {what}，不能直接收录。{advice}"
    )
