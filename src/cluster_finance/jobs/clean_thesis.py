"""Bring the figures of the thesis into tables, and hand them to the ledger."""

from __future__ import annotations

import argparse

from cluster_finance.thesis.figures import (
    clusters,
    industries,
    programmes,
    thesis_numbers,
)
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.tables.descriptor import resource
from living_edition.tables.raw import read_raw
from living_edition.workflow.running import parser, run


def job(arguments: argparse.Namespace) -> None:
    """Write clusters, programmes and industries, and the numbers."""
    figures = read_raw(arguments.figures, resource("thesis_figures"))
    leading = read_raw(arguments.industries, resource("leading_industries"))
    write_table(clusters(figures), arguments.clusters_parquet, arguments.clusters_csv)
    write_table(programmes(figures), arguments.programmes_parquet, arguments.programmes_csv)
    write_table(industries(leading), arguments.industries_parquet, arguments.industries_csv)
    write_numbers(thesis_numbers(figures), arguments.numbers)


if __name__ == "__main__":
    run(
        job,
        parser(
            "Bring the figures of the thesis into tables.",
            figures="thesis_figures.csv",
            industries="leading_industries.csv",
            clusters_parquet="one row a cluster, Parquet",
            clusters_csv="the same, CSV",
            programmes_parquet="one row a figure of a lending programme, Parquet",
            programmes_csv="the same, CSV",
            industries_parquet="the leading industries, Parquet",
            industries_csv="the same, CSV",
            numbers="the numbers for the ledger, JSON",
        ),
    )
