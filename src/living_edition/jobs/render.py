"""Render the staged project of one language to HTML, PDF, DOCX, EPUB or JATS with the chosen engine."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from living_edition.files import whole_file
from living_edition.render import gate
from living_edition.render.engines import builtin, choose, quarto
from living_edition.render.html_weight import deferred, slim


def run(project: Path, lang: str, part: str, form: str, engine: str, document: Path) -> None:
    """Render ``part`` (main, supplement or slides) in a copy of the staged folder, so that two can go side by side."""
    # EPUB and JATS, as the parallel edition, are the built-in engine's.
    render = quarto.render if form not in ("epub", "xml") and choose(engine) == "quarto" else builtin.render
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(project, copy)
        rendered = render(copy, lang, form, part)
        gate.check(rendered, f"report/{rendered.stem}.qmd")
        finish(rendered, document, scrolled=part != "slides")


def finish(rendered: Path, document: Path, scrolled: bool = True) -> None:
    """Take the weight off a page, and put what was rendered in its place; slides are not ``scrolled``."""
    if rendered.suffix == ".html":
        page = slim(rendered.read_text(encoding="utf-8"))
        rendered.write_text(deferred(page) if scrolled else page, encoding="utf-8")
    with whole_file(document) as target:
        shutil.copyfile(rendered, target)
