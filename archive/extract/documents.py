"""Cited documents: titles in 《》 and document numbers, as one where they stand together.

Every title in 《》 counts, licences (《营业执照》) and journals included: whether a text cites or
only names them is not told by its form. A short title that the text declares itself (以下简称
《意见》) and its later uses are no other document. Forms of numbers follow GB/T 9704-2012 (code of
the office, year in 〔〕, running number) and the orders and announcements numbered without a year.
"""

from __future__ import annotations

import re
from bisect import bisect_left

import msgspec

from archive.extract.context import Context
from archive.records import DocumentMention, Span

_LONGEST_TITLE = 200
"""Characters of a title: 《 and 》 further apart are not a pair."""

_HAN = "[\u3400-\u9fff]"
_DIGIT = "[0-9０-９]"
_GAP = "[ \u3000]?"
_ORDINAL = rf"{_GAP}第{_GAP}(?:{_DIGIT}{{1,6}}|[一二三四五六七八九十百零〇]{{1,7}}){_GAP}号"

_CODED = re.compile(
    rf"{_GAP}[〔\[［【（(﹝]{_GAP}(?:19|20|１９|２０){_DIGIT}{{2}}{_GAP}年?[〕\]］】）)﹞]"
    rf"{_GAP}(?:第{_GAP})?{_DIGIT}{{1,6}}{_GAP}号(?![楼线店院馆室门窗机柜桌])"
)
"""〔2022〕12号, (2021)3号, [2018]第41号; the office's code stands before it."""

_NAMED = re.compile(rf"(?:令|公告|通告)[（(]{_ORDINAL}[）)]|(?:[函字令]|公告|通告){_ORDINAL}")
"""政务函第3号, 国务院令第722号, 主席令（第二十九号）."""
_DATED = re.compile(
    rf"(?:公告|通告|令)(?:[（(]{_DIGIT}{{4}}年{_ORDINAL}[）)]|{_GAP}{_DIGIT}{{4}}年{_ORDINAL})"
)
"""国家税务总局公告2019年第4号."""
_ORDER = re.compile(rf"{_ORDINAL}(?:令|公告|通告)")
"""国务院第722号令."""

_LONGEST_ISSUER = 20
_BEFORE = re.compile(rf"(?:{_HAN}|[A-Za-z]){{1,{_LONGEST_ISSUER}}}$")
_BREAK = re.compile(
    r"根据|按照|依据|依照|遵照|对照|参照|贯彻|落实|执行|印发|下发|转发|出台|发布|公布|颁布|制定|学习|宣传|严格"
    r"|文件|通知|精神|要求|规定|意见|办法|条例|方案|关于|以及|结合|严守|符合|违反|收到|报送|发来|[的了以在为由将是如等号按见]"
)
_AND = re.compile("[和与及]")
"""Words after which the code or the issuer of a document begins in running text."""
_OFFICE = re.compile(r"国务院|政府|办公厅|办公室|总局|委员会|[厅局]")
_CODE_KIND = re.compile(r"[发函办字规令通]")
_ISSUER = re.compile(r"(?:主席|国务院|政府|总署|人大|常委会|委员会|公安|[部委局厅办院])$")

_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_YEAR_OPEN = re.compile(r"[\[［【（(﹝](?=(?:19|20)[0-9]{2}年?[〕\]］】）)﹞])")
_YEAR_CLOSE = re.compile(r"(〔(?:19|20)[0-9]{2})年?[\]］】）)﹞]")

_ALIAS = re.compile(r"(?:简称|下称|统称|合称)(?:为)?[：:“\"‘]?$")
_OPEN = re.compile(
    rf"(?:[（(](?:试行|暂行|修订[版稿]?|[0-9]{{4}}年[版修订]{{1,3}})[）)])?{_GAP}[（(\[［【]{_GAP}(?:文号[：:])?"
)
_CLOSE = re.compile(rf"{_GAP}[）)\]］】]")
_UNCLOSED = re.compile(
    r"[^，。；！？《》\n]{2,80}?(?:通知|意见|办法|条例|方案|规定|规划|细则|公告|规则|法)(?=[，。；\n])"
)


class _Part(msgspec.Struct, frozen=True):
    """A title or a number: where it stands and what it says (the number normalised)."""

    start: int
    end: int
    value: str


def find_documents(text: str, context: Context) -> tuple[DocumentMention, ...]:
    """The documents cited in the text, each once, at its first mention.

    `title` is what stands in the outermost 《》, without them; `number` has 〔〕 around the year,
    half-width digits and no spaces. A number in brackets behind a title, or right before one, is
    that document's. Spans hold offsets into `text` alone.
    """
    del context  # the form alone tells a document
    everything = _titles(text)
    titles = _without_aliases(text, everything)
    numbers = [
        number
        for number in _numbers(text)
        if not any(title.start < number.end and number.start < title.end for title in everything)
    ]
    return _unique(_joined(text, titles, numbers))


def _titles(text: str) -> list[_Part]:
    """The outermost 《…》, also where one of the brackets inside or the last one is missing."""
    pairs, unclosed = _pairs(text)
    parts: list[_Part] = []
    for start, end in pairs:
        if not parts or start >= parts[-1].end:
            first = _true_start(text, start, unclosed)
            title = re.sub(r"\s+", "", text[first + 1 : end - 1])
            if title.strip("《》〈〉"):
                parts.append(_Part(first, end, title))
    starts = [part.start for part in parts]
    for start in unclosed:
        found = _UNCLOSED.match(text, start + 1)
        index = bisect_left(starts, start)
        closed_by = parts[index - 1].end if index else 0
        following = starts[index] if index < len(starts) else len(text)
        if found and closed_by <= start and found.end() <= following:
            parts.append(_Part(start, found.end(), found[0]))
    return sorted(parts, key=lambda part: part.start)


