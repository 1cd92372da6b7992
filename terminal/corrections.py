"""`correct`, `history`: repairs by hand, each written down and undoable."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from terminal.answer import answer, wrapped
from terminal.archive_access import nearest_offered, open_archive
from terminal.command import ChineseCommand, Format, QueryCommand, format_option
from terminal.failures import say
from terminal.tables import terminal_width
from terminal.text import fit, well_formed

if TYPE_CHECKING:
    from archive.history import HistoryEntry
    from archive.store import Store

_ACTIONS = {"correct": "更正", "remove": "移出", "replace": "替换"}
_LONGEST_VALUE = 60


@click.command("correct", cls=QueryCommand)
@click.argument(
    "identity",
    metavar="编号",
    help="一期的编号（窗口工作周报-2022-26），或其中一条的（窗口工作周报-2022-26.a5）。",
)
@click.argument(
    "field",
    required=False,
    metavar="字段",
    help="如 departments（部门）、date（日期）、types（类型）、value（数值）、number（期号）；"
    "列表中的一项写作 departments.1.name。",
)
@click.argument(
    "value",
    required=False,
    metavar="值",
    type=click.UNPROCESSED,
    help="如 省林草局、2022-08-01..2022-08-12、培训、座谈；要清空就写 无。",
)
@click.option("--why", metavar="原因", help="为什么更正，记入历史。")
@click.option("--undo", is_flag=True, help="撤销更正：写明字段就撤销它最近一次，不写就全部撤销。")
@format_option
def correct_command(
    identity: str,
    field: str | None,
    value: str | None,
    why: str | None,
    undo: bool,  # noqa: FBT001
    format_: Format,
) -> None:
    """人工更正一个字段；原来读出的值还留着，可用 --undo 撤销。"""
    identity = well_formed(identity)
    field = None if field is None else well_formed(field)
    if undo:
        if value is not None or why is not None:
            raise click.UsageError("撤销（--undo）时只写编号和字段，不写值和原因。")
        _undo(identity, field, format_)
        return
    if field is None or value is None:
        raise click.UsageError(
            "要写编号、字段和值三样，如：correct 窗口工作周报-2022-26.a5 类型 培训"
        )
    _correct(identity, field, well_formed(value), why and well_formed(why), format_)


def _correct(identity: str, field: str, value: str, why: str | None, format_: Format) -> None:
    from archive.history import correct  # noqa: PLC0415  (not needed for help)

    with open_archive() as store:
        with nearest_offered(store, identity):
            sha256 = _file_of(store, identity)
        entry = correct(store, identity, field, value, why=why, who=_who())
        now = _renamed(store, identity, sha256)
        _refresh(store)
    _warn_of_types(entry)
    row = {**_row(entry), "id": now}
    answer(format_, row, (row,), lambda: _draw_correction(entry, now))


def _undo(identity: str, field: str | None, format_: Format) -> None:
    from archive.history import undo_correction  # noqa: PLC0415

    with open_archive() as store:
        with nearest_offered(store, identity):
            sha256 = _file_of(store, identity)
        undone = undo_correction(store, identity, field)
        now = _renamed(store, identity, sha256)
        _refresh(store)
    rows = [{**_row(entry), "id": now} for entry in undone]
    answer(format_, rows, rows, lambda: _draw_undone(undone, identity, now))


def _refresh(store: Store) -> None:
    """Bring the index up; where that fails the correction stands and the next query catches up."""
    from archive.problems import IndexDamaged, StoreError  # noqa: PLC0415
    from indexer.refresh import refresh  # noqa: PLC0415

    try:
        refresh(store)
    except (IndexDamaged, StoreError) as error:
        say(f"提醒：改动已记入档案库，但索引没有更新，下次查询时会补上。（{error.message}）")


def _file_of(store: Store, identity: str) -> str:
    """Hash of the file a bulletin or record was read from: what stays when ids change."""
    if "." in identity:
        return store.bulletin_of(identity).source.sha256
    return store.bulletin(identity).source.sha256


def _renamed(store: Store, identity: str, sha256: str) -> str:
    """The id after a correction; another one where the number, series or publisher changed."""
    _, bulletin = store.standing_of(sha256)
    _, dot, suffix = identity.partition(".")
    return bulletin + dot + suffix


def _who() -> str | None:
    """The name under which the person is logged in, where the system knows one."""
    try:
        return well_formed(getpass.getuser())
    except (OSError, KeyError, ImportError):
        return None


def _row(entry: HistoryEntry) -> dict[str, Any]:
    import msgspec  # noqa: PLC0415

    return msgspec.structs.asdict(entry)


def _warn_of_types(entry: HistoryEntry) -> None:
    """Types are open to additions: an unknown one is taken, and said to be unknown."""
    if entry.field is None or not entry.field.startswith("types"):
        return
    from indexer.plans import Filters  # noqa: PLC0415
    from terminal.filters import unknown_types  # noqa: PLC0415

    new = json.loads(entry.new or "null")
    names = [name for name in (new if isinstance(new, list) else [new]) if name]
    complaint = unknown_types(Filters(types=tuple(names)))
    if complaint:
        say(f"提醒：{complaint}已照写更正；写错了可用 --undo 撤销。")


def _draw_correction(entry: HistoryEntry, now: str) -> Iterator[str]:
    columns = terminal_width()
    change = f"{_told(entry.old)} → {_told(entry.new)}"
    yield from wrapped(f"已更正“{entry.target}”的{_field(entry)}：{change}", columns, "")
    if now != entry.target:
        yield from wrapped(f"编号随之改为“{now}”。", columns, "")
    yield from wrapped(f"撤销：zhoubao correct {now} {entry.field} --undo", columns, "")


def _draw_undone(undone: Sequence[HistoryEntry], asked: str, now: str) -> Iterator[str]:
    columns = terminal_width()
    for entry in undone:
        told = f"已撤销“{entry.target}”的{_field(entry)}：{_told(entry.new)} → {_told(entry.old)}"
        yield from wrapped(told, columns, "")
    if now != asked:
        yield from wrapped(f"现在的编号：{now}", columns, "")


@click.command("history", cls=ChineseCommand)
@click.argument(
    "identity",
    required=False,
    metavar="[编号]",
    help="只看这一期或这一条的；不写就看全库的。",
)
@format_option
def history_command(identity: str | None, format_: Format) -> None:
    """人工改动的历史：更正、移出、替换，谁在何时为什么改，撤销了没有。"""
    from archive.history import history  # noqa: PLC0415

    target = None if identity is None else well_formed(identity)
    with open_archive(read_only=True) as store:
        if target is None:
            entries = history(store)
        else:
            with nearest_offered(store, target):
                entries = history(store, target)
    answer(format_, entries, entries, lambda: _draw_history(entries))


def _draw_history(entries: Sequence[HistoryEntry]) -> Iterator[str]:
    if not entries:
        yield "没有人工改动。"
        return
    columns = terminal_width()
    for entry in entries:
        who = f"　{entry.who}" if entry.who else ""
        head = f"{entry.number}　{entry.at}{who}　{_ACTIONS.get(entry.action, entry.action)}"
        yield from wrapped(f"{head}　{entry.target}", columns, "")
        if entry.field is not None:
            change = f"{_field(entry)}：{_told(entry.old)} → {_told(entry.new)}"
            yield from wrapped(change, columns, "  ")
        if entry.why:
            yield from wrapped(f"原因：{entry.why}", columns, "  ")
        if entry.undone_at:
            yield f"  已于 {entry.undone_at} 撤销"
        elif entry.orphaned:
            yield "  重新解析后已对不上记录，未生效"


def _field(entry: HistoryEntry) -> str:
    """The field in Chinese with its path where it is part of a list: 部门（departments.1.name）."""
    from archive.corrections import FIELDS  # noqa: PLC0415

    path = entry.field or ""
    root, dot, _ = path.partition(".")
    names = [fields[root] for fields in FIELDS.values() if root in fields]
    if not names:
        return path
    kind = _KINDS.get(entry.target.partition(".")[2][:1], "bulletin")
    name = FIELDS.get(kind, {}).get(root, names[0])
    return f"{name}（{path}）" if dot else name


_KINDS = {"a": "activity", "s": "statistic", "i": "inspection", "p": "section", "u": "unparsed"}


def _told(encoded: str | None) -> str:
    """A value that is kept as JSON, in short: mentions by their names, 无 for nothing."""
    return fit(_plain(json.loads(encoded or "null")), _LONGEST_VALUE)


def _plain(value: Any) -> str:
    match value:
        case None | "" | []:
            return "无"
        case bool():
            return "是" if value else "否"
        case list():
            return "、".join(map(_plain, value))
        case {"start": start, "end": end}:
            return str(start) if start == end else f"{start}..{end}"
        case dict():
            named = (value.get(key) for key in ("name", "written", "title", "number"))
            return str(next((one for one in named if one), value))
    return str(value)
