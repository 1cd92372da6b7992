"""Writes docs/schema.json, the JSON Schema of a parsed bulletin, from the record types.

`python docs/generate_schema.py` after a change of archive/records.py; a test holds them equal.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from archive.records import Bulletin

SCHEMA = Path(__file__).with_name("schema.json")


def schema_text() -> str:
    """The schema as it stands in the file."""
    encoded = msgspec.json.encode(msgspec.json.schema(Bulletin))
    return msgspec.json.format(encoded, indent=2).decode("utf-8") + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(schema_text(), encoding="utf-8")
