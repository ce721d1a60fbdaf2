"""Checks the report's sources in both languages; writes a stamp and which blocks wait for their other language."""

from __future__ import annotations

import argparse
from pathlib import Path

from cluster_finance.edition.agreed import state
from cluster_finance.edition.borrowed import Thesis, read_allowed, read_shingles
from cluster_finance.edition.check import check
from cluster_finance.edition.project import LANGUAGES, metadata
from cluster_finance.edition.words import comparable
from cluster_finance.errors import InputError
from cluster_finance.exhibits.outputs import exhibit_ids
from cluster_finance.files import write_json, write_text
from cluster_finance.jobs.running import parser, run, section
from cluster_finance.numbers import read_numbers


def main(arguments: argparse.Namespace) -> None:
    """Check, then write how much was checked and the message on stale blocks (empty without any)."""
    for language in LANGUAGES:
        metadata(Path(arguments.report), language)
    numbers = read_numbers(arguments.ledger)
    ledger = [number.id for number in numbers]
    report = Path(arguments.report)
    thesis = Thesis(read_shingles(Path(arguments.shingles)), read_allowed(Path(arguments.allowed)))
    check(report, ledger, exhibit_ids(), comparable(numbers), thesis)
    found = state(report)
    if found.stale and section(arguments.settings)["strict"]:
        raise InputError(found.problems())
    write_text(found.message(), arguments.parity)
    write_json({"numbers": len(ledger), "exhibits": sorted(exhibit_ids())}, arguments.output)


if __name__ == "__main__":
    run(
        main,
        parser(__doc__, report="the Quarto project", ledger="the ledger", shingles="hashes of the thesis's runs",
               allowed="runs that the text may share with it", settings="section check, JSON",
               output="the stamp", parity="the message on stale blocks"),
    )  # fmt: skip
