"""Correct the p-values of the main hypotheses together."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from living_edition.files import read_json, write_json
from living_edition.ledger.number import write_numbers
from living_edition.regression.holm import holm, numbers_of, read


def run(
    results: list[Path], family: list[str], p: str, confidence: float, draws: int, seed: int, tested: Path,
    numbers: Path,
) -> None:  # fmt: skip
    """Write each hypothesis with its adjusted p-value, and the numbers of the ledger."""
    results = sorted(results)
    level = round(1 - confidence, 12)
    hypotheses = holm(read(family, p, {one["spec"]: one for one in map(read_json, results)}), 1 - confidence)
    content = {"method": "Holm", "p": p, "level": level, "draws": draws, "seed": seed}
    write_json(content | {"hypotheses": [asdict(one) for one in hypotheses]}, tested)
    write_numbers(numbers_of(hypotheses, tuple(file.as_posix() for file in results)), numbers)
