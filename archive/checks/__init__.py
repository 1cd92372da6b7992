"""What does not add up: in one issue (`check_bulletin`) and across issues (`check_archive`).

Pure functions over records; all kinds are listed in `KINDS` and told in docs/checks.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.checks.copies import find_copies
from archive.checks.dates import check_dates
from archive.checks.departments import check_departments
from archive.checks.digest import Digest, digest
from archive.checks.figures import check_figures
from archive.checks.kinds import ACROSS, KINDS, WITHIN, Check
from archive.checks.markers import check_markers
from archive.checks.numbers import check_numbers
from archive.checks.periods import check_periods
from archive.checks.places import check_places
from archive.checks.series import check_series
from archive.records import Bulletin

__all__ = [
    "ACROSS",
    "KINDS",
    "WITHIN",
    "Check",
    "Digest",
    "check_archive",
    "check_bulletin",
    "check_digests",
    "digest",
]

_IN_ISSUE = (check_figures, check_dates, check_departments, check_places, check_markers)
_ACROSS_ISSUES = (check_numbers, check_periods, check_series, find_copies)


def check_bulletin(bulletin: Bulletin) -> tuple[Check, ...]:
    """What does not add up within one issue, in the order of `KINDS`."""
    return _ordered(check for part in _IN_ISSUE for check in part(bulletin))


def check_archive(bulletins: Iterable[Bulletin]) -> tuple[Check, ...]:
    """What does not add up between issues, in the order of `KINDS`.

    The bulletins are read once, one after the other, in any order; of each only a digest is kept.
    """
    return check_digests([digest(bulletin) for bulletin in bulletins])


def check_digests(digests: Iterable[Digest]) -> tuple[Check, ...]:
    """`check_archive` for bulletins that were digested already."""
    held = sorted(digests, key=lambda one: one.id)
    return _ordered(check for part in _ACROSS_ISSUES for check in part(held))


def _ordered(checks: Iterator[Check]) -> tuple[Check, ...]:
    places = {kind: place for place, kind in enumerate(KINDS)}
    return tuple(sorted(checks, key=lambda check: places[check.kind]))
