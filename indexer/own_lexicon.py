"""Words and synonyms of an archive's own: three readable lists in the archive's folder `lexicon`.

    words.tsv      words that segmentation keeps whole, one a line
    synonyms.tsv   groups of words for the same affair, one a line, tab between the words
    removed.tsv    words that are taken out of the shipped groups, one a line

Lines that begin with # are notes; they stay where they are when a list is changed by command.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from archive.files import make_folder
from archive.own_lists import REMOVED_FILE, SYNONYMS_FILE, WORDS_FILE
from archive.problems import StoreError
from corpus.lexicon.synonyms import Group, synonym_groups
from indexer.disk import sync_file, sync_folder
from indexer.fold import fold

LONGEST_WORD = 30
_HEADS = {
    WORDS_FILE: "# 本库自己的词，一行一个。改后运行 zhoubao lexicon rebuild。\n",
    SYNONYMS_FILE: "# 本库自己的同义词，一行一组，词与词之间用制表符隔开。\n",
    REMOVED_FILE: "# 从程序自带的同义词里去掉的词，一行一个。\n",
}


class OwnLexicon(msgspec.Struct, frozen=True, kw_only=True):
    """The lists, each as the lines of its file stand."""

    words_text: str = ""
    synonyms_text: str = ""
    removed_text: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Words that segmentation keeps whole."""
        return tuple(dict.fromkeys(word for row in _rows(self.words_text) for word in row))

    @property
    def groups(self) -> tuple[Group, ...]:
        """Groups of the archive's own."""
        return tuple(row for row in _rows(self.synonyms_text) if len(row) > 1)

    @property
    def removed(self) -> tuple[str, ...]:
        """Words taken out of the shipped groups."""
        return tuple(dict.fromkeys(word for row in _rows(self.removed_text) for word in row))

    def all_groups(self) -> tuple[Group, ...] | None:
        """All groups in force; None where those are the shipped ones."""
        if not (self.groups or self.removed):
            return None
        return _joined(self.groups, self.removed)

    def segmented(self) -> frozenset[str]:
        """All words, folded, that segmentation must know besides the shipped ones."""
        return frozenset(fold(word) for row in (self.words, *self.groups) for word in row)


def read_own(folder: Path) -> OwnLexicon:
    """The lists in the folder; those that are not there are empty.

    Raises StoreError where one cannot be read or is no UTF-8.
    """
    return OwnLexicon(
        words_text=_read(folder / WORDS_FILE),
        synonyms_text=_read(folder / SYNONYMS_FILE),
        removed_text=_read(folder / REMOVED_FILE),
    )


def write_own(folder: Path, before: OwnLexicon, after: OwnLexicon) -> None:
    """Write the lists that changed, each at once or not at all. Raises StoreError."""
    texts = (
        (WORDS_FILE, before.words_text, after.words_text),
        (SYNONYMS_FILE, before.synonyms_text, after.synonyms_text),
        (REMOVED_FILE, before.removed_text, after.removed_text),
    )
    try:
        make_folder(folder)
        for name, old, new in texts:
            if new != old:
                beside = folder / f"{name}.tmp"
                beside.write_text(new if old else _HEADS[name] + new, encoding="utf-8")
                sync_file(beside)
                beside.replace(folder / name)
        sync_folder(folder)
    except OSError as error:
        raise StoreError(
            f"词表 {folder} 写不进去：{error.strerror}。请检查磁盘空间和权限后再试。"
        ) from error


def complaint(word: str) -> str:
    """What is wrong with a word, empty where it may stand in a list."""
    if not any(map(str.isalnum, word)):
        return f"“{word}”里没有字。"
    if len(word) > LONGEST_WORD:
        return f"“{word[:LONGEST_WORD]}…”太长，一个词最多 {LONGEST_WORD} 个字。"
    if word.startswith("#") or any(unicodedata.category(sign) == "Cc" for sign in word):
        return f"“{word.strip()}”里有不能用的符号（开头的 #、制表符、换行）。"
    return ""


