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


def render(project: Path, lang: str, form: str) -> Path:
    """Render the staged ``project`` in ``lang`` to ``html``, ``pdf`` or ``docx``; return the file made.

    Raises ``InputError`` where Quarto is not installed or refuses the project, in its words.
    """
    quarto = shutil.which("quarto")
    if quarto is None:
        raise InputError(
            [Problem("configuration", "key report.engine", "quarto, which is not installed",
                     "Quarto 1.7 or newer on the PATH", "install it, or set report.engine to pandoc")]
        )  # fmt: skip
    done = subprocess.run(
        [quarto, "render", f"{document(lang)}.qmd", "--profile", lang, "--to", _FORMATS[form], "--no-clean"],
        cwd=project,
        capture_output=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "0", "NO_COLOR": "1"},
        check=False,
    )
    output = project / "_output" / f"{document(lang)}.{form}"
    if done.returncode or not output.is_file():
        said = done.stderr.decode("utf-8", "replace").strip()
        raise InputError(
            [Problem(f"report/{document(lang)}.qmd", "", said, "a project that Quarto renders",
                     "correct the passage named")]
        )  # fmt: skip
    if form == "docx":
        finish(output, edition_date(project, lang))
    return output
