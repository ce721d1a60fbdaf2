"""Join the numbers of all floors into the ledger."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from living_edition.files import guarded, write_text
from living_edition.languages import languages
from living_edition.ledger.build import join
from living_edition.ledger.formatting import provenance, text
from living_edition.ledger.number import Number, write_numbers

COLUMNS = ("id", "value", "unit", "bound", "low", "high", "interval")


def run(numbers: list[Path], ledger: Path, table: Path) -> None:
    """Write the ledger as JSON and as CSV."""
    joined = join(numbers)
    write_numbers(joined, ledger)
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\n")
    rows.writerow([*COLUMNS, *(f"{key}_{lang}" for key in ("text", "source") for lang in languages())])
    rows.writerows(map(_row, joined))
    write_text(buffer.getvalue(), table)


def _row(n: Number) -> tuple[object, ...]:
    texts = [wording(n, lang) for wording in (text, provenance) for lang in languages()]
    row = n.id, n.value, n.unit, n.bound, n.low, n.high, n.interval, *texts
    return tuple(map(guarded, row))
