"""The clean tables that are published: what is said of each, and where it lies. Light to import."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from living_edition.tables.descriptor import Resource

FILE = "data/clean_tables.json"
# Logs, read by people and spreadsheets first: written as CSV alone.
_CSV_ALONE = ("changes", "crosscheck_disagreements")


@cache
def clean_descriptions() -> dict[str, Resource]:
    """Return what ``data/clean_tables.json`` says of each clean table, by name."""
    content = json.loads(Path(FILE).read_text(encoding="utf-8"))
    return {one["name"]: one for one in content["resources"]}


def clean_files() -> dict[str, str]:
    """Return the file that each clean table is read from, by name, relative to the project."""
    forms = {name: "csv" if name in _CSV_ALONE else "parquet" for name in sorted(clean_descriptions())}
    return {name: f"results/clean/{name}.{form}" for name, form in forms.items()}
