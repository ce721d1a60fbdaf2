"""Counts the claims of the edition by kind and by verdict, for the ledger."""

from __future__ import annotations

import argparse
from pathlib import Path

from cluster_finance.edition.claims import counts, read_claims
from cluster_finance.jobs.running import parser, run
from cluster_finance.numbers import write_numbers


def main(arguments: argparse.Namespace) -> None:
    """Write the counts as numbers."""
    write_numbers(counts(read_claims(Path(arguments.claims).parent)), arguments.numbers)


if __name__ == "__main__":
    run(main, parser(__doc__, claims="report/claims.yaml", numbers="the numbers for the ledger, JSON"))
