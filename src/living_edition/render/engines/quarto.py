"""The engine that calls Quarto itself on the staged project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from living_edition.errors import InputError, Problem
from living_edition.project import document
from living_edition.prose.project import edition_date
from living_edition.render.engines import LEAST, version
from living_edition.render.word import finish

_COLOUR = re.compile(r"\x1b\[\d*m")
# What Quarto goes on after: a reference, citation or shortcode that names nothing, and what a filter calls an error.
_UNRESOLVED = re.compile(
    r".*(?:Unable to resolve crossref|[Cc]iteproc: citation .* not found|undefined citation|Shortcode .* not found"
    r"|^ERROR \(\S+:\d+\)).*",
    re.MULTILINE,
)
_ERROR = re.compile(r"^(?:.*\.\.\.)?(?=(?:ERROR|error)\b|Error (?:running|in) )", re.MULTILINE)
_FORMATS = {"html": "html", "pdf": "typst", "docx": "docx"}


def render(project: Path, lang: str, form: str, part: str = "main") -> Path:
    """Render a document of the staged ``project`` in ``lang`` to ``html``, ``pdf`` or ``docx``; return the file made.

    ``part`` is ``main`` or ``supplement``.

    Raises ``InputError`` where Quarto is not installed or refuses the project, in its words.
    """
    name = document(lang, part)
    quarto = shutil.which("quarto")
    version_ = version(quarto) if quarto else ()
    if quarto is None or version_ < LEAST:
        message = f"quarto {'.'.join(map(str, version_))}" if quarto else "quarto, which is not installed"
        raise InputError(
            [Problem("configuration", "key report.engine", message,
                     f"Quarto {LEAST[0]}.{LEAST[1]} or newer on the PATH",
                     "install it, or set report.engine to pandoc")]
        )  # fmt: skip
    completed = subprocess.run(  # noqa: S603 - Quarto, without a shell; names are checked before planning
        [quarto, "render", f"{name}.qmd", "--profile", lang, "--to", _FORMATS[form], "--no-clean"],
        cwd=project,
        capture_output=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "0", "NO_COLOR": "1"},
        check=False,
    )
    output = project / "_output" / f"{name}.{form}"
    message = _COLOUR.sub("", completed.stderr.decode("utf-8", "replace")).strip()
    print(message, file=sys.stderr)
    # As strict as the built-in engine.
    unresolved = _UNRESOLVED.findall(message)
    if completed.returncode or not output.is_file() or unresolved:
        output.unlink(missing_ok=True)
        raise InputError(
            [Problem(f"report/{name}.qmd", "", "\n".join(unresolved) or _error(message),
                     "a project that Quarto renders",
                     "correct the passage named")]
        )  # fmt: skip
    if form == "docx":
        finish(output, edition_date(project, name))
    return output


def _error(output: str) -> str:
    """Return Quarto's ``output`` from its first error on: before it come all the settings."""
    match = _ERROR.search(output)
    return output[match.end() :] if match else output
