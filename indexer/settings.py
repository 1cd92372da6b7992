"""What an index was made with, in a small file beside it; with anything else it must be rebuilt."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from archive.problems import IndexDamaged
from corpus.lexicon.words import lexicon_hash

FILE_NAME = "settings.json"
SCHEMA_VERSION = 3
"""To be raised with every change of what an index holds or how."""
ANALYSER_VERSION = 2
"""To be raised whenever the same text would give other words or grams (`indexer.segment`,
`indexer.terms`, `indexer.fold`)."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Engine and versions; `lexicon` is a hash of the word lists that segmentation knows.

    `words` are those of the archive's own that it knew when the index was made: they go on to be
    used until it is rebuilt (`zhoubao lexicon rebuild`), so that all of it is cut alike.
    """

    engine: str
    schema: int
    analyser: int
    lexicon: str
    byte_order: str
    words: frozenset[str] = frozenset()


def current_settings(engine: str, words: frozenset[str] = frozenset()) -> Settings:
    """What an index made now would be made with."""
    return Settings(
        engine=engine,
        schema=SCHEMA_VERSION,
        analyser=ANALYSER_VERSION,
        lexicon=lexicon_hash(),
        byte_order=sys.byteorder,
        words=words,
    )


def write_settings(folder: Path, settings: Settings) -> None:
    """Put the file into an index's folder."""
    (folder / FILE_NAME).write_bytes(msgspec.json.encode(settings))


def check_settings(folder: Path, expected: Settings) -> Settings:
    """The settings the index was made with, whatever the archive's own words.

    Raises `IndexDamaged` where they are others than expected, or cannot be read.
    """
    found = _read(folder)
    if msgspec.structs.replace(found, words=expected.words) != expected:
        raise IndexDamaged(
            "索引是用另一版本的程序或词典建立的，与现在的不一致。请运行 zhoubao reindex 重建索引。"
        )
    return found


def words_of(folder: Path) -> frozenset[str]:
    """The archive's own words that the index knows; raises `IndexDamaged` as above."""
    return _read(folder).words


def _read(folder: Path) -> Settings:
    file = folder / FILE_NAME
    try:
        return msgspec.json.decode(file.read_bytes(), type=Settings)
    except FileNotFoundError as error:
        raise IndexDamaged(f"{folder} 里没有索引。请运行 zhoubao reindex 建立索引。") from error
    except (OSError, msgspec.DecodeError) as error:
        raise IndexDamaged(
            f"索引的设置文件 {file} 读不出来。请运行 zhoubao reindex 重建索引。"
        ) from error
