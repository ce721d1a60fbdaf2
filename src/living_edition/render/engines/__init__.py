"""Two engines for the same sources: Quarto where it is installed, else pandoc and Typst."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import Literal

Engine = Literal["quarto", "pandoc"]
LEAST = (1, 9)
"""The oldest Quarto: it brings Typst 0.14, which the PDF needs."""


def choose(setting: str) -> Engine:
    """Return the engine for the setting ``auto``, ``quarto`` or ``pandoc``.

    ``auto`` passes over a Quarto that is older than ``LEAST``, and says so.
    """
    if setting != "auto":
        return "quarto" if setting == "quarto" else "pandoc"
    quarto = shutil.which("quarto")
    if quarto is None:
        return "pandoc"
    version_ = version(quarto)
    if version_ >= LEAST:
        return "quarto"
    version_text = ".".join(map(str, version_)) or "of unknown version"
    print(f"Quarto {version_text} is older than {LEAST[0]}.{LEAST[1]}: the built-in engine renders", file=sys.stderr)
    return "pandoc"


def version(quarto: str) -> tuple[int, ...]:
    """Return the version that the program ``quarto`` says it has; empty where it says none."""
    completed = subprocess.run([quarto, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    match = re.match(r"\s*(\d+(?:\.\d+)+)", completed.stdout)
    return tuple(map(int, match[1].split("."))) if match and not completed.returncode else ()
