"""Publish the clean tables as a data package, and the codebook of raw and clean tables in both languages."""

from __future__ import annotations

import argparse
from pathlib import Path

from cluster_finance.data.descriptor import raw_path
from cluster_finance.data.dictionary import clean_resource, raw_resources
from cluster_finance.data.publish import publish, read_clean
from cluster_finance.data.raw import read_raw
from cluster_finance.edition.codebook import page
from cluster_finance.exhibits.codebook import codebook
from cluster_finance.files import write_text
from cluster_finance.jobs.running import parser, run


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
