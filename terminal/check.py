"""`check`: what does not add up, in each issue and between issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

from terminal.answer import answer, wrapped
from terminal.archive_access import nearest_offered, open_archive
from terminal.command import ChineseCommand, Format, format_option
from terminal.tables import terminal_width
from terminal.text import well_formed

if TYPE_CHECKING:
    from archive.checks import Check
    from archive.store import Store


@click.command("check", cls=ChineseCommand)
@click.argument(
    "bulletins",
    nargs=-1,
    metavar="[编号…]",
    help="要核对的期，如 窗口工作周报-2022-26；不写就核对全库。",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="K",
    help="只看这一类，如 place-mismatch 或 缺期；可写多次。",
)
@format_option
def check_command(bulletins: tuple[str, ...], kinds: tuple[str, ...], format_: Format) -> None:
    """核对对不上的地方：数字、日期、期号、部门、地名、编号、重复的内容。"""
    wanted = _slugs(kinds)
    with open_archive(read_only=True) as store, store.snapshot():
        ids = _ids(store, bulletins)
        found = _found(store, ids, wanted)
    answer(format_, found, found, lambda: _draw(found, len(ids)))


def _slugs(kinds: Iterable[str]) -> frozenset[str]:
    """The kinds asked for by slug or Chinese name, all of them where none is named."""
    from archive.checks import KINDS  # noqa: PLC0415  (not needed for help)

    by_name = {name: slug for slug, name in KINDS.items()}
    slugs = {by_name.get(kind, kind) for kind in kinds}
    unknown = [kind for kind in kinds if by_name.get(kind, kind) not in KINDS]
    if unknown:
        known = "、".join(f"{slug}（{name}）" for slug, name in KINDS.items())
        raise click.UsageError(f"没有“{'”、“'.join(unknown)}”这一类。可用的有：{known}。")
    return frozenset(slugs or KINDS)


def _ids(store: Store, asked: Iterable[str]) -> tuple[str, ...]:
    """The issues asked for, each once. Raises NotInArchive for one that there is not."""
    ids = []
    for bulletin in map(well_formed, asked):
        with nearest_offered(store, bulletin):
            store.key_of(bulletin)
        ids.append(bulletin)
    return tuple(dict.fromkeys(ids)) or store.current_ids()


def _found(store: Store, ids: Sequence[str], wanted: frozenset[str]) -> list[Check]:
    """Checks of the issues in their order; between issues the whole archive is read."""
    from archive.checks import ACROSS, check_bulletin, check_digests, digest  # noqa: PLC0415

    across = bool(wanted & ACROSS.keys())
    own = {bulletin_id: [] for bulletin_id in ids}  # type: dict[str, list[Check]]
    digests = []
    for bulletin in store.each_bulletin(None if across else ids):
        if bulletin.id in own:
            own[bulletin.id].extend(check_bulletin(bulletin))
        if across:
            digests.append(digest(bulletin))
    for check in check_digests(digests):
        if check.bulletin in own:
            own[check.bulletin].append(check)
    return [check for checks in own.values() for check in checks if check.kind in wanted]


def _draw(found: Sequence[Check], issues: int) -> Iterator[str]:
    from archive.checks import KINDS  # noqa: PLC0415

    if not found:
        yield f"核对了 {issues} 期，没有发现对不上的地方。"
        return
    columns = terminal_width()
    for bulletin, group in groupby(found, key=lambda check: check.bulletin):
        yield click.style(bulletin, bold=True)
        for check in group:
            place = f"第{check.spans[0].page}页　" if check.spans else ""
            record = "　" + check.record.removeprefix(bulletin) if check.record else ""
            head = f"{KINDS[check.kind]}　{place}{check.where}{record}"
            yield from (click.style(line, fg="yellow") for line in wrapped(head, columns, "  "))
            yield from wrapped(check.message, columns, "    ")
        yield ""
    counts = Counter(check.kind for check in found)
    told = "、".join(f"{KINDS[kind]} {count}" for kind, count in counts.most_common())
    yield from wrapped(f"核对了 {issues} 期，共 {len(found)} 处：{told}。", columns, "")
    yield from wrapped(
        "原件有误的照录不改；读错了的可以更正：zhoubao correct 编号 字段 值", columns, ""
    )
