"""The mutual-aid fund against closed forms, a model of one object a firm, and Mesa."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from oracles import vasicek_variance
from pydantic import ValidationError
from scipy import optimize

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.parameters.scenario import CALIBRATED
from cluster_finance.scenario import fund as model
from cluster_finance.scenario import fund_summary as summary
from cluster_finance.scenario.fund_money import government_units, holdings
from cluster_finance.scenario.portfolio import conditional_pd, exact_law

PD = 0.0405
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))


def fund(**changes: Any) -> FundParameters:
    return FundParameters(**{"pd": PD, "replications": 400, "firms": 60, "years": 8, **changes})


HARD = {"pd": 0.2, "lgd": 1.0, "rho": 0.4, "loan_cap": 2.4, "cost": 0.05, "exit_from": 3, "leaving": 0.2}
POINTS = [
    {},
    HARD,
    {**HARD, "expulsion": False},
    {"loan_cap": 3.0, "standing_risky": 1.3, "demand": 0.3, "exit_from": 0},
    {"demand": 1.0, "late_ratio": 5.0, "floor": 1.0, "pd": 0.3},
]


def test_without_default_the_fund_follows_its_closed_form() -> None:
    p = fund(pd=0.0, leaving=0.0, demand=1.0, late_ratio=0.0, exit_from=0, loan_cap=1.0, replications=10)
    paths = model.simulate(p)
    start = (int(holdings(p).sum()) + government_units(p)) * p.unit_fen
    interest = int(holdings(p).sum()) * p.unit_fen * p.rate
    # K' = (1 - c) K + r S: all borrow their shares' worth, costs fall on capital.
    limit = interest / p.cost
    for year in range(p.years):
        closed = limit + (start - limit) * (1 - p.cost) ** (year + 1)
        np.testing.assert_allclose(paths["cash"][:, year], closed, atol=p.years)
    assert (paths["loss"] == 0).all() and (paths["alive"] == 1).all()


def test_if_all_borrow_a_loan_is_the_capital_over_the_shares() -> None:
    p = fund(pd=0.0, leaving=0.0, demand=1.0, loan_cap=10.0, exit_from=1, exit_instalments=1, cost=0.06, rate=0.06)
    paths = model.simulate(p)
    most = (int(holdings(p).sum()) + government_units(p)) * p.unit_fen // int(holdings(p).sum())
    assert (paths["loan"][:, 0] == most).all()
    assert most / p.unit_fen == pytest.approx(1 / 0.7, rel=1e-3)
    # Interest pays the costs exactly, so that what government leaves is the members' own money.
    np.testing.assert_allclose(paths["loan"][:, 1:], p.unit_fen, rtol=1e-4)
    assert (paths["net_credit"][:, 0] == (most - p.unit_fen) * paths["borrowers"][:, 0]).all()


@pytest.mark.parametrize("changes", POINTS)
def test_money_is_conserved_to_the_fen(changes: dict[str, Any]) -> None:
    p = fund(**changes)
    s = model.simulate(p)
    paid_in = s["repaid"] + s["joined"] + s["renewed"] + s["wound_repaid"]
    names = ("lent", "cost", "left", "withdrawn", "wound_members", "wound_government")
    paid_out = sum((s[name] for name in names), np.zeros_like(paid_in))
    start = (int(holdings(p).sum()) + government_units(p)) * p.unit_fen
    np.testing.assert_array_equal(s["cash"], start + np.cumsum(paid_in - paid_out, axis=1))
    np.testing.assert_array_equal(s["cash"] + s["debts"], s["members"] + s["government"] + s["reserve"])
    assert (s["cash"] >= 0).all() and (s["debts"] >= 0).all()


@pytest.mark.parametrize("changes", POINTS)
def test_each_life_is_that_of_firms_taken_one_by_one(changes: dict[str, Any]) -> None:
    from fund_agents import lives

    p = fund(**{**changes, "replications": 12, "firms": 25})
    paths = model.simulate(p)
    factor, uniforms = model.random_numbers(p, range(p.replications))
    chances = [conditional_pd(x, p.rho, factor) for x in model.type_pds(p)]
    for r in range(p.replications):
        pairs = list(zip(chances[0][r].tolist(), chances[1][r].tolist(), strict=True))
        made = lives(p, uniforms[r, 0].tolist(), uniforms[r, 1:].tolist(), pairs)
        for year, row in enumerate(made.history):
            assert row == {name: int(paths[name][r, year]) for name in row}, (r, year)


def test_pieces_and_order_do_not_matter() -> None:
    p = fund(replications=50)
    whole = model.simulate(p)
    for piece in (1, 7, 50):
        other = model.simulate(p, piece)
        for name in whole.values:
            np.testing.assert_array_equal(whole[name], other[name])
    fewer = model.simulate(fund(replications=20))
    np.testing.assert_array_equal(whole["cash"][:20], fewer["cash"])
    backwards = model.random_numbers(p, range(49, -1, -1))
    np.testing.assert_array_equal(backwards[1][::-1], model.random_numbers(p, range(50))[1])
    assert (model.simulate(p.model_copy(update={"seed": 1}))["cash"] != whole["cash"]).any()


def test_expulsion_lowers_the_expected_pd_where_pds_differ() -> None:
    p = fund(replications=2_000)
    with_it = summary.mean_pd(p, model.simulate(p))
    without = summary.mean_pd(p, model.simulate(p.model_copy(update={"expulsion": False})))
    gain = without - with_it
    error = gain.std(axis=0, ddof=1) / np.sqrt(p.replications)
    assert (gain.mean(axis=0) > 4 * error).all()


def test_expulsion_does_nothing_where_pds_are_equal() -> None:
    for expulsion in (True, False):
        p = fund(pd_ratio=1.0, expulsion=expulsion)
        np.testing.assert_allclose(summary.mean_pd(p, model.simulate(p)), PD, rtol=1e-12)


def test_first_year_of_weeding_out_is_bayes_rule() -> None:
    # All borrow, all defaulters leave, nobody comes: the risky part left is known in closed form.
    p = fund(demand=1.0, late_ratio=0.0, admission=0.0, rho=0.0, years=1, leaving=0.0, replications=3_000)
    safe, risky = model.type_pds(p)
    held = model.simulate(p)
    stay = [0.7 * (1 - safe), 0.3 * (1 - risky)]
    parts = held["risky_units"][:, 0] - held["units"][:, 0] * stay[1] / sum(stay)
    assert abs(parts.mean()) < 4 * parts.std(ddof=1) / np.sqrt(p.replications)


def test_defaults_have_the_mean_and_spread_of_the_portfolio_model() -> None:
    p = fund(demand=1.0, pd_ratio=1.0, years=1, shares_least=1, shares_most=1, replications=8_000, loan_cap=0.5)
    defaults = model.simulate(p)["defaulted"][:, 0]
    law = exact_law(PD, p.rho, 0.0, p.firms)
    counts = np.arange(p.firms + 1)
    sd = np.sqrt(law @ counts**2 - (law @ counts) ** 2)
    assert abs(defaults.mean() - p.firms * PD) < 4 * sd / np.sqrt(p.replications)
    none = float(np.mean(defaults == 0))
    assert abs(none - law[0]) < 4 * np.sqrt(law[0] * (1 - law[0]) / p.replications)
    assert sd**2 > p.firms**2 * vasicek_variance(PD, p.rho)


def test_admission_signal_is_bayes_rule() -> None:
    assert model.admitted_risky(fund(signal=0.5)) == pytest.approx(0.3)
    assert model.admitted_risky(fund(signal=1.0)) == 0.0
    assert model.admitted_risky(fund(signal=0.8, safe=0.5)) == pytest.approx(0.2)


def test_type_pds_have_the_given_mean_and_ratio() -> None:
    safe, risky = model.type_pds(fund(pd_ratio=5.0, safe=0.6))
    assert 0.6 * safe + 0.4 * risky == pytest.approx(PD)
    assert risky / safe == pytest.approx(5.0)


def test_firms_default_by_choice_exactly_beyond_the_enforceable_loan() -> None:
    p = fund(pd=0.0, standing_safe=50.0, demand=0.3, leaving=0.0, late_ratio=0.0, replications=20)
    limit = summary.enforceable(p)[1]
    assert limit == pytest.approx(2.5 / 1.06)
    for cap, wanted in ((limit * 0.999, False), (limit * 1.001, True)):
        loss = model.simulate(p.model_copy(update={"loan_cap": cap, "years": 1}))["loss"]
        assert (loss.sum() > 0) == wanted


def test_losses_are_borne_by_somebody() -> None:
    for changes in POINTS:
        p = fund(**changes)
        made = summary.bearers(model.simulate(p))
        assert made.defaulters + made.borrowers + made.members + made.government == pytest.approx(1.0)
        assert 0.0 <= made.defaulters <= 1.0 and made.members >= 0.0 and made.government >= 0.0
    hard = summary.bearers(model.simulate(fund(**{**HARD, "exit_from": 0, "rate": 0.0})))
    assert hard.members > 0.0 and hard.government > 0.0
    # Without interest no borrower bears anything, and a share is worth the same to both.
    assert hard.borrowers <= 1e-9


def test_government_exits_early_late_or_never() -> None:
    made = {when: summary.life(fund(exit_from=when), model.simulate(fund(exit_from=when))) for when in (0, 2, 5)}
    assert made[0].exited == 0.0 and made[0].exposure == pytest.approx(1.0, abs=1e-6)
    assert 2 + 3 - 1 <= made[2].exit_year < made[5].exit_year
    assert made[2].exposure < made[5].exposure < made[0].exposure


def test_break_even_rates_balance() -> None:
    p = fund()
    r = summary.bank_rate(p)
    assert (1 + r) * (1 - PD * p.lgd) == pytest.approx(1 + p.deposit_rate + p.bank_cost)
    loan, u = p.loan_cap, p.demand

    def surplus(rate: float) -> float:
        gain = u * ((1 - PD) * rate * loan + PD * (1 - loan + (1 - p.lgd) * ((1 + rate) * loan - 1)))
        return gain - p.cost / (1 - p.government)

    assert summary.fund_rate(p) == pytest.approx(optimize.brentq(surplus, 0.0, 1.0), rel=1e-9)


def test_bank_loss_has_the_mean_of_its_firms() -> None:
    p = fund(replications=1_500)
    losses = summary.bank_loss(p)
    mean, sd = losses.mean(), losses.std(ddof=1)
    assert abs(mean - PD * p.lgd) < 4 * sd / np.sqrt(p.replications)
    assert sd > 0


def test_ranges_are_refused() -> None:
    assert CALIBRATED["fund.pd"] == "fact:f23"
    with pytest.raises(ValidationError):
        fund(government=1.0)
    with pytest.raises(ValidationError, match="shares_most"):
        fund(shares_least=9, shares_most=3)


def test_mesa_agrees_in_distribution() -> None:
    pytest.importorskip("mesa", reason="Mesa is not installed (extra 'bench')")
    from fund_mesa import run

    p = fund(firms=40, years=6, replications=2_000, pd=0.1)
    ours = model.simulate(p)
    theirs = [run(p, seed).history for seed in range(200)]
    for name in ("cash", "lent", "loss", "risky_units"):
        for year in (0, p.years - 1):
            a, b = ours[name][:, year].astype(float), np.array([h[year][name] for h in theirs], dtype=float)
            error = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
            assert abs(a.mean() - b.mean()) < 4 * error, (name, year)
