"""Ingest through the command line: files of every sort, statuses, interruption, repetition."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.zhoubao_process import (
    REAL,
    REAL_ID,
    bulletin_text,
    on_terminal,
    start,
    zhoubao,
)


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def locked_pdf(file: Path, password: str) -> Path:
    """A small bulletin as PDF that opens with a password only."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(file), encrypt=StandardEncryption(password, ownerPassword="owner"))
    for number, line in enumerate(bulletin_text(5).splitlines()):
        canvas.setFont("STSong-Light", 16)
        canvas.drawString(72, 750 - 28 * number, line)
    canvas.save()
    return file


def test_bad_files_are_put_aside_each_with_its_reason(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder / "好.txt", bulletin_text(1))
    write(folder / "页面.pdf", "<!DOCTYPE html><html></html>")
    (folder / "残.pdf").write_bytes(REAL.read_bytes()[:6000])
    (folder / "空.pdf").write_bytes(b"")
    (folder / "扫描.pdf").write_bytes((REAL.parent / "forms" / "scan.pdf").read_bytes())
    locked_pdf(folder / "锁.pdf", "secret")
    (folder / "文.docx").write_bytes(b"PK\x03\x04word/")
    (folder / "版.ofd").write_bytes(b"PK\x03\x04OFD.xml")
    (folder / "码.txt").write_bytes(bulletin_text(2).encode("gbk"))
    (folder / "断.pdf").symlink_to(tmp_path / "nowhere.pdf")
    (folder / "别的.xyz").write_bytes(b"x")
    answer = zhoubao("ingest", folder, "--format", "json", archive=tmp_path / "za", expect=3)
    summary = answer.json()
    assert summary["added"] == ["政务服务周报-2021-1"]
    failed = {Path(each["file"]).name: each for each in summary["failed"]}
    assert {name: each["kind"] for name, each in failed.items()} == {
        "页面.pdf": "unsupported-format",
        "残.pdf": "damaged",
        "空.pdf": "empty",
        "扫描.pdf": "no-text",
        "锁.pdf": "password",
        "文.docx": "unsupported-format",
        "版.ofd": "unsupported-format",
        "码.txt": "encoding",
        "断.pdf": "not-found",
    }
    for name, each in failed.items():
        assert name in each["message"]
        assert each["message"] in answer.err
        assert re.search("请", each["message"]), each["message"]
    status = zhoubao("status", archive=tmp_path / "za").out
    assert "放在一边的文件 9 个" in status
    assert "--retry-failed" in status
    again = zhoubao("ingest", folder, "--format", "json", archive=tmp_path / "za", expect=3).json()
    assert (again["skipped"], len(again["failed"])) == (1, 9)


def test_missing_and_empty_places(tmp_path: Path) -> None:
    archive = tmp_path / "za"
    missing = zhoubao("ingest", tmp_path / "没有", archive=archive, expect=1)
    assert "找不到" in missing.err
    assert "没有" in missing.err
    (tmp_path / "empty").mkdir()
    write(tmp_path / "photos" / "a.jpg", "x")
    for folder in ("empty", "photos"):
        answer = zhoubao("ingest", tmp_path / folder, archive=archive)
        assert "没有找到 PDF 或 .txt" in answer.out
    lines = zhoubao("ingest", tmp_path / "empty", "--format", "jsonl", archive=archive)
    assert (lines.out, lines.err) == ("", "")


