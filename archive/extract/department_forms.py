"""Names that form alone gives away: police stations, street offices, companies' windows.

They stand in no lexicon. A name of their own, two to four characters that begin where a word must
begin, stands before the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archive.extract.department_borders import (
    GENERIC,
    MarkedText,
    breaks,
    matter_start,
    proper_start,
    site_start,
)
from corpus.lexicon.department_rows import endings_by_form, words

_LONGEST_PROPER = 4
_LONGEST_COMPANY = 18

_AGENCY = re.compile("管理[所站]|监督[所站]|指导站|推广站|检疫站|监测站|总站")
"""Bodies of agencies, which need their place and their matter: 市失业保险|管理所."""

_BORDER_POST = re.compile("(?:出入境)?边防检查站|海事处")
"""Bodies of the state that need a named place alone."""

_STATION = re.compile("派出所|司法所|市场监管所|市监所|自然资源所|国土所|税务所|财政所")
_STREET_WORD = re.compile("[路街道巷门桥坊里关庄营口镇乡村园山湖城]$")

_UTILITY = re.compile(
    "供电|供水|水务|自来水|燃气|天然气|热力|供热|电力|移动|电信|联通|广电|有线|公交|排水|污水|铁塔|"
    "水司|水业"
)
_COMPANY_WINDOW = re.compile(
    "(?:公司|集团)(?=(?:驻[\u4e00-\u9fff]{2,10}?(?:中心|大厅))?(?:专属|专|服务|业务)?窗口)"
)
_MATTER_BODIES = ("局", "委", "厅", "中心", "办")


_HALL = re.compile(
    r"(?:政务服务|行政审批服务|行政审批|行政服务|便民服务|市民服务|公共服务|党群服务|政务)"
    r"(?:服务|办事|审批)?大厅(?![\u4e00-\u9fff]{0,6}分(?:大厅|中心))"
)


def own_name_start(marked: MarkedText, end: int, floor: int) -> int | None:
    """Where the proper name that ends at `end` begins, None where none does."""
    if end <= floor or breaks(marked.text, end):
        return None
    start, certain = proper_start(marked, end, floor, _LONGEST_PROPER)
    own = marked.text[start:end]
    if not certain or end - start < len("某某") or own in words("no_name") or own.endswith("公安"):
        return None
    return start


def stations(marked: MarkedText) -> Iterator[tuple[int, int]]:
    """(start, end) of stations with a name: 城关派出所, 天荒坪镇司法所."""
    text = marked.text
    for match in _STATION.finditer(text):
        site = site_start(marked, match.start(), 0)
        if site < match.start() - 1:
            yield site, match.end()
            continue
        start = own_name_start(marked, match.start(), 0)
        if start is not None:
            known = marked.place_starts.get(start)
            yield (start if known is None else known), match.end()


def halls(marked: MarkedText) -> Iterator[tuple[int, int]]:
    """(start, end) of halls with the place that has them: 相山区政务服务大厅, 县政务大厅."""
    if "大厅" not in marked.text:
        return
    for match in _HALL.finditer(marked.text):
        site = site_start(marked, match.start(), 0)
        if site < match.start() and marked.text[site - 1 : site] not in ("“", "‘"):
            yield site, match.end()


def local_bureaus(marked: MarkedText) -> Iterator[tuple[int, int]]:
    """(start, end) of a system's bureau called by its place alone: 叙永县局, 泰州市局."""
    text = marked.text
    for end, start in marked.place_starts.items():
        if end - start > len("某县") and text[end - 1] in GENERIC and _LOCAL.match(text, end):
            yield start, end + len("局")


_LOCAL = re.compile("局(?![长势面部限域属里内外直管])")


def agencies(marked: MarkedText) -> Iterator[tuple[int, int]]:
    """(start, end) of agencies at a place: 自治区种子管理站, 县殡葬管理所."""
    for post in _BORDER_POST.finditer(marked.text):
        site = site_start(marked, post.start(), 0)
        if site < post.start() - 1:
            yield site, post.end()
    for match in _AGENCY.finditer(marked.text):
        matter, count = matter_start(marked.text, match.start(), 0)
        site = site_start(marked, matter, 0)
        if count and site < matter:
            yield site, match.end()


def headquarters(marked: MarkedText) -> Iterator[tuple[int, int]]:
    """(start, end) of offices of leading groups, which open their clause with their place.

    区优化营商环境工作领导小组办公室: what they lead is told by verbs that no other name holds.
    """
    text = marked.text
    begins = set(marked.place_starts.values())
    for match in _GROUP_OFFICE.finditer(text):
        start = match.start(1)
        if start in begins or (text[start] in GENERIC and text[start + 1] not in _NO_LEVEL):
            yield start, match.end()


_GROUP_OFFICE = re.compile(
    r"(?:^|[，。；、：\n])([\u4e00-\u9fff]{3,28}?(?:领导小组|指挥部|工作专班|联席会议)[\u4e00-\u9fff]{0,4}办公室)",
    re.MULTILINE,
)
_NO_LEVEL = frozenset("场民区县直级属里内域")


def street_start(marked: MarkedText, end: int, floor: int) -> int | None:
    """Where the name before 办事处 begins: 文化路, 城关街道; 兰州 alone is no street."""
    site = site_start(marked, end, floor)
    if site < end:
        text = marked.text
        named = end - site > 1 and text[end - 1] in "道镇乡区木场"
        return site if named and text[site:end] not in ("街道", "乡镇", "镇街") else None
    start = own_name_start(marked, end, floor)
    if start is None or not _STREET_WORD.search(marked.text, start, end):
        return None
    return start


def company_windows(marked: MarkedText) -> Iterator[tuple[int, int]]:
    """(start, end) of supply companies whose window is spoken of: 国网襄阳供电公司|窗口."""
    text = marked.text
    for match in _COMPANY_WINDOW.finditer(text):
        at = match.start()
        while at > max(0, match.start() - _LONGEST_COMPANY) and not breaks(text, at):
            at -= 1
        if breaks(text, at) and _UTILITY.search(text, at, match.start()):
            yield at, match.end()


@cache
def _matters() -> dict[str, str]:
    """Matters whose windows are called by them alone (医保, 公安), each with its form."""
    found: dict[str, str] = {}
    for matter in words("window"):
        forms = (matter + body for body in ("", *_MATTER_BODIES))
        form = next((form for form in forms if form in endings_by_form()), None)
        if form is not None:
            found[matter] = form
    return found


@cache
def _matter() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_matters(), key=len, reverse=True)))


@cache
def _matters_before_window() -> re.Pattern[str]:
    one = _matter().pattern
    return re.compile(
        f"(?<![\u4e00-\u9fff、])(?:{one})(?:[、和](?:{one})){{0,8}}(?=窗口(?!单位|期))"
    )


def matter_windows(marked: MarkedText) -> Iterator[tuple[int, int, str]]:
    """(start, end, form) of matters that stand for their departments: 医保窗口, 公安、人社窗口."""
    if "窗口" not in marked.text:
        return
    for run in _matters_before_window().finditer(marked.text):
        for match in _matter().finditer(marked.text, run.start(), run.end()):
            yield match.start(), match.end(), _matters()[match[0]]
