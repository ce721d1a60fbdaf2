"""Guarantee leverage: how large a multiple of its capital a fund may guarantee.

The fund starts with capital one and keeps guarantees of m times it outstanding on N loans (N does
not change with m). With x_t the default rate of year t, its capital after t years is

    C_t = 1 - c t + m sum_{s <= t} (pi - l x_s),   l = LGD * share paid * (1 - counter-recovery),

with the yearly premium pi and running costs c. Ruin is C_t < 0 in some year. Loans default as in
the portfolio model with one industry (Vasicek 2002); the industry factor follows a stationary
AR(1), F_t = a F_{t-1} + sqrt(1 - a^2) e_t: bad years come in a row. Capital earns no interest.
Ruin is computed exactly in ``ruin``; what is simulated here is the top-up, the depth of a path's lowest point.
Probabilities are shares of one, money is in units of the initial capital.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario.portfolio import conditional_pd

Floats = NDArray[np.float64]
Counts = NDArray[np.int16]

MULTIPLE_CAP = 100.0
"""A largest multiple beyond this is given as this."""

_PIECE = 2_000_000


def loss_share(parameters: GuaranteeParameters) -> float:
    """Return what the fund finally bears of a loan that defaults, as a share of the loan."""
    p = parameters
    return p.lgd * p.share_paid * (1.0 - p.reguarantee)


def factors(shocks: Floats, persistence: float) -> Floats:
    """Return the stationary AR(1) industry factor, unit variance: shape (draws, years) as given."""
    path = np.empty_like(shocks)
    path[:, 0] = shocks[:, 0]
    for year in range(1, shocks.shape[1]):
        path[:, year] = persistence * path[:, year - 1] + np.sqrt(1.0 - persistence**2) * shocks[:, year]
    return path


def default_counts(
    parameters: GuaranteeParameters, points: Sequence[tuple[float, float]], persistence: Sequence[float] = ()
) -> Counts:
    """Return simulated default counts: shape (points, draws, years), one point a (rho, pd).

    ``persistence`` has one value a point; without it the parameters' own holds. A loan defaults when
    its uniform number falls below the conditional default probability. Shocks and uniforms are common
    to all points and depend on the seed alone, so that counts do not fall when pd rises, draw by draw.
    """
    p = parameters
    lasting = persistence or [p.persistence] * len(points)
    counts = np.empty((len(points), p.draws, p.years), dtype=np.int16)
    for rows, shocks, uniforms in pieces(p):
        # Loans in front: to add whole planes is several times as fast as to count along the last axis.
        by_loan = np.ascontiguousarray(np.moveaxis(uniforms, 2, 0))
        for i, ((rho, pd_), phi) in enumerate(zip(points, lasting, strict=True)):
            chance = conditional_pd(pd_, rho, factors(shocks, phi)) if pd_ > 0.0 else np.zeros(shocks.shape)
            np.add.reduce((by_loan < chance).view(np.uint8), axis=0, dtype=np.int16, out=counts[i, rows])
    return counts


def pieces(p: GuaranteeParameters) -> Iterator[tuple[slice, Floats, Floats]]:
    """Yield rows, shocks of the factor and uniforms by pieces; two streams, so pieces do not change them."""
    economy, firms = map(np.random.default_rng, np.random.SeedSequence(p.seed).spawn(2))
    size = max(1, _PIECE // (p.years * p.loans))
    for start in range(0, p.draws, size):
        n = min(size, p.draws - start)
        shocks = economy.standard_normal((n, p.years))
        yield slice(start, start + n), shocks, firms.random((n, p.years, p.loans))


def top_ups(parameters: GuaranteeParameters, counts: Counts, multiple: float) -> Floats:
    """Return by draw the money, in initial capitals, that keeps the fund from going below zero: max(0, -min C_t)."""
    p = parameters
    net = np.cumsum(loss_share(p) * (counts / p.loans) - p.premium, axis=1)
    reserves = 1.0 - p.running_cost * np.arange(1, p.years + 1, dtype=np.float64)
    return np.asarray(np.maximum((multiple * net - reserves).max(axis=1), 0.0))
