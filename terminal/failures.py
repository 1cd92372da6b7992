"""One table of exit statuses, one place that turns exceptions into a message and a status."""

from __future__ import annotations

import errno
import os
import sys
import traceback

import click

from archive.problems import QueryError, ZhoubaoError
from terminal.command import ChineseCommand, ReaderGone, Run
from terminal.text import printable

DONE = 0
FAILED = 1
WRONG_USAGE = 2
SOME_PUT_ASIDE = 3
INTERRUPTED = 130


def run(command: click.Command, arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status."""
    state = Run()
    try:
        result = command.main(arguments, prog_name="zhoubao", standalone_mode=False, obj=state)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("已中断。档案库是完整的，重新运行同一条命令就会接着做完。")
        return INTERRUPTED
    except (click.ClickException, ZhoubaoError) as error:
        return _report(error, state)
    except ReaderGone:
        _drop_output()
        return DONE
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _drop_output()
        say("出错：磁盘已满，结果没有写完。请腾出空间后重新运行。")
        return FAILED
    return result if isinstance(result, int) else DONE


def _drop_output() -> None:
    """Let the interpreter flush into nothing what nobody takes any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(error: click.ClickException | ZhoubaoError, state: Run) -> int:
    """Say a foreseen failure in Chinese; the status it ends with."""
    status = FAILED
    match error:
        case click.exceptions.NoArgsIsHelpError():
            click.echo(error.message, err=True)
            return WRONG_USAGE
        case click.UsageError():
            say(f"用法有误：{_complaint(error)}")
            if error.ctx is not None and isinstance(error.ctx.command, ChineseCommand):
                path = error.ctx.command_path
                say(f"写法：{path} {error.ctx.command.usage(error.ctx)}")
                say(f"说明：{path} --help")
            status = WRONG_USAGE
        case QueryError():
            say(f"查询写错了：{error.message}")
            status = WRONG_USAGE
        case ZhoubaoError():
            say(f"出错：{error.message}")
        case _:
            say(f"出错：{error.format_message()}")
    if state.verbose:
        click.echo("".join(traceback.format_exception(error)), err=True)
    return status


def say(message: str) -> None:
    """A message for the person, on standard error."""
    click.echo(printable(message), err=True)


def _complaint(error: click.UsageError) -> str:
    """Click's own complaint, told from its parts rather than from its English words."""
    match error:
        case click.NoSuchOption():
            told = _no_option(error)
        case click.exceptions.NoSuchCommand():
            told = _no_command(error)
        case click.MissingParameter(param=click.Option() as option):
            told = f"没有写选项 {'/'.join(option.opts)}：{option.help}"
        case click.MissingParameter(param=click.Argument() as argument):
            told = f"没有写{argument.human_readable_name}。"
        case click.BadOptionUsage():
            told = _bad_option(error)
        case click.BadParameter(param=click.Option() as option):
            told = f"选项 {'/'.join(option.opts)}：{error.message}"
        case _:
            told = error.message
    return told


def _no_command(error: click.exceptions.NoSuchCommand) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  (only where something is wrong)

    ctx = error.ctx
    known = ctx.command.list_commands(ctx) if ctx and isinstance(ctx.command, click.Group) else []
    close = "、".join(get_close_matches(error.command_name, known))
    hint = f"您是不是要 {close}？" if close else f"可用的命令：{'、'.join(known)}。"
    return f"没有命令“{error.command_name}”。{hint}"


def _no_option(error: click.NoSuchOption) -> str:
    close = "、".join(sorted(error.possibilities or ()))
    hint = f"您是不是要 {close}？" if close else ""
    command = error.ctx.command if error.ctx is not None else None
    if isinstance(command, click.Group):
        hint += "命令自己的选项要写在命令后面。"
    elif isinstance(command, ChineseCommand) and command.free_words:
        hint += "如果它是要查的词，请在它前面单独写上 --。"
    return f"没有选项 {error.option_name}。{hint}"


def _bad_option(error: click.BadOptionUsage) -> str:
    """An option without its value, or a value where there is none to give."""
    ctx = error.ctx
    for param in ctx.command.get_params(ctx) if ctx is not None else ():
        if isinstance(param, click.Option) and error.option_name in param.opts and ctx is not None:
            if param.is_flag:
                return f"选项 {error.option_name} 后面不写值。"
            example = f"{error.option_name} {param.make_metavar(ctx)}"
            return f"选项 {error.option_name} 后面要写一个值：{example}（{param.help}）"
    return f"选项 {error.option_name} 写法不对。"
