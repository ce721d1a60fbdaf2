"""Check a raw table against its descriptor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from living_edition.files import sha256, write_json
from living_edition.tables.raw import read_raw
from living_edition.tables.schema import raw_schema
from living_edition.tables.validate import validate


def run(raw: Path, descriptor: dict[str, Any], stamp: Path) -> None:
    """Write the file's name, checksum and number of rows once it holds."""
    table = validate(read_raw(raw, descriptor), raw_schema(descriptor), raw.as_posix())
    write_json({"file": raw.name, "sha256": sha256(raw), "rows": len(table)}, stamp)
