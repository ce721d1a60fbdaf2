"""Quantile regressions (Koenker and Bassett 1978), with bands by resampling whole cities or provinces.

The estimates are statsmodels' (iterated weighted least squares). The bands are percentiles of the
estimates over samples of blocks drawn with replacement, rows and all (pairs bootstrap): a block is
a city, or a province with its cities, which keeps what the cities of a province share.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.regression.quantile_regression import QuantReg
from statsmodels.tools.sm_exceptions import IterationLimitWarning

from cluster_finance.regression.estimate import Design, check_design
from cluster_finance.regression.families import Block

Array = np.ndarray[Any, np.dtype[np.floating[Any]]]

PRECISE = {"p_tol": 1e-10, "max_iter": 50_000}
"""Limits of the estimates; with the library's own the objective can stop short of its least value."""
ROUGH = {"p_tol": 1e-4}
"""Limits of the bands' many samples: a ten-thousandth in the coefficients, far within their spread."""


@dataclass(frozen=True)
class Band:
    """Intervals by quantile, and for the highest quantile's slope less the lowest's.

    ``low``, ``high`` and ``se`` have one entry a quantile; ``limited`` counts fits that stopped at
    the limit of iterations.
    """

    low: Array
    high: Array
    se: Array
    spread: tuple[float, float]
    limited: int


def slopes(y: Array, x: Array, at: int, quantiles: list[float], **limits: Any) -> tuple[Array, int]:
    """Return the coefficient of column ``at`` by quantile, and how many fits hit the iteration limit."""
    found, limited = np.empty(len(quantiles)), 0
    for i, q in enumerate(quantiles):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", IterationLimitWarning)
            found[i] = QuantReg(y, x).fit(q=q, **limits).params[at]
        limited += any(issubclass(w.category, IterationLimitWarning) for w in caught)
    return found, limited


def path(made: Design, term: str, quantiles: list[float]) -> Array:
    """Return the term's coefficient by quantile; raise ``InputError`` where the design bears none."""
    check_design(made)
    y, x = made.y.to_numpy(), made.x.to_numpy()
    return slopes(y, x, list(made.x.columns).index(term), quantiles, **PRECISE)[0]


def mean_slope(made: Design, term: str) -> float:
    """Return the least-squares coefficient, for comparison."""
    return float(sm.OLS(made.y, made.x).fit().params[term])


def band(
    made: Design, term: str, quantiles: list[float], block: Block, draws: int, seed: list[int], confidence: float
) -> Band:
    """Return the intervals at ``confidence`` from ``draws`` samples of blocks; ``seed`` fixes them."""
    random = np.random.default_rng(seed)
    rows = blocks(made, block)
    y, x = made.y.to_numpy(), made.x.to_numpy()
    at, estimates, limited = list(made.x.columns).index(term), np.empty((draws, len(quantiles))), 0
    for i in range(draws):
        drawn = np.concatenate([rows[j] for j in random.integers(0, len(rows), len(rows))])
        estimates[i], stopped = slopes(y[drawn], x[drawn], at, quantiles, **ROUGH)
        limited += stopped
    ends = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(estimates, ends, axis=0)
    spread = np.quantile(estimates[:, -1] - estimates[:, 0], ends)
    return Band(low, high, estimates.std(axis=0, ddof=1), (float(spread[0]), float(spread[1])), limited)


def blocks(made: Design, block: Block) -> list[np.ndarray[Any, np.dtype[np.intp]]]:
    """Return the rows of each block, in the order of the blocks' names."""
    names = made.cities if block == "city" else made.provinces
    codes = pd.factorize(names, sort=True)[0]
    return [np.flatnonzero(codes == code) for code in range(codes.max() + 1)]
