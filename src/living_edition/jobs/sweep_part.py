"""Evaluate one part of a sweep."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from living_edition.files import write_table
from living_edition.sweeps import design
from living_edition.sweeps.progress import progress
from living_edition.sweeps.spec import read_sweep


def run(spec: Path, section: dict[str, Any], part: int, of: int, points: Path) -> None:
    """Write part ``part`` of ``of`` parts: its points with their outputs."""
    sweep, name = read_sweep(spec), f"sweep {spec.stem}, part {part} of {of}"
    base = sweep.swept.section.model_validate(section).model_dump()
    table = design.part(design.points(sweep), part, of)
    write_table(design.evaluate(sweep, base, table, progress(name)), points)
