"""Bring the figures of the thesis into tables, and hand them to the ledger."""

from __future__ import annotations

from pathlib import Path

from cluster_finance.thesis.figures import clusters as clusters_of
from cluster_finance.thesis.figures import industries as industries_of
from cluster_finance.thesis.figures import programmes as programmes_of
from cluster_finance.thesis.figures import thesis_numbers
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.tables.raw import read_table


def run(
    thesis_figures: Path, leading_industries: Path, clusters: list[Path], programmes: list[Path],
    industries: list[Path], numbers: Path,
) -> None:  # fmt: skip
    """Write clusters, programmes and industries, and the numbers."""
    figures = read_table(thesis_figures)
    write_table(clusters_of(figures), *clusters)
    write_table(programmes_of(figures), *programmes)
    write_table(industries_of(read_table(leading_industries)), *industries)
    write_numbers(thesis_numbers(figures), numbers)
