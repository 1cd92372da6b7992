"""One table of exit statuses, one place that turns exceptions into a message and a status."""

from __future__ import annotations

import os
import sys
import traceback

import click

from archive.problems import QueryError, ZhoubaoError
from terminal.text import printable

DONE = 0
FAILED = 1
WRONG_USAGE = 2
SOME_PUT_ASIDE = 3
INTERRUPTED = 130


def run(command: click.Command, arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status."""
    try:
        result = command.main(arguments, prog_name="zhoubao", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("已中断。档案库是完整的，可以随时重新运行。")
        return INTERRUPTED
    except (click.ClickException, ZhoubaoError) as error:
        return _report(error)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: nothing is left to say to anyone, and
        # the interpreter must not try to flush what nobody takes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return result if isinstance(result, int) else DONE


def _report(error: click.ClickException | ZhoubaoError) -> int:
    """Say a foreseen failure in Chinese; the status it ends with."""
    match error:
        case click.UsageError():
            say(f"用法有误：{_complaint(error)}")
            if error.ctx is not None:
                say(f"查看说明：{error.ctx.command_path} --help")
            return WRONG_USAGE
        case QueryError():
            say(f"查询写错了：{error.message}")
            return WRONG_USAGE
        case ZhoubaoError():
            say(f"出错：{error.message}")
            if "-v" in sys.argv or "--verbose" in sys.argv:
                click.echo(traceback.format_exc(), err=True)
        case _:
            say(f"出错：{error.format_message()}")
    return FAILED


def say(message: str) -> None:
    """A message for the person, on standard error."""
    click.echo(printable(message), err=True)


def _complaint(error: click.UsageError) -> str:
    """Click's own complaint, told from its parts rather than from its English words."""
    match error:
        case click.NoSuchOption():
            close = "、".join(sorted(error.possibilities or ()))
            hint = f"您是不是要 {close}？" if close else ""
            return f"没有选项 {error.option_name}。{hint}如果它是要查的词，请在它前面单独写上 --。"
        case click.exceptions.NoSuchCommand():
            return f"没有命令“{error.command_name}”。可用的命令见 zhoubao --help。"
        case click.MissingParameter():
            param = error.param
            return f"缺少 {param.make_metavar(error.ctx) if param and error.ctx else '参数'}。"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 后面要写一个值，或者写法不对。"
        case click.BadParameter():
            hint = error.param.opts[0] if error.param and error.param.opts else "参数"
            return f"{hint} 的值不对：{error.message}"
    return f"参数不对（{error.message}）。" if error.message.isascii() else error.message
