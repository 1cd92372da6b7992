"""The foot of a bulletin (版记): distribution, copies, editors, imprint, signature."""

from __future__ import annotations

import re

import msgspec

from archive.distribution import (
    EDITORS,
    STAFF,
    find_copies,
    is_copies,
    is_distribution,
    is_own_line,
    may_go_on,
    read_distribution,
)
from archive.document import Paragraph
from archive.extract.dates import parse_date
from archive.line_kinds import opens_with_date
from archive.markers import split_marker
from archive.placed import PlacedText
from archive.records import BlockRole, Date, Distribution, Span

_CONTRIBUTOR = re.compile(
    r"^[（(【]?(?:供稿|撰稿|通讯员|来源|信息来源|作者|文字?|图片?|摄影|文/图|文/|图/)[：:／/ ]"
    r"|^[（(].{1,30}(?:供稿|提供|报送|撰稿)[）)]$"
)
_IMPRINT = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日印发?$")
_SIGNER = re.compile(r"(?:中心|局|厅|部|委员会|办公室|政府|办|委|领导小组|处|管委会)$")

LONGEST_SIGNATURE = 30
"""Characters of a signature line: an office's full name is rarely longer."""


MOST_LINES_AFTER = 3
"""Lines that may stand below the foot (a remark, a web address)."""


MOST_CONTINUED = 6
"""Paragraphs that a line of distribution may go on for."""


class Footer(msgspec.Struct, frozen=True):
    """What the foot says, the texts by role, and how many paragraphs it took from the end.

    `rest` are lines after the foot whose form is not known.
    """

    distribution: tuple[Distribution, ...]
    copies: int | None
    copies_spans: tuple[Span, ...]
    signer: PlacedText | None
    signed: tuple[Date, PlacedText] | None
    blocks: tuple[tuple[BlockRole, PlacedText], ...]
    rest: tuple[PlacedText, ...]
    taken: int


def read_footer(paragraphs: list[Paragraph]) -> Footer:
    """Read the foot from the last of a bulletin's paragraphs."""
    end = _end_of_foot(paragraphs)
    rest = tuple(paragraph.placed for paragraph in paragraphs[end:])
    first = end
    while first > 0 and (
        above := _lines_of_foot(paragraphs, first) or _passed_over(paragraphs, first)
    ):
        first -= above
    foot = paragraphs[first:end]
    signature = _signature(paragraphs[:first])
    distribution: list[Distribution] = []
    copies: int | None = None
    copies_spans: tuple[Span, ...] = ()
    blocks: list[tuple[BlockRole, PlacedText]] = [("imprint", line.placed) for line in signature]
    for lines in _grouped(foot):
        role = _role(lines[0]) or ("distribution" if is_own_line(lines[0].text) else "imprint")
        blocks.extend((role, line.placed) for line in lines)
        if role == "distribution":
            distribution.extend(read_distribution(lines))
    for paragraph in foot:
        found = find_copies(paragraph.text)
        if found and copies is None:
            copies = found[0]
            copies_spans = paragraph.placed.spans(*found[1])
    signer = signed = None
    for line in signature:
        date = parse_date(line.text)
        if date:
            signed = (date, line.placed)
        elif signer is None:
            signer = line.placed
    return Footer(
        distribution=tuple(distribution),
        copies=copies,
        copies_spans=copies_spans,
        signer=signer,
        signed=signed,
        blocks=tuple(blocks),
        rest=rest,
        taken=len(foot) + len(signature) + len(rest),
    )


def _end_of_foot(paragraphs: list[Paragraph]) -> int:
    """Index after the last line of the foot; a few lines of no known form may follow it."""
    for end in range(len(paragraphs), max(len(paragraphs) - MOST_LINES_AFTER, 0), -1):
        if _lines_of_foot(paragraphs, end):
            return end
        text = paragraphs[end - 1].text
        told = opens_with_date(text) or split_marker(text) or is_contributor(text)
        if len(text) > 2 * LONGEST_SIGNATURE or told:
            break
    return len(paragraphs)


def is_contributor(text: str) -> bool:
    """True for a contributor's line (（省林草局供稿）), which belongs to the item above it."""
    return bool(_CONTRIBUTOR.match(text)) and not STAFF.search(text)


def is_editorial(text: str) -> bool:
    """True for a line on who made the issue (编辑：张三　审核：李四), wherever it stands."""
    bare = text.strip("（）()[]【】 　")
    return (
        len(text) <= 2 * LONGEST_SIGNATURE
        and bool(STAFF.match(bare) or (_CONTRIBUTOR.match(bare) and STAFF.search(bare)))
        and "。" not in bare[:-1]
    )


def _role(paragraph: Paragraph) -> BlockRole | None:
    """What a foot's paragraph is, None where it is none."""
    text = paragraph.text
    if is_copies(text):
        return "copies"
    if is_distribution(paragraph):
        return "distribution"
    if is_contributor(text):
        return None
    if _IMPRINT.search(text) and len(text) <= 2 * LONGEST_SIGNATURE:
        return "imprint"
    if is_editorial(text) or (EDITORS.match(text) and len(text) <= 4 * LONGEST_SIGNATURE):
        return "editorial"
    return None


def _lines_of_foot(paragraphs: list[Paragraph], end: int) -> int:
    """How many paragraphs before `end` are one line of the foot, 0 where the text ends there.

    A line of distribution may take several, and one for the own house (本局：) needs another line
    of distribution above it.
    """
    if _role(paragraphs[end - 1]):
        return 1
    for lines in range(1, min(MOST_CONTINUED, end - 1) + 1):
        text, above = paragraphs[end - lines].text, paragraphs[end - lines - 1]
        own = is_own_line(text)
        if not own and (len(text) > 2 * LONGEST_SIGNATURE or re.search(r"[：:]", text)):
            return 0
        if is_distribution(above):
            return lines if own or may_go_on(above.text, text) else 0
        if not own and not may_go_on(above.text, text):
            return 0
    return 0


def _passed_over(paragraphs: list[Paragraph], end: int) -> int:
    """1 where a short line of no known form stands between lines of the foot, else 0."""
    text = paragraphs[end - 1].text
    short = len(text) <= LONGEST_SIGNATURE and not re.search(r"[，；]|。.", text)
    above = paragraphs[end - 2] if end > 1 else None
    inside = end < len(paragraphs) and above is not None and is_distribution(above)
    return int(short and inside and split_marker(text) is None)


def _grouped(foot: list[Paragraph]) -> list[list[Paragraph]]:
    """The foot's paragraphs, those that go on with a line of distribution together with it."""
    groups: list[list[Paragraph]] = []
    for paragraph in foot:
        goes_on = (
            groups
            and is_distribution(groups[-1][0])
            and not is_own_line(paragraph.text)
            and may_go_on(groups[-1][-1].text, paragraph.text)
        )
        if goes_on and _role(paragraph) is None:
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    return groups


def _signature(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The signing offices and the date under the text of a notice, none where there is no date."""
    if not paragraphs or not parse_date(paragraphs[-1].text.strip("（）()")):
        return []
    first = len(paragraphs) - 1
    while first > 0:
        text = paragraphs[first - 1].text
        if len(text) > LONGEST_SIGNATURE or not _SIGNER.search(text):
            break
        first -= 1
    return paragraphs[first:]
