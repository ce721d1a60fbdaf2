"""Batch lending against its closed forms and an independent root."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.optimize import brentq

from cluster_finance.parameters.lending import BatchParameters
from cluster_finance.scenario import batch as model
from cluster_finance.scenario.batch_numbers import numbers
from living_edition.errors import InputError
from living_edition.settings.document import default_yaml
from living_edition.settings.load import load

ROOT = Path(__file__).resolve().parents[2]


def bank(**changes: float) -> BatchParameters:
    given = {"pd": 0.04, "clients": 373, "loan": 157.3, "micro_loan": 30.0, **changes}
    return BatchParameters(**given)  # type: ignore[arg-type]


def test_average_cost_falls_like_one_over_n_to_the_clients_own() -> None:
    p = bank()
    for n in (1, 10, 1e3, 1e6):
        own = model.average_cost(p, "batch", p.loan, n) - p.cost_batch / p.loan
        assert own * n == pytest.approx(p.shared_cost / p.loan, rel=1e-6)
    assert model.average_cost(p, "batch", p.loan, 1e12) == pytest.approx(p.cost_batch / p.loan)
    assert model.average_cost(p, "alone", p.loan) == pytest.approx(p.cost_alone / p.loan)


@pytest.mark.parametrize("shared", [0.0, 7.0, 50.0])
def test_both_ways_cost_the_same_at_n_star(shared: float) -> None:
    p = bank(shared_cost=shared)
    star = model.break_even_clients(p)
    if shared == 0.0:
        assert star == 0.0
        return
    costs = [model.average_cost(p, way, p.loan, star) for way in model.WAYS]
    assert costs[0] == pytest.approx(costs[1])
    assert model.average_cost(p, "batch", p.loan, star * 1.01) < costs[0]
    assert model.average_cost(p, "batch", p.loan, star * 0.99) > costs[0]
    # The root found by search, not by formula.
    gap = lambda n: n * p.cost_batch + p.shared_cost - n * p.cost_alone  # noqa: E731
    assert star == pytest.approx(brentq(gap, 1e-6, 1e6))


def test_the_rate_leaves_the_bank_nothing_in_expectation() -> None:
    p, cost = bank(pd=0.1, lgd=0.6), 0.02
    owed = 1 + model.break_even_rate(p, cost)
    received = 0.9 * owed + 0.1 * (1 - 0.6) * owed
    assert received == pytest.approx(1 + p.funding + cost)


def test_the_rate_rises_in_pd_lgd_and_funding() -> None:
    for key, values in {"pd": (0.01, 0.2), "lgd": (0.1, 0.9), "funding": (0.0, 0.1)}.items():
        rates = [model.break_even_rate(bank(**{key: v}), 0.01) for v in np.linspace(*values, 9)]
        assert (np.diff(rates) > 0).all()


def test_smallest_loan_just_breaks_even_at_the_cap() -> None:
    p = bank()
    for way in model.WAYS:
        smallest = model.smallest_loan(p, way)
        assert model.break_even_rate(p, model.average_cost(p, way, smallest)) == pytest.approx(p.rate_cap)
        assert model.break_even_rate(p, model.average_cost(p, way, 0.9 * smallest)) > p.rate_cap
    assert model.smallest_loan(p, "batch") < model.smallest_loan(p, "alone")
    assert math.isinf(model.smallest_loan(bank(rate_cap=0.03), "alone"))


def test_saving_is_the_difference_of_the_two_bills() -> None:
    p = bank()
    bills = 373 * 2.0 - (50.0 + 373 * 1.0)  # alone: 373 full costs; cluster: the shared one and 373 small ones
    assert model.saving(p) == pytest.approx(bills)
    by_rate = (model.average_cost(p, "alone", p.loan) - model.average_cost(p, "batch", p.loan)) * p.loan * p.clients
    assert model.saving(p) == pytest.approx(by_rate)


def test_the_tolerated_loss_makes_both_rates_equal() -> None:
    p = bank(lgd=0.5)
    loss = model.tolerated_loss(p, p.loan)
    careless = bank(lgd=0.5, pd=loss / 0.5)
    alone = model.break_even_rate(p, model.average_cost(p, "alone", p.loan))
    assert model.break_even_rate(careless, model.average_cost(p, "batch", p.loan)) == pytest.approx(alone)
    assert loss > p.pd * p.lgd
    # Below n* the cluster costs more, and there is nothing to give away.
    few = bank(lgd=0.5, clients=10)
    assert model.tolerated_loss(few, few.loan) < few.pd * few.lgd


def test_table_holds_the_own_point() -> None:
    p = bank()
    table = model.table(p)
    own = table[(table["clients"] == p.clients) & (table["loan"] == p.loan)].set_index("way")["rate"]
    assert own["alone"] > own["batch"]
    assert set(table["loan"]) == {p.loan, p.micro_loan}
    assert not table.duplicated(["loan", "way", "clients"]).any()


def test_defaults_come_from_the_thesis_in_the_unit_of_the_knob() -> None:
    import yaml

    settings, references = load(yaml.safe_load(default_yaml()))
    batch = settings.scenarios.batch
    # The thesis, section 2.2.2: 373 firms, 1.573 million yuan each; loans of up to 300,000 yuan.
    assert (batch.clients, batch.loan, batch.micro_loan) == (373, 157.3, 30.0)
    assert references["scenarios.batch.clients"] == "thesis:programme.firms"


def test_wrong_parameters_are_told_with_range_and_nearest_key() -> None:
    import yaml

    raw = yaml.safe_load(default_yaml())
    raw["scenarios"]["batch"] |= {"rate_cap": 3.0, "fundng": 0.03}
    with pytest.raises(InputError) as told:
        load(raw)
    message = str(told.value)
    assert "scenarios.batch.rate_cap" in message and "less than or equal to 1" in message
    assert "key scenarios.batch.fundng" in message and "write funding" in message


def test_a_cluster_dearer_by_client_is_a_contradiction() -> None:
    with pytest.raises(ValidationError, match=r"cost_batch \(2\) must be below cost_alone \(2\)"):
        bank(cost_batch=2.0, cost_alone=2.0)


def test_numbers_are_those_of_the_model_and_have_no_double() -> None:
    p = bank()
    made = {n.id: n.value for n in numbers(p, "")}
    assert len(made) == len(list(numbers(p, "")))
    assert made["batch.break_even_clients"] == 50
    assert made["batch.saving"] == pytest.approx(323.0)
    kept = 1 - 0.04 * 0.45
    assert made["batch.rate_alone"] == pytest.approx(100 * ((1.03 + 2 / 157.3) / kept - 1))
    assert made["batch.micro_rate_batch"] == pytest.approx(100 * ((1.03 + (50 / 373 + 1) / 30) / kept - 1))


def test_a_cap_below_the_bare_cost_of_lending_is_told() -> None:
    with pytest.raises(InputError, match="rate_cap"):
        list(numbers(bank(rate_cap=0.02), ""))
