"""Guarantee leverage against exact laws, closed forms and its own monotonicities."""

from __future__ import annotations

import math

import numpy as np
import pytest
from oracles import exhausting_rate, ruin_large_portfolio, ruin_one_year, simulated_need, simulated_ruin
from pydantic import ValidationError
from scipy import stats

from cluster_finance.parameters.scenario import CALIBRATED, GuaranteeParameters
from cluster_finance.scenario import guarantee as model
from cluster_finance.scenario.guarantee_numbers import MULTIPLES, numbers, table
from cluster_finance.scenario.ruin import largest_multiple, ruin
from living_edition.ledger.formatting import bare as bare_text

PD = 0.0405
GIVEN = {"pd": PD, "home_multiple": 2.5, "abroad_multiple": 10.0, "draws": 10_000, "loans": 100}


def fund(**changes: float) -> GuaranteeParameters:
    return GuaranteeParameters(**{**GIVEN, **changes})  # type: ignore[arg-type]


def bare(**changes: float) -> GuaranteeParameters:
    """One year, no premium, no costs, the whole loan lost and paid."""
    plain = {"years": 1, "premium": 0, "running_cost": 0, "lgd": 1, "share_paid": 1}
    return fund(**{**plain, "reguarantee": 0, **changes})


def counts(p: GuaranteeParameters) -> model.Counts:
    return model.default_counts(p, [(p.rho, p.pd)])[0]


def test_ruin_and_top_up_increase_in_the_multiple() -> None:
    p = fund()
    assert (np.diff(table(p)["ruin"]) > 0).all()
    drawn = counts(p)
    top_up = [model.top_ups(p, drawn, multiple).mean() for multiple in MULTIPLES]
    assert (np.diff(top_up) >= 0).all() and top_up[-1] > 0


def test_one_year_agrees_with_the_exact_law() -> None:
    p = bare(pd=0.05, loans=150, draws=40_000)
    drawn = counts(p)
    for multiple in (5.0, 10.0, 15.0):
        exact = ruin_one_year(p, multiple)
        assert exact > 0.01
        assert ruin(p, multiple) == pytest.approx(exact, rel=1e-9)
        assert abs(simulated_ruin(p, drawn, multiple) - exact) < 4 * np.sqrt(exact * (1 - exact) / p.draws)


def test_large_portfolio_limit_and_the_sign_of_correlation() -> None:
    values = [ruin_large_portfolio(bare(pd=0.05, rho=rho), 15.0) for rho in (0.2, 0.5)]
    assert exhausting_rate(bare(), 15.0) == pytest.approx(1 / 15)
    assert [round(v, 3) for v in values] == [0.250, 0.205]
    for rho in np.arange(0.05, 0.9, 0.05):
        low, high = (ruin_large_portfolio(bare(pd=0.05, rho=float(r)), 15.0) for r in (rho - 1e-5, rho + 1e-5))
        rises = stats.norm.cdf(np.sqrt(1 - rho) * stats.norm.ppf(0.05)) < 1 / 15
        assert (high > low) == rises


def test_finite_fund_tends_to_the_limit() -> None:
    limit = ruin_large_portfolio(bare(pd=0.05), 12.0)
    # The lattice of possible rates makes small funds erratic: bounds, not an order.
    for loans, bound in ((500, 2e-2), (5000, 2e-3)):
        assert abs(ruin_one_year(bare(pd=0.05, loans=loans), 12.0) - limit) < bound


def test_no_default_and_no_cost_no_ruin() -> None:
    p = fund(pd=0.0, running_cost=0.0)
    assert table(p)["ruin"].max() == 0.0
    assert max(model.top_ups(p, counts(p), multiple).max() for multiple in MULTIPLES) == 0.0
    assert largest_multiple(p) == model.MULTIPLE_CAP


def test_independent_years_without_correlation_are_binomial() -> None:
    p = bare(pd=0.05, rho=0.0, years=3, draws=20_000, persistence=0.0)
    share = simulated_ruin(p, counts(p), 10.0)
    # Without premium capital only falls: ruin means more than N/m defaults in three years.
    exact = float(stats.binom.sf(p.loans / 10, 3 * p.loans, 0.05))
    assert ruin(p, 10.0) == pytest.approx(exact, rel=1e-9)
    assert abs(share - exact) < 4 * np.sqrt(exact * (1 - exact) / p.draws)


