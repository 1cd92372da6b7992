"""The kept files: named by their SHA-256, written and synced before any record speaks of them.

`files/ab/abcdef….pdf`. A file under its final name is always whole: it is written under a
temporary name, synced, renamed, and the folder synced.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import time
from pathlib import Path

from archive.problems import BadFile, StoreError

_CHUNK = 1 << 20
_TEMPORARY = "incoming-"
_LEFTOVER_SECONDS = 24 * 3600
"""A temporary file older than this belongs to a process that was killed."""


def digest(file: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal. Raises BadFile ("not-found")."""
    state = hashlib.sha256()
    try:
        with file.open("rb") as source:
            while chunk := source.read(_CHUNK):
                state.update(chunk)
    except OSError as error:
        raise unreadable(file, error) from error
    return state.hexdigest()


def kept_path(folder: Path, sha256: str, extension: str) -> Path:
    """Where the file with this hash is kept below the archive's `folder`."""
    return folder / "files" / sha256[:2] / f"{sha256}{extension}"


def extension_of(file: Path) -> str:
    """How a file's name ends in the archive: text is told by its name, as by the reader."""
    return ".txt" if file.suffix.lower() == ".txt" else ".pdf"


def keep(
    source: Path, folder: Path, sha256: str, *, extension: str | None = None, again: bool = False
) -> Path:
    """Copy `source` into the archive, synced to disk; nothing to do if it is there.

    `extension`: how it is kept, where not as the source's name says; `again`: put it in place of
    what is there. Raises BadFile where it cannot be read or is no longer the file that was hashed,
    StoreError where it cannot be written.
    """
    target = kept_path(folder, sha256, extension or extension_of(source))
    if target.exists() and not again:
        return target
    temporary = folder / "files" / f"{_TEMPORARY}{os.getpid()}-{secrets.token_hex(4)}"
    try:
        make_folder(target.parent)
        copied = _copy(source, temporary)
        if copied != sha256:
            raise BadFile(
                source,
                "damaged",
                f"{printable(source)}：文件在读取过程中被改动，未收录。请待其写完后重新收录。",
            )
        temporary.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        with contextlib.suppress(OSError):  # what cannot be deleted now is swept later
            temporary.unlink(missing_ok=True)
    return target


def _copy(source: Path, target: Path) -> str:
    """Copy and sync; returns the SHA-256 of what was copied."""
    state = hashlib.sha256()
    with target.open("xb") as out:
        try:
            with source.open("rb") as incoming:
                while chunk := incoming.read(_CHUNK):
                    state.update(chunk)
                    _write(out.fileno(), chunk)
        except OSError as error:
            if isinstance(error, _WriteError):
                raise
            raise unreadable(source, error) from error
        out.flush()
        os.fsync(out.fileno())
    return state.hexdigest()


class _WriteError(OSError):
    """Told apart from the failure to read the source."""


def _write(descriptor: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except OSError as error:
            raise _WriteError(error.errno, error.strerror) from error


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, and sync the entries. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and new files in `folder` survive power loss, where the system can."""
    if os.name == "nt":  # Windows offers no handle on a folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network and foreign file systems cannot sync a folder; the rename still stands.
        if error.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EBADF}:
            raise
    finally:
        os.close(descriptor)


def restored_beside(folder: Path) -> Path:
    """Where a restored archive lies, whole and synced, until it takes `folder`'s place."""
    return folder.with_name(f"{folder.name}.restored")


def displaced_by(folder: Path) -> Path:
    """Where the archive that a restored one replaces lies until it is deleted."""
    return folder.with_name(f"{folder.name}.replaced")


def finish_swap(folder: Path) -> bool:
    """Put a restored archive in its place where a kill came between the two renames.

    True where there was something to do. Raises OSError.
    """
    fresh = restored_beside(folder)
    if folder.exists() or not fresh.is_dir():
        return False
    fresh.rename(folder)
    sync_folder(folder.parent)
    return True


def sweep(folder: Path) -> int:
    """Delete what killed processes left half copied or replaced; returns how many files."""
    swept = 0
    shutil.rmtree(displaced_by(folder.resolve()), ignore_errors=True)
    limit = time.time() - _LEFTOVER_SECONDS
    for leftover in (folder / "files").glob(f"{_TEMPORARY}*"):
        try:
            if leftover.stat().st_mtime < limit:
                leftover.unlink()
                swept += 1
        except FileNotFoundError:  # another process swept it
            continue
    return swept


def printable(path: Path | str) -> str:
    r"""A path as text that can be stored and printed; bytes that are no UTF-8 as \xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def unreadable(file: Path, error: OSError) -> BadFile:
    """The BadFile for a file that the system will not open or read."""
    name = printable(file)
    if isinstance(error, FileNotFoundError):
        return BadFile(file, "not-found", f"找不到文件：{name}。请检查路径。")
    if isinstance(error, PermissionError):
        return BadFile(file, "not-found", f"没有权限读取文件：{name}。请检查文件权限后重新收录。")
    return BadFile(
        file, "damaged", f"读取文件时出错：{name}（{error.strerror}）。请检查磁盘后重新收录。"
    )


def unwritable(folder: Path, error: OSError) -> StoreError:
    """The StoreError for an archive that cannot be written."""
    name = printable(folder)
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StoreError(f"磁盘已满，未能写入：{name}。已有内容完好，请腾出空间后重新运行。")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return StoreError(f"没有权限写入：{name}。请检查文件夹权限，或换一个可写的位置。")
    return StoreError(f"写入时出错：{name}（{error.strerror}）。请检查磁盘后重新运行。")
