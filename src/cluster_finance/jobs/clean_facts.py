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
    tables = {"context_facts": arguments.facts, "context_sources": arguments.sources, "outlets": arguments.outlets}
    clean = facts(*(read_raw(path, resource(name)) for name, path in tables.items()))
    write_table(clean, arguments.out_parquet, arguments.out_csv)
    write_numbers(fact_numbers(clean), arguments.numbers)


if __name__ == "__main__":
    run(
        job,
        parser(
            "Clean the facts of the context.",
            facts="context_facts.csv",
            sources="context_sources.csv",
            outlets="outlets.csv",
            out_parquet="the facts, Parquet",
            out_csv="the facts, CSV",
            numbers="the numbers for the ledger, JSON",
        ),
    )
