"""Wrong usage: status 2, plain Chinese on standard error, nothing on standard output."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from cli import COMMANDS, cli
from terminal.failures import run
from tests.zhoubao_process import REAL, command, environment, zhoubao

_CLICKS_OWN = re.compile(
    r"Usage|Options|Commands|[Aa]rguments?\b|Show |required|default:|Try |Error|Missing|Invalid"
)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_chinese_and_explains_every_argument_and_option(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(cli, [*filter(None, [name]), "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith(f"用法：zhoubao {name}".rstrip())
    assert not _CLICKS_OWN.search(page)
    listed = re.split("参数：|选项：|命令：", page)[1:]
    terms = re.findall(r"^  (\S.*(?:\n    .*)*)", "".join(listed), re.MULTILINE)
    assert all(re.search("  +.*[\u4e00-\u9fff]", term) for term in terms), terms
    assert "--archive" in page
    assert "--help" in page


def test_version() -> None:
    assert re.fullmatch(r"zhoubao \d+\.\d+\.\d+\n", zhoubao("--version").out)


def test_no_command_shows_the_help_on_standard_error() -> None:
    answer = zhoubao(expect=2)
    assert answer.out == ""
    assert "search" in answer.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["serch"], ["没有命令“serch”", "search"]),
        (["没有的"], ["没有命令“没有的”", "ingest"]),
        (["--nosuch", "search"], ["没有选项 --nosuch"]),
        (["--format", "json", "search", "a"], ["没有选项 --format", "写在命令后面"]),
        (["search"], ["要查的词", "--department"]),
        (["search", ""], ["要查的词"]),
        (["search", "--limt", "3", "林地"], ["没有选项 --limt", "--limit", "单独写上 --"]),
        (["search", "林地", "--nosuch=3"], ["没有选项 --nosuch"]),
        (["search", "林地", "--limit"], ["--limit 后面要写一个值", "--limit N"]),
        (["search", "林地", "--limit", "0"], ["--limit", "0 太小", "不能小于 1"]),
        (["search", "林地", "--limit", "二十"], ["--limit", "“二十”不是整数"]),
        (["search", "林地", "--page", "-1"], ["--page", "不能小于 1"]),
        (["search", "林地", "--kind", "活动"], ["--kind", "“活动”不可用", "activity", "unparsed"]),
        (["search", "林地", "--sort", "x"], ["--sort", "relevance、date"]),
        (["search", "林地", "--format", "xml"], ["--format", "table、json、jsonl、csv"]),
        (["search", "林地", "--exact=1"], ["--exact 后面不写值"]),
        (["search", "林地", "--since", "2022-13"], ["--since", "“2022-13”不是日期", "2022Q3"]),
        (["search", "林地", "--until", ""], ["--until", "不是日期"]),
        (["search", "a", "--since", "2023", "--until", "2022"], ["晚于", "对调"]),
        (["search", "林地", "--batch", "-"], ["--batch"]),
        (["search", "--batch", "/nowhere/q.txt"], ["/nowhere/q.txt"]),
        (["search", "--batch", "/"], ["读不了 /"]),
        (["search", "时间:2022-13"], ["第 4 个字", "2022-13", "--exact"]),
        (["search", "--archive", "", "林地"], ["--archive", "路径是空的"]),
        (["timeline"], ["没有写部门"]),
        (["timeline", ""], ["部门是空的"]),
        (["timeline", "省林草局", "多的"], ["多了 “多的”", "引号"]),
        (["timeline", "--role", "all", "省林草局"], ["--role", "actor、any"]),
        (["timeline", "--nosuch", "省林草局"], ["没有选项 --nosuch"]),
        (["trend", "--by", "day"], ["--by", "week、month、quarter、year、issue"]),
        (["trend", "--split", "place"], ["--split", "department、type"]),
        (["trend", "林地", "--statistic", "受理"], ["--statistic", "林地"]),
        (["trend", "--publisher", "x"], ["--publisher", "--statistic"]),
        (["export"], ["activities"]),
        (["export", "things", "-o", "x.csv"], ["“things”不可用", "activities", "bulletins"]),
        (["export", "activities"], ["没有写选项 -o/--output"]),
        (["export", "activities", "-o"], ["-o 后面要写一个值"]),
        (["export", "activities", "-o", "x.docx"], ["x.docx", ".xlsx", "--format"]),
        (["export", "activities", "-o", "x", "--format", "xls"], ["--format", "csv、xlsx"]),
        (["show"], ["没有写编号"]),
        (["show", "甲", "乙"], ["多了 “乙”"]),
        (["bulletins", "多的"], ["多了 “多的”"]),
        (["ingest"], ["没有写要收进来的文件或文件夹"]),
        (["ingest", "x", "--jobs", "0"], ["--jobs", "不能小于 1"]),
        (["ingest", ""], ["路径是空的"]),
        (["parse"], ["没有写文件"]),
        (["remove"], ["没有写编号"]),
        (["remove", "x", "--undo", "--why", "y"], ["--why", "--undo"]),
    ],
)
def test_wrong_usage_says_what_and_how(
    held: Path,
    words: list[str],
    told: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ZHOUBAO_ARCHIVE", str(held))
    assert run(cli, words) == 2  # in this process: there are many
    answer = capsys.readouterr()
    assert answer.out == ""
    for each in told:
        assert each in answer.err
    assert not re.search(r"(?i)\b(error|usage|invalid|missing|got|option|argument)\b", answer.err)
    if words[:1] == ["search"] and "时间" not in words[-1]:
        assert "写法：zhoubao search" in answer.err
        assert "zhoubao search --help" in answer.err


def test_only_commands_with_free_words_offer_to_take_an_option_for_a_word() -> None:
    for words in (["search", "--foo"], ["trend", "--foo"], ["export", "activities", "--foo"]):
        assert "单独写上 --" in zhoubao(*words, expect=2).err
    for words in (["show", "--foo"], ["ingest", "--foo"], ["timeline", "--foo"], ["--foo"]):
        assert "单独写上" not in zhoubao(*words, expect=2).err


def test_verbose_adds_the_technical_detail(tmp_path: Path) -> None:
    for words in (["-v", "status"], ["status", "-v"]):
        done = subprocess.run(
            command(*words), env=environment(tmp_path), capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "Traceback" in done.stderr
    assert "Traceback" not in zhoubao("status", archive=tmp_path, expect=1).err
    # As a word of the query it is no option.
    zhoubao("search", "--", "-v", archive=tmp_path, expect=1)


@pytest.mark.parametrize(
    ("words", "query"),
    [
        (["林地", "-培训"], "林地 -培训"),
        (["-培训", "林地"], "-培训 林地"),
        (["-培训"], "-培训"),
        (["林地", "--limit", "3", "-v", "报批"], "林地 报批"),
        (["--limit=3", "林地"], "林地"),
        (["-vivo", "手机"], "-vivo 手机"),
        (["--", "--foo"], "--foo"),
        (["林地", "--", "--limit", "3"], "林地 --limit 3"),
        (["--林地"], "--林地"),
        (["-"], "-"),
        (["—", "--", "-"], "— -"),
        (['"林地报批"', "-培训"], '"林地报批" -培训'),
        (["林地  报批"], "林地  报批"),
    ],
)
def test_words_that_begin_with_a_dash_are_words(held: Path, words: list[str], query: str) -> None:
    answer = (
        zhoubao("search", *words, "--format", "json", archive=held)
        if "--" not in words
        else (zhoubao("search", "--format", "json", *words, archive=held))
    )
    assert answer.json()["query"] == query


def test_words_with_dashes_in_export_never_become_its_options(held: Path, tmp_path: Path) -> None:
    words = ("export", "activities", "林地", "-foo", "-培训", f"-o{tmp_path / 'x.csv'}")
    assert "条" in zhoubao(*words, archive=held).err
    assert [each.name for each in tmp_path.iterdir()] == ["x.csv"]


def test_parse_of_what_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    assert "找不到" in zhoubao("parse", tmp_path / "none.pdf", expect=1).err
    assert "文件夹" in zhoubao("parse", tmp_path, expect=1).err
    copy = tmp_path / "周报.docx"
    copy.write_bytes(REAL.read_bytes())  # a PDF by its bytes is read whatever its name
    assert zhoubao("parse", copy).json()["number"] == 26
