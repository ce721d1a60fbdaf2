"""Gather the parts of a sweep (or evaluate it, where it was not split), with indices and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.sweeps import design
from living_edition.sweeps.numbers import numbers as numbers_of
from living_edition.sweeps.progress import progress
from living_edition.sweeps.sensitivity import indices as indices_of
from living_edition.sweeps.spec import read_sweep

CONFIDENCE = 0.95


def run(
    spec: Path, parts: list[Path], section: dict[str, Any], points: Path, numbers: Path, indices: Sequence[Path] = ()
) -> None:
    """Write all points, the indices of a Sobol design, and the numbers of the ledger."""
    sweep, name = read_sweep(spec), spec.stem
    base = sweep.swept.section.model_validate(section).model_dump()
    tables = [pd.read_parquet(path) for path in parts]
    if not tables:
        tables = [design.evaluate(sweep, base, design.points(sweep), progress(f"sweep {name}"))]
    whole = design.gather(sweep, tables)
    found = None
    if indices:
        found = indices_of(sweep, whole, CONFIDENCE)
        write_table(found, *indices)
    write_numbers(numbers_of(name, sweep, whole, found, base), numbers)
    write_table(whole, points)
