"""The paragraphs of a body taken apart, and what a short line among them is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from archive.document import Paragraph, TableBlock
from archive.line_kinds import (
    LONGEST_HEADING,
    is_headline,
    is_prose,
    is_table_row,
    is_topic,
    may_be_slogan,
    opens_item,
    tells_news,
)
from archive.markers import STYLE_RANK, Marker, split_marker
from archive.placed import PlacedText

_BRACKET_HEADING = re.compile(r"^[【〖][^【】〖〗]{2,30}[】〗]$")
_CAPTION = re.compile(
    r"^(?:附?表\s?\d{0,3}[：:\s.．]|附?表\d|[（(]?单位[：:]"
    r"|.{2,40}(?:统计表|情况表|一览表|明细表|汇总表|排名表|统计图)(?:[（(].{1,20}[）)])?$)"
)
_PICTURE = re.compile(r"^(?:附?图\s?\d{1,3}|图\s?[：:]|[（(]图[为：:].{2,40}[）)]$|图为)")
_FOOTNOTE = re.compile(r"^(?:注|备注|说明|数据来源|资料来源)[：:]")


LONGEST_LEAD = 16
"""Characters of a numbered line that names its paragraph and is closed by a full stop."""


class TextPart(msgspec.Struct, frozen=True):
    """A paragraph of the body taken apart: marker, and the `body` after it."""

    paragraph: Paragraph
    kind: Literal["short", "prose", "caption", "picture"]
    marker: Marker | None
    body: PlacedText
    bracketed: bool = False


Part = TextPart | TableBlock


def take_apart(blocks: Sequence[Paragraph | TableBlock]) -> list[Part]:
    """The blocks with markers taken off; the Arabic marker before one helps to tell it."""
    parts: list[Part] = []
    before = 0
    for block in blocks:
        if isinstance(block, TableBlock):
            parts.append(block)
            continue
        part = _text_part(block, before)
        parts.append(part)
        if part.marker is not None and part.marker.rank < STYLE_RANK["arabic"]:
            before = 0
        elif part.marker is not None and part.marker.style == "arabic":
            before = part.marker.number or 0
    return parts


def _text_part(paragraph: Paragraph, before: int) -> TextPart:
    """Take a paragraph's marker off and tell lines from prose.

    `before` is the number of the Arabic marker before, 0 where there is none.
    """
    text = paragraph.text
    if _BRACKET_HEADING.match(text):
        return TextPart(paragraph, "short", None, paragraph.placed, bracketed=True)
    marker = split_marker(text, before)
    body = paragraph.placed.slice(len(marker.written)).strip() if marker else paragraph.placed
    if marker is None and len(text) < 80 and (_CAPTION.match(text) or _FOOTNOTE.match(text)):
        return TextPart(paragraph, "caption", None, body)
    if len(text) <= LONGEST_HEADING and _PICTURE.match(text):
        return TextPart(paragraph, "picture", None, paragraph.placed)
    if is_table_row(text):
        return TextPart(paragraph, "prose", None, paragraph.placed)
    short = (
        not is_prose(body.text)
        or _is_lead(marker, body.text)
        or (paragraph.is_bold and len(body.text) <= LONGEST_HEADING)
    )
    return TextPart(paragraph, "short" if short and body.text else "prose", marker, body)


def _is_lead(marker: Marker | None, text: str) -> bool:
    """Whether a numbered line closed by 。 only names what stands below it (帮办提速。)."""
    bare = text.removesuffix("。")
    return (
        marker is not None
        and bare != text
        and len(bare) <= LONGEST_LEAD
        and not re.search(r"[，。；：\d]", bare)
    )


LineRole = Literal["heading", "headline", "prose"]


def kind_of_line(
    parts: Sequence[Part],
    index: int,
    part: TextPart,
    contents: frozenset[str],
    *,
    among_headlines: bool,
) -> LineRole:
    """Tell headings from headlines and from short prose by form and by what follows."""
    text = part.body.text
    following = _next_text(parts, index)
    if part.bracketed or text.strip("【】〖〗") in contents:
        return "headline" if is_headline(text) and _report_follows(following) else "heading"
    if following is None:
        return "heading" if part.marker is not None and is_topic(text) else "prose"
    if part.marker and isinstance(following, TextPart) and following.marker:
        if following.marker.style == part.marker.style:
            # A list of short entries: only a topic may stand empty as a heading.
            return "heading" if part.marker.rank <= 3 and is_topic(text) else "prose"
        if following.marker.rank > part.marker.rank:
            return "heading"
    reports = _reports_under(parts, index)
    return _by_wording(part, following, reports, among_headlines=among_headlines)


def _reports_under(parts: Sequence[Part], index: int) -> int:
    """How many unmarked paragraphs, up to the next line or table, begin as reports do."""
    count = 0
    for part in parts[index + 1 :]:
        if isinstance(part, TableBlock) or part.kind == "short" or part.marker is not None:
            break
        count += part.kind == "prose" and opens_item(part.body.text)
    return count


def _next_text(parts: Sequence[Part], index: int) -> Part | None:
    """The part after `index`, captions of pictures passed over."""
    for part in parts[index + 1 :]:
        if isinstance(part, TableBlock) or part.kind != "picture":
            return part
    return None


def _report_follows(following: Part | None) -> bool:
    return (
        isinstance(following, TextPart) and following.kind == "prose" and following.marker is None
    )


def _by_wording(
    part: TextPart, following: Part, reports: int, *, among_headlines: bool
) -> LineRole:
    """Headline where the line tells news and a report follows, else heading or prose.

    `reports` of the paragraphs under the line begin as reports do: a headline has one.
    """
    text = part.body.text
    set_off = part.paragraph.is_bold or part.paragraph.align == "center"
    if text.endswith(("。", "；", ";")) and not set_off:
        named = part.marker is not None and _report_follows(following)
        return "headline" if named else "prose"
    numbered_high = part.marker is not None and part.marker.rank <= 3
    if _report_follows(following) and (reports <= 1 or tells_news(text)):
        if numbered_high:
            # 一、 numbers departments, not news, unless the line surely tells some.
            news = not is_topic(text) and tells_news(text)
        elif among_headlines and part.marker is None:
            # Slogans (关怀暖人心) are headlines among headlines.
            news = may_be_slogan(text)
        else:
            news = is_headline(text)
        if news:
            return "headline"
    if is_topic(text) or numbered_high or set_off:
        return "heading"
    return "heading" if len(text) <= 12 and isinstance(following, TextPart) else "prose"
