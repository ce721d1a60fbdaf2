"""One script of a page, from sources of plain JavaScript: no library, no network, no eval; shortened for the reader."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from living_edition.language_files import Words, language
from living_edition.ledger.units import unit
from living_edition.project import edition, root

HERE = Path(__file__).parent
NUMERICS = HERE / "numerics.js"
PAGE = ("words.js", "chart.js", "panel.js", "choices.js", "marks.js", "tables.js", "estimates.js", "start.js")
"""What runs only where there is a page, in this order."""


def models() -> list[Path]:
    """Return the edition's model scripts: those that the pattern ``live`` of edition.yaml names, sorted."""
    return sorted((root() / "src").glob(edition().live)) if edition().live else []


def library(scripts: Sequence[Path], lang: str = "en", more: Sequence[str] = ()) -> str:
    """Return the numerics, the model ``scripts`` and ``more`` of the page's as one script that fills ``live``."""
    files = [NUMERICS, *scripts, *(HERE / name for name in more)]
    return _head(lang) + "".join(file.read_text(encoding="utf-8") for file in files)


def page(scripts: Sequence[Path], lang: str) -> str:
    """Return the whole script of a page in ``lang``, in a scope of its own."""
    code = f'(() => {{\n"use strict";\n{library(scripts, lang, PAGE)}}})();\n'
    return _shortened("application/javascript", code)


def style() -> str:
    """Return the style sheet of panels, marks and tables."""
    return _shortened("text/css", (HERE / "live.css").read_text(encoding="utf-8"))


def _head(lang: str) -> str:
    words = json.dumps(Words(__name__)[lang], ensure_ascii=False, separators=(",", ":"))
    numbers = language(lang).numbers.model_dump() | {"money": unit("yuan").called(lang)}
    written = json.dumps(numbers, ensure_ascii=False, separators=(",", ":"))
    return f'const live = {{ models: {{}}, lang: "{lang}", texts: {words}, written: {written} }};\n'


def _shortened(kind: str, source: str) -> str:
    import minify

    return str(minify.string(kind, source)) + "\n"
