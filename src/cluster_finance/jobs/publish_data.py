"""Publish the clean tables as a data package, and the codebook of raw and clean tables in both languages."""

from __future__ import annotations

import argparse
from pathlib import Path

from living_edition.exhibits.codebook import codebook
from living_edition.files import write_text
from living_edition.render.codebook_page import page
from living_edition.tables.descriptor import raw_path
from living_edition.tables.dictionary import clean_resource, raw_resources
from living_edition.tables.package import publish, read_clean
from living_edition.tables.raw import read_raw
from living_edition.workflow.running import parser, run


def job(arguments: argparse.Namespace) -> None:
    """Write package and codebook."""
    named = dict(pair.split("=", 1) for pair in arguments.tables)
    publish(named, arguments.package)
    tables = {name: read_clean(path) for name, path in sorted(named.items())}
    clean = [(clean_resource(name, table), table) for name, table in tables.items()]
    raw = [(one, read_raw(raw_path(one["name"]), one)) for one in raw_resources()]
    docs = Path(arguments.docs)
    for lang in ("zh", "en"):
        body = codebook(raw, clean, lang)
        write_text(body, docs / f"codebook-{lang}.md")
        write_text(page(body, Path(arguments.theme), lang), docs / f"codebook-{lang}.html")


if __name__ == "__main__":
    run(
        job,
        parser(
            __doc__,
            tables="* name=path of the clean tables",
            theme="the folder of the site's template and stylesheet",
            package="the folder of the package",
            docs="the folder of the codebook",
        ),
    )
