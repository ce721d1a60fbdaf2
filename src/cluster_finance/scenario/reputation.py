"""Reputation and strategic default: the largest repayment that a firm keeps without being forced to.

A firm that does not repay keeps (1 + r) L. While it stays, it loses the surplus v of a year with
each partner that knows (a share G(t) after t years); once it leaves, it has paid the moving cost m
and earns v_out instead of v for good. It may stay while few know and leave later: leaving after tau
years costs it today

    cost(tau) = sum_{t=1}^{tau} delta^t v G(t) + delta^tau m + sum_{t>tau} delta^t (v - v_out),

and staying for good cost(infinity) = sum delta^t v G(t). It repays while (1 + r) L is no more than the
least of these. (Comparing only leaving at once and staying for good would set the limit too high:
``two_way``.) That partners do shun who is known to have defaulted is assumed, as in Greif (1993) and
Kandori (1992); that the firm fixes tau beforehand, too: one that watched the news could do better
still, where news is random.

Money is in years of surplus, v = 1; rates, shares and delta are of one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cluster_finance.parameters.lending import ReputationParameters
from cluster_finance.scenario import news

Floats = NDArray[np.float64]
Setting = Literal["network", "complete", "alone", "instant"]
SETTINGS: tuple[Setting, ...] = ("network", "complete", "alone", "instant")
NEWS_RATES: tuple[float, ...] = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0)
DISCOUNTS: tuple[float, ...] = (0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
MOVING_COSTS: tuple[float, ...] = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0)
CONTACTS: tuple[int, ...] = (2, 4, 6, 10, 20, 50)
_SMALL = 1e-9


@dataclass(frozen=True)
class Limit:
    """The largest self-enforcing repayment (years of surplus), its standard error, and when a defaulter would leave.

    ``leaves`` is in years, infinite where it would stay.
    """

    repayment: float
    leaves: float
    error: float = 0.0


def periods(discount: float) -> int:
    """Return how many years are followed one by one: the rest weighs less than a billionth."""
    return math.ceil(math.log(_SMALL) / math.log(discount)) if discount > _SMALL else 1


def costs(parameters: ReputationParameters, shares: Floats, moving_cost: float) -> Floats:
    """Return cost(tau) for tau = 0, ..., T and infinity: shape (..., T + 2) for ``shares`` (..., T).

    The share that knows after T years is taken to stay as it is.
    """
    p, last = parameters, shares.shape[-1]
    weight = p.discount ** np.arange(last + 1)
    beyond = weight * p.discount / (1.0 - p.discount)
    lost = np.concatenate([np.zeros((*shares.shape[:-1], 1)), np.cumsum(weight[1:] * shares, axis=-1)], axis=-1)
    leaving = lost + weight * moving_cost + beyond * (1.0 - p.outside_surplus)
    staying = lost[..., -1:] + beyond[-1] * shares[..., -1:]
    return np.concatenate([leaving, staying], axis=-1)


def limit(parameters: ReputationParameters, shares: Floats, moving_cost: float) -> Limit:
    """Return the largest self-enforcing repayment for simulated ``shares`` (draws, T) or exact ones (T,)."""
    by_draw = costs(parameters, np.atleast_2d(shares), moving_cost)
    mean = by_draw.mean(axis=0)
    best = int(np.argmin(mean))
    error = float(by_draw[:, best].std(ddof=1) / math.sqrt(len(by_draw))) if len(by_draw) > 1 else 0.0
    return Limit(float(mean[best]), float(best) if best < mean.size - 1 else math.inf, error)


def two_way(parameters: ReputationParameters, shares: Floats, moving_cost: float) -> float:
    """Return the lesser of leaving at once and staying for good, which ignores leaving in between."""
    mean = costs(parameters, np.atleast_2d(shares), moving_cost).mean(axis=0)
    return float(min(mean[0], mean[-1]))


def ceiling(parameters: ReputationParameters, moving_cost: float) -> float:
    """Return the limit where news is instant: min{v delta / (1 - delta), m + (v - v_out) delta / (1 - delta)}."""
    years = parameters.discount / (1.0 - parameters.discount)
    return min(years, moving_cost + (1.0 - parameters.outside_surplus) * years)


def informed(parameters: ReputationParameters, setting: Setting) -> Floats:
    """Return the shares that know after 1, 2, ... years: (T,), or (draws, T) where simulated.

    ``network``: the cluster, contacts on a small world; ``complete``: the cluster, everyone a contact
    of everyone; ``alone``: outside a cluster, from the bank only; ``instant``: everybody after a year.
    """
    p, last = parameters, periods(parameters.discount)
    if setting == "network":
        graph = (p.partners, p.contacts, p.rewired)
        return news.simulate(last, (p.news_rate, p.bank_rate), graph, p.draws, p.seed)
    if setting == "complete":
        return news.birth_chain(last, p.news_rate, p.bank_rate, p.partners)
    if setting == "alone":
        years = np.arange(1, last + 1, dtype=np.float64)
        return news.mean_field(years, 0.0, p.bank_rate, 1.0 / p.partners)
    return np.ones(last)


def table(parameters: ReputationParameters) -> pd.DataFrame:
    """Return the limit against each of news rate, delta, moving cost and contacts, the others as given.

    Columns ``varied`` (the parameter's name), ``value``, ``setting``, ``moving_cost``, ``repayment``, ``error``
    (standard error), ``leaves`` (years; infinite: stays) and ``loan``, the repayment by 1 + r. Outside a
    cluster the moving cost is always that of a firm alone.
    """
    p = parameters
    rows: list[tuple[object, ...]] = []
    for varied, value, point in _points(p):
        for setting in SETTINGS:
            cost = p.moving_cost_alone if setting == "alone" else p.moving_cost
            rows.append((varied, value, *_row(point, setting, informed(point, setting), cost)))
    for setting in SETTINGS:
        shares = informed(p, setting)
        for moving_cost in sorted({*MOVING_COSTS, p.moving_cost}):
            cost = p.moving_cost_alone if setting == "alone" else moving_cost
            rows.append(("moving_cost", moving_cost, *_row(p, setting, shares, cost)))
    columns = ["varied", "value", "setting", "moving_cost", "repayment", "error", "leaves", "loan"]
    return pd.DataFrame(rows, columns=columns)


def _row(p: ReputationParameters, setting: Setting, shares: Floats, moving_cost: float) -> tuple[object, ...]:
    loan = limit(p, shares, moving_cost)
    return setting, moving_cost, loan.repayment, loan.error, loan.leaves, loan.repayment / (1.0 + p.rate)


def _points(p: ReputationParameters) -> Iterator[tuple[str, float, ReputationParameters]]:
    grids: dict[str, tuple[float, ...]] = {
        "news_rate": NEWS_RATES,
        "discount": DISCOUNTS,
        "contacts": tuple(k for k in CONTACTS if k < p.partners),
    }
    for name, grid in grids.items():
        for value in sorted({*grid, getattr(p, name)}):
            yield name, float(value), p.model_copy(update={name: value})
