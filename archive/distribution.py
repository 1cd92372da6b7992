"""Who a bulletin goes to: the lines 报：, 送：, 发：, 抄送： … of its foot, and the copies printed.

主送, 抄送 and 印发 are the words of GB/T 9704-2012 section 7.4; bulletins shorten and vary them,
and add a line for their own house (本局：, 存：).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from archive.document import Paragraph
from archive.markers import hanzi_number
from archive.placed import join
from archive.records import Distribution
from archive.title_block import padded_breaks

_CHARACTERS = "主抄报送发呈印分阅存转寄内下上加赠传达至及并知会"
_WHOM = r"(?:单位|机关|对象|范围|部门|领导|范围及份数)"
_KINDS = (
    rf"(?=[^：:]{{0,9}}[报送发呈阅存抄])"
    rf"(?:[{_CHARACTERS}]{{1,4}}(?:[（(][{_CHARACTERS}]{{1,2}}[）)][{_CHARACTERS}]{{0,2}})?(?:[、/／][{_CHARACTERS}]{{1,4}})?{_WHOM}?"
    rf"|(?:发放|印发|送达|分发){_WHOM}|存档)"
)
"""A label is put together from 报, 送, 发, 抄 … (抄报, 主送, 报（抄）送, 发送范围)."""
_LABEL = re.compile(rf"(?<![签核])(?P<kind>{_KINDS})[】\]]?[：:]")
_LABEL_IN_BRACKETS = re.compile(rf"[【\[（(](?P<kind>[{_CHARACTERS}]{{1,3}})[】\]）)][：:]?")
_BARE_LABEL = re.compile(
    rf"(?P<kind>[主抄报分]送|[抄呈]报|呈送|报|送|发|呈)(?={_WHOM}?[各省市县区州旗自国中本局委办党乡镇街机驻大])"
)
_OWN_LABEL = re.compile(
    r"(?P<kind>本(?:局|厅|委|办|院|台|中心|单位|机关|部门|市|县|区)内?|局内|厅内|委内|内部|机关|中心|领导|存档?)[：:]"
)
"""A line for the bulletin's own house; known only beside other lines of distribution."""
_OPENING_BRACKET = re.compile(r"[（(\[【〔]")
_NUMBER = r"(?P<copies>\d{1,6}|[一二三四五六七八九十百零〇]{1,7})"
_COPIES = re.compile(
    rf"[（(\[【]?(?:共?印(?:制|刷|发)?|印数[：:]?|共)\s?{_NUMBER}\s?份[）)\]】]?"
    rf"|[（(\[【]?(?:印数|份数|印量|印发份数|印制份数|发行量?)[：:]\s?(?P<bare>\d{{1,6}})\s?份?[）)\]】]?"
)
_EDITORIAL = (
    r"(?:责任|执行|文字|本期|值班|美术|网络|栏目|信息|图片|图文|副)?(?:编辑|责编|主编|总编|审核|审定|审阅|审签|审稿|签发|签批|校对|核稿|核签|核发|编审|主审|"
    r"编校|统稿|拟稿|复核|复审|初审|终审|一审|二审|三审|责校|校核|排版)(?:人|员)?[：:]"
)
STAFF = re.compile(_EDITORIAL)
"""Who made the issue: 编辑：, 审核：, 签发： …"""
_OFFICE = (
    r"(?:编发|编印|编制|主办|协办|承办|主管|印刷|出版|联系人|联系电话|电话|传真|地址|邮编|电子邮箱|邮箱|网址|投稿邮箱|公众号|微信)"
    r"(?:单位|号|公众号)?[：:]"
)
EDITORS = re.compile(f"{_EDITORIAL}|{_OFFICE}|(?:供稿|撰稿)[：:]")
_REMARK = re.compile(
    r"\n[（(\[【]|[（(\[【](?=[^（）()\[\]【】]*[：:。]|此(?:件|文|期|简报)|注|样例|内部|本期)"
)
_IMPRINT = re.compile(
    r"[^，。、；：:]{0,30}(?:19|20)\d\d年\d{1,2}月\d{1,2}日(?:编|印)?(?:印发|编印|印)?$"
)
_SEPARATORS = frozenset("，、；;,。\n\t")
_WHOLE = re.compile(
    r"(?:局|办|室|委|部|厅|中心|院|会|处|科|股|窗口|单位|部门|领导|府|区|县|市|镇|乡|街道|公司|同志|档|组|站|所|队|协|联|室）|）)$"
)
_FIRST_POST = re.compile(
    r"(?:常委|副书记|党组(?:副)?书记|党组成员|党委委员|党工委(?:副)?书记|党委(?:副)?书记|委员)$"
)
_SECOND_POST = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{1,8}?)??(?P<rank>常务副|副)?(?:省长|市长|县长|区长|州长|旗长|盟长|镇长|主席|主任|局长|厅长|秘书长|部长|主任委员|书记|党组成员|县政府党组成员|政府党组成员)"
)


LONGEST_BARE = 120
"""Characters of a line of distribution that has no mark after its label."""


def is_distribution(paragraph: Paragraph) -> bool:
    """Whether a line begins with a label of distribution (报：, 抄送单位：)."""
    text = paragraph.text
    if _LABEL.match(text, int(bool(_OPENING_BRACKET.match(text)))) or _LABEL_IN_BRACKETS.match(
        text
    ):
        return True
    return _is_bare(text)


def _is_bare(text: str) -> bool:
    """Whether a line without a mark after its label can be nothing else (抄送市委办，市司法局)."""
    label = _BARE_LABEL.match(text)
    if label is None or len(text) > LONGEST_BARE or "。" in text[:-1] or "：" in text:
        return False
    pieces = re.split("[、，,；;]", text[label.end() :].rstrip("。"))
    return all(_WHOLE.search(piece) for piece in pieces)


