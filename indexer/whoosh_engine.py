"""The engine over Whoosh 2.7.4: its storage, locks, generations, segments and hashed term tables.

The only module that imports Whoosh. Whoosh's own posting lists hold a pickle for every 128 postings
and, for fields without scores, cost a look at the file system for every posting written; so a
segment here has packed lists (`indexer.postings`), facts in columns (`indexer.facts`) and texts
that are searched where they lie. Whoosh never forces anything to disk; a commit here does.
"""

from __future__ import annotations

import mmap
import pickle
import struct
import sys
import time
import types
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from functools import wraps
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Concatenate, ParamSpec, Self, TypeVar

import msgspec

from archive.problems import IndexDamaged, StoreError
from corpus.lexicon.synonyms import Group
from indexer.disk import alone, sync_file, sync_folder
from indexer.entries import Entry
from indexer.facts import Columns, Facts
from indexer.part import OFFSET_CODE, Items, Part, read_record
from indexer.parts import Parts
from indexer.settings import check_settings, current_settings, write_settings

if TYPE_CHECKING:
    from indexer.part_builder import PartBuilder
    from indexer.terms import Cut


def _import_whoosh() -> None:
    """Import what is needed of Whoosh, without `urllib.request`.

    Whoosh's compatibility module imports that for one function nothing here calls; with the modules
    for SSL, mail and sockets behind it, it takes a third of the time a cold search has.
    """
    name = "urllib.request"
    absent = name not in sys.modules
    if absent:
        stand_in = types.ModuleType(name)
        stand_in.urlretrieve = None  # type: ignore[attr-defined]
        sys.modules[name] = stand_in
    try:
        import whoosh.index  # noqa: F401, PLC0415
    finally:
        if absent:
            del sys.modules[name]


_import_whoosh()

from whoosh.fields import Schema  # noqa: E402  (after the stand-in above)
from whoosh.filedb.filestore import FileStorage  # noqa: E402
from whoosh.filedb.filetables import (  # noqa: E402
    FileFormatError,
    OrderedHashReader,
    OrderedHashWriter,
)
from whoosh.filedb.structfile import StructFile  # noqa: E402
from whoosh.index import TOC, clean_files  # noqa: E402
from whoosh.index import IndexError as WhooshIndexError  # noqa: E402
from whoosh.util import random_name  # noqa: E402

NAME = "whoosh"
INDEX_NAME = "MAIN"
FOLDER_MODE = 0o700
OPENING_TRIES = 4
OPENING_PAUSE = 0.05
"""A commit may delete a segment between our reading of the list and opening it: seconds to wait."""
LOCK_FILE = "write.lock"
LOCK_SECONDS = 30.0
"""How long a writer waits for another process's commit."""
MERGE_BELOW = 512
"""Segments with fewer records than this are merged into the next commit's."""
MAX_SEGMENT_RECORDS = 60_000
"""No segment has more records: codes in its facts are two bytes wide, and the posting lists of a
segment are in memory while it is made."""
INLINE_BYTES = 48
"""Shorter posting lists lie in the term table itself."""

_TERMS, _LISTS, _FACTS, _TEXTS, _RECORDS = ".trm", ".pst", ".fct", ".txt", ".rec"
_ELSEWHERE = b"\xff"
_PLACE = struct.Struct("<cQI")

_BROKEN = (
    EOFError,
    ValueError,
    LookupError,
    OverflowError,
    struct.error,
    zlib.error,
    msgspec.DecodeError,
)
"""What our readers and Whoosh's term tables raise on damaged bytes."""

