"""What the batch lending model hands to the ledger."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cluster_finance.parameters.lending import BatchParameters
from cluster_finance.scenario import batch as model
from cluster_finance.scenario.numbers_of import NumbersOf, configured
from living_edition.errors import InputError, Problem
from living_edition.ledger.number import Number

Parameters = BatchParameters
table = model.table


def numbers(p: BatchParameters, given: str) -> Iterator[Number]:
    """Yield the numbers of the ledger; raise ``InputError`` where no loan of any size could be lent."""
    _check(p)
    of = NumbersOf("batch", given)
    yield from _rates(p, of)
    yield from _money(p, of)
    yield from _settings(p, of)


def _check(p: BatchParameters) -> None:
    if model.margin(p) > 0.0:
        return
    least = model.break_even_rate(p, 0.0)
    raise InputError(
        [
            Problem(
                "parameters", "batch.rate_cap", f"{p.rate_cap:g}",
                f"more than {least:.4f}, what funds and expected loss alone require",
                "raise rate_cap, or lower funding, pd or lgd: under this cap no loan of any size breaks even",
            )
        ]
    )  # fmt: skip


def _rates(p: BatchParameters, of: NumbersOf) -> Iterator[Number]:
    rates = of("break_even_rate", "保本利率", "break-even rate")
    for prefix, loan in (("", p.loan), ("micro_", p.micro_loan)):
        for way in model.WAYS:
            cost = model.average_cost(p, way, loan)
            yield rates.percent(f"{prefix}rate_{way}", model.break_even_rate(p, cost), 2)
            yield rates.percent(f"{prefix}average_{way}", cost, 2)
        limit = model.average_cost(p, "batch", loan, math.inf)
        yield rates.percent(f"{prefix}rate_limit", model.break_even_rate(p, limit), 2)
    losses = of("tolerated_loss", "两种做法利率相等时的预期损失", "expected loss at which both rates are equal")
    yield losses.percent("tolerated_loss", model.tolerated_loss(p, p.loan), 2)
    yield losses.of("expected_loss", 100.0 * p.pd * p.lgd, "percent", 2)


def _money(p: BatchParameters, of: NumbersOf) -> Iterator[Number]:
    saving, total = of("saving", "一年节约的成本", "cost saved in a year"), model.saving(p)
    yield saving.of("saving", total, "10k_yuan", 1)
    yield saving.of("saving_client", total / p.clients, "10k_yuan", 2)
    smallest = of("smallest_loan", "利率上限内的最小贷款", "smallest loan within the highest rate")
    for way in model.WAYS:
        yield smallest.of(f"smallest_{way}", model.smallest_loan(p, way), "10k_yuan", 1)
    clients = of("break_even_clients", "成本持平的客户数", "clients at which costs are equal")
    yield clients.count("break_even_clients", math.ceil(model.break_even_clients(p) - 1e-9), "firms")


def _settings(p: BatchParameters, of: NumbersOf) -> Iterator[Number]:
    settings = of("table", "参数", "parameter")
    yield from configured(settings, p, pd=2, lgd=0, funding=1, rate_cap=1, loan=None, micro_loan=None)
    yield from configured(settings, p, cost_alone=None, cost_batch=None, shared_cost=None, clients=0)
