"""Puts everything a reader opens into results/site."""

from __future__ import annotations

import argparse
from pathlib import Path

from living_edition.prose.project import LANGUAGES
from living_edition.render.metadata import About
from living_edition.render.publish import about, publish
from living_edition.workflow.running import parser, run


def main(arguments: argparse.Namespace) -> None:
    """Dress the pages and copy the files."""
    abouts: dict[str, About] = {
        lang: about(Path(arguments.report), Path(arguments.citation), lang, arguments.date) for lang in LANGUAGES
    }
    # Not the mark that the workflow leaves in a folder it made.
    citations = sorted(Path(arguments.citations).glob("[!.]*"))
    files = {
        "": [Path(name) for name in arguments.files],
        "data": [Path(name) for name in arguments.data],
        "exhibits": [*map(Path, arguments.exhibits), *citations],
    }
    pages, notebooks, records = (
        [Path(name) for name in names] for names in (arguments.pages, arguments.notebooks, arguments.records)
    )
    publish(pages, notebooks, files, records, abouts, Path(arguments.site))


if __name__ == "__main__":
    run(
        main,
        parser(__doc__, pages="* pages as HTML", notebooks="* notebooks as HTML", files="* PDF, DOCX and the ledger",
               data="* files of the data package", records="* what each exhibit is",
               exhibits="* files of the exhibits and their lists", citations="folder of the citations",
               report="the Quarto project", citation="CITATION.cff", date="YYYY-MM-DD", site="the folder"),
    )  # fmt: skip
