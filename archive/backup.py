"""Backup into one file while the archive is in use, and restoring from it.

A backup is a ZIP file without compression of what is compressed already:

    manifest.json            format, version, time, and name, size and SHA-256 of every other entry
    zhoubao.db               the database, copied by SQLite itself in one consistent state
    files/ab/ab….pdf         the kept files that this database speaks of
    lexicon/words.tsv …      the archive's own word lists (since version 2)

The index is left out: it is rebuilt, and holds a pickle, which must never come from elsewhere. A
backup may come from anywhere, so restoring takes nothing from it on trust: names are those that
this module makes, sizes and hashes are checked, and the archive in place is untouched until the
restored one is whole.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import IO

import msgspec

from archive import database, files, own_lists
from archive.database import Database
from archive.folder_lock import locked
from archive.problems import StoreError
from archive.store import DATABASE_NAME, Store

FORMAT = "zhoubao-backup"
VERSION = 2
"""Of the backup's layout; the database inside has its own version and is migrated when opened."""

MANIFEST = "manifest.json"

_CHUNK = 1 << 20
_MOST_MANIFEST = 256 << 20
"""Bytes: an entry takes 150, so this is room for more than a million files."""
_NAME = re.compile(r"files/([0-9a-f]{2})/([0-9a-f]{64})\.(?:pdf|txt)")
_BAD_ENTRY = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    zlib.error,
)
"""What `zipfile` raises on damaged, encrypted or strange entries."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Entries carry no time of their own; the manifest says when."""


class Entry(msgspec.Struct, frozen=True):
    """One file in a backup."""

    name: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds; `made` is the time in UTC, ISO."""

    format: str
    version: int
    made: str
    bulletins: int
    entries: tuple[Entry, ...]


def back_up(store: Store, target: Path) -> Manifest:
    """Write the archive to the file `target`, which appears whole or not at all.

    Raises StoreError: the target exists, cannot be written, or a kept file is lost or damaged.
    """
    if not target.absolute().parent.is_dir():
        raise StoreError(f"没有这个文件夹：{files.printable(target.absolute().parent)}。")
    if target.resolve().is_relative_to(store.folder.resolve()):
        raise StoreError("备份要放在档案库文件夹以外，最好放在另一块磁盘上。请换一个位置。")
    if target.exists():
        raise StoreError(f"文件已存在：{files.printable(target)}。请换一个文件名，或先把它移走。")
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    copy = target.with_name(f".{target.name}.{os.getpid()}.db")
    try:
        # Made here, so that only its owner can read what may be internal papers.
        for file in (beside, copy):
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        store.database.copy_to(copy)
        manifest = _write(store, copy, beside)
        beside.replace(target)
        files.sync_folder(target.absolute().parent)
    except OSError as error:
        raise files.unwritable(target, error) from error
    finally:
        for file in (beside, copy, copy.with_name(f"{copy.name}-journal")):
            with suppress(OSError):
                file.unlink(missing_ok=True)
    return manifest


def _write(store: Store, copy: Path, target: Path) -> Manifest:
    with closing(Database(copy, read_only=True)) as held:
        if held.damage() is not None or held.rows("PRAGMA foreign_key_check"):
            raise StoreError(
                "档案库的数据库有损坏，备份了也无法恢复，未作备份。"
                "请先运行 zhoubao verify --repair。"
            )
        kept = held.rows("SELECT sha256, extension FROM bulletin ORDER BY sha256")
    entries = []
    with target.open("wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            entries.append(_put(archive, copy, DATABASE_NAME, compress=True))
            for sha256, extension in kept:
                path = files.kept_path(store.folder, sha256, extension)
                name = path.relative_to(store.folder).as_posix()
                entries.append(_put_kept(archive, path, name, sha256))
            entries.extend(_put(archive, path, name) for name, path in _lists(store.folder))
            manifest = Manifest(
                format=FORMAT,
                version=VERSION,
                made=store.now(),
                bulletins=len(kept),
                entries=tuple(entries),
            )
            info = zipfile.ZipInfo(MANIFEST, _EPOCH)
            archive.writestr(info, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        out.flush()
        os.fsync(out.fileno())
    return manifest


def _lists(folder: Path) -> Iterator[tuple[str, Path]]:
    """The archive's own word lists; one that could not be restored stops the backup."""
    for name, path in own_lists.lists_of(folder):
        why = own_lists.complaint(path)
        if why:
            raise StoreError(f"词表 {files.printable(path)} {why}，未作备份。请先改正。")
        yield name, path


def _put_kept(archive: zipfile.ZipFile, path: Path, name: str, sha256: str) -> Entry:
    try:
        entry = _put(archive, path, name)
    except FileNotFoundError as error:
        raise StoreError(
            f"档案库里缺少原文件 {name}，未作备份。请先运行 zhoubao verify --repair。"
        ) from error
    if entry.sha256 != sha256:
        raise StoreError(
            f"档案库里的原文件 {name} 已损坏，未作备份。请先运行 zhoubao verify --repair。"
        )
    return entry


