"""Surnames, words that are no names, and the words for posts."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import msgspec


class Surnames(msgspec.Struct, frozen=True):
    """Surnames of one character (`plain` or `common`) and of two.

    A `common` one begins many ordinary words (高, 安, 方); `single` are both together, `first` the
    first characters of the compound ones.
    """

    plain: frozenset[str]
    common: frozenset[str]
    compound: frozenset[str]
    single: frozenset[str]
    first: frozenset[str]


class Posts(msgspec.Struct, frozen=True):
    """Words for posts and parts; `posts.toml` tells what each list holds."""

    leaders: tuple[str, ...]
    others: tuple[str, ...]
    public: tuple[str, ...]
    ranks: tuple[str, ...]
    labels: tuple[str, ...]
    honorifics: tuple[str, ...]
    awards: tuple[str, ...]


def _text(file: str) -> str:
    return (files("corpus.lexicon") / file).read_text("utf-8")


@cache
def surnames() -> Surnames:
    """All surnames."""
    kinds: dict[str, set[str]] = {"plain": set(), "common": set(), "compound": set()}
    for line in _text("surnames.tsv").splitlines():
        if not line.startswith("#"):
            surname, kind = line.split("\t")
            kinds[kind].add(surname)
    plain, common, compound = (frozenset(kinds[kind]) for kind in ("plain", "common", "compound"))
    return Surnames(
        plain, common, compound, plain | common, frozenset(name[0] for name in compound)
    )


@cache
def ordinary_words() -> frozenset[str]:
    """Ordinary words of two or three characters that could be read as a name."""
    words: set[str] = set()
    for line in _text("not_names.tsv").splitlines():
        if not line.startswith("#"):
            first, rest = line.split("\t")
            words.update(first + end for end in rest.split(" "))
    return frozenset(words)


@cache
def following_words() -> dict[str, str]:
    """Verbs and adverbs of two characters that may follow a name: first character to seconds."""
    words: dict[str, str] = {}
    for line in _text("after_names.tsv").splitlines():
        if not line.startswith("#"):
            first, seconds = line.split("\t")
            words[first] = seconds
    return words


@cache
def given_characters() -> frozenset[str]:
    """Characters that given names are commonly made of, surnames among them (孙麟贺)."""
    lines = _text("given_characters.tsv").splitlines()
    listed = frozenset("".join(line for line in lines if not line.startswith("#")))
    return listed | surnames().plain


@cache
def name_parts() -> frozenset[str]:
    """What Tibetan, Mongolian, Turkic, Yi and Dai names are made of (次仁, 巴图, 阿牛)."""
    return frozenset(
        part
        for line in _text("name_parts.tsv").splitlines()
        if not line.startswith("#")
        for part in line.split("\t")[1].split(" ")
    )


@cache
def posts() -> Posts:
    """The words for posts and parts."""
    return msgspec.convert(tomllib.loads(_text("posts.toml")), Posts)
