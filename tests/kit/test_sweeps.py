"""Sweeps: designs, splitting, gathering, Sobol indices against closed forms, wrong specs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from pydantic import BaseModel

from cluster_finance.parameters.scenario import GuaranteeParameters, PortfolioParameters
from cluster_finance.scenario import guarantee, portfolio, sweep_models
from cluster_finance.scenario.ruin import ruin
from living_edition.errors import InputError
from living_edition.jobs import sweep as sweep_job
from living_edition.ledger.units import unit
from living_edition.project import edition
from living_edition.sweeps import design as sweep
from living_edition.sweeps import spec as config
from living_edition.sweeps.model import SweptModel, pointwise
from living_edition.sweeps.sensitivity import indices

ROOT = Path(__file__).resolve().parents[2]
BASE = GuaranteeParameters(pd=0.04, home_multiple=2.5, abroad_multiple=10.0, draws=500).model_dump()
SPEC = {
    "model": "guarantee",
    "design": "latin-hypercube",
    "points": 40,
    "seed": 5,
    "outputs": ["ruin", "top_up"],
    "parameters": {
        "multiple": {"range": [1, 15]},
        "pd": {"range": [0.01, 0.1]},
        "rho": {"range": [0.0, 0.5]},
        "persistence": {"range": [0.0, 0.8]},
    },
}


def spec_of(folder: Path, **changes: object) -> Path:
    file = folder / "small.yaml"
    file.write_text(yaml.safe_dump({**SPEC, **changes}), encoding="utf-8")
    return file


def run(spec: Path, folder: Path, section: dict[str, object], parts: list[tuple[int, int]]) -> Path:
    """Run the jobs of a sweep in the order given; no parts: the gathering job does it all."""
    made = []
    for number, of in parts:
        made.append(folder / f"{number}-of-{of}.parquet")
        sweep_job.run(spec, section, made[-1], number, of)
    indices = [folder / "small-indices.parquet"] * ("design: sobol" in spec.read_text())
    sweep_job.run(spec, section, folder / "small.parquet", 1, 1, made, folder / "numbers.json", indices)
    return folder / "small.parquet"


def test_what_is_declared_is_computed() -> None:
    for swept in map(config.swept_model, edition().sweeps):
        for name in (*swept.outputs.values(), *map(swept.unit_of, (*swept.section.model_fields, *swept.inputs))):
            assert unit(name)


def test_the_split_and_the_order_change_no_byte(tmp_path: Path) -> None:
    spec = spec_of(tmp_path)
    made = {}
    for name, parts in {
        "one": [],
        "three": [(k, 3) for k in (1, 2, 3)],
        "seven": [(k, 7) for k in (7, 2, 4, 1, 6, 3, 5)],
        "many": [(k, 60) for k in range(60, 0, -1)],
    }.items():
        (tmp_path / name).mkdir()
        made[name] = run(spec, tmp_path / name, BASE, parts).read_bytes()
    assert len(set(made.values())) == 1


def test_the_batch_changes_no_result(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spec = config.read_sweep(spec_of(tmp_path))
    table = sweep.points(spec)
    whole = sweep.evaluate(spec, BASE, table)
    monkeypatch.setattr(sweep, "BATCH", 3)
    backwards = sweep.evaluate(spec, BASE, table.iloc[::-1])
    pd.testing.assert_frame_equal(sweep.gather(spec, [backwards]), whole)


def test_points_give_what_the_models_give(tmp_path: Path) -> None:
    spec = config.read_sweep(spec_of(tmp_path, points=5))
    whole = sweep.evaluate(spec, BASE, sweep.points(spec))
    for row in whole.to_dict("records"):
        p = GuaranteeParameters(**{**BASE, **{k: row[k] for k in ("pd", "rho", "persistence")}})
        counts = guarantee.default_counts(p, [(p.rho, p.pd)])[0]
        assert row["top_up"] == float(guarantee.top_ups(p, counts, row["multiple"]).mean())
        assert row["ruin"] == ruin(p, row["multiple"])
    spec = config.SweepSpec.model_validate(
        {**SPEC, "model": "portfolio", "outputs": ["sd", "mean"], "design": "grid",
         "parameters": {"loans": {"values": [10, 100]}}}
    )  # fmt: skip
    base = PortfolioParameters(pd=0.04).model_dump()
    table = sweep.evaluate(spec, base, sweep.points(spec))
    for loans, sd, mean in table[["loans", "sd", "mean"]].itertuples(index=False):
        total = portfolio.decompose(0.04, base["rho_industry"], 0.0, int(loans)).total
        assert mean == pytest.approx(0.45 * 0.04, rel=1e-6)
        assert sd == pytest.approx(0.45 * np.sqrt(total), rel=1e-4)


def test_random_numbers_are_common_to_all_points(tmp_path: Path) -> None:
    """With common random numbers the top-up rises with the multiple and with PD at every single step; so does ruin."""
    spec = config.read_sweep(
        spec_of(tmp_path, design="grid", points=12, parameters={
            "multiple": {"range": [1, 15]}, "pd": {"values": [0.01, 0.03, 0.05, 0.07]}})
    )  # fmt: skip
    whole = sweep.evaluate(spec, BASE, sweep.points(spec))
    for output, rounding in (("top_up", 0.0), ("ruin", 1e-15)):
        grid = whole.pivot_table(index="multiple", columns="pd", values=output)
        assert grid.to_numpy().max() > 0
        assert all((np.diff(grid, axis=axis) >= -rounding).all() for axis in (0, 1))


def test_designs(tmp_path: Path) -> None:
    axes = {"multiple": {"range": [1, 3]}, "rho": {"values": [0.1, 0.2]}}
    grid = sweep.points(config.read_sweep(spec_of(tmp_path, design="grid", points=3, parameters=axes)))
    assert grid[["multiple", "rho"]].to_numpy().tolist() == [[m, r] for m in (1, 2, 3) for r in (0.1, 0.2)]
    latin = sweep.points(config.read_sweep(spec_of(tmp_path, points=50)))
    strata = np.floor((latin["multiple"] - 1) / 14 * 50).astype(int)
    assert sorted(strata) == list(range(50))
    sobol = config.read_sweep(spec_of(tmp_path, design="sobol", points=16))
    assert len(sweep.points(sobol)) == 16 * (4 + 2)
    assert sweep.points(sobol).equals(sweep.points(sobol))
    other = sweep.points(config.read_sweep(spec_of(tmp_path, design="sobol", points=16, seed=6)))
    assert not other.equals(sweep.points(sobol))


def test_parts_cover_the_points_once() -> None:
    table = pd.DataFrame({"point": range(101)})
    for of in (1, 2, 7, 100, 101, 150):
        sizes = [len(sweep.part(table, k, of)) for k in range(1, of + 1)]
        assert sum(sizes) == 101 and max(sizes) - min(sizes) <= 1
    with pytest.raises(ValueError):
        sweep.part(table, 3, 2)


@pytest.mark.parametrize("wrong", ["missing", "twice", "other"])
def test_parts_that_are_not_the_sweep_are_refused(tmp_path: Path, wrong: str) -> None:
    spec = config.read_sweep(spec_of(tmp_path))
    table = sweep.points(spec).assign(ruin=0.0, top_up=0.0)
    parts = {
        "missing": [table.iloc[:-1]],
        "twice": [table, table.iloc[:1]],
        "other": [table.assign(pd=table["pd"] + 1e-9)],
    }[wrong]
    with pytest.raises(InputError, match="rows that are not the sweep's points"):
        sweep.gather(spec, parts)


class Ishigami(BaseModel):
    """Three angles; the function's constants are Ishigami and Homma's."""

    x1: float = 0.0
    x2: float = 0.0
    x3: float = 0.0


def ishigami(p: Ishigami, _: dict[str, float]) -> dict[str, float]:
    y = np.sin(p.x1) + 7 * np.sin(p.x2) ** 2 + 0.1 * p.x3**4 * np.sin(p.x1)
    return {"y": float(y)}


@pytest.fixture
def ishigami_spec(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    model = SweptModel(Ishigami, pointwise(ishigami), {"y": "number"})
    monkeypatch.setattr(sweep_models, "ISHIGAMI", model, raising=False)
    monkeypatch.setitem(edition().sweeps, "ishigami", "cluster_finance.scenario.sweep_models:ISHIGAMI")
    angle = {"range": [-np.pi, np.pi]}
    return spec_of(
        tmp_path, model="ishigami", design="sobol", points=4096, outputs=["y"],
        parameters={"x1": angle, "x2": angle, "x3": angle},
    )  # fmt: skip


def test_indices_agree_with_ishigamis_closed_form(ishigami_spec: Path, tmp_path: Path) -> None:
    """Closed form with a = 7, b = 0.1 (Ishigami and Homma 1990)."""
    a, b = 7.0, 0.1
    v1, v2 = 0.5 * (1 + b * np.pi**4 / 5) ** 2, a**2 / 8
    v13 = b**2 * np.pi**8 * 8 / 225
    total = v1 + v2 + v13
    first = np.array([v1, v2, 0.0]) / total
    whole = np.array([v1 + v13, v2, v13]) / total
    run(ishigami_spec, tmp_path, {}, [(k, 5) for k in (4, 1, 5, 2, 3)])
    found = pd.read_parquet(tmp_path / "small-indices.parquet")
    # SALib's half widths are those of a 95% interval: four standard errors are 4 / 1.96 of them.
    assert (abs(found["first"] - first) < 4 / 1.96 * found["first_half_width"]).all()
    assert (abs(found["total"] - whole) < 4 / 1.96 * found["total_half_width"]).all()
    assert (found[["first_half_width", "total_half_width"]].to_numpy() < 0.08).all()
    assert found["mean"].iloc[0] == pytest.approx(a / 2, abs=0.05)
    # In the lowest fifth of x2, sin^2 averages 1/2 - sin(2u)/(4u) over the angle from the range's end.
    u = 0.4 * np.pi
    assert found["low_mean"].iloc[1] == pytest.approx(a * (0.5 - np.sin(2 * u) / (4 * u)), abs=0.3)


def test_an_output_that_does_not_vary_is_refused(tmp_path: Path) -> None:
    spec = config.read_sweep(spec_of(tmp_path, design="sobol", points=8))
    with pytest.raises(InputError, match="output top_up: found the same value at every point"):
        table = sweep.points(spec)
        indices(spec, table.assign(ruin=table["pd"], top_up=0.0))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"model": "guarante"}, ["key model", "'guarante'", "write guarantee"]),
        ({"desing": "grid"}, ["key desing", "write design"]),
        ({"outputs": ["ruins"]}, ["key outputs", "one of ruin, top_up", "write ruin"]),
        ({"points": 0}, ["key points", "0"]),
        ({"design": "sobol", "points": 100}, ["key points", "power of two", "write 64 or 128"]),
        ({"design": "sobol", "points": 4}, ["key points", "at least 8", "write 8 or 16"]),
        ({"parameters": {"multipel": {"range": [1, 2]}}}, ["key parameters.multipel", "write multiple", "key fixed"]),
        ({"parameters": {"multiple": {"rnage": [1, 2]}}}, ["key parameters.multiple.rnage", "write range"]),
        ({"parameters": {"multiple": {"range": [0, 200]}}}, ["parameters.multiple", "found 0, 200", ">= 0.1, <= 100"]),
        ({"parameters": {"multiple": {"range": [3, 2]}}}, ["parameters.multiple", "lower to a higher"]),
        ({"parameters": {**SPEC["parameters"], "rho": {"range": [0, 1]}}}, ["parameters.rho", "found 1;", ">= 0, < 1"]),  # type: ignore[dict-item]
        ({"fixed": {"draws": 700.5}}, ["key fixed.draws", "whole numbers >= 500, <= 1e+06"]),
        ({"fixed": {"pd": 0.1}}, ["key fixed.pd", "one of both"]),
        ({"parameters": {**SPEC["parameters"], "years": {"range": [1, 5]}}}, ["parameters.years", "grid"]),  # type: ignore[dict-item]
    ],
)  # fmt: skip
def test_a_wrong_spec_is_told_with_its_key(tmp_path: Path, changes: dict[str, object], expected: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        config.read_sweep(spec_of(tmp_path, **changes))
    for words in expected:
        assert words in str(caught.value)


def test_all_problems_of_all_specs_at_once(tmp_path: Path) -> None:
    spec_of(tmp_path, outputs=["ruins"], points=100, design="sobol")
    (tmp_path / "other.yaml").write_text("model: [", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        config.read_sweeps(tmp_path)
    assert len(caught.value.problems) == 3
    assert {p.file for p in caught.value.problems} == {"small.yaml", "other.yaml"}


def test_points_at_which_parameters_contradict_are_named(tmp_path: Path) -> None:
    axes = {**SPEC["parameters"], "running_cost": {"range": [0.1, 0.4]}}  # type: ignore[dict-item]
    spec = config.read_sweep(spec_of(tmp_path, parameters=axes))
    with pytest.raises(InputError, match=r"point \d+: .*running_cost.*costs alone would use up the capital"):
        sweep.evaluate(spec, BASE, sweep.points(spec))


def test_progress_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(spec_of(tmp_path), tmp_path, BASE, [(1, 2), (2, 2)])
    assert "part 2 of 2: 20 of 20 points" in capsys.readouterr().err


def test_specs_of_the_edition_hold() -> None:
    assert {"guarantee-map", "guarantee-sensitivity"} <= set(config.read_sweeps(ROOT / "specs/sweeps"))
