"""`show`: one bulletin or record, and where it stands in the PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from terminal.answer import answer
from terminal.archive_access import open_archive
from terminal.command import ChineseCommand, Format, format_option
from terminal.text import printable

if TYPE_CHECKING:
    from pathlib import Path

    from archive.records import AnyRecord, Bulletin, Span


@click.command("show", cls=ChineseCommand)
@click.argument("identity", metavar="编号")
@click.option("--open", "open_file", is_flag=True, help="用系统的阅读器打开 PDF。")
@format_option
def show_command(identity: str, open_file: bool, format_: Format) -> None:  # noqa: FBT001
    """显示一期（如 窗口工作周报-2022-26）或其中一条（如 窗口工作周报-2022-26.a5）。"""
    with open_archive(read_only=True) as store:
        whole_issue = identity in store.current_ids()
        bulletin = store.bulletin(identity) if whole_issue else store.bulletin_of(identity)
        file = store.file_of(bulletin.id)
        shown: Bulletin | AnyRecord = bulletin if whole_issue else store.record(identity)

    def draw() -> None:
        _draw_header(bulletin, file)
        if shown is bulletin:
            _draw_contents(bulletin)
        else:
            _draw_record(shown)

    answer(format_, shown, (shown,), draw)
    if open_file:
        click.launch(str(file))


def _draw_header(bulletin: Bulletin, file: Path) -> None:
    label = "（样例）" if bulletin.synthetic else ""
    click.secho(printable(f"{bulletin.title or bulletin.id}{label}"), bold=True)
    total = f"（总第{bulletin.total_number}期）" if bulletin.total_number else ""
    number = f"{bulletin.year or ''}年第{bulletin.number}期{total}" if bulletin.number else ""
    line = "  ".join(str(part) for part in (number, bulletin.publisher, bulletin.published) if part)
    click.echo(printable(line))
    if bulletin.period:
        click.echo(f"所含时间：{bulletin.period.start} 至 {bulletin.period.end}")
    click.echo(printable(f"来源：{bulletin.source.file}，{bulletin.source.pages} 页；存于 {file}"))


def _draw_contents(bulletin: Bulletin) -> None:
    for section in bulletin.sections:
        click.secho("\n" + printable("  " * (section.level - 1) + section.heading), fg="cyan")
        if section.text:
            click.echo(printable(section.text))
        for text, identities in _texts_under(bulletin, section.heading).items():
            click.echo(printable(f"[{'、'.join(identities)}] {text}"))
    for part in bulletin.distribution:
        click.echo(printable(f"{part.kind}：{'、'.join(part.recipients)}"))
    if bulletin.copies:
        click.echo(f"共印 {bulletin.copies} 份")
    for warning in bulletin.warnings:
        click.secho(printable(f"提醒：{warning.message}"), fg="yellow", err=True)


def _texts_under(bulletin: Bulletin, heading: str) -> dict[str, list[str]]:
    """The records' texts under a heading with their ids: figures may share one paragraph."""
    texts: dict[str, list[str]] = {}
    for records in (bulletin.statistics, bulletin.activities, bulletin.inspections):
        for record in records:
            if record.section[-1:] == (heading,) or not (record.section or heading):
                texts.setdefault(record.text, []).append(record.id.removeprefix(bulletin.id))
    return texts


def _draw_record(record: AnyRecord | Bulletin) -> None:
    import msgspec  # noqa: PLC0415

    fields = msgspec.to_builtins(record)
    click.echo(f"\n第 {_page(record)} 页")
    click.echo(printable(fields.pop("text", "")))
    for name, value in fields.items():
        if name in {"spans", "id", "kind", "order"} or value in (None, [], ""):
            continue
        for part in value if isinstance(value, list) else [value]:
            click.echo(printable(f"  {name}: {_told(part)}"))


def _page(record: AnyRecord | Bulletin) -> int:
    spans: tuple[Span, ...] = getattr(record, "spans", ())
    return spans[0].page if spans else 1


def _told(value: object) -> str:
    """A mention on one line: its values, the words as written, its page."""
    if not isinstance(value, dict):
        return str(value)
    spans = value.get("spans") or []
    parts = [
        f"{key}={part}" for key, part in value.items() if key != "spans" and part not in (None, [])
    ]
    if spans:
        parts.append(f"第{spans[0]['page']}页")
    return " ".join(parts)
