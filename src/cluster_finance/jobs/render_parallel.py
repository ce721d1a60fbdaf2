"""Renders the parallel edition, both languages side by side, to HTML or PDF."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from living_edition.files import whole_file
from living_edition.render.engines import parallel
from living_edition.render.html_weight import slim
from living_edition.workflow.running import parser, run


def main(arguments: argparse.Namespace) -> None:
    """Render in copies of the staged folders, so that two formats can be made side by side."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "zh", Path(folder) / "en"
        shutil.copytree(arguments.chinese, first)
        shutil.copytree(arguments.english, second)
        made = parallel.render(first, second, arguments.form)
        if made.suffix == ".html":
            made.write_text(slim(made.read_text(encoding="utf-8")), encoding="utf-8")
        with whole_file(arguments.output) as target:
            shutil.copyfile(made, target)


if __name__ == "__main__":
    run(
        main,
        parser(__doc__, chinese="the staged Chinese folder", english="the staged English folder", form="html or pdf",
               output="the file"),
    )  # fmt: skip
