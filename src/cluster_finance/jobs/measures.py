"""Measure concentration in cities, provinces and the thesis's clusters."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cluster_finance.data.concentration import city_measures, cluster_measures, measure_numbers, province_measures
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.tables.raw import read_table


def run(
    panel: Path, thesis_figures: Path, cities: list[Path], provinces: list[Path], clusters: list[Path], numbers: Path
) -> None:
    """Write the three tables and the numbers."""
    table = pd.read_parquet(panel)
    measured = city_measures(table), province_measures(table), cluster_measures(read_table(thesis_figures))
    for rows, files in zip(measured, (cities, provinces, clusters), strict=True):
        write_table(rows, *files)
    write_numbers(measure_numbers(*measured), numbers)