_UNREADABLE = (
    *_BROKEN,
    OSError,
    NameError,
    TypeError,
    AttributeError,
    ImportError,
    AssertionError,
    MemoryError,
    pickle.UnpicklingError,
    FileFormatError,
    WhooshIndexError,
)
"""What opening raises besides: Whoosh's bare assertions and NameError, and its damaged pickles."""

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def _guarded(
    method: Callable[Concatenate[Any, _Parameters], _Result],
) -> Callable[Concatenate[Any, _Parameters], _Result]:
    """The reading method, with damage told as IndexDamaged."""

    @wraps(method)
    def told(engine: Any, /, *args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        try:
            return method(engine, *args, **kwargs)
        except _BROKEN as error:
            raise _damaged(engine.folder, error) from error

    return told


class _Storage(FileStorage):  # type: ignore[misc]
    """Whoosh's folder of files. What it reads itself is small, and it would leave it open."""

    def open_file(self, name: str, **_: object) -> Any:
        """The file's bytes as a file."""
        return StructFile(BytesIO((Path(self.folder) / name).read_bytes()), name=name)


class _Segment:
    """What Whoosh's list of segments keeps of one: its name, and which of its records are gone."""

    def __init__(self) -> None:
        self._name = f"{INDEX_NAME}_{random_name(size=16)}"
        self.deleted: set[int] = set()
        self.lost: Counter[str] = Counter()
        """How many of the deleted records have a key: so no list must be read to count it."""

    def segment_id(self) -> str:
        """The beginning of its files' names (Whoosh asks for it by this name)."""
        return self._name

    def file(self, ending: str) -> str:
        """Name of one of its files."""
        return self._name + ending


class _Head(msgspec.Struct, frozen=True, array_like=True):
    """The `.fct` file: the facts, and where each text and record begins (native arrays)."""

    columns: Columns
    texts: bytes
    records: bytes


class WhooshEngine(Parts):
    """`indexer.engine.Engine` over a folder of Whoosh segments."""

    def __init__(
        self, folder: Path, words: frozenset[str], groups: tuple[Group, ...] | None
    ) -> None:
        """Open what `create` made (use `open`)."""
        self.folder = folder
        self.words = words
        self.groups = groups
        self._maps: list[mmap.mmap] = []
        super().__init__(())

    @classmethod
    def create(cls, folder: Path, words: frozenset[str] = frozenset()) -> Self:
        """Make an empty index in a folder that does not exist yet and open it.

        Raises StoreError where the folder cannot be made.
        """
        try:
            folder.mkdir(mode=FOLDER_MODE, parents=True)
            TOC.create(_Storage(str(folder)), Schema(), INDEX_NAME)
            write_settings(folder, current_settings(NAME, words))
        except OSError as error:
            raise StoreError(f"不能在 {folder} 建立索引：{error.strerror}。") from error
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path, groups: tuple[Group, ...] | None = None) -> Self:
        """Open what `create` made; raises IndexDamaged where that is not what lies there."""
        settings = check_settings(folder, current_settings(NAME))
        engine = cls(folder, settings.words, groups)
        engine._reopen()
        return engine

    def close(self) -> None:
        """Give the files back; the engine is empty afterwards."""
        maps, self._maps = self._maps, []
        super().__init__(())
        for each in maps:
            each.close()

    def write(self, entries: Iterable[Entry], removed: Iterable[str] = ()) -> None:
        """Put entries in and take bulletins out, all or nothing; see `Engine.write`."""
        storage = _Storage(str(self.folder))
        busy = f"另一个 zhoubao 正在写索引 {self.folder}。请等它结束后再试。"
        with alone(self.folder / LOCK_FILE, LOCK_SECONDS, busy):
            self._reopen()
            try:
                self._commit(storage, entries, set(removed))
            except OSError as error:
                raise StoreError(
                    f"索引 {self.folder} 写不进去：{error.strerror}。请检查磁盘空间和权限后再试。"
                ) from error
            self._reopen()

    select = _guarded(Parts.select)
    rank = _guarded(Parts.rank)
    newest = _guarded(Parts.newest)
    entries = _guarded(Parts.entries)
    alike = _guarded(Parts.alike)
    facets = _guarded(Parts.facets)
    tally = _guarded(Parts.tally)
    values = _guarded(Parts.values)
    frequency = _guarded(Parts.frequency)
    carrying = _guarded(Parts.carrying)
    issues = _guarded(Parts.issues)

    def vocabulary(self) -> Iterator[tuple[str, int]]:
        """All words with the number of records each stands in; one may come once for each part."""
        return iter(_guarded(Parts.word_counts)(self))

    def _reopen(self) -> None:
        """Read the latest commit; several tries, as another process may be committing."""
        for rest in reversed(range(OPENING_TRIES)):
            self.close()
            try:
                contents = TOC.read(_Storage(str(self.folder)), INDEX_NAME)
                parts: list[Part] = []
                for segment in contents.segments:
                    base = parts[-1].base + parts[-1].facts.rows if parts else 0
                    parts.append(self._open_part(segment, base))
            except _UNREADABLE as error:
                if not rest:
                    raise _damaged(self.folder, error) from error
                time.sleep(OPENING_PAUSE)
            else:
                self._contents = contents
                super().__init__(parts)
                return

    def _open_part(self, segment: _Segment, base: int) -> Part:
        facts = (self.folder / segment.file(_FACTS)).read_bytes()
        head = msgspec.msgpack.decode(facts, type=_Head)
        terms, lists, texts, records = (
            self._map(segment.file(ending)) for ending in (_TERMS, _LISTS, _TEXTS, _RECORDS)
        )
        return Part(
            Facts(head.columns),
            _HashedTerms(terms, lists),
            Items(texts, _offsets(head.texts, texts)),
            Items(records, _offsets(head.records, records)),
            deleted=frozenset(segment.deleted),
            lost=segment.lost,
            base=base,
        )

    def _map(self, name: str) -> mmap.mmap:
        with (self.folder / name).open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._maps.append(mapped)
        return mapped

    def _commit(self, storage: Any, entries: Iterable[Entry], removed: set[str]) -> None:
        """Write new segments, merge small old ones into the last, then the list of segments.

        By the renaming of that list all of it becomes true at once.
        """
        from indexer.cutting import with_words  # noqa: PLC0415  (to write, not to search)

        replaced = set(removed)
        fresh: list[_Segment] = []
        kept: list[_Segment] = []
        more = True
        with closing(with_words(entries, self.words)) as rest:
            while more:
                segment = _Segment()
                with _Draft(self.folder, segment, self.words) as draft:
                    more = draft.take(rest, replaced)
                    if not more:
                        kept = self._merge(draft.builder, replaced)
                    if len(draft.builder):
                        draft.finish(storage)
                        fresh.append(segment)
        generation = self._contents.generation + 1
        TOC(Schema(), [*kept, *fresh], generation).write(storage, INDEX_NAME)
        for file in self.folder.glob(f"_{INDEX_NAME}_*.toc"):
            sync_file(file)
        sync_folder(self.folder)
        clean_files(storage, INDEX_NAME, generation, [*kept, *fresh])

    def _merge(self, builder: PartBuilder, replaced: set[str]) -> list[_Segment]:
        """Put small segments into the builder, without what is replaced; returns the others."""
        kept = []
        remains = [
            (segment, self._without(segment, part, replaced))
            for segment, part in zip(self._contents.segments, self.parts, strict=True)
        ]
        for segment, part in sorted(remains, key=lambda pair: len(pair[1].live())):
            live = len(part.live())
            fits = len(builder) + live <= MAX_SEGMENT_RECORDS
            if fits and live <= max(len(builder), MERGE_BELOW):
                builder.merge(part)
            else:
                kept.append(segment)
        return kept

    def _without(self, segment: _Segment, part: Part, bulletins: set[str]) -> Part:
        """The part as it is once the bulletins' records are deleted (noted in the segment)."""
        facts = part.facts
        codes = {code for code, issue in enumerate(facts.issue_table) if issue.id in bulletins}
        if not codes:
            return part
        gone = {row for row, code in enumerate(facts.issues) if code in codes} - part.deleted
        from indexer.part_builder import keys_of  # noqa: PLC0415  (to write, not to search)

        for row in gone:
            segment.lost.update(keys_of(read_record(part.records[row]), self.words))
        segment.deleted |= gone
        return Part(
            facts, part.terms, part.texts, part.records, deleted=part.deleted | gone, base=part.base
        )


