"""Joins the numbers of all floors into the ledger."""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path

from living_edition.files import write_text
from living_edition.ledger.build import join
from living_edition.ledger.formatting import provenance, text
from living_edition.ledger.number import write_numbers
from living_edition.workflow.running import parser, run

COLUMNS = (
    "id",
    "value",
    "unit",
    "bound",
    "low",
    "high",
    "interval",
    "text_zh",
    "text_en",
    "source_zh",
    "source_en",
)


def main(arguments: argparse.Namespace) -> None:
    """Write the ledger as JSON and as CSV."""
    numbers = join([Path(name) for name in arguments.numbers])
    write_numbers(numbers, arguments.json)
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\n")
    rows.writerow(COLUMNS)
    for n in numbers:
        rows.writerow(
            [n.id, n.value, n.unit, n.bound, n.low, n.high, n.interval, text(n, "zh"), text(n, "en"),
             provenance(n, "zh"), provenance(n, "en")]
        )  # fmt: skip
    write_text(buffer.getvalue(), arguments.csv)


if __name__ == "__main__":
    run(main, parser(__doc__, numbers="* files of numbers", json="the ledger", csv="the ledger as a table"))
