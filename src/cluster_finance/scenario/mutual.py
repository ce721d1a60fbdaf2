"""The guarantee fund with a layer that members fund, with clients of unequal size, and a cap on each.

A layer of ``deposit`` times the volume stands before the fund's capital: it bears net losses first
and keeps net income up to its target. Where it fell below, members are called in the next year for
what is missing, at most ``call`` times the volume. A call of k (a share of the volume) lowers their
asset values by ``wrong_way`` * k standard deviations in that year,

    PD_t = Phi((Phi^-1(PD) + w k_t - sqrt(rho) F_t) / sqrt(1 - rho)):

wrong-way risk, as in the chains of mutual guarantees. Sizes follow a power law over ranks; with a
cap, no client's volume is above ``client_cap`` times the capital. Money is in initial capitals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario.guarantee import loss_share
from living_edition.ledger.precision import wilson

Floats = NDArray[np.float64]
_TINY = 1e-12
MANY = 1_000_000
"""Draws of ``simulate`` for a number that is printed."""


@dataclass(frozen=True)
class Outcome:
    """Shares of ruined funds with Wilson's interval, mean yearly default rate and calls (of volume)."""

    ruin: float
    low: float
    high: float
    default_rate: float
    calls: float


def fading(shock: float, persistence: float, years: int) -> Floats:
    """Return how far a shock in the first year moves the industry factor: shape (years,)."""
    return np.asarray(shock * persistence ** np.arange(years))


def client_weights(loans: int, slope: float, largest: float | None = None) -> Floats:
    """Return clients' shares of the volume: shape (loans,), falling like rank to minus ``slope``.

    What is above ``largest`` (a share) is spread over the others in proportion. Raises ``ValueError``
    where so few clients cannot hold the volume under the cap.
    """
    weights = np.arange(1, loans + 1, dtype=np.float64) ** -slope
    weights /= weights.sum()
    if largest is None:
        return weights
    if largest * loans < 1.0 - _TINY:
        raise ValueError(f"{loans} clients of at most {largest:g} each cannot hold the whole volume")
    for capped in range(loans):
        uncapped = weights[capped:] / weights[capped:].sum() * (1.0 - capped * largest)
        if uncapped[0] <= largest + _TINY:
            return np.concatenate([np.full(capped, largest), uncapped])
    return np.full(loans, 1.0 / loans)


def simulate(
    parameters: GuaranteeParameters, multiple: float, layer: LayerParameters, draws: int, shock: float = 0.0
) -> Outcome:
    """Return what becomes of the fund with a layer and loans of one size.

    Defaults given the factor are drawn as binomial counts, year by year, so that nothing is kept of single loans.
    """
    p = parameters
    random = np.random.default_rng(p.seed)
    moves = fading(shock, p.persistence, p.years)
    factor = random.standard_normal(draws)

    def rates(year: int, push: Floats) -> Floats:
        nonlocal factor
        if year:
            fresh = np.sqrt(1.0 - p.persistence**2) * random.standard_normal(draws)
            factor = p.persistence * factor + fresh
        return np.asarray(random.binomial(p.loans, _chance(p, factor + moves[year], push)) / p.loans)

    return _life(p, multiple, layer, draws, rates)


def _life(
    p: GuaranteeParameters, multiple: float, layer: LayerParameters | None, n: int,
    rates_of: Callable[[int, Floats], Floats],
) -> Outcome:  # fmt: skip
    """Take ``n`` funds through their years; ``rates_of`` returns a year's default rates under a push."""
    capital, target = np.ones(n), (layer.deposit * multiple if layer else 0.0)
    pool, ruined = np.full(n, target), np.zeros(n, dtype=bool)
    rates, calls = 0.0, 0.0
    for year in range(p.years):
        call = np.minimum(target - pool, layer.call * multiple) if layer else np.zeros(n)
        pool += call
        push = (layer.wrong_way if layer else 0.0) * call / multiple
        rate = rates_of(year, push)
        net = multiple * (p.premium - loss_share(p) * rate)
        # Losses meet the layer first; income fills it up again before it reaches the capital.
        after = np.clip(pool + net, 0.0, target)
        capital += net - (after - pool) - p.running_cost
        pool = after
        ruined |= capital < -_TINY
        rates, calls = rates + float(rate.mean()), calls + float(call.mean()) / multiple
    share = float(ruined.mean())
    return Outcome(share, *wilson(share, n), rates / p.years, calls / p.years)


def _chance(p: GuaranteeParameters, factor: Floats, push: Floats) -> Floats:
    """Return the default probability given the factor and a push from calls."""
    if p.pd <= 0.0:
        return np.zeros(len(factor))
    return np.asarray(ndtr((ndtri(p.pd) + push - np.sqrt(p.rho) * factor) / np.sqrt(1.0 - p.rho)))
