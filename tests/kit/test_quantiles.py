"""The quantile regressions: known slopes, the least objective, bands by blocks, and refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy import optimize, stats
from statsmodels.regression.quantile_regression import QuantReg

from living_edition.errors import InputError
from living_edition.jobs import distribution
from living_edition.ledger.number import read_numbers
from living_edition.regression.estimate import Design
from living_edition.regression.quantiles import (
    PRECISE,
    TOGETHER,
    Quantiles,
    band,
    mean_slope,
    path,
    resample_counts,
    slopes,
)
from living_edition.yaml_models import read

SPEC = Path(__file__).parents[2] / "specs" / "distribution" / "quantiles.yaml"
TAUS = [0.1, 0.25, 0.5, 0.75, 0.9]
SLOPE, WIDENING = 0.5, 0.4


def designed(n: int, shared: float = 0.0, seed: int = 4) -> Design:
    """Return rows whose quantile slopes are SLOPE + WIDENING * z, z the normal quantile.

    ``shared`` adds to x and to the errors a part that ten rows (a province) have in common.
    """
    random = np.random.default_rng(seed)
    province = np.repeat(np.arange(n // 10), 10)
    x = random.uniform(0, 2, n) + shared * random.uniform(0, 2, n // 10)[province]
    e = random.normal(size=n) + shared * random.normal(size=n // 10)[province]
    y = 1 + SLOPE * x + (1 + WIDENING * x) * e
    names = pd.Series([f"city{i:05d}" for i in range(n)])
    return Design("m", pd.Series(y), pd.DataFrame({"const": 1.0, "x": x}), pd.Series(province.astype(str)), names)


def objective(y: np.ndarray, x: np.ndarray, beta: np.ndarray, q: float) -> float:
    """Return the sum of tilted absolute residuals."""
    rest = y - x @ beta
    return float(np.sum(rest * (q - (rest < 0))))


def test_slopes_follow_the_model_within_four_standard_errors() -> None:
    made = designed(20_000)
    for q, slope in zip(TAUS, path(made, "x", TAUS), strict=True):
        error = QuantReg(made.y, made.x).fit(q=q).bse["x"]
        assert abs(slope - (SLOPE + WIDENING * stats.norm.ppf(q))) < 4 * error


def test_the_objective_is_the_linear_programmes() -> None:
    """Koenker and Bassett's problem as a linear programme, solved by HiGHS."""
    made = designed(200)
    y, x = made.y.to_numpy(), made.x.to_numpy()
    n, k = x.shape
    for q in TAUS:
        cost = np.r_[np.zeros(2 * k), np.full(n, q), np.full(n, 1 - q)]
        solved = optimize.linprog(cost, A_eq=np.c_[x, -x, np.eye(n), -np.eye(n)], b_eq=y)
        ours = objective(y, x, QuantReg(y, x).fit(q=q, **PRECISE).params, q)
        assert ours == pytest.approx(solved.fun, rel=1e-6)
        assert path(made, "x", [q, 0.95])[0] == pytest.approx(solved.x[1] - solved.x[1 + k], abs=1e-4)


def test_median_band_has_the_asymptotic_width() -> None:
    """The variance of a median slope under independent normal errors is pi/2 of least squares'."""
    random = np.random.default_rng(6)
    x = pd.DataFrame({"const": 1.0, "x": random.normal(size=2000)})
    names = pd.Series([f"c{i:04d}" for i in range(2000)])
    made = Design("m", x["x"] + random.normal(size=2000), x, names, names)
    draws = 300
    found = band(made, "x", [0.5, 0.6], "city", draws, [1], 0.95)
    expected = np.sqrt(np.pi / 2 / (2000 * x["x"].var(ddof=0)))
    # Four standard errors of a standard deviation from so many draws, and the bootstrap's own
    # error in estimating the density at the median, of the order n^(-1/4).
    assert abs(found.se[0] / expected - 1) < 4 / np.sqrt(2 * draws) + 2000**-0.25
    assert found.low[0] < 1 < found.high[0]
    assert (found.high - found.low)[0] == pytest.approx(2 * 1.96 * found.se[0], rel=0.25)


def test_provinces_that_share_their_errors_widen_the_band_of_whole_provinces() -> None:
    made = designed(300, shared=1.5)
    city = band(made, "x", [0.4, 0.5], "city", 150, [2], 0.95)
    province = band(made, "x", [0.4, 0.5], "province", 150, [2], 0.95)
    assert province.se[1] > 1.5 * city.se[1]


def test_samples_are_drawn_by_whole_blocks_as_many_as_there_are() -> None:
    made = designed(100)
    for block, size in (("province", 10), ("city", 1)):
        times = resample_counts(made, block, 50, np.random.default_rng(5))  # type: ignore[arg-type]
        of_block = times.reshape(50, -1, size)
        assert (of_block == of_block[:, :, :1]).all()
        assert (of_block[:, :, 0].sum(axis=1) == 100 / size).all()
        # A block is drawn once a sample on average: four standard errors of the mean over the samples.
        assert abs(of_block[:, :, 0].mean(axis=0) - 1).max() < 4 / np.sqrt(50)


