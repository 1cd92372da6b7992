"""The month that a monthly issue is about, where its title block states no period.

月报 第8期 of 7 September tells of August: monthly reports come out after their month, and count
their issues by it. A text that sums up 1至8月 says the same.
"""

from __future__ import annotations

import re
from typing import Final

from archive.extract.date_anchor import month_span
from archive.extract.numbers import fold
from archive.records import Date, Interval

_MONTHLY: Final = re.compile(r"月报|月刊|月度|月通报")
_SUMMED: Final = re.compile(
    r"(?<![0-9])1\s?月?份?\s?(?:至|到|—|-|－|~|～)+\s?(1[0-2]|[2-9])\s?月(?!\s?[0-9])"
)
_READ: Final = 4000
"""Characters of the text that are searched for months summed up."""


def month_covered(
    series: str | None, number: int | None, published: Date | None, text: str
) -> Interval | None:
    """The month before publication, where issue number or text say that the issue is about it.

    `text` is the bulletin's text. None for a series that is not monthly, without a publication
    date, and where neither the number nor months summed up (1至8月) name the month before.
    """
    if published is None or not _MONTHLY.search(series or ""):
        return None
    month = published.month - 1 or 12
    year = published.year - (month > published.month)
    summed = {int(match[1]) for match in _SUMMED.finditer(fold(text[:_READ]))}
    if number == month or max(summed, default=0) == month:
        return month_span(year, month)
    return None
