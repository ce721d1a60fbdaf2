"""Hold the reviewed judgements of the thesis's figures to the numbers of the record."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from cluster_finance.thesis.agreement import disagreements
from cluster_finance.thesis.derived import derived_numbers
from cluster_finance.thesis.verification import (
    figures_of,
    read_record,
    record_numbers,
    thesis_record,
)
from living_edition.errors import InputError
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.prose.bibliography import read_entries
from living_edition.prose.claims import read_claims
from living_edition.tables.descriptor import resource
from living_edition.tables.raw import read_raw
from living_edition.workflow.running import parser, run


def job(arguments: argparse.Namespace) -> None:
    """Write the record, its numbers and those derived from the same figures."""
    works = {entry.key for entry in read_entries(Path(arguments.references))}
    figures, facts = read_raw(arguments.figures, resource("thesis_figures")), pd.read_parquet(arguments.facts)
    rows, claims = read_record(arguments.record), read_claims(Path(arguments.claims).parent)
    table = thesis_record(rows, figures, facts, works, claims.verdicts)
    known = figures_of(figures, facts)
    if problems := disagreements(rows, known, claims):
        raise InputError(problems)
    write_table(table, arguments.out_parquet, arguments.out_csv)
    write_numbers([*record_numbers(table, claims.verdicts), *derived_numbers(known)], arguments.numbers)


if __name__ == "__main__":
    run(
        job,
        parser(
            __doc__,
            record="the reviewed table, CSV",
            figures="thesis_figures.csv",
            facts="the facts, Parquet",
            claims="report/claims.yaml",
            references="the bibliography, BibLaTeX",
            out_parquet="the record, Parquet",
            out_csv="the same, CSV",
            numbers="the numbers for the ledger, JSON",
        ),
    )
