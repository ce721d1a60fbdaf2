"""The engine that calls Quarto itself on the staged project."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from living_edition.errors import InputError, Problem
from living_edition.project import document
from living_edition.prose.project import edition_date
from living_edition.render.word import finish

_FORMATS = {"html": "html", "pdf": "typst", "docx": "docx"}


def render(project: Path, lang: str, form: str, part: str = "main") -> Path:
    """Render a document of the staged ``project`` in ``lang`` to ``html``, ``pdf`` or ``docx``; return the file made.

    ``part`` is ``main`` or ``supplement``.

    Raises ``InputError`` where Quarto is not installed or refuses the project, in its words.
    """
    name = document(lang, part)
    quarto = shutil.which("quarto")
    if quarto is None:
        raise InputError(
            [Problem("configuration", "key report.engine", "quarto, which is not installed",
                     "Quarto 1.7 or newer on the PATH", "install it, or set report.engine to pandoc")]
        )  # fmt: skip
    done = subprocess.run(
        [quarto, "render", f"{name}.qmd", "--profile", lang, "--to", _FORMATS[form], "--no-clean"],
        cwd=project,
        capture_output=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "0", "NO_COLOR": "1"},
        check=False,
    )
    output = project / "_output" / f"{name}.{form}"
    if done.returncode or not output.is_file():
        said = done.stderr.decode("utf-8", "replace").strip()
        raise InputError(
            [Problem(f"report/{name}.qmd", "", said, "a project that Quarto renders",
                     "correct the passage named")]
        )  # fmt: skip
    if form == "docx":
        finish(output, edition_date(project, name))
    return output
