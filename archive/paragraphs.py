"""Which printed lines are one paragraph, by geometry first and by words where geometry is silent.

What is looked at: the first line's indent, whether the line before could have held the next word,
line spacing, type size and weight, alignment, page and column breaks, and how this very file marks
its paragraphs (by indent or by blocks). Words matter only as numbering, as closing punctuation and
as the labels of the footer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from archive.document import Align
from archive.frames import Body, Frame, same_size
from archive.markers import split_marker
from archive.pages import Line

# All in ems of the line's size unless said otherwise.
_FLUSH = 0.6
_FIRST_INDENT = 1.2
_DEEPEST_INDENT = 4.6
_SAME_INDENT = 0.4
# A line that could have held the next word and this much more has been ended on purpose.
_ROOM = 0.5
# Line spacings that part paragraphs, and that a picture or note in between may cause.
_WIDE_STEP = 1.3
_WIDEST_STEP = 2.6
_LARGE_TYPE = 1.15
# A gap inside a line that makes it a row of parts (a list in two places, a padded footer).
_ROW_GAP = 2.0
_CENTRED_MARGIN = 2.6
_CENTRED_WITHIN = 1.2
_RIGHT_TAIL = 5.0
_RIGHT_LEAD_SHARE = 0.45
# Two centred lines are one title when they would not have fitted on one line.
_TITLE_SHARE = 0.85
_TITLE_STEP = 2.2

CLOSING = "。！？；：!?;:…"
_QUOTES = "”’」』）)》】\"'"
_OPENERS = "“‘（《〈「『【〔([{"
_NO_START = "，。、；：？！”’）》〉」』】〕…—,.;:?!)]}%％"
_LEADER = re.compile(r"(?:…{2}|·{3}|\.{4}|．{3}|。{3}|-{5}|_{4})[\d\s（(）)]{0,40}$")
_LABEL = re.compile(
    r"(?:主送|抄送|抄报|分送|报送|发送|报|送|发|印发|签发|审核|审签|核稿|编辑|责任编辑|责编|主编|编审|"
    r"校对|拟稿|撰稿|供稿|联系人|联系电话|电话|地址|传真|邮编|邮箱|网址|承办)[:：]"
)
_ISSUE_OR_DATE = re.compile(r"第[\d〇零一二三四五六七八九十百]+期|\d日$|[一二三四五六七八九十]日$")
_BODY_OF_PEOPLE = "中心局厅委办府组部会"
_SHORT_NAME = 10


class Slot(msgspec.Struct, frozen=True):
    """A line in its frame. `fresh`: first of a page or column; `step`: points below the last.

    `bold`: (nearly) all of it; `ends_bold`: its first character, its last.
    """

    line: Line
    frame: Frame
    fresh: bool
    step: float
    gap: float
    text: str
    align: Align
    bold: bool
    ends_bold: tuple[bool, bool]
    is_row: bool

    @property
    def lead(self) -> float:
        """Distance from the frame's left edge in ems."""
        return (self.line.x0 - self.frame.left) / self.line.size

    @property
    def tail(self) -> float:
        """Distance to the frame's right edge in ems."""
        return (self.frame.right - self.line.x1) / self.line.size


class Habit(msgspec.Struct, frozen=True):
    """How a file marks its paragraphs: by a first indent; numbered lines flush left or not."""

    indented: bool
    flush_markers: bool


def make_slot(line: Line, frame: Frame, body: Body, before: tuple[float, float] | None) -> Slot:
    """The line with what is derived from its place; `before` is (top, bottom) of the last line."""
    text = "".join(line.text.split())
    bold = sum(end - start for start, end in line.bold) * 10 >= 9 * len(text)
    return Slot(
        line=line,
        frame=frame,
        fresh=before is None,
        step=line.top - before[0] if before else 0.0,
        gap=(line.top - before[1]) / line.size if before and line.size else 0.0,
        text=text,
        align=_align(line, frame, body),
        bold=bold,
        ends_bold=_ends_bold(line),
        is_row=_has_gap(line),
    )


def _ends_bold(line: Line) -> tuple[bool, bool]:
    if not line.bold:
        return False, False
    first = len(line.text) - len(line.text.lstrip())
    return line.bold[0][0] <= first, line.bold[-1][1] >= len(line.text.rstrip())


