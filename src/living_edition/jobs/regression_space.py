"""Estimate the models of places with errors that allow for distance."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from living_edition.files import write_json, write_table
from living_edition.ledger.number import write_numbers
from living_edition.regression import space_report
from living_edition.regression.designs import head, read_designs
from living_edition.regression.kinds import Space
from living_edition.tables.descriptor import resource
from living_edition.tables.raw import read_raw


def run(table: Path, spec: Path, beside: Path, result: Path, rows: Path, numbers: Path) -> None:
    """Write the result, one row a model and place, and the numbers of the ledger."""
    stated, designs, flow = read_designs(spec, table, Space)
    panel = stated.beside.join(pd.read_parquet(table), read_raw(beside, resource(stated.beside.resource)))
    told, parts = zip(*(space_report.model(stated, one, panel) for one in designs), strict=True)
    content = head(stated, flow) | {"models": list(told)}
    write_json(content, result)
    write_table(pd.concat(parts, ignore_index=True), rows)
    files = tuple(file.as_posix() for file in (table, beside, spec))
    write_numbers(space_report.numbers(stated, content, files), numbers)
