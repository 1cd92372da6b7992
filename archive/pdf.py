"""The PDF edge: only this module and archive.pdf_* know pdfplumber, pdfminer and pypdfium2.

`read_pages` returns a file's lines and tables once; nothing later opens the file again. Two things
more are asked of it: the text as a second, independent program sees it (pdfium, for the account in
archive.conservation), and a page's picture. A file that cannot be read raises `BadFile` with a kind
and a Chinese message. It does not guard against files made to exhaust memory or time: only a child
process with limits can (pdfium may abort the process, pdfminer may run for minutes).

The reader: pdfplumber opens the file and finds its pages, pdfminer its fonts, filters and keys, and
archive.pdf_content carries out what the pages draw. pdfminer's own interpreter, which pdfplumber
uses, took two thirds of its time to take content apart token by token. pdfium was tried in its
place (bench/pdfium_reader.py) and left out: for fonts that are not embedded it takes three times as
long as this, and what it reads depends on the fonts that are installed. So one program reads and
the other, which shares nothing with it, checks.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from archive.characters import UNREADABLE, map_characters
from archive.file_kinds import check_kind
from archive.files import printable
from archive.ink import Glyph, Ink
from archive.lines import remove_overprint, set_lines
from archive.open_tables import find_open_tables
from archive.pages import Page, Table
from archive.problems import BadFile
from archive.tables import find_ruled_tables

MAX_PAGES = 500
"""A bulletin has 4 to 40 pages, a year's collected volume under 400."""

# Share and number of unreadable glyphs from which a page's font is judged unreadable: one odd
# bullet or logo glyph is no reason to refuse a bulletin.
_UNREADABLE_SHARE = 0.2
_UNREADABLE_LEAST = 10
# A scanned page whose only characters are a stamp of the scanning program or a page number.
_SCAN_CHARACTERS = 40
_SCAN_COVER = 0.5
# Points from the origin beyond which no page reaches (ISO 32000-1, annex C: 14,400).
_BEYOND = 100_000.0


def read_pages(path: Path, password: str | None = None) -> tuple[Page, ...]:
    """Lines with boxes, and tables, of every page of the PDF at `path`.

    Raises `BadFile`: "not-found", "empty", "unsupported-format", "too-large", "password",
    "damaged", "no-text" (a scan: needs OCR), "unreadable-font".
    """
    check_kind(path)
    inks = list(read_ink(path, password))
    _check_text(path, inks)
    return make_pages(inks)


def make_pages(inks: Sequence[Ink]) -> tuple[Page, ...]:
    """Lines and tables of all pages: the part that every reader shares."""
    pages = [_make_page(ink) for ink in inks]
    edges = {_column_edge(page, start, end) for page in pages for start, end in page.columns[1:]}
    if edges:
        for index, page in enumerate(pages):
            if not page.columns:
                pages[index] = _make_page(inks[index], sorted(edges))
    return tuple(pages)


def _column_edge(page: Page, start: int, end: int) -> float:
    return min(line.x0 for line in page.lines[start:end])


def _make_page(ink: Ink, columns_elsewhere: Sequence[float] = ()) -> Page:
    """Lines and tables of one page; `columns_elsewhere` are left edges of other pages' columns."""
    glyphs = ink.glyphs
    tables: list[Table] = []
    for find in (find_ruled_tables, find_open_tables):
        taken: set[int] = set()
        for table, inside in find(ink):
            if taken.isdisjoint(inside):
                tables.append(table)
                taken.update(inside)
        if taken:
            glyphs = tuple(glyph for index, glyph in enumerate(glyphs) if index not in taken)
            ink = msgspec.structs.replace(ink, glyphs=glyphs, vertical=())
    lines, columns = set_lines(ink.number, glyphs, columns=True, known=columns_elsewhere)
    return Page(
        number=ink.number,
        width=round(ink.width, 2),
        height=round(ink.height, 2),
        lines=lines,
        tables=tuple(sorted(tables, key=lambda table: (table.box[1], table.box[0]))),
        images=ink.images,
        columns=columns,
        damaged=ink.damaged,
        mended=ink.mended,
    )


def read_ink(path: Path, password: str | None = None) -> Iterator[Ink]:
    """Glyphs and rules of every page. Raises `BadFile` as `read_pages` does.

    A file whose table of objects is missing or wrong is read by looking for its objects, where all
    its pages are whole then, and marked `mended`.
    """
    try:
        inks = _read_ink(path, path, password)
    except BadFile as problem:
        mended = _mended_ink(path, password) if problem.kind == "damaged" else None
        if mended is None:
            raise
        return iter(mended)
    if any(ink.damaged for ink in inks):
        inks = _mended_ink(path, password) or inks
    return iter(inks)


