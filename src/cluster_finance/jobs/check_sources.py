"""Checks the report's sources in both languages; writes a stamp and which blocks wait for their other language."""

from __future__ import annotations

import argparse
from pathlib import Path

from living_edition.errors import InputError
from living_edition.exhibits.catalogue import exhibit_ids
from living_edition.files import write_json, write_text
from living_edition.ledger.number import read_numbers
from living_edition.prose.conditional_words import comparable
from living_edition.prose.project import LANGUAGES, metadata
from living_edition.translation.agreement import state
from living_edition.translation.checks import check
from living_edition.translation.copied_text import Thesis, read_allowed, read_shingles
from living_edition.workflow.running import parser, run, section


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
