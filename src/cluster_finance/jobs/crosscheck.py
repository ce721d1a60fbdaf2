"""Compare independent records of the same figures."""

from __future__ import annotations

import argparse

import pandas as pd

from cluster_finance.data.crosscheck import (
    agreement,
    crosscheck_numbers,
    disagreements,
    firms_of_nation,
    pairs_of,
)
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.tables.descriptor import resource
from living_edition.tables.raw import read_raw
from living_edition.workflow.running import parser, run


def job(arguments: argparse.Namespace) -> None:
    """Write the agreement, the disagreements and the numbers."""
    named = dict(pair.split("=", 1) for pair in arguments.raw)
    tables = {name: read_raw(path, resource(name)) for name, path in named.items()}
    tables |= {"city_panel": pd.read_parquet(arguments.panel), "facts": pd.read_parquet(arguments.facts)}
    pairs = pairs_of(tables)
    table, off = agreement(pairs), disagreements(pairs)
    write_table(table, arguments.out_parquet, arguments.out_csv)
    write_table(off, arguments.disagreements)
    write_numbers(crosscheck_numbers(table, off, firms_of_nation(tables)), arguments.numbers)


if __name__ == "__main__":
    run(
        job,
        parser(
            __doc__,
            panel="the clean panel of cities, Parquet",
            facts="the facts, Parquet",
            raw="* name=path of the raw tables compared",
            out_parquet="one row a check, Parquet",
            out_csv="the same, CSV",
            disagreements="the pairs more than 5% apart, CSV",
            numbers="the numbers for the ledger, JSON",
        ),
    )
