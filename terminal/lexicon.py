"""`lexicon`: words and synonyms of the archive's own: list, add, remove, test, rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from terminal.answer import answer, wrapped
from terminal.archive_access import asked_archive, open_archive
from terminal.command import ChineseCommand, Format, LazyGroup, format_option
from terminal.filters import today
from terminal.tables import terminal_width
from terminal.text import printable, well_formed

if TYPE_CHECKING:
    from archive.store import Store
    from indexer.own_lexicon import OwnLexicon

_MODULE = "terminal.lexicon"
_KINDS = {"synonym": "同义词", "word": "词", "removed": "去掉的词"}
_REBUILD = "重新分词：zhoubao lexicon rebuild"

lexicon_command = LazyGroup(
    "lexicon",
    table={
        "list": (_MODULE, "列出本库自己的词和同义词"),
        "add": (_MODULE, "加一个词，或一组同义词"),
        "remove": (_MODULE, "去掉词"),
        "test": (_MODULE, "看一句话怎样分词、有哪些同义词、能查到多少"),
        "rebuild": (_MODULE, "用现在的词表重新分词、重建索引"),
    },
    help="词表：本库自己的词和同义词，存在档案库的 lexicon 文件夹里，也可用文本编辑器改。",
)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a list. `own`: of the archive, not shipped with the program."""

    kind: str
    words: tuple[str, ...]
    own: bool


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What a change did: the entries as they now are, and whether the index lags behind them."""

    changed: bool
    words: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    rebuild: bool = False


class Tested(msgspec.Struct, frozen=True, kw_only=True):
    """How a text is cut, what its words may stand as, and how many records it finds, by why."""

    text: str
    words: tuple[str, ...]
    query_words: tuple[str, ...]
    synonyms: dict[str, tuple[str, ...]]
    hits: dict[str, int]
    rebuild: bool


@click.command("list", cls=ChineseCommand)
@click.argument("word", required=False, metavar="[词]", help="只列有这个词的。")
@click.option("--all", "shipped", is_flag=True, help="连程序自带的同义词也列出。")
@format_option
def list_command(word: str | None, shipped: bool, format_: Format) -> None:  # noqa: FBT001
    """列出本库自己的词、同义词和去掉的词。"""
    with open_archive(read_only=True) as store:
        own = _read(store)
    rows = list(_rows(own, shipped=shipped or word is not None))
    if word is not None:
        asked = well_formed(word).strip()
        rows = [row for row in rows if asked in row.words]
    empty = f"词表里没有“{printable(word)}”。" if word is not None else "本库还没有自己的词。"
    answer(format_, rows, rows, lambda: _draw(rows) if rows else (empty,))


@click.command("add", cls=ChineseCommand)
@click.argument("words", nargs=-1, required=True, metavar="词…", help="要加的词。")
@format_option
def add_command(words: tuple[str, ...], format_: Format) -> None:
    """加一个词（分词时不拆开），或几个词作一组同义词（查一个也找到其余的，马上有效）。"""
    from indexer.own_lexicon import with_group, with_word, write_own  # noqa: PLC0415

    chosen = _checked(words)
    with open_archive() as store:
        before = _read(store)
        after = with_group(before, chosen) if len(chosen) > 1 else with_word(before, chosen[0])
        write_own(_folder(store), before, after)
        done = Changed(changed=after != before, words=chosen, rebuild=_lags(store, after))
    what = f"已加入“{'”“'.join(chosen)}”" if done.changed else f"“{chosen[0]}”已在词表里"
    if len(chosen) > 1 and done.changed:
        what += "，作为一组同义词，查询时马上有效"
    answer(format_, done, (done,), lambda: _told(f"{what}。", done))


@click.command("remove", cls=ChineseCommand)
@click.argument("words", nargs=-1, required=True, metavar="词…", help="要去掉的词。")
@format_option
def remove_command(words: tuple[str, ...], format_: Format) -> None:
    """从词表里去掉词；程序自带的同义词也可以去掉（以后可再 add）。"""
    from archive.problems import NotInArchive  # noqa: PLC0415
    from indexer.own_lexicon import without_words, write_own  # noqa: PLC0415

    chosen = _checked(words)
    with open_archive() as store:
        before = _read(store)
        after, unknown = without_words(before, chosen)
        if len(unknown) == len(chosen):
            listed = "”“".join(map(printable, unknown))
            raise NotInArchive(f"词表里没有“{listed}”。zhoubao lexicon list --all 列出所有的词。")
        write_own(_folder(store), before, after)
        done = Changed(
            changed=True,
            words=tuple(word for word in chosen if word not in unknown),
            unknown=unknown,
            rebuild=_lags(store, after),
        )
    told = f"已去掉“{'”“'.join(done.words)}”。"
    if unknown:
        told += f"词表里没有“{'”“'.join(unknown)}”。"
    answer(format_, done, (done,), lambda: _told(told, done))


@click.command("test", cls=ChineseCommand)
@click.argument("text", metavar="文字", help="一个词或一句话。")
@format_option
def test_command(text: str, format_: Format) -> None:
    """看一句话怎样分词、各词有哪些同义词、在库里能查到多少条。"""
    from indexer.fold import fold_query  # noqa: PLC0415
    from indexer.related import pieces  # noqa: PLC0415
    from indexer.search import hits_by_why  # noqa: PLC0415
    from indexer.segment import words  # noqa: PLC0415
    from indexer.vocabulary import cut  # noqa: PLC0415

    asked = well_formed(text)
    folded = fold_query(asked)
    with asked_archive() as (store, engine):
        own = _read(store)
        by_why = hits_by_why(engine, asked, today=today())
        found = Tested(
            text=asked,
            words=tuple(words(folded, own.segmented())),
            query_words=cut(engine, folded).longest,
            synonyms={word: others for word, others in pieces(folded, engine.groups) if others},
            hits={str(why): count for why, count in by_why.items()},
            rebuild=own.segmented() != engine.words,
        )
    answer(format_, found, (found,), lambda: _draw_test(found))


@click.command("rebuild", cls=ChineseCommand)
@format_option
def rebuild_command(format_: Format) -> None:
    """用现在的词表把所有记录重新分词，重建索引。"""
    from indexer.refresh import rebuild  # noqa: PLC0415

    with open_archive() as store:
        own = _read(store)
        count = rebuild(store)
    done = {"records": count, "words": len(own.words), "groups": len(own.groups)}
    told = f"已用现在的词表重新分词，共 {count} 条记录。"
    answer(format_, done, (done,), lambda: (told,))


def _folder(store: Store) -> Path:
    from indexer.refresh import own_folder  # noqa: PLC0415

    return own_folder(store)


def _read(store: Store) -> OwnLexicon:
    from indexer.own_lexicon import read_own  # noqa: PLC0415

    return read_own(_folder(store))


def _lags(store: Store, own: OwnLexicon) -> bool:
    """Whether the index knows other words than the lists: what was cut by the old ones stays."""
    from archive.problems import IndexDamaged  # noqa: PLC0415
    from indexer.settings import words_of  # noqa: PLC0415

    try:
        return words_of(store.index_folder) != own.segmented()
    except IndexDamaged:
        return False  # the next query builds it anew


def _checked(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words as they go into a list; refused with the reason where one cannot."""
    from indexer.own_lexicon import complaint  # noqa: PLC0415

    chosen = tuple(dict.fromkeys(well_formed(word).strip() for word in words))
    for word in chosen:
        wrong = complaint(word)
        if wrong:
            raise click.UsageError(printable(wrong))
    return chosen


