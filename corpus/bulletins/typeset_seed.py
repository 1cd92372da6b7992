"""The real bulletin set in the official layout: `python -m corpus.bulletins.typeset_seed`.

The text is `2022-26-401.txt`: its empty lines inside a sentence are page ends of the original.
The first page set here ends where the original's did, inside a company's name; the others follow
from 22 lines a page. For development only; the PDF is committed.
"""

from __future__ import annotations

import re
from pathlib import Path

from corpus.samples.blocks import Block, Rule, Setting, Split, Text, bold, plain
from corpus.samples.press import typeset

FOLDER = Path(__file__).parent
TEXT = FOLDER / "2022-26-401.txt"
PDF = FOLDER / "2022-26-401.pdf"
TITLE = "窗口工作周报"

_FULL_STOP = frozenset("。；：！？）")
_SECTION = re.compile(r"[一二三四五六七八九十]、")
_SUBSECTION = re.compile(r"[（(][一二三四五六七八九十][）)]")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_FOOTER = re.compile(r"[报送发]：|（共印")
SETTING = Setting(size=16.0, leading=28.0, lines_per_page=22, page_number="— {} —")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of the plain text, those that a page end had parted put together again."""
    joined: list[str] = []
    for part in filter(None, (line.strip() for line in text.splitlines())):
        broken = len(joined) > 5 and len(joined[-1]) > 20 and joined[-1][-1] not in _FULL_STOP
        if broken:
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _runs(text: str) -> tuple[tuple[str, bool], ...]:
    """Runs of a paragraph, `**…**` in bold."""
    pieces = _BOLD.split(text)
    return tuple((piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece)


def _body(text: str) -> Block:
    if _SECTION.match(text):
        return bold(text)
    if _SUBSECTION.match(text) and "**" not in text:
        return plain(text, tight=True)
    return Text(_runs(text))


def blocks(text: str) -> tuple[Block, ...]:
    """The bulletin as blocks: red masthead, issue line, publisher and date, body, footer."""
    series, issue, publisher, date, title, period, *body = paragraphs(text)
    footer = next(number for number, line in enumerate(body) if _FOOTER.match(line))
    lines: list[Block] = []
    for line in body[footer:]:
        lines += [plain(line, indent=1.0, size=14.0), Rule()]
    return (
        Text(((series, False),), align="center", size=54.0, red=True, above=100.0),
        Text(((issue, False),), align="center", above=28.0),
        Split(publisher, date),
        Rule(red=True, thick=1.5),
        Text(((title, False),), align="center", size=22.0, above=28.0),
        plain(period, align="center"),
        *map(_body, body[:footer]),
        Rule(),
        *lines,
    )


def build() -> bytes:
    """The PDF's bytes: the same whenever and wherever they are made."""
    return typeset(blocks(TEXT.read_text(encoding="utf-8")), SETTING, TITLE)


if __name__ == "__main__":
    PDF.write_bytes(build())
