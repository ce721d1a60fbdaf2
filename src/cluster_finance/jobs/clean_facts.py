"""Bring the single facts of the context into a table, and hand them to the ledger."""

from __future__ import annotations

from pathlib import Path

from cluster_finance.thesis.facts import fact_numbers, facts
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.tables.raw import read_table


def run(context_facts: Path, context_sources: Path, outlets: Path, table: list[Path], numbers: Path) -> None:
    """Write the facts and their numbers."""
    clean = facts(*map(read_table, (context_facts, context_sources, outlets)))
    write_table(clean, *table)
    write_numbers(fact_numbers(clean), numbers)
