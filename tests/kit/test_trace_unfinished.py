"""The trail of a number where a run did not come to its end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from living_edition.errors import InputError
from living_edition.ledger.number import Number, Source, write_numbers
from living_edition.workflow import new
from living_edition.workflow.trace import trace

TABLE, NUMBERS, LEDGER = "results/clean/x.parquet", "results/numbers/x.json", "results/ledger/ledger.json"


def test_a_table_that_a_failed_run_took_away_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new.create(tmp_path / "mine", "mine", "Author")
    monkeypatch.chdir(tmp_path / "mine")
    number = Number("reg.x", 1.5, "number", Source("regression", zh="甲", en="a", files=(), code="a:b"))
    for file in (NUMBERS, LEDGER):
        write_numbers([number], file)
    calls = Path(".snakemake/calls")
    calls.mkdir(parents=True)
    for name, inputs, made in (("reg", {"table": TABLE}, NUMBERS), ("clean", {}, TABLE)):
        call = {"job": f"jobs.{name}", "inputs": inputs, "knobs": {}, "made": [made]}
        (calls / f"{name}.json").write_text(json.dumps(call), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        trace("reg.x")
    (problem,) = refused.value.problems
    assert (problem.file, problem.mend) == (TABLE, "run snakemake rebuild") and "no such file" in problem.actual
