"""From a bulletin's PDF to records in SQLite: pages, paragraphs, outline, records, store."""

VERSION = "0.1.0"
"""Zhoubao's version; the package's metadata are read from here: showing it costs nothing."""
