"""From a bulletin's PDF to records in SQLite: pages, paragraphs, outline, records, store."""
