"""Writes the page of all numbers in one language."""

from __future__ import annotations

import argparse
from pathlib import Path

from living_edition.files import write_text
from living_edition.ledger.number import read_numbers
from living_edition.render.ledger_page import page
from living_edition.workflow.running import parser, run


def main(arguments: argparse.Namespace) -> None:
    """Write the page."""
    published = [Path(name).name for name in arguments.data]
    write_text(
        page(read_numbers(arguments.ledger), Path(arguments.project), arguments.language, published), arguments.output
    )


if __name__ == "__main__":
    run(
        main,
        parser(__doc__, ledger="the ledger", project="the staged folder", data="* files that the site offers",
               language="zh or en", output="the page"),
    )  # fmt: skip
