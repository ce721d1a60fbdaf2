"""Make what leads to the exhibits: citations, the list of hashes, exhibits.json and the gallery."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from living_edition.errors import Problem, refuse
from living_edition.exhibits import citations as forms
from living_edition.exhibits.catalogue import KINDS
from living_edition.exhibits.cff import Edition
from living_edition.exhibits.cff import read as read_citation
from living_edition.exhibits.citations import titles as titles_of
from living_edition.exhibits.gallery import page
from living_edition.files import (
    read_json,
    sha256,
    write_json,
    write_text,
)
from living_edition.languages import languages
from living_edition.ledger.number import read_numbers

Record = dict[str, Any]


def run(
    records: list[Path], notebooks: list[str], ledger: Path, citation: Path, report: Path, gallery: list[Path],
    citations: Path, lists: list[Path],
) -> None:  # fmt: skip
    """Read the exhibits' records and write everything that is made of all of them."""
    tables = lists[0].parent
    listed = sorted(map(read_json, records), key=lambda r: (KINDS.index(r["kind"]), r["id"]))
    edition, titles = read_citation(citation), titles_of(report)
    _known_notebooks(listed, set(notebooks))
    texts = _cite(listed, edition, titles, citations, tables)
    numbers = read_numbers(ledger)
    for lang, target in zip(languages(), gallery, strict=True):
        previews = {r["id"]: _element(tables / f"{r['id']}-{lang}.html") for r in listed if r["kind"] == "table"}
        write_text(page(lang, titles[lang], listed, previews, texts, numbers), target)
    write_json([_listed(record) for record in listed], tables / "exhibits.json")
    _sums(listed, citations, tables)


def _known_notebooks(records: list[Record], known: set[str]) -> None:
    problems = [
        Problem(r["spec"], "key notebook", repr(r["notebook"]), " or ".join(sorted(known)), "name one of these")
        for r in records
        if r["notebook"] and r["notebook"] not in known
    ]
    refuse(problems)


def _cite(records: list[Record], edition: Edition, titles: Mapping[str, str], folder: Path, tables: Path
          ) -> dict[str, dict[str, str]]:  # fmt: skip
    """Write the citations, a file an item and form, and exhibits.bib; return the ready texts."""
    shutil.rmtree(folder, ignore_errors=True)
    entries: dict[str, str] = {}
    texts: dict[str, dict[str, str]] = {}
    for lang in languages():
        items = [forms.exhibit_item(record, edition, titles[lang], lang) for record in records]
        items.insert(0, forms.edition_item(edition, titles[lang], lang))
        ready, bibtex = forms.ready(items, lang), forms.to_bibtex(items)
        for item in items:
            stem = folder / item["id"]
            write_text(bibtex[item["id"]], stem.with_suffix(".bib"))
            write_text(forms.to_ris(item), stem.with_suffix(".ris"))
            write_text(forms.to_csl([item]), stem.with_suffix(".json"))
            parts = [f"{forms.NAMES[style]}\n{text}\n" for style, text in ready[item["id"]].items()]
            write_text("\n".join(parts), stem.with_suffix(".txt"))
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
        **{f"title_{lang}": record["texts"][lang]["title"] for lang in languages()},
    }


def _sums(records: list[Record], folder: Path, tables: Path) -> None:
    """Write the list in the form that ``sha256sum --check`` reads, sorted by name."""
    hashes = {name: digest for record in records for name, digest in record["files"].items()}
    for file in [*folder.iterdir(), tables / "exhibits.bib", tables / "exhibits.json"]:
        hashes[file.name] = sha256(file)
    write_text("".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)), tables / "SHA256SUMS")
