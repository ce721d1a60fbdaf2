"""The invariants of the edition: each can be broken, and then names its exhibits."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from living_edition.ledger.number import read_numbers
from living_edition.prose import invariants
from living_edition.prose.conditional_words import comparable
from living_edition.regression.variables import columns_of

SPEC = Path(__file__).resolve().parents[2] / "specs/invariants.yaml"
STATED = yaml.safe_load(SPEC.read_text(encoding="utf-8"))["invariants"]


def test_the_report_waited_for_every_one_of_them(built: Path) -> None:
    held = json.loads((built / "results/checks/invariants.json").read_text(encoding="utf-8"))
    assert sorted(held) == sorted(each["id"] for each in STATED) and len(held) > 25
    assert min(held.values()) >= 1


@pytest.fixture(scope="module")
def values(built: Path) -> dict[str, float]:
    return comparable(read_numbers(built / "results/ledger/ledger.json"))


@pytest.mark.parametrize("each", STATED, ids=lambda each: each["id"])
def test_it_can_be_broken(built: Path, values: dict[str, float], each: dict) -> None:
    one = invariants.Invariant.model_validate(each)
    if not one.table:
        changed = {**values, one.sum[0]: values[one.sum[0]] + 1.0}
        assert not list(invariants.broken(one, {}, values, "spec"))
        (problem,) = invariants.broken(one, {}, changed, "spec")
    else:
        table = pd.read_parquet(built / one.table)
        assert not list(invariants.broken(one, {one.table: table}, values, "spec"))
        column = columns_of(one.value)[0]
        far = 1000.0 * (1.0 + table[column].abs().max())
        changes = [table[column] + shift * (table.index % 7 == 3) for shift in (-far, far)]
        found = [
            list(invariants.broken(one, {one.table: table.assign(**{column: change})}, values, "spec"))
            for change in changes
        ]
        assert any(found)
        problem = next(problems[0] for problems in found if problems)
    assert all(exhibit in problem.expected for exhibit in one.exhibits) and one.id in problem.expected
