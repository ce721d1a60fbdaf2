"""Estimate a spec of a family beside least squares, as the family's module of ``regression`` says."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from living_edition.errors import InputError
from living_edition.files import write_json, write_table
from living_edition.ledger.number import write_numbers
from living_edition.regression.spec import FAMILIES, check_columns
from living_edition.tables.descriptor import resource
from living_edition.tables.raw import read_raw
from living_edition.yaml_models import load, read


def run(
    family: str, table: Path, spec: Path, result: Path, rows: Path, numbers: Path, beside: Path | None = None,
    **knobs: Any,
) -> None:  # fmt: skip
    """Write the result, its rows as a table, and the numbers of the ledger; ``knobs`` are what the family asks for."""
    if family not in FAMILIES:
        raise InputError([load(spec).unknown(("family",), family, FAMILIES)])
    of_family = import_module(f"living_edition.regression.{FAMILIES[family]}")
    stated, panel = read(spec, of_family.KIND), pd.read_parquet(table)
    if beside:
        panel = stated.beside.join(panel, read_raw(beside, resource(stated.beside.resource)), spec)
    check_columns(stated, list(map(str, panel.columns)), spec)
    content, tidy = of_family.result(stated, panel, **knobs)
    write_json(content, result)
    write_table(tidy, rows)
    files = tuple(file.as_posix() for file in (table, beside, spec) if file)
    write_numbers(of_family.numbers(stated, content, files), numbers)
