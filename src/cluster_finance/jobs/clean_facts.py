"""Bring the single facts of the context into a table, and hand them to the ledger."""

from __future__ import annotations

import argparse

from cluster_finance.thesis.facts import fact_numbers, facts
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.tables.descriptor import resource
from living_edition.tables.raw import read_raw
from living_edition.workflow.running import parser, run


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
