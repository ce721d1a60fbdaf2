"""The credit-depth regression: arithmetic against independent sources, and what must be refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import yaml
from scipy import stats

from living_edition.errors import InputError
from living_edition.files import read_json
from living_edition.jobs import regression
from living_edition.ledger.number import read_numbers
from living_edition.regression.diagnostics import diagnostics, influence, without_each_province
from living_edition.regression.estimate import (
    Design,
    design_matrix,
    draw_sample,
    estimate,
)
from living_edition.regression.formulas import evaluate
from living_edition.regression.spec import Spec, check_columns, read_spec
from living_edition.regression.variables import columns_of

SPEC = Path(__file__).parents[2] / "specs" / "regressions" / "credit-depth.yaml"
SLOPE, CAPITAL = 0.3, 0.8

# Certified values of the Longley problem, NIST Statistical Reference Datasets.
LONGLEY = [
    ("const", -3482258.63459582, 890420.383607373),
    ("GNPDEFL", 15.0618722713733, 84.9149257747669),
    ("GNP", -0.358191792925910e-01, 0.334910077722432e-01),
    ("UNEMP", -2.02022980381683, 0.488399681651699),
    ("ARMED", -1.03322686717359, 0.214274163161675),
    ("POP", -0.511041056535807e-01, 0.226073200069370),
    ("YEAR", 1829.15146461355, 455.478499142212),
]


def beside(n: int) -> dict[str, np.ndarray]:
    """Return columns that only sets of controls use, unlike anything else."""
    random = np.random.default_rng(8)
    return {
        "population_year_end": random.uniform(50, 900, n),
        "fiscal_expenditure": np.exp(random.normal(13, 1, n)),
        "gdp_share_tertiary": random.uniform(20, 50, n),
    }


def cities(noise: float = 0.3, provinces: int = 8, each: int = 12) -> pd.DataFrame:
    """Return a table of cities whose density coefficient is known, with two singleton provinces."""
    random = np.random.default_rng(7)
    code = np.repeat(np.arange(30, 30 + provinces), each)
    code = np.append(code, [90, 91])
    n = len(code)
    capital = np.r_[np.tile(np.arange(each) == 0, provinces), True, True]
    area = random.uniform(2e3, 2e4, n)
    employees = area * np.exp(random.normal(-7, 1, n) + capital)
    density = np.log(employees / area)
    y = 1.5 + SLOPE * density + CAPITAL * capital + noise * random.normal(size=n)
    gdp = np.exp(random.normal(15, 1, n))
    return pd.DataFrame(
        {
            "city": [f"city{i:03d}" for i in range(n)],
            "year": 2007,
            "province_code": code,
            "is_capital": capital,
            "employees_secondary": employees,
            "land_area": area,
            "gdp": gdp,
            "gdp_share_secondary": random.uniform(30, 60, n),
            **beside(n),
            "loans": gdp * np.exp(y),
        }
    )


def model(spec: Spec, table: pd.DataFrame, effects: bool = False, capital: bool = False) -> tuple[Design, Any]:
    """Return design and estimate of one employment model."""
    sample, _ = draw_sample(spec, table)
    made = design_matrix(spec, sample, spec.measures[0], ("province",) if effects else (), capital)
    return made, estimate(made, list(spec.errors), 0.95)


@pytest.fixture
def spec() -> Spec:
    """Return the spec as filed."""
    return read_spec(SPEC)


@pytest.fixture
def altered(tmp_path: Path) -> Callable[[Callable[[dict[str, Any]], object]], Path]:
    """Return a function that writes the spec with one alteration and returns its path."""

    def write(change: Callable[[dict[str, Any]], object]) -> Path:
        content = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
        change(content)
        target = tmp_path / "altered.yaml"
        target.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return target

    return write


def by_hand(made: Design) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return coefficients and standard errors by matrix algebra, from the published formulas."""
    x, y = made.x.to_numpy(), made.y.to_numpy()
    n, k = x.shape
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    e = y - x @ beta
    h = np.einsum("ij,jk,ik->i", x, inverse, x)
    groups = made.provinces.to_numpy()
    scores = np.array([x[groups == g].T @ e[groups == g] for g in np.unique(groups)])
    g = len(scores)
    meats = {
        "HC1": n / (n - k) * (x.T * e**2) @ x,
        "HC3": (x.T * (e / (1 - h)) ** 2) @ x,
        "province": g / (g - 1) * (n - 1) / (n - k) * scores.T @ scores,
    }
    return {kind: (beta, np.sqrt(np.diag(inverse @ meat @ inverse))) for kind, meat in meats.items()}


