"""Write the start page and the page that searches, in one language, from the rendered text and its supplement."""

from __future__ import annotations

from pathlib import Path

from living_edition.exhibits import cff
from living_edition.files import read_json, write_text
from living_edition.ledger.number import read_numbers
from living_edition.render import index_page, search_page


def run(
    lang: str, text: Path, project: Path, ledger: Path, citation: Path, notebooks: list[str], date: str, start: Path,
    search: Path, supplement: Path | None = None, slides: Path | None = None,
) -> None:  # fmt: skip
    """Write both pages; ``notebooks`` are the names of those on the site; to ``slides`` the start page leads."""
    version = cff.read(citation).version
    write_text(index_page.page(lang, text, notebooks, date, version, slides=slides is not None), start)
    numbers = search_page.quoted_numbers(read_numbers(ledger), read_json(project / "ledger.json"))
    write_text(search_page.page(lang, [text, *([supplement] if supplement else [])], numbers), search)