def test_persistent_bad_years_raise_ruin() -> None:
    shares = []
    for persistence in (0.0, 0.8):
        p = fund(persistence=persistence, draws=20_000)
        shares.append(simulated_ruin(p, counts(p), 10.0))
        assert ruin(p, 10.0) == pytest.approx(shares[-1], abs=4 * np.sqrt(shares[-1] / 20_000))
    assert shares[1] > shares[0] + 4 * np.sqrt(2 * shares[0] / 20_000)


def test_factor_is_stationary_with_the_stated_persistence() -> None:
    shocks = np.random.default_rng(1).standard_normal((50_000, 4))
    path = model.factors(shocks, 0.6)
    assert np.abs(path.var(axis=0) - 1).max() < 4 * np.sqrt(2 / 50_000)
    assert abs(np.mean(path[:, 0] * path[:, 1]) - 0.6) < 4 * np.sqrt(1.36 / 50_000)


def test_common_random_numbers_order_every_draw_in_pd() -> None:
    p = fund(draws=2_000)
    low, high = model.default_counts(p, [(0.2, 0.02), (0.2, 0.06)])
    assert (high >= low).all()
    assert (high > low).any()


def test_same_seed_same_result_however_it_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    p = fund(draws=2_000)
    whole = counts(p)
    np.testing.assert_array_equal(whole, counts(p))
    monkeypatch.setattr(model, "_PIECE", 12_345)
    np.testing.assert_array_equal(whole, counts(p))
    pair = model.default_counts(p, [(0.5, 0.1), (p.rho, p.pd)])
    np.testing.assert_array_equal(whole, pair[1])
    assert (counts(p.model_copy(update={"seed": 1})) != whole).any()


def test_largest_multiple_stands_at_the_limit() -> None:
    p = fund(draws=20_000)
    best = largest_multiple(p)
    assert ruin(p, best * 0.999) <= p.ruin_limit <= ruin(p, best * 1.001)
    # The simulated funds' own limits: order statistics that hold the quantile in all but one case of ten thousand.
    drawn = counts(p)
    ranks = stats.binom.ppf([5e-5, 1 - 5e-5], p.draws, p.ruin_limit) / p.draws
    low, high = (simulated_ruin(p, drawn, best * factor) for factor in (0.999, 1.001))
    assert ranks[0] <= high and low <= ranks[1]


def test_the_top_up_is_the_depth_of_the_lowest_point() -> None:
    p = fund(draws=2_000)
    drawn = counts(p)
    np.testing.assert_allclose(model.top_ups(p, drawn, 12.0), np.maximum(simulated_need(p, drawn, 12.0), 0), atol=1e-12)


def test_contradiction_is_refused() -> None:
    with pytest.raises(ValidationError, match="costs alone"):
        fund(running_cost=0.3, years=5)
    assert CALIBRATED["guarantee.pd"] == "fact:f23"


def test_numbers_have_intervals_and_no_double() -> None:
    made = list(numbers(fund(draws=2_000), "pd = fact:f23"))
    ids = [n.id for n in made]
    assert len(ids) == len(set(ids))
    by_id = {n.id: n for n in made}
    top_up = by_id["guarantee.top_up_abroad"]
    assert top_up.low is not None and top_up.high is not None
    assert top_up.low <= top_up.value <= top_up.high
    # Ruin is computed and not simulated: no interval, and the simulation lies around it.
    assert by_id["guarantee.ruin_abroad"].low is None and by_id["guarantee.ruin_abroad"].unit == "percent"


def test_a_rare_ruin_is_not_printed_as_none() -> None:
    made = [n for n in numbers(fund(), "") if n.id.startswith("guarantee.ruin_") and n.id != "guarantee.ruin_limit"]
    assert len(made) == 6
    assert all(n.value > 0 and float(bare_text(n, "en")) > 0 for n in made)


def test_the_multiples_compared_are_those_of_the_parameters() -> None:
    p = fund(draws=2_000, home_multiple=3.0, abroad_multiple=8.0)
    by_id = {n.id: n.value for n in numbers(p, "")}
    assert by_id["guarantee.home_multiple"] == 3.0
    assert by_id["guarantee.abroad"] == 8.0
    exact, share = by_id["guarantee.ruin_abroad"] / 100, simulated_ruin(p, counts(p), 8.0)
    assert abs(share - exact) < 4 * math.sqrt(exact * (1 - exact) / p.draws)
