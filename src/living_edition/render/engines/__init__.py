"""Two engines for the same sources: Quarto where it is installed, else pandoc and Typst."""

from __future__ import annotations

import shutil
from typing import Literal

Engine = Literal["quarto", "pandoc"]


def choose(wanted: str) -> Engine:
    """Return the engine for the setting ``auto``, ``quarto`` or ``pandoc``."""
    if wanted == "auto":
        return "quarto" if shutil.which("quarto") else "pandoc"
    return "quarto" if wanted == "quarto" else "pandoc"
