"""The command line `zhoubao`: options in, one call, answer out (DESIGN section 5)."""

from __future__ import annotations

import io
import sys

import click

from archive import VERSION
from terminal.command import LazyGroup
from terminal.failures import run

COMMANDS = {
    "search": ("terminal.search", "按词语查记录"),
    "timeline": ("terminal.timeline", "一个部门历年做了什么"),
    "trend": ("terminal.trend", "数量随时间的变化"),
    "export": ("terminal.export", "把结构化记录导出为表格"),
    "show": ("terminal.show", "看一期或一条，及其在 PDF 中的位置"),
    "bulletins": ("terminal.holdings", "库里有哪些期"),
    "departments": ("terminal.holdings", "库里有哪些部门"),
    "types": ("terminal.holdings", "库里有哪些活动类型"),
    "ingest": ("terminal.ingest", "把 PDF 收进档案库"),
    "parse": ("terminal.parse", "只解析一个文件，不入库"),
    "check": ("terminal.check", "核对对不上的地方"),
    "correct": ("terminal.corrections", "更正一个字段（可撤销）"),
    "history": ("terminal.corrections", "人工改动的历史"),
    "remove": ("terminal.care", "移出一期（可撤销）"),
    "status": ("terminal.care", "档案库的状况"),
    "reindex": ("terminal.care", "重建检索索引"),
    "lexicon": ("terminal.lexicon", "本库自己的词和同义词"),
    "reparse": ("terminal.safekeeping", "用现在的程序重新解析"),
    "verify": ("terminal.safekeeping", "核对档案库是否完好"),
    "backup": ("terminal.safekeeping", "备份成一个文件"),
    "restore": ("terminal.safekeeping", "从备份恢复"),
}


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value and not ctx.resilient_parsing:
        click.echo(f"zhoubao {VERSION}")
        ctx.exit()


cli = LazyGroup(
    "zhoubao",
    table=COMMANDS,
    help="周报库：把政务服务中心的周报、月报变成可查、可数、可导出的档案。",
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_print_version,
            help="显示版本。",
        )
    ],
)


def main() -> None:
    """Run the command line and leave with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # Answers are UTF-8 whatever the terminal's code page is.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(cli))


if __name__ == "__main__":
    main()
