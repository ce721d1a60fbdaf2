"""Adverse selection and screening against closed forms and a bank that searches the rate by steps."""

from __future__ import annotations

import math

import numpy as np
import pytest
from oracles import pay_off
from pydantic import ValidationError
from scipy.optimize import brentq

from cluster_finance.parameters.lending import ScreeningParameters
from cluster_finance.scenario import screening as model
from cluster_finance.scenario.screening_numbers import numbers

HOLDS = {"outside": 0.025}  # the pool holds at q = 1/2
EXCLUDES = {"outside": 0.045}  # it excludes the safe


def firms(**changes: float) -> ScreeningParameters:
    return ScreeningParameters(**{"outside_low": 0.0, **changes})  # type: ignore[arg-type]


def worth(p: ScreeningParameters, firm: str) -> float:
    """What a project brings beyond funds and outside option, collateral costless."""
    chance, back = (p.success_safe, p.return_safe) if firm == "safe" else (p.success_risky, p.return_risky)
    return chance * back - 1 - p.funding - p.outside


def searched(p: ScreeningParameters, safe_share: float, steps: int = 200_001) -> tuple[float, bool, bool]:
    """The lowest repayment without a loss, found by trying all on a fine grid: no formula of the model's."""
    asked = np.linspace(1.0, p.return_risky, steps)
    money, taking, volume = np.zeros(steps), {}, np.zeros(steps)
    for firm, share in (("safe", safe_share), ("risky", 1 - safe_share)):
        chance, back = (p.success_safe, p.return_safe) if firm == "safe" else (p.success_risky, p.return_risky)
        lost = np.minimum(p.collateral, asked / p.collateral_value)
        joins = chance * (back - asked) - (1 - chance) * lost >= p.outside
        kept = chance * asked + (1 - chance) * np.minimum(p.collateral_value * lost, asked)
        money += share * joins * (kept - 1 - p.funding)
        volume += share * joins
        taking[firm] = joins & (share > 0)
    good = np.flatnonzero((money >= -1e-12) & (volume > 0))
    if not len(good):
        return math.nan, False, False
    first = good[0]
    return float(asked[first]), bool(taking["safe"][first]), bool(taking["risky"][first])


