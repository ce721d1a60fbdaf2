"""Correct the p-values of the main hypotheses together, and say how large an effect each excludes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from living_edition.files import read_json, write_json, write_table
from living_edition.ledger.number import write_numbers
from living_edition.regression import family as together


def run(
    results: list[Path], specs: list[Path], tables: list[Path], family: list[str], before: list[str], p: str,
    smallest: float, confidence: float, draws: int, seed: int, tested: Path, rows: Path, numbers: Path,
) -> None:  # fmt: skip
    """Write each hypothesis of both lists with its corrections and margins, and the numbers of the ledger."""
    level = round(1 - confidence, 12)
    known = {result["spec"]: result for result in map(read_json, sorted(results))}
    by_spec, by_table = ({file.stem: file for file in files} for files in (specs, tables))
    fits = together.models(list(dict.fromkeys([*family, *before])), by_spec, by_table)
    lists = {
        key: together.tested(names, p, known, fits, draws, seed, smallest, level)
        for key, names in (("hypotheses", family), ("before", before))
    }
    content: dict[str, Any] = {"methods": ["Holm", "Romano-Wolf"], "p": p, "level": level, "draws": draws, "seed": seed}
    content |= {"smallest": smallest} | lists
    write_json(content, tested)
    write_table(pd.concat([pd.DataFrame(lists[key]).assign(list=key) for key in lists], ignore_index=True), rows)
    files = tuple(file.as_posix() for file in sorted([*results, *specs, *tables]))
    write_numbers(together.numbers(content, files), numbers)
