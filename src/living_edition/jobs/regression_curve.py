"""Estimate every specification of a curve and test them together."""

from __future__ import annotations

from pathlib import Path

from living_edition.files import write_json, write_table
from living_edition.ledger.number import write_numbers
from living_edition.regression import curve_report


def run(table: Path, spec: Path, confidence: float, result: Path, rows: Path, numbers: Path) -> None:
    """Write the result, one row an estimate, and the numbers of the ledger."""
    curve, panel = curve_report.read_curve(spec, table)
    content, estimates = curve_report.result(curve, panel, confidence)
    write_json(content, result)
    write_table(estimates, rows)
    write_numbers(curve_report.numbers(curve, content, (table.as_posix(), spec.as_posix())), numbers)
