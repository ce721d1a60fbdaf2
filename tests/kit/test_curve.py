"""The specification curve: vectorised estimates against statsmodels, moved blocks, size and power, refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from living_edition.errors import InputError
from living_edition.jobs import distribution, regression_points
from living_edition.ledger.number import read_numbers
from living_edition.regression.estimate import Design, estimate
from living_edition.regression.points import points
from living_edition.regression.specification_curve import (
    STATISTICS,
    Curve,
    JointTest,
    Scheme,
    estimates,
    joint_test,
    limits,
    partial,
    rearranged,
    rearrangements,
    reduced,
    statistics,
    unfold,
)
from living_edition.yaml_models import read

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "specs" / "distribution" / "specification-curve.yaml"
PROVINCES, EACH = 14, 8
NAMES = [f"p{i:02d}" for i in range(PROVINCES)]
EVERYWHERE = [str(30 + i) for i in range(PROVINCES)]


def table() -> pd.DataFrame:
    """Return a panel of three years with every column the spec asks for."""
    random = np.random.default_rng(9)
    n = PROVINCES * EACH
    years = []
    for year in (2005, 2007, 2009):
        numbers = {
            name: np.exp(random.normal(3, 1, n))
            for name in (
                "loans", "deposits", "gdp", "employees_secondary", "land_area", "fixed_assets_net",
                "population_year_end", "fiscal_expenditure",
            )
        }  # fmt: skip
        code = np.repeat([str(30 + i) for i in range(PROVINCES)], EACH)
        city = [f"city{i:03d}" for i in range(n)]
        shares = {f"gdp_share_{s}": random.uniform(20, 50, n) for s in ("secondary", "tertiary")}
        known = {
            "city": city,
            "year": year,
            "province_code": code,
            "is_capital": np.tile(np.arange(EACH) == 0, PROVINCES),
        }
        years.append(pd.DataFrame(known | numbers | shares))
    return pd.concat(years, ignore_index=True)


def altered(folder: Path, **changes: Any) -> Path:
    """Write the spec with some keys changed."""
    content = yaml.safe_load(SPEC.read_text(encoding="utf-8")) | changes
    target = folder / "spec.yaml"
    target.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return target


def designed(seed: int, slope: float = 0.0, shared: float = 0.3) -> list[Design]:
    """Return four specifications of one outcome: with and without a control and province effects."""
    random = np.random.default_rng(seed)
    province = np.repeat(np.arange(PROVINCES), EACH)
    n = province.size
    x = np.sqrt(shared) * random.normal(size=PROVINCES)[province] + np.sqrt(1 - shared) * random.normal(size=n)
    control = 0.5 * x + random.normal(size=n)
    error = np.sqrt(shared) * random.normal(size=PROVINCES)[province] + np.sqrt(1 - shared) * random.normal(size=n)
    # The control has no part in y: otherwise leaving it out would give x a coefficient.
    y = pd.Series(slope * x + error)
    names = pd.Series([f"p{i:02d}" for i in province])
    effects = pd.get_dummies(names, drop_first=True).astype(float)
    made = []
    for controlled in (False, True):
        for inside in (False, True):
            columns = pd.DataFrame({"const": 1.0, "density": x})
            columns = columns.assign(control=control) if controlled else columns
            columns = columns.join(effects) if inside else columns
            made.append(Design("m", y, columns, names, pd.Series(np.arange(n).astype(str))))
    return made


def test_every_combination_is_there_once_or_counted_as_impossible(tmp_path: Path) -> None:
    curve = read(SPEC, Curve)
    choices, flows, impossible = unfold(curve, table())
    combined = len(curve.measures) * len(curve.control_sets) * len(curve.subsets) * len(curve.years) * 4
    assert len(choices) + impossible == combined * len(curve.outcomes)
    # Without capitals there is no indicator for them: half the models of one subset.
    assert impossible == combined * len(curve.outcomes) // len(curve.subsets) // 2
    assert len({tuple(c.chosen().values()) for c in choices}) == len(choices) >= 200
    assert len(flows) == len(curve.outcomes) * len(curve.years)


def test_vectorised_estimates_are_statsmodels() -> None:
    choices, _, _ = unfold(read(SPEC, Curve), table())
    provinces = sorted({name for c in choices for name in c.design.provinces})
    random = np.random.default_rng(1)
    for choice in choices[::17]:
        made = partial(choice.design, "density", provinces)
        y, other = choice.design.y.to_numpy(), random.normal(size=len(choice.design.y))
        slopes, wald = estimates(made, made.rows @ np.c_[y, made.net(y), other])
        first, last = fitted(choice.design, y), fitted(choice.design, other)
        # The residuals of the null model bear the same estimate as the outcome itself.
        for at, done in ((0, first), (1, first), (2, last)):
            assert (slopes[at], wald[at]) == pytest.approx(done, rel=1e-8)


def fitted(made: Design, y: np.ndarray) -> tuple[float, float]:
    """Return statsmodels' coefficient and clustered t for another outcome."""
    done = estimate(replace(made, y=pd.Series(y, index=made.y.index)), ["province"], 0.95)
    return done.terms["density"], done.errors["density"]["province"].t


