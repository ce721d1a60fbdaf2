"""Count the claims of the edition by kind and by verdict, for the ledger."""

from __future__ import annotations

from pathlib import Path

from living_edition.ledger.number import write_numbers
from living_edition.prose.claims import counts, read_claims


def run(claims: Path, numbers: Path) -> None:
    """Write the counts as numbers."""
    write_numbers(counts(read_claims(claims.parent)), numbers)
