"""Run one scenario model: its table, its parameters beside it, and its numbers."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from cluster_finance.scenario.numbers_of import given_by_data
from living_edition.files import write_json, write_table
from living_edition.ledger.number import write_numbers


def run(
    model: str,
    section: dict[str, Any],
    references: dict[str, str],
    parameters: Path,
    numbers: Path,
    table: Path,
) -> None:
    """Run ``cluster_finance.scenario.MODEL_numbers``: its ``table`` and its ``numbers``."""
    module = importlib.import_module(f"cluster_finance.scenario.{model}_numbers")
    p = module.Parameters.model_validate(section)
    write_table(module.table(p), table)
    write_json(p.model_dump(mode="json"), parameters)
    write_numbers(module.numbers(p, given_by_data(references, model)), numbers)
