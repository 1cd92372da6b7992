"""The archive's own word lists as files: what of them is kept, backed up and checked.

What stands in them and what it means is the indexer's affair (`indexer.own_lexicon`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FOLDER = "lexicon"
WORDS_FILE, SYNONYMS_FILE, REMOVED_FILE = "words.tsv", "synonyms.tsv", "removed.tsv"
FILES = (WORDS_FILE, SYNONYMS_FILE, REMOVED_FILE)
MAX_BYTES = 16 << 20
"""More than a million words: no list is longer."""


def lists_of(archive: Path) -> Iterator[tuple[str, Path]]:
    """Name inside the archive and path of each list that is there, in a fixed order."""
    for file in FILES:
        path = archive / FOLDER / file
        if path.is_file():
            yield f"{FOLDER}/{file}", path


def is_list(name: str) -> bool:
    """Whether a name inside an archive is one of a list."""
    folder, _, file = name.partition("/")
    return folder == FOLDER and file in FILES


def complaint(path: Path) -> str:
    """What keeps a list from being read, empty where nothing does."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return f"超过 {MAX_BYTES >> 20} MB"
        path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return "不是 UTF-8 文本"
    except OSError as error:
        return error.strerror or "读不出来"
    return ""
