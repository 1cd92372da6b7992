"""A drawing into a file, whole or not at all; the ending of its name says how."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from archive.files import printable, sync_folder, unwritable
from archive.problems import StoreError
from charts.drawing import Drawing

ENDINGS = (".png", ".svg")


def save(drawing: Drawing, target: Path) -> None:
    """Write the drawing to a file that ends with .png or .svg; one that is there is replaced.

    Raises StoreError where it cannot be written, ValueError for any other ending.
    """
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(ending)
    if target.is_dir():
        raise StoreError(f"{printable(target)} 是文件夹，不能写成图。请给出文件名，如 图{ending}。")
    if not target.parent.is_dir():
        raise StoreError(
            f"写不进 {printable(target)}：文件夹 {printable(target.parent)} 不存在。"
            "请先建好文件夹。"
        )
    if ending == ".svg":
        from charts.svg import to_svg  # noqa: PLC0415  (the one that is asked for)

        content = to_svg(drawing).encode()
    else:
        from charts.png import to_png  # noqa: PLC0415

        content = to_png(drawing)
    try:
        _replace(Path(os.path.realpath(target)), content)
    except OSError as error:
        raise unwritable(target, error) from error


def _replace(target: Path, content: bytes) -> None:
    """Put the content in the place of a file at one stroke."""
    temporary = target.with_name(f".{secrets.token_hex(6)}.part")
    try:
        with temporary.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)