def _has_gap(line: Line) -> bool:
    """True where two neighbouring characters stand far apart."""
    if line.edges is None or not any(map(str.isspace, line.text)):
        return False
    inked = [index for index, character in enumerate(line.text) if not character.isspace()]
    return any(
        line.edges[2 * right] - line.edges[2 * left + 1] >= _ROW_GAP * line.size
        for left, right in pairwise(inked)
        if right > left + 1
    )


def _align(line: Line, frame: Frame, body: Body) -> Align:
    lead = (line.x0 - frame.left) / line.size
    tail = (frame.right - line.x1) / line.size
    large = line.size >= _LARGE_TYPE * body.size
    margin = _FLUSH if large else _CENTRED_MARGIN
    if abs(lead - tail) <= _CENTRED_WITHIN and (min(lead, tail) > margin or large):
        return "center"
    width = (frame.right - frame.left) / line.size
    if tail <= _RIGHT_TAIL and lead >= _RIGHT_LEAD_SHARE * width and lead > 2 * tail:
        return "right"
    return "left"


def learn_habit(slots: Sequence[Slot]) -> Habit:
    """How the file marks paragraphs, from the lines that follow a line ended on purpose."""
    indented = flush = marked_in = marked_flush = 0
    for above, below in pairwise(slots):
        if below.align != "left" or above.align != "left" or _is_full(above, below):
            continue
        is_in = _FIRST_INDENT <= below.lead <= _DEEPEST_INDENT
        is_flush = below.lead < _FLUSH
        indented += is_in
        flush += is_flush
        if split_marker(below.text) is not None:
            marked_in += is_in
            marked_flush += is_flush
    return Habit(
        indented=indented >= 2 and indented >= flush,
        flush_markers=marked_flush > marked_in,
    )


def _first_word_width(line: Line, text: str) -> float:
    """Width in points of what cannot be parted from a line's first character."""
    if not line.edges or not text:
        return 0.0
    inked = [index for index, character in enumerate(line.text) if not character.isspace()]
    end = 0
    while end < len(text) - 1 and text[end] in _OPENERS:
        end += 1
    if text[end].isascii() and text[end].isalnum():
        # A number goes with its decimals and its sign (96.6%), a word with its hyphen.
        while end + 1 < len(text) and text[end + 1].isascii() and text[end + 1] not in "([":
            end += 1
    while end + 1 < len(text) and text[end + 1] in _NO_START:
        end += 1
    return line.edges[2 * inked[end] + 1] - line.edges[2 * inked[0]]


def _is_full(above: Slot, below: Slot) -> bool:
    """True where the upper line had no room for the lower one's first word."""
    room = above.frame.right - above.line.x1
    size = above.line.size
    return room < _first_word_width(below.line, below.text) + _ROOM * size


def is_closed(text: str) -> bool:
    """True where a text ends like a sentence (or names what follows)."""
    bare = text.rstrip(_QUOTES)
    return bool(text) and (text[-1] in CLOSING or (bare != text and bare[-1:] in CLOSING))


def starts_anew(text: str) -> bool:
    """True where a text begins with numbering or with a label of the footer."""
    return split_marker(text) is not None or _LABEL.match(text) is not None


def continues(paragraph: Sequence[Slot], below: Slot, habit: Habit, body: Body) -> bool:
    """True where the line `below` belongs to the paragraph that the slots before it make."""
    above = paragraph[-1]
    if not same_size(above.line.size, below.line.size) and not _is_small_rest(above, below):
        return False
    if _LEADER.search(above.line.text) or _LABEL.match(below.text):
        return False
    if "center" in {below.align, above.align}:
        return _continues_centred(paragraph, below)
    if (
        ("right" in {below.align, above.align} and below.lead >= _FLUSH)
        or above.is_row
        or below.is_row
        or _changes_weight(paragraph, below, habit)
        or _is_apart(paragraph, below, habit, body)
    ):
        return False
    if below.lead >= _FLUSH:
        return _continues_indented(paragraph, below, habit)
    return _continues_flush(paragraph, below, habit)


def _is_small_rest(above: Slot, below: Slot) -> bool:
    """A last line of digits or brackets may be set in another font's size."""
    return len(below.text) <= 3 and below.lead < _FLUSH and _is_full(above, below)


