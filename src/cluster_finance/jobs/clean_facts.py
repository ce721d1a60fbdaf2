"""Bring the single facts of the context into a table, and hand them to the ledger."""

from __future__ import annotations

import argparse

from cluster_finance.data.descriptor import resource
from cluster_finance.data.facts import fact_numbers, facts
from cluster_finance.data.raw import read_raw
from cluster_finance.files import write_table
from cluster_finance.jobs.running import parser, run
from cluster_finance.numbers import write_numbers


def job(arguments: argparse.Namespace) -> None:
    """Write the facts and their numbers."""
    clean = facts(read_raw(arguments.facts, resource("context_facts")))
    write_table(clean, arguments.out_parquet, arguments.out_csv)
    write_numbers(fact_numbers(clean), arguments.numbers)


if __name__ == "__main__":
    run(
        job,
        parser(
            "Clean the facts of the context.",
            facts="context_facts.csv",
            out_parquet="the facts, Parquet",
            out_csv="the facts, CSV",
            numbers="the numbers for the ledger, JSON",
        ),
    )
