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

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario.guarantee import (
    factors,
    loss_share,
    pieces,
    wilson,
)

Floats = NDArray[np.float64]
_TINY = 1e-12


@dataclass(frozen=True)
class Outcome:
    """Shares of ruined funds with Wilson's interval, mean yearly default rate and calls (of volume)."""

    ruin: float
    low: float
    high: float
    default_rate: float
    called: float


@dataclass(frozen=True)
class Draws:
    """Common random numbers: factors (draws, years) and firms' own, (draws, years, loans)."""

    factor: Floats
    uniforms: NDArray[np.float32]


def fading(shock: float, persistence: float, years: int) -> Floats:
    """Return how far a shock in the first year moves the industry factor: shape (years,)."""
    return np.asarray(shock * persistence ** np.arange(years))


def draw(parameters: GuaranteeParameters, shock: float = 0.0) -> Draws:
    """Return the random numbers of the guarantee model's seed: the same for every layer and cap.

    ``shock`` moves the industry factor in the first year (standard deviations) and then fades.
    """
    p = parameters
    factor = np.empty((p.draws, p.years))
    uniforms = np.empty((p.draws, p.years, p.loans), dtype=np.float32)
    for rows, shocks, numbers in pieces(p):
        factor[rows], uniforms[rows] = factors(shocks, p.persistence), numbers
    return Draws(factor + fading(shock, p.persistence, p.years), uniforms)


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
        rest = weights[capped:] / weights[capped:].sum() * (1.0 - capped * largest)
        if rest[0] <= largest + _TINY:
            return np.concatenate([np.full(capped, largest), rest])
    return np.full(loans, 1.0 / loans)


def outcome(
    parameters: GuaranteeParameters,
    multiple: float,
    drawn: Draws,
    layer: LayerParameters | None = None,
    weights: Floats | None = None,
) -> Outcome:
    """Return what becomes of the fund at ``multiple``; without ``layer`` the capital stands alone.

    ``weights`` are the clients' shares of the volume (equal where not given).
    """
    p = parameters
    n = len(drawn.factor)
    capital, target = np.ones(n), (layer.deposit * multiple if layer else 0.0)
    pool, ruined = np.full(n, target), np.zeros(n, dtype=bool)
    rates, calls = 0.0, 0.0
    for year in range(p.years):
        called = np.minimum(target - pool, layer.call * multiple) if layer else np.zeros(n)
        pool += called
        push = (layer.wrong_way if layer else 0.0) * called / multiple
        rate = _default_rate(p, drawn.factor[:, year], push, drawn.uniforms[:, year], weights)
        net = multiple * (p.premium - loss_share(p) * rate)
        # Losses meet the layer first; income fills it up again before it reaches the capital.
        after = np.clip(pool + net, 0.0, target)
        capital += net - (after - pool) - p.running_cost
        pool = after
        ruined |= capital < -_TINY
        rates, calls = rates + float(rate.mean()), calls + float(called.mean()) / multiple
    share = float(ruined.mean())
    return Outcome(share, *wilson(share, n), rates / p.years, calls / p.years)


def _default_rate(
    p: GuaranteeParameters, factor: Floats, push: Floats, uniforms: NDArray[np.float32], weights: Floats | None
) -> Floats:
    if p.pd <= 0.0:
        return np.zeros(len(factor))
    chance = ndtr((ndtri(p.pd) + push - np.sqrt(p.rho) * factor) / np.sqrt(1.0 - p.rho))
    defaults = uniforms < chance[:, None].astype(np.float32)
    if weights is None:
        return np.asarray(np.count_nonzero(defaults, axis=1) / p.loans)
    return np.asarray((defaults.astype(np.float32) @ weights.astype(np.float32)).astype(np.float64))
