"""Tell every province's difference from the others, year by year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from living_edition.files import write_json, write_table
from living_edition.ledger.number import write_numbers
from living_edition.regression import gap_over_time_report as report
from living_edition.regression.kinds import GapOverTime, read_family
from living_edition.tables.descriptor import resource
from living_edition.tables.raw import read_raw


def run(table: Path, spec: Path, beside: Path, result: Path, rows: Path, numbers: Path) -> None:
    """Write the result, one row a variant, province and year, and the numbers of the ledger."""
    stated = read_family(spec, GapOverTime)
    panel = stated.beside.join(pd.read_parquet(table), read_raw(beside, resource(stated.beside.resource)))
    content, gaps = report.result(stated, panel)
    write_json(content, result)
    write_table(gaps, rows)
    files = tuple(file.as_posix() for file in (table, beside, spec))
    write_numbers(report.numbers(stated, content, files), numbers)
