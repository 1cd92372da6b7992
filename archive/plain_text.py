"""A bulletin's text without pages: UTF-8, from an editor or another program, to a document.

Paragraphs are parted by blank lines or, in a file without them, by line ends; `**…**` marks bold
lead-ins; a form feed, a page number alone on its line or a blank line in the midst of a sentence is
a page break. Boxes are null and everything stands on page 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median

import msgspec

from archive.characters import map_characters
from archive.document import Document, Furniture, Paragraph
from archive.file_kinds import open_head
from archive.files import printable
from archive.markers import split_marker
from archive.paragraphs import is_closed, starts_anew
from archive.placed import PlacedText, Run
from archive.problems import BadFile
from archive.spacing import kept_offsets

MAX_BYTES = 5 * 1024 * 1024
"""A bulletin's text takes 5 to 100 KB, a year's volume 2 MB."""

_PAGE_NUMBER = re.compile(
    r"[-—–―－]{1,2}\s?\d{1,4}\s?[-—–―－]{1,2}|第\s?\d{1,4}\s?页(?:[,，/ ]{0,2}共\s?\d{1,4}\s?页)?"
)
_BARE_NUMBER = re.compile(r"\d{1,4}")
_BOLD = "**"
_SENTENCE = re.compile(r"[，。；]")
# Lines of a text that was wrapped by a program are nearly as long as the longest of them.
_FEWEST_WRAPPED = 4
_WRAPPED_SHARE = 0.85
_NARROWEST_WRAP = 15
_WIDEST_WRAP = 60
# Headings run to 28 characters a line (GB/T 9704) and rarely over one; a shorter line with nothing
# but a comma may be a heading in two halves (深化改革，优化服务).
_LONGEST_HEADING = 40
_HEADING_STYLES = ("part", "hanzi", "hanzi-bracket")
# A paragraph runs over a few pages at most; the bound keeps odd texts from being joined for ever.
_MOST_BREAKS = 6
_OPEN_PAIRS = {"（": "）", "《": "》", "“": "”", "〔": "〕", "【": "】", "(": ")"}


class _Block(msgspec.Struct, frozen=True):
    """Lines between blank lines; `feed`: a page begins with it."""

    lines: tuple[str, ...]
    blanks: int
    feed: bool


def read_plain_text(path: Path) -> Document:
    """The document in a UTF-8 text file (a byte order mark is allowed).

    Raises `BadFile`: "not-found", "empty", "too-large", "encoding" (not UTF-8, or no text).
    """
    name = printable(path.name)
    size, _ = open_head(path)
    if size > MAX_BYTES:
        raise BadFile(
            path,
            "too-large",
            f"{name}：文本有 {size >> 20} MB，超过 {MAX_BYTES >> 20} MB 的上限。"
            "请拆分成单期后再导入。",
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadFile(
            path,
            "encoding",
            f"{name}：文本不是 UTF-8 编码（多半是 GBK/ANSI）。"
            "请用记事本或 WPS 打开，另存为时编码选 UTF-8，再导入。",
        ) from problem
    if "\0" in text:
        raise BadFile(path, "encoding", f"{name}：不是文本文件。请改用 PDF 或 UTF-8 文本。")
    document = lay_out_text(text)
    if not document.blocks:
        raise BadFile(path, "empty", f"{name}：文件里没有文字。请重新导出。")
    return document


def lay_out_text(text: str) -> Document:
    """Paragraphs and page numbers of a text."""
    furniture: list[Furniture] = []
    blocks = list(_without_page_numbers(_blocks(text), furniture))
    paragraphs: list[Paragraph] = []
    pending, breaks = "", 0
    for part, blanks, feed in _parts(blocks):
        if breaks < _MOST_BREAKS and pending and _runs_on(pending, part, blanks, feed=feed):
            pending += part
            breaks += 1
            continue
        if pending:
            paragraphs.append(_paragraph(pending))
        pending, breaks = part, 0
    if pending:
        paragraphs.append(_paragraph(pending))
    return Document(blocks=tuple(paragraphs), furniture=tuple(furniture), pages=1, plain=True)


def _blocks(text: str) -> Iterator[_Block]:
    """Stretches of lines without a blank line or a page break in between."""
    lines: list[str] = []
    blanks = 0
    feed = False
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    for page_number, page in enumerate(unix.split("\f")):
        if page_number:
            if lines:
                yield _Block(tuple(lines), blanks, feed)
            lines, blanks, feed = [], 1, True
        for raw in page.split("\n"):
            line = map_characters(raw)
            if line.strip():
                lines.append(line)
                continue
            if lines:
                yield _Block(tuple(lines), blanks, feed)
                lines, blanks, feed = [], 0, False
            blanks += 1
    if lines:
        yield _Block(tuple(lines), blanks, feed)


def _without_page_numbers(blocks: Iterable[_Block], furniture: list[Furniture]) -> Iterator[_Block]:
    """Blocks without the lines that are page numbers; the text goes on over such a line."""
    held = list(blocks)
    carried = 0
    for index, block in enumerate(held):
        before_feed = index + 1 < len(held) and held[index + 1].feed
        kept = []
        for position, line in enumerate(block.lines):
            bare = line.strip()
            at_feed = (before_feed and position == len(block.lines) - 1) or (
                block.feed and position == 0
            )
            if _PAGE_NUMBER.fullmatch(bare) or (at_feed and _BARE_NUMBER.fullmatch(bare)):
                placed = _place(bare)[0]
                furniture.append(Furniture("page-number", placed))
            else:
                kept.append(line)
        if kept:
            yield _Block(tuple(kept), max(block.blanks, carried), block.feed or carried > 0)
            carried = 0
        else:
            carried = 1


def _parts(blocks: Sequence[_Block]) -> Iterator[tuple[str, int, bool]]:
    """Paragraphs as far as line ends tell them, each with the blank lines above it."""
    width = _wrap_width([line for block in blocks for line in block.lines])
    for block in blocks:
        joined = ""
        blanks, feed = block.blanks, block.feed
        for line in block.lines:
            if joined and not (width and _was_wrapped(joined, line, width)):
                yield joined, blanks, feed
                joined, blanks, feed = "", 0, False
            joined = joined + line.strip() if joined else line
        yield joined, blanks, feed


def _wrap_width(lines: Sequence[str]) -> float:
    """Characters at which a program broke the lines, or 0 where lines are paragraphs."""
    longest = max((len(line.rstrip()) for line in lines), default=0)
    if not _NARROWEST_WRAP <= longest <= _WIDEST_WRAP:
        return 0.0
    near = [len(line) for line in lines if len(line.rstrip()) >= _WRAPPED_SHARE * longest]
    open_ended = sum(
        len(line.rstrip()) >= _WRAPPED_SHARE * longest and not is_closed(line.rstrip())
        for line in lines
    )
    if len(near) < _FEWEST_WRAPPED or 2 * open_ended < len(near):
        return 0.0
    return float(median(near))


def _was_wrapped(joined: str, line: str, width: float) -> bool:
    """True where the line before was as long as lines get and this one does not begin anew."""
    last = len(joined) % width if len(joined) > width else len(joined)
    full = last >= _WRAPPED_SHARE * width or last <= 2
    indented = line[:1] in "\u3000 " and bool(line.strip())
    return full and not indented and not (is_closed(joined) and starts_anew(line.strip()))


def _runs_on(above: str, below: str, blanks: int, *, feed: bool) -> bool:
    """True where a page break cut a sentence: `below` is the rest of `above`."""
    if (blanks > 1 and not feed) or not (blanks or feed):
        return False
    head, tail = above.replace(_BOLD, "").strip(), below.replace(_BOLD, "").strip()
    if is_closed(head) or starts_anew(tail) or below.lstrip().startswith(_BOLD):
        return False
    if below.startswith("\u3000") and not above[:1].isspace():
        return False
    if _is_open(head):
        return True
    return _is_prose(head) and _SENTENCE.search(tail) is not None


def _is_open(text: str) -> bool:
    """True where a bracket or quotation begun in the text is not finished."""
    return any(text.count(left) > text.count(right) for left, right in _OPEN_PAIRS.items())


def _is_prose(text: str) -> bool:
    """True for running text; a heading in two halves is none."""
    if _SENTENCE.search(text) is None:
        return False
    marker = split_marker(text)
    if marker is not None and marker.style in _HEADING_STYLES:
        return "。" in text or "；" in text or len(text) > _LONGEST_HEADING
    return marker is not None or "。" in text or len(text) > _LONGEST_HEADING // 2


def _paragraph(text: str) -> Paragraph:
    placed, raw, bold = _place(text)
    lead = len(text) - len(text.lstrip())
    return Paragraph(
        placed=placed,
        raw=raw,
        size=0.0,
        align="left",
        indent=float(lead),
        gap=0.0,
        lines=1,
        bold=bold,
    )


def _place(text: str) -> tuple[PlacedText, PlacedText, tuple[tuple[int, int], ...]]:
    """Text with and without layout spaces, and the stretches of the former between `**`."""
    plain, marks = _without_marks(text)
    raw = PlacedText(plain, (Run(0, len(plain), 1, 0.0, 0.0, None),))
    kept = kept_offsets(plain)
    if kept is None:
        return raw, raw, marks
    tidy = "".join(" " if plain[offset].isspace() else plain[offset] for offset in kept)
    placed = PlacedText(tidy, (Run(0, len(tidy), 1, 0.0, 0.0, None),))
    bold = []
    for start, end in marks:
        inside = [index for index, offset in enumerate(kept) if start <= offset < end]
        if inside:
            bold.append((inside[0], inside[-1] + 1))
    return placed, raw, tuple(bold)


def _without_marks(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without its pairs of `**`, and what stood between them; a lone `**` is text."""
    pieces = text.split(_BOLD)
    if len(pieces) < 3:
        return text, ()
    lone = _BOLD + pieces.pop() if len(pieces) % 2 == 0 else ""
    plain = ""
    bold = []
    for index, piece in enumerate(pieces):
        if index % 2 and piece:
            bold.append((len(plain), len(plain) + len(piece)))
        plain += piece
    return plain + lone, tuple(bold)
