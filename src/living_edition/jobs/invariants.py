"""Hold results to what must be true of them, and stop the edition where one is not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from living_edition.errors import refuse
from living_edition.files import shown_name, write_json
from living_edition.ledger.number import read_numbers
from living_edition.prose.conditional_words import comparable
from living_edition.prose.invariants import broken, read


def run(spec: Path, ledger: Path, tables: list[Path], stamp: Path) -> None:
    """Write how many rows or numbers each invariant held of; raise ``InputError`` with every one that is broken."""
    stated = read(spec)
    frames = {path.as_posix(): pd.read_parquet(path) for path in tables}
    values = comparable(read_numbers(ledger))
    refuse(problem for each in stated for problem in broken(each, frames, values, shown_name(spec)))
    write_json({each.id: len(frames[each.table]) if each.table else 1 for each in stated}, stamp)
