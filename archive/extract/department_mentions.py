"""Later mentions of a department under a shorter name: defined, its end, some of its words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_DEFINED = re.compile(
    r"[（(](?:以下|下|后)?(?:统|合)?(?:简称|称)(?:为)?[：:]?[“\"]?([\u4e00-\u9fff]{2,16})[”\"]?"
    r"(?:，?下同)?[）)]"
)
_SENTENCE_END = re.compile("[。！？；\n]")
_SPEAKS = re.compile("表示|介绍|指出|强调|汇报|告诉|谈到|说[：:，]|坦言|感慨|回应|承诺|表态")
_SHORTEST = 3
_BODIES = ("分局", "支队", "大队", "总队", "中心", "局", "厅", "委", "办")
_LEVELS = tuple("省市县区州盟旗")


def defined(text: str, ends: Mapping[int, str]) -> dict[str, str]:
    """The short names a text defines and what they stand for, by where the long ones end."""
    if "简称" not in text:
        return {}
    return {
        match[1]: ends[match.start()] for match in _DEFINED.finditer(text) if match.start() in ends
    }


def named_before(written: str, before: Sequence[tuple[str, str]]) -> int | None:
    """Which (written, name) of those before `written` is a shorter name of, None where not one is.

    区政管办 behind 雅安市雨城区政管办, 政务服务中心 behind 县政务服务中心, 审批局 behind
    区行政审批局, 行政审批服务分局 behind 庆云县行政审批服务局尚堂镇分局.
    """
    fitting = {
        name: number
        for number, (longer, name) in enumerate(before)
        if len(longer) > len(written) and _shortens(written, longer)
    }
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _shortens(written: str, longer: str) -> bool:
    if longer.endswith(written):
        return True
    body = next((body for body in _BODIES if written.endswith(body)), "")
    if not body or not longer.endswith(body) or len(written) < _SHORTEST:
        return False
    if written.startswith(_LEVELS) or (body == "局" and longer.endswith("分局")):
        return False
    rest = iter(longer[: -len(body)])
    return all(character in rest for character in written[: -len(body)])


def speaks_of_itself(text: str, speaker: int, at: int) -> bool:
    """Whether 我局 at `at` stands in what the department that ends at `speaker` says."""
    between = text[speaker:at]
    return _SENTENCE_END.search(between) is None and _SPEAKS.search(between) is not None
