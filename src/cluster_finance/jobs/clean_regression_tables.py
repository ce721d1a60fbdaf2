"""Clean the two tables that only the regressions use: banks of provinces, output of cities."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cluster_finance.data.industrial_output import city_output
from cluster_finance.data.provinces import clean_province_banks
from living_edition.files import write_table
from living_edition.tables.raw import read_table


def run(
    province_bank_institutions: Path, province_gdp: Path, province_codes: Path, city_industrial_output: Path,
    panel: Path, banks: list[Path], output: list[Path], changes: Path,
) -> None:  # fmt: skip
    """Write both tables and the log of their changes."""
    cleaned, log = clean_province_banks(*map(read_table, (province_bank_institutions, province_gdp, province_codes)))
    outputs, output_log = city_output(read_table(city_industrial_output), pd.read_parquet(panel))
    write_table(cleaned, *banks)
    write_table(outputs, *output)
    write_table(pd.concat([log, output_log], ignore_index=True), changes)
