"""Reading and writing of results: whole or not at all, and the same bytes for the same content."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@contextlib.contextmanager
def whole_file(target: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside ``target`` that takes its place only if the block succeeds."""
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes private files; results are for everybody, like any file a program writes.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(text: str, target: str | Path) -> None:
    """Write ``text`` as UTF-8 with line feeds."""
    with whole_file(target) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def write_json(content: Any, target: str | Path) -> None:
    """Write JSON with sorted keys, readable, Han characters as themselves."""
    write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n",
        target,
    )


def read_json(source: str | Path) -> Any:
    """Read a JSON file."""
    return json.loads(Path(source).read_text(encoding="utf-8"))


def write_table(table: pd.DataFrame, *targets: str | Path) -> None:
    """Write ``table`` without its index to each target, Parquet or CSV by the file's ending."""
    for target in map(Path, targets):
        with whole_file(target) as temporary:
            if target.suffix == ".parquet":
                table.to_parquet(temporary, index=False, engine="pyarrow", compression="zstd")
            elif target.suffix == ".csv":
                table.to_csv(temporary, index=False, lineterminator="\n", encoding="utf-8")
            else:
                raise ValueError(f"{target}: a table is written as .parquet or .csv")


def sha256(source: str | Path) -> str:
    """Return the SHA-256 digest of a file, in hexadecimal."""
    return hashlib.sha256(Path(source).read_bytes()).hexdigest()