def is_own_line(text: str) -> bool:
    """Whether a line is one for the bulletin's own house (本局：局领导，各科室)."""
    return bool(_OWN_LABEL.match(text)) and not EDITORS.match(text)


def may_go_on(above: str, text: str) -> bool:
    """Whether a line of distribution can go on in the paragraph `text` below it."""
    if _COPIES.search(above) or _OPENING_BRACKET.match(text):
        return False
    pieces = re.split("[、，,；;]", text.rstrip("。，、；;"))
    if above.endswith("。"):
        # A full stop ends the list unless what follows is nothing but more of it.
        return len(pieces) > 1 and all(_WHOLE.search(piece) for piece in pieces)
    return bool(_WHOLE.search(pieces[-1]))


def find_copies(text: str) -> tuple[int, tuple[int, int]] | None:
    """The number of copies told in a line (共印80份, 份数：50) and where; None where none is."""
    found = _COPIES.search(text)
    if found is None:
        return None
    written = found["copies"] or found["bare"]
    return int(written) if written.isdecimal() else hanzi_number(written), found.span()


def is_copies(text: str) -> bool:
    """Whether a line says nothing but the copies, and perhaps who made the issue and when."""
    found = _COPIES.match(text)
    if found is None:
        return False
    rest = text[found.end() :].strip("，。；; 　")
    return not rest or bool(EDITORS.match(rest) or _IMPRINT.fullmatch(rest))


def read_distribution(lines: Sequence[Paragraph]) -> list[Distribution]:
    """The kinds with their recipients of one line and those that go on with it.

    Several kinds may share a line. Recipients are parted at 、，；。 outside brackets and at wide
    spaces; 县委常委、常务副县长 is one.
    """
    placed = join((line.placed for line in lines), "\n")
    text = placed.text
    gaps: set[int] = set()
    offset = 0
    for line in lines:
        gaps.update(offset + gap for gap in padded_breaks(line))
        offset += len(line.text) + 1
    starts = _labels(text)
    result = []
    for position, found in enumerate(starts):
        end = starts[position + 1].start() if position + 1 < len(starts) else len(text)
        end = found.end() + len(_body(text[found.end() : end]))
        written = text[found.start() : end].rstrip()
        result.append(
            Distribution(
                kind=found["kind"],
                recipients=tuple(_recipients(text, found.end(), end, gaps)),
                written=written,
                spans=placed.spans(found.start(), found.start() + len(written)),
            )
        )
    return result


def _labels(text: str) -> list[re.Match[str]]:
    """The labels in a line: the first may want its mark or be one for the own house."""
    own = _OWN_LABEL.match(text) or _LABEL_IN_BRACKETS.match(text)
    if own is None and _LABEL.match(text) is None:
        own = _BARE_LABEL.match(text)
    labels = [own] if own else []
    # A bracket before the first label holds the whole line: （报：…；送：…）.
    depth, read = 0, 1
    for found in _LABEL.finditer(text, own.end() if own else 0):
        between = text[read : found.start()]
        depth += between.count("（") + between.count("(") - between.count("）") - between.count(")")
        read = max(found.start(), 1)
        if depth <= 0:
            labels.append(found)
    end = labels[-1].end() if labels else 0
    labels.extend(
        found for found in _OWN_LABEL.finditer(text, end) if text[found.start() - 1] in "。；;\n"
    )
    return labels


def _body(text: str) -> str:
    """The recipients of a line without what else stands in it: copies, editors, a remark."""
    for pattern in (_COPIES, EDITORS, _REMARK):
        found = pattern.search(text)
        if found:
            text = text[: found.start()]
    parts = text.rsplit("。", 1)
    if len(parts) == 2 and _IMPRINT.fullmatch(parts[1].strip()):
        text = parts[0]
    while text.endswith(("）", ")")) and text.count("（") + text.count("(") < text.count(
        "）"
    ) + text.count(")"):
        text = text[:-1]
    return text


def _recipients(text: str, start: int, end: int, gaps: set[int]) -> list[str]:
    """Recipients parted at the separators that stand outside brackets."""
    parts: list[str] = []
    depth = 0
    current = ""
    for offset in range(start, end):
        character = text[offset]
        depth += (character in "（(") - (character in "）)")
        if depth <= 0 and character == "\n" and not _WHOLE.search(current):
            continue
        if depth <= 0 and (character in _SEPARATORS or (offset in gaps and len(current) > 1)):
            parts.append(current)
            current = "" if character in _SEPARATORS else character
        else:
            current += character
    parts.append(current)
    whole = [part.strip(" 　：:") for part in parts]
    return _one_person_each([part for part in whole if part])


def _one_person_each(parts: Sequence[str]) -> list[str]:
    """Posts of one person put together again: 县委常委、常务副县长; 党组书记、局长李明."""
    kept: list[str] = list(parts[:1])
    for before, part in pairwise(parts):
        if _same_person(before, part):
            kept[-1] += "、" + part
        else:
            kept.append(part)
    return kept


def _same_person(before: str, part: str) -> bool:
    """Whether two posts side by side are one person's.

    A second post without a place of its own belongs to the first where that is a seat in a party
    body that is always held beside another post, and the second is singular or names who holds it.
    """
    second = _SECOND_POST.match(part)
    if not _FIRST_POST.search(before) or second is None:
        return False
    named = len(part) > second.end()
    if second["body"]:
        return named
    singular = second["rank"] == "常务副" or not before.endswith(("常委", "委员"))
    return singular or named