class _Draft:
    """A segment while it is written: texts and records go to their files at once."""

    def __init__(self, folder: Path, segment: _Segment, words: frozenset[str]) -> None:
        self._folder = folder
        self._segment = segment
        self._files = ExitStack()
        self._texts = self._create(_TEXTS)
        self._records = self._create(_RECORDS)
        from indexer.part_builder import PartBuilder  # noqa: PLC0415  (to write, not to search)

        self.builder = PartBuilder(self._texts.write, self._records.write, words)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def take(self, entries: Iterator[tuple[Entry, Cut | None]], seen: set[str]) -> bool:
        """Take entries in, noting their bulletins, while there is room; False at their end."""
        for entry, cut in entries:
            seen.add(entry.bulletin)
            self.builder.add(entry, cut)
            if len(self.builder) == MAX_SEGMENT_RECORDS:
                return True
        return False

    def finish(self, storage: Any) -> None:
        """Write what remains and force all of it to disk."""
        builder = self.builder
        lists = self._create(_LISTS)
        table = OrderedHashWriter(storage.create_file(self._segment.file(_TERMS)))
        at = 0
        for key, data in builder.terms():
            value = data
            if len(data) > INLINE_BYTES:
                value = _PLACE.pack(_ELSEWHERE, at, len(data))
                lists.write(data)
                at += len(data)
            table.add(key.encode("utf-8", "surrogatepass"), value)
        table.close()
        head = _Head(
            builder.facts.columns(),
            builder.text_offsets.tobytes(),
            builder.record_offsets.tobytes(),
        )
        self._create(_FACTS).write(msgspec.msgpack.encode(head))
        for file in (lists, self._texts, self._records):
            file.write(b"\0")  # an empty file cannot be mapped
        self._files.close()
        for ending in (_TERMS, _LISTS, _FACTS, _TEXTS, _RECORDS):
            sync_file(self._folder / self._segment.file(ending))

    def _create(self, ending: str) -> BinaryIO:
        file: BinaryIO = (self._folder / self._segment.file(ending)).open("xb")
        return self._files.enter_context(file)


