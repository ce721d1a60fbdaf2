"""Write the page of all numbers in one language, with the sections that print them."""

from __future__ import annotations

from pathlib import Path

from living_edition.files import write_text
from living_edition.ledger.number import read_numbers
from living_edition.render.ledger_page import page as page_of


def run(ledger: Path, project: Path, data: list[Path], lang: str, page: Path) -> None:
    """Write the page; ``data`` are the files of the package that the site offers."""
    write_text(page_of(read_numbers(ledger), project, lang, [file.name for file in data]), page)