@pytest.mark.parametrize("effects", [False, True])
@pytest.mark.parametrize("kind", ["HC1", "HC3", "province"])
def test_errors_agree_with_matrix_algebra(spec: Spec, kind: Any, effects: bool) -> None:
    made, done = model(spec, cities(), effects, capital=True)
    beta, se = by_hand(made)[kind]
    n, k = made.x.shape
    df = done.clusters - 1 if kind == "province" else n - k
    for term, errors in done.errors.items():
        at = list(made.x.columns).index(term)
        assert done.terms[term] == pytest.approx(beta[at], rel=1e-8)
        found = errors[kind]
        assert found.se == pytest.approx(se[at], rel=1e-8)
        assert found.df == df
        assert found.p == pytest.approx(2 * stats.t.sf(abs(beta[at] / se[at]), df), rel=1e-6)
        half = stats.t.ppf(0.975, df) * se[at]
        assert (found.low, found.high) == pytest.approx((beta[at] - half, beta[at] + half))


def test_simple_regression_has_its_closed_form(spec: Spec) -> None:
    made, done = model(spec, cities())
    x, y = made.x["density"], made.y
    slope = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    assert done.terms["density"] == pytest.approx(slope, rel=1e-10)
    assert done.fit.rsquared == pytest.approx(np.corrcoef(x, y)[0, 1] ** 2, rel=1e-10)


def test_longley_has_the_certified_values() -> None:
    data = sm.datasets.longley.load_pandas()
    label = pd.Series([str(year) for year in data.exog["YEAR"]])
    x = sm.add_constant(data.exog)
    done = estimate(Design("longley", data.endog, x, label, label), ["HC1"], 0.95)
    for term, value, error in LONGLEY:
        assert done.terms[term] == pytest.approx(value, rel=1e-7)
        assert done.fit.bse[term] == pytest.approx(error, rel=1e-7)
    assert done.fit.rsquared == pytest.approx(0.995479004577296, rel=1e-9)


@pytest.mark.parametrize("effects", [False, True])
def test_a_known_truth_is_recovered(spec: Spec, effects: bool) -> None:
    _, exact = model(spec, cities(noise=1e-6), effects, capital=True)
    assert exact.terms["density"] == pytest.approx(SLOPE, abs=1e-5)
    assert exact.terms["capital"] == pytest.approx(CAPITAL, abs=1e-5)
    _, noisy = model(spec, cities(), effects, capital=True)
    error = noisy.errors["density"]["HC3"]
    assert abs(noisy.terms["density"] - SLOPE) < 3 * error.se


@pytest.mark.parametrize("effects", [False, True])
def test_leaving_the_capital_out_biases_by_the_known_amount(spec: Spec, effects: bool) -> None:
    made, _ = model(spec, cities(noise=1e-6), effects, capital=True)
    _, without = model(spec, cities(noise=1e-6), effects, capital=False)
    others = made.x.drop(columns="capital")
    carried = sm.OLS(made.x["capital"], others).fit().params["density"]
    assert carried > 0
    assert without.terms["density"] == pytest.approx(SLOPE + CAPITAL * carried, abs=1e-5)


def test_effects_equal_demeaning_inside_provinces(spec: Spec) -> None:
    made, done = model(spec, cities(), effects=True)
    inside = [v - v.groupby(made.provinces).transform("mean") for v in (made.y, made.x["density"])]
    fit = sm.OLS(*inside).fit()
    assert done.terms["density"] == pytest.approx(fit.params.iloc[0], rel=1e-9)
    assert done.r2_within == pytest.approx(fit.rsquared, rel=1e-9)


def test_singleton_provinces_leave_with_effects_only(spec: Spec) -> None:
    plain, with_all = model(spec, cities())
    made, done = model(spec, cities(), effects=True)
    assert (len(plain.y), with_all.clusters, plain.singletons) == (98, 10, ())
    assert (len(made.y), done.clusters) == (96, 8)
    assert made.singletons == ("city096", "city097")
    assert max(done.fit.get_influence().hat_matrix_diag) < 1


def test_collinear_terms_are_named(spec: Spec) -> None:
    table = cities()
    table["is_capital"] = table["province_code"] < 34
    with pytest.raises(InputError, match="term capital"):
        model(spec, table, effects=True, capital=True)
    table["is_capital"] = False
    with pytest.raises(InputError, match="term capital: found an exact linear combination"):
        model(spec, table, capital=True)


def test_a_city_singled_out_has_no_hc3(spec: Spec) -> None:
    table = cities()
    table["is_capital"] = table["city"] == "city005"
    with pytest.raises(InputError, match="city005: found leverage 1"):
        model(spec, table, capital=True)


