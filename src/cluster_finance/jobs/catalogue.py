"""Makes what leads to the exhibits: citations, the list of hashes, exhibits.json and the gallery."""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from living_edition.errors import InputError, Problem
from living_edition.exhibits import citations, gallery
from living_edition.exhibits.catalogue import KINDS, LANGUAGES
from living_edition.exhibits.cff import Edition
from living_edition.exhibits.cff import read as read_citation
from living_edition.files import (
    read_json,
    sha256,
    write_json,
    write_text,
)
from living_edition.ledger.number import read_numbers
from living_edition.workflow.running import parser, run

Record = dict[str, Any]


def main(arguments: argparse.Namespace) -> None:
    """Read the exhibits' records and write everything that is made of all of them."""
    records = sorted(map(read_json, arguments.records), key=lambda r: (KINDS.index(r["kind"]), r["id"]))
    edition, titles = read_citation(Path(arguments.citation)), citations.titles(Path(arguments.report))
    _known_notebooks(records, {Path(name).stem for name in arguments.notebooks})
    folder, tables = Path(arguments.citations), Path(arguments.tables_dir)
    texts = _cite(records, edition, titles, folder, tables)
    ledger = read_numbers(arguments.ledger)
    for lang in LANGUAGES:
        previews = {r["id"]: _element(tables / f"{r['id']}-{lang}.html") for r in records if r["kind"] == "table"}
        page = gallery.page(lang, titles[lang], records, previews, texts, ledger)
        write_text(page, Path(arguments.gallery) / f"gallery-{lang}.html")
    write_json([_listed(record) for record in records], tables / "exhibits.json")
    _sums(records, folder, tables)


def _known_notebooks(records: list[Record], known: set[str]) -> None:
    problems = [
        Problem(r["spec"], "key notebook", repr(r["notebook"]), " or ".join(sorted(known)), "name one of these")
        for r in records
        if r["notebook"] and r["notebook"] not in known
    ]
    if problems:
        raise InputError(problems)


def _cite(records: list[Record], edition: Edition, titles: Mapping[str, str], folder: Path, tables: Path
          ) -> dict[str, dict[str, str]]:  # fmt: skip
    """Write the citations, a file an item and form, and exhibits.bib; return the ready texts."""
    shutil.rmtree(folder, ignore_errors=True)
    entries: dict[str, str] = {}
    texts: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        items = [citations.exhibit_item(record, edition, titles[lang], lang) for record in records]
        items.insert(0, citations.edition_item(edition, titles[lang], lang))
        ready, bibtex = citations.ready(items, lang), citations.to_bibtex(items)
        for item in items:
            stem = folder / item["id"]
            write_text(bibtex[item["id"]], stem.with_suffix(".bib"))
            write_text(citations.to_ris(item), stem.with_suffix(".ris"))
            write_text(citations.to_csl([item]), stem.with_suffix(".json"))
            said = [f"{citations.NAMES[style]}\n{text}\n" for style, text in ready[item["id"]].items()]
            write_text("\n".join(said), stem.with_suffix(".txt"))
        entries |= bibtex
        texts |= ready
    write_text("\n".join(entries[key] for key in sorted(entries)), tables / "exhibits.bib")
    return texts


def _element(page: Path) -> str:
    match = re.search(r"<table\b.*</table>", page.read_text(encoding="utf-8"), re.DOTALL)
    if match is None:
        raise ValueError(f"{page} holds no table")
    return match[0]


def _listed(record: Record) -> Record:
    return {
        **{key: record[key] for key in ("id", "kind", "version", "canonical", "sha256", "files")},
        "title_zh": record["texts"]["zh"]["title"],
        "title_en": record["texts"]["en"]["title"],
    }


def _sums(records: list[Record], folder: Path, tables: Path) -> None:
    """Write the list in the form that ``sha256sum --check`` reads, sorted by name."""
    hashes = {name: digest for record in records for name, digest in record["files"].items()}
    for file in [*folder.iterdir(), tables / "exhibits.bib", tables / "exhibits.json"]:
        hashes[file.name] = sha256(file)
    write_text("".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)), tables / "SHA256SUMS")


if __name__ == "__main__":
    run(
        main,
        parser(
            __doc__,
            records="* records of the exhibits (JSON)",
            notebooks="* the notebooks",
            ledger="the ledger's JSON",
            citation="CITATION.cff",
            report="folder of the report, for its titles",
            tables_dir="folder of the tables; the lists go there too",
            citations="folder of the citations, emptied first",
            gallery="folder of the gallery",
        ),
    )
