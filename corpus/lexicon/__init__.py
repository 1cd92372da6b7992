"""Readable word lists (TOML, TSV) and their loaders; nothing here knows PDF, SQL or Whoosh."""
