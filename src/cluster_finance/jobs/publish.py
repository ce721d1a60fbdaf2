"""Puts everything a reader opens into results/site, with a page to choose from."""

from __future__ import annotations

import argparse
import html
import shutil
from pathlib import Path
from string import Template

from living_edition.files import whole_file, write_text
from living_edition.project import edition
from living_edition.workflow.running import parser, run

_NOTEBOOK = '<li><a href="notebooks/{file}"><b>笔记本 · Notebook</b> <span>{name}</span></a></li>'


def main(arguments: argparse.Namespace) -> None:
    """Copy the finished files, each whole, and write the index last."""
    site = Path(arguments.site)
    for name in [*arguments.editions, *arguments.gallery, arguments.ledger]:
        _copy(Path(name), site / Path(name).name)
    for name in arguments.codebooks:
        _copy(Path(name), site / Path(name).name)
    for name in arguments.data:
        _copy(Path(name), site / "data" / Path(name).name)
    notebooks = [Path(name) for name in arguments.notebooks]
    for notebook in notebooks:
        _copy(notebook, site / "notebooks" / notebook.name)
    shutil.rmtree(site / "exhibits", ignore_errors=True)
    # Not the mark that the workflow leaves in a folder it made.
    for file in [*map(Path, arguments.exhibits), *Path(arguments.citations).glob("[!.]*")]:
        _copy(file, site / "exhibits" / file.name)
    listed = [_NOTEBOOK.format(file=html.escape(n.name), name=html.escape(n.stem)) for n in sorted(notebooks)]
    page = Template(Path(arguments.page).read_text(encoding="utf-8"))
    write_text(
        page.substitute(name=edition().name, notebooks="\n".join(listed), date=arguments.date), site / "index.html"
    )


def _copy(source: Path, target: Path) -> None:
    with whole_file(target) as temporary:
        shutil.copyfile(source, temporary)


if __name__ == "__main__":
    run(
        main,
        parser(__doc__, editions="* HTML, PDF and DOCX files", notebooks="* notebooks as HTML",
               ledger="the ledger as CSV", codebooks="* pages of the codebook and of the numbers",
               data="* files of the data package",
               gallery="* pages of the gallery",
               exhibits="* files of the exhibits and their lists", citations="folder of the citations",
               page="the first page, a template", date="YYYY-MM-DD", site="the folder"),
    )  # fmt: skip