@pytest.mark.parametrize("scheme", ["sign", "order"])
def test_every_draw_is_statsmodels_estimate_of_the_rows_moved_one_by_one(scheme: Scheme) -> None:
    """The rows are moved here by a loop over provinces; the list has a province that the design has not."""
    made = designed(3)[3]
    each = partial(made, "density", ["p", *NAMES])
    residuals = each.net(made.y.to_numpy())
    random = np.random.default_rng(8).uniform(size=(1 + PROVINCES, 12))
    slopes, wald = estimates(each, rearranged(each, residuals, rearrangements(each.codes, random, scheme), scheme))
    blocks = dict(zip(NAMES, np.split(residuals, PROVINCES), strict=True))
    chance = random[1:]
    for draw in range(12):
        if scheme == "sign":
            turned = [-blocks[name] if chance[i, draw] < 0.5 else blocks[name] for i, name in enumerate(NAMES)]
        else:
            turned = [blocks[NAMES[i]] for i in np.argsort(chance[:, draw])]
        assert (slopes[1 + draw], wald[1 + draw]) == pytest.approx(fitted(made, np.concatenate(turned)), rel=1e-8)
    assert (slopes[0], wald[0]) == pytest.approx(fitted(made, made.y.to_numpy()), rel=1e-8)


def test_order_moves_whole_blocks_and_sign_turns_them() -> None:
    codes = partial(designed(2)[0], "density", NAMES).codes
    random = np.random.default_rng(3).uniform(size=(PROVINCES, 50))
    still, *draws = rearrangements(codes, random, "order").T
    assert list(still) == list(range(PROVINCES * EACH))
    for draw, placed in enumerate(draws):
        blocks = placed.reshape(PROVINCES, EACH)
        assert sorted(placed) == list(range(PROVINCES * EACH))
        assert (np.diff(blocks, axis=1) == 1).all()
        assert list(codes[blocks[:, 0]]) == list(np.argsort(random[:, draw]))
    signs = rearrangements(codes, random, "sign")
    assert np.array_equal(signs, np.c_[np.ones(PROVINCES), np.where(random < 0.5, -1.0, 1.0)])


def test_order_of_unequal_blocks_keeps_their_rows_together() -> None:
    codes = np.repeat([0, 1, 2], [1, 4, 2])
    placed = rearrangements(codes, np.array([[0.9], [0.5], [0.1]]), "order")[:, 1]
    assert list(placed) == [5, 6, 1, 2, 3, 4, 0]


def test_statistics_have_their_definitions() -> None:
    slopes = np.array([[1.0, -1.0], [2.0, -2.0], [-9.0, -3.0]])
    wald = np.array([[3.0, -3.0], [1.0, -3.0], [-3.0, -1.0]])
    found = statistics(slopes, wald, np.full(3, 2.0))
    assert {key: list(values) for key, values in found.items()} == {
        "median": [1.0, 2.0],
        "significant": [pytest.approx(1 / 3), pytest.approx(2 / 3)],
        "one_signed": [pytest.approx(2 / 3), 1.0],
    }


def test_an_estimate_is_significant_beyond_the_two_sided_quantile_of_student() -> None:
    # Student's t with 13 degrees of freedom, 97.5%: 2.160 in every table of it.
    assert limits(reduced(designed(1), "density"), 0.05) == pytest.approx([2.1604] * 4, abs=5e-5)


def jointly(designs: list[Design], scheme: Scheme, seed: list[int]) -> JointTest:
    """Return the joint test of 99 draws at 5 per cent."""
    partialled = reduced(designs, "density")
    outcomes = [made.y.to_numpy() for made in designs]
    return joint_test(partialled, outcomes, scheme, 99, seed, limits(partialled, 0.05))