def drawn(seed: int) -> ScreeningParameters:
    random = np.random.default_rng(seed)
    low, high = np.sort(random.uniform(0.6, 1.0, 2))
    safe, risky = np.sort(random.uniform(1.05, 1.6, 2))
    return firms(
        success_safe=high, success_risky=low, return_safe=safe, return_risky=risky,
        outside=random.uniform(0, 0.15), collateral=random.choice([0.0, 0.3, 0.8, 1.5]),
        collateral_value=random.uniform(0.5, 1.0),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_offers_are_those_of_a_bank_that_tries_every_rate(seed: int) -> None:
    p = drawn(seed)
    for share in (0.0, 0.2, 0.5, 0.8, 1.0):
        made, found = model.offer(p, share), searched(p, share)
        assert (made.safe, made.risky) == found[1:]
        assert made.repayment == pytest.approx(found[0], abs=2 * p.return_risky / 200_000, nan_ok=True)


def test_the_cases_drawn_are_of_every_kind() -> None:
    """Pools, single types of both kinds, and empty markets."""
    offers = [model.offer(drawn(seed), 0.5) for seed in range(40)]
    assert len({(made.safe, made.risky) for made in offers}) == 4


def test_no_information_is_the_pooled_market() -> None:
    p = firms(**HOLDS)
    made = model.market(p, 0.5)
    mean = p.safe_share * p.success_safe + (1 - p.safe_share) * p.success_risky
    pledged = p.collateral * p.collateral_value
    pooled = (1 + p.funding - (1 - mean) * pledged) / mean
    assert made["rate_good"] == pytest.approx(made["rate_bad"])
    assert made["rate_good"] == pytest.approx(pooled - 1)
    assert (made["safe"], made["risky"]) == pytest.approx((p.safe_share, 1 - p.safe_share))
    assert made["default_rate"] == pytest.approx(1 - mean)


@pytest.mark.parametrize("case", [HOLDS, EXCLUDES, {"outside": 0.0, "return_risky": 1.12}, {"outside": 0.12}])
def test_full_information_with_costless_collateral_is_the_first_best(case: dict[str, float]) -> None:
    p = firms(**case, collateral_value=1.0)
    made = model.market(p, 1.0)
    for firm, share in (("safe", p.safe_share), ("risky", 1 - p.safe_share)):
        assert made[firm] == pytest.approx(share if worth(p, firm) >= 0 else 0.0)
    assert made["welfare"] == pytest.approx(model.first_best(p))
    for rate, chance, firm in (("rate_good", p.success_safe, "safe"), ("rate_bad", p.success_risky, "risky")):
        if worth(p, firm) >= 0:
            own = (1 + p.funding - (1 - chance) * p.collateral) / chance
            assert made[rate] == pytest.approx(own - 1)
        else:
            assert math.isnan(made[rate])


def test_costly_collateral_falls_short_of_the_first_best_by_what_it_wastes() -> None:
    p = firms(**HOLDS, collateral_value=0.7)
    failed = p.safe_share * (1 - p.success_safe) + (1 - p.safe_share) * (1 - p.success_risky)
    assert model.first_best(p) - model.market(p, 1.0)["welfare"] == pytest.approx(failed * 0.3 * p.collateral)


def test_safe_volume_where_the_pool_excludes_the_safe() -> None:
    p = firms(**EXCLUDES)
    change = model.threshold(p)
    assert 0.5 < change < 1
    for q in np.linspace(0.5, change - 1e-6, 20):
        assert model.market(p, q)["safe"] == 0.0
    for q in np.linspace(change + 1e-6, 1.0, 20):
        assert model.market(p, q)["safe"] == pytest.approx(p.safe_share * q)


def test_safe_volume_where_the_pool_holds_falls_before_it_rises() -> None:
    p = firms(**HOLDS)
    change = model.threshold(p)
    assert 0.5 < change < 1
    for q in np.linspace(0.5, change - 1e-6, 20):
        assert model.market(p, q)["safe"] == pytest.approx(p.safe_share)
    for q in np.linspace(change + 1e-6, 1.0, 20):
        assert model.market(p, q)["safe"] == pytest.approx(p.safe_share * q)
    before, after = (model.market(p, change + step) for step in (-1e-6, 1e-6))
    assert after["welfare"] < before["welfare"]
    assert after["default_rate"] > before["default_rate"]


@pytest.mark.parametrize("case", [HOLDS, EXCLUDES])
def test_the_threshold_is_where_the_pooled_rate_meets_the_first_to_leave(case: dict[str, float]) -> None:
    p = firms(**case)
    limit = 1.0 + brentq(lambda r: pay_off(p, "safe", 1 + r) - p.outside, 0, 0.5)

    def gap(q: float) -> float:
        right = q if case is EXCLUDES else 1 - q
        safe, risky = p.safe_share * right, (1 - p.safe_share) * (1 - right)
        mean = (safe * p.success_safe + risky * p.success_risky) / (safe + risky)
        return mean * limit + (1 - mean) * p.collateral * p.collateral_value - 1 - p.funding

    assert model.threshold(p) == pytest.approx(brentq(gap, 0.5, 1 - 1e-9))


def test_without_a_change_of_regime_there_is_no_threshold() -> None:
    easy = firms(outside=0.0, success_risky=0.985)  # the safe never leave
    assert math.isnan(model.threshold(easy))
    assert {round(model.market(easy, q)["safe"], 12) for q in np.linspace(0.5, 1, 11)} == {0.7}
    hopeless = firms(outside=0.2)  # nobody ever borrows
    assert math.isnan(model.threshold(hopeless))
    assert model.market(hopeless, 0.9)["safe"] == 0.0


@pytest.mark.parametrize("collateral", [1.03, 2.0])
def test_collateral_of_the_whole_debt_makes_all_lending_safe(collateral: float) -> None:
    p = firms(**EXCLUDES, collateral=collateral, collateral_value=1.0)
    for q in (0.5, 0.7, 1.0):
        made = model.market(p, q)
        assert (made["rate_good"], made["rate_bad"]) == pytest.approx((p.funding, p.funding))
        assert (made["safe"], made["risky"]) == pytest.approx((p.safe_share, 1 - p.safe_share))
        assert made["welfare"] == pytest.approx(model.first_best(p))


def test_a_bank_never_loses_and_a_competitive_pool_earns_nothing() -> None:
    for case in (HOLDS, EXCLUDES):
        for q in np.linspace(0.5, 1, 26):
            assert model.market(firms(**case), q)["profit"] == pytest.approx(0.0, abs=1e-12)


def test_welfare_is_what_firms_and_bank_gain_together() -> None:
    p = firms(**EXCLUDES)
    q = 0.85
    made = model.market(p, q)
    gains = made["profit"]
    for signal, right in (("good", q), ("bad", 1 - q)):
        asked = model.offer(p, model.posterior(p, signal, q))  # type: ignore[arg-type]
        if asked.safe:
            gains += p.safe_share * right * (pay_off(p, "safe", asked.repayment) - p.outside)
        if asked.risky:
            gains += (1 - p.safe_share) * (1 - right) * (pay_off(p, "risky", asked.repayment) - p.outside)
    assert made["welfare"] == pytest.approx(gains)


def test_where_risky_projects_are_not_worth_it_full_information_keeps_them_out() -> None:
    p = firms(outside=0.0, return_risky=1.12)
    assert worth(p, "risky") < 0 < worth(p, "safe")
    assert model.market(p, 0.5)["risky"] > 0
    assert model.market(p, 1.0)["risky"] == 0
    assert model.market(p, 1.0)["welfare"] > model.market(p, 0.5)["welfare"]


def test_table_has_both_settings_and_the_jump() -> None:
    p = ScreeningParameters()
    table = model.table(p, steps=21)
    assert set(table["outside"]) == {p.outside_low, p.outside}
    for outside, part in table.groupby("outside"):
        change = model.threshold(p.model_copy(update={"outside": outside}))
        near = part[(part["precision"] - change).abs() < 2e-9]
        assert len(near) == 2 and near["safe"].nunique() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"success_risky": 0.99}, "success_risky must be below success_safe"),
        ({"return_risky": 1.1}, "return_risky must exceed return_safe"),
        ({"outside_low": 0.1}, "outside_low must not exceed outside"),
        ({"precision_alone": 0.9}, "precision_alone must not exceed precision_cluster"),
        ({"precision_alone": 0.4}, "greater than or equal to 0.5"),
        ({"colateral": 0.1}, "Extra inputs"),
    ],
)
def test_contradictions_are_refused(changes: dict[str, float], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        ScreeningParameters(**changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes", [{}, {"outside": 0.9, "outside_low": 0.9}, {"collateral": 3.0}, {"outside_low": 0.0}]
)
def test_numbers_exist_under_every_regime(changes: dict[str, float]) -> None:
    made = [n.id for n in numbers(ScreeningParameters(**changes), "")]  # type: ignore[arg-type]
    assert len(made) == len(set(made))
    assert made == [n.id for n in numbers(ScreeningParameters(), "")]


def test_numbers_are_those_of_the_closed_forms() -> None:
    p = ScreeningParameters()
    made = {n.id: n.value for n in numbers(p, "")}
    mean = 0.7 * 0.99 + 0.3 * 0.89
    assert made["screening.default_pool"] == pytest.approx(100 * (1 - mean))
    assert made["screening.rate_pool"] == pytest.approx(100 * ((1.03 - (1 - mean) * 0.14) / mean - 1))
    assert made["screening.limit_safe"] == pytest.approx(100 * (1.10 - (0.045 + 0.01 * 0.2) / 0.99 - 1))
    assert made["screening.safe_cluster"] == pytest.approx(80.0)
    assert made["screening.safe_alone"] == 0.0
    assert made["screening.safe_alone_low"] == pytest.approx(100.0)
