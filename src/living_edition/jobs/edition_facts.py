"""Count what the edition says of itself: the least Python, packages, rules, jobs, exhibits."""

from __future__ import annotations

from pathlib import Path

from living_edition.ledger.number import write_numbers
from living_edition.prose.environment import facts


def run(requirements: Path, project: Path, rules: int, jobs: int, exhibits: int, numbers: Path) -> None:
    """Write the counts as numbers."""
    write_numbers(facts(requirements, project, rules, jobs, exhibits), numbers)