def rejections(scheme: Scheme, simulations: int, slope: float = 0.0) -> dict[str, float]:
    """Return the share of simulations in which the test rejects at 5 per cent, by statistic."""
    tests = (jointly(designed(i, slope), scheme, [i]) for i in range(simulations))
    found = [[test.p[name] <= 0.05 for name in STATISTICS] for test in tests]
    return dict(zip(STATISTICS, np.mean(found, axis=0), strict=True))


@pytest.mark.slow
def test_under_the_null_turned_signs_reject_as_often_as_they_say() -> None:
    """Four standard errors of a share of 5 per cent; shares of four estimates are coarse and may be below."""
    simulations = 500
    found, margin = rejections("sign", simulations), 4 * np.sqrt(0.05 * 0.95 / simulations)
    assert abs(found["median"] - 0.05) < margin
    assert max(found["significant"], found["one_signed"]) < 0.05 + margin


@pytest.mark.parametrize("scheme", ["sign", "order"])
def test_a_true_coefficient_is_found(scheme: Scheme) -> None:
    found = rejections(scheme, 60, slope=0.8)
    assert found["median"] > 0.9 and found["significant"] > 0.5


def test_the_same_seed_draws_the_same_test_and_p_is_never_zero() -> None:
    first, again = (jointly(designed(5, 3.0), "sign", [1]) for _ in range(2))
    assert first == again
    # The observed curve is one of the hundred; all signs turned at once give it again, in size.
    assert 0.01 <= first.p["median"] <= 0.03


def test_partial_residuals_have_the_slope_of_the_whole_model() -> None:
    made = designed(6, 0.4)[3]
    found = points(made, "density")
    slope = (found["x_partial"] * found["y_partial"]).sum() / (found["x_partial"] ** 2).sum()
    assert slope == pytest.approx(estimate(made, ["HC1"], 0.95).terms["density"], rel=1e-9)
    x = made.x.to_numpy()
    assert found["leverage"].to_numpy() == pytest.approx(np.einsum("ij,jk,ik->i", x, np.linalg.inv(x.T @ x), x))


def run(folder: Path, **changes: Any) -> dict[str, Any]:
    """Run the job on the small table and return its result."""
    table().to_parquet(folder / "table.parquet")
    quick = {"permutations": 99, "size": {"simulations": 50, "permutations": 99, "shared": 0.3}, "years": [2007]}
    spec = altered(folder, **(quick | changes))
    outputs = [folder / name for name in ("out.json", "out.parquet", "numbers.json")]
    distribution.run("curve", folder / "table.parquet", spec, *outputs, confidence=0.95)
    return json.loads((folder / "out.json").read_text(encoding="utf-8"))


def test_the_job_writes_the_same_curve_three_ways(tmp_path: Path) -> None:
    content = run(tmp_path)
    rows = pd.read_parquet(tmp_path / "out.parquet")
    numbers = {n.id: n.value for n in read_numbers(tmp_path / "numbers.json")}
    for outcome, found in content["outcomes"].items():
        part = rows[rows["outcome"] == outcome]
        assert part["estimate"].is_monotonic_increasing
        assert found["median"] == part["estimate"].median() == numbers[f"curve.{outcome}.median"]
        assert found["significant_positive"] == ((part["p"] < 0.05) & (part["estimate"] > 0)).mean()
        # The test's own observed median is the vectorised one.
        assert found["tests"]["sign"]["observed"]["median"] == pytest.approx(abs(found["median"]), rel=1e-8)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"outcomes": ["ln_loans_gpd"]}, "ln_loans_gpd"),
        ({"years": [1999]}, "no row left"),
        ({"subsets": [{"id": "none", "zh": "无", "en": "none", "without": EVERYWHERE}]}, "subset none"),
        (
            {"control_sets": [{"id": "twice", "zh": "重", "en": "twice", "variables": ["ln_employment_density"]}]},
            "exact linear combination",
        ),
        ({"permutations": 3}, "permutations"),
        ({"measure": []}, "write measures"),
    ],
)
def test_what_does_not_hold_is_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run(tmp_path, **changes)


def test_points_are_written_for_every_model_and_city(tmp_path: Path) -> None:
    table().to_parquet(tmp_path / "table.parquet")
    spec = ROOT / "specs" / "regressions" / "credit-depth.yaml"
    out = tmp_path / "points.parquet"
    regression_points.run(tmp_path / "table.parquet", spec, out)
    found = pd.read_parquet(out)
    # Two measures, with and without province effects and the dummy for capitals, three sets of controls.
    assert len(found) == 24 * PROVINCES * EACH
    assert not found.isna().any().any()
