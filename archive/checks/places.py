"""Places under the wrong parent: 雅安市万源县, when 万源 lies in 达州."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.checks.kinds import Check
from archive.checks.location import record_place
from archive.records import Bulletin, Date, Span, records_of
from corpus.lexicon import places as lexicon
from corpus.lexicon.places import Place

_CODE_LENGTH = 6
_LISTED_IN_PART = ("71", "81", "82")
"""Taiwan, Hong Kong, Macao: GB/T 2260 lists none of their lower divisions."""

_RANK = {"province": 0, "city": 1, "county": 2}
_LONGER_WORD = re.compile(r"[域间块位别划段市县区镇乡村路街道桥河江湖山]")
"""What makes a name's last character the first of another word (江北区域, 青山区间)."""

_FROM_ELSEWHERE = re.compile(r"[\u4e00-\u9fff]{0,2}(?:商会|同乡会|联谊会|办事处|联络处|驻)")
"""Bodies of one place in another (四川省温州市商会)."""


def check_places(bulletin: Bulletin) -> Iterator[Check]:
    """Joined names whose lower part lies elsewhere, in any text, inside other names too."""
    seen: set[str] = set()
    for record in records_of(bulletin):
        if record.text in seen:
            continue
        seen.add(record.text)
        told: set[str] = set()
        for start, end, message in _mismatches(record.text, bulletin.published):
            written = record.text[start:end]
            if written in told:
                continue
            told.add(written)
            yield Check(
                kind="place-mismatch",
                bulletin=bulletin.id,
                record=record.id,
                where=record_place(bulletin, record),
                message=f"“{written}”：{message}",
                spans=part_spans(record.spans, start, end),
            )


def part_spans(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    """The lines of a text that `[start, end)` stands on; the box is the whole line's."""
    return tuple(
        Span(page=span.page, box=span.box, start=max(start, span.start), end=min(end, span.end))
        for span in spans
        if span.start < end and start < span.end
    )


def _mismatches(text: str, on: Date | None) -> Iterator[tuple[int, int, str]]:
    """Stretches where a division follows one that does not hold it, and what is right."""
    chain_start, last_end = 0, -1
    above: tuple[Place, ...] = ()
    for start, end, found in lexicon.scan(text):
        if start != last_end:
            chain_start, above, last_end = start, found, end
            continue
        last_end = end
        deeper = lexicon.below(found, above)
        if deeper:
            above = deeper
            continue
        parent, child = text[chain_start:start], text[start:end]
        if _is_official(parent, above) and _contradicts(text, child, end, above, found):
            yield chain_start, end, _right_place(parent, child, found, on)
        chain_start, above = start, found


def _is_official(written: str, above: tuple[Place, ...]) -> bool:
    """Whether the parent is a division's name rather than half of a word or of a company's name."""
    return len(written) > len("某市") - 1 and any(
        written.endswith((place.name, *place.short)) for place in above
    )


def _contradicts(
    text: str, child: str, end: int, above: tuple[Place, ...], found: tuple[Place, ...]
) -> bool:
    if any(place.code.startswith(_LISTED_IN_PART) for place in above):
        return False
    # Zones may reach over several divisions (西咸新区): their codes are longer than six digits.
    if all(place.until is None and len(place.code) > _CODE_LENGTH for place in found):
        return False
    official = any(place.name == child for place in found)
    lower = max(_RANK[place.level] for place in found)
    higher = min(_RANK[place.level] for place in above)
    if not official or lower <= higher:
        return False
    return not (_LONGER_WORD.match(text, end) or _FROM_ELSEWHERE.match(text, end))


def _right_place(parent: str, child: str, found: tuple[Place, ...], on: Date | None) -> str:
    year = on.year if on else None
    where: dict[str, None] = {}
    for place in found:
        now = lexicon.in_year(place, year)
        above = lexicon.path(now)[:-1]
        name = now.name if now.name != child else ""
        where["".join(part.name for part in above) + (f"（现为{name}）" if name else "")] = None
    return f"{child}属{'或'.join(where)}，不属{parent}。"
