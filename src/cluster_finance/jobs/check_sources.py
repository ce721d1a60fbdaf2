"""Checks the report's sources in both languages and writes a stamp."""

from __future__ import annotations

import argparse
from pathlib import Path

from cluster_finance.edition.check import check
from cluster_finance.edition.project import LANGUAGES, metadata
from cluster_finance.edition.words import comparable
from cluster_finance.exhibits.outputs import exhibit_ids
from cluster_finance.files import write_json
from cluster_finance.jobs.running import parser, run
from cluster_finance.numbers import read_numbers


def main(arguments: argparse.Namespace) -> None:
    """Check, then write how much was checked."""
    for language in LANGUAGES:
        metadata(Path(arguments.report), language)
    numbers = read_numbers(arguments.ledger)
    ledger = [number.id for number in numbers]
    check(Path(arguments.report), ledger, exhibit_ids(), comparable(numbers))
    write_json({"numbers": len(ledger), "exhibits": sorted(exhibit_ids())}, arguments.output)


if __name__ == "__main__":
    run(main, parser(__doc__, report="the Quarto project", ledger="the ledger", output="the stamp"))