def test_all_missing_and_no_such_year_are_refused(spec: Spec) -> None:
    with pytest.raises(InputError, match=r"no row left: .*loans to GDP \(log\): missing \(98\)"):
        draw_sample(spec, cities().assign(loans=np.nan))
    with pytest.raises(InputError, match=r"no row left: another year \(98\)"):
        draw_sample(spec, cities().assign(year=1999))


def test_too_few_rows_and_clusters_are_refused(spec: Spec) -> None:
    anywhere = spec.model_copy(update={"leave_out": []})
    with pytest.raises(InputError, match="2 rows for 2 coefficients"):
        model(anywhere, cities().head(2))
    with pytest.raises(InputError, match="1 cluster; expected at least 2"):
        model(anywhere, cities().head(12))
    _, done = model(spec, cities())
    assert [said["en"] for said in done.warnings] == [
        "few clusters: 10 provinces; clustered standard errors may be too small"
    ]


def test_sample_flow_counts_every_row(spec: Spec) -> None:
    table = cities()
    table.loc[0, "loans"] = np.nan
    table.loc[[1, 2], "employees_secondary"] = 0.0
    table.loc[3, "gdp_share_secondary"] = np.nan
    table = pd.concat([table, table.assign(year=2006)], ignore_index=True)
    sample, flow = draw_sample(spec, table)
    assert [(d["count"], d["cities"]) for d in flow.dropped] == [
        (98, []),
        (1, ["city000"]),
        (2, ["city001", "city002"]),
        (1, ["city003"]),
    ]
    assert flow.rows_in == flow.used + sum(d["count"] for d in flow.dropped)
    assert flow.used == len(sample) == 94


def test_unknown_names_are_told_with_line_and_nearest(
    altered: Callable[[Callable[[dict[str, Any]], object]], Path],
) -> None:
    path = altered(lambda c: c.update(outcome="ln_loan_gdp", controls=["wage"]))
    with pytest.raises(InputError) as caught:
        check_columns(read_spec(path), [*cities().columns, "wage_average"], path)
    text = str(caught.value)
    line = path.read_text(encoding="utf-8").split("\n").index("outcome: ln_loan_gdp") + 1
    assert f"altered.yaml, line {line}, key outcome: found the unknown name" in text
    assert "write ln_loans_gdp" in text
    assert "key controls.0" in text
    assert "write wage_average" in text


def test_unknown_columns_and_keys_are_told(
    altered: Callable[[Callable[[dict[str, Any]], object]], Path], spec: Spec
) -> None:
    with pytest.raises(InputError, match="the unknown name 'land_area'"):
        check_columns(spec, list(cities().columns.drop("land_area")), SPEC)
    path = altered(lambda c: c["sample"].update(yaer=2007))
    with pytest.raises(InputError, match=r"key sample\.yaer: found the unknown key.*write year"):
        read_spec(path)
    path = altered(lambda c: c.pop("claim"))
    with pytest.raises(InputError, match="key claim: found nothing"):
        read_spec(path)


def test_an_unknown_unit_of_the_rows_is_told_before_anything_is_estimated(
    altered: Callable[[Callable[[dict[str, Any]], object]], Path],
) -> None:
    path = altered(lambda c: c["sample"].update(unit="citys"))
    with pytest.raises(InputError, match=r"line \d+, key sample\.unit: found 'citys'; expected one of .*write cities,"):
        read_spec(path)


def test_clusters_are_counted_in_an_edition_that_adds_no_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("edition.yaml").write_text("name: other\npackage: other\nlanguages: [zh, en]\n", encoding="utf-8")
    Path("specs").mkdir()
    shutil.copyfile(SPEC.parents[1] / "variables.yaml", "specs/variables.yaml")
    cities().to_parquet("cities.parquet")
    regression.run(Path("cities.parquet"), SPEC, 0.95, 99, 1, *map(Path, ("r.json", "r.parquet", "n.json")))
    ledger = {n.id: n for n in read_numbers(tmp_path / "n.json")}
    clusters, used = ledger["reg.credit-depth.employment.plain.clusters"], ledger["reg.credit-depth.sample.used"]
    assert (clusters.value, clusters.unit, used.value, used.unit) == (10, "provinces", 98, "cities")


def test_a_spec_may_bring_its_own_variable(
    altered: Callable[[Callable[[dict[str, Any]], object]], Path],
) -> None:
    own = {"formula": "log(gdp)", "unit": "number", "zh": "产值", "en": "output"}
    path = altered(lambda c: c.update(variables={"output": own}, controls=["output"]))
    changed = read_spec(path)
    check_columns(changed, list(cities().columns), path)
    _, done = model(changed, cities())
    assert list(done.terms) == ["const", "density", "output"]


