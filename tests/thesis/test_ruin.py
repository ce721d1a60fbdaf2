"""Exact ruin: against the closed form of one year, the law of independent years, and the simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import draw, outcome
from scipy import integrate, stats

from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario import guarantee, mutual
from cluster_finance.scenario.portfolio import conditional_pd, exact_law
from cluster_finance.scenario.ruin import (
    EXACT,
    UNITS,
    Precision,
    largest_multiple,
    ruin,
    thresholds,
    turning,
    units,
    within,
)

FEW = settings(max_examples=6, deadline=None, derandomize=True)


def fund(**changed: object) -> GuaranteeParameters:
    plain = {"pd": 0.0405, "home_multiple": 2.5, "abroad_multiple": 10.0}
    return GuaranteeParameters.model_validate(plain | changed)


@FEW
@given(pd=st.floats(0.01, 0.3), rho=st.floats(0.0, 0.6), loans=st.integers(5, 400), multiple=st.floats(2, 15))
def test_one_year_is_the_exact_law_of_the_portfolio(pd: float, rho: float, loans: int, multiple: float) -> None:
    p = fund(pd=pd, rho=rho, loans=loans, years=1)
    law = exact_law(pd, rho, 0.0, loans)
    most = thresholds(p, multiple, loans)[0]
    assert ruin(p, multiple) == pytest.approx(float(law[most + 1 :].sum()), abs=1e-10)


def test_independent_years_are_convolved() -> None:
    p = fund(pd=0.1, rho=0.3, persistence=0.0, years=2, loans=30, premium=0.0, running_cost=0.0)
    law = exact_law(0.1, 0.3, 0.0, 30)
    first, second = thresholds(p, 8.0, 30)
    alive = sum(law[k] * law[: second - k + 1].sum() for k in range(min(first, 30) + 1))
    assert ruin(p, 8.0) == pytest.approx(1.0 - float(alive), abs=1e-10)


def test_a_factor_that_lasts_makes_one_long_year() -> None:
    # With a factor that does not move, the years are independent given it: two binomials, integrated over it.
    p = fund(pd=0.1, rho=0.3, persistence=0.9999, years=2, loans=20, premium=0.0, running_cost=0.0)
    second = thresholds(p, 6.0, 20)[1]

    def both(z: float) -> float:
        q = float(conditional_pd(0.1, 0.3, np.array([z]))[0])
        return float(stats.binom.cdf(second, 40, q) * stats.norm.pdf(z))

    # Without premium and costs the second year's test covers the first.
    alive = integrate.quad(both, -8, 8, epsabs=1e-12, limit=200)[0]
    assert ruin(p, 6.0) == pytest.approx(1.0 - alive, rel=2e-3)


@pytest.mark.parametrize(("multiple", "shock"), [(5.0, 0.0), (10.0, 0.0), (2.5, -2.0), (10.0, -2.0)])
def test_the_simulation_agrees_with_it(multiple: float, shock: float) -> None:
    p = fund(draws=20_000)
    share = outcome(p, multiple, draw(p, shock)).ruin
    exact = ruin(p, multiple, shock)
    assert abs(share - exact) < 4 * np.sqrt(exact * (1 - exact) / p.draws) + 1 / p.draws


def test_clients_of_unequal_size_agree_with_the_simulation_and_equal_ones_with_the_binomial() -> None:
    p = fund(draws=20_000, pd=0.08)
    weights = mutual.client_weights(p.loans, 0.8)
    share, exact = outcome(p, 10.0, draw(p), None, weights).ruin, ruin(p, 10.0, weights=weights)
    assert abs(share - exact) < 4 * np.sqrt(exact * (1 - exact) / p.draws)
    assert ruin(p, 10.0, weights=np.full(200, 1 / 200)) == pytest.approx(ruin(p, 10.0), abs=1e-9)
    assert units(weights).sum() == UNITS and abs(units(weights) - UNITS * weights).max() < 1


def test_nothing_defaults_and_nothing_is_paid_no_ruin() -> None:
    assert ruin(fund(pd=0.0), 15.0) == pytest.approx(0.0, abs=1e-12)
    assert ruin(fund(share_paid=0.0), 15.0) == pytest.approx(0.0, abs=1e-12)
    assert ruin(fund(pd=0.0, running_cost=0.2, premium=0.0), 3.0) == pytest.approx(0.0, abs=1e-12)


def test_ruin_rises_with_the_multiple_and_the_largest_stands_at_the_limit() -> None:
    p = fund()
    at = [ruin(p, m) for m in (2.0, 5.0, 8.0, 12.0)]
    assert (np.diff(at) > 0).all()
    best = largest_multiple(p)
    assert ruin(p, best - 0.01) <= p.ruin_limit < ruin(p, best + 0.01)
    assert largest_multiple(p, shock=-2.0) < best
    assert largest_multiple(fund(pd=0.0)) == guarantee.MULTIPLE_CAP


def test_the_grid_is_fine_enough() -> None:
    finer = Precision(reach=EXACT.reach, steps=4.0, dropped=0.0)
    assert ruin(fund(), 10.0, precision=finer) == pytest.approx(ruin(fund(), 10.0), abs=1e-12)


@pytest.mark.parametrize("error", [1e-3, 1e-4, 1e-6])
def test_a_coarser_recursion_errs_by_no_more_than_it_says(error: float) -> None:
    # Over the ranges of the sensitivity sweep and beyond them, the corners among them.
    lows, highs = [1, 0.005, 0.2, 0.0, 0.0, 0.0, 0.0, 0.5], [15, 0.12, 0.65, 0.5, 0.95, 0.03, 0.06, 1.0]
    drawn = stats.qmc.scale(stats.qmc.LatinHypercube(8, rng=1).random(24), lows, highs).tolist()
    corners = [[8, 0.04, 0.45, rho, persistence, 0.02, 0.03, 0.8] for rho in (0.0, 0.5) for persistence in (0.0, 0.95)]
    names = ("pd", "lgd", "rho", "persistence", "premium", "running_cost", "share_paid")
    for multiple, *values in [*drawn, *corners]:
        p = fund(**dict(zip(names, values, strict=True)))
        assert abs(ruin(p, multiple, precision=within(error)) - ruin(p, multiple)) <= error
    assert within(0.0) == EXACT


def test_where_a_condition_turns() -> None:
    assert turning(lambda x: x > 0.25, 0.0, 1.0) == pytest.approx(0.25, abs=2e-5)
    assert turning(lambda x: x < 0.25, 1.0, 0.0) == pytest.approx(0.25, abs=2e-5)
    assert turning(lambda x: x > 2.0, 0.0, 1.0) is None
