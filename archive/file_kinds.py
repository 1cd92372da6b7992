"""What kind of file this is, told by its first bytes, and what to do with those we do not read."""

from __future__ import annotations

from pathlib import Path

from archive.files import printable
from archive.problems import BadFile

MAX_BYTES = 200 * 1024 * 1024
"""A bulletin takes 0.1 to 5 MB, one full of photographs 50; larger files are something else."""

# Readers look for the header in the first KB (ISO 32000-1, annex H, note 13); some files carry a
# mail or HTTP header before it.
_HEADER_WITHIN = 8192

_SAVE_AS_PDF = "请用 Word 或 WPS 打开，“另存为 PDF”后再导入。"
_WORD = ("Word/WPS 文档", _SAVE_AS_PDF)
_OFFICE = ("办公软件文档", _SAVE_AS_PDF)
_OFD = ("OFD 版式文件", "请用 OFD 阅读器打开，“另存为（或打印为）PDF”后再导入。")
_PICTURE = ("图片", "请先做文字识别（OCR），存成 PDF 或 UTF-8 文本后再导入。")
_WEB_PAGE = ("网页", "请在浏览器里打开，“打印—另存为 PDF”后再导入。")
_ARCHIVE = ("压缩包", "请先解压，再导入里面的 PDF。")

_BY_SUFFIX = {
    ".doc": _WORD,
    ".docx": _WORD,
    ".wps": _WORD,
    ".wpt": _WORD,
    ".rtf": _WORD,
    ".odt": _WORD,
    ".xls": _OFFICE,
    ".xlsx": _OFFICE,
    ".et": _OFFICE,
    ".ppt": _OFFICE,
    ".pptx": _OFFICE,
    ".dps": _OFFICE,
    ".ofd": _OFD,
    ".htm": _WEB_PAGE,
    ".html": _WEB_PAGE,
    ".mht": _WEB_PAGE,
    ".jpg": _PICTURE,
    ".jpeg": _PICTURE,
    ".png": _PICTURE,
    ".tif": _PICTURE,
    ".tiff": _PICTURE,
    ".bmp": _PICTURE,
    ".zip": _ARCHIVE,
    ".rar": _ARCHIVE,
    ".7z": _ARCHIVE,
}

_BY_HEAD = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _WORD),
    (b"{\\rtf", _WORD),
    (b"\xff\xd8\xff", _PICTURE),
    (b"\x89PNG", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
)

FOREIGN_SUFFIXES = frozenset(_BY_SUFFIX)
"""Suffixes of files that may hold a bulletin in a form this program does not read."""


def check_kind(path: Path) -> None:
    """Raise `BadFile` unless `path` is a PDF of reasonable size (by its bytes, not its name)."""
    _, head = open_head(path)
    if b"%PDF-" in head:
        return
    name, advice = _foreign(path, head)
    raise BadFile(
        path,
        "unsupported-format",
        f"{printable(path.name)}：这不是 PDF，而是{name}，读不了。{advice}",
    )


def open_head(path: Path) -> tuple[int, bytes]:
    """Size and first bytes of a file that exists, is no folder, is not empty and not too large.

    Raises `BadFile` ("not-found", "empty", "too-large").
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER_WITHIN)
        size = path.stat().st_size
    except FileNotFoundError as problem:
        raise BadFile(
            path, "not-found", f"找不到文件：{printable(path)}。请检查路径。"
        ) from problem
    except IsADirectoryError as problem:
        raise BadFile(
            path, "not-found", f"{printable(path)} 是文件夹，这里要的是一个文件。请指定其中的 PDF。"
        ) from problem
    except OSError as problem:
        raise BadFile(
            path,
            "not-found",
            f"{printable(path.name)}：打不开（{problem.strerror}）。请检查文件的读取权限。",
        ) from problem
    if not head:
        raise BadFile(
            path, "empty", f"{printable(path.name)}：文件是空的（0 字节）。请重新下载或导出。"
        )
    if size > MAX_BYTES:
        raise BadFile(
            path,
            "too-large",
            f"{printable(path.name)}：大小 {size // 1024 // 1024} MB，"
            f"超过 {MAX_BYTES // 1024 // 1024} MB 的上限。请压缩或拆分后再导入。",
        )
    return size, head


def _foreign(path: Path, head: bytes) -> tuple[str, str]:
    """What a file that is no PDF seems to be, and what its owner should do."""
    suffix = _BY_SUFFIX.get(path.suffix.lower())
    if head.startswith(b"PK\x03\x04"):
        if b"OFD.xml" in head:
            return _OFD
        if b"word/" in head or b"[Content_Types].xml" in head:
            return suffix or _WORD
        return suffix or _ARCHIVE
    for magic, kind in _BY_HEAD:
        if head.startswith(magic):
            return suffix or kind
    if head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        return _WEB_PAGE
    return suffix or ("别的格式", "请用原文件导出 PDF 后再导入。")