@pytest.mark.parametrize("formula", ["exp(gdp)", "gdp.values", "gdp ** 2", "log(", "'a'", "a[0]"])
def test_formulas_hold_arithmetic_only(formula: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be read|is none of"):
        columns_of(formula)


def test_formulas_compute() -> None:
    table = pd.DataFrame({"a": [1.0, 4.0, 0.0], "b": [2, 0, 1]})
    found = evaluate("log(a / b) - -1", table)
    assert found.iloc[0] == pytest.approx(np.log(0.5) + 1)
    assert found.iloc[1:].isna().all()


def test_diagnostics_find_what_was_planted(spec: Spec) -> None:
    table = cities()
    table["loans"] = table["loans"].where(table["city"] != "city005", 100 * table["loans"])
    made, done = model(spec, table, capital=True)
    assert influence(done)[0]["city"] == "city005"
    assert len(influence(done)) == 10
    at = list(made.cities).index("city005")
    theirs = done.fit.get_influence().resid_studentized_external[at]
    assert influence(done)[0]["residual_studentized"] == pytest.approx(theirs, rel=1e-9)
    found = diagnostics(done)
    r2 = np.corrcoef(made.x["density"], made.x["capital"])[0, 1] ** 2
    assert found["vif"]["density"] == pytest.approx(1 / (1 - r2), rel=1e-9)
    spread = sm.OLS(done.fit.resid**2, made.x).fit()
    assert found["breusch_pagan"]["lm"] == pytest.approx(len(made.y) * spread.rsquared, rel=1e-9)


def test_reset_agrees_with_its_definition(spec: Spec) -> None:
    made, done = model(spec, cities())
    fitted = done.fit.fittedvalues
    wider = made.x.assign(square=fitted**2, cube=fitted**3)
    f, p, _ = sm.OLS(made.y, wider).fit().compare_f_test(done.fit)
    found = diagnostics(done)["reset"]
    assert (found["f"], found["p"]) == pytest.approx((f, p), rel=1e-5)


@pytest.mark.parametrize("effects", [False, True])
def test_leaving_a_province_out_equals_a_smaller_sample(spec: Spec, effects: bool) -> None:
    _, done = model(spec, cities(), effects, capital=True)
    found = without_each_province(done, "density")
    assert len(found) == done.clusters
    for code in ("30", "33"):
        smaller = cities().query(f"province_code != {code}")
        _, again = model(spec.model_copy(update={"leave_out": []}), smaller, effects, capital=True)
        assert found[code] == pytest.approx(again.terms["density"], rel=1e-9)
    with pytest.raises(InputError, match=r"no city of province '33', which leave_out names"):
        draw_sample(spec, cities().query("province_code != 33"))


def test_the_job_writes_result_table_and_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cities().to_parquet("cities.parquet")
    shutil.copyfile(SPEC, "credit-depth.yaml")
    shutil.copyfile(SPEC.parents[2] / "edition.yaml", "edition.yaml")
    Path("specs").mkdir()
    shutil.copyfile(SPEC.parents[1] / "variables.yaml", "specs/variables.yaml")
    given = map(Path, ("cities.parquet", "credit-depth.yaml"))
    regression.run(*given, 0.95, 9999, 20100601, *map(Path, ("r.json", "r.parquet", "n.json")))
    content = read_json(tmp_path / "r.json")
    # Two measures, with and without province effects and the indicator, with three sets of controls.
    assert len(content["models"]) == 24
    table = pd.read_parquet(tmp_path / "r.parquet")
    # Three errors a term, and the bootstrap of the main one.
    terms = [2 + capital + controls for capital in (0, 1) for controls in (0, 2, 4)]
    assert len(table) == 3 * 4 * sum(terms) + 24
    assert (table["error"] == "wild_province").sum() == 24
    ledger = {n.id: n for n in read_numbers(tmp_path / "n.json")}
    found = ledger["reg.credit-depth.employment.province_capital.density.estimate"]
    term = next(m for m in content["models"] if m["id"] == "employment.province_capital")
    row = next(t for t in term["terms"] if t["term"] == "density")
    assert (found.value, found.low) == (row["estimate"], row["errors"]["HC3"]["low"])
    assert found.interval == "95% confidence, HC3"
    assert ledger["reg.credit-depth.employment.plain.n"].value == 98
    assert found.source.files == ("cities.parquet", "credit-depth.yaml")