def _put(archive: zipfile.ZipFile, path: Path, name: str, *, compress: bool = False) -> Entry:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as out:
        size, sha256 = _pour(source, out)
    return Entry(name, size, sha256)


def _pour(source: IO[bytes], out: IO[bytes], most: int | None = None) -> tuple[int, str]:
    """Copy (no more than `most` and one byte); how many bytes, and their SHA-256."""
    state = hashlib.sha256()
    size = 0
    while chunk := source.read(_CHUNK):
        state.update(chunk)
        size += len(chunk)
        out.write(chunk)
        if most is not None and size > most:
            break
    return size, state.hexdigest()


# Restoring.


def restore(source: Path, folder: Path, *, replace: bool = False) -> Manifest:
    """Make the archive in `folder` from a backup.

    It is unpacked and checked beside `folder` first, and then takes its place; a kill at any moment
    leaves the old one or the new one. `replace`: in place of an archive that is there. Raises
    StoreError: no whole backup of ours, of a newer program, `folder` is not empty (or holds
    something else than an archive), the archive is in use, or no room.
    """
    folder = folder.resolve()
    if source.resolve().is_relative_to(folder):
        raise StoreError(
            f"备份文件在档案库文件夹里，恢复会连它一起删除：{files.printable(source)}。"
            "请先把它移到别处。"
        )
    with _opened(source) as archive:
        manifest = _manifest(archive, source)
        try:
            files.finish_swap(folder)
            _check_place(folder, replace=replace)
            with locked(folder, exclusive=True):  # who uses it is told before the work is done
                pass
            _remove(files.displaced_by(folder), files.restored_beside(folder))
            files.make_folder(folder.parent)
            fresh = folder.with_name(f"{folder.name}.restoring")
            _remove(fresh)
            try:
                _check_room(folder.parent, manifest)
                _unpack(archive, manifest, fresh, source)
                _check_database(fresh, manifest, source)
                _swap(fresh, folder)
            finally:
                _remove(fresh)
        except OSError as error:
            raise files.unwritable(folder, error) from error
    return manifest


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(source)
    except FileNotFoundError as error:
        raise StoreError(f"找不到备份文件：{files.printable(source)}。请检查路径。") from error
    except OSError as error:
        raise StoreError(
            f"打不开备份文件：{files.printable(source)}（{error.strerror}）。请检查权限。"
        ) from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _not_whole(source, "不是周报库的备份，或没有存完") from error
    with archive:
        yield archive


def _not_whole(source: Path, why: str) -> StoreError:
    return StoreError(
        f"备份文件不完整，不能恢复：{files.printable(source)}（{why}）。"
        "档案库未作任何改动。请换一份备份。"
    )


def _newer(source: Path) -> StoreError:
    return StoreError(
        f"备份由更新版本的周报库所作：{files.printable(source)}。请升级程序后再恢复。"
    )


def _manifest(archive: zipfile.ZipFile, source: Path) -> Manifest:
    """The manifest, with every name known to be one of ours and every entry there once."""
    try:
        if archive.getinfo(MANIFEST).file_size > _MOST_MANIFEST:
            raise _not_whole(source, "目录过大")
        manifest = msgspec.json.decode(_read(archive, MANIFEST, _MOST_MANIFEST), type=Manifest)
    except (KeyError, msgspec.MsgspecError, *_BAD_ENTRY) as error:
        raise _not_whole(source, "没有可读的目录") from error
    if manifest.format != FORMAT:
        raise _not_whole(source, "不是周报库的备份")
    if manifest.version > VERSION:
        raise _newer(source)
    names = [entry.name for entry in manifest.entries]
    if sorted([*names, MANIFEST]) != sorted(archive.namelist()):
        raise _not_whole(source, "内容与目录对不上")
    for entry in manifest.entries:
        if entry.name != DATABASE_NAME and not _is_kept(entry) and not _is_list(entry):
            raise _not_whole(source, f"含有不该有的内容 {files.printable(entry.name)}")
    if names.count(DATABASE_NAME) != 1 or len(set(names)) < len(names):
        raise _not_whole(source, "内容缺失或重复")
    return manifest


def _is_kept(entry: Entry) -> bool:
    """Whether an entry is named as a kept file is: by its own hash."""
    found = _NAME.fullmatch(entry.name)
    return found is not None and found[2] == entry.sha256 and found[2].startswith(found[1])


def _is_list(entry: Entry) -> bool:
    return own_lists.is_list(entry.name) and entry.bytes <= own_lists.MAX_BYTES


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as opened:
        return opened.read(most)