def _continues_centred(paragraph: Sequence[Slot], below: Slot) -> bool:
    above = paragraph[-1]
    if below.fresh or above.bold != below.bold:
        return False
    if below.align != "center":
        return False
    if above.align != "center":
        # A centred line that ran over: its first part fills the frame.
        return (
            len(paragraph) == 1
            and above.lead < _FLUSH
            and _is_full(above, below)
            and not _stands_alone(above.text)
            and below.step <= _TITLE_STEP * below.line.size
        )
    width = (above.frame.right - above.frame.left) / above.line.size
    needed = sum((slot.line.x1 - slot.line.x0) / slot.line.size for slot in (above, below))
    return (
        needed > _TITLE_SHARE * width
        and below.step <= _TITLE_STEP * below.line.size
        and not _stands_alone(above.text)
        and not _stands_alone(below.text)
        and not (above.text[-1] in _BODY_OF_PEOPLE and len(below.text) <= _SHORT_NAME)
    )


def _stands_alone(text: str) -> bool:
    """Issue number, date or period: lines of a title block that are nobody's continuation."""
    bracketed = text[0] in "（(" and text[-1] in "）)"
    return bracketed or _ISSUE_OR_DATE.search(text) is not None or is_closed(text)


def _changes_weight(paragraph: Sequence[Slot], below: Slot, habit: Habit) -> bool:
    """True between a bold heading and text; a bold lead-in may end with its line."""
    above = paragraph[-1]
    all_bold = all(slot.bold for slot in paragraph)
    if above.ends_bold[1] == below.ends_bold[0] or not (all_bold or below.bold):
        return False
    runs_on = habit.indented and below.lead < _FLUSH and paragraph[0].lead >= _FIRST_INDENT
    return not (runs_on and _is_full(above, below)) or (below.bold and is_closed(above.text))


def _is_apart(paragraph: Sequence[Slot], below: Slot, habit: Habit, body: Body) -> bool:
    """True where more white space than usual stands between the lines."""
    if below.fresh:
        return False
    above = paragraph[-1]
    usual = max(body.leading * max(1.0, below.line.size / max(body.size, 1.0)), body.size)
    if len(paragraph) > 1 and not above.fresh:
        usual = min(above.step, usual * _WIDE_STEP) if above.step > 0 else usual
    if below.step <= _WIDE_STEP * usual:
        return False
    runs_on = habit.indented and below.lead < _FLUSH and not is_closed(above.text)
    return not (runs_on and _is_full(above, below) and below.step <= _WIDEST_STEP * usual)


def _continues_indented(paragraph: Sequence[Slot], below: Slot, habit: Habit) -> bool:
    """A line to the right of the left edge: part of an indented block, or a new paragraph."""
    above = paragraph[-1]
    if not _is_full(above, below) or split_marker(below.text) is not None:
        return False
    if len(paragraph) > 1:
        return abs(below.lead - above.lead) <= _SAME_INDENT
    if above.lead - below.lead >= 2 * _SAME_INDENT:
        return True
    if _hangs(above, below):
        return True
    if habit.indented and above.bold and below.bold:
        # A heading that happens to fill its (narrow) line, and the headline under it.
        return False
    return abs(below.lead - above.lead) <= _SAME_INDENT and not is_closed(above.text)


def _hangs(above: Slot, below: Slot) -> bool:
    """True where a line begins under the text that follows the first line's marker or label."""
    marker = split_marker(above.text)
    label = _LABEL.match(above.text)
    length = len(marker.written) if marker else (label.end() if label else 0)
    edges = above.line.edges
    if not length or edges is None:
        return False
    inked = [index for index, one in enumerate(above.line.text) if not one.isspace()]
    if length >= len(inked):
        return False
    return abs(edges[2 * inked[length]] - below.line.x0) <= _SAME_INDENT * above.line.size


def _continues_flush(paragraph: Sequence[Slot], below: Slot, habit: Habit) -> bool:
    """A line at the left edge after one that is not centred, without a change in between."""
    above = paragraph[-1]
    closed = is_closed(above.text)
    marked = split_marker(below.text) is not None
    if not _is_full(above, below):
        # Only a page break can end a line early in the middle of a paragraph.
        return (
            habit.indented and below.fresh and not closed and not marked and _is_running(paragraph)
        )
    if closed and marked:
        return habit.indented and not habit.flush_markers and paragraph[0].lead >= _FIRST_INDENT
    return True


def _is_running(paragraph: Sequence[Slot]) -> bool:
    """True for prose that a page break may cut: several lines, or one with commas."""
    if paragraph[0].lead < _FIRST_INDENT and len(paragraph) == 1:
        return False
    return len(paragraph) > 1 or "，" in paragraph[0].text or "。" in paragraph[0].text