class _HashedTerms:
    """`indexer.part.TermTable` over Whoosh's ordered hash file."""

    def __init__(self, terms: mmap.mmap, lists: mmap.mmap) -> None:
        self._table = OrderedHashReader(_MappedFile(terms), len(terms))
        self._lists = lists

    def get(self, key: str) -> bytes | None:
        """The key's list, or None."""
        value = self._table.get(key.encode("utf-8", "surrogatepass"))
        return None if value is None else self._list(value)

    def items(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Keys that begin with the prefix, with their lists."""
        start = prefix.encode("utf-8", "surrogatepass")
        for key, value in self._table.items_from(start):
            if not key.startswith(start):
                return
            yield key.decode("utf-8", "surrogatepass"), self._list(value)

    def _list(self, value: bytes) -> bytes:
        if not value.startswith(_ELSEWHERE):
            return value
        _, at, length = _PLACE.unpack(value)
        return self._lists[at : at + length]


class _MappedFile(StructFile):  # type: ignore[misc]
    """Whoosh's file over mapped memory: reads from any place without moving a position."""

    def get(self, position: int, length: int) -> bytes:
        """`length` bytes at the position."""
        data: bytes = self.file[position : position + length]
        return data


def _offsets(data: bytes, items: mmap.mmap) -> array[int]:
    offsets = array(OFFSET_CODE)
    offsets.frombytes(data)
    if offsets[-1] != len(items) - 1:
        raise ValueError("items cut short")
    return offsets


def _damaged(folder: Path, error: BaseException) -> IndexDamaged:
    return IndexDamaged(
        f"索引 {folder} 已损坏或不完整（{type(error).__name__}）。请运行 zhoubao reindex 重建索引。"
    )
