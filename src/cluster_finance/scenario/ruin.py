"""Ruin of the guarantee fund, exactly: a recursion over its years in place of a simulation.

The fund of ``guarantee`` is alive after year t while what defaulted so far, D_t (a share of the volume, summed
over years), is at most

    d_t = (1 - c t + m pi t) / (m l),

so that (F_t, D_t) is all that its future needs. The density of the surviving funds over the industry factor F
(a grid, trapezoid rule) and D (whole units) goes from year to year by the law of the year's defaults given F and
by the AR(1) of F. The trapezoid converges geometrically for densities as smooth as these,
and the grid is finer than both the step of the AR(1) and the spread of the defaults ask.

Loans may differ in size: ``weights`` are rounded to whole units, ``UNITS`` of them in the volume.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.stats import binom, norm

from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario.guarantee import MULTIPLE_CAP, loss_share
from cluster_finance.scenario.mutual import fading
from cluster_finance.scenario.portfolio import conditional_pd

Floats = NDArray[np.float64]

REACH = 8.0  # standard deviations of the factor that the grid covers: 1e-15 lies outside
STEP = 0.05  # its step at most,
STEPS_A_KERNEL = 3.0  # ... and steps in a standard deviation of next year's factor given this year's,
STEPS_A_SPREAD = 2.0  # ... and in 1/sqrt(loans), the spread of the defaults given the factor
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
    limits = thresholds(p, multiple, total)
    if limits.min() < 0:
        return 1.0
    width = int(min(limits.max(), total * p.years)) + 1
    grid, step = _grid(p, p.loans if weights is None else 1.0 / float((weights**2).sum()))
    spread = np.sqrt(1.0 - p.persistence**2)
    kernel = step * norm.pdf((grid[None, :] - p.persistence * grid[:, None]) / spread) / spread
    alive = np.zeros((len(grid), width))
    alive[:, 0] = step * norm.pdf(grid)
    law = None
    moves = fading(shock, p.persistence, p.years)
    for year in range(p.years):
        if law is None or shock:
            law = _law(p, grid + moves[year], sizes, width)
        alive = _convolved(alive, law)
        alive[:, int(min(limits[year], width - 1)) + 1 :] = 0.0
        if year + 1 < p.years:
            alive = kernel.T @ alive
    return float(min(max(1.0 - alive.sum(), 0.0), 1.0))


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


def _grid(p: GuaranteeParameters, loans: float) -> tuple[Floats, float]:
    wanted = min(
        STEP, np.sqrt(1.0 - p.persistence**2) / STEPS_A_KERNEL, 1.0 / np.sqrt(max(loans, 1.0)) / STEPS_A_SPREAD
    )
    count = int(np.ceil(2 * REACH / wanted))
    return np.linspace(-REACH, REACH, count + 1), 2 * REACH / count


def _law(p: GuaranteeParameters, grid: Floats, sizes: NDArray[np.int64] | None, width: int) -> Floats:
    """Return the law of a year's defaulted units given the factor: shape (grid, width), cut off at ``width``."""
    chance = conditional_pd(p.pd, p.rho, grid) if p.pd > 0.0 else np.zeros(len(grid))
    if sizes is None:
        return np.asarray(binom.pmf(np.arange(min(width, p.loans + 1))[None, :], p.loans, chance[:, None]))
    length = next_fast_len(UNITS + 1, real=True)
    turned = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    spectrum = np.ones((len(grid), len(turned)), dtype=complex)
    for size, count in zip(*np.unique(sizes, return_counts=True), strict=True):
        spectrum *= (1.0 + chance[:, None] * (turned**size - 1.0)) ** count
    return np.maximum(irfft(spectrum, length, axis=1)[:, :width], 0.0)


def _convolved(alive: Floats, law: Floats) -> Floats:
    width = alive.shape[1]
    length = next_fast_len(width + law.shape[1], real=True)
    summed = irfft(rfft(alive, length, axis=1) * rfft(law, length, axis=1), length, axis=1)
    return np.maximum(summed[:, :width], 0.0)


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
