"""The README of a replication package, in the order of the template of the social science data editors.

Vilhuber, Connolly, Koren, Llull and Morrow (2022), A template README for social science replication packages, v1.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from living_edition.exhibits.cff import Edition
from living_edition.languages import main_language, title_key
from living_edition.markdown import escaped

Record = Mapping[str, Any]
PART = Path(__file__).resolve().parent / "kit" / "REPLICATION.md"


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
    return Template(PART.read_text(encoding="utf-8")).substitute(
        title=escaped(edition.title), version=edition.version, date=edition.date, python=python,
        resources=_rows(map(_resource, resources)),
        seeds=_rows((f"`{key}`", str(value)) for key, value in sorted(seeds.items())),
        rules=_rows((f"`{name}`", escaped(words)) for name, words in sorted(rules)),
        exhibits=_rows(map(_exhibit, records)),
    )  # fmt: skip


def _resource(resource: Mapping[str, Any]) -> tuple[str, ...]:
    sources = resource["sources"]
    key = title_key("title", main_language())
    titles = dict.fromkeys(str(source[key]) for source in sources)
    rights = dict.fromkeys(f"{source['public_copy']}; {source.get('licence_note', '')}" for source in sources)
    digest = str(resource["hash"]).partition(":")[2]
    return (
        f"`data/{resource['path']}`", escaped(str(resource[key])), escaped("; ".join(titles)),
        escaped("; ".join(rights)), f"`{digest}`",
    )  # fmt: skip


def _exhibit(record: Record) -> tuple[str, ...]:
    folder = "tables" if record["kind"] == "table" else "exhibits"
    title = record["texts"][main_language()]["title"]
    return (
        f"`{record['id']}`", escaped(title), f"`{record['rule']}`", f"`{record['line']}`",
        f"`snakemake exhibit --config id={record['id']}`", f"`results/{folder}/{record['canonical']}`",
    )  # fmt: skip


def _rows(rows: Iterable[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
