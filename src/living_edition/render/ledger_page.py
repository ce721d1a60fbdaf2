"""The page of all numbers: what each is, its value, where it comes from, and where the text prints it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from living_edition.files import read_json
from living_edition.language_files import Words
from living_edition.ledger.formatting import provenance, text
from living_edition.ledger.naming import what
from living_edition.ledger.number import Number, Source
from living_edition.prose.blocks import blocks
from living_edition.prose.project import documents
from living_edition.prose.source import read
from living_edition.render import labels
from living_edition.render.shell import filled, shell
from living_edition.render.stage import anchor
from living_edition.translation.checks import ledger_ids

_BRACKETS = re.compile(r"(.+?)\s*[(（]([^()（）]+)[)）]")


def page(numbers: Sequence[Number], project: Path, lang: str, published: Sequence[str] = ()) -> str:
    """Return the page in ``lang``.

    ``project`` is the staged project, whose text quotes the numbers; ``published`` names the files
    that the site offers in its folder ``data``.
    """
    words = Words(__name__)[lang]
    quotations = quoted(project, lang)
    groups: dict[tuple[str, Source], list[dict[str, Any]]] = {}
    for number in sorted(numbers, key=lambda n: n.id):
        source = number.source
        source_text = source.texts[lang]
        row = {
            "anchor": anchor(number.id),
            "id": number.id,
            "name": what(number, lang),
            "value": text(number, lang),
            "interval": provenance(number, lang)[len(source_text) :].lstrip("；; "),
            "places": [
                (link, _section_name(section, words["section"])) for link, section in quotations.get(number.id, [])
            ],
        }
        groups.setdefault((source_text, source), []).append(row)
    listed = [(*_heading(source_text), source, rows) for (source_text, source), rows in groups.items()]
    content = filled("ledger.html", words=words, groups=listed, published=published)
    return shell(lang, "ledger", words["title"], content, scripts=("find.js",))


def quoted(project: Path, lang: str) -> dict[str, list[tuple[str, str]]]:
    """Return for each number that a text prints the places that do: (address, section's number or title)."""
    labels_by_id = read_json(project / labels.FILE)
    quotations: dict[str, list[tuple[str, str]]] = {}
    for name in documents(project, lang):
        for block in blocks(read(project, f"{name}.qmd")):
            label = labels_by_id.get(block.section)
            if label is None or label["document"] != name:
                continue
            quotation = (f"{name}.html#{block.section}", label["number"] or label["title"])
            for number in ledger_ids([block.line, labels.Line(block.text, "", 0)]):
                if quotation not in quotations.setdefault(number, []):
                    quotations[number].append(quotation)
    return quotations


def _heading(source_text: str) -> tuple[str, str]:
    """Return a source as a heading, and what it says in brackets at its end, each with a capital."""
    match = _BRACKETS.fullmatch(source_text)
    heading, detail = match.groups() if match else (source_text, "")
    return heading[:1].upper() + heading[1:], detail[:1].upper() + detail[1:]


def _section_name(name: str, section: str) -> str:
    """Return a section's number in words, or its title where it has none."""
    return section.format(name) if name.replace(".", "").isalnum() and name.isascii() else name