def _mended_ink(path: Path, password: str | None) -> list[Ink] | None:
    """Pages of the file as `archive.pdf_mending` mends it; None where that does not help."""
    from archive.pdf_mending import mend  # noqa: PLC0415  (hardly ever)

    mended = mend(path.read_bytes())
    if mended is None:
        return None
    try:
        inks = _read_ink(path, io.BytesIO(mended), password)
    except BadFile:
        return None
    if any(ink.damaged for ink in inks):
        return None
    return [msgspec.structs.replace(ink, mended=True) for ink in inks]


def _read_ink(path: Path, source: Path | io.BytesIO, password: str | None) -> list[Ink]:
    """Every page of the PDF in `source`; `path` is what it is called."""
    import pdfplumber  # noqa: PLC0415  (slow; only where a PDF is read)

    from archive.pdf_content import read_page, stated_pages  # noqa: PLC0415  (as above)
    from archive.pdf_fonts import Faces  # noqa: PLC0415  (as above)

    # pdfminer warns of every font without a box; what matters is judged in `_check_text`.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    inks: list[Ink] = []
    try:
        with pdfplumber.open(source, password=password or "") as pdf:
            _check_length(path, len(pdf.pages))
            faces = Faces(pdf.rsrcmgr)
            for page in pdf.pages:
                size = (float(page.width), float(page.height))
                inks.append(read_page(page.page_obj, page.page_number, size, faces))
                page.close()
            if stated_pages(pdf.doc) > len(inks):
                inks[-1] = msgspec.structs.replace(inks[-1], damaged=True)
    except BadFile:
        raise
    except Exception as problem:
        # pdfminer meets broken files with anything from PSEOF to a bare TypeError.
        raise _judge(path, len(inks) + 1, problem) from problem
    return inks


def _check_length(path: Path, pages: int) -> None:
    name = printable(path.name)
    if not pages:
        raise BadFile(path, "damaged", f"{name}：文件里一页也没有，多半已损坏。{_AGAIN}")
    if pages > MAX_PAGES:
        raise BadFile(
            path,
            "too-large",
            f"{name}：共 {pages} 页，超过 {MAX_PAGES} 页的上限。请拆分成单期后再导入。",
        )


def _judge(path: Path, page: int, problem: Exception) -> BadFile:
    """What an exception of the reader's means for the file's owner."""
    from archive.pdf_ink import MAX_CHARACTERS, TooMuchOnPage  # noqa: PLC0415  (as above)

    name = printable(path.name)
    if isinstance(problem, TooMuchOnPage):
        return BadFile(
            path,
            "too-large",
            f"{name}：第 {page} 页的内容超过上限（{MAX_CHARACTERS} 个字符），不像是周报。"
            "请检查文件。",
        )
    if isinstance(problem, MemoryError):
        return BadFile(
            path, "too-large", f"{name}：展开后太大，内存不够。请拆分或重新导出后再导入。"
        )
    if _is_locked(problem):
        return BadFile(
            path,
            "password",
            f"{name}：文件加了密码，打不开。请用原密码打开，去掉密码另存一份 PDF 后再导入。",
        )
    return _damaged(path)


def _is_locked(problem: Exception) -> bool:
    from pdfminer.pdfdocument import (  # noqa: PLC0415  (as above)
        PDFEncryptionError,
        PDFPasswordIncorrect,
    )

    # pdfplumber wraps what it caught as its own exception's argument, without a message.
    return any(
        isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError)
        for cause in (problem, *problem.args[:1])
    )


def _damaged(path: Path) -> BadFile:
    return BadFile(path, "damaged", f"{printable(path.name)}：PDF 已损坏，读不出来。{_AGAIN}")


_AGAIN = "请重新下载，或用原文件重新导出 PDF 后再导入。"


