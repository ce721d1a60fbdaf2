"""One script of a page, from source files that are read as they stand: no library, no network, no eval."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
NUMERICS = HERE / "numerics.js"
PAGE = ("words.js", "chart.js", "panel.js", "marks.js", "tables.js", "start.js")
"""What runs only where there is a page, in this order."""


def library(models: Sequence[Path]) -> str:
    """Return the numerics and the ``models`` as one script that fills the object ``live``."""
    return _joined([NUMERICS, *models], "const live = { models: {} };\n")


def page(models: Sequence[Path]) -> str:
    """Return the whole script of a page, in a scope of its own."""
    files = [NUMERICS, *models, *(HERE / name for name in PAGE)]
    return f'(() => {{\n"use strict";\n{_joined(files, "const live = { models: {} };" + chr(10))}}})();\n'


def style() -> str:
    """Return the style sheet of panels, marks and tables."""
    return _short((HERE / "live.css").read_text(encoding="utf-8"), "/*")


def _joined(files: Sequence[Path], head: str) -> str:
    return head + "".join(_short(file.read_text(encoding="utf-8"), "//") for file in files)


def _short(source: str, comment: str) -> str:
    """Leave out lines that are comments, and indentation: a reader's page carries neither."""
    lines = (line.strip() for line in source.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith(comment))
