"""Estimate quantile regressions with bands by resampled blocks."""

from __future__ import annotations

from pathlib import Path

from living_edition.files import write_json, write_table
from living_edition.ledger.number import write_numbers
from living_edition.regression import quantile_report
from living_edition.regression.designs import head, read_designs
from living_edition.regression.kinds import Quantiles


def run(table: Path, spec: Path, confidence: float, result: Path, rows: Path, numbers: Path) -> None:
    """Write the result, one row a model, block and quantile, and the numbers of the ledger."""
    stated, designs, flow = read_designs(spec, table, Quantiles)
    models = [quantile_report.model(stated, one, place, confidence) for place, one in enumerate(designs)]
    content = head(stated, flow) | {"confidence": confidence, "models": models}
    write_json(content, result)
    write_table(quantile_report.tidy(content), rows)
    write_numbers(quantile_report.numbers(stated, content, (table.as_posix(), spec.as_posix())), numbers)
