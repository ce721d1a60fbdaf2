"""Reputation and the spread of news against closed forms, exact chains and a defaulter who tries every year."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.integrate import solve_ivp
from scipy.special import exp1

from cluster_finance.parameters.lending import ReputationParameters
from cluster_finance.scenario import news
from cluster_finance.scenario import reputation as model
from cluster_finance.scenario.reputation_numbers import numbers

YEARS = np.arange(1, 13, dtype=np.float64)


def firm(**changes: float) -> ReputationParameters:
    return ReputationParameters(**{"draws": 100, "partners": 41, **changes})  # type: ignore[arg-type]


def told(p: ReputationParameters) -> np.ndarray:
    years = np.arange(1, model.periods(p.discount) + 1, dtype=np.float64)
    return news.mean_field(years, p.news_rate, p.bank_rate, 1 / p.partners)


# The spread of news.


@pytest.mark.parametrize(
    ("beta", "bank", "seed"), [(1.5, 0.0, 0.02), (0.8, 0.3, 0.1), (0.0, 0.4, 0.0), (0.0, 0.0, 0.3)]
)
def test_mean_field_solves_its_equation(beta: float, bank: float, seed: float) -> None:
    right = lambda _, g: (bank + beta * g) * (1 - g)  # noqa: E731
    solved = solve_ivp(right, (0, 12), [seed], t_eval=YEARS, rtol=1e-10, atol=1e-12).y[0]
    np.testing.assert_allclose(news.mean_field(YEARS, beta, bank, seed), solved, atol=1e-8)


def test_without_the_bank_the_mean_field_is_logistic() -> None:
    grown = 0.02 * np.exp(1.3 * YEARS)
    np.testing.assert_allclose(news.mean_field(YEARS, 1.3, 0.0, 0.02), grown / (0.98 + grown))


def test_chain_of_two_and_three_by_hand() -> None:
    # Two partners: the other learns at rate beta + b.
    np.testing.assert_allclose(news.birth_chain(12, 0.5, 0.2, 2), 1 - 0.5 * np.exp(-0.7 * YEARS))
    # Three, no bank: both steps at rate 2 * beta / 2 * 1 = beta, so the count is 1 + min(Poisson(beta t), 2).
    none = np.exp(-0.5 * YEARS)
    one = 0.5 * YEARS * none
    np.testing.assert_allclose(news.birth_chain(12, 0.5, 0.0, 3), (3 - 2 * none - one) / 3)


def test_from_the_bank_alone_partners_learn_independently() -> None:
    wanted = 1 - (1 - 1 / 40) * np.exp(-0.15 * YEARS)
    np.testing.assert_allclose(news.birth_chain(12, 0.0, 0.15, 40), wanted)
    np.testing.assert_allclose(news.mean_field(YEARS, 0.0, 0.15, 1 / 40), wanted)


def test_with_a_fixed_seed_share_the_mean_field_errs_like_one_over_n() -> None:
    errors = []
    for partners in (50, 100, 200, 400):
        exact = news.birth_chain(8, 1.0, 0.0, partners, seeds=partners // 10)
        errors.append(np.abs(exact - news.mean_field(YEARS[:8], 1.0, 0.0, 0.1)).max())
    ratios = np.array(errors[:-1]) / np.array(errors[1:])
    assert np.abs(ratios - 2).max() < 0.05


def test_a_single_seed_follows_the_birth_chain_not_the_logistic() -> None:
    partners, draws = 41, 3_000
    shares = news.simulate(8, (1.0, 0.0), (partners, partners - 1, 0.0), draws, seed=5)
    error = shares.std(axis=0, ddof=1) / math.sqrt(draws)
    exact = news.birth_chain(8, 1.0, 0.0, partners)
    assert (np.abs(shares.mean(axis=0) - exact) < 4 * error).all()
    logistic = news.mean_field(YEARS[:8], 1.0, 0.0, 1 / partners)
    assert (np.abs(shares.mean(axis=0) - logistic) > 4 * error).any()


def test_the_single_seed_chain_tends_to_the_random_start_of_branching() -> None:
    """Early on news branches: N G is close to W e^{beta t}, W exponential; integrated over W.

    The mean of W x / (1 + W x) is 1 - e^{1/x} E_1(1/x) / x, with x = e^{beta t} / N.
    """
    gaps = []
    for partners in (100, 400):
        x = np.exp(YEARS) / partners
        limit = 1 - np.exp(1 / x) * exp1(1 / x) / x
        gaps.append(np.abs(news.birth_chain(12, 1.0, 0.0, partners) - limit).max())
    assert gaps[1] < 0.5 * gaps[0] < 0.02
    logistic = news.mean_field(YEARS, 1.0, 0.0, 1 / 400)
    assert np.abs(logistic - limit).max() > 20 * gaps[1]


def test_on_a_ring_news_walks_like_a_poisson_count() -> None:
    # Two contacts: on either side one partner at a time, at beta / 2 each; the ring is not closed in five years.
    partners, draws = 101, 4_000
    shares = news.simulate(5, (2.0, 0.0), (partners, 2, 0.0), draws, seed=6)
    error = np.sqrt(2.0 * YEARS[:5]) / partners / math.sqrt(draws)
    assert (np.abs(shares.mean(axis=0) - (1 + 2.0 * YEARS[:5]) / partners) < 4 * error).all()


def test_small_world_keeps_its_edges_and_has_no_double() -> None:
    for rewired in (0.0, 0.3, 1.0):
        edges = news.small_world(30, 6, rewired, np.random.default_rng(2))
        pairs = {frozenset(map(int, edge)) for edge in edges}
        assert len(pairs) == 30 * 3 and all(len(pair) == 2 for pair in pairs)
    assert len(news.small_world(7, 6, 1.0, np.random.default_rng(3))) == 21  # complete: nothing can move
    far = news.small_world(200, 4, 0.25, np.random.default_rng(4))
    gap = np.abs(far[:, 0] - far[:, 1])
    moved = np.mean(np.minimum(gap, 200 - gap) > 2)
    wanted = 0.25 * 195 / 196  # a moved end may land near by
    assert abs(moved - wanted) < 4 * math.sqrt(wanted * (1 - wanted) / 400)


def test_shortcuts_spread_news_faster() -> None:
    slow, fast = (news.simulate(6, (3.0, 0.0), (60, 4, r), 400, seed=7).mean(axis=0) for r in (0.0, 0.5))
    assert (fast >= slow).all() and fast[3] > slow[3] + 0.1


def test_no_channel_no_news() -> None:
    np.testing.assert_array_equal(news.simulate(5, (0.0, 0.0), (20, 4, 0.1), 3, seed=1), np.full((3, 5), 0.05))


# The limit of repayment.


def test_limit_is_that_of_a_defaulter_who_tries_every_year() -> None:
    p = firm(moving_cost=1.3, outside_surplus=0.55, discount=0.85, news_rate=1.1, bank_rate=0.02)
    shares = told(p)
    for leave in (0, 1, 2, 3, 5, 9):
        cost = 0.0
        for year in range(1, 400):
            known = shares[min(year, len(shares)) - 1]
            cost += p.discount**year * (known if year <= leave else 1 - p.outside_surplus)
        cost += p.discount**leave * p.moving_cost
        assert model.costs(p, shares, p.moving_cost)[leave] == pytest.approx(cost)
    assert model.limit(p, shares, p.moving_cost).repayment == pytest.approx(model.costs(p, shares, p.moving_cost).min())


def test_leaving_later_undercuts_leaving_at_once_and_staying() -> None:
    p = firm(moving_cost=1.0, bank_rate=0.1)
    shares = told(p.model_copy(update={"news_rate": 0.5}))
    made = model.limit(p, shares, p.moving_cost)
    assert 0 < made.leaves < math.inf
    assert made.repayment < model.two_way(p, shares, p.moving_cost) - 0.01


def test_where_leaving_never_pays_the_two_coincide() -> None:
    p = firm(moving_cost=50.0)
    shares = told(p)
    made = model.limit(p, shares, p.moving_cost)
    assert made.leaves == math.inf
    assert made.repayment == pytest.approx(model.two_way(p, shares, p.moving_cost))


@pytest.mark.parametrize("key", ["discount", "news_rate", "bank_rate", "moving_cost"])
def test_limit_does_not_fall_in_delta_news_and_rootedness(key: str) -> None:
    values = {"discount": (0.3, 0.97), "news_rate": (0.0, 20.0), "bank_rate": (0.0, 2.0), "moving_cost": (0.0, 9.0)}[
        key
    ]
    found = []
    for value in np.linspace(*values, 25):
        p = firm(**{"moving_cost_alone": 0.0, key: float(value)})
        found.append(model.limit(p, told(p), p.moving_cost).repayment)
    assert (np.diff(found) >= -1e-12).all()
    assert found[-1] > found[0]


@pytest.mark.parametrize(("moving_cost", "outside"), [(1.0, 0.6), (0.0, 1.0), (20.0, 0.2)])
def test_fast_news_tends_to_the_ceiling(moving_cost: float, outside: float) -> None:
    p = firm(news_rate=100.0, moving_cost=moving_cost, outside_surplus=outside, discount=0.9)
    wanted = min(9.0, moving_cost + (1 - outside) * 9.0)  # delta / (1 - delta) = 9
    assert model.ceiling(p, moving_cost) == pytest.approx(wanted)
    assert model.limit(p, told(p), moving_cost).repayment == pytest.approx(wanted, abs=1e-6)


def test_truncation_is_below_a_millionth() -> None:
    p = firm(discount=0.98, bank_rate=0.3, news_rate=0.0, moving_cost=50.0, outside_surplus=0.0)
    years = 0.98 / 0.02
    lasting = (1 - 1 / p.partners) * 0.98 * math.exp(-0.3) / (1 - 0.98 * math.exp(-0.3))
    shares = model.informed(p, "alone")
    assert model.costs(p, shares, 50.0)[-1] == pytest.approx(years - lasting, abs=1e-6)


def test_simulated_limit_agrees_with_the_exact_chain_on_the_complete_graph() -> None:
    p = firm(contacts=40, rewired=0.0, draws=2_000, news_rate=1.0, moving_cost=50.0, bank_rate=0.05)
    simulated = model.limit(p, model.informed(p, "network"), 50.0)
    exact = model.limit(p, model.informed(p, "complete"), 50.0)
    assert simulated.error > 0
    assert abs(simulated.repayment - exact.repayment) < 4 * simulated.error


def test_a_free_firm_as_well_off_elsewhere_repays_nothing_however_fast_the_news() -> None:
    p = firm(outside_surplus=1.0, moving_cost=0.0, news_rate=100.0)
    assert model.limit(p, told(p), 0.0).repayment == pytest.approx(0.0, abs=1e-12)


def test_same_seed_same_result() -> None:
    p = firm(draws=50)
    np.testing.assert_array_equal(model.informed(p, "network"), model.informed(p, "network"))
    assert (model.informed(p, "network") != model.informed(firm(draws=50, seed=1), "network")).any()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"contacts": 5}, "contacts must be even"),
        ({"contacts": 42}, "contacts must be below partners"),
        ({"moving_cost": 1.0, "moving_cost_alone": 2.0}, "moving_cost_alone must not exceed"),
        ({"outside_surplus": 1.2}, "less than or equal to 1"),
    ],
)
def test_contradictions_are_refused(changes: dict[str, float], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        firm(**changes)


def test_numbers_hold_under_other_parameters() -> None:
    p = firm(draws=60)
    made = {n.id: n for n in numbers(p, "")}
    assert len(made) == len(list(numbers(p, "")))
    extreme = numbers(firm(draws=60, outside_surplus=1.0, moving_cost=0.0, bank_rate=0.0), "")
    assert {n.id for n in extreme} == set(made)
    loans = {key: n.value for key, n in made.items() if key.startswith("reputation.loan_")}
    assert loans["reputation.loan_alone"] <= loans["reputation.loan_rooted"] <= loans["reputation.loan_ceiling"]
    assert loans["reputation.loan_ceiling"] == pytest.approx((1.0 + 0.4 * 9) / 1.08)
    cluster = made["reputation.loan_cluster"]
    assert cluster.low is not None and cluster.high is not None
    assert cluster.low <= cluster.value <= cluster.high
