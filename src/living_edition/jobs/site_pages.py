"""Write the start page and the page that searches, in one language, from the rendered text and its supplement."""

from __future__ import annotations

from pathlib import Path

from living_edition.exhibits import cff
from living_edition.files import read_json, write_text
from living_edition.ledger.number import read_numbers
from living_edition.render import index_page, search_page


def run(
    lang: str, texts: list[Path], slides: list[Path], project: Path, ledger: Path, citation: Path,
    notebooks: list[Path], date: str, start: Path, search: Path,
) -> None:  # fmt: skip
    """Write both pages; ``texts`` are the text and its supplement; the start page leads to ``notebooks`` and slides."""
    version = cff.read(citation).version
    write_text(index_page.page(lang, texts[0], notebooks, date, version, slides=bool(slides)), start)
    printed = read_json(project / "ledger.json")
    numbers = [number for number in read_numbers(ledger) if number.id in printed]
    write_text(search_page.page(lang, texts, numbers), search)
