"""Hold the reviewed judgements of the thesis's figures to the numbers of the record."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cluster_finance.thesis.derived import derived_numbers
from cluster_finance.thesis.verdict_checks import disagreements
from cluster_finance.thesis.verification import figures_of, read_record, record_numbers
from cluster_finance.thesis.verification import thesis_record as record_of
from living_edition.errors import InputError
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.prose.bibliography import read_entries
from living_edition.prose.claims import read_claims
from living_edition.tables.raw import read_table


def run(
    thesis_record: Path, thesis_figures: Path, facts: Path, claims: Path, references: Path, table: list[Path],
    numbers: Path,
) -> None:  # fmt: skip
    """Write the record, its numbers and those derived from the same figures."""
    works = {entry.key for entry in read_entries(references)}
    figures, context = read_table(thesis_figures), pd.read_parquet(facts)
    rows, judged = read_record(thesis_record), read_claims(claims.parent)
    record = record_of(rows, figures, context, works, judged.verdicts)
    known_figures = figures_of(figures, context)
    if problems := disagreements(rows, known_figures, judged):
        raise InputError(problems)
    write_table(record, *table)
    write_numbers([*record_numbers(record, judged.verdicts), *derived_numbers(known_figures)], numbers)
