"""What a careful reader takes from a bulletin: the form of truth beside samples and of gold files.

The keys are those of the records (docs/data-model.md). Beside them stand the answers that are also
right (`*_right`, `also_right`): they may be found or not. `held_out` marks what was made from names
and sentence frames that no lexicon and no rule was made on.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

Role = Literal["actor", "counterpart", "mentioned"]
DateRole = Literal["activity", "statistic", "reference"]
ANY = "*"
"""In `measures_right`: whatever is read as the measure is right."""


class TrueDepartment(msgspec.Struct, frozen=True, kw_only=True):
    """A department as written, its official name on that day, and its role."""

    written: str
    name: str
    role: Role
    roles_right: tuple[Role, ...] = ()


class TrueDate(msgspec.Struct, frozen=True, kw_only=True):
    """A day or closed interval."""

    written: str
    start: dt.date
    end: dt.date
    precision: str
    role: DateRole = "activity"


class TrueCount(msgspec.Struct, frozen=True, kw_only=True):
    """A number, its unit, and what it counts."""

    written: str
    value: float
    unit: str
    measure: str | None = None
    approximate: bool = False
    measures_right: tuple[str, ...] = ()


class TruePlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place as written and its name down from the province (null where that is unknown)."""

    written: str
    name: str | None
    names_right: tuple[str | None, ...] = ()


class TrueOrganisation(msgspec.Struct, frozen=True, kw_only=True):
    """A company, association or institution."""

    written: str


class TruePerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person and the post that stands before the name."""

    written: str
    name: str
    post: str | None


class TrueDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A cited document: title, number, or both."""

    written: str
    title: str | None = None
    number: str | None = None


class AlsoRight(msgspec.Struct, frozen=True, kw_only=True):
    """Mentions (as written) that may be found or not."""

    departments: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


class TrueActivity(msgspec.Struct, frozen=True, kw_only=True):
    """One item. `text` is the whole of it, or null where only `starts` and `ends` are given."""

    order: int
    section: tuple[str, ...]
    marker: str
    title: str | None = None
    text: str | None = None
    starts: str = ""
    ends: str = ""
    departments: tuple[TrueDepartment, ...] = ()
    date: TrueDate | None = None
    dates: tuple[TrueDate, ...] = ()
    types: tuple[str, ...] = ()
    types_also_right: tuple[str, ...] = ()
    counts: tuple[TrueCount, ...] = ()
    places: tuple[TruePlace, ...] = ()
    organisations: tuple[TrueOrganisation, ...] = ()
    persons: tuple[TruePerson, ...] = ()
    documents: tuple[TrueDocument, ...] = ()
    also_right: AlsoRight = AlsoRight()
    held_out: bool = False


class TrueChange(msgspec.Struct, frozen=True, kw_only=True):
    """Change against another period, signed."""

    kind: str
    value: float
    unit: str


class TrueStatistic(msgspec.Struct, frozen=True, kw_only=True):
    """One figure. `source` is the platform that it was taken from."""

    scope: str | None
    category: str | None
    measure: str
    value: float
    unit: str | None
    start: dt.date | None
    end: dt.date | None
    cumulative: bool
    written: str
    change: tuple[TrueChange, ...] = ()
    source: str | None = None
    table: bool = False
    categories_right: tuple[str | None, ...] = ()
    held_out: bool = False


class TrueInspection(msgspec.Struct, frozen=True, kw_only=True):
    """One aspect of the hall patrol."""

    aspect: str
    finding: str
    rating: str | None
    departments: tuple[TrueDepartment, ...] = ()
    held_out: bool = False


class TrueDistribution(msgspec.Struct, frozen=True, kw_only=True):
    """Who the bulletin goes to."""

    kind: str
    recipients: tuple[str, ...]


class TrueSection(msgspec.Struct, frozen=True, kw_only=True):
    """A heading as written."""

    heading: str
    text_starts: str = ""
    text_ends: str = ""


class Period(msgspec.Struct, frozen=True):
    """Closed interval of days."""

    start: dt.date
    end: dt.date


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """One bulletin as a careful person reads it; a passage without a masthead has no header."""

    series: str | None = None
    year: int | None = None
    publisher: str | None = None
    published: dt.date | None = None
    period: Period | None = None
    number: int | None = None
    total_number: int | None = None
    title: str | None = None
    classification: str | None = None
    synthetic: bool = False
    sections: tuple[TrueSection, ...] = ()
    activities: tuple[TrueActivity, ...] = ()
    statistics: tuple[TrueStatistic, ...] = ()
    inspections: tuple[TrueInspection, ...] = ()
    distribution: tuple[TrueDistribution, ...] = ()
    copies: int | None = None
    held_out: bool = False


def encode(truth: Truth) -> bytes:
    """The truth as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(truth), indent=1) + b"\n"


def decode(data: bytes) -> Truth:
    """Truth or gold from JSON; keys that are not ours (`_about`, `checks_expected`) are skipped.

    Raises `msgspec.ValidationError` where a field is missing or of the wrong type.
    """
    return msgspec.json.decode(data, type=Truth)
