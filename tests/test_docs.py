"""The documents say what is true."""

from __future__ import annotations

import runpy
from pathlib import Path

from cli import COMMANDS

DOCS = Path(__file__).parents[1] / "docs"
ROOT = DOCS.parent


def test_schema_is_generated_from_the_records() -> None:
    generator = runpy.run_path(str(DOCS / "generate_schema.py"))
    assert (DOCS / "schema.json").read_text(encoding="utf-8") == generator["schema_text"]()


def test_every_command_is_documented() -> None:
    for document in ("README.md", "README.zh-CN.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        missing = [name for name in COMMANDS if f"zhoubao {name}" not in text]
        assert missing == [], document