def _pairs(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Matching 《 and 》, nested ones too, by their beginning; and the 《 that nothing closes."""
    open_at: list[int] = []
    pairs: list[tuple[int, int]] = []
    for match in re.finditer("[《》]", text):
        if match[0] == "《":
            open_at.append(match.start())
        elif open_at:
            start = open_at.pop()
            if match.end() - start <= _LONGEST_TITLE:
                pairs.append((start, match.end()))
    return sorted(pairs), open_at


def _true_start(text: str, start: int, unclosed: list[int]) -> int:
    """The beginning of a title whose inner brackets lack one 》 (《关于印发《办法的通知》)."""
    index = bisect_left(unclosed, start) - 1
    if index < 0 or start - unclosed[index] > _LONGEST_TITLE:
        return start
    between = text[unclosed[index] : start]
    return start if re.search("[，。；！？\n]", between) else unclosed[index]


def _without_aliases(text: str, titles: list[_Part]) -> list[_Part]:
    """The titles without the short ones that the text declares (以下简称《意见》)."""
    aliases = set()
    kept = []
    for title in titles:
        if _ALIAS.search(text, max(0, title.start - 6), title.start):
            aliases.add(title.value)
        elif title.value not in aliases:
            kept.append(title)
    return kept


def _numbers(text: str) -> list[_Part]:
    """Document numbers with the code or the issuer before them, from left to right."""
    found: list[_Part] = []
    for pattern in (_CODED, _DATED, _ORDER, _NAMED):
        for match in pattern.finditer(text):
            start = _number_start(text, match, coded=pattern is _CODED or match[0][0] in "函字")
            if start is None or any(n.start < match.end() and start < n.end for n in found[-1:]):
                continue
            found.append(_Part(start, match.end(), _normalised(text[start : match.end()])))
    found.sort(key=lambda number: number.start)
    return [n for i, n in enumerate(found) if not i or n.start >= found[i - 1].end]


def _number_start(text: str, match: re.Match[str], *, coded: bool) -> int | None:
    """Where the number's code (川办发) or issuer (国务院) begins; None where it is no number."""
    start = match.start()
    before = _BEFORE.search(text, max(0, start - _LONGEST_ISSUER), start)
    words = before[0] if before else ""
    for cut in (_BREAK, _AND) if coded else (_BREAK,):
        words = words[max((found.end() for found in cut.finditer(words)), default=0) :]
    if coded:
        words = _code(words)
        return None if not words and match[0][0] in "函字" else start - len(words)
    words = words.lstrip("和与及年月日")
    return start - len(words) if _ISSUER.search(words) else start


def _code(words: str) -> str:
    """The office's code without the office's name before it (国务院国发 is 国发)."""
    for office in _OFFICE.finditer(words):
        rest = words[office.end() :]
        if len(rest) > 1 and not _CODE_KIND.match(rest):
            words = rest
            break
    return words


def _normalised(number: str) -> str:
    plain = re.sub(r"\s", "", number).translate(_DIGITS)
    return _YEAR_CLOSE.sub(r"\1〕", _YEAR_OPEN.sub("〔", plain))


def _joined(text: str, titles: list[_Part], numbers: list[_Part]) -> list[DocumentMention]:
    """One mention for each document: title with its number, title alone, number alone."""
    by_start = {number.start: number for number in numbers}
    by_end = {number.end: number for number in numbers}
    mentions = []
    for title in titles:
        start, end = title.start, title.end
        bracket = _OPEN.match(text, end)
        behind = by_start.pop(bracket.end() if bracket else end, None)
        before = None
        if behind is not None:
            close = _CLOSE.match(text, behind.end) if bracket else None
            end = close.end() if close else behind.end
        else:
            before = next(
                (by_end[start - gap] for gap in (0, 1, 2) if _opens(text, by_end, start, gap)), None
            )
            if before is not None:
                by_start.pop(before.start, None)
                start = before.start
        number = behind or before
        mentions.append(_mention(text, start, end, title.value, number.value if number else None))
    mentions += [_mention(text, n.start, n.end, None, n.value) for n in by_start.values()]
    return sorted(mentions, key=lambda mention: mention.spans[0].start)


def _opens(text: str, by_end: dict[int, _Part], start: int, gap: int) -> bool:
    """Whether a number ends `gap` characters before a title with nothing but 文 or 文件 between."""
    return start - gap in by_end and text[start - gap : start] in {"", "文", "文件"}


def _mention(
    text: str, start: int, end: int, title: str | None, number: str | None
) -> DocumentMention:
    spans = (Span(page=0, box=None, start=start, end=end),)
    return DocumentMention(title=title, number=number, written=text[start:end], spans=spans)


def _unique(mentions: list[DocumentMention]) -> tuple[DocumentMention, ...]:
    """Each document once: its first mention, or the first that has its number too."""
    chosen: dict[str, DocumentMention] = {}
    numbered: set[str] = set()
    for mention in mentions:
        key = mention.title or mention.number or ""
        held = chosen.get(key)
        if held is None or (held.number is None and mention.number is not None):
            chosen[key] = mention
        if mention.title is not None and mention.number is not None:
            numbered.add(mention.number)
    return tuple(
        sorted(
            (m for m in chosen.values() if m.title is not None or m.number not in numbered),
            key=lambda mention: mention.spans[0].start,
        )
    )