def _rows(own: OwnLexicon, *, shipped: bool) -> Iterator[Row]:
    yield from (Row(kind="word", words=(word,), own=True) for word in own.words)
    yield from (Row(kind="synonym", words=group, own=True) for group in own.groups)
    yield from (Row(kind="removed", words=(word,), own=True) for word in own.removed)
    if shipped:
        from corpus.lexicon.synonyms import synonym_groups  # noqa: PLC0415

        for group in synonym_groups():
            yield Row(kind="synonym", words=group, own=False)


def _draw(rows: list[Row]) -> Iterator[str]:
    columns = terminal_width()
    for row in rows:
        whose = "本库" if row.own else "自带"
        words = "　".join(map(printable, row.words))
        yield from wrapped(f"{whose} {_KINDS[row.kind]}：{words}", columns, "")


def _told(what: str, done: Changed) -> Iterator[str]:
    yield printable(what)
    if done.changed and done.rebuild:
        yield f"已入库的记录还按原来的词分。{_REBUILD}"


def _draw_test(found: Tested) -> Iterator[str]:
    columns = terminal_width()
    yield from wrapped(f"分词：{' / '.join(found.words) or '（没有词）'}", columns, "")
    yield from wrapped(f"查询：{' / '.join(found.query_words) or '（没有词）'}", columns, "")
    for word, others in found.synonyms.items():
        yield from wrapped(f"“{word}”同义：{'、'.join(others)}", columns, "")
    if not found.synonyms:
        yield "没有同义词。"
    hits = found.hits
    yield (
        f"能查到：原词 {hits['literal']} 条，各词都有 {hits['words']} 条，同义 {hits['synonym']} 条"
    )
    if found.rebuild:
        yield f"索引还是用以前的词表建的。{_REBUILD}"
