"""The head of a bulletin: series, issue number, publisher, date, period, classification.

The lines of a masthead come in any order and any mixture (issue and date on one line, the publisher
padded to the left of the date), so each paragraph is taken apart: what has a form of its own
(第26期, 总第401期, a date, a period in brackets, 内部资料) is taken out, and what is left over is a
publisher or a name by its ending.
"""

from __future__ import annotations

import re
from itertools import pairwise

import msgspec

from archive.document import Paragraph
from archive.extract.dates import parse_date, parse_period
from archive.extract.inspection_headings import patrol_of
from archive.extract.numbers import fold
from archive.markers import hanzi_number, split_marker
from archive.placed import PlacedText
from archive.records import BlockRole, Date, Interval, Span

_HANZI_NUMBER = "一二三四五六七八九十百零〇"
_NUMBER = rf"[\d{_HANZI_NUMBER}]{{1,5}}"

_ISSUE = re.compile(
    rf"[（(〔\[【]?(?:(?P<year>(?:19|20)\d\d|二[〇○零]{_NUMBER})[〕）)\]】]?年?[度]?)?[，,]?"
    rf"(?:(?P<mark>第)(?P<number>{_NUMBER})[期号](?:增刊)?|(?P<bare>\d{{1,4}})期)[）)】]?"
)
_TOTAL = re.compile(
    rf"[（(〔\[]?总第?(?P<number>{_NUMBER})[期号]?[）)〕\]]?|累计第(?P<more>{_NUMBER})期"
)
_DAY = re.compile(
    r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
    r"|二[〇○零0Oo][一二三四五六七八九〇○零]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十廿]{1,3}日"
    r"|(?:19|20)\d\d[-./／－．]\d{1,2}[-./／－．]\d{1,2}"
)
_ZERO = re.compile(r"(?<=二)[0Oo○零]|(?<=[一二])[0Oo○零](?=[一二三四五六七八九〇]?年)")
"""The nought of a year in Chinese numerals, as it is typed."""
_BRACKETED = re.compile(r"[（(【\[]([^（）()【】\[\]]{2,40})[）)】\]]")
_PERIOD_LABEL = re.compile(
    r"(?:本期|统计|报告|编报|数据)?(?:统计)?(?:时间|时段|周期|期间|区间|起止时间|日期|范围)[：:]"
)
_CLASSIFICATION = re.compile(
    r"(?:绝密|机密|秘密)(?:★[^\s（）()]{0,8})?|内部(?:资料|刊物|参考|材料|文件)|仅供内部(?:参阅|参考|使用)"
    r"|(?:注意|妥善)保[存管]|不得外传|请勿外传"
)
_SAMPLE = "样例"

_SERIES_END = (
    r"(?:周|月|旬|日|季|双周|半月|年)(?:报|刊|讯)|简报|快报|专报|通报|动态|通讯|简讯|快讯|信息|专刊|"
    r"之窗|参考|要情|情况反映|工作交流|要闻|摘要|汇编|播报|导报|内参"
)
_SERIES = re.compile(rf"^[^。！？；]{{0,40}}(?:{_SERIES_END})(?:[（(][^（）()]{{1,12}}[）)])?$")
_ORGANISATION = re.compile(
    r"(?:中心|局|厅|部|委|委员会|办公室|办公厅|政府|办|大厅|管委会|领导小组|党组|党委|党工委|处|公司|"
    r"集团|院|支队|总队|协会|平台|专班)(?:[（(][^（）()]{1,20}[）)])?$"
)
_PLACED = re.compile(r"[省市县区州旗盟]")
_PUBLISHED_BY = re.compile(
    r"^(?:主办(?:单位)?|编印(?:单位)?|编发(?:单位)?|编制|主编单位|编者?)[：:]"
)
_PUBLISHER_TAIL = re.compile(r"(?:主办|编印|编发|编制|编|印发|印)$")
_TITLE = re.compile(
    r"^关于.{2,80}$|^.{2,60}(?:的(?:通知|通报|报告|函|意见|决定|公告|通告|请示|批复|方案|办法|情况)|情况通报|"
    r"工作总结|工作报告|工作方案|会议纪要)(?:[（(][^（）()]{1,20}[）)])?$"
)
_DOCUMENT_NUMBER = re.compile(
    r"^[\u4e00-\u9fff（）()]{1,20}[〔\[［（(](?:19|20)\d\d[〕\]］）)]第?\d{1,5}号$"
)
_CONTENTS = re.compile(
    r"^[【\[〔]?(?:本[期刊](?:要目|导读|目录|要点|看点|内容|提要|概要)|目录|要目|导读|内容提要)[】\]〕]?[：:]?$"
)
_CONTENTS_TAIL = re.compile(r"[.…·．。\-—]{0,200}[（(]?\d{0,3}[）)]?$")

