"""Commands that speak Chinese and take the shared options before or after their name."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, cast

import click

Format = Literal["table", "json", "jsonl", "csv"]
FORMATS: tuple[Format, ...] = ("table", "json", "jsonl", "csv")

_META = "zhoubao."


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
            self.fail(f"“{value}”不是整数。", param, ctx)
        if number < self.least:
            self.fail(f"不能小于 {self.least}。", param, ctx)
        return number


class AnyPath(click.ParamType[Path]):
    """A path; whether it exists is for the command to say."""

    name = "路径"

    def convert(
        self,
        value: str | Path,
        param: click.Parameter | None,  # noqa: ARG002
        ctx: click.Context | None,  # noqa: ARG002
    ) -> Path:
        """The path as given."""
        return Path(value)


def _remember(name: str) -> Callable[[click.Context, click.Parameter, object], object]:
    """A callback that keeps an option's value for the whole run, wherever it was written."""

    def keep(ctx: click.Context, _param: click.Parameter, value: object) -> object:
        if value:
            ctx.meta[_META + name] = value
        return value

    return keep


def shared_options() -> list[click.Parameter]:
    """`--archive` and `-v`, which work before and after the command's name."""
    return [
        click.Option(
            ["--archive"],
            type=AnyPath(),
            metavar="DIR",
            expose_value=False,
            callback=_remember("archive"),
            help="档案库所在文件夹（也可用环境变量 ZHOUBAO_ARCHIVE）。",
        ),
        click.Option(
            ["-v", "--verbose"],
            is_flag=True,
            expose_value=False,
            help="出错时显示技术细节。",
        ),
    ]


def format_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--format table|json|jsonl|csv` of every command that answers."""
    return click.option(
        "--format",
        "format_",
        type=Choice(FORMATS),
        default="table",
        help="输出格式；默认 table（给人看），其余给程序用。",
    )(function)


def chosen_archive(ctx: click.Context) -> Path | None:
    """The folder given by `--archive`, None where it was not."""
    return cast("Path | None", ctx.meta.get(_META + "archive"))


class ChineseCommand(click.Command):
    """A command whose help is Chinese and which knows the shared options."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **kwargs)
        self.params.extend(shared_options())

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, described in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本说明。"
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line that begins with 用法."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options under 选项."""
        records = [record for p in self.get_params(ctx) if (record := p.get_help_record(ctx))]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)


class QueryCommand(ChineseCommand):
    """A command with free words: `-培训` is a word of the query, `--limt` a mistake."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        settings = {"ignore_unknown_options": True, **kwargs.pop("context_settings", {})}
        super().__init__(*args, context_settings=settings, **kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse an unknown long option before `--`; everything else is click's."""
        known = {name for p in self.get_params(ctx) for name in (*p.opts, *p.secondary_opts)}
        for word in args:
            if word == "--":
                break
            name = word.split("=", 1)[0]
            if re.fullmatch(r"--[A-Za-z][A-Za-z-]*", name) and name not in known:
                close = [option for option in known if option.startswith(name[:5])]
                raise click.NoSuchOption(name, possibilities=close or None, ctx=ctx)
        return super().parse_args(ctx, args)


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

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, then the commands with what each is for (no module is imported for that)."""
        super().format_options(ctx, formatter)
        with formatter.section("命令"):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in self.table.items()])
