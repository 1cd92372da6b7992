"""The calendar of mainland China that bulletins refer to by name (calendar.toml), 2012 to 2027."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

Days = tuple[dt.date, dt.date]
"""First and last day, closed."""

TERMS: Final = (
    "小寒",
    "大寒",
    "立春",
    "雨水",
    "惊蛰",
    "春分",
    "清明",
    "谷雨",
    "立夏",
    "小满",
    "芒种",
    "夏至",
    "小暑",
    "大暑",
    "立秋",
    "处暑",
    "白露",
    "秋分",
    "寒露",
    "霜降",
    "立冬",
    "小雪",
    "大雪",
    "冬至",
)
"""The solar terms in the order of the year, two in each month from January."""


class LunarYear(msgspec.Struct, frozen=True):
    """A lunar year: first day, month after which the leap month stands (0: none), lengths."""

    first: dt.date
    leap: int
    months: tuple[int, ...]

    def month(self, number: int) -> Days:
        """First and last day of the (ordinary) month 1–12."""
        index = number - 1 + (1 if self.leap and number > self.leap else 0)
        start = self.first + dt.timedelta(days=sum(self.months[:index]))
        return start, start + dt.timedelta(days=self.months[index] - 1)

    def day(self, month: int, day: int) -> dt.date | None:
        """The day of an ordinary month, or None where the month is shorter."""
        first, last = self.month(month)
        date = first + dt.timedelta(days=day - 1)
        return date if date <= last else None


class Calendar(msgspec.Struct, frozen=True):
    """Holidays, lunar years, solar terms and fixed festivals (see calendar.toml for sources)."""

    holidays: dict[str, dict[str, Days]]
    lunar: dict[str, LunarYear]
    terms: dict[str, tuple[int, ...]]
    festivals: dict[str, tuple[int, int]]
    lunar_festivals: dict[str, tuple[int, int]]
    names: dict[str, tuple[str, ...]]

    @property
    def years(self) -> range:
        """The years the calendar knows."""
        known = sorted(map(int, self.holidays))
        return range(known[0], known[-1] + 1)

    def holiday(self, name: str, year: int) -> Days | None:
        """Days off around a statutory holiday (国庆节) as announced for `year`."""
        return self.holidays.get(str(year), {}).get(name)

    def canonical_names(self) -> dict[str, str]:
        """Every name a text may use → the name in the tables above."""
        own = (*next(iter(self.holidays.values())), *self.festivals, *self.lunar_festivals, *TERMS)
        canonical = {name: name for name in own}
        for name, others in self.names.items():
            canonical.update(dict.fromkeys(others, name))
        return canonical

    def festival(self, name: str, year: int) -> dt.date | None:
        """The festival's own day in `year` (a lunar one's in the lunar year that begins then)."""
        if name in self.festivals:
            return dt.date(year, *self.festivals[name])
        if name in self.lunar_festivals:
            lunar = self.lunar_year(year)
            month, day = self.lunar_festivals[name]
            if lunar is None:
                return None
            return lunar.day(month, day) if day else lunar.month(month)[1]
        if name in TERMS:
            return self.term(name, year)
        return self._statutory(name, year)

    def _statutory(self, name: str, year: int) -> dt.date | None:
        fixed = {"元旦": (1, 1), "劳动节": (5, 1), "国庆节": (10, 1)}
        if name in fixed:
            return dt.date(year, *fixed[name])
        if name == "清明节":
            return self.term("清明", year)
        lunar = self.lunar_year(year)
        by_lunar = {"春节": (1, 1), "端午节": (5, 5), "中秋节": (8, 15)}
        return lunar.day(*by_lunar[name]) if lunar and name in by_lunar else None

    def term(self, name: str, year: int) -> dt.date | None:
        """The day of a solar term."""
        days = self.terms.get(str(year))
        if days is None or name not in TERMS:
            return None
        index = TERMS.index(name)
        return dt.date(year, index // 2 + 1, days[index])

    def lunar_year(self, year: int) -> LunarYear | None:
        """The lunar year that begins in `year`."""
        return self.lunar.get(str(year))


@cache
def calendar() -> Calendar:
    """The calendar, read once."""
    source = files("corpus.lexicon").joinpath("calendar.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(source), Calendar)