def test_names_of_every_sort(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    names = (
        "a b.txt",
        "'引号\".txt",
        "行\n尾.txt",
        "😀.txt",
        "-dash.txt",
        "\x1b[31m.txt",
        "$(x).TXT",
    )
    for number, name in enumerate(names, 1):
        write(folder / name, bulletin_text(number))
    raw = os.fsencode(folder) + b"/\xff\xfe.txt"
    Path(os.fsdecode(raw)).write_text(bulletin_text(20), encoding="utf-8")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xfe.docx")).write_bytes(b"x")
    answer = zhoubao("ingest", folder, "--format", "json", archive=tmp_path / "za", expect=3)
    assert len(answer.json()["added"]) == len(names) + 1
    assert len(answer.json()["failed"]) == 1
    named = zhoubao("ingest", raw, "--format", "json", archive=tmp_path / "za").json()
    assert named["skipped"] == 1
    for words in (("status",), ("bulletins",), ("bulletins", "--format", "json")):
        assert "\x1b" not in zhoubao(*words, archive=tmp_path / "za").out


def test_the_same_again_is_skipped_and_replaced_when_asked(tmp_path: Path) -> None:
    archive, file = tmp_path / "za", write(tmp_path / "1.txt", bulletin_text(1))
    assert "收进 1 期" in zhoubao("ingest", file, archive=archive).out
    assert "已有而跳过 1 个" in zhoubao("ingest", file, file.parent, archive=archive).out
    other = write(tmp_path / "2.txt", bulletin_text(1, item="会后进行了测试。"))
    zhoubao("ingest", other, archive=archive)
    current = zhoubao("show", "政务服务周报-2021-1", "--format", "json", archive=archive).json()
    older = file if current["source"]["file"] == "2.txt" else other
    words = ("ingest", older, "--replace", "--format", "json")
    assert zhoubao(*words, archive=archive).json()["replaced"] == ["政务服务周报-2021-1"]
    now = zhoubao("show", "政务服务周报-2021-1", "--format", "json", archive=archive).json()
    assert now["source"]["file"] == older.name
    assert now["source"]["sha256"] != current["source"]["sha256"]


def test_passwords(tmp_path: Path) -> None:
    archive, file = tmp_path / "za", locked_pdf(tmp_path / "锁.pdf", "secret")
    zhoubao("ingest", file, archive=archive, expect=3)
    wrong = zhoubao("ingest", file, "--password", "no", archive=archive, expect=3)
    assert "密码" in wrong.err
    # With the right one it is read; what stands in it then is another matter: reportlab leaves the
    # names of its Chinese fonts unencrypted, against ISO 32000-1 (7.6.1), and so nobody finds them.
    words = ("ingest", file, "--password", "secret", "--format", "json")
    opened = zhoubao(*words, archive=archive, expect=3).json()
    assert [each["kind"] for each in opened["failed"]] == ["unreadable-font"]


def test_retry_failed_alone_takes_all_that_were_put_aside(tmp_path: Path) -> None:
    archive, file = tmp_path / "za", tmp_path / "1.txt"
    file.write_bytes(bulletin_text(1).encode("gbk"))
    zhoubao("ingest", file, archive=archive, expect=3)
    zhoubao("ingest", "--retry-failed", archive=archive, expect=3)
    write(file, bulletin_text(1))
    assert "收进 1 期" in zhoubao("ingest", "--retry-failed", archive=archive).out
    assert zhoubao("ingest", "--retry-failed", archive=archive).status == 0


def test_classified_bulletins_are_refused_unless_allowed(tmp_path: Path) -> None:
    archive = tmp_path / "za"
    file = write(tmp_path / "密.txt", bulletin_text(1, mark="秘密★1年"))
    refused = zhoubao("ingest", file, "--format", "json", archive=archive, expect=3)
    assert [each["kind"] for each in refused.json()["failed"]] == ["classified"]
    assert "--allow-classified" in refused.err
    kept = [each for each in (archive / "files").rglob("*") if each.is_file()]
    assert kept == []
    assert "收进 1 期" in zhoubao("ingest", file, "--allow-classified", archive=archive).out
    shown = zhoubao("show", "政务服务周报-2021-1", archive=archive).out
    assert "秘密★1年" in shown


def many(folder: Path, count: int) -> Path:
    for number in range(1, count + 1):
        write(folder / f"{number:03}.txt", bulletin_text(number))
    return folder


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_interruption_leaves_a_whole_archive_and_the_next_run_finishes(
    tmp_path: Path, sent: signal.Signals
) -> None:
    folder, archive = many(tmp_path / "in", 120), tmp_path / "za"
    running = start("ingest", folder, "--jobs", "2", archive=archive)
    deadline = time.monotonic() + 60
    while not any((archive / "files").glob("*/*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert running.poll() is None
    running.send_signal(sent)
    _, err = running.communicate(timeout=60)
    if sent is signal.SIGINT:
        assert running.returncode == 130
        assert "已中断" in err.decode()
        assert "Traceback" not in err.decode()
    held = zhoubao("bulletins", "--format", "json", archive=archive).json()
    assert all((each["activities"], each["statistics"]) == (1, 2) for each in held)
    hits = zhoubao("search", "林地报批", "--format", "json", archive=archive).json()
    assert hits["total"] == len(held)
    rest = zhoubao("ingest", folder, "--jobs", "2", "--format", "json", archive=archive).json()
    assert len(rest["added"]) + len(held) == 120
    assert rest["skipped"] == len(held)


def test_two_ingests_and_searches_at_once(tmp_path: Path) -> None:
    archive = tmp_path / "za"
    zhoubao("ingest", many(tmp_path / "first", 1), archive=archive)
    many(tmp_path / "both", 40)
    running: list[subprocess.Popen[bytes]] = [
        start("ingest", tmp_path / "both", "--jobs", "1", archive=archive) for _ in range(2)
    ]
    while any(each.poll() is None for each in running):
        answer = zhoubao("search", "林地报批", "--format", "json", archive=archive).json()
        assert 1 <= answer["total"] <= 40
        assert "Traceback" not in zhoubao("status", archive=archive).err
    for each in running:
        _, err = each.communicate()
        assert each.returncode == 0, err.decode()
    answer = zhoubao("search", "林地报批", "--format", "json", archive=archive).json()
    assert answer["total"] == 40


def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    folder = many(tmp_path / "in", 3)
    status, shown = on_terminal("ingest", folder, archive=tmp_path / "za")
    assert status == 0
    assert "收进档案库" in shown
    assert "3/3" in shown
    assert max(map(len, re.split(r"[\r\n]", shown))) < 80
    assert zhoubao("ingest", REAL, archive=tmp_path / "za").err == ""
    assert REAL_ID in zhoubao("bulletins", archive=tmp_path / "za").out
