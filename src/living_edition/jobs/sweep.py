"""Evaluate a sweep or one part of it; gather the parts of one that is split; its indices and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.sweeps import design
from living_edition.sweeps.numbers import numbers as numbers_of
from living_edition.sweeps.sensitivity import indices as indices_of
from living_edition.sweeps.spec import read_sweep


def run(
    spec: Path, section: dict[str, Any], points: Path, part: int = 1, of: int = 1, parts: Sequence[Path] = (),
    numbers: Path | None = None, indices: Sequence[Path] = (),
) -> None:  # fmt: skip
    """Write the points with their outputs: of part ``part`` of ``of``, or all, from ``parts`` where they were made.

    With ``numbers`` come the indices of a Sobol design and the numbers of the ledger.
    """
    sweep, name = read_sweep(spec), f"sweep {spec.stem}" + (f", part {part} of {of}" if of > 1 else "")
    base = sweep.swept.section.model_validate(section).model_dump()
    if parts:
        gathered = design.gather(sweep, [pd.read_parquet(path) for path in parts])
    else:
        table = design.part(design.points(sweep), part, of)
        gathered = design.evaluate(sweep, base, table, design.progress(name))
    write_table(gathered, points)
    sobol = indices_of(sweep, gathered) if indices else None
    if sobol is not None:
        write_table(sobol, *indices)
    if numbers:
        write_numbers(numbers_of(spec.stem, sweep, gathered, sobol, base), numbers)
