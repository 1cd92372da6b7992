"""`verify`, `reparse`, `backup`, `restore`: that what is kept stays whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terminal.answer import answer, wrapped
from terminal.archive_access import archive_folder, nearest_offered, open_archive
from terminal.command import AnyPath, ChineseCommand, Format, Whole, format_option
from terminal.failures import FAILED, SOME_PUT_ASIDE, say
from terminal.progress import progress_bar
from terminal.tables import terminal_width
from terminal.text import well_formed

if TYPE_CHECKING:
    from archive.backup import Manifest
    from archive.ingest import Progress
    from archive.store import Store
    from archive.verify import Fault, Verification
    from indexer.agreement import Agreement

_MOST_NAMED = 5

_password_option = click.option("--password", metavar="密码", help="加了密的 PDF 的打开密码。")
_jobs_option = click.option(
    "--jobs", type=Whole(), metavar="N", help="同时处理几个文件；默认每个处理器一个。"
)


@click.command("verify", cls=ChineseCommand)
@click.option(
    "--all", "everything", is_flag=True, help="把每一期都与原 PDF 重新核对；不写只核对几期。"
)
@click.option("--repair", is_flag=True, help="能修的当场修好，不能修的说明怎么办。")
@_password_option
@_jobs_option
@format_option
def verify_command(
    everything: bool,  # noqa: FBT001
    repair: bool,  # noqa: FBT001
    password: str | None,
    jobs: int | None,
    format_: Format,
) -> int:
    """核对档案库：原文件、数据库、记录与原文、索引，是否样样完好。"""
    from archive import verify as checks  # noqa: PLC0415

    with open_archive() as store:
        with progress_bar("核对") as bar:
            found = checks.verify(
                store,
                everything=everything,
                password=password,
                jobs=jobs,
                step=None if bar is None else lambda done, total: bar(done, total, ""),
            )
        agreement, fault = _index(store, found)
        if repair:
            if found.faults or found.unclaimed:
                found = checks.repair(store, found, password=password, jobs=jobs)
            if fault is not None or agreement is None:
                agreement, fault = _rebuilt(store, found, fault)
    faults = (*found.faults, *([fault] if fault else []))
    sound = all(each.repaired for each in faults)
    whole = {
        "sound": sound,
        **{
            name: getattr(found, name)
            for name in ("bulletins", "files", "reread", "locked", "outdated", "unclaimed")
        },
        "index": agreement,
        "faults": faults,
    }
    answer(format_, whole, faults, lambda: _draw(found, agreement, faults))
    return 0 if sound else FAILED


def _index(store: Store, found: Verification) -> tuple[Agreement | None, Fault | None]:
    """What the index says; nothing where the database cannot be read, which is told already."""
    from archive.problems import StoreError  # noqa: PLC0415
    from archive.verify import Fault  # noqa: PLC0415
    from indexer.agreement import compare_index  # noqa: PLC0415

    try:
        agreement = compare_index(store)
    except StoreError as problem:
        if any(not fault.repaired for fault in found.faults):
            return None, None
        return None, Fault(kind="index-differs", where="index", message=problem.message)
    if agreement.whole:
        return agreement, None
    message = (
        f"索引与档案库不一致：{_disagreement(agreement)}可用 verify --repair 或 reindex 重建。"
    )
    return agreement, Fault(kind="index-differs", where="index", message=message)


def _rebuilt(
    store: Store, found: Verification, fault: Fault | None
) -> tuple[Agreement | None, Fault | None]:
    """The index built anew, and the fault as it is then."""
    import msgspec  # noqa: PLC0415

    from archive.problems import StoreError  # noqa: PLC0415
    from indexer.refresh import rebuild  # noqa: PLC0415

    with suppress(StoreError):  # where it fails, the comparison says why
        rebuild(store)
    agreement, left = _index(store, found)
    if left is None and fault is not None and agreement is not None:
        return agreement, msgspec.structs.replace(fault, repaired=True)
    return agreement, left


def _disagreement(agreement: Agreement) -> str:
    parts = [agreement.damaged] if agreement.damaged else []
    for what, ids in (
        ("缺", agreement.missing),
        ("多", agreement.extra),
        ("内容不同", agreement.different),
        ("检索不到", agreement.unfound),
    ):
        if ids:
            more = "等" if len(ids) > _MOST_NAMED else ""
            parts.append(f"{what} {len(ids)} 条（{'、'.join(ids[:_MOST_NAMED])}{more}）；")
    return "".join(parts)


def _draw(
    found: Verification, agreement: Agreement | None, faults: tuple[Fault, ...]
) -> Iterator[str]:
    columns = terminal_width()
    yield f"原文件：{found.files} 个，逐个核对校验值"
    yield f"与原 PDF 重新核对：{found.reread} 期（共 {found.bulletins} 期）"
    if found.locked:
        yield f"　　另有 {found.locked} 期加了密码，要核对请用 --password"
    if found.outdated:
        yield f"　　其中 {found.outdated} 期由旧版程序解析，可用 reparse 重新解析"
    if agreement is not None:
        yield f"索引：{agreement.records} 条记录，逐条与档案库比对"
    if found.unclaimed:
        yield f"中断时留下、无人引用的文件：{found.unclaimed} 个（无害，--repair 时删除）"
    yield ""
    for fault in faults:
        mark = "已修好" if fault.repaired else "有问题"
        yield from wrapped(f"{mark}：{fault.message}", columns, "")
    broken = sum(not fault.repaired for fault in faults)
    if broken:
        yield f"还有 {broken} 处问题没有修好。"
    else:
        yield "都修好了。" if faults else "一切完好。"


@click.command("reparse", cls=ChineseCommand)
@click.argument("bulletins", nargs=-1, metavar="[编号…]", help="哪几期；不写就是全部。")
@_password_option
@_jobs_option
@format_option
def reparse_command(
    bulletins: tuple[str, ...], password: str | None, jobs: int | None, format_: Format
) -> int:
    """用现在的程序把保存的原文件重新解析一遍（更正过的内容不丢）。"""
    from archive.ingest import reparse  # noqa: PLC0415
    from indexer.refresh import refresh  # noqa: PLC0415

    ids = [well_formed(each) for each in bulletins] or None
    with open_archive() as store:
        for each in ids or ():
            with nearest_offered(store, each):
                store.key_of(each)
        with progress_bar("重新解析") as bar:

            def advance(said: Progress) -> None:
                if bar is not None:
                    bar(said.done, said.total, Path(said.file).name)

            summary = reparse(store, ids, jobs=jobs, password=password, progress=advance)
        refresh(store)
    done = (*summary.replaced, *summary.added, *summary.older)
    for failure in summary.failed:
        say(f"{failure.message}（原有记录保留）")
    whole = {"reparsed": done, "failed": summary.failed}
    told = f"重新解析了 {len(done)} 期。"
    if summary.failed:
        told += f"{len(summary.failed)} 期读不出来，原有记录保留。"
    rows = [{"outcome": "reparsed", "id": each, "message": None} for each in done]
    rows += [
        {"outcome": "failed", "id": each.file, "message": each.message} for each in summary.failed
    ]
    answer(format_, whole, rows, lambda: (told,))
    return SOME_PUT_ASIDE if summary.failed else 0


@click.command("backup", cls=ChineseCommand)
@click.argument("file", type=AnyPath(), metavar="文件", help="备份存成的文件，如 周报备份.zip。")
@format_option
def backup_command(file: Path, format_: Format) -> None:
    """把整个档案库备份成一个文件（档案库正在使用也可以）。"""
    from archive.backup import back_up  # noqa: PLC0415

    with open_archive(read_only=True) as store:
        manifest = back_up(store, file)
    _tell(format_, manifest, file, "已备份 {} 期，共 {:.1f} MB：{}")


@click.command("restore", cls=ChineseCommand)
@click.argument("file", type=AnyPath(), metavar="文件", help="backup 存下的备份文件。")
@click.option("--replace", is_flag=True, help="代替现有的档案库（现有内容将被删除）。")
@format_option
def restore_command(file: Path, replace: bool, format_: Format) -> None:  # noqa: FBT001
    """从备份恢复档案库；备份不完整就不恢复，现有的档案库也不动。"""
    from archive.backup import restore  # noqa: PLC0415

    folder = archive_folder()
    manifest = restore(file, folder, replace=replace)
    _tell(format_, manifest, folder, "已恢复 {} 期，共 {:.1f} MB：{}")


def _tell(format_: Format, manifest: Manifest, place: Path, told: str) -> None:
    size = sum(entry.bytes for entry in manifest.entries)
    done = {
        "path": well_formed(str(place)),
        "bulletins": manifest.bulletins,
        "files": len(manifest.entries) - 1,
        "bytes": size,
        "made": manifest.made,
    }
    columns = terminal_width()
    message = told.format(manifest.bulletins, size / 1_000_000, place)
    answer(format_, done, (done,), lambda: wrapped(message, columns, ""))
