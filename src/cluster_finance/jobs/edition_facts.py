"""Counts what the edition says of itself: the least Python, packages, rules, jobs, exhibits."""

from __future__ import annotations

import argparse
from pathlib import Path

from living_edition.exhibits.catalogue import exhibit_ids
from living_edition.ledger.number import write_numbers
from living_edition.prose.environment import facts
from living_edition.workflow.running import parser, run


def main(arguments: argparse.Namespace) -> None:
    """Write the counts as numbers."""
    rules, jobs = [list(map(Path, names)) for names in (arguments.rules, arguments.jobs)]
    write_numbers(
        facts(Path(arguments.requirements), Path(arguments.project), rules, jobs, len(exhibit_ids())), arguments.numbers
    )


if __name__ == "__main__":
    run(
        main,
        parser(__doc__, requirements="the locked packages", project="pyproject.toml",
               rules="* the Snakefile and what it includes", jobs="* the modules of the jobs",
               numbers="the numbers for the ledger, JSON"),
    )  # fmt: skip
