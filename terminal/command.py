"""Commands that speak Chinese and take the shared options before or after their name."""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import click

from terminal.help_page import HelpContext, HelpPage

Format = Literal["table", "json", "jsonl", "csv"]
FORMATS: tuple[Format, ...] = ("table", "json", "jsonl", "csv")


@dataclass
class Run:
    """What holds for the whole run, wherever on the command line it was written."""

    archive: Path | None = None
    verbose: bool = False


class ReaderGone(Exception):  # noqa: N818  (no error: head and less leave when they have enough)
    """Nobody reads our standard output any more."""


class Choice(click.ParamType[str]):
    """One of some fixed words."""

    name = "choice"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:  # noqa: ARG002
        """The words as help shows them."""
        return "|".join(self.words)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word itself; fails on any other."""
        if value not in self.words:
            self.fail(f"“{value}”不可用，只能是：{'、'.join(self.words)}。", param, ctx)
        return value


class Whole(click.ParamType[int]):
    """A whole number not below `least`."""

    name = "数字"

    def __init__(self, least: int = 1) -> None:
        self.least = least

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """The number; fails on anything else."""
        try:
            number = int(value)
        except ValueError:
            self.fail(f"“{value}”不是整数，请写 20 这样的数字。", param, ctx)
        if number < self.least:
            self.fail(f"{number} 太小，不能小于 {self.least}。", param, ctx)
        return number


class AnyPath(click.ParamType[Path]):
    """A path; whether it exists is for the command to say."""

    name = "路径"

    def convert(
        self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """The path as given; fails on an empty one (which would mean the current folder)."""
        if not str(value):
            self.fail("路径是空的。", param, ctx)
        return Path(value)


def _keep_archive(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.ensure_object(Run).archive = value


def _keep_verbose(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value:
        ctx.ensure_object(Run).verbose = True


def shared_options() -> list[click.Parameter]:
    """`--archive` and `-v`, which work before and after the command's name."""
    return [
        click.Option(
            ["--archive"],
            type=AnyPath(),
            metavar="DIR",
            expose_value=False,
            callback=_keep_archive,
            help="档案库所在的文件夹（也可用环境变量 ZHOUBAO_ARCHIVE）。",
        ),
        click.Option(
            ["-v", "--verbose"],
            is_flag=True,
            expose_value=False,
            callback=_keep_verbose,
            help="出错时显示技术细节。",
        ),
    ]


def format_option(
    function: Callable[..., Any] | None = None, *, default: Format = "table"
) -> Callable[..., Any]:
    """`--format table|json|jsonl|csv` of every command that answers."""
    option = click.option(
        "--format",
        "format_",
        type=Choice(FORMATS),
        default=default,
        help=f"输出格式，默认 {default}：table 给人看，其余给程序用。",
    )
    return option if function is None else option(function)


def chosen_archive(ctx: click.Context) -> Path | None:
    """The folder given by `--archive`, None where it was not."""
    return ctx.ensure_object(Run).archive


class ChineseCommand(click.Command):
    """A command whose help and complaints are Chinese and which knows the shared options."""

    context_class = HelpContext
    allow_extra_args = True  # told in Chinese by parse_args
    free_words = False
    """Whether the command takes words of a query."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **kwargs)
        self.params.extend(shared_options())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Click's parsing; words too many are refused, complaints know their command."""
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if rest and not isinstance(self, click.Group) and not ctx.resilient_parsing:
            raise click.UsageError(
                f"多了 {'、'.join(f'“{word}”' for word in rest)}。名称里有空格时，请加上引号。", ctx
            )
        return rest

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, described in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本说明。"
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line that begins with 用法."""
        formatter.write_usage(ctx.command_path, self.usage(ctx), prefix="用法：")

    def usage(self, ctx: click.Context) -> str:
        """What is written after the command's name."""
        return " ".join(self.collect_usage_pieces(ctx))

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The arguments under 参数."""
        self._list(ctx, formatter, "参数", click.Argument)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options under 选项."""
        self._list(ctx, formatter, "选项", click.Option)

    def _list(
        self,
        ctx: click.Context,
        formatter: click.HelpFormatter,
        heading: str,
        kind: type[click.Parameter],
    ) -> None:
        records = [
            (record[0], record[1].replace("  [required]", "（必填）"))
            for param in self.get_params(ctx)
            if isinstance(param, kind) and (record := param.get_help_record(ctx))
        ]
        if records:
            with formatter.section(heading):
                formatter.write_dl(records)


class QueryCommand(ChineseCommand):
    """A command with free words: `-培训` is a word of the query, `--limt` a mistake.

    Click would take `-vivo` for `-v -i -v -o`; here a word with one dash is an option only where it
    is one whole (`-v`), or one with its value attached (`-oFILE`).
    """

    free_words = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options first, then `--` and the words in their order; that is click's to parse."""
        options: list[str] = []
        words: list[str] = []
        rest = list(args)
        while rest:
            word = rest.pop(0)
            if word == "--":
                words.extend(rest)
                break
            option = self._option(ctx, word)
            if option is None:
                words.append(word)
                continue
            options.append(word)
            if not option.is_flag and word in option.opts:
                if not rest:
                    raise click.BadOptionUsage(word, "", ctx)
                options.append(rest.pop(0))
        return super().parse_args(ctx, [*options, "--", *words])

    def _option(self, ctx: click.Context, word: str) -> click.Option | None:
        """The option that a word of the command line is, None for a word of the query."""
        name = word.split("=", 1)[0] if word.startswith("--") else word
        known = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        for option in known:
            attached = not option.is_flag and word[:2] in option.opts and word[:2] != "--"
            if name in option.opts or attached:
                return option
        if re.fullmatch(r"--[A-Za-z][A-Za-z-]*", name):
            names = [each for option in known for each in option.opts]
            raise click.NoSuchOption(name, possibilities=names, ctx=ctx)
        return None


class LazyGroup(ChineseCommand, click.Group):
    """Commands by name and module: a module is imported when its command runs, not for help."""

    def __init__(self, *args: Any, table: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("subcommand_metavar", "命令 [参数]…")
        super().__init__(*args, **kwargs)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module that holds the command."""
        if cmd_name not in self.table:
            return None
        module = importlib.import_module(self.table[cmd_name][0])
        return cast("click.Command", getattr(module, cmd_name.replace("-", "_") + "_command"))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command and hand all of its output over, while failing at that can be told."""
        if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
            ctx.color = False
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as error:
            raise ReaderGone from error
        return result

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, then the commands with what each is for (no module is imported for that)."""
        super().format_options(ctx, formatter)
        with formatter.section("命令"):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in self.table.items()])
        if isinstance(formatter, HelpPage):
            formatter.write_paragraph()
            formatter.write_text(f"一个命令的说明：{ctx.command_path} 命令 --help")
