"""The README of a replication package, in the order of the template of the social science data editors.

Vilhuber, Connolly, Koren, Llull and Morrow (2022), A template README for social science replication packages, v1.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from living_edition.exhibits.cff import Edition
from living_edition.languages import spoken
from living_edition.markdown import escaped

Record = Mapping[str, Any]


def replication(
    edition: Edition,
    resources: Sequence[Mapping[str, Any]],
    rules: Sequence[tuple[str, str]],
    seeds: Mapping[str, Any],
    python: str,
    records: Sequence[Record],
) -> str:
    """Return the README as Markdown.

    ``resources`` describe the raw tables (data/datapackage.json), ``rules`` are names and words of the rules of the
    workflow, ``seeds`` the seeds by their keys in the configuration, ``records`` those of the exhibits.
    """
    parts = [
        f"# Replication package: {escaped(edition.title)}",
        f"Version {edition.version} of {edition.date}. Made from the workflow itself, by `snakemake exhibits`.",
        "## Overview",
        "One command, `make rebuild`, makes every exhibit from the tables in `data/raw`. What a change concerns is "
        "made again, and nothing else; the same inputs give the same bytes.",
        "## Data availability and provenance statements",
        "All tables are in the package, extracted as filed. What is known of the rights in a copy stands in its row.",
        _table(("File", "What", "Statistical source", "Copy and rights", "SHA-256"), map(_resource, resources)),
        "## Computational requirements",
        f"Python {python}; packages with their hashes in `envs/requirements.txt`. Nothing else is needed to build; the "
        "tests use LaTeX, LibreOffice and poppler where they are installed.",
        "Controlled randomness: seeds are knobs of `config/default.yaml`; a point of a simulation takes its own from "
        "them.",
        _table(("Seed", "Value"), [(f"`{key}`", str(value)) for key, value in sorted(seeds.items())]),
        "Run times depend on the machine and stand in no file that is made: Snakemake prints them as it runs.",
        "## Programs",
        "Each rule runs one job; `snakemake --list` prints the same.",
        _table(("Rule", "What it does"), [(f"`{name}`", escaped(words)) for name, words in sorted(rules)]),
        "## Instructions",
        "    make rebuild\n    make test-all",
        "## List of exhibits",
        _table(("Exhibit", "Title", "Rule", "Line that makes it", "File"), map(_exhibit, records)),
    ]
    return "\n\n".join(parts) + "\n"


def _resource(resource: Mapping[str, Any]) -> tuple[str, ...]:
    sources = resource["sources"]
    key = "title" if spoken() == "en" else f"title_{spoken()}"
    titles = dict.fromkeys(str(source[key]) for source in sources)
    rights = dict.fromkeys(f"{source['public_copy']}; {source.get('licence_note', '')}" for source in sources)
    digest = str(resource["hash"]).partition(":")[2]
    return (
        f"`data/{resource['path']}`", escaped(str(resource[key])), escaped("; ".join(titles)),
        escaped("; ".join(rights)), f"`{digest}`",
    )  # fmt: skip


def _exhibit(record: Record) -> tuple[str, ...]:
    folder = "tables" if record["kind"] == "table" else "exhibits"
    return (
        f"`{record['id']}`", escaped(record["texts"][spoken()]["title"]), f"`{record['rule']}`",
        f"`snakemake exhibit --config id={record['id']}`", f"`results/{folder}/{record['canonical']}`",
    )  # fmt: skip


def _table(heads: Sequence[str], rows: Any) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
