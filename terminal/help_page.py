"""Help pages: Chinese headings, columns measured as Chinese needs."""

from __future__ import annotations

from collections.abc import Iterable

import click

from terminal.text import lines_of, packed, padded, width

_WIDEST_TERM = 32
_GAP = 2


class HelpPage(click.HelpFormatter):
    """Click's formatter with Chinese punctuation and line breaks."""

    def write_heading(self, heading: str) -> None:
        """A heading with a full-width colon."""
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        """A paragraph."""
        indent = " " * self.current_indent
        for line in lines_of(text, self.width - len(indent)):
            self.write(f"{indent}{line}\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How the command is written."""
        first = f"{prefix or ''}{prog} "
        indent = " " * width(first)
        room = self.width - width(first)
        for number, line in enumerate(packed(args.split(" "), room, " ")):
            self.write(f"{indent if number else first}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = _WIDEST_TERM, col_spacing: int = _GAP
    ) -> None:
        """Terms with what each means; a term wider than its column has a line of its own."""
        listed = list(rows)
        fitting = [width(term) for term, _ in listed if width(term) <= col_max]
        column = max(fitting, default=0) + col_spacing
        indent = " " * self.current_indent
        for term, meaning in listed:
            lines = lines_of(meaning, self.width - column - len(indent))
            if width(term) > col_max:
                self.write(f"{indent}{term}\n")
                term = ""  # noqa: PLW2901  (its line is written)
            for number, line in enumerate(lines):
                self.write(f"{indent}{padded('' if number else term, column)}{line}".rstrip())
                self.write("\n")


class HelpContext(click.Context):
    """A context whose help pages are ours."""

    formatter_class = HelpPage
