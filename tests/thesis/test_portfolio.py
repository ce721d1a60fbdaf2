"""Portfolio credit risk against closed forms, published tables and independent computations."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from oracles import vasicek_cdf
from pydantic import ValidationError
from scipy import integrate, stats

from cluster_finance.parameters.scenario import CALIBRATED, PortfolioParameters
from cluster_finance.scenario import portfolio as model
from cluster_finance.scenario.portfolio_numbers import numbers, table

PD, RHO_W, RHO_B = 0.0405, 0.20, 0.08

# Basel II (June 2006), Annex 5, weights for unexpected loss in percent: PD; corporate, LGD 45%,
# M 2.5 years, sales 50 and 5 million euro; other retail, LGD 45% and 85%.
ANNEX_5 = """
0.03  14.44  11.30  4.45   8.41
0.05  19.65  15.39  6.63  12.52
0.10  29.65  23.30 11.16  21.08
0.25  49.47  39.01 21.15  39.96
0.40  62.72  49.49 28.42  53.69
0.50  69.61  54.91 32.36  61.13
0.75  82.78  65.14 40.10  75.74
1.00  92.32  72.40 45.77  86.46
1.30 100.95  78.77 50.80  95.95
1.50 105.59  82.11 53.37 100.81
2.00 114.86  88.55 57.99 109.53
2.50 122.16  93.43 60.90 115.03
"""


def annex_rows() -> list[list[float]]:
    return [[float(x) for x in line.split()] for line in ANNEX_5.strip().splitlines()]


def weights(pd: float) -> list[float]:
    capital = (
        model.basel_corporate(pd, 0.45),
        model.basel_corporate(pd, 0.45, sales=5.0),
        model.basel_retail(pd, 0.45),
        model.basel_retail(pd, 0.85),
    )
    return [100.0 * 12.5 * k for k in capital]


def test_basel_weights_are_the_published_ones() -> None:
    # Five of the 48 published entries differ from the published formula in the last digit by one.
    pairs = [(p, w) for pd, *row in annex_rows() for p, w in zip(row, weights(pd / 100.0), strict=True)]
    assert all(abs(p - w) < 0.0061 for p, w in pairs)
    assert sum(abs(p - w) <= 0.005 for p, w in pairs) == 43


def test_capital_is_the_vasicek_formula_with_the_rules_correlation() -> None:
    rho = 0.03 * (1 - np.exp(-1.4)) / (1 - np.exp(-35)) + 0.16 * (1 - (1 - np.exp(-1.4)) / (1 - np.exp(-35)))
    tail = stats.norm.cdf((stats.norm.ppf(0.04) + np.sqrt(rho) * stats.norm.ppf(0.999)) / np.sqrt(1 - rho))
    assert model.basel_retail(0.04, 0.45) == pytest.approx(0.45 * (tail - 0.04), rel=1e-12)


def test_vasicek_quantile_inverts_the_distribution_function() -> None:
    for level in (0.5, 0.9, 0.99, 0.999):
        x = model.vasicek_quantile(level, PD, RHO_W)
        assert float(vasicek_cdf(x, PD, RHO_W)) == pytest.approx(level, abs=1e-12)


@pytest.mark.parametrize("industries", [1, 3, 10])
def test_exact_law_is_a_law_with_the_right_moments(industries: int) -> None:
    law = model.exact_law(PD, RHO_W, RHO_B, 200, industries)
    rates = np.arange(201) / 200
    parts = model.decompose(PD, RHO_W, RHO_B, 200, industries)
    assert law.sum() == pytest.approx(1.0, abs=1e-12)
    assert law @ rates == pytest.approx(PD, rel=1e-9)
    assert law @ rates**2 - PD**2 == pytest.approx(parts.total, rel=1e-6)


def test_exact_law_against_adaptive_quadrature() -> None:
    def chance(k: int) -> float:
        def integrand(y: float) -> float:
            p = float(model.conditional_pd(PD, RHO_W, y))
            return float(stats.binom.pmf(k, 50, p) * stats.norm.pdf(y))

        return float(integrate.quad(integrand, -9, 9, limit=400, epsabs=1e-13)[0])

    law = model.exact_law(PD, RHO_W, RHO_B, 50)
    for k in (0, 1, 5, 20, 50):
        assert law[k] == pytest.approx(chance(k), rel=1e-6, abs=1e-13)


def test_without_correlation_the_law_is_binomial() -> None:
    expected = stats.binom.pmf(np.arange(101), 100, PD)
    for industries in (1, 4):
        np.testing.assert_allclose(model.exact_law(PD, 0.0, 0.0, 100, industries), expected)
    tiny = model.exact_law(PD, 1e-10, 0.0, 100, 4)
    np.testing.assert_allclose(tiny, expected, atol=1e-7)


def test_equal_correlations_make_industries_one() -> None:
    one = model.exact_law(PD, RHO_W, RHO_W, 120, 1)
    many = model.exact_law(PD, RHO_W, RHO_W, 120, 5)
    np.testing.assert_allclose(many, one, atol=1e-10)


def test_exact_law_tends_to_the_closed_form() -> None:
    limit = model.vasicek_quantile(0.999, PD, RHO_W)
    sizes = (100, 1000, 10_000)
    gaps = [abs(model.law_quantile(model.exact_law(PD, RHO_W, 0.0, n), 0.999) / n - limit) for n in sizes]
    assert gaps[2] < gaps[0]
    assert gaps[2] < 5e-4


def test_large_portfolio_needs_more_than_plain_gauss_hermite() -> None:
    loans = 10_000
    points, w = np.polynomial.hermite_e.hermegauss(64)
    p = model.conditional_pd(PD, RHO_B, points)
    rough = (w / w.sum()) @ stats.binom.cdf(np.arange(loans + 1), loans, p[:, None])
    plain = int(np.searchsorted(rough, 0.99))
    fine = model.law_quantile(model.exact_law(PD, RHO_B, 0.0, loans), 0.99)
    limit = loans * model.vasicek_quantile(0.99, PD, RHO_B)
    assert abs(fine - limit) < 10
    assert abs(plain - limit) > 30


@pytest.mark.parametrize("industries", [1, 10])
def test_simulation_within_four_errors_of_the_exact_law(industries: int) -> None:
    p = PortfolioParameters(pd=PD, loans=200, draws=100_000)
    law = model.exact_law(p.pd, p.rho_industry, p.rho_economy, p.loans, industries)
    exact, drawn = np.cumsum(law), np.cumsum(model.simulate(p, industries))
    counts = np.arange(p.loans + 1)
    for level in (0.5, 0.9, 0.99, 0.999):
        k = model.law_quantile(law, level)
        error = np.sqrt(exact[k] * (1 - exact[k]) / p.draws)
        assert abs(exact[k] - drawn[k]) < 4 * error
    sd = np.sqrt(law @ counts**2 - (law @ counts) ** 2)
    simulated = model.simulate(p, industries)
    assert abs(simulated @ counts - law @ counts) < 4 * sd / np.sqrt(p.draws)


def test_same_seed_same_result() -> None:
    p = PortfolioParameters(pd=PD, draws=5_000)
    np.testing.assert_array_equal(model.simulate(p), model.simulate(p))
    other = p.model_copy(update={"seed": 1})
    assert np.any(model.simulate(other) != model.simulate(p))


def test_variance_parts_fall_as_they_should() -> None:
    base = model.decompose(PD, RHO_W, RHO_B, 100, 10)
    loans = model.decompose(PD, RHO_W, RHO_B, 1000, 10)
    spread = model.decompose(PD, RHO_W, RHO_B, 100, 20)
    assert loans.idiosyncratic == pytest.approx(base.idiosyncratic / 10)
    assert loans.industry == pytest.approx(base.industry)
    assert spread.industry == pytest.approx(base.industry / 2)
    assert base.economy == pytest.approx(loans.economy) == spread.economy


def test_joint_default_against_the_factor_integral() -> None:
    def integrand(y: float) -> float:
        return float(model.conditional_pd(PD, RHO_W, y)) ** 2 * float(stats.norm.pdf(y))

    wanted = integrate.quad(integrand, -9, 9, epsabs=1e-13)[0]
    assert model.joint_default(PD, RHO_W) == pytest.approx(wanted, rel=1e-6)


def test_shortfall_is_the_mean_of_the_quantiles_beyond() -> None:
    law = model.exact_law(PD, RHO_W, RHO_B, 100)
    levels = 0.99 + 0.01 * (np.arange(20_000) + 0.5) / 20_000
    mean = np.mean([model.law_quantile(law, float(q)) for q in levels[::10]])
    assert model.law_shortfall(law, 0.99) == pytest.approx(mean, rel=2e-3)


def test_contradictions_and_ranges_are_refused() -> None:
    with pytest.raises(ValidationError, match="rho_industry must be at least"):
        PortfolioParameters(pd=PD, rho_industry=0.1, rho_economy=0.2)
    with pytest.raises(ValidationError, match="must not exceed loans"):
        PortfolioParameters(pd=PD, loans=5, industries=6)


def test_calibrated_fields_are_required() -> None:
    assert CALIBRATED["portfolio.pd"] == "fact:f23"
    assert PortfolioParameters.model_fields["pd"].is_required()


def test_numbers_and_table_agree() -> None:
    p = PortfolioParameters(pd=PD, draws=20_000)
    made = {n.id: n for n in numbers(p, "pd = fact:f23")}
    rows = table(p)
    row = rows[(rows["loans"] == p.loans) & (rows["industries"] == 1)].iloc[0]
    assert made["portfolio.var999"].value == pytest.approx(100 * row["var999"])
    parts = [made[f"portfolio.variance_{k}"].value for k in ("idiosyncratic", "industry", "economy")]
    assert sum(parts) == pytest.approx(100.0)
    assert made["portfolio.mean_loss"].value == pytest.approx(100 * PD * p.lgd)
    assert "fact:f23" in made["portfolio.var999"].source.zh


def test_job_writes_the_same_bytes_twice(tmp_path: Path) -> None:
    from living_edition.files import write_table
    from living_edition.ledger.number import write_numbers

    p = PortfolioParameters(pd=PD, draws=5_000)
    for name in ("a", "b"):
        write_table(table(p), tmp_path / f"{name}.parquet")
        write_numbers(numbers(p, ""), tmp_path / f"{name}.json")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
