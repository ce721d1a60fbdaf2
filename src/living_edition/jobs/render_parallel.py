"""Render the parallel edition, both languages side by side, to HTML or PDF."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from living_edition.jobs.render import finish
from living_edition.render.engines import parallel


def run(first: Path, second: Path, form: str, document: Path) -> None:
    """Render in copies of the staged folders, so that two formats can be made side by side."""
    with tempfile.TemporaryDirectory() as folder:
        left, right = (Path(folder) / source.name for source in (first, second))
        shutil.copytree(first, left)
        shutil.copytree(second, right)
        finish(parallel.render(left, right, form), document)
