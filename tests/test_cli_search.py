"""Queries people and scripts type, also odd ones, through the command line."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.zhoubao_process import REAL_ID, command, environment, zhoubao


def test_the_main_question(held: Path) -> None:
    text = zhoubao("search", "林地报批", "--series", "窗口工作周报", archive=held).out
    assert "窗口工作周报 2022年第26期  第3页" in text
    assert "四川省林业和草原局" in text
    assert f"{REAL_ID}.a6" in text


def test_a_plain_sentence_is_understood_and_said(held: Path) -> None:
    text = zhoubao("search", "省林草局2022年8月办了哪些座谈", archive=held).out
    assert text.startswith("理解为：部门 省林草局；类型 座谈；时间 2022-08-01 至 2022-08-31")
    assert f"{REAL_ID}.a5" in text


def test_samples_are_marked_wherever_they_show(held: Path) -> None:
    real = zhoubao("search", "林地报批", "--series", "窗口工作周报", archive=held).out
    assert "样例" not in real
    hits = zhoubao("search", "--series", "万源政务服务", "--limit", "3", archive=held).out
    assert hits.count("样例") == 3
    assert "样例" in zhoubao("bulletins", archive=held).out
    (sample,) = {
        hit["bulletin"]
        for hit in zhoubao(
            "search", "--series", "万源政务服务", "--limit", "1", "--format", "json", archive=held
        ).json()["hits"]
    }
    assert "样例" in zhoubao("show", sample, archive=held).out
    names = zhoubao("departments", "--format", "json", archive=held).json()
    name = next(each["name"] for each in names if "万源" in each["name"])
    assert "样例" in zhoubao("timeline", name, archive=held).out
    told = zhoubao("timeline", name, "--format", "json", archive=held).json()
    assert all(each["synthetic"] for each in told["activities"])
    mixed = zhoubao("search", "窗口", "--limit", "500", "--format", "json", archive=held).json()
    assert {hit["bulletin"] for hit in mixed["hits"] if not hit["synthetic"]} == {REAL_ID}


def test_nothing_found_is_no_failure_and_suggests(held: Path) -> None:
    near = zhoubao("search", "林地报披", archive=held)
    assert "没有找到“林地报披”" in near.out
    assert "您要找的是不是：" in near.out
    assert "林地报批" in near.out
    far = zhoubao("search", "龘靐齉", archive=held).out
    assert "zhoubao departments" in far
    narrowed = zhoubao("search", "龘靐齉", "--since", "2022", archive=held).out
    assert "放宽筛选条件" in narrowed
    typed = zhoubao("search", "林地", "--type", "培讯", archive=held).out
    assert "没有活动类型“培讯”" in typed
    assert "培训" in typed


def test_nearly_the_same_item_is_told_under_the_first(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    item = "市林业局窗口走进大坪镇，为十二户林农讲解林木采伐许可的办理流程，现场答复疑问二十余条"
    for number, times in ((3, "5月9日"), (4, "5月16日")):
        file = tmp_path / f"{number}.txt"
        file.write_text(
            f"政务服务周报\n2022年第{number}期\n万源市政务服务中心 2022年5月{7 * number - 8}日\n"
            f"一、工作动态\n（一）{times}，{item}。\n",
            encoding="utf-8",
        )
        zhoubao("ingest", file, archive=archive)
    words = ("search", "林木采伐")
    first, second = zhoubao(*words, "--format", "json", archive=archive).json()["hits"]
    assert (first["folded_ids"], second["folded_under"]) == ([second["id"]], first["id"])
    told = zhoubao(*words, archive=archive).out
    assert "共 2 条" in told
    assert f"另有 1 条几乎相同：{second['id']}" in told
    assert "\n2. " not in told
    alone = zhoubao(*words, "--limit", "1", "--page", "2", archive=archive).out
    assert f"与前面的 {first['id']} 几乎相同" in alone


def test_pages_beyond_the_last(held: Path) -> None:
    assert "没有第 99 页" in zhoubao("search", "窗口", "--page", "99", archive=held).out
    answer = zhoubao("search", "窗口", "--page", "99", "--format", "json", archive=held).json()
    assert answer["total"] > 0
    assert answer["hits"] == []


ODD = (
    "，。！？",
    "()（）",
    '"',
    '"林地',
    "“林地报批”",
    "-",
    "- -",
    "或",
    "NOT",
    "林地 或",
    "((林地",
    "部门:",
    "nosuch:林地",
    "时间：上午9点",
    "%_*?[a-z]+\\",
    "😀",
    "\u200b",
    "a\x1b[31mb\x07",
    "\u202e林地",
    "林地报批" * 2500,
    "林 " * 5000,
    "(" * 10000,
    "-" * 10000,
    "'; DROP TABLE bulletin; --",
)


@pytest.mark.parametrize("exact", [(), ("--exact",)], ids=["query", "exact"])
def test_odd_queries_are_answered(held: Path, exact: tuple[str, ...]) -> None:
    text = "\n".join(ODD).encode()
    answers = zhoubao("search", "--batch", "-", *exact, archive=held, stdin=text).lines()
    assert [answer["query"] for answer in answers] == list(ODD)
    for answer in answers:
        if exact:
            assert all(hit["why"] == "literal" for hit in answer["hits"])
        elif "error" in answer:
            assert "--exact" in answer["error"]
        assert answer.get("took_ms", 0) < 5000


@pytest.mark.parametrize("query", [ODD[0], "　", *ODD[17:]], ids=lambda query: ascii(query[:8]))
def test_odd_queries_do_not_steer_the_terminal(held: Path, query: str) -> None:
    answer = zhoubao("search", "--", query, archive=held, expect=None)
    assert answer.status in {0, 2}
    for stream in (answer.out, answer.err):
        assert stream == "" or stream.strip()
        assert len(stream) < 10_000
        assert not set(stream) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_arguments_that_are_no_utf8(held: Path) -> None:
    for name in ("search", "timeline", "show"):
        answer = zhoubao(name, b"\xff\xfe\xe6", archive=held, expect=None)
        assert answer.status in {0, 1}
        assert "\ufffd" in answer.out + answer.err


@pytest.mark.parametrize("query", ["时间:2022-13", "部门:省林草局 时间:abc", "date:2022-02-30"])
def test_a_broken_field_value_says_where_and_offers_exact(held: Path, query: str) -> None:
    answer = zhoubao("search", query, archive=held, expect=2)
    value = query.rpartition(":")[2]
    position = query.index(value) + 1
    assert f"第 {position} 个字" in answer.err
    assert value in answer.err
    assert "--exact" in answer.err
    assert zhoubao("search", query, "--exact", archive=held).out
    for name in (["trend"], ["export", "activities", "-o", "-"]):
        assert f"第 {position} 个字" in zhoubao(*name, query, archive=held, expect=2).err


def test_batch_answers_each_line(held: Path, tmp_path: Path) -> None:
    queries = ["林地报批", "时间:2022-13", "-培训 林地", "龘靐齉"]
    text = "\ufeff" + "\r\n".join(queries) + "\n\n"
    answers = zhoubao("search", "--batch", "-", archive=held, stdin=text.encode()).lines()
    assert [answer["query"] for answer in answers] == queries
    assert answers[0]["total"] > 0
    assert "2022-13" in answers[1]["error"]
    assert answers[1]["position"] == 3
    file = tmp_path / "查询 1.txt"
    file.write_bytes("林地\n".encode() + b"\xff\xfe\n" + "草原".encode())
    words = ("search", "--batch", file, "--limit", "1", "--kind", "activity")
    first, broken, last = zhoubao(*words, archive=held).lines()
    assert len(first["hits"]) == 1
    assert "UTF-8" in broken["error"]
    assert last["query"] == "草原"


def test_batch_answers_before_the_next_question_is_asked(held: Path) -> None:
    with subprocess.Popen(
        command("search", "--batch", "-"),
        env=environment(held),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as asked:
        assert asked.stdin is not None
        assert asked.stdout is not None
        for query in ("林地", "草原"):
            asked.stdin.write(f"{query}\n".encode())
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["query"] == query
        asked.stdin.close()
    assert asked.returncode == os.EX_OK


def test_timeline_marks_what_it_shows(held: Path) -> None:
    text = zhoubao(
        "timeline", "公安厅", "--since", "2022-08", "--until", "2022-08", archive=held
    ).out
    assert text.startswith("四川省公安厅：共 1 条（")
    assert "2022-08-01—12*" in text
    assert "* 文中没有确切日期" in text
    assert f"{REAL_ID}.a7" in text
    none = zhoubao("timeline", "没有这个局", archive=held)
    assert "没有找到“没有这个局”的活动" in none.out
    assert "zhoubao departments" in none.out


def test_trend_draws_bars_and_gaps(held: Path) -> None:
    text = zhoubao("trend", "--by", "year", archive=held).out
    assert "█" in text
    assert "2022年" in text
    assert "—" in text
    figures = zhoubao("trend", "--statistic", "省本级/行政许可/受理", archive=held).out
    assert "488,639" in figures
    assert "累计" in figures
    missing = zhoubao("trend", "--statistic", "没有/这个", archive=held, expect=1).err
    assert "没有" in missing


def test_show_tells_fields_in_chinese_with_page_and_words(held: Path) -> None:
    text = zhoubao("show", f"{REAL_ID}.a5", archive=held).out
    assert "部门      四川省林业和草原局（主办）　“省林草局”　第3页" in text
    assert "日期      2022-08-01—12（本期时间）　“近日”　第3页" in text
    assert "地点      四川省凉山彝族自治州盐源县　“凉山州盐源县”　第3页" in text
    statistic = zhoubao("show", f"{REAL_ID}.s1", archive=held).out
    assert "数值      488,639件　“受理488639件”　第1页" in statistic
    assert "时间      2022-01-01—08-12（累计）" in statistic


def test_show_tells_each_text_of_a_bulletin_once(held: Path) -> None:
    text = zhoubao("show", REAL_ID, archive=held).out
    assert text.count("受理488639件") == 1
    assert ".s1—.s6" in text
    for suffix in (*(f".a{n}" for n in range(1, 8)), *(f".i{n}" for n in range(1, 7))):
        assert f"  {suffix} " in text
    assert "共印 80 份" in text


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("窗口工作周报-2022-62", REAL_ID),
        ("窗口工作周报", REAL_ID),
        (f"{REAL_ID}.a99", f"{REAL_ID}.a"),
    ],
)
def test_show_of_an_unknown_id_offers_near_ones(held: Path, asked: str, near: str) -> None:
    error = zhoubao("show", asked, archive=held, expect=1).err
    assert "您要找的是不是：" in error
    assert near in error
    assert "\ufffd" in zhoubao("show", "\x1b[31m", archive=held, expect=1).err


def test_formulas_are_defused_in_csv(held: Path) -> None:
    for cell in zhoubao("search", "林地", "--format", "csv", archive=held).out.split(","):
        assert not cell.startswith(("=", "+", "@"))
