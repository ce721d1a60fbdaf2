"""Measure concentration in cities, provinces and the thesis's clusters."""

from __future__ import annotations

import argparse

import pandas as pd

from cluster_finance.data.concentration import (
    city_measures,
    cluster_measures,
    measure_numbers,
    province_measures,
)
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.tables.descriptor import resource
from living_edition.tables.raw import read_raw
from living_edition.workflow.running import parser, run


def job(arguments: argparse.Namespace) -> None:
    """Write the three tables and the numbers."""
    panel = pd.read_parquet(arguments.panel)
    cities, provinces = city_measures(panel), province_measures(panel)
    clusters = cluster_measures(read_raw(arguments.figures, resource("thesis_figures")))
    for table, stem in ((cities, arguments.cities), (provinces, arguments.provinces), (clusters, arguments.clusters)):
        write_table(table, f"{stem}.parquet", f"{stem}.csv")
    write_numbers(measure_numbers(cities, provinces, clusters), arguments.numbers)


if __name__ == "__main__":
    run(
        job,
        parser(
            __doc__,
            panel="the clean panel of cities, Parquet",
            figures="thesis_figures.csv",
            cities="measures of cities, written as .parquet and .csv",
            provinces="measures of provinces, likewise",
            clusters="measures of the thesis's clusters, likewise",
            numbers="the numbers for the ledger, JSON",
        ),
    )