@pytest.mark.parametrize("q", TAUS)
def test_samples_solved_together_are_statsmodels_fits_of_their_repeated_rows(q: float) -> None:
    """More samples than make up one programme; a vertex is never above the iterated fit's objective."""
    made = designed(120)
    y, x = made.y.to_numpy(), made.x.to_numpy()
    times = resample_counts(made, "city", TOGETHER + 3, np.random.default_rng(7))
    for beta, count in zip(slopes(made, q, times), times, strict=True):
        rows = np.repeat(np.arange(len(y)), count.astype(int))
        fit = QuantReg(y[rows], x[rows]).fit(q=q, **PRECISE)
        least, theirs = (objective(y[rows], x[rows], b, q) for b in (beta, fit.params))
        assert least <= theirs * (1 + 1e-12) and theirs == pytest.approx(least, rel=1e-6)
        assert (np.abs(y - x @ beta)[count > 0] < 1e-9).sum() >= x.shape[1]


def test_a_sample_without_any_row_of_an_indicator_still_has_a_slope() -> None:
    made = designed(60)
    capital = (np.arange(60) == 0) * 1.0
    extended = Design("m", made.y, made.x.assign(capital=capital), made.provinces, made.cities)
    times = np.ones((1, 60)) - capital
    assert slopes(extended, 0.5, times)[0, :2] == pytest.approx(slopes(made, 0.5, times)[0], abs=1e-9)


def test_bands_are_the_same_for_the_same_seed_and_differ_for_another() -> None:
    made = designed(60)
    first, again, other = (band(made, "x", [0.2, 0.8], "city", 100, [s], 0.9) for s in (1, 1, 2))
    assert np.array_equal(first.low, again.low) and first.spread == again.spread
    assert not np.array_equal(first.low, other.low)


def test_mean_slope_has_its_closed_form() -> None:
    made = designed(100)
    x, y = made.x["x"], made.y
    assert mean_slope(made, "x") == pytest.approx(np.cov(x, y)[0, 1] / x.var())


def test_collinear_regressors_are_refused() -> None:
    made = designed(50)
    doubled = Design("m", made.y, made.x.assign(again=made.x["x"] * 2), made.provinces, made.cities)
    with pytest.raises(InputError, match="again"):
        path(doubled, "x", TAUS)


def altered(folder: Path, **changes: Any) -> Path:
    """Write the spec with some keys changed."""
    content = yaml.safe_load(SPEC.read_text(encoding="utf-8")) | changes
    target = folder / "spec.yaml"
    target.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return target


@pytest.mark.parametrize("quantiles", [[0.5, 1.0], [0.5, 0.2], [0.5]])
def test_quantiles_that_do_not_rise_inside_are_refused(tmp_path: Path, quantiles: list[float]) -> None:
    with pytest.raises(InputError, match="quantiles"):
        read(altered(tmp_path, quantiles=quantiles), Quantiles)


def run(folder: Path, **changes: Any) -> dict[str, Any]:
    """Run the job on a small table and return its result."""
    random = np.random.default_rng(3)
    n = 60
    table = pd.DataFrame(
        {
            "city": [f"city{i}" for i in range(n)],
            "year": 2007,
            "province_code": np.repeat([str(30 + i) for i in range(10)], 6),
            "is_capital": np.tile(np.arange(6) == 0, 10),
            **{k: np.exp(random.normal(3, 1, n)) for k in ("loans", "gdp", "employees_secondary", "land_area")},
            "gdp_share_secondary": random.uniform(30, 60, n),
            "population_year_end": random.uniform(50, 900, n),
        }
    )
    table.to_parquet(folder / "table.parquet")
    spec = altered(folder, **({"quantiles": [0.25, 0.75], "draws": 100} | changes))
    outputs = [folder / name for name in ("out.json", "out.parquet", "numbers.json")]
    distribution.run("quantiles", folder / "table.parquet", spec, *outputs, confidence=0.9)
    return json.loads((folder / "out.json").read_text(encoding="utf-8"))


def test_the_job_writes_the_same_path_three_ways(tmp_path: Path) -> None:
    content = run(tmp_path)
    tidy = pd.read_parquet(tmp_path / "out.parquet").set_index(["model", "block", "quantile"])
    numbers = {n.id: n for n in read_numbers(tmp_path / "numbers.json")}
    for found in content["models"]:
        value = found["estimates"][1]
        number = numbers[f"quantile.{found['id']}.q75"]
        assert number.value == value == tidy.loc[(found["id"], "province", 0.75), "estimate"]
        assert number.low == found["bands"]["province"]["low"][1]


def test_an_unknown_column_and_an_empty_sample_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ln_loans_gpd"):
        run(tmp_path, outcome="ln_loans_gpd")
    with pytest.raises(InputError, match="no row left"):
        run(tmp_path, sample={"table": "city_panel", "year": 1999})
