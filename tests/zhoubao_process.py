"""The program as people and scripts run it: a process with arguments and streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
REAL = ROOT / "corpus" / "bulletins" / "2022-26-401.pdf"
REAL_ID = "窗口工作周报-2022-26"
PROGRAM = [sys.executable, "-m", "cli"]

Word = str | bytes | Path


@dataclass(frozen=True)
class Answer:
    """What a run left: exit status and the two streams."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        """Standard output as one JSON value; nothing else may stand there."""
        return json.loads(self.out)

    def lines(self) -> list[Any]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(archive: Path | None = None, **more: str) -> dict[str, str]:
    """What the program sees of its surroundings: little, and the same everywhere."""
    kept = ("PATH", "SYSTEMROOT", "TMPDIR", "COVERAGE_PROCESS_START")
    base = {name: os.environ[name] for name in kept if name in os.environ}
    base |= {"LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    # Whoosh 2.7.4 (2016) has string escapes that newer Pythons warn of when it is first compiled.
    base["PYTHONWARNINGS"] += ",ignore::SyntaxWarning,ignore::DeprecationWarning"
    if archive is not None:
        base["ZHOUBAO_ARCHIVE"] = str(archive)
    return base | more


def zhoubao(
    *words: Word,
    archive: Path | None = None,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    under: Sequence[str] = (),
    expect: int | None = 0,
) -> Answer:
    """Run `zhoubao` with these words; fails unless it ends with `expect` (None: any status).

    `under` is the beginning of a command line that starts it (`setpriv …`).
    """
    done = subprocess.run(
        [*under, *command(*words)],
        cwd=folder,
        env=environment(archive, **(env or {})),
        input=stdin,
        capture_output=True,
        timeout=120,
        check=False,
    )
    answer = Answer(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in answer.err, answer.err
    assert expect is None or answer.status == expect, answer
    return answer


def start(
    *words: Word, archive: Path | None = None, stdout: int = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    """Start `zhoubao` and do not wait; standard error is a pipe."""
    return subprocess.Popen(
        command(*words),
        cwd=ROOT,
        env=environment(archive),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


def on_terminal(
    *words: Word,
    archive: Path,
    size: tuple[int, int] = (500, 80),
    env: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Run on a terminal of so many lines and columns; status and what it showed."""
    import fcntl  # noqa: PLC0415  (systems without pseudo-terminals have none of these)
    import pty  # noqa: PLC0415
    import struct  # noqa: PLC0415
    import termios  # noqa: PLC0415

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
    surroundings = environment(archive, **{"TERM": "xterm", **(env or {})})
    with subprocess.Popen(
        command(*words), cwd=ROOT, env=surroundings, stdin=slave, stdout=slave, stderr=slave
    ) as running:
        os.close(slave)
        shown = b""
        with suppress(OSError):  # how Linux tells the end of a terminal's output
            while chunk := os.read(master, 65536):
                shown += chunk
    os.close(master)
    return running.returncode, shown.decode()


def command(*words: Word) -> Sequence[Word]:
    """The words of a command line that runs the program."""
    return [*PROGRAM, *words]


def bulletin_text(number: int, *, mark: str = "", item: str = "") -> str:
    """A small bulletin as plain text: number `number` of 2021, one activity, one figure."""
    day = number % 27 + 1
    lines = (
        mark,
        "政务服务周报",
        f"2021年第{number}期",
        f"汉中市行政审批局　　2021年3月{day}日",
        "一、受理办理情况",
        f"2021年1月1日至3月{day}日，市级行政许可事项受理{1000 + number}件，办结{900 + number}件。",
        "二、窗口工作动态",
        f"1.3月{day}日，汉中市林业局组织开展林地报批业务培训，{number}名窗口人员参加。{item}",
        "报：市政府办公室",
    )
    return "\n".join(line for line in lines if line) + "\n"
