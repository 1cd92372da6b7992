"""What an extractor may know of the bulletin beside the text it reads."""

from __future__ import annotations

import msgspec

from archive.records import Date, Interval
from corpus.lexicon.places import Place

Taken = tuple[tuple[int, int], ...]
"""`[start, end)` stretches of the text that already belong to another mention."""


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """The bulletin around a text.

    `home` is the place the publisher belongs to (省 of a provincial hall, 市 or 县 of a local one);
    `covers` is the month a monthly issue without a stated period is about (`date_issue`);
    `headings` are the section headings above the text, outermost first, as written.
    """

    publisher: str | None = None
    published: Date | None = None
    period: Interval | None = None
    covers: Interval | None = None
    home: Place | None = None
    headings: tuple[str, ...] = ()
