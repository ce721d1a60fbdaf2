"""Ruin of the guarantee fund, exactly: a recursion over its years in place of a simulation.

The fund of ``guarantee`` is alive after year t while what defaulted so far, D_t (a share of the volume, summed
over years), is at most

    d_t = (1 - c t + m pi t) / (m l),

so that (F_t, D_t) is all that its future needs. The density of the surviving funds over the industry factor F
(a grid, trapezoid rule) and D (whole units) goes from year to year by the law of the year's defaults given F and
by the AR(1) of F. For densities as smooth as these the trapezoid rule errs by exp(-2 (pi sd / step)^2), sd being that
of the narrowest density over F.

Loans may differ in size: ``weights`` are rounded to whole units, ``UNITS`` of them in the volume.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import gammaln, log_ndtr, ndtri

from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario.guarantee import MULTIPLE_CAP, loss_share
from cluster_finance.scenario.mutual import fading
from cluster_finance.scenario.portfolio import conditional_pd

Floats = NDArray[np.float64]

REACH = 7.0  # standard deviations of the factor that the grid covers: 1e-12 lies below
STEPS_A_DEVIATION = 1.25  # steps of the grid in a standard deviation of the narrowest density: an error of 1e-13
UNITS = 5_000  # units in the volume where loans differ in size
TOLERANCE = 1e-5  # of the way that a multiple or a parameter may go, far below what is printed


def ruin(parameters: GuaranteeParameters, multiple: float, shock: float = 0.0, weights: Floats | None = None) -> float:
    """Return the probability that the fund is ruined within its years at ``multiple``.

    ``shock`` moves the industry factor in the first year (standard deviations) and fades with its persistence;
    ``weights`` are the loans' shares of the volume, equal where not given.
    """
    p = parameters
    sizes = None if weights is None else units(weights)
    total = p.loans if sizes is None else UNITS
    limits = np.minimum(thresholds(p, multiple, total), total * np.arange(1, p.years + 1))
    if limits.min() < 0:
        return 1.0
    if sizes is None and not shock:
        years = [_year(p.pd, p.rho, p.persistence, p.loans)] * p.years
    else:
        grid, moves = _grid(p.rho, p.persistence, p.loans), fading(shock, p.persistence, p.years)
        years = [_made(grid, p.persistence, _law(p, grid.at + move, sizes)) for move in moves]
    alive, ruined = years[0].start[:, None], 0.0
    for turn, (year, limit) in enumerate(zip(years, limits.tolist(), strict=True), start=1):
        if turn > 1:
            alive = year.kernel.T @ alive
        ruined += _lost(alive, year.beyond, limit)
        if turn < p.years:
            alive = _convolved(alive, year.law, limit + 1)
    return min(ruined, 1.0)


def thresholds(p: GuaranteeParameters, multiple: float, total: int) -> NDArray[np.int64]:
    """Return by year how many units of ``total`` a year may have defaulted so far with the fund alive: -1, none."""
    years = np.arange(1, p.years + 1)
    capital = 1.0 - p.running_cost * years + multiple * p.premium * years
    share = multiple * loss_share(p)
    most = float(total * p.years)
    room = np.where(capital < 0.0, -1.0, most) if share <= 0.0 else np.minimum(total * capital / share, most)
    return np.floor(room + 1e-9).astype(np.int64)


def units(weights: Floats) -> NDArray[np.int64]:
    """Return the weights in whole units that add up to ``UNITS``, by the largest remainders."""
    exact = weights / weights.sum() * UNITS
    whole = np.floor(exact).astype(np.int64)
    short = UNITS - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:short]] += 1
    return whole


@dataclass(frozen=True)
class _Grid:
    """Places of the factor, their distance, and the density of the factor times the distance."""

    at: Floats
    step: float
    weights: Floats


@dataclass(frozen=True)
class _Year:
    """What a year needs, with one row a place of the factor.

    ``start`` (grid,) is its law in the first year, ``kernel`` (grid, grid) its move from the year before, ``law``
    (grid, units + 1) the law of defaults given it, ``beyond`` (grid, units + 2) the chance of at least so many.
    """

    start: Floats
    kernel: Floats
    law: Floats
    beyond: Floats


@lru_cache(maxsize=16)
def _year(pd: float, rho: float, persistence: float, loans: int) -> _Year:
    """Return a year without a shock, with loans of one size."""
    grid = _grid(rho, persistence, loans)
    return _made(grid, persistence, _binomial(pd, rho, grid.at, loans))


def _made(grid: _Grid, persistence: float, law: Floats) -> _Year:
    spread = np.sqrt(1.0 - persistence**2)
    kernel = grid.step / spread * _normal((grid.at[None, :] - persistence * grid.at[:, None]) / spread)
    beyond = np.pad(np.cumsum(law[:, ::-1], axis=1)[:, ::-1], ((0, 0), (0, 1)))
    return _Year(grid.weights, kernel, law, beyond)


def _grid(rho: float, persistence: float, loans: int) -> _Grid:
    # The factor given what was before and after, and what a year's defaults tell of it at most (Fisher's information).
    known = (1.0 + persistence**2) / (1.0 - persistence**2) + 2.0 / np.pi * loans * rho / (1.0 - rho)
    count = int(np.ceil(2 * REACH * STEPS_A_DEVIATION * np.sqrt(known)))
    at, step = np.linspace(-REACH, REACH, count + 1), 2 * REACH / count
    return _Grid(at, step, step * _normal(at))


def _normal(x: Floats) -> Floats:
    return np.asarray(np.exp(-(x**2) / 2.0) / np.sqrt(2.0 * np.pi))


def _binomial(pd: float, rho: float, factor: Floats, loans: int) -> Floats:
    """Return the binomial law of the defaults given the factor: shape (grid, loans + 1)."""
    count = np.arange(loans + 1)
    if pd <= 0.0:
        return np.tile((count == 0).astype(np.float64), (len(factor), 1))
    # By logarithms, which are finite where the chance given the factor is 0 or 1 to all digits.
    point = ((ndtri(pd) - np.sqrt(rho) * factor) / np.sqrt(1.0 - rho))[:, None]
    ways = gammaln(loans + 1.0) - gammaln(count + 1.0) - gammaln(loans - count + 1.0)
    return np.asarray(np.exp(ways + count * log_ndtr(point) + (loans - count) * log_ndtr(-point)))


def _law(p: GuaranteeParameters, factor: Floats, sizes: NDArray[np.int64] | None) -> Floats:
    """Return the law of a year's defaulted units given the factor: shape (grid, units + 1)."""
    if sizes is None:
        return _binomial(p.pd, p.rho, factor, p.loans)
    chance = conditional_pd(p.pd, p.rho, factor) if p.pd > 0.0 else np.zeros(len(factor))
    length = next_fast_len(UNITS + 1, real=True)
    turned = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    spectrum = np.ones((len(factor), len(turned)), dtype=complex)
    for size, count in zip(*np.unique(sizes, return_counts=True), strict=True):
        spectrum *= (1.0 + chance[:, None] * (turned**size - 1.0)) ** count
    return np.maximum(irfft(spectrum, length, axis=1)[:, : UNITS + 1], 0.0)