LONGEST_LINE = 60
"""Characters: a longer paragraph is prose, whatever stands before it (a masthead line or a title of
GB/T 9704 takes at most three lines of 20)."""


class Field(msgspec.Struct, frozen=True):
    """A header field: value and where it was read."""

    value: str | int | Date | Interval
    written: str
    spans: tuple[Span, ...]


class TitleBlock(msgspec.Struct, frozen=True):
    """The header fields found by name, the texts of the block by role, and what it took."""

    fields: dict[str, Field]
    blocks: tuple[tuple[BlockRole, PlacedText], ...]
    synthetic: bool
    taken: int
    contents: tuple[str, ...] = ()


class _Reading:
    """Fields gathered while the block's lines are read; the first of a kind stays."""

    def __init__(self) -> None:
        self.fields: dict[str, Field] = {}
        self.names: list[PlacedText] = []
        self.periods: list[PlacedText] = []
        self.synthetic = False

    def put(self, name: str, value: str | int | Date | Interval, part: PlacedText) -> None:
        """Keep a field unless it is there already."""
        self.fields.setdefault(name, Field(value, part.text, part.spans()))


def read_title_block(paragraphs: list[Paragraph]) -> TitleBlock:
    """Read the header from a bulletin's first paragraphs (all before the first table).

    `taken` says how many paragraphs belong to it; the body begins after them.
    """
    reading = _Reading()
    blocks: list[tuple[BlockRole, PlacedText]] = []
    taken = 0
    while taken < len(paragraphs) and _may_be_title(paragraphs, taken, reading):
        role = _read_paragraph(paragraphs[taken], reading)
        blocks.append((role, paragraphs[taken].placed))
        taken += 1
    contents: tuple[str, ...] = ()
    if taken < len(paragraphs) and _CONTENTS.match(paragraphs[taken].text):
        length = _contents_length(paragraphs[taken:])
        entries = paragraphs[taken : taken + length]
        blocks.extend(("contents", entry.placed) for entry in entries)
        contents = tuple(_contents_key(entry.text) for entry in entries[1:])
        taken += length
    _settle_names(reading)
    return TitleBlock(reading.fields, tuple(blocks), reading.synthetic, taken, contents)


def _may_be_title(paragraphs: list[Paragraph], index: int, reading: _Reading) -> bool:
    """True where the paragraph at `index` still belongs to the title block."""
    text = fold(paragraphs[index].text)
    if _CONTENTS.match(text) or split_marker(text) or re.match(r"^[【〖◆■●]", text):
        return bool(_ISSUE.fullmatch(text)) and not _CONTENTS.match(text)
    if len(text) > LONGEST_LINE and not _has_form(text):
        return False
    if _has_form(text) or not reading.fields:
        return not _is_prose(text)
    if _is_prose(text):
        return False
    # A line without a form of its own: before the issue line or the date it is a name; after them
    # it is one only where a period, a date or an issue line follows, else it heads the text.
    kind = _name_kind(text)
    untitled = not any(_TITLE.match(name.text) for name in reading.names)
    heads = "number" in reading.fields and patrol_of(text) == "sure"
    if (kind == "title" and untitled and not heads) or (kind and kind not in _kinds(reading)):
        return True
    following = paragraphs[index + 1 : index + 3]
    return any(_has_form(fold(later.text)) and not _is_prose(later.text) for later in following)


def _kinds(reading: _Reading) -> set[str]:
    """Which names have been read or can no longer be expected."""
    kinds = {kind for name in reading.names if (kind := _name_kind(name.text))}
    if "published" in reading.fields and "number" in reading.fields:
        kinds |= {"title", "series"} if reading.names else {"title"}
    return kinds


def _name_kind(text: str) -> str | None:
    """What a line's ending makes it: a document's title, a series, an organisation."""
    if _TITLE.match(text):
        return "title"
    if _SERIES.match(text):
        return "series"
    return "publisher" if _ORGANISATION.search(text) else None


def _has_form(text: str) -> bool:
    """True where a part of the line has the form of issue, date, period or classification."""
    if len(text) > 2 * LONGEST_LINE or "。" in text[:-1]:
        return False
    return bool(
        _issue(text)
        or _TOTAL.search(text)
        or _DAY.search(text)
        or (_CLASSIFICATION.search(text) and len(text) < 20)
        or _DOCUMENT_NUMBER.match(text)
        or _period(text)
    )


