"""What must hold of results: each kind of invariant holds, a planted fault breaks it, an ill stated one is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from living_edition.errors import InputError
from living_edition.jobs import invariants
from living_edition.ledger.number import Number, Source, write_numbers

TABLE = "results/scenarios/a.parquet"
WORDS = {"zh": "总能成立", "en": "it always holds", "exhibits": ["fig-a"]}
SOURCE = Source("data", zh="甲", en="a", files=(), code="a:b")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "edition.yaml").write_text("{name: x, package: x, languages: [en]}", encoding="utf-8")
    monkeypatch.setattr("living_edition.prose.invariants.exhibit_ids", lambda: ["fig-a", "fig-b"])
    return tmp_path


def run(*stated: dict[str, Any], values: dict[str, float] | None = None, **columns: list[float]) -> dict[str, int]:
    """Hold a table of ``columns`` and the numbers of ``values`` to what is stated; return how many rows held."""
    Path("results/scenarios").mkdir(parents=True, exist_ok=True)
    pd.DataFrame(columns or {"x": [1.0]}).to_parquet(TABLE)
    write_numbers([Number(name, value, "number", SOURCE) for name, value in (values or {}).items()], "ledger.json")
    content = {"invariants": [{"id": f"i{n}", **WORDS, **one} for n, one in enumerate(stated)]}
    Path("invariants.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    invariants.run(Path("invariants.yaml"), Path("ledger.json"), [Path(TABLE)], Path("stamp.json"))
    return dict(json.loads(Path("stamp.json").read_text(encoding="utf-8")))


SHARE = {"table": TABLE, "value": "x", "low": 0, "high": 1}
MONEY = {"table": TABLE, "value": "x - y - z", "low": 0, "high": 0}
RISES = {"table": TABLE, "value": "x", "rises_with": "y", "within": ["z"]}


def test_what_holds_is_counted() -> None:
    assert run(SHARE, x=[0.0, 0.4, 1.0]) == {"i0": 3}
    # A missing value breaks nothing; what rounding takes neither.
    assert run(MONEY, x=[3.0, 0.3, float("nan")], y=[1.0, 0.1, 1.0], z=[2.0, 0.2, 1.0]) == {"i0": 3}
    # The rows need no order, and one group may lie above another.
    assert run(RISES, x=[5.0, 1.0, 6.0, 2.0], y=[1.0, 1.0, 2.0, 2.0], z=[0.0, 9.0, 0.0, 9.0]) == {"i0": 4}
    values = {"a.one": 3.0, "a.two": 4.5, "a.all": 7.5}
    assert run({"sum": ["a.one", "a.two"], "total": "a.all"}, {"sum": ["a.one"], "total": 3}, values=values) == {
        "i0": 1, "i1": 1
    }  # fmt: skip
    assert run({"holds": "a.one < a.two and a.all >= 2 * a.one"}, values=values) == {"i0": 1}


@pytest.mark.parametrize(
    ("stated", "columns", "place"),
    [
        (SHARE, {"x": [0.5, 1.2]}, "row 2: found x = 1.2, 1 rows of 2 in all"),
        (SHARE, {"x": [-0.1, 1.0]}, "row 1: found x = -0.1"),
        (MONEY, {"x": [3.0, 3.0], "y": [1.0, 1.0], "z": [2.0, 2.01]}, "row 2: found x - y - z = -0.01"),
        (RISES, {"x": [5.0, 4.0, 6.0], "y": [1.0, 2.0, 2.0], "z": [0.0, 0.0, 7.0]}, "row 2: found x = 4"),
        (RISES, {"x": [5.0, 4.0], "y": [1.0, 2.0]}, "no column z"),
    ],
)
def test_a_broken_row_is_named_with_its_exhibit(stated: dict, columns: dict, place: str) -> None:
    with pytest.raises(InputError) as caught:
        run(stated, **columns)
    assert place in str(caught.value) and "i0 is broken, on which fig-a hangs" in str(caught.value)
    assert TABLE in str(caught.value) and not Path("stamp.json").exists()


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"sum": ["a.one", "a.two"], "total": "a.all"}, "a sum of 7.5, where the whole is 8"),
        ({"sum": ["a.one"], "total": 4}, "a sum of 3, where the whole is 4"),
        ({"holds": "a.one > a.two"}, "a.one = 3, a.two = 4.5"),
        ({"holds": "a.none > 0"}, "number a.none: found no such number"),
    ],
)
def test_a_broken_number_is_named_with_its_exhibit(stated: dict, said: str) -> None:
    with pytest.raises(InputError) as caught:
        run(stated, values={"a.one": 3.0, "a.two": 4.5, "a.all": 8.0})
    assert said in str(caught.value) and "fig-a" in str(caught.value)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"exhibits": ["fig-c"]}, "the unknown name 'fig-c'"),
        ({"value": "__import__('os')"}, "invariants"),
        ({"value": ""}, "value"),
        ({"low": None, "high": None}, "low or high"),
        ({"rises_with": "y"}, "rises_with"),
        ({"sum": ["a.b"], "total": "a.b"}, "either table, or sum, or holds"),
        ({"slack": 1}, "slack"),
        ({"table": "../secret.parquet"}, "table"),
        ({"hgih": 1}, "high"),
    ],
)
def test_one_that_is_ill_stated_is_refused_with_its_line(changed: dict, said: str) -> None:
    with pytest.raises(InputError) as caught:
        run({**SHARE, **changed}, x=[0.5])
    assert "invariants.yaml, line" in str(caught.value) and said in str(caught.value)