def with_word(own: OwnLexicon, word: str) -> OwnLexicon:
    """The lists with one more word to keep whole."""
    if fold(word) in map(fold, own.words):
        return own
    return msgspec.structs.replace(own, words_text=_ended(own.words_text) + f"{word}\n")


def with_group(own: OwnLexicon, words: Iterable[str]) -> OwnLexicon:
    """The lists with these words in one group, together with what they already stand with."""
    group = _distinct(words)
    folded = set(map(fold, group))
    lines = own.synonyms_text.splitlines()
    rows = [_row(line) for line in lines]
    kin = [at for at, row in enumerate(rows) if not folded.isdisjoint(map(fold, row))]
    text = "\t".join(_distinct((*(word for at in kin for word in rows[at]), *group)))
    if kin:
        lines[kin[0]] = text
    else:
        lines.append(text)
    lines = [line for at, line in enumerate(lines) if at not in kin[1:]]
    own = msgspec.structs.replace(own, synonyms_text="".join(f"{line}\n" for line in lines))
    return msgspec.structs.replace(own, removed_text=_without(own.removed_text, folded, bool))


def without_words(own: OwnLexicon, words: Iterable[str]) -> tuple[OwnLexicon, tuple[str, ...]]:
    """The lists without the words, also out of the shipped groups; and the words that were in none.

    A group that is left with one word goes too.
    """
    asked = {fold(word): word for word in words}
    shipped = {fold(word) for group in synonym_groups() for word in group}
    held = {fold(word) for row in (own.words, *own.groups) for word in row}
    removed = set(map(fold, own.removed))
    unknown = tuple(
        word
        for folded, word in asked.items()
        if folded not in held and (folded not in shipped or folded in removed)
    )
    out = [word for folded, word in asked.items() if folded in shipped - removed]
    return (
        OwnLexicon(
            words_text=_without(own.words_text, asked, bool),
            synonyms_text=_without(own.synonyms_text, asked, lambda row: len(row) > 1),
            removed_text=_ended(own.removed_text) + "".join(f"{word}\n" for word in out),
        ),
        unknown,
    )


def _joined(own: tuple[Group, ...], removed: tuple[str, ...]) -> tuple[Group, ...]:
    """The shipped groups without what was removed, the archive's own joined to those they touch."""
    gone = set(map(fold, removed))
    groups = [tuple(word for word in group if fold(word) not in gone) for group in synonym_groups()]
    for each in own:
        group = each
        apart = []
        folded = set(map(fold, group))
        for other in groups:
            if folded.isdisjoint(map(fold, other)):
                apart.append(other)
            else:
                group = _distinct((*group, *other))
        groups = [*apart, group]
    return tuple(group for group in groups if len(group) > 1)


def _rows(text: str) -> Iterator[Group]:
    for line in text.splitlines():
        row = _row(line)
        if row:
            yield row


def _row(line: str) -> Group:
    """The words of a line; none where it is a note or holds none that may stand."""
    if line.startswith("#"):
        return ()
    words = (word.strip() for word in line.split("\t"))
    return _distinct(word for word in words if word and not complaint(word))


def _distinct(words: Iterable[str]) -> Group:
    """The words, those that fold alike once."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(fold(word), word)
    return tuple(found.values())


def _without(text: str, folded: Iterable[str], worth: Callable[[Group], bool]) -> str:
    """The lines without the words; those that are then worth nothing are left out."""
    out = set(folded)
    lines = []
    for line in text.splitlines():
        row = _row(line)
        left = tuple(word for word in row if fold(word) not in out)
        if left == row:
            lines.append(line)
        elif worth(left):
            lines.append("\t".join(left))
    return "".join(f"{line}\n" for line in lines)


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise StoreError(f"词表 {file} 不是 UTF-8 文本。请另存为 UTF-8 后再试。") from error
    except OSError as error:
        raise StoreError(f"词表 {file} 读不出来：{error.strerror}。请检查文件的权限。") from error