def _check_place(folder: Path, *, replace: bool) -> None:
    if not folder.exists():
        return
    name = files.printable(folder)
    if not folder.is_dir():
        raise StoreError(f"{name} 是文件，不是文件夹。请用 --archive 指定一个文件夹。")
    if not any(folder.iterdir()):
        return
    if not (folder / DATABASE_NAME).is_file():
        raise StoreError(
            f"{name} 里有别的内容，不是档案库，不能恢复到这里。请用 --archive 指定一个空文件夹。"
        )
    if not replace:
        raise StoreError(
            f"{name} 里已有档案库。要用备份代替它，请加 --replace（原有内容将被删除）；"
            "或用 --archive 恢复到另一个文件夹。"
        )


def _check_room(folder: Path, manifest: Manifest) -> None:
    needed = sum(entry.bytes for entry in manifest.entries)
    if needed > shutil.disk_usage(folder).free:
        raise StoreError(
            f"磁盘空间不够：恢复需要 {needed >> 20} MB，{files.printable(folder)} 放不下。"
            "档案库未作任何改动。"
        )


def _unpack(archive: zipfile.ZipFile, manifest: Manifest, folder: Path, source: Path) -> None:
    """Write every entry, synced, under the names that were checked."""
    folder.mkdir()
    (folder / "files").mkdir()
    for entry in manifest.entries:
        target = folder / entry.name
        target.parent.mkdir(exist_ok=True)
        with target.open("xb") as out:
            try:
                with archive.open(entry.name) as opened:
                    size, sha256 = _pour(opened, out, entry.bytes)
            except _BAD_ENTRY as error:
                raise _not_whole(source, f"{entry.name} 读不出来") from error
            out.flush()
            os.fsync(out.fileno())
        if (size, sha256) != (entry.bytes, entry.sha256):
            raise _not_whole(source, f"{entry.name} 与目录所记不符")
    for name, path in own_lists.lists_of(folder):
        why = own_lists.complaint(path)
        if why:
            raise _not_whole(source, f"{name} {why}")
    for each in (
        *(folder / "files").iterdir(),
        folder / "files",
        folder / own_lists.FOLDER,
        folder,
    ):
        if each.is_dir():
            files.sync_folder(each)


def _check_database(folder: Path, manifest: Manifest, source: Path) -> None:
    """The database is ours, whole, and speaks of exactly the files that came with it."""
    with closing(Database(folder / DATABASE_NAME)) as held:
        try:
            if held.value("PRAGMA user_version") > database.VERSION:
                raise _newer(source)
            if not database.is_ours(held):
                raise _not_whole(source, "没有数据")
            # Ours has neither; another's would run with every write to come.
            alien = held.value(
                "SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')"
            )
            if alien or held.rows("PRAGMA integrity_check(1)") != [("ok",)]:
                raise _not_whole(source, "数据库已损坏")
            if held.rows("PRAGMA foreign_key_check"):
                raise _not_whole(source, "数据库前后不一致")
            speaks = {
                files.kept_path(Path(), sha256, extension).as_posix()
                for sha256, extension in held.rows("SELECT sha256, extension FROM bulletin")
            }
        except StoreError as problem:
            if str(folder) not in problem.message:
                raise
            raise _not_whole(source, "数据库读不出来") from problem
        if speaks != {entry.name for entry in manifest.entries if _is_kept(entry)}:
            raise _not_whole(source, "数据库与原文件对不上")
        database.use_wal(held)


def _swap(fresh: Path, folder: Path) -> None:
    """Put the whole new archive in place of what is there, once nobody uses that any more.

    Between the two renames there is no archive at `folder`; `files.finish_swap` then ends it. The
    lock on the folder above keeps others from making a new one there meanwhile.
    """
    whole, old = files.restored_beside(folder), files.displaced_by(folder)
    with ExitStack() as stack:
        stack.enter_context(locked(folder, exclusive=True))
        stack.enter_context(locked(folder.parent, exclusive=True))
        if (folder / DATABASE_NAME).is_file():
            stack.enter_context(_held(folder / DATABASE_NAME))
        files.sync_folder(fresh)
        fresh.rename(whole)
        files.sync_folder(folder.parent)
        try:
            if folder.exists():
                folder.rename(old)
            files.finish_swap(folder)
        except OSError:
            if folder.exists():  # it could not be moved, so the new one has no place
                _remove(whole)
            raise
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Nobody writes to the database that is about to go; one that is damaged is not in use."""
    with ExitStack() as stack:
        try:
            held = stack.enter_context(closing(Database(path)))
            stack.enter_context(held.transaction())
        except StoreError as problem:
            if database.is_busy(problem):
                raise
        if os.name == "nt":  # an open file cannot be moved there
            stack.close()
        yield


def _remove(*folders: Path) -> None:
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)