def _check_text(path: Path, inks: list[Ink]) -> None:
    """Raise "no-text" for a scan and "unreadable-font" where a page's font says nothing."""
    name = printable(path.name)
    counts = [sum(not glyph.text.isspace() for glyph in ink.glyphs) for ink in inks]
    if all(
        count == 0 or (count <= _SCAN_CHARACTERS and ink.image_cover >= _SCAN_COVER)
        for count, ink in zip(counts, inks, strict=True)
    ):
        if any(ink.damaged for ink in inks):
            raise _damaged(path)
        if any(ink.images for ink in inks):
            why = "是扫描件（整页图片），没有可读的文字。请先做文字识别（OCR），或用原文件导出 PDF"
        else:
            why = "里面没有可读的文字（空白页，或文字已转成图形）。请用原文件重新导出 PDF"
        raise BadFile(path, "no-text", f"{name}：{why} 后再导入。")
    for count, ink in zip(counts, inks, strict=True):
        unreadable = sum(glyph.text == UNREADABLE for glyph in ink.glyphs)
        if unreadable >= max(_UNREADABLE_LEAST, _UNREADABLE_SHARE * count):
            raise BadFile(
                path,
                "unreadable-font",
                f"{name}：第 {ink.number} 页的字体没有附文字编码，读出来是乱码。"
                "请用原文件重新导出 PDF（嵌入字体），或做文字识别（OCR）后再导入。",
            )


def second_text(path: Path, password: str | None = None) -> tuple[str, ...]:
    """Each page's characters as pdfium sees them, in no order that matters, after the map.

    Raises `BadFile` ("damaged", "password") where pdfium refuses the file.
    """
    import pypdfium2  # noqa: PLC0415  (slow; only for the audit and page pictures)

    texts = []
    try:
        with _second_open(path, password) as pdf:
            for page in pdf:
                text = page.get_textpage()
                texts.append("".join(_second_characters(text)))
                text.close()
                page.close()
    except pypdfium2.PdfiumError as problem:
        message = f"{printable(path.name)}：用来核对的第二个阅读程序打不开这个文件。"
        raise BadFile(
            path, "password" if _needs_password(problem) else "damaged", message
        ) from problem
    return tuple(texts)


def _second_open(path: Path, password: str | None) -> Any:
    """The file as pdfium opens it, with an end where its own is missing."""
    import pypdfium2  # noqa: PLC0415  (slow; only for the audit and page pictures)

    from archive.pdf_mending import mend  # noqa: PLC0415  (as above)

    try:
        return pypdfium2.PdfDocument(path, password=password)
    except pypdfium2.PdfiumError as problem:
        mended = None if _needs_password(problem) else mend(path.read_bytes())
        if mended is None:
            raise
        return pypdfium2.PdfDocument(mended, password=password)


def _needs_password(problem: Exception) -> bool:
    import pypdfium2.raw as pdfium  # noqa: PLC0415  (as above)

    return bool(getattr(problem, "err_code", None) == pdfium.FPDF_ERR_PASSWORD)


def _second_characters(text: Any) -> Iterator[str]:
    """Characters of a pdfium text page after the map, those drawn twice taken once.

    pdfium itself takes characters once that are overprinted by less than it calls visible; the
    rest is judged by where it has them.
    """
    from ctypes import byref, c_double  # noqa: PLC0415  (only here)

    import pypdfium2.raw as pdfium  # noqa: PLC0415  (as above)

    x, y = c_double(), c_double()
    glyphs = []
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if pdfium.FPDFText_IsGenerated(text, index):
            continue
        # A hyphen at a line's end comes as one of two codes of pdfium's own.
        drawn = "-" if code in {0x02, 0xFFFE} else chr(code)
        pdfium.FPDFText_GetCharOrigin(text, index, byref(x), byref(y))
        size = max(pdfium.FPDFText_GetFontSize(text, index), 1.0)
        glyphs.append(Glyph(map_characters(drawn), x.value, x.value, -y.value, size))
    return (glyph.text for glyph in remove_overprint(glyphs))


def draw_page(path: Path, number: int, *, dpi: int = 110, password: str | None = None) -> bytes:
    """Picture of page `number` (from 1) as PNG.

    Raises `BadFile` ("damaged") where pdfium refuses the file, `IndexError` where there is no
    such page.
    """
    import pypdfium2  # noqa: PLC0415  (slow; only for the audit and page pictures)

    try:
        with _second_open(path, password) as pdf:
            if not 1 <= number <= len(pdf):
                raise IndexError(number)
            page = pdf[number - 1]
            # Boxes are counted from the media box's corner, so that is what has to be seen: pdfium
            # draws what the crop box has in common with it.
            page.set_cropbox(-_BEYOND, -_BEYOND, _BEYOND, _BEYOND)
            picture = page.render(scale=dpi / 72).to_pil()
    except pypdfium2.PdfiumError as problem:
        name = printable(path.name)
        raise BadFile(path, "damaged", f"{name}：第 {number} 页画不出来。{_AGAIN}") from problem
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
