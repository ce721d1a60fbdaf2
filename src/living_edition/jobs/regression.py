"""Estimate the models of one spec by least squares."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from living_edition.files import write_json, write_table
from living_edition.ledger.number import write_numbers
from living_edition.regression import least_squares
from living_edition.regression.estimate import draw_sample
from living_edition.regression.results import result, tidy
from living_edition.regression.spec import check_columns, read_spec


def run(
    table: Path, spec: Path, confidence: float, draws: int, seed: int, result_json: Path, terms: Path, numbers: Path
) -> None:
    """Write the result, one row a term, and the numbers of the ledger."""
    stated, panel = read_spec(spec), pd.read_parquet(table)
    check_columns(stated, list(map(str, panel.columns)), spec)
    sample, flow = draw_sample(stated, panel)
    models = least_squares.regress(stated, sample, least_squares.Inference(confidence, draws, seed))
    content = result(stated, flow, models, confidence)
    write_json(content, result_json)
    write_table(tidy(content), terms)
    write_numbers(least_squares.numbers(stated, content, (table.as_posix(), spec.as_posix())), numbers)
