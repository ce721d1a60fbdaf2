"""Counts the claims of the edition by kind and by verdict, for the ledger."""

from __future__ import annotations

import argparse
from pathlib import Path

from living_edition.ledger.number import write_numbers
from living_edition.prose.claims import counts, read_claims
from living_edition.workflow.running import parser, run


def main(arguments: argparse.Namespace) -> None:
    """Write the counts as numbers."""
    write_numbers(counts(read_claims(Path(arguments.claims).parent)), arguments.numbers)


if __name__ == "__main__":
    run(main, parser(__doc__, claims="report/claims.yaml", numbers="the numbers for the ledger, JSON"))