def _issue(text: str) -> re.Match[str] | None:
    """The issue number in a line; a bare 3期 counts only where a year stands before it."""
    for found in _ISSUE.finditer(text):
        before = text[: found.start("mark") if found["mark"] else found.start()]
        if found["mark"] and before.endswith(("总", "累计")):
            continue
        if found["mark"] or found["year"]:
            return found
    return None


def _period(text: str) -> tuple[int, int] | None:
    """Where the period stands in a line: in brackets, or the whole line."""
    label = _PERIOD_LABEL.match(text)
    if label and parse_period(text[label.end() :].strip("（）()"), Date(2000, 1, 1)):
        return (label.end(), len(text))
    for found in _BRACKETED.finditer(text):
        if parse_period(found[1], None) or parse_period(found[1], Date(2000, 1, 1)):
            return found.span()
    if len(text) <= 30 and not _DAY.fullmatch(text) and parse_period(text, Date(2000, 1, 1)):
        return (0, len(text))
    return None


def _is_prose(text: str) -> bool:
    """True for running text: it closes a sentence, or is too long for a line of a masthead."""
    if _DOCUMENT_NUMBER.match(text):
        return False
    if text.endswith(tuple("。！；：，、!;:,")) or "。" in text:
        return True
    return len(text) > 2 * LONGEST_LINE


def _read_paragraph(paragraph: Paragraph, reading: _Reading) -> BlockRole:
    """Take a line apart into fields; what is left over is kept as a name."""
    text = fold(paragraph.text)
    if _SAMPLE in text:
        reading.synthetic = True
    holes: list[tuple[int, int]] = []
    period = _period(text)
    if period:
        reading.periods.append(paragraph.placed.slice(*period))
        holes.append(period)
    for find in (_find_total, _find_issue, _find_day, _find_classification):
        for name, value, (start, end) in find(_blank(text, holes)):
            reading.put(name, value, paragraph.placed.slice(start, end))
            holes.append((start, end))
    if not _DOCUMENT_NUMBER.match(text):
        _keep_names(paragraph, holes, reading)
    return "period" if period == (0, len(text)) else "title"


_Found = list[tuple[str, str | int | Date | Interval, tuple[int, int]]]


def _find_total(text: str) -> _Found:
    """总第401期."""
    found = _TOTAL.search(text)
    number = parse_numeral(found["number"] or found["more"]) if found else None
    return [("total_number", number, found.span())] if found and number is not None else []


def _find_issue(text: str) -> _Found:
    """2022年第26期: the number, and the year where it stands there."""
    found = _issue(text)
    number = parse_numeral(found["number"] or found["bare"]) if found else None
    if found is None or number is None:
        return []
    year = parse_numeral_year(found["year"]) if found["year"] else None
    fields: _Found = [("number", number, found.span())]
    if year is not None:
        fields.append(("year", year, found.span()))
    return fields


def _find_day(text: str) -> _Found:
    """The date of publication."""
    found = _DAY.search(text)
    date = parse_date(_ZERO.sub("〇", found.group())) if found else None
    return [("published", date, found.span())] if found and date else []


def _find_classification(text: str) -> _Found:
    """内部资料, 秘密★1年; a long line that only mentions such words is none."""
    found = _CLASSIFICATION.search(text)
    if found is None or len(text.strip()) > LONGEST_LINE:
        return []
    return [("classification", found.group(), found.span())]


def _blank(text: str, holes: list[tuple[int, int]]) -> str:
    """The text with the taken stretches blanked out, offsets unchanged."""
    for start, end in holes:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _keep_names(paragraph: Paragraph, holes: list[tuple[int, int]], reading: _Reading) -> None:
    """Keep the stretches between the taken ones: names, parted where the line was padded."""
    breaks = padded_breaks(paragraph)
    cuts = sorted({0, len(paragraph.text), *breaks, *(edge for hole in holes for edge in hole)})
    for start, end in pairwise(cuts):
        if any(low <= start and end <= high for low, high in holes):
            continue
        part = paragraph.placed.slice(start, end)
        stripped = part.text.strip(" \u3000，,、·|｜-—()（）[]【】")
        if len(stripped) < 2 or stripped in {"编号", "文件", "期号", "日期", "时间", _SAMPLE}:
            continue
        offset = part.text.index(stripped)
        reading.names.append(part.slice(offset, offset + len(stripped)))


def padded_breaks(paragraph: Paragraph) -> list[int]:
    """Offsets in the joined text where the printed line had a run of two or more spaces."""
    breaks = []
    offset = 0
    spaces = 0
    for character in paragraph.raw.text:
        if character.isspace():
            spaces += 2 if character == "\u3000" else 1
            continue
        while offset < len(paragraph.text) and paragraph.text[offset].isspace():
            offset += 1
        if spaces >= 2 and offset:
            breaks.append(offset)
        spaces = 0
        offset += 1
    return breaks


