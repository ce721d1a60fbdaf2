"""Write a raw table with the types of its descriptor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from living_edition.files import write_table
from living_edition.tables.raw import read_raw
from living_edition.tables.schema import raw_schema
from living_edition.tables.validate import validate


def run(raw: Path, descriptor: dict[str, Any], parquet: Path) -> None:
    """Write the table once it holds."""
    write_table(validate(read_raw(raw, descriptor), raw_schema(descriptor), raw.as_posix()), parquet)
