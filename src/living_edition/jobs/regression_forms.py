"""Estimate one association in several forms."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from living_edition.files import write_json, write_table
from living_edition.ledger.number import write_numbers
from living_edition.regression import forms_report
from living_edition.regression.kinds import Forms, read_family
from living_edition.regression.least_squares import Inference


def run(
    table: Path, spec: Path, confidence: float, draws: int, seed: int, result: Path, rows: Path, numbers: Path
) -> None:
    """Write the result, one row a model, form and term, and the numbers of the ledger."""
    stated = read_family(spec, Forms)
    content = forms_report.result(stated, pd.read_parquet(table), Inference(confidence, draws, seed))
    write_json(content, result)
    write_table(forms_report.tidy(content), rows)
    write_numbers(forms_report.numbers(stated, content, (table.as_posix(), spec.as_posix())), numbers)