def _settle_names(reading: _Reading) -> None:
    """Decide which of the left-over names is series, title and publisher; settle the period."""
    _settle_period(reading)
    rest = [name for name in reading.names if not _settle_name(name, reading)]
    if "series" not in reading.fields and rest and "number" in reading.fields:
        reading.put("series", _without_sample(rest[0].text), rest[0])
    if "title" not in reading.fields:
        series = reading.fields.get("series")
        if series:
            reading.fields["title"] = series
        elif rest:
            reading.put("title", rest[0].text, rest[0])


def _settle_period(reading: _Reading) -> None:
    """The first of the periods that can be read, its year taken from the publication date."""
    published = reading.fields.get("published")
    date = published.value if published and isinstance(published.value, Date) else None
    for part in reading.periods:
        period = parse_period(part.text.strip("（）()【】[]"), date)
        if period:
            reading.put("period", period, part)
            break


def _settle_name(name: PlacedText, reading: _Reading) -> bool:
    """Put a name where its form says it belongs; False where the form says nothing."""
    text = name.text
    if _TITLE.match(text):
        reading.put("title", text, name)
    elif _SERIES.match(text):
        reading.put("series", _without_sample(text), name)
    else:
        bare = _PUBLISHER_TAIL.sub("", _PUBLISHED_BY.sub("", text))
        if bare == text and not _ORGANISATION.search(text):
            return False
        start = text.index(bare)
        known = reading.fields.get("publisher")
        if known and not _PLACED.search(known.written) and _PLACED.search(bare):
            # A hall without its place (行政服务中心) stands over the series as part of its name.
            del reading.fields["publisher"]
        reading.put("publisher", bare, name.slice(start, start + len(bare)))
    return True


def _without_sample(series: str) -> str:
    """The series' own name: the label 样例 that our samples carry is not part of it."""
    bare = re.sub(rf"[（(【\[]?{_SAMPLE}[）)】\]]?[·:：]?", "", series) or series
    return bare[1:-1] if bare.startswith("《") and bare.endswith("》") else bare


def _contents_key(text: str) -> str:
    """A contents entry without its marker, dots and page number, for comparing with headings."""
    marker = split_marker(text)
    bare = text[len(marker.written) :] if marker else text
    return _CONTENTS_TAIL.sub("", bare).strip()


def _contents_length(paragraphs: list[Paragraph]) -> int:
    """How many paragraphs a contents list takes: to the first line that repeats an entry."""
    seen: set[str] = set()
    length = 1
    for paragraph in paragraphs[1:]:
        key = _contents_key(paragraph.text)
        if key in seen or _is_prose(paragraph.text) or len(paragraph.text) > LONGEST_LINE:
            # A heading in 【】 or with 一、 over the first repeated entry is the body's already.
            while length > 1 and _heads(paragraphs[length - 1].text, paragraphs[1].text):
                length -= 1
            break
        seen.add(key)
        length += 1
    else:
        # Nothing repeats and no prose follows: only the word itself is furniture.
        return 1
    return length


def _heads(text: str, entry: str) -> bool:
    """Whether a line has the form of a heading that the first entry of the list lacks."""
    if text.startswith(("【", "〖")):
        return not entry.startswith(("【", "〖"))
    marker, other = split_marker(text), split_marker(entry)
    return marker is not None and (other is None or other.style != marker.style)


_STATED_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d年)?(?:第?[一二三四1-4]季度|上半年|下半年|前三季度|\d{1,2}月份?(?:上旬|中旬|下旬)?"
    r"|\d{1,2}[—\-–―至~～]\d{1,2}月份?)"
)


def period_in_title(title: str, published: Date | None) -> Interval | None:
    """The period that a title names (2019年第三季度…的通报), None where it names none."""
    found = _STATED_PERIOD.search(fold(title))
    if found is None:
        return None
    return parse_period(found.group().replace("月份", "月"), published)


def parse_numeral(written: str) -> int | None:
    """A number below 100,000 in Arabic, full-width or Chinese numerals."""
    if written.isdecimal():
        return int(written)
    return hanzi_number(written) or None


def parse_numeral_year(written: str) -> int | None:
    """A year of four digits or four Chinese numerals."""
    digits = written.translate(str.maketrans("〇○零一二三四五六七八九", "000123456789"))
    return int(digits) if digits.isdecimal() and len(digits) == 4 else None
