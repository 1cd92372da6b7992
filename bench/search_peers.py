"""What search is held against, each at its documented best: SQLite FTS5, a scan, Whoosh with jieba.

Every peer answers with the numbers of all records that hold a string.
"""

from __future__ import annotations

import sqlite3
import sys
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path

TRIGRAM = 3


class Scan:
    """Python's own `in` over the folded texts in memory."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def find(self, needle: str) -> set[int]:
        """Numbers of the texts that hold the needle."""
        return {number for number, text in enumerate(self._texts) if needle in text}


class Fts5Bigrams:
    """FTS5 without content over pairs of characters as tokens; a string is a phrase of pairs.

    Strings of one character are not asked.
    """

    def __init__(self, file: Path, texts: Sequence[str]) -> None:
        self._db = sqlite3.connect(file)
        self._db.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, text TEXT)")
        self._db.execute(
            "CREATE VIRTUAL TABLE pairs USING fts5(text, content='', tokenize='ascii')"
        )
        self._db.executemany("INSERT INTO record VALUES (?, ?)", enumerate(texts))
        self._db.executemany(
            "INSERT INTO pairs (rowid, text) VALUES (?, ?)",
            ((number, " ".join(_pairs(text))) for number, text in enumerate(texts)),
        )
        self._db.execute("INSERT INTO pairs (pairs) VALUES ('optimize')")
        self._db.commit()

    def find(self, needle: str) -> set[int]:
        """Numbers of the texts that hold the needle."""
        phrase = f'"{" ".join(_pairs(needle))}"'
        asked = self._db.execute("SELECT rowid FROM pairs WHERE pairs MATCH ?", (phrase,))
        return {number for (number,) in asked}


class Fts5Trigrams:
    """FTS5's own trigram tokenizer; strings of one or two characters by reading all texts."""

    def __init__(self, file: Path, texts: Sequence[str]) -> None:
        self._db = sqlite3.connect(file)
        self._db.execute("CREATE VIRTUAL TABLE record USING fts5(text, tokenize='trigram')")
        self._db.executemany("INSERT INTO record (rowid, text) VALUES (?, ?)", enumerate(texts))
        self._db.execute("INSERT INTO record (record) VALUES ('optimize')")
        self._db.commit()

    def find(self, needle: str) -> set[int]:
        """Numbers of the texts that hold the needle (as SQLite compares)."""
        if len(needle) < TRIGRAM:
            where, asked = "instr(text, ?) > 0", needle
        else:
            where, asked = "record MATCH ?", '"{}"'.format(needle.replace('"', '""'))
        found = self._db.execute(f"SELECT rowid FROM record WHERE {where}", (asked,))  # noqa: S608
        return {number for (number,) in found}


def whoosh_jieba(folder: Path, texts: Iterable[str]) -> None:
    """Build Whoosh's own index of one field with the analyzer that jieba ships for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba  # noqa: PLC0415
        from jieba.analyse import ChineseAnalyzer  # noqa: PLC0415
        from whoosh.fields import NUMERIC, TEXT, Schema  # noqa: PLC0415
        from whoosh.index import create_in  # noqa: PLC0415
    jieba.setLogLevel(60)
    jieba.initialize()
    folder.mkdir()
    schema = Schema(id=NUMERIC(stored=True), text=TEXT(stored=True, analyzer=ChineseAnalyzer()))
    writer = create_in(str(folder), schema).writer(limitmb=256)
    for number, text in enumerate(texts):
        writer.add_document(id=number, text=text)
    writer.commit()


NAIVE = """
import sys, warnings
warnings.simplefilter("ignore")
import click, jieba
from whoosh.index import open_dir
from whoosh.qparser import QueryParser
jieba.setLogLevel(60)
index = open_dir(sys.argv[1])
with index.searcher() as searcher:
    found = searcher.search(QueryParser("text", index.schema).parse(sys.argv[2]), limit=20)
    click.echo([hit["id"] for hit in found])
"""
"""One query by click, Whoosh's query parser and jieba, as a program of its own."""
NAIVE_COMMAND = (sys.executable, "-c", NAIVE)


def _pairs(text: str) -> list[str]:
    """Pairs of neighbours, written so that any tokenizer keeps them whole."""
    coded = [f"{ord(character):06x}" for character in text]
    return list(map(str.__add__, coded, coded[1:]))
