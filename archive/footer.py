"""The foot of a bulletin (版记): distribution, copies, editors, imprint, signature."""

from __future__ import annotations

import re

import msgspec

from archive.document import Paragraph
from archive.extract.dates import parse_date
from archive.placed import PlacedText
from archive.records import BlockRole, Date, Distribution, Span

# 主送, 抄送 and 印发 are the words of GB/T 9704-2012 section 7.4; bulletins shorten them.
_KINDS = r"主送|抄送|抄报|主报|报送|分送|呈报|呈送|发送|印送|报|送|发|抄"
_DISTRIBUTION = re.compile(rf"(?:^|(?<=[。；;\s]))(?P<kind>{_KINDS})[：:]")
_COPIES = re.compile(r"[（(]?(?:共印?|印数[：:]?|份数[：:]?|印)\s?(?P<copies>\d{1,6})\s?份[）)]?")
_EDITORS = re.compile(
    r"(?:责任|执行|文字|本期|值班|美术)?(?:编辑|责编|主编|总编|审核|审定|审阅|审签|审稿|签发|校对|核稿|编审|"
    r"编校|统稿|拟稿|复核|排版|编发|编印|承办|联系人|联系电话|电话|传真|地址|邮编|电子邮箱|邮箱|网址|投稿邮箱|公众号)"
    r"(?:人|员)?[：:]"
)
_CONTRIBUTOR = re.compile(
    r"^[（(【]?(?:供稿|撰稿|通讯员|来源|信息来源|作者|文字?|图片?|摄影|文/图|文/|图/)[：:／/ ]"
    r"|^[（(].{1,30}(?:供稿|提供|报送|撰稿)[）)]$"
)
_IMPRINT = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日印发?$")
_SIGNER = re.compile(r"(?:中心|局|厅|部|委员会|办公室|政府|办|委|领导小组|处|管委会)$")
_SEPARATORS = re.compile(r"[，、；;,。]")

LONGEST_SIGNATURE = 30
"""Characters of a signature line: an office's full name is rarely longer."""


MOST_LINES_AFTER = 3
"""Lines that may stand below the foot (a remark, a web address)."""


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
        _role(paragraphs[first - 1]) or _continues_distribution(paragraphs, first - 1)
    ):
        first -= 1
    foot = paragraphs[first:end]
    signature = _signature(paragraphs[:first])
    distribution: list[Distribution] = []
    copies: int | None = None
    copies_spans: tuple[Span, ...] = ()
    blocks: list[tuple[BlockRole, PlacedText]] = [("imprint", line.placed) for line in signature]
    for paragraph in foot:
        blocks.append((_role(paragraph) or "distribution", paragraph.placed))
        distribution.extend(_distribution(paragraph.placed))
        found = _COPIES.search(paragraph.text)
        if found and copies is None:
            copies = int(found["copies"])
            copies_spans = paragraph.placed.spans(*found.span())
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
        if _role(paragraphs[end - 1]):
            return end
        if len(paragraphs[end - 1].text) > 2 * LONGEST_SIGNATURE:
            break
    return len(paragraphs)


def is_contributor(text: str) -> bool:
    """True for a contributor's line (（省林草局供稿）), which belongs to the item above it."""
    return bool(_CONTRIBUTOR.match(text)) and not _EDITORS.search(text)


def _role(paragraph: Paragraph) -> BlockRole | None:
    """What a foot's paragraph is, None where it is none."""
    text = paragraph.text
    if _DISTRIBUTION.match(text):
        return "distribution"
    if _COPIES.fullmatch(text):
        return "copies"
    if is_contributor(text):
        return None
    if _IMPRINT.search(text) and len(text) <= 2 * LONGEST_SIGNATURE:
        return "imprint"
    if _EDITORS.match(text) and len(text) <= 4 * LONGEST_SIGNATURE:
        return "editorial"
    return None


def _continues_distribution(paragraphs: list[Paragraph], index: int) -> bool:
    """True where a short line goes on with the recipients of the distribution line above it."""
    text = paragraphs[index].text
    above = paragraphs[index - 1].text if index else ""
    return (
        0 < len(text) <= 2 * LONGEST_SIGNATURE
        and bool(_DISTRIBUTION.match(above))
        and not above.endswith("。")
        and not re.search(r"[：:]", text)
    )


def _distribution(placed: PlacedText) -> list[Distribution]:
    """The kinds of a line with their recipients; several kinds may share a line."""
    text = placed.text
    starts = list(_DISTRIBUTION.finditer(text))
    result = []
    for position, found in enumerate(starts):
        end = starts[position + 1].start() if position + 1 < len(starts) else len(text)
        body = text[found.end() : end]
        copies = _COPIES.search(body)
        if copies:
            body = body[: copies.start()]
        result.append(
            Distribution(
                kind=found["kind"],
                recipients=tuple(_recipients(body)),
                written=text[found.start() : found.end() + len(body)].strip(),
                spans=placed.spans(found.start(), found.end() + len(body)),
            )
        )
    return result


def _recipients(body: str) -> list[str]:
    """Recipients parted at the separators that stand outside brackets."""
    parts: list[str] = []
    depth = 0
    current = ""
    for character in body:
        depth += (character in "（(") - (character in "）)")
        if depth <= 0 and _SEPARATORS.match(character):
            parts.append(current)
            current = ""
        else:
            current += character
    parts.append(current)
    return [part.strip() for part in parts if part.strip()]


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
