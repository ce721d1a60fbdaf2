"""Compare independent records of the same figures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cluster_finance.data.crosscheck import agreement, crosscheck_numbers, firms_of_nation, pairs_of
from cluster_finance.data.crosscheck import disagreements as disagreements_of
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.tables.raw import read_table


def run(panel: Path, facts: Path, table: list[Path], disagreements: Path, numbers: Path, **raw: Path) -> None:
    """Write one row a check, the pairs more than 5% apart, and the numbers."""
    tables = {name: read_table(path) for name, path in raw.items()}
    tables |= {"city_panel": pd.read_parquet(panel), "facts": pd.read_parquet(facts)}
    pairs = pairs_of(tables)
    agreed, disagreeing = agreement(pairs), disagreements_of(pairs)
    write_table(agreed, *table)
    write_table(disagreeing, disagreements)
    write_numbers(crosscheck_numbers(agreed, disagreeing, firms_of_nation(tables)), numbers)
