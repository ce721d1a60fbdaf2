"""Check a raw table against its descriptor; leave a stamp, or write it with the types that it has there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from living_edition.files import sha256, write_json, write_table
from living_edition.tables.raw import read_raw
from living_edition.tables.schema import raw_schema
from living_edition.tables.validate import validate


def run(raw: Path, descriptor: dict[str, Any], stamp: Path | None = None, parquet: Path | None = None) -> None:
    """Write the file's name, checksum and number of rows, or the table itself, once it holds."""
    table = validate(read_raw(raw, descriptor), raw_schema(descriptor), raw.as_posix())
    if stamp:
        write_json({"file": raw.name, "sha256": sha256(raw), "rows": len(table)}, stamp)
    if parquet:
        write_table(table, parquet)
