"""Writes the start page and the page that searches, in one language, from the rendered text and its supplement."""

from __future__ import annotations

import argparse
from pathlib import Path

from living_edition.exhibits import cff
from living_edition.files import read_json, write_text
from living_edition.ledger.number import read_numbers
from living_edition.render import index_page, search_page
from living_edition.workflow.running import parser, run


def main(arguments: argparse.Namespace) -> None:
    """Write both pages."""
    text, lang = Path(arguments.text), arguments.language
    version = cff.read(Path(arguments.citation)).version
    notebooks = [Path(name).stem for name in arguments.notebooks]
    write_text(index_page.page(lang, text, notebooks, arguments.date, version), arguments.start)
    printed = read_json(Path(arguments.project) / "ledger.json")
    numbers = search_page.quoted_numbers(read_numbers(arguments.ledger), printed)
    write_text(search_page.page(lang, [text, Path(arguments.supplement)], numbers), arguments.search)


if __name__ == "__main__":
    run(
        main,
        parser(__doc__, text="the rendered text", supplement="the rendered supplement", project="the staged folder",
               ledger="the ledger", notebooks="* notebooks of the site", citation="CITATION.cff", date="YYYY-MM-DD",
               language="zh or en", start="the start page", search="the page that searches"),
    )  # fmt: skip
