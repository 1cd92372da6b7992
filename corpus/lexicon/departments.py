"""Departments: full official names, renames through the reforms, and how they are spoken of.

Names are built by rule, place × matter × body (departments.tsv, state_bodies.tsv).
"""

from corpus.lexicon.department_lineage import (
    aliases,
    lineage,
    names_for,
    spoken_forms,
    successor,
)
from corpus.lexicon.department_names import DepartmentLevel, Resolution, resolve

__all__ = [
    "DepartmentLevel",
    "Resolution",
    "aliases",
    "lineage",
    "names_for",
    "resolve",
    "spoken_forms",
    "successor",
]
