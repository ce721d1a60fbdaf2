"""A variant is the configuration with named differences, printed with its numbers; simulated ones carry their error."""

from __future__ import annotations

import inspect
import re

import pytest
from pydantic import ValidationError

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.parameters.lending import ReputationParameters
from cluster_finance.parameters.scenario import GuaranteeParameters, PortfolioParameters
from cluster_finance.scenario import (
    compared_numbers,
    fund_numbers,
    fund_sweep,
    guarantee_numbers,
    portfolio_numbers,
    reputation_numbers,
    screening_numbers,
)
from cluster_finance.scenario.numbers_of import NumbersOf, simulated, variant, written
from living_edition.ledger.formatting import text
from living_edition.ledger.number import Number
from living_edition.ledger.precision import SIMULATION

FUND = FundParameters(pd=0.0405, replications=40, firms=40, years=10)
# What is computed by drawing random numbers, by the code that a number names.
SIMULATIONS = re.compile(r"fund_summary:(life|bearers|bank_loss)$|fund:simulate$|guarantee:outcome$|mutual:simulate$"
                         r"|portfolio:simulate$")  # fmt: skip
SETTINGS = {"hard_pd", "demand_few", "demand_most", "exit_from_early", "exit_from_late", "default_rate"}


def test_a_variant_changes_what_it_names_and_nothing_else() -> None:
    made = variant(FUND, demand=0.9)
    assert made.parameters.model_dump() == FUND.model_dump() | {"demand": 0.9}
    assert made.differences == {"demand": 0.9} and written(made.differences) == "demand = 0.9"
    with pytest.raises(ValueError, match="has no exit"):
        variant(FUND, exit=3)
    with pytest.raises(ValidationError):
        variant(FUND, demand=9.0)


def test_differences_are_printed_with_the_number() -> None:
    of = NumbersOf("fund")("fund:simulate", "甲", "a", variant(FUND, demand=0.9, expulsion=False))
    assert "demand = 0.9, expulsion = 0" in of.source.en and "demand = 0.9, expulsion = 0" in of.source.zh


def test_the_fund_where_most_borrow_keeps_the_base_rule_of_exit() -> None:
    numbers = {number.id: number for number in fund_numbers.numbers(FUND, "")}
    most = numbers["fund.net_all_most"]
    assert "here demand = 0.9" in most.source.en and "exit_from" not in most.source.en
    never = FUND.model_copy(update={"exit_from": 0})
    other = {number.id: number.value for number in fund_numbers.numbers(never, "")}
    assert other["fund.net_all_most"] != most.value, "the base rule moves it"


def test_the_figure_s_funds_name_their_differences() -> None:
    table = fund_sweep.by_variant(FUND).drop_duplicates("variant").set_index("variant")["differences"]
    assert table.to_dict() == {
        "early": "exit_from = 3", "late": "exit_from = 10", "never": "exit_from = 0",
        "no_expulsion": "exit_from = 0, expulsion = 0",
    }  # fmt: skip


@pytest.mark.parametrize(
    "module",
    [compared_numbers, fund_numbers, fund_sweep, guarantee_numbers, portfolio_numbers, reputation_numbers,
     screening_numbers],
)  # fmt: skip
def test_no_parameters_are_changed_but_by_a_variant(module: object) -> None:
    assert "model_copy" not in inspect.getsource(module)  # type: ignore[arg-type]


def all_numbers() -> list[Number]:
    p = GuaranteeParameters(pd=0.0405, home_multiple=2.5, abroad_multiple=10.0, draws=500, years=2)
    return [
        *fund_numbers.numbers(FUND, ""),
        *guarantee_numbers.numbers(p, ""),
        *portfolio_numbers.numbers(PortfolioParameters(pd=0.0405, draws=2000), ""),
        *reputation_numbers.numbers(ReputationParameters(draws=60, partners=40), ""),
    ]


def test_every_simulated_number_carries_the_interval_of_its_error() -> None:
    drawn = [
        number
        for number in all_numbers()
        if SIMULATIONS.search(number.source.code) and number.id.split(".")[1] not in SETTINGS
        and "参数（" not in number.source.zh
    ]  # fmt: skip
    assert len(drawn) > 30
    assert [number.id for number in drawn if number.interval != SIMULATION] == []
    assert all(number.low <= number.value <= number.high for number in drawn)  # type: ignore[operator]


def test_a_simulated_number_is_printed_as_far_as_its_interval_bears() -> None:
    of = NumbersOf("fund")("fund:simulate", "甲", "a")
    assert text(simulated(of, "a", 0.9123, (0.902, 0.922)), "en") == "about 91%"
    assert text(simulated(of, "b", 0.9123, (0.91225, 0.91235), decimals=2), "en") == "about 91.23%"
    assert text(simulated(of, "c", 1.0, (0.999, 1.0)), "en") == "100.0%"
