"""Publish the clean tables as a data package, and the codebook of raw and clean tables in both languages."""

from __future__ import annotations

from pathlib import Path

from living_edition.exhibits.codebook import codebook
from living_edition.files import write_text
from living_edition.render.codebook_page import page
from living_edition.render.stage import QUARTO
from living_edition.tables.descriptor import raw_path
from living_edition.tables.dictionary import clean_resource, raw_resources
from living_edition.tables.package import publish, read_clean
from living_edition.tables.raw import read_raw


def run(files: dict[str, str], package: Path, codebooks: Path, languages: list[str]) -> None:
    """Write package and codebook; ``files`` are the clean tables by name, ``package`` is its datapackage.json."""
    publish(files, package.parent)
    tables = {name: read_clean(path) for name, path in sorted(files.items())}
    clean = [(clean_resource(name, table), table) for name, table in tables.items()]
    raw = [(described, read_raw(raw_path(described["name"]), described)) for described in raw_resources()]
    for lang in languages:
        body = codebook(raw, clean, lang)
        write_text(body, codebooks / f"codebook-{lang}.md")
        write_text(page(body, QUARTO / "theme", lang, changes="changes" in files), codebooks / f"codebook-{lang}.html")