def _convolved(alive: Floats, law: Floats, width: int) -> Floats:
    """Return the first ``width`` columns of the rows' convolutions."""
    law = law[:, :width]
    if alive.shape[1] == 1:
        return alive * law
    length = next_fast_len(alive.shape[1] + law.shape[1] - 1, real=True)
    summed = irfft(rfft(alive, length, axis=1) * rfft(law, length, axis=1), length, axis=1)
    return np.maximum(summed[:, :width], 0.0)


def _lost(alive: Floats, beyond: Floats, limit: int) -> float:
    """Return the chance of being alive and having more than ``limit`` defaulted after one more year."""
    need = np.clip(limit + 1 - np.arange(alive.shape[1]), 0, beyond.shape[1] - 1)
    return float((alive * beyond[:, need]).sum())


def largest_multiple(parameters: GuaranteeParameters, limit: float | None = None, shock: float = 0.0) -> float:
    """Return the largest multiple at which ruin is not above ``limit`` (a share), at most ``MULTIPLE_CAP``."""
    share = parameters.ruin_limit if limit is None else limit
    found = turning(lambda multiple: ruin(parameters, multiple, shock) > share, 0.0, MULTIPLE_CAP)
    return MULTIPLE_CAP if found is None else found


def turning(turned: Callable[[float], bool], start: float, end: float) -> float | None:
    """Return where ``turned`` becomes true on the way from ``start`` to ``end``, by halving; None where nowhere."""
    if not turned(end):
        return None
    low, high = start, end
    while abs(high - low) > TOLERANCE * max(abs(end - start), 1e-12):
        middle = (low + high) / 2
        low, high = (low, middle) if turned(middle) else (middle, high)
    return high
