"""Renders the staged project of one language to HTML, PDF or DOCX with the chosen engine."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from living_edition.files import whole_file
from living_edition.render.engines import builtin, choose, quarto
from living_edition.render.html_weight import slim
from living_edition.workflow.running import parser, run


def main(arguments: argparse.Namespace) -> None:
    """Render in a copy of the staged folder, so that two formats can be made side by side."""
    engine = {"pandoc": builtin.render, "quarto": quarto.render}[choose(arguments.engine)]
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        shutil.copytree(arguments.project, project)
        made = engine(project, arguments.language, arguments.form, arguments.part)
        if made.suffix == ".html":
            made.write_text(slim(made.read_text(encoding="utf-8")), encoding="utf-8")
        with whole_file(arguments.output) as target:
            shutil.copyfile(made, target)


if __name__ == "__main__":
    run(
        main,
        parser(__doc__, project="the staged folder", language="zh or en", part="main or supplement",
               form="html, pdf or docx", engine="auto, quarto or pandoc", output="the file"),
    )  # fmt: skip
