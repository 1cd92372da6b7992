"""Segmentation, the search engine, the query language, timelines and trends over stored records."""
