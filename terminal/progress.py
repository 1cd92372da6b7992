"""A progress bar on standard error, for work that goes through files or bulletins."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from terminal.text import fit, printable

_BAR = 24
_NAME = 20
"""Columns of the bar and of the name beside it: with counts and time they fit into 80."""


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int, str], None] | None]:
    """A function told `done`, `total` and a name; None where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = ""
    nothing: tuple[int, ...] = ()
    with click.progressbar(
        nothing,
        length=1,
        label=label,
        file=sys.stderr,
        show_pos=True,
        width=_BAR,
        item_show_func=lambda _: shown,
    ) as bar:

        def advance(done: int, total: int, name: str) -> None:
            nonlocal shown
            shown = fit(printable(name), _NAME)
            bar.length = total
            bar.update(done - bar.pos, done)

        yield advance
